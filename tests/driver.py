# SPDX-License-Identifier: AGPL-3.0-or-later
"""What tests of the whole program share: TAP, stores on both engines, files in every dialect.

MAILLAGE: the program.  MAILLAGE_TEST_DB_URL: a PostgreSQL database that is empty, for its engine.
"""
import csv
import hashlib
import io
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import zipfile

HERE = os.path.dirname(os.path.abspath(__file__))
PROGRAM = os.environ.get('MAILLAGE', os.path.join(HERE, '..', 'build', 'maillage'))
BUILD = os.environ.get('MAILLAGE_BUILD', os.path.dirname(PROGRAM))
PG_URL = os.environ.get('MAILLAGE_TEST_DB_URL')
# Builds under sanitizers take their time: smaller amounts of the same.
SLOW = bool(os.environ.get('MAILLAGE_TEST_SMALL'))
done, failed = 0, 0


def ok(good, sentence, why=()):
	global done, failed
	done += 1
	failed += not good
	print(f"{'ok' if good else 'not ok'} {done} - {sentence}")
	if not good:
		for line in list(why)[:14]:
			print(f'# {line}'.replace('\n', ' '))
	sys.stdout.flush()
	return good


def finish():
	print(f'1..{done}')
	return 1 if failed else 0


class Folder:
	"""A folder of the test's own, with its files."""

	def __init__(self, name):
		self.path = tempfile.mkdtemp(prefix='mlg-%s-' % name)
		os.chmod(self.path, 0o755)
		self.n = 0

	def file(self, data, name=None):
		self.n += 1
		path = os.path.join(self.path, name or 'f%d.csv' % self.n)
		if isinstance(data, str):
			data = data.encode('utf-8')
		with open(path, 'wb') as f:
			f.write(data)
		return path

	def remove(self):
		subprocess.run(['chmod', '-R', 'u+rwx', self.path], stderr=subprocess.DEVNULL)
		shutil.rmtree(self.path, ignore_errors=True)


class Answer:
	"""What a run of the program said."""

	def __init__(self, p):
		self.status, self.out, self.err = p.returncode, p.stdout, p.stderr

	def told(self):
		return ['status %d' % self.status] + self.err.splitlines()[-8:] + self.out.splitlines()[-4:]

	def json(self):
		try:
			return json.loads(self.out)
		except ValueError:
			return {}

	def file(self):
		"""The first file of an import's JSON."""
		files = self.json().get('files') or [{}]
		return files[0]

	def errors(self):
		return self.file().get('errors', [])


class Store:
	def __init__(self, url, engine):
		self.url, self.engine = url, engine

	def words(self, *words, lang='en'):
		return [PROGRAM, '--db', self.url, '--lang', lang, '--quiet', *words]

	def run(self, *words, lang='en', **more):
		return Answer(subprocess.run(self.words(*words, lang=lang), capture_output=True, timeout=800,
		                             encoding='utf-8', errors='replace', **more))

	def must(self, *words, **more):
		a = self.run(*words, **more)
		if a.status != 0:
			ok(False, f"{self.engine}: maillage {' '.join(words[:3])} ends well", a.told())
			raise SystemExit(finish())
		return a.out

	def take(self, register, path, *options, lang='en', **more):
		"""Imports; what it said as JSON."""
		return self.run('--json', 'import', register, path, *options, lang=lang, **more)

	def query(self, *sql):
		"""Rows of texts, beside the program; of several questions one after the other."""
		if self.engine == 'SQLite':
			db = sqlite3.connect(self.url)
			try:
				return [[None if v is None else v.hex() if isinstance(v, bytes) else str(v) for v in row]
				        for one in sql for row in db.execute(one)]
			finally:
				db.close()
		p = psql(self.url, *sql)
		return [[None if c == '\\N' else c[2:] if c.startswith('\\x') else c for c in line.split('\t')]
		        for line in p.splitlines()]

	def tables(self):
		if self.engine == 'SQLite':
			return [r[0] for r in self.query("SELECT name FROM sqlite_schema WHERE type = 'table' "
			                                 "AND name NOT LIKE 'sqlite%' ORDER BY name")]
		return [r[0] for r in self.query('SELECT tablename FROM pg_tables WHERE schemaname = current_schema() '
		                                 'ORDER BY tablename')]

	def state(self):
		"""A checksum of every table."""
		tables = self.tables()
		rows = sorted(map(repr, self.query(*(f"SELECT '{t}', * FROM \"{t}\"" for t in tables))))
		return hashlib.sha256(repr((tables, rows)).encode()).hexdigest()

	def end(self):
		"""The end of the journal: what an accepted change would move."""
		return self.query('SELECT pos, hash FROM journal ORDER BY pos DESC LIMIT 1')

	def export(self, register, *options):
		return self.must('export', register, *options)

	def records(self, register):
		"""The export as a list of dictionaries."""
		return list(csv.DictReader(io.StringIO(self.export(register), newline='')))

	def check(self):
		return self.run('--json', 'check')


def psql(url, *sql):
	# COPY-like output: tabs, \N for nothing.
	p = subprocess.run(['psql', '-X', '-q', '-A', '-t', '-F', '\t', '-P', 'null=\\N', '-v', 'ON_ERROR_STOP=1',
	                    '-d', url, *(w for one in sql for w in ('-c', one))], capture_output=True, encoding='utf-8')
	if p.returncode != 0:
		raise RuntimeError(p.stderr)
	return p.stdout


