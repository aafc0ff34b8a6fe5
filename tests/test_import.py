#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The import, driven from outside: every refusal with its line, field, code and sentence; every dialect.

MAILLAGE, MAILLAGE_TEST_DB_URL: see driver.py.
"""
import csv
import datetime
import os
import re
import sqlite3
import sys
import threading
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import openapi  # noqa: E402
from driver import (GROUND, Folder, Stores, book, boolean, engines, finish, formula, lay_ground, number, ok,  # noqa: E402
                    psql, rows_of, table_text)

# A line that is good as it stands; each refusal changes one thing of it.
GOOD = {'id': 'A1', 'scheme': 'DJ', 'date': '2025-03-10', 'start': '15:00', 'duration_min': '20',
        'place_kind': 'LP1', 'kind': 'PA3', 'theme': 'T20', 'outcome': 'OU1'}
LONG = 'x' * 281


def line(**changes):
	r = dict(GOOD)
	r.update(changes)
	return {k: v for k, v in r.items() if v is not None}


# register: [(what, changes of a good line, field, code)]
REFUSED = {
	'intervention': [
		('an identifier of 65 signs', dict(id='i' * 65), None, 'id_too_long'),
		('no scheme', dict(scheme=''), 'scheme', 'required'),
		('an unknown scheme', dict(scheme='Rennes - jours'), 'scheme', 'unknown_code'),
		('no date', dict(date=''), 'date', 'required'),
		('30 February', dict(date='2025-02-30'), 'date', 'bad_date'),
		('31 April in French', dict(date='31/04/2025'), 'date', 'bad_date'),
		('month 13', dict(date='2025-13-01'), 'date', 'bad_date'),
		('29 February of a year that has none', dict(date='29/02/2025'), 'date', 'bad_date'),
		('a date of two digits', dict(date='1/2/25'), 'date', 'bad_date'),
		('a date in words', dict(date='hier'), 'date', 'bad_date'),
		('the year 1899', dict(date='1899-12-31'), 'date', 'bad_date'),
		('no start', dict(start=''), 'start', 'required'),
		('25 o’clock', dict(start='25:00'), 'start', 'bad_time'),
		('24 o’clock', dict(start='24:00'), 'start', 'bad_time'),
		('minute 75', dict(start='9h75'), 'start', 'bad_time'),
		('a time in words', dict(start='soir'), 'start', 'bad_time'),
		('an end that is none', dict(end='23:60', duration_min=''), 'end', 'bad_time'),
		('neither end nor length', dict(duration_min=''), 'end', 'required'),
		('a length below 0', dict(duration_min='-1'), 'duration_min', 'out_of_range'),
		('a length over 720', dict(duration_min='721'), 'duration_min', 'out_of_range'),
		('half a minute', dict(duration_min='1.5'), 'duration_min', 'bad_number'),
		('a length in words', dict(duration_min='dix'), 'duration_min', 'bad_number'),
		('an end more than 720 minutes on', dict(start='08:00', end='20:01', duration_min=''), 'end', 'too_long'),
		('an end just before the start', dict(start='08:00', end='07:59', duration_min=''), 'end', 'too_long'),
		('end and length that disagree', dict(end='15:30'), 'duration_min', 'times_disagree'),
		('an unknown shift', dict(shift='V99'), 'shift', 'unknown_code'),
		('a shift of another scheme', dict(shift='V-DE'), 'shift', 'other_scheme'),
		('a sector with too long a name', dict(sector='s' * 201), 'sector', 'unknown_code'),
		('a place of 201 signs', dict(place='p' * 201), 'place', 'too_long'),
		('no place kind', dict(place_kind=''), 'place_kind', 'required'),
		('an unknown place kind', dict(place_kind='LP8'), 'place_kind', 'unknown_code'),
		('a longitude alone', dict(lon='-1.67'), 'lat', 'half_point'),
		('a latitude alone', dict(lat='48.11'), 'lon', 'half_point'),
		('a point in the sea', dict(lon='-20', lat='48.11'), 'lon', 'outside'),
		('a point whose numbers are exchanged', dict(lon='48.11', lat='-1.67'), 'lon', 'outside'),
		('a longitude of 181', dict(lon='181', lat='48'), 'lon', 'out_of_range'),
		('a latitude in words', dict(lon='-1.67', lat='nord'), 'lat', 'bad_number'),
		('no kind', dict(kind=''), 'kind', 'required'),
		('an unknown kind', dict(kind='PA9'), 'kind', 'unknown_code'),
		('no theme for an outreach', dict(theme=''), 'theme', 'required'),
		('no theme for a weak signal', dict(theme='', kind='VT3'), 'theme', 'required'),
		('an unknown theme', dict(theme='Bruits'), 'theme', 'unknown_code'),
		('a second theme that is the first', dict(theme2='T20'), 'theme2', 'same_theme'),
		('a third theme that is the first', dict(theme3='Conflit d’usage de l’espace public'), 'theme3', 'same_theme'),
		('a third theme that is the second', dict(theme2='T10', theme3='T10'), 'theme3', 'same_theme'),
		('the theme “other” without a reason', dict(theme='T99'), 'comment', 'reason_required'),
		('the third theme “other” without a reason', dict(theme2='T10', theme3='T99'), 'comment', 'reason_required'),
		('an unknown origin', dict(origin='OI0'), 'origin', 'unknown_code'),
		('501 people', dict(F_A1='501'), 'F_A1', 'out_of_range'),
		('people below 0', dict(M_A0='-1'), 'M_A0', 'out_of_range'),
		('half a person', dict(N_A23='0,5'), 'N_A23', 'bad_number'),
		('people in words', dict(F_A8='deux'), 'F_A8', 'bad_number'),
		('an unknown action in a list', dict(actions='AC01|AC99'), 'actions', 'unknown_code'),
		('a list with another separator', dict(actions='AC01;AC02'), 'actions', 'unknown_code'),
		('no outcome', dict(outcome=''), 'outcome', 'required'),
		('an unknown outcome', dict(outcome='réglé'), 'outcome', 'unknown_code'),
		('an unknown relay', dict(relays='PT01,PT77'), 'relays', 'unknown_code'),
		('an unknown fact', dict(facts='IC00'), 'facts', 'unknown_code'),
		('a fact counted 0', dict(facts='IC31x0'), 'facts', 'bad_fact'),
		('a fact counted 501', dict(facts='IC31x501'), 'facts', 'bad_fact'),
		('facts that add up to 501', dict(facts='IC31x500|IC31'), 'facts', 'bad_fact'),
		('a severity of 4', dict(facts='IC31!4'), 'facts', 'bad_fact'),
		('a severity of 0', dict(facts='IC31x2!0'), 'facts', 'bad_fact'),
		('a severity in words', dict(facts='IC31!grave'), 'facts', 'unknown_code'),
		('a tension of 5', dict(tension_before='5'), 'tension_before', 'out_of_range'),
		('a tension below 0', dict(tension_after='-1'), 'tension_after', 'out_of_range'),
		('a weak signal that is neither yes nor no', dict(weak_signal='peut-être'), 'weak_signal', 'bad_bool'),
		('a comment of 281 signs', dict(comment=LONG), 'comment', 'too_long'),
		('an e-mail address', dict(comment='écrire à jeanne@exemple.fr'), 'comment', 'guarded_email'),
		('a telephone number', dict(comment='rappeler au 06 12 34 56 78'), 'comment', 'guarded_phone'),
		('a foreign telephone number', dict(comment='+32 470 12 34 56'), 'comment', 'guarded_phone'),
		('a number plate', dict(comment='véhicule AB-123-CD'), 'comment', 'guarded_plate'),
		('an unknown state', dict(state='faite'), 'state', 'unknown_code'),
	],
	'shift': [
		('no scheme', dict(scheme=''), 'scheme', 'required'),
		('no date', dict(date=''), 'date', 'required'),
		('no planned start', dict(planned_start=''), 'planned_start', 'required'),
		('no planned end', dict(planned_end=''), 'planned_end', 'required'),
		('no team', dict(team=''), 'team', 'required'),
		('a team of five', dict(team='M01|M02|M03|M04|M05'), 'team', 'too_many'),
		('an unknown member', dict(team='M01|M77'), 'team', 'unknown_code'),
		('held without times', dict(state='held'), 'actual_start', 'required'),
		('held with a start alone', dict(state='held', actual_start='14:00'), 'actual_end', 'half_time'),
		('an end alone', dict(actual_end='14:00'), 'actual_start', 'half_time'),
		('an unknown state', dict(state='tenu'), 'state', 'unknown_code'),
		('a telephone number as the reason', dict(reason='0612345678'), 'reason', 'guarded_phone'),
		('no identifier and no line: a bad time', dict(planned_end='7h7'), 'planned_end', 'bad_time'),
	],
	'agency': [
		('no identifier', dict(id=''), None, 'required'),
		('no name', dict(name=''), 'name', 'required'),
		('a name of 201 signs', dict(name='n' * 201), 'name', 'too_long'),
		('closed before it was opened', dict(opened='2025-01-02', closed='2025-01-01'), 'closed', 'order'),
	],
	'town': [
		('no agency', dict(agency=''), 'agency', 'required'),
		('an unknown agency', dict(agency='AG9'), 'agency', 'unknown_code'),
		('no INSEE code', dict(insee_code=''), 'insee_code', 'required'),
		('a code of letters', dict(insee_code='ABCDE'), 'insee_code', 'bad_insee'),
		('a code of four digits', dict(insee_code='3523'), 'insee_code', 'bad_insee'),
		('a code of six', dict(insee_code='352380'), 'insee_code', 'too_long'),
		('half a point', dict(lon='-1.6'), 'lat', 'half_point'),
	],
	'client': [
		('no kind', dict(kind=''), 'kind', 'required'),
		('an unknown kind', dict(kind='ville'), 'kind', 'unknown_code'),
	],
	'scheme': [
		('no form', dict(form=''), 'form', 'required'),
		('an unknown form', dict(form='FZ'), 'form', 'unknown_code'),
		('no town', dict(town=''), 'town', 'required'),
		('no client', dict(client=''), 'client', 'required'),
		('no start', dict(start=''), 'start', 'required'),
		('an end before its start', dict(end='2019-12-31'), 'end', 'order'),
		('a team of nine', dict(team_size='9'), 'team_size', 'out_of_range'),
	],
	'staff': [
		('no role', dict(role=''), 'role', 'required'),
		('an unknown role', dict(role='chef'), 'role', 'unknown_code'),
		('no agency', dict(agency=''), 'agency', 'required'),
		('a share of 0', dict(share='0'), 'share', 'out_of_range'),
		('an end before the start', dict(start='2025-01-02', end='2025-01-01'), 'end', 'order'),
	],
	'contract': [
		('an amount below 0', dict(amount='-1'), 'amount', 'out_of_range'),
		('an amount in words', dict(amount='mille'), 'amount', 'bad_number'),
		('month 13', dict(period_start='13'), 'period_start', 'out_of_range'),
	],
}
GOODS = {
	'intervention': GOOD,
	'shift': {'id': 'V1', 'scheme': 'DJ', 'date': '2025-03-10', 'planned_start': '14:00', 'planned_end': '21:00',
	          'team': 'M01|M02'},
	'agency': {'id': 'AG3', 'name': 'Nord'},
	'town': {'id': 'ANG', 'name': 'Angers', 'insee_code': '49007', 'agency': 'AG1'},
	'client': {'id': 'VA', 'name': 'Ville d’Angers', 'kind': 'town'},
	'scheme': {'id': 'DA', 'name': 'Angers', 'form': 'FJ', 'agency': 'AG1', 'town': 'REN', 'client': 'VR',
	           'start': '2020-01-01'},
	'staff': {'id': 'M50', 'role': 'mediator', 'agency': 'AG1'},
	'contract': {'id': 'K1', 'name': 'Marché', 'kind': 'market', 'client': 'VR', 'start': '2025-01-01'},
}
# What interchange.md promises to be enough, and to be asked for.
REQUIRED = {
	'agency': ['id', 'name'],
	'town': ['id', 'name', 'insee_code', 'agency'],
	'client': ['id', 'name', 'kind'],
	'scheme': ['id', 'name', 'form', 'agency', 'town', 'client', 'start'],
	'staff': ['id', 'role', 'agency'],
	'shift': ['id', 'scheme', 'date', 'planned_start', 'planned_end', 'team'],
	'intervention': ['id', 'scheme', 'date', 'start', 'duration_min', 'place_kind', 'kind', 'theme', 'outcome'],
}
# Asked for by a rule on the line, not by the header.
BY_RULE = {'intervention': {'id', 'duration_min', 'theme', 'outcome'}, 'shift': {'id'}}


def refusals(stores, folder):
	"""One file a register with one bad line for each refusal: each is told, and nothing is changed."""
	name = stores.engine
	store = lay_ground(stores.made(), folder)
	shifts = folder.file('id,scheme,date,planned_start,planned_end,team\n'
	                     'V-DE,DE,2025-03-10,14:00,21:00,M01\n')
	ok(store.take('shift', shifts).status == 0, f'{name}: a shift of another scheme')
	before = store.state()
	for register, cases in REFUSED.items():
		good = GOODS[register]
		records = []
		for i, (_, changes, _, _) in enumerate(cases):
			r = dict(good, id=f'{register}-{i}')
			r.update(changes)
			records.append({k: v for k, v in r.items() if v is not None})
		path = folder.file(table_text(rows_of(records)), f'{register}-{name}.csv')
		english, french = store.take(register, path), store.take(register, path, lang='fr')
		ok(english.status == 1 and english.file().get('written') is False and
		   english.file().get('refused') == len(cases) and french.status == 1,
		   f'{name}: {register}: a file of {len(cases)} bad lines is refused with status 1', english.told())
		by_line, in_french = {}, {}
		for answer, into in ((english, by_line), (french, in_french)):
			for e in answer.errors():
				into.setdefault(e['line'], []).append(e)
		for i, (what, changes, field, code) in enumerate(cases):
			got = by_line.get(i + 2, [])
			fr = in_french.get(i + 2, [])
			good_one = len(got) == 1 and got[0]['field'] == field and got[0]['code'] == code and \
				got[0]['register'] == register
			ok(good_one, f'{name}: {register}: {what}: refused as {code}', [str(got)])
			if name != 'SQLite' or not good_one:
				continue
			sentence, phrase = got[0]['message'], fr[0]['message'] if len(fr) == 1 else ''
			ok(sentence.endswith(('.', '?')) and phrase.endswith(('.', '?')) and sentence != phrase,
			   f'{register}: {what}: a sentence in French and one in English', [sentence, phrase])
		text = store.run('import', register, path, lang='fr')
		lines = [l for l in text.err.splitlines() if l.startswith(path + ':')]
		shown = min(len(cases), 50)
		ok(text.status == 1 and [int(l[len(path) + 1:].split(':')[0]) for l in lines[:shown]] ==
		   list(range(2, 2 + shown)), f'{name}: {register}: people read the file and the line of each', lines[:5])
	ok(store.state() == before, f'{name}: after all that the store is unchanged')
	return store


def several_faults(store, folder):
	name = store.engine
	path = folder.file(table_text(rows_of([line(id='S1', date='hier', kind='PA9', comment='06 12 34 56 78'),
	                                       line(id='S2'), line(id='S3', start='9')])))
	a = store.take('intervention', path)
	got = {(e['line'], e['record'], e['field']) for e in a.errors()}
	ok(a.status == 1 and got == {(2, 'S1', 'date'), (2, 'S1', 'kind'), (2, 'S1', 'comment'), (4, 'S3', 'start')},
	   f'{name}: every fault of every line is told at once, with the record it is in', [str(got)])
	columns = {e['field']: e['column'] for e in a.errors()}
	ok(columns.get('date') == 'date' and columns.get('comment') == 'comment',
	   f'{name}: and the column as the file writes it', [str(columns)])


def nearest(store, folder):
	cases = [
		('theme', 'Voisinage bruits', ['Neighbours: noise (T10)', 'Voisinage — bruit (T10)']),
		('place_kind', 'Rue', ['Street, square (LP1)', 'Rue, place, trottoir (LP1)']),
		('scheme', 'Rennes nuits', ['DN', 'Rennes – nuit']),
		('outcome', 'Apaisée', ['Settled (OU1)', 'Situation apaisée, réglée (OU1)']),
	]
	for field, value, wanted in cases:
		path = folder.file(table_text(rows_of([line(**{field: value})])))
		for lang in ('en', 'fr'):
			e = (store.take('intervention', path, lang=lang).errors() or [{}])[0]
			text = e.get('message', '')
			ok(value in text and any(w in text for w in wanted) and text.count(';') == 2,
			   f'{store.engine}: {field} “{value}” is quoted with the three nearest ({lang})', [text])


def headers(store, folder):
	"""Refusals of the header, at line 1."""
	name = store.engine
	before = store.end()
	good = rows_of([GOOD])
	cases = [
		('an unknown column', [good[0] + ['Météo'], good[1] + ['pluie']], None, 'unknown_column', 'Météo'),
		('the same field in two columns', [good[0] + ['Nature'], good[1] + ['PA3']], None, 'double_column', 'Nature'),
		('two identifiers', [good[0] + ['Identifiant'], good[1] + ['A2']], None, 'double_column', 'Identifiant'),
	]
	for what, rows, field, code, column in cases:
		a = store.take('intervention', folder.file(table_text(rows)))
		e = (a.errors() or [{}])[0]
		ok(a.status == 1 and e.get('line') == 1 and e.get('code') == code and e.get('column') == column and
		   column in e.get('message', ''), f'{name}: {what} is named', a.told())
	a = store.take('intervention', folder.file(table_text([good[0], good[1] + ['', 'plus']])))
	e = (a.errors() or [{}])[0]
	ok(a.status == 1 and e.get('line') == 2 and e.get('code') == 'extra_cells', f'{name}: cells beyond the header are refused',
	   a.told())
	a = store.take('intervention', folder.file(table_text([good[0] + ['', ''], good[1] + ['', 'perdu']])))
	e = (a.errors() or [{}])[0]
	ok(a.status == 1 and e.get('line') == 2 and e.get('code') == 'nameless_column',
	   f'{name}: a cell under a column without a name is refused, not lost', a.told())
	a = store.take('intervention', folder.file('\n\n'))
	ok(a.status == 1 and 'header' in a.err, f'{name}: a file of blank lines has no header', a.told())
	a = store.take('intervention', folder.file(table_text([good[0]])))
	ok(a.status == 0 and a.file().get('lines') == 0, f'{name}: a header alone is a file of no lines', a.told())
	for register, columns in REQUIRED.items():
		record = dict(GOODS[register])
		for column in columns:
			rest = {k: v for k, v in record.items() if k != column}
			if column == 'id' and column in BY_RULE.get(register, ()):
				continue # a line without one is good
			a = store.take(register, folder.file(table_text(rows_of([rest]))))
			if column in BY_RULE.get(register, ()):
				wanted = {'duration_min': 'end'}.get(column, column)
				ok(a.status == 1 and [(e['line'], e['field'], e['code']) for e in a.errors()] == [(2, wanted, 'required')],
				   f'{name}: {register} asks for {column} on the line', a.told())
				continue
			e = (a.errors() or [{}])[0]
			ok(a.status == 1 and e.get('line') == 1 and e.get('code') == 'missing_column' and
			   e.get('field') == (None if column == 'id' else column) and column in e.get('message', ''),
			   f'{name}: {register} without the column {column} is refused, and it is named', a.told())
	ok(store.end() == before, f'{name}: nothing of that has changed the store')
	for register, columns in REQUIRED.items():
		record = {k: GOODS[register][k] for k in columns}
		a = store.take(register, folder.file(table_text(rows_of([record]))))
		ok(a.status == 0 and a.file().get('made') == 1, f'{name}: {register}: the required columns are enough', a.told())


def usage(store, folder):
	path = folder.file(table_text(rows_of([GOOD])))
	for words in (['import'], ['import', 'intervention'], ['import', 'interventions', path],
	              ['import', 'intervention', path, '--partly'], ['import', 'intervention', path, '--map']):
		a = store.run(*words)
		ok(a.status == 2 and a.err.strip(), f"{store.engine}: maillage {' '.join(words[:2])} … is a fault of usage", a.told())


# -- what is accepted ----------------------------------------------------------------------------

def plain_records():
	"""Lines without identifiers that use all there is, in the plainest spelling."""
	base = dict(GOOD)
	del base['id']
	return [
		dict(base, comment='Rien à signaler', F_A4='2', M_A5='1'),
		dict(base, start='09:05', comment='deux lignes\net "des guillemets", voilà', place='12 rue de l’Île'),
		dict(base, date='2025-12-31', start='21:40', duration_min='65', lon='-1.6794', lat='48.1113',
		     actions='AC01|AC02', relays='PT02|PT04', facts='IC31x2!3|IC42', tension_before='3', tension_after='1',
		     weak_signal='oui', theme2='T10', theme3='T21', origin='OI4', sector='Le Blosne'),
		dict(base, kind='PA1', theme='', outcome='', duration_min='0'),
		dict(base, start='21:00', sector='Maurepas', theme='T99', comment='œuvre d’été'),
	]


LABELS = {
	'scheme': 'Dispositif', 'date': 'Date', 'start': 'Heure de début', 'duration_min': 'Durée (min)', 'place': 'Adresse',
	'place_kind': 'Type de lieu', 'lon': 'Longitude', 'lat': 'Latitude', 'kind': 'Nature de l’intervention',
	'theme': 'Thème principal', 'theme2': 'Thème 2', 'theme3': 'Thème 3', 'origin': 'Origine', 'F_A4': 'F 18-25',
	'M_A5': 'M 26-39', 'actions': 'Actions', 'outcome': 'Résultat', 'relays': 'Partenaires sollicités',
	'facts': 'Faits constatés', 'tension_before': 'Tension avant', 'tension_after': 'Tension après',
	'weak_signal': 'Signal faible', 'comment': 'Commentaire', 'sector': 'Quartier',
}
IN_FRENCH = {
	('kind', 'PA3'): 'Aller-vers, échange spontané', ('kind', 'PA1'): 'passage (sans contact)',
	('place_kind', 'LP1'): 'RUE, PLACE, TROTTOIR', ('theme', 'T20'): "conflit d'usage de l'espace public",
	('theme', 'T99'): 'Autre (motif obligatoire)', ('theme2', 'T10'): 'voisinage — bruit', ('theme3', 'T21'): 't21',
	('outcome', 'OU1'): 'Situation apaisee, reglee', ('origin', 'OI4'): 'Appel d’un habitant',
	('actions', 'AC01|AC02'): 'Écoute|Dialogue, apaisement', ('relays', 'PT02|PT04'): 'Police municipale|Bailleur, gardien',
	('scheme', 'DJ'): 'Rennes – jour', ('weak_signal', 'oui'): 'x',
	('facts', 'IC31x2!3|IC42'): 'Occupation de hall, cage, cavex2!3|IC42',
}
IN_ENGLISH = {
	('kind', 'PA3'): 'Outreach conversation', ('place_kind', 'LP1'): 'street, square', ('theme', 'T10'): 'Neighbours: noise',
	('outcome', 'OU1'): 'Settled', ('weak_signal', 'oui'): 'TRUE',
}


def french(records):
	out = []
	for r in records:
		n = {}
		for k, v in r.items():
			v = IN_FRENCH.get((k, v), v)
			if k == 'date':
				v = '/'.join(reversed(v.split('-')))
			if k == 'start':
				v = v.replace(':', 'h')
			if k in ('lon', 'lat'):
				v = v.replace('.', ',')
			n[LABELS[k]] = v
		out.append(n)
	return out


def loud(text):
	"""A header in capitals without accents, with blanks and a star."""
	plain = text.upper()
	for a, b in zip('ÉÈÊÀÂÎÔÛÇ’', "EEEAAIOUC'"):
		plain = plain.replace(a, b)
	return f'  {plain} *'


def dialects(stores, folder):
	"""The same lines in every dialect are the same records."""
	name = stores.engine
	store = lay_ground(stores.made(), folder)
	records = plain_records()
	a = store.take('intervention', folder.file(table_text(rows_of(records))))
	ok(a.status == 0 and a.file().get('made') == len(records), f'{name}: lines without identifiers are taken', a.told())
	first, end = store.export('intervention'), store.end()
	fr, columns = french(records), list(rows_of(records)[0])
	english = [{k: IN_ENGLISH.get((k, v), v) for k, v in r.items()} for r in records]
	capitals = [{loud(k): v for k, v in r.items()} for r in fr]
	backwards = rows_of(records, list(reversed(columns)))
	moments = [dict(r, start=r['start'] + ':30') for r in records]
	ends = [dict({k: v for k, v in r.items() if k != 'duration_min'}, end='%02d:%02d' % divmod(
	    (int(r['start'][:2]) * 60 + int(r['start'][3:]) + int(r['duration_min'])) % 1440, 60)) for r in records]
	hours = [dict(r, start=r['start'][:2] + 'h' if r['start'].endswith(':00') else r['start']) for r in records]
	floats = [dict(r, duration_min=r['duration_min'] + ',0', F_A4='2.0' if r.get('F_A4') else '') for r in records]
	cases = {
		'semicolons': table_text(rows_of(records), ';'),
		'tabs': table_text(rows_of(records), '\t'),
		'CR LF': table_text(rows_of(records), end='\r\n'),
		'CR alone': table_text(rows_of(records), end='\r'),
		'a byte order mark': b'\xef\xbb\xbf' + table_text(rows_of(records)).encode(),
		'Windows-1252': table_text(rows_of(records), ';').encode('cp1252'),
		'every cell quoted': table_text(rows_of(records), always=True),
		'columns in another order': table_text(backwards),
		'French labels, dates, times and decimals': table_text(rows_of(fr), ';').encode('cp1252'),
		'French with a mark, tabs and CR LF': b'\xef\xbb\xbf' + table_text(rows_of(fr), '\t', '\r\n').encode(),
		'headers in capitals, without accents, with blanks and stars': table_text(rows_of(capitals), ';'),
		'English labels': table_text(rows_of(english)),
		'seconds': table_text(rows_of(moments)),
		'ends instead of lengths': table_text(rows_of(ends)),
		'hours without minutes': table_text(rows_of(hours)),
		'numbers as spreadsheets write them': table_text(rows_of(floats), ';'),
		'blanks around': table_text([[f'  {v} ' for v in row] for row in rows_of(records)]),
		'blank lines between and empty columns behind': '\n' + table_text([row + ['', ''] for row in rows_of(records)], end='\n,\n'),
		'no end of line at the end': table_text(rows_of(records)).rstrip('\n'),
		'the same line twice': table_text(rows_of(records + records)),
		'all states told': table_text(rows_of([dict(r, state='sent', origin=r.get('origin', 'OI1')) for r in records])),
	}
	for what, data in cases.items():
		a = store.take('intervention', folder.file(data))
		f = a.file()
		ok(a.status == 0 and f.get('made') == 0 and f.get('changed') == 0 and
		   f.get('unchanged') == f.get('lines') and f.get('lines') % len(records) == 0 and f.get('lines') > 0,
		   f'{name}: {what}: the same records', a.told())
	ok(store.end() == end and store.export('intervention') == first, f'{name}: and none of it changes anything')
	path = folder.file(cases['semicolons'], 'un autre nom.txt')
	a = store.take('intervention', path)
	ok(a.status == 0 and a.file().get('unchanged') == len(records), f'{name}: nor does the name of the file', a.told())
	a = store.take('intervention', '-', stdin=open(path, encoding='utf-8'))
	ok(a.status == 0 and a.file().get('unchanged') == len(records), f'{name}: nor standard input', a.told())
	return store


def workbooks(store, folder):
	"""XLSX: dates, times, numbers and booleans of their own; formulas stay texts."""
	name = store.engine
	records = plain_records()
	rows = rows_of(records)
	first, end = store.export('intervention'), store.end()
	a = store.take('intervention', folder.file(book(rows), 'texte.xlsx'))
	ok(a.status == 0 and a.file().get('unchanged') == len(records), f'{name}: a workbook of texts is the same records', a.told())
	typed = [rows[0]]
	for r in rows[1:]:
		cells = []
		for column, v in zip(rows[0], r):
			if v == '':
				cells.append('')
			elif column == 'date':
				y, m, d = map(int, v.split('-'))
				cells.append(number((datetime.date(y, m, d) - datetime.date(1899, 12, 30)).days, 'date'))
			elif column == 'start':
				cells.append(number((int(v[:2]) * 60 + int(v[3:])) / 1440, 'time'))
			elif column == 'weak_signal':
				cells.append(boolean(True))
			elif re.fullmatch(r'-?[0-9.]+', v):
				cells.append(number(float(v) if '.' in v else int(v)))
			else:
				cells.append(v)
		typed.append(cells)
	a = store.take('intervention', folder.file(book(typed), 'types.xlsx'))
	ok(a.status == 0 and a.file().get('unchanged') == len(records),
	   f'{name}: dates, times, numbers and booleans of a workbook as well', a.told())
	ok(store.end() == end, f'{name}: and change nothing')
	columns = list(GOOD) + ['comment', 'place']
	cells = [GOOD[k] for k in GOOD] + [formula('1+1', 2), formula('HYPERLINK("http://x")', 'x')]
	cells[0] = 'XF1'
	a = store.take('intervention', folder.file(book([columns, cells]), 'formules.xlsx'))
	got = [r for r in store.records('intervention') if r['source_id'] == 'XF1']
	ok(a.status == 0 and len(got) == 1 and got[0]['comment'] == "'=1+1" and got[0]['place'] == '\'=HYPERLINK("http://x")',
	   f'{name}: a formula comes in as its text and goes out with an apostrophe', a.told() + [str(got)[:300]])
	cells = [GOOD[k] for k in GOOD] + ['', '']
	cells[list(GOOD).index('duration_min')] = formula('10*2', 20)
	a = store.take('intervention', folder.file(book([columns, cells]), 'formules.xlsx'))
	e = (a.errors() or [{}])[0]
	ok(a.status == 1 and e.get('field') == 'duration_min' and e.get('code') == 'bad_number' and '=10*2' in e.get('message', ''),
	   f'{name}: a formula is no number, whatever it comes to', a.told())
	a = store.take('intervention', folder.file(book([list(GOOD), [], [''] * 3, [line(id='XL9', date='demain')[k] for k in GOOD]]),
	                                           'lignes.xlsx'))
	e = (a.errors() or [{}])[0]
	ok(a.status == 1 and e.get('line') == 4 and e.get('code') == 'bad_date', f'{name}: lines are counted as the sheet does', a.told())
	ok(len(first) < len(store.export('intervention')), f'{name}: only the good one was added')


def columns_chosen(store, folder):
	"""--map and --ignore."""
	name = store.engine
	rows = [['Nº fiche', 'Qui', 'Jour', 'Début', 'Minutes', 'Où', 'Quoi', 'Thème', 'Issue', 'Météo', 'Humeur'],
	        ['C1', 'DJ', '2025-04-01', '15:00', '10', 'LP1', 'PA3', 'T20', 'OU1', 'pluie', 'bonne']]
	path = folder.file(table_text(rows, ';'))
	names = folder.file('column,field\nNº fiche,id\nQui,scheme\nJOUR ,Date\nminutes,duration_min\nOù,place_kind\nQuoi,Nature\n')
	a = store.take('intervention', path, '--map', names, '--ignore', 'Météo', '--ignore', 'humeur')
	ok(a.status == 0 and a.file().get('made') == 1, f'{name}: columns are renamed by a file and passed over', a.told())
	a = store.take('intervention', path, '--map', names, '--ignore', 'Météo')
	ok(a.status == 1 and [e['column'] for e in a.errors()] == ['Humeur'], f'{name}: only those that are named', a.told())
	bad = folder.file('a,b,c\n')
	a = store.run('import', 'intervention', path, '--map', bad)
	ok(a.status == 1 and bad in a.err and 'line 1' in a.err, f'{name}: a file of names with three columns is refused', a.told())
	a = store.run('import', 'intervention', path, '--map', '/nowhere/names.csv')
	ok(a.status == 1 and '/nowhere/names.csv' in a.err, f'{name}: one that is not there as well', a.told())


def one(store, source_id, register='intervention'):
	return next((r for r in store.records(register) if r['source_id'] == source_id), {})


def lists(store, folder):
	name = store.engine
	cases = [
		('actions', 'AC02|AC01', 'AC02|AC01', 'the order is kept'),
		('actions', 'AC01, AC02', 'AC01|AC02', 'a comma separates'),
		('actions', 'Dialogue, apaisement', 'AC02', 'a label that holds a comma is one label'),
		('actions', 'Dialogue, apaisement|Écoute', 'AC02|AC01', 'also between bars'),
		('actions', 'AC01|AC01|ac01', 'AC01', 'a code repeated counts once'),
		('actions', '|AC01||', 'AC01', 'empty items are nothing'),
		('relays', 'Police municipale,PT04', 'PT02|PT04', 'labels and codes mix'),
		('facts', 'IC31', 'IC31', 'a fact alone is one of severity 1'),
		('facts', 'IC31x2!3', 'IC31x2!3', 'two serious ones'),
		('facts', 'ic31X2 ! 2', 'IC31x2!2', 'in any case, with blanks'),
		('facts', 'IC31!3', 'IC31!3', 'one serious one'),
		('facts', 'IC31|IC31x2|IC31!3', 'IC31x3|IC31!3', 'facts of one severity add up'),
		('facts', 'IC42,IC31x2', 'IC42|IC31x2', 'a comma separates facts'),
		('facts', 'Insultes, invectivesx2!2', 'IC11x2!2', 'a label with a comma and a count'),
		('facts', 'IC31x1!1', 'IC31', 'what is usual is not written'),
	]
	lines = [line(id=f'L{i}', **{field: value}) for i, (field, value, _, _) in enumerate(cases)]
	a = store.take('intervention', folder.file(table_text(rows_of(lines))))
	ok(a.status == 0 and a.file().get('made') == len(cases), f'{name}: lists of all makes are taken', a.told())
	got = {r['source_id']: r for r in store.records('intervention')}
	for i, (field, value, wanted, what) in enumerate(cases):
		ok(got.get(f'L{i}', {}).get(field) == wanted, f'{name}: {field} “{value}”: {what}', [got.get(f'L{i}', {}).get(field)])


def booleans_and_edges(store, folder):
	name = store.engine
	cases = [(dict(weak_signal=v), 'weak_signal', w) for v, w in
	         [('oui', '1'), ('Non', '0'), ('TRUE', '1'), ('false', '0'), ('1', '1'), ('0', '0'), ('X', '1'), ('', '0'),
	          ('vrai', '1'), ('Faux', '0')]]
	cases += [
		(dict(duration_min='720'), 'end', '03:00'), (dict(duration_min='0'), 'end', '15:00'),
		(dict(duration_min='', end='15:00'), 'duration_min', '0'), (dict(duration_min='', end='03:00'), 'duration_min', '720'),
		(dict(end='15:20'), 'duration_min', '20'), (dict(start='23:50'), 'end', '00:10'),
		(dict(comment='c' * 280), 'comment', 'c' * 280), (dict(comment='  ' + 'é' * 280 + ' '), 'comment', 'é' * 280),
		(dict(id='i' * 64), 'source_id', 'i' * 64), (dict(F_A1='500'), 'F_A1', '500'), (dict(F_A1=''), 'F_A1', '0'),
		(dict(F_A23='3'), 'F_A23', '3'), (dict(date='29/02/2024'), 'date', '2024-02-29'),
		(dict(theme='', kind='VT1'), 'theme', ''), (dict(theme='', kind='PA2'), 'theme', ''),
		(dict(outcome='', kind='PA1'), 'outcome', ''), (dict(origin=''), 'origin', 'OI1'),
		(dict(comment='appel le 12/06/2025 à 14h30, bus 78'), 'comment', 'appel le 12/06/2025 à 14h30, bus 78'),
		(dict(tension_before='0', tension_after='4'), 'tension_before', '0'),
		(dict(lon='9,5', lat='42,0'), 'lon', '9.5'),
	]
	lines = [line(**dict({'id': f'E{i}'}, **changes)) for i, (changes, _, _) in enumerate(cases)]
	a = store.take('intervention', folder.file(table_text(rows_of(lines))))
	ok(a.status == 0 and a.file().get('made') == len(cases), f'{name}: what stands at the edge is good', a.told())
	got = {r['source_id']: r for r in store.records('intervention')}
	for i, (changes, field, wanted) in enumerate(cases):
		r = got.get(lines[i]['id'], {})
		ok(r.get(field) == wanted, f'{name}: {str(changes)[:60]} gives {field} {wanted[:20]!r}', [str(r.get(field))])


def identity(stores, folder):
	name = stores.engine
	store = lay_ground(stores.made(), folder)
	base = {k: v for k, v in GOOD.items() if k != 'id'}
	store.take('intervention', folder.file(table_text(rows_of([dict(base, comment='une clé')]))))
	r = store.records('intervention')
	# Golden: the same line has this identifier on any machine, for ever.
	ok(len(r) == 1 and r[0]['id'] == '01958091-e580-8e7a-9dbc-8e70fffc4aa9' and r[0]['source_id'] == '',
	   f'{name}: a line without identifier has the one that its content gives', [str(r)[:120]])
	store.take('intervention', folder.file(table_text(rows_of([dict(base, comment='une autre clé')]))))
	ok(len(store.records('intervention')) == 2, f'{name}: another content is another record')
	uid = '0194c374-6e27-707f-b73f-259195acb0bc'
	a = store.take('intervention', folder.file(table_text(rows_of([line(id=uid)]))))
	b = store.take('intervention', folder.file(table_text(rows_of([line(id=uid.upper())]))))
	ok(a.file().get('made') == 1 and b.file().get('unchanged') == 1, f'{name}: a UUID is itself, in any case', a.told() + b.told())
	a = store.take('intervention', folder.file(table_text(rows_of([line(id='REN/1'), line(id='REN/1', scheme='DN')]))))
	ok(a.file().get('made') == 2, f'{name}: an own identifier is unique with its scheme', a.told())
	a = store.take('intervention', folder.file(table_text(rows_of([line(id='REN/1', outcome='OU2')]))))
	versions = [r['outcome'] for r in store.records('intervention') if r['source_id'] == 'REN/1']
	ok(a.status == 0 and a.file().get('changed') == 1 and sorted(versions) == ['OU1', 'OU2'],
	   f'{name}: a known identifier with other content is a new version of that record', a.told() + versions)
	before = store.end()
	a = store.take('intervention', folder.file(table_text(rows_of(
	    [line(id='T1'), line(id='T2'), line(id='T1', outcome='OU3'), line(id='T1')]))))
	e = (a.errors() or [{}])[0]
	ok(a.status == 1 and len(a.errors()) == 1 and e.get('code') == 'twice' and e.get('line') == 4 and e.get('record') == 'T1' and
	   '2' in e.get('message', '') and '4' in e.get('message', '') and store.end() == before,
	   f'{name}: one identifier twice in a file with other content is refused, naming both lines', a.told())
	a = store.take('intervention', folder.file(table_text(rows_of([line(id='T1'), line(id='T1')]))))
	ok(a.status == 0 and a.file().get('made') == 1 and a.file().get('unchanged') == 1,
	   f'{name}: and with the same content it is one record', a.told())

	a = store.take('agency', folder.file(f'id,source_id,name\n{uid},AG7,Sud\n'))
	b = store.take('agency', folder.file('id,name\nAG7,Sud\n'))
	ok(a.file().get('made') == 1 and b.file().get('unchanged') == 1,
	   f'{name}: an own identifier means the record that has it, whatever its UUID', a.told() + b.told())
	other = '0194c374-6e27-707f-b73f-259195acb0bd'
	a = store.take('agency', folder.file(f'id,source_id,name\n{other},AG7,Nord\n'))
	ok(a.status == 1 and [e['code'] for e in a.errors()] == ['id_taken'], f'{name}: and no second one may have it', a.told())
	a = store.take('agency', folder.file(f'id,source_id,name\n{other},AG8,Nord\n0194c374-6e27-707f-b73f-259195acb0be,AG8,Est\n'))
	ok(a.status == 1 and [(e['code'], e['line']) for e in a.errors()] == [('id_taken', 3)],
	   f'{name}: not within one file either', a.told())
	for ref in ('AG7', uid, 'sud'):
		a = store.take('staff', folder.file(f'id,role,agency\nP-{ref[:3]},mediator,{ref}\n'))
		ok(a.status == 0 and one(store, f'P-{ref[:3]}', 'staff').get('agency') == uid,
		   f'{name}: a reference is a UUID, an own identifier or a name ({ref[:5]})', a.told())
	a = store.take('staff', folder.file(f'id,role,agency\nP9,mediator,{other}\n'))
	ok(a.status == 1 and a.errors()[0]['code'] == 'unknown_code', f'{name}: a UUID of nobody is unknown', a.told())
	store.take('agency', folder.file('id,name\nB1,Double\nB2,double\n'))
	a = store.take('staff', folder.file('id,role,agency\nP9,mediator,Double\n'))
	ok(a.status == 1 and a.errors()[0]['code'] == 'ambiguous', f'{name}: a name that two records have is refused', a.told())


def untold(stores, folder):
	"""What a file has no column for stays as it stands."""
	name = stores.engine
	store = lay_ground(stores.made(), folder)
	full = line(id='U1', comment='gardé', place='quai', lon='-1.67', lat='48.11', state='validated', F_A4='3', sector='Centre')
	store.take('intervention', folder.file(table_text(rows_of([full]))))
	before = one(store, 'U1')
	a = store.take('intervention', folder.file(table_text(rows_of([line(id='U1')]))))
	ok(a.file().get('unchanged') == 1 and one(store, 'U1') == before,
	   f'{name}: a file with fewer columns takes nothing away: no comment, no state', a.told())
	a = store.take('intervention', folder.file(table_text(rows_of([line(id='U1', outcome='OU2')]))))
	after = one(store, 'U1')
	ok(a.file().get('changed') == 1 and after == dict(before, outcome='OU2'),
	   f'{name}: a new version changes what its file tells', a.told() + [str(after)])
	a = store.take('intervention', folder.file(table_text(rows_of([line(id='U1', outcome='OU2', comment='', lon='', lat='')]))))
	after = one(store, 'U1')
	ok(a.file().get('changed') == 1 and after['comment'] == '' and after['cell'] == '' and after['place'] == 'quai',
	   f'{name}: what it tells to be empty is emptied', a.told() + [str(after)])
	store.take('agency', folder.file('id,name,address\nAG1,Ouest,12 quai\n'))
	a = store.take('agency', folder.file('id,name\nAG1,Ouest\nAG2,Île-de-France\n'))
	ok(a.file().get('unchanged') == 2 and one(store, 'AG1', 'agency')['address'] == '12 quai',
	   f'{name}: also in the small registers', a.told())


def sectors(stores, folder):
	name = stores.engine
	store = lay_ground(stores.made(), folder)
	rows = [line(id='G1', sector='Villejean'), line(id='G2', sector='villejean '), line(id='G3', scheme='DN', sector='VILLEJEAN'),
	        line(id='G4', scheme='DE', sector='Villejean')]
	a = store.take('intervention', folder.file(table_text(rows_of(rows))))
	got = store.records('sector')
	towns = {r['id']: r['source_id'] for r in store.records('town')}
	ok(a.status == 0 and a.file().get('grown') == 2 and sorted((r['name'], towns[r['town']]) for r in got) ==
	   [('Villejean', 'NAN'), ('Villejean', 'REN')], f'{name}: an unknown sector is made once in the town of its scheme',
	   a.told() + [str(got)])
	ids = {r['source_id']: r['sector'] for r in store.records('intervention')}
	ok(ids['G1'] == ids['G2'] == ids['G3'] != ids['G4'], f'{name}: and the same name there is the same sector')
	before = store.end()
	a = store.take('intervention', folder.file(table_text(rows_of([line(id='G5', sector='Neuf'), line(id='G6', kind='PA9')]))))
	ok(a.status == 1 and store.end() == before, f'{name}: a file that is refused leaves no sector')
	a = store.take('intervention', folder.file(table_text(rows_of([line(id='G5', sector='Neuf', kind='PA9'),
	                                                               line(id='G6', sector='Neuf')]))), '--partial')
	ok(a.status == 1 and a.file().get('made') == 1 and a.file().get('grown') == 1 and
	   [r['name'] for r in store.records('sector') if r['id'] == one(store, 'G6').get('sector')] == ['Neuf'],
	   f'{name}: a sector that a refused line named first is made by the next good one', a.told())
	a = store.run('--json', 'check', '--quick')
	ok(a.status == 0 and a.json().get('journal', {}).get('astray') == 0, f'{name}: check finds every reference', a.told())


def service_days(stores, folder):
	"""interchange.md, “Service date”: around midnight and both clock changes, with and without shift."""
	name = stores.engine
	store = lay_ground(stores.made(), folder)
	shifts = [['id', 'scheme', 'date', 'planned_start', 'planned_end', 'actual_start', 'actual_end', 'team', 'state']]
	for i, (scheme, date, ps, pe, s, e, state) in enumerate([
		('DN', '2025-03-29', '21:30', '06:00', '', '', 'planned'),       # over the change to summer time
		('DN', '2025-10-25', '21:30', '06:00', '21:40', '08:30', 'held'),  # over the change to winter time, and long
		('DN', '2025-06-01', '21:30', '06:00', '', '', 'cancelled'),
		('DN', '2025-06-10', '00:30', '07:00', '', '', 'planned'),       # begins after midnight
		('DJ', '2025-06-20', '14:00', '21:00', '15:00', '20:00', 'held'),  # the actual times count
	]):
		shifts.append([f'S{i}', scheme, date, ps, pe, s, e, 'M01', state])
	ok(store.take('shift', folder.file(table_text(shifts))).status == 0, f'{name}: shifts of the night')
	cases = [
		# scheme, date, start, shift given, service date, shift found
		('DN', '2025-03-29', '21:30', '', '2025-03-29', 'S0'), ('DN', '2025-03-29', '23:59', '', '2025-03-29', 'S0'),
		('DN', '2025-03-30', '00:00', '', '2025-03-29', 'S0'), ('DN', '2025-03-30', '01:59', '', '2025-03-29', 'S0'),
		('DN', '2025-03-30', '02:30', '', '2025-03-29', 'S0'), ('DN', '2025-03-30', '03:00', '', '2025-03-29', 'S0'),
		('DN', '2025-03-30', '05:59', '', '2025-03-29', 'S0'), ('DN', '2025-03-30', '06:00', '', '2025-03-30', ''),
		('DN', '2025-03-29', '21:29', '', '2025-03-29', ''), ('DN', '2025-10-25', '21:39', '', '2025-10-25', ''),
		('DN', '2025-10-26', '02:30', '', '2025-10-25', 'S1'), ('DN', '2025-10-26', '07:59', '', '2025-10-25', 'S1'),
		('DN', '2025-10-26', '08:00', '', '2025-10-26', 'S1'), ('DN', '2025-10-26', '08:30', '', '2025-10-26', ''),
		('DN', '2025-06-01', '23:00', '', '2025-06-01', ''), ('DN', '2025-06-02', '04:59', '', '2025-06-01', ''),
		('DN', '2025-06-02', '05:00', '', '2025-06-02', ''), ('DN', '2025-06-10', '00:29', '', '2025-06-09', ''),
		('DN', '2025-06-10', '00:30', '', '2025-06-10', 'S3'), ('DN', '2025-06-10', '04:00', '', '2025-06-10', 'S3'),
		('DJ', '2025-06-20', '14:30', '', '2025-06-20', ''), ('DJ', '2025-06-20', '15:00', '', '2025-06-20', 'S4'),
		('DJ', '2025-06-20', '20:00', '', '2025-06-20', ''), ('DN', '2025-03-30', '07:00', 'S0', '2025-03-29', 'S0'),
		('DN', '2025-03-30', '08:00', 'S0', '2025-03-30', 'S0'), ('DN', '2025-06-02', '01:00', 'S2', '2025-06-01', 'S2'),
		('DJ', '2025-03-30', '04:59', '', '2025-03-29', ''), ('DJ', '2025-10-26', '02:30', '', '2025-10-25', ''),
		('DJ', '2025-01-01', '00:30', '', '2024-12-31', ''), ('DJ', '2024-03-01', '03:00', '', '2024-02-29', ''),
	]
	lines = [line(id=f'N{i}', scheme=c[0], date=c[1], start=c[2], shift=c[3]) for i, c in enumerate(cases)]
	a = store.take('intervention', folder.file(table_text(rows_of(lines))))
	ok(a.status == 0, f'{name}: interventions of the night', a.told())
	names = {r['id']: r['source_id'] for r in store.records('shift')}
	got = {r['source_id']: r for r in store.records('intervention')}
	for i, c in enumerate(cases):
		r = got.get(f'N{i}', {})
		shift = names.get(r.get('shift'), '')
		ok((r.get('service_date'), shift) == (c[4], c[5]),
		   f"{name}: {c[1]} {c[2]} {'in ' + c[3] if c[3] else 'without a shift given'} belongs to {c[4]}{' by ' + c[5] if c[5] else ''}",
		   [str(r.get('service_date')), shift])
	days = store.run('--json', 'figures', 'interventions', '--by', 'day').json()['figures'][0]['groups']
	wanted = {}
	for c in cases:
		wanted[c[4]] = wanted.get(c[4], 0) + 1
	ok({g['key']['day']: g['value'] for g in days} == wanted, f'{name}: the figures follow the service date', [str(days)[:300]])
	before = store.end()
	a = store.take('intervention', folder.file(table_text(rows_of(lines))))
	ok(a.file().get('unchanged') == len(cases) and store.end() == before, f'{name}: again, nothing changes', a.told())
	changes = [shifts[0]] + [r[:8] + ['cancelled'] for r in shifts[1:2]]
	store.take('shift', folder.file(table_text(changes)))
	before = store.end()
	a = store.take('intervention', folder.file(table_text(rows_of(lines))))
	ok(a.file().get('unchanged') == len(cases) and store.end() == before,
	   f'{name}: nor when a shift was cancelled since: it is resolved when the record is written', a.told())


def contract_codes(stores, folder):
	"""A contract's own codes below common ones, and common ones that it hides."""
	name = stores.engine
	store = lay_ground(stores.made(), folder)
	store.take('contract', folder.file('id,name,kind,client,start\nK1,Jour,market,VR,2024-01-01\nK2,Nuit,market,VR,2024-01-01\n'))
	store.take('scheme', folder.file(GROUND['scheme'].replace('end\n', 'end,contract\n').replace('01-01,\nDN', '01-01,,K1\nDN')
	                                 .replace('01-01,\nDE', '01-01,,K2\nDE').replace('NM,2020-01-01,\n', 'NM,2020-01-01,,\n')))
	columns = ['id', 'contract', 'list', 'code', 'label_fr', 'label_en', 'hidden', 'start', 'end']

	def take(*rows):
		return store.take('contract_code', folder.file(table_text([columns] + [list(r) for r in rows])))

	a = take(['C1', 'K1', 'kind', 'IN1-CAF', 'Information CAF', 'CAF information', '', '', ''],
	         ['C2', 'K1', 'action', 'AC14-A', 'Ampoule', 'Light bulb', '', '', ''],
	         ['C3', 'K1', 'action', 'AC14-B', 'Porte', 'Door', '', '', ''],
	         ['C4', 'K1', 'incivility', 'IC31-CAVE', 'Cave', 'Cellar', '', '', ''],
	         ['C5', 'K1', 'outcome', 'OU1-ORAL', 'Réglée de vive voix', 'Settled in words', '', '2025-03-01', '2025-03-31'],
	         ['C6', 'K1', 'kind', 'PA2', '', '', 'oui', '2025-06-01', ''],
	         ['C7', 'K1', 'theme', 'T20-JEUX', 'Jeux de ballon', 'Ball games', '', '', ''])
	ok(a.status == 0 and a.file().get('made') == 7, f'{name}: a contract adds codes and hides one', a.told())
	before = store.end()
	cases = [
		('another list', ['D1', 'K1', 'sex', 'F-A', 'x', 'x', '', '', ''], 'list', 'unknown_list'),
		('a code below nothing', ['D2', 'K1', 'kind', 'ZZ1-A', 'x', 'x', '', '', ''], 'code', 'bad_subcode'),
		('a common code redefined', ['D3', 'K1', 'kind', 'IN1', 'Autre chose', 'Else', '', '', ''], 'code', 'bad_subcode'),
		('a code below an own one', ['D4', 'K1', 'kind', 'IN1-CAF-A', 'x', 'x', '', '', ''], 'code', 'bad_subcode'),
		('small letters', ['D5', 'K1', 'kind', 'IN1-caf', 'x', 'x', '', '', ''], 'code', 'bad_subcode'),
		('a code without its end', ['D6', 'K1', 'kind', 'IN1-', 'x', 'x', '', '', ''], 'code', 'bad_subcode'),
		('no English label', ['D7', 'K1', 'kind', 'IN1-B', 'x', '', '', '', ''], 'label_en', 'required'),
		('the label of another code', ['D8', 'K1', 'kind', 'IN1-B', 'Information', 'x', '', '', ''], 'label_fr', 'label_taken'),
		('another meaning for an own code', ['D9', 'K2', 'kind', 'IN1-CAF', 'Aide', 'Help', '', '', ''], 'code', 'redefined'),
		('hiding what is not there', ['D10', 'K1', 'kind', 'IN99', '', '', 'oui', '', ''], 'code', 'unknown_code'),
		('an end before its start', ['D11', 'K1', 'kind', 'IN1-C', 'x', 'y', '', '2025-02-01', '2025-01-01'], 'end', 'order'),
	]
	for what, row, field, code in cases:
		a = take(row)
		ok(a.status == 1 and [(e['field'], e['code']) for e in a.errors()] == [(field, code)],
		   f'{name}: a contract’s codes: {what} is refused', a.told())
	ok(store.end() == before, f'{name}: and changes nothing')
	good = [line(id='C1', kind='IN1-CAF'), line(id='C2', kind='information caf'), line(id='C3', actions='AC14-A|AC14-B|AC01'),
	        line(id='C4', facts='IC31-CAVEx2!3|IC31'), line(id='C5', outcome='OU1-ORAL'), line(id='C6', kind='PA2', theme=''),
	        line(id='C7', theme='T20-JEUX'), line(id='C8', kind='IN1')]
	a = store.take('intervention', folder.file(table_text(rows_of(good))))
	ok(a.status == 0 and a.file().get('made') == len(good), f'{name}: its own records carry them', a.told())
	got = {r['source_id']: r for r in store.records('intervention')}
	ok(got['C2']['kind'] == 'IN1-CAF' and got['C3']['actions'] == 'AC14-A|AC14-B|AC01' and got['C4']['facts'] == 'IC31-CAVEx2!3|IC31',
	   f'{name}: and keep them as they were written', [str(got['C3']['actions'])])
	bad = [('another contract’s', dict(kind='IN1-CAF', scheme='DN'), 'kind', 'other_contract'),
	       ('a contract’s in a scheme without one', dict(actions='AC14-A', scheme='DE'), 'actions', 'other_contract'),
	       ('one after its last day', dict(outcome='OU1-ORAL', date='2025-04-01'), 'outcome', 'other_contract'),
	       ('one before its first day', dict(outcome='OU1-ORAL', date='2025-02-28'), 'outcome', 'other_contract'),
	       ('a hidden one', dict(kind='PA2', date='2025-06-01'), 'kind', 'hidden_code'),
	       ('the same theme twice, once as an own one', dict(theme2='T20-JEUX'), 'theme2', 'same_theme')]
	rows = [line(**dict({'id': f'X{i}'}, **changes)) for i, (_, changes, _, _) in enumerate(bad)]
	path = folder.file(table_text(rows_of(rows)))
	english, french = store.take('intervention', path), store.take('intervention', path, lang='fr')
	for i, (what, _, field, code) in enumerate(bad):
		e = [x for x in english.errors() if x['line'] == i + 2]
		f = [x for x in french.errors() if x['line'] == i + 2]
		ok(len(e) == 1 and (e[0]['field'], e[0]['code']) == (field, code) and len(f) == 1 and f[0]['message'] != e[0]['message'],
		   f'{name}: a code: {what} is refused', [str(e)])
	a = store.take('intervention', folder.file(table_text(rows_of([line(id='Y1', kind='PA2', theme='', scheme='DN', date='2025-06-01')]))))
	ok(a.status == 0, f'{name}: what one contract hides, another uses', a.told())
	f = {x['id']: x for x in store.run('--json', 'figures', 'interventions', '--by', 'kind').json()['figures']}
	kinds = {g['key']['kind']: g['value'] for g in f['interventions']['groups']}
	ok(kinds == {'IN1': 3, 'PA3': 4, 'PA2': 2}, f'{name}: figures count an own code as the common one', [str(kinds)])
	values = {x['id']: x['value'] for x in store.run('--json', 'figures', 'technical_reports', 'incivilities.serious', 'incivilities',
	                                                 'settled_rate', '--where', 'outcome=OU1').json()['figures']}
	ok(values['technical_reports'] == 1 and values['incivilities'] == 3 and values['incivilities.serious'] == 2,
	   f'{name}: also those of actions, facts and outcomes', [str(values)])
	a = store.run('figures', 'interventions', '--where', 'kind=IN1-CAF')
	ok(a.status == 1 and 'IN1-CAF' in a.err, f'{name}: and are not asked by it', a.told())
	a = store.check()
	ok(a.status == 0, f'{name}: both ways of counting agree', a.told())


