#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Bringing in a file by pages: sent, its columns said, checked, brought in; what is kept, for whom, how long."""
import csv
import http.client
import io
import json
import os
import re
import sys
import tempfile
import time

from driver import SLOW, book
from outside import SAMPLES, Store, finish, ok, serving, table
from test_door import PASSWORD, Site, cookie_of, csrf_of

ROLES = {'siege': ['head_office'], 'chef': ['team_leader', '--scheme', 'D01'], 'client': ['client', '--client', 'C-REN']}
MARKUP = '<img src=x>\'&'
LARGE = 3000 if SLOW else 40000


class Person:
	"""A browser without scripts."""

	def __init__(self, site, login):
		self.site = site
		self.cookie = cookie_of(site.sign_in(login=login)[1])
		self.csrf = csrf_of(self.get('/')[2])

	def get(self, path):
		return self.site.ask('GET', path, cookie=self.cookie)

	def post(self, path, **form):
		return self.site.ask('POST', path, dict({'csrf': self.csrf}, **form), cookie=self.cookie)

	def send(self, path, data, name='a.csv', csrf=None):
		if isinstance(data, str):
			data = data.encode()
		body = (f'--edge\r\nContent-Disposition: form-data; name="csrf"\r\n\r\n{csrf or self.csrf}\r\n--edge\r\n'
		        f'Content-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n').encode()
		c = http.client.HTTPConnection('127.0.0.1', self.site.port, timeout=300)
		c.request('POST', path, body + data + b'\r\n--edge--\r\n',
		          {'Content-Type': 'multipart/form-data; boundary=edge', 'Cookie': self.cookie})
		r = c.getresponse()
		out = r.status, r.headers, r.read().decode()
		c.close()
		return out

	def hold(self, register, data, name='a.csv'):
		"""The address of a file that was taken; '' when it was not."""
		status, headers, text = self.send('/import/' + register, data, name)
		return headers['Location'] if status == 303 else ''

	def result(self, at):
		"""The page once nothing runs any more."""
		late = time.monotonic() + 300
		while time.monotonic() < late:
			status, _, text = self.get(at + '/result')
			if 'data-wait' not in text:
				return status, text
			time.sleep(0.05)
		return 0, ''


def counts(text):
	"""(read, new, changed, known, refused) as a result tells them."""
	return tuple(int(re.sub(r'\D', '', n)) for n in re.findall(r'<dd>([^<]*)</dd></div>', text))


def menus(text):
	"""{name of the menu: (column, what it holds)}"""
	out = {}
	for column, name, menu in re.findall(r'<label for="f-c\d+">([^<]*)</label>.*?<select[^>]* name="(c\d+)">(.*?)</select>',
	                                     text, re.S):
		chosen = re.search(r'value="([^"]*)" selected', menu)
		out[name] = (column, chosen.group(1) if chosen else None)
	return out


def messy():
	"""A real spreadsheet: Windows-1252, own headers, a column that means nothing, wrong cells."""
	with open(os.path.join(SAMPLES, 'releve-rennes.csv'), encoding='cp1252', newline='') as f:
		rows = list(csv.reader(f, delimiter=';'))[:201]
	rows[0][rows[0].index('DISPOSITIF *')] = 'Dispositif concerné'
	rows[0].append('Binôme')
	for i, row in enumerate(rows[1:]):
		row.append('AB')
		if i % 10 == 0:
			row[rows[0].index('TYPE DE LIEU*')] = 'Hall d’imeuble'
		if i % 50 == 7:
			row[rows[0].index('Date*')] = '31/02/2025'
	return table(rows, delimiter=';', encoding='cp1252')


