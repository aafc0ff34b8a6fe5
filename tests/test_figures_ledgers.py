#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Figures of all registers but interventions and shifts, asked at random and reckoned once more.

The store is a small demonstration, into which further records are sown: lines of its own export, mixed and
moved in time, of which each register's rules refuse what makes no sense.  The oracle reads the export again.

MAILLAGE: the program.  MAILLAGE_TEST_DB_URL: a PostgreSQL database that is empty, for a second run.
MAILLAGE_TEST_SEED: seed of the records and questions.  MAILLAGE_TEST_ASKS: how many random questions.
"""
import csv
import datetime as dt
import itertools
import json
import os
import random
import re
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
import oracle  # noqa: E402
import oracle_codes as nom  # noqa: E402
import oracle_ledgers as ledgers  # noqa: E402
from driver import PG_URL, SLOW, finish, ok  # noqa: E402
from outside import Store  # noqa: E402

SEED = int(os.environ.get('MAILLAGE_TEST_SEED', '20251231'))
ASKS = int(os.environ.get('MAILLAGE_TEST_ASKS', '4' if SLOW else '16'))
SOWN = 40
PERIODS = ['2025', '2025', '2024', '2026', '2025-Q2', '2025-03', '2025-W14', '2024-10/2025-09', '2025-10-01']
BORDERS = ['2024-12-31', '2025-01-01', '2025-03-01', '2025-03-31', '2025-04-01', '2025-06-30', '2025-09-30',
           '2025-10-01', '2025-12-31', '2026-01-01']
LISTED = {'theme': list(nom.THEME)[:8], 'partner_kind': list(nom.PARTNER)[:8]}
ASKED_BY_SQL = 8  # figures of a question, of the 135


# -- records ---------------------------------------------------------------------------------------

def moved(r, text, days):
	"""A day that many periods begin or end with, or another one."""
	if r.random() < .3:
		return r.choice(BORDERS)
	return (dt.date.fromisoformat(text) + dt.timedelta(days=days)).isoformat()


def mixed(r, register, rows, i):
	"""A line like the others: some of its values are another line's, or empty, and its days are moved."""
	line = dict(r.choice(rows), id='', source_id=f'sown-{i}')
	days = r.choice([0, 0, 0, 1, -1, 30, -183, -365, 365])
	for name, text in line.items():
		if name in ('id', 'source_id'):
			continue
		if r.random() < .2:
			text = r.choice(rows)[name]
		if re.fullmatch(r'\d{4}-\d\d-\d\d', text):
			text = moved(r, text, days)
		line[name] = '' if r.random() < .04 else text
	for field in ledgers.FIELDS[register]:
		if field.many and field.to in LISTED:
			line[field.name] = '|'.join(r.sample(LISTED[field.to], r.randint(0, 3)))
	return line


def sow(store, r):
	"""Further records of each register that a figure counts; tells how many came in."""
	world, taken = ledgers.World(store.run, store.folder), 0
	registers = sorted({f.register for f in ledgers.FIGURES.values() if isinstance(f, ledgers.Figure)})
	for register in registers if not SLOW else r.sample(registers, 8):
		rows = world.all(register)
		path = os.path.join(store.folder, f'sown-{register}.csv')
		with open(path, 'w', newline='', encoding='utf-8') as f:
			w = csv.DictWriter(f, rows[0].keys())
			w.writeheader()
			w.writerows(mixed(r, register, rows, i) for i in range(SOWN))
		p = store.run('--json', '--quiet', 'import', register, path, '--partial')
		taken += sum(f['made'] for f in json.loads(p.stdout)['files'])
	return taken, len(registers)


# -- questions -------------------------------------------------------------------------------------

