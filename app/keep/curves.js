// SPDX-License-Identifier: AGPL-3.0-or-later
// Whether the browser has a curve itself; stand_in.js takes its place where it has not.
const USES = { Ed25519: ['sign', 'verify'], X25519: ['deriveBits'] };
const has = {};
let standIn = null;

/** @param {'Ed25519'|'X25519'} name */
export function hasCurve(name) {
	has[name] ??= crypto.subtle.generateKey({ name }, false, USES[name]).then(() => true, () => false);
	return has[name];
}

export const curves = () => standIn ??= import('./stand_in.js').catch(error => {
	standIn = null;
	throw error;
});

/** Fetches the stand-in where it will be asked for, while there is a network. */
export async function prepareCurves() {
	if (!await hasCurve('Ed25519') || !await hasCurve('X25519'))
		await curves();
}
