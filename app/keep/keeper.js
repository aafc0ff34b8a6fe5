// SPDX-License-Identifier: AGPL-3.0-or-later
// The one Keeper (shapes.js): who is signed in, his space, and the engine that sends. Screens know nothing
// below it.
import { clockSkew, now } from './clock.js';
import { twinsOpen } from './acts.js';
import { APP, Engine } from './engine.js';
import { prepareCurves } from './curves.js';
import { loadRules } from './rules.js';
import { mark, marked } from './mark.js';
import { makeLocks, openLocks, seal, sealedQueue, unseal } from './seal.js';
import { openShelf } from './shelf.js';
import { Space, UNDO_MS } from './space.js';
import { Refusal } from './refusal.js';
import { view, nothingYet } from './catalogue.js';
import { Denied, Unreached, wire } from './wire.js';
import { installWorker, lookForNewer, takeOver } from './worker.js';

const TRIES = 3;
const HIDDEN_MS = 30 * 60000; // a screen that nobody looks at is locked
const LOW = 0.9;
const LOOKED_AT = 20; // records in one round
const PATIENCE = 15000; // ms for which another tab may take to send
// What happened once, and is said until somebody has read it; other problems end when they are over.
const NEWS = ['storage_back', 'storage_lost', 'records_back', 'records_gone', 'entry_stuck'];
const TROUBLED = ['returned', 'refused', 'conflict'];

const nobody = {
	phase: 'new', people: [], user: null, online: navigator.onLine, waiting: 0, others: 0, sentAt: null, skew: null,
	tries: 0, pinShut: false, leader: false, syncing: false, renew: false, problem: null,
};

const userOf = p => ({ account: p.account, name: p.name, login: p.login, role: p.role, lang: p.lang, staff: p.staff, device: p.device });

function named() {
	const ua = navigator.userAgentData;
	const text = ua ? [ua.platform, ua.brands?.at(-1)?.brand].filter(Boolean).join(', ') : navigator.platform;
	return (text || 'web').slice(0, 80);
}

/** @implements {import('./shapes.js').Keeper} */
class Keeper {
	#listeners = new Set();
	#space = null;
	#engine = null;
	#shelf = null;
	#channel = null;
	#none = view(nothingYet(), 'fr');
	state = nobody;
	rules = null;

	/* -- beginning --------------------------------------------------------------------------------- */

