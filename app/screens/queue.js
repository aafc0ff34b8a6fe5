// SPDX-License-Identifier: AGPL-3.0-or-later
// What waits and why that is all right; what is asked before sending; the order to do; a call for help.
import { html, nothing } from 'lit';
import { bar, big, icon, note, question, screen, sheet } from './frame.js';
import { countsOf } from './people.js';
import { recordRow } from './round.js';
import { dayName, hour, minuteOf, moment, t } from './words.js';

export function queue(app) {
	const { waiting, online, sentAt, syncing, skew, others } = app.state;
	const list = app.noted().filter(r => r.status === 'waiting');
	return screen({ top: bar(app), body: [
		question(waiting ? t('waiting', waiting, online) : t('all_sent'), waiting ? t('nothing_lost') : ''),
		note(online ? 'cloud-check' : 'cloud-slash', t(online ? 'queue_online' : 'queue_offline')),
		sentAt ? note('clock', t('last_sent', moment(sentAt))) : nothing,
		skew ? note('warning', t('skew_row', Math.round(Math.abs(skew) / 60000)) + ' ' + t('skew_help', skew > 0), 'fault') : nothing,
		others > waiting ? note('users', t('others_wait', others - waiting)) : nothing,
		list.length ? html`<section class="list"><h2>${t('queue_list')}</h2>${list.map(r => recordRow(app, r))}</section>` : nothing,
	], foot: html`<div class="column">${big({ text: t('export_row'), name: 'export', kind: 'second', disabled: !waiting,
			act: () => app.go('export') })}
		${big({ text: t(syncing ? 'sending' : 'send_now'), name: 'cloud-arrow-up', disabled: syncing || !online || !waiting,
			act: () => app.send() })}</div>` });
}

/* -- the same event, noted twice ---------------------------------------------------------------------- */

export function twins(app) {
	const found = app.twinOf(app.route.id);
	if (!found)
		return screen({ top: bar(app), body: question(t('gone_title'), t('gone_help')), foot: big({ text: t('round_short'), act: app.home }) });
	const [other] = found.likely, mine = found.act.fields, f = other.fields;
	return screen({ kind: 'twins', still: true, top: bar(app, { close: true }), body: [
		question(t('twin_title'), t('twin_help')),
		html`<h2>${t('twin_mine')}</h2>`, sheet(app.told.lines(mine).slice(0, 4)),
		html`<h2>${other.own ? t('twin_own') : t('twin_by', other.by ?? t('a_colleague'))}</h2>`,
		sheet([[t('l_when'), hour(minuteOf(f.start) ?? 0)], [t('l_what'), app.told.what(f)], [t('l_where'), app.told.where(f)],
			[t('l_who'), other.own ? app.told.people(countsOf(f)) : f.people ? t('people', f.people) : t('nobody')]]),
	], foot: [big({ text: t('twin_no'), kind: 'second', act: () => app.answerTwin(found.act.id, null) }),
		big({ text: t('twin_yes'), act: () => app.answerTwin(found.act.id, other.id) })] });
}

/* -- a line of the day's sheet -------------------------------------------------------------------------- */

export function order(app) {
	const o = app.orders().find(r => r.id === app.route.id);
	if (!o)
		return screen({ top: bar(app), body: question(t('gone_title'), t('gone_help')), foot: big({ text: t('round_short'), act: app.home }) });
	return screen({ top: bar(app), body: [
		question(app.told.order(o), o.request ?? ''),
		sheet([[t('l_where'), [o.place, app.sectorName(o.sector)].filter(Boolean).join(', ')],
			[t('l_due'), o.due ? dayName(o.due) : ''], [t('l_visits'), o.visits ? String(o.visits) : ''],
			[t('l_reference'), o.reference ?? '']]),
	], foot: big({ text: t('note_order'), name: 'plus', kind: 'tall', act: () => app.begin({ origin: 'OI7', scheme: o.scheme,
		place: o.place || o.sector ? app.placeOfOrder(o) : null }) }) });
}

/* -- help ------------------------------------------------------------------------------------------------- */

const helpState = ({ fields, status }) => html`<div class="asks static ${status === 'waiting' ? 'warn' : 'good'}" role="status">
	${icon('bell-ringing')}<span><b>${t(fields.answered ? 'help_answered' : status === 'waiting' ? 'help_waits' : 'help_sent', hour(minuteOf(fields.answered ?? fields.time)))}</b>
	<small>${fields.answer ?? t(status === 'waiting' ? 'help_sent_later' : 'help_sent_online')}</small></span></div>`;

// Calling comes first: it needs no data network. What the app sends is beside it, never instead.
export const help = app => screen({ kind: 'help', top: bar(app, { close: true }), body: [
	question(t('help_title'), t('help_help')),
	html`<a class="call danger" href="tel:112">${icon('phone-call')}<span><b>${t('call_112')}</b><small>${t('call_112_help')}</small></span></a>`,
	app.dutyPhone() ? html`<a class="call" href=${'tel:' + app.dutyPhone()}>${icon('phone-call')}<span><b>${t('call_duty')}</b>
		<small>${t('call_duty_help')}</small></span></a>` : nothing,
	app.helpCalled() ? helpState(app.helpCalled()) : html`<button class="call" @click=${app.callHelp}>${icon('bell-ringing')}<span><b>${t('help_send')}</b>
			<small>${t('help_send_help')}</small></span></button>`,
	note('shield', t('help_no_track')),
] });
