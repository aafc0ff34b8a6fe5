#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Accounts to try the demonstration with: shown where the server was asked to, and never in another store."""
import json
import re
import subprocess
import sys
import tempfile

from outside import PROGRAM, Store, finish, ok
from test_door import Site, cookie_of, csrf_of

SHOWN = 'maillage demo 2025'


class Server:
    def __init__(self, store, *words):
        self.p = subprocess.Popen([PROGRAM, '--db', store.url, '--lang', 'fr', 'serve', '--listen', '127.0.0.1:0', *words],
                                  stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding='utf-8')
        found = re.search(r'127\.0\.0\.1:(\d+)', self.p.stdout.readline())
        self.site = Site(int(found.group(1))) if found else None

    def __enter__(self):
        return self.site

    def __exit__(self, *_):
        self.p.terminate()
        ok(self.p.wait(60) == 0, 'the server stops well')
        self.p.stderr.close()


def elsewhere(folder):
    real = Store(folder + '/real.db', folder)
    real.must('--quiet', 'init')
    real.samples()
    real.run('user', 'add', 'lea', '--role', 'manager', '--password-stdin', stdin='douze signes ici\n')
    server = Server(real, '--demo-accounts')
    ok(server.site is None and server.p.wait(60) == 1 and '--demo-accounts' in server.p.stderr.read(),
       'a real store is not served with a demonstration’s accounts')
    p = real.run('demo', '--accounts')
    ok(p.returncode == 1 and [u['login'] for u in json.loads(real.must('--json', 'user', 'list'))] == ['lea'],
       'and is given none', p.stderr.splitlines())
    with Server(real) as site:
        text = site.ask('GET', '/sign-in')[2]
        ok(SHOWN not in text and 'lea' not in text, 'its sign-in page names nobody')
    begun = Store(folder + '/begun.db', folder)
    begun.must('--quiet', 'init')
    begun.run('user', 'add', 'lea', '--role', 'manager', '--password-stdin', stdin='douze signes ici\n')
    p = begun.run('demo', '--accounts', '--scale', '0.02')
    ok(p.returncode == 1 and begun.rows('scheme') == [], 'nor does a store with one account become a demonstration with others')


def shown(store):
    with Server(store) as site:
        ok(SHOWN not in site.ask('GET', '/sign-in')[2], 'without being asked, the sign-in page shows no account')
    with Server(store, '--demo-accounts') as site:
        text = site.ask('GET', '/sign-in?next=/me')[2]
        logins = re.findall(r'name="login" value="(\w+)"', text)
        ok(len(logins) == 10 and SHOWN in text, 'asked to, it shows one account a role', logins)
        for login in logins:
            status, headers, _ = site.ask('POST', '/sign-in', {'login': login, 'password': SHOWN, 'next': '/me'})
            ok(status == 303 and headers['Location'] == '/me' and site.ask('GET', '/', cookie=cookie_of(headers))[0] == 200,
               f'{login} is let in by its button')
        cookie = cookie_of(site.ask('POST', '/sign-in', {'login': 'terrain', 'password': SHOWN})[1])
        text = site.ask('GET', '/me', cookie=cookie)[2]
        ok('name="old"' not in text, 'an account of everybody’s has no form for another password')
        form = {'csrf': csrf_of(text), 'old': SHOWN, 'new': 'cinq mots bien à moi', 'again': 'cinq mots bien à moi'}
        ok(site.ask('POST', '/me/password', form, cookie)[0] == 409, 'and keeps the one it has')


def main():
    with tempfile.TemporaryDirectory() as folder:
        elsewhere(folder)
        store = Store(folder + '/m.db', folder)
        store.must('--quiet', 'demo', '--scale', '0.02')
        store.must('--quiet', 'demo', '--accounts')
        people = json.loads(store.must('--json', 'user', 'list'))
        ok(len(people) == 10 and all(u['demonstration'] for u in people) and len({u['role'] for u in people}) == 10,
           'a demonstration that stands already is given accounts')
        store.must('--quiet', 'demo', '--accounts')
        ok(len(json.loads(store.must('--json', 'user', 'list'))) == 10, 'once')
        shown(store)
        store.run('user', 'password', 'siege', '--password-stdin', stdin='un autre mot de passe\n')
        with Server(store, '--demo-accounts') as site:
            ok('value="siege"' not in site.ask('GET', '/sign-in')[2], 'an account with another password is shown no more')
    return finish()


if __name__ == '__main__':
    sys.exit(main())
