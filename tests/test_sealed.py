#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is sealed stays sealed: in the store's files, in the journal, in files of refused lines, in what programs say;
the key that is lost, changed, damaged, or changed while somebody pulls the plug."""
import csv
import io
import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from outside import PROGRAM, Store, finish, ok  # noqa: E402

SECRET, OTHER = 'Partie Fictive Une', 'Porte Inventée 12'
HEADER = ['id', 'scheme', 'date', 'team', 'request', 'party_a_kind', 'party_a_name', 'party_a_contact', 'party_b_kind']


def case(n, name=SECRET, contact=OTHER, request='Bruit'):
	return [f'M-{n}', 'D01', '2025-03-03', 'M003', request, 'tenant', name, contact, 'tenant']


def ground(store):
	store.must('init')
	store.samples()


def bytes_of(store):
	"""Everything that the program wrote into its folder, but not the files that it was given."""
	out = {}
	for path, _, names in os.walk(store.folder):
		for name in names:
			if not re.search(r'-\d+\.csv$', name):
				with open(os.path.join(path, name), 'rb') as f:
					out[name] = f.read()
	return out


def sealed_rows(store):
	return {r['source_id']: r for r in csv.DictReader(io.StringIO(store.must('export', 'case_file', '--sealed'), newline=''))}


def key_path(store):
	return store.key().get('MAILLAGE_KEY', store.url + '.key')


def shown(store):
	return json.loads(store.must('--json', 'key', 'show'))


def positions(store):
	return int(re.search(r'(\d+) entr', store.must('check', '--quick')).group(1).replace('\u202f', ''))


def kept(store):
	"""What is kept, where, and how an import of the same changes nothing."""
	where = store.engine
	ok(shown(store)['wanted'] is None, f'{where}: a new store has no key')
	p, told = store.load('case_file', [HEADER, case(1), case(2, '', '')])
	ok(p.returncode == 0 and told['made'] == 2, f'{where}: cases come in', [told, p.stderr])
	state = shown(store)
	ok(state['opens'] and state['records'] == 1, f'{where}: the first sealed text makes the key', [state])
	ok(os.stat(key_path(store)).st_mode & 0o777 == 0o600, f'{where}: its file is for its owner alone')
	ok(sealed_rows(store)['M-1']['party_a_name'] == SECRET, f'{where}: who has the key reads the text')
	plain = store.must('export', 'case_file')
	ok('party_a_name' not in plain and SECRET not in plain, f'{where}: an export leaves it out unless asked')
	leaks = [n for n, b in bytes_of(store).items() if SECRET.encode() in b or OTHER.encode() in b]
	ok(not leaks, f'{where}: no file of the program has it', leaks)
	_, told = store.load('case_file', [HEADER, case(1), case(2, '', '')])
	ok(told['unchanged'] == 2, f'{where}: the same again changes nothing, though sealing is never twice the same', [told])
	_, told = store.load('case_file', [HEADER, case(1, '', '')])
	ok(told['unchanged'] == 1, f'{where}: an empty cell of a file does not empty a sealed text', [told])
	_, told = store.load('case_file', [HEADER, case(1, SECRET + ' bis')])
	ok(told['changed'] == 1 and sealed_rows(store)['M-1']['party_a_name'] == SECRET + ' bis',
	   f'{where}: another text is a change', [told])
	store.load('case_file', [HEADER, case(1)])
	ok(store.run('check', '--quick').returncode == 0, f'{where}: the journal adds up to the sealed rows')


def refused(store):
	path = os.path.join(store.folder, 'in-9.csv')
	with open(path, 'w', encoding='utf-8') as f:
		csv.writer(f).writerows([HEADER, case(7), case(8, 'x' * 200), ['M-9', 'NULLE PART'] + case(9)[2:]])
	p = store.run('import', 'case_file', path, '--partial')
	said = p.stdout + p.stderr
	with open(path + '.rejects.csv', encoding='utf-8') as f:
		rejects = f.read()
	ok('M-8' in rejects and 'M-9' in rejects and not any(s in rejects + said for s in (SECRET, OTHER, 'xxxx')),
	   f'{store.engine}: refused lines keep what is sealed to themselves', [rejects, said])


def rotated(store):
	before = shown(store)
	n = positions(store)
	store.must('key', 'rotate')
	after = shown(store)
	ok(after['opens'] and after['fingerprint'] != before['fingerprint'] and positions(store) == n,
	   f'{store.engine}: another key in its place, and no entry more', [before, after])
	ok(sealed_rows(store)['M-1']['party_a_name'] == SECRET, f'{store.engine}: the texts are read with the new key')
	with open(key_path(store), encoding='ascii') as f:
		ok(len(f.read().split('\n')) == 3, f'{store.engine}: the old key is gone from the file')
	again = store.run('key', 'make')
	ok(again.returncode == 1, f'{store.engine}: no second key is made', [again.stdout])
	os.rename(key_path(store), key_path(store) + '.away')
	gone = store.run('key', 'show')
	os.rename(key_path(store) + '.away', key_path(store))
	ok(gone.returncode == 3 and store.run('key', 'show').returncode == 0,
	   f'{store.engine}: who asks for a key that does not open the store is told so by the status', [gone.stdout])


def killed(store):
	"""Whenever a change of keys is cut off, some key opens the store, and it can be done again."""
	bad, cut = [], 0
	for i in range(12):
		p = subprocess.Popen([PROGRAM, '--db', store.url, 'key', 'rotate'], env=dict(os.environ, **store.key()),
		                     stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
		time.sleep(0.002 + i * 0.002)
		p.send_signal(signal.SIGKILL)
		cut += p.wait() == -signal.SIGKILL
		if not shown(store)['opens'] or sealed_rows(store)['M-1']['party_a_name'] != SECRET:
			bad.append(f'round {i}')
	ok(cut > 0 and not bad, f'{store.engine}: a change of keys that is cut off loses nothing, {cut} times', bad)
	rotated(store)


def lost(store):
	path = key_path(store)
	os.rename(path, path + '.away')
	p, told = store.load('case_file', [HEADER, case(3)])
	ok(p.returncode == 1 and 'key' in p.stdout + p.stderr and not os.path.exists(path),
	   f'{store.engine}: without its key nothing new is sealed, and no other key is made', [p.stdout, p.stderr])
	rows = sealed_rows(store)
	ok(rows['M-1']['party_a_name'] == '' and rows['M-1']['request'] == 'Bruit',
	   f'{store.engine}: without its key the rest is read as ever', [rows['M-1']])
	p, told = store.load('case_file', [HEADER, case(4, '', ''), case(1, '', '', 'Bruit le soir')])
	ok(p.returncode == 0 and told['made'] == 1 and told['changed'] == 1,
	   f'{store.engine}: and written, where nothing is sealed', [told])
	ok(store.run('check').returncode == 0, f'{store.engine}: check needs no key')
	for text, what in (('', 'an empty file'), ('maillage-key 1\n', 'no key'), ('maillage-key 1\nzz\n', 'nonsense'),
	                   ('maillage-key 2\n' + '0' * 64 + '\n', 'a later form'), ('maillage-key 1\n' + '0' * 64 + '\n', 'another key'),
	                   (('maillage-key 1\n' + ('1' * 64 + '\n') * 9), 'too many')):
		with open(os.open(path, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), 'w', encoding='ascii') as f:
			f.write(text)
		p, _ = store.load('case_file', [HEADER, case(5)])
		ok(p.returncode == 1, f'{store.engine}: a key file with {what} seals nothing', [p.stdout, p.stderr])
	os.rename(path + '.away', path)
	os.chmod(path, 0o644)
	p, _ = store.load('case_file', [HEADER, case(5)])
	ok(p.returncode == 1 and 'chmod 600' in p.stdout + p.stderr, f'{store.engine}: a key that others may read is refused',
	   [p.stdout, p.stderr])
	os.chmod(path, 0o600)
	ok(sealed_rows(store)['M-1']['party_a_name'] == SECRET, f'{store.engine}: the key comes back, and all is read')


def damaged(store):
	"""Sealed texts are bound to their place: one that is put elsewhere is none."""
	if store.engine != 'SQLite':
		return
	db = sqlite3.connect(store.url)
	name, contact = db.execute("SELECT party_a_name, party_a_contact FROM case_file WHERE source_id = 'M-1'").fetchone()
	for what, text in (('of another field', contact), ('cut short', name[:-8]), ('turned', name[:40] + 'AAAA' + name[44:]),
	                   ('no base64', 'x1.!!!'), ('an open text', 'Nom en clair')):
		db.execute("UPDATE case_file SET party_a_name = ? WHERE source_id = 'M-1'", (text,))
		db.commit()
		ok(sealed_rows(store)['M-1']['party_a_name'] == '', f'a sealed text that is {what} is not read')
	db.execute("UPDATE case_file SET party_a_name = ? WHERE source_id = 'M-1'", (name,))
	db.commit()
	db.execute("UPDATE record_key SET wrapped = (SELECT k.wrapped FROM record_key k JOIN case_file c ON c.id = k.record "
	           "WHERE c.source_id = 'M-7') WHERE record = (SELECT id FROM case_file WHERE source_id = 'M-1')")
	db.commit()
	ok(sealed_rows(store)['M-1']['party_a_name'] == '', 'the key of another record opens nothing')
	db.close()


def main():
	with tempfile.TemporaryDirectory() as folder:
		stores = [Store(os.path.join(folder, 's', 'sealed.db'), os.path.join(folder, 's'))]
		if os.environ.get('MAILLAGE_TEST_DB_URL'):
			stores.append(Store(os.environ['MAILLAGE_TEST_DB_URL'], os.path.join(folder, 'p'), 'PostgreSQL'))
		for store in stores:
			os.mkdir(store.folder)
			ground(store)
			kept(store)
			refused(store)
			rotated(store)
			killed(store)
			lost(store)
			damaged(store)
	return finish()


if __name__ == '__main__':
	sys.exit(main())