class Stores:
	"""Fresh stores of an engine; a name is used once."""

	def __init__(self, engine, folder):
		self.engine, self.folder, self.n = engine, folder, 0

	def empty(self):
		self.n += 1
		if self.engine == 'SQLite':
			return Store(os.path.join(self.folder.path, 's%d.db' % self.n), self.engine)
		name = '%s%d' % (os.path.splitext(os.path.basename(sys.argv[0]))[0], self.n)
		psql(PG_URL, f'DROP SCHEMA IF EXISTS {name} CASCADE; CREATE SCHEMA {name}')
		join = '&' if '?' in PG_URL else '?'
		return Store(f'{PG_URL}{join}options=-csearch_path%3D{name}', self.engine)

	def made(self):
		s = self.empty()
		s.must('init')
		return s


def engines():
	if PG_URL:
		return ['SQLite', 'PostgreSQL']
	print('# PostgreSQL is left out: MAILLAGE_TEST_DB_URL is not set')
	return ['SQLite']


# -- files ---------------------------------------------------------------------------------------

def cell_text(value, sep, always=False):
	value = '' if value is None else str(value)
	if always or any(c in value for c in (sep, '"', '\n', '\r')):
		return '"' + value.replace('"', '""') + '"'
	return value


def table_text(rows, sep=',', end='\n', always=False):
	"""CSV of a list of lists."""
	return ''.join(sep.join(cell_text(v, sep, always) for v in row) + end for row in rows)


def rows_of(records, columns=None):
	"""A header and lines from dictionaries."""
	if columns is None:
		columns = []
		for r in records:
			columns += [c for c in r if c not in columns]
	return [list(columns)] + [[r.get(c, '') for c in columns] for r in records]


class Sheet:
	"""XLSX cells that are more than a text: number with a style, boolean, formula, shared string."""

	def __init__(self, xml, style=0, kind=None):
		self.xml, self.style, self.kind = xml, style, kind


STYLES = {'plain': 0, 'date': 1, 'time': 2, 'moment': 3}


def number(v, style='plain'):
	return Sheet(f'<v>{v!r}</v>', STYLES[style])


def boolean(v):
	return Sheet(f'<v>{int(v)}</v>', kind='b')


def formula(text, value):
	return Sheet(f'<f>{escaped(text)}</f><v>{escaped(str(value))}</v>', kind='str')


def escaped(s):
	return s.replace('&', '&amp;').replace('<', '&lt;').replace('>', '&gt;')


def column_name(i):
	name = ''
	i += 1
	while i:
		i, k = divmod(i - 1, 26)
		name = chr(65 + k) + name
	return name


def sheet_xml(rows):
	out = ['<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="http://schemas.openxmlformats.org/'
	       'spreadsheetml/2006/main"><sheetData>']
	for n, row in enumerate(rows, 1):
		out.append(f'<row r="{n}">')
		for i, v in enumerate(row):
			at = f'{column_name(i)}{n}'
			if isinstance(v, Sheet):
				kind = f' t="{v.kind}"' if v.kind else ''
				out.append(f'<c r="{at}" s="{v.style}"{kind}>{v.xml}</c>')
			elif v not in (None, ''):
				out.append(f'<c r="{at}" t="inlineStr"><is><t xml:space="preserve">{escaped(str(v))}</t></is></c>')
		out.append('</row>')
	out.append('</sheetData></worksheet>')
	return ''.join(out)


RELATIONS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
BOOK = {
	'_rels/.rels': '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
	f'<Relationship Id="r1" Type="{RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
	'xl/workbook.xml': '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
	f'xmlns:r="{RELATIONS}"><sheets><sheet name="a" sheetId="1" r:id="r1"/></sheets></workbook>',
	'xl/_rels/workbook.xml.rels':
	'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
	f'<Relationship Id="r1" Type="{RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/>'
	f'<Relationship Id="r2" Type="{RELATIONS}/styles" Target="styles.xml"/></Relationships>',
	'xl/styles.xml': '<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><numFmts>'
	'<numFmt numFmtId="164" formatCode="dd/mm/yyyy hh:mm"/></numFmts><cellXfs><xf numFmtId="0"/>'
	'<xf numFmtId="14"/><xf numFmtId="20"/><xf numFmtId="164"/></cellXfs></styleSheet>',
}


def book(rows, **parts):
	"""An XLSX file's bytes; rows may also be the sheet's XML."""
	out = io.BytesIO()
	with zipfile.ZipFile(out, 'w', zipfile.ZIP_DEFLATED) as z:
		for name, text in BOOK.items():
			z.writestr(name, text)
		z.writestr('xl/worksheets/sheet1.xml', rows if isinstance(rows, (str, bytes)) else sheet_xml(rows))
		for name, text in parts.items():
			z.writestr(name, text)
	return out.getvalue()


# -- an invented operator ------------------------------------------------------------------------

GROUND = {
	'agency': 'id,name\nAG1,Ouest\nAG2,Île-de-France\n',
	'town': 'id,name,insee_code,agency\nREN,Rennes,35238,AG1\nNAN,Nantes,44109,AG1\n',
	'client': 'id,name,kind\nVR,Ville de Rennes,town\nNM,Nantes Métropole,epci\n',
	'scheme': 'id,name,form,agency,town,client,start,end\n'
	'DJ,Rennes – jour,FJ,AG1,REN,VR,2020-01-01,\nDN,Rennes – nuit,FN,AG1,REN,VR,2020-01-01,\n'
	'DE,Nantes – écoles,FE,AG1,NAN,NM,2020-01-01,\n',
	'staff': 'id,role,agency\n' + ''.join('M%02d,mediator,AG1\n' % i for i in range(1, 7)),
}


def lay_ground(store, folder):
	for register, text in GROUND.items():
		path = folder.file(text)
		a = store.take(register, path)
		if a.status != 0:
			ok(False, f'{store.engine}: {register} of the ground is imported', a.told())
			raise SystemExit(finish())
	return store
