#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The figures, driven from outside, against the samples' expected numbers and the oracle.

MAILLAGE: the program.  MAILLAGE_TEST_DB_URL: a PostgreSQL database that is empty, for a second run.
MAILLAGE_TEST_SEED: seed of the random records.  MAILLAGE_TEST_ASKS: how many random questions.
"""
import csv
import datetime as dt
import json
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
import oracle  # noqa: E402
import oracle_codes as nom  # noqa: E402

SAMPLES = os.path.join(HERE, '..', 'data', 'samples')
PROGRAM = os.environ.get('MAILLAGE', os.path.join(HERE, '..', 'build', 'maillage'))
SEED = int(os.environ.get('MAILLAGE_TEST_SEED', '20251231'))
SMALL = ['agency', 'town', 'client', 'scheme', 'staff', 'shift']
ACTS = ['nantes.csv', 'paris.tsv', 'releve-rennes.csv', 'sans_id.csv']
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


class Store:
	def __init__(self, url, engine):
		self.url, self.engine = url, engine

	def run(self, *words):
		env = dict(os.environ, MAILLAGE_DB=self.url, MAILLAGE_LANG='fr')
		return subprocess.run([PROGRAM, *words], env=env, capture_output=True, timeout=570,
		                      encoding='utf-8', errors='replace')

	def must(self, *words):
		p = self.run(*words)
		if p.returncode != 0:
			ok(False, f"{self.engine}: maillage {' '.join(words[:3])} ends well",
			   [f'status {p.returncode}'] + p.stderr.splitlines()[-10:])
			raise SystemExit(finish())
		return p.stdout

	def figures(self, *words):
		"""{id: figure object}, or the finished process when it refused."""
		p = self.run('--json', '--quiet', 'figures', *words)
		if p.returncode != 0:
			return p
		return {f['id']: f for f in json.loads(p.stdout)['figures']}


def words_of(figure, where, period, by):
	words = [figure] if figure else []
	for dim, codes in where:
		words += ['--where', dim + '=' + ','.join('null' if c is None else c for c in codes)]
	if isinstance(period, tuple):
		words += ['--from', period[0].isoformat(), '--to', period[1].isoformat()]
	elif period:
		words += ['--period', period]
	if by:
		words += ['--by', ','.join(by)]
	return words


def finish():
	print(f'1..{done}')
	return failed > 0


# -- random records ------------------------------------------------------------------------------

def clock(minutes):
	return '%02d:%02d' % (minutes // 60 % 24, minutes % 60)


def random_shifts(r, schemes, staff):
	"""Shifts that never overlap within a scheme, but cancelled ones."""
	rows, i = [], 0
	for scheme in schemes:
		day = dt.date(2025, 2, 24)
		for _ in range(40):
			day += dt.timedelta(days=r.choice([1, 1, 1, 2]))
			start = r.choice([15, 330, 479, 480, 840, 1080, 1290, 1290])
			length = r.choice([120, 300, 390])
			state = r.choices(['held', 'cancelled', 'planned'], [8, 2, 1])[0]
			shift_start = start + r.choice([0, 0, -10, 12])
			held = state == 'held'
			i += 1
			rows.append({
				'id': f'RV{i:04d}', 'scheme': scheme, 'date': day.isoformat(),
				'planned_start': clock(start), 'planned_end': clock(start + length),
				'actual_start': clock(shift_start) if held else '',
				'actual_end': clock(shift_start + length + r.choice([0, 7, -5])) if held else '',
				'team': '|'.join(r.sample(staff, r.randint(1, 4))), 'state': state,
				'reason': 'absence' if state == 'cancelled' else '',
			})
			day += dt.timedelta(days=1 if start + length > 1440 else 0)
	future = dt.date.today() + dt.timedelta(days=30)
	rows.append(dict(rows[0], id='RV9999', date=future.isoformat(), state='planned', reason='',
	                 actual_start='', actual_end=''))
	return rows


# Registered ones by id and by name in any case, one of two towns, and one that grows.
SECTORS = ['Q1', 'le blosne', 'CLEUNAY', 'Centre', 'Gros Malhon']


def random_report(r, i, schemes):
	day = dt.date(2025, 2, 24) + dt.timedelta(days=r.randint(0, 75))
	row = {'id': f'P{i:04d}', 'partner': r.choice(['PA', 'PB']), 'scheme': r.choice(schemes),
	       'date': day.isoformat(), 'start': r.choice(['', '00:00', '04:59', '05:00', '23:10', '06:30']),
	       'sector': r.choice(['', *SECTORS]), 'place_kind': r.choice(list(nom.PLACE)),
	       'facts': '|'.join(r.choice(list(nom.INCIVILITY)) + r.choice(['', 'x2', 'x3!3'])
	                         for _ in range(r.randint(1, 3)))}
	if r.random() < .5:
		row['lon'], row['lat'] = '%.5f' % r.uniform(-1.69, -1.67), '%.5f' % r.uniform(48.10, 48.115)
	return row


def random_act(r, i, schemes, shifts):
	kind = r.choice(list(nom.KIND))
	if kind in ('XB', 'EN1'):
		kind = 'PA3'
	day = dt.date(2025, 2, 24) + dt.timedelta(days=r.randint(0, 75))
	start = r.choice([0, 119, 120, 299, 300, 359, 360, 419, 420, 479, 480, 719, 720, 899, 1109, 1110,
	                  1349, 1350, 1439, r.randint(0, 1439)])
	themes = r.sample([t for t in nom.THEME if t != 'T99'], 3)
	row = {
		'id': f'X{i:05d}', 'scheme': r.choice(schemes), 'date': day.isoformat(),
		'start': clock(start), 'place_kind': r.choice(list(nom.PLACE)), 'kind': kind,
		'theme': themes[0] if kind not in ('PA1', 'PA2', 'VT1') or r.random() < .5 else '',
		'origin': r.choice(['', *nom.ORIGIN]),
		'outcome': r.choice(list(nom.OUTCOME)) if kind != 'PA1' or r.random() < .3 else '',
		'actions': '|'.join(r.sample(list(nom.ACTION), r.choice([0, 0, 1, 2, 4]))),
		'relays': '|'.join(r.sample(list(nom.PARTNER), r.choice([0, 0, 0, 1, 3]))),
		'weak_signal': r.choice(['', '', '', 'oui', 'non']),
	}
	if row['theme'] and r.random() < .4:
		row['theme2'] = themes[1]
		if r.random() < .5:
			row['theme3'] = themes[2]
	if r.random() < .5:
		row['duration_min'] = str(r.choice([0, 1, 5, 45, 300]))
	else:
		row['end'] = clock(start + r.choice([0, 3, 20, 90]))
	if r.random() < .2:
		shift = r.choice([s for s in shifts if s['state'] != 'cancelled'])
		row.update(shift=shift['id'], scheme=shift['scheme'], date=shift['date'])
		if r.random() < .3:
			row['date'] = (oracle.day_of(shift['date']) + dt.timedelta(days=1)).isoformat()
	facts = []
	for _ in range(r.choice([0, 0, 0, 1, 2, 3])):
		facts.append(r.choice(list(nom.INCIVILITY)) + r.choice(['', 'x2', 'x3', 'x7']) +
		             r.choice(['', '!2', '!3']))
	row['facts'] = '|'.join(facts)
	row['state'] = r.choice(['', '', 'validated', 'locked'])
	if r.random() < .7:
		row['sector'] = r.choice(SECTORS)
	if r.random() < .5:
		row['lon'], row['lat'] = '%.5f' % r.uniform(-1.69, -1.67), '%.5f' % r.uniform(48.10, 48.115)
	if r.random() < .4:
		row['tension_before'], row['tension_after'] = str(r.randint(0, 4)), str(r.randint(0, 4))
	if kind != 'PA1':
		for _ in range(r.choice([0, 1, 1, 2, 5])):
			row[r.choice('FMN') + '_' + r.choice(oracle.AGES)] = str(r.choice([0, 1, 2, 3, 25]))
	return row


def write_csv(path, rows):
	names = list(dict.fromkeys(n for row in rows for n in row))
	with open(path, 'w', newline='', encoding='utf-8') as f:
		w = csv.DictWriter(f, names, restval='')
		w.writeheader()
		w.writerows(rows)


def make_random(folder, r):
	"""Two new schemes, shifts and records of six schemes; gives {register: path}."""
	new = [
		{'id': 'RX1', 'name': 'Essai – halls', 'form': 'FN', 'agency': 'AG-R', 'town': 'T-REN',
		 'client': 'C-ARC', 'start': '2024-01-01', 'end': ''},
		{'id': 'RX2', 'name': 'Essai – écoles, parvis', 'form': 'FE', 'agency': 'AG-P',
		 'town': 'T-BAG', 'client': 'C-BAG', 'start': '2024-01-01', 'end': ''},
	]
	# Shifts only in the new schemes: in the others they would overlap the samples' own.
	area = [{'id': 'Z1', 'name': 'Quartier prioritaire', 'town': 'T-REN', 'kind': 'QPV'},
	        {'id': 'Z2', 'name': 'Autre zone', 'town': 'T-BAG', 'kind': ''}]
	sector = [{'id': 'Q1', 'name': 'Villejean', 'town': 'T-REN', 'area': 'Z1'},
	          {'id': 'Q2', 'name': 'Le Blosne', 'town': 'T-REN', 'area': 'Z1'},
	          {'id': 'Q3', 'name': 'Cleunay', 'town': 'T-REN', 'area': ''},
	          {'id': 'Q4', 'name': 'Le Blosne', 'town': 'T-BAG', 'area': 'Z2'},
	          {'id': 'Q5', 'name': 'Villejean', 'town': 'T-NAN', 'area': ''}]
	partner = [{'id': 'PA', 'name': 'Bailleur', 'kind': 'PT04', 'town': 'T-REN'},
	           {'id': 'PB', 'name': 'Police municipale', 'kind': 'PT02', 'town': ''}]
	staff = [f'M{i:03d}' for i in range(1, 41)]
	shifts = random_shifts(r, ['RX1', 'RX2'], staff)
	acts = [random_act(r, i, ['RX1', 'RX1', 'RX2', 'RX2', 'D01', 'D04', 'D08'], shifts)
	        for i in range(1500)]
	for shift in shifts:
		shift['sector'] = r.choice(['', 'Cleunay', 'Q2' if shift['scheme'] == 'RX1' else 'Q4'])
	for row in acts + shifts:  # an id of a sector counts in its own town only in these files
		if row.get('sector') == 'Q1' and row['scheme'] not in ('RX1', 'D01'):
			row['sector'] = 'Villejean'
	reports = [random_report(r, i, ['RX1', 'RX2', 'D01']) for i in range(300)]
	for row in reports:
		if row['sector'] == 'Q1' and row['scheme'] == 'RX2':
			row['sector'] = 'Villejean'
	paths = {}
	for register, rows in (('scheme', new), ('area', area), ('sector', sector), ('partner', partner),
	                       ('shift', shifts), ('intervention', acts), ('incivility_report', reports)):
		paths[register] = os.path.join(folder, f'random-{register}.csv')
		write_csv(paths[register], rows)
	return paths


# -- random questions ----------------------------------------------------------------------------

CODES = {
	'scheme': ['RX1', 'RX2', 'D01', 'D04', 'D08'], 'agency': ['AG-R', 'AG-N', 'AG-P'],
	'client': ['C-ARC', 'C-BAG', 'C-NAN', 'C-REN'], 'town': ['T-REN', 'T-BAG', 'T-NAN'],
	'kind': list(nom.KIND)[:30], 'norm_register': ['R1', 'R2', 'R3', 'R4', 'R5', 'R6', 'R7', 'R8'],
	'theme': list(nom.THEME) + [None], 'theme_any': list(nom.THEME) + [None],
	'place_kind': list(nom.PLACE), 'place_group': ['public_space', 'residence', 'school', 'facility',
	'service', 'works', 'custody', 'remote', 'other'], 'origin': list(nom.ORIGIN),
	'origin_group': ['spontaneous', 'hailed', 'requested', 'follow_up'],
	'outcome': list(nom.OUTCOME) + [None], 'partner_kind': list(nom.PARTNER) + [None],
	'incivility': list(nom.INCIVILITY) + [None],
	'incivility_family': list('ABCDEFGHIZ') + [None],
	'severity': ['1', '2', '3', None], 'age': oracle.AGES + [None],
	'sex': ['F', 'M', 'N', None],
	'action': list(nom.ACTION) + [None], 'weekday': list('1234567'), 'hour': [str(h) for h in range(24)],
	'slot': ['S1', 'S2', 'S3', 'S4', 'S5', 'S6', None], 'month': ['2025-02', '2025-03', '2025-04'],
	'week': ['2025-W09', '2025-W10', '2025-W14'], 'quarter': ['2025-Q1', '2025-Q2'],
	'sector': ['Q1', 'Q2', 'Q3', 'Q4', None], 'area': ['Z1', 'Z2', None],
	'state': ['sent', 'validated', 'locked', 'draft'], 'team': ['M001', 'M002', 'M017', None],
	'cell': ['CRS3035RES200mN2845800E3455000', 'CRS3035RES200mN2845600E3455200', None],
	'year': ['2024', '2025'], 'day': ['2025-03-01', '2025-03-30', '2025-03-02'],
}
FEW = {'sector', 'area', 'team', 'scheme', 'agency', 'client', 'town', 'weekday', 'month', 'quarter', 'year', 'week'}


def random_question(r):
	dims = sorted(CODES)
	if r.random() < .35:  # one that figures of hours can answer too
		dims = sorted(FEW)
	by = tuple(r.sample(dims, r.choice([0, 1, 1, 1, 2, 2, 3])))
	where = []
	for dim in r.sample(dims, r.choice([0, 0, 1, 1, 2, 3])):
		codes = CODES[dim]
		n = r.randint(1, max(1, min(len(codes), r.choice([1, 2, len(codes) // 2 or 1]))))
		where.append((dim, set(r.sample(codes, n))))
	first = dt.date(2025, 2, 20) + dt.timedelta(days=r.randint(0, 40))
	period = r.choice([None, None, '2025', '2025-Q1', '2025-03', '2025-W10', '2024-10/2025-09',
	                   '2025-03-30', (first, first + dt.timedelta(days=r.randint(0, 30)))])
	return where, period, by


def evidence_faults(figure, answer, mine, source_of, known):
	"""n distinct ids, and those with an id of the operator's own the very ones of the oracle."""
	out = []
	if len(set(answer['evidence'])) != answer['n'] or len(answer['evidence']) != answer['n']:
		out.append(f"{figure}: {len(answer['evidence'])} ids for n = {answer['n']}")
	theirs = {source_of[i] for i in answer['evidence'] if source_of.get(i)}
	ours = {k[-1] if isinstance(k, tuple) else k for k in mine['ids']} & known
	for ident in sorted(theirs ^ ours)[:4]:
		out.append(f"{figure}: {ident} is evidence {'there' if ident in theirs else 'here'} only")
	return out


