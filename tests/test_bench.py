#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The measures in small: each row is worked out, and both sides of it find the same. Nothing is said of speed."""
import json
import os
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
BUILD = os.environ.get('MAILLAGE_BUILD', os.path.join(ROOT, 'build'))
ROWS = {'import': 1, 'figures': 20, 'report': 3, 'opening': 4, 'stream': 1, 'web': 10, 'sync': 9, 'postgres': 1}
done = failed = 0


def ok(good, sentence, why=''):
	global done, failed
	done += 1
	failed += not good
	print('%sok %d - %s' % ('' if good else 'not ', done, sentence))
	for line in [] if good else why.splitlines()[-12:]:
		print('# ' + line)


p = subprocess.run([os.path.join(ROOT, 'bench', 'run'), '--json', '--rows', '1500', '--turns', '1'],
                   env=dict(os.environ, BUILD=BUILD), capture_output=True, encoding='utf-8')
rows = json.loads(p.stdout) if p.stdout.startswith('[') else []
ok(rows != [] and p.returncode in (0, 1), 'the measures end', p.stderr)
for name, n in ROWS.items():
	mine = [r for r in rows if r['name'] == name]
	ok(len(mine) == n and all(r['ratio'] > 0 and r['detail'] for r in mine), '%s has its rows' % name,
	   '%d of %d' % (len(mine), n))
	ok(mine != [] and all(r['agree'] for r in mine), '%s: both sides find the same' % name,
	   '\n'.join(r['what'] for r in mine if not r['agree']))
with open(os.path.join(ROOT, 'docs', 'bench.md'), encoding='utf-8') as f:
	told = f.read()
lacking = [r['what'] for r in rows if '| %s |' % r['what'] not in told and r['name'] == 'figures' and ',' not in r['what']]
ok(rows != [] and not lacking, 'the written table names every figure', '\n'.join(lacking))
print('1..%d' % done)
sys.exit(failed > 0)
