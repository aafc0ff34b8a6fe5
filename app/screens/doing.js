// SPDX-License-Identifier: AGPL-3.0-or-later
// What the screens ask of the keeper, and what they need to know: the one place that calls it.
import { changes, editing, fieldsOf, newDraft, resumed } from './draft.js';
import { shiftNext, shiftNow } from './shift.js';
import { clock, dayAfter, hour, localDay, localMinute, minuteOf, t, typeset } from './words.js';

const DAYS_BACK = 14;
export const UNDO_SECONDS = 10;
const GOOD_NEWS = ['storage_back', 'records_back'];
const EDITABLE = [undefined, 'draft', 'sent'];

export function doing(app) {
	const { keeper } = app;
	let memory = {};
	// What was worked out holds until the keeper tells of a change.
	const once = (name, make) => memory[name] ??= make();
	app.stale = () => { memory = {}; };
	app.now = () => keeper.now();
	app.undoSeconds = UNDO_SECONDS;

	Object.defineProperty(app, 'catalogue', { get: () => once('catalogue', () => keeper.catalogue()) });
	// Whether what one notes with has come from the server, which it does once.
	app.prepared = () => app.catalogue.day !== null;

	/* -- what there is ------------------------------------------------------------------------------ */

	const find = (list, id) => app.catalogue[list]?.find(r => r.id === id);
	app.scheme = id => find('schemes', id);
	app.sectorName = id => find('sectors', id)?.name ?? '';
	app.shift = () => once('shift', () => shiftNow(app.catalogue.shifts, app.state.user?.staff, app.now()));
	app.nextShift = () => once('next', () => shiftNext(app.catalogue.shifts, app.state.user?.staff, app.now()));
	app.myName = () => app.state.user?.name ?? '';
	app.mate = id => app.catalogue.mates?.[id] ?? find('staff', id)?.source_id ?? '';
	app.mates = s => s.team.filter(id => id !== app.state.user?.staff).map(app.mate).filter(Boolean);

	// The scheme that is noted for: of the draft, of the shift, of the last record, or the only one.
	app.schemeNow = () => app.draft?.scheme ?? app.draft?.before?.scheme ?? app.shift()?.scheme ?? app.lastNoted()?.fields.scheme
		?? (app.catalogue.schemes.length === 1 ? app.catalogue.schemes[0].id : null);
	app.tiles = (scheme = app.schemeNow()) => once('tiles ' + scheme, () => scheme ? app.catalogue.tiles(scheme) : []);
	app.codesOf = list => once('codes ' + list + app.schemeNow(), () =>
		app.catalogue.codes(list, app.schemeNow() ?? undefined, localDay(app.now())));
	app.code = (list, code) => app.catalogue.code(list, code);
	app.usualActions = () => once('usual', () => {
		const of = [...new Set([...app.draft?.tile?.actions ?? [], 'AC01', 'AC02', 'AC03', 'AC11', 'AC12', 'AC20'])];
		return of.filter(code => app.codesOf('action').some(c => c.code === code)).slice(0, 5);
	});

	app.serviceDay = () => keeper.rules.serviceDate(app.now(), app.shift()?.scheme);
	app.day = day => once('day ' + day, () => keeper.records(day)
		.filter(a => a.register === 'intervention' && !a.deleted && a.status !== 'draft'));
	app.noted = () => once('noted', () => {
		const today = app.serviceDay();
		return Array.from({ length: DAYS_BACK }, (_, i) => app.day(dayAfter(today, -i))).flat();
	});
	// Day by day until it is found: most often it is of today.
	app.lastNoted = () => once('last', () => {
		for (let i = 0; i < DAYS_BACK; i++) {
			const last = app.day(dayAfter(app.serviceDay(), -i)).find(r => r.fields.outcome || r.fields.kind === 'PA1');
			if (last)
				return last;
		}
		return null;
	});
	app.ofThisShift = () => once('of shift', () => app.day(app.shift()?.date ?? app.serviceDay()));
	app.record = id => keeper.record(id);

	app.sites = () => once('sites', () => {
		const town = app.scheme(app.schemeNow())?.town;
		return app.catalogue.places.filter(p => !town || !p.town || p.town === town);
	});
	app.allPlaces = () => app.near.places(app.sites(), app.noted(), app.schemeNow());
	app.nearby = () => ({ state: app.near.state(), places: app.near.first(app.allPlaces()) });
	app.sectors = () => {
		const town = app.scheme(app.schemeNow())?.town, fix = app.near.fix();
		const here = fix && keeper.rules.sector(fix.lon, fix.lat, app.schemeNow());
		return app.catalogue.sectors.filter(s => !town || !s.town || s.town === town)
			.map(s => ({ id: s.id, name: s.name, here: here?.id === s.id }))
			.sort((a, b) => b.here - a.here || a.name.localeCompare(b.name));
	};
	app.placeHere = (place_kind, sector) => ({ place: null, place_kind, sector, ...app.near.fix() ?? { lon: null, lat: null } });

	/* -- noting -------------------------------------------------------------------------------------- */

	app.begin = origin => {
		app.draft = newDraft(app.now(), origin);
		memory.usual = undefined;
		app.near.forget();
		app.go(app.schemeNow() ? 'what' : 'schemes');
	};
	// What was begun and left, the latest first.
	app.begun = () => once('begun', () => [0, -1].flatMap(n => keeper.records(dayAfter(localDay(app.now()), n)))
		.filter(a => a.register === 'intervention' && a.status === 'draft' && !a.deleted));
	app.resume = act => {
		app.draft = resumed(act, app.told.tileOf);
		memory.usual = undefined;
		app.go(app.draft.place ? 'who' : 'where');
	};
	app.change = (what, back = false) => {
		app.draft = { ...app.draft, ...what };
		app.buzz();
		if (back)
			app.back();
		else
			app.refresh();
	};
	// One tap goes on; while a record is put right it goes back to it.
	app.next = (draft, name) => {
		app.draft = draft;
		app.buzz();
		memory.usual = undefined;
		if (!name)
			return app.refresh();
		return draft.within ? app.backTo(draft.within) : app.go(name);
	};

	const askedBy = { kind: 'what', theme: 'kinds', place_kind: 'where', place: 'where', outcome: 'end', comment: 'detail' };

	// The outcome saves. What the rules miss is asked for, and nothing else.
	app.note = async outcome => {
		const draft = { ...app.draft, outcome, place: app.draft.place && app.near.pointed(app.draft.place, app.schemeNow()) };
		const shift = app.shift();
		const fields = fieldsOf(draft, { scheme: app.schemeNow(), outcome, now: app.now(),
			shift: shift?.state === 'running' && shift.scheme === app.schemeNow() ? shift.id : null });
		const [lacking] = keeper.rules.missing({ fields });
		app.buzz();
		app.draft = draft;
		if (lacking)
			return app.go(askedBy[lacking.field] ?? 'what', { needed: true });
		// Until it is on the disk nothing is drawn: one drawing, of the record.
		app.saving = true;
		try {
			const act = await keeper.save({ id: draft.id, register: 'intervention', fields, at: draft.began, clocked: ['start'] });
			app.draft = null;
			app.near.forget();
			app.stale();
			undoFor(act.id);
			app.replace('done', { id: act.id });
			setTimeout(() => keeper.lookForTwins(act.id).catch(() => {}), 60);
		} catch (error) {
			app.say(app.sentence(error));
		} finally {
			app.saving = false;
		}
	};

	// What is begun is not lost when one leaves it: it waits on the phone and is no record yet.
	app.leaveDraft = (stay = false) => {
		const d = app.draft;
		app.draft = stay ? d : null;
		if (!d || d.within || !d.kind || app.state.phase !== 'open')
			return;
		const fields = fieldsOf(d, { scheme: app.schemeNow(), outcome: d.outcome, now: app.now() });
		keeper.save({ id: d.id, register: 'intervention', fields, at: d.began, draft: true })
			.then(act => { if (app.draft === d)
				app.draft = { ...d, id: act.id }; }).catch(() => {});
	};

	/* -- undo, put right, take back -------------------------------------------------------------------- */

	let undo = { id: null, until: 0 };
	function undoFor(id) {
		undo = { id, until: performance.now() + UNDO_SECONDS * 1000 };
		setTimeout(app.refresh, UNDO_SECONDS * 1000 + 20);
	}
	app.undoable = id => undo.id === id && performance.now() < undo.until;
	const trying = async (what, then) => {
		try {
			await what();
			app.stale();
			then?.();
		} catch (error) {
			app.say(app.sentence(error));
		}
	};
	app.drop = id => trying(() => keeper.remove(id), () => app.home(t('dropped')));
	app.takeBack = id => trying(() => app.undoable(id) ? keeper.takeBack(id) : keeper.remove(id), () => {
		undo.id = null;
		app.home(t('taken_back'));
	});
	app.edit = r => {
		app.draft = editing(r, app.now(), app.told.tileOf);
		app.go('edit');
	};
	app.mayEdit = r => EDITABLE.includes(r.fields.state) && !r.deleted;
	app.saveEdit = () => {
		const d = app.draft;
		return trying(() => keeper.save({ id: d.record, register: 'intervention', fields: changes(d) }), () => {
			app.draft = null;
			app.replace('done', { id: d.record, edited: true });
		});
	};
	app.toggleWeak = r => trying(() => keeper.save({ id: r.id, register: 'intervention',
		fields: { weak_signal: r.fields.weak_signal !== true } }), () =>
		app.say(t(r.fields.weak_signal === true ? 'weak_off' : app.state.online ? 'weak_on' : 'weak_later')));
	app.guard = text => {
		const found = keeper.rules.guard(text);
		return found === 'clean' ? null : found;
	};
	app.saveDetail = text => {
		const { id, needed } = app.route;
		if (id)
			return trying(() => keeper.save({ id, register: 'intervention', fields: { comment: text.trim() || null } }),
				() => app.back());
		app.draft = { ...app.draft, comment: text };
		return needed && !app.draft.record ? app.note(app.draft.outcome) : app.back();
	};

	/* -- what wants an answer ---------------------------------------------------------------------------- */

	app.returned = () => once('returned', () => keeper.returned());

	// One event, noted twice. No answer is one too: the team leader sees both.
	app.twins = () => once('twins', () => keeper.asked());
	app.twinOf = id => app.twins().find(w => w.act.id === id) ?? null;
	app.answerTwin = (id, other) => trying(() => keeper.answerTwin(id, other), () => app.home(t(other ? 'twin_joined' : 'twin_apart')));

	const looks = { returned: ['chat-circle-dots', 'warn'], refused: ['warning-circle', 'warn'],
		conflict: ['arrows-left-right', 'info'] };
	app.asked = () => [
		...app.state.problem ? [{ ...GOOD_NEWS.includes(app.state.problem.key) ? { icon: 'check-circle', tone: 'good' } : { icon: 'warning', tone: 'warn' },
			title: app.told.problem(), under: '', act: () => {
				keeper.read();
				return app.state.problem?.key === 'enrol_again' ? app.go('signin', { again: true }) : app.go('queue');
			} }] : [],
		...app.twins().map(({ act }) => ({ icon: 'users', tone: 'info', title: t('twin_row'), under: app.told.short(act),
			act: () => app.go('twins', { id: act.id }) })),
		...app.returned().map(r => ({ icon: looks[r.status]?.[0] ?? 'info', tone: looks[r.status]?.[1] ?? '',
			title: t('r_' + r.status), under: r.word ? typeset(r.word.word) : app.told.short(r), act: () => app.go('record', { id: r.id }) })),
		...app.begun().map(act => ({ icon: 'note-pencil', tone: '', title: t('resume'), under: t('resume_help', app.told.short(act)),
			act: () => app.go('begun', { id: act.id }) })),
		...app.state.renew ? [{ icon: 'download-simple', tone: '', title: t('renew'), under: t('renew_help'), act: () => keeper.renew() }] : [],
		...app.state.skew ? [{ icon: 'clock', tone: 'warn', title: t('skew_row', Math.round(Math.abs(app.state.skew) / 60000)),
			under: t('skew_help', app.state.skew > 0), act: () => app.go('queue') }] : [],
	];

	/* -- shifts ----------------------------------------------------------------------------------------------- */

	app.beginShift = s => trying(() => keeper.save({ id: s.id, register: 'shift', draft: true, clocked: ['actual_start'],
		at: app.now(), fields: { actual_start: clock(localMinute(app.now())) } }), () => app.say(t('shift_begun')));
	app.endShift = (s, end) => trying(() => keeper.save({ id: s.id, register: 'shift', clocked: end ? ['actual_start'] : ['actual_start', 'actual_end'],
		at: app.now(), fields: { actual_start: clock(s.began), actual_end: end ?? clock(localMinute(app.now())),
			state: 'held' } }), () => {
		app.home(t('shift_ended', hour(minuteOf(end ?? clock(localMinute(app.now()))))));
	});
	// A shift that nobody planned is sent as planned at once, so that records can name it; then it is begun.
	app.beginFree = (scheme, mates, end) => trying(async () => {
		const now = app.now(), start = clock(localMinute(now));
		const act = await keeper.save({ register: 'shift', at: now, fields: { scheme, date: localDay(now), planned_start: start,
			planned_end: end, team: [app.state.user.staff, ...mates].filter(Boolean), state: 'planned' } });
		await keeper.save({ id: act.id, register: 'shift', draft: true, clocked: ['actual_start'], at: now,
			fields: { actual_start: start } });
	}, () => {
		app.home(t('shift_begun'));
	});

	/* -- the sheet of the day, help ------------------------------------------------------------------------------ */

	app.dutyPhone = () => app.scheme(app.schemeNow())?.duty_phone?.replace(/[^+\d]/g, '');
	app.orders = () => app.catalogue.orders.filter(o => !o.answered);
	app.callHelp = () => trying(() => keeper.save({ register: 'help_call', at: app.now(), clocked: ['time'], fields: {
		scheme: app.schemeNow(), date: localDay(app.now()), time: clock(localMinute(app.now())) } }),
	() => app.refresh());
	// The last call of these two hours: a second tap sends no second one.
	app.helpCalled = () => once('help', () => [0, -1].flatMap(n => keeper.records(dayAfter(localDay(app.now()), n)))
		.find(a => a.register === 'help_call' && !a.deleted && app.now() - a.at < 2 * 3600000) ?? null);

	app.placeOfOrder = o => {
		const site = app.catalogue.places.find(p => p.id === o.site);
		return { place: o.place ?? site?.name ?? null, place_kind: site?.place_kind ?? 'LR1', sector: o.sector ?? site?.sector ?? null,
			lon: site?.lon ?? null, lat: site?.lat ?? null };
	};
	app.colleagues = scheme => app.catalogue.staff.filter(s => s.scheme === scheme && s.id !== app.state.user?.staff)
		.map(s => ({ id: s.id, name: app.mate(s.id) })).slice(0, 24);

	// Whoever comes next finds nothing of who was here.
	app.forget = () => {
		app.draft = null;
		app.exported = undefined;
		undo = { id: null, until: 0 };
		app.near.forget();
	};

	/* -- sending, keeping, leaving ---------------------------------------------------------------------------------- */

	app.send = () => trying(() => keeper.sync(), () => app.say(t(app.state.waiting ? 'still_waiting' : 'all_sent')));
	let stored = null;
	app.storage = () => {
		if (!stored)
			keeper.storage().then(s => {
				stored = s;
				app.refresh();
			});
		return stored;
	};
	app.exportQueue = () => trying(async () => {
		const file = await keeper.exportQueue(), link = document.createElement('a');
		link.href = URL.createObjectURL(file);
		link.download = file.name;
		link.click();
		setTimeout(() => URL.revokeObjectURL(link.href), 60000);
		app.exported = file.name;
	}, () => app.say(t('export_done')));
	app.signOut = () => trying(() => keeper.signOut());

	/* -- coming in --------------------------------------------------------------------------------------------------- */

	app.coming = {};
	app.pad = { typed: '', busy: false };
	app.signIn = () => {
		app.problem = null;
		app.pad.typed = '';
		app.go('pin_new');
	};
	app.chosePin = pin => {
		app.problem = /^(\d)\1+$/.test(pin) || '0123456789876543210'.includes(pin) ? t('pin_easy') : null;
		if (app.problem)
			return app.refresh();
		app.coming.pin = pin;
		app.go('pin_again');
	};
	app.repeatedPin = async pin => {
		const { login, password } = app.coming;
		if (pin !== app.coming.pin) {
			app.problem = t('pin_differs');
			return app.back();
		}
		try {
			await keeper.enrol({ login: login.trim(), password, pin });
			app.coming = {};
			app.problem = null;
			app.enter();
		} catch (error) {
			app.problem = app.sentence(error);
			app.back(2);
		}
	};
	app.unlock = async (pin, account) => {
		app.problem = null;
		try {
			await keeper.unlock(pin, account);
		} catch (error) {
			app.problem = app.sentence(error);
			if (error.key === 'pin_shut') {
				app.coming = { login: app.state.people.find(p => p.account === account)?.login };
				app.replace('signin', { again: true });
			}
			app.refresh();
		}
	};
}
