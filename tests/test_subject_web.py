#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""People's rights in the browser's stead: who may find, order, open and erase; what each sees, and what nobody does."""
import html
import json
import os
import re
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from outside import Store, finish, ok, serving  # noqa: E402
from phone import Phone  # noqa: E402
from test_door import PASSWORD, Site, cookie_of, csrf_of  # noqa: E402

A, B, PLACE = 'Partie Inventée Une', 'Partie Inventée Deux', 'escalier du fond'
TEAM, OTHER = 'M003', 'M001'
PEOPLE = {'dpo': ['--role', 'dpo'], 'siege': ['--role', 'head_office'],
          'membre': ['--role', 'mediator', '--scheme', 'D01', '--staff', TEAM],
          'voisin': ['--role', 'mediator', '--scheme', 'D01', '--staff', OTHER],
          'gestion': ['--role', 'administrator'], 'formation': ['--role', 'trainer']}
GONE, WAITS = 'surnom-parti', 'surnom-envoye'


class Person:
	def __init__(self, site, login):
		self.site, self.cookie = site, cookie_of(site.sign_in(login=login)[1])
		self.token = csrf_of(self.get('/me')[2])

	def get(self, path):
		return self.site.ask('GET', path, cookie=self.cookie)

	def post(self, path, **form):
		return self.site.ask('POST', path, dict(form, csrf=self.token), self.cookie)


def ground(store):
	store.must('init')
	store.everything()
	store.load('case_file', [['id', 'scheme', 'date', 'team', 'party_a_kind', 'party_a_name', 'party_a_contact', 'party_b_kind',
	                          'party_b_name', 'request'],
	                         ['X-1', 'D01', '2025-03-03', TEAM, 'tenant', A, PLACE, 'tenant', B, 'bruit de pas']])
	store.load('case_step', [['id', 'case_file', 'date', 'kind', 'mediators', 'note'],
	                         ['X-1/1', 'X-1', '2025-03-05', 'shuttle', TEAM, 'chacun dit sa gêne']])
	# Somebody who left, and whose nickname stands in the past too.
	left = next(r for r in store.rows('staff') if r['source_id'] == 'M002')
	for more in ({'pseudonym': GONE}, {'end': '2025-01-31'}):
		left.update(more)
		store.load('staff', [list(left), list(left.values())])
	for login, words in PEOPLE.items():
		p = store.run('user', 'add', login, *words, '--password-stdin', stdin=PASSWORD)
		ok(p.returncode == 0, f'{store.engine}: {login} has an account', [p.stderr])


def links(text):
	return re.findall(r'href="(/persons/[^"?]+/[0-9a-f-]{36})"', text)


def table(text):
	"""Rows of the page's table, as texts."""
	rows = [re.findall(r'<t[hd][^>]*>(.*?)</t[hd]>', r, re.S) for r in re.findall(r'<tr\b[^>]*>(.*?)</tr>', text, re.S)]
	return [[html.unescape(re.sub(r'<[^>]+>', '', c)).strip() for c in r] for r in rows[1:]]


def doors(who, where):
	for login, finds, hands in (('dpo', 200, 403), ('siege', 200, 200), ('membre', 403, 200), ('gestion', 403, 403), ('formation', 403, 403)):
		ok((who[login].get('/persons')[0], who[login].get('/hand-over')[0]) == (finds, hands),
		   f'{where}: {login} is let in where he may, and nowhere else')
	rail = {login: who[login].get('/me')[2] for login in who}
	ok('href="/persons"' in rail['dpo'] and 'href="/persons"' not in rail['membre'], f'{where}: the rail shows the way to who may go it')
	ok(not any('href="/hand-over"' in text for text in rail.values()), f'{where}: and no data to hand over while none are asked for')


def found(who, where):
	dpo = who['dpo']
	for typed, wanted in ((A, ['party-a']), (' partie inventee UNE ', ['party-a']), (B, ['party-b']), ('X-1', ['party-a', 'party-b']),
	                      (TEAM, ['staff']), (GONE, ['staff']), ('Inventée', []), ('Partie', []), ('%', []), ('<b>x', [])):
		status, _, text = dpo.post('/persons/find', who=typed)
		kinds = [x.split('/')[2] for x in links(text.split('id="orders"')[0])]
		ok(status == 200 and kinds == wanted and '<b>x' not in text, f'{where}: “{typed}” finds {wanted or "nobody"}', [status, kinds])
	ok(dpo.post('/persons/find', who='  ')[0] == 400, f'{where}: nothing finds nobody')
	log = dpo.get('/audit?action=person')[2]
	ok('found=1' in log and 'Invent' not in log and GONE not in log, f'{where}: the log has that somebody looked, not for whom')
	return links(dpo.post('/persons/find', who=A)[2])[0], links(dpo.post('/persons/find', who=GONE)[2])[0]


