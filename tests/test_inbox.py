#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Noting a situation and validating it, over HTTP, on both engines: the inbox and its flags, who may,
conflicts, taking back, sending back; the quick form, its double submit and what it keeps."""
import html
import os
import re
import sys
import tempfile
import threading
import urllib.parse

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import test_edit  # noqa: E402
from outside import Store, finish, ok, serving  # noqa: E402

PASSWORD = test_edit.PASSWORD
ROLES = {
	'siege': ['--role', 'head_office'], 'chef': ['--role', 'team_leader', '--scheme', 'TST'],
	'rennes': ['--role', 'manager', '--scheme', 'D02'],
	'terrain': ['--role', 'mediator', '--scheme', 'TST', '--staff', 'TS1'],
	'autre': ['--role', 'mediator', '--scheme', 'TST', '--staff', 'TS2'],
	'client': ['--role', 'client', '--client', 'C-REN'], 'dpo': ['--role', 'dpo'],
	'gestion': ['--role', 'administrator'], 'formatrice': ['--role', 'trainer'],
	'partenaire': ['--role', 'partner'],
}
EVIL = '<script>alert(1)</script>'
HEADER = ['id', 'scheme', 'date', 'start', 'duration_min', 'place', 'place_kind', 'kind', 'theme', 'outcome', 'M_A4',
          'facts', 'comment', 'state']
RECORDS = [
	# Two of one event.
	['I1', 'TST', '2025-03-10', '22:00', '10', 'Square des Acacias', 'LP2', 'GC5', 'T10', 'OU1', '3', '', '', 'sent'],
	['I2', 'TST', '2025-03-10', '22:10', '10', 'square des  ACACIAS', 'LP2', 'GC5', 'T10', 'OU1', '2', '', '', 'sent'],
	['I3', 'TST', '2025-03-10', '23:00', '10', 'Parking', 'LP1', 'PA3', 'T23', 'OU0', '80', '', '', 'sent'],
	['I4', 'TST', '2025-03-10', '23:30', '10', 'Hall 3', 'LR1', 'GC5', 'T21', 'OU5', '1', '',
	 'Une dame, Mme Untel, demande de passer', 'sent'],
	['I5', 'TST', '2025-03-11', '00:30', '10', 'Place', 'LP1', 'GC5', 'T10', 'OU1', '1', '', '', 'sent'],
	['I6', 'TST', '2025-03-10', '18:00', '10', 'Quai', 'LP1', 'GC5', 'T10', 'OU1', '1', '', '', 'sent'],
	['I7', 'TST', '2025-03-10', '22:40', '10', 'Jardin ' + EVIL, 'LP2', 'GC5', 'T10', 'OU1', '1', '', EVIL, 'sent'],
	['I8', 'TST', '2025-03-10', '21:30', '10', 'Rue', 'LP1', 'GC5', 'T10', 'OU1', '1', '', '', 'validated'],
	['I9', 'TST', '2025-03-10', '21:45', '10', 'Cour', 'LP1', 'GC5', 'T10', 'OU1', '1', '', '', 'draft'],
	['IA', 'TST', '2025-03-10', '21:50', '10', 'Cour', 'LP1', 'VT2', 'T80', 'OU5', '', 'IC51x25', '', 'sent'],
	['IB', 'D02', '2030-05-02', '12:00', '10', 'Ailleurs', 'LP1', 'GC5', 'T10', 'OU1', '1', '', '', 'sent'],
]


def prepare(store):
	store.must('--quiet', 'init')
	store.samples()
	store.load('scheme', [['id', 'name', 'form', 'agency', 'town', 'client', 'start'],
	                      ['TST', 'Médiation de nuit', 'FN', 'AG-R', 'T-REN', 'C-REN', '2020-01-01']])
	store.load('staff', [['id', 'role', 'agency', 'pseudonym', 'scheme'],
	                     ['TS1', 'mediator', 'AG-R', 'Merle', 'TST'], ['TS2', 'mediator', 'AG-R', 'Lilas', 'TST']])
	store.load('shift', [['id', 'scheme', 'date', 'planned_start', 'planned_end', 'team', 'state'],
	                     ['S1', 'TST', '2025-03-10', '21:00', '05:00', 'TS1|TS2', 'planned']])
	store.load('partner', [['id', 'name', 'kind'], ['P1', 'Bailleur', 'PT04']])
	store.load('incivility_report', [['id', 'partner', 'scheme', 'date', 'start', 'place_kind', 'facts'],
	                                 ['R1', 'P1', 'TST', '2025-03-10', '20:00', 'LR1', 'IC31']])
	p, told = store.load('intervention', [HEADER, *RECORDS])
	ok(p.returncode == 0, f'{store.engine}: records to validate are there', told['errors'][:3])
	many = [[f'M{i}', 'D02', '2030-04-%02d' % (i % 28 + 1), '%02d:%02d' % (i % 12 + 8, i % 60), '5', f'Lieu {i}', 'LP1', 'PA1',
	         '', '', '', '', '', 'sent'] for i in range(130)]
	p, told = store.load('intervention', [HEADER, *many])
	ok(p.returncode == 0, f'{store.engine}: and more than a page', told['errors'][:3])


def ids(store):
	return {r['source_id']: r['id'] for r in store.rows('intervention') if r['source_id']}


def ones(page, form):
	"""The records that a form of the inbox carries."""
	part = re.search(r'<form[^>]*class="%s"[^>]*>.*?</form>' % form, page, re.S)
	return re.findall(r'name="one" value="([^"]+)"', part.group(0)) if part else []


def listed(page):
	"""{UUID: text of its line} of the list."""
	out = {}
	for m in re.finditer(r'<li><a href="/validate\?[^"]*id=([0-9a-f-]{36})"[^>]*>(.*?)</a></li>', page, re.S):
		out[m.group(1)] = html.unescape(re.sub(r'\s+', ' ', re.sub(r'<[^>]+>', ' ', m.group(2))))
	return out


class Tried:
	"""A site and who is who in it."""

	def __init__(self, site, store):
		self.site, self.store, self.id, self.e = site, store, ids(store), store.engine

	def ok(self, good, sentence, notes=()):
		ok(good, f'{self.e}: {sentence}', notes)

	def page(self, path, who='chef'):
		return self.site.ask('GET', path, who)

	def post(self, path, who, **fields):
		words = []
		for k, v in fields.items():
			words += [(k, x) for x in (v if isinstance(v, list) else [v])]
		return self.site.form(path, who, words)

	def record(self, id, who='siege', register='intervention'):
		return self.site.api('GET', f'{register}/{id}', who)[2]

	def history(self, id):
		return self.site.api('GET', f'intervention/{id}/history', 'siege')[2]['history']


# -- the inbox --------------------------------------------------------------------------------------

def who_may(t):
	for who in ('terrain', 'client', 'dpo', 'gestion', 'formatrice', 'partenaire'):
		t.ok(t.page('/validate', who)[0] == 403, f'{who} has no inbox')
		status = t.post('/validate', who, register='intervention', one=t.id['I5'] + '.1')[0]
		t.ok(status == 403, f'and {who} validates nothing', [str(status)])
	t.ok(t.page('/validate', None)[0] == 303, 'who is not signed in is asked to')
	for path in ('/validate', '/validate/return', '/validate/undo', '/record', f"/r/intervention/{t.id['I9']}/send"):
		body = urllib.parse.urlencode({'register': 'intervention', 'one': t.id['I5'] + '.1'})
		status = t.site.ask('POST', path, 'siege', body, Content_Type='application/x-www-form-urlencoded')[0]
		t.ok(status == 403, f'a form without its token is refused by {path}', [str(status)])
	t.ok(t.record(t.id['I5'])['state'] == 'sent', 'nothing changed')


def flags(t):
	status, _, page = t.page('/validate')
	seen = listed(page)
	t.ok(status == 200 and set(seen) == {t.id[i] for i in ('I1', 'I2', 'I3', 'I4', 'I5', 'I6', 'I7', 'IA')},
	     'the inbox shows what was sent in the leader’s scheme, neither drafts nor what is validated',
	     [str(status), *seen.values()])
	t.ok('9 fiches à valider' in html.unescape(page), 'its title counts all registers')
	for name, word in (('I1', 'Peut-être un doublon'), ('I2', 'Peut-être un doublon'), ('I3', '80 personnes : vérifier'),
	                   ('I4', 'Un nom dans le texte'), ('I6', 'Hors de sa vacation'), ('IA', '25 faits : vérifier')):
		said = seen.get(t.id[name], '').replace('\xa0', ' ')
		t.ok(word in said, f'{name}: {word}', [said])
	clean = {one.split('.')[0] for one in ones(page, 'all')}
	t.ok(clean == {t.id['I5'], t.id['I7']}, 'two have no flag, and one click validates them', [str(clean)])
	order = list(seen)
	t.ok(set(order[-2:]) == clean, 'flagged ones stand first')
	t.ok('<script>alert' not in page, 'stored markup comes back as text')
	shown = t.page(f"/validate?id={t.id['I4']}")[2]
	t.ok('<mark>Mme Untel</mark>' in shown, 'what raised the doubt is marked')
	t.ok('Fiche de Merle, Lilas' in html.unescape(shown), 'the team is named by its pseudonyms')
	t.ok(f'/r/intervention/{t.id["I1"]}"' in t.page(f"/validate?id={t.id['I2']}")[2], 'a duplicate leads to the other one')
	t.ok('<script>alert' not in t.page(f"/validate?id={t.id['I7']}")[2], 'nor does markup run in the open record')


def filters(t):
	for flag, names in (('text', {'I4'}), ('duplicate', {'I1', 'I2'}), ('count', {'I3', 'IA'}), ('shift', {'I6'}),
	                    ('none', {'I5', 'I7'}), ('some', {'I1', 'I2', 'I3', 'I4', 'I6', 'IA'})):
		seen = set(listed(t.page(f'/validate?flag={flag}')[2]))
		t.ok(seen == {t.id[n] for n in names}, f'the filter “{flag}” shows those', [str(len(seen))])
	t.ok(len(listed(t.page('/validate?day=2025-03-10')[2])) == 8, 'a night is one day')
	t.ok('Rien n’attend ici' in html.unescape(t.page('/validate?day=2025-03-12')[2]), 'a day with nothing says so')
	t.ok(t.page('/validate?register=staff')[0] == 404, 'a register without states has no inbox')
	t.ok(t.page('/validate?day=hier')[0] == 422, 'a day that is none is refused')
	t.ok(t.page('/validate?flag=' + urllib.parse.quote(EVIL))[0] == 200, 'an unknown flag is none')
	status, _, page = t.page('/validate?register=incivility_report')
	t.ok(status == 200 and 'Occupation de hall' in html.unescape(page), 'partners’ reports wait in the same inbox')
	first = t.page('/validate', 'rennes')[2]
	more = re.search(r'rel="next" href="([^"]+)"', first)
	t.ok(len(listed(first)) == 100 and more, 'more than a hundred are turned page by page')
	if more:
		second = t.page(html.unescape(more.group(1)), 'rennes')[2]
		t.ok(len(listed(second)) > 30 and not set(listed(first)) & set(listed(second)), 'each stands on one of them',
		     [str(len(listed(second)))])


def validating(t):
	page = t.page('/validate')[2]
	shown = ones(page, 'all')
	# Somebody changes one of them while the leader reads.
	version = t.record(t.id['I7'])['version']
	status = t.site.put(f"intervention/{t.id['I7']}", 'siege', version, {'M_A4': 2})[0]
	t.ok(status == 200, 'a record changes while the inbox is read')
	status, headers, _ = t.post('/validate', 'chef', register='intervention', one=shown)
	t.ok(status == 303 and t.record(t.id['I5'])['state'] == 'validated', 'what was shown without a flag is validated')
	t.ok(t.record(t.id['I7'])['state'] == 'sent', 'what changed meanwhile is not')
	to = headers['Location']
	after = html.unescape(t.page(to)[2])
	t.ok('1 fiche est validée.' in after and '1 fiche n’est pas validée' in after, 'and both are told', [to])
	t.ok(t.history(t.id['I5'])[0]['actor'] == 'chef', 'the journal says who validated')
	span = re.search(r'name="span" value="([^"]+)"', after).group(1)
	t.ok(t.post('/validate/undo', 'rennes', register='intervention', span=span)[0] == 303 and
	     t.record(t.id['I5'])['state'] == 'validated', 'nobody takes back what another one validated')
	t.ok(t.post('/validate/undo', 'chef', register='intervention', span=span)[0] == 303 and
	     t.record(t.id['I5'])['state'] == 'sent', 'the leader takes it back')
	t.ok(t.history(t.id['I5'])[0]['reason'] == 'Validation annulée', 'with its reason in the journal')
	t.ok(t.post('/validate/undo', 'chef', register='intervention', span=span)[0] == 303 and
	     t.record(t.id['I5'])['state'] == 'sent', 'once')
	for bad in ('1-999999999', '5-1', 'x', '-', '0-3', '9' * 30 + '-1'):
		status = t.post('/validate/undo', 'chef', register='intervention', span=bad)[0]
		t.ok(status in (303, 400), f'the span “{bad[:12]}” takes nothing back', [str(status)])
	for bad in ('', 'x', t.id['I5'], t.id['I5'] + '.', t.id['I5'] + '.0', t.id['I5'] + '.-3', 'x.3'):
		t.ok(t.post('/validate', 'chef', register='intervention', one=bad)[0] == 400, f'“{bad[-6:]}” validates nothing')
	t.ok(t.post('/validate', 'chef', register='staff', one=shown)[0] == 404, 'nor does a register without states')
	t.ok(t.post('/validate', 'chef', register='intervention', one=['x'] * 101)[0] == 400, 'nor more than a page')
	foreign = f"{t.id['IB']}.{t.record(t.id['IB'])['version']}"
	t.ok(t.post('/validate', 'chef', register='intervention', one=foreign)[0] == 404 and
	     t.record(t.id['IB'])['state'] == 'sent', 'a record out of reach does not exist')
	mixed = [foreign, f"{t.id['I5']}.{t.record(t.id['I5'])['version']}"]
	headers = t.post('/validate', 'chef', register='intervention', one=mixed)[1]
	t.ok('kept=1' in headers['Location'] and t.record(t.id['IB'])['state'] == 'sent' and
	     t.record(t.id['I5'])['state'] == 'validated', 'among others it is left, and they are validated')


# -- the quick form ------------------------------------------------------------------------------------

def hidden(page, name):
	m = re.search(r'name="%s" value="([^"]*)"' % name, page)
	return html.unescape(m.group(1)) if m else None


def filled(page, **more):
	"""What a mediator sends without scripts: noise, elsewhere, three young men, settled."""
	return dict({'id': hidden(page, 'id'), 'scheme': hidden(page, 'scheme'), 'date': hidden(page, 'date'),
	             'start': hidden(page, 'start'), 'duration_min': '10', 'tile': 'GC5 T10', 'where': 'other', 'place_kind': 'LP2',
	             'place': 'Square', 'F_A23': '1', 'M_A4': '3', 'actions': ['AC01', 'AC03'], 'outcome': 'OU1'}, **more)


def noting(t):
	for who in ('client', 'dpo', 'gestion', 'formatrice', 'partenaire'):
		t.ok(t.page('/record', who)[0] == 403, f'{who} notes no situation')
		t.ok('href="/record"' not in t.page('/help', who)[2], 'and is not shown the way')
	status, _, page = t.page('/record', 'terrain')
	t.ok(status == 200 and len(re.findall(r'class="tile"', page)) == 8, 'eight tiles are offered')
	t.ok('Médiation de nuit' in page, 'the scheme is one’s own')
	t.ok(hidden(page, 'id') != hidden(t.page('/record', 'terrain')[2], 'id'), 'each form carries the identifier of its own record')
	before = len(t.store.rows('intervention'))
	bad = filled(page, comment='appeler au 06 12 34 56 78 ' + EVIL, weak_signal='oui')
	status, _, again = t.post('/record', 'terrain', **bad)
	t.ok(status == 422 and 'f-comment' in again and 'téléphone' in again, 'a comment with a number is refused', [str(status)])
	t.ok(hidden(again, 'id') == bad['id'] and 'value="3"' in again and 'value="GC5 T10"' in again and
	     '06 12 34 56 78' in again and EVIL not in again and re.search(r'name="weak_signal" value="oui" checked', again) and
	     re.search(r'value="AC03" checked', again) and 'value="Square"' in again, 'nothing that was typed is lost')
	t.ok(len(t.store.rows('intervention')) == before, 'and nothing is stored')
	good = filled(again, comment='Groupe calme.', place='Square ' + EVIL)
	status, headers, _ = t.post('/record', 'terrain', **good)
	t.ok(status == 303 and headers['Location'] == '/record/' + bad['id'], 'mended, it is stored', [str(status)])
	rec = t.record(bad['id'])
	t.ok((rec['kind'], rec['theme'], rec['outcome'], rec['M_A4'], rec['F_A23'], rec['state'], rec['actions'], rec['comment'],
	      rec['duration_min']) == ('GC5', 'T10', 'OU1', 3, 1, 'sent', ['AC01', 'AC03'], 'Groupe calme.', 10),
	     'as it was noted', [str(rec)])
	receipt = html.unescape(t.page(headers['Location'], 'terrain')[2])
	t.ok('C’est noté' in receipt and '1 femme (11–17 ans), 3 hommes (18–25 ans)' in receipt, 'the receipt tells it')
	t.ok('&lt;script&gt;alert' in t.page(headers['Location'], 'terrain')[2], 'with markup as text')
	return bad['id'], good


def twice(t, id, good):
	status, headers, _ = t.post('/record', 'terrain', **good)
	t.ok(status == 303 and headers['Location'] == '/record/' + id and len(t.history(id)) == 1,
	     'sent twice, it is one record and one entry of the journal', [str(status)])
	status, headers, _ = t.post('/record', 'terrain', **dict(good, outcome='OU5'))
	t.ok(status == 303 and 'already=1' in headers['Location'] and t.record(id)['outcome'] == 'OU1',
	     'sent again with other words, the first one stands')
	t.ok('déjà notée' in html.unescape(t.page(headers['Location'], 'terrain')[2]), 'and that is told')
	page = t.page('/record', 'terrain')[2]
	same, answers = filled(page, place='Deux fois'), []
	csrf = [t.site.token('terrain') for _ in range(4)]

	def send(token):
		body = urllib.parse.urlencode([('csrf', token)] + [(k, x) for k, v in same.items()
		                              for x in (v if isinstance(v, list) else [v])])
		answers.append(t.site.ask('POST', '/record', 'terrain', body, Content_Type='application/x-www-form-urlencoded')[0])
	threads = [threading.Thread(target=send, args=(c,)) for c in csrf]
	for x in threads:
		x.start()
	for x in threads:
		x.join()
	t.ok(answers == [303] * 4 and sum(r['place'] == 'Deux fois' for r in t.store.rows('intervention')) == 1,
	     'four at once are one record', [str(answers)])
	t.ok(t.post('/record', 'autre', **dict(good, place='Autre'))[0] in (303, 403, 404) and 'Autre' not in t.record(id)['place'],
	     'another mediator does not change it')


def choices(t, id):
	status, _, again = t.page('/record?again=' + id, 'terrain')
	t.ok(status == 200 and re.search(r'<button[^>]*name="outcome" value="OU1"', again) and 'data-step="again"' in again and
	     f'value="r:{id}" checked' in again, 'the same situation again is one touch', [str(status)])
	t.ok(t.page('/record?again=' + id, 'autre')[0] == 404, 'not another one’s')
	fields = filled(again, where='r:' + id, place='', place_kind='')
	status, headers, _ = t.post('/record', 'terrain', **fields)
	t.ok(status == 303 and t.record(fields['id'])['place'] == t.record(id)['place'], 'its place comes with it', [str(status)])
	page = t.page('/record', 'autre')[2]
	t.ok(t.post('/record', 'autre', **filled(page, where='r:' + id, place_kind=''))[0] == 422,
	     'the place of a record one may not read is no place')
	fields = filled(page, tile='other', kind='PA1', theme='', outcome='')
	t.ok(t.post('/record', 'autre', **fields)[0] == 303 and t.record(fields['id'])['kind'] == 'PA1',
	     'anything else is chosen from the whole lists; a pass-by needs neither theme nor outcome')
	page = t.page('/record', 'autre')[2]
	fields = filled(page, tile='', outcome='')
	t.ok(t.post('/record', 'autre', **fields)[0] == 422, 'without a situation nothing is stored')
	t.ok(t.post('/record', 'autre', **filled(page, id='x'))[0] == 400, 'nor without an identifier')
	foreign = t.site.api('GET', 'scheme/D02', 'siege')[2]['id']
	t.ok(t.post('/record', 'autre', **filled(page, id=hidden(t.page('/record', 'autre')[2], 'id'), scheme=foreign))[0] == 404,
	     'nor for a scheme out of reach')
	t.ok(t.page('/record?scheme=' + foreign, 'autre')[0] == 404, 'whose form does not exist either')


def taking_back(t):
	page = t.page('/record', 'terrain')[2]
	fields = filled(page, place='À annuler')
	t.post('/record', 'terrain', **fields)
	version = t.record(fields['id'])['version']
	path = f"/record/{fields['id']}/undo"
	t.ok(t.post(path, 'autre', version=version)[0] == 404, 'another mediator does not take it back')
	t.ok(t.post(path, 'terrain', version=version + 1000)[0] in (400, 409), 'nor does another version')
	status, headers, _ = t.post(path, 'terrain', version=version)
	t.ok(status == 303 and t.page('/record/' + fields['id'], 'terrain')[0] == 404, 'its author takes it back', [str(status)])
	back = t.page(headers['Location'], 'terrain')[2]
	t.ok('À annuler' in html.unescape(back) and hidden(back, 'id') != fields['id'] and 'value="3"' in back,
	     'all that was noted stands in the form still')
	t.ok(t.page(headers['Location'], 'autre')[0] == 404, 'for nobody else')
	return back


def sending_back(t):
	page = t.page('/record', 'terrain')[2]
	fields = filled(page, place='Passerelle')
	t.post('/record', 'terrain', **fields)
	id = fields['id']
	one = f"{id}.{t.record(id)['version']}"
	status, _, again = t.post('/validate/return', 'chef', register='intervention', one=one, word=' ')
	t.ok(status == 422 and 'Dites en quelques mots' in html.unescape(again), 'a record is not sent back without a word', [str(status)])
	status, _, again = t.post('/validate/return', 'chef', register='intervention', one=one, word='Appelez le 06 12 34 56 78')
	t.ok(status == 422 and '06 12 34 56 78' in again, 'a word is guarded too, and kept in its field', [str(status)])
	t.ok(t.post('/validate/return', 'terrain', register='intervention', one=one, word='x')[0] == 403, 'its author does not send it back')
	status, headers, _ = t.post('/validate/return', 'chef', register='intervention', one=one, word='Quel côté ? ' + EVIL)
	t.ok(status == 303 and t.record(id)['state'] == 'draft' and t.history(id)[0]['reason'] == 'Quel côté ? ' + EVIL,
	     'with a word it is a draft again, and the journal keeps the word', [str(status)])
	t.ok('revenue à son auteur' in html.unescape(t.page(headers['Location'])[2]), 'and that is told')
	status, headers, _ = t.post('/validate/return', 'chef', register='intervention', one=one, word='Encore')
	t.ok('kept=1' in headers.get('Location', ''), 'a version that stands no more is not sent back')
	mine = t.page('/record', 'terrain')[2]
	t.ok('1 fiche vous est revenue' in html.unescape(mine) and f'/r/intervention/{id}' in mine, 'its author finds it where he notes')
	status, _, shown = t.page(f'/r/intervention/{id}', 'terrain')
	t.ok(status == 200 and 'Quel côté' in shown and '<script>alert' not in shown and 'Renvoyée par chef' in html.unescape(shown),
	     'and reads the word on its page')
	version = t.record(id)['version']
	t.ok(t.post(f'/r/intervention/{id}/send', 'terrain', base=version)[0] == 303 and t.record(id)['state'] == 'sent',
	     'and sends it again')
	t.ok('Renvoyée par' not in html.unescape(t.page(f'/r/intervention/{id}', 'terrain')[2]), 'the word is answered then')
	one = f"{id}.{t.record(id)['version']}"
	t.ok(t.post('/validate', 'chef', register='intervention', one=one)[0] == 303 and t.record(id)['state'] == 'validated',
	     'the leader validates it')
	t.ok('class="take-back"' not in t.page('/record/' + id, 'terrain')[2] and
	     t.post(f'/record/{id}/undo', 'terrain', version=t.record(id)['version'])[0] == 403 and
	     t.record(id)['state'] == 'validated', 'what is validated its author takes back no more')


def empty(t):
	for _ in range(5):
		page = t.page('/validate?register=intervention')[2]
		waiting = [f"{i}.{t.record(i)['version']}" for i in listed(page)]
		if not waiting:
			break
		t.post('/validate', 'chef', register='intervention', one=waiting)
	page = html.unescape(t.page('/validate?register=intervention')[2])
	t.ok('Tout est validé' in page, 'an empty inbox says that all is done')


def on(url, folder, engine):
	store = Store(url, folder, engine)
	prepare(store)
	for who, words in ROLES.items():
		p = store.run('user', 'add', who, *words, '--password-stdin', stdin=PASSWORD)
		if p.returncode != 0:
			ok(False, f'{engine}: the account {who} is made', p.stderr.splitlines())
	with serving(store) as port:
		site = test_edit.Site(port, engine)
		ok(all([site.sign_in(who) for who in ROLES]), f'{engine}: everybody signs in')
		site.cookies[None] = ''
		t = Tried(site, store)
		who_may(t)
		flags(t)
		filters(t)
		validating(t)
		id, good = noting(t)
		twice(t, id, good)
		choices(t, id)
		taking_back(t)
		sending_back(t)
		empty(t)
	p = store.run('check', '--quick')
	ok(p.returncode == 0, f'{engine}: the journal adds up to the tables', p.stdout.splitlines()[-5:])


def main():
	with tempfile.TemporaryDirectory() as folder:
		on(os.path.join(folder, 'inbox.db'), folder, 'SQLite')
		url = os.environ.get('MAILLAGE_TEST_DB_URL')
		if url:
			on(url, folder, 'PostgreSQL')
	return finish()


if __name__ == '__main__':
	sys.exit(main())
