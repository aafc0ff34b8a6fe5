#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The door and the gate behind it, over HTTP: signing in, sessions, foreign forms, programs' tokens."""
import http.client
import re
import sys
import tempfile
import urllib.parse

from outside import Store, finish, ok, serving

PASSWORD = 'quatre mots bien choisis'


class Site:
    def __init__(self, port):
        self.port = port

    def ask(self, method, path, form=None, cookie=None, **headers):
        """(status, headers, text)"""
        c = http.client.HTTPConnection('127.0.0.1', self.port, timeout=300)
        body = urllib.parse.urlencode(form) if form is not None else None
        headers = {k.replace('_', '-'): v for k, v in headers.items()}
        if body is not None:
            headers.setdefault('Content-Type', 'application/x-www-form-urlencoded')
        if cookie:
            headers['Cookie'] = cookie
        c.request(method, path, body, headers)
        r = c.getresponse()
        text = r.read().decode()
        c.close()
        return r.status, r.headers, text

    def sign_in(self, password=PASSWORD, login='siege', **form):
        return self.ask('POST', '/sign-in', dict(form, login=login, password=password))


def cookie_of(headers):
    return (headers['Set-Cookie'] or '').split(';')[0]


def csrf_of(text):
    m = re.search(r'name="csrf" value="([^"]+)"', text)
    return m.group(1) if m else ''


def door(site):
    status, headers, text = site.ask('GET', '/')
    ok(status == 303 and headers['Location'] == '/sign-in', 'a stranger is asked who he is')
    status, headers, text = site.ask('GET', '/help/components?a=1')
    ok(headers['Location'] == '/sign-in?next=%2Fhelp%2Fcomponents%3Fa%3D1', 'and brought back where he was going')
    status, headers, text = site.sign_in('something else here')
    ok(status == 403 and not headers['Set-Cookie'] and 'value="siege"' in text and 'something' not in text,
       'a wrong password opens nothing; the login comes back, the password does not')
    wrong = re.search(r'role="alert".*?</div>\n</div>', text, re.S).group(0)
    status, headers, text = site.sign_in(login='nobody')
    ok(status == 403 and wrong in text, 'a login that does not exist is refused in the same words')
    status, headers, text = site.sign_in(login='"><script>alert(1)</script>')
    ok('<script>alert' not in text, 'what was typed comes back as text')
    status, headers, text = site.sign_in(next='//example.org/x')
    ok(status == 303 and headers['Location'] == '/', 'nobody is sent to another site after signing in')
    status, headers, text = site.sign_in(next='/help')
    ok(status == 303 and headers['Location'] == '/help', 'but to where he was going')
    set_cookie = headers['Set-Cookie']
    ok('HttpOnly' in set_cookie and 'SameSite=Lax' in set_cookie and 'Path=/' in set_cookie,
       'the session’s cookie is for this site and no script')
    return cookie_of(headers)


def sessions(site, cookie):
    status, headers, text = site.ask('GET', '/', cookie=cookie)
    ok(status == 200 and 'siege' in text, 'the cookie opens the first page')
    ok(headers['Cache-Control'] == 'no-store', 'which nobody keeps')
    first, second = csrf_of(text), csrf_of(site.ask('GET', '/', cookie=cookie)[2])
    ok(len(first) > 80 and first != second, 'the token of its forms is another each time')
    ok(site.ask('GET', '/sign-in?next=/help', cookie=cookie)[1]['Location'] == '/help',
       'who is signed in is not asked again')
    ok(site.ask('GET', '/', cookie=cookie[:-1] + ('A' if cookie[-1] != 'A' else 'B'))[0] == 303,
       'a cookie with one letter wrong is none')
    ok(site.ask('GET', '/', cookie=cookie + '; ' + cookie)[0] == 303, 'a cookie that comes twice is none')
    ok(site.ask('GET', '/help/components', Authorization='Bearer ' + cookie.split('=')[1])[0] == 200,
       'a session’s secret serves a program too')
    return first, second


def foreign(site, cookie, first, second):
    other = csrf_of(site.ask('GET', '/', cookie=cookie_of(site.sign_in()[1]))[2])
    refused = {
        'without its token': dict(form={}),
        'with another session’s token': dict(form={'csrf': other}),
        'with a token cut short': dict(form={'csrf': first[:-4]}),
        'with a token of nothing': dict(form={'csrf': ''}),
        'with letters that are no token': dict(form={'csrf': 'zz' * (len(first) // 2)}),
        'from another origin': dict(form={'csrf': first}, Origin='http://example.org'),
        'from no origin': dict(form={'csrf': first}, Origin='null'),
        'from another site, says the browser': dict(form={'csrf': first}, Sec_Fetch_Site='cross-site'),
        'as JSON without the header': dict(form={}, Content_Type='application/json'),
    }
    for how, what in refused.items():
        ok(site.ask('POST', '/sign-out', cookie=cookie, **what)[0] == 403, f'a form {how} is refused')
    ok(site.ask('GET', '/', cookie=cookie)[0] == 200, 'and changed nothing')
    status, headers, _ = site.ask('POST', '/sign-out', {'csrf': second}, cookie, Origin=f'http://127.0.0.1:{site.port}')
    ok(status == 303 and 'Max-Age=0' in headers['Set-Cookie'], 'one’s own form signs out')
    ok(site.ask('GET', '/', cookie=cookie)[0] == 303, 'and the session is over')
    ok(site.ask('POST', '/sign-in', {'login': 'siege', 'password': PASSWORD}, Origin='http://example.org')[0] == 403,
       'nobody is signed in from another site')


def programs(site, store):
    told = store.must('user', 'token', 'add', 'siege', '--name', 'essai', '--scopes', 'figures')
    secret = re.search(r'mlt_[\w-]+', told).group(0)
    ok(site.ask('GET', '/help/components', Authorization='Bearer ' + secret)[0] == 200, 'a program’s token opens what it may')
    ok(site.ask('GET', '/help/components', cookie='maillage_session=' + secret)[0] == 303, 'but is no cookie')


def links(site, store):
    path = re.search(r'/link/[\w-]+', store.must('user', 'invite', 'siege')).group(0)
    status, _, text = site.ask('GET', path)
    ok(status == 200 and 'siege' in text, 'the link of an invitation asks for a password')
    ok(site.ask('GET', path[:-1] + '_')[0] == 404, 'another link does not')
    ok(site.ask('POST', path, {'password': 'cinq autres mots choisis', 'again': 'cinq autres mots'})[0] == 422,
       'two passwords that differ are refused')
    ok(site.ask('POST', path, {'password': 'court', 'again': 'court'})[0] == 422, 'a short one is refused')
    ok(site.ask('POST', path, {'password': 'cinq autres mots choisis', 'again': 'cinq autres mots choisis'})[0] == 303,
       'a good one is kept')
    ok(site.ask('GET', path)[0] == 404, 'a link works once')
    ok(site.sign_in('cinq autres mots choisis')[0] == 303, 'the new password signs in')
    ok(site.sign_in()[0] == 403, 'the old one does not')


def main():
    with tempfile.TemporaryDirectory() as folder:
        store = Store(folder + '/m.db', folder)
        store.must('--quiet', 'init')
        store.run('user', 'add', 'siege', '--role', 'head_office', '--password-stdin', stdin=PASSWORD + '\n')
        with serving(store) as port:
            site = Site(port)
            cookie = door(site)
            first, second = sessions(site, cookie)
            foreign(site, cookie, first, second)
            programs(site, store)
            links(site, store)
    return finish()


if __name__ == '__main__':
    sys.exit(main())
