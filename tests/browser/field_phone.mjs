// SPDX-License-Identifier: AGPL-3.0-or-later
// For tests of the field app: a server that can be killed and comes back on its port, and phones in Chromium
// whose page holds the app and a way to its keeper (field_probe.js).
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const HERE = dirname(fileURLToPath(import.meta.url));
const ESBUILD = join(HERE, '../../app/node_modules/esbuild/bin/esbuild');
export const PASSWORD = 'essai de la maison 2025';
export const PIN = '274913';

export const sleep = ms => new Promise(resolve => setTimeout(resolve, ms));

export class Server {
	constructor(program, db) {
		Object.assign(this, { program, db, port: 0 });
	}

	async start(env = {}) {
		this.process = spawn(this.program, ['--db', this.db, '--lang', 'fr', 'serve', '--listen', '127.0.0.1:' + this.port],
			{ stdio: ['ignore', 'pipe', 'ignore'], env: { ...process.env, ...env } });
		for await (const line of this.process.stdout) {
			const found = /127\.0\.0\.1:(\d+)/.exec(line);
			if (found) {
				this.port = Number(found[1]);
				break;
			}
		}
		this.base = 'http://127.0.0.1:' + this.port;
		return this;
	}

	async end(signal) {
		if (!this.process || this.process.exitCode !== null || this.process.signalCode !== null)
			return;
		const gone = new Promise(resolve => this.process.on('exit', resolve));
		this.process.kill(signal);
		await gone;
	}

	kill() {
		return this.end('SIGKILL');
	}

	stop() {
		return this.end('SIGTERM');
	}
}

let script = null;

/** The probe as one script, as the app's own is made. */
function probe() {
	if (!script) {
		const folder = mkdtempSync(join(tmpdir(), 'probe-'));
		execFileSync(process.execPath, [ESBUILD, join(HERE, 'field_probe.js'), '--bundle', '--format=esm', '--log-level=error',
			'--define:LANGUAGES=["en","fr"]', '--outfile=' + join(folder, 'probe.js')]);
		script = readFileSync(join(folder, 'probe.js'), 'utf8');
		rmSync(folder, { recursive: true });
	}
	return script;
}

export const launch = (more = {}) => chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'], ...more });

export const SETTINGS = { locale: 'fr-FR', timezoneId: 'Europe/Paris', serviceWorkers: 'block' };

/** A page of the probe; `before` may change it before it loads. Its phase when it is there. */
export async function open(context, base, before = () => {}) {
	const page = await context.newPage();
	const policy = (await (await fetch(base + '/terrain/').catch(() => null))?.headers.get('content-security-policy')) ?? open.policy;
	open.policy = policy;
	page.setDefaultTimeout(60000);
	page.complaints = [];
	page.on('pageerror', error => page.complaints.push(String(error.stack)));
	await page.route('**/terrain/probe.html', route => route.fulfill({
		contentType: 'text/html; charset=utf-8', headers: { 'Content-Security-Policy': policy },
		body: '<!doctype html><html lang="fr"><title>probe</title><script type="module" src="/terrain/probe.js"></script></html>',
	}));
	await page.route('**/terrain/probe.js', route => route.fulfill({ contentType: 'text/javascript; charset=utf-8', body: probe() }));
	// With the server gone the rules come from where the worker would have them.
	await page.route(/\/static\/rules\.|\/terrain\/$/, async route => {
		const url = route.request().url();
		const path = new URL(url).pathname;
		try {
			const answer = await fetch(url);
			open.kept.set(path, { body: Buffer.from(await answer.arrayBuffer()), contentType: answer.headers.get('content-type') });
		} catch {
			// As it was.
		}
		return route.fulfill(open.kept.get(path));
	});
	await before(page);
	await page.goto(base + '/terrain/probe.html');
	await page.waitForFunction(() => window.probe);
	page.phase = await page.evaluate(() => probe.begin());
	return page;
}
open.kept = new Map();

export const ask = (page, name, ...values) => page.evaluate(([n, v]) => probe.ask(n, ...v), [name, values]);
export const note = (page, scheme, place, more = {}) => page.evaluate(([s, p, m]) => probe.note(s, p, m), [scheme, place, more]);
export const state = page => page.evaluate(() => keeper.state);
export const says = (page, key, ...values) => page.evaluate(([k, v]) => probe.says(k, v), [key, values]);
export const until = (page, test, ms) => page.evaluate(([t, m]) => probe.until(t, m), [test, ms]);
export const enrol = (page, login, pin = PIN) => ask(page, 'enrol', { login, password: PASSWORD, pin });
