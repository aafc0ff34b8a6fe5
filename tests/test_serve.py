# SPDX-License-Identifier: AGPL-3.0-or-later
"""The running application: what is written shows in the next answer, readers see whole answers while others
write, and an end in the middle loses nothing that was acknowledged (test_kill.py has the ends without
warning)."""
import http.client
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from outside import PROGRAM, Store, finish, ok, table  # noqa: E402

HEADER = ['id', 'scheme', 'date', 'start', 'end', 'place', 'place_kind', 'kind', 'theme', 'F_A4', 'outcome']
PERIOD = '2025-06'


def some(store, n):
	"""Each import takes its time on PostgreSQL."""
	return n if store.engine == 'SQLite' else n // 4


def line(name, day=3):
	return [name, 'D04', '2025-06-%02d' % day, '15:00', '15:10', 'rue de la Paix', 'LS1', 'GC1', 'T10', '1', 'OU1']


class Server:
	def __init__(self, store, *words):
		self.process = subprocess.Popen([PROGRAM, '--db', store.url, 'serve', '--listen', '127.0.0.1:0', *words],
		                                stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
		self.port = int(re.search(r':(\d+)\s*$', self.process.stdout.readline())[1])
		self.wrong = []
		threading.Thread(target=lambda: [self.wrong.append(l) for l in self.process.stderr], daemon=True).start()

	def client(self, token):
		return Client(self.port, token)

	def end(self, number):
		self.process.send_signal(number)
		try:
			return self.process.wait(60)
		except subprocess.TimeoutExpired:
			self.process.kill()
			return 'did not end'


class Client:
	"""One kept connection of a program."""

	def __init__(self, port, token):
		self.c = http.client.HTTPConnection('127.0.0.1', port, timeout=300)
		self.headers = {'Authorization': 'Bearer ' + token, 'Accept-Language': 'en'}

	def ask(self, method, path, body=None):
		self.c.request(method, path, body, self.headers)
		r = self.c.getresponse()
		return r.status, r.read()

	def send(self, rows):
		return self.ask('POST', '/api/v1/import/intervention', table([HEADER] + rows))

	def count(self):
		status, body = self.ask('GET', '/api/v1/figures/interventions?period=' + PERIOD)
		return json.loads(body)['value'] if status == 200 else (status, body[:300])


def seen(store, server, token):
	c = server.client(token)
	first = c.count()
	counts = []
	for i in range(some(store, 16)):
		status, body = c.send([line('S%d' % i)])
		if status != 200:
			ok(False, f'{store.engine}: a record is taken', [status, body[:600]])
			return
		counts.append(c.count())
	ok(counts == [first + i + 1 for i in range(len(counts))] and len(counts) > 3, f'{store.engine}: what is written shows in the next answer', counts)
	p, told = store.load('intervention', [HEADER, line('T1'), line('T2')])
	other = c.count()
	ok(other == first + len(counts) + 2, f'{store.engine}: so does what another process writes', [other, p.stderr])
	status, body = c.send([line('S3', day=4)])
	status, body = c.ask('GET', '/api/v1/figures/interventions?period=2025-06-04')
	ok(json.loads(body)['value'] >= 1 and c.count() == other, f'{store.engine}: and a change counts once')
	if store.engine != 'SQLite':
		return
	# A file that is larger than what is held in memory.
	rows = [line('L%d' % i) for i in range(20000)]
	body = table([HEADER] + rows)
	status, told = c.ask('POST', '/api/v1/import/intervention?dry=1', body)
	ok(len(body) > 1 << 20 and status == 200 and json.loads(told)['lines'] == len(rows),
	   f'{store.engine}: a large file comes in', [len(body), status, told[:300]])


def crowd(store, server, token):
	"""Readers among writers: every answer is whole."""
	stop, wrong, looks = threading.Event(), [], []

	def read():
		c, last = server.client(token), 0
		while not stop.is_set():
			n = c.count()
			looks.append(n)
			if not isinstance(n, (int, float)) or n < last:
				wrong.append((last, n))
				return
			last = n

	readers = [threading.Thread(target=read) for _ in range(8)]
	for t in readers:
		t.start()
	c = server.client(token)
	before = c.count()
	n = 0
	while n < some(store, 20) or len(looks) <= 20 and not wrong:
		c.send([line('C%d-%d' % (n, k)) for k in range(5)])
		n += 1
	after = c.count()
	stop.set()
	for t in readers:
		t.join()
	ok(after == before + 5 * n and not wrong and len(looks) > 20, f'{store.engine}: eight read while one writes',
	   [after, wrong[:3]])


def ending(store, token, number):
	"""Writers until the end of the server; what was acknowledged must be there afterwards."""
	name = signal.Signals(number).name
	server = Server(store, '--workers', '4')
	taken, lock = [], threading.Lock()

	def write(k):
		c = server.client(token)
		for i in range(100000):
			own = f'{name}-{k}-{i}'
			try:
				status, body = c.send([line(own)])
			except (OSError, http.client.HTTPException):
				return
			if status != 200:
				return
			with lock:
				taken.append(own)

	writers = [threading.Thread(target=write, args=(k,)) for k in range(6)]
	for t in writers:
		t.start()
	until = time.monotonic() + 300
	while len(taken) < some(store, 32) and time.monotonic() < until:
		time.sleep(0.01)
	status = server.end(number)
	for t in writers:
		t.join()
	ok(status == 0, f'{store.engine}: {name} ends the server well', [status] + server.wrong[-3:])
	there = set(re.findall(r'SIG[A-Z]+-\d+-\d+', store.must('export', 'intervention')))
	lost = [own for own in taken if own not in there]
	ok(len(taken) >= some(store, 32) and not lost, f'{store.engine}: none of what was acknowledged before {name} is lost',
	   [len(taken), lost[:5]])


def on(store):
	store.must('--quiet', 'init')
	store.samples()
	store.run('user', 'add', 'siege', '--role', 'head_office', '--password-stdin', stdin='quatre mots bien choisis\n')
	told = store.must('user', 'token', 'add', 'siege', '--name', 'essai', '--scopes', 'import,figures')
	token = re.search(r'mlt_[\w-]+', told)[0]
	server = Server(store)
	seen(store, server, token)
	crowd(store, server, token)
	ok(server.end(signal.SIGTERM) == 0, f'{store.engine}: the server ends well', server.wrong[-3:])
	ending(store, token, signal.SIGTERM)
	if store.engine == 'SQLite':
		p = store.run('check', '--quick')
		ok(p.returncode == 0, f'{store.engine}: and the store is whole',
		   [p.returncode] + p.stdout.splitlines()[-5:] + p.stderr.splitlines()[-5:])
	server = Server(store)
	ok(isinstance(server.client(token).count(), (int, float)), f'{store.engine}: it starts again and knows all')
	ok(server.end(signal.SIGINT) == 0, f'{store.engine}: SIGINT ends it too', server.wrong[-3:])


def main():
	with tempfile.TemporaryDirectory() as folder:
		on(Store(os.path.join(folder, 'a.db'), folder))
		url = os.environ.get('MAILLAGE_TEST_DB_URL')
		if url:
			on(Store(url, folder, 'PostgreSQL'))
		else:
			print('# PostgreSQL is left out: MAILLAGE_TEST_DB_URL is not set')
	return finish()


if __name__ == '__main__':
	sys.exit(main())
