#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The interchange contract, sentence by sentence, seen from outside and worked out anew."""
import csv
import json
import os
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import oracle  # noqa: E402
from outside import Store, finish, ok  # noqa: E402

GROUND = {
	'agency': [['id', 'name'], ['A', 'Ouest']],
	'town': [['id', 'name', 'insee_code', 'agency'], ['T', 'Rennes', '35238', 'A']],
	'client': [['id', 'name', 'kind'], ['C', 'Ville', 'town']],
	'scheme': [['id', 'name', 'form', 'agency', 'town', 'client', 'start', 'end'],
	           ['S', 'Jour', 'FJ', 'A', 'T', 'C', '2024-01-01', '']],
	'staff': [['id', 'role', 'agency'], ['M1', 'mediator', 'A'], ['M2', 'mediator', 'A']],
}
ACT = {'id': 'x', 'scheme': 'S', 'date': '2025-03-10', 'start': '15:00', 'duration_min': '10',
       'place_kind': 'LP1', 'kind': 'PA3', 'theme': 'T20', 'outcome': 'OU1'}


def acts(*rows):
	"""Rows of interventions from what differs from an ordinary one; '-name' leaves a column out."""
	names = list(dict.fromkeys([*ACT, *(n for r in rows for n in r if n[0] != '-')]))
	names = [n for n in names if not any('-' + n in r for r in rows)]
	return [names] + [[{**ACT, **r}.get(n, '') for n in names] for r in rows]


def ground(url, folder, engine='SQLite'):
	store = Store(url, folder, engine)
	store.must('init')
	for register, rows in GROUND.items():
		store.load(register, rows)
	return store


def test_kept(store):
	"""What a file does not speak of, it does not change."""
	store.load('town', [['id', 'name', 'insee_code', 'agency', 'population', 'lon', 'lat'],
	                    ['T', 'Rennes', '35238', 'A', '228000', '-1.68', '48.11']])
	_, told = store.load('town', GROUND['town'])
	row = store.rows('town')[0]
	ok(told['unchanged'] == 1 and row['population'] == '228000' and row['lon'] == '-1.68',
	   f'{store.engine}: a file without a column leaves what a known record holds there', [told, row])
	store.load('intervention', acts({'id': 'k1', 'state': 'validated', 'comment': 'Vu.', 'lon': '-1.68',
	                                 'lat': '48.11'}))
	_, told = store.load('intervention', acts({'id': 'k1', 'outcome': 'OU2'}))
	row = store.rows('intervention')[0]
	ok(told['changed'] == 1 and row['state'] == 'validated' and row['comment'] == 'Vu.' and
	   row['cell'] and row['outcome'] == 'OU2',
	   f'{store.engine}: a correction without those columns keeps state, comment, point and cell', [told, row])
	p, told = store.load('intervention', acts({'id': 'k1', 'theme2': 'T21'}, {'id': 'k2', 'theme2': ''}))
	p, told = store.load('intervention', acts({'id': 'k1', 'theme': 'T21', 'lon': '-1.68', 'lat': '48.11'}))
	ok(p.returncode == 1 and told['errors'] and told['errors'][0]['code'] == 'same_theme' and
	   told['errors'][0]['line'] == 2 and told['errors'][0]['record'] == 'k1',
	   f'{store.engine}: the rules look at the record as it will stand, kept values included', [p.stderr, told])
	_, told = store.load('intervention', acts({'id': 'k1', 'comment': ''}))
	row = [r for r in store.rows('intervention') if r['source_id'] == 'k1'][0]
	ok(told['changed'] == 1 and row['comment'] == '', f'{store.engine}: an empty cell empties', [told, row])


# -- importing -----------------------------------------------------------------------------------

def only(store, row, register='intervention'):
	"""Imports one record of its own scheme-wide id and gives what export says of it, or the fault."""
	store.number = getattr(store, 'number', 0) + 1
	ident = f'n{store.number}'
	p, told = store.load(register, acts({**row, 'id': ident}))
	if told['errors_total']:
		return {'status': p.returncode, **told['errors'][0]}
	found = [r for r in store.rows(register) if r['source_id'] == ident]
	return found[0] if len(found) == 1 else {'records': len(found), 'stderr': p.stderr}


def takes(store, sentence, row, **wanted):
	got = only(store, row)
	ok(all(got.get(k) == v for k, v in wanted.items()), f'{store.engine}: {sentence}',
	   [f'{k}: {got.get(k)!r}, {v!r} wanted' for k, v in wanted.items() if got.get(k) != v] + [got])


def refuses(store, sentence, row, field, *words, code=None):
	got = only(store, row)
	ok(got.get('status') == 1 and got.get('field') == field and got.get('line') == 2 and
	   all(w in got.get('message', '') for w in words) and code in (None, got.get('code')),
	   f'{store.engine}: {sentence}', [got])


