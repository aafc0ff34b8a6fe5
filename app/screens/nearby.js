// SPDX-License-Identifier: AGPL-3.0-or-later
// Where one may be: the phone's position is asked for when the question is on the screen, used for it, and
// forgotten with it. No track: one fix a record, never in the background.
const SHOWN = 5;
const SETTLES = 350; // ms in which a list that has just changed its order takes no tap

const round = x => Math.round(x * 1e4) / 1e4; // some ten metres

const FAR = 6371000 * Math.PI / 180;
export const metresBetween = (a, b) =>
	Math.hypot((a.lon - b.lon) * Math.cos((a.lat + b.lat) * Math.PI / 360), a.lat - b.lat) * FAR;

const key = p => [p.place_kind, p.place ?? '', p.sector ?? ''].join('|');

export function locating(app) {
	let fix = null, state = 'idle', settling = false;
	const found = position => {
		fix = { lon: round(position.coords.longitude), lat: round(position.coords.latitude) };
		state = 'found';
		settling = true;
		setTimeout(() => {
			settling = false;
			app.refresh();
		}, SETTLES);
		app.refresh();
	};
	const failed = error => {
		state = error.code === 1 ? 'refused' : 'failed';
		app.refresh();
	};
	const near = {
		ask() {
			if (state === 'searching' || fix)
				return;
			state = navigator.geolocation ? 'searching' : 'failed';
			navigator.geolocation?.getCurrentPosition(found, failed,
				{ enableHighAccuracy: true, timeout: 12000, maximumAge: 20000 });
		},
		forget() {
			fix = null;
			state = 'idle';
		},
		state: () => state,
		fix: () => fix,
		settling: () => settling,
		// All places of a scheme: the nearest first, then those noted lately, then the rest by name.
		places(sites, noted, scheme) {
			const seen = new Map(), here = fix && app.keeper.rules.sector(fix.lon, fix.lat, scheme);
			const add = p => {
				const known = seen.get(key(p));
				if (!known)
					seen.set(key(p), p);
				else if (known.metres === undefined && p.metres !== undefined)
					known.metres = p.metres;
			};
			if (fix)
				app.keeper.rules.nearest(fix.lon, fix.lat, 40, scheme).forEach(n => {
					const site = sites.find(s => s.id === n.id);
					if (site)
						add({ ...placeOf(site), metres: n.metres });
				});
			noted.map(r => r.fields).filter(f => f.place_kind).forEach(f => add({ place: f.place ?? null,
				place_kind: f.place_kind, sector: f.sector ?? null, lon: f.lon ?? null, lat: f.lat ?? null, recent: true,
				...fix && f.lon ? { metres: metresBetween(fix, f) } : {} }));
			sites.forEach(s => add(placeOf(s)));
			const rank = p => p.metres ?? (here && p.sector === here.id ? 1e6 : p.recent ? 2e6 : 3e6);
			return [...seen.values()].sort((a, b) => rank(a) - rank(b)
				|| (a.recent && b.recent ? 0 : (a.place ?? '').localeCompare(b.place ?? '')));
		},
		first: places => places.slice(0, SHOWN),
		// A place without a point is where the phone is, when that is the same district.
		pointed(place, scheme) {
			const here = fix && app.keeper.rules.sector(fix.lon, fix.lat, scheme);
			return !fix || place.lon ? place : !place.sector || here?.id === place.sector ? { ...place, ...fix } : place;
		},
	};
	return near;
}

const placeOf = site => ({ place: site.name, place_kind: site.place_kind, sector: site.sector ?? null,
	lon: site.lon ?? null, lat: site.lat ?? null });
