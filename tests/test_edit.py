#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Records made, corrected, deleted and taken back over HTTP, and their history, on both engines."""
import html
import http.client
import json
import os
import random
import re
import sys
import tempfile
import threading
import urllib.parse
import uuid

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from outside import Store, finish, ok, serving  # noqa: E402

PASSWORD = 'un mot de passe long'
SMALL = bool(os.environ.get('MAILLAGE_TEST_SMALL'))
ROLES = {
	'siege': ['--role', 'head_office'], 'rennes': ['--role', 'manager', '--scheme', 'D01'],
	'chef': ['--role', 'team_leader', '--scheme', 'D01'], 'terrain': ['--role', 'mediator', '--scheme', 'D01'],
	'client': ['--role', 'client', '--client', 'C-REN'],
	'membre': ['--role', 'mediator', '--scheme', 'D01', '--staff', 'M003'],
}


class Site:
	def __init__(self, port, engine):
		self.port, self.engine, self.cookies = port, engine, {}

	def ask(self, method, path, who=None, body=None, **headers):
		c = http.client.HTTPConnection('127.0.0.1', self.port, timeout=60)
		headers = {k.replace('_', '-'): v for k, v in headers.items()}
		if who:
			headers['Cookie'] = self.cookies[who]
			headers['Origin'] = f'http://127.0.0.1:{self.port}'
		c.request(method, path, body, headers)
		answer = c.getresponse()
		out = answer.status, dict(answer.getheaders()), answer.read().decode()
		c.close()
		return out

	def sign_in(self, who):
		body = urllib.parse.urlencode({'login': who, 'password': PASSWORD})
		status, headers, _ = self.ask('POST', '/sign-in', body=body, Origin=f'http://127.0.0.1:{self.port}',
		                              Content_Type='application/x-www-form-urlencoded')
		self.cookies[who] = headers.get('Set-Cookie', '').split(';')[0]
		return status == 303

	def token(self, who):
		page = self.ask('GET', '/', who)[2]
		return re.search(r'name="csrf" value="([^"]+)"', page).group(1)

	def api(self, method, path, who, what=None, **headers):
		"""(status, headers, JSON) of /api/v1/registers…"""
		if method != 'GET':
			headers['X_CSRF_Token'] = self.token(who)
		body = None
		if what is not None:
			headers['Content_Type'] = 'application/json'
			body = json.dumps(what)
		status, headers, text = self.ask(method, '/api/v1/registers/' + path, who, body, **headers)
		return status, headers, json.loads(text) if text else None

	def put(self, path, who, version, what):
		return self.api('PUT', path, who, what, If_Match='"%d"' % version)

	def form(self, path, who, fields):
		fields = [('csrf', self.token(who)), *fields]
		return self.ask('POST', path, who, urllib.parse.urlencode(fields),
		                Content_Type='application/x-www-form-urlencoded')


def inputs(page):
	"""What a browser would send of a page's last form."""
	form = page[page.rindex('<form method="post"'):]
	out = []
	for tag in re.finditer(r'<input [^>]*>|<select [^>]*>.*?</select>|<textarea [^>]*>.*?</textarea>', form, re.S):
		text = tag.group(0)
		name = re.search(r' name="([^"]*)"', text)
		value = re.search(r' value="([^"]*)"', text)
		if not name or name.group(1) == 'csrf':
			continue
		if text.startswith('<select'):
			chosen = re.search(r'<option value="([^"]*)" selected', text) or re.search(r'<option value="([^"]*)"', text)
			out.append((name.group(1), chosen.group(1) if chosen else ''))
		elif text.startswith('<textarea'):
			out.append((name.group(1), re.search(r'>(.*)</textarea>', text, re.S).group(1)))
		elif 'type="radio"' in text or 'type="checkbox"' in text:
			if ' checked' in text:
				out.append((name.group(1), value.group(1)))
		else:
			out.append((name.group(1), value.group(1) if value else ''))
	return [(n, html.unescape(v)) for n, v in out]


def codes(answer):
	return sorted(e['code'] for e in answer.get('errors', []))