def valid_days(stores, folder):
	"""Codes that are in use for a time only."""
	name = stores.engine
	store = lay_ground(stores.made(), folder)
	change = "UPDATE code SET valid_from = '2025-03-01', valid_to = '2025-03-31' WHERE list = 'theme' AND code = 'T20'"
	if name == 'SQLite':
		db = sqlite3.connect(store.url)
		db.execute(change)
		db.commit()
		db.close()
	else:
		psql(store.url, change)
	rows = [line(id='D0', date='2025-02-28'), line(id='D1', date='2025-03-01'), line(id='D2', date='2025-03-31'),
	        line(id='D3', date='2025-04-01')]
	a = store.take('intervention', folder.file(table_text(rows_of(rows))))
	got = [(e['line'], e['field'], e['code']) for e in a.errors()]
	ok(a.status == 1 and got == [(2, 'theme', 'code_not_valid'), (5, 'theme', 'code_not_valid')],
	   f'{name}: a code is refused before its first day and after its last, not on them', a.told())
	texts = [e['message'] for e in a.errors()]
	ok('2025-03-01' in texts[0] and '2025-03-31' in texts[1], f'{name}: and the day is told', texts)


def partial(stores, folder):
	name = stores.engine
	store = lay_ground(stores.made(), folder)
	rows = rows_of([line(id='P1', comment='=1+1'), line(id='P2', date='hier', comment='"deux"\nlignes; et, virgules'),
	                line(id='P3'), line(id='P4', kind='PA9', place_kind=''), line(id='P1', outcome='OU3'),
	                line(id='P6', comment='=cmd|calc', outcome='OU77')])
	rows = [r + [''] for r in rows]
	rows[0][-1] = 'Météo'
	path = folder.file(table_text(rows, ';'), 'partiel.csv')
	rejects = path + '.rejects.csv'
	a = store.take('intervention', path, '--partial', '--ignore', 'Météo')
	f = a.file()
	ok(a.status == 1 and f.get('made') == 2 and f.get('refused') == 4 and f.get('written') is True,
	   f'{name}: --partial keeps the good lines and ends with status 1', a.told())
	ok(sorted(r['source_id'] for r in store.records('intervention')) == ['P1', 'P3'], f'{name}: they are there')
	with open(rejects, encoding='utf-8', newline='') as g:
		got = list(csv.reader(g))
	ok(got[0] == rows[0] + ['_line', '_reason'], f'{name}: FILE.rejects.csv has the original columns, then _line and _reason',
	   [str(got[0])])
	by_id = {r[0] + r[-2]: dict(zip(got[0], r)) for r in got[1:]}
	ok(sorted((r['id'], r['_line']) for r in by_id.values()) == [('P1', '7'), ('P2', '3'), ('P4', '6'), ('P6', '8')],
	   f'{name}: each refused line stands there with its number', [str(sorted(by_id))])
	reasons = {r['id']: r['_reason'] for r in by_id.values()}
	ok('date' in reasons['P2'] and 'kind' in reasons['P4'] and 'place_kind' in reasons['P4'] and 'OU77' in reasons['P6'] and
	   '2' in reasons['P1'], f'{name}: and with all its reasons', [str(reasons)])
	ok(by_id['P23']['comment'] == '"deux"\nlignes; et, virgules', f'{name}: its cells are as they were')
	ok(by_id['P68']['comment'] == "'=cmd|calc", f'{name}: what would be run when it is opened is made a text')
	mended = [dict(r) for r in by_id.values()]
	for r in mended:
		r.update({'P2': {'date': '2025-03-11'}, 'P4': {'kind': 'PA3', 'place_kind': 'LP1'}, 'P6': {'outcome': 'OU7'}}.get(r['id'], {}))
	path = folder.file(table_text(rows_of(mended)), 'mended.csv')
	a = store.take('intervention', path, '--ignore', 'Météo')
	ok(a.status == 0 and a.file().get('made') == 3 and a.file().get('changed') == 1,
	   f'{name}: mended, it is imported as it is', a.told())
	ok(one(store, 'P6')['comment'] == "'=cmd|calc" and one(store, 'P2')['comment'] == '"deux"\nlignes; et, virgules',
	   f'{name}: with the texts as they were')
	again = [dict(mended[0], kind='PA9')]
	path = folder.file(table_text(rows_of(again)), 'again.csv')
	store.take('intervention', path, '--partial', '--ignore', 'Météo')
	with open(path + '.rejects.csv', encoding='utf-8', newline='') as g:
		ok(next(csv.reader(g)) == rows[0] + ['_line', '_reason'], f'{name}: refused again, it has its two columns once')
	path = folder.file(table_text(rows_of([line(id='P9')])), 'good.csv')
	a = store.take('intervention', path, '--partial')
	ok(a.status == 0 and not os.path.exists(path + '.rejects.csv'), f'{name}: without refused lines there is no such file')
	os.mkdir(os.path.join(folder.path, 'plein.csv.rejects.csv'))
	many = [line(id=f'Q{i}', date='hier', kind='PA9') for i in range(6000)]
	path = folder.file(table_text(rows_of(many)), 'many.csv')
	a = store.take('intervention', path, '--partial')
	with open(path + '.rejects.csv', encoding='utf-8', newline='') as g:
		lines = list(csv.DictReader(g))
	ok(a.status == 1 and len(lines) == 6000 and all('date' in r['_reason'] and 'kind' in r['_reason'] for r in lines) and
	   a.file().get('errors_total') == 12000, f'{name}: however many they are, each refused line has its reasons',
	   [str(len(lines)), str(lines[-1:])[:200]])


