#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""One's own page, from outside: language and colours, the password, sessions, tokens for programs."""
import datetime
import re
import sys
import tempfile

from outside import Store, finish, ok, serving
from test_door import PASSWORD, Site
from test_people import Person

MARKUP = '<script>alert(1)</script>'
NEW = 'cinq autres mots bien choisis'


def looks(site, lea):
    status, _, text = lea.get('/me')
    ok(status == 200 and 'lea' in text and 'Responsable' in text and 'Rennes – médiation de jour' in text,
       'the own page tells login, role and schemes')
    ok('href="/me"' in lea.get('/')[2], 'the rail leads there')
    ok('lang="fr"' in text and 'data-theme' not in text, 'pages are in the browser’s language and the device’s colours')
    ok(lea.post('/me/looks', {'lang': 'en', 'theme': 'dark'})[0] == 303, 'another language and other colours are kept')
    for path in ('/', '/me', '/help'):
        text = lea.get(path)[2]
        ok('<html lang="en" data-theme="nuit">' in text, f'{path} has them at once')
    ok('Language and colours' in lea.get('/me?done=looks')[2], 'and the words')
    for form in ({'lang': 'de', 'theme': 'dark'}, {'lang': 'fr', 'theme': 'pink'}, {'theme': 'light'}, {}):
        ok(lea.post('/me/looks', form)[0] == 400, f'{form} is no choice')
    ok('data-theme="nuit"' in lea.get('/me')[2], 'and changes nothing')
    ok(lea.post('/me/looks', {'lang': '', 'theme': 'system'})[0] == 303 and 'lang="fr"' in lea.get('/me')[2],
       'the browser’s own language and colours can be taken again')
    ok(lea.post('/me/looks', {'lang': 'en', 'theme': 'dark'}, Origin='http://example.org')[0] == 403,
       'a form of another site changes nothing')


def password(site, lea):
    other = Person(site, 'lea')
    form = {'old': PASSWORD, 'new': NEW, 'again': NEW}
    for change, status, how in (({'again': NEW + '!'}, 422, 'two that differ'), ({'new': 'court', 'again': 'court'}, 422, 'a short one'),
                                ({'new': 'motdepasse1234', 'again': 'motdepasse1234'}, 422, 'one of the commonest'),
                                ({'old': 'un autre ancien'}, 403, 'one without the old one')):
        got, _, text = lea.post('/me/password', dict(form, **change))
        ok(got == status and 'role="alert"' in text and NEW not in text, f'{how} is refused')
    ok(other.get('/')[0] == 200, 'and nothing happened')
    status, headers, _ = lea.post('/me/password', form)
    ok(status == 303 and 'role="status"' in lea.get(headers['Location'])[2], 'a good one is taken, and that is said')
    ok(lea.get('/me')[0] == 200 and other.get('/')[0] == 303, 'this session goes on, the others are ended')
    ok(site.sign_in(login='lea')[0] == 403 and site.sign_in(NEW, login='lea')[0] == 303, 'the new password signs in, the old one does not')
    told = [lea.post('/me/password', dict(form, old=f'essai {i}'))[0] for i in range(8)]
    ok(told[0] == 403 and told[-1] == 429, 'whoever tries again and again is made to wait', [str(told)])


def ending(site, lea):
    text = lea.get('/me')[2]
    ok(text.count('name="session"') >= 1 and 'celle-ci' in text, 'sessions are listed, this one marked')
    second = Person(site, 'paul')
    first = Person(site, 'paul')
    ids = re.findall(r'name="session" value="([^"]+)"', first.get('/me')[2])
    ok(len(ids) == 1, 'one’s own session has no button to end it by itself')
    ok(first.post('/me/end-session', {'session': ids[0]})[0] == 303 and second.get('/me')[0] == 303, 'another one is ended')
    lea_ids = re.findall(r'name="session" value="([^"]+)"', lea.get('/me')[2])
    ok(first.post('/me/end-session', {'session': lea_ids[0]})[0] == 303 and lea.get('/me')[2].count(lea_ids[0]) == 1,
       'somebody else’s is not')
    ok(first.post('/me/end-session', {'session': 'x'})[0] == 400, 'a session that is none is refused')
    others = [Person(site, 'paul') for _ in range(3)]
    ok(first.post('/me/end-sessions', {})[0] == 303 and all(o.get('/me')[0] == 303 for o in others) and
       first.get('/me')[0] == 200, 'all others are ended at once')
    return first


