// SPDX-License-Identifier: AGPL-3.0-or-later
// A record read back, put right, taken back; what the team leader sent back stands out with its word.
import { html, nothing } from 'lit';
import { bar, big, icon, note, question, row, screen, sheet } from './frame.js';
import { changes, lengths, outcomesOf } from './draft.js';
import { recordRow } from './round.js';
import { countsOf } from './people.js';
import { dayName, hour, minuteOf, t, typeset } from './words.js';

/* -- just saved ------------------------------------------------------------------------------------ */

export function done(app) {
	const r = app.record(app.route.id), s = app.state;
	if (!r)
		return gone(app);
	return screen({ kind: 'done', top: bar(app, { close: true }), body: [
		html`<div class="finish">${icon('check-circle-f')}<h1 tabindex="-1">${t(app.route.edited ? 'corrected_title' : 'done_title')}</h1></div>`,
		app.twinOf(r.id) ? html`<button class="asks" @click=${() => app.go('twins', { id: r.id })}>${icon('users')}
			<span><b>${t('twin_row')}</b></span>${icon('caret-right')}</button>` : nothing,
		app.route.edited ? app.told.sheet(r.fields) : app.told.summary(r.fields),
		note(r.status === 'waiting' ? 'cloud-arrow-up' : 'cloud-check', t(r.status === 'waiting' ? (s.online ? 'kept_sending' : 'kept_here') : 'kept_sent')),
		html`<div class="two">
			<button class="tool" @click=${() => app.go('detail', { id: r.id })}>${icon('note-pencil')}${t('add_detail')}</button>
			${app.dictation() === 'available' ? html`<button class="tool" @click=${() => {
				app.go('detail', { id: r.id });
				listen(app, r.fields.comment ?? '');
			}}>${icon('microphone')}${t('dictate')}</button>` : nothing}
			<button class="tool ${r.fields.weak_signal ? 'on' : ''}" aria-pressed=${r.fields.weak_signal === true}
				@click=${() => app.toggleWeak(r)}>${icon('flag-pennant')}${t('weak')}</button></div>`,
	], foot: html`<div class="column">${app.undoable(r.id) ? html`<button class="undo" @click=${() => app.takeBack(r.id)}>
			${icon('arrow-u-up-left')}<span>${t('undo')}</span><small>${t('seconds', app.undoSeconds)}</small><i></i></button>` : nothing}
		<div class="line-of">${big({ text: t('round_short'), kind: 'second', act: () => app.home() })}
		${big({ text: t('note_more'), name: 'plus', kind: 'wide', act: () => app.begin() })}</div></div>` });
}

const gone = app => screen({ top: bar(app), body: [question(t('gone_title'), t('gone_help'))],
	foot: big({ text: t('round_short'), act: () => app.home() }) });

/* -- read back --------------------------------------------------------------------------------------- */

const states = { draft: ['note-pencil', 's_draft'], sent: ['cloud-check', 's_sent'], validated: ['check-circle', 's_validated'],
	locked: ['lock-key', 's_locked'] };
// What the leader asks, as he typed it.
const askedBy = word => html`<div class="asks static">${icon('chat-circle-dots')}<span><b>${t('leader_asks')}</b>
	<span class="word">${typeset(word.word)}</span></span></div>`;

export function record(app) {
	const r = app.record(app.route.id);
	if (!r)
		return gone(app);
	const asked = r.word, kept = ['refused', 'conflict'].includes(r.status), may = app.mayEdit(r);
	const wrong = kept ? r.errors?.find(e => e.field)?.field : null;
	const [name, said] = r.status === 'waiting' ? ['cloud-arrow-up', 's_waiting'] : states[r.fields.state] ?? states.sent;
	return screen({ still: true, top: bar(app), body: [
		question(app.told.what(r.fields), dayName(r.fields.date) + ', ' + hour(minuteOf(r.fields.start) ?? 0)),
		asked ? askedBy(asked) : nothing,
		kept ? html`<div class="asks static warn">${icon('warning-circle')}<span><b>${t('kept_' + r.status)}</b>
			<small>${typeset([...r.errors?.map(e => e.message) ?? [], t('kept_help_' + r.status)].filter(Boolean).join(' '))}</small></span></div>` : nothing,
		app.told.sheet(r.fields, asked?.field ?? wrong),
		kept || asked ? nothing : note(name, t(said)),
	], foot: may ? html`<div class="column">
		<div class="line-of">${big({ text: t('take_back'), name: 'trash', kind: 'second', act: () => app.go('remove', { id: r.id }) })}
		${big({ text: t('weak'), name: 'flag-pennant', kind: r.fields.weak_signal ? 'second on' : 'second', pressed: r.fields.weak_signal === true,
			act: () => app.toggleWeak(r) })}</div>
		${big({ text: t(asked || kept ? 'correct' : 'change'), name: 'pencil-simple', act: () => app.edit(r) })}</div>` : nothing });
}

