// SPDX-License-Identifier: AGPL-3.0-or-later
// The screens over the keeper: one screen at a time, drawn when something changed. The browser's own back
// button goes back; the heading of a new screen takes the focus, so that a reader hears the question.
import { html, nothing, render } from 'lit';
import * as capture from './capture.js';
import * as lists from './lists.js';
import * as records from './record.js';
import * as waiting from './queue.js';
import * as settings from './settings.js';
import * as start from './start.js';
import * as shifts from './shifts.js';
import { round } from './round.js';
import { useIcons } from './frame.js';
import { dictating } from './dictation.js';
import { doing } from './doing.js';
import { telling } from './told.js';
import { locating } from './nearby.js';
import { currentTheme, useTheme } from './theme.js';
import { currentLanguage, has, setLanguage, t } from './words.js';

// Each screen: what draws it, and whether it is for who is signed in.
const screens = {
	signin: [start.signIn, false], pin_new: [start.choosePin, false], pin_again: [start.repeatPin, false],
	people: [start.people, false], unlock: [start.unlock, false], revoked: [start.revoked, false],
	unable: [start.unable, false],
	round: [round, true], begun: [records.begun, true], queue: [waiting.queue, true], help: [waiting.help, true], order: [waiting.order, true],
	what: [capture.what, true], where: [capture.where, true], who: [capture.who, true], end: [capture.end, true],
	again: [capture.sameAgain, true], schemes: [lists.schemes, true], kinds: [lists.kinds, true], themes: [lists.themes, true],
	places: [lists.places, true], place_kinds: [lists.placeKinds, true], place_sector: [lists.placeSector, true],
	actions: [lists.actions, true], done: [records.done, true], record: [records.record, true],
	remove: [records.remove, true], edit: [records.edit, true], outcomes: [records.outcomes, true], time: [records.time, true],
	detail: [records.detail, true], days: [records.days, true], twins: [waiting.twins, true],
	shift_free: [shifts.free, true], shift_end: [shifts.end, true],
	settings: [settings.settings, true], language: [settings.languageScreen, true], theme: [settings.themeScreen, true],
	export: [settings.exporting, true], sign_out: [settings.signingOut, true],
};

const SETTINGS = 'maillage-terrain';
const settingsKept = () => {
	try {
		return JSON.parse(localStorage.getItem(SETTINGS)) ?? {};
	} catch {
		return {};
	}
};

