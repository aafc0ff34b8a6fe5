// SPDX-License-Identifier: AGPL-3.0-or-later
// The service worker (sw.js): installed once, renewed when the user's hands are free.

const ADDRESS = '/terrain/sw.js';

/** The browser takes a worker's script only from a policy that the server named. */
function trusted(address) {
	return globalThis.trustedTypes
		? trustedTypes.createPolicy('maillage', { createScriptURL: a => a === ADDRESS ? a : null })
			.createScriptURL(address)
		: address;
}

let registration = null;

/**
 * Installs the worker. Without one (an old browser, no https) the app works as long as it stays open.
 * @param {() => void} ready  a newer app waits: takeOver() when nothing is being noted
 */
export async function installWorker(ready = () => {}) {
	if (!navigator.serviceWorker)
		return;
	try {
		registration = await navigator.serviceWorker.register(trusted(ADDRESS), { updateViaCache: 'none' });
	} catch {
		return;
	}
	if (!registration)
		return;
	const watch = worker => worker?.addEventListener('statechange', () => {
		if (worker.state === 'installed' && navigator.serviceWorker.controller)
			ready();
	});
	if (registration.waiting && navigator.serviceWorker.controller)
		ready();
	watch(registration.installing);
	registration.addEventListener('updatefound', () => watch(registration.installing));
}

/** Asks whether there is a newer app. */
export async function lookForNewer() {
	try {
		await registration?.update();
	} catch {
		// No network: later.
	}
}

/** Takes a waiting app over and loads it. Resolves when there is none. */
export function takeOver() {
	if (!registration?.waiting)
		return Promise.resolve();
	return new Promise(() => {
		navigator.serviceWorker.addEventListener('controllerchange', () => location.reload(), { once: true });
		registration.waiting.postMessage('take over');
	});
}
