// SPDX-License-Identifier: AGPL-3.0-or-later
// The field app on a page of its own, for tests that drive its keeper from below; what its screens say is read.
import { openKeeper } from '../../app/keep/keeper.js';
import { mount } from '../../app/screens/app.js';
import { t } from '../../app/screens/words.js';

const ready = fetch('/terrain/').then(answer => answer.text())
	.then(page => openKeeper({ rules: page.match(/data-rules="([^"]+)"/)[1] }));

const two = n => String(n).padStart(2, '0');

const tests = {
	sent: s => s.waiting === 0,
	quiet: s => !s.syncing,
	offline: s => !s.online,
	leader: s => s.leader,
	put_back: s => s.problem?.key === 'storage_back',
	ended: s => s.phase === 'revoked',
	asks: () => keeper.asked().length > 0,
	asks_nothing: s => keeper.asked().length === 0 && !s.syncing,
};

window.probe = {
	told: [],
	async begin() {
		window.keeper = await ready;
		keeper.subscribe(state => state.problem && !probe.told.includes(state.problem.key) && probe.told.push(state.problem.key));
		const root = document.body.appendChild(document.createElement('main'));
		window.app = mount(root, keeper);
		return keeper.state.phase;
	},
	/** A sentence of the app, and whether it comes to stand on its screen. */
	async says(key, values, ms = 60000) {
		const text = t(key, ...values), end = performance.now() + ms;
		const there = () => document.body.innerText.replace(/\s+/g, ' ').includes(text.replace(/\s+/g, ' '));
		while (!there() && performance.now() < end)
			await new Promise(resolve => setTimeout(resolve, 20));
		return [text, there() || document.body.innerText];
	},
	/** A record noted with the screens' own last tap. */
	async byHand(scheme, place, more) {
		const { theme, kind, outcome, ...rest } = probe.fields(scheme, place);
		app.begin();
		app.draft = { ...app.draft, scheme, kind, theme, people: { M_A4: 2 }, place: { place, place_kind: rest.place_kind }, ...more };
		await app.note(outcome);
	},
	/** Calls, and tells a refusal by its key. */
	async ask(name, ...values) {
		try {
			return { gave: await keeper[name](...values) ?? null };
		} catch (error) {
			return { refused: error.key ?? String(error.stack) };
		}
	},
	fields(scheme, place, ms = keeper.now(), more = {}) {
		const d = new Date(ms);
		return { scheme, date: `${d.getFullYear()}-${two(d.getMonth() + 1)}-${two(d.getDate())}`,
			start: `${two(d.getHours())}:${two(d.getMinutes())}`, duration_min: 5, place, place_kind: 'LP2', kind: 'GC5', theme: 'T10',
			outcome: 'OU1', M_A4: 2, actions: ['AC01'], state: 'sent', ...more };
	},
	/** A record; its id once it is kept, else why not. */
	async note(scheme, place, { ms = keeper.now(), ...more } = {}) {
		const { gave, refused } = await probe.ask('save',
			{ fields: probe.fields(scheme, place, ms, more), at: ms, clocked: ['start'] });
		return gave ? gave.id : 'refused: ' + refused;
	},
	/** Until the state is so, or so many wait; or the time is up. */
	until: (test, ms = 60000) => new Promise(resolve => {
		const end = setTimeout(() => resolve(false), ms);
		const is = typeof test === 'number' ? state => state.waiting === test : tests[test];
		const over = keeper.subscribe(state => {
			if (is(state)) {
				clearTimeout(end);
				resolve(true);
				queueMicrotask(() => over());
			}
		});
	}),
};