export const remove = app => screen({ still: true, top: bar(app), body: [
	question(t('remove_title'), t('remove_help')), app.told.sheet(app.record(app.route.id)?.fields ?? {}),
], foot: html`<div class="column">${big({ text: t('keep_it'), act: () => app.back() })}
	${big({ text: t('remove_yes'), name: 'trash', kind: 'danger', act: () => app.takeBack(app.route.id) })}</div>` });

// Begun and left: to be finished, or dropped.
export function begun(app) {
	const act = app.record(app.route.id);
	if (act?.status !== 'draft')
		return gone(app);
	return screen({ still: true, top: bar(app), body: [question(t('resume'), t('begun_help')), sheet(app.told.lines(act.fields).slice(0, 3))],
		foot: html`<div class="column">${big({ text: t('drop'), name: 'trash', kind: 'second', act: () => app.drop(act.id) })}
			${big({ text: t('finish_it'), name: 'pencil-simple', act: () => app.resume(act) })}</div>` });
}

/* -- put right ---------------------------------------------------------------------------------------- */

// One row for each question; what differs from before says how it was.
export function edit(app) {
	const d = app.draft;
	if (!d?.record)
		return gone(app);
	const changed = changes(d), asked = app.record(d.record)?.word, b = d.before;
	const line = (fields, name, title, now, before, act) => {
		const differs = fields.some(f => f in changed), marked = fields.includes(asked?.field);
		return row({ name, title, under: html`${now || t('empty')}${differs ? html`<em class="was">${t('was', before || t('empty'))}</em>`
			: nothing}`, tone: (differs ? 'changed ' : '') + (marked ? 'marked' : ''), act });
	};
	const told = app.told, counts = [...new Set([...Object.keys(countsOf(b)), ...Object.keys(d.people)])];
	return screen({ kind: 'edit', top: bar(app, { close: true }), body: [
		question(t('edit_title'), asked ? undefined : t('edit_help')),
		asked ? askedBy(asked) : nothing,
		html`<div class="rows">
			${line(['start', 'duration_min'], 'clock', t('l_when'), hour(minuteOf(d.start)) + ', ' + t('minutes', d.minutes ?? 0),
				hour(minuteOf(b.start)) + ', ' + t('minutes', b.duration_min ?? 0), () => app.go('time'))}
			${line(['kind', 'theme'], 'list', t('l_what'), told.what(d),
				told.what(b), () => app.go('what'))}
			${line(['place', 'place_kind', 'sector', 'lon', 'lat'], 'map-pin', t('l_where'), told.where(d.place ?? {}), told.where(b), () => app.go('where'))}
			${line(counts, 'users', t('l_who'), told.people(d.people), told.people(countsOf(b)), () => app.go('who'))}
			${line(['actions'], 'handshake', t('l_done'), told.actions(d.actions), told.actions(b.actions), () => app.go('actions'))}
			${line(['outcome'], 'check-circle', t('l_outcome'), d.outcome ? told.outcome(d.outcome).label : '',
				b.outcome ? told.outcome(b.outcome).label : '', () => app.go('outcomes'))}
			${line(['weak_signal'], 'flag-pennant', t('l_weak'), d.weak ? t('yes') : t('no'), b.weak_signal ? t('yes') : t('no'),
				() => app.change({ weak: !d.weak }))}
			${line(['comment'], 'note-pencil', t('l_comment'), d.comment, b.comment, () => app.go('detail'))}
		</div>`,
	], foot: big({ text: t(asked ? 'send_back' : 'save'), name: 'check', kind: 'tall',
		disabled: Object.keys(changed).length === 0, act: () => app.saveEdit() }) });
}