def formulas(stores, folder):
	"""Texts that a spreadsheet would run, out and in."""
	name = stores.engine
	texts = ['=1+1', '+33', '-5', '-', '@x', '=', "'=1+1", "''=1+1", "'", "l'été", "'quoted'", '+a', '-1,5', '- liste', "'-5", '=A1;"x"']
	store = lay_ground(stores.made(), folder)
	# As an export writes them: every text has one apostrophe more than it needs to be a text.
	written = [t if re.fullmatch(r'[+-]?[0-9]+([.,][0-9]+)?', t) or not re.match(r"'*[=+@-]", t) else "'" + t for t in texts]
	rows = [['id', 'name']] + [[f'F{i}', w] for i, w in enumerate(written)]
	a = store.take('agency', folder.file(table_text(rows)))
	ok(a.status == 0, f'{name}: texts that look like formulas are imported', a.told())
	got = {r['source_id']: r['name'] for r in store.records('agency')}
	for i, w in enumerate(written):
		ok(got.get(f'F{i}') == w, f'{name}: {texts[i]!r} goes out as {w!r}', [got.get(f'F{i}')])
	held = {r[0]: r[1] for r in store.query('SELECT source_id, name FROM agency')}
	ok([held.get(f'F{i}') for i in range(len(texts))] == texts, f'{name}: and is held as it is', [str(held)])
	for options in (['-o', os.path.join(folder.path, f'f-{name}.csv')], ['-o', os.path.join(folder.path, f'f-{name}.xlsx')]):
		store.export('agency', *options)
		other = stores.made()
		a = other.take('agency', options[1])
		ok(a.status == 0 and {r[0]: r[1] for r in other.query('SELECT source_id, name FROM agency')} == held,
		   f'{name}: and comes back the same by {options[1][-4:]}', a.told())


