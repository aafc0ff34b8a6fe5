// SPDX-License-Identifier: AGPL-3.0-or-later
// What time it is, and what this phone's clock is off by. The clock of the wall may be set by anybody; the
// monotonic one may stand still while the phone sleeps. Where both went on alike, neither was touched.
const SLACK = 5000;       // ms that two clocks may part while nothing happened
export const OFF_MS = 120000; // up to this a clock is right (docs/sync.md)

/** A name that is new whenever the monotonic clock began anew. */
const boot = crypto.randomUUID?.() ?? String(Math.random());

let skew = 0, seen = null;

export const moment = () => ({ wall: Date.now(), mono: performance.now(), boot });

/** Whether nobody touched the clock since that moment. */
export function untouched(since, now = moment()) {
	return since !== null && since.boot === now.boot &&
		Math.abs((now.wall - since.wall) - (now.mono - since.mono)) < SLACK;
}

/** The server told its time. */
export function learn(serverNow) {
	skew = Date.now() - serverNow;
	seen = moment();
}

/** ms by which the phone's clock is ahead; null: right, or not known. */
export const clockSkew = () => untouched(seen) && Math.abs(skew) > OFF_MS ? skew : null;

/** ms since 1970, put right as far as it is known. */
export const now = () => Date.now() - (clockSkew() ?? 0);

const two = n => String(n).padStart(2, '0');

/** The local calendar day and minute of a moment. */
export function local(ms) {
	const d = new Date(ms);
	return { day: `${d.getFullYear()}-${two(d.getMonth() + 1)}-${two(d.getDate())}`, minute: d.getHours() * 60 + d.getMinutes() };
}

/** Days since 1970 of 'YYYY-MM-DD', and back. */
export const dayNumber = day => Date.parse(day + 'T00:00:00Z') / 86400000;
export const dayText = n => new Date(n * 86400000).toISOString().slice(0, 10);

/** Minutes of 'HH:MM'; null when there is none. */
export const minutes = clock => /^\d\d:\d\d/.test(clock ?? '') ? +clock.slice(0, 2) * 60 + +clock.slice(3, 5) : null;
