// SPDX-License-Identifier: AGPL-3.0-or-later
// The screens of the field app in Chromium, over a keeper in memory: how they look, what they cost in taps
// and in time, that a keyboard is enough, what they do.
//
// usage: node field_screens.mjs FOLDER CATALOGUE.json PICTURES looks|does|third [EVERY [BEGINNING]]
//
// FOLDER holds the page (field.js, field.css, icons.svg, fonts). Prints one JSON line a sentence:
// {"good","sentence","notes":[…]}. PICTURES: a folder, or '' for none. EVERY: only each n-th screen is looked at;
// BEGINNING: of the names of those that are.
import { createRequire } from 'node:module';
import { mkdirSync, readFileSync } from 'node:fs';
import { launch, open, phone, serve } from './field_page.mjs';
import { NOW, scenes, shift, unprepared, worldOf } from './field_scenes.mjs';
import { speaks } from './field_speech.mjs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const RULES = { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'], resultTypes: ['violations'] };
// The second theme differs in its colours alone.
const COLOURS = { runOnly: { type: 'rule', values: ['color-contrast', 'link-in-text-block'] }, resultTypes: ['violations'] };
const TARGET = 48;
const TABS = 120;

const [folder, catalogueFile, pictures, part, every = '1', only = ''] = process.argv.slice(2);
const catalogue = JSON.parse(readFileSync(catalogueFile, 'utf8'));
if (pictures)
	mkdirSync(pictures, { recursive: true });
const say = (good, sentence, notes = []) => console.log(JSON.stringify({ good: Boolean(good), sentence, notes }));

const { base, close } = await serve(folder);
const browser = await launch();

/* -- how they look ---------------------------------------------------------------------------------------- */

// What a thumb could miss, what is cut off, what stands out to the right.
const measured = target => {
	const out = { small: [], cut: [], wide: [] };
	for (const e of document.querySelectorAll('button, a[href], input, textarea')) {
		const box = e.getBoundingClientRect(), name = (e.ariaLabel ?? e.innerText ?? e.name ?? '').slice(0, 40);
		if (box.width < target - .5 || box.height < target - .5)
			out.small.push(`${name}: ${Math.round(box.width)} × ${Math.round(box.height)}`);
		if (e.tagName === 'BUTTON' && e.scrollWidth > e.clientWidth + 1)
			out.cut.push(`${name}: ${e.scrollWidth} in ${e.clientWidth}`);
	}
	for (const e of [document.scrollingElement, ...document.querySelectorAll('.body')])
		if (e.scrollWidth > e.clientWidth + 1)
			out.wide.push(`${e.className || 'page'}: ${e.scrollWidth} in ${e.clientWidth}`);
	return out;
};

// Everything that can be pressed can be brought into sight, and nothing lies over it.
const hidden = () => [...document.querySelectorAll('button, a[href], input, textarea')].filter(e => {
	e.scrollIntoView({ block: 'center', behavior: 'instant' });
	const box = e.getBoundingClientRect(), x = box.left + box.width / 2, y = box.top + (box.height > innerHeight / 4 ? box.height / 2 : Math.min(box.height / 2, 24));
	const top = document.elementFromPoint(x, y);
	return !e.disabled && !(top && (e.contains(top) || top.contains(e)));
}).map(e => (e.ariaLabel ?? e.innerText).slice(0, 60));

async function tabbed(page) {
	const wrong = [], seen = new Set();
	const all = await page.evaluate(() => document.querySelectorAll('button:not(:disabled), a[href], input:not(:disabled), textarea').length);
	for (let i = 0; i < Math.min(2 * all + 12, TABS) && seen.size < all; i++) {
		await page.keyboard.press('Tab');
		const at = await page.evaluate(() => {
			const e = document.activeElement;
			if (!e?.matches('button, a[href], input, textarea'))
				return null;
			const style = getComputedStyle(e), box = e.getBoundingClientRect();
			return { html: e.outerHTML.slice(0, 90), n: [...document.querySelectorAll('*')].indexOf(e),
				ring: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2,
				seen: box.width > 1 && box.bottom > 0 && box.top < innerHeight };
		});
		if (!at || seen.has(at.n))
			continue;
		seen.add(at.n);
		if (!at.ring || !at.seen)
			wrong.push((at.ring ? 'not in sight: ' : 'no ring: ') + at.html);
	}
	return seen.size < all ? [...wrong, `${seen.size} of ${all} reached`] : wrong;
}