def way(store, boss, folder):
	data = messy()
	at = boss.hold('intervention', data, 'relevé d’octobre.csv')
	ok(re.fullmatch(r'/import/intervention/[0-9a-f-]{36}', at) is not None, 'a file is taken and has an address')
	status, _, text = boss.get(at)
	said = menus(text)
	held = {column: held for column, held in said.values()}
	ok(status == 200 and 'relevé d’octobre.csv' in text and 'Windows-1252' in text and 'points-virgules' in text,
	   'how it is read is told')
	ok(held.get('Date*') == 'date' and held.get('TYPE DE LIEU*') == 'place_kind' and held.get('identifiant') == 'id',
	   'columns that are recognised are chosen', [str(held)])
	ok(held.get('Binôme') == '' and held.get('Dispositif concerné') == '' and 'Dispositif' in text and
	   'Rennes – halls de nuit' in text, 'those that are not are asked for, with their first values')
	form = {name: holds for name, (_, holds) in said.items()}
	status, _, text = boss.post(at + '/check', **form)
	ok(status == 422 and 'Dispositif' in text, 'a column that is needed is asked for before anything is read')
	form[next(n for n, (c, _) in said.items() if c == 'Binôme')] = 'date'
	status, _, text = boss.post(at + '/check', **form)
	ok(status == 422 and 'Binôme' in text and 'Date*' in text, 'two columns of one field are told')
	form[next(n for n, (c, _) in said.items() if c == 'Binôme')] = ''
	form[next(n for n, (c, _) in said.items() if c.startswith('Dispositif'))] = 'scheme'
	status, headers, _ = boss.post(at + '/check', **form)
	ok(status == 303 and headers['Location'] == at + '/result', 'the check leads to its result')
	status, text = boss.result(at)
	# The same on the command line, in a store of its own.
	other = Store(os.path.join(folder, 'other.db'), folder)
	other.must('init')
	ground(other)
	path, names = os.path.join(folder, 'o.csv'), os.path.join(folder, 'map.csv')
	with open(path, 'wb') as f:
		f.write(data)
	with open(names, 'w', encoding='utf-8') as f:
		f.write('column,field\nDispositif concerné,scheme\n')
	line = json.loads(other.run('--json', '--quiet', 'import', 'intervention', path, '--map', names, '--ignore', 'Binôme',
	                            '--partial').stdout)['files'][0]
	wanted = tuple(line[k] for k in ('lines', 'made', 'changed', 'unchanged', 'refused'))
	ok(status == 200 and counts(text) == wanted and wanted[4] > 20, 'it counts what the command line counts',
	   [str(counts(text)), str(wanted)])
	ok('Hall, cage d’escalier' in text and 'TYPE DE LIEU*' in text and '31/02/2025' in text,
	   'each reason names column, value and the nearest labels')
	ok(not store.rows('intervention'), 'and nothing was changed')
	status, headers, refused = boss.get(at + '/refused.csv')
	with open(path + '.rejects.csv', encoding='utf-8') as f:
		ok(status == 200 and refused == f.read() and 'attachment' in headers['Content-Disposition'],
		   'the refused lines can be taken away, as the command line writes them')
	ok('value="good"' in text and 'value="all"' not in text, 'the good lines are offered')
	ok(boss.get(at)[0] == 200 and menus(boss.get(at)[2])[[n for n, (c, _) in said.items() if
	   c.startswith('Dispositif')][0]][1] == 'scheme', 'what was said of the columns is remembered')
	ok(boss.post(at + '/bring', do='all')[0] == 303, 'all or nothing may be asked for')
	_, text = boss.result(at)
	ok(not store.rows('intervention') and 'rien n’a changé' in text, 'and is nothing when a line is refused')
	boss.post(at + '/bring', do='good')
	_, text = boss.result(at)
	ok(len(store.rows('intervention')) == wanted[1] and counts(text)[1] == wanted[1], 'the good lines are brought in')
	ok(boss.get(at)[0] == 410 and boss.get(at + '/result')[0] == 200, 'then the file is erased; what became of it is told')
	ok(boss.get(at + '/refused.csv')[0] == 200, 'and the refused lines are still there to take')
	again = boss.hold('intervention', data)
	boss.post(again + '/check', **form)
	ok(counts(boss.result(again)[1])[1:4] == (0, 0, wanted[1]), 'the same file again changes nothing')