ACT = {'scheme': 'D01', 'date': '2025-05-06', 'start': '15:00', 'end': '15:20', 'place_kind': 'LP3', 'kind': 'GC1',
       'theme': 'T10', 'outcome': 'OU1', 'M_A4': 2}


def making(site):
	e = site.engine
	status, headers, made = site.api('POST', 'intervention', 'chef', dict(ACT, place='=1+1 <b>'))
	ok(status == 201 and headers['ETag'] == '"%d"' % made['version'] and made['duration_min'] == 20 and
	   made['service_date'] == '2025-05-06' and made['state'] == 'sent' and made['M_A4'] == 2,
	   f'{e}: a record is made by its register’s rules', [str(made)])
	own = str(uuid.uuid4())
	first = site.put('intervention/' + own, 'chef', 0, ACT)
	again = site.put('intervention/' + own, 'chef', 0, ACT)
	ok(first[0] == 201 and again[0] == 200 and again[2]['version'] == first[2]['version'],
	   f'{e}: whoever makes a record names it, and sends it twice without harm', [str(first[:1]), str(again)])
	other = site.put('intervention/' + own, 'chef', 0, dict(ACT, outcome='OU4'))
	ok(other[0] == 409, f'{e}: another one of that name is a conflict', [str(other)])
	wrong = site.api('POST', 'intervention', 'chef', dict(ACT, kind='XX9', date='2025-02-30', outcome=None,
	                                                     comment='appelez le 06 12 34 56 78', nosuch=1))
	ok(wrong[0] == 422 and codes(wrong[2]) == ['unknown_field'], f'{e}: an unknown field is refused by name', [str(wrong[2])])
	wrong = site.api('POST', 'intervention', 'chef', dict(ACT, kind='XX9', date='2025-02-30',
	                                                     comment='appelez le 06 12 34 56 78', M_A4=[1]))
	ok(wrong[0] == 422 and {'unknown_code', 'bad_date', 'bad_json'} <= set(codes(wrong[2])) and len(codes(wrong[2])) == 4,
	   f'{e}: every fault is told at once, also a telephone number in a comment', [str(wrong[2])])
	ok(site.api('POST', 'intervention', 'chef', dict(ACT, outcome=None))[2]['errors'][0]['field'] == 'outcome',
	   f'{e}: the register’s rules refuse too')
	ok(site.api('POST', 'intervention', 'rennes', dict(ACT, scheme='D02'))[0] in (403, 404),
	   f'{e}: nobody makes a record out of his reach')
	ok(site.api('POST', 'intervention', 'client', ACT)[0] in (403, 404), f'{e}: a client makes none')
	ok(site.api('POST', 'intervention', 'terrain', dict(ACT, start='16:00', end='16:10'))[0] == 201,
	   f'{e}: a mediator records what he did')
	ok(site.api('POST', 'intervention', 'terrain', dict(ACT, state='validated'))[0] == 403,
	   f'{e}: and does not validate it')
	status, _, sector = site.api('POST', 'sector', 'siege', {'source_id': 'S-X', 'name': 'Quartier <i>neuf</i>',
	                                                       'town': 'T-REN'})
	ok(status == 201, f'{e}: a sector is made', [str(sector)])
	twice = site.api('POST', 'client', 'siege', {'source_id': 'C-REN', 'name': 'Autre', 'kind': 'other'})
	ok(twice[0] == 422 and codes(twice[2]) == ['id_taken'], f'{e}: an own identifier is that of one record', [str(twice)])
	for body, how in (('[]', 'an array'), ('{', 'no JSON'), ('"x"', 'a text')):
		status = site.ask('POST', '/api/v1/registers/intervention', 'chef', body, Content_Type='application/json',
		                  X_CSRF_Token=site.token('chef'))[0]
		ok(status == 400, f'{e}: {how} is no record', [str(status)])
	return made


