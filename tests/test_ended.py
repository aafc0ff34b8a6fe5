#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""SIGKILL in the middle of what test_kill.py leaves: the writer thread record by record, --partial and its
file of refused lines, init, demo, and readers while they save their facts.

MAILLAGE, MAILLAGE_BUILD, MAILLAGE_TEST_DB_URL: see driver.py.  MAILLAGE_TEST_SEED: seed of the moments.
MAILLAGE_KILL_SECONDS: how long each kind of work is ended again and again.
"""
import glob
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from driver import BUILD, HERE, SLOW, Folder, Store, Stores, engines, finish, lay_ground, ok, rows_of, table_text  # noqa: E402

SEED = int(os.environ.get('MAILLAGE_TEST_SEED', str(random.randrange(1 << 30))))
SECONDS = float(os.environ.get('MAILLAGE_KILL_SECONDS', '0.5' if SLOW else '1.5'))
ACKNOWLEDGE = os.path.join(BUILD, 'tests', 'acknowledge')
PG_CTL = sorted(glob.glob('/usr/lib/postgresql/*/bin/pg_ctl'))
GOOD = {'scheme': 'DJ', 'date': '2025-03-10', 'start': '15:00', 'duration_min': '20', 'place_kind': 'LP1', 'kind': 'PA3',
        'theme': 'T20', 'outcome': 'OU1', 'sector': 'Centre'}
moments = random.Random(SEED)


def spell(work):
	"""Rounds of a piece of work until its time is over; at least three."""
	end, n = time.monotonic() + SECONDS, 0
	while n < 3 or time.monotonic() < end:
		yield n
		n += 1
	print(f'# {work}: {n} rounds')


def own_ids(store, register, head):
	return [r[0] for r in store.query(f"SELECT source_id FROM {register} WHERE source_id LIKE '{head}%'")]


def ended(words, longest, out=subprocess.DEVNULL):
	"""Starts a program and ends it within so many seconds; its status (negative: killed)."""
	p = subprocess.Popen(words, stdout=out, stderr=subprocess.DEVNULL)
	try:
		p.wait(None if longest is None else moments.uniform(0, longest))
	except subprocess.TimeoutExpired:
		p.send_signal(signal.SIGKILL)
		p.wait()
	return p.returncode


# -- the writer thread ---------------------------------------------------------------------------

def acknowledged(path):
	"""Numbers on whole lines."""
	with open(path, 'rb') as f:
		lines = f.read().split(b'\n')
	return [int(l) for l in lines[:-1]]


def settle(store, path, told, lost, doubled, first):
	acked = acknowledged(path)
	there = own_ids(store, 'agency', 'K')
	told.update(acked)
	lost += [n for n in acked if f'K{n}' not in set(there)]
	if len(set(there)) != len(there):
		doubled.append('round from %d' % first)
	return there


def writers(stores, folder):
	name = stores.engine
	store = stores.made()
	told, lost, doubled, failed, first = set(), [], [], [], 0
	path = os.path.join(folder.path, 'acknowledged')
	for n in spell(f'{name}: writer thread'):
		first = (n + 1) * 100000000
		with open(path, 'wb') as out:
			ended([ACKNOWLEDGE, store.url, '8', str(first)], 0.6, out)
		there = settle(store, path, told, lost, doubled, first)
		# Each thread has at most one record under way that is stored and not told.
		untold = len([i for i in there if int(i[1:]) not in told])
		if untold > 8 * (n + 1):
			failed.append(f'{untold} were stored and not told')
		failed += [i for i in there if int(i[1:]) % 1000000 % 5 == 4]
	ok(len(told) > 50, f'{name}: records were acknowledged before the end', [str(len(told))])
	ok(not lost, f'{name}: of {len(told)} acknowledged none is lost (seed {SEED})', lost[:10])
	ok(not doubled, f'{name}: and none is there twice', doubled)
	ok(not failed, f'{name}: a job that failed is not there, nor more than was under way', failed[:10])
	a = store.run('check', '--quick')
	ok(a.status == 0, f'{name}: and the store is whole', a.told())


# -- partial imports ------------------------------------------------------------------------------

def partly(stores, folder):
	"""The good lines whole or none of them; the refused ones are never lost."""
	name = stores.engine
	store = lay_ground(stores.made(), folder)
	lines = 300 if SLOW else 1500
	torn, unlike, without, kept, longest = [], [], [], 0, None
	for n in spell(f'{name}: import --partial'):
		rows = [dict(GOOD, id=f'R{n}-{i}', facts='IC31x2', actions='AC01') for i in range(lines)]
		bad = 0
		for i in range(0, lines, 50):
			rows[i]['date'] = 'hier'
			bad += 1
		path = folder.file(table_text(rows_of(rows)), f'r{n}.csv')
		# The first one runs to its end: so long the others may take.
		began = time.monotonic()
		status = ended(store.words('import', 'intervention', path, '--partial'), longest)
		longest = time.monotonic() - began if n == 0 else longest
		there = own_ids(store, 'intervention', f'R{n}-')
		whole = lines - bad
		if len(there) not in (0, whole) or len(set(there)) != len(there):
			torn.append(f'{len(there)} of {whole}')
		if status == 1 and len(there) != whole:
			torn.append(f'ended well with {len(there)} of {whole}')
		if len(there) == whole and not (os.path.exists(path + '.rejects.csv') or os.path.exists(path + '.rejects.csv.part')):
			without.append(path)
		kept += bool(there)
		a = store.take('intervention', path, '--partial')
		if a.file().get('made', 0) + a.file().get('unchanged', 0) != whole or a.file().get('changed') != 0:
			unlike += a.told()
		with open(path + '.rejects.csv', encoding='utf-8') as f:
			if len(f.readlines()) != bad + 1:
				without.append('rejects of ' + path)
		os.unlink(path)
	ok(not torn, f'{name}: an import with --partial that is ended is whole or nothing (seed {SEED}, {kept} were whole)', torn)
	ok(not unlike, f'{name}: again, it adds what is missing and no line twice', unlike)
	ok(not without, f'{name}: and its refused lines are never lost', without)
	a = store.run('check', '--quick')
	ok(a.status == 0, f'{name}: and the store is whole', a.told())


# -- the demonstration, and readers ----------------------------------------------------------------

def demos(stores, folder):
	name = stores.engine
	wanted = None
	wrong = []
	for n in spell(f'{name}: demo'):
		store = stores.empty()
		ended(store.words('demo', '--scale', '0.01', '--years', '2025'), 3 if SLOW else 1)
		a = store.run('demo', '--scale', '0.01', '--years', '2025')
		if a.status == 1 and 'holds interventions' in a.err:
			continue
		if a.status != 0:
			wrong += a.told()
			continue
		exports = [store.export(r) for r in ('intervention', 'shift', 'staff', 'sector', 'incivility_report')]
		wanted = wanted or exports
		if exports != wanted:
			wrong.append(f'round {n} is another')
	ok(not wrong, f'{name}: a demonstration that was ended goes on to the same records (seed {SEED})', wrong)
	a = store.run('check', '--quick')
	ok(a.status == 0, f'{name}: and its store is whole', a.told())


def readers(stores, folder):
	"""The facts' files are written by who reads: an end there must not change a number."""
	store = lay_ground(stores.made(), folder)
	wrong, rows = [], []
	for n in spell('figures'):
		rows += [dict(GOOD, id=f'F{n}-{i}', facts='IC31x2') for i in range(40)]
		store.take('intervention', folder.file(table_text(rows_of(rows[-40:])), 'facts.csv'))
		for _ in range(4):
			ended(store.words('figures'), 0.04)
		f = {x['id']: x['value'] for x in store.run('--json', 'figures', 'interventions', 'incivilities').json()['figures']}
		if f != {'interventions': len(rows), 'incivilities': 2 * len(rows)}:
			wrong.append(f'{f} of {len(rows)}')
	ok(not wrong, f'figures that are ended while they save their facts change no number (seed {SEED})', wrong)