def alone(site, boss):
	"""Whose a file is."""
	at = boss.hold('agency', 'id,name\nA9,Neuf\n')
	twin, other = Person(site, 'siege'), Person(site, 'chef')
	ok(boss.get(at)[0] == 200, 'who sent a file sees it')
	for who, sentence in ((twin, 'another session of the same person'), (other, 'somebody else')):
		told = [who.get(at + word)[0] for word in ('', '/result', '/refused.csv')]
		told += [who.post(at + word)[0] for word in ('/check', '/bring', '/drop')]
		ok(all(status in (410, 404, 403) or (word == 5 and status == 303) for word, status in enumerate(told)),
		   f'{sentence} does not', [str(told)])
	ok(boss.get(at)[0] == 200, 'nor erases it')
	status, _, text = twin.get(at)
	ok(status == 410 and 'type="file"' in text and '30 minutes' in text, 'who comes elsewhere is asked for the file again')
	ok(boss.get(at.replace('agency', 'town'))[0] == 410, 'it goes into the register it was sent for')
	for path in ('/import/agency/%2e%2e%2fetc', '/import/agency/00000000-0000-0000-0000-000000000000', '/import/agency/x'):
		told = boss.get(path)[0]
		ok(told in (400, 404, 410), f'{path} is no file', [str(told)])
	ok(boss.post(at + '/drop')[0] == 303 and boss.get(at)[0] == 410, 'a file may be erased at once')
	kept = [boss.hold('agency', f'id,name\nB{i},b\n') for i in range(4)]
	ok([boss.get(k)[0] for k in kept] == [410, 200, 200, 200], 'of one session three wait; a fourth takes the oldest’s place')
	ok(boss.send('/import/agency', 'id,name\nA9,Neuf\n', csrf='no')[0] == 403, 'a form without its token is refused')
	ok(boss.post(kept[3] + '/bring', csrf='no', do='all')[0] == 403, 'so is bringing in')
	client = Person(site, 'client')
	ok(client.get('/import')[0] == 403 and client.send('/import/agency', 'id,name\nA9,x\n')[0] in (403, 404),
	   'a client brings in nothing')


def bad(boss):
	"""Every file that cannot be read gets its sentence, and nothing is kept."""
	with open(os.path.join(SAMPLES, 'agency.csv'), 'rb') as f:
		good = f.read()
	cases = [
		(b'', 'an empty file'), ('id;name\nA;é\n'.encode('utf-16'), 'UTF-16'), (b'id,name\nA,\0\n', 'a zero byte'),
		(b'\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1' + b'x' * 600, 'an old workbook'), (b'PK\3\4' + b'x' * 200, 'a broken workbook'),
		(book([['id', 'name'], ['A', 'b']])[:-40], 'a workbook cut short'), (b'\x89PNG\r\n\x1a\n\0\0', 'a picture'),
		(('x,' * 600 + '\n').encode(), 'too many columns'), (b'id,name\x81\x8d\x90\n', 'bytes of no encoding'),
		(b'"id,name\nA,b\n' + b'c' * 70000, 'a quotation mark that never closes'), (b'\n\n\n', 'nothing but empty lines'),
	]
	for data, what in cases:
		status, _, text = boss.send('/import/agency', data)
		ok(status == 422 and 'alert-bad' in text and 'type="file"' in text, f'{what} gets its sentence', [f'{status}', text[:200]])
	text = boss.get(boss.hold('agency', f'id,{MARKUP}\nA,{MARKUP}\n', 'x<b>.csv'))[2]
	ok('<img' not in text and '<b>.csv' not in text and '&lt;img src=x&gt;' in text,
	   'markup in a header, a cell or a name comes back as text', re.findall('.{60}img.{60}', text)[:3])
	late = boss.hold('agency', good + b'Z,"never closed\n')
	status, _, text = boss.get(late)
	ok(status == 200 and 'alert-bad' in text, 'what breaks behind the first lines is told with them')
	boss.post(late + '/check', c0='id', c1='name')
	ok('alert-bad' in boss.result(late)[1], 'and by the check')
	head = boss.hold('agency', b'id,name\n')
	boss.post(head + '/check', c0='id', c1='name')
	_, text = boss.result(head)
	ok(counts(text) == (0, 0, 0, 0, 0) and 'name="do"' not in text, 'a file of a header alone brings in nothing')