async function lookAt(name, [way, world, word, first]) {
	const heard = [], found = { axe: [], small: [], cut: [], wide: [], hidden: [], keyboard: [] };
	const context = await phone(browser, { reducedMotion: 'reduce' });
	if (first)
		await context.addInitScript(...first);
	try {
		const page = await open(context, base, world(catalogue), { now: NOW, heard });
		await way(page);
		await page.getByText(word).first().waitFor();
		await page.evaluate(axe);
		for (const [theme, width, height] of [['nuit', 360, 640], ['jour', 360, 640], ['jour', 320, 568]]) {
			await page.setViewportSize({ width, height });
			await page.evaluate(t => { document.documentElement.dataset.theme = t; }, theme);
			if (width === 360) {
				if (pictures)
					await page.screenshot({ path: `${pictures}/${name}-${theme}.png` });
				const { violations } = await page.evaluate(rules => axe.run(document, rules), theme === 'nuit' ? RULES : COLOURS);
				found.axe.push(...violations.map(v => `${v.id} (${theme}): ` + v.nodes.slice(0, 2).map(n => n.html.slice(0, 120)).join(' | ')));
			}
			for (const [kind, list] of Object.entries(await page.evaluate(measured, TARGET)))
				found[kind].push(...list.map(l => `${width}: ${l}`));
		}
		found.keyboard = await tabbed(page);
		// Zoom: a quarter of a desktop's screen, then letters twice as big.
		await page.setViewportSize({ width: 320, height: 256 });
		found.hidden.push(...(await page.evaluate(hidden)).map(h => '320 × 256: ' + h));
		await page.setViewportSize({ width: 360, height: 640 });
		await page.addStyleTag({ url: 'twice.css' });
		found.hidden.push(...(await page.evaluate(hidden)).map(h => 'letters twice as big: ' + h));
		for (const kind of ['cut', 'wide'])
			found[kind].push(...(await page.evaluate(measured, TARGET))[kind].map(l => 'letters twice as big: ' + l));
	} catch (error) {
		heard.push(String(error).split('\n').slice(0, 3).join(' '));
	}
	await context.close();
	say(heard.length === 0, `${name}: it is reached, and the browser has no complaint`, heard);
	say(found.axe.length === 0, `${name}: axe finds nothing, in both themes`, found.axe);
	say(found.small.length === 0, `${name}: every target is ${TARGET} pixels or more`, found.small);
	say(found.wide.length + found.cut.length + found.hidden.length === 0,
		`${name}: at 320 pixels, zoomed and with big letters nothing is lost`, [...found.wide, ...found.cut, ...found.hidden]);
	say(found.keyboard.length === 0, `${name}: the keyboard reaches all of it, and its place is seen`, found.keyboard);
}

async function looks() {
	const names = Object.keys(scenes).filter((name, i) => i % Number(every) === 0 && name.startsWith(only));
	const waiting = [...names];
	await Promise.all([1, 2, 3].map(async () => {
		for (let name = waiting.shift(); name; name = waiting.shift())
			await lookAt(name, scenes[name]);
	}));
}

/* -- taps ---------------------------------------------------------------------------------------------------- */

async function withPage(world, act, options = {}) {
	const context = await phone(browser, options.phone);
	if (options.first)
		await context.addInitScript(...options.first);
	const page = await open(context, base, world, { now: NOW, ...options });
	try {
		return await act(page);
	} finally {
		await context.close();
	}
}

