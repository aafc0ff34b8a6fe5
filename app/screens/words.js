// SPDX-License-Identifier: AGPL-3.0-or-later
// The words of the screens in the reader's language, and how that language tells hours, days and people.
// A sentence is looked up by its key in app/text/; both languages have the same keys (tested).
import fr from '../text/fr.js';
import en from '../text/en.js';
import * as keeper from '../text/keeper.js';

const NO_BREAK = '\u00a0';
const texts = { fr: { ...keeper.fr, ...fr }, en: { ...keeper.en, ...en } };
let language = 'fr';

// French puts unbreakable blanks before ? ! : ; % and within « ».
export function typeset(text) {
	return language === 'fr' && text
		? text.replace(/ ([?!:;%»])/g, NO_BREAK + '$1').replace(/« /g, '«' + NO_BREAK)
		: text;
}

export function setLanguage(code) {
	language = code in texts ? code : 'fr';
	document.documentElement.lang = language;
}

export const currentLanguage = () => language;

const locales = { fr: 'fr-FR', en: 'en-GB' };
export const locale = () => locales[language];

export const languages = [['fr', 'Français'], ['en', 'English']];

// A sentence; one that counts or names something is a function of that.
export function t(key, ...values) {
	const text = texts[language][key];
	if (text === undefined)
		throw new Error('no text of the name ' + key);
	return typeset(typeof text === 'function' ? text(...values) : text);
}

// Whether there are words of that name: for what a server may add to a list.
export const has = key => key in texts[language];

// What bears its words in both languages: a code, a tile.
export const named = thing => thing === undefined || thing === null ? ''
	: typeof thing === 'string' ? thing : thing[language] ?? thing.fr ?? thing.en ?? '';

const two = n => String(n).padStart(2, '0');

// "23 h 36", "minuit", "1 h"; "23:36". Minutes of the day.
export function hour(minute) {
	const h = Math.floor(((minute % 1440) + 1440) % 1440 / 60), m = ((minute % 60) + 60) % 60;
	if (language !== 'fr')
		return two(h) + ':' + two(m);
	if (h === 0 && m === 0)
		return 'minuit';
	return h + NO_BREAK + 'h' + (m ? NO_BREAK + two(m) : '');
}

// "21:40" as records write it.
export const clock = minute => two(Math.floor(minute / 60) % 24) + ':' + two(minute % 60);
export const minuteOf = text => /^\d\d:\d\d/.test(text ?? '') ? +text.slice(0, 2) * 60 + +text.slice(3, 5) : null;

// The local calendar day of a moment, "2026-11-26", and its minute.
export function localDay(ms) {
	const d = new Date(ms);
	return d.getFullYear() + '-' + two(d.getMonth() + 1) + '-' + two(d.getDate());
}
export function localMinute(ms) {
	const d = new Date(ms);
	return d.getHours() * 60 + d.getMinutes();
}
export function dayAfter(day, n) {
	const [y, m, d] = day.split('-').map(Number);
	return new Date(Date.UTC(y, m - 1, d + n)).toISOString().slice(0, 10);
}

const days = {};
// "lundi 3 novembre"; "short": "lun. 3 nov."
export function dayName(day, how = 'long') {
	days[language + how] ??= new Intl.DateTimeFormat(locale(),
		{ weekday: how, day: 'numeric', month: how, timeZone: 'UTC' });
	return days[language + how].format(Date.parse(day + 'T12:00:00Z'));
}

export function moment(ms) {
	const day = localDay(ms), text = hour(localMinute(ms));
	return day === localDay(Date.now()) ? t('at_hour', text) : t('day_at_hour', dayName(day), text);
}

// "12 m", "1,2 km"
export function distance(metres) {
	if (metres < 1000)
		return Math.max(0, Math.round(metres / (metres < 100 ? 1 : 10)) * (metres < 100 ? 1 : 10)) + NO_BREAK + 'm';
	return (metres / 1000).toFixed(1).replace('.', language === 'fr' ? ',' : '.') + NO_BREAK + 'km';
}

export const fold = text => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
