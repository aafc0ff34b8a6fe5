#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The demonstration years, driven from outside.  MAILLAGE: the program."""
import csv
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
PROGRAM = os.environ.get('MAILLAGE', os.path.join(HERE, '..', 'build', 'maillage'))
WINDOW = '2024-10/2025-09'
done, failed = 0, 0


def ok(good, sentence, why=()):
	global done, failed
	done += 1
	failed += not good
	print(f"{'ok' if good else 'not ok'} {done} - {sentence}")
	if not good:
		for line in list(why)[:12]:
			print(f'# {line}')
	sys.stdout.flush()
	return good


def run(db, *words):
	return subprocess.run([PROGRAM, '--quiet', '--lang', 'en', '--db', db, *words], capture_output=True,
	                      timeout=570)


def made(p):
	"""{register: records made}, from the JSON that demo prints."""
	return json.loads(p.stdout) if p.returncode == 0 else {}


def figures(db, ids, *words):
	p = run(db, '--json', 'figures', *ids, *words)
	if p.returncode != 0:
		return {}
	return {f['id']: f for f in json.loads(p.stdout)['figures']}


def value(figure):
	return (figure or {}).get('value')


def small_runs(folder):
	"""Two small stores are alike; what is refused changes nothing."""
	exports = []
	for name in ('one.db', 'two.db'):
		db = os.path.join(folder, name)
		p = run(db, 'demo', '--scale', '0.05')
		ok(p.returncode == 0, f'demo makes a store where there is none ({name})',
		   [f'status {p.returncode}'] + p.stderr.decode().splitlines())
		exports.append([run(db, 'export', register).stdout
		                for register in ('intervention', 'shift', 'scheme', 'incivility_report', 'staff', 'attendance', 'relay',
		                                 'waste_ticket', 'case_step')] + [run(db, 'export', 'case_file', '--sealed').stdout])
	ok(exports[0] == exports[1] and len(exports[0][0]) > 100000,
	   'two runs give the same records, byte for byte')
	db = os.path.join(folder, 'one.db')
	p = run(db, 'demo', '--scale', '0.05')
	ok(p.returncode == 1 and b'holds interventions' in p.stderr,
	   'a store with interventions is refused', p.stderr.decode().splitlines())
	ok(run(db, 'export', 'intervention').stdout == exports[0][0], 'and nothing in it is changed')
	db = os.path.join(folder, 'empty.db')
	ok(run(db, 'init').returncode == 0 and run(db, 'demo', '--years', '2025', '--scale', '0.05').returncode == 0,
	   'demo fills a store that init made')
	ok(value(figures(db, ['interventions'], '--period', '2024').get('interventions')) == 0 and
	   (value(figures(db, ['interventions'], '--period', '2025').get('interventions')) or 0) > 3000,
	   '--years 2025 makes that year only')
	for words in (['--years', '2023'], ['--scale', '0'], ['--scale', 'x'], ['--nothing']):
		ok(run(db, 'demo', *words).returncode == 2, f"demo {' '.join(words)} is a fault of usage")
	p = run(db, 'check')
	ok(p.returncode == 0, 'check finds the journal whole', (p.stdout + p.stderr).decode().splitlines())