def later_lines(stores, folder):
	"""A line may name a record of its own register that stands further down."""
	name, store = stores.engine, stores.made()
	head = 'id,name,kind,part_of,department\n'
	a = store.take('training_place', folder.file(head + 'C,Aile,prison_unit,B,44\nB,Quartier,prison_unit,A,44\nA,Maison,prison,,44\n'))
	ok(a.status == 0 and a.file().get('made') == 3, f'{name}: a line names a record that its file brings later', a.told())
	rows = store.query('SELECT p.source_id, q.source_id FROM training_place p LEFT JOIN training_place q ON q.id = p.part_of')
	ok(sorted(map(tuple, rows)) == [('A', None), ('B', 'A'), ('C', 'B')], f'{name}: and refers to it', [str(rows)])
	a = store.take('training_place', folder.file(head + 'F,Aile,prison_unit,E,44\nE,Quartier,prison_unit,X,44\nG,Maison,prison,,44\n'))
	ok(a.status == 1 and a.file().get('refused') == 2 and a.file().get('written') is False and
	   sorted(f['line'] for f in a.file()['errors']) == [2, 3],
	   f'{name}: what no line brings is refused, with every line that hangs on it', a.told())
	a = store.take('training_place', folder.file(head + 'I,Aile,prison_unit,J,44\nJ,Quartier,prison_unit,I,44\n'))
	ok(a.status == 1 and a.file().get('refused') == 2, f'{name}: two that name each other are both refused', a.told())


