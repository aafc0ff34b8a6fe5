#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""One person's data: taken out without anybody else's, erased as far as no law asks for them."""
import csv
import io
import json
import os
import sqlite3
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from outside import Store, finish, ok  # noqa: E402

A, B, PLACE = 'Partie A de l’essai', 'Partie B de l’essai', 'troisième palier'
CASE = ['id', 'scheme', 'date', 'team', 'party_a_kind', 'party_a_name', 'party_a_contact', 'party_b_kind', 'party_b_name']


def ground(store):
	store.must('init')
	store.everything()
	store.load('case_file', [CASE, ['X-1', 'D01', '2025-03-03', 'M003', 'tenant', A, PLACE, 'tenant', B]])
	store.load('case_step', [['id', 'case_file', 'date', 'kind', 'mediators', 'note'],
	                         ['X-1/1', 'X-1', '2025-03-05', 'shuttle', 'M003', 'chacun dit sa gêne']])


def files(folder):
	out = {}
	for name in os.listdir(folder):
		with open(os.path.join(folder, name), encoding='utf-8') as f:
			out[name] = f.read()
	return out


def taken_out(store):
	where = store.engine
	folder = os.path.join(store.folder, 'party-a')
	store.must('subject', 'export', 'case_file', 'X-1', '--party', 'a', '-o', folder)
	told = files(folder)
	text = ' '.join(told.values())
	ok(A in text and PLACE in text and 'chacun dit sa gêne' in text, f'{where}: a party gets what is kept about it')
	ok(B not in text, f'{where}: and nothing of the other party')
	ok({'person.html', 'case_file.csv', 'case_file.json', 'case_step.csv', 'case_step.json'} == set(told), f'{where}: as a page and files',
	   sorted(told))
	page = told['person.html']
	ok(all(w in page for w in (A, PLACE, 'chacun dit sa gêne', 'X-1', 'CNIL')) and '<script' not in page and '<html lang="fr"' in page,
	   f'{where}: the page is to be read: what is kept, and the rights', [page[:300]])
	ok(all(json.loads(t) for n, t in told.items() if n.endswith('.json')), f'{where}: and for programs')
	ok(os.stat(folder).st_mode & 0o777 == 0o700, f'{where}: the folder is for its owner alone')
	ok(store.run('subject', 'export', 'case_file', 'X-1', '--party', 'a', '-o', folder).returncode == 1,
	   f'{where}: a folder that is there is not written over')
	folder = os.path.join(store.folder, 'team')
	store.must('subject', 'export', 'staff', 'M003', '-o', folder)
	told = files(folder)
	text = ' '.join(told.values())
	ok('X-1' in told['case_file.csv'] and not any(w in text for w in (A, B, PLACE, 'chacun dit sa gêne')),
	   f'{where}: who worked on a case gets that, without its parties and their words')
	staff = {r['id']: r['source_id'] for r in store.rows('staff')}
	shifts = store.rows('shift')
	one = next(s for s in shifts if '|' in s['team'])['team'].split('|')[0]
	folder = os.path.join(store.folder, 'staff')
	store.must('subject', 'export', 'staff', staff[one], '-o', folder)
	told = files(folder)
	mine = list(csv.DictReader(io.StringIO(told['shift.csv'], newline='')))
	ok(len(mine) == sum(one in s['team'].split('|') for s in shifts) and {r['team'] for r in mine} == {one},
	   f'{where}: a member of staff gets each of its shifts, without its colleagues')
	ok(any(u in ' '.join(told.values()) for u in staff if u != one) is False, f'{where}: nor does any file name them')
	return staff[one]


def erased(store, staff):
	where = store.engine
	before = store.must('export', 'case_file', '--sealed')
	plan = json.loads(store.must('--json', 'subject', 'erase', 'case_file', 'X-1', '--party', 'a', '--dry-run'))
	ok(store.must('export', 'case_file', '--sealed') == before, f'{where}: a dry run erases nothing')
	done = json.loads(store.must('--json', 'subject', 'erase', 'case_file', 'X-1', '--party', 'a'))
	ok(done == plan and {(d['register'], d['fate']) for d in done} == {('case_file', 'emptied'), ('case_step', 'kept')} and
	   all(d['ground'] for d in done), f'{where}: it tells what was emptied and kept, and by what right', [done])
	row = next(r for r in csv.DictReader(io.StringIO(store.must('export', 'case_file', '--sealed'), newline=''))
	           if r['source_id'] == 'X-1')
	ok(row['party_a_name'] == '' and row['party_a_contact'] == '' and row['party_b_name'] == B and row['party_a_kind'] == 'tenant',
	   f'{where}: one party’s names go, the other’s stay, and so does what tells nobody', [row])
	p = store.run('subject', 'erase', 'staff', staff)
	ok(p.returncode == 1 and 'dernier jour' in p.stderr, f'{where}: who works here is not erased', [p.stderr])
	rows = [dict(r, end='2025-01-31', pseudonym='surnom-essai') if r['source_id'] == staff else r for r in store.rows('staff')]
	store.load('staff', [list(rows[0])] + [list(r.values()) for r in rows])
	done = json.loads(store.must('--json', 'subject', 'erase', 'staff', staff))
	row = next(r for r in store.rows('staff') if r['source_id'] == staff)
	ok(row['pseudonym'] == '' and any(d['register'] == 'shift' and d['fate'] == 'kept' for d in done),
	   f'{where}: who left keeps a number in what was done, and nothing else', [row, done])
	if where == 'SQLite':
		db = sqlite3.connect(store.url)
		past = ' '.join(r[0] for r in db.execute('SELECT fields FROM journal'))
		lines = db.execute("SELECT count(*) FROM audit WHERE action = 'person'").fetchone()[0]
		db.close()
		ok('surnom-essai' not in past, 'nor does the past')
		ok(lines == 6, 'each of it stands in the audit log', [lines])
	p = store.run('check', '--quick')
	ok(p.returncode == 0, f'{where}: the journal proves itself', (p.stdout + p.stderr).splitlines())


def refused(store):
	for words in (['export', 'case_file', 'X-1', '-o', 'x'], ['export', 'staff', 'M003', '--party', 'a', '-o', 'x'],
	              ['export', 'client', 'C-REN', '-o', 'x'], ['erase'], ['export', 'staff', 'M003']):
		ok(store.run('subject', *words).returncode == 2, f'{store.engine}: subject {" ".join(words)} is refused as such')
	ok(store.run('subject', 'erase', 'staff', 'NOBODY').returncode == 1, f'{store.engine}: nobody is nobody')


def main():
	with tempfile.TemporaryDirectory() as folder:
		stores = [Store(os.path.join(folder, 's', 'r.db'), os.path.join(folder, 's'))]
		if os.environ.get('MAILLAGE_TEST_DB_URL'):
			stores.append(Store(os.environ['MAILLAGE_TEST_DB_URL'], os.path.join(folder, 'p'), 'PostgreSQL'))
		for store in stores:
			os.mkdir(store.folder)
			ground(store)
			erased(store, taken_out(store))
			refused(store)
	return finish()


if __name__ == '__main__':
	sys.exit(main())
