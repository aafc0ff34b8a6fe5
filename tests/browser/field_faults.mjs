// SPDX-License-Identifier: AGPL-3.0-or-later
// One fault of tests/test_field_faults.py, in Chromium against the real server.
//
// usage: node field_faults.mjs PROGRAM DB SCHEME FAULT [MORE…]
// prints one JSON object: {"acked": [records that the user was told are kept], "told": [[key, sentence, whether it stood on
// the screen, else what did]],
// "checks": [[good, sentence, what was seen]]}
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { ask, enrol, launch, note, open, PIN, says, Server, SETTINGS, sleep, state, until } from './field_phone.mjs';

const [program, db, scheme, fault, ...more] = process.argv.slice(2);
const out = { acked: [], told: [], checks: [] };
const check = (good, sentence, seen = null) => out.checks.push([Boolean(good), sentence, seen]);
const server = await new Server(program, db).start();
let browser = null;

const phone = async (settings = {}) => {
	browser ??= await launch();
	return browser.newContext({ ...SETTINGS, ...settings });
};

/** Notes n records; those that were acknowledged. */
async function notes(page, n, name, how = {}) {
	for (let i = 0; i < n; i++) {
		const id = await note(page, scheme, `${name} ${i}`, how);
		if (!id.startsWith('refused'))
			out.acked.push(id);
	}
}

const sync = page => ask(page, 'sync');
const shown = page => page.evaluate(() => keeper.records(keeper.rules.serviceDate(keeper.now())).map(r => [r.id, r.status]));
/** What the user is told: this sentence, with these values. */
const tells = async (page, key, ...values) => { out.told.push([key, ...await says(page, key, ...values)]); };

/** An enrolled phone whose first pull is done. */
async function ready(context, login = 'terrain') {
	const page = await open(context, server.base);
	const answer = await enrol(page, login);
	if (answer.refused)
		throw new Error(answer.refused);
	await sync(page);
	return page;
}

const enableAccount = () => execFileSync(program, ['--db', db, 'user', 'enable', 'terrain']);

