// SPDX-License-Identifier: AGPL-3.0-or-later
// From the tap on an outcome to "noted", in the field app with a processor four times slower and no network;
// and from the last digit of the code to the round.
//
// usage: node field_pace.mjs BASE LOGIN PASSWORD TURNS     prints {"saved":[ms],"kept":[ms],"unlocked":[ms]}
// saved: until the screen says so; kept: until the record is on the disk.
import { chromium } from 'playwright-core';

const [base, login, password, turns] = process.argv.slice(2);
const PIN = '274913';
const browser = await chromium.launch({
	executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
	args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking'],
});
const context = await browser.newContext({ locale: 'fr-FR', timezoneId: 'Europe/Paris', viewport: { width: 390, height: 844 }, hasTouch: true });
const page = await context.newPage();
page.setDefaultTimeout(30000);

// When the store's transaction was done, as the page itself is told.
await page.addInitScript(() => {
	globalThis.pace = { tapped: 0, kept: 0 };
	addEventListener('click', () => { pace.tapped = performance.now(); }, true);
	const real = IDBDatabase.prototype.transaction;
	IDBDatabase.prototype.transaction = function (...words) {
		const tx = real.apply(this, words);
		if (words[1] === 'readwrite')
			tx.addEventListener('complete', () => { pace.kept = performance.now(); });
		return tx;
	};
});
const digits = async () => {
	for (const d of PIN)
		await page.keyboard.press(d);
};
const time = (selector, text) => page.evaluate(([s, t]) => new Promise(resolve => {
	const look = () => {
		const found = [...document.querySelectorAll(s)].some(e => e.innerText.includes(t));
		if (found)
			resolve(performance.now());
		return found;
	};
	if (!look())
		new MutationObserver((_, watch) => look() && watch.disconnect()).observe(document.body, { subtree: true, childList: true, characterData: true });
}), [selector, text]);

await page.goto(base + '/terrain/');
await page.fill('[name=login]', login);
await page.fill('[name=password]', password);
await page.tap('form button:not(.quiet)');
await page.waitForSelector('.pin, .keypad, [data-kind=pin]', { timeout: 2000 }).catch(() => {});
await page.waitForTimeout(300);
await digits();
await page.waitForTimeout(300);
await digits();
await page.getByText('Noter', { exact: true }).first().waitFor();
await page.waitForTimeout(3000);
await context.setOffline(true);
const wire = await context.newCDPSession(page);
await wire.send('Emulation.setCPUThrottlingRate', { rate: 4 });

const told = { saved: [], kept: [], unlocked: [] };
for (let turn = 0; turn < Number(turns); turn++) {
	await page.getByText('Noter', { exact: true }).first().tap();
	await page.locator('.tile').first().tap();
	await page.waitForTimeout(500);
	while (await page.locator('.counts').count() === 0) {
		await page.locator('.body button').first().tap();
		await page.waitForTimeout(500);
	}
	await page.locator('button.count').first().tap();
	await page.locator('button.big').last().tap();
	await page.locator('.outcome').first().waitFor();
	const seen = time('h1', 'noté');
	await page.locator('.outcome').first().tap();
	const at = await seen, { tapped, kept } = await page.evaluate(() => pace);
	told.saved.push(at - tapped);
	told.kept.push(kept - tapped);
	await page.waitForTimeout(300);
	await page.locator('.top button').first().tap();
	await page.getByText('Noter', { exact: true }).first().waitFor();
}
await page.reload();
await page.waitForTimeout(1500);
await wire.send('Emulation.setCPUThrottlingRate', { rate: 4 });
const open = time('button, a', 'Noter');
await page.evaluate(() => addEventListener('keydown', () => { pace.typed = performance.now(); }, true));
await digits();
told.unlocked.push(await open - await page.evaluate(() => pace.typed));
console.log(JSON.stringify(told));
await browser.close();
