#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What somebody wrote comes back as text, everywhere: markup, formulas and SQL in every free text of every
register, then every page that can be reached, reports as page and PDF, CSV, workbooks and JSON."""
import collections
import csv
import html.parser
import http.client
import io
import json
import os
import re
import sqlite3
import subprocess
import sys
import tempfile
import urllib.parse
import xml.etree.ElementTree
import zipfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import openapi  # noqa: E402
from outside import PROGRAM, Store, finish, ok, serving  # noqa: E402

SMALL = bool(os.environ.get('MAILLAGE_TEST_SMALL'))
PASSWORD = 'un mot de passe long'
PAGES = 320 if SMALL else 800
RECORDS = 40          # of a large register
MARK = '<img src=x onerror=alert(7)>'
NASTY = [MARK + '"\'', '"><svg onload=alert(7)>', "'); DROP TABLE client; --", '=HYPERLINK("http://evil.example";"x")',
         '+1+2', '-2+3', '@SUM(1)', '{{7*7}}${7*7}', '%s%n%d', '</title></script><script>alert(7)</script>',
         'javascript:alert(7)', '&lt;b&gt; &amp;amp;']
FORMULA = re.compile(r'[=+\-@\t\r]')
# Texts that the program reads as something else than words.
READ = {'siret', 'insee_code', 'template', 'slot', 'list', 'code', 'schedule', 'cell', 'number', 'device', 'nickname', 'outline',
        'cohort', 'presence', 'school_year', 'mark', 'waste_code', 'uai'}
# Texts that stand only beside another field.
BESIDE = {('micro_certification', 'badge'), ('works_request', 'answer')}
NAMED = {'name', 'label_fr', 'label_en'}  # required, or found by it: different in each record


class Site:
	def __init__(self, port):
		self.port, self.cookies = port, {}
		self.c = http.client.HTTPConnection('127.0.0.1', port, timeout=60)

	def get(self, path, who='head_office'):
		self.c.request('GET', path, None, {'Cookie': self.cookies[who], 'Accept-Language': 'en'})
		answer = self.c.getresponse()
		out = answer.status, dict(answer.getheaders()), answer.read()
		if answer.will_close:
			self.c.close()
		return out

	def sign_in(self, who):
		self.c.request('POST', '/sign-in', urllib.parse.urlencode({'login': who, 'password': PASSWORD}),
		               {'Content-Type': 'application/x-www-form-urlencoded', 'User-Agent': MARK,
		                'Origin': f'http://127.0.0.1:{self.port}'})
		answer = self.c.getresponse()
		self.cookies[who] = answer.getheader('Set-Cookie', '').split(';')[0]
		answer.read()


class Page(html.parser.HTMLParser):
	"""What a browser would take from a page: its links, its words, and what it should not have."""

	def __init__(self, text, styled=False):
		super().__init__(convert_charrefs=True)
		self.links, self.words, self.wrong, self.inside, self.styled = [], [], [], '', styled
		self.feed(text)
		self.text = ' '.join(self.words)

	def handle_starttag(self, tag, attributes):
		self.inside = tag
		for name, value in attributes:
			if name.startswith('on') or (name == 'style' and not self.styled):
				self.wrong.append(f'<{tag} {name}={value!r}>')
			if name in ('href', 'src', 'action', 'formaction', 'data', 'xlink:href'):
				if not re.match(r'(/(?!/)|#|\?|data:image/|data:font/|https?://|mailto:)', value or '') and not (
						self.styled and name == 'src'):
					self.wrong.append(f'<{tag} {name}={value!r}>')
				if name == 'href' and (value or '').startswith('/'):
					self.links.append(value)
			self.words.append(value or '')
		if (tag == 'script' and not dict(attributes).get('src')) or (tag == 'img' and dict(attributes).get('src') == 'x'):
			self.wrong.append(f'<{tag}>')

	def handle_data(self, data):
		self.words.append(data)
		if self.inside == 'script' and data.strip():
			self.wrong.append('script: ' + data[:60])

	def handle_endtag(self, tag):
		self.inside = ''


# -- the store ---------------------------------------------------------------------------------------

def texts(document, register):
	"""Names of a register's free texts, with their longest length."""
	out = {}
	for name, shape in document['components']['schemas'][f'record.{register}']['properties'].items():
		for one in shape.get('anyOf', [shape]):
			if one.get('type') == 'string' and 'maxLength' in one and not shape.get('readOnly') and not shape.get('x-sealed') \
					and name not in READ and (register, name) not in BESIDE:
				out[name] = one['maxLength']
	return out


