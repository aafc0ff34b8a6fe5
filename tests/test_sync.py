#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Phones against the real server, on both engines (docs/sync.md): enrolling, push with its receipts, what is
refused and what conflicts, a wrong clock, old code lists, pull, colleagues' records of one event, revoking."""
import base64
import datetime
import html
import http.client
import http.server
import json
import os
import signal
import socket
import socketserver
import subprocess
import sys
import tempfile
import threading
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from outside import PROGRAM, Store, finish, ok, serving  # noqa: E402
from phone import Phone, fresh, raw, receipt_holds, signed  # noqa: E402
from test_door import PASSWORD, Site  # noqa: E402
from test_kill import Server  # noqa: E402
from test_people import Person  # noqa: E402

TODAY = datetime.date.today()
ROLES = {
	'siege': ['--role', 'head_office'], 'chef': ['--role', 'team_leader', '--scheme', 'TST'],
	'terrain': ['--role', 'mediator', '--scheme', 'TST', '--staff', 'TS1'],
	'autre': ['--role', 'mediator', '--scheme', 'TST', '--staff', 'TS2'],
	'ailleurs': ['--role', 'team_leader', '--scheme', 'D02'], 'gestion': ['--role', 'administrator'],
	'loin': ['--role', 'mediator', '--scheme', 'D02'], 'client': ['--role', 'client', '--client', 'C-REN'],
}
GOOD = {'date': TODAY.isoformat(), 'start': '15:05', 'duration_min': 5, 'place_kind': 'LP2', 'kind': 'GC5', 'theme': 'T10',
        'outcome': 'OU1', 'M_A4': 2, 'place': 'Square des Acacias'}


def day(back):
	return (TODAY - datetime.timedelta(days=back)).isoformat()


def prepare(store):
	store.must('--quiet', 'init')
	store.samples()
	store.load('scheme', [['id', 'name', 'form', 'agency', 'town', 'client', 'start'],
	                      ['TST', 'Médiation de nuit', 'FN', 'AG-R', 'T-REN', 'C-REN', '2020-01-01']])
	store.load('staff', [['id', 'role', 'agency', 'pseudonym', 'scheme'],
	                     ['TS1', 'mediator', 'AG-R', 'Merle', 'TST'], ['TS2', 'mediator', 'AG-R', 'Lilas', 'TST']])
	store.load('shift', [['id', 'scheme', 'date', 'planned_start', 'planned_end', 'team', 'state'],
	                     ['S1', 'TST', TODAY.isoformat(), '14:00', '23:00', 'TS1|TS2', 'planned'],
	                     ['S2', 'TST', day(-3), '14:00', '23:00', 'TS1', 'planned'],
	                     ['S3', 'TST', day(-40), '14:00', '23:00', 'TS1', 'planned']])
	for login, words in ROLES.items():
		store.run('user', 'add', login, *words, '--password-stdin', stdin=PASSWORD)


class House:
	"""A store and a server over it; `scheme` is its identifier."""

	def __init__(self, store, port):
		self.store, self.port, self.engine = store, port, store.engine
		self.scheme = next(r['id'] for r in store.rows('scheme') if r['source_id'] == 'TST')

	def phone(self, login):
		p = Phone(self.port, login, PASSWORD)
		p.enrol()
		return p

	def good(self, phone, **more):
		kept = {k: more.pop(k) for k in ('mono', 'boot', 'clocked', 'catalogue', 'at', 'reason', 'base', 'record') if k in more}
		return phone.entry({'scheme': self.scheme, **GOOD, **more}, **kept)

	def record(self, entry):
		p = Phone(self.port, 'siege', PASSWORD)
		if not hasattr(self, 'bearer'):
			self.bearer = p.ask('POST', '/api/v1/session', {'login': 'siege', 'password': PASSWORD})[1]['token']
		status, told = p.ask('GET', f"/api/v1/registers/{entry['register']}/{entry['record']}", token=self.bearer)
		return told if status == 200 else None

	def set(self, values):
		"""Settings, as an administrator's form sends them."""
		return Person(Site(self.port), 'gestion').post('/settings', values)[0]

	def ok(self, good, sentence, why=()):
		return ok(good, f'{self.engine}: {sentence}', why)


def statuses(told):
	return [r['status'] for r in told['results']] if 'results' in told else told


def enrolling(h):
	p = Phone(h.port, 'terrain', PASSWORD)
	status, told = p.enrol()
	h.ok(status == 201 and told['token'].startswith('mld_') and told['account']['login'] == 'terrain', 'a phone enrols with '
	     'login and password', [status, told])
	share = told['share']
	status, again = p.enrol(device=p.device)
	h.ok(status == 201 and again['share'] == share and again['token'] != told['token'] and again['device'] == told['device'],
	     'the same phone gets the same share and a new token', [status, again])
	h.ok(p.ask('GET', 'pull', token=told['token'])[0] == 401, 'and its old token is worth nothing')
	other = h.phone('autre')
	h.ok(other.told['share'] != share and other.told['receipt_key'] == told['receipt_key'],
	     'another account on it has a share of its own', [other.told])
	status, told = Phone(h.port, 'autre', PASSWORD).enrol(device=p.device)
	h.ok(status == 403 and told['type'].endswith('device.other'), 'a device is nobody else’s', [status, told])
	status, told = Phone(h.port, 'terrain', 'pas le bon du tout').enrol()
	h.ok(status == 403 and told['type'].endswith('access.wrong'), 'a wrong password enrols nothing', [status, told])
	status, told = Phone(h.port, 'client', PASSWORD).enrol()
	h.ok(status == 403 and told['type'].endswith('device.role'), 'a client has no field app', [status, told])
	for path in ('/api/v1/registers/intervention', '/api/v1/figures/interventions', '/me'):
		status, _ = p.ask('GET', path)
		h.ok(status in (403, 405), f'its token opens nothing else: {path}', [status])


