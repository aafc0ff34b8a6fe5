// SPDX-License-Identifier: AGPL-3.0-or-later
// What the server sent that records are made of, as the screens and the rules ask for it.


export const nothingYet = () =>
	({ position: null, tag: null, day: null, lists: {}, older: {}, registers: {}, tiles: {}, mates: {} });

const byId = records => new Map((records ?? []).map(r => [r.id, r]));

/** Codes that a newer nomenclature no longer holds keep their words: records bear them for ever. */
function older(was, now) {
	const out = { ...was.older };
	for (const [list, codes] of Object.entries(was.lists)) {
		const stay = new Set((now[list] ?? []).map(c => c.code));
		out[list] = [...(out[list] ?? []).filter(c => !codes.some(k => k.code === c.code)), ...codes]
			.filter(c => !stay.has(c.code));
	}
	return out;
}

/** What stands when an answer of pull came behind what stood. */
export function pulled(was, answer) {
	const registers = answer.whole ? {} : { ...was.registers };
	for (const [name, records] of Object.entries(answer.registers ?? {})) {
		const all = byId(registers[name]);
		records.forEach(r => all.set(r.id, r));
		registers[name] = [...all.values()];
	}
	for (const { register, record } of answer.removed ?? [])
		registers[register] = (registers[register] ?? []).filter(r => r.id !== record);
	const { catalogue } = answer;
	return {
		...was, position: answer.position, registers,
		tiles: { ...was.tiles, ...answer.tiles }, mates: { ...was.mates, ...answer.mates },
		...catalogue && { tag: catalogue.tag, day: catalogue.day, lists: catalogue.lists, older: older(was, catalogue.lists) },
	};
}

const ORDERS = ['landlord_order'];

/**
 * @param {object} kept  what `pulled` gave
 * @param {string} lang
 * @param {Map<string, object>} changed  records noted here that are newer, by id (shifts)
 */
export function view(kept, lang, changed = new Map()) {
	const of = name => kept.registers[name] ?? [];
	const label = c => ({ code: c.code, label: c[lang] ?? c.fr, parent: c.parent ?? null, counted: counted(c) });
	const known = {};
	const find = (list, code) => {
		known[list] ??= new Map([...(kept.older[list] ?? []), ...(kept.lists[list] ?? [])].map(c => [c.code, c]));
		return known[list].get(code) ?? null;
	};
	// A contract's own code counts as the common one above it.
	function counted(c) {
		return c.contracts?.length && c.parent ? c.parent : c.code;
	}
	const contractsOf = scheme => {
		const s = of('scheme').find(r => r.id === scheme);
		return [s?.contract, ...of('contract').filter(r => r.scheme === scheme).map(r => r.id)].filter(Boolean);
	};
	const townOf = scheme => of('scheme').find(s => s.id === scheme)?.town ?? null;
	const within = (records, scheme) => {
		const town = townOf(scheme);
		return town ? records.filter(r => !r.town || r.town === town) : records;
	};
	const shifts = byId(of('shift'));
	for (const [id, act] of changed)
		shifts.set(id, { ...shifts.get(id), ...act.fields, id, version: act.version, waits: act.status === 'waiting' });
	const areas = byId(of('area'));

	return {
		day: kept.day,
		schemes: of('scheme'), towns: of('town'), sectors: of('sector'), places: of('site'), staff: of('staff'),
		shifts: [...shifts.values()], mates: kept.mates, orders: ORDERS.flatMap(of),
		codes: (list, scheme, day) => (kept.lists[list] ?? []).filter(c => {
			const own = contractsOf(scheme);
			return (!day || (!c.from || c.from <= day) && (!c.to || c.to >= day)) &&
				(!c.contracts?.length || !scheme || c.contracts.some(id => own.includes(id))) &&
				!c.hidden?.some(id => own.includes(id));
		}).map(label),
		code(list, code) {
			const c = find(list, code);
			return c && label(c);
		},
		counted(list, code) {
			const c = code && find(list, code);
			return c ? counted(c) : code ?? '';
		},
		tiles: scheme => kept.tiles[scheme] ?? [],
		sectorsOf: scheme => within(of('sector'), scheme),
		placesOf: scheme => within(of('site'), scheme),
		outlineOf(sector) {
			return sector.outline ?? areas.get(sector.area)?.outline ?? null;
		},
	};
}
