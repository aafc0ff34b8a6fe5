# SPDX-License-Identifier: AGPL-3.0-or-later
"""What tests from outside share: TAP, and a store driven through the program.

MAILLAGE: the program.  MAILLAGE_TEST_DB_URL: an empty PostgreSQL database, for tests on both engines.
"""
import csv
import io
import json
import os
import subprocess

from driver import PROGRAM, finish, ok  # noqa: F401 (for who imports this)

HERE = os.path.dirname(os.path.abspath(__file__))
SAMPLES = os.path.join(HERE, '..', 'data', 'samples')


def table(rows, delimiter=',', bom=False, encoding='utf-8'):
	"""The bytes of a CSV file: the first row is its header."""
	out = io.StringIO(newline='')
	csv.writer(out, delimiter=delimiter, lineterminator='\n').writerows(rows)
	return (b'\xef\xbb\xbf' if bom else b'') + out.getvalue().encode(encoding)


class Store:
	"""A store and the program over it, in French."""

	def __init__(self, url, folder, engine='SQLite', lang='fr'):
		self.url, self.folder, self.engine, self.lang, self.files = url, folder, engine, lang, 0

	def run(self, *words, stdin=None):
		env = dict(os.environ, MAILLAGE_DB=self.url, MAILLAGE_LANG=self.lang)
		return subprocess.run([PROGRAM, *words], env=env, capture_output=True, timeout=570,
		                      encoding='utf-8', errors='replace', input=stdin)

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

	def rows(self, register):
		"""What export writes, a dict a record."""
		return list(csv.DictReader(io.StringIO(self.must('export', register), newline='')))

	def figures(self, *words):
		"""{id: figure object}, or the finished process when it refused."""
		p = self.run('--json', '--quiet', 'figures', *words)
		if p.returncode != 0:
			return p
		return {f['id']: f for f in json.loads(p.stdout)['figures']}
