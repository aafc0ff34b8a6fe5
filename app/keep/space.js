// SPDX-License-Identifier: AGPL-3.0-or-later
// The space of a user who is signed in: his records, what waits, and what the server sent, unsealed in memory
// and sealed on the shelf. Every change is on the shelf before it is in memory.
import { answered, baseOf, entryOf, fromServer, saved, twinsOpen } from './acts.js';
import { nothingYet, pulled, view } from './catalogue.js';
import { moment, now } from './clock.js';
import { uuid } from './bytes.js';
import { seal, unseal } from './seal.js';
import { Refusal } from './refusal.js';

export const UNDO_MS = 10000;
const KEEP_DAYS = 21;
const DAY_MS = 86400000;
const GONE = ['InvalidStateError', 'NotFoundError', 'UnknownError', 'AbortError'];
const OWN = ['intervention', 'help_call'];
// What a team leader must know at once is not held back for an undo.
const AT_ONCE = entry => entry.register !== 'intervention' || entry.fields.weak_signal === true;

export class Space {
	/** @param {object} shelf  @param {CryptoKey} key  @param {object} person  his row
	 * @param {() => Promise<boolean>} rescue  opens the shelf anew and calls rewrite */
	constructor(shelf, key, person, rescue) {
		Object.assign(this, { shelf, key, person, account: person.account, rescue });
		this.acts = new Map();
		this.entries = [];   // in order; .seq
		this.tried = new Set(); // entries that may have been sent
		this.kept = nothingYet();
		this.seen = null;    // the catalogue's view
		this.leader = false; // this tab sends: it knows what was sent
		this.turn = Promise.resolve();
		// One after another: each begins with what the one before left.
		for (const name of ['load', 'save', 'remove', 'takeBack', 'settle', 'stick', 'take', 'likely', 'apart']) {
			const plain = this[name].bind(this);
			this[name] = (...values) => this.alone(() => plain(...values));
		}
	}

	alone(what) {
		const mine = this.turn.then(what);
		this.turn = mine.catch(() => {});
		return mine;
	}

	place(store, name) {
		return `${store} ${this.account} ${name}`;
	}

	async row(store, name, value, more = {}) {
		return { account: this.account, [store === 'things' ? 'name' : 'id']: name, ...more,
			...await seal(this.key, this.place(store, name), value) };
	}

	/** Reads everything. What was there before may have been sent already, but for what another tab (`again`)
	 * has just noted: that is held for an undo, as one's own is. */
	async load(again = false) {
		const open = (store, name) => row => unseal(this.key, this.place(store, row[name]), row);
		const [acts, entries, kept] = await Promise.all([
			this.shelf.of('records', this.account).then(rows => Promise.all(rows.map(open('records', 'id')))),
			this.shelf.of('entries', this.account).then(rows => Promise.all(rows.map(async row =>
				({ ...await open('entries', 'id')(row), seq: row.seq })))),
			this.shelf.row('things', this.account, 'server').then(row => row && open('things', 'name')(row)),
		]);
		const fresh = new Set(this.entries.filter(e => !this.tried.has(e.id)).map(e => e.id));
		// Whose entry left while there was no room to write so.
		const waiting = new Set(entries.map(e => e.record));
		this.acts = new Map(acts.map(a => [a.id, a.status === 'waiting' && !waiting.has(a.id) ? { ...a, status: 'stored' } : a]));
		this.entries = entries.sort((a, b) => a.seq - b.seq || (a.id < b.id ? -1 : 1));
		this.tried = new Set(entries.filter(e => !fresh.has(e.id) && !(again && this.held(e))).map(e => e.id));
		this.kept = kept ?? nothingYet();
		this.seen = null;
		return this;
	}

	/** The language of labels. */
	speak(lang) {
		this.lang = lang;
		this.seen = null;
	}

	/* -- what there is --------------------------------------------------------------------------- */

	catalogue() {
		this.seen ??= view(this.kept, this.lang ?? this.person.lang, new Map([...this.acts].filter(([, a]) => a.register === 'shift')));
		return this.seen;
	}

	/** A record; one that only the catalogue holds is as good. */
	act(id) {
		const act = this.acts.get(id);
		if (act)
			return act;
		for (const [register, records] of Object.entries(this.kept.registers)) {
			const record = records.find(r => r.id === id);
			if (record)
				return fromServer(register, record, null);
		}
		return null;
	}

	lastOf(id) {
		for (let i = this.entries.length - 1; i >= 0; i--)
			if (this.entries[i].record === id)
				return this.entries[i];
		return null;
	}

	/** Whether an entry may still be taken back before it is sent. */
	held(entry) {
		const age = Date.now() - entry.from.wall;
		return !AT_ONCE(entry) && age >= 0 && age < UNDO_MS;
	}

	/** ms until the first of them is sent by itself: at once what came, or was held no more, during a round. */
	heldFor() {
		const left = e => this.tried.has(e.id) || !this.held(e) ? 0 : e.from.wall + UNDO_MS + 50 - Date.now();
		return Math.max(500, Math.min(...this.entries.filter(e => !e.stuck).map(left)));
	}

