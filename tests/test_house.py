#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The house's own rules: includes point downward, headers stand alone, libraries stay in one place."""
import hashlib
import os
import re
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
FLOORS = {'base': 0, 'store': 1, 'rules': 1, 'record': 2, 'registers': 3, 'facts': 4, 'figures': 4,
          'report': 5, 'access': 5, 'sync': 5, 'map': 5, 'web': 6, 'cli': 7}
# What a floor may include on its own height besides itself.
SIDEWAYS = {('figures', 'facts')}
# Foreign headers and the one directory (or file) that may include each.
FOREIGN = {
    'sqlite3.h': r'store/sqlite\w*\.c', 'libpq-fe.h': r'store/postgres\w*\.c',
    'sodium.h': r'(base/uuid|record/(chain|keyfile|redact|vault)|facts/\w+|access/\w+|sync/\w+)\.c',
    r'openssl/\w+\.h': r'sync/(queue|sha256)\.c', 'zip.h': r'record/xlsx_\w+\.[ch]',
    r'libxml/\w+\.h': r'record/xlsx_\w+\.[ch]', 'xlsxwriter.h': r'record/xlsx_write\.c',
    r'cmark\w*\.h': r'report/template\w*\.c', r'cairo\S*': r'report/\w+\.[ch]', r'pango\S*': r'report/\w+\.[ch]',
    r'qpdf\S*': r'report/pdf_finish\.c', r'fontconfig\S*': r'report/fonts\.c', 'llhttp.h': r'web/http_parse\.h',
    'uv.h': r'web/http_loop\.h', 'zlib.h': r'(web/http_answer|sync/queue)\.c', r'curl/\w+\.h': r'web/post\.c', r'ft2build\.h': r'report/fonts\.c',
}
n = 0
bad = 0


def ok(good, sentence, notes=()):
    global n, bad
    n += 1
    print('%sok %d - %s' % ('' if good else 'not ', n, sentence))
    if not good:
        bad += 1
        for note in list(notes)[:20]:
            print('# %s' % note)


def tracked():
    out = subprocess.run(['git', 'ls-files', '-z'], cwd=ROOT, capture_output=True, check=True).stdout.decode()
    return [f for f in out.split('\0') if f and os.path.isfile(os.path.join(ROOT, f))]


def read(path):
    with open(os.path.join(ROOT, path), encoding='utf-8') as f:
        return f.read()


def includes_point_downward(sources):
    up, foreign = [], []
    for path in sources:
        if not path.startswith('src/'):
            continue
        floor = path.split('/')[1]
        for line in re.findall(r'^#include ["<]([^">]+)[">]', read(path), re.M):
            other = line.split('/')[0]
            if '/' in line and other in FLOORS:
                if FLOORS[other] > FLOORS[floor] or (
                        FLOORS[other] == FLOORS[floor] and other != floor and (floor, other) not in SIDEWAYS):
                    up.append('%s includes %s' % (path, line))
                continue
            for library, where in FOREIGN.items():
                if re.fullmatch(library, line) and not re.fullmatch('src/' + where, path):
                    foreign.append('%s includes %s' % (path, line))
    ok(not up, 'includes point downward', up)
    ok(not foreign, 'each foreign library is included in one place', foreign)


def headers_stand_alone(sources):
    wrong = []
    for path in sources:
        if not path.endswith('.h') or not path.startswith('src/') or path.endswith('banned.h'):
            continue
        flags = subprocess.run(['pkg-config', '--cflags', 'cairo', 'pangocairo', 'libqpdf', 'libxml-2.0',
                                'fontconfig', 'libzip', 'sqlite3', 'libpq'],
                               capture_output=True, text=True).stdout.split()
        p = subprocess.run(['gcc', '-std=c17', '-D_GNU_SOURCE', '-Wall', '-Wextra', '-Wpedantic', '-Werror',
                            '-fsyntax-only', '-I' + ROOT + '/src', '-isystem', '/usr/share/include/llhttp', '-x', 'c', *flags, os.path.join(ROOT, path)],
                           capture_output=True, text=True)
        lines = [l for l in p.stderr.splitlines() if 'error' in l and 'pragma once' not in l]
        if lines:
            wrong.append(lines[0])
    ok(not wrong, 'headers compile alone', wrong)


def licences(files):
    kinds = ('.c', '.h', '.py', '.sh', '.sql', '.css', '.build', '.html', '.js', '.mjs')
    lacking = [f for f in files if f.endswith(kinds) and not f.startswith('tests/golden/') and 'SPDX-License-Identifier: AGPL-3.0-or-later'
               not in '\n'.join(read(f).splitlines()[:6])]
    ok(not lacking, 'each source file names its licence', lacking)


