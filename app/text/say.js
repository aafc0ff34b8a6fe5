// SPDX-License-Identifier: AGPL-3.0-or-later
// Every sentence that the app shows comes from here: fr.js and en.js hold the same keys (a test compares).
import fr from './fr.js';
import en from './en.js';

const LANGUAGES = { fr, en };
let language = 'fr';

/** Takes the first language of the list that the app speaks; French otherwise. */
export function speak(...wanted) {
	language = wanted.map(w => (w || '').slice(0, 2)).find(w => w in LANGUAGES) || 'fr';
	document.documentElement.lang = language;
}

export function spoken() {
	return language;
}

/**
 * A sentence. {name} stands for more.name; a sentence of two forms, "one|many", is chosen by more.n
 * (French: 0 and 1 are one).
 * @param {string} key
 * @param {object} [more]
 */
export function say(key, more = {}) {
	const text = LANGUAGES[language][key];

	if (text === undefined)
		throw new Error('no sentence ' + key);
	const [one, many] = text.split('|');
	const single = language === 'fr' ? Math.abs(more.n) < 2 : more.n === 1;
	return (many === undefined || single ? one : many).replace(/\{(\w+)\}/g, (_, name) => String(more[name] ?? ''));
}