// A finger that counts.
function finger(page) {
	const touch = async locator => {
		await locator.first().tap();
		touch.n++;
	};
	touch.n = 0;
	touch.named = name => touch(page.getByRole('button', { name, exact: true }));
	touch.place = async () => {
		await page.getByText('Vous êtes ici').waitFor();
		await (page.stands ? page.clock.runFor(400) : page.waitForTimeout(400));
		await touch(page.locator('.places[aria-busy=false] .place'));
	};
	return touch;
}
const cell = (page, age, sex) => page.getByRole('button', { name: new RegExp(`^${age}, ${sex}`, 'i') });
const saved = page => page.getByRole('heading', { name: 'C’est noté' }).waitFor();
const sent = page => page.evaluate(() => window.keeper.calls.filter(c => c[0] === 'save' && c[1] === 'intervention').at(-1)[2]);

const ways = {
	'nobody there': [5, async (page, touch) => {
		await touch.named('Noter');
		await touch(page.locator('.tile'));
		await touch.place();
		await touch.named('Personne sur place');
		await touch(page.locator('.outcome'));
	}, f => f.outcome === 'OU9' && Object.keys(f).every(k => !/^[FMN]_/.test(k)) && f.actions.join() === 'AC20'],
	'one adult': [6, async (page, touch) => {
		await touch.named('Noter');
		await touch(page.locator('.tile'));
		await touch.place();
		await touch(cell(page, 'Adultes', 'femmes'));
		await touch.named('1 personne');
		await touch(page.locator('.outcome'));
	}, f => f.F_A56 === 1 && f.outcome === 'OU1' && f.place_kind && f.lon],
	'the same again': [3, async (page, touch) => {
		await touch.named('Noter');
		await touch(page.locator('.repeat'));
		await touch.named('Enregistrer');
	}, f => f.M_A4 === 3 && f.M_A23 === 1 && f.start === '23:42' && f.date === '2025-11-03'],
	'three youths and a teenager': [7, async (page, touch) => {
		await touch.named('Noter');
		await touch(page.getByRole('button', { name: 'Groupe dans un hall' }));
		await touch.place();
		await touch(page.locator('.numbers').getByRole('button', { name: '3' }));
		await touch(cell(page, 'Ados', 'hommes'));
		await touch.named('4 personnes');
		await touch(page.locator('.outcome'));
	}, f => (f.M_A4 ?? f.N_A4) === 3 && f.M_A23 === 1],
};

async function taps() {
	for (const [name, [most, way, right]] of Object.entries(ways))
		for (const fresh of [false, true]) {
			if (fresh && name === 'the same again')
				continue;
			const world = worldOf(catalogue, fresh ? { acts: [] } : {});
			await withPage(world, async page => {
				const touch = finger(page);
				await way(page, touch);
				await saved(page);
				const fields = await sent(page);
				say(touch.n <= most && right(fields), `${name}${fresh ? ', on a new phone' : ''}: ${touch.n} taps from Ma tournée to saved, ${most} at most`,
					[JSON.stringify(fields)]);
			});
		}
}

/* -- what they do ----------------------------------------------------------------------------------------------- */

const button = (page, name) => page.getByRole('button', { name }).first();
const toEnd = async page => {
	const touch = finger(page);
	await touch.named('Noter');
	await touch(page.locator('.tile'));
	await touch.place();
	await touch(cell(page, 'Jeunes', 'femmes'));
	await touch.named('1 personne');
};

async function byKeyboard() {
	await withPage(worldOf(catalogue), async page => {
		const press = async name => {
			await page.getByRole('button', { name, exact: true }).first().focus();
			await page.keyboard.press('Enter');
		};
		const heading = () => page.evaluate(() => document.activeElement?.textContent.trim());
		await press('Noter');
		await page.locator('h1:focus').waitFor();
		say(await heading() === 'Que se passe-t-il ?'.replace(' ?', '\u00a0?'), 'a new question takes the focus, so that it is read out', [await heading()]);
		await page.locator('.tile').first().focus();
		await page.keyboard.press('Enter');
		await page.getByText('Vous êtes ici').waitFor();
		await page.clock.runFor(400);
		await page.locator('.place').first().focus();
		await page.keyboard.press('Enter');
		await cell(page, 'Jeunes', 'femmes').focus();
		await page.keyboard.press('Space');
		await page.keyboard.press('Space');
		say(await page.evaluate(() => document.activeElement.textContent.trim()) === '2', 'counting keeps the keyboard where it is');
		await page.keyboard.press('Escape');
		await page.getByRole('heading', { name: 'Où êtes-vous' }).waitFor();
		await page.goForward();
		say(await page.locator('.count.on').textContent() === '2', 'Escape and the browser’s own buttons go back and forth, and answers stay');
		await press('2 personnes');
		await page.locator('.outcome').first().focus();
		await page.keyboard.press('Enter');
		await saved(page);
		say((await sent(page)).F_A4 === 2, 'a record is noted with the keyboard alone');
	});
	await withPage(worldOf(catalogue, { state: { phase: 'locked' } }), async page => {
		await page.keyboard.type('482915');
		await page.getByRole('heading', { name: 'Cette nuit' }).waitFor();
		say(true, 'the code may be typed on a keyboard');
	});
}

