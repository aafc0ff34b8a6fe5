// SPDX-License-Identifier: AGPL-3.0-or-later
// Beginning a shift that nobody planned, and ending one.
import { html } from 'lit';
import { bar, big, icon, note, question, screen, sheet } from './frame.js';
import { clock, hour, localMinute, minuteOf, t } from './words.js';

const USUAL = 6 * 60;

export function free(app) {
	const scheme = app.route.scheme ?? app.schemeNow() ?? app.catalogue.schemes[0]?.id;
	const end = app.route.end ?? clock(Math.round((localMinute(app.now()) + USUAL) / 30) * 30);
	const chosen = app.route.mates ?? [];
	const set = more => {
		Object.assign(app.route, more);
		app.refresh();
	};
	const mates = app.colleagues(scheme);
	return screen({ top: bar(app), body: [
		question(t('free_title')),
		app.catalogue.schemes.length > 1 ? html`<h2 id="free-scheme">${t('free_scheme')}</h2><div class="chips tall" role="group"
			aria-labelledby="free-scheme">${app.catalogue.schemes.map(s => html`<button class="chip" aria-pressed=${s.id === scheme}
			@click=${() => set({ scheme: s.id, mates: [] })}>${icon('check')}${s.name}</button>`)}</div>` : '',
		mates.length ? html`<h2 id="free-with">${t('free_with')}</h2><div class="chips" role="group" aria-labelledby="free-with">
			${mates.map(m => html`<button class="chip" aria-pressed=${chosen.includes(m.id)} @click=${() => set({ mates:
				chosen.includes(m.id) ? chosen.filter(id => id !== m.id) : [...chosen, m.id].slice(-3) })}>${icon('check')}${m.name}</button>`)}</div>` : '',
		html`<label class="field"><span>${t('free_until')}</span><input class="in" type="time" required .value=${end}
			@input=${event => event.target.value && set({ end: event.target.value })}></label>`,
	], foot: big({ text: t('shift_begin'), name: 'play', kind: 'tall', act: () => app.beginFree(scheme, chosen, end) }) });
}

// The hours of presence: from the first tap of the shift to this one, or to the hour that one says.
export function end(app) {
	const s = app.shift();
	if (s?.state !== 'running')
		return screen({ top: bar(app), body: question(t('shift_none')), foot: big({ text: t('round_short'), act: app.home }) });
	const now = clock(localMinute(app.now())), said = app.route.end ?? now;
	const length = ((minuteOf(said) - s.began) % 1440 + 1440) % 1440;
	return screen({ top: bar(app, { close: true }), body: [
		question(t('end_shift_title')),
		sheet([[t('l_from'), hour(s.began)], [t('l_to'), hour(minuteOf(said))], [t('l_present'), t('length', length)],
			[t('l_records'), String(app.ofThisShift().length)]]),
		html`<label class="field"><span>${t('end_shift_at')}</span><input class="in" type="time" required .value=${said}
			@input=${event => {
				if (event.target.value) {
					app.route.end = event.target.value;
					app.refresh();
				}
			}}></label>`,
		app.state.waiting ? note('cloud-arrow-up', t('end_shift_waiting', app.state.waiting)) : '',
	], foot: big({ text: t('shift_finish'), name: 'stop', kind: 'tall', act: () => app.endShift(s, said === now ? null : said) }) });
}
