// SPDX-License-Identifier: AGPL-3.0-or-later

/** What could not be done, as one sentence for the user: a key of app/text/ and what it names. */
export class Refusal extends Error {
	constructor(key, more = {}) {
		super(key);
		this.key = key;
		this.more = more;
	}
}