def size_and_shape(sources):
    long_files, wide = [], []
    for path in sources:
        lines = read(path).splitlines()
        if path.startswith('src/') and len(lines) > 700:
            long_files.append('%s: %d lines' % (path, len(lines)))
        for i, line in enumerate(lines):
            if len(line.expandtabs(4)) > 110:
                wide.append('%s:%d' % (path, i + 1))
    ok(not long_files, 'no source file is longer than 700 lines', long_files)
    ok(not wide, 'no line is wider than the page', wide)


def nothing_of_this_machine(files):
    wrong, large = [], []
    for path in files:
        full = os.path.join(ROOT, path)
        # What is printed from the tables grows with them.
        if os.path.getsize(full) > (2_000_000 if path == 'docs/openapi.yaml' else 600_000):
            large.append(path)
        with open(full, 'rb') as f:
            data = f.read()
        if b'\0' in data or path == 'tests/test_house.py':
            continue
        if re.search(rb'/work/(main|shared)|\.\./shared', data):
            wrong.append(path)
    ok(not wrong, 'no file names a place of the machine it was written on', wrong)
    ok(not large, 'no large file is in the tree', large)


def no_unfinished_work(sources):
    wrong = []
    for path in sources:
        for i, line in enumerate(read(path).splitlines()):
            if re.search(r'\b(TODO|FIXME|XXX|HACK)\b', line):
                wrong.append('%s:%d' % (path, i + 1))
    ok(not wrong, 'nothing is left for later', wrong)


def migrations_stay():
    """Stores were made by them: what has landed is never edited. A new one gets its line in the list."""
    known = dict(reversed(l.split()) for l in read('tests/golden/migrations.sha256').splitlines())
    found = {}
    for path in sorted(os.listdir(os.path.join(ROOT, 'sql/migrations'))):
        with open(os.path.join(ROOT, 'sql/migrations', path), 'rb') as f:
            found['sql/migrations/' + path] = hashlib.sha256(f.read()).hexdigest()
    ok(found == known, 'no migration was edited after it landed (sha256sum, tests/golden/migrations.sha256)',
       [p for p in sorted(set(found) | set(known)) if found.get(p) != known.get(p)])


def registers_are_told():
    """The name of each register that a file declares stands in the glossary, with its French."""
    names = []
    for path in sorted(os.listdir(os.path.join(ROOT, 'src/registers'))):
        names += re.findall(r'^const struct reg reg_\w+ = \{\n\t\.name = "(\w+)"', read('src/registers/' + path), re.M)
    glossary = read('docs/glossary.md')
    lacking = [n for n in names if not re.search(r'^\| [^|]+ \|[^|]*`%s`' % n, glossary, re.M)]
    ok(len(names) > 80 and not lacking, 'each register stands in the glossary, with its French', lacking or [len(names)])


def commands_are_told():
    main = read('src/cli/main.c')
    names = re.findall(r'^\t\{ "([\w-]+)", run_', main, re.M)
    manual = read('docs/manuel.md') if os.path.exists(os.path.join(ROOT, 'docs/manuel.md')) else ''
    lacking = [c for c in names if 'maillage ' + c not in manual]
    ok(names and not lacking, 'each command stands in the manual', lacking)


def translated():
    """Every sentence in _() or N_() has its French in po/fr.po."""
    pages = os.path.join(os.environ.get('TMPDIR', '/tmp'), 'house-pages.c')
    out = subprocess.run('python3 tools/htmlgen.py --sentences $(git ls-files "pages/*.html") >%s && '
                         'xgettext -k_ -kN_ -klang_plural:1,2 --from-code=UTF-8 -o - '
                         '$(git ls-files "src/*.c" "src/*.h") %s' % (pages, pages),
                         shell=True, cwd=ROOT, capture_output=True, text=True).stdout
    pot = os.path.join(os.environ.get('TMPDIR', '/tmp'), 'house.pot')
    with open(pot, 'w', encoding='utf-8') as f:
        f.write(out.replace('charset=CHARSET', 'charset=UTF-8'))
    merged = subprocess.run(['msgmerge', '--no-fuzzy-matching', '-q', '-o', '-', 'po/fr.po', pot], cwd=ROOT,
                            capture_output=True, text=True).stdout
    entries = merged.split('\n\n')
    lacking = [e.strip().splitlines()[-2] for e in entries[1:]
               if re.search(r'^msgstr(\[0\])? ""$', e, re.M) and not re.search(r'^msgstr(\[0\])? ""\n"', e, re.M)
               and not e.strip().startswith('#~')]
    ok(len(entries) > 50 and not lacking, 'each sentence has its French', lacking)


def main():
    files = tracked()
    sources = [f for f in files if f.endswith(('.c', '.h'))]
    includes_point_downward(sources)
    headers_stand_alone(sources)
    licences(files)
    size_and_shape(sources)
    nothing_of_this_machine(files)
    no_unfinished_work(sources)
    migrations_stay()
    registers_are_told()
    commands_are_told()
    translated()
    print('1..%d' % n)
    return 1 if bad else 0


if __name__ == '__main__':
    sys.exit(main())
