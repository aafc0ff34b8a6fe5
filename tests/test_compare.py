#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The demonstration beside a printed report: each id is the same, or differs for the reason we know; and
what its numbers say of each other.

MAILLAGE: the program.  MAILLAGE_TEST_DB_URL: a PostgreSQL database that is empty, for a second run with a
twentieth of the interventions and meetings.  MAILLAGE_TEST_SMALL: no more on SQLite either.
"""
import csv
import json
import os
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
from driver import PG_URL, SLOW, finish, ok  # noqa: E402
from outside import Store  # noqa: E402

PRINTED = os.path.join(HERE, 'golden', 'report-2025.csv')
OURS = os.path.join(HERE, '..', 'data', 'demo', 'compare.csv')
# What grows with --scale: not the same in a small demonstration.
SCALED = {'rennes_instances', 'rennes_personnes', 'rennes_interventions'}
# Contradictions of the report itself: what the records give, never forced.
CONTRADICTIONS = {
	'rh_part_nes_hors_france': 34, 'nantes_ecole_etab_carte': 29, 'nantes_quartier_referents_carte': 7,
	'idf_bagneux_duree': 3, 'idf_clayes_duree': 4, 'angers_abords_fin_carte': 18.5,
	'prison_dept_orleans': 45, 'experimentaux_nb': 3,
}
CHECKS = '---\ntitle: Checks\nlang: en\n---\n\n## What the numbers say of each other\n\n::checks\n'


def rows(path):
	with open(path, encoding='utf-8') as f:
		return list(csv.DictReader(f))


def compared(store, path):
	p = store.run('--json', '--quiet', 'demo', '--compare', path)
	return p, {line['id']: line for line in json.loads(p.stdout)} if p.stdout else {}


def the_report(store, small):
	name = store.engine
	p, lines = compared(store, PRINTED)
	ok(len(lines) == len(rows(PRINTED)), f'{name}: each printed id has its line', [p.stderr[-300:]])
	bad = [f"{i}: printed {v['printed']}, computed {v['computed']}: {v['why']}" for i, v in lines.items()
	       if not v['known'] and not (small and i in SCALED)]
	ok(not bad, f'{name}: each is the same as printed, or differs for a known reason, or is no measure', bad)
	ok(small or p.returncode == 0, f'{name}: nothing else differs, and the exit status says so', [p.stderr[-300:]])
	same = sum(v['same'] for v in lines.values())
	ok(same >= 220, f'{name}: most are the same as printed ({same})')
	bad = [f"{i}: {lines[i]}" for i, value in CONTRADICTIONS.items()
	       if lines[i]['same'] or lines[i]['printed_value'] == lines[i]['computed_value'] or
	       abs(round(lines[i]['computed_value'] * 10) / 10 - value) > .5 or not lines[i]['why']]
	ok(not bad, f'{name}: each contradiction of the report is shown with both values and why', bad)
	none = [i for i, v in lines.items() if not v['measure']]
	ok(none and all(lines[i]['why'] for i in none), f'{name}: what is no measure of records says why')
	return {i: v for i, v in lines.items() if i not in SCALED}


def another_report(store):
	printed = rows(PRINTED)
	path = os.path.join(store.folder, 'other.csv')
	for row in printed:
		if row['id'] == 'effectif_total':
			row['value'] = row['value_printed'] = '145'
	with open(path, 'w', encoding='utf-8', newline='') as f:
		w = csv.DictWriter(f, printed[0].keys())
		w.writeheader()
		w.writerows(printed + [dict(printed[0], id='unheard_of')])
	p, lines = compared(store, path)
	ok(p.returncode == 1 and not lines['effectif_total']['same'] and not lines['effectif_total']['known'] and
	   lines['effectif_total']['computed_value'] == 144,
	   f'{store.engine}: a number that the records do not give is shown with both values',
	   [str(lines.get('effectif_total'))])
	ok(not lines['unheard_of']['known'], f'{store.engine}: an id that nobody knows is said to be unknown')


def texts_of(block):
	"""Every text of a report's JSON, in its order."""
	if isinstance(block, str):
		return [block]
	inner = block.values() if isinstance(block, dict) else block if isinstance(block, list) else []
	return [text for one in inner for text in texts_of(one)]


def checks_of(store):
	path = os.path.join(store.folder, 'checks.md')
	with open(path, 'w', encoding='utf-8') as f:
		f.write(CHECKS)
	report = json.loads(store.must('--quiet', 'report', path, '--period', '2025', '--format', 'json'))
	said = ' '.join(texts_of(report))
	return said[said.index('What the numbers'):]


def the_checks(store):
	"""What ::checks says of the demonstration, and once a ticket is missing in the register; gives the second."""
	said = checks_of(store)
	ok('all of them hold' in said, f"{store.engine}: the demonstration's numbers do not contradict each other", [said])
	line = next(r for r in store.rows('waste_ticket') if r['date'].startswith('2025'))
	line = dict(line, id='', source_id='AGAIN', number='AGAIN')
	p, told = store.load('waste_ticket', [list(line), list(line.values())])
	said = checks_of(store)
	ok(p.returncode == 0 and 'tonnes as the weighing tickets. It does not hold' in said and
	   said.count('It does not hold') == 1,
	   f'{store.engine}: a ticket that the waste register lacks is told, and nothing else', [told, said])
	return said


def the_table():
	ids, ours = [r['id'] for r in rows(PRINTED)], rows(OURS)
	ok(sorted(ids) == sorted(r['id'] for r in ours), 'the demonstration knows each printed id, and no other')
	ok(all(r['figure'] or r['why'] for r in ours), 'an id without a figure has its reason')
	ok(all(bool(r['gives']) == bool(r['figure']) for r in ours if r['why']),
	   'a known difference tells what the records give')


def run(url, engine, folder, small):
	store = Store(url, folder, engine, 'en')
	store.must('--quiet', 'demo', *(['--scale', '0.05'] if small else []))
	lines = the_report(store, small)
	another_report(store)
	return lines, the_checks(store)


def main():
	the_table()
	told = []
	with tempfile.TemporaryDirectory() as folder:
		for engine, url, small in (('SQLite', os.path.join(folder, 'demo.db'), SLOW), ('PostgreSQL', PG_URL, True)):
			if not url:
				ok(True, f'{engine} # SKIP MAILLAGE_TEST_DB_URL is not set')
				continue
			os.mkdir(os.path.join(folder, engine))
			told.append(run(url, engine, os.path.join(folder, engine), small))
	ok(all(one == told[0] for one in told), 'both engines say the same of the report and of the numbers',
	   [f'{i}: {told[0][0][i]} {one[0][i]}' for one in told for i in one[0] if one[0][i] != told[0][0][i]] +
	   [one[1] for one in told])
	return finish()


if __name__ == '__main__':
	sys.exit(main())