async function comingIn() {
	await withPage(worldOf(catalogue, { state: { phase: 'new', people: [], user: null, online: true } }), async page => {
		const pin = async digits => { for (const d of digits) await page.getByRole('button', { name: d, exact: true }).tap(); };
		await page.fill('[name=login]', 'merle');
		await page.fill('[name=password]', 'pas le bon');
		await button(page, 'Continuer').tap();
		await pin('123456');
		await page.getByText('trop facile').waitFor();
		await pin('482915');
		await page.getByRole('heading', { name: 'Encore une fois' }).waitFor();
		await pin('482916');
		await page.getByText('différents').waitFor();
		await page.getByRole('heading', { name: 'Choisissez' }).waitFor();
		await pin('482915');
		await page.getByRole('heading', { name: 'Encore une fois' }).waitFor();
		await pin('482915');
		await page.getByRole('heading', { name: 'Bonjour' }).waitFor();
		say((await page.locator('[role=alert] .fault').textContent()).length > 10 && await page.inputValue('[name=login]') === 'merle',
			'a wrong password is said where it is typed, and what was typed stays');
		await page.fill('[name=password]', 'bon mot de passe');
		await button(page, 'Continuer').tap();
		await pin('482915');
		await page.getByRole('heading', { name: 'Encore une fois' }).waitFor();
		await pin('482915');
		await page.getByRole('heading', { name: 'Cette nuit' }).waitFor();
		say(true, 'login, password, a code twice: Ma tournée');
	});
	await withPage(worldOf(catalogue, { state: { phase: 'locked' } }), async page => {
		for (const left of ['Encore 2 essais', 'Encore un essai', 'Connectez-vous']) {
			await page.keyboard.type('000000');
			await page.getByText(left).first().waitFor();
		}
		say(true, 'three wrong codes: each says what is left, then login and password are asked for');
	});
}

async function undoing() {
	await withPage(worldOf(catalogue), async page => {
		await toEnd(page);
		await page.locator('.outcome').first().tap();
		await saved(page);
		const left = await page.evaluate(() => window.keeper.records('2025-11-03').length);
		await button(page, 'Annuler cette fiche').tap();
		await page.getByText('La fiche est annulée').waitFor();
		say(left - 1 === await page.evaluate(() => window.keeper.records('2025-11-03').length), 'a record is undone right after saving');
		await toEnd(page);
		await page.locator('.outcome').first().tap();
		await saved(page);
		await page.clock.fastForward(11000);
		await page.locator('.undo').waitFor({ state: 'detached' });
		say(await page.locator('.undo').count() === 0, 'ten seconds later the undo bar is gone, and the record stays');
		await page.goBack();
		await page.getByRole('heading', { name: 'Cette nuit' }).waitFor();
		say(true, 'going back after saving leads to Ma tournée, not to a second record');
	});
}

