#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The demonstration years, driven from outside.  MAILLAGE: the program."""
import json
import os
import shutil
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
		                for register in ('intervention', 'shift', 'scheme', 'incivility_report')])
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
	year = value(figures(db, ids, '--period', '2025').get('interventions')) or 0
	ok(100000 < year < 175000, 'a year has 100 000 to 175 000 interventions', [str(year)])


def main():
	folder = tempfile.mkdtemp(prefix='maillage-demo-')
	try:
		small_runs(folder)
		if not os.environ.get('MAILLAGE_TEST_SMALL'):
			whole(folder)
	finally:
		shutil.rmtree(folder)
	print(f'1..{done}')
	return 1 if failed else 0


if __name__ == '__main__':
	sys.exit(main())
