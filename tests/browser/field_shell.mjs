// SPDX-License-Identifier: AGPL-3.0-or-later
// The field app's shell in Chromium: what it keeps, that it opens with the network off, that a
// phone would offer to install it, and what its content policy complains of.
//
// usage: node field_shell.mjs BASE      prints one JSON object: see tests/test_field_shell.py
import { chromium } from 'playwright-core';

const base = process.argv[2];
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
const context = await browser.newContext({ viewport: { width: 390, height: 844 }, locale: 'fr-FR' });
const page = await context.newPage();
const complaints = [];
page.on('console', m => m.type() === 'error' && complaints.push(m.text()));
page.on('pageerror', e => complaints.push(String(e)));

const wire = await context.newCDPSession(page);
const first = await page.goto(base + '/terrain/', { waitUntil: 'networkidle' });
await page.evaluate(() => navigator.serviceWorker.ready);
await page.waitForSelector('form');
const told = {
	status: first.status(), policy: first.headers()['content-security-policy'], complaints,
	kept: await page.evaluate(async () => {
		const out = [];
		for (const name of await caches.keys())
			for (const request of await (await caches.open(name)).keys())
				out.push(new URL(request.url).pathname);
		return out.sort();
	}),
	text: await page.evaluate(() => document.getElementById('app').innerText),
};
const manifest = await wire.send('Page.getAppManifest');
told.manifest = { errors: manifest.errors.map(e => e.message), data: JSON.parse(manifest.data) };
told.installable = (await wire.send('Page.getInstallabilityErrors')).installabilityErrors.map(e => e.errorId);
await context.setOffline(true);
await page.reload({ waitUntil: 'load' });
await page.waitForSelector('form');
told.offline = await page.evaluate(() => document.getElementById('app').innerText);
told.fonts = await page.evaluate(async () => {
	await Promise.all([document.fonts.load('16px Atkinson'), document.fonts.load('16px Bricolage')]);
	return [...document.fonts].filter(f => f.status === 'loaded').length;
});
told.rules = await page.evaluate(async () =>
	(await WebAssembly.compileStreaming(fetch(document.getElementById('app').dataset.rules))) instanceof WebAssembly.Module);
console.log(JSON.stringify(told));
await browser.close();
