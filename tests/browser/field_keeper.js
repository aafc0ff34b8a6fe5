// SPDX-License-Identifier: AGPL-3.0-or-later
// A keeper in memory, of the shape of app/keep/shapes.js, for the tests of screens: every state that is hard
// to come by is a word away. `world` is a catalogue (tests/field_catalogue.py) and what to begin with.
import { mount } from '../../app/screens/app.js';

const NO_THEME = ['PA1', 'PA2', 'VT1'];
const guards = [['email', /\S+@\S+\.\S+/], ['phone', /(?:\+33|0)\s?[1-9](?:[\s.-]?\d\d){4}/], ['plate', /\b[A-Z]{2}-?\d{3}-?[A-Z]{2}\b/]];
const day = ms => new Date(ms).toLocaleDateString('sv');
const without = (fields, more) => Object.fromEntries(Object.entries({ ...fields, ...more })
	.filter(([, v]) => v !== null && v !== undefined && v !== 0));

export function makeKeeper(world) {
	const listeners = new Set(), acts = new Map(), shifts = new Map(world.shifts.map(s => [s.id, s]));
	const clock0 = performance.now();
	const now = () => world.now + (performance.now() - clock0);
	const rad = Math.PI / 180, metres = (a, b) => Math.hypot((a.lon - b.lon) * Math.cos(a.lat * rad), a.lat - b.lat) * 111195;
	let n = 0;
	const keeper = {
		state: { phase: 'open', people: [world.user], user: world.user, online: false, waiting: 0, others: 0, sentAt: world.sentAt ?? null,
			skew: null, tries: 0, pinShut: false, leader: true, syncing: false, renew: false, problem: null, ...world.state },
		calls: [],
		now,
		tell(more) {
			const waiting = [...acts.values()].filter(a => a.status === 'waiting').length;
			keeper.state = { ...keeper.state, waiting, others: Math.max(waiting, world.others ?? 0), ...more };
			listeners.forEach(fn => fn(keeper.state));
		},
		subscribe(fn) {
			listeners.add(fn);
			fn(keeper.state);
			return () => listeners.delete(fn);
		},
		async enrol({ login, password, pin }) {
			keeper.calls.push(['enrol', login, pin]);
			if (password !== world.password)
				throw Object.assign(new Error('refused'), { key: 'access_wrong' });
			keeper.tell({ phase: 'open', user: world.user, people: [world.user] });
		},
		async unlock(pin, account) {
			keeper.calls.push(['unlock', account]);
			if (pin !== world.pin) {
				const tries = keeper.state.tries + 1;
				keeper.tell({ tries, pinShut: tries >= 3 });
				throw Object.assign(new Error('refused'), { key: tries >= 3 ? 'pin_shut' : 'pin_wrong', more: { left: 3 - tries } });
			}
			keeper.tell({ phase: 'open', tries: 0, user: keeper.state.people.find(p => p.account === account) ?? world.user });
		},
		speak(lang) {
			keeper.calls.push(['speak', lang]);
		},
		lock: () => keeper.tell({ phase: 'locked' }),
		signOut: async () => keeper.tell({ phase: 'new', user: null, people: [] }),
		catalogue: () => ({ ...world.catalogue, shifts: [...shifts.values()],
			codes: list => world.catalogue.lists[list] ?? [],
			code: (list, code) => world.catalogue.lists[list]?.find(c => c.code === code) ?? null,
			tiles: () => world.catalogue.tiles }),
		records: date => [...acts.values()].filter(a => (a.service ?? a.fields.date) === date).sort((a, b) => b.at - a.at),
		record: id => acts.get(id) ?? null,
		async save({ id, register = 'intervention', fields, at = now(), draft = false }) {
			keeper.calls.push(['save', register, fields]);
			await new Promise(resolve => setTimeout(resolve, world.slow ?? 4));
			if (register === 'shift') {
				const key = id ?? 'shift-' + ++n;
				shifts.set(key, { ...shifts.get(key), ...without(fields), id: key });
				keeper.tell();
				return { id: key, register, fields: shifts.get(key), status: draft ? 'draft' : 'waiting' };
			}
			const old = acts.get(id);
			const act = { id: id ?? 'act-' + ++n, register, version: old?.version ?? 0, at: old?.at ?? at, deleted: false, errors: [],
				word: old?.status === 'returned' && !draft ? null : old?.word ?? null, before: old?.before ?? null, undoable: true,
				status: draft ? 'draft' : 'waiting', fields: without(old?.fields ?? {}, fields), was: old };
			act.service = keeper.rules.serviceDate(act.at);
			acts.set(act.id, act);
			keeper.tell();
			return act;
		},
		async remove(id) {
			acts.set(id, { ...acts.get(id), deleted: true });
			keeper.tell();
		},
		async takeBack(id) {
			acts.delete(id);
			keeper.tell();
		},
		returned: () => [...acts.values()].filter(a => ['returned', 'refused', 'conflict'].includes(a.status)),
		async sync() {
			acts.forEach((a, id) => a.status === 'waiting' && acts.set(id, { ...a, status: 'stored', version: 1 }));
			keeper.tell({ sentAt: now() });
		},
		exportQueue: async () => new File(['MLGQUEUE1\n'], 'maillage-queue-2025-11-03.mlq'),
		storage: async () => ({ persisted: true, used: 2.4e6, quota: 9e8, low: false }),
		asked: () => [...acts.values()].filter(a => a.asked && !a.fields.twin_of).map(act => ({ act, likely: world.twins })),
		async lookForTwins(id) {
			acts.set(id, { ...acts.get(id), asked: Boolean(world.twins) });
			keeper.tell();
		},
		async answerTwin(id, other) {
			acts.set(id, { ...acts.get(id), asked: false });
			if (other)
				await keeper.save({ id, fields: { twin_of: other } });
			keeper.tell();
		},
		renew: async () => {},
		read: () => keeper.tell({ problem: null }),
		rules: {
			missing({ fields: f }) {
				const out = [];
				const need = (name, when = true) => when && (f[name] === null || f[name] === undefined) && out.push({ field: name, code: 'required' });
				need('kind');
				need('theme', !NO_THEME.includes(f.kind));
				need('place_kind');
				need('outcome', f.kind !== 'PA1');
				need('comment', f.theme === 'T99');
				return out;
			},
			guard: text => guards.find(([, form]) => form.test(text))?.[0] ?? 'clean',
			serviceDate: ms => day(new Date(ms).getHours() < 5 ? ms - 86400000 : ms),
			cell: () => '',
			sector: (lon, lat) => world.catalogue.sectors.map(s => ({ ...s, metres: metres({ lon, lat }, s) })).sort((a, b) => a.metres - b.metres)[0],
			nearest: (lon, lat, k) => world.catalogue.places.map(p => ({ id: p.id, name: p.name, sector: p.sector, place_kind: p.place_kind,
				metres: metres({ lon, lat }, p) })).sort((a, b) => a.metres - b.metres).slice(0, k),
		},
	};
	for (const act of world.acts ?? [])
		acts.set(act.id, { register: 'intervention', version: 1, deleted: false, errors: [], word: null, before: null, undoable: false,
			at: Date.parse(act.fields.date + 'T' + act.fields.start), service: act.service ?? act.fields.date, status: 'stored', ...act });
	keeper.tell();
	return keeper;
}

window.begin = world => {
	window.keeper = makeKeeper(world);
	window.app = mount(document.getElementById('app'), window.keeper, { icons: 'icons.svg' });
};
