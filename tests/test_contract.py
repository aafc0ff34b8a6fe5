#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The interchange contract, sentence by sentence, seen from outside and worked out anew."""
import os
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
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


def run(url, folder, engine):
	store = ground(url, folder, engine)
	test_kept(store)


def main():
	with tempfile.TemporaryDirectory() as folder:
		run(os.path.join(folder, 'contract.db'), folder, 'SQLite')
		url = os.environ.get('MAILLAGE_TEST_DB_URL')
		if url:
			run(url, folder, 'PostgreSQL')
		else:
			ok(True, 'PostgreSQL # SKIP MAILLAGE_TEST_DB_URL is not set')
	return finish()


if __name__ == '__main__':
	sys.exit(main())
