# SPDX-License-Identifier: AGPL-3.0-or-later
"""Invented records for the measures: an operator's spreadsheets of any length, always the same.

Shares and lengths are those of the demonstration years.  Records come by date, as an operator's export
does, with the operator's own identifiers; a tenth as many shifts stand beside the interventions.
"""
import datetime as dt
import itertools
import os
import random

BLOCK = 20000
DAYS = 4 * 365
FIRST = dt.date(2022, 1, 3)
TOWNS, SCHEMES, STAFF, SECTORS = 8, 24, 120, 40
# Begin and length of a scheme's shifts of a day; they do not overlap.
SHIFTS = [(9 * 60, 240), (14 * 60, 240), (20 * 60, 330)]

KINDS = {'PA1': 26, 'PA3': 19, 'GC1': 8, 'PA2': 7, 'GC5': 6, 'IN1': 5, 'VT1': 3, 'GC2': 3, 'VT2': 3,
         'MR1': 3, 'MR2': 2, 'IN2': 2, 'PA4': 2, 'PA5': 1, 'PA6': 1, 'GC3': 1, 'GC6': 1, 'VT3': 1,
         'VT5': 1, 'MR3': 1, 'MR4': 1, 'PC1': 1, 'CO3': 1, 'EN1': 1}
PLACES = {'LP1': 18, 'LP3': 15, 'LS2': 12, 'LP2': 11, 'LP4': 6, 'LP6': 6, 'LR1': 5, 'LS1': 5, 'LP5': 5,
          'LP7': 2, 'LR2': 2, 'LE3': 2, 'LR3': 2, 'LR4': 2, 'LA1': 2, 'LC1': 1, 'LV1': 1, 'LZ9': 1}
THEMES = ['T10', 'T11', 'T12', 'T20', 'T21', 'T22', 'T23', 'T30', 'T31', 'T32', 'T33', 'T34', 'T40',
          'T41', 'T42', 'T43', 'T44', 'T50', 'T51', 'T52', 'T53', 'T60', 'T61', 'T70', 'T80', 'T90']
ORIGINS = {'OI1': 47, 'OI2': 16, 'OI3': 11, 'OI6': 6, 'OI4': 4, 'OI5': 4, 'OI7': 3, 'OI8': 2, 'OI9': 2,
           'OIA': 2, 'OIB': 1, 'OIC': 2}
OUTCOMES = {'OU0': 42, 'OU1': 24, 'OU5': 11, 'OU2': 8, 'OU4': 5, 'OU9': 4, 'OU6': 3, 'OU3': 2, 'OU8': 1,
            'OU7': 1}
ACTIONS = ['AC01', 'AC02', 'AC03', 'AC04', 'AC05', 'AC11', 'AC12', 'AC14', 'AC16', 'AC20']
PARTNERS = ['PT01', 'PT02', 'PT03', 'PT04', 'PT05', 'PT06', 'PT08', 'PT10', 'PT11', 'PT13', 'PT23']
FACTS = ['IC11', 'IC12', 'IC13', 'IC21', 'IC31', 'IC32', 'IC42', 'IC51', 'IC71', 'IC91']
MINUTES = {'0': 5, '1': 13, '2': 9, '3': 11, '5': 15, '8': 9, '10': 12, '15': 13, '20': 6, '30': 4,
           '45': 1, '60': 1}
STREETS = ['Place du Marché', 'Mail central', 'Rue des Ormes', 'Abords du collège', 'École nord',
           'Passage couvert', 'Galerie commerciale', 'Hall 2', 'Dalle centrale', '']
COMMENTS = ['File d’attente bien organisée.', 'Information transmise à la responsable.',
            'Bancs dégradés près de l’aire de jeux.', 'Beaucoup de passage après l’école.',
            'Bonne ambiance sur la place.', 'À revoir avec l’équipe demain.']
BANDS = ['%s_%s' % (s, a) for s in 'FMN' for a in
         ('A1', 'A2', 'A3', 'A4', 'A5', 'A6', 'A7', 'A8', 'A0', 'A23', 'A56', 'A78')]
HEADER = ['id', 'scheme', 'date', 'start', 'duration_min', 'sector', 'place', 'place_kind', 'lon', 'lat',
          'kind', 'theme', 'theme2', 'origin', *BANDS, 'actions', 'outcome', 'relays', 'facts',
          'tension_before', 'tension_after', 'weak_signal', 'comment']
NO_THEME = {'PA1', 'PA2', 'VT1'}