def spoil(store, document):
	"""Puts it into every free text there is; what was stored, by register and record."""
	stored, n = {}, 0
	for register in document['components']['schemas']['register']['enum']:
		fields, rows = texts(document, register), store.rows(register)[:RECORDS]
		for row in rows:
			for field, most in fields.items():
				text = NASTY[n % len(NASTY)] + (f' {n}' if field in NAMED else '')
				if field == 'site_web':
					text = 'javascript:alert(7)'
				if len(text) <= most:
					row[field] = text
				n += 1
		if not fields or not rows:
			continue
		# As a spreadsheet would come: what looks like a formula is a text there too.
		p, told = store.load(register, [list(rows[0])] + [list(r.values()) for r in rows])
		if not ok(p.returncode == 0, f'{register} takes whatever is written in {", ".join(fields)}', told['errors'][:5]):
			continue
		stored[register] = {r['id']: {f: r[f] for f in fields} for r in rows}
	return stored


# -- pages -------------------------------------------------------------------------------------------

def starts(stored):
	"""Where walking begins: the first page, records with their forms, and addresses that say it themselves."""
	out = ['/', '/r', '/reports', '/help/components', '/users', '/me', '/audit', '/settings', '/agency/AG-R']
	for i, text in enumerate(NASTY):
		q = urllib.parse.quote(text)
		words = [f'/search?q={q}', f'/r/client?name={q}', f'/r/client?{q}=1', f'/r/client?sort={q}', f'/r/client/{q}',
		         f'/scheme/D01?period={q}', f'/figure/interventions?by={q}', f'/report/monthly?scheme={q}', f'/{q}',
		         f'/static/{q}', f'/api/v1/registers/client/{q}', f'/sign-in?next={q}']
		out += (words[i:] + words[:i])[:4]
	for register, rows in stored.items():
		first = next(iter(rows))
		out += [f'/r/{register}', f'/r/{register}/{first}', f'/r/{register}/{first}/edit', f'/r/{register}/{first}/history',
		        f'/r/{register}/{first}/delete', f'/r/{register}/new']
	return out


def kind_of(path):
	"""Pages of one kind are looked at a few times only."""
	return re.sub(r'[0-9a-f]{8}-[0-9a-f-]{27}', 'ID', path.split('?')[0])


def pages(site, stored):
	queue, seen, kinds = collections.deque(starts(stored)), set(), collections.Counter()
	asked = set(queue)
	bad, shown, n = [], 0, 0
	while queue and n < PAGES:
		path = queue.popleft()
		if path in seen or (path not in asked and path.startswith(('/static/', '/api/'))) or (kinds[kind_of(path)] >= 3 and path not in asked):
			continue
		seen.add(path)
		kinds[kind_of(path)] += 1
		n += 1
		for who in ('head_office', 'administrator') if path.startswith(('/users', '/audit', '/settings', '/me')) else ('head_office',):
			status, headers, body = site.get(path, who)
			if status >= 500:
				bad.append(f'{path[:100]}: {status}')
			if not headers.get('Content-Type', '').startswith('text/html'):
				if headers.get('Content-Type', '').startswith(('image/', 'text/css')) and b'alert(7)' in body:
					bad.append(f'{path[:100]}: {headers["Content-Type"]}')
				continue
			page = Page(body.decode(), styled=path.startswith('/api/'))
			bad += [f'{path[:100]}: {w[:100]}' for w in page.wrong]
			shown += any(t in page.text for t in (MARK, '<svg onload', 'DROP TABLE', '</title></script>'))
			queue.extend(l.split('#')[0] for l in page.links)
	ok(not bad, f'{n} pages have no markup, no script and no link that somebody wrote', bad)
	few = {'/', '/scheme/D01', '/figure/interventions', '/report/monthly', '/agency/AG-R', '/r/client/ID/edit'} - set(kinds)
	ok(not few, 'among them are those of figures, reports and forms', [few, sorted(kinds)])
	ok(shown > 20, f'{shown} of them show it as text')


# -- files -------------------------------------------------------------------------------------------

def as_cell(text):
	"""How a text that a spreadsheet could take for a formula is written."""
	return "'" + text if FORMULA.match(text) else text


def compare(rows, wanted, plain):
	bad = []
	for row in rows:
		for field, text in wanted.get(row['id'], {}).items():
			expected = text if plain else as_cell(text)
			if (row[field] or '') != expected:
				bad.append(f'{field}: {row[field]!r} instead of {expected!r}')
	return bad