class World:
	"""Random records, questions about them and the oracle's answers: the same whatever is asked."""

	def __init__(self, folder, asks):
		r = random.Random(SEED)
		self.paths = make_random(folder, r)
		self.o = oracle.load(SAMPLES)
		for register in ('scheme', 'area', 'sector', 'partner'):
			self.o.small(register, self.paths[register])
		self.o.read_shifts(self.paths['shift'])
		self.o.read_acts(self.paths['intervention'])
		self.o.read_reports(self.paths['incivility_report'])
		self.questions = [([], None, (d,)) for d in sorted(CODES)]
		self.questions += [random_question(r) for _ in range(asks)]
		self.answers = [self.answer(*question) for question in self.questions]

	def answer(self, where, period, by):
		"""{figure: what the oracle answers, or None where it refuses}"""
		out = {}
		for figure in oracle.FIGURES:
			try:
				out[figure] = oracle.ask(self.o, figure, where, period, by)
			except oracle.Refused:
				out[figure] = None
		return out


def compare_question(store, question, answers, source_of, extra=()):
	where, period, by = question
	words = words_of(None, where, period, by) + ['--evidence', *extra]
	got = store.figures(*words)
	if not isinstance(got, dict):
		return [' '.join(words), f'status {got.returncode}', got.stderr.strip()]
	out, known = [], {s for s in source_of.values() if s}
	for figure, mine in answers.items():
		if mine is None:
			if figure in got:
				out.append(f'{figure} should have been refused')
			continue
		if figure not in got:
			out.append(f'{figure} is missing')
			continue
		out += [f'{figure}: {line}' for line in oracle.differences(mine, got[figure], by)]
		out += evidence_faults(figure, got[figure], mine, source_of, known)
	return [' '.join(words)] + out if out else []