def test_cells(store):
	for text in ('21:40', '21h40', '21H40', '21:40:00'):
		takes(store, f'a time may be written {text}', {'start': text}, start='21:40')
	for text, want in (('21h', '21:00'), ('9h05', '09:05'), ('0:00', '00:00')):
		takes(store, f'a time may be written {text}', {'start': text}, start=want)
	for text in ('24:00', '12:60', '12', 'midi', '-1:00', '12:5x'):
		refuses(store, f'“{text}” is no time', {'start': text}, 'start', text)
	takes(store, 'a date may be written 10/03/2025', {'date': '10/03/2025'}, date='2025-03-10')
	for text in ('30/02/2025', '2025-13-01', '2025-3-1x', '0000-01-01', '10/03/25'):
		refuses(store, f'“{text}” is no date', {'date': text}, 'date', text)
	takes(store, 'an end before the start is the next day', {'start': '23:50', 'end': '00:10', 'duration_min': ''},
	      duration_min='20', end='00:10')
	takes(store, 'an end equal to the start is no minute', {'end': '15:00', 'duration_min': ''}, duration_min='0')
	takes(store, 'end and length that agree', {'end': '15:10'}, duration_min='10')
	refuses(store, 'end and length that do not agree', {'end': '15:11'}, 'duration_min', '10', '11')
	refuses(store, 'neither end nor length', {'duration_min': ''}, 'end')
	takes(store, '720 minutes', {'duration_min': '720'}, end='03:00')
	refuses(store, '721 minutes', {'duration_min': '721'}, 'duration_min', '721')
	refuses(store, '721 minutes by the end', {'end': '03:01', 'duration_min': ''}, 'end', '721')
	takes(store, 'twelve hours by the end', {'end': '03:00', 'duration_min': ''}, duration_min='720')
	refuses(store, 'half a minute', {'duration_min': '1,5'}, 'duration_min')
	takes(store, 'a whole number as a spreadsheet writes it', {'duration_min': '10,0'}, duration_min='10')
	takes(store, 'a label in French, its case and accents aside', {'kind': 'desamorcage  DE tension'}, kind='GC1')
	takes(store, 'a label in English', {'kind': 'Live conflict'}, kind='GC2')
	takes(store, 'a label with either apostrophe', {'kind': 'Suivi d’accord'}, kind='GC6')
	takes(store, 'a label with either apostrophe, the other one', {'kind': "suivi d'accord"}, kind='GC6')
	takes(store, 'a code in small letters', {'kind': 'pa3'}, kind='PA3')
	refuses(store, 'an unknown code, with the three nearest labels', {'kind': 'Désamorsage de tention'}, 'kind',
	        'Désamorsage de tention', 'Désamorçage de tension', '; ', code='unknown_code')
	takes(store, 'a list with bars', {'actions': ' AC01 | dialogue, apaisement|ac03'}, actions='AC01|AC02|AC03')
	takes(store, 'a list with commas', {'actions': 'AC01, écoute,AC03'}, actions='AC01|AC03')
	takes(store, 'one label that holds a comma', {'actions': 'Dialogue, apaisement'}, actions='AC02')
	refuses(store, 'a label with a comma among others separated by commas',
	        {'actions': 'Dialogue, apaisement, AC01'}, 'actions', 'Dialogue')
	takes(store, 'a code twice in a list counts once', {'relays': 'PT01|PT02|ville, service municipal'},
	      relays='PT01|PT02')
	takes(store, 'facts with counts and severity', {'facts': 'IC31|IC32x2|IC41x2!3|ic42!2'},
	      facts='IC31|IC32x2|IC41x2!3|IC42!2')
	takes(store, 'a fact by its label, which may hold a comma', {'facts': 'Insultes, invectives'}, facts='IC11')
	takes(store, 'a fact by its label, with a count', {'facts': 'Tag, graffitix3!2|IC31'}, facts='IC22x3!2|IC31')
	for text in ('IC31x0', 'IC31!0', 'IC31!4', 'IC31x', 'IC31x2!', 'IC31!2x2', 'IC00', 'IC31x-1', 'IC31x1.5'):
		refuses(store, f'“{text}” is no fact', {'facts': text}, 'facts')
	for text, want in (('oui', '1'), ('X', '1'), ('true', '1'), ('1', '1'), ('', '0'), ('NON', '0'), ('false', '0')):
		got = only(store, {'weak_signal': text})
		ok(got.get('weak_signal') in (want, {'1': 'oui', '0': 'non'}[want]),
		   f'{store.engine}: a mark may be written “{text}”', [got])
	refuses(store, 'a mark that is none', {'weak_signal': 'peut-être'}, 'weak_signal', 'peut-être')
	for name, bad in (('tension_before', '5'), ('tension_after', '-1'), ('F_A1', '501'), ('N_A0', '-1'), ('M_A23', '1,5'),
	                  ('F_A8', 'x')):
		refuses(store, f'{name} {bad}', {name: bad}, name, bad)
	takes(store, '500 people', {'F_A1': '500', 'M_A78': ' 3 '}, F_A1='500', M_A78='3', N_A0='0')