def changing(site, made):
	e, path = site.engine, 'intervention/' + made['id']
	ok(site.api('PUT', path, 'chef', {'outcome': 'OU2'})[0] in (400, 428), f'{e}: who changes a record says which version')
	status, _, new = site.put(path, 'chef', made['version'], {'outcome': 'OU2', 'end': '15:45'})
	ok(status == 200 and new['outcome'] == 'OU2' and new['duration_min'] == 45 and new['M_A4'] == 2 and
	   new['version'] > made['version'], f'{e}: what is not named stays; what follows is worked out again', [str(new)])
	status, _, told = site.put(path, 'rennes', made['version'], {'outcome': 'OU3'})
	ok(status == 409 and site.api('GET', path, 'chef')[2]['outcome'] == 'OU2',
	   f'{e}: a version that no longer stands is refused, and nothing is lost', [str(told)])
	ok(site.put(path, 'chef', new['version'], {'outcome': 'OU2'})[2]['version'] == new['version'],
	   f'{e}: nothing new makes no version')
	status, _, moved = site.put(path, 'chef', new['version'], {'date': '2025-05-07', 'start': '01:10', 'end': '01:30'})
	ok(status == 200 and moved['service_date'] == '2025-05-06' and moved['duration_min'] == 20,
	   f'{e}: the service date follows the hour', [str(moved)])
	ok(site.put(path, 'rennes', moved['version'], {'scheme': 'D02'})[0] in (403, 404),
	   f'{e}: nobody moves a record out of his reach')
	status, _, valid = site.put(path, 'chef', moved['version'], {'state': 'validated'})
	ok(status == 200 and valid['state'] == 'validated', f'{e}: a team leader validates', [str(valid)])
	status, _, told = site.put(path, 'chef', valid['version'], {'M_A4': 3})
	ok(status == 422 and codes(told) == ['reason_required'], f'{e}: what was validated changes with a reason', [str(told)])
	status, _, told = site.put(path, 'chef', valid['version'], {'M_A4': 3, 'reason': 'tel 06 12 34 56 78'})
	ok(status == 422 and codes(told) == ['reason_guarded'], f'{e}: which names nobody', [str(told)])
	status, _, last = site.put(path, 'chef', valid['version'], {'M_A4': 3, 'reason': 'compté <deux> fois'})
	ok(status == 200 and last['M_A4'] == 3, f'{e}: and then it does', [str(last)])
	status, _, told = site.api('GET', path + '/history', 'chef')
	h = told['history']
	ok([x['version'] for x in h] == [last['version'], valid['version'], moved['version'], new['version'], made['version']]
	   and [x['base'] for x in h] == [valid['version'], moved['version'], new['version'], made['version'], 0],
	   f'{e}: the history names each version and the one before', [str([x['version'] for x in h])])
	ok(h[0]['changes'] == {'M_A4': [2, 3]} and h[0]['reason'] == 'compté <deux> fois' and h[0]['actor'] == 'chef',
	   f'{e}: who, why, and each field before and after', [str(h[0])])
	page = site.ask('GET', '/r/' + path + '/history', 'chef')[2]
	ok('compté &lt;deux&gt; fois' in page and page.count('<h1>') == 1, f'{e}: the page of the history is text')
	ok(site.api('GET', path + '/history', 'client')[0] in (403, 404), f'{e}: a client sees no history')
	return last


def deleting(site, store, rec):
	e, path = site.engine, 'intervention/' + rec['id']
	count = lambda: json.loads(site.ask('GET', '/api/v1/figures/interventions?scheme=D01&period=2025-05', 'chef')[2])  # noqa: E731
	before = count()['value']
	ok(site.api('DELETE', path, 'siege', If_Match='"%d"' % (rec['version'] - 1))[0] == 409, f'{e}: deleting names the version too')
	page = site.ask('GET', '/r/' + path + '/delete', 'siege')[2]
	action = re.search(r'<form action="(/r/intervention/[^"]+/delete\?base=\d+)"', page).group(1)
	status, headers, _ = site.form(action, 'siege', [('reason', 'saisie par erreur')])
	ok(status == 303, f'{e}: a page asks before it deletes', [str(status)])
	ok(site.api('GET', path, 'siege')[0] == 404, f'{e}: then the record is gone')
	ok(count()['value'] == before - 1, f'{e}: and counts no more')
	page = site.ask('GET', '/r/' + path, 'siege')[2]
	ok('supprimée' in page and site.ask('GET', '/r/' + path, 'client')[0] in (403, 404),
	   f'{e}: who may delete still sees that it was')
	base = re.search(r'name="base" value="(\d+)"', page).group(1)
	status, _, text = site.form('/r/' + path + '/restore', 'siege', [('base', base)])
	now = site.api('GET', path, 'siege')[2]
	ok(status == 303 and now['M_A4'] == 3 and count()['value'] == before, f'{e}: and takes it back as it was',
	   [str(status), *re.findall('<h1>.*|<p>.*', text), str(now), str(count()['value']), str(before)])
	status, _, told = site.api('DELETE', path, 'siege', If_Match='"%d"' % now['version'])
	ok(status == 422 and codes(told) == ['reason_required'], f'{e}: a program says why too', [str(told)])
	client = site.api('GET', 'client?limit=1&source_id==C-REN', 'siege')[2]['records'][0]
	status, _, told = site.api('DELETE', 'client/' + client['id'], 'siege', If_Match='"%d"' % client['version'])
	ok(status == 422 and set(codes(told)) == {'used'}, f'{e}: what others need is not deleted', [str(told)])


