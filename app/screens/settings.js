// SPDX-License-Identifier: AGPL-3.0-or-later
// Language, theme, what is kept on this phone, and leaving: nothing here ever drops a record.
import { html, nothing } from 'lit';
import { bar, big, icon, note, question, row, screen, sheet } from './frame.js';
import { currentTheme } from './theme.js';
import { currentLanguage, languages, t } from './words.js';

const megabytes = bytes => Math.max(1, Math.round(bytes / 1e6));

function storage(app) {
	const s = app.storage();
	return s ? note(s.low ? 'warning' : 'device-mobile', [t('storage_used', megabytes(s.used)),
		t(s.low ? 'storage_low' : s.persisted ? 'storage_safe' : 'storage_loose')].join(' '), s.low ? 'fault' : '') : nothing;
}

export function settings(app) {
	const { user, waiting } = app.state;
	return screen({ kind: 'settings', top: bar(app), body: [
		question(t('settings'), user?.name),
		html`<div class="rows">
			${row({ name: 'globe', title: t('language'), under: languages.find(([c]) => c === currentLanguage())[1], act: () => app.go('language') })}
			${row({ name: 'moon', title: t('theme'), under: t('theme_' + currentTheme()), act: () => app.go('theme') })}
			${['downloadable', 'downloading'].includes(app.dictation()) ? row({ name: 'microphone', title: t('dictation_fetch'),
				under: t(app.dictation() === 'downloading' ? 'dictation_fetching' : 'dictation_fetch_help'), end: nothing,
				act: () => app.dictation() === 'downloadable' && app.fetchDictation() }) : nothing}
			${row({ name: 'lock-key', title: t('lock_now'), under: t('lock_help'), act: () => app.keeper.lock(), end: nothing })}
			${row({ name: 'export', title: t('export_row'), under: waiting ? t('waiting', waiting, true) : t('all_sent'), act: () => app.go('export') })}
			${app.state.renew ? row({ name: 'download-simple', title: t('renew'), under: t('renew_help'), act: () => app.keeper.renew(), end: nothing }) : nothing}
			${row({ name: 'sign-out', title: t('sign_out'), under: t('sign_out_row'), act: () => app.go('sign_out') })}
		</div>`,
		storage(app),
		note('shield', t('no_track')),
	] });
}

const choices = (list, chosen, act) => html`<div class="rows" role="group" aria-labelledby="q">${list.map(([value, name, under]) =>
	html`<button class="row" aria-pressed=${value === chosen} @click=${() => act(value)}>
		${icon(value === chosen ? 'check-circle-f' : 'circle-dashed')}<span><b>${name}</b>${under ? html`<small>${under}</small>` : nothing}</span></button>`)}</div>`;

export const languageScreen = app => screen({ top: bar(app), body: [
	html`<div id="q">${question(t('language'))}</div>`, choices(languages, currentLanguage(), app.setLang)] });

export const themeScreen = app => screen({ top: bar(app), body: [
	html`<div id="q">${question(t('theme'))}</div>`, choices(['auto', 'jour', 'nuit'].map(n => [n, t('theme_' + n), n === 'auto' ? t('theme_auto_help') : '']),
		currentTheme(), app.setTheme)] });

/* -- a file of what waits ------------------------------------------------------------------------------ */

export const exporting = app => screen({ top: bar(app), body: [
	question(t('export_title'), t('export_help')),
	sheet([[t('l_waits'), t('records', app.state.waiting)], [t('l_file'), app.exported ?? '']]),
	note('lock-key', t('export_sealed')),
], foot: big({ text: t('export_do'), name: 'download-simple', kind: 'tall', disabled: app.state.waiting === 0, act: app.exportQueue }) });

/* -- leaving --------------------------------------------------------------------------------------------- */

export const signingOut = app => screen({ top: bar(app), body: [
	question(t('sign_out_title'), app.state.waiting ? t('sign_out_waiting', app.state.waiting) : t('sign_out_clean')),
	app.state.waiting ? note('lock-key', t('sign_out_sealed')) : nothing,
	note('key', t('sign_out_next')),
], foot: html`<div class="column">${big({ text: t('stay'), act: () => app.back() })}
	${big({ text: t('sign_out'), name: 'sign-out', kind: 'danger', act: app.signOut })}</div>` });