	async begin(rulesAddress) {
		if (globalThis.isSecureContext === false)
			return this.#tell({ phase: 'unable', problem: told('unable_address') });
		if (!globalThis.indexedDB || !globalThis.crypto?.subtle || !globalThis.WebAssembly)
			return this.#tell({ phase: 'unable', problem: told('unable_help') });
		try {
			[this.rules] = await Promise.all([loadRules(rulesAddress, () => this.catalogue()), prepareCurves()]);
		} catch {
			return this.#tell({ phase: 'unable', problem: told('unable_load') });
		}
		try {
			this.#shelf = await openShelf(() => this.#lost());
		} catch {
			return this.#tell({ phase: 'unable', problem: told('unable_storage') });
		}
		if (globalThis.BroadcastChannel) {
			this.#channel = new BroadcastChannel('maillage-terrain');
			this.#channel.onmessage = event => this.#heard(event.data);
		}
		this.#watch();
		// The browser threw all of it away while nobody looked: said until somebody signs in.
		const empty = (await this.#shelf.people()).length === 0;
		this.#gone = empty ? marked() : 0;
		await this.#people(this.#gone > 0 ? { problem: told('records_gone', { n: this.#gone }) } : {});
	}

	#watch() {
		let hiddenAt = 0;
		addEventListener('online', () => this.#engine?.nudge(0));
		addEventListener('offline', () => this.#tell({ online: false }));
		document.addEventListener('visibilitychange', () => {
			if (document.hidden) {
				hiddenAt = Date.now();
				return;
			}
			if (this.#space && hiddenAt && Date.now() - hiddenAt > HIDDEN_MS)
				this.lock();
			this.#engine?.nudge(0);
			lookForNewer();
		});
		installWorker(() => this.#tell({ renew: true }));
	}

	/** Who is on this phone, and what phase that is while nobody is signed in. */
	async #people(more = {}) {
		const rows = await this.#shelf.people(), here = rows.filter(p => !p.left);
		const last = here.find(p => p.account === this.state.user?.account) ?? here[0] ?? null;
		this.#tell({
			phase: here.length > 0 ? 'locked' : 'new', people: here.map(userOf), user: last && userOf(last),
			tries: last?.tries ?? 0, pinShut: Boolean(last && !last.locks.byPin), waiting: 0, leader: false, syncing: false,
			others: await this.#shelf.everybodyWaits(), skew: clockSkew(), ...more,
		});
	}

	#marked = null; // what the cookie says
	#gone = 0;      // what it said when the store was empty

	#tell(change) {
		const { pulled, ...rest } = change;
		if (pulled)
			return this.#pulled(pulled);
		if (rest.problem && !rest.problem.at)
			rest.problem = { ...rest.problem, at: Date.now() };
		const waiting = this.#space ? this.#space.entries.length : rest.waiting ?? 0;
		this.state = { ...this.state, ...rest, waiting, skew: clockSkew() };
		this.state.others = Math.max(this.state.others, waiting);
		if (this.#marked !== this.state.others && this.#gone === 0) {
			this.#marked = this.state.others;
			mark(this.#marked);
		}
		for (const fn of this.#listeners)
			fn(this.state);
		return undefined;
	}

	/** Tells this tab and the others. How many wait of everybody is counted behind it: nobody waits for that. */
	#changed(more = {}) {
		this.#channel?.postMessage({ changed: this.#space?.account });
		this.#tell(more);
		this.#shelf.everybodyWaits().then(others => others !== this.state.others && this.#tell({ others }), () => {});
	}

	/** What another tab says. */
	async #heard(message) {
		if (message.locked && this.#space?.account === message.locked)
			return this.#close();
		if (!this.#space || (message.changed ?? message.sync) !== this.#space.account)
			return undefined;
		if (message.sync) {
			if (!this.#engine?.leader)
				return undefined;
			await this.#engine.round(true);
			return this.#channel.postMessage({ changed: this.#space?.account, synced: true });
		}
		await this.#space.load(true);
		if (message.synced)
			this.#synced();
		this.#tell({ others: await this.#shelf.everybodyWaits() });
		return this.#engine?.nudge(UNDO_MS);
	}

	get #news() {
		return NEWS.includes(this.state.problem?.key);
	}

	/** Somebody has read what happened. */
	read() {
		if (this.#news)
			this.#tell({ problem: null });
	}

	subscribe(fn) {
		this.#listeners.add(fn);
		fn(this.state);
		return () => this.#listeners.delete(fn);
	}

	now() {
		return now();
	}

	#lang = 'fr';

	/** The language of labels and of what the server says. */
	speak(lang) {
		this.#lang = wire.lang = lang;
		this.#space?.speak(lang);
		// Tiles come in it too.
		this.#engine?.nudge(0);
	}

	/* -- coming and going ------------------------------------------------------------------------------ */

	async enrol({ login, password, pin }) {
		const rows = await this.#shelf.people();
		let person = rows.find(p => p.login === login) ?? null;
		let answer = await asked({ login, password, device: person?.device });
		if (answer === 'revoked') {
			await this.#shelf.forget(person.account);
			person = null;
			answer = await asked({ login, password });
		}
		const same = rows.find(p => p.account === answer.account.id);
		// A login that changed: the space is that of the account.
		if (same && same.device !== answer.device) {
			person = same;
			answer = await asked({ login, password, device: same.device });
		}
		const opened = await makeLocks(pin, answer.share, person?.locks ?? null);
		if (!opened)
			throw new Refusal('space_other');
		const row = {
			account: answer.account.id, name: person?.name ?? answer.account.login, login, role: answer.account.role,
			lang: answer.account.lang ?? 'fr', staff: answer.account.staff ?? null, device: answer.device,
			receiptKey: answer.receipt_key, exportKey: answer.export_key, locks: opened.locks, tries: 0, left: false,
			token: await seal(opened.key, 'token ' + answer.account.id, answer.token),
		};
		await this.#shelf.write([['people', row]]).catch(full);
		navigator.storage?.persist?.().catch(() => {});
		await this.#open(row, opened.key, !person);
	}

	async unlock(pin, account) {
		const rows = (await this.#shelf.people()).filter(p => !p.left);
		const row = rows.find(p => p.account === (account ?? this.state.user?.account)) ?? rows[0];
		if (!row)
			throw new Refusal('nobody_here');
		if (!row.locks.byPin)
			throw new Refusal('pin_shut');
		const key = await openLocks(pin, row.locks);
		if (!key)
			return this.#wrongPin(row);
		if (row.tries > 0)
			await this.#shelf.write([['people', { ...row, tries: 0 }]]).catch(full);
		return this.#open({ ...row, tries: 0 }, key, false);
	}

	/** Three wrong PINs: what stays of the server's share goes; what waits does not. */
	async #wrongPin(row) {
		const tries = row.tries + 1, shut = tries >= TRIES;
		await this.#shelf.write([['people', { ...row, tries, locks: shut ? { byShare: row.locks.byShare } : row.locks }]]);
		this.#tell({ user: userOf(row), tries, pinShut: shut });
		throw shut ? new Refusal('pin_shut') : new Refusal('pin_wrong', { left: TRIES - tries });
	}

	async #open(row, key, fresh) {
		this.#close();
		const space = await new Space(this.#shelf, key, row, () => this.#lost()).load();
		space.speak(this.#lang);
		space.token = await unseal(key, 'token ' + row.account, row.token);
		this.#space = space;
		this.#engine = new Engine(space, change => {
			space.leader ||= change.leader === true;
			if (change.problem === null && this.#news)
				delete change.problem;
			if (this.#space !== space)
				return;
			this.#tell(change);
			if (change.online && change.syncing === false && this.#engine.failures === 0)
				this.#lookAll(space);
		}, why => this.#ended(why));
		this.#fresh = fresh;
		this.#gone = 0;
		this.#tell({ phase: 'open', user: userOf(row), people: (await this.#shelf.people()).filter(p => !p.left).map(userOf),
			tries: 0, pinShut: false, problem: null, others: await this.#shelf.everybodyWaits() });
		this.#engine.start();
		this.storage();
	}

	#fresh = false;

	#close() {
		this.#engine?.stop();
		this.#engine = null;
		this.#space = null;
	}

	lock() {
		this.#close();
		this.#people({ problem: null });
	}

	async signOut() {
		const space = this.#space;
		if (!space)
			return;
		this.#close();
		this.#channel?.postMessage({ locked: space.account });
		const waits = await this.#shelf.waiting(space.account) > 0 || [...space.acts.values()].some(a => a.status === 'draft');
		if (waits)
			await this.#shelf.write([['people', { ...space.person, token: null, left: true, locks: { byShare: space.person.locks.byShare } }]]);
		else
			await this.#shelf.forget(space.account);
		await this.#people({ problem: null });
	}

	/** The server ended this device, or knows it no more. */
	async #ended(why) {
		const space = this.#space;
		if (why !== 'revoked' || !space)
			return;
		this.#close();
		this.#channel?.postMessage({ locked: space.account });
		await this.#shelf.forget(space.account);
		this.state = { ...this.state, user: null };
		await this.#people({ phase: 'revoked', problem: told('revoked_help') });
	}

	/** The browser threw the store away under our feet: what is in memory goes back; whether it did. */
	#lost() {
		this.#rescuing ??= this.#rescue().finally(() => { this.#rescuing = null; });
		return this.#rescuing;
	}

	#rescuing = null;

	async #rescue() {
		try {
			this.#shelf.close();
			this.#shelf = await openShelf(() => this.#lost());
			if (!this.#space) {
				const n = this.state.others;
				await this.#people({ problem: n > 0 ? told('records_gone', { n }) : told('storage_lost') });
				return false;
			}
			await this.#space.rewrite(this.#shelf);
			this.#changed({ problem: told('storage_back') });
			return true;
		} catch {
			this.#tell({ problem: told('storage_lost') });
			return false;
		}
	}

	/* -- records ----------------------------------------------------------------------------------------- */

	get #mine() {
		if (!this.#space)
			throw new Refusal('locked');
		return this.#space;
	}

	catalogue() {
		return this.#space?.catalogue() ?? this.#none;
	}

	#shown(act) {
		const { stood, server, kept, known, twins, ...rest } = act;
		return { ...rest, undoable: this.#space.undoable(act) };
	}

	/** The day of each record, worked out once while neither it nor the shifts change. */
	#days = new WeakMap();
	#daysOf = null;

	#dayOf(act) {
		const catalogue = this.catalogue();
		if (this.#daysOf !== catalogue) {
			this.#daysOf = catalogue;
			this.#days = new WeakMap();
		}
		if (!this.#days.has(act))
			this.#days.set(act, this.rules.serviceOf(act.fields) ?? act.fields.date);
		return this.#days.get(act);
	}

	records(day) {
		if (!this.#space)
			return [];
		return [...this.#space.acts.values()].filter(a => this.#dayOf(a) === day)
			.sort((a, b) => b.at - a.at).map(a => this.#shown(a));
	}

	record(id) {
		const act = this.#space?.act(id);
		return act ? this.#shown(act) : null;
	}

	returned() {
		return [...this.#space?.acts.values() ?? []].filter(a => TROUBLED.includes(a.status) && !a.deleted)
			.sort((a, b) => b.at - a.at).map(a => this.#shown(a));
	}

	async save(ask) {
		const space = this.#mine;
		if (!ask.draft)
			this.#check(ask, space);
		const act = await space.save(ask);
		this.#changed(this.#news ? {} : { problem: null });
		this.#engine?.nudge(ask.fields.weak_signal === true || act.register !== 'intervention' ? 0 : UNDO_MS + 50);
		return this.#shown(act);
	}

	/** What the server would refuse is not taken: it can be put right here and now. */
	#check(ask, space) {
		for (const name of ['comment', 'place', 'reason']) {
			const found = typeof ask.fields[name] === 'string' ? this.rules.guard(ask.fields[name]) : 'clean';
			if (found !== 'clean')
				throw new Refusal('guard_' + found, { field: name });
		}
		const was = ask.id ? space.act(ask.id) : null;
		if ((was?.register ?? ask.register ?? 'intervention') !== 'intervention')
			return;
		const [lacking] = this.rules.missing({ fields: { ...was?.fields, ...ask.fields } });
		if (lacking)
			throw new Refusal('incomplete', lacking);
	}

	async remove(id, reason) {
		await this.#mine.remove(id, reason);
		this.#changed();
		this.#engine?.nudge(0);
	}

	async takeBack(id) {
		await this.#mine.takeBack(id);
		this.#changed();
		this.#engine?.nudge(0);
	}

	/* -- the same event, noted twice ----------------------------------------------------------------------- */

	asked() {
		const space = this.#space, there = l => !l.own || space.acts.has(l.id) && !space.acts.get(l.id).deleted;
		return [...space?.acts.values() ?? []].filter(twinsOpen).sort((a, b) => b.at - a.at)
			.map(a => ({ act: this.#shown(a), likely: a.twins.likely.filter(there) })).filter(a => a.likely.length > 0);
	}

	async lookForTwins(id) {
		const space = this.#mine, act = space.acts.get(id);
		if (!act || !twinsOpen(act))
			return;
		const told = await this.#colleagues(space, act), own = [...space.acts.values()].filter(other => this.#ownTwin(act, other));
		const news = await space.likely(id, [
			...own.map(other => ({ id: other.id, own: true, fields: other.fields, by: null })),
			...told ?? act.twins.likely.filter(l => !l.own),
		], act.twins.look && !told);
		if (news && this.#space === space)
			this.#changed();
	}

	/** Of two of one's own the later one is asked about. */
	#ownTwin(act, other) {
		return other.id < act.id && other.register === 'intervention' && !other.deleted && other.status !== 'draft' &&
			!other.fields.twin_of && this.rules.twins(act.fields, other.fields);
	}

	/** What colleagues noted of it; null: nobody could be asked. */
	async #colleagues(space, act) {
		const f = act.fields;
		try {
			const { twins } = await wire.twins(space.token, [{ record: act.id, scheme: f.scheme, date: f.date, start: f.start, kind: f.kind,
				place_kind: f.place_kind, sector: f.sector, place: f.place, lon: f.lon, lat: f.lat }]);
			return twins.map(({ other, date, start, kind, by, people }) => ({ id: other, own: false, fields: { ...f, date, start, kind, people }, by }));
		} catch (error) {
			if (error instanceof Unreached || error instanceof Denied && ![400, 422].includes(error.status))
				return null;
			if (error instanceof Denied)
				return [];
			throw error;
		}
	}

	/** After each round with the server: what nobody was asked about, and whether what is asked still stands. */
	async #lookAll(space) {
		if (space.looking)
			return;
		space.looking = true;
		try {
			const open = [...space.acts.values()].filter(a => twinsOpen(a) && (a.twins.look || a.twins.likely.length > 0));
			for (const act of open.sort((a, b) => b.at - a.at).slice(0, LOOKED_AT))
				if (this.#space === space)
					await this.lookForTwins(act.id);
		} catch {
			// The next round asks again.
		} finally {
			space.looking = false;
		}
	}

	async answerTwin(id, other) {
		if (other)
			return this.save({ id, fields: { twin_of: other } });
		await this.#mine.apart(id);
		return this.#changed();
	}

	/* -- the server ------------------------------------------------------------------------------------------ */

	async sync() {
		const engine = this.#engine;
		if (!engine)
			return;
		if (!engine.leader) {
			// The tab that sends does it, or is just leaving that to this one.
			this.#channel?.postMessage({ sync: this.#space.account });
			await Promise.race([engine.led, new Promise(resolve => { this.#synced = resolve; }),
				new Promise(resolve => setTimeout(resolve, PATIENCE))]);
		}
		if (engine.leader)
			await engine.round(true);
	}

	#synced = () => {};

	async #pulled(answer) {
		const space = this.#space;
		if (!space)
			return;
		// A phone that is new, or whose browser forgot: what was sent once comes back.
		const back = this.#fresh ? answer.registers?.intervention?.length ?? 0 : 0;
		this.#fresh = false;
		if (back > 0)
			this.#engine.trouble = { key: 'records_back', more: { n: back } };
		const name = space.person.staff && answer.mates?.[space.person.staff];
		if (name && name !== space.person.name) {
			space.person = { ...space.person, name };
			await this.#shelf.write([['people', space.person]]).catch(() => {});
			if (this.#space !== space)
				return;
			this.#tell({ user: userOf(space.person), people: this.state.people.map(p => p.account === space.account ? userOf(space.person) : p) });
		}
		this.#changed();
	}

	async exportQueue() {
		const space = this.#mine;
		const body = {
			account: space.account, token: space.token, device: space.person.device, app: APP, now: Date.now(),
			entries: space.entries.map(({ from, seq, stuck, ...entry }) => entry),
		};
		try {
			const bytes = await sealedQueue(space.person.exportKey, body);
			return new File([bytes], `maillage-queue-${new Date(now()).toISOString().slice(0, 10)}.mlq`, { type: 'application/octet-stream' });
		} catch {
			throw new Refusal('unable_export');
		}
	}

	async storage() {
		const persisted = await navigator.storage?.persisted?.() ?? false;
		const { usage = 0, quota = 0 } = await navigator.storage?.estimate?.() ?? {};
		const low = quota > 0 && usage / quota > LOW;
		if (low)
			this.#tell({ problem: told('storage_low') });
		return { persisted, used: usage, quota, low };
	}

	async renew() {
		if (this.state.renew)
			await takeOver();
	}
}

const told = (key, more = {}) => ({ key, more, at: Date.now() });

function full(error) {
	throw error?.name === 'QuotaExceededError' ? new Refusal('storage_full') : error;
}

/** Enrols; 'revoked' when that device may not come back. */
async function asked({ login, password, device }) {
	try {
		return await wire.enrol({ login, password, ...device && { device }, name: named(), app: APP });
	} catch (error) {
		if (error instanceof Unreached)
			throw new Refusal('no_network');
		if (error.key === 'device.revoked' && device)
			return 'revoked';
		if (error.key === 'device.other' && device)
			return asked({ login, password });
		const keys = { 'access.wrong': 'access_wrong', 'access.wait': 'access_wait', 'device.role': 'device_role', http: 'access_wait' };
		throw new Refusal(keys[error.key] ?? 'server_trouble', { minutes: Math.max(1, Math.ceil(error.after / 60)) });
	}
}

/**
 * @param {{rules: string}} where  the address of rules.wasm
 * @returns {Promise<import('./shapes.js').Keeper>}
 */
export async function openKeeper({ rules }) {
	const keeper = new Keeper();
	await keeper.begin(rules);
	return keeper;
}