def init_again(stores):
	wrong = []
	for _ in spell('init'):
		store = stores.empty()
		ended(store.words('init'), 0.06)
		a = store.run('init')
		if a.status != 0 and 'holds data already' not in a.err:
			wrong += a.told()
		if store.run('export', 'agency').status != 0:
			wrong.append('no store after all')
	ok(not wrong, f'{stores.engine}: an init that was ended is made again, or was done (seed {SEED})', wrong)


# -- a server that is stopped ----------------------------------------------------------------------

class Server:
	"""A PostgreSQL of its own, that keeps what it says it keeps."""

	def __init__(self):
		self.dir = tempfile.mkdtemp(prefix='mlgk.', dir='/tmp')
		p = subprocess.run([HERE + '/../tools/pg.sh', 'start', self.dir, 'fsync=on', 'synchronous_commit=on', 'full_page_writes=on'],
		                   capture_output=True, text=True)
		self.url = p.stdout.strip()

	def control(self, *words):
		command = [PG_CTL[-1], '-D', self.dir + '/data', '-s', '-w', '-t', '60', '-l', self.dir + '/log', *words]
		if os.geteuid() == 0:
			command = ['runuser', '-u', 'postgres', '--'] + command
		return subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd='/')

	def remove(self):
		subprocess.run([HERE + '/../tools/pg.sh', 'stop', self.dir], stdout=subprocess.DEVNULL)
		shutil.rmtree(self.dir, ignore_errors=True)


