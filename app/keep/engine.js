// SPDX-License-Identifier: AGPL-3.0-or-later
// Sends what waits and fetches what is new, for one user, in one tab. An entry leaves only against a receipt
// whose signature is right; everything else is tried again, which is always safe (docs/sync.md).
import { learn, moment, untouched } from './clock.js';
import { verified } from './receipt.js';
import { Denied, Unreached, wire } from './wire.js';

const BATCH = 20;
const DAYS_AHEAD = 14;
const EVERY = 120000;             // ms between two looks at the server when nothing happens
const BACKOFF = [2, 5, 15, 30, 60, 120, 300]; // seconds
export const APP = '0.1.0';

export class Engine {
	/**
	 * @param {import('./space.js').Space} space
	 * @param {(change: object) => void} tell  of the state: online, syncing, sentAt, problem
	 * @param {(why: string) => void} ended    'revoked' or 'unknown': this device may not go on
	 */
	constructor(space, tell, ended) {
		Object.assign(this, { space, tell, ended, failures: 0, timer: 0, running: null, behind: null, all: false, closed: false,
			leader: false, batch: BATCH });
	}

	start() {
		const name = 'maillage-send-' + this.space.account;
		this.closing = new AbortController();
		this.led = new Promise(resolve => { this.leads = resolve; });
		const lead = () => {
			if (this.closed)
				return null;
			this.leader = true;
			this.leads();
			this.tell({ leader: true });
			this.nudge(0);
			return new Promise(resolve => { this.resign = resolve; });
		};
		if (navigator.locks)
			navigator.locks.request(name, { signal: this.closing.signal }, lead).catch(() => {});
		else
			lead();
	}

	stop() {
		this.closed = true;
		clearTimeout(this.timer);
		this.closing?.abort();
		this.resign?.();
	}

	/** Another round in so many ms; never later than one that was planned. */
	nudge(ms) {
		if (this.closed || !this.leader)
			return;
		this.at = Math.min(Date.now() + ms, this.timer ? this.at : Infinity);
		clearTimeout(this.timer);
		this.timer = setTimeout(() => {
			this.timer = 0;
			this.round();
		}, this.at - Date.now());
	}

	/** Sends and fetches once. all: also what an undo may still take back. What is asked for while a round runs
	 * is another one behind it: the one that began before need not have seen what it is for. */
	round(all = false) {
		this.all ||= all;
		if (this.running)
			return this.behind ??= this.running.then(() => this.round());
		const everything = this.all;
		Object.assign(this, { all: false, behind: null });
		this.running = this.once(everything).finally(() => { this.running = null; });
		return this.running;
	}

	async once(all) {
		if (this.closed)
			return;
		this.tell({ syncing: true });
		let next = EVERY;
		try {
			while (await this.push(all) && !this.closed);
			await this.pull();
			this.failures = 0;
			this.tell({ syncing: false, online: true, problem: this.trouble ?? null });
			this.trouble = null;
		} catch (error) {
			next = this.failed(error);
		}
		if (this.closed || next === null)
			return;
		this.nudge(this.failures === 0 ? Math.min(next, this.space.heldFor()) : next);
	}

	/** How long to wait after a failure; null: no more. */
	failed(error) {
		const after = BACKOFF[Math.min(this.failures++, BACKOFF.length - 1)] * 1000 * (0.75 + Math.random() / 2);

		if (error instanceof Denied) {
			if (error.key === 'device.revoked') {
				this.ended('revoked');
				return null;
			}
			if (error.status === 401) {
				this.tell({ syncing: false, online: true, problem: { key: 'enrol_again' } });
				this.ended('unknown');
				return null;
			}
			this.tell({ syncing: false, online: error.status < 500 || error.status === 503,
				problem: error.status === 429 || error.status === 503 ? null : { key: 'server_trouble' } });
			return Math.max(after, error.after * 1000);
		}
		if (error instanceof Unreached) {
			this.tell({ syncing: false, online: false });
			return after;
		}
		// What came from the server found no room: what was noted here is safe.
		this.tell({ syncing: false, problem: { key: error.key === 'storage_full' ? 'storage_low' : error.key ?? 'went_wrong' } });
		return after;
	}

	/** One batch; whether there is another. */
	async push(all) {
		const { space } = this;
		const due = space.due(all), batch = due.slice(0, this.batch);

		if (batch.length === 0)
			return false;
		batch.forEach(e => space.tried.add(e.id));
		const here = moment();
		let answer;
		try {
			answer = await wire.push(space.token, {
				device: space.person.device, app: APP, now: here.wall, mono: Math.round(here.mono), boot: here.boot,
				waiting: space.entries.length - batch.length, entries: batch.map(e => sent(e, here)),
			});
		} catch (error) {
			if (!(error instanceof Denied) || ![400, 413, 422].includes(error.status))
				throw error;
			return this.narrow(batch);
		}
		learn(answer.now);
		await this.settle(batch, answer.results);
		this.batch = BATCH;
		return due.length > batch.length;
	}

	/** Something in the batch cannot be read: half of it, then what it is stays here and lets others pass. */
	async narrow(batch) {
		if (batch.length > 1) {
			this.batch = Math.ceil(batch.length / 2);
			return true;
		}
		await this.space.stick(batch[0]);
		this.batch = BATCH;
		this.trouble = { key: 'entry_stuck' };
		return true;
	}

	async settle(batch, results) {
		const good = [];
		for (const [i, entry] of batch.entries()) {
			const result = results?.[i];
			const receipt = result?.id === entry.id && await verified(this.space.person.receiptKey, entry, result.receipt);
			if (receipt)
				good.push([entry, { ...result, first: receipt.status }, receipt.version]);
		}
		if (this.closed)
			return;
		if (good.length > 0) {
			await this.space.settle(good);
			this.tell({ sentAt: Date.now() });
		}
		if (good.length < batch.length)
			throw Object.assign(new Error('no receipt'), { key: 'receipt_wrong' });
	}

	async pull() {
		const { space } = this;
		for (let more = true; more && !this.closed;) {
			const answer = await wire.pull(space.token, space.kept.position, space.kept.tag, DAYS_AHEAD);
			if (this.closed)
				return;
			learn(answer.now);
			await space.take(answer);
			more = answer.more === true;
			this.tell({ pulled: answer });
		}
	}
}

/** An entry as it goes over the wire. Its monotonic clock counts only while nothing put the two apart. */
function sent({ from, seq, stuck, ...entry }, here) {
	return untouched(from, here) ? { ...entry, mono: Math.round(from.mono), boot: from.boot } : entry;
}