# -- the run -------------------------------------------------------------------------------------

def test_expected(store):
	with open(os.path.join(SAMPLES, 'expected.json'), encoding='utf-8') as f:
		expected = json.load(f)['figures']
	numbers, faults = {(): 0, ('--sql',): 0}, {(): [], ('--sql',): []}
	asked = {}
	for want in expected:
		key = (json.dumps(want['scope']), want['period'], tuple(want['by']))
		asked.setdefault(key, []).append(want)
	for (scope, period, by), wants in asked.items():
		words = [w['figure'] for w in wants]
		for dim, code in json.loads(scope).items():
			words += ['--' + dim, code]
		words += words_of(None, [], period, by)
		for extra in numbers:
			got = store.figures(*words, *extra)
			if not isinstance(got, dict):
				faults[extra].append(f"{' '.join(words)}: status {got.returncode} {got.stderr}")
				continue
			for want in wants:
				mine = {'value': want['value'], 'n': want['n'], 'groups': {
					tuple(g['key'][d] for d in by): (g['value'], g['n']) for g in want['groups']}}
				found = oracle.differences(mine, got[want['figure']], by,
				                           want['figure'] != 'interventions_per_hour')
				numbers[extra] += 1 + len(want['groups'])
				faults[extra] += [f"{want['figure']} {scope} {period} {by}: {x}" for x in found]
	for extra, path in (((), 'by facts'), (('--sql',), 'by SQL')):
		ok(not faults[extra], f'{store.engine}: the {numbers[extra]} numbers expected of the samples '
		   f'come out {path}', faults[extra])


