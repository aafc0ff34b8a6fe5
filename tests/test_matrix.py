#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every route as every role, generated from the program's own tables (maillage --json help routes): allowed,
refused or hidden; every register and record as every role; forms of other sites; reading that writes nothing.

A new route is walked by itself. What its braces stand for is in KNOWN; where that is not enough, its line in
ADDRESSES says what to ask for.
"""
import csv
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

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from outside import PROGRAM, Store, finish, ok, serving, table  # noqa: E402

SMALL = bool(os.environ.get('MAILLAGE_TEST_SMALL'))
PASSWORD = 'un mot de passe long'
ROLES = {
	'mediator': ['--scheme', 'D01'], 'team_leader': ['--scheme', 'D01'], 'manager': ['--scheme', 'D01'],
	'agency': ['--agency', 'AG-R'], 'head_office': [], 'client': ['--client', 'C-REN'], 'partner': [],
	'trainer': [], 'administrator': [], 'dpo': [],
}
# Programs' tokens of the head office: what they are for.
TOKENS = {'reads': 'registers.read', 'counts': 'figures', 'moves': 'import,export'}
# Builds under sanitizers take their time: there, records are asked for by fewer.
TRIED = ['mediator', 'manager', 'head_office', 'client'] if SMALL else list(ROLES)
# Who works in the field: members of staff, both the same one.
TEAM = ('mediator', 'team_leader')
NOBODY = 'nobody'
MADE_UP = '01890000-0000-7000-8000-00000000abcd'
# What a part of a pattern stands for, where nothing else is said.
KNOWN = {'register': 'scheme', 'figure': 'interventions', 'template': 'monthly', 'id': 'D01'}
# What is asked for instead.
ADDRESSES = {
	'/agency/{id}': '/agency/AG-R',
	'/report/{template}': '/report/monthly?scheme=D01&period=2025-03',
	'/api/v1/reports/{template}': '/api/v1/reports/monthly?scheme=D01&period=2025-03&format=json',
	'/report/{template}/narrative/{slot}': '/report/monthly/narrative/text?scheme=D01&period=2025-03',
	'/api/v1/reports/{template}/narrative/{slot}': '/api/v1/reports/monthly/narrative/text?scheme=D01&period=2025-03',
	'/api/v1/figures/{figure}': '/api/v1/figures/interventions?period=2025-03',
	'/figure/{figure}': '/figure/interventions?scheme=D01&period=2025-03',
	'/persons/{kind}/{id}': '/persons/staff/M003',
	'/persons/{kind}/{id}/erase': '/persons/party-a/M-REN/erase',
}
# Beyond the permission: what is of the whole house.
HOUSE = {'/organisation'}
# Of the field: an administrator writes the house's registers, a trainer those of training, no situations.
FIELD = {'/record', '/record/{id}', '/record/{id}/undo'}


class Site:
	"""Everybody at once: each with a session of its own, each request from another address."""

	def __init__(self, port):
		self.port, self.bearers, self.cookies, self.n = port, {}, {}, 0
		self.c = http.client.HTTPConnection('127.0.0.1', port, timeout=60)

	def ask(self, method, path, who=NOBODY, body=None, cookie=False, **headers):
		self.n += 1
		headers = {'Accept-Language': 'en', **{k.replace('_', '-'): v for k, v in headers.items()}}
		headers['X-Forwarded-For'] = '10.%d.%d.1' % (self.n >> 8 & 255, self.n & 255)
		if who != NOBODY and cookie:
			headers['Cookie'] = self.cookies[who]
		elif who != NOBODY:
			headers['Authorization'] = 'Bearer ' + self.bearers[who]
		try:
			self.c.request(method, path, body, headers)
			answer = self.c.getresponse()
		except (http.client.RemoteDisconnected, ConnectionError):
			self.c.close()
			self.c.request(method, path, body, headers)
			answer = self.c.getresponse()
		stream = answer.getheader('Content-Type', '').startswith('text/event-stream')
		out = answer.status, dict(answer.getheaders()), b'' if stream else answer.read()
		if stream or answer.will_close:
			self.c.close()
		return out

	def sign_in(self, who):
		status, headers, body = self.ask('POST', '/api/v1/session', NOBODY,
		                                 json.dumps({'login': who, 'password': PASSWORD}), Content_Type='application/json')
		if status != 200:
			return False
		self.bearers[who] = json.loads(body)['token']
		self.cookies[who] = headers['Set-Cookie'].split(';')[0]
		return True

	def stay(self, who):
		"""A request may have ended the session that it came with."""
		if who in ROLES and self.ask('GET', '/help/components', who)[0] != 200:
			self.sign_in(who)

	def form_token(self, who):
		m = re.search(rb'name="csrf" value="([^"]+)"', self.ask('GET', '/', who, cookie=True)[2])
		return m[1].decode() if m else ''


def tables():
	out = subprocess.run([PROGRAM, '--json', 'help', 'routes'], capture_output=True, encoding='utf-8', check=True).stdout
	return json.loads(out)


def name(route):
	return f'{route["method"]} {route["pattern"]}'


def address(route):
	"""What to ask for, and whether it is known to be there. What writes is pointed at nothing."""
	parts = re.findall(r'\{(\w+)', route['pattern'])
	if route['method'] != 'GET':
		known = {'register': 'scheme'}
	elif route['pattern'] in ADDRESSES:
		return ADDRESSES[route['pattern']], True
	else:
		known = {**KNOWN, **({'id': MADE_UP} if route['pattern'].startswith(('/users', '/record', '/validate')) else {})}
	path = re.sub(r'\{(\w+)\*?\}', lambda m: known.get(m[1], MADE_UP), route['pattern'])
	return path, all(p in known and known[p] != MADE_UP for p in parts)


def may(route, who, roles):
	"""Whether the table lets a principal through the door."""
	if route['permission'] == 'anyone':
		return True
	if who in TOKENS:
		return 'head_office' in route['roles'] and bool(set(TOKENS[who].split(',')) & set(route['scopes']))
	return roles.get(who) in route['roles']


def operation(route):
	"""What a route of a register does with it, in the words of the matrices of rights."""
	pattern, method = route['pattern'], route['method']
	if '{register}' not in pattern:
		return None
	if 'import/{register}' in pattern:
		return 'import'
	if 'export/{register}' in pattern:
		return 'export'
	if route['permission'] != 'write':
		return 'read'
	if re.search(r'/(delete|restore)$', pattern) or method == 'DELETE':
		return 'delete'
	return 'make' if pattern.endswith(('/new', '{register}')) else 'change'


# -- every route as everybody ----------------------------------------------------------------------

def refusal(route, who):
	"""What somebody gets who may not."""
	if who != NOBODY:
		return {403}
	return {303} if route['method'] == 'GET' and route['for'] == 'people' else {401}


def hidden(route, path, who, rights):
	"""Whether the register that is asked for is one that the role does not know of."""
	return 'register' in route['pattern'] and rights.get(who, {}).get('read') == 'none'


def permitted(route, there, who, rights, status, headers):
	"""Whether an answer is one for somebody who may."""
	if hidden(route, route['pattern'], who, rights):
		# What was sent is looked at before or after the register.
		return status == 404 or (route['method'] != 'GET' and status in (400, 415, 422))
	if route['pattern'] in HOUSE and who in ROLES and who != 'head_office':
		return status == 403
	if route['pattern'] in FIELD and who in ('administrator', 'trainer'):
		return status == 403 or (status == 400 and route['method'] != 'GET')
	if rights.get(who, {}).get(operation(route)) == 'none':
		# What was sent is looked at before or after who sent it.
		return status == 403 or (route['method'] != 'GET' and status in (400, 404, 415, 422))
	if route['method'] == 'GET' and there:
		return status == 200 or (status == 303 and not headers.get('Location', '').startswith('/sign-in'))
	if route['pattern'].startswith(('/sign-in', '/api/v1/session')):
		return status in (400, 403, 415, 422)
	# Who may, but asks for what is not there or sends nothing, is told so.
	return status < 500 and status not in (401, 403, 405)


def walk(site, routes, rights):
	"""Doors that open and doors that do not."""
	bad, n = [], {True: 0, False: 0}
	people = {**{r: r for r in ROLES}, **{t: 'head_office' for t in TOKENS}}
	for route in routes:
		path, there = address(route)
		for who in [NOBODY, *TOKENS, *ROLES]:
			if SMALL and who in ('team_leader', 'agency', 'partner', 'moves'):
				continue
			opens = may(route, who, people)
			body = None if route['method'] in ('GET', 'DELETE') else ''
			status, headers, told = site.ask(route['method'], path, who, body)
			of = rights['scheme']['rights'].get(people.get(who), {})
			good = permitted(route, there, who, {who: of}, status, headers) if opens else status in refusal(route, who)
			n[opens] += 1
			if not good:
				bad.append(f'{name(route)} as {who}, who may{"" if opens else " not"}: {status} {told[-160:]!r}')
			if route['method'] != 'GET' and opens:
				site.stay(who)
	ok(not bad, f'{len(routes)} routes open {n[True]} times for who may, and {n[False]} times do not for who may not', bad)


def unknown_methods(site, routes):
	"""What a path does not take is told, and what it takes."""
	bad = []
	for pattern in {r['pattern'] for r in routes}:
		there = {r['method'] for r in routes if r['pattern'] == pattern}
		path = re.sub(r'\{(\w+)\*?\}', MADE_UP, pattern)
		for method in {'GET', 'POST', 'PUT', 'DELETE'} - there:
			status, headers, _ = site.ask(method, path, 'head_office')
			allow = set(headers.get('Allow', '').replace(' ', '').split(','))
			if status != 405 or not there <= allow:
				# Another pattern may take it: a fixed word in the place of a name.
				if not (status != 405 and any(re.fullmatch(re.sub(r'\{\w+\*?\}', '[^/]+', r['pattern']), path)
				                              for r in routes if r['method'] == method)):
					bad.append(f'{method} {path}: {status} {allow}')
	ok(not bad, 'a method that a path does not take is refused, and those it takes are told', bad)


NASTY = ['<script>alert(1)</script>', "'; DROP TABLE account; --", '%s%n%x', '{{7*7}}', '..', '\u202e\u0000', 'a' * 3000,
         '=1+1', '-', '*', 'D01" onmouseover="x']


def nasty(site, routes):
	"""Names nobody has."""
	bad = []
	for route in routes:
		if '{' not in route['pattern'] or route['method'] != 'GET':
			continue
		for text in NASTY:
			part = urllib.parse.quote(text, safe='')
			path = re.sub(r'\{(\w+)\*?\}', lambda m: 'scheme' if m[1] == 'register' and '{id}' in route['pattern'] else part,
			              route['pattern'])
			status, _, body = site.ask('GET', path, 'administrator' if route['pattern'].startswith('/users') else 'head_office')
			if status >= 500 or b'<script>alert' in body or b'" onmouseover="x' in body:
				bad.append(f'{path[:90]}: {status} {body[:100]!r}')
	ok(not bad, 'names that nobody has, in every place of every address, are refused as such', bad)


# -- reading writes nothing -------------------------------------------------------------------------

def contents(store):
	"""Rows of every table, and the end of the journal."""
	db = sqlite3.connect(f'file:{store.url}?mode=ro', uri=True)
	names = [r[0] for r in db.execute("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'")]
	out = {t: db.execute(f'SELECT count(*) FROM "{t}"').fetchone()[0] for t in names}
	out['end of the journal'] = db.execute('SELECT max(pos), hash FROM journal').fetchone()
	db.close()
	return out


def reading(site, store, routes):
	"""Every GET, as who may, with words in the address too."""
	before, bad = contents(store), []
	for route in (r for r in routes if r['method'] == 'GET'):
		path, _ = address(route)
		who = next((r for r in ('head_office', 'administrator', *ROLES) if r in route['roles']), 'head_office')
		for query in ('', 'delete=1&csrf=x&save=1&confirm=1'):
			full = path + ('&' if '?' in path else '?') + query if query else path
			status = site.ask('GET', full, who, cookie=True)[0]
			if status >= 500:
				bad.append(f'{full}: {status}')
			head = site.ask('HEAD', full, who, cookie=True)
			if head[0] != status or head[2]:
				bad.append(f'HEAD {full}: {head[0]} instead of {status}')
	after = contents(store)
	# Who took what is in the log, by whatever method it was taken.
	bad += [f'{t}: {before[t]} became {after[t]}' for t in before if t != 'audit' and before[t] != after[t]]
	ok(not bad, 'reading changes no row but in the log of who took what; HEAD answers as GET does', bad)


# -- other people's forms ---------------------------------------------------------------------------

def forged(site, routes):
	"""Whatever changes something comes from a page of ours, of the same session."""
	bad, n, own = [], 0, f'http://127.0.0.1:{site.port}'
	kind = 'application/x-www-form-urlencoded'
	for route in (r for r in routes if r['method'] != 'GET'):
		path, _ = address(route)
		anyone = route['permission'] == 'anyone'
		who = NOBODY if anyone else next(r for r in ROLES if r in route['roles'])
		other = 'dpo' if who != 'dpo' else 'administrator'
		mine, theirs = ('', '') if anyone else (site.form_token(who), site.form_token(other))
		tries = {
			'from another site': ({'Origin': 'https://evil.example'}, mine),
			'from nowhere': ({'Origin': 'null'}, mine),
			'across sites': ({'Sec_Fetch_Site': 'cross-site'}, mine),
			'from a neighbour': ({'Origin': own, 'Sec_Fetch_Site': 'same-site'}, mine),
		}
		if not anyone:
			tries['without a token'] = ({'Origin': own}, None)
			tries['with an empty token'] = ({'Origin': own}, '')
			tries['with a token of another session'] = ({'Origin': own}, theirs)
		for what, (headers, token) in tries.items():
			for place in ('form', 'header') if route['body_max'] > 0 else ('header',):
				body = None if route['body_max'] == 0 else urllib.parse.urlencode({'csrf': token} if place == 'form' and token is not None else {})
				if place == 'header' and token:
					headers = {**headers, 'X_CSRF_Token': token}
				status = site.ask(route['method'], path, who, body, cookie=True, Content_Type=kind, **headers)[0]
				n += 1
				if status != 403:
					bad.append(f'{name(route)} {what} ({place}): {status}')
		if not anyone:
			status = site.ask(route['method'], path, who, None if route['body_max'] == 0 else '', cookie=True, Origin=own, X_CSRF_Token=mine)[0]
			if status in (401, 403) and 'register' not in route['pattern']:
				bad.append(f'{name(route)} from a page of ours: {status}')
			site.stay(who)
	ok(not bad, f'forms of other sites and other sessions are refused, {n} times', bad)


# -- registers and records --------------------------------------------------------------------------

class Ground:
	"""All records, and which of them each role reaches, worked out here."""

	def __init__(self, store, registers, staff):
		self.registers = registers
		self.rows = {r: store.rows(r) for r in registers}
		self.staff = staff
		schemes = self.rows['scheme']
		self.sets = {}
		for role in ROLES:
			own = [s for s in schemes if s['source_id'] == 'D01'] if role in ('mediator', 'team_leader', 'manager') else []
			if role == 'agency':
				rennes = next(a['id'] for a in self.rows['agency'] if a['source_id'] == 'AG-R')
				own = [s for s in schemes if s['agency'] == rennes]
			self.sets[role] = {kind: {s['id'] if kind == 'scheme' else s[kind] for s in own} - {''}
			                   for kind in ('scheme', 'agency', 'town', 'client', 'contract')}
		self.team = {row['id']: row[told['team']].split('|') for name, told in registers.items() if told['team']
		             for row in self.rows[name]}

	def on_team(self, register, row):
		"""It is itself, or is named in the record, or is on the team of what the record refers to. Nothing here was
		made by somebody with an account: own is as far as the team."""
		if register == 'staff':
			return row['id'] == self.staff
		references = self.registers[register]['references']
		return any(self.staff in row[field].split('|') if to == 'staff' else self.staff in self.team.get(row[field], [])
		           for field, to in references.items() if to == 'staff' or self.registers[to]['team'])

	def reaches(self, role, register, operation, row):
		how = self.registers[register]['rights'][role][operation]
		if how == 'within':
			by = self.registers[register]['within']
			kind, key = (register, row['id']) if by == 'id' else (by, row[by])
			return key in self.sets[role][kind]
		return how == 'all' or (how in ('own', 'team') and role in TEAM and self.on_team(register, row))

	def sees(self, role, register):
		return self.registers[register]['rights'][role]['read'] != 'none'

	def samples(self, role, register):
		"""A record within reach and one out of it, as far as there are."""
		within = next((r for r in self.rows[register] if self.reaches(role, register, 'read', r)), None)
		out = next((r for r in self.rows[register] if not self.reaches(role, register, 'read', r)), None)
		return [r for r in (within, out) if r is not None]


def listed(site, who, register):
	"""Identifiers of a whole list, page by page; or the status that refuses it."""
	seen, cursor = [], None
	while True:
		path = f'/api/v1/registers/{register}?limit=500' + ('&cursor=' + urllib.parse.quote(cursor) if cursor else '')
		status, _, body = site.ask('GET', path, who)
		if status != 200:
			return status
		told = json.loads(body)
		seen += [r['id'] for r in told['records']]
		cursor = told['next']
		if cursor is None:
			return seen


def lists(site, ground, doors):
	"""Lists and exports hold exactly what is within reach."""
	bad = []
	for role in TRIED:
		for register in ground.registers:
			whole = {r['id'] for r in ground.rows[register] if ground.reaches(role, register, 'read', r)}
			got = listed(site, role, register)
			wanted = 403 if role not in doors['list'] else 404 if not ground.sees(role, register) else whole
			if (set(got) if isinstance(got, list) else got) != wanted or (isinstance(got, list) and len(got) != len(whole)):
				bad.append(f'list of {register} as {role}: {str(got)[:60]} instead of {str(wanted)[:60]}')
			status, _, body = site.ask('GET', f'/api/v1/export/{register}.csv', role)
			rights = ground.registers[register]['rights'][role]
			if role not in doors['export']:
				wanted = 403
			elif rights['read'] == 'none':
				wanted = 404
			elif rights['export'] == 'none':
				wanted = 403
			else:
				wanted = {r['id'] for r in ground.rows[register] if ground.reaches(role, register, 'read', r) and
				          ground.reaches(role, register, 'export', r)}
			got = status
			if status == 200:
				got = {r['id'] for r in csv.DictReader(io.StringIO(body.decode(), newline=''))}
			if got != wanted:
				bad.append(f'export of {register} as {role}: {str(got)[:60]} instead of {str(wanted)[:60]}')
	ok(not bad, 'lists and exports of every register hold for every role exactly what it reaches', bad)


def records(site, ground, routes):
	"""A record within reach, one out of it, one that nobody has: by page, for programs, by its parts."""
	bad, n = [], 0
	ways = [r for r in routes if r['method'] == 'GET' and '{register}/{id}' in r['pattern']]
	for role in TRIED:
		for register in ground.registers:
			for row in [*ground.samples(role, register), {'id': MADE_UP}]:
				reached = row['id'] != MADE_UP and ground.reaches(role, register, 'read', row)
				for route in ways:
					path = route['pattern'].replace('{register}', register).replace('{id}', row['id'])
					wanted = 403 if role not in route['roles'] else 404 if not reached else \
						200 if ground.reaches(role, register, operation(route), row) else 403
					status = site.ask('GET', path, role)[0]
					n += 1
					if status != wanted:
						bad.append(f'GET {path} as {role}: {status} instead of {wanted}')
	ok(not bad, f'records out of reach are hidden as those that are not there, {n} times', bad)


def unsealing(site, store, ground):
	"""What is sealed is read in the record by whom the matrix allows, of the record; a list never tells it; each
	reading is in the log."""
	bad, n, opened = [], 0, set()
	named = {r: t['sealed'] for r, t in ground.registers.items() if t['sealed']}
	for register, fields in named.items():
		wanted = {r['id']: r for r in csv.DictReader(io.StringIO(store.must('export', register, '--sealed'), newline=''))}
		ok(any(r[f] for r in wanted.values() for f in fields), f'{register}: something is sealed')
		for role in ROLES:
			if not ground.sees(role, register):
				continue
			status, _, body = site.ask('GET', f'/api/v1/registers/{register}?limit=500', role)
			if status == 200 and any(r[f] is not None for r in json.loads(body)['records'] for f in fields):
				bad.append(f'the list of {register} as {role} tells what is sealed')
			for row in ground.samples(role, register):
				opens = ground.reaches(role, register, 'reveal', row) and ground.reaches(role, register, 'read', row)
				for path in (f'/api/v1/registers/{register}/{row["id"]}', f'/r/{register}/{row["id"]}',
				             f'/r/{register}/{row["id"]}/history', f'/r/{register}/{row["id"]}/edit',
				             f'/api/v1/registers/{register}/{row["id"]}/history'):
					before = contents(store)['audit']
					status, _, body = site.ask('GET', path, role)
					told = [f for f in fields if wanted[row['id']][f] and wanted[row['id']][f] in body.decode()]
					there = [f for f in fields if wanted[row['id']][f]]
					good = told == (there if opens and status == 200 else [])
					logged = contents(store)['audit'] - before
					n += 1
					opened |= {(register, role)} if told else set()
					if not good or b'x1.' in body or (status == 200 and logged != (1 if told else 0)):
						bad.append(f'{path} as {role}: {status}, {told} instead of {there if opens else []}, {logged} lines of the log')
	ok({r for r, _ in opened} == set(named), 'in each register that seals, somebody reads it', [opened])
	ok(not bad and n > 0, f'what is sealed is read by whom it is for, and each reading is in the log, {n} times', bad)


def writes(site, store, ground, routes):
	"""Each role changes and deletes what it may, and learns nothing of what it may not see. Nothing is changed:
	what is sent is what is there, and what is deleted is of a version that is gone."""
	bad, n, before = [], 0, contents(store)
	roles = {m: next(set(r['roles']) for r in routes if name(r) == f'{m} /api/v1/registers/{{register}}/{{id}}')
	         for m in ('PUT', 'DELETE')}
	for role in ROLES:
		for register in ground.registers:
			for row in ground.samples(role, register):
				path = f'/api/v1/registers/{register}/{row["id"]}'
				reached = ground.reaches(role, register, 'read', row)
				version = site.ask('GET', path, 'head_office')[1]['ETag']
				for method, op, done in (('PUT', 'change', 200), ('DELETE', 'delete', 409)):
					allowed = ground.reaches(role, register, op, row)
					status = site.ask(method, path, role, '{}' if method == 'PUT' else None,
					                  If_Match='"1"' if method == 'DELETE' and allowed else version,
					                  Content_Type='application/json')[0]
					wanted = 403 if role not in roles[method] else 404 if not reached else done if allowed else 403
					if status != wanted:
						bad.append(f'{method} {path} as {role}: {status} instead of {wanted}')
					n += 1
			make = ground.registers[register]['rights'][role]['make']
			status = site.ask('POST', f'/api/v1/registers/{register}', role, '{}', Content_Type='application/json')[0]
			wanted = 403 if role not in roles['PUT'] else 404 if not ground.sees(role, register) else \
				403 if make == 'none' else 422
			if status != wanted:
				bad.append(f'POST {register} as {role}: {status} instead of {wanted}')
	after = contents(store)
	bad += [f'{t}: {before[t]} became {after[t]}' for t in before if t != 'audit' and before[t] != after[t]]
	ok(not bad, f'each role writes what it may, {n} times', bad)


def imports(site, store, ground, doors):
	"""What a role may bring in, tried with what is there already."""
	bad = []
	for role in ROLES:
		for register in ground.registers:
			how = ground.registers[register]['rights'][role]['import']
			for row in ground.samples(role, register):
				body = table([list(row), list(row.values())])
				status, _, told = site.ask('POST', f'/api/v1/import/{register}?dry=1', role, body, Content_Type='text/csv')
				if role not in doors['import']:
					wanted = 403
				elif not ground.sees(role, register):
					wanted = 404
				elif how == 'none':
					wanted = 403
				else:
					wanted = 200 if ground.reaches(role, register, 'import', row) else 422
				if status != wanted:
					bad.append(f'import of {row["id"]} of {register} as {role}: {status} instead of {wanted} {told[:200]!r}')
	ok(not bad, 'each role brings in what it may, of what it reaches', bad)


def accounts(store):
	shift = next(s for s in store.rows('shift') if s['scheme'] == next(
		r['id'] for r in store.rows('scheme') if r['source_id'] == 'D01') and s['team'])
	staff = shift['team'].split('|')[0]
	own = next(s['source_id'] for s in store.rows('staff') if s['id'] == staff)
	# Somebody is on the team of a case.
	cases = [dict(r, team='|'.join({*r['team'].split('|'), staff}) if r['source_id'] == 'M-REN' else r['team'])
	         for r in store.rows('case_file')]
	store.load('case_file', [list(cases[0])] + [list(r.values()) for r in cases])
	for role, words in ROLES.items():
		more = ['--staff', own] if role in TEAM else []
		p = store.run('user', 'add', role, '--role', role, *words, *more, '--password-stdin', stdin=PASSWORD)
		if p.returncode != 0:
			ok(False, f'the account {role} is made', p.stderr.splitlines())
	return staff


def main():
	told = tables()
	routes = told['routes']
	with tempfile.TemporaryDirectory() as folder:
		store = Store(os.path.join(folder, 'matrix.db'), folder)
		store.must('init')
		store.everything()
		staff = accounts(store)
		tokens = {t: re.search(r'mlt_[\w-]+', store.must('user', 'token', 'add', 'head_office', '--name', t, '--scopes', s))[0]
		          for t, s in TOKENS.items()}
		with serving(store, '--behind-proxy') as port:
			site = Site(port)
			ok(all([site.sign_in(who) for who in ROLES]), 'everybody signs in')
			site.bearers.update(tokens)
			ground = Ground(store, told['registers'], staff)
			doors = {what: next(set(r['roles']) for r in routes if name(r) == route) for what, route in (
				('list', 'GET /api/v1/registers/{register}'), ('export', 'GET /api/v1/export/{register}.csv'),
				('import', 'POST /api/v1/import/{register}'))}
			reading(site, store, routes)
			lists(site, ground, doors)
			records(site, ground, routes)
			unsealing(site, store, ground)
			walk(site, routes, told['registers'])
			if not SMALL:
				writes(site, store, ground, routes)
				imports(site, store, ground, doors)
				unknown_methods(site, routes)
				nasty(site, routes)
			forged(site, routes)
	return finish()


if __name__ == '__main__':
	sys.exit(main())
