# SPDX-License-Identifier: AGPL-3.0-or-later
"""What tests from outside share: TAP, and a store driven through the program.

MAILLAGE: the program.  MAILLAGE_TEST_DB_URL: an empty PostgreSQL database, for tests on both engines.
"""
import contextlib
import csv
import datetime
import hashlib
import io
import json
import os
import re
import subprocess
import uuid

from driver import PROGRAM, finish, ok  # noqa: F401 (for who imports this)
from samples_money import MONEY, QUALITY
from samples_teams import TEAMS_AND_TRAINING
from outside_ground import GROUND

HERE = os.path.dirname(os.path.abspath(__file__))
SAMPLES = os.path.join(HERE, '..', 'data', 'samples')


def table(rows, delimiter=',', bom=False, encoding='utf-8'):
	"""The bytes of a CSV file: the first row is its header."""
	out = io.StringIO(newline='')
	csv.writer(out, delimiter=delimiter, lineterminator='\n').writerows(rows)
	return (b'\xef\xbb\xbf' if bom else b'') + out.getvalue().encode(encoding)

# The registers that the samples leave empty: for each a record about Rennes (scheme D01), one about Angers
# (scheme D02).
OTHERS = {
	'structure': [['id', 'name'], ['MAISON', 'Opérateur d’essai']],
	'funder': [['id', 'name', 'kind', 'client'], ['F-REN', 'Rennes', 'town', 'C-REN'], ['F-ANG', 'Angers', 'town', 'C-ANG']],
	'contract': [['id', 'name', 'kind', 'client', 'lot', 'start', 'amount', 'hours', 'period_start'],
	             ['K-REN', 'Médiation à Rennes', 'market', 'C-REN', '1', '2024-10-01', '460000', '9800', '10'],
	             ['K-ANG', 'Médiation à Angers', 'market', 'C-ANG', '', '2024-01-01', '300000,50', '', '']],
	'contract_amendment': [['id', 'contract', 'number', 'signed', 'hours', 'subject'],
	                       ['K-REN/1', 'K-REN', '1', '2025-01-15', '300', 'Renfort'],
	                       ['K-ANG/1', 'K-ANG', '1', '2025-01-15', '', '']],
	'contract_share': [['id', 'contract', 'funder', 'start', 'percent'], ['K-REN/F', 'K-REN', 'F-REN', '2024-10-01', '100'],
	                   ['K-ANG/F', 'K-ANG', 'F-ANG', '2024-01-01', '62,5']],
	'contract_code': [['id', 'contract', 'list', 'code', 'label_fr', 'label_en'],
	                  ['K-REN/T10', 'K-REN', 'theme', 'T10-NUIT', 'Bruit la nuit', 'Noise at night'],
	                  ['K-ANG/T10', 'K-ANG', 'theme', 'T10-JOUR', 'Bruit le jour', 'Noise by day']],
	'scheme': [['id', 'name', 'form', 'agency', 'town', 'client', 'start', 'contract', 'schedule'],
	           ['D01', 'Rennes – médiation de jour', 'FJ', 'AG-R', 'T-REN', 'C-REN', '2020-01-01', 'K-REN',
	            'Mo-Fr 14:00-21:00'],
	           ['D02', 'Angers – médiation de nuit', 'FN', 'AG-N', 'T-ANG', 'C-ANG', '2020-01-01', 'K-ANG', '']],
	'scheme_post': [['id', 'scheme', 'role', 'posts', 'share'], ['D01/M', 'D01', 'mediator', '4', '100'],
	                ['D02/M', 'D02', 'mediator', '2', '62,5']],
	'area': [['id', 'name', 'town', 'kind', 'population'], ['Q-REN', 'Le Blosne', 'T-REN', 'QPV', '13000'],
	         ['Q-ANG', 'Monplaisir', 'T-ANG', 'QPV', '']],
	'sector': [['id', 'name', 'town', 'area', 'lon', 'lat'], ['B-REN', 'Le Blosne', 'T-REN', 'Q-REN', '-1,66', '48.08'],
	           ['B-ANG', 'Monplaisir', 'T-ANG', '', '', '']],
	'site': [['id', 'name', 'town', 'place_kind'], ['L-REN', 'École 1', 'T-REN', 'LS1'], ['L-ANG', 'École 1', 'T-ANG', 'LS1']],
	'partner': [['id', 'name', 'kind', 'town'], ['P-REN', 'Ville de Rennes', 'PT01', 'T-REN'],
	            ['P-ANG', 'Ville d’Angers', 'PT01', 'T-ANG']],
	'case_file': [['id', 'scheme', 'date', 'team', 'theme', 'request', 'party_a_kind', 'party_a_name', 'party_a_contact',
	               'party_a_consent', 'party_a_consent_on', 'party_b_kind', 'party_b_name', 'party_b_consent',
	               'party_b_consent_on', 'agreement', 'agreed_on', 'outcome', 'closed'],
	              ['M-REN', 'D01', '2025-03-03', 'M003', 'T10', 'Bruit la nuit', 'tenant', 'Partie Fictive Une',
	               'palier de gauche', 'oral', '2025-03-04', 'tenant', 'Partie Fictive Deux', 'written', '2025-03-05',
	               'oral', '2025-03-20', 'OU3', '2025-03-25'],
	              ['M-ANG', 'D02', '2025-03-03', 'M001', 'T10', '', 'shop', '', '', '', '', 'group', '', '', '', '', '', '', '']],
	'case_step': [['id', 'case_file', 'date', 'kind', 'present', 'minutes', 'mediators', 'note'],
	              ['M-REN/1', 'M-REN', '2025-03-06', 'shuttle', 'party_a', '45', 'M003', 'Chacun dit sa gêne'],
	              ['M-ANG/1', 'M-ANG', '2025-03-06', 'visit', '', '', 'M001', '']],
	'help_call': [['id', 'scheme', 'date', 'time', 'place', 'word'], ['H-REN', 'D01', '2025-03-10', '20:10', 'Quai', 'Renfort'],
	              ['H-ANG', 'D02', '2025-03-10', '20:10', '', '']],
	'incivility_report': [['id', 'partner', 'scheme', 'date', 'start', 'place_kind', 'facts', 'comment'],
	                      ['I-REN', 'P-REN', 'D01', '2025-03-10', '21:00', 'LP1', 'IC31x2!3|IC11', 'Vu du quai'],
	                      ['I-ANG', 'P-ANG', 'D02', '2025-03-10', '', 'LP1', 'IC31', '']],
	**MONEY,
	**QUALITY,
	**TEAMS_AND_TRAINING,
	**GROUND,
}


