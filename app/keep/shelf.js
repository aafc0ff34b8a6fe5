// SPDX-License-Identifier: AGPL-3.0-or-later
// The browser's store. Nothing in it is readable but who has a space here and how many entries wait; what is
// written is on the disk before anybody is told (`durability: strict`).
import { openDB } from 'idb';

const NAME = 'maillage-terrain';
const STRICT = { durability: 'strict' };

/**
 * people   account → who, and the locks of his space
 * entries  [account, at] → a journal entry that has no receipt yet, sealed; in order
 * records  [account, id] → a record as the phone has it, sealed
 * things   [account, name] → what the server sent, sealed
 */
export async function openShelf(closed) {
	const db = await openDB(NAME, 1, {
		upgrade(base) {
			base.createObjectStore('people', { keyPath: 'account' });
			for (const [store, path] of [['entries', 'id'], ['records', 'id'], ['things', 'name']])
				base.createObjectStore(store, { keyPath: ['account', path] });
		},
		terminated: closed,
	});
	const all = account => IDBKeyRange.bound([account], [account, []]);

	return {
		people: () => db.getAll('people'),
		person: account => db.get('people', account),
		of: (store, account) => db.getAll(store, all(account)),
		row: (store, account, name) => db.get(store, [account, name]),
		waiting: account => db.count('entries', all(account)),
		async everybodyWaits() {
			return db.count('entries');
		},
		/** All of it or nothing. `puts` and `drops`: [store, row] and [store, key]. */
		async write(puts, drops = []) {
			const stores = [...new Set([...puts, ...drops].map(([store]) => store))];
			if (stores.length === 0)
				return;
			const tx = db.transaction(stores, 'readwrite', STRICT);
			try {
				for (const [store, row] of puts)
					tx.objectStore(store).put(row).catch(() => {});
				for (const [store, key] of drops)
					tx.objectStore(store).delete(key).catch(() => {});
				await tx.done;
			} catch (error) {
				throw tx.error ?? error;
			}
		},
		/** All that there is of somebody. */
		async forget(account) {
			const tx = db.transaction(['people', 'entries', 'records', 'things'], 'readwrite', STRICT);
			tx.objectStore('people').delete(account);
			for (const store of ['entries', 'records', 'things'])
				tx.objectStore(store).delete(all(account));
			await tx.done;
		},
		close: () => db.close(),
	};
}