def held(who, where, path):
	status, _, text = who['dpo'].get(path)
	ok(status == 200 and [r[1] for r in table(text)] == ['1', '1'] and len({r[0] for r in table(text)}) == 2,
	   f'{where}: a page tells how many records of each register there are', table(text))
	ok(not any(w in text for w in (A, B, PLACE, 'bruit de pas', 'chacun dit')), f'{where}: and nothing of what they say')
	ok(who['dpo'].get(path.replace('party-a', 'staff'))[0] == 404 and who['dpo'].get('/persons/client/C-REN')[0] == 404,
	   f'{where}: nobody is somebody else')


def ordered(who, where, path):
	dpo = who['dpo']
	status, headers, _ = dpo.post(path + '/order')
	ok(status == 303 and 'role="status"' in dpo.get(headers['Location'])[2], f'{where}: an export is ordered, and that is said')
	ok(dpo.post(path + '/order')[0] == 409, f'{where}: once')
	ok('href="/hand-over"' in who['membre'].get('/me')[2] and 'X-1' in who['membre'].get('/hand-over')[2],
	   f'{where}: it waits for the team of the case')
	for login in ('siege', 'voisin'):
		ok('X-1' not in who[login].get('/hand-over')[2], f'{where}: not for {login}, who may not read the names')
	return re.search(r'action="/hand-over/([0-9a-f-]{36})/file"', who['membre'].get('/hand-over')[2]).group(1)


def handed(store, who, where, order):
	membre, path = who['membre'], f'/hand-over/{order}'
	for login, status in (('dpo', 403), ('siege', 404), ('voisin', 404)):
		ok(who[login].post(path + '/file', format='json')[0] == status, f'{where}: {login} takes nothing out')
		ok(who[login].post(path + '/done')[0] == status, f'{where}: nor says it is handed over')
	status, headers, text = membre.post(path + '/file', format='json')
	told = json.loads(text)
	ok(status == 200 and 'attachment' in headers['Content-Disposition'] and told['reference'] == 'X-1' and
	   [r['register'] for r in told['registers']] == ['case_file', 'case_step'], f'{where}: the team takes it out as JSON', [told])
	one = told['registers'][0]['records'][0]
	ok(one['party_a_name'] == A and one['party_a_contact'] == PLACE and B not in text and TEAM not in text,
	   f'{where}: with the party’s own name, without the other’s and without colleagues', [one])
	status, headers, page = membre.post(path + '/file', format='html')
	ok(status == 200 and 'attachment' in headers['Content-Disposition'] and all(w in page for w in (A, PLACE, 'chacun dit', 'CNIL')) and
	   B not in page and '<script' not in page, f'{where}: and as a page to read, with its rights')
	folder = os.path.join(store.folder, 'by-hand')
	store.must('subject', 'export', 'case_file', 'X-1', '--party', 'a', '-o', folder)
	with open(os.path.join(folder, 'person.html'), encoding='utf-8') as f:
		ok(f.read() == page, f'{where}: the command line writes that very page')
	ok(membre.post(path + '/file', format='exe')[0] == 400, f'{where}: in no other form')
	log = who['dpo'].get('/audit?action=person')[2]
	ok(log.count('export record=') == 3 and A not in log, f'{where}: each time stands in the log')
	ok(membre.post(path + '/done')[0] == 303 and membre.post(path + '/file', format='json')[0] == 404,
	   f'{where}: what is handed over is closed')
	ok('href="/hand-over"' not in membre.get('/me')[2] and 'membre' in who['dpo'].get('/persons')[2], f'{where}: and told as such')


def withdrawn(who, where, path):
	"""Head office opens what it reads whole: staff; the officer for data protection never does."""
	ok(who['dpo'].post(path + '/order')[0] == 303, f'{where}: an export of who left is ordered')
	page = who['siege'].get('/hand-over')[2]
	order = re.search(r'action="/hand-over/([0-9a-f-]{36})/file"', page).group(1)
	status, _, text = who['siege'].post(f'/hand-over/{order}/file', format='json')
	ok(status == 200 and GONE in text and 'shift' in text, f'{where}: the head office hands out what is kept of staff')
	ok(order not in who['membre'].get('/hand-over')[2], f'{where}: a colleague does not')
	ok(who['dpo'].post('/persons/withdraw', order=order)[0] == 303 and who['dpo'].post('/persons/withdraw', order=order)[0] == 409 and
	   order not in who['siege'].get('/hand-over')[2], f'{where}: an order may be withdrawn, once')