def test_rules(store):
	for kind in ('PA1', 'PA2', 'VT1'):
		takes(store, f'{kind} needs no theme', {'kind': kind, 'theme': ''}, kind=kind, theme='')
	refuses(store, 'PA3 needs a theme', {'theme': ''}, 'theme', code='required')
	takes(store, 'PA1 needs no outcome', {'kind': 'PA1', 'outcome': ''}, outcome='')
	refuses(store, 'PA2 needs an outcome', {'kind': 'PA2', 'outcome': ''}, 'outcome', code='required')
	refuses(store, 'a second theme is another', {'theme2': 'T20'}, 'theme2')
	refuses(store, 'a third theme is another', {'theme2': 'T21', 'theme3': 'T21'}, 'theme3')
	refuses(store, 'a third theme is not the first', {'theme3': 'T20'}, 'theme3')
	refuses(store, 'T99 asks for a comment', {'theme': 'T99'}, 'comment')
	refuses(store, 'T99 as a second theme too', {'theme2': 'T99'}, 'comment')
	takes(store, 'T99 with its comment', {'theme': 'T99', 'comment': 'Une chose.'}, theme='T99')
	takes(store, 'an empty origin is the mediator’s own', {}, origin='OI1')
	refuses(store, 'a longitude alone', {'lon': '-1.6'}, 'lat')
	refuses(store, 'a latitude alone', {'lat': '48.1'}, 'lon')
	for lon, lat, where in (('48.1', '-1.6', 'exchanged'), ('0', '0', 'in the Gulf of Guinea'),
	                        ('55.45', '-20.88', 'in La Réunion')):
		refuses(store, f'a point {where}', {'lon': lon, 'lat': lat}, 'lon')
	takes(store, 'a decimal comma', {'lon': '-1,6778', 'lat': '48,1173'}, lon='-1.6778', lat='48.1173',
	      cell=oracle.cell_of(-1.6778, 48.1173))
	takes(store, 'a longitude to its twelfth decimal', {'lon': '-0.00000000000000094', 'lat': '48.12345678901244'},
	      lon='0', lat='48.123456789012')
	takes(store, 'a comment of 280 characters with blanks around', {'comment': '  ' + 'é' * 280 + ' '},
	      comment='é' * 280)
	refuses(store, 'a comment of 281 characters', {'comment': 'é' * 281}, 'comment', '281')
	for text in ('Appeler jean.martin@example.org', 'Tél 06 12 34 56 78', 'Voir 0612345678.', '+33 6 12 34 56 78',
	             'Voiture AB-123-CD mal garée', 'plaque 123 ABC 35'):
		refuses(store, f'a comment that holds “{text}”', {'comment': text}, 'comment')
	for text in ('Le 12/10/2025 à 21h40, 3 jeunes.', 'Hall 12, 4e étage, bâtiment B2.', 'RAS', 'Ligne C1, arrêt 12.'):
		takes(store, f'a comment that says “{text}”', {'comment': text}, comment=text)


def test_service_day(store):
	store.load('scheme', [GROUND['scheme'][0], ['N', 'Nuit', 'FN', 'A', 'T', 'C', '2024-01-01', '']])
	store.load('shift', [
		['id', 'scheme', 'date', 'planned_start', 'planned_end', 'actual_start', 'actual_end', 'team', 'state'],
		['v1', 'N', '2025-03-29', '21:30', '08:30', '', '', 'M1', 'planned'],
		['v2', 'N', '2025-03-31', '01:00', '07:00', '01:10', '06:50', 'M1|M2', 'held'],
		['v3', 'N', '2025-04-02', '21:00', '02:00', '', '', 'M1', 'cancelled'],
		['v4', 'N', '2025-04-04', '21:00', '23:00', '22:00', '23:00', 'M1', 'held'],
	])
	day = lambda text, date: {'scheme': 'N', 'start': text, 'date': date, 'duration_min': '1'}  # noqa: E731
	uuid = {r['source_id']: r['id'] for r in store.rows('shift')}
	for text, date, want, shift, why in (
		('21:30', '2025-03-29', '2025-03-29', 'v1', 'at the start of the shift'),
		('21:29', '2025-03-29', '2025-03-29', '', 'a minute before the shift'),
		('02:30', '2025-03-30', '2025-03-29', 'v1', 'in the hour that the clocks jump over'),
		('07:59', '2025-03-30', '2025-03-29', 'v1', 'before eight'),
		('08:00', '2025-03-30', '2025-03-30', 'v1', 'at eight itself'),
		('08:30', '2025-03-30', '2025-03-30', '', 'at the end of the shift'),
		('01:10', '2025-03-31', '2025-03-31', 'v2', 'in a shift that begins after midnight'),
		('01:09', '2025-03-31', '2025-03-30', '', 'before it really began'),
		('04:59', '2025-03-31', '2025-03-31', 'v2', 'before five in that shift'),
		('22:00', '2025-04-02', '2025-04-02', '', 'in a cancelled shift'),
		('01:00', '2025-04-03', '2025-04-02', '', 'after midnight in a cancelled shift'),
		('21:30', '2025-04-04', '2025-04-04', '', 'within planned but not actual times'),
		('04:59', '2025-06-01', '2025-05-31', '', 'before five without a shift'),
		('05:00', '2025-06-01', '2025-06-01', '', 'at five without a shift'),
	):
		takes(store, f'service day and shift {why}', day(text, date), service_date=want,
		      shift=uuid[shift] if shift else '')
	takes(store, 'a shift given is taken although the start lies outside its hours',
	      {**day('07:30', '2025-03-30'), 'shift': 'v1'}, service_date='2025-03-29', shift=uuid['v1'])
	takes(store, 'also by its UUID', {**day('12:00', '2025-04-05'), 'shift': uuid['v4']}, service_date='2025-04-05',
	      shift=uuid['v4'])
	refuses(store, 'a shift of another scheme', {'shift': 'v1'}, 'shift')