def sheet(body):
	"""Rows of a workbook's first sheet, and what is a formula in any of its parts."""
	z = zipfile.ZipFile(io.BytesIO(body))
	ns = '{http://schemas.openxmlformats.org/spreadsheetml/2006/main}'
	shared = []
	if 'xl/sharedStrings.xml' in z.namelist():
		for si in xml.etree.ElementTree.fromstring(z.read('xl/sharedStrings.xml')).iter(ns + 'si'):
			shared.append(''.join(t.text or '' for t in si.iter(ns + 't')))
	root = xml.etree.ElementTree.fromstring(z.read('xl/worksheets/sheet1.xml'))
	lines = []
	for row in root.iter(ns + 'row'):
		cells = {}
		for c in row.iter(ns + 'c'):
			v = c.find(ns + 'v')
			text = ''.join(t.text or '' for t in c.iter(ns + 't')) if v is None else v.text or ''
			cells[re.match('[A-Z]+', c.get('r'))[0]] = shared[int(text)] if c.get('t') == 's' else text
		lines.append(cells)
	head = lines[0]
	rows = [{name: line.get(column, '') for column, name in head.items()} for line in lines[1:]]
	formulas = [part for part in z.namelist() if re.search(rb'<f[ >]|<hyperlink |externalLink', z.read(part))]
	return rows, formulas


def files(site, store, stored):
	csv_bad, json_bad, book_bad, formulas = [], [], [], []
	for register, wanted in stored.items():
		_, _, body = site.get(f'/api/v1/export/{register}.csv')
		csv_bad += compare(csv.DictReader(io.StringIO(body.decode(), newline='')), wanted, False)
		csv_bad += compare(csv.DictReader(io.StringIO(store.must('export', register), newline='')), wanted, False)
		json_bad += compare(json.loads(site.get(f'/api/v1/export/{register}.json')[2]), wanted, True)
		rows, found = sheet(site.get(f'/api/v1/export/{register}.xlsx')[2])
		book_bad += compare(rows, wanted, True)
		formulas += found
	ok(not csv_bad, 'CSV has every text as it was, what looks like a formula behind an apostrophe', csv_bad)
	ok(not json_bad, 'JSON has every text as it was', json_bad)
	ok(not book_bad, 'workbooks have every text as it was', book_bad)
	ok(not formulas, 'and no formula, no link', formulas)
	changed = []
	for register in stored:
		with open(os.path.join(store.folder, 'back.csv'), 'w', encoding='utf-8') as f:
			f.write(store.must('export', register))
		p = store.run('--json', '--quiet', 'import', register, f.name)
		told = json.loads(p.stdout)['files'][0] if p.returncode == 0 else {'changed': p.stderr}
		if told['changed'] != 0 or told.get('made') != 0:
			changed.append(f'{register}: {str(told)[:200]}')
	ok(not changed, 'what was exported comes in again without a change', changed)


def reports(site, store):
	scheme = next(r for r in store.rows('scheme') if r['source_id'] == 'D01')['name'].lstrip("'")
	way = '/api/v1/reports/monthly?scheme=D01&period=2025-03&format='
	document = json.loads(site.get(way + 'json')[2])
	ok(document['scheme'].replace('\u00a0', ' ').replace('’', "'") == scheme, 'a report’s JSON names the scheme as it was written',
	   [document['scheme'], scheme])
	page = Page(site.get(way + 'html')[2].decode(), styled=True)
	ok(not page.wrong and 'alert(7)' in page.text, 'a report’s page shows it as text', page.wrong)
	path = os.path.join(store.folder, 'r.pdf')
	with open(path, 'wb') as f:
		f.write(site.get(way + 'pdf')[2])
	text = re.sub(r'\s+', '', subprocess.run(['pdftotext', '-raw', path, '-'], capture_output=True, text=True, check=True).stdout)
	ok('alert(7)' in text, 'a PDF prints it as text', [text[:300]])
	with open(path, 'rb') as f:
		told = f.read()
	raw = subprocess.run(['qpdf', '--qdf', '--object-streams=disable', path, '-'], capture_output=True).stdout or told
	ok(not re.search(rb'/JavaScript|/JS\b|/Launch|/SubmitForm|/URI\s*\((?!https?:|mailto:)', raw), 'and has nothing that does something')


def main():
	out = subprocess.run([PROGRAM, 'help', 'openapi'], capture_output=True, encoding='utf-8', check=True).stdout
	with tempfile.TemporaryDirectory() as folder:
		store = Store(os.path.join(folder, 'stored.db'), folder, lang='en')
		store.must('init')
		store.everything()
		tables = sqlite3.connect(store.url).execute('SELECT count(*) FROM sqlite_schema').fetchone()
		stored = spoil(store, openapi.read(out))
		for role in ('head_office', 'administrator'):
			store.run('user', 'add', role, '--role', role, '--password-stdin', stdin=PASSWORD)
			store.must('user', 'token', 'add', role, '--name', MARK, '--scopes', 'figures')
		with serving(store, lang='en') as port:
			site = Site(port)
			site.sign_in('head_office')
			site.sign_in('administrator')
			pages(site, stored)
			reports(site, store)
			files(site, store, stored)
		ok(sqlite3.connect(store.url).execute('SELECT count(*) FROM sqlite_schema').fetchone() == tables,
		   'no table came or went')
	return finish()


if __name__ == '__main__':
	sys.exit(main())