PEOPLE = [
	# What is counted, what it must be, how.  {there}: contracts that run at the end of 2025, with their staff.
	('144 people by category on 31 December 2025', [('manager', 12), ('mediator', 97), ('support', 20), ('team_leader', 15)],
	 'SELECT e.category, count(DISTINCT s.id) FROM {there} GROUP BY 1 ORDER BY 1'),
	('39 of the 97 mediators are women', [('F', 39), ('M', 58)],
	 "SELECT e.sex, count(DISTINCT s.id) FROM {there} AND e.category = 'mediator' GROUP BY 1 ORDER BY 1"),
	('49 people were born in 22 other countries', [(49, 22)],
	 "SELECT count(DISTINCT s.id), count(DISTINCT e.birth_country) FROM {there} AND e.birth_country <> 'FR'"),
	('the mediators alone come from 23 countries, and are 20 to 65', [(23, 20, 65)],
	 "SELECT count(DISTINCT e.birth_country), 2025 - max(e.birth_year), 2025 - min(e.birth_year) FROM {there} "
	 "AND e.category = 'mediator'"),
	('in Angers whoever is no apprentice has an open-ended contract', [('APP', 2), ('CDI', 9)],
	 "SELECT e.kind, count(*) FROM {there} AND e.scheme IN (SELECT id FROM scheme WHERE source_id LIKE 'AN_') "
	 "GROUP BY 1 ORDER BY 1"),
	('48 mediators were hired in 2025', [(48,)],
	 "SELECT count(*) FROM employment_contract WHERE category = 'mediator' AND entry = 'hire' AND start LIKE '2025%'"),
	('37 completed the base course, 36 of them newcomers', [(37, 36)],
	 "SELECT count(*), sum(e.start LIKE '2025%') FROM base_course b JOIN employment_contract e ON e.id = b.contract "
	 "WHERE b.days = 6 AND b.completed LIKE '2025%'"),
	('32 apprentices of two cohorts, 10 and 15, 3 and 4', [('mediation', 'F', 10), ('mediation', 'M', 15), ('support', 'F', 3),
	                                                       ('support', 'M', 4)],
	 "SELECT function, sex, count(*) FROM apprentice_contract WHERE employer = 'own' AND cohort IN ('2024/25', '2025/26') "
	 "GROUP BY 1, 2 ORDER BY 1, 2"),
	('32 contracts of apprenticeship ran in 2025', [(32,)],
	 "SELECT count(*) FROM employment_contract WHERE kind = 'APP' AND start <= '2025-12-31' AND \"end\" >= '2025-01-01' "
	 "OR kind = 'APP' AND start <= '2025-12-31' AND \"end\" IS NULL"),
	('21 mediators hold a title of mediation, 14 of them by the own centre', [(0, 7), (1, 14)],
	 "SELECT q.own_centre, count(DISTINCT q.staff) FROM qualification q WHERE q.title <> 'OTHER' AND q.staff IN "
	 "(SELECT s.id FROM {there} AND e.category = 'mediator') GROUP BY 1 ORDER BY 1"),
	('14 people obtained a title or diploma in 2025', [(14,)],
	 "SELECT count(DISTINCT staff) FROM qualification WHERE date LIKE '2025%'"),
	('647 enrolments by line of the report of training bodies', [('F1A', 233), ('F1B', 53), ('others', 361)],
	 "SELECT CASE WHEN line IN ('F1A', 'F1B') THEN line ELSE 'others' END, count(*) FROM enrolment WHERE "
	 "start <= '2025-12-31' AND \"end\" >= '2025-01-01' GROUP BY 1 ORDER BY 1"),
	('by programme: 387, 122, 53 and 85', [('cfa', 53), ('other', 85), ('reception', 387), ('specialty', 122)],
	 "SELECT CASE p.family WHEN 'title' THEN 'cfa' WHEN 'base' THEN 'other' WHEN 'in_house' THEN 'other' ELSE p.family END, "
	 "count(*) FROM enrolment n JOIN programme p ON p.id = n.programme WHERE n.start <= '2025-12-31' AND "
	 "n.\"end\" >= '2025-01-01' GROUP BY 1 ORDER BY 1"),
	('354 and 164 hours of sessions', [('reception', 164.0), ('specialty', 354.0)],
	 "SELECT p.family, sum(n.hours) FROM training_session n JOIN programme p ON p.id = n.programme WHERE n.start LIKE '2025%' "
	 "AND p.family IN ('specialty', 'reception') GROUP BY 1 ORDER BY 1"),
	('144 hours of workshops in prison with 405 participants', [(144.0, 405)],
	 "SELECT sum(hours), sum(participants) FROM prison_workshop WHERE date LIKE '2025%'"),
	('931 trainees in 2024', [(931,)],
	 "SELECT (SELECT count(*) FROM enrolment WHERE start <= '2024-12-31' AND \"end\" >= '2024-01-01') + "
	 "(SELECT sum(participants) FROM prison_workshop WHERE date LIKE '2024%')"),
	('satisfaction of 94, 93 and 97 %', [('prison', 97), ('reception', 93), ('specialty', 94)],
	 "SELECT p.family, CAST(round(100.0 * sum(favourable) / sum(returned)) AS int) FROM training_evaluation v JOIN programme p "
	 "ON p.id = v.programme WHERE v.date LIKE '2025%' AND p.family IN ('specialty', 'reception') GROUP BY 1 UNION ALL SELECT "
	 "'prison', CAST(round(100.0 * sum(favourable) / sum(returned)) AS int) FROM prison_workshop WHERE date LIKE '2025%' ORDER BY 1"),
	('19 candidates and 15 admitted in 2025', [(19, 15)],
	 "SELECT count(*), sum(result = 'admitted') FROM exam_candidate WHERE date LIKE '2025%' AND result <> 'absent'"),
	('78 graduates and 143 trainees since 2019', [(78, 143)],
	 "SELECT (SELECT count(*) FROM exam_candidate WHERE result = 'admitted'), (SELECT count(DISTINCT n.trainee) FROM enrolment n "
	 "JOIN programme p ON p.id = n.programme WHERE p.family = 'title')"),
	('posts and full-time equivalents apart: 8 and 6.8 beside the manager', [(8, 6.8)],
	 "SELECT sum(posts), round(sum(CASE WHEN role <> 'manager' THEN full_time END), 1) FROM scheme_post WHERE \"end\" IS NULL AND "
	 "scheme = (SELECT id FROM scheme WHERE source_id = 'REN')"),
	('nobody stands on a shift without a contract', [(0,)],
	 "SELECT count(*) FROM shift_team t JOIN shift h ON h.id = t.record WHERE NOT EXISTS (SELECT 1 FROM employment_contract e "
	 "WHERE e.staff = t.ref AND e.start <= h.date AND (e.\"end\" IS NULL OR e.\"end\" >= h.date))"),
	('nobody is away on a day of a shift that was held', [(0,)],
	 "SELECT count(*) FROM shift_team t JOIN shift h ON h.id = t.record JOIN absence a ON a.staff = t.ref AND h.date BETWEEN "
	 "a.start AND a.\"end\" WHERE h.state = 'held'"),
]