def standing(h):
	"""A record sent as new whose id stands already."""
	p, q = h.phone('terrain'), h.phone('loin')
	away = next(r['id'] for r in h.store.rows('scheme') if r['source_id'] == 'D02')
	e = h.good(p)
	same, other, wrong = (h.good(p, record=e['record'], **more) for more in ({}, {'duration_min': 7}, {'duration_min': 'long'}))
	strange = [h.good(q, record=e['record'], **more) for more in ({}, {'scheme': away}, {'scheme': away, 'duration_min': 'long'})]
	first = p.push([e])[1]['results'][0]
	told = p.push([same, other, wrong])[1]
	h.ok(statuses(told) == ['stored', 'conflict', 'conflict'] and {r['version'] for r in told['results']} == {first['version']},
	     'a record sent as new that stands already is the same one, or a conflict', [told])
	h.ok(p.holds(same, told['results'][0]) == p.holds(e, first), 'and the same one has a receipt of what stands', [told])
	told = q.push(strange)[1]
	h.ok([[x['code'] for x in r['errors']] for r in told['results']] == [['entry_hidden']] * 3,
	     'whoever may not see it hears nothing of it, whatever he sends', [told])
	h.ok(h.record(e)['duration_min'] == e['fields']['duration_min'], 'and it stands as it was')


