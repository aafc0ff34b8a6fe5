// SPDX-License-Identifier: AGPL-3.0-or-later
// An evening with the field app, in Chromium, against the real server: sign-in, shift, records with and
// without a network, a record sent back, help, the end of the shift. What the server then has is read from it.
//
// usage: node field_real.mjs BASE SHIFT_ID PICTURES
//
// Prints one JSON line a sentence: {"good","sentence","notes"}; the measures go to standard error.
import { mkdirSync } from 'node:fs';
import { hand, PIN } from './field_hand.mjs';
import { launch, phone } from './field_page.mjs';

const [base, shiftId, pictures] = process.argv.slice(2);
const PASSWORD = 'maillage demo 2025';
const say = (good, sentence, notes = []) => console.log(JSON.stringify({ good: Boolean(good), sentence, notes: notes.map(String) }));
mkdirSync(pictures, { recursive: true });

const browser = await launch();
const context = await phone(browser, { geolocation: { longitude: -1.662, latitude: 48.0885 } });
const page = await context.newPage();
const heard = [];
page.setDefaultTimeout(60000);
page.on('console', m => { if (m.type() === 'error' && !/ERR_INTERNET_DISCONNECTED|status of 404/.test(m.text())) heard.push(m.text()); });
page.on('pageerror', e => heard.push(String(e.stack)));
const { button, heading, type, cell, place, signIn, unlock, capture, home, send, takeOut } = hand(page);

/* -- the server, as the head office sees it ----------------------------------------------------------------- */

const call = async (token, path, method = 'GET', body = undefined) => (await fetch(base + '/api/v1/' + path, { method,
	headers: { ...token && { authorization: 'Bearer ' + token }, accept: 'application/json', 'content-type': 'application/json' },
	body: body && JSON.stringify(body) })).json();
const session = async login => (await call(null, 'session', 'POST', { login, password: PASSWORD })).token;
const siege = await session('siege');
const ask = path => call(siege, path);
const onServer = (register, id) => ask(`registers/${register}/${id}`);

/* -- the evening -------------------------------------------------------------------------------------------------- */

async function begin() {
	await signIn(base, 'terrain', PASSWORD);
	await button('Commencer la tournée').waitFor();
	say((await page.locator('.pair').innerText()).includes('Avec'), 'after signing in, the shift of today is there with its pair', [await page.locator('.pair').innerText()]);
	await button('Commencer la tournée').tap();
	await page.locator('.line').waitFor();
	await page.evaluate(() => navigator.serviceWorker.ready);
}

async function online() {
	const id = await capture();
	await home();
	await send();
	const stored = await onServer('intervention', id);
	const { registers } = await call(await session('terrain'), 'sync/pull'), sector = registers.sector.find(s => s.id === stored.sector);
	say(sector?.name === 'Le Blosne' && /^CRS3035RES200mN\d+E\d+$/.test(stored.cell), 'its place gave it a sector and a cell of the grid', [sector?.name, stored.cell]);
	say(stored.F_A56 === 1 && stored.shift === shiftId && stored.state === 'sent' && stored.outcome, 'a record is on the server, in its shift', [JSON.stringify(stored)]);
	return id;
}

async function offline() {
	await context.setOffline(true);
	await page.reload();
	await heading('Bonjour');
	await type(PIN);
	await page.locator('.rec').first().waitFor();
	say(await page.locator('.rec').count() === 1, 'with the network off the app starts, the code opens it, the records are there');
	const id = await capture('Jeunes', 'hommes');
	await home();
	await page.getByText('1 fiche attend le réseau').waitFor();
	await page.screenshot({ path: pictures + '/real-offline.png' });
	const file = await takeOut();
	say(/^maillage-queue-.*\.mlq$/.test(file.suggestedFilename()), 'what waits can be taken out as a file', [file.suggestedFilename()]);
	await page.reload();
	await heading('Bonjour');
	await type(PIN);
	await page.locator('.rec').nth(1).waitFor();
	say(await page.locator('.rec').count() === 2, 'a record noted without a network outlives a new start');
	await context.setOffline(false);
	await page.locator('.net').filter({ hasText: 'En ligne' }).waitFor();
	await send();
	say((await onServer('intervention', id)).M_A4 === 1, 'and is sent when the network is back');
	return id;
}

