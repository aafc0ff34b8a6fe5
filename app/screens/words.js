// SPDX-License-Identifier: AGPL-3.0-or-later
// The words of the screens in the reader's language, and how that language tells hours, days and people.
// A sentence is looked up by its key in app/text/; every language has the same keys (tested).

// Every file of app/text/ is a language; LANGUAGES names them (src/meson.build).
const files = Object.fromEntries(LANGUAGES.map(code => [code, require(`../text/${code}.js`)]));
const NO_BREAK = '\u00a0';
const FIRST = 'fr';
let code = FIRST, texts = files[FIRST].default, language = files[FIRST].language;

// As that language sets its text: French puts unbreakable blanks before ? and !.
export const typeset = text => text && language.typeset ? language.typeset(text) : text;

export function setLanguage(wanted) {
	code = wanted in files ? wanted : FIRST;
	({ default: texts, language } = files[code]);
	document.documentElement.lang = code;
}

export const currentLanguage = () => code;
export const locale = () => language.locale;

// [code, how it calls itself], the first one first.
export const languages = Object.keys(files).sort((a, b) => (b === FIRST) - (a === FIRST) || (a < b ? -1 : 1))
	.map(name => [name, files[name].language.name]);

// A sentence; one that counts or names something is a function of that.
export function t(key, ...values) {
	const text = texts[key];
	if (text === undefined)
		throw new Error('no text of the name ' + key);
	return typeset(typeof text === 'function' ? text(...values) : text);
}

// Whether there are words of that name: for what a server may add to a list.
export const has = key => key in texts;

const two = n => String(n).padStart(2, '0');

// "23 h 36", "minuit"; where a language says nothing else, "23:36". Minutes of the day.
export function hour(minute) {
	const h = Math.floor(((minute % 1440) + 1440) % 1440 / 60), m = ((minute % 60) + 60) % 60;
	return language.hour ? language.hour(h, m) : two(h) + ':' + two(m);
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
	days[code + how] ??= new Intl.DateTimeFormat(locale(),
		{ weekday: how, day: 'numeric', month: how, timeZone: 'UTC' });
	return days[code + how].format(Date.parse(day + 'T12:00:00Z'));
}

export function moment(ms) {
	const day = localDay(ms), text = hour(localMinute(ms));
	return day === localDay(Date.now()) ? t('at_hour', text) : t('day_at_hour', dayName(day), text);
}

// "12 m", "1,2 km"
export function distance(metres) {
	if (metres < 1000)
		return Math.max(0, Math.round(metres / (metres < 100 ? 1 : 10)) * (metres < 100 ? 1 : 10)) + NO_BREAK + 'm';
	return new Intl.NumberFormat(locale(), { minimumFractionDigits: 1, maximumFractionDigits: 1 }).format(metres / 1000) + NO_BREAK + 'km';
}

export const fold = text => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
