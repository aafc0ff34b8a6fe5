#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every page of the route table, looked at in Chromium: see tests/browser/check.mjs.

usage: test_browser.py [--only PATH…] [--keep FOLDER]     pictures stay in FOLDER (out/pages with --only)
"""
import json
import os
import re
import subprocess
import sys
import tempfile

from outside import HERE, PROGRAM, Store, finish, ok
from phone import Phone

PASSWORD = 'maillage demo 2025'
# Who looks at a page: the demonstration's siege, and gestion at what only an administrator may.
ADMINISTRATOR = {'PERMIT_USERS', 'PERMIT_SETTINGS', 'PERMIT_AUDIT'}
# What stands in the braces of a pattern; a function of the store where it is a record's.
PARTS = {'register': 'intervention', 'secret': 'unknown', 'template': 'monthly', 'id': None, 'figure': 'interventions'}
# Patterns whose parts mean something else, or that want a query.
EXAMPLES = {
    '/scheme/{id}': lambda s: '/scheme/' + first(s, 'scheme'),
    '/agency/{id}': lambda s: '/agency/' + first(s, 'agency'),
    '/figure/{id}': lambda s: '/figure/interventions?period=2025',
    '/users/{id}': lambda s: '/users/' + json.loads(s.must('--json', 'user', 'list'))[0]['id'],
    '/persons/{kind}/{id}': lambda s: '/persons/staff/M-0003',
    '/persons/{kind}/{id}/erase': lambda s: '/persons/trainee/' + first(s, 'trainee') + '/erase',
    '/search': lambda s: '/search?q=a',
    '/report/{template}/narrative/{slot}': lambda s: '/report/monthly/narrative/text?scheme=REN&period=2025-10',
    '/import/{register}/{file}': lambda s: '/import/intervention then file:' + messy(s),
    '/import/{register}/{file}/result': lambda s: '/import/intervention then file:' + messy(s) + ' then main',
}
ROUTE = re.compile(r'\{ METHOD_GET, "([^"]+)", \w+, (PERMIT_\w+), FOR_PEOPLE')


def first(store, register):
    """The UUID of the register's first record."""
    told = json.loads(store.must('--json', 'export', register))
    return (told['records'] if isinstance(told, dict) else told)[0]['id']


def messy(store):
    """A file with a column that nobody knows, a good line and two that are refused."""
    path = os.path.join(store.folder, 'releve.csv')
    with open(path, 'w', encoding='utf-8') as f:
        f.write('Dispositif;Date;Début;Durée;Type de lieu;Nature;Thème;Issue;Binôme\n'
                'REN;03/03/2025;21h40;5;LP1;GC1;T10;OU1;AB\nREN;03/03/2025;21h50;5;Hall d’imeuble;GC1;T10;OU1;AB\n'
                'REN;31/02/2025;21h55;5;LP1;GC1;Bruits;OU1;AB\n')
    return path


def pages(store):
    """{account or None: [path]} of every GET route for people."""
    with open(os.path.join(HERE, '..', 'src/web/routes.c'), encoding='utf-8') as f:
        rows = ROUTE.findall(f.read())
    out = {None: []}
    for pattern, permit in rows:
        # A stream of events has no page that ends loading.
        if pattern.startswith(('/static/', '/terrain')) or pattern.endswith('.csv') or pattern == '/alerts':
            continue
        who = None if permit == 'PERMIT_ANYONE' else 'gestion' if permit in ADMINISTRATOR else 'siege'
        if pattern in EXAMPLES:
            path = EXAMPLES[pattern](store)
        else:
            path = re.sub(r'\{(\w+)\*?\}', lambda m: PARTS[m[1]] or first(store, PARTS['register']), pattern)
        out.setdefault(who, []).append(path)
    out['siege'] += ['/record#who', '/validate?register=incivility_report', '/validate?id=' + first(store, 'intervention'), '/record#end',
                     '/record?again=' + first(store, 'intervention'), '/persons then type:who=M-0003',
                     '/persons/staff/M-0003 then main', '/hand-over#ordered']
    out[None].append('/nothing/here')
    out.setdefault('siege', []).append('/nothing/here')
    return out