async function sentBack(id) {
	const leader = await (await browser.newContext({ locale: 'fr-FR', timezoneId: 'Europe/Paris' })).newPage();
	await leader.goto(base + '/sign-in');
	await leader.fill('[name=login]', 'equipe');
	await leader.fill('[name=password]', PASSWORD);
	await Promise.all([leader.waitForURL(u => !u.pathname.endsWith('/sign-in')), leader.click('form button[type=submit]')]);
	await leader.goto(base + '/validate?id=' + id);
	await leader.locator('details.word summary').click();
	await leader.fill('#word', 'Combien de personnes au juste ?');
	const returned = leader.waitForResponse(r => r.request().method() === 'POST' && r.url().endsWith('/validate/return'));
	await leader.locator('form[action="/validate/return"] button[type=submit]').click();
	await returned;
	await leader.context().close();
	await page.evaluate(() => window.dispatchEvent(new Event('online')));
	await page.locator('.asks').filter({ hasText: 'revient vers vous' }).waitFor();
	await context.setOffline(true);
	await page.locator('.asks').filter({ hasText: 'revient vers vous' }).tap();
	await page.getByText('Combien de personnes au juste').waitFor();
	await button('Corriger').tap();
	await page.locator('.row').filter({ hasText: 'Qui' }).tap();
	await cell('Jeunes', 'hommes').tap();
	await page.locator('.foot .big').tap();
	await page.locator('.row.changed').waitFor();
	await page.screenshot({ path: pictures + '/real-corrected.png' });
	await button('Renvoyer').tap();
	await heading('C’est corrigé');
	await home();
	await context.setOffline(false);
	await page.locator('.net').filter({ hasText: 'En ligne' }).waitFor();
	await send();
	const stored = await onServer('intervention', id);
	say(stored.M_A4 === 2 && stored.state === 'sent', 'a record sent back is corrected without a network, and comes back with its difference', [JSON.stringify(stored)]);
}

// Noted without a network; meanwhile the colleague of the pair noted the same event.
async function twins() {
	await context.setOffline(true);
	const id = await capture('Âgés', 'femmes', 2);
	const line = name => page.locator('.sheet div').filter({ has: page.locator('dt', { hasText: name }) }).locator('dd').innerText();
	const what = await line('Quoi'), place = await line('Où');
	await home();
	const colleague = await session('collegue'), pulled = await call(colleague, 'sync/pull');
	const [scheme] = Object.keys(pulled.tiles), tile = pulled.tiles[scheme][2], district = id => pulled.registers.sector.find(s => s.id === id)?.name;
	const site = pulled.registers.site.find(s => place === (s.name.includes(district(s.sector)) ? s.name : `${s.name}, ${district(s.sector)}`));
	const other = id.slice(0, -12) + '0123456789ab', now = new Date(), two = n => String(n).padStart(2, '0');
	const paris = new Date(now.toLocaleString('en-US', { timeZone: 'Europe/Paris' }));
	const made = await call(colleague, 'registers/intervention/' + other, 'PUT', { scheme, date: paris.getFullYear() + '-' + two(paris.getMonth() + 1) + '-'
		+ two(paris.getDate()), start: two(paris.getHours()) + ':' + two(paris.getMinutes()), duration_min: 5, kind: tile.kind, theme: tile.theme,
		place: site.name, place_kind: site.place_kind, sector: site.sector, F_A78: 2, outcome: 'OU1' });
	await context.setOffline(false);
	// Not the one of two records of his own.
	await page.locator('.asks').filter({ hasText: 'Déjà noté' }).filter({ hasText: what }).tap();
	await page.screenshot({ path: pictures + '/real-twins.png' });
	await button('Oui, la même').tap();
	await page.getByText('compteront une fois').waitFor();
	await send();
	const stored = await onServer('intervention', id);
	say(stored.twin_of === other && stored.F_A78 === 1, 'two who noted one event are asked, and their records are one', [JSON.stringify(stored), JSON.stringify(made)]);
}

async function help() {
	await page.locator('.sos').tap();
	await button('Prévenir mon équipe').tap();
	await page.getByText('L’alerte est donnée').waitFor();
	const { records } = await ask('registers/help_call');
	say(records?.length === 1, 'a call for help is on the server at once', [JSON.stringify(records)]);
	await page.getByRole('button', { name: 'Fermer' }).tap();
}

/* -- where the phone is ------------------------------------------------------------------------------------------- */

const RADIUS = 6371008.8, radians = x => x * Math.PI / 180;
const metres = (a, b) => 2 * RADIUS * Math.asin(Math.sqrt(Math.sin(radians(b.lat - a.lat) / 2) ** 2
	+ Math.cos(radians(a.lat)) * Math.cos(radians(b.lat)) * Math.sin(radians(b.lon - a.lon) / 2) ** 2));

function inside(wkt, p) {
	const ring = wkt.replace(/^POLYGON \(\(|\)\)$/g, '').split(', ').map(c => c.split(' ').map(Number));
	return ring.reduce((odd, [x, y], i) => {
		const [u, v] = ring[(i + 1) % ring.length];
		return (y > p.lat) !== (v > p.lat) && p.lon < (u - x) * (p.lat - y) / (v - y) + x ? !odd : odd;
	}, false);
}

