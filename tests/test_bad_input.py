#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What bad input gets: a clear sentence, the right status, an unchanged store; whatever it is.

MAILLAGE, MAILLAGE_TEST_DB_URL: see driver.py.
"""
import io
import json
import os
import resource
import sqlite3
import struct
import subprocess
import sys
import threading
import time
import zipfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from driver import (BOOK, SLOW, Answer, Folder, Store, Stores, book, engines, finish, lay_ground, ok,  # noqa: E402
                    psql, rows_of, sheet_xml, table_text)

GOOD = {'id': 'A1', 'scheme': 'DJ', 'date': '2025-03-10', 'start': '15:00', 'duration_min': '20',
        'place_kind': 'LP1', 'kind': 'PA3', 'theme': 'T20', 'outcome': 'OU1', 'comment': ''}
HEAD = ','.join(GOOD) + '\n'
# Peak memory that no input may pass. Sanitizers keep shadows of everything.
CEILING_MB = 1500 if SLOW else 250
ROOT = os.geteuid() == 0


def line(**changes):
	r = dict(GOOD)
	r.update(changes)
	return r


def text_of(*records):
	return table_text(rows_of(list(records)))


def measured(store, *words, feed=None, lang='en', limits=(), out=subprocess.PIPE, **more):
	"""Runs the program; what it said, with its peak memory in MB. `feed` writes its standard input."""

	def limit():
		for which, value in limits:
			resource.setrlimit(which, (value, value))

	p = subprocess.Popen(store.words(*words, lang=lang), stdin=subprocess.PIPE if feed else subprocess.DEVNULL, stdout=out,
	                     stderr=subprocess.PIPE, preexec_fn=limit if limits else None, **more)
	said = {}

	def read(name, pipe):
		said[name] = pipe.read().decode('utf-8', 'replace') if pipe else ''

	readers = [threading.Thread(target=read, args=a) for a in (('out', p.stdout if out == subprocess.PIPE else None), ('err', p.stderr))]
	# What the system counts for a child begins with its parent's, so that its own is looked at instead.
	peak = [0]

	def watch():
		while p.poll() is None:
			try:
				with open(f'/proc/{p.pid}/status', encoding='ascii') as f:
					peak[0] = max([peak[0]] + [int(l.split()[1]) for l in f if l.startswith('VmHWM')])
			except (OSError, ValueError):
				pass
			time.sleep(0.01)

	watcher = threading.Thread(target=watch)
	for t in readers + [watcher]:
		t.start()
	if feed:
		try:
			feed(p.stdin)
		except BrokenPipeError:
			pass
		try:
			p.stdin.close()
		except BrokenPipeError:
			pass
	p.wait()
	for t in readers + [watcher]:
		t.join()
	a = Answer(subprocess.CompletedProcess(words, p.returncode, said['out'], said['err']))
	a.mb = peak[0] / 1024
	return a


def is_sentence(text):
	"""One line of prose for people, of ours."""
	lines = [l for l in text.strip().splitlines() if l]
	return 1 <= len(lines) <= 2 and lines[0].startswith('maillage: ') and \
		(lines[-1].rstrip().endswith(('.', '?')) or 'maillage init --db' in text or 'maillage migrate' in text) and \
		not any(w in text for w in ('Sanitizer', 'Assertion', 'event=', 'terminate called'))


def refused(store, what, *words, status=1, has=(), french=True, **how):
	"""The program ends with a sentence and that status, in bounded memory; the store is as it was."""
	before = store.end()
	a = measured(store, *words, **how)
	good = a.status == status and is_sentence(a.err) and all(h in a.err for h in has) and a.mb < CEILING_MB
	if good and french and store.engine == 'SQLite':
		b = measured(store, *words, lang='fr', **how)
		good = b.status == status and is_sentence(b.err) and b.err != a.err
	ok(good and store.end() == before, f'{store.engine}: {what}: refused with a sentence, nothing is changed',
	   a.told() + ['%.0f MB' % a.mb])


# -- files ---------------------------------------------------------------------------------------

def texts(store, folder):
	good = text_of(GOOD)
	cases = [
		('a file of zero bytes', b'', ['empty']),
		('UTF-16 with its mark', good.encode('utf-16'), ['UTF-16']),
		('UTF-16 the other way', b'\xfe\xff' + good.encode('utf-16-be'), ['UTF-16']),
		('UTF-16 without a mark', good.encode('utf-16-le'), ['zero byte']),
		('a byte that is in no encoding', good.encode() + b'A2\x81,', ['Line 3', '81']),
		('UTF-8 that ends in something else', text_of(*(line(id=f'é{i}') for i in range(6000))).encode() +
		 'à,DJ\n'.encode('cp1252'), ['Line 6002', 'UTF-8']),
		('a zero byte in a cell', good.encode() + b'A2,D\0J\n', ['Line 3', 'zero byte']),
		('a quotation mark that is never closed', good + '"A2,DJ,2025', ['Line 3', 'closed']),
		('text behind a closing quotation mark', good + '"A2"x,DJ\n', ['Line 3']),
		('a quotation mark inside a cell', good + 'A2,D"J\n', ['Line 3']),
		('a cell of 2 MB', good + 'A2,' + 'x' * (2 << 20) + '\n', ['Line 3', '64 KB']),
		('a quoted cell of 2 MB', good + 'A2,"' + 'x\n' * (1 << 20) + '"\n', ['Line 3', '64 KB']),
		('a header cell of 2 MB', 'x' * (2 << 20) + ',id\n', ['Line 1']),
		('a line of 3 MB', good + ','.join(['x' * 60000] * 50) + '\n', ['Line 3']),
		('100 000 cells in a line', good + ',' * 100000 + '\n', ['Line 3']),
		('10 000 columns', ','.join('c%d' % i for i in range(10000)) + '\n', ['Line 1']),
		('a picture', b'\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0' + bytes(range(256)) * 4, ['no text']),
		('an old workbook', b'\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1' + b'\0' * 4096, ['.xls']),
		('an executable', open(sys.executable, 'rb').read(100000), []),
	]
	for what, data, has in cases:
		path = folder.file(data)
		refused(store, what, 'import', 'intervention', path, has=[path] + has)


def places(store, folder):
	refused(store, 'a file that is not there', 'import', 'intervention', '/nowhere/x.csv', has=['/nowhere/x.csv'])
	refused(store, 'a folder', 'import', 'intervention', folder.path, has=[folder.path])
	refused(store, 'a folder that should be a file', 'import', 'intervention', os.path.join(__file__, 'x.csv'), has=['x.csv'])
	refused(store, 'the null device', 'import', 'intervention', '/dev/null', has=['/dev/null'])
	refused(store, 'endless zeros', 'import', 'intervention', '/dev/zero', has=['/dev/zero'])
	refused(store, 'an empty standard input', 'import', 'intervention', '-')
	refused(store, 'a workbook on standard input', 'import', 'intervention', '-', feed=lambda f: f.write(book([list(GOOD)])))
	path = folder.file(b'\0' * 10, 'hole.csv')
	with open(path, 'r+b') as f:
		f.truncate(3 << 30)
	refused(store, 'a hole of 3 GB', 'import', 'intervention', path, has=[path])
	path = folder.file(HEAD, 'half.csv')
	with open(path, 'r+b') as f:
		f.truncate(3 << 30)
	refused(store, 'a header before a hole of 3 GB', 'import', 'intervention', path, has=['Line 2'])


# -- workbooks -----------------------------------------------------------------------------------

def patched(data, name, **sizes):
	"""A ZIP whose directory claims other sizes of a member."""
	out = bytearray(data)
	at = out.find(b'PK\x01\x02')
	while at >= 0:
		n, = struct.unpack_from('<H', out, at + 28)
		if out[at + 46:at + 46 + n] == name.encode():
			if 'unpacked' in sizes:
				struct.pack_into('<I', out, at + 24, sizes['unpacked'])
			if 'packed' in sizes:
				struct.pack_into('<I', out, at + 20, sizes['packed'])
			if 'flags' in sizes:
				struct.pack_into('<H', out, at + 8, sizes['flags'])
				local, = struct.unpack_from('<I', out, at + 42)
				struct.pack_into('<H', out, local + 6, sizes['flags'])
		at = out.find(b'PK\x01\x02', at + 4)
	return bytes(out)


def sheet(data):
	return '<worksheet><sheetData>' + data + '</sheetData></worksheet>'


def workbooks(store, folder):
	sheet_name = 'xl/worksheets/sheet1.xml'
	rows = [list(GOOD), list(line(id='WB1').values())]
	good = book(rows)
	many = 2000000
	entities = '<!DOCTYPE x [' + '<!ENTITY a0 "ha">' + ''.join(
	    f'<!ENTITY a{i} "{f"&a{i - 1};" * 10}">' for i in range(1, 12)) + ']><worksheet><sheetData><row><c t="str"><v>&a11;</v></c></row></sheetData></worksheet>'
	outside = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>' + sheet('<row><c t="str"><v>&e;</v></c></row>')
	cases = [
		('a sheet of blanks that unpacks to 500 times its size', book(sheet(' ' * (60 << 20))), []),
		('millions of empty cells', book(sheet('<row>' + '<c/>' * many + '</row>')), []),
		('millions of empty rows', book(sheet('<row/>' * many)), []),
		('one cell said a million times', book(sheet('<row r="1">' + '<c r="A1"><v>1</v></c>' * 1000000 + '</row>')), []),
		('entities that blow up', book(entities), ['entities']),
		('an entity from outside', book(outside), ['entities']),
		('a password', patched(good, sheet_name, flags=1), []),
		('a million nested elements', book('<worksheet><sheetData>' + '<row>' * 1000000), []),
		('a cell of 2 MB', book([list(GOOD), ['x' * (2 << 20)]]), []),
		('a formula of 2 MB', book(sheet('<row r="1"><c r="A1"><f>' + 'A1+' * (700 << 10) + '1</f></c></row>')), []),
		('a column past the last', book(sheet('<row r="1"><c r="ZZZ1"><v>1</v></c></row>')), []),
		('a text that is not there', book(sheet('<row r="1"><c r="A1" t="s"><v>7</v></c></row>')), []),
		('a sheet that is a workbook itself', book(book(rows)), []),
		('a workbook without a sheet', zipped({n: t for n, t in BOOK.items() if 'workbook' not in n}), []),
		('a workbook that only names its sheet', zipped(BOOK), []),
		('a package of something else', zipped({'content.xml': '<x/>', 'mimetype': 'text'}), []),
		('an empty package', b'PK\x05\x06' + b'\0' * 18 + b'', []),
		('a directory that lies about itself', good[:-10] + b'\xff' * 10, []),
	]
	for what, data, has in cases:
		path = folder.file(data, f'{folder.n}.xlsx')
		refused(store, what, 'import', 'intervention', path, has=[path] + has)
	lies = [('4 GB unpacked', patched(good, sheet_name, unpacked=0xfffffffe)), ('nothing', patched(good, sheet_name, unpacked=0)),
	        ('2 GB packed', patched(good, sheet_name, packed=0x7fffffff))]
	for what, data in lies:
		a = measured(store, 'import', 'intervention', folder.file(data, 'lie.xlsx'))
		ok((a.status == 0 or (a.status == 1 and is_sentence(a.err))) and a.mb < CEILING_MB,
		   f'{store.engine}: a directory that claims {what} is not believed', a.told() + ['%.0f MB' % a.mb])
	wrong = []
	before = store.end()
	for cut in list(range(0, len(good) - 1, 97 if SLOW else 29)):
		path = folder.file(good[:cut], 'cut.xlsx')
		a = measured(store, 'import', 'intervention', path)
		if a.status != 1 or not is_sentence(a.err):
			wrong += ['cut at %d' % cut] + a.told()
	ok(not wrong and store.end() == before, f'{store.engine}: a workbook cut short anywhere is refused', wrong)
	path = folder.file(book([list(GOOD), list(line(id='WB2').values())]), 'good.xlsx')
	a = store.take('intervention', path)
	ok(a.status == 0 and a.file().get('made') == 1, f'{store.engine}: and whole it is taken', a.told())


def zipped(parts):
	out = io.BytesIO()
	with zipfile.ZipFile(out, 'w', zipfile.ZIP_DEFLATED) as z:
		for name, text in parts.items():
			z.writestr(name, text)
	return out.getvalue()


# -- much of it ----------------------------------------------------------------------------------

def large(store, folder):
	"""Files far larger than the memory used, through a pipe."""
	name = store.engine
	lines = 400 if SLOW else 1700
	waste = 'x' * 60000
	count = {'bytes': 0}

	def wide(f):
		f.write((HEAD.rstrip() + ',waste\n').encode())
		for i in range(lines):
			data = (','.join(line(id=f'W{i}').values()) + ',' + waste + '\n').encode()
			count['bytes'] += len(data)
			f.write(data)

	a = measured(store, '--json', 'import', 'intervention', '-', '--ignore', 'waste', feed=wide)
	ok(a.status == 0 and a.file().get('made') == lines and a.mb < CEILING_MB / 2,
	   f"{name}: {count['bytes'] >> 20} MB through a pipe in bounded memory", a.told() + ['%.0f MB' % a.mb])
	bad = 20000 if SLOW else 150000

	def wrong(f):
		f.write(HEAD.encode())
		for i in range(bad):
			f.write((','.join(line(id=f'X{i}', date='hier', kind='PA9').values()) + '\n').encode())

	before = store.end()
	a = measured(store, '--json', 'import', 'intervention', '-', feed=wrong)
	f = a.file()
	ok(a.status == 1 and f.get('refused') == bad and f.get('errors_total') == 2 * bad and len(f.get('errors', [])) == 10000 and
	   store.end() == before and a.mb < CEILING_MB, f'{name}: {bad} bad lines are counted, the first of them told, in bounded memory',
	   [str(a.status), '%.0f MB' % a.mb])


# -- the store -----------------------------------------------------------------------------------

COMMANDS = [['import', 'agency'], ['export', 'agency'], ['figures'], ['check'], ['report', 'monthly', '--period', '2025-03']]


def other_versions(stores, folder):
	name = stores.engine
	store = lay_ground(stores.made(), folder)
	path = folder.file('id,name\nZZ,Zed\n')
	own = store.query("SELECT value FROM meta WHERE key = 'version'")[0][0]
	change(store, "UPDATE meta SET value = '99' WHERE key = 'version'")
	before = store.state()
	for words in COMMANDS + [['migrate'], ['demo', '--scale', '0.01']]:
		words = words + [path] if words[0] == 'import' else words
		a = store.run(*words)
		ok(a.status == 1 and is_sentence(a.err) and '99' in a.err and 'newer' in a.err,
		   f"{name}: a store of a newer version: {words[0]} is refused, with both numbers", a.told())
	a = store.run('init')
	ok(a.status == 1 and is_sentence(a.err), f'{name}: nor is it made anew', a.told())
	ok(store.state() == before, f'{name}: and it is as it was')
	change(store, f"UPDATE meta SET value = '{own}' WHERE key = 'version'")
	change(store, "INSERT INTO schema_field (register, field, type) VALUES ('agency', 'aura', 0)")
	a = store.run('export', 'agency')
	ok(a.status == 1 and is_sentence(a.err) and 'agency.aura' in a.err, f'{name}: a field of a newer version is named', a.told())
	change(store, "DELETE FROM schema_field WHERE field = 'aura' OR (register = 'agency' AND field = 'address')")
	a = store.run('export', 'agency')
	ok(a.status == 1 and is_sentence(a.err) and 'migrate' in a.err, f'{name}: a store of an older one asks to be migrated', a.told())


def change(store, sql):
	if store.engine == 'SQLite':
		db = sqlite3.connect(store.url)
		db.execute(sql)
		db.commit()
		db.close()
	else:
		psql(store.url, sql)


def in_use(stores, folder):
	name = stores.engine
	store = lay_ground(stores.made(), folder)
	path = folder.file('id,name\nZZ,Zed\n')
	before = store.end()
	if name == 'SQLite':
		db = sqlite3.connect(store.url, isolation_level=None)
		db.execute('BEGIN IMMEDIATE')
		db.execute("INSERT INTO meta (key, value) VALUES ('held', 'x')")
		release = lambda: (db.execute('ROLLBACK'), db.close())
	else:
		held = subprocess.Popen(['psql', '-X', '-q', '-d', store.url], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
		held.stdin.write(b'BEGIN; SELECT pg_advisory_xact_lock(77421);\n')
		held.stdin.flush()
		held.stdout.readline()
		release = lambda: (held.stdin.close(), held.wait(), held.stdout.close())
	a = store.run('import', 'agency', path)
	ok(a.status == 1 and is_sentence(a.err) and 'in use' in a.err, f'{name}: a store in use: writing is refused, with a sentence', a.told())
	ok(store.run('export', 'agency').status == 0 and store.run('figures').status == 0, f'{name}: reading goes on')
	release()
	ok(store.end() == before and store.run('import', 'agency', path).status == 0, f'{name}: afterwards it is written')


def no_stores(folder):
	other = folder.file(b'', 'other.db')
	db = sqlite3.connect(other)
	db.execute('CREATE TABLE people (name)')
	db.execute("INSERT INTO people VALUES ('x')")
	db.commit()
	db.close()
	meta = folder.file(b'', 'meta.db')
	db = sqlite3.connect(meta)
	db.execute('CREATE TABLE meta (key, value)')
	db.commit()
	db.close()
	cases = [
		('a letter', folder.file('Madame, Monsieur,\n' * 100, 'letter.txt'), 1),
		('a file of zero bytes', folder.file(b'', 'empty.db'), 1),
		('a picture', folder.file(b'\x89PNG\r\n\x1a\n' + bytes(range(256)) * 40, 'p.png'), 1),
		('another program’s database', other, 1),
		('one that has a table of our name', meta, 1),
		('a folder', folder.path, 1),
		('nothing at all', os.path.join(folder.path, 'none.db'), 1),
		('a place in a folder that is not there', os.path.join(folder.path, 'no', 'such.db'), 1),
		('a server that is not there', 'postgresql:///x?host=/nowhere&user=nobody', 3),
	]
	path = folder.file('id,name\nZZ,Zed\n')
	for what, url, status in cases:
		store = Store(url, 'SQLite')
		data = open(url, 'rb').read() if os.path.isfile(url) else None
		for words in COMMANDS + [['migrate']]:
			words = words + [path] if words[0] == 'import' else words
			a = store.run(*words)
			good = a.status == status and is_sentence(a.err) and (status == 3 or url in a.err)
			if not good:
				break
		ok(good, f'as a store, {what} is refused by every command', [' '.join(words)] + a.told())
		if data is not None:
			ok(open(url, 'rb').read() == data and not os.path.exists(url + '-wal') and not os.path.exists(url + '-facts'),
			   f'and {what} is left as it was')
	for what, url, status in cases:
		if url in (other, meta) or what in ('a letter', 'a picture', 'a folder'):
			data = open(url, 'rb').read() if os.path.isfile(url) else None
			a = Store(url, 'SQLite').run('init')
			ok(a.status == 1 and is_sentence(a.err) and (data is None or open(url, 'rb').read() == data),
			   f'nothing is made over {what}', a.told())


def damaged(stores, folder):
	"""A file whose bytes were changed: told as damage, never a crash."""
	store = lay_ground(stores.made(), folder)
	rows = [line(id=f'D{i}', comment='un commentaire pour remplir des pages') for i in range(400)]
	store.take('intervention', folder.file(table_text(rows_of(rows))))
	db = sqlite3.connect(store.url)
	db.execute('PRAGMA wal_checkpoint(TRUNCATE)')
	db.close()
	with open(store.url, 'rb') as f:
		whole = bytearray(f.read())
	wrong, found = [], 0
	places = range(4096, len(whole) - 4096, (len(whole) // 4096 // (4 if SLOW else 9) + 1) * 4096)
	for i, place in enumerate(places):
		bad = bytearray(whole)
		bad[place:place + 300] = bytes((7 * k + i) % 256 for k in range(300))
		hurt = Store(folder.file(bytes(bad), 'hurt.db'), 'SQLite')
		for tail in ('-wal', '-shm'):
			if os.path.exists(hurt.url + tail):
				os.unlink(hurt.url + tail)
		subprocess.run(['rm', '-rf', hurt.url + '-facts'])
		for words in (['export', 'intervention'], ['import', 'agency', folder.file('id,name\nZZ,Zed\n', 'z.csv')], ['check']):
			a = hurt.run(*words)
			if a.status not in (0, 1, 3) or 'Sanitizer' in a.err or (a.status == 3 and not a.err.strip() and not a.out.strip()):
				wrong += ['%s at %d' % (words[0], place)] + a.told()
		found += a.status != 0
	ok(not wrong, 'a store with damaged pages never brings the program down', wrong)
	ok(found == len(places), 'and check finds the damage', ['%d of %d' % (found, len(places))])


# -- full disks ----------------------------------------------------------------------------------

def full_disk(stores, folder):
	"""A ceiling on the size of files stands for a full disk: the system's answer is another number."""
	store = lay_ground(stores.made(), folder)
	rows = [line(id=f'F{i}', comment='un commentaire pour remplir le disque') for i in range(3000)]
	store.take('intervention', folder.file(table_text(rows_of(rows[:1000]))))
	store.run('figures')
	db = sqlite3.connect(store.url)
	db.execute('PRAGMA wal_checkpoint(TRUNCATE)')
	db.close()
	before = store.state()
	size = os.path.getsize(store.url)
	path = folder.file(table_text(rows_of(rows)))
	for what, ceiling in (('in the middle', 300 << 10), ('at once', 4096), ('near the end', 600 << 10)):
		a = measured(store, 'import', 'intervention', path, limits=[(resource.RLIMIT_FSIZE, ceiling)])
		ok(a.status == 1 and is_sentence(a.err) and 'full' in a.err and store.state() == before,
		   f'a disk that is full {what} of an import: a sentence, status 1, nothing is changed', a.told())
	ok(store.check().status == 0 and size <= os.path.getsize(store.url), 'and check finds the store well')

	bad = [line(id='G1')] + [line(id=f'B{i}', date='hier', comment='c' * 200) for i in range(2000)]
	path = folder.file(table_text(rows_of(bad)), 'rejects.csv')
	a = measured(store, 'import', 'intervention', path, '--partial', limits=[(resource.RLIMIT_FSIZE, 200 << 10)])
	ok(a.status == 1 and is_sentence(a.err) and 'rejects.csv' in a.err and store.state() == before and
	   not os.path.exists(path + '.rejects.csv') and not os.path.exists(path + '.rejects.csv.part'),
	   'refused lines that do not fit: the good ones are not stored without them', a.told())

	outputs = [
		('an export', ['export', 'intervention', '-o', os.path.join(folder.path, 'o.csv')], 20000),
		('an export as JSON', ['export', 'intervention', '-o', os.path.join(folder.path, 'o.json')], 20000),
		('an export as a workbook', ['export', 'intervention', '-o', os.path.join(folder.path, 'o.xlsx')], 20000),
		('a report', ['report', 'monthly', '--period', '2025-03', '-o', os.path.join(folder.path, 'o.html')], 20000),
		('a report as PDF', ['report', 'monthly', '--period', '2025-03', '-o', os.path.join(folder.path, 'o.pdf')], 8000),
	]
	for what, words, ceiling in outputs:
		target = words[-1]
		folder.file('as before', os.path.basename(target))
		a = measured(store, *words, limits=[(resource.RLIMIT_FSIZE, ceiling)])
		with open(target, 'rb') as f:
			kept = f.read() == b'as before'
		ok(a.status in (1, 3) and is_sentence(a.err) and kept and not os.path.exists(target + '.part'),
		   f'{what} that does not fit: a sentence, and the file of before is still there', a.told())
	with open('/dev/full', 'wb') as full:
		for words in (['export', 'intervention'], ['figures'], ['--json', 'figures'], ['help'], ['check'],
		              ['report', 'monthly', '--period', '2025-03', '--format', 'html'], ['help', 'import', 'intervention']):
			a = measured(store, *words, out=full)
			said = is_sentence(a.err) or (words[0] == '--json' and json.loads(a.err).get('error') == 'file.write')
			ok(a.status == 1 and said and 'disk is full' in a.err, f"{' '.join(words[:2])} onto a full disk says so", a.told())
	ok(store.state() == before, 'and the store is as it was')


