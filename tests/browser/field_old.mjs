// SPDX-License-Identifier: AGPL-3.0-or-later
// The field app on a phone whose browser is as old as docs/phones.md allows: what came later is taken away
// before the app begins. And what a browser that is older still is told.
//
// usage: node field_old.mjs BASE LOGIN PASSWORD FILE
//
// FILE: where what waits is written to. Prints one JSON line a sentence, and {"sent": id, "waits": id}.
import { hand } from './field_hand.mjs';
import { launch, phone } from './field_page.mjs';

const [base, login, password, file] = process.argv.slice(2);
const say = (good, sentence, notes = []) => console.log(JSON.stringify({ good: Boolean(good), sentence, notes: notes.map(String) }));
const STAND_IN = /\/static\/stand_in\./;

// What browsers learnt behind Chrome 93.
function old() {
	const none = ['structuredClone', 'reportError', 'scheduler', 'navigation', 'URLPattern', 'CloseWatcher', 'Iterator', 'DisposableStack',
		'AsyncDisposableStack', 'Float16Array', 'CookieStore', 'cookieStore', 'EditContext', 'Highlight', 'ViewTransition', 'Sanitizer'];
	const gone = [[Array.prototype, ['findLast', 'findLastIndex', 'toSorted', 'toReversed', 'toSpliced', 'with']], [Object, ['groupBy']],
		[Map, ['groupBy']], [Promise, ['withResolvers', 'try']], [Array, ['fromAsync']], [String.prototype, ['isWellFormed', 'toWellFormed']],
		[Set.prototype, ['union', 'intersection', 'difference', 'symmetricDifference', 'isSubsetOf', 'isSupersetOf', 'isDisjointFrom']],
		[AbortSignal, ['timeout', 'any', 'abort']], [AbortSignal.prototype, ['throwIfAborted']], [URL, ['canParse', 'parse']],
		[ArrayBuffer.prototype, ['transfer', 'transferToFixedLength', 'resize']], [Uint8Array, ['fromBase64', 'fromHex']],
		[Uint8Array.prototype, ['toBase64', 'toHex', 'setFromBase64', 'findLast', 'toSorted', 'with']], [Response, ['json']], [Blob.prototype, ['bytes']],
		[Request.prototype, ['bytes']], [Response.prototype, ['bytes']], [Element.prototype, ['checkVisibility', 'setHTMLUnsafe']], [Crypto.prototype, ['randomUUID']],
		[RegExp, ['escape']], [Document.prototype, ['startViewTransition']], [Navigator.prototype, ['virtualKeyboard']]];
	for (const name of none)
		delete globalThis[name];
	for (const [of, names] of gone)
		for (const name of names)
			delete of[name];
	const { generateKey, importKey } = SubtleCrypto.prototype;
	const without = plain => function (...given) {
		const curve = given.map(v => v?.name ?? v).find(v => v === 'Ed25519' || v === 'X25519');
		return curve ? Promise.reject(new DOMException('Algorithm: Unrecognized name', 'NotSupportedError')) : plain.apply(this, given);
	};
	SubtleCrypto.prototype.generateKey = without(generateKey);
	SubtleCrypto.prototype.importKey = without(importKey);
}

const browser = await launch();
const told = {};
const asked = page => page.evaluate(() => performance.getEntriesByType('resource').some(e => /\/static\/stand_in\./.test(e.name)));

async function evening() {
	const context = await phone(browser, { geolocation: { longitude: -1.6794, latitude: 48.1113 } });
	const page = await context.newPage(), heard = [];
	page.setDefaultTimeout(60000);
	page.on('console', m => m.type() === 'error' && !/ERR_INTERNET_DISCONNECTED/.test(m.text()) && heard.push(m.text()));
	page.on('pageerror', e => heard.push(String(e.stack)));
	await page.addInitScript(old);
	const { signIn, unlock, capture, home, send, takeOut } = hand(page);

	await signIn(base, login, password);
	await page.evaluate(() => navigator.serviceWorker.ready);
	say(await page.evaluate(() => crypto.subtle.generateKey({ name: 'Ed25519' }, false, ['sign']).then(() => false, () => !AbortSignal.timeout)),
		'the phone has an old browser');
	say(await asked(page), 'it asks for what stands in for the curves that it lacks');
	await context.setOffline(true);
	await page.reload();
	await unlock();
	told.sent = await capture();
	await home();
	say((await page.locator('.queue').innerText()).includes('1 fiche attend'), 'with the network off it starts and notes', [await page.locator('.queue').innerText()]);
	// Receipts of somebody else, for whatever is sent from now on.
	let forging = true;
	await page.route('**/sync/push', async route => {
		const answer = await route.fetch(), body = await answer.json();
		for (const r of forging ? body.results : [])
			r.receipt = r.receipt.slice(0, -12) + (r.receipt.at(-12) === 'A' ? 'B' : 'A') + r.receipt.slice(-11);
		return route.fulfill({ response: answer, json: body });
	});
	await context.setOffline(false);
	await page.locator('.asks').filter({ hasText: 'Le serveur n’a pas bien répondu' }).waitFor();
	say((await page.locator('.queue').innerText()).includes('1 fiche '), 'a record does not leave against a receipt that is not signed', [await page.locator('.queue').innerText()]);
	forging = false;
	await send();
	say(true, 'it leaves against one that is');
	await context.setOffline(true);
	told.waits = await capture('Jeunes', 'hommes');
	await home();
	await (await takeOut()).saveAs(file);
	say(true, 'what waits is sealed into a file without a network');
	say(heard.length === 0, 'the old browser has no complaint all evening', heard);
	await context.close();
}