def pushing(h):
	p = h.phone('terrain')
	e = h.good(p)
	edit = p.entry({'comment': 'À revoir.'}, record=e['record'], base=e['id'])
	status, told = p.push([e, edit, e])
	h.ok(status == 200 and statuses(told) == ['stored', 'stored', 'duplicate'], 'an entry, its edit and the entry again',
	     [status, told])
	first, second, third = told['results']
	said = p.holds(e, first)
	h.ok(said is not None and said[:2] == ('stored', first['version']), 'its receipt can be checked', [said])
	h.ok(third['receipt'] == first['receipt'] and third['first'] == 'stored' and third['version'] == first['version'],
	     'a duplicate has the first receipt', [third])
	h.ok(p.holds(edit, first) is None and p.holds({**e, 'record': fresh()}, first) is None and
	     receipt_holds(h.phone('terrain').told['export_key'], e['id'], e['record'], first['receipt']) is None,
	     'a receipt is good for its own entry, record and key alone')
	damaged = first['receipt'][:30] + ('A' if first['receipt'][30] != 'A' else 'B') + first['receipt'][31:]
	h.ok(p.holds(e, {'receipt': damaged}) is None, 'a receipt that was touched is none')
	record = h.record(e)
	h.ok(record and record['comment'] == 'À revoir.' and record['version'] == second['version'] and record['M_A4'] == 2 and
	     record['shift'] is not None, 'the record is there with its edit and its shift', [record])
	_, told = p.push([e, edit], waiting=7)
	h.ok([r['receipt'] for r in told['results']] == [first['receipt'], second['receipt']] and
	     statuses(told) == ['duplicate'] * 2, 'sent again later, both have their first receipts', [told])
	gone = p.entry({'deleted': True}, record=e['record'], base=second['version'])
	back = p.entry({'deleted': False}, record=e['record'], base=gone['id'])
	_, told = p.push([gone])
	h.ok(statuses(told) == ['stored'] and h.record(e) is None, 'a record is deleted', [told])
	_, told = p.push([back])
	h.ok(statuses(told) == ['stored'] and h.record(e) is not None, 'and taken back', [told])
	many = [h.good(p, start='%02d:%02d' % (15 + i // 60, i % 60), place=f'Lieu {i}') for i in range(33)]
	_, told = p.push(many)
	h.ok(statuses(told) == ['stored'] * 33 and p.holds(many[32], told['results'][32]) is not None and
	     p.holds(many[7], told['results'][7]) is not None, 'a longer push: the first and the last receipt are good')
	shift = p.entry({'scheme': h.scheme, 'date': TODAY.isoformat(), 'planned_start': '06:00', 'planned_end': '13:00',
	                 'team': [p.told['account']['staff']], 'actual_start': '06:04'}, register='shift')
	end = p.entry({'actual_end': '13:02', 'state': 'held'}, register='shift', record=shift['record'], base=shift['id'])
	within = h.good(p, start='07:30')
	_, told = p.push([shift, within, end])
	h.ok(statuses(told) == ['stored'] * 3 and h.record(within)['shift'] == shift['record'],
	     'a shift begins, what is noted within belongs to it, and it ends', [told, h.record(within)])
	hours = h.store.figures('presence_hours', '--scheme', 'TST')
	h.ok(not hasattr(hours, 'returncode') and abs(hours['presence_hours']['value'] - 6 - 58 / 60) < .01,
	     'start and end of a shift are hours of presence', [hours])
	help_call = p.entry({'scheme': h.scheme, 'date': TODAY.isoformat(), 'time': '15:00', 'place': 'Hall 3'}, register='help_call')
	h.ok(statuses(p.push([help_call])[1]) == ['stored'], 'a call for help goes the same way')


def refusing(h):
	p = h.phone('terrain')
	bad = p.entry({'scheme': h.scheme, 'date': TODAY.isoformat(), 'no_such_field': 1})
	worse = p.entry({'scheme': h.scheme, **GOOD, 'comment': 'Appeler le 06 12 34 56 78'})
	unknown = p.entry({}, register='no_such_register')
	far = p.entry({**GOOD, 'scheme': next(r['id'] for r in h.store.rows('scheme') if r['source_id'] == 'D02')})
	nowhere = p.entry({'comment': 'x'}, base=5)
	orphan = p.entry({'comment': 'x'}, base=bad['id'])
	sent = [bad, worse, unknown, far, nowhere, orphan]
	_, told = p.push(sent)
	codes = [[e['code'] for e in r['errors']] for r in told['results']]
	h.ok(statuses(told) == ['refused'] * 6 and 'unknown_field' in codes[0] and codes[2:] == [
		['entry_register'], ['entry_denied'], ['entry_hidden'], ['entry_base']], 'what the rules refuse is told by field', [codes])
	h.ok(told['results'][1]['errors'][0]['field'] == 'comment', 'a guarded comment is refused as on the server',
	     [told['results'][1]])
	h.ok(all(p.holds(e, r)[0] == 'refused' for e, r in zip(sent, told['results'])), 'it is kept, and there is a receipt for it')
	_, again = p.push(sent)
	h.ok([(r['status'], r['first'], r['receipt'], r['errors']) for r in again['results']] ==
	     [('duplicate', 'refused', r['receipt'], r['errors']) for r in told['results']], 'sent again: the same refusals', [again])
	kept = {k['id']: k for k in p.pull()[1]['kept']}
	h.ok(all(kept[e['id']]['status'] == 'refused' and kept[e['id']]['settled'] is None for e in sent),
	     'the phone sees that they wait for somebody', [kept])
	for body, what in (([{}], 'an entry without identifier'), ([{**bad, 'at': 'soon'}], 'a time that is none'),
	                   ([{**bad, 'fields': []}], 'fields that are none')):
		status, told = p.push(body)
		h.ok(status == 400 and told['type'].endswith('sync.body'), f'{what}: nothing is written', [status, told])
	theirs = h.good(p)
	p.push([theirs])
	status, told = h.phone('autre').push([theirs])
	h.ok(status == 400 and told['type'].endswith('sync.body'), 'an entry is nobody else’s', [status, told])
	status, told = p.push([h.good(p) for _ in range(501)])
	h.ok(status == 400, 'more than five hundred entries are too many', [status])


def conflicting(h):
	p, q = h.phone('terrain'), h.phone('autre')
	e = h.good(p, start='16:40', place='Quai')
	version = p.push([e])[1]['results'][0]['version']
	mine = p.entry({'comment': 'Vu par moi.'}, record=e['record'], base=version)
	yours = q.entry({'comment': 'Vu par toi.'}, record=e['record'], base=version)
	_, one = p.push([mine])
	_, two = q.push([yours])
	h.ok(statuses(one) == ['stored'] and statuses(two) == ['conflict'] and
	     two['results'][0]['version'] == one['results'][0]['version'] and q.holds(yours, two['results'][0])[0] == 'conflict',
	     'two phones change one record: one is stored, the other told so with a receipt', [one, two])
	h.ok(h.record(e)['comment'] == 'Vu par moi.', 'what stands is not lost', [h.record(e)])
	return e, mine, yours


def clocks(h):
	p = h.phone('terrain')
	now = int(time.time() * 1000)
	hour = 3600000
	_, told = p.push([], now=now - 5 * hour)
	h.ok(told['skew'] < -4 * hour, 'a clock that is five hours late is noticed', [told])
	# Noted 10 minutes ago by the monotonic clock; the wall clock was an hour ahead.
	e = h.good(p, start='15:50', at=now - 600000 + hour, mono=1000000, boot='a', clocked=['start'], place='Cour')
	typed = h.good(p, start='15:51', at=now - 600000 + hour, mono=1000000, boot='a', place='Cour 2')
	reboot = h.good(p, start='15:52', at=now - 600000 + hour, mono=1000000, boot='b', clocked=['start'], place='Cour 3')
	early = h.good(p, start='00:20', at=now - 600000 + hour, mono=1000000, boot='a', clocked=['start'], place='Cour 4')
	sent = [e, typed, reboot, early]
	_, told = p.push(sent, now=now + hour, mono=1600000, boot='a')
	starts = [h.record(x)['start'] for x in sent]
	h.ok(statuses(told) == ['stored'] * 4 and starts == ['14:50', '15:51', '15:52', '00:20'],
	     'only what the app took from a wrong clock is put right, and never beyond the day', [told, starts])
	h.ok(told['results'][0]['corrected'] == {'start': '14:50'} and 'corrected' not in told['results'][1],
	     'and the phone is told', [told])
	h.ok(all(h.record(x)['date'] == TODAY.isoformat() for x in sent), 'no record moves to another day')
	_, again = p.push(sent, now=now + hour, mono=9600000, boot='a')
	h.ok(statuses(again) == ['duplicate'] * 4, 'sent again it is not moved again', [again])
	little = h.good(p, start='15:53', at=now - 600000 + 300000, mono=1000000, boot='a', clocked=['start'], place='Cour 5')
	right = h.good(p, start='15:54', at=now - 600000, mono=1000000, boot='a', clocked=['start'], place='Cour 6')
	p.push([little, right], now=now + hour, mono=1600000, boot='a')
	late = h.good(p, start='15:55', at=now - 49 * hour, place='Cour 7')
	p.push([late], now=now - 49 * hour)
	noted = p.entry({'comment': 'Une suite.'}, record=right['record'], base=right['id'])
	p.push([noted], now=now + hour)
	clock_flags(h, {e['record']: ('avançait de 1 h', 'a été corrigée'), typed['record']: ('avançait de 1 h', 'est restée'),
	                reboot['record']: ('avançait de 1 h', 'à l’envoi'), early['record']: ('avançait de 1 h', 'est restée'),
	                late['record']: ('retardait de 2 jours', 'à l’envoi')}, [little['record'], right['record']])


def clock_flags(h, wrong, not_so):
	"""What the inbox says of records whose phone's clock was wrong."""
	boss = Person(Site(h.port), 'chef')
	page = boss.get('/validate?register=intervention&flag=clock')[2]
	h.ok(all(r in page for r in wrong) and not [r for r in not_so if r in page],
	     'the inbox finds the records of a wrong clock, and no other', [r for r in wrong if r not in page])
	for record, words in wrong.items():
		one = html.unescape(boss.get('/validate?register=intervention&id=' + record)[2]).replace('\u00a0', ' ')
		said = one[one.find('alert-warn'):][:900]
		h.ok(all(w in one for w in words), f'and says by how much, and what was made of it: {words[0]}, {words[1]}', [said])


def old_lists(h):
	"""A code that ended while the phone was away for forty days, over the night when the clocks change."""
	code, ended = 'T77', day(20)
	h.store.load('contract', [['id', 'name', 'kind', 'client', 'start'], ['K-TST', 'Nuit', 'market', 'C-REN', '2020-01-01']])
	h.store.load('scheme', [['id', 'name', 'form', 'agency', 'town', 'client', 'start', 'contract'],
	                        ['TST', 'Médiation de nuit', 'FN', 'AG-R', 'T-REN', 'C-REN', '2020-01-01', 'K-TST']])
	p, told = h.store.load('contract_code', [['id', 'contract', 'list', 'code', 'label_fr', 'label_en', 'start', 'end'],
	                                         ['K/1', 'K-TST', 'theme', 'T10-VIEUX', 'Ancien', 'Old', '2020-01-01', ended]])
	h.ok(p.returncode == 0, 'a contract has a code that ended three weeks ago', [told, p.stderr])
	code, p = 'T10-VIEUX', h.phone('terrain')
	entries = [h.good(p, date=day(back), theme=code, start='02:30', catalogue=day(40), place=f'Jour {back}')
	           for back in range(40, 0, -3)]
	without = h.good(p, date=day(5), theme=code, place='Sans catalogue')
	late = h.good(p, date=day(5), theme=code, catalogue=day(10), place='Catalogue d’après')
	_, told = p.push(entries + [without, late])
	h.ok(statuses(told) == ['stored'] * len(entries) + ['refused'] * 2, 'forty days away: a code of the lists that the phone had '
	     'is accepted, one that it knew had ended is not', [statuses(told), told['results'][-1]])
	# It can be looked after like any other: what stands may stay.
	last = entries[-1]
	edit = p.entry({'comment': 'Complété.'}, record=last['record'], base=last['id'])
	_, told = p.push([edit])
	h.ok(statuses(told) == ['stored'], 'and such a record can be changed without its code', [told])
	night = [h.good(p, date='2026-10-25', start=s, end=e, duration_min=None, place='Nuit ' + s)
	         for s, e in (('02:15', '02:45'), ('01:50', '03:10'))]
	_, told = p.push(night)
	h.ok(statuses(told) == ['stored'] * 2 and [h.record(x)['duration_min'] for x in night] == [30, 80],
	     'the night on which the clocks change has its hours as people read them', [told])


def pulling(h):
	p, q = h.phone('terrain'), h.phone('loin')
	status, told = p.pull()
	shifts = {r['source_id'] for r in told['registers']['shift'] if 'source_id' in r}
	h.ok(status == 200 and told['whole'] and [s['source_id'] for s in told['registers']['scheme']] == ['TST'] and
	     shifts == {'S1', 'S2'}, 'a phone gets its schemes and its shifts of the coming days', [status, shifts])
	h.ok(sorted(told['mates'].values()) == ['Lilas', 'Merle'], 'and who is in the pair', [told['mates']])
	h.ok('T10' in {c['code'] for c in told['catalogue']['lists']['theme']} and len(told['tiles'][h.scheme]) == 8,
	     'the nomenclature and eight tiles', [told['tiles']])
	english = p.ask('GET', 'pull?since=0', **{'Accept-Language': 'en'})[1]['tiles'][h.scheme]
	h.ok([t['kind'] for t in english] == [t['kind'] for t in told['tiles'][h.scheme]] and
	     [t['label'] for t in english] != [t['label'] for t in told['tiles'][h.scheme]], 'in the language that was chosen on it', [english])
	h.ok(p.bytes < 40000, 'all of it is small', [p.bytes])
	at, tag = told['position'], told['catalogue']['tag']
	_, told = p.pull(at, catalogue=tag)
	h.ok(not told['whole'] and not any(told['registers'].values()) and told['catalogue'] is None and p.bytes < 4000,
	     'nothing new: next to nothing is sent', [told, p.bytes])
	e = h.good(p, start='17:17', place='Pont', state='draft')
	p.push([e])
	_, told = p.pull(at, catalogue=tag)
	h.ok([r['id'] for r in told['registers']['intervention']] == [e['record']], 'a new record comes alone', [told['registers']])
	far = q.pull()[1]
	h.ok(not far['registers']['intervention'] and [s['source_id'] for s in far['registers']['scheme']] == ['D02'] and
	     all(s['scheme'] != h.scheme for s in far['registers']['shift']), 'nobody gets what is another team’s', [far['registers']['scheme']])
	p.push([p.entry({'deleted': True}, record=e['record'], base=e['id'])])
	_, told = p.pull(at)
	h.ok({'register': 'intervention', 'record': e['record']} in told['removed'], 'what was deleted is told', [told['removed']])
	_, told = p.pull('999999-0000000000000000')
	h.ok(told['whole'], 'a position of elsewhere is answered with all of it')


def twins(h):
	p, q = h.phone('terrain'), h.phone('autre')
	e = h.good(p, start='19:00', place='Gymnase')
	p.push([e])
	mine = {'record': fresh(), 'scheme': h.scheme, **{k: GOOD[k] for k in ('date', 'kind', 'place_kind')}, 'start': '19:10',
	        'place': 'gymnase'}
	_, told = q.ask('POST', 'twins', {'records': [mine, {**mine, 'start': '19:20'}, {**mine, 'kind': 'PA1'}]})
	h.ok([(t['record'], t['other'], t['by']) for t in told['twins']] == [(mine['record'], e['record'], 'terrain')],
	     'a colleague’s record of the same place, kind and quarter of an hour is told', [told])
	_, told = p.ask('POST', 'twins', {'records': [mine]})
	h.ok(told['twins'] == [], 'one’s own is not', [told])
	before = {i: h.store.figures(i, '--scheme', 'TST')[i]['value'] for i in ('interventions', 'contacts')}
	second = h.good(q, start='19:10', place='gymnase', twin_of=e['record'], record=mine['record'], M_A4=3)
	_, told = q.push([second])
	h.ok(statuses(told) == ['stored'] and h.record(second)['twin_of'] == e['record'], 'it is sent as the same event', [told])
	after = {i: h.store.figures(i, '--scheme', 'TST')[i]['value'] for i in before}
	h.ok(after == before, 'both are there, and it counts once', [before, after])
	turned = p.entry({'twin_of': mine['record']}, record=e['record'], base=e['id'])
	_, told = p.push([turned])
	h.ok(statuses(told) == ['refused'], 'two records cannot be the second of each other', [told])
	h.ok(h.store.run('--quiet', 'check').returncode == 0, 'facts and store agree on it')


def settling(h):
	"""The team leader looks at what was not stored."""
	record, mine, yours = conflicting(h)
	p = h.phone('terrain')
	bad = p.entry({'scheme': h.scheme, **GOOD, 'start': '21:21', 'comment': 'Appeler le 06 12 34 56 78', 'place': 'Préau'})
	p.push([bad])
	boss = Person(Site(h.port), 'chef')
	listed = boss.get('/validate/kept')[2]
	h.ok(yours['id'] in listed and bad['id'] in listed, 'what phones sent and was not stored is listed', [listed[:200]])
	h.ok(bad['id'] not in Person(Site(h.port), 'ailleurs').get('/validate/kept')[2] and
	     Person(Site(h.port), 'ailleurs').get('/validate/kept/' + bad['id'])[0] == 404, 'but not to another team’s leader')
	page = boss.get('/validate/kept/' + yours['id'])[2]
	h.ok('Vu par moi.' in page and 'Vu par toi.' in page, 'a conflict shows both versions side by side', [page[-1500:]])
	status, headers, _ = boss.post('/validate/kept/' + yours['id'], {'how': 'merge', 'take': 'comment'})
	h.ok(status == 303 and h.record(record)['comment'] == 'Vu par toi.', 'and a field of it is taken over', [status])
	page = boss.get('/validate/kept/' + bad['id'])[2]
	h.ok('06 12 34 56 78' in page and 'Préau' in page, 'a refusal shows what was sent, to be mended', [page[-1500:]])
	form = {'how': 'mend', 'scheme': h.scheme, **{k: str(v) for k, v in GOOD.items()}, 'start': '21:21', 'place': 'Préau'}
	status, _, page = boss.post('/validate/kept/' + bad['id'], {**form, 'comment': 'Appeler le 06 12 34 56 78'})
	h.ok(status == 422 and h.record(bad) is None, 'what still does not fit is told beside its field', [status])
	status, _, _ = boss.post('/validate/kept/' + bad['id'], {**form, 'comment': 'Rappeler demain.'})
	h.ok(status == 303 and h.record(bad)['comment'] == 'Rappeler demain.', 'mended it is a record like any other', [status, h.record(bad)])
	h.ok('06 12 34 56 78' not in boss.get('/validate/kept/' + bad['id'])[2], 'and what it said before is gone')
	kept = {k['id']: k['settled'] for k in p.pull()[1]['kept']}
	h.ok(kept[bad['id']] == 'mended', 'the phone is told how it was settled', [kept])
	_, told = p.push([bad])
	h.ok(statuses(told) == ['duplicate'] and told['results'][0]['first'] == 'refused' and p.holds(bad, told['results'][0]),
	     'sent again it still has its first answer', [told])


def returning(h):
	"""A word on a field goes to the phone, and the record comes back."""
	p = h.phone('terrain')
	e = h.good(p, start='18:18', place='Halle', comment='Vite noté.')
	version = p.push([e])[1]['results'][0]['version']
	boss = Person(Site(h.port), 'chef')
	status, _, _ = boss.post('/validate/return', {'register': 'intervention', 'one': f"{e['record']}.{version}", 'about': 'comment',
	                                              'word': 'Dites laquelle.'})
	told = [r for r in p.pull()[1]['returned'] if r['record'] == e['record']]
	h.ok(status == 303 and [(r['field'], r['word'], r['by']) for r in told] == [('comment', 'Dites laquelle.', 'chef')],
	     'a record that was sent back is on the phone with the word on its field', [status, told])
	answer = p.entry({'comment': 'La halle nord.', 'state': 'sent'}, record=e['record'], base=told[0]['version'])
	_, pushed = p.push([answer])
	h.ok(statuses(pushed) == ['stored'] and h.record(e)['state'] == 'sent' and
	     not [r for r in p.pull()[1]['returned'] if r['record'] == e['record']], 'corrected it comes back', [pushed])
	history = boss.get('/r/intervention/' + e['record'] + '/history')[2]
	h.ok('Commentaire : Dites laquelle.' in html.unescape(history) and 'Vite noté.' in history and 'La halle nord.' in history,
	     'its history tells the word and the difference', [history[-800:]])
	q = h.phone('autre')
	twin = h.good(q, start='18:25', place='halle')
	version = q.push([twin])[1]['results'][0]['version']
	before = h.store.figures('interventions', '--scheme', 'TST')['interventions']['value']
	page = boss.get(f"/validate?register=intervention&id={twin['record']}")[2]
	h.ok('/validate/merge' in page and e['record'] in page, 'the inbox asks whether two records are of one event', [page[-500:]])
	status, _, _ = boss.post('/validate/merge', {'register': 'intervention', 'one': f"{twin['record']}.{version}", 'other': e['record']})
	after = h.store.figures('interventions', '--scheme', 'TST')['interventions']['value']
	h.ok(status == 303 and after == before - 1 and h.record(twin) is not None and h.record(e) is not None,
	     'merged, both stay and it counts once', [status, before, after])


SEAL = """
const { webcrypto: w } = require('crypto'), s = w.subtle, [key, body] = JSON.parse(require('fs').readFileSync(0));
(async () => {
	const to = await s.importKey('raw', Buffer.from(key, 'base64url'), { name: 'X25519' }, false, []);
	const mine = await s.generateKey({ name: 'X25519' }, true, ['deriveBits']);
	const own = Buffer.from(await s.exportKey('raw', mine.publicKey));
	const bits = await s.deriveBits({ name: 'X25519', public: to }, mine.privateKey, 256);
	const salt = Buffer.concat([own, Buffer.from(key, 'base64url')]), info = Buffer.from('maillage queue 1');
	const derived = await s.deriveKey({ name: 'HKDF', hash: 'SHA-256', salt, info }, await s.importKey('raw', bits, 'HKDF', false,
		['deriveKey']), { name: 'AES-GCM', length: 256 }, false, ['encrypt']);
	const head = Buffer.from('MLGQUEUE1\\n'), iv = w.getRandomValues(Buffer.alloc(12));
	const plain = require('zlib').gzipSync(JSON.stringify(body));
	const sealed = Buffer.from(await s.encrypt({ name: 'AES-GCM', iv, additionalData: head }, derived, plain));
	process.stdout.write(Buffer.concat([head, own, iv, sealed]));
})();
"""


def filing(h):
	"""No server answered: the queue comes as a file, sealed as a browser does it."""
	p = h.phone('terrain')
	waiting = [h.good(p, start='22:%02d' % i, place=f'File {i}') for i in range(5)]
	p.push(waiting[:2])
	body = {'device': p.device, 'account': p.told['account']['id'], 'token': p.token, 'entries': waiting}
	made = subprocess.run(['node', '-e', SEAL], input=json.dumps([p.told['export_key'], body]).encode(), capture_output=True)
	path = os.path.join(h.store.folder, f'q-{h.engine}.mlq')
	with open(path, 'wb') as f:
		f.write(made.stdout)
	told = h.store.run('--json', 'import-queue', path)
	h.ok(told.returncode == 0 and json.loads(told.stdout) == {'stored': 5, 'conflict': 0, 'refused': 0, 'known': 2},
	     'a queue that was taken out as a file is brought in; what was sent before is known', [told.stdout, told.stderr, made.stderr])
	told = h.store.run('--json', 'import-queue', path)
	h.ok(told.returncode == 0 and json.loads(told.stdout)['known'] == 5, 'twice changes nothing', [told.stdout])
	# OpenSSL is told to do without the processor's AES and carry-less multiplication.
	plain = subprocess.run([PROGRAM, '--db', h.store.url, '--json', 'import-queue', path], capture_output=True, text=True,
	                       env=dict(os.environ, OPENSSL_ia32cap='~0x200000200000000'))
	h.ok(plain.returncode == 0 and json.loads(plain.stdout)['known'] == 5, 'any processor opens it', [plain.stdout, plain.stderr])
	h.ok(statuses(p.push(waiting)[1]) == ['duplicate'] * 5, 'and the phone, back again, gets its receipts')
	with open(path, 'r+b') as f:
		f.seek(80)
		f.write(b'X')
	told = h.store.run('import-queue', path)
	h.ok(told.returncode == 1 and 'abîmée' in told.stderr, 'a damaged file is refused', [told.stderr])
	boss = Person(Site(h.port), 'chef')
	h.ok(boss.get('/import-queue')[0] == 200 and boss.get('/devices')[0] == 200 and p.device in boss.get('/devices')[2] and
	     Person(Site(h.port), 'ailleurs').get('/devices')[2].count(p.device) == 0, 'a team leader sees the phones of the team')
	me = Person(Site(h.port), 'terrain')
	h.ok(p.device in me.get('/me')[2] and me.post('/me/revoke-device', {'device': p.device})[0] == 303 and p.pull()[0] == 403,
	     'and one revokes one’s own phone')


# -- alerts ----------------------------------------------------------------------------------------

class Mail(socketserver.StreamRequestHandler):
	"""As much of a mail server as a message needs."""

	def handle(self):
		def say(text):
			self.wfile.write(text.encode() + b'\r\n')
		say('220 essai')
		rows, inside = [], False
		for line in self.rfile:
			line = line.decode().rstrip('\r\n')
			if inside:
				if line == '.':
					inside = False
					self.server.got.append(rows)
					say('250 pris')
				else:
					rows.append(line)
			elif line.upper().startswith('DATA'):
				inside = True
				say('354 oui')
			elif line.upper().startswith('QUIT'):
				say('221 au revoir')
				return
			else:
				rows.append(line)
				say('250 bien')


class Hook(http.server.BaseHTTPRequestHandler):
	"""Fails the first time, so that it is tried again."""

	def do_POST(self):
		body = self.rfile.read(int(self.headers['Content-Length']))
		self.server.got.append((dict(self.headers), body))
		self.send_response(500 if len(self.server.got) == 1 else 204)
		self.end_headers()

	def log_message(self, *words):
		pass


def wait_for(what, seconds=300):
	late = time.monotonic() + seconds
	while not what() and time.monotonic() < late:
		time.sleep(.05)
	return what()


def listen(port, login):
	"""The stream of alerts as an open page has it: its socket, past its head."""
	p = Phone(port, login, PASSWORD)
	token = p.ask('POST', '/api/v1/session', {'login': login, 'password': PASSWORD})[1]['token']
	s = socket.create_connection(('127.0.0.1', port), timeout=300)
	s.sendall(f'GET /alerts HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\n\r\n'.encode())
	got = b''
	while b'retry' not in got and b'HTTP/1.1 4' not in got:
		got += s.recv(4096)
	return s, got.decode()


def heard(s, seconds=120):
	s.settimeout(seconds)
	try:
		return s.recv(65536).decode()
	except TimeoutError:
		return ''


def alerting(h):
	mail = socketserver.ThreadingTCPServer(('127.0.0.1', 0), Mail)
	hook = http.server.ThreadingHTTPServer(('127.0.0.1', 0), Hook)
	for one in (mail, hook):
		one.got, one.daemon_threads = [], True
		threading.Thread(target=one.serve_forever, daemon=True).start()
	h.set({'alert.mail': 'chef@exemple.invalid, garde@exemple.invalid', 'alert.smtp': f'smtp://127.0.0.1:{mail.server_address[1]}',
	       'alert.hook': f'http://127.0.0.1:{hook.server_address[1]}/alerte'})
	mine, head = listen(h.port, 'chef')
	h.ok('200 OK' in head and 'text/event-stream' in head, 'a team leader’s page listens', [head])
	other, _ = listen(h.port, 'ailleurs')
	refused, head = listen(h.port, 'terrain')
	h.ok('HTTP/1.1 403' in head, 'a mediator does not', [head])
	p = h.phone('terrain')
	plain = h.good(p, start='20:00', place='Rien de spécial')
	weak = h.good(p, start='20:10', place='Porche', comment='Des jeunes que personne ne connaît.', weak_signal=True)
	call = p.entry({'scheme': h.scheme, 'date': TODAY.isoformat(), 'time': '20:12', 'word': 'Besoin de renfort'},
	               register='help_call')
	p.push([plain, weak, call])
	text = heard(mine)
	while text.count('event: alert') < 2:
		more = heard(mine)
		if not more:
			break
		text += more
	h.ok(text.count('event: alert') == 2 and weak['record'] in text and call['record'] in text and plain['record'] not in text,
	     'a weak signal and a call for help are there at once, and nothing else', [text])
	h.ok('Porche' not in text and 'renfort' not in text and 'terrain' not in text, 'with no place, text or person', [text])
	h.ok('event:' not in heard(other, 1.5), 'another team’s leader hears nothing')
	h.ok(wait_for(lambda: len(mail.got) >= 2), 'both go out by e-mail', [mail.got])
	words = [base64.b64decode(''.join(m[m.index('') + 1:])).decode() for m in mail.got]
	h.ok(all('Médiation de nuit' in w and 'Porche' not in w for w in words) and
	     any('RCPT TO:<garde@exemple.invalid>' in r for r in mail.got[0]), 'to everybody named, without anything of anybody', words)
	h.ok(wait_for(lambda: len(hook.got) >= 3), 'and to the web address, which is tried again after it failed', [len(hook.got)])
	key = raw(p.told['receipt_key'])
	good = [signed(key, head['X-Maillage-Time'].encode() + b'.' + body, raw(head['X-Maillage-Signature'].removeprefix('ed25519=')))
	        for head, body in hook.got[1:3]]
	h.ok(good == [True, True] and {json.loads(b)['kind'] for _, b in hook.got} == {'weak_signal', 'help'},
	     'signed, with what and where to look', hook.got)
	h.set({'alert.mail': '', 'alert.hook': ''})
	mine.close()
	h.stream = other
	refused.close()


def revoking(h):
	p = h.phone('terrain')
	listed = json.loads(h.store.must('--json', 'device', 'list'))['devices']
	mine = [d for d in listed if d['id'] == p.device]
	h.ok(len(mine) == 1 and mine[0]['login'] == 'terrain' and mine[0]['app'] == '1.0', 'devices are listed on the command line',
	     [listed[:2]])
	h.ok(not any('lon' in d or 'lat' in d or 'place' in d for d in listed), 'nothing is known of where they are')
	h.store.must('device', 'revoke', p.device)
	for method, path, body in (('GET', 'pull', None), ('POST', 'push', {'device': p.device, 'entries': []})):
		status, told = p.ask(method, path, body)
		h.ok(status == 403 and told['type'].endswith('device.revoked'), f'a revoked phone is told so: {path}', [status, told])
	status, told = Phone(h.port, 'terrain', PASSWORD).enrol(device=p.device)
	h.ok(status == 403 and told['type'].endswith('device.revoked'), 'and does not come back under its name', [status, told])
	h.ok(h.store.run('device', 'revoke', p.device).returncode == 1, 'it is revoked once')
	h.store.must('user', 'disable', 'loin')
	status, told = Phone(h.port, 'loin', PASSWORD).enrol()
	h.ok(status == 403, 'a disabled account enrols nothing', [status])


def sessions(h):
	"""Under a session, as programs may: the first push makes its device known."""
	p = Phone(h.port, 'siege', PASSWORD)
	p.token = p.ask('POST', '/api/v1/session', {'login': 'siege', 'password': PASSWORD})[1]['token']
	p.device = fresh()
	e = h.good(p, place='Sous session')
	status, told = p.push([e])
	h.ok(status == 200 and statuses(told) == ['stored'], 'a session pushes', [status, told])
	listed = json.loads(h.store.must('--json', 'device', 'list'))['devices']
	h.ok(p.device in {d['id'] for d in listed}, 'and its device is known')


PARTS = (enrolling, pushing, standing, refusing, settling, returning, filing, clocks, old_lists, pulling, twins, alerting, revoking, sessions)


# -- killed ----------------------------------------------------------------------------------------

def killed(store):
	"""The server dies at any moment of a push; the phone sends until it has a receipt for everything."""
	server = Server(store)
	h = House(store, server.port)
	p = h.phone('terrain')
	queue, left, receipts, kills = [], [], {}, 0
	while left or kills < 12:
		# More to send as long as it is to be killed: now and then a push is quicker.
		if not left:
			left = [h.good(p, start='%02d:%02d' % (15 + i % 7, i % 60), place=f'Tué {i}') for i in range(len(queue), len(queue) + 120)]
			queue += left
		strike = threading.Timer(.004 * (kills % 5) + .002, lambda: server.p.send_signal(signal.SIGKILL)) if kills < 12 else None
		if strike:
			strike.start()
		try:
			status, told = p.push(left[:20])
		except (OSError, EOFError, ValueError, http.client.HTTPException):
			status, told = 0, None
		if status == 200:
			receipts.update({r['id']: (e, r) for e, r in zip(left[:20], told['results'])})
			left = left[20:]
		if strike:
			strike.join()
			server.p.wait()
			kills += 1
			server = Server(store)
			p.port = server.port
	server.p.terminate()
	server.p.wait()
	rows = [r for r in store.rows('intervention') if r['place'].startswith('Tué ')]
	ok(kills == 12 and len(rows) == len({r['id'] for r in rows}) == len(queue), f'{store.engine}: killed twelve times in the midst of '
	   'pushes: every record is there once', [kills, len(rows)])
	ok(all(p.holds(e, r) is not None for e, r in list(receipts.values())[::11]) and len(receipts) == len(queue),
	   f'{store.engine}: and each has its receipt, some as a duplicate',
	   [sum(r['status'] == 'duplicate' for _, r in receipts.values())])
	ok(store.run('--quiet', 'check', '--quick').returncode == 0, f'{store.engine}: the journal is whole')


def run(store):
	prepare(store)
	with serving(store) as port:
		h = House(store, port)
		for part in PARTS:
			part(h)
	killed(store)


def main():
	known = (bytes.fromhex('d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a'), b'', bytes.fromhex(
		'e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe2465514143'
		'8e7a100b'))
	ok(signed(*known) and not signed(known[0], b'x', known[2]), 'the check of signatures knows the first vector of RFC 8032')
	with tempfile.TemporaryDirectory() as folder:
		run(Store(os.path.join(folder, 'sync.db'), folder))
		url = os.environ.get('MAILLAGE_TEST_DB_URL')
		if url:
			run(Store(url, folder, 'PostgreSQL'))
	return finish()


if __name__ == '__main__':
	sys.exit(main())