async function correcting() {
	const returned = acts => acts.map(a => a.id === 'old-3' ? { ...a, status: 'returned',
		word: { field: 'F_A56', word: 'Combien de femmes ?', by: 'Orme', at: NOW } } : a);
	const world = worldOf(catalogue);
	await withPage({ ...world, acts: returned(world.acts) }, async page => {
		await page.locator('.asks').filter({ hasText: 'revient vers vous' }).tap();
		say(await page.locator('.sheet .marked dt').textContent() === 'Qui', 'a returned record shows the word, and the line it is about');
		await button(page, 'Corriger').tap();
		await page.locator('.row.marked').tap();
		await cell(page, 'Adultes', 'femmes').tap();
		await page.locator('.foot .big').tap();
		say((await page.locator('.row.changed .was').textContent()).replace(/\u00a0/g, ' ').startsWith('avant : 3 adultes (femmes)'), 'a correction shows how it was before');
		await button(page, 'Renvoyer').tap();
		await page.getByRole('heading', { name: 'C’est corrigé' }).waitFor();
		const fields = await sent(page);
		say(JSON.stringify(fields) === '{"F_A56":4}', 'only what was corrected is sent', [JSON.stringify(fields)]);
	});
	await withPage(worldOf(catalogue), async page => {
		await toEnd(page);
		await page.locator('.outcome').first().tap();
		await saved(page);
		await button(page, 'Ajouter un détail').tap();
		for (const [text, said] of [['Voir jean@exemple.fr', 'e-mail'], ['Appeler 06 12 34 56 78', 'téléphone'], ['Clio AB-123-CD', 'plaque']]) {
			await page.fill('textarea', text);
			await page.locator('[role=alert]').getByText(said).waitFor();
			say(await page.locator('.foot .big').isDisabled(), `what could name somebody is not kept: ${said}`);
		}
		await page.fill('textarea', 'La porte du hall ne ferme plus.');
		await page.locator('.foot .big').tap();
		await page.getByText('La porte du hall').waitFor();
		say((await sent(page)).comment === 'La porte du hall ne ferme plus.', 'a detail is added after saving');
		await button(page, 'Alerter mon référent').tap();
		await page.getByText('sera prévenu').waitFor();
		say((await sent(page)).weak_signal === true, 'a weak signal is one tap on the saved record');
	});
}

async function shifts() {
	const later = NOW + 40 * 60000; // 0 h 22 of the day after
	await withPage({ ...worldOf(catalogue), now: later }, async page => {
		say(await page.locator('.rec').count() === 6, 'past midnight the shift is still the one of the evening, with its records');
		await toEnd(page);
		await page.locator('.outcome').first().tap();
		await saved(page);
		const fields = await sent(page);
		say(fields.date === '2025-11-04' && fields.start === '00:22' && fields.shift === 's1', 'a record past midnight is of its shift, on its own calendar day', [JSON.stringify(fields)]);
		await button(page, 'Tournée').tap();
		await button(page, 'Finir la tournée').tap();
		await button(page, 'Finir la tournée').tap();
		await page.getByText('La tournée est finie').waitFor();
		const told = await page.evaluate(() => window.keeper.calls.filter(c => c[1] === 'shift').at(-1)[2]);
		say(told.actual_start === '18:32' && told.actual_end === '00:22' && told.state === 'held', 'ending the shift tells both its hours', [JSON.stringify(told)]);
	}, { now: later });
	const planned = { ...shift, actual_start: null, planned_start: '23:45', planned_end: '03:00' };
	await withPage(worldOf(catalogue, { shifts: [planned], acts: [] }), async page => {
		await button(page, 'Commencer la tournée').tap();
		await page.getByRole('heading', { name: 'Cette nuit, jusqu’à 3' }).waitFor();
		say(true, 'a planned shift is begun with one tap');
	});
	await withPage(unprepared(catalogue), async page => {
		await page.getByText('Gardez le réseau encore un instant').waitFor();
		const shut = await page.locator('.big.tall').isDisabled();
		await page.evaluate(() => window.keeper.tell({ online: false }));
		await page.getByText('Il lui faut le réseau une fois').waitFor();
		say(shut && await page.locator('.big.tall').isDisabled(), 'a phone without its lists says that it gets ready');
	});
}