def test_identity(store):
	before = len(store.rows('intervention'))
	rows = acts({'-id': '', 'comment': 'sans identifiant'})
	french = {'scheme': 'Dispositif *', 'date': ' DATE', 'start': 'heure de debut', 'duration_min': 'Durée (min)*',
	          'place_kind': 'Type de Lieu', 'kind': "Nature de l’intervention", 'theme': 'Thème principal',
	          'outcome': 'résultat', 'comment': 'Commentaire'}
	labels = {'date': '10/03/2025', 'start': '15h', 'place_kind': 'rue, place, trottoir', 'scheme': 'jour',
	          'kind': 'ALLER-VERS, ÉCHANGE SPONTANÉ', 'theme': "Conflit d’usage de l'espace public",
	          'outcome': 'Settled'}
	other = [[french[n] for n in rows[0]], [labels.get(n, v) for n, v in zip(rows[0], rows[1])]]
	_, one = store.load('intervention', rows + rows[1:])
	_, two = store.load('intervention', other, delimiter=';', encoding='cp1252')
	_, three = store.load('intervention', other, delimiter='\t', bom=True)
	ok(one['made'] == 1 and one['unchanged'] == 1 and two['unchanged'] == three['unchanged'] == 1 and
	   len(store.rows('intervention')) == before + 1,
	   f'{store.engine}: a line without id is the same record in any dialect and in any words', [one, two, three])
	store.load('scheme', [GROUND['scheme'][0], ['S2', 'Deux', 'FJ', 'A', 'T', 'C', '2024-01-01', '']])
	_, told = store.load('intervention', acts({'id': 'same'}, {'id': 'same', 'scheme': 'S2'}))
	ok(told['made'] == 2, f'{store.engine}: an own id is unique with its scheme', [told])
	p, told = store.load('intervention', acts({'id': 'tw'}, {'id': 'x9'}, {'id': 'tw', 'outcome': 'OU2'}))
	ok(p.returncode == 1 and told['errors_total'] == 1 and '2' in told['errors'][0]['message'] and
	   '4' in told['errors'][0]['message'] and not [r for r in store.rows('intervention') if r['source_id'] == 'x9'],
	   f'{store.engine}: one id twice with different content is refused, naming both lines', [told])
	u = '0194c374-6e27-707f-b73f-259195acb0bc'
	_, told = store.load('intervention', acts({'id': u.upper()}, {'id': u}))
	ok(told['made'] == 1 and told['unchanged'] == 1 and [r for r in store.rows('intervention') if r['id'] == u],
	   f'{store.engine}: a UUID is the record’s own, in any case', [told])
	_, told = store.load('intervention', acts({'id': u, 'outcome': 'OU4'}))
	ok(told['changed'] == 1, f'{store.engine}: a known id with changed content is a new version', [told])
	refs = {}
	for register in ('scheme', 'agency', 'town', 'client', 'staff'):
		for row in store.rows(register):
			refs[row['source_id']] = row['id']
	_, told = store.load('scheme', [GROUND['scheme'][0],
		['S3', 'Trois', 'FJ', refs['A'], refs['T'], refs['C'], '2024-01-01', ''],
		['S4', 'Quatre', 'Jour', 'OUEST', 'rennes', 'ville', '01/01/2024', '']])
	ok(told['made'] == 2, f'{store.engine}: a reference is a UUID, an own id or a name', [told])
	_, told = store.load('client', [['id', 'name', 'kind'], ['C9', 'Ville', 'town']])
	p, told = store.load('scheme', [GROUND['scheme'][0], ['S5', 'Cinq', 'FJ', 'A', 'T', 'Ville', '2024-01-01', '']])
	ok(p.returncode == 1 and told['errors'][0]['field'] == 'client', f'{store.engine}: a name of two is refused', [told])


