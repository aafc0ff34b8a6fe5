#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The words of a report: who writes them, what is kept, two who write the same, and where they are read."""
import json
import os
import re
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from outside import SAMPLES, Store, finish, ok, serving  # noqa: E402
from test_door import PASSWORD, Site  # noqa: E402
from test_upload import Person  # noqa: E402

ROLES = {
	'siege': ['head_office'], 'chef': ['team_leader', '--scheme', 'D01'], 'resp': ['manager', '--scheme', 'D01'],
	'autre': ['manager', '--scheme', 'D02'], 'client': ['client', '--client', 'C-REN'],
	'leo': ['mediator', '--scheme', 'D01'], 'admin': ['administrator'],
}
SCOPE = 'scheme=D01&period=2025-03'
REPORT = '/report/monthly?' + SCOPE
TEXT = '/report/monthly/narrative/text?' + SCOPE
PROPOSALS = '/report/monthly/narrative/proposals?' + SCOPE
API = '/api/v1/reports/monthly'
WORDS = 'Les groupes se voient **davantage** le soir.\r\n\r\n> On descend plus tranquillement.\r\n>\r\n> — Une habitante'


class Writer(Person):
	def put(self, text, version, finished=False, slot='text', csrf=None):
		"""As the page saves by itself: (status, what was told)."""
		import http.client
		c = http.client.HTTPConnection('127.0.0.1', self.site.port, timeout=30)
		c.request('PUT', f'{API}/narrative/{slot}?{SCOPE}', json.dumps({'text': text, 'finished': finished}),
		          {'Content-Type': 'application/json', 'If-Match': f'"{version}"', 'Cookie': self.cookie,
		           'X-CSRF-Token': csrf or self.csrf})
		r = c.getresponse()
		out = r.status, json.loads(r.read())
		c.close()
		return out

	def base(self, path):
		return re.search(r'name="base" value="(\d+)"', self.get(path)[2]).group(1)

	def report(self, more=''):
		return json.loads(self.get(f'{API}?{SCOPE}&format=json{more}')[2])


def told(document):
	return [b for b in document['blocks'] if b['kind'] in ('narrative', 'proposals')]


def doors(people):
	may = [who for who, p in people.items() if p.get(TEXT)[0] == 200]
	ok(may == ['siege', 'chef', 'resp'], 'the leader, the manager and the head office write a scheme’s words, nobody else',
	   [str({who: p.get(TEXT)[0] for who, p in people.items()})])
	ok(people['autre'].get(TEXT)[0] == 404, 'a scheme out of reach is not there')
	for path, status in (('/report/monthly/narrative/none?' + SCOPE, 404), ('/report/none/narrative/text?' + SCOPE, 404),
	                     ('/report/monthly/narrative/text?scheme=D01', 400),
	                     ('/report/monthly/narrative/text?scheme=D01&period=2025', 400),
	                     ('/report/monthly/narrative/text?client=C-REN&period=2025-03', 400)):
		ok(people['siege'].get(path)[0] == status, f'{path} answers {status}')
	house = '/report/monthly/narrative/text?period=2025-03'
	ok(people['siege'].get(house)[0] == 200, 'the words of the whole house are the head office’s')
	ok('narrative' in people['chef'].get(REPORT)[2] and '/narrative/' not in people['client'].get(REPORT)[2],
	   'the report offers the way to who may write, and to nobody else')


