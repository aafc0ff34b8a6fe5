// SPDX-License-Identifier: AGPL-3.0-or-later
// What pages/app.js adds, tried in Chromium on /help/components, and that pages work without it.
//
// usage: node behave.mjs BASE LOGIN PASSWORD     prints one JSON line a finding: {"good","sentence"}
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { chromium } from 'playwright-core';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const [base, login, password] = process.argv.slice(2);
const tell = (good, sentence) => console.log(JSON.stringify({ good, sentence }));

const browser = await chromium.launch({
	executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
	args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking'],
});

async function signedIn(options) {
	const context = await browser.newContext({ locale: 'fr-FR', viewport: { width: 1440, height: 900 }, ...options });
	context.setDefaultTimeout(60000);
	const page = await context.newPage();
	await page.goto(base + '/sign-in');
	await page.fill('[name=login]', login);
	await page.fill('[name=password]', password);
	await Promise.all([page.waitForURL(u => !u.pathname.endsWith('/sign-in')), page.click('form button[type=submit]')]);
	await page.goto(base + '/help/components');
	return page;
}

async function popovers(page) {
	const first = page.locator('.keys .why').nth(0), second = page.locator('.keys .why').nth(1);
	await first.locator('summary').click();
	await second.locator('summary').click();
	await page.waitForFunction(() => document.querySelectorAll('.why[open]').length === 1);
	tell(await second.evaluate(d => d.open) && !await first.evaluate(d => d.open), 'one popover is open at a time');
	await page.keyboard.press('Escape');
	tell(!await second.evaluate(d => d.open) && await second.evaluate(d => d.contains(document.activeElement)),
		'Escape closes it and the focus returns to what opened it');
	await first.locator('summary').focus();
	await page.keyboard.press('Enter');
	await page.keyboard.press('Tab');
	tell(await first.evaluate(d => d.open && d.querySelector('.bubble').contains(document.activeElement)),
		'by keyboard, the focus goes into an open popover');
	await first.locator('.close').click();
	tell(!await first.evaluate(d => d.open), 'its cross closes it');
	await first.locator('summary').click();
	await page.locator('h1').click();
	tell(!await first.evaluate(d => d.open), 'so does a click elsewhere');
}

async function lists(page) {
	await page.locator('h1').click();
	await page.keyboard.press('j');
	const at = await page.evaluate(() => document.activeElement.textContent);
	await page.keyboard.press('k');
	const back = await page.evaluate(() => document.activeElement.textContent);
	tell(at.includes('Bruit') && back.includes('Groupe dans un hall'), 'J and K go down and up in a list');
	await page.locator('#draft-text').focus();
	await page.keyboard.type('j');
	tell(await page.evaluate(() => document.activeElement.id) === 'draft-text', 'but not while somebody types');
}

async function drafts(page) {
	const text = page.locator('#draft-text');
	await text.fill('Les halls sont plus calmes.');
	await page.goto(base + '/help');
	await page.goto(base + '/help/components');
	const notice = page.locator('[data-draft-notice]');
	tell(await text.inputValue() === '' && await notice.isVisible(), 'what was typed is offered again after a closed page');
	await notice.locator('[data-take]').click();
	tell(await text.inputValue() === 'Les halls sont plus calmes.' && !await notice.isVisible(), 'and taken up as it was');
	await page.reload();
	await page.locator('[data-draft-notice] [data-drop]').click();
	await page.reload();
	tell(!await page.locator('[data-draft-notice]').isVisible(), 'a draft thrown away does not come back');
}

async function chooser(page) {
	await page.locator('.chooser summary').click();
	await page.locator('#chooser-q').fill('ECOLE');
	const shown = await page.locator('#chooser-list li:not([data-stays]):visible').allTextContents();
	tell(shown.length > 0 && shown.every(t => /école/i.test(t)), 'a list is narrowed as one types, accents aside');
	const all = await page.locator('#chooser-list li:not([data-stays])').count();
	await page.locator('#chooser-q').fill('rennes jour');
	const some = await page.locator('#chooser-list li:not([data-stays]):visible').count();
	tell(some > 0 && some < all, 'by all the words, in any order');
	await page.keyboard.press('Enter');
	await page.waitForURL(u => u.pathname.startsWith('/scheme'));
	tell(true, 'Enter looks further');
	await page.goBack();
}

