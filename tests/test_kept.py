#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Stores that older programs made and filled (tests/kept): the present one opens, migrates and proves them,
and finds in them what the older one had said of them.

MAILLAGE: the program.  MAILLAGE_TEST_DB_URL: a PostgreSQL database, for its engine too.
"""
import json
import os
import re
import sqlite3
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
import oracle  # noqa: E402
import oracle_ledgers as ledgers  # noqa: E402
from driver import Folder, Stores, engines, finish, ok  # noqa: E402

KEPT = os.path.join(HERE, 'kept')
# What the older program had no register for.
CASE = 'id,scheme,date,team,theme,party_a_kind,party_a_name,party_b_kind\nM-1,D01,2025-03-03,M003,T10,tenant,Partie Fictive,tenant\n'


def names():
	return sorted(os.path.splitext(f)[0] for f in os.listdir(KEPT) if f.endswith('.sql'))


def for_postgres(sql):
	"""The dump in PostgreSQL's spelling: its bytes, the type of columns that hold them, and no ROWID."""
	def one(m):
		return m[0] if m[1] is None else r"'\x%s'::bytea" % m[1]
	sql = re.sub(r"X'([0-9A-Fa-f]*)'|'(?:[^']|'')*'", one, sql)
	sql = re.sub(r' WITHOUT ROWID;$', ';', sql, flags=re.M)
	return re.sub(r'^CREATE TABLE.*?;$', lambda m: re.sub(r'\bblob\b', 'bytea', m[0]), sql, flags=re.M | re.S)


def load(store, name):
	with open(os.path.join(KEPT, name + '.sql'), encoding='utf-8') as f:
		sql = f.read()
	if store.engine == 'SQLite':
		db = sqlite3.connect(store.url)
		db.executescript(sql)
		db.close()
		return
	p = subprocess.run(['psql', '-X', '-q', '-v', 'ON_ERROR_STOP=1', '-d', store.url], input=for_postgres(sql),
	                   capture_output=True, encoding='utf-8')
	if p.returncode != 0:
		raise SystemExit(f'Bail out! {name}: {p.stderr[-600:]}')


def the_opening(store, name):
	before = store.state()
	a = store.run('figures', 'contacts')
	ok(a.status == 1 and 'migrate' in a.err and store.state() == before,
	   f'{store.engine}: {name} is an older store, which is said and changes nothing', a.told())
	a = store.run('migrate')
	ok(a.status == 0, f'{store.engine}: {name} is migrated', a.told())


def the_proof(store, sentence):
	a = store.check()
	told = a.json()
	ok(a.status == 0 and told.get('ok') and told['disagreeing'] == 0 and told['compared'] > 1000,
	   f'{store.engine}: {sentence}', a.told())


def the_records(store, name, registers):
	lost, n = [], 0
	for register, lines in registers.items():
		there = {r['id']: r for r in store.records(register)}
		for line in lines:
			now = there.get(line['id'], {})
			n += 1
			lost += [f'{register} {line["source_id"] if "source_id" in line else line["id"]}: {k} was {v}, is {now.get(k)}'
			         for k, v in line.items() if now.get(k) != v]
	ok(n > 200 and not lost, f'{store.engine}: each of the {n} records of {name} says what it said', lost)


def the_accounts(store, name, accounts):
	there = {a['login']: a for a in json.loads(store.must('--json', 'user', 'list'))}
	lost = [f"{a['login']}: {k} was {v}, is {there.get(a['login'], {}).get(k)}" for a in accounts for k, v in a.items()
	        if there.get(a['login'], {}).get(k) != v]
	ok(accounts and not lost, f'{store.engine}: accounts of {name} are who they were', lost)


def shown(figure):
	groups = {tuple(sorted(g['key'].items(), key=str)): (g['value'], g['n']) for g in figure['groups']}
	return figure['value'], figure['n'], groups


def the_figures(store, name, figures):
	for question in figures:
		now = {f['id']: f for f in json.loads(store.must('--json', 'figures', *question['words']))['figures']}
		other = [f"{f['id']}: {shown(f)} then, {shown(now[f['id']]) if f['id'] in now else None} now"[:300]
		         for f in question['said'] if f['id'] not in now or shown(now[f['id']]) != shown(f)]
		ok(question['said'] and not other, f"{store.engine}: {len(question['said'])} figures of {name} are what they were, "
		   f"{' '.join(question['words']) or 'of all times'}", other)


def the_ledgers(store, folder, name):
	"""Figures that the older program did not have, of registers that it had."""
	def run(*words):
		return subprocess.run(store.words(*words), capture_output=True, encoding='utf-8', timeout=300)
	world = ledgers.World(run, folder.path)
	got = {f['id']: f for f in json.loads(store.must('--json', 'figures', '--period', '2025', '--evidence'))['figures']}
	wrong, n = [], 0
	for figure in ledgers.FIGURES:
		mine = ledgers.ask(world, figure, (), ('2025-01-01', '2025-12-31'))
		n += mine['n'] > 0
		wrong += [f'{figure}: {line}' for line in oracle.differences(mine, got[figure], ())]
		wrong += [f'{figure}: other records'] if sorted(mine['ids']) != got[figure]['evidence'] else []
	ok(n > 10 and not wrong, f'{store.engine}: {n} figures over other registers of {name} are what its records give', wrong)


def kept(stores, folder, name):
	store = stores.empty()
	with open(os.path.join(KEPT, name + '.json'), encoding='utf-8') as f:
		said = json.load(f)
	load(store, name)
	the_opening(store, name)
	the_proof(store, f'{name} is whole: chain, records and figures')
	the_records(store, name, said['registers'])
	the_accounts(store, name, said['accounts'])
	the_figures(store, name, said['figures'])
	the_ledgers(store, folder, name)
	key = dict(os.environ, MAILLAGE_KEY=os.path.join(folder.path, 'store.key'))
	a = store.take('case_file', folder.file(CASE), env=key)
	ok(a.status == 0, f'{store.engine}: {name} takes what it had no place for', a.told())
	the_proof(store, f'{name} is whole with it too')
	before = store.state()
	a = store.run('migrate')
	ok(a.status == 0 and store.state() == before, f'{store.engine}: migrated again, {name} stays as it is', a.told())


def main():
	for engine in engines():
		folder = Folder('kept')
		try:
			for name in names():
				kept(Stores(engine, folder), folder, name)
		finally:
			folder.remove()
	return finish()


if __name__ == '__main__':
	sys.exit(main())