export const outcomes = app => screen({ top: bar(app), body: [question(t('now_title')),
	html`<div class="outcomes">${outcomesOf(app.draft, app.codesOf('outcome').map(c => c.code)).map(code => {
		const words = app.told.outcome(code);
		return html`<button class="outcome tone-${words.tone}" aria-pressed=${app.draft.outcome === code}
			@click=${() => app.change({ outcome: code }, true)}>${icon(words.icon)}<span><b>${words.label}</b>
			${words.help ? html`<small>${words.help}</small>` : nothing}</span></button>`;
	})}</div>`] });

export const time = app => screen({ top: bar(app), body: [
	question(t('time_title')),
	html`<label class="field"><span>${t('time_start')}</span><input class="in" type="time" required .value=${app.draft.start}
		@input=${event => event.target.value && app.change({ start: event.target.value })}></label>
	<h2>${t('time_length')}</h2>
	<div class="chips">${[...new Set([...lengths, app.draft.minutes ?? 5])].sort((a, b) => a - b).map(n => html`<button class="chip"
		aria-pressed=${app.draft.minutes === n} @click=${() => app.change({ minutes: n })}>${icon('check')}${t('minutes', n)}</button>`)}</div>`,
], foot: big({ text: t('go_on'), after: 'arrow-right', act: () => app.back() }) });

/* -- a detail in words ---------------------------------------------------------------------------------- */

const MOST = 280;

const listen = (app, text) => app.dictate(text, MOST, 'detail ' + (app.route.id ?? ''));

// The same guard as the server's: what could name somebody is told at once, and is not kept.
export function detail(app) {
	const text = app.route.text ?? app.draft?.comment ?? app.record(app.route.id)?.fields.comment ?? '';
	const found = app.guard(text);
	return screen({ kind: 'detail', top: bar(app), body: [
		question(t(app.route.needed ? 'which_title' : 'detail_title'), t('detail_help')),
		html`<form id="detail" @submit=${event => {
				event.preventDefault();
				if (!found && (text.trim() || !app.route.needed))
					app.saveDetail(text);
			}}><label class="vh" for="words">${t('detail_label')}</label>
			<textarea class="in" id="words" rows="5" maxlength=${MOST} .value=${text} aria-describedby="words-help"
				aria-invalid=${found ? 'true' : 'false'} @input=${event => {
				app.hush();
				app.route.text = event.target.value;
				app.refresh();
			}}></textarea>
			<p class="soft" id="words-help">${t('letters_left', MOST - text.length)}</p></form>`,
		app.dictation() === 'available' ? html`<button class="speak ${app.listening() ? 'on' : ''}" @click=${() => app.listening()
			? app.heardOut() : listen(app, text)}>${icon(app.listening() ? 'stop' : 'microphone')}<span><b>${t(app.listening() ? 'dictate_stop' : 'dictate')}</b>
			<small>${t(app.listening() ? 'dictate_on' : 'dictate_help')}</small></span></button>` : nothing,
		html`<div role="alert">${found ? note('warning-circle', t('guard_' + found), 'fault') : nothing}</div>`,
	], foot: html`<button class="big tall" form="detail" type="submit" ?disabled=${Boolean(found) || (app.route.needed && !text.trim())}
		>${icon('check')}<span>${t('save')}</span></button>` });
}

/* -- other days -------------------------------------------------------------------------------------------- */

export function days(app) {
	const all = app.noted();
	let day = null;
	return screen({ top: bar(app), body: [question(t('days_title'), t('days_help')),
		html`<section class="list">${all.map(r => {
			const heading = r.fields.date !== day ? html`<h2>${dayName(r.fields.date)}</h2>` : nothing;
			day = r.fields.date;
			return html`${heading}${recordRow(app, r)}`;
		})}${all.length ? nothing : html`<p class="soft">${t('noted_none')}</p>`}</section>`] });
}