	due(all) {
		return this.entries.filter(e => !e.stuck && (all || this.tried.has(e.id) || !this.held(e)));
	}

	/* -- saving ------------------------------------------------------------------------------------ */

	async write(puts, drops = []) {
		try {
			await this.shelf.write(puts, drops);
		} catch (error) {
			if (error?.name === 'QuotaExceededError')
				throw new Refusal('storage_full');
			// The browser closed or erased the store: it is opened anew, with all that is in memory.
			if (!GONE.includes(error?.name) || !await this.rescue())
				throw error;
			await this.shelf.write(puts, drops);
		}
	}

	/** Writes; where there is no room, what the server has anyway makes some. */
	async writeWithRoom(puts, drops) {
		try {
			await this.write(puts, drops);
		} catch (error) {
			if (error.key !== 'storage_full' || await this.shed(now() - 2 * DAY_MS) === 0)
				throw error;
			await this.write(puts, drops);
		}
	}

	/** Lets go of records that the server has and that are older than that; how many. */
	async shed(before) {
		const old = [...this.acts.values()].filter(a => a.status === 'stored' && a.at < before && !this.lastOf(a.id));
		await this.shelf.write([], old.map(a => ['records', [this.account, a.id]]));
		old.forEach(a => this.acts.delete(a.id));
		return old.length;
	}

	async save(ask) {
		const was = ask.id ? this.act(ask.id) : null;
		const ms = now(), id = ask.id ?? uuid(ms);
		const { act, change } = saved(was, ask, { id, ms, last: this.lastOf(id) });
		await this.put(act, change, { clocked: ask.clocked, ms });
		return act;
	}

	async put(act, change, { clocked, ms }) {
		const puts = [];
		let entry = null;
		if (change) {
			const here = moment(), ago = act.version === 0 && !act.known ? Math.max(0, ms - act.at) : 0;
			entry = entryOf(act, change, { ms, clocked, catalogue: this.kept.day,
				from: { wall: here.wall, mono: here.mono - ago, boot: here.boot } });
			entry.seq = (this.entries.at(-1)?.seq ?? 0) + 1;
			puts.push(['entries', await this.row('entries', entry.id, entry, { seq: entry.seq })]);
		}
		puts.push(['records', await this.row('records', act.id, act)]);
		await this.writeWithRoom(puts);
		this.acts.set(act.id, act);
		if (entry)
			this.entries.push(entry);
		this.seen = null;
		return act;
	}

	remove(id, reason) {
		return this.strike(id, reason);
	}

	async strike(id, reason) {
		const act = this.act(id);
		if (!act)
			return;
		const last = this.lastOf(id);
		if (!last && act.version === 0)
			return this.dropAct(id);
		await this.put({ ...act, deleted: true, status: 'waiting' }, { fields: { deleted: true }, base: baseOf(act, last), reason },
			{ ms: now() });
	}

	/** Writes all that is in memory to a shelf that lost it. */
	async rewrite(shelf) {
		this.shelf = shelf;
		const puts = [['people', this.person], ['things', await this.row('things', 'server', this.kept)]];
		for (const act of this.acts.values())
			puts.push(['records', await this.row('records', act.id, act)]);
		for (const entry of this.entries)
			puts.push(['entries', await this.row('entries', entry.id, entry, { seq: entry.seq })]);
		await shelf.write(puts);
	}

	async dropAct(id) {
		await this.write([], [['records', [this.account, id]]]);
		this.acts.delete(id);
		this.seen = null;
	}

	/** Whether what was noted here can still go without a trace: nothing of it may have been sent. */
	undoable(act) {
		return this.leader && act.version === 0 && !act.known && act.status === 'waiting' &&
			!this.entries.some(e => e.record === act.id && this.tried.has(e.id));
	}

	/** Takes back what was just noted, with all that was added to it: without a trace, or by a change that says so. */
	async takeBack(id) {
		const act = this.acts.get(id);
		if (!act || !this.undoable(act))
			return this.strike(id);
		const own = this.entries.filter(e => e.record === id);
		await this.write([], [...own.map(e => ['entries', [this.account, e.id]]), ['records', [this.account, id]]]);
		this.entries = this.entries.filter(e => e.record !== id);
		this.acts.delete(id);
		this.seen = null;
		return undefined;
	}

	/* -- the same event, noted twice --------------------------------------------------------------------- */

	/** Keeps which records may tell of the event of this one; whether that is news. */
	async likely(id, found, look) {
		const act = this.acts.get(id);
		if (!act || !twinsOpen(act))
			return false;
		const { apart } = act.twins, likely = found.filter(l => !apart.includes(l.id));
		const news = JSON.stringify(likely) !== JSON.stringify(act.twins.likely);
		if (news || look !== act.twins.look)
			await this.twins(act, { look, likely, apart });
		return news;
	}

