#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Accounts and the audit log in a browser's stead, imports by programs: who may, what stays, what comes back as text."""
import http.client
import json
import re
import sys
import tempfile

from outside import Store, finish, ok, serving
from test_door import PASSWORD, Site, cookie_of, csrf_of

MARKUP = '<script>alert(1)</script>'
ROLES = {'head_office': 403, 'manager': 403, 'client': 403, 'dpo': 403, 'administrator': 200}


class Person:
    """Somebody who is signed in."""

    def __init__(self, site, login, password=PASSWORD):
        self.site, self.cookie = site, cookie_of(site.sign_in(password, login)[1])

    def get(self, path):
        return self.site.ask('GET', path, cookie=self.cookie)

    def post(self, path, form, **headers):
        token = csrf_of(self.get('/')[2])
        return self.site.ask('POST', path, dict({'csrf': token}, **form), self.cookie, **headers)


def may(site):
    for login, status in ROLES.items():
        who = Person(site, login)
        ok((who.get('/users')[0] == 200) == (status == 200), f'accounts: {login} is {"let in" if status == 200 else "kept out"}')
        allowed = login in ('administrator', 'dpo')
        ok((who.get('/audit')[0] == 200) == allowed, f'the log: {login} is {"let in" if allowed else "kept out"}')
        ok(('href="/users"' in who.get('/')[2]) == (status == 200), f'and the rail shows {login} no way that is closed')
    ok(site.ask('GET', '/users')[0] == 303, 'a stranger is asked who he is')


def make(site, boss):
    status, _, text = boss.post('/users', {'login': MARKUP, 'role': 'manager'})
    ok(status == 422 and MARKUP not in text and 'role="alert"' in text, 'a login that cannot be is refused and comes back as text')
    status, _, text = boss.post('/users', {'login': 'lea.b', 'role': 'king'})
    ok(status == 422 and 'lea.b' in text, 'a role that is none is refused; the login stays typed')
    status, _, text = boss.post('/users', {'login': 'lea.b', 'role': 'manager', 'scheme': MARKUP})
    ok(status == 422 and MARKUP not in text, 'a scheme that is none is refused')
    ok(boss.post('/users', {'login': 'lea.b', 'role': 'manager'}, Origin='http://example.org')[0] == 403,
       'a form of another site makes no account')
    status, _, text = boss.post('/users', {'login': 'lea.b', 'role': 'manager'})
    link = re.search(r'/link/[\w-]+', text)
    ok(status == 200 and link is not None, 'an account is made and its link shown')
    ok(boss.post('/users', {'login': 'lea.b', 'role': 'manager'})[0] == 409, 'the same login again is refused')
    status, _, text = boss.get('/users')
    path = re.search(r'href="(/users/[0-9a-f-]{36})">lea\.b<', text)
    ok(path is not None and '/link/' not in text, 'the list has the account, and no link')
    path = path.group(1)
    ok('/link/' not in boss.get(path)[2], 'nor has its page')
    ok(site.ask('POST', link.group(0), {'password': PASSWORD, 'again': PASSWORD})[0] == 303, 'the link takes a password')
    return path


def change(site, boss, path):
    lea = Person(site, 'lea.b')
    ok(lea.get('/')[0] == 200, 'who was invited signs in')
    text = boss.get(path)[2]
    session = re.search(r'name="session" value="([^"]+)"', text).group(1)
    ok(boss.post(path + '/end-session', {'session': session})[0] == 303 and lea.get('/')[0] == 303, 'a session is ended')
    lea = Person(site, 'lea.b')
    status, headers, _ = boss.post(path, {'role': 'team_leader'})
    ok(status == 303 and 'role="status"' in boss.get(headers['Location'])[2], 'a role is changed, and that is said')
    ok(lea.get('/')[0] == 303, 'which ends the sessions')
    status, _, text = boss.post(path + '/link', {})
    ok(status == 200 and re.search(r'/link/[\w-]+', text) is not None, 'a link for a new password is shown once')
    ok(boss.post(path + '/able', {})[0] == 400, 'a form that does not say what to do does nothing')
    ok(boss.post(path + '/able', {'disabled': 'yes'})[0] == 303 and site.sign_in(login='lea.b')[0] == 403,
       'a disabled account signs in no more')
    ok(boss.post(path + '/link', {})[0] == 409, 'nor is given a link')
    ok(boss.post(path + '/able', {'disabled': 'no'})[0] == 303 and site.sign_in(login='lea.b')[0] == 303,
       'until it is enabled again')
    ok(boss.get('/users/00000000-0000-0000-0000-000000000000')[0] == 404, 'an account that is none is not found')
    own = re.search(r'href="(/users/[0-9a-f-]{36})">administrator<', boss.get('/users')[2]).group(1)
    ok(boss.post(own + '/able', {'disabled': 'yes'})[0] == 409 and boss.get('/')[0] == 200,
       'the last administrator stays')


def log(boss):
    status, _, text = boss.get('/audit?actor=administrator')
    ok(status == 200 and text.count('lea.b') >= 5 and '/link/' not in text, 'the log tells all of it, and no secret')
    ok('lea.b' not in boss.get('/audit?actor=administrator&action=sign_in')[2], 'and can be filtered')
    ok(MARKUP not in boss.get('/audit?actor=' + MARKUP)[2], 'what is looked for comes back as text')
    ok(boss.get('/audit?before=-1&action=nothing')[0] == 200, 'an address that makes no sense is the first page')


def programs(site, store):
    told = store.must('user', 'token', 'add', 'administrator', '--name', 'essai', '--scopes', 'import')
    secret = re.search(r'mlt_[\w-]+', told).group(0)

    def post(path, text):
        c = http.client.HTTPConnection('127.0.0.1', site.port, timeout=60)
        c.request('POST', path, text.encode(), {'Content-Type': 'text/csv', 'Authorization': 'Bearer ' + secret})
        r = c.getresponse()
        status, text = r.status, r.read().decode()
        c.close()
        return status, json.loads(text)

    post('/api/v1/import/agency', 'id,name\nAG-1,Ouest\n')
    status, told = post('/api/v1/import/agency', 'id,name\nAG-6,Sud\nAG-1,Ouest\n')
    ok((status, told['made'], told['unchanged'], told['written']) == (200, 1, 1, True), 'a program brings in a file')
    status, told = post('/api/v1/import/agency', 'id,name\nAG-7,Bas\nAG-8,\n')
    ok((status, told['refused'], told['written']) == (422, 1, False) and told['errors'][0]['line'] == 3,
       'and is told what is refused')
    status, told = post('/api/v1/import/agency?partial=1', 'id,name\nAG-7,Bas\nAG-8,\n')
    ok((status, told['made'], told['refused']) == (200, 1, 1), 'partial=1 keeps the good lines')
    ok(post('/api/v1/import/intervention', 'id\n')[0] in (403, 404), 'but not where the account’s role may not')


def main():
    with tempfile.TemporaryDirectory() as folder:
        store = Store(folder + '/m.db', folder)
        store.must('--quiet', 'init')
        for role in ROLES:
            store.run('user', 'add', role, '--role', role, '--password-stdin', stdin=PASSWORD + '\n')
        with serving(store) as port:
            site = Site(port)
            may(site)
            boss = Person(site, 'administrator')
            change(site, boss, make(site, boss))
            log(boss)
            programs(site, store)
            ok(boss.get('/audit?action=import')[2].count('agency') >= 3, 'the log has each import')
    return finish()


if __name__ == '__main__':
    sys.exit(main())
