// SPDX-License-Identifier: AGPL-3.0-or-later
// People counted in the street: five ages that a guess can tell, by three columns. Counts are an object
// of fields of the register ("M_A4": 3); what else a record counts (finer ages, typed elsewhere) stays in it.
export const ages = ['A1', 'A23', 'A4', 'A56', 'A78'];
export const sexes = ['F', 'M', 'N'];
// The strip of numbers for the cell counted last; its last one grows: 10, 15, 20, 30, 40 …
export const strip = [2, 3, 4, 5, 10];
const MOST = 500;

const isCount = name => /^[FMN]_A\d+$/.test(name);

export const countsOf = fields =>
	Object.fromEntries(Object.entries(fields).filter(([name, n]) => isCount(name) && n > 0));

export const total = people => Object.values(people).reduce((sum, n) => sum + n, 0);

export const oneMore = (people, cell) => set(people, cell, (people[cell] ?? 0) + 1);

export function set(people, cell, n) {
	const out = { ...people, [cell]: Math.min(Math.max(n, 0), MOST) };
	if (out[cell] === 0)
		delete out[cell];
	return out;
}

// What a button of the strip makes of a number; "-" is one less.
export function stripped(now, button) {
	if (button === '-')
		return now - 1;
	if (button < 10)
		return button;
	return now < 10 ? 10 : now < 20 ? now + 5 : now + 10;
}

// The cell to which the strip points before anything is counted: the one that these records with the same
// situation counted most, the latest first; else the situation's usual age, sex not noted. It counts nobody.
const usualAge = { T10: 'A56', T11: 'A56', T12: 'A4', T21: 'A4', T22: 'A4', T30: 'A23', T31: 'A23', T32: 'A23',
	T33: 'A56', T34: 'A23', T42: 'A78', T44: 'A4' };

export function likelyCell(kind, theme, records) {
	for (const { fields } of records) {
		if (fields.kind !== kind || fields.theme !== theme)
			continue;
		const [cell] = Object.entries(countsOf(fields)).filter(([name]) => ages.includes(name.slice(2)))
			.sort((a, b) => b[1] - a[1])[0] ?? [];
		if (cell)
			return cell;
	}
	return 'N_' + (usualAge[theme] ?? 'A56');
}
