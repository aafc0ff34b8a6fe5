# SPDX-License-Identifier: AGPL-3.0-or-later
"""Phones against the server: pushes prepared beforehand, sent by bench/push.c; this disk's own fdatasync in the
same run."""
import json
import os
import re
import sqlite3
import subprocess
import time
import urllib.request
import uuid

PASSWORD = 'quatre mots bien choisis'
PHONES, RECORDS, BATCH, CONNECTIONS = 128, 200, 20, 16


def fresh(ms, n):
	"""A UUID of version 7, as a phone makes it."""
	b = bytearray((ms + n).to_bytes(6, 'big') + uuid.uuid4().bytes[6:])
	b[6] = 0x70 | b[6] & 15
	return str(uuid.UUID(bytes=bytes(b)))


class Phones:
	"""A small store with so many phones, and a server over it."""

	def __init__(self, program, store, folder, **env):
		self.program, self.store, self.folder = program, store, folder
		run = [program, '--db', store, '--lang', 'en']
		scheme = subprocess.run([program, '--db', store, '--json', 'export', 'scheme', '--format', 'json'], capture_output=True,
		                        encoding='utf-8').stdout
		self.schemes = [(r['id'], r['source_id']) for r in json.loads(scheme)]
		for i in range(4):
			subprocess.run([*run, 'user', 'add', f'phone{i}', '--role', 'mediator', '--scheme', self.schemes[i][1], '--password-stdin'],
			               input=PASSWORD, encoding='utf-8', capture_output=True)
		self.log = open(os.path.join(folder, 'sync.log'), 'w', encoding='utf-8')
		self.server = subprocess.Popen([*run, 'serve', '--listen', '127.0.0.1:0'], stdout=subprocess.PIPE, stderr=self.log,
		                               encoding='utf-8', env={**os.environ, **env})
		self.port = int(re.search(r':(\d+)\s*$', self.server.stdout.readline())[1])
		self.tokens = [self.enrol(i) for i in range(4)]

	def enrol(self, i):
		ask = urllib.request.Request(f'http://127.0.0.1:{self.port}/api/v1/sync/device', json.dumps(
			{'login': f'phone{i}', 'password': PASSWORD}).encode(), {'Content-Type': 'application/json'})
		with urllib.request.urlopen(ask) as answer:
			told = json.load(answer)
		return told['token'], told['device']

	def busy(self):
		"""Seconds of processor by thread of the server; the writer's is the largest of a push."""
		folder, out = f'/proc/{self.server.pid}/task', {}
		for thread in os.listdir(folder):
			with open(f'{folder}/{thread}/schedstat', encoding='utf-8') as f:
				out[thread] = int(f.read().split()[0]) / 1e9
		return out

	def resident(self):
		with open(f'/proc/{self.server.pid}/smaps_rollup', encoding='utf-8') as f:
			return int(re.search(r'^Anonymous: +(\d+)', f.read(), re.M)[1]) * 1024 / 1e6

	def prepare(self, name, phones, each, batch, random):
		"""Bodies of all phones, in turns, one a line; gives the file."""
		now, lines = int(time.time() * 1000), []
		for n in range(each // batch):
			for p in range(phones):
				token, device = self.tokens[p % 4]
				scheme = self.schemes[p % 4][0]
				entries = []
				for k in range(batch):
					minute = random.randrange(14 * 60, 18 * 60)
					entries.append({'id': fresh(now, n), 'register': 'intervention', 'record': fresh(now, n), 'base': None, 'at': now,
					                'catalogue': time.strftime('%Y-%m-%d'), 'fields': {
						'scheme': scheme, 'date': '2025-03-%02d' % random.randrange(1, 29), 'start': '%02d:%02d' % divmod(minute, 60),
						'duration_min': random.choice((2, 5, 10)), 'place_kind': 'LP1', 'place': random.choice(('Place du Marché', 'Hall 2')),
						'kind': 'GC5', 'theme': 'T10', 'outcome': 'OU1', 'actions': ['AC01', 'AC03'], 'M_A4': random.randrange(4),
						'F_A23': random.randrange(3), 'lon': round(-1.66 + random.random() / 50, 6), 'lat': round(48.08 + random.random() / 50, 6)}})
				lines.append(token + '\t' + json.dumps({'device': device, 'now': now, 'entries': entries}, separators=(',', ':')))
		path = os.path.join(self.folder, name)
		with open(path, 'w', encoding='utf-8') as f:
			f.write('\n'.join(lines) + '\n')
		return path

	def counted(self):
		"""Interventions by the facts, which follow."""
		ask = urllib.request.Request(f'http://127.0.0.1:{self.port}/api/v1/figures/interventions?by=scheme',
		                             headers={'Authorization': 'Bearer ' + self.session()})
		with urllib.request.urlopen(ask) as answer:
			return json.load(answer)['value'] or 0

	def session(self):
		if not hasattr(self, 'bearer'):
			subprocess.run([self.program, '--db', self.store, 'user', 'add', 'all', '--role', 'head_office', '--password-stdin'],
			               input=PASSWORD, encoding='utf-8', capture_output=True)
			ask = urllib.request.Request(f'http://127.0.0.1:{self.port}/api/v1/session', json.dumps(
				{'login': 'all', 'password': PASSWORD}).encode(), {'Content-Type': 'application/json'})
			with urllib.request.urlopen(ask) as answer:
				self.bearer = json.load(answer)['token']
		return self.bearer

	def bytes_of(self):
		"""Bytes in use of the store: its log is written back first."""
		db = sqlite3.connect(self.store)
		db.execute('PRAGMA wal_checkpoint(TRUNCATE)')
		out = [db.execute(f'PRAGMA {p}').fetchone()[0] for p in ('page_count', 'freelist_count', 'page_size')]
		db.close()
		return (out[0] - out[1]) * out[2]

	def stop(self):
		self.server.terminate()
		self.server.wait()
		self.log.close()


def slowly(bench, helper, Row, program, phones):
	"""Two rows: the same phones where the disk takes a millisecond more to answer an fdatasync."""
	import random
	late = {'LD_PRELOAD': os.path.join(os.path.dirname(program), 'bench', 'slow_disk.so')}
	store = bench.path('slow.db')
	bench.drop('slow.db')
	bench.prepared(store)
	server = Phones(program, store, bench.folder, **late)
	try:
		there = server.counted()
		many = server.prepare('slow.txt', phones, RECORDS, BATCH, random.Random(6))
		disk = helper('push', 'disk', bench.folder, '500', env={**os.environ, **late})[0]
		begun = time.monotonic()
		first = helper('push', str(server.port), str(CONNECTIONS), many)[0]
		seen, wall = server.counted() - there, time.monotonic() - begun
	finally:
		server.stop()
	rate, syncs = phones * RECORDS / wall, 1e6 * disk['requests'] / disk['us']
	return [
		Row('sync', 'the same for each fdatasync of a disk that answers it a millisecond later', rate / syncs, 8,
		    detail='%.0f and %.0f a second' % (rate, syncs), agree=seen == phones * RECORDS and first['bad'] == 0),
		Row('sync', '99 of 100 of the pushes there, 200 of its fdatasync being 1', first['p99'] / (200 * disk['p50']), 1, at_most=True,
		    detail='%.1f ms, the middle one %.1f; fdatasync %.3f ms' % (first['p99'] / 1e3, first['p50'] / 1e3, disk['p50'] / 1e3)),
	]


def measure(bench, helper, Row, program, scale=1):
	"""The rows; `scale`: a part of the phones, for trying out."""
	import random
	dice = random.Random(5)
	store = bench.path('sync.db')
	bench.drop('sync.db')
	bench.prepared(store)
	phones = Phones(program, store, bench.folder)
	phone_count = max(4, int(PHONES * scale))
	try:
		idle, before, there = phones.resident(), phones.bytes_of(), phones.counted()
		many = phones.prepare('push.txt', phone_count, RECORDS, BATCH, dice)
		disk = helper('push', 'disk', bench.folder, '2000')[0]
		idling, begun = phones.busy(), time.monotonic()
		first = helper('push', str(phones.port), str(CONNECTIONS), many)[0]
		seen = phones.counted() - there
		wall = time.monotonic() - begun
		busy = {thread: s - idling.get(thread, 0) for thread, s in phones.busy().items()}
		again = helper('push', str(phones.port), str(CONNECTIONS), many)[0]
		stored = phone_count * RECORDS
		bench.drop('bare.db')
		bare = helper('insert', store, bench.path('bare.db'), str(CONNECTIONS * BATCH))[0]
		each = (phones.bytes_of() - before) / stored
		one = phones.prepare('one.txt', 64, max(20, int(200 * scale)), 1, dice)
		alone = helper('push', str(phones.port), str(CONNECTIONS), one)[0]
		after = phones.resident()
	finally:
		phones.stop()
	rate, syncs = stored / wall, 1e6 * disk['requests'] / disk['us']
	agree = seen == stored and first['bad'] + again['bad'] + alone['bad'] == 0
	bare = bare['rows'] / bare['seconds']
	singles = 1e6 * alone['requests'] / alone['us']
	return [
		Row('sync', f'records that {phone_count} phones push in batches of {BATCH}, stored and counted by the facts, for each fdatasync of this '
		    'disk', rate / syncs, 8, detail='%.0f and %.0f a second; %.0f µs of the server’s processors a record, %.0f of them the writer’s; '
		    'SQLite’s bare INSERT of their rows, %d a commit: %.0f a second, %.2f for each fdatasync' %
		    (rate, syncs, 1e6 * sum(busy.values()) / stored, 1e6 * max(busy.values()) / stored, CONNECTIONS * BATCH, bare, bare / syncs),
		    agree=agree),
		*slowly(bench, helper, Row, program, phone_count),
		Row('sync', '99 of 100 of these pushes, 200 of the disk’s fdatasync being 1', first['p99'] / (200 * disk['p50']), 1, at_most=True,
		    detail='%.1f ms, the middle one %.1f; fdatasync %.3f ms' % (first['p99'] / 1e3, first['p50'] / 1e3, disk['p50'] / 1e3)),
		Row('sync', 'the same pushes once more, the first time being 1', again['us'] / first['us'], .5, at_most=True,
		    detail='%.2f and %.2f s' % (again['us'] / 1e6, first['us'] / 1e6)),
		Row('sync', 'one record a push over 16 connections, 2000 a second being 1', singles / 2000, 1, detail='%.0f a second' % singles),
		Row('sync', '99 of 100 of these, 25 ms being 1', alone['p99'] / 25e3, 1, at_most=True, detail='%.1f ms' % (alone['p99'] / 1e3)),
		Row('sync', 'memory of the server afterwards, 40 MB being 1', after / 40, 1, at_most=True,
		    detail='%.1f MB that are no file’s; %.1f before' % (after, idle)),
		Row('sync', 'stored for a record, journal and receipt included, 1.2 KB being 1', each / 1200, 1, at_most=True,
		    detail='%.0f bytes' % each),
	]