// Nor what it may do without: the app is poorer, and works.
async function bare() {
	const context = await phone(browser, { serviceWorkers: 'block' }), page = await context.newPage(), heard = [];
	page.setDefaultTimeout(60000);
	page.on('pageerror', e => heard.push(String(e.stack)));
	await page.addInitScript(old);
	await page.addInitScript(() => {
		for (const name of ['serviceWorker', 'locks', 'storage', 'vibrate', 'geolocation', 'userAgentData'])
			delete Navigator.prototype[name];
		for (const name of ['BroadcastChannel', 'CompressionStream'])
			delete globalThis[name];
	});
	const { signIn, capture, home, send, takeOut } = hand(page);
	await signIn(base, login, password);
	await context.setOffline(true);
	await capture();
	await home();
	await takeOut();
	await context.setOffline(false);
	await page.getByRole('button', { name: 'Retour' }).tap();
	await page.getByRole('button', { name: 'Retour' }).tap();
	await send();
	say(heard.length === 0, 'without what it may do without, it notes, takes out and sends', heard);
	await context.close();
}

async function newer() {
	const context = await phone(browser), page = await context.newPage(), fetched = [];
	context.on('request', r => r.serviceWorker() && fetched.push(r.url()));
	await page.goto(base + '/terrain/');
	await page.locator('form').waitFor();
	await page.evaluate(() => navigator.serviceWorker.ready);
	const kept = await page.evaluate(async () => (await Promise.all((await caches.keys()).map(async k => (await (await caches.open(k)).keys())
		.map(r => r.url)))).flat());
	say(!await asked(page) && kept.some(a => STAND_IN.test(a)), 'a newer browser does not ask for it, and the worker keeps it', kept);
	await context.close();
}

/** What the screen says when the app begins so. */
async function beginning(sentence, words, before, act = async () => {}, address = base) {
	const context = await phone(browser, { serviceWorkers: 'block' }), page = await context.newPage();
	await before(page);
	await page.goto(address + '/terrain/');
	try {
		await page.getByText(words).first().waitFor();
		await act(page);
		say(true, sentence);
	} catch (error) {
		say(false, sentence, [await page.locator('body').innerText(), String(error).split('\n')[0]]);
	}
	await context.close();
}

for (const step of [evening, bare, newer,
	() => beginning('a browser without WebAssembly is told to be renewed', 'Mettez Chrome ou Firefox à jour', page => page.addInitScript(() => { delete globalThis.WebAssembly; })),
	() => beginning('a browser that keeps nothing is told so', 'Sortez de la navigation privée',
		page => page.addInitScript(() => { IDBFactory.prototype.open = () => { throw new DOMException('no', 'SecurityError'); }; })),
	() => beginning('a load that was cut off says so, and is tried again', 'Le réseau a coupé le chargement',
		page => page.route('**/static/rules.*', route => route.abort()), async page => {
			await page.unroute('**/static/rules.*');
			await page.getByRole('button', { name: 'Essayer encore' }).tap();
			await page.locator('form').waitFor();
		}),
	() => beginning('so does one that lacks what stands in', 'Le réseau a coupé le chargement', async page => {
		await page.addInitScript(old);
		await page.route(STAND_IN, route => route.abort());
	}),
	() => beginning('an address without https is told', 'Ouvrez-la avec https', page => page.addInitScript(() => {
		Object.defineProperty(globalThis, 'isSecureContext', { value: false });
	})),
	() => beginning('a browser that cannot read the app is told which it must be', 'il faut la version 93', async page => {
		await page.route('**/static/terrain.*.js', route => route.fulfill({ contentType: 'text/javascript', body: 'let x = ;' }));
	}, async page => {
		// From its beginning, however long the page took.
		const [before, behind] = await page.locator('.slow').evaluate(e => {
			const anew = e.cloneNode(true), seen = () => getComputedStyle(anew).opacity;
			e.replaceWith(anew);
			const first = seen();
			anew.getAnimations().forEach(a => a.finish());
			return [first, seen()];
		});
		if (before !== '0' || behind !== '1')
			throw new Error('seen: ' + before + ' then ' + behind);
	})])
	try {
		await step();
	} catch (error) {
		say(false, `${step.name} goes to its end`, [String(error.stack).split('\n').slice(0, 7).join(' | ')]);
	}
console.log(JSON.stringify(told));
await browser.close();