def draft(people):
	boss, client = people['chef'], people['client']
	ok(boss.base(TEXT) == '0', 'nothing is written at first')
	status, headers, _ = boss.post(TEXT, base='0', text=WORDS, do='save')
	ok(status == 303 and headers['Location'] == TEXT, 'a draft is saved', [f'{status}'])
	page = boss.get(TEXT)[2]
	ok('**davantage** le soir.\n\n&gt; On descend' in page and '<strong>davantage</strong>' in page,
	   'it stands in the page, as typed and as the report will show it')
	ok('D’où vient' not in page and re.search(r'<dt>Interventions</dt>', page) is not None, 'the period’s figures stand beside it')
	ok(not told(client.report()) and not told(people['siege'].report()), 'a report does not have it yet')
	ok(told(boss.report('&drafts=1'))[0].get('draft') is True and not told(client.report('&drafts=1')),
	   'who writes it may ask for drafts, marked as such; a client asks in vain')
	text = boss.get(REPORT)[2]
	ok('davantage' in text and 'Brouillon' in text and 'davantage' not in client.get(REPORT)[2],
	   'on the page it is marked for who writes, and not there for others')
	before = boss.base(TEXT)
	status, _, page = boss.post(TEXT, base=before, text='Autre **chose**', do='preview')
	ok(status == 200 and '<strong>chose</strong>' in page and boss.base(TEXT) == before, 'a look at it saves nothing')


def finish_it(people, store):
	boss, client = people['chef'], people['client']
	status, headers, _ = boss.post(TEXT, base=boss.base(TEXT), text=WORDS, do='finish')
	ok(status == 303 and headers['Location'] == REPORT + '#slot-text', 'it is finished, and the report comes')
	ok('<strong>davantage</strong>' in client.get(REPORT)[2] and 'Brouillon' not in client.get(REPORT)[2],
	   'everybody who reads the report reads it')
	ok([b['slot'] for b in told(client.report())] == ['text'], 'so does who takes it as JSON')
	line = ['report', 'monthly', '--scheme', 'D01', '--period', '2025-03', '--format']
	ok('<strong>davantage</strong>' in store.must(*line, 'html') and 'On descend' in store.must(*line, 'json'),
	   'and who makes it on the command line')
	ok('davantage' not in store.must('report', 'monthly', '--scheme', 'D01', '--period', '2025-04', '--format', 'html'),
	   'another month has none of it')
	page = boss.get(TEXT)[2]
	ok('<textarea' not in page and 'value="reopen"' in page, 'what is finished is opened again before it is changed')
	version = boss.base(TEXT)
	ok(boss.post(TEXT, base=version, do='reopen')[0] == 303 and '<textarea' in boss.get(TEXT)[2] and
	   not told(client.report()), 'opened again, it is a draft, and the report is without it')
	boss.post(TEXT, base=boss.base(TEXT), text=WORDS, do='finish')


def refusals(people):
	boss = people['chef']
	for text, what in (('Écrire à jean@exemple.fr', 'an e-mail address'), ('Appeler le 06 12 34 56 78', 'a telephone number'),
	                   ('La voiture AB-123-CD', 'a number plate'), ('x' * 12001, 'a text that is too long')):
		status, _, page = boss.post(PROPOSALS, base='0', text=text, do='save')
		ok(status == 422 and text[:40] in page and 'aria-invalid' in page, f'{what} is refused, and what was typed stands there')
	ok(boss.base(PROPOSALS) == '0', 'nothing of it is saved')
	status, _, page = boss.post(PROPOSALS, base='0', text='Pas de liste', do='finish')
	ok(status == 422 and 'Pas de liste' in page and boss.base(PROPOSALS) != '0',
	   'proposals without a list are kept as a draft, not finished')
	status, _, page = boss.post(PROPOSALS, base=boss.base(PROPOSALS), text='<script>alert(1)</script>', do='finish')
	ok(status == 422 and '<script>alert' not in page and '&lt;script&gt;' in page, 'HTML is refused and comes back as text')
	boss.post(PROPOSALS, base=boss.base(PROPOSALS), text='1. **Une présence à 17 h.** Quatre semaines.\n2. Deux.', do='finish')
	ok([b['kind'] for b in told(people['client'].report())] == ['narrative', 'proposals'], 'a numbered list is proposed')
	ok(boss.post(TEXT, base='0', text='x', do='save', csrf='no')[0] == 403, 'a form without its token is refused')
	ok(people['client'].post(TEXT, base='0', text='x', do='save')[0] == 403, 'a client writes nothing')
	ok(people['leo'].post(TEXT, base='0', text='x', do='save')[0] == 403, 'nor does a mediator')


