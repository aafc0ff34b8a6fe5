#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What an operator may set, from outside: each setting does what it says, at once, and is written down."""
import re
import sys
import tempfile

from outside import Store, finish, ok, serving
from test_door import PASSWORD, Site
from test_people import Person

MARKUP = '<script>alert(1)</script>'
ROLES = {'gestion': ['--role', 'administrator'], 'siege': ['--role', 'head_office'],
         'rennes': ['--role', 'manager', '--scheme', 'D01'], 'dpo': ['--role', 'dpo'],
         'client': ['--role', 'client', '--client', 'C-REN']}


def may(site):
    for login in ROLES:
        told = Person(site, login).get('/settings')[0]
        ok(told == (200 if login == 'gestion' else 403), f'settings: {login} is {"let in" if login == "gestion" else "kept out"}', [str(told)])
        told = Person(site, login).post('/settings', {'session.idle_hours': '24'})[0] if login != 'gestion' else 403
        ok(told == 403, f'and {login} changes nothing by a form of his own')
    ok(site.ask('GET', '/settings')[0] == 303, 'a stranger is asked who he is')


def kept(site, boss):
    status, _, text = boss.get('/settings')
    ok('value="12"' in text and 'value="365"' in text, 'the usual values stand there')
    status, _, text = boss.post('/settings', {'session.idle_hours': '500', 'audit.days': '400'})
    ok(status == 422 and 'value="500"' in text and 'value="400"' in text and 'href="#f-session.idle_hours"' in text,
       'a value out of bounds is refused, beside its field, and what was typed stays')
    ok('value="365"' in boss.get('/settings')[2], 'and nothing of the form is kept')
    ok(boss.post('/settings', {'audit.days': '400'}, Origin='http://example.org')[0] == 403, 'a form of another site sets nothing')
    status, headers, _ = boss.post('/settings', {'audit.days': '400', 'password.characters': '16'})
    text = boss.get(headers['Location'])[2]
    ok(status == 303 and 'role="status"' in text and 'value="400"' in text and 'value="16"' in text, 'good values are kept, and that is said')
    log = boss.get('/audit?action=settings')[2]
    ok('audit.days' in log and '365 → 400' in log and log.count('password.characters') == 1 and '400 jours' in log,
       'each change is a line of the log, which says how long it keeps them')


def done(site, boss):
    status, _, text = boss.post('/me/password', {'old': PASSWORD, 'new': 'treize signes', 'again': 'treize signes'})
    ok(status == 422 and '16' in text, 'a password is as long as is set')
    boss.post('/settings', {'password.characters': ''})
    ok('value="12"' in boss.get('/settings')[2], 'an empty field gives the usual back')
    boss.post('/settings', {'invitation.days': '30', 'house.contact': 'Camille ' + MARKUP})
    made = boss.post('/users', {'login': 'lea', 'role': 'manager'})[2]
    ok('30 jours' in made, 'an invitation says how long it works')
    for path in ('/forgotten', '/help', '/help/accessibility'):
        text = site.ask('GET', path)[2]
        ok('Camille' in text and MARKUP not in text, f'{path} tells who helps, as text')
    ok('Camille' not in boss.get('/audit?action=settings')[2], 'the log does not')
    siege = Person(site, 'siege')
    for value, wanted in (('week', r'value="\d{4}-W\d\d"'), ('quarter', r'value="\d{4}-Q\d"'), ('year', r'value="\d{4}"'),
                          ('twelve', r'value="\d{4}-\d\d/\d{4}-\d\d"'), ('month', r'value="\d{4}-\d\d"')):
        boss.post('/settings', {'dashboard.period': value})
        ok(re.search('id="period" name="period" ' + wanted, siege.get('/')[2]) is not None, f'a dashboard opens with a {value}')
        if value == 'week':
            ok(re.search(r'name="period" value="\d{4}-\d\d"', Person(site, 'client').get('/')[2]) is not None,
               'but a client’s with a month: no weeks are shown outside')
    ok(boss.post('/settings', {'dashboard.period': 'day'})[0] == 422, 'a length that is none is refused')


def house(site, boss, store):
    text = boss.get('/settings')[2]
    ok('Rien n’en est encore noté' in text, 'a structure without a record says so')
    store.load('structure', [['id', 'name', 'address'], ['OP', 'Association ' + MARKUP, '1 rue de la Paix']])
    text = boss.get('/settings')[2]
    ok('1 rue de la Paix' in text and MARKUP not in text and '/r/structure/' in text, 'its record is shown as text, with the way to it')


def main():
    with tempfile.TemporaryDirectory() as folder:
        store = Store(folder + '/m.db', folder)
        store.must('--quiet', 'init')
        store.samples()
        for login, words in ROLES.items():
            store.run('user', 'add', login, *words, '--password-stdin', stdin=PASSWORD + '\n')
        with serving(store) as port:
            site = Site(port)
            may(site)
            boss = Person(site, 'gestion')
            kept(site, boss)
            done(site, boss)
            house(site, boss, store)
    return finish()


if __name__ == '__main__':
    sys.exit(main())