def tiny_disk(stores, folder):
	"""A real full disk, where one may mount one."""
	place = os.path.join(folder.path, 'disk')
	os.mkdir(place)
	if not ROOT or subprocess.run(['mount', '-t', 'tmpfs', '-o', 'size=3m', 'none', place], stderr=subprocess.DEVNULL).returncode != 0:
		print('# no disk can be mounted here')
		return
	try:
		store = Store(os.path.join(place, 's.db'), 'SQLite')
		store.must('init')
		lay_ground(store, folder)
		before = store.state()
		rows = [line(id=f'F{i}', comment='un commentaire pour remplir le disque') for i in range(20000)]
		path = folder.file(table_text(rows_of(rows)))
		a = measured(store, 'import', 'intervention', path)
		ok(a.status == 1 and is_sentence(a.err) and 'full' in a.err and store.state() == before,
		   'a disk of 3 MB: an import that does not fit is refused whole', a.told())
		a = store.take('intervention', folder.file(table_text(rows_of(rows[:50]))))
		ok(a.status == 0 and a.file().get('made') == 50, 'and a smaller one still fits', a.told())
		before = store.state()
		with open(os.path.join(place, 'fill'), 'wb', buffering=0) as f:
			try:
				while True:
					f.write(b'x' * 65536)
			except OSError:
				pass
		a = measured(store, 'import', 'intervention', folder.file(table_text(rows_of(rows[50:90]))))
		ok(a.status == 1 and is_sentence(a.err), 'on a disk with no byte left nothing is written', a.told())
		a = store.run('export', 'intervention', '-o', os.path.join(place, 'o.csv'))
		ok(a.status == 1 and is_sentence(a.err) and not os.path.exists(os.path.join(place, 'o.csv')), 'nor exported there', a.told())
		a = store.run('figures')
		ok(a.status == 0, 'but figures are read', a.told())
		a = Store(os.path.join(place, 'new.db'), 'SQLite').run('init')
		ok(a.status == 1 and is_sentence(a.err), 'and no new store is made', a.told())
		os.unlink(os.path.join(place, 'fill'))
		ok(store.state() == before, 'with room again, the store is as it was')
	finally:
		subprocess.run(['umount', place])