	/** Its author said that it tells of another event. */
	async apart(id) {
		const act = this.acts.get(id);
		if (act?.twins)
			await this.twins(act, { ...act.twins, likely: [], apart: [...act.twins.apart, ...act.twins.likely.map(l => l.id)] });
	}

	async twins(act, twins) {
		const next = { ...act, twins };
		await this.writeWithRoom([['records', await this.row('records', act.id, next)]]);
		this.acts.set(act.id, next);
	}

	/* -- what the server says -------------------------------------------------------------------------- */

	/** Takes entries out that have their receipts: [entry, result, version]. */
	async settle(receipts) {
		const gone = new Set(receipts.map(([e]) => e.id)), changed = new Map(), puts = [];
		for (const [entry, result, version] of receipts) {
			const act = changed.get(entry.record) ?? this.acts.get(entry.record);
			const more = this.entries.some(e => e.record === entry.record && !gone.has(e.id));
			if (act)
				changed.set(act.id, answered(act, entry, result, version, more));
		}
		for (const act of changed.values())
			puts.push(['records', await this.row('records', act.id, act)]);
		const drops = [...gone].map(id => ['entries', [this.account, id]]);
		try {
			await this.writeWithRoom(puts, drops);
		} catch (error) {
			if (error.key !== 'storage_full')
				throw error;
			// What leaves makes the room.
			await this.write([], drops);
			await this.write(puts).catch(() => {});
		}
		changed.forEach(act => this.acts.set(act.id, act));
		this.entries = this.entries.filter(e => !gone.has(e.id));
		gone.forEach(id => this.tried.delete(id));
		this.seen = null;
	}

	/** An entry that the server cannot even read: it stays here, is shown, and others pass it. */
	async stick(entry) {
		const stuck = { ...entry, stuck: true };
		const act = this.acts.get(entry.record);
		const shown = act && { ...act, status: 'refused', errors: [{ field: null, code: 'unreadable', message: '' }] };
		await this.writeWithRoom([['entries', await this.row('entries', entry.id, stuck, { seq: entry.seq })],
			...shown ? [['records', await this.row('records', act.id, shown)]] : []]);
		this.entries = this.entries.map(e => e.id === entry.id ? stuck : e);
		if (shown)
			this.acts.set(act.id, shown);
	}

	/** An answer of pull. */
	async take(answer) {
		const kept = pulled(this.kept, answer), puts = [], drops = [], changed = [];
		// Records of one's own are acts; the catalogue holds what others are made of.
		kept.registers = Object.fromEntries(Object.entries(kept.registers).filter(([name]) => !OWN.includes(name)));
		const mine = answer.registers ?? {};
		for (const register of [...OWN, 'shift'])
			for (const record of mine[register] ?? []) {
				const was = this.acts.get(record.id);
				if (this.lastOf(record.id) || was?.status === 'draft' || (register === 'shift' && !was))
					continue;
				changed.push(fromServer(register, record, was));
			}
		const acts = new Map(changed.map(a => [a.id, a]));
		const at = id => acts.get(id) ?? this.acts.get(id);
		for (const k of answer.kept ?? []) {
			const act = at(k.record);
			// An entry that was mended since says nothing more of its record.
			if (act && !this.lastOf(k.record) && act.status !== 'draft' && [undefined, k.id].includes(act.kept))
				acts.set(act.id, { ...act, kept: k.id, status: k.settled ? 'stored' : k.status, errors: k.settled ? [] : k.errors ?? act.errors });
		}
		for (const r of answer.returned ?? []) {
			const act = at(r.record);
			if (act && !this.lastOf(r.record) && act.status !== 'draft')
				acts.set(act.id, { ...act, status: 'returned', before: act.fields,
					word: { field: r.field, word: r.word, by: r.by, at: r.at } });
		}
		const over = [...acts.values()].filter(a => a.status === 'stored' && a.version === 0).map(a => a.id);
		over.forEach(id => acts.delete(id));
		const gone = new Set([
			...over, ...(answer.removed ?? []).map(r => r.record),
			...answer.whole ? [...this.acts.values()].filter(a => a.status === 'stored' && !acts.has(a.id) && a.register !== 'shift').map(a => a.id) : [],
			...[...this.acts.values()].filter(a => a.status === 'stored' && a.at < now() - KEEP_DAYS * DAY_MS).map(a => a.id),
		].filter(id => this.acts.has(id) && !acts.has(id) && !this.lastOf(id) && this.acts.get(id).status !== 'draft'));
		for (const act of acts.values())
			puts.push(['records', await this.row('records', act.id, act)]);
		gone.forEach(id => drops.push(['records', [this.account, id]]));
		puts.push(['things', await this.row('things', 'server', kept)]);
		await this.writeWithRoom(puts, drops);
		acts.forEach(act => this.acts.set(act.id, act));
		gone.forEach(id => this.acts.delete(id));
		this.kept = kept;
		this.seen = null;
	}
}
