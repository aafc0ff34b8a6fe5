// SPDX-License-Identifier: AGPL-3.0-or-later
// Ma tournée: the shift and its pair, what is asked of it, what was noted, what waits.
import { html, nothing, svg } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { icon, mark, network, row, roundButton, screen } from './frame.js';
import { countsOf, total } from './people.js';
import { nightNow } from './theme.js';
import { dayName, hour, localMinute, minuteOf, moment, t } from './words.js';

/* -- above --------------------------------------------------------------------------------------- */

const top = app => html`<div class="top home ${app.state.waiting > 99 ? 'full' : ''}"><span class="brand">${mark()}<b>Maillage</b></span>${network(app)}
	${nightNow() ? roundButton('sun', t('to_day'), () => app.setTheme('jour'))
		: roundButton('moon', t('to_night'), () => app.setTheme('nuit'))}
	${roundButton('gear', t('settings'), () => app.go('settings'))}</div>`;

function title(app, s) {
	if (!s)
		return t('hello');
	if (s.state === 'planned')
		return t('shift_from', hour(s.start));
	return t(s.end > 1440 || s.start >= 20 * 60 ? 'tonight_until' : 'today_until', hour(s.end));
}

// Two letters of a nickname; of "M-0123", its last digits.
const initials = name => name.match(/\d\d$/)?.[0] ?? (name.includes(' ') ? name.split(' ').map(w => w[0]).join('') : name)
	.slice(0, 2).toUpperCase();

const pair = (app, s, mates = app.mates(s)) => html`<div class="pair">
	${mates.length ? html`<span class="duo" aria-hidden="true">${[app.myName(), ...mates].slice(0, 4).map(n =>
		html`<i>${initials(n)}</i>`)}</span>` : nothing}
	<span>${mates.length ? html`${t('with')} <b>${mates.join(', ')}</b><br>` : nothing}${app.sectorName(s.sector) || app.scheme(s.scheme)?.name}</span></div>`;

/* -- the time line of the shift -------------------------------------------------------------------- */

const WIDTH = 350, MARK = 13;
// The day's colour of a form of mediation; others are services.
const MOMENTS = { FN: 'nuit', FF: 'nuit', FJ: 'jour', FC: 'jour', FL: 'jour', FV: 'soir', FE: 'ecole' };

function line(app, s, records) {
	const now = s.minute(app.now()), from = s.began ?? s.start, x = m =>
		Math.min(Math.max((m - from) / Math.max(s.end - from, 1), 0), 1) * WIDTH;
	// Those that would lie over one another are one.
	const marks = records.map(r => s.minuteOf(r)).filter(m => m >= from && m <= s.end).map(x).sort((a, b) => a - b)
		.reduce((kept, at) => kept.length && at - kept[kept.length - 1] < MARK ? kept : [...kept, at], []);
	const edge = x(now) < 60 ? 'start' : x(now) > WIDTH - 60 ? 'end' : 'middle';
	return html`<svg class="line of-${MOMENTS[app.scheme(s.scheme)?.form] ?? 'service'}" viewBox="0 0 ${WIDTH} 58" role="img"
		aria-label=${t('line_label', hour(from), hour(s.end), hour(now), records.length)}>${svg`
		<rect class="line-all" x="0" y="22" width=${WIDTH} height="10" rx="5"/>
		<rect class="line-done" x="0" y="22" width=${x(now)} height="10" rx="5"/>
		${marks.map(at => svg`<circle class="line-mark" cx=${at} cy="27" r="6"/>`)}
		<path class="line-now" d="M${x(now)} 12v30"/>
		<text class="strong" x=${x(now)} y="9" text-anchor=${edge}>${hour(now)}</text>
		<text x="0" y="55">${hour(from)}</text><text x=${WIDTH} y="55" text-anchor="end">${hour(s.end)}</text>`}</svg>`;
}

function shiftPart(app, s, records) {
	if (!s)
		return app.prepared() ? html`<div class="start">${big(t('shift_begin_free'), () => app.go('shift_free'))}
			<p class="soft">${app.nextShift() ? t('shift_next', dayName(app.nextShift().date), hour(app.nextShift().start))
				: t('shift_none')}</p></div>` : nothing;
	if (s.state === 'planned')
		return html`${pair(app, s)}<div class="start">${big(t('shift_begin'), () => app.beginShift(s))}</div>`;
	return html`${pair(app, s)}${line(app, s, records)}`;
}