def test_files(store):
	def refused(sentence, data, code, *words, extra=()):
		p, told = store.load('intervention', data, *extra)
		text = p.stderr + ' '.join(e['message'] for e in told['errors'])
		codes = [e['code'] for e in told['errors']]
		ok(p.returncode == 1 and all(w in text for w in words) and (code is None or code in codes or code in p.stderr),
		   f'{store.engine}: {sentence}', [p.returncode, text, codes])

	good = acts({'id': 'f1'})
	refused('an unknown column is refused by name', [r + ['z'] if i else r + ['Humeur'] for i, r in enumerate(good)],
	        'unknown_column', 'Humeur')
	_, told = store.load('intervention', [r + ['z'] if i else r + ['Humeur'] for i, r in enumerate(good)], '--ignore',
	                     'Humeur')
	ok(told['made'] == 1, f'{store.engine}: --ignore passes a column over', [told])
	refused('the same field in two columns', [r + ['AC01'] if i else r + ['Nature'] for i, r in enumerate(good)],
	        'double_column', 'Nature')
	refused('a missing column', [r[:1] + r[2:] for r in good], 'missing_column', 'scheme')
	refused('cells beyond the header', [good[0], good[1] + ['trop']], 'extra_cells')
	_, told = store.load('intervention', [good[0], good[1] + ['', ' ']])
	ok(told['unchanged'] == 1, f'{store.engine}: empty cells beyond the header are nothing', [told])
	names = good[0]
	line = ','.join(good[1])
	head = ','.join(names) + ',comment\n'
	bad = line.replace('f1', 'f3').replace('PA3', 'PA8')
	_, told = store.load('intervention', (head + line.replace('f1', 'f2') + ',"deux\n\nlignes"\n\n' + bad + ',\n').encode())
	ok([e['line'] for e in told['errors']] == [6], f'{store.engine}: a line is the physical one on which the record '
	   'begins', [told])
	refused('UTF-16', '\ufeff'.encode('utf-16-le') + head.encode('utf-16-le'), None)
	refused('NUL', head.encode() + line.encode() + b',a\0b\n', None)
	refused('a byte that Windows-1252 has not', head.encode() + line.encode() + b',\x81\xe9\n', None)
	refused('a quote that never closes', (head + line + ',"ouvert\n').encode(), None)
	refused('nothing at all', b'', None)
	_, told = store.load('intervention', head.encode() + line.replace('f1', 'f4').encode() + b',\x80 pay\xe9\n')
	row = [r for r in store.rows('intervention') if r['source_id'] == 'f4']
	ok(row and row[0]['comment'] == '€ payé', f'{store.engine}: what is no UTF-8 is Windows-1252', [told, row])
	_, told = store.load('intervention', (head + line.replace('f1', 'f5') + ",'=1+1\n").encode())
	row = [r for r in store.rows('intervention') if r['source_id'] == 'f5']
	ok(row and row[0]['comment'] == "'=1+1", f'{store.engine}: a formula is text, and is quoted when written', [row])
	path = os.path.join(store.folder, 'map.csv')
	with open(path, 'w', encoding='utf-8') as f:
		f.write('column,field\nQuoi,Nature\nOù,place_kind\n')
	rows = acts({'id': 'f6'})
	rows[0] = [{'kind': 'Quoi', 'place_kind': 'Où'}.get(n, n) for n in rows[0]]
	_, told = store.load('intervention', rows, '--map', path)
	ok(told['made'] == 1, f'{store.engine}: --map renames columns', [told])


def test_partial(store):
	store.load('sector', [['id', 'name', 'town'], ['q', 'Connu', 'T']])
	rows = acts({'id': 'p1', 'sector': 'Inconnu', 'kind': 'PA8'}, {'id': 'p2', 'sector': 'Inconnu'},
	            {'id': 'p3', 'date': '2025-02-30', 'comment': 'a;b "c"'}, {'id': 'p2', 'sector': 'Inconnu'},
	            {'id': 'p4', 'sector': 'CONNU'}, {'id': 'p4', 'sector': 'Connu', 'outcome': 'OU2'})
	before = len(store.rows('intervention'))
	p, told = store.load('intervention', rows)
	ok(p.returncode == 1 and told['written'] is False and len(store.rows('intervention')) == before and
	   told['errors_total'] == 2, f'{store.engine}: all or nothing', [told])
	p, told = store.load('intervention', rows, '--partial')
	path = os.path.join(store.folder, told['file'].split('/')[-1] + '.rejects.csv')
	with open(path, encoding='utf-8', newline='') as f:
		left = list(csv.reader(f))
	ok(p.returncode == 1 and told['made'] == 2 and told['refused'] == 3 and
	   left[0] == rows[0] + ['_line', '_reason'] and sorted(r[-2] for r in left[1:]) == ['2', '4', '7'] and
	   [r[:-2] for r in sorted(left[1:], key=lambda r: r[-2])] == [rows[1], rows[3], rows[6]] and
	   all(r[-1] for r in left[1:]),
	   f'{store.engine}: --partial keeps the good lines and writes the others with line and reason', [told, left])
	sectors = {r['id']: r for r in store.rows('sector')}
	row = [r for r in store.rows('intervention') if r['source_id'] == 'p2'][0]
	ok(row['sector'] in sectors and sectors[row['sector']]['name'] == 'Inconnu' and
	   sectors[row['sector']]['source_id'] == 'Inconnu',
	   f'{store.engine}: a sector named first on a refused line is made by the next one', [row, sectors])
	mended = [[c for c in r[:-2]] for r in left]
	for r in mended[1:]:
		r[mended[0].index('kind')], r[mended[0].index('date')] = 'PA3', '2025-03-10'
	_, told = store.load('intervention', [r for r in mended if r[0] != 'p4'])
	ok(told['made'] == 2, f'{store.engine}: the refused lines come in once they are mended', [told])


