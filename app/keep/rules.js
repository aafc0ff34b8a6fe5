// SPDX-License-Identifier: AGPL-3.0-or-later
// The rules of src/rules (rules/phone.h), compiled for the phone: nothing is decided twice.
import { dayNumber, dayText, local, minutes } from './clock.js';
import { textOf, utf8 } from './bytes.js';

const COUNTED = ['kind', 'theme', 'theme2', 'theme3', 'outcome'];
const PLAIN = ['scheme', 'date', 'place_kind', 'comment'];
const MILLIONTHS = 1e6;

const degrees = v => Math.round(v * MILLIONTHS);
const folded = text => (text ?? '').normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().trim();

/**
 * @param {string} address  of rules.wasm
 * @param {() => import('./catalogue.js').View} catalogue  what stands now
 * @returns {Promise<import('./shapes.js').Rules>}
 */
export async function loadRules(address, catalogue) {
	const { instance } = await WebAssembly.instantiate(await (await fetch(address)).arrayBuffer(), {});
	const { memory, phone_question: question, phone_answer: answer, phone_ask: asked } = instance.exports;
	const room = 256 << 10;

	function ask(...parts) {
		const bytes = utf8(parts.map(p => String(p).replace(/[\t\n]/g, ' ')).join('\t')).subarray(0, room);
		new Uint8Array(memory.buffer, question(), bytes.length).set(bytes);
		return textOf(new Uint8Array(memory.buffer, answer(), asked(bytes.length)));
	}

	// The shift that covers a start, as the server finds it: a quarter of an hour around is not its own.
	function shiftAt(scheme, day, minute) {
		return catalogue().shifts.find(s => {
			if (scheme && s.scheme !== scheme || s.state === 'cancelled')
				return false;
			const from = minutes(s.actual_start ?? s.planned_start), to = minutes(s.actual_end ?? s.planned_end);
			const at = (dayNumber(day) - dayNumber(s.date)) * 1440 + minute;
			return at >= from && at <= (to > from ? to : to + 1440);
		}) ?? null;
	}

	function serviceOf(day, minute, shift) {
		return dayText(Number(ask('service_date', dayNumber(day), minute,
			...shift ? [dayNumber(shift.date), minutes(shift.planned_start) ?? 0] : [])));
	}

	const twin = fields => [dayNumber(fields.date), minutes(fields.start) ?? -1, folded(fields.place),
		fields.lon !== undefined && fields.lon !== null ? rules.cell(fields.lon, fields.lat) : '', fields.sector ?? '',
		fields.place_kind ?? '', catalogue().counted('kind', fields.kind)];

	const rules = {
		missing({ fields }) {
			const given = [
				...PLAIN.map(f => [f, fields[f]]), ...COUNTED.map(f => [f, fields[f] && catalogue().counted(f.replace(/\d$/, ''), fields[f])]),
				...['start', 'end'].map(f => [f, minutes(fields[f])]), ['duration_min', fields.duration_min],
			].filter(([, v]) => v !== undefined && v !== null && v !== '');
			return ask('missing', ...given.map(([f, v]) => f + '=' + v)).split('\t').filter(Boolean)
				.map(one => ({ field: one.split(':')[0], code: one.split(':')[1] }));
		},
		guard: text => ask('guard', text ?? ''),
		doubt: text => ask('doubt', text ?? ''),
		serviceDate(ms, scheme) {
			const { day, minute } = local(ms);
			return serviceOf(day, minute, shiftAt(scheme, day, minute));
		},
		/** Of a record: by its shift, else by the one that covers its start. */
		serviceOf(fields) {
			const minute = minutes(fields.start);
			if (!fields.date || minute === null)
				return fields.date ?? null;
			return serviceOf(fields.date, minute, catalogue().shifts.find(s => s.id === fields.shift)
				?? shiftAt(fields.scheme, fields.date, minute));
		},
		slot: ms => Number(ask('slot', local(ms).minute)),
		cell: (lon, lat) => ask('cell', degrees(lon), degrees(lat)),
		metres: (a, b) => Number(ask('metres', degrees(a.lon), degrees(a.lat), degrees(b.lon), degrees(b.lat))),
		sector(lon, lat, scheme) {
			let best = null;
			for (const s of catalogue().sectorsOf(scheme)) {
				const outline = catalogue().outlineOf(s);
				const metres = outline ? Number(ask('outline', degrees(lon), degrees(lat), outline))
					: s.lon !== undefined && s.lon !== null ? rules.metres({ lon, lat }, s) : -1;
				// An outline says more than a centre: inside one, no centre is nearer.
				if (metres >= 0 && (!best || metres < best.metres))
					best = { id: s.id, name: s.name, metres };
			}
			return best;
		},
		nearest: (lon, lat, n, scheme) => catalogue().placesOf(scheme)
			.filter(p => p.lon !== undefined && p.lon !== null)
			.map(p => ({ id: p.id, name: p.name, sector: p.sector, place_kind: p.place_kind, metres: rules.metres({ lon, lat }, p) }))
			.sort((a, b) => a.metres - b.metres).slice(0, n),
		unusual: (invited, people) => ask('unusual', invited ? 1 : 0, people) === 'yes',
		twins: (a, b) => ask('twins', ...twin(a), ...twin(b)) === 'yes',
	};
	return rules;
}
