// SPDX-License-Identifier: AGPL-3.0-or-later
// Signatures and the agreement of a key for browsers that have neither Ed25519 (Chrome 137) nor X25519
// (Chrome 133): a script of its own, fetched only there. The worker keeps it for everybody.
import { ed25519, x25519 } from '@noble/curves/ed25519.js';

export const signed = (key, text, signature) => ed25519.verify(signature, text, key, { zip215: false });

/** A key pair that serves once, and what it has in common with the other side. */
export function agreed(theirs) {
	const mine = x25519.keygen();
	return { mine: mine.publicKey, shared: x25519.getSharedSecret(mine.secretKey, theirs) };
}
