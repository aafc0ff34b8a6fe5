#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Registers as pages and for programs, from outside: lists, records, exports, and who sees what."""
import csv
import http.client
import io
import json
import os
import re
import sys
import tempfile
import urllib.parse

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from outside import Store, finish, ok, serving  # noqa: E402

PASSWORD = 'un mot de passe long'
ROLES = {
	'siege': ['--role', 'head_office'], 'rennes': ['--role', 'manager', '--scheme', 'D01'],
	'client': ['--role', 'client', '--client', 'C-REN'], 'partenaire': ['--role', 'partner'],
	'formatrice': ['--role', 'trainer'], 'dpo': ['--role', 'dpo'], 'admin': ['--role', 'administrator'],
}


class Site:
	def __init__(self, port):
		self.port, self.cookies = port, {}

	def ask(self, path, who=None, method='GET', body=None, **headers):
		c = http.client.HTTPConnection('127.0.0.1', self.port, timeout=30)
		if who:
			headers['Cookie'] = self.cookies[who]
		c.request(method, path, body, {k.replace('_', '-'): v for k, v in headers.items()})
		answer = c.getresponse()
		out = answer.status, dict(answer.getheaders()), answer.read()
		c.close()
		return out

	def sign_in(self, who):
		body = urllib.parse.urlencode({'login': who, 'password': PASSWORD})
		status, headers, _ = self.ask('/sign-in', method='POST', body=body, Origin=f'http://127.0.0.1:{self.port}',
		                              Content_Type='application/x-www-form-urlencoded')
		self.cookies[who] = headers.get('Set-Cookie', '').split(';')[0]
		return status == 303 and self.cookies[who] != ''


def parsed(body):
	return list(csv.DictReader(io.StringIO(body.decode(), newline='')))


def lists(site, store):
	status, _, body = site.ask('/r', 'siege')
	page = body.decode()
	links = re.findall(r'href="/r/(\w+)"', page)
	ok(status == 200 and {'scheme', 'intervention', 'staff', 'contract'} <= set(links), 'the registers are listed')
	for register in dict.fromkeys(links):
		status, _, body = site.ask('/r/' + register, 'siege')
		ok(status == 200 and body.count(b'<h1>') == 1, f'the list of {register} is a page', [str(status)])
	page = site.ask('/r/intervention?from=2025-03-01&to=2025-03-31&kind=GC1', 'siege')[2].decode()
	told = re.search(r'<p>([\d\s\u202f\xa0]+) fiches?</p>', page)
	rows = [r for r in store.rows('intervention')
	        if r['kind'] == 'GC1' and '2025-03-01' <= r['service_date'] <= '2025-03-31']
	ok(told and int(re.sub(r'\D', '', told.group(1))) == len(rows) > 0, 'a filtered list counts what the export has',
	   [str(told), str(len(rows))])
	status, _, body = site.ask('/r/intervention?no_such=1', 'siege')
	ok(status == 422 and 'no_such' in body.decode(), 'an unknown filter is refused by name', [str(status)])
	status, _, body = site.ask('/r/intervention?date=hier', 'siege')
	ok(status == 422, 'an impossible date is refused', [str(status)])


def markup(site):
	page = site.ask('/r/client', 'siege')[2].decode()
	ok('<script>alert' not in page and '&lt;script&gt;alert' in page, 'stored markup comes back as text in lists')
	status, _, body = site.ask('/r/client/C-EVIL', 'siege')
	ok(status == 200 and b'<script>alert' not in body and b'&lt;script&gt;alert' in body,
	   'a record is found by its own id, its markup is text', [str(status)])
	body = site.ask('/api/v1/export/client.csv', 'siege')[2].decode()
	ok("'=HYPERLINK" in body, 'a formula is exported as text')


def pages_of(site):
	"""Every record by cursor, once."""
	seen, cursor = [], None
	for _ in range(1000):
		query = 'limit=200' + ('&cursor=' + urllib.parse.quote(cursor) if cursor else '')
		status, _, body = site.ask('/api/v1/registers/intervention?' + query, 'siege')
		if status != 200:
			return seen
		told = json.loads(body)
		seen += [r['id'] for r in told['records']]
		cursor = told['next']
		if not cursor:
			break
	return seen


