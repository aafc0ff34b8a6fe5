#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""docs/registers.md is what the program says of its registers, and what it says is so.  MAILLAGE: the program."""
import os
import re
import subprocess
import sys

from driver import PROGRAM, finish, ok

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


def told(*words, lang='fr'):
	return subprocess.run([PROGRAM, '--lang', lang, 'help', *words], capture_output=True, encoding='utf-8',
	                      check=True).stdout


def lines_of_code(text):
	"""Counted another way than tools/register_lines.py does: line by line, with what a comment leaves open."""
	n, within = 0, False
	for line in text.splitlines():
		rest, code = line, False
		while rest:
			if within:
				_, end, rest = rest.partition('*/')
				within = not end
			else:
				before, begin, rest = rest.partition('/*')
				code = code or bool(before.strip())
				within = bool(begin)
		n += code
	return n


def main():
	page = told('registers')
	with open(os.path.join(ROOT, 'docs', 'registers.md'), encoding='utf-8') as f:
		ok(f.read() == page, 'docs/registers.md is what the program does: maillage help registers > docs/registers.md')
	rows = [[c.strip() for c in line.strip('|\n').split(' | ')] for line in page.splitlines() if line.startswith('| `')]
	names = [r[0].strip('| `') for r in rows]
	listed = [l.split()[0] for l in told('import').split('\n\n')[-2].splitlines()[1:]]
	ok(sorted(names) == sorted(listed) and len(set(names)) == len(names), 'each register stands in it once',
	   [str(sorted(set(names) ^ set(listed)))])
	wrong, sql = [], []
	for name, row in zip(names, rows):
		with open(os.path.join(ROOT, 'src', 'registers', name + '.c'), encoding='utf-8') as f:
			text = f.read()
		if int(row[-1].strip(' |')) != lines_of_code(text):
			wrong.append(f'{name}: {row[-1]} instead of {lines_of_code(text)}')
		if re.search(r'"\s*(SELECT|INSERT|UPDATE|DELETE|CREATE)\b', text):
			sql.append(name)
	ok(not wrong, 'the lines of code are those of the files', wrong)
	ok(not sql, 'no register holds SQL', sql)
	english = told('registers', lang='en').splitlines()
	ok(len(english) == len(page.splitlines()) and english[0] == '# Registers' and page.startswith('# Registres\n'),
	   'it is told in both languages')
	total = sum(int(r[-1].strip(' |')) for r in rows)
	ok(f'{len(rows)} registres' in page and f'{total} lignes' in page, 'the sums are those of the table', [page[:900]])
	return finish()


if __name__ == '__main__':
	sys.exit(main())