async function remembering() {
	await withPage(worldOf(catalogue), async page => {
		await button(page, 'Noter').tap();
		await page.locator('.tile').nth(2).tap();
		await page.getByRole('button', { name: 'Retour' }).tap();
		await page.getByRole('button', { name: 'Fermer' }).tap();
		await page.getByText('Fiche commencée').tap();
		await button(page, 'La finir').tap();
		await page.getByRole('heading', { name: 'Où êtes-vous' }).waitFor();
		say(true, 'what was begun is found again on Ma tournée');
		const kept = await page.evaluate(() => [...window.keeper.records('2025-11-03')].filter(a => a.status === 'draft').length);
		say(kept === 1, 'and is kept on the phone while one is elsewhere');
	});
	await withPage(worldOf(catalogue), async page => {
		await button(page, 'Réglages').tap();
		await button(page, 'Langue').tap();
		await button(page, 'English').tap();
		await page.getByRole('heading', { name: 'Language' }).waitFor();
		say(await page.evaluate(() => document.documentElement.lang) === 'en', 'the app speaks English as well');
	});
	const twin = [{ id: 'x', own: false, by: 'Lilas', fields: { ...worldOf(catalogue).acts[0].fields, people: 4 } }];
	await withPage(worldOf(catalogue, { twins: twin }), async page => {
		await toEnd(page);
		await page.locator('.outcome').first().tap();
		await saved(page);
		await button(page, 'Déjà noté').tap();
		await button(page, 'Oui, la même').tap();
		await page.getByText('compteront une fois').waitFor();
		say((await sent(page)).twin_of === 'x', 'a twin is asked about on the phone, and the answer goes with the record');
	});
	await withPage(worldOf(catalogue), async page => {
		await button(page, 'Besoin d’aide').tap();
		const numbers = await page.locator('a.call').evaluateAll(links => links.map(a => a.getAttribute('href')));
		say(numbers.join() === 'tel:112,tel:0299000000', 'help calls 112, and who is on duty for the scheme', numbers);
	});
	await withPage(worldOf(catalogue), async page => {
		await page.locator('.list .row').first().tap();
		await button(page, 'Noter cette visite').tap();
		await page.locator('.tile').first().tap();
		await button(page, 'Personne sur place').tap();
		await page.locator('.outcome').first().tap();
		await saved(page);
		const fields = await sent(page);
		say(fields.origin === 'OI7' && fields.place === 'Tour B, hall 3' && fields.sector, 'a visit that a landlord ordered is noted at its place, as his order', [JSON.stringify(fields)]);
	});
	await withPage(worldOf(catalogue), async page => {
		await button(page, 'Noter').tap();
		await button(page, 'Autre chose').tap();
		await page.fill('input[type=search]', 'aide demarche');
		await page.keyboard.press('Enter');
		await page.fill('input[type=search]', 'motif');
		await page.keyboard.press('Enter');
		const touch = finger(page);
		await touch.place();
		await button(page, 'Personne sur place').tap();
		await page.locator('.outcome').first().tap();
		await page.getByRole('heading', { name: 'De quoi s’agit-il' }).waitFor();
		await page.fill('textarea', 'Papiers pour la cantine.');
		await page.locator('.foot .big').tap();
		await saved(page);
		const fields = await sent(page);
		say(fields.kind === 'IN2' && fields.theme === 'T99' && fields.comment.startsWith('Papiers'), 'the full lists are searched without accents, and “other” asks which', [JSON.stringify(fields)]);
	});
}

// No answer of the positioning: what was noted last stands first, and nothing is waited for.
async function withoutPosition() {
	await withPage(worldOf(catalogue), async page => {
		await button(page, 'Noter').tap();
		await page.locator('.tile').first().tap();
		await page.getByText('GPS est coupé').waitFor();
		say((await page.locator('.place').first().innerText()).includes('Dernier lieu'), 'without a position the place noted last stands first');
	}, { phone: { permissions: [] } });
	await withPage(worldOf(catalogue), async page => {
		const asked = await page.evaluate(() => {
			let n = 0;
			const real = navigator.geolocation.getCurrentPosition.bind(navigator.geolocation);
			navigator.geolocation.getCurrentPosition = (...a) => { n++; window.fixes = n; real(...a); };
			navigator.geolocation.watchPosition = () => { window.fixes = 99; };
			return n;
		});
		await page.waitForTimeout(200);
		const before = await page.evaluate(() => window.fixes ?? 0);
		await toEnd(page);
		await page.locator('.outcome').first().tap();
		await saved(page);
		say(asked === 0 && before === 0 && await page.evaluate(() => window.fixes) === 1, 'the position is asked for once, when the place is asked, and never watched');
	});
}