def twins(site, store):
	"""Three records of one event; whichever counts is deleted, another one does."""
	e = site.engine

	def counted():
		told = [json.loads(site.ask('GET', f'/api/v1/figures/{f}?scheme=D01&period=2025-05-09', 'chef')[2])['value']
		        for f in ('interventions', 'contacts')]
		p = store.figures('interventions', 'contacts', '--scheme', 'D01', '--period', '2025-05-09')
		ok(told == [p[f]['value'] for f in ('interventions', 'contacts')], f'{e}: the command line counts the same', [told, p])
		return told

	def now(rec):
		status, _, told = site.api('GET', 'intervention/' + rec['id'], 'siege')
		return told if status == 200 else {'gone': True}

	def delete(rec):
		return site.api('DELETE', 'intervention/' + rec['id'], 'siege', If_Match='"%d"' % now(rec)['version'])[0]

	def restore(rec):
		page = site.ask('GET', '/r/intervention/' + rec['id'], 'siege')[2]
		base = re.search(r'name="base" value="(\d+)"', page).group(1)
		return site.form(f"/r/intervention/{rec['id']}/restore", 'siege', [('base', base)])[0]

	def made(people, **more):
		return site.api('POST', 'intervention', 'chef', dict(ACT, date='2025-05-09', M_A4=people, **more))[2]
	one = made(2)
	two, three = made(5, twin_of=one['id']), made(7, twin_of=one['id'])
	status = site.put('intervention/' + three['id'], 'chef', three['version'], {'state': 'validated'})[0]
	ok(status == 200 and counted() == [1, 2], f'{e}: three records of one event count once', [status, counted()])
	page = site.ask('GET', f"/r/intervention/{one['id']}/delete", 'siege')[2]
	action = re.search(r'<form action="(/r/intervention/[^"]+/delete\?base=\d+)"', page).group(1)
	status = site.form(action, 'siege', [('reason', 'saisie par erreur')])[0]
	ok('comptera à sa place' in page and status == 303 and counted() == [1, 5],
	   f'{e}: the one that counts is deleted on its page: it says so, and the next one counts', [status, counted()])
	ok(now(one) == {'gone': True} and not now(two).get('twin_of') and now(three)['twin_of'] == two['id'] and now(three)['state'] == 'validated',
	   f'{e}: the others stay as they were, and point to it', [str(now(two)), str(now(three))])
	for rec, change in ((two, [one['id'], None]), (three, [one['id'], two['id']])):
		last = site.api('GET', f"intervention/{rec['id']}/history", 'chef')[2]['history'][0]
		ok(last['actor'] == 'siege' and last['changes'] == {'twin_of': change} and 'même évènement' in last['reason'],
		   f'{e}: their history tells who, what and why', [str(last)])
	ok(restore(one) == 303 and now(one)['twin_of'] == two['id'] and counted() == [1, 5],
	   f'{e}: taken back it does not count the event a second time', [str(now(one)), counted()])
	ok(delete(two) == 204 and counted() == [1, 2] and not now(one).get('twin_of') and now(three)['twin_of'] == one['id'],
	   f'{e}: a program deletes the one that counts: the first of the others does', [counted()])
	ok(delete(one) == 204 and counted() == [1, 7], f'{e}: so does the last one', [counted()])
	ok(restore(two) == 303 and now(two)['twin_of'] == three['id'] and counted() == [1, 7],
	   f'{e}: one that comes back finds the one that counts, past those that were deleted', [str(now(two)), counted()])
	status = delete(two)
	page = site.ask('GET', f"/r/intervention/{three['id']}/delete", 'siege')[2]
	action = re.search(r'<form action="(/r/intervention/[^"]+/delete\?base=\d+)"', page).group(1)
	ok(status == 204 and 'comptera à sa place' not in page and site.form(action, 'siege', [('reason', 'essai')])[0] == 303 and
	   counted() == [0, 0], f'{e}: with the last of them the event is gone', [status, counted()])
	ok(restore(two) == 303 and not now(two).get('twin_of') and counted() == [1, 5],
	   f'{e}: and comes back with any of them', [str(now(two)), counted()])
	p = store.run('check')
	ok(p.returncode == 0, f'{e}: journal, tables and facts agree on it', p.stdout.splitlines()[-5:])


