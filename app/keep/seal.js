// SPDX-License-Identifier: AGPL-3.0-or-later
// What makes a user's space readable by nobody else. Everything of a user is sealed (AES-GCM) with one data
// key, which is drawn once and kept only wrapped:
//   - by the PIN: PBKDF2 of the PIN, a half of the server's share that stays on the phone until three wrong
//     PINs, and a key of this phone that no script can read;
//   - by the server's share, which is never kept here: signing in with login and password brings it, so a
//     forgotten PIN loses nothing.
import { fromBase64, joined, random, textOf, utf8 } from './bytes.js';
import { curves, hasCurve } from './curves.js';

const ROUNDS = 600000;
const AES = { name: 'AES-GCM', length: 256 };
const subtle = globalThis.crypto?.subtle;

async function derived(secret, salt, info) {
	const ikm = await subtle.importKey('raw', secret, 'HKDF', false, ['deriveBits']);
	return new Uint8Array(await subtle.deriveBits({ name: 'HKDF', hash: 'SHA-256', salt, info: utf8(info) }, ikm, 256));
}

const wrapping = bytes => subtle.importKey('raw', bytes, AES, false, ['encrypt', 'decrypt']);

/** What stays of the server's share on the phone, and what opens the space without the PIN. */
async function halves(share) {
	const bytes = fromBase64(share);
	return {
		stays: await derived(bytes, new Uint8Array(0), 'maillage share on the phone'),
		recovers: await wrapping(await derived(bytes, new Uint8Array(0), 'maillage share for recovery')),
	};
}

async function pinKey(pin, { salt, rounds, stays, own }) {
	const secret = await subtle.importKey('raw', utf8(pin), 'PBKDF2', false, ['deriveBits']);
	const slow = await subtle.deriveBits({ name: 'PBKDF2', hash: 'SHA-256', salt, iterations: rounds }, secret, 256);
	const bound = await subtle.sign('HMAC', own, joined(new Uint8Array(slow), stays));
	return wrapping(await derived(bound, salt, 'maillage pin'));
}

async function wrap(key, bytes) {
	const iv = random(12);
	return { iv, data: new Uint8Array(await subtle.encrypt({ name: 'AES-GCM', iv }, key, bytes)) };
}

async function unwrap(key, { iv, data }) {
	return new Uint8Array(await subtle.decrypt({ name: 'AES-GCM', iv }, key, data));
}

const dataKey = bytes => subtle.importKey('raw', bytes, AES, false, ['encrypt', 'decrypt']);

/**
 * The locks of a space, new or opened anew with the server's share, under a new PIN.
 * @param {string} share  of the server
 * @param {object|null} old  the locks that there were: their data key stays
 * @returns {Promise<{key: CryptoKey, locks: object}|null>} null: the old locks are of another share
 */
export async function makeLocks(pin, share, old) {
	const { stays, recovers } = await halves(share);
	let data;
	try {
		data = old ? await unwrap(recovers, old.byShare) : random(32);
	} catch {
		return null;
	}
	const way = {
		salt: random(16), rounds: ROUNDS, stays,
		own: await subtle.generateKey({ name: 'HMAC', hash: 'SHA-256', length: 256 }, false, ['sign']),
	};
	return {
		key: await dataKey(data),
		locks: { byShare: await wrap(recovers, data), byPin: { ...way, ...await wrap(await pinKey(pin, way), data) } },
	};
}

/** @returns {Promise<CryptoKey|null>} null: it is not this PIN */
export async function openLocks(pin, locks) {
	try {
		return await dataKey(await unwrap(await pinKey(pin, locks.byPin), locks.byPin));
	} catch {
		return null;
	}
}

/** Sealed for one place: what is moved to another row does not open there. */
export async function seal(key, place, value) {
	const iv = random(12);
	const data = await subtle.encrypt({ name: 'AES-GCM', iv, additionalData: utf8(place) }, key,
		utf8(JSON.stringify(value)));
	return { iv, data: new Uint8Array(data) };
}

export async function unseal(key, place, { iv, data }) {
	return JSON.parse(textOf(await subtle.decrypt({ name: 'AES-GCM', iv, additionalData: utf8(place) }, key, data)));
}

/* -- a queue as a file (docs/sync.md) ------------------------------------------------------------------- */

const FIRST_LINE = utf8('MLGQUEUE1\n');

async function packed(text) {
	if (!globalThis.CompressionStream)
		return utf8(text);
	const stream = new Blob([text]).stream().pipeThrough(new CompressionStream('gzip'));
	return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** A key pair that serves once: its public half, and what it has in common with the server's. */
async function agreed(theirs) {
	if (!await hasCurve('X25519'))
		return (await curves()).agreed(theirs);
	const pair = await subtle.generateKey({ name: 'X25519' }, false, ['deriveBits']);
	return {
		mine: new Uint8Array(await subtle.exportKey('raw', pair.publicKey)),
		shared: new Uint8Array(await subtle.deriveBits(
			{ name: 'X25519', public: await subtle.importKey('raw', theirs, { name: 'X25519' }, false, []) },
			pair.privateKey, 256)),
	};
}

/** A push body that only the server opens. */
export async function sealedQueue(exportKey, body) {
	const theirs = fromBase64(exportKey), { mine, shared } = await agreed(theirs);
	const key = await wrapping(await derived(shared, joined(mine, theirs), 'maillage queue 1'));
	const iv = random(12);
	const data = await subtle.encrypt({ name: 'AES-GCM', iv, additionalData: FIRST_LINE }, key,
		await packed(JSON.stringify(body)));
	return joined(FIRST_LINE, mine, iv, new Uint8Array(data));
}
