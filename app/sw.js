// SPDX-License-Identifier: AGPL-3.0-or-later
// The field app with the network off: all that the page needs is kept under the names of one version, whole
// or not at all. Records are none of its business (app/keep/), and nothing of /api/ ever goes through it.
const FILES = {{files}};
const CACHE = 'terrain-{{version}}';
const PAGE = '/terrain/';

async function keep([address, hash]) {
	const cache = await caches.open(CACHE);
	const answer = await fetch(address, { cache: 'no-cache', credentials: 'omit' });
	// While a server is being renewed, what comes may be of another version than this list.
	if (!answer.ok || !(answer.headers.get('etag') || '').includes(hash))
		throw new Error('another version of ' + address);
	await cache.put(address, answer);
}

self.addEventListener('install', event => event.waitUntil(Promise.all(FILES.map(keep))));

async function takeOver() {
	for (const name of await caches.keys())
		if (name.startsWith('terrain-') && name !== CACHE)
			await caches.delete(name);
	await self.clients.claim();
}

self.addEventListener('activate', event => event.waitUntil(takeOver()));

// The page says when: never under somebody's fingers.
self.addEventListener('message', event => {
	if (event.data === 'take over')
		self.skipWaiting();
});

self.addEventListener('fetch', event => {
	const { request } = event;
	const url = new URL(request.url);
	const address = request.mode === 'navigate' && url.pathname === PAGE ? PAGE : url.pathname;

	if (request.method !== 'GET' || url.origin !== location.origin || !FILES.some(([a]) => a === address))
		return;
	event.respondWith(caches.open(CACHE).then(cache => cache.match(address)).then(kept => kept || fetch(request)));
});
