#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The screens of the field app: their words, their looks in Chromium, their taps, what they do.

usage: test_field_screens.py [--keep FOLDER]     pictures of every screen, day and night, stay in FOLDER
"""
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

import field_catalogue
from outside import HERE, finish, ok

ROOT = os.path.dirname(HERE)
APP = os.path.join(ROOT, 'app')
SMALL = os.environ.get('MAILLAGE_TEST_SMALL') == '1'
WORDS_MAX = 14  # of a sentence: twelve or so
PAUSE = re.compile(r'[.?!:]+')

# The texts with every function asked for one and for several; what a function takes does not matter here.
TEXTS = '''
import fr from './app/text/fr.js';
import en from './app/text/en.js';
import * as keeper from './app/text/keeper.js';
const some = { minutes: 3, left: 2, n: 3 };
const said = texts => Object.fromEntries(Object.entries(texts).map(([key, v]) => [key, typeof v === 'string' ? [v]
	: key === 'people_of' ? [v(1, 'A4', 'F'), v(3, 'A23', 'M')] : [v(1, 'x', 1, 1), v(3, 'x', 3, 3)].map(String)]));
const told = texts => Object.fromEntries(Object.entries(texts).map(([key, v]) => [key, [typeof v === 'string' ? v : v(some)]]));
console.log(JSON.stringify([{ ...told(keeper.fr), ...said(fr) }, { ...told(keeper.en), ...said(en) }]));
'''


def sources():
    for folder in ('', 'screens', 'keep'):
        path = os.path.join(APP, folder)
        for name in sorted(os.listdir(path)):
            if name.endswith('.js'):
                with open(os.path.join(path, name), encoding='utf-8') as f:
                    yield name, f.read()


def words():
    said = subprocess.run(['node', '--input-type=module', '-e', TEXTS], cwd=ROOT, capture_output=True,
                          encoding='utf-8', check=True).stdout
    fr, en = json.loads(said)
    ok(set(fr) == set(en) and all(v for texts in (fr, en) for v in texts.values()),
       'every sentence of the field app is there in both languages', sorted(set(fr) ^ set(en)))
    ok(not [k for k, v in fr.items() if "'" in ''.join(v)], 'French has its own apostrophe',
       [k for k, v in fr.items() if "'" in ''.join(v)])
    long = [s.strip() for v in fr.values() for s in PAUSE.split(v[0]) if len(s.split()) > WORDS_MAX]
    ok(not long, f'no sentence is longer than {WORDS_MAX} words', long)
    asked, begun = set(), set()
    for _, text in sources():
        asked |= set(re.findall(r"\b(?:t|has)\('(\w+)'\s*[,)]", text))
        asked |= {k for pair in re.findall(r"\bt\([^'()]*\?[^'()]*'(\w+)'\s*:\s*'(\w+)'", text) for k in pair}
        begun |= set(re.findall(r"\bt\('(\w+_)'\s*\+", text))
    ok(len(asked) > 150 and asked <= set(fr), 'no sentence is asked for that is not there', sorted(asked - set(fr)))
    ok(all(any(k.startswith(b) for k in fr) for b in begun), 'nor one of a family that has none', sorted(begun))


def page(folder):
    """The page of tests/browser/field_page.mjs: the screens over a keeper in memory."""
    out = os.path.join(folder, 'page')
    os.mkdir(out)
    p = subprocess.run([os.path.join(APP, 'node_modules/.bin/esbuild'), os.path.join(HERE, 'browser/field_keeper.js'),
                        '--bundle', '--format=iife', '--target=chrome87', '--outfile=' + out + '/field.js', '--log-level=warning'],
                       capture_output=True, encoding='utf-8', env={**os.environ, 'NODE_PATH': os.path.join(APP, 'node_modules')})
    ok(p.returncode == 0 and not p.stderr, 'the screens are bundled without complaint', p.stderr.splitlines()[:8])
    with open(out + '/field.css', 'w', encoding='utf-8') as css:
        for name in ('pages/tokens.css', 'app/terrain.css'):
            with open(os.path.join(ROOT, name), encoding='utf-8') as f:
                css.write(f.read())
    with open(out + '/twice.css', 'w', encoding='utf-8') as f:
        f.write('html { font-size: 200%; }')
    for name in ('pages/icons/icons.svg', 'pages/img/knit.svg', 'data/fonts/atkinson-latin.woff2', 'data/fonts/bricolage-latin.woff2'):
        shutil.copy(os.path.join(ROOT, name), out)
    with open(folder + '/catalogue.json', 'w', encoding='utf-8') as f:
        json.dump(field_catalogue.catalogue(), f)
    return out


def drive(folder, out, pictures, part, *more):
    p = subprocess.run(['node', os.path.join(HERE, 'browser/field_screens.mjs'), out, folder + '/catalogue.json', pictures, part, *more],
                       capture_output=True, encoding='utf-8', timeout=600)
    seen = [json.loads(line) for line in p.stdout.splitlines()]
    ok(p.returncode == 0 and len(seen) >= 20, f'Chromium went through all of it: {part}', p.stderr.splitlines()[-8:])
    for found in seen:
        ok(found['good'], found['sentence'], found['notes'])


def main():
    words()
    if not os.path.isdir(os.path.join(HERE, 'browser/node_modules')):
        ok(False, 'the browser’s driver is there', ['run tools/setup test'])
        return finish()
    keep = sys.argv[sys.argv.index('--keep') + 1] if '--keep' in sys.argv else None
    with tempfile.TemporaryDirectory() as folder:
        out = page(folder)
        drive(folder, out, keep or '', 'does')
        drive(folder, out, keep or '', 'looks', *(['6'] if SMALL and not keep else []))
    return finish()


if __name__ == '__main__':
    sys.exit(main())