const faults = {
	/** The server's commit stands, the phone never hears of it. */
	async lost_receipt() {
		const page = await ready(await phone());
		let lost = 0, losing = true;
		await page.route('**/sync/push', async route => {
			if (!losing)
				return route.continue();
			lost++;
			await route.fetch();
			return route.abort('connectionreset');
		});
		await notes(page, 25, 'Perdu');
		await sync(page);
		await sync(page);
		const after = await state(page);
		check(after.waiting === 25 && after.online === false && lost >= 2, 'what has no receipt stays on the phone', [after.waiting, lost]);
		await tells(page, 'waiting', 25, false);
		losing = false;
		await sync(page);
		check((await state(page)).waiting === 0, 'and leaves when the network holds', (await state(page)).waiting);
		check((await shown(page)).every(([, s]) => s === 'stored'), 'every record is shown as sent');
		await tells(page, 'all_sent');
	},

	/** An answer whose receipts are of somebody else. */
	async forged_receipt() {
		const page = await ready(await phone());
		let forged = true;
		await page.route('**/sync/push', async route => {
			const answer = await route.fetch(), told = await answer.json();
			for (const r of forged ? told.results : [])
				r.receipt = r.receipt.slice(0, -12) + (r.receipt.at(-12) === 'A' ? 'B' : 'A') + r.receipt.slice(-11);
			return route.fulfill({ response: answer, json: told });
		});
		await notes(page, 4, 'Reçu faux');
		await sync(page);
		check((await state(page)).waiting === 4, 'nothing leaves against a receipt that is not signed', (await state(page)).waiting);
		await tells(page, 'receipt_wrong');
		forged = false;
		await sync(page);
		check((await state(page)).waiting === 0, 'all leaves against one that is', (await state(page)).waiting);
	},

	/** An answer that takes its time on a slow network: what must be known at once does not wait for the next look. */
	async meanwhile() {
		const page = await ready(await phone());
		let free = () => {};
		const held = new Promise(resolve => { free = resolve; });
		await page.route('**/sync/pull**', async route => {
			await held;
			return route.continue();
		});
		const asked = page.waitForRequest('**/sync/pull**');
		page.evaluate(() => { keeper.sync(); }).catch(() => {});
		await asked;
		await notes(page, 1, 'Signal', { weak_signal: true });
		// The timers of the page that are due have had their turn.
		await page.evaluate(() => new Promise(resolve => { setTimeout(resolve, 100); }));
		free();
		check(await until(page, 'sent'), 'a weak signal noted while an answer is waited for goes by itself', await state(page));
		await tells(page, 'all_sent');
	},

	/** Edits upon edits without a network, undo before and after sending, a draft, a refusal that is mended. */
	async edits() {
		const context = await phone(), page = await ready(context);
		const fields = id => page.evaluate(i => keeper.record(i)?.fields ?? null, id);
		const status = id => page.evaluate(i => keeper.record(i)?.status ?? null, id);
		await context.setOffline(true);
		await notes(page, 1, 'Retouché');
		const [one] = out.acked;
		await ask(page, 'save', { id: one, fields: { outcome: 'OU5' } });
		await ask(page, 'save', { id: one, fields: { comment: 'Deux fois', M_A4: 0, F_A56: 1 } });
		const undone = await note(page, scheme, 'Sans trace');
		await ask(page, 'save', { id: undone, fields: { comment: 'Un détail' } });
		check((await page.evaluate(i => keeper.record(i).undoable, undone)) === true, 'what was just noted may be undone');
		await ask(page, 'takeBack', undone);
		check((await fields(undone)) === null && (await state(page)).waiting === 3, 'and leaves no trace, with what was added to it', (await state(page)).waiting);
		const removed = await note(page, scheme, 'Retiré');
		await ask(page, 'remove', removed);
		const draft = (await ask(page, 'save', { draft: true, fields: { scheme, kind: 'GC5' } })).gave.id;
		check((await status(draft)) === 'draft' && (await state(page)).waiting === 5, 'a draft waits for nothing', (await state(page)).waiting);
		await context.setOffline(false);
		await sync(page);
		check((await state(page)).waiting === 0 && (await status(one)) === 'stored', 'edits that wait are sent in their order', await status(one));
		out.one = one;
		out.removed = removed;
		check((await ask(page, 'save', { fields: { scheme, kind: 'GC5' } })).refused === 'incomplete', 'what is not complete is not taken');
		check((await ask(page, 'save', { id: one, fields: { comment: 'Appelez le 06 12 34 56 78' } })).refused === 'guard_phone',
			'nor a text that would name somebody');
		const whole = await page.evaluate(s => probe.fields(s, 'Brouillon'), scheme);
		await ask(page, 'save', { id: draft, fields: whole });
		out.acked.push(draft);
		// Undone after it was sent: the server is told.
		const late = await note(page, scheme, 'Trop tard');
		await sync(page);
		await ask(page, 'takeBack', late);
		await sync(page);
		check(await page.evaluate(i => keeper.record(i)?.deleted ?? true, late), 'what was sent is taken back by a change');
		// As the screen offers it: its leader is told at once, then it is taken back as a whole.
		const alerted = await note(page, scheme, 'Signalé puis annulé');
		await ask(page, 'save', { id: alerted, fields: { weak_signal: true } });
		await until(page, 'sent');
		await ask(page, 'takeBack', alerted);
		await sync(page);
		check(await page.evaluate(i => keeper.record(i)?.deleted ?? true, alerted), 'what was added to, sent and taken back is gone as a whole');
		Object.assign(out, { late, alerted });
		const refused = await note(page, scheme, 'Refusé', { theme: 'T77' });
		await sync(page);
		check((await status(refused)) === 'refused' && (await page.evaluate(() => keeper.returned().length)) === 1,
			'what the server refuses comes back', await page.evaluate(() => keeper.returned().map(r => r.errors)));
		await tells(page, 'r_refused');
		await ask(page, 'save', { id: refused, fields: { theme: 'T20' } });
		await sync(page);
		check((await status(refused)) === 'stored', 'and is taken once it is mended', await status(refused));
		out.acked.push(refused);
		check((await state(page)).waiting === 0, 'nothing is left', (await state(page)).waiting);
	},

	async server_killed() {
		const page = await ready(await phone());
		let strike = null;
		await page.route('**/sync/push', async route => {
			const now = strike;
			strike = null;
			await now?.();
			return route.continue();
		});
		for (const after of [-1, 0, 1, 3, 6, 10, 20]) {
			await notes(page, 20, `Coupure ${after}`);
			const killed = new Promise(resolve => {
				strike = () => {
					const gone = sleep(Math.max(after, 0)).then(() => server.kill()).then(resolve);
					// Before the server hears of it, or so many ms behind.
					return after < 0 ? gone : null;
				};
			});
			await sync(page);
			await killed;
			if (after < 0)
				await tells(page, 'nothing_lost');
			await server.start();
		}
		check(await page.evaluate(() => keeper.sync().then(() => keeper.sync())) || (await state(page)).waiting === 0,
			'what waited leaves when the server is back', (await state(page)).waiting);
		await tells(page, 'all_sent');
	},

	/** The whole browser is killed while records are saved one after another. */
	async tab_killed() {
		const folder = mkdtempSync(join(tmpdir(), 'phone-'));
		const start = () => chromium.launchPersistentContext(folder, { executablePath: '/usr/bin/chromium',
			args: ['--no-sandbox', '--disable-gpu'], ...SETTINGS });
		let context = await start();
		let page = await ready(context);
		await context.setOffline(true);
		const saving = [];
		await page.exposeFunction('acknowledged', id => { saving.push(id); });
		page.evaluate(async s => {
			for (let i = 0; ; i++)
				await acknowledged(await probe.note(s, 'Tué ' + i));
		}, scheme).catch(() => {});
		while (saving.length < 25)
			await sleep(5);
		const crash = await context.newCDPSession(page);
		await Promise.race([crash.send('Page.crash').catch(() => {}), sleep(500)]);
		out.acked.push(...saving);
		await context.close();
		context = await start();
		page = await open(context, server.base);
		check((await state(page)).phase === 'locked', 'the phone asks for the code again', (await state(page)).phase);
		const before = (await state(page)).others;
		check(before >= saving.length, 'all that was acknowledged waits', [before, saving.length]);
		await tells(page, 'sealed_waits', before);
		await ask(page, 'unlock', PIN);
		await sync(page);
		check((await state(page)).waiting === 0, 'and is sent', (await state(page)).waiting);
		await context.close();
		rmSync(folder, { recursive: true, force: true });
	},

	/** The browser is killed when the server has everything and the phone has the answer, but not yet taken it in. */
	async killed_sending() {
		const folder = mkdtempSync(join(tmpdir(), 'phone-'));
		const start = () => chromium.launchPersistentContext(folder, { executablePath: '/usr/bin/chromium',
			args: ['--no-sandbox', '--disable-gpu'], ...SETTINGS });
		let context = await start();
		let page = await ready(context);
		await context.setOffline(true);
		await notes(page, 30, 'Envoi coupé');
		const crash = await context.newCDPSession(page);
		let answered = null;
		const answer = new Promise(resolve => { answered = resolve; });
		await page.route('**/sync/push', async route => {
			const given = await route.fetch().catch(() => null), first = answered;
			answered = null;
			// What the phone sends behind it has no answer any more.
			if (first)
				await route.fulfill({ response: given }).catch(() => {});
			first?.();
		});
		await context.setOffline(false);
		page.evaluate(() => { keeper.sync(); }).catch(() => {});
		await answer;
		await Promise.race([crash.send('Page.crash').catch(() => {}), sleep(500)]);
		await context.close();
		context = await start();
		page = await open(context, server.base);
		const left = (await state(page)).others;
		check(left > 0 && left <= 30, 'what the phone had not yet taken in waits still', left);
		await tells(page, 'sealed_waits', left);
		await ask(page, 'unlock', PIN);
		await sync(page);
		check((await state(page)).waiting === 0 && (await shown(page)).every(([, s]) => s === 'stored'), 'sent again, it is the same', await state(page));
		await tells(page, 'all_sent');
		await context.close();
		rmSync(folder, { recursive: true, force: true });
	},

	/** Both of a pair note one event, and the phone is killed before its user says so: the question outlives that. */
	async twins() {
		const folder = mkdtempSync(join(tmpdir(), 'phone-'));
		const start = () => chromium.launchPersistentContext(folder, { executablePath: '/usr/bin/chromium',
			args: ['--no-sandbox', '--disable-gpu'], ...SETTINGS });
		const colleague = await ready(await phone(), 'autre');
		let context = await start(), page = await ready(context);
		const again = async offline => {
			const crash = await context.newCDPSession(page);
			await Promise.race([crash.send('Page.crash').catch(() => {}), sleep(500)]);
			await context.close();
			context = await start();
			page = await open(context, server.base);
			await context.setOffline(offline);
			await ask(page, 'unlock', PIN);
		};
		const asked = () => page.evaluate(() => keeper.asked().map(a => [a.act.id, a.likely[0].id]));
		const asks = n => until(page, n ? 'asks' : 'asks_nothing').then(asked);
		const answer = async key => {
			const [words] = await says(page, key);
			await page.locator('.asks').first().click();
			await page.getByRole('button', { name: words }).click();
		};
		out.pairs = [];
		for (const [theirs, ours] of [['Gymnase', 'gymnase'], ['Halle', 'halle']]) {
			const other = await note(colleague, scheme, theirs);
			await sync(colleague);
			await context.setOffline(true);
			await page.evaluate(([s, p]) => probe.byHand(s, p), [scheme, ours]);
			const mine = await page.evaluate(() => app.route.id);
			out.acked.push(other, mine);
			out.pairs.push([mine, other]);
			await again(false);
			check(await until(page, 'sent'), `${ours}: what is not answered is sent all the same`, await state(page));
			const now = await asks(1);
			check(now.length === 1 && now[0].join() === [mine, other].join(), `${ours}: and asked about when it was sent before anybody could ask`, now);
			await tells(page, 'twin_row');
			await again(true);
			check((await asks(1)).join() === now.join(), `${ours}: killed once more, without a network, it is asked again`, await asked());
			await tells(page, 'twin_row');
			await answer(ours === 'halle' ? 'twin_yes' : 'twin_no');
			await tells(page, ours === 'halle' ? 'twin_joined' : 'twin_apart');
			check((await asks(0)).length === 0, `${ours}: answered it is asked no more`, await asked());
			await again(true);
			check((await asks(0)).length === 0, `${ours}: nor after a new start`, await asked());
			await context.setOffline(false);
			await sync(page);
			await sleep(500);
			check((await asks(0)).length === 0 && (await state(page)).waiting === 0, `${ours}: nor when the server was asked anew`, [await asked(), await state(page)]);
			check((await page.locator('.asks').count()) === 0, `${ours}: and nothing of it stands on the screen`);
		}
		// What its author may no longer change is the team leader's.
		const other = await note(colleague, scheme, 'Préau');
		await sync(colleague);
		const mine = await note(page, scheme, 'préau');
		out.acked.push(other, mine);
		await sync(page);
		check((await asks(1)).join() === [mine, other].join(), 'a third one is asked about', await asked());
		process.stdout.write('ready ' + server.port + ' ' + mine + '\n');
		await new Promise(resolve => process.stdin.once('data', resolve));
		await sync(page);
		check((await asks(0)).length === 0, 'and no more once the team leader has validated it', await asked());
		await context.close();
		rmSync(folder, { recursive: true, force: true });
	},

	async storage_full() {
		const context = await phone();
		const page = await open(context, server.base);
		const wire = await context.newCDPSession(page);
		// Before anything is kept: a browser looks at what is left only now and then.
		await wire.send('Storage.overrideQuotaForOrigin', { origin: server.base, quotaSize: 600000 });
		await enrol(page, 'terrain');
		await sync(page);
		await context.setOffline(true);
		let refused = null;
		for (let i = 0; i < 600 && !refused; i++) {
			const id = await note(page, scheme, 'Plein ' + i, { comment: 'x'.repeat(250) });
			if (id.startsWith('refused'))
				refused = id;
			else
				out.acked.push(id);
		}
		check(refused === 'refused: storage_full', 'a full phone says that the record is not noted', [refused, out.acked.length]);
		await page.evaluate(s => probe.byHand(s, 'À la main', { comment: 'x'.repeat(250) }), scheme);
		await tells(page, 'storage_full');
		check((await state(page)).waiting === out.acked.length, 'what was noted before waits', (await state(page)).waiting);
		await context.setOffline(false);
		await sync(page);
		check((await state(page)).waiting === 0, 'what leaves makes room: a full phone still sends', await state(page));
		await wire.send('Storage.overrideQuotaForOrigin', { origin: server.base });
		await notes(page, 1, 'Après');
		await sync(page);
		check((await state(page)).waiting === 0, 'with room again all goes on', (await state(page)).waiting);
	},

	async storage_cleared() {
		const context = await phone();
		let page = await ready(context);
		await notes(page, 4, 'Envoyé');
		await sync(page);
		const wire = await context.newCDPSession(page);
		// Under the open app: what is in memory goes back.
		await context.setOffline(true);
		await notes(page, 3, 'En attente');
		await wire.send('Storage.clearDataForOrigin', { origin: server.base, storageTypes: 'indexeddb' });
		await sleep(500);
		await notes(page, 1, 'Ensuite');
		check(await until(page, 'put_back'), 'the user is told that all is put back', (await state(page)).problem);
		check((await state(page)).waiting === 4, 'the open app puts back what waited', (await state(page)).waiting);
		await context.setOffline(false);
		await tells(page, 'storage_back');
		await page.evaluate(() => keeper.read());
		check((await state(page)).problem === null, 'what was read is said no more', (await state(page)).problem);
		await page.close();
		page = await open(context, server.base);
		await ask(page, 'unlock', PIN);
		await sync(page);
		check((await state(page)).waiting === 0 && (await shown(page)).length === 8, 'which outlives the tab', await shown(page));
		// While it is closed: what was sent comes back from the server.
		await page.close();
		const other = await context.newPage();
		await other.goto(server.base + '/terrain/sw.js');
		await (await context.newCDPSession(other)).send('Storage.clearDataForOrigin', { origin: server.base, storageTypes: 'all' });
		page = await open(context, server.base);
		check(page.phase === 'new', 'the closed app has forgotten who was there', page.phase);
		await enrol(page, 'terrain');
		await sync(page);
		const back = await shown(page);
		check(back.length === 8 && back.every(([, s]) => s === 'stored'), 'after signing in, what was sent is there again', back);
		await tells(page, 'records_back', { n: 8 });
		// A browser that makes room while something waits: that cannot be put back, and is said.
		await context.setOffline(true);
		await note(page, scheme, 'Effacé 0');
		await note(page, scheme, 'Effacé 1');
		await sleep(100);
		await page.close();
		await context.setOffline(false);
		const third = await context.newPage();
		await third.goto(server.base + '/terrain/sw.js');
		await (await context.newCDPSession(third)).send('Storage.clearDataForOrigin',
			{ origin: server.base, storageTypes: 'indexeddb,local_storage,cache_storage,service_workers' });
		page = await open(context, server.base);
		await page.close();
		page = await open(context, server.base);
		await tells(page, 'records_gone', { n: 2 });
		await enrol(page, 'terrain');
		await sync(page);
		check((await shown(page)).length === 8 && (await state(page)).others === 0, 'what had been sent is there again, once', await shown(page));
		await page.close();
		page = await open(context, server.base);
		check((await state(page)).problem === null, 'and it is said once', await state(page));
	},

	async two_tabs() {
		const context = await phone();
		const one = await ready(context);
		const two = await open(context, server.base);
		await ask(two, 'unlock', PIN);
		check((await state(one)).leader && !(await state(two)).leader, 'one of two tabs sends');
		// So that nothing leaves by itself while it is noted and counted.
		await context.setOffline(true);
		await Promise.all([notes(one, 12, 'Un'), notes(two, 12, 'Deux')]);
		const seen = [await until(one, 24), await until(two, 24)];
		check(seen.every(Boolean), 'each sees what both noted', [(await state(one)).waiting, (await state(two)).waiting]);
		await tells(two, 'waiting', 24, false);
		await context.setOffline(false);
		await sync(two);
		await until(two, 'sent');
		check((await state(one)).waiting === 0 && (await state(two)).waiting === 0, 'the one sends for both',
			[(await state(one)).waiting, (await state(two)).waiting]);
		await notes(two, 2, 'Suite');
		await one.close();
		check(await until(two, 'leader'), 'when it is closed, the other one sends');
		await sync(two);
		check((await state(two)).waiting === 0, 'and nothing is left', (await state(two)).waiting);
		await tells(two, 'all_sent');
	},

	async two_phones() {
		const one = await ready(await phone()), context = await phone(), two = await ready(context);
		await notes(one, 1, 'Partagé');
		await sync(one);
		await sync(two);
		const [id] = out.acked;
		check((await two.evaluate(i => keeper.record(i)?.status, id)) === 'stored', 'the other phone of this person has the record');
		await context.setOffline(true);
		await ask(one, 'save', { id, fields: { outcome: 'OU5' } });
		await ask(two, 'save', { id, fields: { outcome: 'OU2', comment: 'Vu de près' } });
		await sync(one);
		await context.setOffline(false);
		await sync(two);
		const [mine, theirs] = [await one.evaluate(i => keeper.record(i), id), await two.evaluate(i => keeper.returned().find(r => r.id === i), id)];
		check(mine.status === 'stored' && theirs?.status === 'conflict', 'the second one is told that there are two versions',
			[mine.status, theirs?.status]);
		check((await state(two)).waiting === 0, 'and the server has both', (await state(two)).waiting);
		await tells(two, 'r_conflict');
		await two.evaluate(i => app.go('record', { id: i }), id);
		await tells(two, 'kept_help_conflict');
	},

	/** Forty days without a network. more: the library that gives the server another day (tools/other_time.c). */
	async long_away() {
		const at = text => new Date(text).getTime();
		const then = text => ({ LD_PRELOAD: more[0], OTHER_TIME: String(Math.round((at(text) - Date.now()) / 1000)),
			ASAN_OPTIONS: 'verify_asan_link_order=0' });
		const gone = '2026-10-10T20:00:00+02:00', back = '2026-11-19T20:00:00+01:00';
		await server.stop();
		await server.start(then(gone));
		const context = await phone();
		const page = await open(context, server.base, p => p.clock.install({ time: at(gone) }));
		const answer = await enrol(page, 'terrain');
		await sync(page);
		check(!answer.refused && (await state(page)).skew === null, 'the phone enrolled forty days ago', answer);
		await context.setOffline(true);
		const noted = [];
		for (const [when, kind] of [['2026-10-10T22:10:00+02:00', 'GC5-ANC'], ['2026-10-24T23:30:00+02:00', 'GC5'],
			['2026-10-25T01:30:00+02:00', 'GC5'], ['2026-10-25T02:30:00+02:00', 'GC5'], ['2026-10-25T02:30:00+01:00', 'GC5'],
			['2026-10-25T04:30:00+01:00', 'GC5'], ['2026-11-02T22:00:00+01:00', 'GC5-ANC']]) {
			await page.clock.setSystemTime(at(when));
			await notes(page, 1, 'Loin ' + when, { kind, ms: at(when) });
			noted.push(when);
		}
		check(out.acked.length === noted.length, 'all of it is noted', out.acked.length);
		check(await page.evaluate(() => keeper.catalogue().day) === '2026-10-10', 'the nomenclature is that of the day', await page.evaluate(() => keeper.catalogue().day));
		out.days = await page.evaluate(ids => ids.map(id => keeper.rules.serviceOf(keeper.record(id).fields)), out.acked);
		check(out.days.slice(1, 6).every(d => d === '2026-10-24'), 'the night in which the hour changes is one day', out.days);
		await server.stop();
		process.stdout.write('ready\n');
		await new Promise(resolve => process.stdin.once('data', resolve));
		await server.start(then(back));
		await page.clock.setSystemTime(at(back));
		await context.setOffline(false);
		await sync(page);
		const after = await state(page);
		check(after.waiting === 0, 'it is all sent when the network is back', after);
		check(after.skew === null, 'the clock is found right', after.skew);
		const returned = await page.evaluate(() => keeper.returned().map(r => [r.fields.place, r.status, r.errors]));
		check(returned.length === 0, 'and accepted, with a code that has ended since', returned);
		const words = await page.evaluate(() => [keeper.catalogue().code('kind', 'GC5-ANC')?.label,
			keeper.catalogue().codes('kind', undefined, '2026-11-19').some(c => c.code === 'GC5-ANC')]);
		check(words[0] === 'Ancien mot' && !words[1], 'which keeps its words, and is no longer offered', words);
		await tells(page, 'all_sent');
	},

	/** A clock that is three hours fast: noticed, put right, no record changes its day. */
	async wrong_clock() {
		const context = await phone();
		let page = await ready(context);
		await page.close();
		await context.setOffline(true);
		page = await open(context, server.base, p => p.clock.install({ time: Date.now() + 3 * 3600000 }));
		await ask(page, 'unlock', PIN);
		await notes(page, 2, 'Heure fausse');
		out.noted = await page.evaluate(ids => ids.map(id => keeper.record(id).fields), out.acked);
		await context.setOffline(false);
		await sync(page);
		const { skew } = await state(page);
		check(Math.abs(skew - 3 * 3600000) < 60000, 'the phone is told that its clock is three hours fast', skew);
		check(Math.abs(await page.evaluate(() => keeper.now()) - Date.now()) < 60000, 'and reckons with the right hour from then on');
		await tells(page, 'skew_row', 180);
	},

	async wrong_pin() {
		const context = await phone();
		let page = await ready(context);
		await context.setOffline(true);
		await notes(page, 3, 'Code');
		await page.evaluate(() => keeper.lock());
		const answers = [];
		for (const pin of ['000000', '111111'])
			answers.push((await ask(page, 'unlock', pin)).refused);
		answers.push((await ask(page, 'unlock', PIN)).refused ?? 'open');
		check(answers.join() === 'pin_wrong,pin_wrong,open', 'two wrong codes and the right one open', answers);
		await page.evaluate(() => keeper.lock());
		for (const pin of ['000000', '111111', '222222'])
			answers.push((await ask(page, 'unlock', pin)).refused);
		answers.push((await ask(page, 'unlock', PIN)).refused);
		check(answers.slice(3).join() === 'pin_wrong,pin_wrong,pin_shut,pin_shut', 'three wrong codes shut, also for the right one', answers);
		await page.close();
		page = await open(context, server.base);
		check((await state(page)).pinShut && (await state(page)).others === 3, 'what was noted waits', await state(page));
		await tells(page, 'again_in_help');
		await tells(page, 'sealed_waits', 3);
		check((await enrol(page, 'terrain', '835201')).refused === 'no_network', 'without a network it stays shut');
		await context.setOffline(false);
		await enrol(page, 'terrain', '835201');
		await sync(page);
		check((await state(page)).phase === 'open' && (await state(page)).waiting === 0, 'signing in opens it under a new code, and sends', await state(page));
		await page.evaluate(() => keeper.lock());
		check((await ask(page, 'unlock', PIN)).refused === 'pin_wrong', 'the old code opens nothing');
		check(!(await ask(page, 'unlock', '835201')).refused, 'the new one does');
	},

	/** Two people on one phone; one signs out with records that wait. */
	async shared_phone() {
		const context = await phone();
		const page = await ready(context);
		await context.setOffline(true);
		await notes(page, 2, 'Merle');
		await ask(page, 'signOut');
		check((await state(page)).phase === 'new' && (await state(page)).others === 2, 'signing out keeps what waits', await state(page));
		await tells(page, 'sealed_waits', 2);
		check((await ask(page, 'unlock', PIN)).refused === 'nobody_here', 'and shows it to nobody');
		await context.setOffline(false);
		await enrol(page, 'autre', '918273');
		await sync(page);
		check((await state(page)).waiting === 0 && (await shown(page)).length === 0, 'another person sees none of it', await shown(page));
		await notes(page, 1, 'Lilas');
		await sync(page);
		check((await state(page)).others === 2, 'nor sends it', await state(page));
		const raw = await page.evaluate(async () => {
			const base = await new Promise(resolve => { indexedDB.open('maillage-terrain').onsuccess = e => resolve(e.target.result); });
			const all = [];
			for (const store of base.objectStoreNames)
				all.push(await new Promise(resolve => { base.transaction(store).objectStore(store).getAll().onsuccess = e => resolve(e.target.result); }));
			base.close();
			return JSON.stringify(all, (k, v) => v instanceof Uint8Array ? String.fromCharCode(...v) : v);
		});
		check(!/Merle 0|Lilas 0|mld_|GC5/.test(raw) && raw.length > 500, 'nothing on the disk can be read', raw.length);
		await ask(page, 'signOut');
		await enrol(page, 'terrain', '274913');
		await sync(page);
		check((await state(page)).waiting === 0, 'the first one signs in again, and it is sent', await state(page));
	},

	async revoked() {
		const context = await phone();
		const page = await ready(context);
		await notes(page, 2, 'Avant');
		await sync(page);
		await context.setOffline(true);
		await note(page, scheme, 'Après');
		process.stdout.write('ready ' + (await state(page)).user.device + '\n');
		await new Promise(resolve => process.stdin.once('data', resolve));
		await context.setOffline(false);
		await sync(page);
		await until(page, 'ended');
		const after = await state(page);
		check(after.phase === 'revoked' && after.others === 0 && after.people.length === 0, 'a revoked device forgets everything', after);
		await tells(page, 'revoked_help');
		await page.close();
		const again = await open(context, server.base);
		check(again.phase === 'new', 'and knows nobody when it is opened again', again.phase);
		await enrol(again, 'terrain');
		await sync(again);
		check((await shown(again)).length === 2, 'signing in anew brings what was sent', await shown(again));
	},

	/** The server knows this device no more, for now: an account that was disabled, then is not. */
	async turned_away() {
		const page = await ready(await phone());
		process.stdout.write('ready\n');
		await new Promise(resolve => process.stdin.once('data', resolve));
		await notes(page, 2, 'Refoulé');
		await sync(page);
		const after = await state(page);
		check(after.waiting === 2 && after.problem?.key === 'enrol_again', 'what waits stays, and the user is asked to sign in', after);
		await tells(page, 'enrol_again');
		await page.locator('.asks').first().click();
		await tells(page, 'again_in_help');
		await server.stop();
		enableAccount();
		await server.start();
		const answer = await enrol(page, 'terrain');
		await sync(page);
		check(!answer.refused && (await state(page)).waiting === 0, 'signing in again sends it', [answer, await state(page)]);
	},

	/** The server is gone for good: the queue as a file. more: where to write it. */
	async exported() {
		const page = await ready(await phone());
		await server.kill();
		await notes(page, 3, 'Fichier');
		const file = await page.evaluate(async () => {
			const f = await keeper.exportQueue();
			return { name: f.name, bytes: [...new Uint8Array(await f.arrayBuffer())] };
		});
		await page.evaluate(() => app.go('export'));
		await tells(page, 'export_sealed');
		check(/^maillage-queue-\d{4}-\d\d-\d\d\.mlq$/.test(file.name), 'the queue is a file', file.name);
		check(!Buffer.from(file.bytes).includes('Fichier'), 'that nobody reads');
		(await import('node:fs')).writeFileSync(more[0], Buffer.from(file.bytes));
		await server.start();
		process.stdout.write('ready\n');
		await new Promise(resolve => process.stdin.once('data', resolve));
		await sync(page);
		await sync(page);
		check((await state(page)).waiting === 0, 'the phone sends it too, when a server is there again', await state(page));
	},
};

try {
	await faults[fault]();
} catch (error) {
	check(false, fault + ' went to its end', String(error.stack));
}
await browser?.close();
await server.stop();
process.stdin.destroy();
process.stdout.write(JSON.stringify(out) + '\n');
