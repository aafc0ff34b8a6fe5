// SPDX-License-Identifier: AGPL-3.0-or-later
// Bytes as the contract writes them (docs/sync.md): base64 for addresses without padding, UTF-8, identifiers.

const encoder = new TextEncoder();
const decoder = new TextDecoder();

export const utf8 = text => encoder.encode(text);
export const textOf = bytes => decoder.decode(bytes);

export function base64(bytes) {
	let out = '';
	for (const b of new Uint8Array(bytes))
		out += String.fromCharCode(b);
	return btoa(out).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
}

/** Throws what atob throws when the text is none. */
export function fromBase64(text) {
	return Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), c => c.charCodeAt(0));
}

export function joined(...parts) {
	const out = new Uint8Array(parts.reduce((n, p) => n + p.length, 0));
	let at = 0;
	for (const p of parts) {
		out.set(p, at);
		at += p.length;
	}
	return out;
}

export const random = n => crypto.getRandomValues(new Uint8Array(n));

export const sha256 = async bytes => new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));

export const same = (a, b) => a.length === b.length && a.every((v, i) => v === b[i]);

export function uuidBytes(text) {
	return Uint8Array.from(text.replace(/-/g, '').match(/../g), h => parseInt(h, 16));
}

/** An identifier of version 7 (RFC 9562): its beginning is the time, so that rows are appended. */
export function uuid(ms) {
	const b = random(16);
	for (let i = 0, t = Math.floor(ms); i < 6; i++, t = Math.floor(t / 256))
		b[5 - i] = t % 256;
	b[6] = 0x70 | b[6] & 15;
	b[8] = 0x80 | b[8] & 63;
	const hex = [...b].map(v => v.toString(16).padStart(2, '0')).join('');
	return hex.replace(/(.{8})(.{4})(.{4})(.{4})(.*)/, '$1-$2-$3-$4-$5');
}