def forms(site):
	e = site.engine
	page = site.ask('GET', '/r/intervention/new', 'chef')[2]
	fields = dict(inputs(page))
	scheme = re.search(r'<option value="([^"]+)"[^>]*>[^<]*</option>', page[page.index('name="scheme"'):]).group(1)
	typed = dict(fields, scheme=scheme, date='2025-06-01', start='21:00', end='21:10', place_kind='LP3', kind='GC1',
	             theme='T10', outcome='', comment='<script>alert(1)</script>')
	status, _, page = site.form('/r/intervention/new', 'chef', list(typed.items()))
	ok(status == 422 and '&lt;script&gt;alert' in page and '<script>alert' not in page and 'aria-invalid' in page,
	   f'{e}: a form that is refused keeps what was typed, as text', [str(status)])
	typed['outcome'] = 'OU1'
	status, headers, _ = site.form('/r/intervention/new', 'chef', list(typed.items()))
	where = headers.get('Location', '')
	twice = site.form('/r/intervention/new', 'chef', list(typed.items()))
	ok(status == 303 and twice[0] == 303 and twice[1]['Location'] == where, f'{e}: a form sent twice makes one record',
	   [str(status), str(twice[:2])])
	page = site.ask('GET', where + '/edit', 'chef')[2]
	same = inputs(page)
	before = site.api('GET', where[3:], 'chef')[2]
	status, headers, _ = site.form(where + '/edit', 'chef', same)
	ok(status == 303 and site.api('GET', where[3:], 'chef')[2]['version'] == before['version'],
	   f'{e}: a form sent back as it came changes nothing', [str(status)])
	site.put(where[3:], 'rennes', before['version'], {'outcome': 'OU4'})
	mine = [(n, 'OU2' if n == 'outcome' else '17' if n == 'M_A4' else v) for n, v in same]
	status, _, page = site.form(where + '/edit', 'chef', mine)
	ok(status == 409 and 'Rien de votre saisie n’est perdu' in page.replace('\xa0', ' ') or status == 409 and 'value="17"' in page,
	   f'{e}: two who change one record: the second sees both and keeps his own', [str(status)])
	status, _, _ = site.form(where + '/edit', 'chef', inputs(page))
	after = site.api('GET', where[3:], 'chef')[2]
	ok(status == 303 and after['M_A4'] == 17 and after['outcome'] == 'OU2', f'{e}: and saves again', [str(status), str(after)])
	ok(site.ask('GET', where + '/edit', 'client')[0] in (403, 404), f'{e}: a client gets no form')
	ok(site.ask('POST', where + '/edit', 'chef', 'outcome=OU1', Content_Type='application/x-www-form-urlencoded')[0] == 403,
	   f'{e}: a form without its token changes nothing')
	for register in ('structure', 'agency', 'town', 'client', 'funder', 'contract', 'scheme', 'sector', 'site', 'staff',
	                 'partner', 'shift', 'incivility_report', 'contract_code', 'scheme_post', 'area'):
		status, _, page = site.ask('GET', f'/r/{register}/new', 'siege')
		ok(status == 200 and page.count('<h1>') == 1, f'{e}: {register} has its form', [str(status)])


