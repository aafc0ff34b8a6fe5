// SPDX-License-Identifier: AGPL-3.0-or-later
// Receipts (docs/sync.md): an entry leaves the phone only against one whose signature is right.
import { fromBase64, joined, sha256, utf8, uuidBytes } from './bytes.js';
import { curves, hasCurve } from './curves.js';

const STATUS = ['stored', 'conflict', 'refused'];
const SIGNED = utf8('maillage receipt 1');
const HEAD = 47, SIGNATURE = 64, HASH = 32, DEPTH_MAX = 20;

const keys = new Map();

function keyOf(text) {
	if (!keys.has(text))
		keys.set(text, crypto.subtle.importKey('raw', fromBase64(text), { name: 'Ed25519' }, false, ['verify']));
	return keys.get(text);
}

async function verify(key, text, signature) {
	if (await hasCurve('Ed25519'))
		return crypto.subtle.verify({ name: 'Ed25519' }, await keyOf(key), signature, text);
	return (await curves()).signed(fromBase64(key), text, signature);
}

// Entries that were written together share one signature.
const proven = new Map();

async function signed(key, root, signature) {
	const name = key + root.join() + signature.join();
	if (!proven.has(name)) {
		if (proven.size > 50)
			proven.clear();
		proven.set(name, verify(key, joined(SIGNED, root), signature));
	}
	return proven.get(name);
}

/**
 * What a receipt says of an entry.
 * @returns {Promise<{status: string, version: number}|null>} null: it is no receipt of this entry
 */
export async function verified(receiptKey, entry, receipt) {
	try {
		const b = fromBase64(receipt), view = new DataView(b.buffer);
		const depth = b[2], place = view.getUint32(3);
		if (b[0] !== 1 || !(b[1] in STATUS) || depth > DEPTH_MAX || b.length !== HEAD + depth * HASH + SIGNATURE)
			return null;
		// status (1), version (8), hash (32) lie in the leaf as they lie in the receipt
		let hash = await sha256(joined(Uint8Array.of(0), uuidBytes(entry.id), uuidBytes(entry.record),
			b.subarray(1, 2), b.subarray(7, HEAD)));
		for (let i = 0; i < depth; i++) {
			const other = b.subarray(HEAD + i * HASH, HEAD + (i + 1) * HASH);
			hash = await sha256(joined(Uint8Array.of(1), ...place >> i & 1 ? [other, hash] : [hash, other]));
		}
		if (!await signed(receiptKey, hash, b.subarray(b.length - SIGNATURE)))
			return null;
		return { status: STATUS[b[1]], version: Number(view.getBigUint64(7)) };
	} catch {
		return null;
	}
}