def tokens(site, store, paul):
    text = paul.get('/me')[2]
    ok('value="figures"' in text and 'value="registers.read"' in text, 'the scopes are those of the role')
    day = (datetime.date.today() + datetime.timedelta(days=30)).isoformat()
    form = {'name': 'Tableau ' + MARKUP, 'scope': 'figures', 'day': day}
    for change, how in (({'name': ' '}, 'no name'), ({'scope': 'all'}, 'no scope'), ({'day': '2020-01-01'}, 'a day that is over'),
                        ({'day': '2999-01-01'}, 'a day too far'), ({'day': 'demain'}, 'no day')):
        status, _, text = paul.post('/me/token', dict(form, **change))
        ok(status == 422 and 'class="fault"' in text and 'mlt_' not in text and MARKUP not in text, f'{how}: no token')
    status, headers, text = paul.post('/me/token', form)
    secret = re.search(r'value="(mlt_[\w-]+)"', text)
    ok(status == 200 and secret and MARKUP not in text and headers['Cache-Control'] == 'no-store', 'a token is made and shown')
    secret = secret.group(1)
    text = paul.get('/me')[2]
    ok(secret not in text and 'Tableau' in text and MARKUP not in text, 'never again; its name stays, as text')

    def bearer(method, path, form=None):
        return site.ask(method, path, form, Authorization='Bearer ' + secret)[0]
    ok(bearer('GET', '/api/v1/figures/interventions?period=2025-03') == 200, 'it opens what was chosen')
    ok(bearer('GET', '/api/v1/registers/scheme') == 403, 'and nothing else')
    ok([bearer('GET', '/me'), bearer('POST', '/me/token', form), bearer('POST', '/me/password', {}),
        bearer('POST', '/me/end-sessions', {})] == [403] * 4, 'a program has no own page, makes no token, ends nothing')
    which = re.search(r'name="token" value="([^"]+)"', text).group(1)
    lea = Person(site, 'siege')
    ok(lea.post('/me/end-token', {'token': which})[0] == 303 and bearer('GET', '/api/v1/figures/interventions?period=2025') == 200,
       'nobody ends somebody else’s')
    ok(paul.post('/me/end-token', {'token': which})[0] == 303 and bearer('GET', '/api/v1/figures/interventions?period=2025') == 401,
       'its owner does')
    ok('name="token"' not in paul.get('/me')[2], 'an ended one has no button any more')
    ok('name="scope"' not in Person(site, 'dpo').get('/me')[2], 'a role that opens nothing to programs is offered none')
    ok('value="registers.read"' not in Person(site, 'client').get('/me')[2], 'a client is offered no records')
    status, _, text = Person(site, 'client').post('/me/token', dict(form, scope='registers.read'))
    ok(status == 422 and 'mlt_' not in text, 'nor takes them')


def written(site, store):
    boss = Person(site, 'gestion')
    said = boss.get('/audit')[2] + boss.get('/audit?actor=lea')[2] + boss.get('/audit?actor=paul')[2]
    for words in ('lang=en theme=dark', 'Mot de passe changé', 'Sessions fermées', 'Jeton de programme créé'):
        ok(words in said, f'the log has “{words}”')
    ok('mlt_' not in said and PASSWORD not in said and NEW not in said, 'and no secret')


def main():
    people = {'lea': ['--role', 'manager', '--scheme', 'D01'], 'paul': ['--role', 'team_leader', '--scheme', 'D01'],
              'siege': ['--role', 'head_office'], 'client': ['--role', 'client', '--client', 'C-REN'],
              'gestion': ['--role', 'administrator'], 'dpo': ['--role', 'dpo']}
    with tempfile.TemporaryDirectory() as folder:
        store = Store(folder + '/m.db', folder)
        store.must('--quiet', 'init')
        store.samples()
        for login, words in people.items():
            store.run('user', 'add', login, *words, '--password-stdin', stdin=PASSWORD + '\n')
        with serving(store) as port:
            site = Site(port)
            ok(site.ask('GET', '/me')[0] == 303, 'a stranger is asked who he is')
            lea = Person(site, 'lea')
            looks(site, lea)
            password(site, lea)
            tokens(site, store, ending(site, lea))
            written(site, store)
    return finish()


if __name__ == '__main__':
    sys.exit(main())
