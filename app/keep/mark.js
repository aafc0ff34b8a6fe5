// SPDX-License-Identifier: AGPL-3.0-or-later
// How many entries wait on this phone, in a cookie of the app's own path. A browser that makes room throws a site's
// store away and leaves its cookies: then nothing can be put back, but its user learns how much is gone.
const NAME = 'terrain_waits';
const DAYS_40 = 3456000; // seconds

export function mark(n) {
	document.cookie = `${NAME}=${n}; path=/terrain/; max-age=${n > 0 ? DAYS_40 : 0}; samesite=strict`
		+ (location.protocol === 'https:' ? '; secure' : '');
}

export const marked = () => Number(new RegExp(`(?:^|; )${NAME}=(\\d+)`).exec(document.cookie)?.[1] ?? 0);