// Of the register's sites, by hand: the five nearest, and the district around the phone.
async function nearest() {
	const { registers } = await call(await session('terrain'), 'sync/pull');
	const town = registers.town.find(x => x.name === 'Rennes').id, sites = registers.site.filter(s => s.town === town);
	const one = sites.filter(s => s.place_kind === 'LP2').at(-1), round = x => Math.round(x * 1e4) / 1e4;
	for (const at of [{ lon: -1.662, lat: 48.0885 }, { lon: round(one.lon), lat: round(one.lat) }]) {
		await context.setGeolocation({ longitude: at.lon, latitude: at.lat });
		// The app takes a fix of the last twenty seconds; a page that has just started has none.
		await page.reload();
		await unlock();
		await page.getByRole('button', { name: 'Noter', exact: true }).tap();
		await page.locator('.tile').first().tap();
		await heading('Où êtes-vous');
		await page.locator('.place em').first().waitFor();
		const told = await page.locator('.place').evaluateAll(all => all.map(p => p.querySelector('b').innerText + ' ' + p.querySelector('em')?.innerText));
		const wanted = sites.map(s => ({ name: s.name, m: metres(at, s) })).sort((a, b) => a.m - b.m).slice(0, 5);
		const names = told.map(text => text.replace(/ \d[\d,]*\s(m|km)$/, ''));
		say(names.join('|') === wanted.map(w => w.name).join('|'), `from ${at.lon} ${at.lat} the five nearest places stand in their order`,
			[told, wanted.map(w => `${w.name} ${Math.round(w.m)} m`)].map(x => x.join(', ')));
		await page.screenshot({ path: `${pictures}/real-nearest-${at.lon}.png` });
		await button('Chercher').tap();
		await button('Un autre lieu').tap();
		await page.locator('.rows .row').first().tap();
		await heading('Dans quel quartier');
		const first = await page.locator('.rows .row').first().innerText(), around = registers.sector.find(s => s.outline && inside(s.outline, at));
		say(around && first.startsWith(around.name), `and ${around?.name} is offered first: its outline holds the phone`, [first]);
		await page.locator('.rows .row').first().tap();
		await cell('Adultes', 'femmes').tap();
		await button('1 personne').tap();
		await page.locator('.outcome').first().tap();
		await button('Annuler cette fiche').tap();
		await page.locator('.sos').waitFor();
	}
	say(metres(one, { lon: round(one.lon), lat: round(one.lat) }) < 10, 'one of them was where the phone stood', [one.name]);
}

async function finish() {
	await button('Finir la tournée').tap();
	await heading('Finir la tournée');
	await button('Finir la tournée').tap();
	await page.getByText('La tournée est finie').waitFor();
	await page.locator('.queue.ok').waitFor();
	const stored = await onServer('shift', shiftId);
	say(stored.state === 'held' && stored.actual_start && stored.actual_end, 'the end of the shift gives its hours of presence', [JSON.stringify(stored)]);
}

// From the tap on the outcome to the record that is sealed, on the disk and shown; four times slower.
async function speed() {
	const client = await context.newCDPSession(page), took = [];
	await client.send('Emulation.setCPUThrottlingRate', { rate: 4 });
	for (let i = 0; i < 9; i++) {
		await page.getByRole('button', { name: 'Noter', exact: true }).tap();
		await page.locator('.tile').first().tap();
		await place();
		await cell('Adultes', 'femmes').tap();
		await button('1 personne').tap();
		took.push(await page.evaluate(() => new Promise(resolve => {
			const began = performance.now();
			new MutationObserver((_, o) => {
				if (document.querySelector('.done .finish')) {
					o.disconnect();
					resolve(performance.now() - began);
				}
			}).observe(document.getElementById('app'), { childList: true, subtree: true });
			document.querySelector('.outcome').click();
		})));
		await button('Annuler cette fiche').tap();
		await page.locator('.sos').waitFor();
	}
	await client.send('Emulation.setCPUThrottlingRate', { rate: 1 });
	took.sort((a, b) => a - b);
	console.error(JSON.stringify({ saved_ms: took.map(Math.round), middle: Math.round(took[4]) }));
	say(took.length === 9, `four times slower, a tap is on the disk and shown after ${Math.round(took[4])} ms`);
}

let second = null;
for (const what of [begin, online, async () => { second = await offline(); }, () => sentBack(second), twins, help, speed, nearest, finish])
	try {
		await what();
	} catch (error) {
		await page.screenshot({ path: pictures + '/real-failed.png' }).catch(() => {});
		say(false, `the evening goes on behind ${what.name || 'the night'}`, [String(error.stack).split('\n').slice(0, 7).join(' | ')]);
		break;
	}
say(heard.length === 0, 'the browser has no complaint all evening', heard);
await browser.close();