# Ground, partners, participation, bulky waste: the same at any scale.
GROUND = [
	('19 schools in Rennes, 29 in Loire-Atlantique, 3 in Paris, 4 in Angers',
	 [('ANE', 4), ('NAE', 29), ('PAE', 3), ('REE', 19)],
	 "SELECT s.source_id, count(*) FROM school c JOIN scheme s ON s.id = c.scheme GROUP BY 1 ORDER BY 1"),
	('the 29 are in five towns', [('T-CHA', 2), ('T-NAN', 21), ('T-REZ', 3), ('T-STH', 1), ('T-STN', 2)],
	 "SELECT t.source_id, count(*) FROM school c JOIN scheme s ON s.id = c.scheme JOIN town t ON t.id = c.town WHERE "
	 "s.source_id = 'NAE' GROUP BY 1 ORDER BY 1"),
	('three of them are of the diversity project', [(3,)], "SELECT count(*) FROM school WHERE diversity = 1"),
	('the schools of Rennes lie in five districts', [(5,)],
	 "SELECT count(DISTINCT c.sector) FROM school c JOIN scheme s ON s.id = c.scheme WHERE s.source_id = 'REE'"),
	('priority districts of seven towns with a scheme have 140 500 inhabitants', [(7, 140500)],
	 "SELECT count(DISTINCT town), sum(population) FROM area a WHERE category = 'QPV' AND EXISTS (SELECT 1 FROM sector s "
	 "JOIN sector_schemes x ON x.record = s.id WHERE s.area = a.id)"),
	('that is 17 % of those towns', [(17,)],
	 "SELECT CAST(round(140500 * 100.0 / sum(population)) AS integer) FROM town t WHERE EXISTS (SELECT 1 FROM area a WHERE "
	 "a.town = t.id AND a.category = 'QPV')"),
	('Île-de-France has sixteen work sites', [(16,)],
	 "SELECT count(*) FROM site s JOIN town t ON t.id = s.town JOIN agency a ON a.id = t.agency WHERE s.work_site = 1 AND "
	 "a.source_id = 'AG-P' AND t.source_id <> 'T-TOU'"),
	('fifteen towns are on the map', [(15,)], 'SELECT count(*) FROM town WHERE established = 1'),
	('eight citizens’ councils are accompanied', [(8,)], 'SELECT count(*) FROM council WHERE "end" IS NULL'),
	('no member of a council is more than a count', [(32, 0)],
	 "SELECT count(*), sum(members <> women + men) FROM council_college"),
	('seven times the words of people in Rennes were printed in 2025', [(7, 7)],
	 "SELECT count(*), sum(publication = 'published') FROM verbatim v JOIN town t ON t.id = v.town WHERE t.source_id = 'T-REN' "
	 "AND date LIKE '2025%'"),
	('a working group of four towns has met since autumn 2024, four structures came to its seminar',
	 [('seminar', '2025-11-14', 4, 4), ('working_group', '2024-09-22', 4, None)],
	 "SELECT kind, start, (SELECT count(*) FROM event_towns x WHERE x.record = e.id), structures FROM event e WHERE kind IN "
	 "('seminar', 'working_group') ORDER BY kind"),
	('84 tonnes were weighed in 2025, in each of its weeks', [('2024', 78000, 52), ('2025', 84000, 52)],
	 "SELECT substr(date, 1, 4), sum(net), count(DISTINCT (CAST(julianday(date) AS integer) - 2460314) / 7) FROM waste_ticket GROUP BY 1 "
	 "ORDER BY 1"),
	('the waste register says the same as the tickets', [(208, 162.0, 0)],
	 "SELECT count(*), round(sum(tonnes), 6), sum(abs(tonnes * 1000 - t.net) > 0.5) FROM waste_entry e JOIN waste_ticket t ON "
	 "t.id = e.ticket"),
	('the day scheme covers three districts, the pairs two, Nantes nine', [('NAQ', 9), ('RBI', 2), ('REN', 3)],
	 "SELECT s.source_id, count(*) FROM sector_schemes x JOIN scheme s ON s.id = x.ref WHERE s.source_id IN "
	 "('NAQ', 'RBI', 'REN') GROUP BY 1 ORDER BY 1"),
]
# As many meetings as the teams of Rennes noted, and no second count of them.
MEETINGS = [
	('Rennes took part in 312 partner meetings, each also noted by the team as time spent there', [(312, 312)],
	 "SELECT (SELECT count(*) FROM partner_meeting m JOIN scheme s ON s.id = m.scheme JOIN agency a ON a.id = s.agency WHERE "
	 "a.source_id = 'AG-R' AND m.date BETWEEN '2024-10-01' AND '2025-09-30'), (SELECT count(*) FROM intervention i JOIN scheme "
	 "s ON s.id = i.scheme WHERE i.kind = 'CO3' AND s.source_id IN ('REN', 'RBI') AND i.service_date BETWEEN '2024-10-01' "
	 "AND '2025-09-30')"),
	('as many weak signals are followed as were noted', [(0,)],
	 "SELECT (SELECT count(*) FROM signal_follow_up) - (SELECT count(*) FROM intervention WHERE weak_signal = 1)"),
	('most orders of landlords were answered, three in four in time', [(1, 1)],
	 "SELECT count(answered) > 0.9 * count(*), avg(on_time) BETWEEN 0.65 AND 0.85 FROM landlord_order"),
]


