// SPDX-License-Identifier: AGPL-3.0-or-later
// Calls of the server (docs/sync.md). An answer that is not one of ours (a portal's page, a proxy's error)
// counts as no network.
const ROOT = '/api/v1/sync/';
const PATIENCE = 30000; // ms

/** No answer came: nothing is known of what became of the request. */
export class Unreached extends Error {}

/** The server said no. `key`: of the problem document, "device.revoked"; `after`: seconds to wait. */
export class Denied extends Error {
	constructor(status, key, after, detail) {
		super(`${status} ${key} ${detail ?? ''}`);
		Object.assign(this, { status, key, after });
	}
}

const URN = 'urn:maillage:problem:';

async function call(method, path, { token, body, patience = PATIENCE } = {}) {
	const waiting = new AbortController(), end = setTimeout(() => waiting.abort(), patience);
	let answer, told;
	try {
		answer = await fetch(ROOT + path, {
			method, credentials: 'omit', cache: 'no-store', signal: waiting.signal,
			headers: {
				Accept: 'application/json', ...wire.lang && { 'Accept-Language': wire.lang }, ...token && { Authorization: 'Bearer ' + token },
				...body && { 'Content-Type': 'application/json' },
			},
			body: body && JSON.stringify(body),
		});
		told = await answer.json();
	} catch (error) {
		throw new Unreached(error.message);
	} finally {
		clearTimeout(end);
	}
	if (answer.ok)
		return told;
	const type = String(told?.type ?? '');
	if (!type.startsWith(URN) && answer.status < 500)
		throw new Unreached('not our server: ' + answer.status);
	throw new Denied(answer.status, type.slice(URN.length), Number(answer.headers.get('Retry-After')) || 0, told?.detail);
}

export const wire = {
	lang: null, // of the sentences that it answers with
	enrol: ask => call('POST', 'device', { body: ask }),
	push: (token, body) => call('POST', 'push', { token, body }),
	pull: (token, since, tag, days) => call('GET',
		'pull?' + new URLSearchParams({ days, ...since && { since }, ...tag && { catalogue: tag } }), { token }),
	twins: (token, records) => call('POST', 'twins', { token, body: { records }, patience: 5000 }),
};