export function mount(root, keeper, { icons = '' } = {}) {
	const kept = settingsKept();
	const app = { keeper, draft: null, route: { name: '' }, state: keeper.state };
	let drawn = '', asked = false, depth = 0, coming = null;
	const way = [];

	// The screens and what comes from the server: labels of codes, reasons of refusals.
	const speak = code => {
		setLanguage(code);
		keeper.speak(currentLanguage());
	};

	useIcons(icons);
	speak(kept.lang ?? keeper.state.user?.lang ?? 'fr');
	useTheme(kept.theme ?? 'auto');

	function draw() {
		asked = false;
		if (app.saving)
			return;
		const [view, signedIn] = screens[app.route.name];
		const at = app.route.name + ' ' + (app.route.id ?? '');
		app.onKey = null;
		app.hush(at);
		if (signedIn && app.state.phase !== 'open')
			return app.enter();
		render(html`${view(app)}<div class="said" role="status" aria-live="polite">${app.said ?? nothing}</div>`, root);
		if (at !== drawn) {
			drawn = at;
			requestAnimationFrame(enterScreen.bind(null, document.activeElement));
		}
	}

	// With the frame that shows it: what is laid out by then is laid out once. Who was quicker keeps the focus.
	function enterScreen(had) {
		const heading = root.querySelector('h1');
		document.title = heading ? heading.textContent + ' – Maillage' : 'Maillage';
		root.querySelector('.body')?.scrollTo(0, 0);
		window.scrollTo(0, 0);
		// The line that somebody asks about is in sight.
		root.querySelector('.marked')?.scrollIntoView({ block: 'nearest' });
		if (document.activeElement === had)
			heading?.focus({ preventScroll: true });
	}

	// In one go with what else happens in this turn: a tap is drawn before the next frame.
	app.refresh = () => {
		if (!asked) {
			asked = true;
			queueMicrotask(draw);
		}
	};

	/* -- ways ---------------------------------------------------------------------------------- */

	const move = (route, how) => {
		app.route = route;
		depth = how === 'push' ? depth + 1 : depth;
		way[depth] = route.name;
		history[how + 'State']({ ...plain(route), depth }, '');
		app.refresh();
	};
	// What a history entry can bear; where one types is not kept there.
	const plain = ({ name, id, kind, from, more, edited, needed }) => ({ name, id, kind, from, more, edited, needed });

	app.go = (name, more = {}) => {
		app.said = null;
		if (name === 'where' || name === 'places')
			app.near.ask();
		move({ ...more, name }, 'push');
	};
	app.replace = (name, more = {}) => move({ ...more, name }, 'replace');
	// To the last screen of that name on the way here.
	app.backTo = name => {
		const at = way.lastIndexOf(name, depth);
		return at < 0 ? app.home() : app.back(depth - at);
	};
	app.back = (steps = 1) => depth >= steps ? history.go(-steps) : app.replace('round');
	app.home = (said = null) => {
		app.said = coming = said;
		if (depth > 0)
			return history.go(-depth);
		app.leaveDraft();
		return app.replace('round');
	};
	// The screen that suits how the keeper stands.
	app.enter = () => {
		const { phase, people, pinShut } = app.state;
		const name = phase === 'open' ? 'round' : phase === 'new' ? 'signin' : phase === 'revoked' ? 'revoked'
			: phase === 'unable' ? 'unable' : people.length > 1 ? 'people' : pinShut ? 'signin' : 'unlock';
		depth = 0;
		move({ name, account: people?.length === 1 ? people[0].account : undefined }, 'replace');
	};
	const capturing = ['what', 'where', 'who', 'end', 'again', 'kinds', 'themes', 'places', 'place_kinds', 'place_sector',
		'actions', 'edit', 'outcomes', 'time'];
	addEventListener('popstate', ({ state }) => {
		depth = state?.depth ?? 0;
		app.said = coming;
		coming = null;
		const name = state?.name in screens ? state.name : 'round';
		if (name === 'round')
			app.leaveDraft();
		// What was saved is not noted once more by going back.
		if (capturing.includes(name) && !app.draft && depth > 0)
			return history.go(-depth);
		app.route = { ...state, name };
		app.refresh();
	});
	addEventListener('keydown', event => {
		if (event.key === 'Escape' && depth > 0)
			app.back();
		else if (app.onKey && !event.ctrlKey && !event.altKey && !event.metaKey)
			app.onKey(event);
	});

	/* -- what screens do -------------------------------------------------------------------------- */

	app.say = text => {
		app.said = text;
		app.refresh();
	};
	app.buzz = () => navigator.vibrate?.(12);
	app.setTheme = name => {
		useTheme(name);
		localStorage.setItem(SETTINGS, JSON.stringify({ ...settingsKept(), theme: name }));
		app.refresh();
	};
	app.setLang = code => {
		speak(code);
		app.stale();
		localStorage.setItem(SETTINGS, JSON.stringify({ ...settingsKept(), lang: code }));
		drawn = '';
		app.refresh();
	};
	// A refusal of the keeper, or what else went wrong, as one sentence.
	app.sentence = error => error?.key && has(error.key) ? t(error.key, error.more ?? {}) : t('went_wrong');

	app.near = locating(app);
	app.told = telling(app);
	doing(app);
	dictating(app);

	keeper.subscribe(state => {
		const before = app.state;
		app.state = state;
		app.stale();
		if (before.user?.account !== state.user?.account && state.user?.lang && !settingsKept().lang)
			speak(state.user.lang);
		if (before.phase !== state.phase || before.user?.account !== state.user?.account) {
			if (state.phase !== 'open' || before.phase === 'open')
				app.forget();
			if (before.phase !== state.phase)
				app.enter();
		}
		app.refresh();
	});
	setInterval(() => {
		if (currentTheme() === 'auto')
			useTheme('auto');
		if (app.route.name === 'round')
			app.refresh();
	}, 60000);
	document.addEventListener('visibilitychange', () => document.hidden && app.leaveDraft(true));
	app.currentLanguage = currentLanguage;
	app.enter();
	return app;
}