def every_form(site):
	"""The form of each kind of record, sent back as it came, is no change."""
	e = site.engine
	for register in ('agency', 'town', 'client', 'scheme', 'staff', 'shift', 'sector', 'intervention'):
		for rec in site.api('GET', register + '?limit=3', 'siege')[2]['records']:
			path = f"/r/{register}/{rec['id']}/edit"
			status, headers, page = site.form(path, 'siege', inputs(site.ask('GET', path, 'siege')[2]) + [('why', 'essai')])
			now = site.api('GET', f"{register}/{rec['id']}", 'siege')[2]
			ok(status == 303 and now['version'] == rec['version'], f'{e}: the form of a {register} as it came changes nothing',
			   [str(status), *re.findall(r'class="fault">.*?</svg>([^<]*)', page),
			    *[f'{k}: {rec[k]} {now[k]}' for k in rec if rec[k] != now[k]]])


def contract_codes(site, store):
	e = site.engine
	contract = site.api('POST', 'contract', 'siege', {'source_id': 'K-1', 'name': 'Marché', 'client': 'C-REN',
	                                                'kind': 'market', 'start': '2025-01-01'})
	if contract[0] != 201:
		kinds = re.findall(r'<option value="([^"]+)"', site.ask('GET', '/r/contract/new', 'siege')[2])
		ok(False, f'{e}: a contract is made', [str(contract[2]), str(kinds)])
		return
	scheme = site.api('GET', 'scheme?source_id==D01', 'siege')[2]['records'][0]
	status, _, told = site.put('scheme/' + scheme['id'], 'siege', scheme['version'], {'contract': 'K-1'})
	ok(status == 200, f'{e}: a scheme gets its contract', [str(told)])
	status, _, code = site.api('POST', 'contract_code', 'siege', {'source_id': 'KC-1', 'contract': 'K-1', 'list': 'kind',
	                           'code': 'GC1-CAF', 'label_fr': 'Rixe devant la CAF', 'label_en': 'Brawl at the office'})
	ok(status == 201, f'{e}: a contract gets a code of its own', [str(code)])
	made = [site.api('POST', 'intervention', 'chef', dict(ACT, start=f'17:0{i}', end='17:20', kind='GC1-CAF')) for i in range(4)]
	ok(all(m[0] == 201 and m[2]['kind'] == 'GC1-CAF' for m in made), f'{e}: records bear it at once', [str(made[0])])
	ok(site.api('POST', 'intervention', 'siege', dict(ACT, scheme='D02', kind='GC1-CAF'))[0] == 422,
	   f'{e}: other contracts’ do not')
	ok(all(site.api('GET', 'intervention/' + m[2]['id'], 'chef')[0] == 200 for m in made for _ in range(3)),
	   f'{e}: every worker reads them')
	told = json.loads(site.ask('GET', '/api/v1/figures/interventions?scheme=D01&period=2025-05&by=kind', 'chef')[2])
	ok(any(g['key']['kind'] == 'GC1' for g in told['groups']), f'{e}: and the figures count them as the common one')
	status, _, told = site.put('contract_code/' + code['id'], 'siege', code['version'], {'code': 'GC1-NEW', 'label_fr': 'a', 'label_en': 'b'})
	ok(status == 422 and codes(told) == ['fixed'], f'{e}: a code never changes', [str(told)])
	p, told = store.load('contract_code', [['id', 'contract', 'list', 'code', 'label_fr', 'label_en'],
	                                       ['KC-1', 'K-1', 'kind', 'GC1-OTH', 'x', 'y']])
	ok(p.returncode == 1 and told['errors'][0]['code'] == 'fixed', f'{e}: nor by an import', [str(told)])
	ok(site.api('DELETE', 'contract_code/' + code['id'], 'siege', If_Match='"%d"' % code['version'])[0] == 204 and
	   site.api('GET', 'intervention/' + made[0][2]['id'], 'chef')[2]['kind'] == 'GC1-CAF',
	   f'{e}: one that is deleted stays readable')
	ok(site.api('POST', 'intervention', 'chef', dict(ACT, start='18:00', end='18:20', kind='GC1-CAF'))[0] == 422,
	   f'{e}: but is borne by no new record')