def colleague(who, where):
	"""Who works on a case gets that, and nothing of whose case it is."""
	path = links(who['dpo'].post('/persons/find', who=TEAM)[2])[0]
	ok(who['dpo'].post(path + '/order')[0] == 303, f'{where}: an export of a mediator is ordered')
	order = re.search(r'action="/hand-over/([0-9a-f-]{36})/file"', who['siege'].get('/hand-over')[2]).group(1)
	for form in ('json', 'html'):
		status, _, text = who['siege'].post(f'/hand-over/{order}/file', format=form)
		ok(status == 200 and 'X-1' in text and not any(w in text for w in (A, B, PLACE, 'bruit de pas', 'chacun dit')),
		   f'{where}: with the cases worked on, without their parties and what they said ({form})')
	ok(who['dpo'].post('/persons/withdraw', order=order)[0] == 303, f'{where}: and is withdrawn')


def sent(port, where, left):
	"""What a phone wrote about who left, and nobody stored."""
	phone = Phone(port, 'membre', PASSWORD)
	phone.enrol()
	result = phone.push([phone.entry({'pseudonym': WAITS}, record=left.split('/')[-1], register='staff')])[1]['results'][0]
	ok(result['status'] in ('refused', 'conflict'), f'{where}: what a phone sends of a person may not be stored', [result])


def order_of(who, dpo, path):
	"""Ordered, as it waits for somebody."""
	dpo.post(path + '/order')
	found = re.search(r'action="/hand-over/([0-9a-f-]{36})/file"', who.get('/hand-over')[2])
	return found and found.group(1)


def waiting(port, store, who, where, case, left):
	"""What phones sent of somebody and was not stored is in that person's file, for who may read it."""
	dpo, siege, membre = who['dpo'], who['siege'], who['membre']
	rows = table(dpo.get(left)[2])
	ok(rows[-1][:2] == ['Envoyé, et pas enregistré', '1'], f'{where}: that something waits is told, and how much', rows)
	order = order_of(siege, dpo, left)
	told = json.loads(siege.post(f'/hand-over/{order}/file', format='json')[2])
	ok([(s['register'], s['record'], s['fields']) for s in told['sent']] == [('staff', left.split('/')[-1], {'pseudonym': WAITS})],
	   f'{where}: the file holds what a phone sent and was not stored', [told.get('sent')])
	page = siege.post(f'/hand-over/{order}/file', format='html')[2]
	ok('Envoyé, et pas enregistré' in page and WAITS in page, f'{where}: so does the page to read')
	folder = os.path.join(store.folder, 'sent')
	store.must('subject', 'export', 'staff', 'M002', '-o', folder)
	with open(os.path.join(folder, 'sent.json'), encoding='utf-8') as f:
		ok(json.load(f) == told['sent'], f'{where}: and what the command line writes')
	dpo.post('/persons/withdraw', order=order)
	# A step that would be one of the case, by a mediator who is not of its team.
	staff = {r['source_id']: r['id'] for r in store.rows('staff')}
	phone = Phone(port, 'voisin', PASSWORD)
	phone.enrol()
	step = {'case_file': case.split('/')[-1], 'date': '2025-03-07', 'kind': 'au téléphone du voisin', 'mediators': [staff[TEAM], staff[OTHER]]}
	result = phone.push([phone.entry(step, register='case_step')])[1]['results'][0]
	ok(result['status'] == 'refused', f'{where}: a phone sends a step of a case that a rule refuses', [result])
	order = order_of(membre, dpo, case)
	ok(order and 'X-1' not in siege.get('/hand-over')[2] and 'X-1' not in who['voisin'].get('/hand-over')[2],
	   f'{where}: the file with it waits for the team of the case alone')
	told = json.loads(membre.post(f'/hand-over/{order}/file', format='json')[2])['sent']
	ok([(s['register'], s['fields']) for s in told] == [('case_step', {k: v for k, v in step.items() if k != 'mediators'})],
	   f'{where}: the party gets its words, without who works on it', [told])
	ok('au téléphone du voisin' in membre.post(f'/hand-over/{order}/file', format='html')[2], f'{where}: also what the field could not be')
	dpo.post('/persons/withdraw', order=order)
	busy = links(dpo.post('/persons/find', who=TEAM)[2])[0]
	order = order_of(siege, dpo, busy)
	text = siege.post(f'/hand-over/{order}/file', format='json')[2]
	ok([s['fields'].get('mediators') for s in json.loads(text)['sent']] == [[staff[TEAM]]] and staff[OTHER] not in text and
	   not any(w in text for w in (A, B, PLACE)), f'{where}: a mediator whom it names gets that, without colleagues', [text[-900:]])
	dpo.post('/persons/withdraw', order=order)