def help_of_registers(stores, folder):
	"""Each register is told of, in both languages."""
	if stores.engine != 'SQLite':
		return
	store = stores.made()
	shapes = openapi.read(store.must('help', 'openapi'))['components']['schemas']
	columns = {}
	for lang in ('fr', 'en'):
		listed = store.must('help', 'import', lang=lang).split('\n\n')[-2].splitlines()[1:]
		for register in (l.split()[0] for l in listed):
			if register not in columns:
				columns[register] = set(next(csv.reader([store.export(register)])))
			text = store.must('help', 'import', register, lang=lang)
			told = {l.split()[0].rstrip(':') for l in text.splitlines() if re.match(r'[A-Za-z]\w* ?\*?: ', l)}
			shape = shapes[f'record.{register}']['properties']
			derived = {'source_id'} | {n for n, f in shape.items() if f.get('readOnly')}
			ok(columns[register] - derived <= told, f'help import {register} tells every column ({lang})',
			   [str(sorted(columns[register] - derived - told))])


def while_others_write(stores, folder):
	"""Exports and checks during imports: each sees one moment."""
	name = stores.engine
	store = lay_ground(stores.made(), folder)
	before = [line(id=f'W{i}', facts='IC31x2|IC42', actions='AC01|AC02', comment='avant') for i in range(100)]
	after = [dict(r, facts='IC11|IC12|IC13', comment='après') for r in before]
	paths = [folder.file(table_text(rows_of(rows))) for rows in (before, after)]
	store.take('intervention', paths[0])
	stop, written, unwell = threading.Event(), [], []

	def write():
		while not stop.is_set():
			a = store.take('intervention', paths[(len(written) + 1) % 2])
			if a.status != 0:
				unwell.extend(a.told())
			written.append(a.file().get('changed'))
			time.sleep(0.1)

	writer = threading.Thread(target=write)
	writer.start()
	torn, checks = [], []
	for i in range(8):
		seen = {(r['comment'], r['facts']) for r in store.records('intervention')}
		if len(seen) != 1 or not seen <= {('avant', 'IC31x2|IC42'), ('après', 'IC11|IC12|IC13')}:
			torn.append(str(seen))
		a = store.check() if i == 3 else None
		if a and a.status != 0:
			checks += a.told()
	stop.set()
	writer.join()
	ok(len(written) > 1 and set(written) == {100}, f'{name}: someone writes all the while', unwell + [str(written)])
	ok(not torn, f'{name}: an export sees one moment of the store', torn)
	ok(not checks, f'{name}: and a check takes no change for damage', checks)


def main():
	for engine in engines():
		folder = Folder('import')
		stores = Stores(engine, folder)
		try:
			store = refusals(stores, folder)
			several_faults(store, folder)
			nearest(store, folder)
			usage(store, folder)
			headers(store, folder)
			store = dialects(stores, folder)
			workbooks(store, folder)
			columns_chosen(store, folder)
			lists(store, folder)
			booleans_and_edges(store, folder)
			identity(stores, folder)
			untold(stores, folder)
			sectors(stores, folder)
			service_days(stores, folder)
			contract_codes(stores, folder)
			valid_days(stores, folder)
			partial(stores, folder)
			formulas(stores, folder)
			later_lines(stores, folder)
			help_of_registers(stores, folder)
			while_others_write(stores, folder)
		finally:
			folder.remove()
	return finish()


if __name__ == '__main__':
	sys.exit(main())