def two(people):
	"""Both write: nobody's words are lost."""
	one, other = people['chef'], people['resp']
	base = one.base(TEXT)
	one.post(TEXT, base=base, do='reopen')
	base = one.base(TEXT)
	ok(other.post(TEXT, base=base, text='De la responsable.', do='save')[0] == 303, 'the first one saves')
	status, _, page = one.post(TEXT, base=base, text='Du référent.', do='save')
	ok(status == 409 and 'De la responsable.' in page and 'Du référent.' in page and 'readonly' in page,
	   'the second one is shown both texts')
	ok('De la responsable.' in one.get(TEXT)[2], 'and nothing was replaced unseen')
	base = re.search(r'name="base" value="(\d+)"', page).group(1)
	ok(one.post(TEXT, base=base, text='De nous deux.', do='save')[0] == 303, 'what was put together is saved')
	history = json.loads(people['siege'].get('/api/v1/registers/narrative/' + json.loads(
		people['siege'].get('/api/v1/registers/narrative?slot=text')[2])['records'][0]['id'] + '/history')[2])['history']
	ok(any('De la responsable.' in str(h) for h in history) and any('De nous deux.' in str(h) for h in history),
	   'each version stands in the history')


def by_itself(people):
	"""As the page saves."""
	boss = people['chef']
	version = boss.base(TEXT)
	status, answer = boss.put('Écrit seul.', version)
	ok(status == 200 and answer['text'] == 'Écrit seul.' and answer['version'] > int(version), 'a pause saves the draft')
	status, answer = boss.put('Trop tard.', version)
	ok(status == 409, 'a version that is over is a conflict')
	status, answer = boss.put('Écrire à a@b.fr', boss.base(TEXT))
	ok(status == 422 and answer['errors'][0]['field'] == 'text', 'what is refused is told with its field')
	ok(boss.put('x', boss.base(TEXT), csrf='no')[0] == 403, 'without the session’s token nothing is saved')
	ok(people['client'].put('x', 0)[0] == 403 and people['autre'].put('x', 0)[0] == 404, 'nor by others')
	house = people['siege'].get(API + '/narrative/text?period=2025-03')
	ok(house[0] == 200 and json.loads(house[2])['version'] == 0, 'the whole house’s words are a text of their own')


def gone(people):
	"""A text that was deleted is written again."""
	boss = people['siege']
	at = json.loads(boss.get('/api/v1/registers/narrative?slot=text')[2])['records'][0]
	boss.post(f'/r/narrative/{at["id"]}/delete?base={at["version"]}', base=at['version'], reason='essai')
	ok(boss.base(TEXT) == '0', 'a text that was deleted is not there')
	ok(boss.post(TEXT, base='0', text='De retour.', do='save')[0] == 303 and 'De retour.' in boss.get(TEXT)[2],
	   'and may be written again')


def main():
	with tempfile.TemporaryDirectory() as folder:
		store = Store(os.path.join(folder, 'n.db'), folder)
		store.must('init')
		for register in ('agency', 'town', 'client', 'scheme', 'staff', 'shift'):
			store.must('--quiet', 'import', register, os.path.join(SAMPLES, register + '.csv'))
		store.must('--quiet', 'import', 'intervention', os.path.join(SAMPLES, 'releve-rennes.csv'))
		for login, words in ROLES.items():
			store.run('user', 'add', login, '--role', *words, '--password-stdin', stdin=PASSWORD + '\n')
		with serving(store) as port:
			site = Site(port)
			people = {login: Writer(site, login) for login in ROLES}
			doors(people)
			draft(people)
			finish_it(people, store)
			refusals(people)
			two(people)
			by_itself(people)
			gone(people)
			told_by_check = store.run('check', '--quick')
			ok(told_by_check.returncode == 0, 'the journal adds up', told_by_check.stdout.splitlines()[-5:])
	return finish()


if __name__ == '__main__':
	sys.exit(main())