def erased(store, who, where, case, left):
	dpo = who['dpo']
	before = store.must('export', 'case_file', '--sealed')
	plan = table(dpo.get(case + '/erase')[2])
	ok(len(plan) == 2 and store.must('export', 'case_file', '--sealed') == before, f'{where}: a dry run tells what would go', plan)
	for form in ({}, {'reason': ''}, {'reason': 'no such'}):
		ok(dpo.post(case + '/erase', **form)[0] == 422 and store.must('export', 'case_file', '--sealed') == before,
		   f'{where}: without a reason nothing is erased')
	ok(who['membre'].post(case + '/erase', reason='asked')[0] == 403, f'{where}: nor by who may not')
	status, _, text = dpo.post(case + '/erase', reason='consent')
	done = table(text)
	ok(status == 200 and [r[:3] for r in done] == [r[:3] for r in plan] and 'consentement' in text and all(r[3] for r in done),
	   f'{where}: what was told is done, with why', [plan, done])
	after = store.must('export', 'case_file', '--sealed')
	ok(A not in after and PLACE not in after and B in after, f'{where}: one party’s name is gone, the other’s stays')
	ok(dpo.post('/persons/find', who=A)[2].count('/persons/party-') == 0 or case not in dpo.post('/persons/find', who=A)[2].split('id="orders"')[0],
	   f'{where}: and finds nobody any more')
	busy = links(dpo.post('/persons/find', who=TEAM)[2])[0]
	status, _, text = dpo.get(busy + '/erase')
	ok(status == 200 and 'dernier jour' in text and 'name="reason"' not in text, f'{where}: who works here is told to be kept')
	ok(dpo.post(busy + '/erase', reason='asked')[0] == 409, f'{where}: and kept')
	plan = table(dpo.get(left + '/erase')[2])
	done = table(dpo.post(left + '/erase', reason='asked')[2])
	ok([r[:3] for r in done] == [r[:3] for r in plan] and len(done) > 1, f'{where}: of who left all that may go goes', [plan, done])
	ok(any('jamais enregistré' in r[3] and r[2] == 'vidé' for r in done), f'{where}: also what a phone sent of them and waits', done)
	ok(not store.url.endswith('.db') or WAITS.encode() not in open(store.url, 'rb').read(), f'{where}: nothing of it is left in the file')
	ok(GONE not in store.must('export', 'staff') and 'erase consent' in dpo.get('/audit?action=person')[2],
	   f'{where}: and the log keeps why')
	p = store.run('check', '--quick')
	ok(p.returncode == 0, f'{where}: the journal proves itself', (p.stdout + p.stderr).splitlines())


def keyless(store, where):
	"""Without the key, references still find; that names do not is said."""
	with serving(store, MAILLAGE_KEY=os.path.join(store.folder, 'no.key')) as port:
		dpo = Person(Site(port), 'dpo')
		text = dpo.post('/persons/find', who=B)[2]
		ok(not links(text.split('id="orders"')[0]) and 'alert-warn' in text, f'{where}: without its key a store finds no name, and says so')
		ok(len(links(dpo.post('/persons/find', who='X-1')[2].split('id="orders"')[0])) == 2, f'{where}: numbers still do')


def main():
	with tempfile.TemporaryDirectory() as folder:
		stores = [Store(os.path.join(folder, 's', 'r.db'), os.path.join(folder, 's'))]
		if os.environ.get('MAILLAGE_TEST_DB_URL'):
			stores.append(Store(os.environ['MAILLAGE_TEST_DB_URL'], os.path.join(folder, 'p'), 'PostgreSQL'))
		for store in stores:
			os.mkdir(store.folder)
			ground(store)
			where = store.engine
			with serving(store) as port:
				who = {login: Person(Site(port), login) for login in PEOPLE}
				doors(who, where)
				case, left = found(who, where)
				held(who, where, case)
				handed(store, who, where, ordered(who, where, case))
				withdrawn(who, where, left)
				colleague(who, where)
				sent(port, where, left)
				waiting(port, store, who, where, case, left)
				erased(store, who, where, case, left)
			keyless(store, where)
	return finish()


if __name__ == '__main__':
	sys.exit(main())