/* -- a detail that is spoken ------------------------------------------------------------------------------------- */

const speaking = (way, act) => withPage(worldOf(catalogue), async page => {
	await toEnd(page);
	await page.locator('.outcome').first().tap();
	await saved(page);
	await page.waitForTimeout(50);
	await act(page, page.getByRole('button', { name: 'Dicter' }).first());
}, { first: [speaks, way] });

async function dictating() {
	for (const [state, why] of [['never', 'a browser that recognises no speech'], ['elsewhere', 'one that lets others recognise it'],
		['unavailable', 'one that cannot do it in French'], ['downloadable', 'one that lacks the words']])
		await speaking({ state }, async (page, speak) => {
			await button(page, 'Ajouter un détail').tap();
			await page.locator('textarea').waitFor();
			say(await speak.count() === 0 && !(await page.evaluate(() => window.spoken)).some(s => s[0] === 'start'), `${why} is offered no dictation`);
		});
	await speaking({ state: 'available' }, async (page, speak) => {
		await speak.tap();
		await page.getByText('Parlez').waitFor();
		await page.evaluate(() => window.hears('la porte du hall', ' ne ferme plus'));
		await page.waitForTimeout(30);
		const begun = (await page.evaluate(() => window.spoken)).find(s => s[0] === 'start');
		say(begun[1] === true && begun[2] === 'fr-FR', 'what is spoken is recognised on the phone alone, in its user’s language', begun);
		say(await page.inputValue('textarea') === 'la porte du hall ne ferme plus', 'it is text in the field, to be read and changed', [await page.inputValue('textarea')]);
		await button(page, 'J’ai fini').tap();
		await page.locator('.foot .big').tap();
		await saved(page);
		say((await sent(page)).comment === 'la porte du hall ne ferme plus', 'and is saved as a detail');
		await speak.tap();
		await page.evaluate(() => window.hears('appelez le 06 12 34 56 78'));
		await page.locator('[role=alert]').getByText('téléphone').waitFor();
		say(await page.locator('.foot .big').isDisabled() && (await page.inputValue('textarea')).startsWith('la porte du hall'),
			'the guard reads it as it reads what is typed, and what stood there stays', [await page.inputValue('textarea')]);
		await page.fill('textarea', 'La porte.');
		say((await page.evaluate(() => window.spoken)).at(-1)[0] === 'abort', 'typing ends the listening');
		await speak.tap();
		await page.goBack();
		await saved(page);
		say((await page.evaluate(() => window.spoken)).at(-1)[0] === 'abort', 'so does leaving the screen');
		for (const [error, words] of [['no-speech', 'Je n’ai rien entendu'], ['not-allowed', 'Le micro est coupé'], ['service-not-allowed', 'Écrivez votre détail']]) {
			await speak.tap();
			await page.getByText('Parlez').waitFor();
			await page.evaluate(e => window.fails(e), error);
			await page.locator('.said').getByText(words).waitFor();
			await page.goBack();
			await saved(page);
		}
		say(await speak.count() === 0, 'what goes wrong is one sentence; where it can never work it is offered no more');
	});
	await speaking({ state: 'available', holds: false }, async (page, speak) => {
		await speak.tap();
		await page.getByText('La dictée ne marche pas').waitFor();
		say(!(await page.evaluate(() => window.spoken)).some(s => s[0] === 'start'), 'a browser that does not promise to do it here is not begun');
	});
	await withPage(worldOf(catalogue), async page => {
		await button(page, 'Réglages').tap();
		await button(page, 'Préparer la dictée').tap();
		await page.getByText('La dictée est prête').waitFor();
		const installed = (await page.evaluate(() => window.spoken)).find(s => s[0] === 'install');
		say(installed[1].processLocally === true && installed[1].langs.join() === 'fr-FR' && await page.getByText('Préparer la dictée').count() === 0,
			'the words of a language are fetched when one asks for it', [JSON.stringify(installed)]);
	}, { first: [speaks, { state: 'downloadable' }] });
}