# -- rights --------------------------------------------------------------------------------------

def no_rights(stores, folder):
	"""As another user, when the test is root; as itself otherwise."""
	store = lay_ground(stores.made(), folder)
	db = sqlite3.connect(store.url)
	db.execute('PRAGMA wal_checkpoint(TRUNCATE)')
	db.close()
	path = folder.file('id,name\nZZ,Zed\n')
	before = store.state()
	os.chmod(store.url, 0o444)
	nobody = {'user': 65534, 'group': 65534, 'extra_groups': []} if ROOT else {}
	try:
		a = store.run('import', 'agency', path, **nobody)
		ok(a.status == 3 and is_sentence(a.err) and 'cannot be written' in a.err, 'a file that one may only read: an import says so', a.told())
		a = store.run('export', 'agency', **nobody)
		ok(a.status == 0 and a.out.count('\n') == 3, 'and it is read', a.told())
		a = store.run('figures', **nobody)
		ok(a.status == 0, 'figures too', a.told())
		a = store.run('check', **nobody)
		ok(a.status == 0, 'and checked', a.told())
		os.chmod(store.url, 0)
		a = store.run('export', 'agency', **nobody)
		ok(a.status == 3 and is_sentence(a.err), 'a file that one may not even read is told as such', a.told())
		os.chmod(path, 0)
		os.chmod(store.url, 0o666)
		a = store.run('import', 'agency', path, **nobody)
		ok(a.status in (1, 3) and is_sentence(a.err), 'so is a spreadsheet', a.told())
		os.chmod(path, 0o444)
		a = store.run('export', 'agency', '-o', os.path.join(folder.path, 'own.csv'), **nobody)
		ok(a.status == (1 if ROOT else 0) and (not ROOT or is_sentence(a.err)), 'and a folder that one may not write', a.told())
	finally:
		os.chmod(store.url, 0o600)
	ok(store.state() == before, 'nothing is changed')


