// SPDX-License-Identifier: AGPL-3.0-or-later
// Day, night, or what suits: night when the system is dark or when the evening has come.
const EVENING = 19, MORNING = 7;

let choice = 'auto';

export const currentTheme = () => choice;

export function nightNow(hours = new Date().getHours()) {
	if (choice !== 'auto')
		return choice === 'nuit';
	return hours >= EVENING || hours < MORNING || matchMedia('(prefers-color-scheme: dark)').matches;
}

export function useTheme(name) {
	choice = ['jour', 'nuit'].includes(name) ? name : 'auto';
	const night = nightNow();
	document.documentElement.dataset.theme = night ? 'nuit' : 'jour';
	const ground = getComputedStyle(document.documentElement).getPropertyValue('--fond').trim();
	for (const meta of document.querySelectorAll('meta[name=theme-color]'))
		meta.content = ground;
}