def people(folder):
	"""Teams and training, ground and partners: as many as were counted, at any scale."""
	there = ("employment_contract e JOIN staff s ON s.id = e.staff WHERE e.start <= '2025-12-31' AND "
	         "(e.\"end\" IS NULL OR e.\"end\" >= '2025-12-31')")
	db = sqlite3.connect(os.path.join(folder, 'one.db'))
	for sentence, wanted, sql in PEOPLE + GROUND:
		got = db.execute(sql.format(there=there)).fetchall()
		ok(got == wanted, sentence, [str(got)])
	db.close()


def ring(wkt):
	"""The corners of a POLYGON without holes."""
	return [tuple(float(x) for x in corner.split()) for corner in wkt[len('POLYGON (('):-2].split(',')]


def inside(corners, point, slack=3e-6):
	"""Whether a convex ring, anticlockwise, holds a point; what was rounded may lie on its edge."""
	for (ax, ay), (bx, by) in zip(corners, corners[1:]):
		if (bx - ax) * (point[1] - ay) - (by - ay) * (point[0] - ax) < -slack * (abs(bx - ax) + abs(by - ay)):
			return False
	return True


def area_of(corners):
	return sum(ax * by - bx * ay for (ax, ay), (bx, by) in zip(corners, corners[1:])) / 2