def narrative_id(scheme, template='monthly', slot='text', first='2025-03-01', last='2025-03-31'):
	"""The identifier that the words of a report have on every machine (registers/narrative.h)."""
	days = [(datetime.date.fromisoformat(d) - datetime.date(1970, 1, 1)).days for d in (first, last)]
	content = f'narrative|{template}|{slot}|{days[0]}|{days[1]}|'.encode() + uuid.UUID(scheme).bytes
	b = bytearray((days[0] * 86400000).to_bytes(6, 'big') + hashlib.blake2b(content, digest_size=16).digest()[:10])
	b[6], b[8] = 0x80 | b[6] & 15, 0x80 | b[8] & 63
	return str(uuid.UUID(bytes=bytes(b)))


@contextlib.contextmanager
def serving(store, *words, lang='fr', **env):
	"""The web application over a store, on a port of its own, which is given; at the end it must stop well.
	`env` is added to its environment."""
	said = ['--lang', lang] if lang else []
	server = subprocess.Popen([PROGRAM, '--db', store.url, *said, 'serve', '--listen', '127.0.0.1:0', *words],
	                          stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, encoding='utf-8',
	                          env={**os.environ, **store.key(), **env})
	try:
		yield int(re.search(r'127\.0\.0\.1:(\d+)', server.stdout.readline()).group(1))
	finally:
		server.terminate()
		ok(server.wait(60) == 0, f'{store.engine}: the server stops well')


class Store:
	"""A store and the program over it, in French."""

	def __init__(self, url, folder, engine='SQLite', lang='fr'):
		self.url, self.folder, self.engine, self.lang, self.files = url, folder, engine, lang, 0

	def run(self, *words, stdin=None):
		env = dict(os.environ, MAILLAGE_DB=self.url, MAILLAGE_LANG=self.lang, **self.key())
		return subprocess.run([PROGRAM, *words], env=env, capture_output=True, timeout=570,
		                      encoding='utf-8', errors='replace', input=stdin)

	def key(self):
		"""Where the key file is: beside a file by itself, a server must be told."""
		return {} if self.engine == 'SQLite' else {'MAILLAGE_KEY': os.path.join(self.folder, 'store.key')}

	def must(self, *words):
		p = self.run(*words)
		if p.returncode != 0:
			ok(False, f"{self.engine}: maillage {' '.join(words[:3])} ends well",
			   [f'status {p.returncode}'] + p.stderr.splitlines()[-10:])
			raise SystemExit(finish())
		return p.stdout

	def load(self, register, rows, *words, **how):
		"""Imports rows (a list with its header, or bytes); gives the process and what its JSON told."""
		self.files += 1
		path = os.path.join(self.folder, f'{register}-{self.files}.csv')
		with open(path, 'wb') as f:
			f.write(rows if isinstance(rows, bytes) else table(rows, **how))
		p = self.run('--json', '--quiet', 'import', register, path, *words)
		try:
			told = json.loads(p.stdout)['files'][0]
		except (ValueError, LookupError):
			told = {'errors': [], 'errors_total': 0}
		return p, told

	def samples(self):
		for register in ('agency', 'town', 'client', 'scheme', 'staff', 'shift'):
			self.must('--quiet', 'import', register, os.path.join(SAMPLES, register + '.csv'))
		for name in ('nantes.csv', 'paris.tsv', 'releve-rennes.csv', 'sans_id.csv'):
			self.must('--quiet', 'import', 'intervention', os.path.join(SAMPLES, name))

	def everything(self):
		"""The samples, and something in every register."""
		self.samples()
		schemes = {r['source_id']: r['id'] for r in self.rows('scheme')}
		words = [['id', 'template', 'scheme', 'start', 'end', 'slot', 'text', 'finished']]
		for scheme, text in (('D01', 'Un mois calme.'), ('D02', 'Un mois agité.')):
			words.append([narrative_id(schemes[scheme]), 'monthly', scheme, '2025-03-01', '2025-03-31', 'text', text, 'oui'])
		for register, rows in [*OTHERS.items(), ('narrative', words)]:
			p, told = self.load(register, rows)
			if p.returncode != 0:
				ok(False, f'{self.engine}: {register} is taken', [told, p.stderr])

	def rows(self, register):
		"""What export writes, a dict a record."""
		return list(csv.DictReader(io.StringIO(self.must('export', register), newline='')))

	def figures(self, *words):
		"""{id: figure object}, or the finished process when it refused."""
		p = self.run('--json', '--quiet', 'figures', *words)
		if p.returncode != 0:
			return p
		return {f['id']: f for f in json.loads(p.stdout)['figures']}
