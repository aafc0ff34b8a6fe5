#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""docs/openapi.yaml is what the program says of itself, and the running server keeps to it: every route of
programs is described, every operation is asked and answers in the shape written there."""
import http.client
import json
import os
import re
import subprocess
import sys
import tempfile
import urllib.parse

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import openapi  # noqa: E402
from outside import HERE, PROGRAM, Store, finish, ok, serving, table  # noqa: E402
from phone import Phone, fresh  # noqa: E402

PASSWORD = 'un mot de passe long'
PERIOD = 'period=2025-03'
FILTERS_AT_ONCE = 30
FRESH = '01890000-0000-7000-8000-00000000abcd'  # a record that this test makes and deletes


class Site:
	def __init__(self, port):
		self.port, self.tokens = port, {}

	def ask(self, method, path, who=None, body=None, kind=None, **headers):
		c = http.client.HTTPConnection('127.0.0.1', self.port, timeout=60)
		headers = {'Accept-Language': 'en', **{k.replace('_', '-'): v for k, v in headers.items()}}
		if who:
			headers['Authorization'] = 'Bearer ' + self.tokens[who]
		if kind:
			headers['Content-Type'] = kind
		c.request(method, path, body, headers)
		answer = c.getresponse()
		out = Got(answer.status, dict(answer.getheaders()), answer.read())
		c.close()
		return out

	def sign_in(self, who):
		told = self.ask('POST', '/api/v1/session', None, json.dumps({'login': who, 'password': PASSWORD}),
		                'application/json')
		self.tokens[who] = json.loads(told.body)['token']


class Got:
	def __init__(self, status, headers, body):
		self.status, self.headers, self.body = status, headers, body
		self.kind = headers.get('Content-Type', '').split(';')[0]

	def told(self):
		return f'{self.status} {self.kind} {self.body[:200]!r}'


class Ask:
	"""One request of an operation, and the status that it must have."""

	def __init__(self, path, status=200, body=None, kind=None, register=None, **headers):
		self.path, self.status, self.body, self.kind = path, status, body, kind
		self.register, self.headers = register, headers


class Shop:
	"""What the asks are made of: the document, the server, some records."""

	def __init__(self, document, site, store):
		self.document, self.site, self.store = document, site, store
		self.registers = document['components']['schemas']['register']['enum']
		self.first = {}

	def some(self, register):
		"""A record of the register, or None."""
		if register not in self.first:
			got = self.site.ask('GET', f'/api/v1/registers/{register}?limit=1', 'siege')
			records = json.loads(got.body)['records']
			self.first[register] = records[0] if records else None
		return self.first[register]

	def again(self):
		"""What was written since is read again."""
		self.first = {}

	def each(self, path):
		"""The path for every register that has a record."""
		for register in self.registers:
			record = self.some(register)
			if ok(record is not None, f'there is a record of {register} to ask for'):
				yield register, path.replace('{register}', register).replace('{id}', record['id'])


# -- one function an operation: a new route needs one ----------------------------------------------

def ask_session(shop, path):
	yield Ask(path, 200, json.dumps({'login': 'siege', 'password': PASSWORD}), 'application/json')
	yield Ask(path, 403, json.dumps({'login': 'siege', 'password': 'not this one'}), 'application/json')
	yield Ask(path, 415, 'login=siege', 'application/x-www-form-urlencoded')
	yield Ask(path, 400, '{"login":', 'application/json')


def ask_figure(shop, path):
	for fig in shop.document['components']['schemas']['figure_id']['oneOf']:
		yield Ask(path.replace('{figure}', fig['const']) + '?' + PERIOD)
	path = path.replace('{figure}', 'interventions')
	for words in ('', 'scheme=D01', 'agency=AG-N&by=theme,month', 'client=C-REN&from=2025-03-01&to=2025-03-31',
	              'where=theme=T10,T11&where=kind=GC1&by=hour&zeros=1'):
		yield Ask(path + '?' + words)
	yield Ask(path + '?scheme=nowhere', 404)
	yield Ask(path + '?area=nowhere', 404)
	yield Ask(path + '?by=nothing', 400)
	yield Ask(path + '?period=2025-13', 400)
	yield Ask(path.replace('interventions', 'nothing'), 404)


def ask_report(shop, path):
	for name in ('monthly', 'dashboard'):
		for form in ('json', 'html', 'pdf'):
			yield Ask(path.replace('{template}', name) + f'?format={form}&scheme=D01&{PERIOD}')
	for words in ('', '&agency=AG-R', '&client=C-REN', '&area=Q-REN'):
		yield Ask(path.replace('{template}', 'monthly') + f'?format=json&{PERIOD}{words}')
	yield Ask(path.replace('{template}', 'monthly') + f'?format=json&scheme=D01&{PERIOD}&drafts=1')
	yield Ask(path.replace('{template}', 'monthly') + f'?format=word&{PERIOD}', 400)
	yield Ask(path.replace('{template}', 'nothing') + f'?format=json&{PERIOD}', 404)


def ask_words(shop, path):
	here = path.replace('{template}', 'monthly').replace('{slot}', 'text') + f'?{PERIOD}'
	yield Ask(here + '&scheme=D01')
	yield Ask(here)
	for words in ('&agency=AG-R', '&client=C-REN', '&area=Q-REN'):
		yield Ask(here + words, 400)
	yield Ask(here.replace('/text', '/nothing'), 404)


def ask_put_words(shop, path):
	here = path.replace('{template}', 'monthly').replace('{slot}', 'proposals') + f'?{PERIOD}'
	yield Ask(here + '&scheme=D01', 201, **as_json({'text': '1. Une présence.'}))
	got = json.loads(shop.site.ask('GET', here + '&scheme=D01', 'siege').body)
	yield Ask(here + '&scheme=D01', 428, **as_json({'text': '1. Deux.'}))
	yield Ask(here + '&scheme=D01', 409, If_Match='"1"', **as_json({'text': '1. Deux.'}))
	yield Ask(here + '&scheme=D01', 200, If_Match='"%d"' % got['version'], **as_json({'text': '1. Deux.', 'finished': True}))
	for words in ('&agency=AG-R', '&client=C-REN', '&area=Q-REN'):
		yield Ask(here + words, 400, **as_json({'text': 'x'}))


def filters(shop, register):
	"""Every filter that is described, some at a time."""
	names = list(shop.document['components']['schemas']['filters.' + register]['properties'])
	for i in range(0, len(names), FILTERS_AT_ONCE):
		yield '&'.join(n + '=*' for n in names[i:i + FILTERS_AT_ONCE])


def ask_list(shop, path):
	for register in shop.registers:
		here = path.replace('{register}', register)
		yield Ask(here, register=register)
		for words in filters(shop, register):
			yield Ask(here + '?' + words, register=register)
		yield Ask(here + '?no_such_field=1', 422)
	here = path.replace('{register}', 'intervention')
	first = json.loads(shop.site.ask('GET', here + '?limit=3&sort=-date', 'siege').body)
	yield Ask(here + '?limit=3&sort=-date&cursor=' + urllib.parse.quote(first['next']), register='intervention')
	yield Ask(here + '?limit=0', 422)
	yield Ask(path.replace('{register}', 'nothing'), 404)


def ask_export(shop, path):
	for register in shop.registers:
		yield Ask(path.replace('{register}', register), register=register)
	yield Ask(path.replace('{register}', 'intervention') + '?date=2025-03&sort=date', register='intervention')
	yield Ask(path.replace('{register}', 'intervention') + '?no_such_field=1', 422)
	yield Ask(path.replace('{register}', 'nothing'), 404)


def ask_record(shop, path):
	for register, here in shop.each(path):
		yield Ask(here, register=register)
	yield Ask(path.replace('{register}', 'scheme').replace('{id}', 'D01'), register='scheme')
	yield Ask(path.replace('{register}', 'scheme').replace('{id}', 'nowhere'), 404)
	yield Ask(path.replace('{register}', 'nothing').replace('{id}', 'D01'), 404)


def ask_enrol(shop, path):
	yield Ask(path, 201, **as_json({'login': 'siege', 'password': PASSWORD, 'name': 'Essai', 'app': '1'}))
	yield Ask(path, 403, **as_json({'login': 'siege', 'password': 'not this one'}))
	yield Ask(path, 400, **as_json({'login': 'siege', 'password': PASSWORD, 'device': 'x'}))


def ask_push(shop, path):
	phone = Phone(shop.site.port, 'siege', PASSWORD)
	phone.device = shop.phone = fresh()
	good = phone.entry({'scheme': 'D01', 'date': '2025-03-10', 'start': '15:00', 'duration_min': 5, 'place_kind': 'LP1',
	                    'kind': 'PA1'}, at=900000, mono=5, boot='a', clocked=['start'])
	again = phone.entry({'comment': 'x'}, record=good['record'], base=good['id'])
	bad = phone.entry({'scheme': 'D01', 'date': '2025-03-10'}, catalogue='2025-03-01')
	clash = phone.entry({'kind': 'PA2'}, record=good['record'], base=1)
	for entries in ([good, bad, good, again, clash], [good]):
		yield Ask(path, 200, **as_json({'device': phone.device, 'entries': entries, 'now': 5, 'mono': 1000000, 'boot': 'a'}))
	yield Ask(path, 400, **as_json({'device': phone.device, 'entries': [{}]}))


def ask_twins(shop, path):
	one = shop.some('intervention')
	ask = {'record': FRESH, **{k: one[k] for k in ('scheme', 'date', 'start', 'kind', 'place_kind', 'sector', 'place', 'lon', 'lat')}}
	yield Ask(path, 200, **as_json({'records': [ask]}))
	yield Ask(path, 400, **as_json({'records': [{}]}))


def ask_pull(shop, path):
	told = json.loads(shop.site.ask('GET', path, 'siege').body)
	since = f"{path}?since={told['position']}&catalogue={told['catalogue']['tag']}"
	for words in (path, path + '?days=60', since, since + '&days=14'):
		yield Ask(words)
	yield Ask(path + '?days=400', 400)


def ask_import(shop, path):
	here = path.replace('{register}', 'client')
	good = table([['id', 'name', 'kind'], ['C-NEW', 'Une ville', 'town']])
	bad = table([['id', 'name', 'kind'], ['C-BAD', 'Une autre', 'no such kind']])
	yield Ask(here + '?dry=1&name=clients.csv', 200, good, 'text/csv')
	yield Ask(here, 422, bad, 'text/csv')
	yield Ask(here + '?partial=1', 200, bad, 'application/octet-stream')
	yield Ask(here, 200, good, 'text/csv')
	yield Ask(here, 400, b'\xff\xfe\x00', 'text/csv')
	yield Ask(path.replace('{register}', 'nothing'), 404, good, 'text/csv')


def writable(shop, register, record):
	"""A record as it is sent: nothing that the program works out."""
	told = shop.document['components']['schemas'][f'change.{register}']['properties']
	return {k: v for k, v in record.items() if k in told and k not in ('id', 'version', 'source_id')}


def as_json(what):
	return {'body': json.dumps(what), 'kind': 'application/json'}


def ask_make(shop, path):
	for register in ('client', 'intervention', 'staff'):
		body = writable(shop, register, shop.some(register))
		yield Ask(path.replace('{register}', register), 201, register=register, **as_json(body))
	here = path.replace('{register}', 'client')
	yield Ask(here, 422, **as_json({'name': 'Sans nature'}))
	yield Ask(here, 422, **as_json({'name': 'Ville', 'kind': 'town', 'no_such_field': 1}))
	yield Ask(here, 400, **as_json(['no object']))
	yield Ask(here, 415, 'name=Ville', 'text/plain')
	yield Ask(path.replace('{register}', 'nothing'), 404, **as_json({}))


def ask_put(shop, path):
	for register, here in shop.each(path):
		record = shop.some(register)
		body = {**writable(shop, register, record), 'id': record['id'], 'version': record['version']}
		yield Ask(here, 200, register=register, If_Match='"%d"' % record['version'], **as_json(body))
		yield Ask(here, 409, If_Match='"1"', **as_json({**body, 'source_id': 'ANOTHER'}))
		yield Ask(here, 428, **as_json(body))
		yield Ask(here, 422, If_Match='"%d"' % record['version'], **as_json({'no_such_field': 1}))
	here = path.replace('{register}', 'client')
	yield Ask(here.replace('{id}', FRESH), 201, register='client', **as_json({'name': 'Ville neuve', 'kind': 'town'}))
	yield Ask(here.replace('{id}', 'no-uuid'), 404, **as_json({'name': 'Ville neuve', 'kind': 'town'}))
	yield Ask(path.replace('{register}', 'nothing').replace('{id}', FRESH), 404, **as_json({}))


def ask_delete(shop, path):
	here = path.replace('{register}', 'client').replace('{id}', FRESH)
	got = shop.site.ask('GET', here, 'siege')
	yield Ask(here, 428)
	yield Ask(here, 409, If_Match='"1"')
	yield Ask(here + '?reason=Essai', 204, If_Match=got.headers['ETag'])
	yield Ask(here, 404, If_Match=got.headers['ETag'])
	# Others refer to it.
	used = shop.some('town')
	yield Ask(path.replace('{register}', 'town').replace('{id}', used['id']), 422, If_Match='"%d"' % used['version'])


def ask_history(shop, path):
	for _, here in shop.each(path):
		yield Ask(here)
	yield Ask(path.replace('{register}', 'client').replace('{id}', FRESH))
	yield Ask(path.replace('{register}', 'client').replace('{id}', 'nowhere'), 404)


def ask_plainly(shop, path):
	yield Ask(path)


ASKS = {
	'GET /api/v1/health': ask_plainly,
	'GET /metrics': ask_plainly,
	'GET /robots.txt': ask_plainly,
	'POST /api/v1/session': ask_session,
	'GET /api/v1/figures/{figure}': ask_figure,
	'GET /api/v1/figures/{figure}/evidence': ask_figure,
	'GET /api/v1/reports/{template}': ask_report,
	'GET /api/v1/reports/{template}/narrative/{slot}': ask_words,
	'PUT /api/v1/reports/{template}/narrative/{slot}': ask_put_words,
	'GET /api/v1/registers/{register}': ask_list,
	'GET /api/v1/registers/{register}/{id}': ask_record,
	'POST /api/v1/registers/{register}': ask_make,
	'PUT /api/v1/registers/{register}/{id}': ask_put,
	'DELETE /api/v1/registers/{register}/{id}': ask_delete,
	'GET /api/v1/registers/{register}/{id}/history': ask_history,
	'GET /api/v1/export/{register}.csv': ask_export,
	'GET /api/v1/export/{register}.json': ask_export,
	'GET /api/v1/export/{register}.xlsx': ask_export,
	'POST /api/v1/import/{register}': ask_import,
	'POST /api/v1/sync/device': ask_enrol,
	'POST /api/v1/sync/push': ask_push,
	'GET /api/v1/sync/pull': ask_pull,
	'POST /api/v1/sync/twins': ask_twins,
}


# -- answers against what is written ---------------------------------------------------------------

def narrowed(schema, register):
	"""The shape of one register where the document can only say: one of them."""
	if register is None or not isinstance(schema, dict):
		return schema
	for one in schema.get('anyOf', []):
		if one.get('$ref', '').endswith('.' + register):
			return one
	return {k: narrowed(v, register) if k == 'items' else v for k, v in schema.items()}


def wrong(shop, op, ask, got):
	"""Why an answer is not as described."""
	document = shop.document
	if got.status != ask.status:
		return [f'{ask.path}: {got.told()}, not {ask.status}']
	answer = op['responses'].get(str(got.status)) or op['responses']['default']
	if got.status < 300 and str(got.status) not in op['responses']:
		return [f'{ask.path}: {got.status} is not described']
	if '$ref' in answer:
		answer = openapi.resolve(document, answer['$ref'])
	if got.status == 204:
		return [f'{ask.path}: {got.told()}'] if got.body else []
	if got.kind not in answer['content']:
		return [f'{ask.path}: {got.kind} is not described']
	if 'ETag' in answer.get('headers', {}) and not re.fullmatch(r'"\d+"', got.headers.get('ETag', '')):
		return [f'{ask.path}: no ETag']
	if not got.kind.endswith('json'):
		return [] if got.body else [f'{ask.path}: nothing came']
	value = json.loads(got.body)
	out = openapi.faults(document, narrowed(answer['content'][got.kind]['schema'], ask.register), value)
	if got.status >= 400 and got.kind == 'application/problem+json' and (
			value['status'] != got.status or not value['type'].startswith('urn:maillage:problem:')):
		out.append(f'{value}')
	return [f'{ask.path}: {o}' for o in out]


def asked_words(op, parameters, asks):
	"""Words of the address that are described and that no ask has used."""
	used = {k for a in asks for k, _ in urllib.parse.parse_qsl(urllib.parse.urlsplit(a.path).query)}
	headers = {h.replace('_', '-').lower() for a in asks for h in a.headers}
	return [p['name'] for p in parameters
	        if (p['in'] == 'query' and p['name'] not in used | {'filters'}) or
	        (p['in'] == 'header' and p['name'].lower() not in headers)]


def sent(shop, op, asks):
	"""Bodies that were taken although the description does not have them."""
	out = []
	for ask in asks:
		shape = op.get('requestBody', {}).get('content', {}).get(ask.kind, {}).get('schema')
		if ask.status < 300 and ask.kind == 'application/json':
			out += openapi.faults(shop.document, narrowed(shape, ask.register), json.loads(ask.body))
	return out


def run_operation(shop, method, path, op, parameters):
	name = f'{method} {path}'
	if not ok(name in ASKS, f'{name} is asked by this test'):
		return
	shop.again()
	asks, bad = [], []
	for ask in ASKS[name](shop, path):
		asks.append(ask)
		got = shop.site.ask(method, ask.path, 'siege' if op['security'] else None, ask.body, ask.kind, **ask.headers)
		bad += wrong(shop, op, ask, got)
	ok(not bad, f'{name} answers {len(asks)} requests in the shape that is described', bad)
	bad = sent(shop, op, asks)
	ok(not bad, f'{name}: what it takes is described', bad)
	lacking = asked_words(op, parameters, asks)
	ok(not lacking, f'{name}: every word that is described was asked with', lacking)
	if op['security']:
		refused(shop, method, op, asks[0], name)


def refused(shop, method, op, ask, name):
	shop.site.tokens['wrong'] = 'mlt_' + 'A' * 43
	bad = []
	for who, status in ((None, 401), ('wrong', 401), ('dpo', 403)):
		got = shop.site.ask(method, ask.path, who, ask.body, ask.kind, **ask.headers)
		bad += wrong(shop, op, Ask(ask.path, status), got)
	ok(not bad, f'{name} refuses strangers and who may not, by problem documents', bad)


def written(document, routes):
	told = {f'{m} {p}' for m, p, _, _ in openapi.operations(document)}
	there = {f'{r["method"]} {r["pattern"]}' for r in routes if r['for'] == 'programs'}
	ok(told == there, 'the routes of programs are what is described', sorted(told ^ there))
	by_name = {f'{r["method"]} {r["pattern"]}': r for r in routes}
	bad = [n for m, p, op, _ in openapi.operations(document) for n in [f'{m} {p}'] if n in by_name and (
		op['x-permission'] != by_name[n]['permission'] or
		[s.get('bearer') for s in op['security'] if 'bearer' in s] != (
			[] if by_name[n]['permission'] == 'anyone' else [by_name[n]['scopes']]))]
	ok(not bad, 'each operation tells the permission and scopes of its route', bad)
	bad = openapi.document_faults(document)
	ok(not bad, 'the description is valid: references, parameters, answers and shapes of every operation', bad)


def main():
	out = subprocess.run([PROGRAM, '--lang', 'fr', 'help', 'openapi'], capture_output=True, encoding='utf-8', check=True).stdout
	with open(os.path.join(HERE, '..', 'docs', 'openapi.yaml'), encoding='utf-8') as f:
		ok(f.read() == out, 'docs/openapi.yaml is what the program does: maillage help openapi > docs/openapi.yaml')
	document = openapi.read(out)
	told = subprocess.run([PROGRAM, '--json', 'help', 'routes'], capture_output=True, encoding='utf-8', check=True).stdout
	written(document, json.loads(told)['routes'])
	with tempfile.TemporaryDirectory() as folder:
		store = Store(os.path.join(folder, 'openapi.db'), folder)
		store.must('init')
		store.everything()
		for who in ('head_office', 'dpo'):
			login = 'siege' if who == 'head_office' else who
			store.run('user', 'add', login, '--role', who, '--password-stdin', stdin=PASSWORD)
		with serving(store, lang=None) as port:
			site = Site(port)
			site.sign_in('siege')
			site.sign_in('dpo')
			shop = Shop(document, site, store)
			for operation in openapi.operations(document):
				run_operation(shop, *operation)
	return finish()


if __name__ == '__main__':
	sys.exit(main())