def books(store, boss):
	at = boss.hold('agency', book([['id', 'name'], ['X1', 'Nord'], ['X2', 'Sud']]), 'agences.xlsx')
	ok('« a »' in boss.get(at)[2].replace('\xa0', ' '), 'of a workbook the sheet that is read is named')
	boss.post(at + '/check', c0='id', c1='name')
	_, text = boss.result(at)
	ok(counts(text) == (2, 2, 0, 0, 0) and 'value="all"' in text and 'value="good"' not in text, 'its lines are checked')
	boss.post(at + '/bring', do='all')
	ok(counts(boss.result(at)[1])[1] == 2 and {'X1', 'X2'} <= {r['source_id'] for r in store.rows('agency')},
	   'and brought in')


def reach(site, store):
	leader = Person(site, 'chef')
	at = leader.hold('intervention', 'scheme,date,start,duration_min,place_kind,kind,theme,outcome\n'
	                 'D01,2025-03-03,10:00,5,LP1,GC1,T10,OU1\nD02,2025-03-03,10:00,5,LP1,GC1,T10,OU1\n')
	names = {column: name for name, (column, _) in menus(leader.get(at)[2]).items()}
	leader.post(at + '/check', **{name: column for column, name in names.items()})
	_, text = leader.result(at)
	ok(counts(text) == (2, 1, 0, 0, 1), 'a line outside of one’s reach is refused', [str(counts(text))])
	before = len(store.rows('intervention'))
	leader.post(at + '/bring', do='good')
	leader.result(at)
	ok(len(store.rows('intervention')) == before + 1, 'and only the others are brought in')
	ok(leader.send('/import/agency', 'id,name\nA,b\n')[0] == 403, 'a register that one may read only takes no file')


def large(store, boss):
	rows = ''.join(f'L{i:06d},D01,2025-{i % 12 + 1:02d}-{i % 27 + 1:02d},{i % 24:02d}:{i % 60:02d},5,LP1,GC1,T10,OU1\n'
	               for i in range(LARGE))
	at = boss.hold('intervention', 'id,scheme,date,start,duration_min,place_kind,kind,theme,outcome\n' + rows)
	said = {name: column for name, (column, _) in menus(boss.get(at)[2]).items()}
	boss.post(at + '/check', **said)
	ok(counts(boss.result(at)[1]) == (LARGE, LARGE, 0, 0, 0), 'a large file is checked to its end')
	boss.post(at + '/bring', do='all')
	told = []
	late = time.monotonic() + 500
	while time.monotonic() < late:
		text = boss.get(at + '/result')[2]
		if 'data-wait' not in text:
			break
		told.append(re.search(r'data-progress>([^<]*)<', text).group(1))
	ok(counts(text)[1] == LARGE and len(store.rows('intervention')) > LARGE and all('lignes' in t for t in told),
	   'and brought in, while pages tell how far it is', told[:3])


def ground(store):
	for register in ('agency', 'town', 'client', 'scheme', 'staff', 'shift'):
		store.must('--quiet', 'import', register, os.path.join(SAMPLES, register + '.csv'))


def main():
	with tempfile.TemporaryDirectory() as folder:
		store = Store(os.path.join(folder, 'u.db'), folder)
		store.must('init')
		ground(store)
		for login, words in ROLES.items():
			store.run('user', 'add', login, '--role', *words, '--password-stdin', stdin=PASSWORD + '\n')
		with serving(store, TMPDIR=folder) as port:
			site = Site(port)
			boss = Person(site, 'siege')
			way(store, boss, folder)
			alone(site, boss)
			bad(boss)
			books(store, boss)
			reach(site, store)
			large(store, boss)
			names = [n for n in os.listdir(folder) if n.startswith('maillage-')]
			ok(not names, 'what is kept has no name on disk', names)
	return finish()


if __name__ == '__main__':
	sys.exit(main())
