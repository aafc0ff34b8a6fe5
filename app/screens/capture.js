// SPDX-License-Identifier: AGPL-3.0-or-later
// Noting a situation: what, where, who, what came of it. Every answer is one tap that also goes on; the
// outcome saves. Going back keeps the answers, leaving keeps a draft.
import { html, nothing } from 'lit';
import { keyed } from 'lit/directives/keyed.js';
import { bar, big, icon, note, question, row, screen, steps } from './frame.js';
import { actionsOf, again, outcomeNeeded, outcomesOf, withAction, withNumber, withOneMore, withPlace, withTile,
	withoutLast } from './draft.js';
import { ages, sexes, strip, total } from './people.js';
import { distance, hour, localMinute, t } from './words.js';

// A question asked from a list of answers is one, not a way of four.
const above = (app, n, close = false) => app.draft.within ? bar(app) : [bar(app, { close }), steps(n)];

/* -- what ------------------------------------------------------------------------------------- */

const againRow = (app, last) => html`<button class="repeat" @click=${() => {
		app.buzz();
		app.draft = again(last, app.draft?.began ?? app.now(), app.told.tileOf);
		app.go('again');
	}}>${icon('repeat')}<span><b>${t('again_row')}</b><small>${app.told.short(last)}</small></span></button>`;

export function what(app) {
	const last = app.lastNoted();
	return screen({ kind: 'what', top: above(app, 1, true), body: [
		question(t('what_title')),
		last && !app.draft.within ? againRow(app, last) : nothing,
		html`<div class="tiles">${app.tiles().map(tile => html`<button class="tile"
			aria-pressed=${app.draft.tile === tile} @click=${() => app.next(withTile(app.draft, tile, app.noted()), app.draft.place ? 'who' : 'where')}
			>${icon(tile.icon)}<span>${tile.label}</span></button>`)}</div>`,
	], foot: big({ text: t('other'), name: 'list', kind: 'second', act: () => app.go('kinds') }) });
}

/* -- where ------------------------------------------------------------------------------------ */

const place = (app, p, here) => html`<button class="place ${here ? 'here' : ''}"
	@click=${() => !app.near.settling() && app.next(withPlace(app.draft, p), 'who')}>${icon(here ? 'map-pin-f' : 'map-pin')}
	<span>${here ? html`<small>${t(here)}</small>` : nothing}<b>${app.told.place(p)}</b>
	${!here && app.told.sector(p) ? html`<small>${app.told.sector(p)}</small>` : nothing}</span>
	${p.metres === undefined ? nothing : html`<em>${distance(p.metres)}</em>`}</button>`;

// Metres within which one is at a place: GPS between houses is not better.
const HERE = 80;

// Places are in order at once; a fix that comes later puts them in its order unless a finger is near.
export function where(app) {
	const { places, state } = app.nearby();
	const first = p => p !== places[0] ? null : p.metres <= HERE ? 'you_are_here' : p.metres ? 'nearest_place' : p.recent ? 'last_place' : null;
	return screen({ kind: 'where', top: above(app, 2), body: [
		question(t('where_title')),
		html`<div class="places" aria-busy=${app.near.settling()}>${places.map(p => place(app, p, first(p)))}</div>`,
		note('crosshair', t('gps_' + state)),
	], foot: [big({ text: t('search'), name: 'magnifying-glass', kind: 'second', act: () => app.go('places') })] });
}

/* -- who -------------------------------------------------------------------------------------- */

const cellName = cell => t('cell_name', t('age_' + cell.slice(2)), t('sex_' + cell[0]));

const countCell = (app, draft, cell) => {
	const n = draft.people[cell] ?? 0;
	return html`<button class="count ${n ? 'on' : ''} ${cell === draft.cell ? 'last' : ''}"
		aria-label=${t('cell_label', cellName(cell), n)} @click=${() => app.next(withOneMore(app.draft, cell))}
		>${n || icon('plus')}</button>`;
};

