// SPDX-License-Identifier: AGPL-3.0-or-later
// Looks at pages in Chromium: axe in both themes at two widths, overflow at 320 px, that the keyboard's
// place can be seen, complaints of the console and of the content policy; leaves pictures.
//
// usage: node check.mjs BASE FOLDER [--sign-in LOGIN PASSWORD] PATH…
//
// A page behind forms: "PATH then file:FILE then main" chooses a file and presses the main button, then the
// main button of the page that comes.
//
// FOLDER gets NAME-1440-jour.png and NAME-390-nuit.png of each path. Prints one JSON line a path:
// {"path","status","checks":{"axe":[…],"wide":[…],"focus":[…],"console":[…]}}; empty lists are good.
import { createRequire } from 'node:module';
import { mkdirSync, readFileSync } from 'node:fs';
import { chromium } from 'playwright-core';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const RULES = { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'], resultTypes: ['violations'] };
const TABS = 60;

const words = process.argv.slice(2);
const [base, folder] = words.splice(0, 2);
const account = words[0] === '--sign-in' ? words.splice(0, 3).slice(1) : null;
mkdirSync(folder, { recursive: true });

// What stands out of a page of the present width, and is in no box that scrolls by itself.
const tooWide = () => {
	const width = document.documentElement.clientWidth;
	if (document.scrollingElement.scrollWidth <= width)
		return [];
	const out = [...document.body.querySelectorAll('*')].filter(e => e.getBoundingClientRect().right > width + 1 &&
		!e.closest('.wide, .vh') && getComputedStyle(e).position !== 'fixed');
	return out.slice(0, 5).map(e => e.outerHTML.slice(0, 120)).concat(out.length ? [] : ['the page itself']);
};

// The element that has the keyboard: whether that can be seen.
const focused = () => {
	const e = document.activeElement;
	if (!e || e === document.body)
		return null;
	// A radio button or file that is drawn by its label.
	const drawn = e.matches('.seg input') ? e.nextElementSibling : e;
	const style = getComputedStyle(drawn), box = drawn.getBoundingClientRect();
	return {
		html: e.outerHTML.slice(0, 120),
		ring: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2,
		box: box.width > 1 && box.height > 1 && box.right > 0 && box.left < innerWidth && box.bottom > 0 &&
			box.top < innerHeight,
	};
};

async function keyboard(page) {
	const wrong = [];
	await page.evaluate(() => { document.activeElement?.blur(); scrollTo(0, 0); });
	for (let i = 0; i < TABS; i++) {
		await page.keyboard.press('Tab');
		const at = await page.evaluate(focused);
		if (!at)
			break;
		if (!at.ring)
			wrong.push('no ring: ' + at.html);
		if (!at.box)
			wrong.push('not to be seen: ' + at.html);
	}
	return wrong;
}

async function look(page, theme, width, height) {
	await page.emulateMedia({ colorScheme: theme === 'nuit' ? 'dark' : 'light', reducedMotion: 'reduce' });
	await page.setViewportSize({ width, height });
	const { violations } = await page.evaluate(rules => axe.run(document, rules), RULES);
	return violations.map(v => `${v.id} (${width}, ${theme}): ${v.help}: ` + v.nodes.slice(0, 3).map(n =>
		n.html.slice(0, 160) + ' ' + (n.any[0]?.message ?? n.all[0]?.message ?? '').slice(0, 160)).join(' | '));
}

async function check(context, path) {
	const page = await context.newPage(), heard = [];
	page.on('console', m => { if (m.type() === 'error') heard.push(m.text()); });
	page.on('pageerror', e => heard.push(String(e)));
	// The stream of alerts ends with its page.
	page.on('requestfailed', r => { if (!r.url().endsWith('/alerts')) heard.push('failed: ' + r.url()); });
	const [first, ...steps] = path.split(' then ');
	let answer = await page.goto(base + first, { waitUntil: 'load' });
	for (const step of steps) {
		if (step.startsWith('file:'))
			await page.setInputFiles('input[type=file]', step.slice(5));
		else if (step.startsWith('type:'))
			await page.fill(`input[name=${step.slice(5).split('=')[0]}]`, step.slice(6 + step.slice(5).indexOf('=')));
		[answer] = await Promise.all([page.waitForNavigation(), page.click('main .actions .b-main')]);
		// What takes its time comes by itself, as a page of its own.
		await page.locator('[data-wait]').waitFor({ state: 'detached' });
		await page.waitForLoadState();
	}
	const status = answer.status(), name = path.replace(/[^\w-]+/g, '_').replace(/^_|_$/g, '') || 'root';
	const checks = { axe: [], wide: [], focus: [], console: [] };
	await page.evaluate(axe);
	for (const [theme, width, height] of [['jour', 1440, 900], ['nuit', 1440, 900], ['nuit', 390, 844], ['jour', 390, 844]]) {
		checks.axe.push(...await look(page, theme, width, height));
		if ((theme === 'jour') === (width === 1440))
			await page.screenshot({ path: `${folder}/${name}-${width}-${theme}.png`, fullPage: true });
		if (theme === 'nuit' && width === 1440)
			checks.focus = await keyboard(page);
	}
	await page.setViewportSize({ width: 320, height: 640 });
	checks.wide = await page.evaluate(tooWide);
	checks.console = heard.filter(h => !(status >= 400 && h.includes('status of ' + status)));
	await page.close();
	return { path, status, checks };
}

const browser = await chromium.launch({
	executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
	args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking',
		'--disable-component-update', '--disable-sync', '--force-color-profile=srgb'],
});
const context = await browser.newContext({ locale: 'fr-FR', viewport: { width: 1440, height: 900 } });
context.setDefaultTimeout(60000);
if (account) {
	const page = await context.newPage();
	await page.goto(base + '/sign-in');
	await page.fill('[name=login]', account[0]);
	await page.fill('[name=password]', account[1]);
	await Promise.all([page.waitForURL(u => !u.pathname.endsWith('/sign-in')), page.click('form button[type=submit]')]);
	await page.close();
}
for (const path of words) {
	try {
		console.log(JSON.stringify(await check(context, path)));
	} catch (e) {
		console.log(JSON.stringify({ path, status: 0, checks: { console: [String(e)] } }));
	}
}
await browser.close();