def test_shifts(store):
	head = ['id', 'scheme', 'date', 'planned_start', 'planned_end', 'actual_start', 'actual_end', 'team', 'state']

	def refused(sentence, *row):
		p, told = store.load('shift', [head, list(row)])
		ok(p.returncode == 1 and told['errors_total'] == 1, f'{store.engine}: {sentence}', [told])

	refused('a held shift without actual times is refused', 'h1', 'S', '2025-05-02', '14:00', '20:00', '', '', 'M1',
	        'held')
	refused('a held shift with half its actual times is refused', 'h1', 'S', '2025-05-02', '14:00', '20:00', '14:00', '', 'M1',
	        'held')
	refused('so is one that ended and never began', 'h1', 'S', '2025-05-02', '14:00', '20:00', '', '20:00', 'M1', 'planned')
	refused('a shift without a team is refused', 'h1', 'S', '2025-05-02', '14:00', '20:00', '', '', '', 'planned')
	store.load('staff', [['id', 'role', 'agency']] + [[f'M{i}', 'mediator', 'A'] for i in range(3, 6)])
	refused('a team of five is refused', 'h1', 'S', '2025-05-02', '14:00', '20:00', '', '', 'M1|M2|M3|M4|M5', 'planned')
	_, told = store.load('shift', [head, ['h2', 'S', '02/05/2025', '21h30', '6h', '21:30', '06:00', 'M1, M2,M1', 'Tenue']])
	f = store.figures('presence_hours', 'mediator_hours', 'shifts.held_rate', '--period', '2025-05-02', '--scheme', 'S')
	ok(told['made'] == 1 and f['presence_hours']['value'] == 8.5 and f['mediator_hours']['value'] == 17 and
	   f['shifts.held_rate']['value'] == 100, f'{store.engine}: a pair through the night is 8.5 hours and 17 of mediators',
	   [told, f])


def test_registers(store):
	def refused(sentence, register, head, row, field):
		p, told = store.load(register, [head, row])
		ok(p.returncode == 1 and [e['field'] for e in told['errors']] == [field], f'{store.engine}: {sentence}', [told])

	scheme = GROUND['scheme'][0] + ['schedule']
	plain = ['S', 'Jour', 'FJ', 'A', 'T', 'C', '2024-01-01']
	_, told = store.load('scheme', [scheme, plain + ['', 'lundi au vendredi 8h45-12h30, 13h30-16h45 @été ; Je-Sa 21:30-6h']])
	row = [r for r in store.rows('scheme') if r['source_id'] == 'S'][0]
	ok(row['schedule'] == 'Mo-Fr 08:45-12:30,13:30-16:45 @summer; Th-Sa 21:30-06:00',
	   f'{store.engine}: hours are read as people write them, across midnight and by season', [told, row])
	for text in ('tous les jours', 'Mo-Fr 14:00', 'Mo-Fr 14:00-21:00 @carnaval', 'Mo-Fr 25:00-26:00'):
		refused(f'“{text}” are no hours', 'scheme', scheme, plain + ['', text], 'schedule')
	refused('a scheme does not end before it starts', 'scheme', scheme, plain + ['2023-12-31', ''], 'end')
	refused('a town has an INSEE code', 'town', GROUND['town'][0], ['T', 'Rennes', '3500', 'A'], 'insee_code')
	client = ['id', 'name', 'kind', 'siret']
	refused('a SIRET has a check digit', 'client', client, ['C', 'Ville', 'town', '21350238800018'], 'siret')
	refused('a SIRET has fourteen digits', 'client', client, ['C', 'Ville', 'town', '2135023880001'], 'siret')
	_, told = store.load('client', [client, ['C', 'Ville', 'town', '213 502 388 00019']])
	ok(told['changed'] == 1, f'{store.engine}: a SIRET may be written in groups', [told])
	refused('a pseudonym is no telephone number', 'staff', ['id', 'role', 'agency', 'pseudonym'],
	        ['M1', 'mediator', 'A', '06 12 34 56 78'], 'pseudonym')
	refused('nobody leaves before coming', 'staff', ['id', 'role', 'agency', 'start', 'end'],
	        ['M1', 'mediator', 'A', '2025-02-01', '2025-01-01'], 'end')


OF_ACTS = ['kind', 'norm_register', 'theme', 'theme_any', 'place_kind', 'place_group', 'origin', 'origin_group', 'outcome',
           'partner_kind', 'incivility', 'incivility_family', 'severity', 'age', 'sex', 'action', 'hour', 'slot',
           'state', 'cell']
OF_BOTH = ['scheme', 'agency', 'client', 'town', 'sector', 'area', 'weekday', 'day', 'week', 'month', 'quarter', 'year',
           'team']
