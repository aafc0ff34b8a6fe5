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
const some = n => ({ minutes: n, left: n, n, valueOf: () => n, toString: () => String(n) });
const said = texts => Object.fromEntries(Object.entries(texts).map(([key, v]) => [key, typeof v === 'string' ? [v]
	: key === 'people_of' ? [v(1, 'A4', 'F'), v(3, 'A23', 'M')] : [v(some(1), 'x', 1, 1), v(some(3), 'x', 3, 3)].map(String)]));
const out = {};
for (const code of process.argv.slice(1)) {
	const { default: texts, language } = await import(`./app/text/${code}.js`);
	out[code] = { said: said(texts), language, takes: Object.fromEntries(Object.entries(texts).map(([k, v]) => [k, v.length && typeof v])) };
}
console.log(JSON.stringify(out));
'''
LANGUAGES = sorted(n[:-3] for n in os.listdir(os.path.join(APP, 'text')))


def sources():
    for folder in ('', 'screens', 'keep'):
        path = os.path.join(APP, folder)
        for name in sorted(os.listdir(path)):
            if name.endswith('.js'):
                with open(os.path.join(path, name), encoding='utf-8') as f:
                    yield name, f.read()


def words():
    told = json.loads(subprocess.run(['node', '--input-type=module', '-e', TEXTS, *LANGUAGES], cwd=ROOT, capture_output=True,
                                     encoding='utf-8', check=True).stdout)
    fr = told['fr']['said']
    for code in LANGUAGES:
        here, way = told[code]['said'], told[code]['language']
        ok(set(here) == set(fr) and all(v and all(v) for v in here.values()), f'{code}: every sentence of the field app is there',
           sorted(set(here) ^ set(fr)))
        ok(told[code]['takes'] == told['fr']['takes'], f'{code}: what counts or names something is a function, as in French',
           [k for k, v in told['fr']['takes'].items() if told[code]['takes'].get(k) != v])
        ok(way['name'] and re.fullmatch(r'[a-z]{2}-[A-Z]{2}', way['locale']), f'{code}: it says how it is called, and which country’s days it tells')
        if code != 'fr':
            same = [k for k, v in here.items() if v == fr[k] and len(v[0]) > 12]
            ok(not same, f'{code}: nothing is left in French', same)
    ok(len(LANGUAGES) >= 2, 'there are two languages at least')
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


def bundle(root, out, languages):
    p = subprocess.run([os.path.join(APP, 'node_modules/.bin/esbuild'), root + '/tests/browser/field_keeper.js', '--bundle', '--format=iife',
                        '--target=chrome87', '--define:LANGUAGES=' + json.dumps(languages), '--outfile=' + out + '/field.js', '--log-level=warning'],
                       capture_output=True, encoding='utf-8', env={**os.environ, 'NODE_PATH': os.path.join(APP, 'node_modules')})
    ok(p.returncode == 0 and not p.stderr, f'the screens are bundled without complaint, in {len(languages)} languages', p.stderr.splitlines()[:8])


def third_language(folder, out):
    """One file more, nothing else changed: the app speaks it."""
    root = os.path.join(folder, 'third')
    shutil.copytree(APP, root + '/app', ignore=shutil.ignore_patterns('node_modules'))
    os.makedirs(root + '/tests/browser')
    shutil.copy(os.path.join(HERE, 'browser/field_keeper.js'), root + '/tests/browser')
    with open(APP + '/text/en.js', encoding='utf-8') as f:
        text = f.read()
    for old, new in (("name: 'English', locale: 'en-GB'", "name: 'Nederlands', locale: 'nl-NL'"), ("language: 'Language'", "language: 'Taal'"),
                     ("note: 'Note'", "note: 'Noteren'"), ("settings: 'Settings'", "settings: 'Instellingen'")):
        ok(text.count(old) == 1, f'a third language is made of the second: {new}')
        text = text.replace(old, new)
    with open(root + '/app/text/nl.js', 'w', encoding='utf-8') as f:
        f.write(text)
    bundle(root, out, [*LANGUAGES, 'nl'])
    drive(folder, out, '', 'third', least=3)


def page(folder):
    """The page of tests/browser/field_page.mjs: the screens over a keeper in memory."""
    out = os.path.join(folder, 'page')
    os.mkdir(out)
    bundle(ROOT, out, LANGUAGES)
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


def drive(folder, out, pictures, part, *more, least=20):
    p = subprocess.run(['node', os.path.join(HERE, 'browser/field_screens.mjs'), out, folder + '/catalogue.json', pictures, part, *more],
                       capture_output=True, encoding='utf-8', timeout=600)
    seen = [json.loads(line) for line in p.stdout.splitlines()]
    ok(p.returncode == 0 and len(seen) >= least, f'Chromium went through all of it: {part}', p.stderr.splitlines()[-8:])
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
        third_language(folder, out)
    return finish()


if __name__ == '__main__':
    sys.exit(main())