def test_usage(store):
	def refused(status, sentence, holds, *words):
		p = store.run('figures', *words)
		ok(p.returncode == status and holds in p.stderr, f'{store.engine}: {sentence}',
		   [f'status {p.returncode}, {status} wanted, with “{holds}”', p.stderr])

	refused(2, 'an unknown figure is a usage error that names the nearest', 'interventions',
	        'intervention')
	refused(2, 'an unknown dimension is a usage error that names the nearest', 'month',
	        'contacts', '--by', 'mont')
	refused(2, 'an unknown dimension of --where is a usage error', 'theme', 'contacts', '--where',
	        'themes=T10')
	refused(1, 'an unknown scheme is refused with the nearest', 'D0', 'contacts', '--scheme', 'D99')
	refused(1, 'an unknown code is refused with the nearest', 'T1', 'contacts', '--where',
	        'theme=T1X')
	refused(2, 'hours cannot be split by theme', '', 'presence_hours', '--by', 'theme')
	refused(2, 'hours cannot be filtered by kind', '', 'mediator_hours', '--where', 'kind=PA1')
	refused(2, 'a period that is none is a usage error', '', 'contacts', '--period', '2025-13')
	refused(2, '--period and --from together are a usage error', '', 'contacts', '--period', '2025',
	        '--from', '2025-01-01', '--to', '2025-02-01')
	by_id = store.figures('contacts', '--scheme', 'D05')
	by_name = store.figures('contacts', '--scheme', 'rennes – PISCINES')
	ok(by_id == by_name and isinstance(by_id, dict), f'{store.engine}: a scheme may be given by name')
	by_code = store.figures('interventions', '--where', 'kind=GC2')
	by_label = store.figures('interventions', '--where', 'kind=conflit en temps réel')
	ok(by_code == by_label and isinstance(by_code, dict),
	   f'{store.engine}: a code may be given by its label')
	either = store.figures('interventions', '--where', 'kind=GC2', '--where', 'kind=GC1')
	both = store.figures('interventions', '--where', 'kind=GC2,GC1')
	ok(either == both and isinstance(either, dict),
	   f'{store.engine}: --where twice on one dimension means either')
	p = store.run('figures', 'interventions', '--period', '2025')
	ok(p.returncode == 0 and '2\u202f224' in p.stdout.replace('\u00a0', '\u202f'),
	   f'{store.engine}: people get a table with the value as French typography writes it',
	   [p.stdout, p.stderr])
	p = store.run('figures', '--period', '2025')
	lines = p.stdout.splitlines()
	groups = [line for line in lines[2:] if line and line[0] != ' ']
	ok(groups[0] == 'Terrain' and len(groups) == len(set(groups)) > 5 and
	   any(line.startswith('  ') and ' contacts.minors ' in line for line in lines),
	   f'{store.engine}: without an id, all figures stand in groups, each with its id', lines[:20])
	p = store.run('figures', '--by', 'severity')
	ok(p.returncode == 0 and len(p.stderr.splitlines()) == 1 and 'chiffres sont laissés de côté' in p.stderr,
	   f'{store.engine}: what cannot be asked so is told in one line', [p.stderr])
	got = store.figures('interventions', '--by', 'weekday', '--where', 'scheme=D04', '--period',
	                    '2025-03-03', '--zeros')
	ok(isinstance(got, dict) and len(got['interventions']['groups']) >= 7,
	   f'{store.engine}: --zeros shows the weekdays on which nothing happened',
	   [got if isinstance(got, dict) else got.stderr])