// The strip sets the number of the outlined cell: the one counted last, at first the likely one.
const numbers = (app, draft) => {
	const n = draft.people[draft.cell] ?? 0;
	return html`<div class="numbers" role="group" aria-label=${t('strip_label', cellName(draft.cell))}>
		<button aria-label=${t('one_less')} ?disabled=${n === 0} @click=${() => app.next(withNumber(app.draft, '-'))}
			>${icon('minus')}</button>
		${strip.map(k => {
			const shown = k === 10 && n > 9 ? n : k;
			return html`<button aria-pressed=${n === shown} @click=${() => app.next(withNumber(app.draft, k))}
				>${shown}</button>`;
		})}</div>`;
};

export function who(app) {
	const draft = app.draft, n = total(draft.people);
	return screen({ kind: 'who', top: above(app, 3), body: [
		question(t('who_title')),
		html`<div class="counts"><span></span>${sexes.map(s => html`<span class="col" aria-hidden="true"
			>${t('sex_' + s)}</span>`)}
			${ages.map(a => html`<span class="age" aria-hidden="true">${t('age_' + a)}<small>${t('years_' + a)}</small></span>
				${sexes.map(s => countCell(app, draft, s + '_' + a))}`)}</div>`,
		html`<p class="strip-name" aria-hidden="true">${cellName(draft.cell)}</p>`,
		numbers(app, draft),
	], foot: [
		html`<button class="square" aria-label=${t('undo_tap')} ?disabled=${draft.trail.length === 0}
			@click=${() => app.next(withoutLast(app.draft))}>${icon('arrow-counter-clockwise')}</button>`,
		html`<button class="big" @click=${() => app.draft.within ? app.back() : app.go('end')}><span aria-live="polite">${n
			? t('people', n) : t('nobody')}</span>${icon('arrow-right')}</button>`,
	] });
}

/* -- what was done, how it ended --------------------------------------------------------------- */

const SHOWN = 4;

const outcomeButton = (app, code) => {
	const words = app.told.outcome(code);
	return html`<button class="outcome tone-${words.tone}" @click=${() => app.note(code)}>${icon(words.icon)}
		<span><b>${words.label}</b>${words.help ? html`<small>${words.help}</small>` : nothing}</span></button>`;
};

export function end(app) {
	const draft = app.draft, chosen = actionsOf(draft), actions = app.usualActions(draft);
	const outcomes = outcomesOf(draft, app.codesOf('outcome').map(c => c.code));
	const more = app.route.more;
	return screen({ kind: 'end', top: above(app, 4), body: [
		question(t('end_title')),
		html`<div class="chips">${[...actions, ...chosen.filter(c => !actions.includes(c))].map(code =>
			html`<button class="chip" aria-pressed=${chosen.includes(code)} @click=${() =>
				app.next(withAction(app.draft, code))}>${icon('check')}${app.told.action(code)}</button>`)}
			<button class="chip" @click=${() => app.go('actions')}>${icon('dots-three')}${t('other_action')}</button></div>`,
		html`<h2 class="now">${t('now_title')}<small>${t('now_help')}</small></h2>`,
		keyed(more, html`<div class="outcomes">${outcomes.slice(0, more ? undefined : SHOWN).map(code =>
			outcomeButton(app, code))}
			${more ? nothing : html`<button class="quiet" @click=${() => app.replace('end', { more: true })}
				>${t('other_outcome')}</button>`}
			${outcomeNeeded(draft.kind) ? nothing : html`<button class="quiet" @click=${() => app.note(null)}
				>${t('no_outcome')}</button>`}</div>`),
	] });
}

/* -- the same again --------------------------------------------------------------------------- */

// Its answers, each a tap from being another.
export function sameAgain(app) {
	const d = app.draft, told = app.told;
	const line = (name, title, under, to) => row({ name, title, under, act: () => app.go(to) });
	return screen({ kind: 'again', top: [bar(app), steps(4)], body: [
		question(t('again_title'), t('again_help', hour(localMinute(d.began)))),
		html`<div class="rows">${line('list', t('l_what'), told.what(d), 'what')}${line('map-pin', t('l_where'), told.where(d.place), 'where')}
			${line('users', t('l_who'), told.people(d.people), 'who')}${line('handshake', t('l_done'), told.actions(actionsOf(d)), 'actions')}
			${line('check-circle', t('l_outcome'), d.outcome ? told.outcome(d.outcome).label : t('empty'), 'outcomes')}</div>`,
	], foot: big({ text: t('save'), name: 'check', kind: 'tall', act: () => app.note(d.outcome) }) });
}