const big = (text, act) => html`<button class="big second" @click=${act}>${icon('play')}<span>${text}</span></button>`;

/* -- what waits ------------------------------------------------------------------------------------- */

function waiting(app) {
	const { waiting: n, sentAt } = app.state;
	const sent = sentAt ? t('last_sent', moment(sentAt)) : '';
	return html`<button class="queue ${n ? '' : 'ok'}" @click=${() => app.go('queue')}>
		${icon(n ? 'cloud-arrow-up' : 'check-circle')}<span><b>${n ? t('waiting', n, app.state.online) : t('all_sent')}</b>
		<small>${n ? t('nothing_lost') + (sent ? ' ' + sent : '') : sent}</small></span></button>`;
}

// A phone that just signed in, and is still without what one notes with.
const preparing = app => html`<div class="asks static ${app.state.online ? '' : 'warn'}" role="status">${icon('download-simple')}
	<span><b>${t('preparing')}</b><small>${t('preparing_help', app.state.online)}</small></span></div>`;

// What asks for an answer stands first: returned records, twins, refusals, a wrong clock.
const asked = app => app.asked().map(a => html`<button class="asks ${a.tone}" @click=${a.act}>${icon(a.icon)}
	<span><b>${a.title}</b>${a.under ? html`<small>${a.under}</small>` : nothing}</span>${icon('caret-right')}</button>`);

/* -- lists ------------------------------------------------------------------------------------------- */

const orders = app => {
	const list = app.orders();
	return list.length === 0 ? nothing : html`<h2>${t('orders', list.length)}</h2>${list.map(o => row({
		name: 'clipboard-text', title: app.told.order(o), under: app.told.orderUnder(o), act: () => app.go('order', { id: o.id }) }))}`;
};

// Where a record is: on the phone, at the server, or back here for another look.
const places = { waiting: ['wait', 'cloud-arrow-up', 'r_waiting'], returned: ['wait', 'chat-circle-dots', 'r_look'],
	refused: ['wait', 'warning-circle', 'r_look'], conflict: ['wait', 'arrows-left-right', 'r_look'] };
const stateIcon = r => {
	const [kind, name, said] = places[r.status] ?? ['sent', 'cloud-check', 'r_sent'];
	return html`<span class=${kind}>${icon(name)}<span class="vh">${t(said)}</span></span>`;
};

export const recordRow = (app, r) => {
	const n = total(countsOf(r.fields));
	return html`<button class="rec" @click=${() => app.go('record', { id: r.id })}><time>${hour(minuteOf(r.fields.start) ?? 0)}</time>
		<span><b>${app.told.what(r.fields)}</b><small>${[app.told.place(r.fields), n ? t('pers', n) : '']
			.filter(Boolean).join(', ')}</small></span>${stateIcon(r)}</button>`;
};

export function round(app) {
	const s = app.shift(), records = app.ofThisShift();
	return screen({ kind: 'round', top: top(app), body: [
		html`<section class="shift" aria-labelledby="h"><h1 id="h" tabindex="-1">${title(app, s)}</h1>${shiftPart(app, s, records)}</section>`,
		app.prepared() ? nothing : preparing(app), asked(app), waiting(app),
		html`<section class="list">${orders(app)}
			<h2>${t('noted', records.length)}</h2>
			${records.length ? repeat(records, r => r.id, r => recordRow(app, r)) : html`<p class="soft">${t('noted_none')}</p>`}
			<button class="quiet" @click=${() => app.go('days')}>${t('other_days')}</button>
			${s && s.state === 'running' ? html`<button class="quiet" @click=${() => app.go('shift_end')}>${icon('stop')}${t('shift_finish')}</button>` : nothing}
		</section>`,
	], foot: [
		html`<button class="sos" @click=${() => app.go('help')}>${icon('phone-call')}<span>${t('help')}</span></button>`,
		html`<button class="big tall" ?disabled=${!app.prepared()} @click=${() => app.begin()}>${icon('plus')}<span>${t('note')}</span></button>`,
	] });
}
