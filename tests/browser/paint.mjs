// SPDX-License-Identifier: AGPL-3.0-or-later
// First paint of pages in Chromium with a processor four times slower, nothing kept from before.
//
// usage: node paint.mjs BASE LOGIN PASSWORD TURNS PATH…    prints one JSON line a page: {"path","ms":[…]}
import { chromium } from 'playwright-core';

const [base, login, password, turns, ...paths] = process.argv.slice(2);
const browser = await chromium.launch({
	executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
	args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking'],
});
const context = await browser.newContext({ locale: 'fr-FR', viewport: { width: 390, height: 844 } });
const page = await context.newPage();
await page.goto(base + '/sign-in');
await page.fill('[name=login]', login);
await page.fill('[name=password]', password);
await Promise.all([page.waitForURL(u => !u.pathname.endsWith('/sign-in')), page.click('form button[type=submit]')]);
const devtools = await context.newCDPSession(page);
await devtools.send('Network.enable');
await devtools.send('Network.setCacheDisabled', { cacheDisabled: true });
await devtools.send('Emulation.setCPUThrottlingRate', { rate: 4 });
for (const path of paths) {
	const ms = [];
	for (let turn = 0; turn < Number(turns); turn++) {
		await page.goto(base + path, { waitUntil: 'load' });
		ms.push(await page.evaluate(() => new Promise(done => {
			const told = performance.getEntriesByName('first-contentful-paint')[0];
			if (told)
				done(told.startTime);
			else
				new PerformanceObserver(list => done(list.getEntries()[0].startTime))
					.observe({ type: 'paint', buffered: true });
		})));
	}
	console.log(JSON.stringify({ path, ms }));
}
await browser.close();