def overlap(a, b):
	"""The part that two convex rings share: a is cut by each side of b."""
	out = a[:-1]
	for (px, py), (qx, qy) in zip(b, b[1:]):
		cut = []
		for (ax, ay), (bx, by) in zip(out, out[1:] + out[:1]):
			at, to = ((qx - px) * (y - py) - (qy - py) * (x - px) for x, y in ((ax, ay), (bx, by)))
			if at >= 0:
				cut.append((ax, ay))
			if at * to < 0:
				cut.append((ax + (bx - ax) * at / (at - to), ay + (by - ay) * at / (at - to)))
		out = cut
		if not out:
			return 0
	return area_of(out + out[:1])


def growth(folder):
	"""Nothing grows against a year of which the records begin in the middle, or with which they begin."""
	db = os.path.join(folder, 'one.db')
	told = {p: figures(db, ['products.growth', 'trainees.growth'], '--period', p) for p in ('2024', 'school-2024', '2025', 'school-2025')}
	values = {p: [value(f.get(i)) for i in ('products.growth', 'trainees.growth')] for p, f in told.items()}
	ok([round(v) for v in values['2025']] == [17, 13] and None not in values['school-2025'] and
	   values['2024'] == values['school-2024'] == [None, None], 'a growth has a whole period to grow from', [str(values)])


def territory(folder):
	"""Schematic outlines, and everything that has a point within them."""
	db = os.path.join(folder, 'one.db')
	sectors = {s['id']: (s, ring(s['outline'])) for s in rows(db, 'sector')}
	ok(len(sectors) == 40 and all(inside(r, (float(s['lon']), float(s['lat']))) and 5e-5 < area_of(r) < 6e-4
	   for s, r in sectors.values()),
	   'each sector has its outline around its middle', [f"{s['source_id']} {area_of(r)}" for s, r in sectors.values()])
	shared = [(a['source_id'], b['source_id']) for a, r in sectors.values() for b, q in sectors.values()
	          if a['id'] < b['id'] and overlap(r, q) > 1e-7]
	ok(not shared, 'no sector reaches into another', shared)
	areas = {a['id']: a for a in rows(db, 'area')}
	of = {s['area']: r for s, r in sectors.values() if s['area']}
	ok(len(of) == 24 and all(abs(overlap(ring(areas[i]['outline']), r) - area_of(ring(areas[i]['outline']))) < 1e-8 for i, r in of.items()),
	   'each priority district lies in its sector')
	ok(all(a['outline'] for a in areas.values()) and [a['source_id'] for a in areas.values() if a['code']] == ['qpv-ang-belle-beille'],
	   'every area has an outline; the one code that we know is there')
	sites = [s for s in rows(db, 'site') if s['sector']]
	out = [s['source_id'] for s in sites if not inside(sectors[s['sector']][1], (float(s['lon']), float(s['lat'])))]
	ok(len(sites) > 600 and not out, 'each site stands in its sector', out)
	spots = {(s['sector'], s['place_kind'], s['name']): (float(s['lon']), float(s['lat'])) for s in sites}
	records = [r for r in rows(db, 'intervention') if r['lon']]
	out = [r['source_id'] for r in records if not inside(sectors[r['sector']][1], (float(r['lon']), float(r['lat'])))]
	ok(len(records) > 1000 and not out and all(r['cell'] for r in records), 'each record lies in its sector, and in a cell', out)
	named = [r for r in records if (r['sector'], r['place_kind'], r['place']) in spots]
	far = [r['source_id'] for r in named for p in [spots[r['sector'], r['place_kind'], r['place']]]
	       if abs(float(r['lon']) - p[0]) > 0.0015 or abs(float(r['lat']) - p[1]) > 0.0015]
	ok(len(named) > 500 and not far, 'a record in a place that is a site lies beside it', [len(named)] + far)