def others_write(site, store):
	"""What the command line imports beside the running server is seen by the next save."""
	e = site.engine
	store.load('sector', [['id', 'name', 'town'], ['S-NEW', 'Secteur venu d’ailleurs', 'T-REN']])
	status, _, made = site.api('POST', 'intervention', 'chef', dict(ACT, start='19:00', end='19:20', sector='Secteur venu d’ailleurs'))
	ok(status == 201 and made['sector'], f'{e}: an import by another process is followed', [str(made)])


def races(site):
	"""Many at once on one record: one wins each round, nothing is lost, the history tells all."""
	e = site.engine
	rec = site.api('POST', 'intervention', 'chef', dict(ACT, start='20:00', end='20:20'))[2]
	path, won, lock = 'intervention/' + rec['id'], [], threading.Lock()

	def run(who, seed):
		dice = random.Random(seed)
		for _ in range(3 if SMALL else 8):
			now = site.api('GET', path, who)[2]
			n = dice.randint(0, 500)
			status, _, told = site.put(path, who, now['version'], {'F_A4': n})
			with lock:
				won.append((status, told.get('version'), n, now['version']))

	threads = [threading.Thread(target=run, args=(who, i)) for i, who in enumerate(['chef', 'rennes', 'siege', 'chef'])]
	for t in threads:
		t.start()
	for t in threads:
		t.join()
	stored = {v: n for status, v, n, base in won if status == 200 and v != base}
	told = site.api('GET', path + '/history', 'chef')[2]['history'][:-1]
	ok(all(s in (200, 409) for s, *_ in won) and {h['version']: h['changes']['F_A4'][1] for h in told} == stored,
	   f'{e}: of many who change one record at once, each that was told so stands in the history', [str(won)])


def very_many(site, store):
	"""More people than a form has room for: those who are chosen stand first, the others are told by number."""
	e = site.engine
	store.load('staff', [['id', 'role', 'agency']] + [[f'P{i:04d}', 'mediator', 'AG-R'] for i in range(200)])
	agency = site.api('GET', 'agency?source_id==AG-R', 'siege')[2]['records'][0]['id']
	page = site.ask('GET', '/r/staff_incident/new', 'siege')[2]
	first = re.search(r'name="team" value="([^"]+)"', page)[1]
	ok('choices-many' in page and 'id="r-team"' in page and page.count('name="team"') == 201, f'{e}: a form bounds a long list')
	sent = [('agency', agency), ('date', '2025-03-04'), ('kind', 'threat'), ('team', first), ('team', 'P0199|P0198')]
	status, _, page = site.form('/r/staff_incident/new', 'siege', sent + [('declared_on', '2025-03-03')])
	ok(status == 422 and re.search(r'id="r-team"[^>]* value="P0199\|P0198"', page) and f'value="{first}" checked' in page,
	   f'{e}: a form that is not right yet keeps who was chosen and who was typed', [str(status)])
	status, headers, _ = site.form('/r/staff_incident/new', 'siege', sent + [('declared_on', '2025-03-05')])
	ok(status == 303, f'{e}: and is taken once it is', [str(status)])
	path = headers.get('Location', '/r/staff_incident')
	page = site.ask('GET', path + '/edit', 'siege')[2]
	chosen = [m.end() for m in re.finditer(r'name="team" value="[^"]+" checked', page)]
	ok(len(chosen) == 3 and chosen[-1] < page.index('type="checkbox"', chosen[-1]), f'{e}: all three are on its form', [str(chosen)])
	version = site.api('GET', path[3:], 'siege')[2]['version']
	status, _, _ = site.form(path + '/edit', 'siege', inputs(page))
	ok(status == 303 and site.api('GET', path[3:], 'siege')[2]['version'] == version,
	   f'{e}: and the form as it came changes nothing', [str(status)])


def menu(page, name):
	"""What a form's menu offers: {label: value}."""
	m = re.search(r'<select [^>]*name="%s".*?</select>' % name, page, re.S)
	found = re.findall(r'<option value="([0-9a-f-]{36})"[^>]*>([^<]*)<', m.group(0)) if m else \
		re.findall(r'name="%s" value="([0-9a-f-]{36})"[^>]*>([^<]*)<' % name, page)
	return {html.unescape(label).strip(): value for value, label in found}


