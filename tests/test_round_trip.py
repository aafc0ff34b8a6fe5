#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every register of a demonstration store goes out and comes into a fresh one: the same exports, the same figures.

MAILLAGE, MAILLAGE_TEST_DB_URL: see driver.py.
"""
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from driver import SLOW, Folder, Stores, engines, finish, ok  # noqa: E402


def round_trip(stores, folder):
	name = stores.engine
	one, two, three = stores.empty(), stores.made(), None if SLOW else stores.made()
	small = SLOW or name != 'SQLite'
	one.must('demo', *(['--scale', '0.01', '--years', '2025'] if small else ['--scale', '0.02']))
	registers = [l.split()[0] for l in one.must('help', 'import').split('\n\n')[-2].splitlines()[1:]]
	ok(len(registers) >= 19 and 'incivility_report' in registers, f'{name}: the registers are known by the help', registers)
	n = 0
	for register in registers:
		path = os.path.join(folder.path, f'{register}-{name}.csv')
		sheet = os.path.join(folder.path, f'{register}-{name}.xlsx')
		one.export(register, '-o', path)
		a = two.take(register, path)
		with open(path, encoding='utf-8') as f:
			went = f.read()
		came = two.export(register)
		same = a.status == 0 and came == went
		if not SLOW:
			one.export(register, '-o', sheet)
			b = three.take(register, sheet)
			same = same and b.status == 0 and three.export(register) == went
		n += a.file().get('made', 0)
		ok(same and two.export(register, '--format', 'json').replace(' ', '').count('"id"') == a.file().get('made'),
		   f'{name}: {register} goes out and comes in the same' + ('' if SLOW else ', by CSV and by XLSX'), a.told())
	ok(n > 3000, f'{name}: thousands of records', [str(n)])
	words = ['--json', 'figures', '--period', '2024-10/2025-09', '--by', 'scheme']
	outs = [x.run(*words).out for x in ((one, two) if SLOW else (one, two, three))]
	ok(outs[0] != '' and outs.count(outs[0]) == len(outs), f'{name}: and all figures are the same')
	a = two.take('intervention', os.path.join(folder.path, f'intervention-{name}.csv'))
	ok(a.status == 0 and a.file().get('unchanged') == a.file().get('lines') > 1000, f'{name}: a second time it changes nothing', a.told())


def main():
	for engine in engines():
		folder = Folder('round')
		try:
			round_trip(Stores(engine, folder), folder)
		finally:
			folder.remove()
	return finish()


if __name__ == '__main__':
	sys.exit(main())