def rows(db, register, *words):
	return list(csv.DictReader(run(db, 'export', register, *words).stdout.decode().splitlines()))


def cents(text):
	return int(round(float(text.replace(',', '.')) * 100))


# What was printed: thousands of euros in 2025, growth in per cent where there is one.
CENTRES = {'paris-idf': (1360, 37), 'tours': (72, None), 'nantes-pdl': (2390, 6), 'angers': (529, 6), 'rennes-bretagne': (797, 7),
           'encombrants': (100, 15), 'formation': (220, None)}


def money(folder):
	"""Products, documents and contracts add up to what was printed, whatever the scale."""
	db = os.path.join(folder, 'one.db')
	ids = {r: {x['id']: x for x in rows(db, r)} for r in ('revenue_centre', 'client_invoice', 'grant_application', 'client')}
	lines = rows(db, 'product_line')
	sums = {}
	for line in lines:
		key = ids['revenue_centre'][line['centre']]['source_id'], line['date'][:4]
		sums[key] = sums.get(key, 0) + cents(line['amount'])
	total = {y: sum(v for k, v in sums.items() if k[1] == y) for y in ('2024', '2025')}
	ok(total['2025'] == 546844000, 'the products of 2025 are 5 468 440.00 euros', [str(total)])
	ok(round(100 * total['2025'] / total['2024'] - 100) == 17, 'that is 17 % more than in 2024', [str(total)])
	ok({c: round(sums[c, '2025'] / 1e5) for c in CENTRES} == {c: v[0] for c, v in CENTRES.items()},
	   'each revenue centre has the thousands that were printed', [str(sums)])
	ok({c: round(100 * sums[c, '2025'] / sums[c, '2024'] - 100) for c, v in CENTRES.items() if v[1]} ==
	   {c: v[1] for c, v in CENTRES.items() if v[1]}, 'and its growth', [str(sums)])
	documents(db, ids, lines)
	contracts(db)


def documents(db, ids, lines):
	bills = rows(db, 'supplier_invoice')
	invoices = ids['client_invoice'].values()
	ok(sum(i['date'].startswith('2025') for i in invoices) == 631, '631 invoices and credit notes went to clients in 2025')
	ok(sum(b['booked'].startswith('2025') for b in bills) == 1615, '1 615 came from suppliers')
	ok(sum(g['submitted'].startswith('2025') for g in ids['grant_application'].values()) == 20, '20 grants were applied for')
	of = {}
	for line in lines:
		of.setdefault(line['invoice'], []).append(cents(line['amount']))
	of.pop('')
	ok(len(of) == len(invoices) and all(of[i['id']] == [cents(i['revenue'])] for i in invoices),
	   'each invoice and credit note has its line of products, of the same amount')
	ok(all(line['kind'] in ('invoice', 'credit_note') or line['grant'] in ids['grant_application'] or
	       (line['kind'] == 'other' and line['reference']) for line in lines), 'every other line names a grant or a document')
	ok(all(i['corrects'] in ids['client_invoice'] and ids['client_invoice'][i['corrects']]['date'] <= i['date']
	       for i in invoices if i['kind'] == 'credit_note'), 'a credit note comes after the invoice that it corrects')
	numbers = sorted(i['number'] for i in invoices if i['date'].startswith('2025'))
	ok(numbers == [f'2025-{n:04d}' for n in range(1, 632)] and
	   [i['date'] for i in sorted(invoices, key=lambda i: i['number'])] == sorted(i['date'] for i in invoices),
	   'their numbers have no gap and follow the dates')