def clock(minute):
	return '%02d:%02d' % (minute // 60 % 24, minute % 60)


def pick(r, weights, n):
	return r.choices(list(weights), list(weights.values()), k=n)


def mostly_empty(r, share, values, n, most=1):
	"""n cells, a share of them filled with up to `most` different values."""
	cells = [''] * n
	for i in range(n):
		if r.random() < share:
			k = most if most > 1 and r.random() < .2 else 1
			cells[i] = '|'.join(r.sample(values, k)) if k > 1 else r.choice(values)
	return cells


def people(r):
	"""The 36 cells of one intervention's public, joined; two in five have none."""
	cells = [''] * len(BANDS)
	for _ in range(r.choices([0, 1, 2, 3, 5], [40, 34, 17, 6, 3])[0]):
		cells[min(int(r.expovariate(.08)), len(BANDS) - 1)] = r.choice('1111223459')
	return ','.join(cells)


def block(r, first, n, rows):
	"""Lines first to first + n of `rows` interventions."""
	publics = [people(r) for _ in range(997)]
	columns = dict(
		kind=pick(r, KINDS, n), place_kind=pick(r, PLACES, n), origin=pick(r, ORIGINS, n),
		outcome=pick(r, OUTCOMES, n), minutes=pick(r, MINUTES, n), theme=r.choices(THEMES, k=n),
		theme2=mostly_empty(r, .06, THEMES, n), public=r.choices(publics, k=n),
		actions=mostly_empty(r, .74, ACTIONS, n, 2), relays=mostly_empty(r, .09, PARTNERS, n, 2),
		facts=mostly_empty(r, .14, [c + t for c in FACTS for t in ('', '', '!2', 'x2', 'x2!3')], n),
		before=r.choices(['', '1', '2', '3'], [83, 7, 6, 4], k=n), place=r.choices(STREETS, k=n),
		comment=mostly_empty(r, .06, COMMENTS, n), weak=r.choices(['', 'oui'], [99, 1], k=n))
	keys = list(columns)
	for i, values in enumerate(zip(*columns.values())):
		c = dict(zip(keys, values))
		scheme = r.randrange(SCHEMES)
		begin, length = SHIFTS[r.randrange(len(SHIFTS))]
		minute = begin + r.randrange(length)
		day = FIRST + dt.timedelta(days=(first + i) * DAYS // rows + minute // 1440)
		theme = '' if c['kind'] in NO_THEME else c['theme']
		point = ('%.6f' % (-1.7 + r.random() / 9), '%.6f' % (48.1 + r.random() / 9)) \
			if r.random() < .62 else ('', '')
		yield ','.join((
			'I%07d' % (first + i + 1), 'S%02d' % (scheme + 1), day.isoformat(), clock(minute), c['minutes'],
			'Quartier %d' % (scheme % TOWNS * 5 + r.randrange(5) + 1), c['place'], c['place_kind'], *point,
			c['kind'], theme, c['theme2'] if theme and c['theme2'] != theme else '', c['origin'],
			c['public'], c['actions'], '' if c['kind'] == 'PA1' else c['outcome'], c['relays'], c['facts'],
			c['before'], str(max(0, int(c['before']) - r.randrange(3))) if c['before'] else '', c['weak'],
			c['comment']))


def interventions(path, rows, line_bytes=0):
	"""With line_bytes, a further column `filler` makes each line about so long."""
	r = random.Random(1)
	with open(path, 'w', encoding='utf-8') as f:
		f.write(','.join(HEADER + ['filler'] * (line_bytes > 0)) + '\n')
		for first in range(0, rows, BLOCK):
			lines = block(r, first, min(BLOCK, rows - first), rows)
			if line_bytes > 0:
				lines = (line + ',' + 'x' * (line_bytes - len(line) - 2) for line in lines)
			f.writelines(line + '\n' for line in lines)


def shifts(path, rows):
	"""As many days of shifts as interventions have: each scheme and day three, while they last."""
	r = random.Random(2)
	wanted = max(rows // 10, SCHEMES)
	places = itertools.product(range(DAYS), range(SCHEMES), SHIFTS)
	every = max(1, DAYS * SCHEMES * len(SHIFTS) // wanted)
	with open(path, 'w', encoding='utf-8') as f:
		f.write('id,scheme,date,planned_start,planned_end,actual_start,actual_end,team,state,reason\n')
		for i, (day, scheme, (begin, length)) in enumerate(itertools.islice(places, 0, None, every)):
			state = r.choices(['held', 'cancelled', 'planned'], [94, 5, 1])[0]
			held = state == 'held'
			team = r.sample(range(STAFF), r.choice([2, 2, 2, 3]))
			f.write(','.join((
				'V%06d' % i, 'S%02d' % (scheme + 1), (FIRST + dt.timedelta(days=day)).isoformat(),
				clock(begin), clock(begin + length), clock(begin + 3) if held else '',
				clock(begin + length - 7) if held else '', '|'.join('M%03d' % (m + 1) for m in team), state,
				'absence' if state == 'cancelled' else '')) + '\n')


def small(folder):
	"""The registers that interventions refer to, in the order of their import."""
	tables = {
		'agency': ['id,name', 'A1,Agence ouest', 'A2,Agence est', 'A3,Agence sud'],
		'town': ['id,name,insee_code,agency'] + [
			'T%d,Commune %d,352%02d,A%d' % (i, i, i + 10, i % 3 + 1) for i in range(1, TOWNS + 1)],
		'client': ['id,name,kind'] + ['C%d,Client %d,town' % (i, i) for i in range(1, TOWNS + 1)],
		'staff': ['id,role,agency'] + ['M%03d,mediator,A%d' % (i, i % 3 + 1) for i in range(1, STAFF + 1)],
		'scheme': ['id,name,form,agency,town,client,start'] + [
			'S%02d,Dispositif %d,FJ,A%d,T%d,C%d,2020-01-01' % (
				i, i, (i - 1) % TOWNS % 3 + 1, (i - 1) % TOWNS + 1, (i - 1) % TOWNS + 1)
			for i in range(1, SCHEMES + 1)],
		'sector': ['id,name,town'] + [
			'Q%d,Quartier %d,T%d' % (i, i, (i - 1) // 5 + 1) for i in range(1, SECTORS + 1)],
	}
	for name, lines in tables.items():
		with open(os.path.join(folder, name + '.csv'), 'w', encoding='utf-8') as f:
			f.write('\n'.join(lines) + '\n')
	return list(tables)