def any_codes(r, world, dim, period):
	"""Some keys of a dimension that records have."""
	if dim in ledgers.DAYS:
		first, last = oracle.period_of(period or '2025')
		days = [(first + dt.timedelta(days=r.randint(0, (last - first).days))).isoformat() for _ in range(4)]
		return {ledgers.calendar(dim, d) for d in days}
	if dim in ledgers.FLAGS:
		return {r.choice(['0', '1', None])}
	if dim in ledgers.RECORDS:
		lines = world.all(ledgers.RECORDS[dim])
		keys = [line['source_id'] or line['id'] for line in lines]
	else:
		keys = sorted({key for register in ledgers.FIELDS for field in ledgers.FIELDS[register]
		               if ledgers.stands_for(field, dim) for line in world.all(register)
		               for key in code_keys(dim, line[field.name]) if key})
	return set(r.sample(keys, min(len(keys), r.randint(1, 4)))) | ({None} if r.random() < .2 else set())


def code_keys(dim, text):
	codes = [c for c in text.split('|') if c]
	return [ledgers.ROLLED[dim][1](c) for c in codes] if dim in ledgers.ROLLED else codes


def splits_of(figure):
	"""What a figure can be split by."""
	out = []
	for dim in ledgers.DIMENSIONS:
		try:
			ledgers.way(figure, dim)
			out.append(dim)
		except oracle.Refused:
			pass
	return out


def random_question(r, world, fresh):
	"""What at least one figure can be asked; first by dimensions that are fresh, until all were asked for."""
	figure = r.choice([f for f in ledgers.FIGURES.values() if isinstance(f, ledgers.Figure)])
	dims = splits_of(figure)
	r.shuffle(dims)
	dims.sort(key=lambda d: d not in fresh)
	by = tuple(dims[:r.choice([0, 1, 1, 1, 2, 2, 3])])
	fresh -= set(by)
	period = r.choice([None, *PERIODS])
	asked = r.sample(dims, min(len(dims), r.choice([0, 0, 0, 1, 1, 2])))
	return [(d, any_codes(r, world, d, period)) for d in asked], period, by


def words_of(where, period, by):
	words = []
	for dim, codes in where:
		words += ['--where', dim + '=' + ','.join(sorted('null' if c is None else c for c in codes))]
	return words + (['--period', period] if period else []) + (['--by', ','.join(by)] if by else [])


def agree(mine, theirs, by):
	"""Sentences on what differs in value, n, groups or evidence."""
	out = oracle.differences(mine, theirs, by)
	evidence = theirs['evidence']
	if sorted(mine['ids']) != evidence:
		out.append(f"{len(evidence)} records there, {len(mine['ids'])} here, {len(mine['ids'] & set(evidence))} the same")
	return out


def reckon(world, question):
	"""{figure: its answer} by the oracle, for those that can be asked."""
	where, period, by = question
	days = tuple(d.isoformat() for d in oracle.period_of(period)) if period else None
	mine = {}
	for figure in ledgers.FIGURES:
		try:
			mine[figure] = ledgers.ask(world, figure, where, days, by)
		except oracle.Refused:
			pass
	return mine


def compare(store, mine, question, *words):
	"""Sentences on what differs from the oracle's answers."""
	p = store.run('--json', '--quiet', 'figures', '--evidence', *words_of(*question), *words)
	if p.returncode != 0:
		return [f'status {p.returncode}: {p.stderr.strip()}']
	got = {f['id']: f for f in json.loads(p.stdout)['figures'] if f['id'] not in oracle.FIGURES}
	out = [f'{figure} should have been refused' for figure in sorted(set(got) - set(mine))]
	out += [f'{figure} is missing' for figure in sorted(set(mine) - set(got))]
	for figure in sorted(set(mine) & set(got)):
		out += [f'{figure}: {line}' for line in agree(mine[figure], got[figure], question[2])]
	return out


# -- keys without records --------------------------------------------------------------------------

def codes_of(name):
	"""The codes of a list, as the nomenclature's file has them."""
	with open(os.path.join(HERE, '..', 'data', 'nomenclature', name + '.csv'), encoding='utf-8') as f:
		return [row['code'] for row in csv.DictReader(f)]