def sources(store):
	"""{UUID: the operator's own id} of interventions and shifts."""
	out = {}
	for register in ('intervention', 'shift', 'incivility_report'):
		text = store.must('export', register)
		for row in csv.DictReader(text.splitlines(True)):
			out[row['id']] = row.get('source_id') or None
	return out


def test_random(store, world, asks):
	for register, path in world.paths.items():
		store.must('--quiet', 'import', register, path)
	source_of = sources(store)
	n_acts, n_shifts = len(world.o.acts), len(world.o.shifts)
	ok(len(source_of) == n_acts + n_shifts, f'{store.engine}: the store holds as many records as the oracle',
	   [f'{len(source_of)} there, {n_acts} + {n_shifts} here'])
	for i, (question, answers) in enumerate(zip(world.questions, world.answers)):
		# SQL takes its time; every third question is enough of it, all in a long run.
		for extra in ((), ('--sql',)) if i % 3 == 0 or asks > 100 else ((),):
			faults = compare_question(store, question, answers, source_of, extra)
			name = ' '.join(words_of(None, *question)) or 'everything'
			ok(not faults, f"{store.engine}: all figures {'by SQL' if extra else 'by facts'} agree "
			   f'with the oracle for {name[:150]}', faults)


def test_check(store, folder):
	p = store.run('--json', 'check')
	good = p.returncode == 0
	told = json.loads(p.stdout) if good else {}
	ok(good and told['ok'] and told['compared'] > 1000 and told['disagreeing'] == 0,
	   f'{store.engine}: check finds nothing to complain of', [p.stdout[-1500:], p.stderr[-1500:]])
	if store.engine != 'SQLite':
		return
	copy = os.path.join(folder, 'tampered.db')
	shutil.copy(store.url, copy)
	for suffix in ('-wal',):
		if os.path.exists(store.url + suffix):
			shutil.copy(store.url + suffix, copy + suffix)
	db = sqlite3.connect(copy)
	db.execute("UPDATE intervention SET duration_min = 719 WHERE source_id = 'X00003'")
	db.commit()
	db.close()
	p = Store(copy, 'SQLite').run('check')
	ok(p.returncode == 3, 'SQLite: check fails on a row that was changed behind the journal',
	   [f'status {p.returncode}', p.stdout[-500:], p.stderr[-500:]])


def run(url, engine, folder, world, asks):
	store = Store(url, engine)
	store.must('init')
	for register in SMALL:
		store.must('--quiet', 'import', register, os.path.join(SAMPLES, register + '.csv'))
	for name in ACTS:
		store.must('--quiet', 'import', 'intervention', os.path.join(SAMPLES, name))
	ok(True, f'{engine}: the samples are imported')
	test_expected(store)
	test_usage(store)
	test_random(store, world, asks)
	test_check(store, folder)


def main():
	small = os.environ.get('MAILLAGE_TEST_SMALL')
	asks = int(os.environ.get('MAILLAGE_TEST_ASKS', '8' if small else '36'))
	with tempfile.TemporaryDirectory() as folder:
		world = World(folder, asks)
		run(os.path.join(folder, 'figures.db'), 'SQLite', folder, world, asks)
		url = os.environ.get('MAILLAGE_TEST_DB_URL')
		if url:
			run(url, 'PostgreSQL', folder, world, asks)
		else:
			ok(True, 'PostgreSQL # SKIP MAILLAGE_TEST_DB_URL is not set')
	return finish()


if __name__ == '__main__':
	sys.exit(main())
