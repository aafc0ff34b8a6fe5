// SPDX-License-Identifier: AGPL-3.0-or-later
// What screens are made of: icons, the bar above with the state of the network, the steps, rows, sheets.
import { html, nothing, svg } from 'lit';
import { t } from './words.js';

let sprite = '';
export const useIcons = address => { sprite = address; };

export const icon = name => html`<svg class="i" aria-hidden="true"><use href="${sprite}#${name}"></use></svg>`;

export const mark = () => html`<svg class="mark" viewBox="0 0 32 32" aria-hidden="true">${svg`
	<path class="mark-a" d="M4 26V7.5L16 20"/><path class="mark-f" d="M9 27.5 16 14l7 13.5"/>
	<path class="mark-b" d="M9 27 16 13.5 23 27"/><path class="mark-f" d="M28 7.5 16 20"/>
	<path class="mark-a" d="M16 20 28 7.5V26"/>`}</svg>`;

// Offline is a state like another: grey, with how much waits.
export function network(app) {
	const { online, waiting } = app.state;
	const said = online ? t('online') : t('offline');
	return html`<button class="net" @click=${() => app.go('queue')}
		aria-label=${t('network_label', said, waiting)}>${icon(online ? 'cloud-check' : 'cloud-slash')}
		<span>${said}${waiting ? ', ' + waiting : nothing}</span></button>`;
}

export const roundButton = (name, label, act) =>
	html`<button class="ring" aria-label=${label} @click=${act}>${icon(name)}</button>`;

// The bar of a screen that one can leave: an arrow back, or a cross where leaving ends something.
export const bar = (app, { close = false } = {}) => html`<div class="top">
	${close ? roundButton('x', t('close'), () => app.home()) : roundButton('arrow-left', t('back'), () => app.back())}
	${network(app)}</div>`;

export const steps = n => html`<div class="steps" role="img" aria-label=${t('step', n)}>
	${[1, 2, 3, 4].map(i => html`<i class=${i <= n ? 'on' : ''}></i>`)}</div>`;

export const question = (title, help) => html`<div class="question"><h1 tabindex="-1">${title}</h1>
	${help ? html`<p>${help}</p>` : nothing}</div>`;

// A line that leads somewhere: icon, words, what stands at its end.
export const row = ({ name, title, under, end, act, tone = '', label }) => html`<button class="row ${tone}"
	aria-label=${label ?? nothing} @click=${act}>${name ? icon(name) : nothing}
	<span><b>${title}</b>${under ? html`<small>${under}</small>` : nothing}</span>
	${end ?? icon('caret-right')}</button>`;

// What a record says, in lines; empty ones are left out. A marked line is the one asked about.
export const sheet = lines => html`<dl class="sheet">${lines.filter(l => l && l[1]).map(([name, text, marked]) =>
	html`<div class=${marked ? 'marked' : ''}><dt>${name}</dt><dd>${text}</dd></div>`)}</dl>`;

export const note = (name, text, tone = '') =>
	html`<p class="note ${tone}">${icon(name)}<span>${text}</span></p>`;

export const big = ({ text, name, after, act, kind = '', disabled = false, submit = false, pressed }) =>
	html`<button class="big ${kind}" type=${submit ? 'submit' : 'button'} ?disabled=${disabled}
		@click=${act ?? nothing} aria-pressed=${pressed ?? nothing}>${name ? icon(name) : nothing}<span>${text}</span>${after
		? icon(after) : nothing}</button>`;

// The whole of a screen: bar, body, foot under the thumb.
// `still`: nothing in the body takes the keyboard, so the body itself does, to be scrolled.
export const screen = ({ top, body, foot, kind = '', still = false }) => html`<div class="phone ${kind}">
	${top ?? nothing}<div class="body" tabindex=${still ? '0' : nothing}>${body}</div>${foot ? html`<div class="foot">${foot}</div>` : nothing}</div>`;
