// SPDX-License-Identifier: AGPL-3.0-or-later
// Records as the phone has them, and the journal entries that they become. Pure: what is given is not changed.
import { uuid } from './bytes.js';

const COUNT = /^[FMN]_A\d+$/;

const empty = (name, v) => v === null || v === undefined || v === '' || (Array.isArray(v) && v.length === 0) ||
	(v === 0 && COUNT.test(name));

/** Fields over others; what is empty is absent. */
export function over(fields, more) {
	return Object.fromEntries(Object.entries({ ...fields, ...more }).filter(([name, v]) => !empty(name, v)));
}

const IDENTITY = ['id', 'version', 'source_id', 'deleted'];
const plain = record => over(Object.fromEntries(Object.entries(record).filter(([name]) => !IDENTITY.includes(name))), {});

/** A record of the server. `was`: as the phone has it. */
export function fromServer(register, record, was) {
	return {
		id: record.id, register, version: record.version, fields: plain(record), at: was?.at ?? record.at ?? whenOf(record),
		status: 'stored', deleted: record.deleted === true, errors: [], word: null, before: null, known: true,
		...was?.kept !== undefined && { kept: was.kept }, ...was?.twins && { twins: was.twins },
	};
}

function whenOf(record) {
	const ms = new Date(`${record.date ?? '1970-01-01'}T${record.start ?? record.planned_start ?? '00:00'}`).getTime();
	return Number.isFinite(ms) ? ms : 0;
}

/**
 * What saving makes of a record.
 * @param {object|null} act   as it is
 * @param {object} ask        as Keeper.save takes it
 * @param {{id: string, ms: number, last: object|null}} how   last: the record's last entry that waits
 * @returns {{act: object, change: object|null}} change: what is sent, without its identity; null: nothing is
 */
export function saved(act, ask, { id, ms, last }) {
	const fields = over(act?.fields ?? {}, ask.fields);
	const next = {
		...act ?? { id, register: ask.register ?? 'intervention', version: 0, errors: [], word: null, before: null, deleted: false, known: false },
		fields, at: act?.at ?? ask.at ?? ms, status: ask.draft ? 'draft' : 'waiting',
	};
	if (ask.draft) {
		// What was sent goes on standing there: the draft is told apart from it until it is sent.
		next.stood = act && act.status !== 'draft' ? { fields: act.fields, status: act.status } : act?.stood ?? null;
		return { act: next, change: null };
	}
	let sent = fields;
	if (last || act?.version > 0) {
		// A save tells what it changes. Behind a draft, or a change that the server did not take, it tells all
		// that is apart from what the server has.
		const apart = act.status === 'draft' ? act.stood?.fields : ['refused', 'conflict'].includes(act.status) ? act.server : null;
		sent = apart ? { ...difference(apart, fields), ...ask.fields } : { ...ask.fields };
		next.server = act.server ?? act.stood?.fields ?? act.fields;
	}
	// What was sent back is a draft until its author sends it again.
	if (act?.word && !('state' in ask.fields)) {
		sent = { ...sent, state: 'sent' };
		next.fields = { ...next.fields, state: 'sent' };
	}
	next.errors = [];
	next.word = null;
	next.stood = null;
	if ('twin_of' in ask.fields)
		next.twins = { look: false, likely: [], apart: [] };
	else if (next.register === 'intervention' && next.version === 0 && !next.known)
		next.twins ??= { look: true, likely: [], apart: [] };
	return { act: next, change: { fields: sent, base: baseOf(act, last), reason: ask.reason } };
}

/** Whether one may still ask if it tells of an event that was noted already. `twins`: of a record that was noted
 * here; look: the server was not asked yet; likely: what is asked about; apart: what another event was said of. */
export const twinsOpen = act => Boolean(act.twins) && !act.deleted && ['waiting', 'stored'].includes(act.status) &&
	!act.fields.twin_of && [undefined, 'sent'].includes(act.fields.state);

/** The version that an entry stands on: what waits, else what the server has. */
export const baseOf = (act, last) => last ? last.id : act?.version > 0 ? act.version : null;

/** The fields that make `to` of `from`; null empties. */
export function difference(from, to) {
	const out = {};
	for (const name of new Set([...Object.keys(from), ...Object.keys(to)]))
		if (JSON.stringify(from[name]) !== JSON.stringify(to[name]))
			out[name] = to[name] ?? (COUNT.test(name) ? 0 : null);
	return out;
}

/** A journal entry, as push takes it; `from` is the moment it was noted, which never leaves the phone as it is. */
export function entryOf(act, change, { ms, from, catalogue, clocked }) {
	return {
		id: uuid(ms), register: act.register, record: act.id, base: change.base, at: Math.round(act.version === 0 && !act.known ? act.at : ms),
		fields: change.fields, ...change.reason && { reason: change.reason }, ...catalogue && { catalogue },
		...clocked?.length && { clocked }, from: { ...from, after: act.fields },
	};
}

/** A record once the server answered for one of its entries; `more`: later entries of it still wait. */
export function answered(act, entry, result, version, more) {
	const status = result.first ?? (result.status === 'duplicate' ? 'stored' : result.status);
	const corrected = status === 'stored' && !more ? result.corrected ?? {} : {};
	return {
		...act, known: true, version: status === 'stored' ? Math.max(version, act.version) : status === 'conflict' ? version : act.version,
		fields: over(act.fields, corrected), errors: status === 'refused' ? result.errors ?? [] : act.errors,
		kept: status === 'stored' ? null : result.id,
		server: status !== 'stored' ? act.server ?? null : more ? over(entry.from.after, result.corrected ?? {}) : null,
		status: more || act.status === 'draft' ? act.status : status,
	};
}