OF_HOURS = ['presence_hours', 'mediator_hours', 'shifts.held_rate', 'interventions_per_hour']
PERIODS = [('2025', '2025-01-01', '2025-12-31'), ('2025-Q1', '2025-01-01', '2025-03-31'),
           ('2025-03', '2025-03-01', '2025-03-31'), ('2024-02', '2024-02-01', '2024-02-29'),
           ('2025-W11', '2025-03-10', '2025-03-16'), ('2025-W01', '2024-12-30', '2025-01-05'),
           ('2026-W01', '2025-12-29', '2026-01-04'), ('2024-10/2025-09', '2024-10-01', '2025-09-30'),
           ('2025-W10/2025-W11', '2025-03-03', '2025-03-16'), ('2025-03-10', '2025-03-10', '2025-03-10')]


def test_answers(store):
	"""What a figure's answer looks like, and how a question may be put."""
	store.load('area', [['id', 'name', 'town', 'kind'], ['Z', 'Le Sud', 'T', 'QPV']])
	store.load('sector', [['id', 'name', 'town', 'area'], ['q', 'Connu', 'T', 'Z']])
	rows = store.rows('intervention')
	uuid = {r: {x['source_id']: x['id'] for x in store.rows(r)} for r in ('scheme', 'agency', 'client', 'area')}
	told = json.loads(store.must('--json', 'figures', 'contacts', 'interventions', '--scheme', 'S', '--period', '2025-03',
	                             '--by', 'kind,theme', '--evidence'))
	f = told['figures'][1]
	mine = sorted(r['id'] for r in rows if r['scheme'] == uuid['scheme']['S'] and r['service_date'][:7] == '2025-03' and
	              r['kind'][:2] not in ('PC', 'SF', 'CO', 'XB', 'EN'))
	ok(list(told) == ['figures'] and [x['id'] for x in told['figures']] == ['contacts', 'interventions'] and
	   list(f) == ['id', 'label', 'unit', 'value', 'n', 'definition', 'scope', 'period', 'groups', 'evidence'] and
	   f['scope'] == {'scheme': 'S'} and f['period'] == '2025-03' and
	   all(list(g) == ['key', 'value', 'n'] and list(g['key']) == ['kind', 'theme'] for g in f['groups']),
	   f'{store.engine}: an answer has its exact shape', [str(f)[:600]])
	ok(f['value'] == f['n'] == len(mine) and sorted(f['evidence']) == mine,
	   f'{store.engine}: the evidence is the very ids that n counts', [f['n'], len(mine)])
	for option, own, name in (('scheme', 'S', 'JOUR'), ('agency', 'A', 'ouest'), ('area', 'Z', 'le sud')):
		answers = [store.figures('contacts', '--' + option, w) for w in (own, name, uuid[option][own])]
		answers.append(store.figures('contacts', '--where', f'{option}={own}'))
		ok(isinstance(answers[0], dict) and answers.count(answers[0]) == 4 and
		   answers[0]['contacts']['scope'] == {option: own},
		   f'{store.engine}: --{option} takes the own id, the name and the UUID', [str(a)[:200] for a in answers])
	for text, first, last in PERIODS:
		a, b = store.figures('--period', text), store.figures('--from', first, '--to', last)
		ok(isinstance(a, dict) and isinstance(b, dict) and
		   all(a[i]['value'] == b[i]['value'] and a[i]['n'] == b[i]['n'] and a[i]['period'] == text for i in a),
		   f'{store.engine}: {text} goes from {first} to {last}, both included', [str(a)[:200], str(b)[:200]])
	for words in (['--period', '2025-13'], ['--period', '2025-Q5'], ['--period', '2025-W54'], ['--period', '25-03'],
	              ['--period', '2025-04/2025-03'], ['--from', '2025-01-01'], ['--from', '2025-02-01', '--to', '2025-01-01'],
	              ['--period'], ['--by', 'kind,kind'], ['--by', 'kind,theme,age,sex'], ['--where', 'kind'], ['--nothing']):
		p = store.run('--json', 'figures', 'contacts', *words)
		ok(p.returncode == 2 and json.loads(p.stderr)['message'],
		   f"{store.engine}: {' '.join(words)} is a fault of usage, told as JSON", [p.returncode, p.stderr])
	for words in (['--scheme', 'nulle part'], ['--where', 'kind=PA9'], ['--where', 'weekday=8'], ['--where', 'cell=x'],
	              ['--where', 'month=2025-Q1'], ['--where', 'severity=4']):
		p = store.run('--json', 'figures', 'contacts', *words)
		ok(p.returncode == 1 and json.loads(p.stderr)['message'],
		   f"{store.engine}: {' '.join(words)} is refused, told as JSON", [p.returncode, p.stderr])
	faults = []
	for dim in OF_ACTS:
		for figure in OF_HOURS:
			p = store.run('figures', figure, '--by', dim)
			if p.returncode != 2 or figure not in p.stderr or dim not in p.stderr:
				faults.append(f'{figure} {dim}: {p.returncode} {p.stderr}')
	ok(not faults, f'{store.engine}: figures of hours cannot be split by what interventions have, and say why', faults)
	every = [f'{figure} {dim}' for dim in OF_ACTS + OF_BOTH
	         for figure in set(oracle.FIGURES) - set(store.figures('--by', dim))
	         if dim in OF_BOTH or figure not in OF_HOURS]
	ok(not every, f'{store.engine}: every figure goes by every dimension that it can have', every)
	p = store.run('figures', 'contacts', '--by', 'theme_any')
	ok('plusieurs groupes' in p.stdout, f'{store.engine}: groups that may add up to more say so', [p.stdout])
	f = store.figures('interventions', '--by', 'place_group', '--zeros', '--period', '2024-02')['interventions']
	ok([g['value'] for g in f['groups']] == [0] * 9 and f['value'] == 0,
	   f'{store.engine}: --zeros prints groups without rows', [f])
	f = store.figures('settled_rate', 'tension_drop', 'duration_minutes', 'interventions_per_hour', 'shifts.held_rate',
	                  '--period', '2024-02')
	ok(all(x['value'] is None and x['n'] == 0 for x in f.values()), f'{store.engine}: a mean over nothing is null', [f])
	ten = acts(*({'id': f'r{i}', 'date': '2024-01-10', 'tension_before': '3', 'tension_after': '1'} for i in range(10)))
	store.load('intervention', ten)
	f = store.figures('settled_rate', 'tension_drop', 'duration_minutes', '--period', '2024-01')
	ok(f['settled_rate']['value'] is None and f['settled_rate']['n'] == 10 and f['tension_drop']['value'] is None and
	   f['duration_minutes']['value'] == 10, f'{store.engine}: below eleven a rate is held back, its n is not', [f])
	store.load('intervention', acts({'id': 'r10', 'date': '2024-01-11', 'outcome': 'OU5', 'tension_before': '0',
	                                 'tension_after': '4'}))
	f = store.figures('settled_rate', 'tension_drop', '--period', '2024-01')
	ok(abs(f['settled_rate']['value'] - 1000 / 11) < 1e-9 and abs(f['tension_drop']['value'] - 16 / 11) < 1e-9,
	   f'{store.engine}: from eleven on it is shown', [f])
	p = store.run('--db', '/nowhere/at/all.db', '--json', 'figures', 'contacts')
	ok(p.returncode in (1, 3) and json.loads(p.stderr)['message'], f'{store.engine}: no store, no answer', [p.stderr])
	for words, status, out in ((['-1.6794', '48.1113'], 0, 'CRS3035RES200mN2846200E3455000\n'),
	                           (['--', '-1.6794', '48.1113'], 0, 'CRS3035RES200mN2846200E3455000\n'),
	                           (['48.1113', '-1.6794'], 1, ''), (['-1.6794'], 2, ''), (['x', 'y'], 2, '')):
		p = store.run('grid', *words)
		ok(p.returncode == status and p.stdout == out, f"{store.engine}: grid {' '.join(words)}", [p.stdout, p.stderr])


