// SPDX-License-Identifier: AGPL-3.0-or-later
// Coming in: once with login and password and a network, then by PIN without one; who one is on a shared phone.
import { html, nothing, render } from 'lit';
import { big, icon, mark, note, roundButton, row, screen } from './frame.js';
import { keypad, PIN_LENGTH } from './pin.js';
import { has, t } from './words.js';

const brand = html`<div class="brand large">${mark()}<b>Maillage</b></div>`;

// What was refused just now, else what the keeper has to say.
const problem = app => {
	const said = app.problem || app.told.problem();
	return html`<div role="alert">${said ? note('warning-circle', said, 'fault') : nothing}</div>`;
};

const waits = app => app.state.others > 0 ? note('lock-key', t('sealed_waits', app.state.others)) : nothing;

// Until the keeper has opened its store.
export const opening = root => {
	root.textContent = '';
	render(html`<div class="phone ended"><div class="body"><h1 class="vh">Maillage</h1>${brand}</div></div>`, root);
};

/* -- login and password ------------------------------------------------------------------------------- */

export function signIn(app) {
	const { login = app.route.again ? app.state.user?.login ?? '' : '', password = '', shown = false } = app.coming;
	const type = name => event => { app.coming[name] = event.target.value; };
	const again = app.state.pinShut || app.route.again;
	return html`<div class="phone door"><div class="knit" aria-hidden="true"></div><div class="body">${brand}
		<h1 tabindex="-1">${t(again ? 'again_in_title' : 'hello')}</h1>
		<p class="soft">${t(again ? 'again_in_help' : 'sign_in_help')}</p>
		${waits(app)}${problem(app)}
		${app.state.online === false ? note('cloud-slash', t('sign_in_offline')) : nothing}
		<form @submit=${event => {
			event.preventDefault();
			app.signIn();
		}}>
		<label class="field"><span>${t('login')}</span><input class="in" name="login" autocomplete="username" autocapitalize="none"
			spellcheck="false" required .value=${login} @input=${type('login')}></label>
		<label class="field"><span>${t('password')}</span><input class="in" name="password" type=${shown ? 'text' : 'password'}
			autocomplete="current-password" required .value=${password} @input=${type('password')}></label>
		<button class="quiet" type="button" aria-pressed=${shown} @click=${() => {
			app.coming.shown = !shown;
			app.refresh();
		}}>${icon('eye')}${t(shown ? 'hide' : 'show')}</button>
		${big({ text: t('go_on'), after: 'arrow-right', submit: true })}</form>
		${app.state.people.length > 0 ? html`<button class="quiet" @click=${() => app.replace('people')}>${icon('users')}${t('who_else')}</button>` : nothing}
	</div></div>`;
}

const door = (app, back, title, help, body) => screen({ kind: 'pin', top: html`<div class="top">${back
	? roundButton('arrow-left', t('back'), back) : html`<span class="brand">${mark()}<b>Maillage</b></span>`}</div>`, body: [
	html`<div class="question center"><h1 tabindex="-1">${title}</h1>${help ? html`<p>${help}</p>` : nothing}</div>`, problem(app), body] });

export const choosePin = app => door(app, () => app.back(), t('pin_new_title'), t('pin_new_help', PIN_LENGTH),
	keypad(app, app.pad, pin => app.chosePin(pin)));

export const repeatPin = app => door(app, () => app.back(), t('pin_again_title'), '',
	keypad(app, app.pad, pin => app.repeatedPin(pin)));

/* -- by PIN ----------------------------------------------------------------------------------------------- */

export function unlock(app) {
	const { people, tries } = app.state;
	const who = people.find(p => p.account === app.route.account) ?? people[0];
	return door(app, people.length > 1 ? () => app.replace('people') : null, who ? t('hello_name', who.name) : t('hello'),
		tries > 0 && !app.problem ? t('tries_left', 3 - tries) : t('unlock_help'), [
			keypad(app, app.pad, pin => app.unlock(pin, who?.account)),
			waits(app),
			html`<div class="two links"><button class="quiet" @click=${() => app.go('signin', { again: true })}>${t('pin_forgotten')}</button>
				${people.length > 1 ? nothing : html`<button class="quiet" @click=${() => app.go('signin')}>${t('other_person')}</button>`}</div>`,
		]);
}

export const people = app => screen({ kind: 'people', top: html`<div class="top"><span class="brand">${mark()}<b>Maillage</b></span></div>`, body: [
	html`<div class="question"><h1 tabindex="-1">${t('who_are_you')}</h1><p>${t('who_are_you_help')}</p></div>`,
	html`<div class="rows">${app.state.people.map(p => row({ name: 'user-circle', title: p.name, under: p.login,
		act: () => app.go('unlock', { account: p.account }) }))}
		${row({ name: 'plus', title: t('new_person'), under: t('new_person_help'), act: () => app.go('signin') })}</div>`,
	waits(app),
] });

/* -- ended, or not able ------------------------------------------------------------------------------------- */

export const revoked = app => screen({ kind: 'ended', body: [
	html`<div class="finish">${icon('prohibit')}<h1 tabindex="-1">${t('revoked_title')}</h1></div>`,
	html`<p>${t('revoked_help')}</p><p>${t('revoked_next')}</p>`,
], foot: big({ text: t('sign_in_now'), name: 'key', act: () => app.replace('signin') }) });

export function unable(app) {
	const key = app.state.problem?.key ?? 'unable_help', title = key.replace('_help', '') + '_title';
	return screen({ kind: 'ended', body: [
		html`<div class="finish">${icon('warning')}<h1 tabindex="-1">${t(has(title) ? title : 'unable_title')}</h1></div>`,
		html`<p>${app.told.problem() || t('unable_help')}</p>`,
	], foot: key === 'unable_load' ? big({ text: t('try_again'), name: 'repeat', act: () => location.reload() }) : null });
}