async function without(page) {
	await page.locator('.keys .why summary').first().click();
	tell(await page.locator('.keys .bubble').first().isVisible(), 'without scripts a popover opens too');
	tell(!await page.locator('.bubble .close').first().isVisible() && !await page.locator('[data-script]').first().isVisible(),
		'and what needs scripts is not shown');
	await page.locator('.chooser summary').click();
	tell(await page.locator('#chooser-list a').nth(1).isVisible(), 'schemes can be chosen without scripts');
	await page.locator('.chooser summary').click();
	await page.setViewportSize({ width: 390, height: 844 });
	await page.locator('a[href="#menu"]').click();
	tell(await page.locator('#menu a.n').first().isVisible(), 'without scripts the menu opens on a phone');
	await page.locator('#menu .shut').click();
	tell(!await page.locator('#menu a.n').first().isVisible(), 'and closes');
}

// A record in few touches; the page of the round would be the first.
async function noting(page) {
	let touches;
	const touch = async selector => {
		await page.locator(selector).first().tap();
		touches++;
	};
	await page.goto(base + '/record');
	// A scheme whose town has sites.
	const form = await page.locator('.schemes a', { hasText: 'Rennes – médiation de jour' }).getAttribute('href');
	const begin = async () => { await page.goto(base + form); touches = 1; };
	const saved = async () => page.waitForURL(u => /^\/record\/[0-9a-f-]{36}$/.test(u.pathname));
	await begin();
	await touch('.tile input');
	await page.waitForURL(u => u.hash === '#where');
	await touch('.place input');
	await page.waitForURL(u => u.hash === '#who');
	await touch('[data-add=M_A56]');
	tell((await page.locator('[data-total]').textContent()).includes('1'), 'a touch counts a person');
	await touch('[data-total]');
	const done = await page.locator('[name=actions]:checked').count();
	await touch('.outcome:visible');
	await saved();
	tell(touches === 6 && done > 0, `one adult is noted in six touches (${touches}), usual actions with him`);
	tell((await page.locator('.sheet').textContent()).includes('1 homme (26–59 ans)'), 'and the receipt says so');
	touches = 1;
	await page.goto(base + '/record');
	await touch('.repeat');
	await page.waitForURL(u => u.search.startsWith('?again='));
	await touch('[data-step=again] button[type=submit]');
	await saved();
	tell(touches === 3, 'the same again in three');
	await begin();
	await touch('.tile input');
	await touch('.place input');
	await touch('[data-add=N_A4]');
	await touch('[data-set="8"]');
	await touch('[data-set="-"]');
	tell(await page.locator('[name=N_A4]').inputValue() === '7', 'the strip sets the group touched last');
	await page.goBack();
	await page.waitForURL(u => u.hash === '#where');
	await page.goForward();
	await page.waitForURL(u => u.hash === '#who');
	tell(await page.locator('[name=N_A4]').inputValue() === '7', 'Back keeps the answers');
	await page.locator('.tile input').first().evaluate(e => e.focus());
	tell(await page.locator('[data-step=what]').isVisible() === false, 'one question at a time');
}

async function reading(page) {
	await page.goto(base + '/validate');
	const title = () => page.locator('h1').textContent();
	const before = await title();
	await page.keyboard.press('j');
	await page.waitForURL(u => u.searchParams.has('id'));
	tell(await page.locator('.inbox a').nth(1).getAttribute('aria-current') === 'true', 'J opens the next record of the inbox');
	await page.keyboard.press('q');
	await page.locator('#word:focus').waitFor();
	tell(true, 'Q opens a word to the author');
	await page.locator('h1').click();
	await page.keyboard.press('v');
	await page.waitForURL(u => u.searchParams.has('done'));
	tell(await title() !== before, 'V validates the open record');
	await page.keyboard.press('z');
	await page.waitForURL(u => u.searchParams.has('undone'));
	tell(await title() === before, 'Z takes it back');
}