def test_round_trip(store, folder, url):
	"""What export writes, import takes: into another store, and back into this one."""
	other = Store(url, folder, store.engine)
	other.must('init')
	registers = [line.split()[0] for line in store.must('help', 'import').splitlines()
	             if line.startswith('  ') and len(line.split()) > 1 and line[2] != ' ']
	registers = [r for r in registers if r.replace('_', '').isalpha() and r.islower()]
	differ, again = [], []
	for register in registers:
		text = store.must('export', register)
		_, told = other.load(register, text.encode())
		if text.count('\n') > 1 and told.get('errors_total', 1):
			differ.append((register, told['errors'][:2]))
		_, told = store.load(register, text.encode())
		if told.get('made', 0) + told.get('changed', 0):
			again.append((register, told))
	ok(len(registers) >= 18 and not differ, f'{store.engine}: every register goes out and comes in elsewhere', differ)
	ok(not again, f'{store.engine}: what was written changes nothing when it comes back', again)
	ok(all(store.must('export', r) == other.must('export', r) for r in registers),
	   f'{store.engine}: and is written out there byte for byte as here')
	a, b = store.figures('--by', 'month,scheme'), other.figures('--by', 'month,scheme')
	ok(isinstance(a, dict) and a == b, f'{store.engine}: the figures are the same there')


def run(url, folder, engine, other):
	store = ground(url, folder, engine)
	test_kept(store)
	test_cells(store)
	test_rules(store)
	test_service_day(store)
	test_identity(store)
	test_files(store)
	test_partial(store)
	test_shifts(store)
	test_registers(store)
	test_answers(store)
	test_round_trip(store, folder, other)


def main():
	with tempfile.TemporaryDirectory() as folder:
		run(os.path.join(folder, 'contract.db'), folder, 'SQLite', os.path.join(folder, 'other.db'))
		url = os.environ.get('MAILLAGE_TEST_DB_URL')
		if url:
			run(url, folder, 'PostgreSQL', os.path.join(folder, 'pg-other.db'))
		else:
			ok(True, 'PostgreSQL # SKIP MAILLAGE_TEST_DB_URL is not set')
	return finish()


if __name__ == '__main__':
	sys.exit(main())