/* -- how quick ------------------------------------------------------------------------------------------------------ */

// From the tap to the heading "C’est noté", of which the keeper's own saving is 4 ms here.
async function speed() {
	await withPage(worldOf(catalogue, { slow: 0 }), async page => {
		const client = await page.context().newCDPSession(page);
		await client.send('Emulation.setCPUThrottlingRate', { rate: 4 });
		const took = { saved: [], tap: [] };
		for (let i = 0; i < 7; i++) {
			await toEnd(page);
			took.saved.push(await page.evaluate(() => new Promise(resolve => {
				const began = performance.now();
				new MutationObserver((_, o) => {
					if (document.querySelector('.done .finish')) {
						o.disconnect();
						resolve(performance.now() - began);
					}
				}).observe(document.getElementById('app'), { childList: true, subtree: true });
				document.querySelector('.outcome').click();
			})));
			await button(page, 'Noter encore').tap();
			await page.locator('.tile').first().tap();
			const touch = finger(page);
			await touch.place();
			took.tap.push(await page.evaluate(async () => {
				const began = performance.now();
				document.querySelectorAll('.count')[4].click();
				await null;
				await null;
				return document.querySelector('.count.on') ? performance.now() - began : Infinity;
			}));
			await page.goBack();
			await page.goBack();
			await page.getByRole('button', { name: 'Fermer' }).tap();
		}
		await client.send('Emulation.setCPUThrottlingRate', { rate: 1 });
		const middle = list => list.sort((a, b) => a - b)[Math.floor(list.length / 2)];
		const told = { saved: Math.round(middle(took.saved)), tap: Math.round(middle(took.tap) * 10) / 10 };
		say(Number.isFinite(told.saved) && Number.isFinite(told.tap), `on a processor four times slower: ${told.saved} ms from the outcome to “C’est noté”, ${told.tap} ms to count one`, []);
		console.error(JSON.stringify(told));
	}, { now: undefined });
}

// A language that is one file more.
async function third() {
	await withPage(worldOf(catalogue), async page => {
		await button(page, 'Réglages').tap();
		await button(page, 'Langue').tap();
		const offered = (await page.locator('.rows .row').allInnerTexts()).map(t => t.trim());
		say(offered.join() === 'Français,English,Nederlands', 'every language of the folder is offered, under its own name', offered);
		await button(page, 'Nederlands').tap();
		await page.getByRole('heading', { name: 'Taal' }).waitFor();
		const calls = await page.evaluate(() => window.keeper.calls.filter(c => c[0] === 'speak').map(c => c[1]));
		say(await page.evaluate(() => document.documentElement.lang) === 'nl' && calls.at(-1) === 'nl',
			'chosen, the screens speak it, and labels are asked for in it', calls);
		await page.getByRole('button', { name: 'Back' }).tap();
		await page.getByRole('heading', { name: 'Instellingen' }).waitFor();
		await page.getByRole('button', { name: 'Back' }).tap();
		await page.getByRole('button', { name: 'Noteren', exact: true }).waitFor();
		await button(page, 'Other days').tap();
		await page.getByText('maandag 3 november').waitFor();
		say((await page.locator('.rec time').first().innerText()) === '23:36', 'days and hours are told as it tells them', [await page.locator('.rec time').first().innerText()]);
	});
}

if (part === 'looks')
	await looks();
else
	for (const what of part === 'third' ? [third] : [taps, byKeyboard, comingIn, undoing, correcting, shifts, remembering, withoutPosition, dictating, speed])
		try {
			await what();
		} catch (error) {
			say(false, `${what.name} goes to its end`, [String(error.stack).split('\n').slice(0, 6).join(' | ')]);
		}
await browser.close();
close();
