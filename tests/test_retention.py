#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is not to be kept goes: from the record, from its past, from the file; nothing else goes; and the journal still
proves itself. Killed in the middle, nothing is half done."""
import datetime
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from outside import PROGRAM, Store, finish, ok, serving  # noqa: E402
from phone import Phone  # noqa: E402
from test_door import Site, cookie_of  # noqa: E402

SMALL = bool(os.environ.get('MAILLAGE_TEST_SMALL'))
HEADER = ['id', 'scheme', 'date', 'start', 'duration_min', 'place_kind', 'kind', 'theme', 'outcome', 'comment', 'place', 'lon', 'lat']
OLD, FIRST, NEW = 'bruit-ancien-du-soir', 'premier-mot-note', 'bruit-recent-du-soir'
NAME = 'Porte Inventée'
SAID, AGREED, FOLLOWED = 'parole-sans-accord', 'parole-avec-accord', 'note-de-l-autre-annee'
WAITING, RECENT = 'bruit-qui-attend', 'bruit-de-hier'
PASSWORD = 'quatre mots bien choisis'
TODAY = datetime.date.today()


def ago(days):
	return (TODAY - datetime.timedelta(days=days)).isoformat()


def act(own, date, comment='', place='', lon='', lat=''):
	return [own, 'D01', date, '15:00', '12', 'LP1', 'GC1', 'T20', 'OU1', comment, place, lon, lat]


def case(own, date):
	return [own, 'D01', date, 'M003', 'tenant', NAME, 'tenant', NAME + ' bis']


CASE = ['id', 'scheme', 'date', 'team', 'party_a_kind', 'party_a_name', 'party_b_kind', 'party_b_name']


def ground(store):
	store.must('init')
	for register in ('agency', 'town', 'client', 'scheme', 'staff'):
		store.must('--quiet', 'import', register, os.path.join(os.path.dirname(__file__), '..', 'data', 'samples', register + '.csv'))
	# A comment that was corrected: its first words are in the past alone.
	p, did = store.load('intervention', [HEADER, act('A1', ago(300), FIRST, 'hall 3', '-1.67941', '48.11131')])
	ok(p.returncode == 0, f'{store.engine}: something was noted', [did, p.stderr])
	store.load('intervention', [HEADER, act('A1', ago(300), OLD, 'hall 3', '-1.67941', '48.11131'),
	                            act('A2', ago(20), NEW, 'hall 4', '-1.67941', '48.11131'),
	                            act('A3', ago(1200), '', 'hall 5', '-1.67941', '48.11131'),
	                            act('A4', ago(300), FIRST)])
	store.load('intervention', [HEADER, act('A4', ago(300), '')])
	store.load('case_file', [CASE, case('M1', ago(800)), case('M2', ago(800)), case('M3', ago(100))])
	store.load('case_step', [['id', 'case_file', 'date', 'kind', 'mediators', 'note'],
	                         ['M1/1', 'M1', ago(790), 'shuttle', 'M003', 'note-ancienne'],
	                         ['M2/1', 'M2', ago(30), 'call', 'M003', 'note-recente']])


	# Words of people stay with their agreement alone; what a school's mediators follow goes behind the school year.
	for register, rows in (('verbatim', [['id', 'text', 'date', 'speaker', 'scheme', 'consent'],
	                                     ['V1', SAID, ago(800), 'inhabitant', 'D01', 'non'], ['V2', AGREED, ago(800), 'inhabitant', 'D01', 'oui'],
	                                     ['V3', SAID + ' hier', ago(20), 'inhabitant', 'D01', 'non']]),
	                       ('school', [['id', 'name', 'level', 'scheme', 'town', 'start'],
	                                   ['E1', 'École d’essai', 'primary', 'D01', store.rows('town')[0]['source_id'], '2020-09-01']]),
	                       ('pupil_follow_up', [['id', 'school', 'date', 'team', 'kind', 'mark', 'note'],
	                                            ['P1', 'E1', ago(800), 'M003', 'bullying', 'ZZ9', FOLLOWED],
	                                            ['P2', 'E1', ago(2), 'M003', 'bullying', 'ZZ8', 'note-actuelle']])):
		p, did = store.load(register, rows)
		ok(p.returncode == 0, f'{store.engine}: {register} is taken', [did, p.stderr])


def journal(store):
	db = sqlite3.connect(store.url)
	out = ' '.join(r[0] for r in db.execute('SELECT fields FROM journal ORDER BY pos'))
	db.close()
	return out


def acts(store):
	return {r['source_id']: r for r in store.rows('intervention')}


def sealed(store):
	return {r['source_id']: r['party_a_name'] for r in
	        json.loads(store.must('export', 'case_file', '--sealed', '--format', 'json'))}


def told(store, *words):
	return {r['rule']: r['records'] for r in json.loads(store.must('--json', 'retention', *words))['rules'] if r['records']}


def sound(store, when):
	p = store.run('check')
	ok(p.returncode == 0, f'{store.engine}: {when}: check proves journal, rows and figures', (p.stdout + p.stderr).splitlines())


def dry(store):
	before = store.must('export', 'intervention'), sealed(store)
	wanted = told(store, '--dry-run')
	ok(wanted.get('intervention.comment') == 2 and wanted.get('case_file.party_a_name') == 1 and
	   wanted.get('intervention.point') == 2 and wanted.get('case_step.note') == 1,
	   f'{store.engine}: a dry run tells what is due, also of what is in the past alone', [wanted])
	ok((store.must('export', 'intervention'), sealed(store)) == before, f'{store.engine}: and changes nothing')
	ok(told(store, '--dry-run', '--as-of', ago(250)).get('intervention.comment') is None,
	   f'{store.engine}: on an earlier day less was due')
	ok(store.run('retention', '--as-of', '2999-01-01').returncode == 2, f'{store.engine}: a slip of the year erases nothing')
	return wanted


def gone(store, wanted):
	done = told(store)
	ok(done == wanted, f'{store.engine}: the run does what the dry run told', [done, wanted])
	rows, names = acts(store), sealed(store)
	ok(rows['A1']['comment'] == '' and rows['A2']['comment'] == NEW, f'{store.engine}: old comments go, new ones stay')
	ok(rows['A1']['place'] == 'hall 3' and rows['A3']['place'] == '', f'{store.engine}: each field has its own time')
	near = [abs(float(rows[r]['lon']) + 1.67941) + abs(float(rows[r]['lat']) - 48.11131) for r in ('A2', 'A1', 'A3')]
	ok(near[0] == 0 and 0 < near[1] < 0.003 and near[1] < near[2] < 0.02 and rows['A1']['cell'] == rows['A2']['cell'],
	   f'{store.engine}: a point goes to its square, later to its square kilometre', [near])
	ok(names['M1'] is None and names['M2'] == NAME and names['M3'] == NAME,
	   f'{store.engine}: names go two years after the last contact, be it a step', [names])
	words, pupils = ({r['source_id']: r for r in store.rows(g)} for g in ('verbatim', 'pupil_follow_up'))
	ok(set(words) == {'V2', 'V3'} and words['V2']['text'] == AGREED, f'{store.engine}: words stay with their agreement alone', [words])
	ok(set(pupils) == {'P2'} and pupils['P2']['note'] == 'note-actuelle', f'{store.engine}: a pupil’s follow-up goes half a year '
	   'behind the school year', [pupils])
	ok(told(store) == {}, f'{store.engine}: then nothing is due')
	sound(store, 'after the run')
	if store.engine == 'SQLite':
		text = journal(store)
		ok(not any(w in text for w in (OLD, FIRST, 'note-ancienne', 'hall 5', SAID + '"', FOLLOWED, 'ZZ9')) and text.count('-1.67941') == 1,
		   'the past does not hold it')
		ok(NEW in text and 'note-recente' in text, 'what is not due stays in the past')
		with open(store.url, 'rb') as f:
			raw = f.read()
		left = [w for w in (OLD, FIRST, 'note-ancienne') if w.encode() in raw]
		ok(not left, 'nor does any page of the file', left)
		wal = store.url + '-wal'
		ok(not os.path.exists(wal) or os.path.getsize(wal) == 0, 'nor the log beside it')
	history = store.must('export', 'intervention')
	ok(history.count('\n') == 5, f'{store.engine}: no record is lost')


def tampered(store):
	"""Taking something out by hand, or changing what is left, is seen."""
	if store.engine != 'SQLite':
		return
	db = sqlite3.connect(store.url)
	pos, fields = db.execute("SELECT pos, fields FROM journal WHERE fields LIKE '%recente%'").fetchone()
	lacking, left = db.execute("SELECT pos, fields FROM journal WHERE fields LIKE '%\"comment\":{\"#\":1}%'").fetchone()
	for what, at, text in (('a text is taken out by hand', pos, fields.replace('"note-recente"', '{"#":1}')),
	                       ('what is left of an entry is changed', lacking, left.replace('LP1', 'LP2')),
	                       ('what was taken out is put back otherwise', lacking, left.replace('{"#":1}', '"autre"', 1))):
		before = db.execute('SELECT fields FROM journal WHERE pos = ?', (at,)).fetchone()[0]
		db.execute('UPDATE journal SET fields = ? WHERE pos = ?', (text, at))
		db.commit()
		ok(text != before and store.run('check', '--quick').returncode != 0, f'{what}: check sees it')
		db.execute('UPDATE journal SET fields = ? WHERE pos = ?', (before, at))
		db.commit()
	db.execute("UPDATE journal SET fields = replace(fields, 'Bruit', 'bruit') WHERE pos = ?", (pos,))
	db.close()
	sound(store, 'put back')


def killed(store, moments):
	"""Each record is as before or done, whenever the run is cut off; the next one goes on."""
	n = 400 if SMALL else 1500
	store.load('intervention', [HEADER] + [act(f'K{i}', ago(400), f'texte-{i}') for i in range(n)])
	cut = 0
	for _ in range(3 if SMALL else 6):
		p = subprocess.Popen([PROGRAM, '--quiet', '--db', store.url, 'retention'], env=dict(os.environ, **store.key()),
		                     stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
		time.sleep(moments.uniform(0.02, 0.3))
		p.send_signal(signal.SIGKILL)
		cut += p.wait() == -signal.SIGKILL
		if store.run('--quiet', 'check', '--quick').returncode != 0:
			ok(False, f'{store.engine}: a run that is cut off leaves the store whole')
	ok(cut > 0, f'{store.engine}: runs were cut off')
	told(store)
	ok(not any(r['comment'] for r in acts(store).values() if r['source_id'].startswith('K')),
	   f'{store.engine}: the next run does what is left')
	sound(store, 'after runs that were cut off')


def by_night(store):
	"""The server does it by itself at its hour."""
	store.load('intervention', [HEADER, act('N1', ago(300), OLD)])
	now = datetime.datetime.now() - datetime.timedelta(minutes=1)
	if now.date() != TODAY:
		return
	with serving(store, '--retention-at', now.strftime('%H:%M')):
		for _ in range(100):
			time.sleep(0.1)
			if acts(store)['N1']['comment'] == '':
				break
	ok(acts(store)['N1']['comment'] == '', f'{store.engine}: a server does it at the hour it is told')
	sound(store, 'after the night')


def waiting(store):
	"""What a phone sent and was refused waits for a leader; what is past its time does not wait on."""
	e = store.engine
	for login, role in (('membre', 'mediator'), ('chef', 'team_leader')):
		store.run('user', 'add', login, '--role', role, '--scheme', 'D01', '--password-stdin', stdin=PASSWORD)
	with serving(store) as port:
		phone = Phone(port, 'membre', PASSWORD)
		phone.enrol()
		sent = [phone.entry({'scheme': 'D01', 'date': ago(days), 'start': '15:00', 'comment': text, 'place': 'hall 9', 'lon': -1.67941,
		                     'lat': 48.11131}) for days, text in ((300, WAITING), (20, RECENT))]
		sent.append(phone.entry({'scheme': 'D01', 'date': ago(800), 'word': WAITING}, register='help_call'))
		sent.append(phone.entry({'scheme': 'D01', 'date': ago(3), 'party_a_name': NAME}, register='case_file'))
		results = phone.push(sent)[1]['results']
		ok([r['status'] for r in results] == ['refused'] * 4, f'{e}: what a phone sends may be refused', results)
		boss = Site(port)
		cookie = cookie_of(boss.sign_in(PASSWORD, login='chef')[1])
		pages = [boss.ask('GET', '/validate/kept/' + s['id'], cookie=cookie) for s in sent]
		ok(all(p[0] == 200 for p in pages) and WAITING in pages[0][2] and RECENT in pages[1][2], f'{e}: it waits with its text')
		ok(NAME not in pages[3][2], f'{e}: but for what would be sealed, which no phone writes')
	wanted = told(store, '--dry-run')
	ok(wanted == {'intervention.comment': 1, 'intervention.point': 1, 'help_call': 1, 'help_call.word': 1},
	   f'{e}: a dry run tells what waits past its time', [wanted])
	ok(told(store) in (wanted, dict(wanted, **{'help_call.word': 1})), f'{e}: the run takes it')
	ok(told(store) == {}, f'{e}: once')
	with serving(store) as port:
		boss = Site(port)
		cookie = cookie_of(boss.sign_in(PASSWORD, login='chef')[1])
		pages = [boss.ask('GET', '/validate/kept/' + s['id'], cookie=cookie) for s in sent]
		ok(WAITING not in pages[0][2] and '67941' not in pages[0][2] and 'hall 9' in pages[0][2],
		   f'{e}: what is due went from it, the rest waits on')
		ok(RECENT in pages[1][2] and '67941' in pages[1][2], f'{e}: and so does what is not due')
		phone.port = port
		kept = {k['id']: k['settled'] for k in phone.pull()[1]['kept']}
		ok(kept.get(sent[2]['id']) == 'expired' and kept.get(sent[0]['id']) is None,
		   f'{e}: what would be deleted waits no more', [kept])
		again = phone.push(sent[:1])[1]['results'][0]
		ok(again['status'] == 'duplicate' and phone.holds(sent[0], again), f'{e}: its receipt still holds', [again])
	if e == 'SQLite':
		with open(store.url, 'rb') as f:
			raw = f.read()
		ok(WAITING.encode() not in raw, 'and no page of the file holds it')
	sound(store, 'after what waited')


def main():
	moments = random.Random(int(os.environ.get('MAILLAGE_TEST_SEED', '20251231')))
	with tempfile.TemporaryDirectory() as folder:
		stores = [Store(os.path.join(folder, 's', 'r.db'), os.path.join(folder, 's'))]
		if os.environ.get('MAILLAGE_TEST_DB_URL'):
			stores.append(Store(os.environ['MAILLAGE_TEST_DB_URL'], os.path.join(folder, 'p'), 'PostgreSQL'))
		for store in stores:
			os.mkdir(store.folder)
			ground(store)
			gone(store, dry(store))
			tampered(store)
			killed(store, moments)
			by_night(store)
			waiting(store)
	return finish()


if __name__ == '__main__':
	sys.exit(main())
