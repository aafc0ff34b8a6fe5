// SPDX-License-Identifier: AGPL-3.0-or-later
// The field app's shell in Chromium: what it keeps, that it opens with the network off, that a
// phone would offer to install it, and what its content policy complains of.
//
// usage: node field_shell.mjs BASE      prints one JSON object: see tests/test_field_shell.py
import { createServer, request } from 'node:http';
import { chromium } from 'playwright-core';

const [server] = process.argv.slice(2);
const { hostname, port } = new URL(server);

// Between the phone and the server, so that a newer app can come: the worker with another name of its version.
let newer = false;
const between = createServer((asked, answer) => {
	const worker = newer && asked.url === '/terrain/sw.js', parts = [];
	const wants = { ...asked.headers, 'accept-encoding': 'identity' };
	if (worker)
		delete wants['if-none-match'];
	request({ hostname, port, path: asked.url, method: asked.method, headers: wants }, told => {
		const headers = { ...told.headers };
		if (worker)
			['content-length', 'etag'].forEach(name => delete headers[name]);
		answer.writeHead(told.statusCode, headers);
		told.on('data', part => worker ? parts.push(part) : answer.write(part));
		told.on('end', () => answer.end(worker ? Buffer.concat(parts).toString().replace(/'terrain-\w+'/, "'terrain-newer'") : undefined));
	}).end();
});
await new Promise(resolve => between.listen(0, '127.0.0.1', resolve));
const base = 'http://127.0.0.1:' + between.address().port;
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
const context = await browser.newContext({ viewport: { width: 390, height: 844 }, locale: 'fr-FR' });
const page = await context.newPage();
page.setDefaultTimeout(60000);
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
await context.setOffline(false);
const before = await page.evaluate(() => caches.keys());
newer = true;
told.renewed = await page.evaluate(async before => {
	const registration = await navigator.serviceWorker.ready;
	await registration.update();
	while (!registration.waiting)
		await new Promise(resolve => setTimeout(resolve, 20));
	const waits = { before, both: await caches.keys(), old: navigator.serviceWorker.controller !== registration.waiting };
	const over = new Promise(resolve => navigator.serviceWorker.addEventListener('controllerchange', resolve));
	registration.waiting.postMessage('take over');
	await over;
	while ((await caches.keys()).length > 1)
		await new Promise(resolve => setTimeout(resolve, 20));
	return { ...waits, after: await caches.keys() };
}, before);
await context.setOffline(true);
await page.reload({ waitUntil: 'load' });
await page.waitForSelector('form');
console.log(JSON.stringify(told));
await browser.close();
between.close();
