// SPDX-License-Identifier: AGPL-3.0-or-later
// The shift one is on, in minutes from midnight of the day on which it began: past 1440 is the day after,
// so a night is one piece.
import { dayAfter, localDay, localMinute, minuteOf } from './words.js';

const EARLY = 120; // minutes before its start in which a shift is shown as the one to come
const LATE = 360;  // and behind its end, in which one that was begun may still be ended

const daysBetween = (from, to) => Math.round((Date.parse(to) - Date.parse(from)) / 86400000);

export const minuteIn = (shift, ms) => daysBetween(shift.date, localDay(ms)) * 1440 + localMinute(ms);

// A shift record as the screens want it.
export function shiftView(record) {
	const start = minuteOf(record.planned_start), end = minuteOf(record.planned_end);
	const began = minuteOf(record.actual_start), ended = minuteOf(record.actual_end);
	// Somebody who comes early for a shift at midnight began the evening before, on a clock that is late.
	const whole = began === null ? null : began - start > 720 ? began - 1440 : start - began > 720 ? began + 1440 : began;
	return {
		id: record.id, scheme: record.scheme, sector: record.sector ?? null, date: record.date, team: record.team ?? [],
		start, end: end > start ? end : end + 1440, began: whole, ended,
		state: record.state === 'cancelled' ? 'cancelled' : ended !== null ? 'held' : began !== null ? 'running' : 'planned',
		minute: ms => minuteIn(record, ms),
		minuteOf: act => daysBetween(record.date, act.fields.date) * 1440 + (minuteOf(act.fields.start) ?? 0),
	};
}

const mine = (shifts, staff) => shifts.filter(s => !staff || (s.team ?? []).includes(staff)).map(shiftView);

// The one that runs, else the one that is due; null: none.
export function shiftNow(shifts, staff, ms) {
	const near = mine(shifts, staff).filter(s => s.minute(ms) > s.start - EARLY && s.minute(ms) < s.end + LATE);
	const due = near.filter(s => s.state === 'planned' && s.minute(ms) < s.end);
	return near.find(s => s.state === 'running') ?? due.sort((a, b) => a.start - b.start)[0] ?? null;
}

export const shiftNext = (shifts, staff, ms) => mine(shifts, staff)
	.filter(s => s.state === 'planned' && s.minute(ms) <= s.start - EARLY && s.date <= dayAfter(localDay(ms), 14))
	.sort((a, b) => a.date === b.date ? a.start - b.start : a.date < b.date ? -1 : 1)[0] ?? null;