def own_menus(site, store):
	"""Who reaches only own records finds them in menus, and nobody else's."""
	e = site.engine
	case = ['id', 'scheme', 'date', 'team', 'party_a_kind', 'party_b_kind']
	staff = {r['source_id']: r['id'] for r in store.rows('staff')}
	store.load('case_file', [case, ['X-1', 'D01', '2025-03-03', 'M003', 'tenant', 'tenant'],
	                         ['X-2', 'D01', '2025-03-03', 'M001', 'tenant', 'tenant'],
	                         ['X-3', 'D02', '2025-03-03', 'M001', 'tenant', 'tenant']])
	# Of a day, and without a number of its own.
	status, _, made = site.api('POST', 'case_file', 'membre', {'scheme': 'D01', 'date': '2025-03-04', 'team': [staff['M001']],
	                                                          'party_a_kind': 'tenant', 'party_b_kind': 'shop'})
	ok(status == 201, f'{e}: a mediator opens a case', [str(made)])
	offered = menu(site.ask('GET', '/r/case_step/new', 'membre')[2], 'case_file')
	ok(set(offered) == {'X-1', 'mardi 4 mars 2025'}, f'{e}: a new step offers the own cases, by number or day', [str(offered)])
	ok(not menu(site.ask('GET', '/r/case_step/new', 'terrain')[2], 'case_file'), f'{e}: and none to who has none')
	ok({'X-1', 'X-2'} <= set(menu(site.ask('GET', '/r/case_step/new', 'chef')[2], 'case_file')), f'{e}: a leader those of the scheme')
	offered = menu(site.ask('GET', '/r/case_file/new', 'membre')[2], 'team')
	ok(list(offered.values()) == [staff['M003']], f'{e}: of staff, oneself', [str(offered)])
	step = [('case_file', menu(site.ask('GET', '/r/case_step/new', 'membre')[2], 'case_file').get('X-1', '')), ('date', '2025-03-06'),
	        ('kind', 'shuttle'), ('mediators', list(offered.values() or [''])[0])]
	status, headers, text = site.form('/r/case_step/new', 'membre', step)
	ok(status == 303, f'{e}: what is chosen there is saved', re.findall(r'href="#f-[^<]*<|class="err[^<]*<|fault[^<]*<[^<]*<', text)[:8] or [text[-3000:-1500]])
	status, _, told = site.api('POST', 'case_step', 'membre', {'case_file': 'X-1', 'date': '2025-03-07', 'kind': 'call', 'mediators': [staff['M003']]})
	ok(status == 201, f'{e}: a number says it too', [str(told)])
	status, _, told = site.api('POST', 'case_step', 'membre', {'case_file': 'X-3', 'date': '2025-03-07', 'kind': 'call', 'mediators': [staff['M003']]})
	ok(status in (403, 404, 422), f'{e}: another scheme’s case takes no step', [str(told)])


def on(url, folder, engine):
	store = Store(url, folder, engine)
	store.must('--quiet', 'init')
	store.samples()
	for who, words in ROLES.items():
		p = store.run('user', 'add', who, *words, '--password-stdin', stdin=PASSWORD)
		ok(p.returncode == 0, f'{engine}: the account {who} is made', p.stderr.splitlines())
	with serving(store) as port:
		site = Site(port, engine)
		ok(all([site.sign_in(who) for who in ROLES]), f'{engine}: everybody signs in')
		deleting(site, store, changing(site, making(site)))
		twins(site, store)
		forms(site)
		every_form(site)
		contract_codes(site, store)
		others_write(site, store)
		own_menus(site, store)
		races(site)
		very_many(site, store)
	p = store.run('check', '--quick')
	ok(p.returncode == 0, f'{engine}: the journal adds up to the tables', p.stdout.splitlines()[-5:])


def main():
	with tempfile.TemporaryDirectory() as folder:
		on(os.path.join(folder, 'edit.db'), folder, 'SQLite')
		url = os.environ.get('MAILLAGE_TEST_DB_URL')
		if url:
			on(url, folder, 'PostgreSQL')
	return finish()


if __name__ == '__main__':
	sys.exit(main())