def server_stopped(folder):
	server = Server()
	try:
		store = Store(server.url, 'PostgreSQL')
		store.must('init')
		lay_ground(store, folder)
		told, lost, doubled, sentences, torn = set(), [], [], [], []
		path = os.path.join(folder.path, 'acknowledged')
		lines = folder.file(table_text(rows_of([dict(GOOD, id=f'S{i}') for i in range(2000)])), 'server.csv')
		rounds = 0
		for n in spell('PostgreSQL: server stopped'):
			first = (n + 1) * 100000000
			with open(path, 'wb') as out:
				writer = subprocess.Popen([ACKNOWLEDGE, store.url, '8', str(first)], stdout=out, stderr=subprocess.PIPE)
				importer = subprocess.Popen(store.words('import', 'intervention', lines), stdout=subprocess.DEVNULL,
				                            stderr=subprocess.PIPE) if n % 2 else None
				time.sleep(moments.uniform(0.1, 0.7))
				server.control('-m', 'immediate', 'stop')
				said = writer.communicate(timeout=60)[1].decode()
				if importer:
					importer.communicate(timeout=60)
			if 'Sanitizer' in said or not said.strip():
				sentences.append(said)
			server.control('start')
			settle(store, path, told, lost, doubled, first)
			there = len(own_ids(store, 'intervention', 'S'))
			if importer and (there not in (0, 2000) or (importer.returncode == 0 and there != 2000) or
			                 importer.returncode not in (0, 1, 3)):
				torn.append(f'status {importer.returncode}, {there} lines')
			rounds += 1
		ok(len(told) > 50 and not lost, f'PostgreSQL stopped at once: of {len(told)} acknowledged none is lost (seed {SEED})', lost[:10])
		ok(not doubled and not torn, 'PostgreSQL stopped at once: nothing is there twice, an import is whole or nothing', doubled + torn)
		ok(not sentences, 'PostgreSQL stopped at once: who writes says so and ends', sentences)
		a = store.run('check', '--quick')
		ok(a.status == 0, 'PostgreSQL stopped at once: the store is whole', a.told())
	finally:
		server.remove()


def main():
	print(f'# seed {SEED}')
	for engine in engines():
		folder = Folder('kill')
		stores = Stores(engine, folder)
		try:
			init_again(stores)
			writers(stores, folder)
			partly(stores, folder)
			if engine == 'SQLite':
				demos(stores, folder)
				readers(stores, folder)
			elif PG_CTL:
				server_stopped(folder)
		finally:
			folder.remove()
	return finish()


if __name__ == '__main__':
	sys.exit(main())