def keep(base):
    """A record of a phone that is refused, and so kept; returns its entry."""
    phone = Phone(int(base.rsplit(':', 1)[1]), 'terrain', PASSWORD)
    phone.enrol()
    entry = phone.entry({'date': '2025-10-03', 'start': '15:10', 'comment': 'Une fiche à laquelle il manque presque tout.'})
    ok(phone.push([entry])[1]['results'][0]['status'] == 'refused', 'what a phone sent and was refused is kept')
    return entry['id']


def look(base, folder, account, paths):
    words = ['node', os.path.join(HERE, 'browser/check.mjs'), base, folder]
    if account:
        words += ['--sign-in', account, PASSWORD]
    p = subprocess.run(words + paths, capture_output=True, encoding='utf-8', timeout=600)
    seen = [json.loads(line) for line in p.stdout.splitlines()]
    whose = account or 'nobody signed in'
    ok(len(seen) == len(paths), f'{whose}: every page was looked at', p.stderr.splitlines()[-8:])
    for page in seen:
        checks, path = page['checks'], page['path']
        wanted = 404 if path == '/nothing/here' or path.startswith('/link/') else 200
        ok(page['status'] == wanted, f"{whose}: {path} answers {page['status']}")
        ok(not checks.get('axe'), f'{whose}: {path}: axe finds nothing, in both themes and two widths', checks.get('axe', []))
        ok(not checks.get('wide'), f'{whose}: {path} fits 320 pixels', checks.get('wide', []))
        ok(not checks.get('focus'), f'{whose}: {path}: the place of the keyboard can be seen', checks.get('focus', []))
        ok(not checks.get('console'), f'{whose}: {path}: the browser has no complaint', checks.get('console', []))


def behave(base):
    p = subprocess.run(['node', os.path.join(HERE, 'browser/behave.mjs'), base, 'siege', PASSWORD],
                       capture_output=True, encoding='utf-8', timeout=600)
    seen = [json.loads(line) for line in p.stdout.splitlines()]
    ok(p.returncode == 0 and len(seen) >= 12, 'the pages’ behaviour was tried', p.stderr.splitlines()[-8:])
    for found in seen:
        ok(found['good'], found['sentence'])


def main():
    words = sys.argv[1:]
    only = words[words.index('--only') + 1:] if '--only' in words else None
    if not os.path.isdir(os.path.join(HERE, 'browser/node_modules')):
        ok(False, 'the browser’s driver is there', ['run tools/setup test'])
        return finish()
    with tempfile.TemporaryDirectory() as folder:
        store = Store(os.path.join(folder, 'm.db'), folder)
        store.must('--quiet', 'demo', '--scale', '0.02', '--accounts')
        server = subprocess.Popen([PROGRAM, '--db', store.url, '--lang', 'fr', 'serve', '--listen', '127.0.0.1:0',
                                   '--demo-accounts'],
                                  stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, encoding='utf-8')
        try:
            base = re.search(r'http://\S+', server.stdout.readline()).group(0).rstrip('/')
            shots = words[words.index('--keep') + 1] if '--keep' in words else 'out/pages' if only else folder
            kept = keep(base)
            EXAMPLES['/validate/kept/{id}'] = lambda s: '/validate/kept/' + kept
            for account, paths in pages(store).items():
                wanted = [p for p in paths if not only or p.split(' then ')[0].split('?')[0] in only or p in only]
                if wanted:
                    look(base, shots, account, wanted)
            if not only:
                behave(base)
        finally:
            server.terminate()
            server.wait(30)
    return finish()


if __name__ == '__main__':
    sys.exit(main())
