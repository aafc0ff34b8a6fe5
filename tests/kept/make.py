#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Makes a kept store with an older program: NAME.sql, as SQLite dumps it, and NAME.json, what that program
said of it.  Run once for each, then kept; test_kept.py opens them with the present program.

usage: make.py OLD NAME

OLD: a work tree of the older version, with its program in OLD/build.  version-3 is of commit 50162e7, the last
one that was given out before phones, sealed texts and retention (migrations 004 to 007):
git worktree add OLD 50162e7 && (cd OLD && tools/build build gcc).
"""
import csv
import io
import json
import os
import sqlite3
import sys
import tempfile

OLD, NAME = os.path.abspath(sys.argv[1]), sys.argv[2]
HERE = os.path.dirname(os.path.abspath(__file__))
os.environ['MAILLAGE'] = os.path.join(OLD, 'build', 'maillage')
sys.path.insert(0, os.path.join(OLD, 'tests'))
import outside  # noqa: E402

LINES = {'nantes.csv': 20, 'paris.tsv': 20, 'releve-rennes.csv': 20, 'sans_id.csv': 8}
SHIFTS = 20
QUESTIONS = [[], ['--period', '2025'], ['--period', '2025', '--by', 'scheme'], ['--by', 'month'],
             ['--by', 'agency,quarter']]

ACCOUNTS = [['chef', '--role', 'team_leader', '--scheme', 'D01', '--staff', 'M003'], ['siege', '--role', 'head_office'],
            ['bailleur', '--role', 'client', '--client', 'C-REN']]


def read(name):
	"""A sample's lines, in whichever dialect it is."""
	with open(os.path.join(outside.SAMPLES, name), 'rb') as f:
		raw = f.read()
	try:
		text = raw.decode('utf-8-sig')
	except UnicodeDecodeError:
		text = raw.decode('cp1252')
	return list(csv.reader(io.StringIO(text, newline=''), delimiter=max('\t;,', key=text.split('\n', 1)[0].count)))


def fill(store):
	files = [read(name)[:n + 1] for name, n in LINES.items()]
	named = {cell for rows in files for row in rows for cell in row}
	for register in ('agency', 'town', 'client', 'scheme', 'staff'):
		store.must('--quiet', 'import', register, os.path.join(outside.SAMPLES, register + '.csv'))
	kept = [row for i, row in enumerate(read('shift.csv')) if i <= SHIFTS or row[0] in named]
	loads = [('shift', kept)] + [('intervention', rows) for rows in files] + list(outside.OTHERS.items())
	for register, rows in loads:
		p, told = store.load(register, rows, '--partial')
		if not told.get('written'):
			raise SystemExit(f'{register}: {p.stderr[-300:]} {told}')


def change(store):
	"""Second versions: the lines again, with another value."""
	rows = [dict(r, outcome='OU1') for r in store.rows('intervention') if r['outcome'] == 'OU3']
	p, told = store.load('intervention', [list(rows[0])] + [list(r.values()) for r in rows])
	if p.returncode != 0 or not told.get('changed'):
		raise SystemExit(f'nothing changed: {told} {p.stderr}')


def main():
	with tempfile.TemporaryDirectory() as folder:
		store = outside.Store(os.path.join(folder, 'kept.db'), folder)
		store.must('init')
		fill(store)
		change(store)
		for words in ACCOUNTS:
			store.must('--quiet', 'user', 'add', *words)
		said = {'accounts': json.loads(store.must('--json', 'user', 'list')), 'figures': [], 'registers': {}}
		for words in QUESTIONS:
			said['figures'].append({'words': words, 'said': [
				{k: f[k] for k in ('id', 'value', 'n', 'groups')} for f in store.figures(*words).values()]})
		db = sqlite3.connect(store.url)
		registers = [r for (r,) in db.execute('SELECT DISTINCT register FROM journal ORDER BY 1')]
		for register in registers:
			said['registers'][register] = [{k: v for k, v in row.items() if v not in ('', '0')}
			                               for row in store.rows(register)]
		check = store.run('--json', 'check')
		if check.returncode != 0:
			raise SystemExit(check.stdout + check.stderr)
		db.execute('PRAGMA wal_checkpoint(TRUNCATE)')
		with open(os.path.join(HERE, NAME + '.sql'), 'w', encoding='utf-8') as f:
			f.write('-- SPDX-License-Identifier: AGPL-3.0-or-later\n' + '\n'.join(db.iterdump()) + '\n')
		with open(os.path.join(HERE, NAME + '.json'), 'w', encoding='utf-8') as f:
			json.dump(said, f, ensure_ascii=False, separators=(',', ':'))
			f.write('\n')


main()
