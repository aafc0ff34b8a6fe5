// SPDX-License-Identifier: AGPL-3.0-or-later
// A phone with the screens of the field app on it, served from a folder under the policy of the server.
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { chromium } from 'playwright-core';

const TYPES = { js: 'text/javascript', css: 'text/css', svg: 'image/svg+xml', woff2: 'font/woff2' };
const POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
	+ "base-uri 'none'; form-action 'self'";
const PAGE = '<!doctype html><html lang="fr"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'
	+ '<title>Maillage terrain</title><link rel="icon" href="knit.svg"><link rel="stylesheet" href="field.css"><script src="field.js" defer></script></head>'
	+ '<body><main id="app"></main></body></html>';

export const launch = () => chromium.launch({
	env: { ...process.env, LANGUAGE: 'fr' },
	executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
	args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking', '--disable-component-update',
		'--disable-sync', '--lang=fr-FR', '--force-color-profile=srgb'],
});

export const phone = (browser, more = {}) => browser.newContext({ locale: 'fr-FR', timezoneId: 'Europe/Paris', hasTouch: true,
	viewport: { width: 360, height: 640 }, permissions: ['geolocation'], geolocation: { longitude: -0.55195, latitude: 47.47325 }, ...more });

// The folder on a port of its own.
export async function serve(folder) {
	const server = createServer(async (request, answer) => {
		const name = request.url.split(/[?#]/)[0].split('/').at(-1);
		try {
			const page = name === '';
			const body = page ? PAGE : await readFile(folder + '/' + name);
			answer.writeHead(200, { 'content-type': page ? 'text/html' : TYPES[name.split('.').at(-1)],
				...page ? { 'content-security-policy': POLICY } : {} });
			answer.end(body);
		} catch {
			answer.writeHead(404).end();
		}
	});
	await new Promise(resolve => server.listen(0, '127.0.0.1', resolve));
	return { base: `http://127.0.0.1:${server.address().port}/terrain/`, close: () => server.close() };
}

// A page with this world on it; `heard` gathers what the browser complains of.
export async function open(context, base, world, { theme = 'nuit', now, heard = [] } = {}) {
	const page = await context.newPage();
	page.setDefaultTimeout(60000);
	page.on('console', m => { if (m.type() === 'error') heard.push(m.text()); });
	page.on('pageerror', e => heard.push(String(e.stack).slice(0,900)));
	// A clock that the test may turn.
	page.stands = Boolean(now);
	if (now)
		await page.clock.install({ time: now });
	await page.goto(base);
	await page.evaluate(([w, t]) => {
		localStorage.setItem('maillage-terrain', JSON.stringify({ theme: t }));
		window.begin(w);
	}, [world, theme]);
	await page.evaluate(() => document.fonts.ready);
	return page;
}