def contracts(db):
	held = rows(db, 'contract')
	begun = [c for c in held if c['start'].startswith('2025')]
	ok(sorted(c['source_id'] for c in begun if not c['previous']) == ['m-bagneux', 'm-clayes', 'm-stb'],
	   'three contracts of 2025 are new', [str(begun)])
	ok([c['source_id'] for c in begun if c['previous'] and c['extended'] in ('1', 'true', 'oui')] == ['m-ang-nuit'],
	   'one was renewed with an extension', [str(begun)])
	schemes = rows(db, 'scheme')
	running = [s for s in schemes if s['start'] <= '2025-12-31' and not s['end'] < '2025-12-31' * bool(s['end']) and
	           not s['parent'] and s['form'] != 'FB']
	ok(len(running) == 16, 'sixteen schemes of mediation run at the end of 2025', [s['source_id'] for s in running])
	hours = {s['source_id']: (s['window_start'], s['window_end'], float(s['hours_a_week'].replace(',', '.'))) for s in schemes}
	ok(hours['VEL'] == ('07:00', '19:00', 60) and hours['STB'] == ('15:30', '22:30', 21) and
	   hours['NAP'] == ('21:30', '06:00', 25.5), 'hours a week are worked out, over midnight too', [str(hours)])


CASES = [
	('211 cases in two years, 116 of them where nothing else is done', [(211, 116)],
	 "SELECT count(*), sum(scheme = (SELECT id FROM scheme WHERE source_id = 'ANC')) FROM case_file"),
	('who agrees has consented, and when', [(0,)],
	 "SELECT count(*) FROM case_file WHERE agreement <> 'none' AND (coalesce(party_a_consent, 'refused') = 'refused' OR "
	 "coalesce(party_b_consent, 'refused') = 'refused' OR agreed_on IS NULL OR agreed_on < party_b_consent_on)"),
	('an agreement of long ago was looked after twice, or was broken before', [(0,)],
	 "SELECT count(*) FROM case_file WHERE agreed_on < '2025-08-01' AND closed IS NULL OR "
	 "closed IS NOT NULL AND agreed_on IS NOT NULL AND follow_3 IS NULL AND follow_1 <> 'broken'"),
	('each case begins with an interview, by who is on its team', [(211, 0)],
	 "SELECT (SELECT count(*) FROM case_step t JOIN case_file c ON c.id = t.case_file WHERE t.kind = 'intake' AND t.date = c.date), "
	 "(SELECT count(*) FROM case_step_mediators m JOIN case_step t ON t.id = m.record WHERE m.ref NOT IN "
	 "(SELECT ref FROM case_file_team x WHERE x.record = t.case_file))"),
	('nothing happens before its case or after its end', [(0,)],
	 'SELECT count(*) FROM case_step t JOIN case_file c ON c.id = t.case_file WHERE t.date < c.date OR t.date > c.closed'),
	('in more than half of the cases that ended the parties agree', [(1,)],
	 "SELECT sum(agreement <> 'none') * 2 > count(*) FROM case_file WHERE closed IS NOT NULL"),
	('162 situations of pupils in schools that are there, each a mark', [(162, 0)],
	 "SELECT count(*), sum(p.mark NOT GLOB '[A-Z][1-9]' OR s.start > p.date) FROM pupil_follow_up p JOIN school s ON s.id = p.school"),
	('names and ways to reach are sealed in the file', [(0,)],
	 "SELECT count(*) FROM case_file WHERE party_a_name NOT LIKE 'x1.%' OR party_b_name NOT LIKE 'x1.%' OR party_a_contact NOT LIKE 'x1.%'"),
]