def test_zeros(store, world):
	schemes = [line['source_id'] or line['id'] for line in world.all('scheme')]
	months = ['2025-%02d' % m for m in range(1, 13)]
	for figure, by, nothing in (
			('partner_meetings', {'instance': codes_of('instance')}, 0), ('partner_meetings', {'theme_any': codes_of('theme')}, 0),
			('posts', {'scheme': schemes}, 0), ('schools', {'diversity': ['0', '1']}, 0), ('press', {'month': months}, 0),
			('relays.days', {'month': months}, None), ('products.waste_share', {'month': months}, None),
			('products', {'product_kind': codes_of('product_kind'), 'month': months}, 0)):
		words = [figure, '--period', '2025', '--by', ','.join(by)]
		has, all_of = ({tuple(g['key'].values()): (g['value'], g['n']) for g in json.loads(
			store.must('--json', '--quiet', 'figures', *words, *more))['figures'][0]['groups']} for more in ((), ('--zeros',)))
		keys = set(itertools.product(*by.values())) | set(has)
		wrong = sorted(keys ^ set(all_of), key=str) + [k for k in all_of if all_of[k] != has.get(k, (nothing, 0))]
		ok(not wrong, f"{store.engine}: {figure} by {' and '.join(by)} has every key there is with --zeros", map(str, wrong))


# -- the run ---------------------------------------------------------------------------------------

def test_catalogue(store):
	p = store.run('--json', '--quiet', 'figures')
	there = [f['id'] for f in json.loads(p.stdout)['figures']]
	missing = sorted(set(there) - set(ledgers.FIGURES) - set(oracle.FIGURES))
	ok(not missing, f'{store.engine}: the oracle knows each figure of the catalogue', missing)
	missing = sorted(set(ledgers.FIGURES) - set(there))
	ok(not missing, f'{store.engine}: the catalogue has each figure of the oracle', missing)


def run(url, engine, folder, asks):
	r = random.Random(SEED)
	store = Store(url, folder, engine, 'en')
	store.must('--quiet', 'demo', '--scale', '0.01', '--years', '2025')
	taken, registers = sow(store, r)
	ok(taken > registers * 2, f'{engine}: {taken} further records are sown')
	world = ledgers.World(store.run, folder)
	test_catalogue(store)
	test_zeros(store, world)
	fresh = set(ledgers.DIMENSIONS)
	questions = [((), None, ()), ((), '2025', ('scheme',)), ([('theme', {'T10', 'T11', None})], None, ()),
	             ([('theme_any', {'T10', 'T11'})], None, ('theme_any', 'partner_kind', 'month'))]
	questions += [random_question(r, world, fresh) for _ in range(asks)]
	for question in questions:
		mine = reckon(world, question)
		n = sum(answer['n'] > 0 for answer in mine.values())
		name = (' '.join(words_of(*question)) or 'everything')[:150]
		faults = compare(store, mine, question)
		ok(not faults, f'{engine}: {n} figures by facts agree with the oracle for {name}', faults)
		some = {figure: mine[figure] for figure in r.sample(sorted(mine), min(len(mine), ASKED_BY_SQL))}
		faults = compare(store, some, question, '--sql', *some)
		ok(not faults, f'{engine}: {len(some)} of them by SQL agree with it for {name}', faults)


def main():
	with tempfile.TemporaryDirectory() as folder:
		for engine, url in (('SQLite', os.path.join(folder, 'ledgers.db')), ('PostgreSQL', PG_URL)):
			if url:
				os.mkdir(os.path.join(folder, engine))
				run(url, engine, os.path.join(folder, engine), ASKS if engine == 'SQLite' else ASKS // 2)
			else:
				ok(True, f'{engine} # SKIP MAILLAGE_TEST_DB_URL is not set')
	return finish()


if __name__ == '__main__':
	sys.exit(main())