def programs(site, store):
	rows = store.rows('intervention')
	seen = pages_of(site)
	ok(len(seen) == len(set(seen)) == len(rows) and set(seen) == {r['id'] for r in rows},
	   'paging gives each record once', [f'{len(seen)} {len(set(seen))} {len(rows)}'])
	status, headers, body = site.ask('/api/v1/registers/scheme/D01', 'siege')
	record = json.loads(body)
	ok(status == 200 and record['source_id'] == 'D01' and headers.get('ETag') == '"%d"' % record['version'],
	   'a record is found by its own id, with its version')
	ok(json.loads(site.ask('/api/v1/registers/scheme/' + record['id'], 'siege')[2]) == record,
	   'and the same by its UUID')
	status, headers, body = site.ask('/api/v1/registers/scheme/NONE', 'siege')
	ok(status == 404 and headers['Content-Type'].startswith('application/problem+json'),
	   'what is not there is a problem document')
	for register in ('scheme', 'staff', 'intervention'):
		status, _, body = site.ask(f'/api/v1/export/{register}.csv', 'siege')
		mine = sorted(parsed(body), key=lambda r: r['id'])
		ok(status == 200 and mine == sorted(store.rows(register), key=lambda r: r['id']),
		   f'the export of {register} is the one of the command line')
	status, headers, body = site.ask('/api/v1/export/scheme.xlsx', 'siege')
	ok(status == 200 and body[:2] == b'PK' and 'scheme.xlsx' in headers['Content-Disposition'],
	   'a register is exported as a workbook')
	status, _, body = site.ask('/api/v1/export/intervention.csv?date=2025-03-10..2025-03-12', 'siege')
	ok(status == 200 and {r['date'] for r in parsed(body)} == {'2025-03-10', '2025-03-11', '2025-03-12'},
	   'an export is filtered as the list is')
	status, _, body = site.ask('/search?q=Parc+des', 'siege')
	ok(status == 200 and b'/r/scheme/' in body, 'a search finds a scheme by a word of its name')


def reach(site, store):
	d01 = json.loads(site.ask('/api/v1/registers/scheme/D01', 'siege')[2])['id']
	body = site.ask('/api/v1/export/intervention.csv', 'rennes')[2]
	ok({r['scheme'] for r in parsed(body)} == {d01}, 'a manager exports its own schemes only')
	other = next(r['id'] for r in store.rows('intervention') if r['scheme'] != d01)
	own = next(r['id'] for r in store.rows('intervention') if r['scheme'] == d01)
	ok(site.ask('/r/intervention/' + own, 'rennes')[0] == 200, 'a manager reads a record of its scheme')
	ok(site.ask('/r/intervention/' + other, 'rennes')[0] == 404, 'a record of another scheme is hidden from it')
	ok(site.ask('/api/v1/registers/intervention/' + other, 'rennes')[0] == 404, 'and from its programs')
	for who in ('client', 'partenaire', 'formatrice', 'dpo', 'admin'):
		got = [site.ask(p, who)[0] for p in ('/r/intervention', '/r/intervention/' + own,
		                                     '/api/v1/registers/intervention', '/api/v1/export/intervention.csv')]
		ok(all(s in (403, 404) for s in got), f'{who} sees no intervention anywhere', [str(got)])
	status, headers, _ = site.ask('/r/intervention')
	ok(status == 303 and headers['Location'].startswith('/sign-in'), 'who is not signed in is sent to the door')
	ok(site.ask('/api/v1/registers/scheme')[0] == 401, 'and a program is told to sign in')


def main():
	with tempfile.TemporaryDirectory() as folder:
		store = Store(os.path.join(folder, 'records.db'), folder)
		store.must('init')
		store.samples()
		store.load('client', [['id', 'name', 'kind'], ['C-EVIL', '<script>alert(1)</script>', 'other'],
		                      ['C-FORM', '=HYPERLINK("x")', 'other']])
		for who, words in ROLES.items():
			p = store.run('user', 'add', who, *words, '--password-stdin', stdin=PASSWORD)
			if p.returncode != 0:
				ok(False, f'the account {who} is made', p.stderr.splitlines())
		with serving(store) as port:
			site = Site(port)
			ok(all([site.sign_in(who) for who in ROLES]), 'everybody signs in')
			lists(site, store)
			markup(site)
			programs(site, store)
			reach(site, store)
	return finish()


if __name__ == '__main__':
	sys.exit(main())