// The words of a report: saved by themselves, kept without network, two who write the same one.
async function writing(page, other) {
	const address = base + '/report/monthly/narrative/text?scheme=REN&period=2025-10';
	const context = page.context(), field = page.locator('#f-text');
	const says = (p, words) => p.locator('[data-state]', { hasText: words }).waitFor();
	await page.goto(address);
	await field.fill('Les halls sont plus calmes.');
	await says(page, 'Enregistré à');
	tell(await page.locator('[name=base]').inputValue() !== '0', 'a pause saves the words of a report by itself');
	await context.setOffline(true);
	await field.pressSequentially(' Sans réseau.');
	await says(page, 'gardé');
	// It was said of a part of it, where keys came slowly.
	await page.waitForFunction(() => Object.values({ ...localStorage }).some(kept => kept.includes('Sans réseau.')), null, { polling: 50 });
	await page.close();
	await context.setOffline(false);
	const again = await context.newPage();
	await again.goto(address);
	tell(await again.locator('#f-text').inputValue() === 'Les halls sont plus calmes. Sans réseau.' &&
		await again.locator('[data-back]').isVisible(), 'what was typed without network stands there after a closed page');
	await says(again, 'Enregistré à');
	tell(await again.locator('[name=base]').inputValue() !== '0', 'and goes by itself');
	await other.goto(address);
	await other.locator('#f-text').fill('Quelqu’un d’autre.');
	await Promise.all([other.waitForNavigation(), other.locator('button[value=save]').click()]);
	await again.locator('#f-text').fill('De mon côté.');
	await Promise.all([again.waitForNavigation(), again.locator('button[value=save]').click()]);
	tell(await again.locator('#f-text').inputValue() === 'De mon côté.' &&
		await again.locator('#f-other').inputValue() === 'Quelqu’un d’autre.', 'two who write the same are shown both texts');
	// Not by evaluating: the policy of pages lets no other script in.
	await again.context().newCDPSession(again).then(c => c.send('Runtime.evaluate', { expression: axe }));
	const found = await again.evaluate(() => window.axe.run({ resultTypes: ['violations'] }).then(r => r.violations.map(v => v.id)));
	tell(found.length === 0, `axe finds nothing on the page with both (${found})`);
	if (process.env.SHOTS)
		await again.screenshot({ path: `${process.env.SHOTS}/both.png`, fullPage: true });
	await Promise.all([again.waitForNavigation(), again.locator('button[value=finish]').click()]);
	tell(again.url().endsWith('#slot-text') && await again.locator('#slot-text').textContent().then(t => t.includes('De mon côté.')),
		'finished words stand in the report');
}

// Who leaves in the middle of a word.
async function leaving(page) {
	await page.goto(base + '/report/monthly/narrative/text?scheme=REN&period=2025-09');
	await page.locator('#f-text').click();
	// It cannot be saved by itself meanwhile.
	await page.context().setOffline(true);
	await page.keyboard.type('Les halls');
	const asked = page.waitForEvent('dialog').then(async d => { await d.dismiss(); return d.type(); }, () => 'nothing');
	await page.close({ runBeforeUnload: true });
	tell(await asked === 'beforeunload' && !page.isClosed(), 'who leaves in the middle of a word is asked first');
}

// What fails ends the program: it must not wait for a browser that nobody closes.
process.on('uncaughtException', e => { console.error(e); process.exit(1); });
const page = await signedIn({});
await popovers(page);
await lists(page);
await drafts(page);
await chooser(page);
await reading(page);
await noting(await signedIn({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }));
await writing(await signedIn({}), await signedIn({}));
await leaving(await signedIn({}));
await without(await signedIn({ javaScriptEnabled: false }));
await browser.close();
