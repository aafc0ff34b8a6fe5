// SPDX-License-Identifier: AGPL-3.0-or-later
// What is being noted, from the first tap to the outcome that saves it. Pure: a draft is changed by making
// a new one, and becomes the fields of a record.
import { clock, localDay, localMinute } from './words.js';
import { countsOf, likelyCell, oneMore, set, stripped, total } from './people.js';

const OBSERVED = 'AC20';
export const NOBODY_THERE = 'OU9';
const PASSING = 'PA1';
const NO_THEME = ['PA1', 'PA2', 'VT1'];
export const themeNeeded = kind => !NO_THEME.includes(kind);
export const outcomeNeeded = kind => kind !== PASSING;

export const newDraft = (now, origin) => ({
	began: now, tile: null, kind: null, theme: null, place: null, people: {}, cell: null, trail: [],
	actions: null, comment: '', weak: false, ...origin,
});

// A situation chosen: what is usually done about it and whom it usually concerns follow.
export function withTile(draft, tile, records) {
	const same = draft.kind === tile.kind && draft.theme === tile.theme;
	return {
		...draft, tile, kind: tile.kind, theme: tile.theme ?? null,
		actions: same ? draft.actions : null,
		cell: total(draft.people) > 0 ? draft.cell : likelyCell(tile.kind, tile.theme, records),
	};
}

export const withPlace = (draft, place) => ({ ...draft, place });

const counted = (draft, people, cell) =>
	({ ...draft, people, cell, actions: draft.within ? draft.actions : null, trail: [...draft.trail.slice(-40), [draft.people, draft.cell]] });
export const withOneMore = (draft, cell) => counted(draft, oneMore(draft.people, cell), cell);
export const withNumber = (draft, button) =>
	counted(draft, set(draft.people, draft.cell, stripped(draft.people[draft.cell] ?? 0, button)), draft.cell);
export function withoutLast(draft) {
	const [people, cell] = draft.trail.at(-1) ?? [draft.people, draft.cell];
	return { ...draft, people, cell, trail: draft.trail.slice(0, -1) };
}

// Before anybody says otherwise: what the situation usually asks for; with nobody there, looking.
export const actionsOf = draft => draft.actions
	?? (total(draft.people) === 0 && draft.tile?.actions?.every(code => ['AC01', 'AC02', 'AC03'].includes(code))
		? [OBSERVED] : draft.tile?.actions ?? []);

export function withAction(draft, code) {
	const now = actionsOf(draft);
	return { ...draft, actions: now.includes(code) ? now.filter(c => c !== code) : [...now, code] };
}

// The likely ends first; nobody there comes first when nobody was counted.
export function outcomesOf(draft, all) {
	const likely = draft.tile?.outcomes?.length ? draft.tile.outcomes : ['OU1', 'OU4', 'OU5', 'OU8'];
	const first = total(draft.people) > 0 ? likely
		: [NOBODY_THERE, ...likely.filter(code => code !== NOBODY_THERE)].slice(0, likely.length);
	return [...first, ...all.filter(code => !first.includes(code))];
}

// How long it took when nobody says: from the first tap to now, in steps that people use.
const LENGTHS = [5, 10, 15, 30, 60, 120];
export const lengths = LENGTHS;
export const lengthOf = (draft, now) =>
	LENGTHS.find(n => n >= Math.round((now - draft.began) / 60000)) ?? LENGTHS.at(-1);

const placeFields = place => ({ sector: place?.sector ?? null, place: place?.place ?? null,
	place_kind: place?.place_kind ?? null, lon: place?.lon ?? null, lat: place?.lat ?? null });

// The fields of the record that a draft with this outcome is.
export function fieldsOf(draft, { scheme, shift, outcome, now }) {
	return {
		scheme, ...shift ? { shift } : {},
		date: draft.date ?? localDay(draft.began), start: draft.start ?? clock(localMinute(draft.began)),
		duration_min: draft.minutes ?? lengthOf(draft, now),
		...placeFields(draft.place),
		kind: draft.kind, theme: draft.theme, origin: draft.origin ?? 'OI1',
		...draft.people, actions: actionsOf(draft), outcome: outcome ?? null,
		weak_signal: draft.weak, comment: draft.comment.trim() || null, state: 'sent',
		...draft.more,
	};
}

// The same situation once more: all of the last record but its time, its words and its mark.
export const again = (record, now, tileOf) => ({
	...newDraft(now), ...asDraft(record.fields, tileOf), minutes: record.fields.duration_min, within: 'again',
});

// What was begun and left, as the phone kept it.
export const resumed = (act, tileOf) => ({
	...newDraft(act.at), ...asDraft(act.fields, tileOf), id: act.id, scheme: act.fields.scheme, actions: act.fields.actions ?? null,
	place: act.fields.place_kind ? asDraft(act.fields, tileOf).place : null,
});

const asDraft = (f, tileOf) => ({
	tile: tileOf(f) ?? null, kind: f.kind ?? null, theme: f.theme ?? null, people: countsOf(f),
	cell: likelyCell(f.kind, f.theme, [{ fields: f }]), actions: f.actions ?? [], outcome: f.outcome ?? null,
	place: { place: f.place, place_kind: f.place_kind, sector: f.sector, lon: f.lon, lat: f.lat },
});

// A record that is being put right (`within`: the screen to which each answer goes back): the draft knows which, and what it said before.
export const editing = (record, now, tileOf) => ({
	...newDraft(now), ...asDraft(record.fields, tileOf), record: record.id, before: record.fields, within: 'edit',
	date: record.fields.date, start: record.fields.start, minutes: record.fields.duration_min,
	comment: record.fields.comment ?? '', weak: record.fields.weak_signal === true,
});

const nothingIn = v => v === null || v === undefined || v === 0 || v === false || v === '' || v.length === 0;
const same = (a, b) => (nothingIn(a) && nothingIn(b)) || JSON.stringify(a) === JSON.stringify(b);

// Only what a correction changes; people no longer counted are none.
export function changes(draft) {
	const after = {
		...Object.fromEntries(Object.keys(countsOf(draft.before)).map(name => [name, 0])),
		...fieldsOf(draft, { scheme: draft.before.scheme, outcome: draft.outcome, now: draft.began }),
	};
	delete after.state;
	delete after.origin;
	// The end follows from the start and the length, and is not told twice.
	const out = Object.fromEntries(Object.entries(after).filter(([name, v]) => !same(v, draft.before[name])));
	if ('start' in out || 'duration_min' in out)
		Object.assign(out, { start: after.start, duration_min: after.duration_min, end: endOf(after) });
	return out;
}

function endOf({ start, duration_min: minutes }) {
	const [h, m] = start.split(':').map(Number);
	return clock(h * 60 + m + minutes);
}
