// SPDX-License-Identifier: AGPL-3.0-or-later
// Records, places, people and codes in words.
import { countsOf } from './people.js';
import { sheet } from './frame.js';
import { dayName, has, hour, minuteOf, t } from './words.js';

// How an outcome looks; its words are "outcome_OU1" and "outcome_help_OU1".
const outcomes = {
	OU1: ['check-circle-f', 'good'], OU2: ['trend-up', 'good'], OU3: ['handshake', 'good'], OU4: ['signpost', 'info'],
	OU5: ['clock', 'warn'], OU6: ['minus', 'none'], OU7: ['trend-down', 'warn'], OU8: ['hand-palm', 'none'],
	OU9: ['circle-dashed', 'none'], OU0: ['chats-circle', 'none'],
};

const small = word => /^\p{Lu}\p{Ll}/u.test(word) ? word[0].toLowerCase() + word.slice(1) : word;
const joined = words => words.filter(Boolean).join(', ');

export function telling(app) {
	const told = {
		code: (list, code) => code ? app.code(list, code)?.label ?? code : '',
		// One list of them: only its first begins with a great letter.
		actions: codes => joined((codes ?? []).map((c, i) => i > 0 ? small(told.action(c)) : told.action(c))),
		// What is done most has a shorter word.
		action: code => has('action_' + code) ? t('action_' + code) : told.code('action', code),
		outcome(code) {
			const [icon, tone] = outcomes[code] ?? ['note-pencil', 'none'], own = has('outcome_' + code);
			return { icon, tone, label: own ? t('outcome_' + code) : told.code('outcome', code),
				help: own ? t('outcome_help_' + code) : '' };
		},
		tileOf: f => app.tiles(f.scheme).find(tile => tile.kind === f.kind && (tile.theme ?? null) === (f.theme ?? null)),
		what: f => (f.tile ?? told.tileOf(f))?.label || told.code('theme', f.theme) || told.code('kind', f.kind),
		sector: p => app.sectorName(p?.sector),
		place: p => p?.place || told.code('place_kind', p?.place_kind),
		where: f => told.place(f)?.includes(told.sector(f)) ? told.place(f) : joined([told.place(f), told.sector(f)]),
		people: (people, between = ', ') => Object.entries(people).map(([cell, n]) => t('people_of', n, cell.slice(2), cell[0])).join(between)
			|| t('nobody'),
		short: r => joined([told.what(r.fields), told.place(r.fields), hour(minuteOf(r.fields.start) ?? 0)]),
		order: o => told.code('order_kind', o.kind) || o.request || t('order'),
		orderUnder: o => joined([o.place || told.sector(o), o.due ? t('due', dayName(o.due, 'short')) : '']),
		// The lines of a record; `marked` is the field that somebody asks about.
		lines(f, marked) {
			const of = (...fields) => fields.includes(marked);
			return [
				[t('l_when'), f.start ? joined([hour(minuteOf(f.start)), f.duration_min ? t('minutes', f.duration_min) : '']) : '',
					of('date', 'start', 'end', 'duration_min')],
				[t('l_what'), told.what(f), of('kind', 'theme')],
				[t('l_where'), told.where(f), of('place', 'place_kind', 'sector', 'lon', 'lat')],
				[t('l_who'), told.people(countsOf(f), '\n'), /^[FMN]_/.test(marked ?? '')],
				[t('l_done'), told.actions(f.actions), of('actions')],
				[t('l_outcome'), f.outcome ? told.outcome(f.outcome).label : '', of('outcome')],
				[t('l_weak'), f.weak_signal ? t('yes') : '', of('weak_signal')],
				[t('l_comment'), f.comment, of('comment')],
			];
		},
		sheet: (f, marked) => sheet(told.lines(f, marked)),
		// What one checks at a glance right after saving.
		summary: f => sheet(told.lines(f).filter(([name]) => ![t('l_when'), t('l_done')].includes(name))),
		problem() {
			const p = app.state.problem;
			return p ? has(p.key) ? t(p.key, p.more ?? {}) : t('went_wrong') : '';
		},
	};
	return told;
}
