// SPDX-License-Identifier: AGPL-3.0-or-later
// The full lists behind the tiles, with a search: what happened, about what, where, what was done.
import { html, nothing } from 'lit';
import { bar, big, icon, question, row, screen, steps } from './frame.js';
import { themeNeeded, withAction, withPlace, withTile, actionsOf } from './draft.js';
import { distance, fold, has, t } from './words.js';

const MOST_SHOWN = 60;

// A list that is narrowed as one types; Enter takes the first. Items: {title, under, end, group, act}.
function searched(app, items) {
	const words = fold(app.route.sought ?? '').split(/\s+/).filter(Boolean);
	const found = items.filter(i => words.every(w => fold(i.title + ' ' + (i.under ?? '') + ' ' + (i.group ?? '')).includes(w)));
	const shown = found.slice(0, MOST_SHOWN);
	let group = null;
	return html`<form class="search" @submit=${event => {
			event.preventDefault();
			shown[0]?.act();
		}}>${icon('magnifying-glass')}<input type="search" class="in" aria-label=${t('search')} placeholder=${t('search')}
			autocomplete="off" enterkeyhint="go" .value=${app.route.sought ?? ''}
			@input=${event => {
				app.route.sought = event.target.value;
				app.refresh();
			}}></form>
	<p class="vh" role="status">${words.length ? t('found', found.length) : nothing}</p>
	<div class="rows">${shown.map(item => {
		const heading = item.group && item.group !== group ? html`<h2>${item.group}</h2>` : nothing;
		group = item.group;
		return html`${heading}${row(item)}`;
	})}</div>
	${found.length > MOST_SHOWN ? html`<p class="soft">${t('more_found', found.length - MOST_SHOWN)}</p>` : nothing}
	${found.length === 0 ? html`<p class="soft">${t('none_found')}</p>` : nothing}`;
}

/* -- what -------------------------------------------------------------------------------------- */

function choose(app, kind, theme) {
	const known = app.tiles().find(tile => tile.kind === kind && tile.theme === theme);
	const tile = known ?? { kind, theme, label: app.told.code(theme ? 'theme' : 'kind', theme ?? kind),
		icon: 'note-pencil', actions: [], outcomes: [] };
	app.next(withTile(app.draft, tile, app.noted()), app.draft.place ? 'who' : 'where');
}

const above = (app, n) => app.draft.within ? bar(app) : [bar(app), steps(n)];
// The family of a code is its first letters; their names are texts.
const group = code => has('group_' + code.counted.slice(0, 2)) ? t('group_' + code.counted.slice(0, 2)) : '';

export const schemes = app => screen({ top: bar(app, { close: true }), body: [
	question(t('schemes_title')),
	searched(app, app.catalogue.schemes.map(s => ({ title: s.name, act: () => {
		app.draft = { ...app.draft, scheme: s.id };
		app.stale();
		app.go('what');
	} }))),
] });

export const kinds = app => screen({ top: above(app, 1), body: [
	question(t('kinds_title'), t('kinds_help')),
	searched(app, app.codesOf('kind').map(code => ({
		title: code.label, group: group(code),
		act: () => themeNeeded(code.counted) ? app.go('themes', { kind: code.code }) : choose(app, code.code, null),
	}))),
] });

export const themes = app => screen({ top: above(app, 1), body: [
	question(t('themes_title'), app.told.code('kind', app.route.kind)),
	searched(app, app.codesOf('theme').map(code => ({ title: code.label,
		act: () => choose(app, app.route.kind, code.code) }))),
] });

/* -- where ------------------------------------------------------------------------------------- */

const takePlace = (app, place) => app.next(withPlace(app.draft, place), 'who');

export const places = app => screen({ top: above(app, 2), body: [
	question(t('places_title')),
	searched(app, [
		...app.allPlaces().map(p => ({ name: 'map-pin', title: app.told.place(p), under: app.told.sector(p),
			end: p.metres === undefined ? undefined : html`<em>${distance(p.metres)}</em>`,
			act: () => takePlace(app, p) })),
	]),
], foot: big({ text: t('unlisted_place'), name: 'plus', kind: 'second', act: () => app.go('place_kinds') }) });

export const placeKinds = app => screen({ top: above(app, 2), body: [
	question(t('place_kinds_title'), t('place_kinds_help')),
	searched(app, app.codesOf('place_kind').map(code => ({ title: code.label, group: group(code),
		act: () => app.go('place_sector', { kind: code.code }) }))),
] });

// The district: the one around the phone when it is known, else a choice; one district is no question.
export const placeSector = app => screen({ top: above(app, 2), body: [
	question(t('place_sector_title'), app.told.code('place_kind', app.route.kind)),
	searched(app, [
		...app.sectors().map(s => ({ name: s.here ? 'map-pin-f' : 'map-pin', title: s.name,
			under: s.here ? t('you_are_here') : '', act: () => takePlace(app, app.placeHere(app.route.kind, s.id)) })),
		{ name: 'question', title: t('sector_unknown'), act: () => takePlace(app, app.placeHere(app.route.kind, null)) },
	]),
] });

/* -- done -------------------------------------------------------------------------------------- */

export const actions = app => screen({ top: above(app, 4), body: [
	question(t('actions_title'), t('actions_help')),
	html`<div class="chips tall">${app.codesOf('action').map(code => html`<button class="chip"
		aria-pressed=${actionsOf(app.draft).includes(code.code)} @click=${() => {
			app.next(withAction(app.draft, code.code));
		}}>${icon('check')}${code.label}</button>`)}</div>`,
], foot: big({ text: t('go_on'), after: 'arrow-right', act: () => app.back() }) });