def cases(folder):
	"""Case files: complete, plainly invented, sealed."""
	db = os.path.join(folder, 'one.db')
	store = sqlite3.connect(db)
	for sentence, wanted, sql in CASES:
		got = store.execute(sql).fetchall()
		ok(got == wanted, sentence, [str(got)])
	store.close()
	told = rows(db, 'case_file', '--sealed')
	ok(told and all('fictif' in r['party_a_name'] and 'fictif' in r['party_b_name'] and r['source_id'] in r['party_a_name'] for r in told),
	   'no party is called but by the number of its case')
	ok(os.stat(db + '.key').st_mode & 0o777 == 0o600, 'with a key that was made for this store')
	due = {r['rule']: r['records'] for r in json.loads(run(db, '--json', 'retention', '--dry-run', '--as-of', '2027-03-01').stdout)['rules']}
	old = sum(r['last_contact'] < '2025-03-01' for r in told)
	ok(old > 50 and due.get('case_file.party_a_name') == old, 'names go two years after the last contact', [str((old, due))])
	url = os.environ.get('MAILLAGE_TEST_DB_URL')
	if not url:
		return
	p = run(url, 'demo', '--scale', '0.02', '--years', '2025')
	told = rows(url, 'case_file', '--sealed')
	ok(p.returncode == 0 and len(told) == 108 and not any(r['party_a_name'] or r['party_b_contact'] for r in told),
	   'a server without a key file has the same cases, without names', [p.stderr.decode()])


def whole(folder):
	"""The years at their full size carry the numbers that were counted in Rennes."""
	db = os.path.join(folder, 'whole.db')
	p = run(db, '--json', 'demo')
	counts = made(p)
	if not ok(counts.get('intervention', 0) > 240000, 'the two years hold as many records as such an operator makes',
	          [f'status {p.returncode}'] + p.stderr.decode().splitlines()[:8]):
		return
	ids = ['interventions', 'interventions.public_space', 'contacts', 'shifts.held_rate', 'interventions_per_hour']
	rennes = ['--where', 'scheme=REN', '--where', 'scheme=RBI']
	f = figures(db, ids, '--period', WINDOW, *rennes)
	ok(value(f.get('interventions.public_space')) == 18240,
	   'Rennes, day scheme and pairs: 18 240 interventions on public space', [str(f)])
	ok(value(f.get('contacts')) == 13755, 'Rennes, day scheme and pairs: 13 755 contacts', [str(f)])
	town = figures(db, ids, '--period', WINDOW, '--where', 'town=T-REN')
	ok(value(town.get('interventions.public_space')) == 18240,
	   'no other scheme in the town adds to its public space', [str(town)])
	before = value(figures(db, ids, '--period', '2024-10', *rennes).get('interventions')) or 0
	after = value(figures(db, ids, '--period', '2025-10', *rennes).get('interventions')) or 0
	ok(before < after < before * 1.2, 'October 2025 is up a bit against October 2024', [f'{before} {after}'])
	held = value(f.get('shifts.held_rate')) or 0
	ok(93 < held < 100, 'nearly all shifts were held', [str(held)])
	store = sqlite3.connect(db)
	for sentence, wanted, sql in MEETINGS:
		got = store.execute(sql).fetchall()
		ok(got == wanted, sentence, [str(got)])
	store.close()
	year = value(figures(db, ids, '--period', '2025').get('interventions')) or 0
	ok(100000 < year < 175000, 'a year has 100 000 to 175 000 interventions', [str(year)])


def main():
	folder = tempfile.mkdtemp(prefix='maillage-demo-')
	try:
		small_runs(folder)
		people(folder)
		territory(folder)
		growth(folder)
		money(folder)
		cases(folder)
		if not os.environ.get('MAILLAGE_TEST_SMALL'):
			whole(folder)
	finally:
		shutil.rmtree(folder)
	print(f'1..{done}')
	return 1 if failed else 0


if __name__ == '__main__':
	sys.exit(main())