# -- the server ----------------------------------------------------------------------------------

def server_gone(stores, folder):
	"""The server ends the connection in the middle of an import."""
	store = lay_ground(stores.made(), folder)
	before = store.state()
	for what, when in (('in the middle', 3000), ('before the end', 5990)):
		def feed(f):
			f.write(HEAD.encode())
			for i in range(6000):
				f.write((','.join(line(id=f'K{i}', comment='c' * 250).values()) + '\n').encode())
				if i == when:
					f.flush()
					time.sleep(0.3)
					psql(store.url, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
					     "WHERE datname = current_database() AND pid <> pg_backend_pid()")
					time.sleep(0.1)

		a = measured(store, 'import', 'intervention', '-', feed=feed)
		ok(a.status == 3 and is_sentence(a.err) and 'does not answer' in a.err and store.state() == before,
		   f'PostgreSQL: the server ends the connection {what} of an import: status 3, nothing is changed', a.told())
	a = store.take('intervention', folder.file(text_of(line(id='K1'))))
	ok(a.status == 0, 'PostgreSQL: and the next import is as ever', a.told())


def main():
	for engine in engines():
		folder = Folder('bad')
		stores = Stores(engine, folder)
		try:
			store = lay_ground(stores.made(), folder)
			texts(store, folder)
			places(store, folder)
			workbooks(store, folder)
			large(store, folder)
			other_versions(stores, folder)
			in_use(stores, folder)
			if engine == 'SQLite':
				no_stores(folder)
				damaged(stores, folder)
				full_disk(stores, folder)
				tiny_disk(stores, folder)
				no_rights(stores, folder)
			else:
				server_gone(stores, folder)
		finally:
			folder.remove()
	return finish()


if __name__ == '__main__':
	sys.exit(main())
