#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The field app before anybody signs in: installable, whole with the network off, small."""
import http.client
import json
import os
import re
import subprocess
import tempfile

from outside import HERE, Store, finish, ok, serving

FIRST_LOAD_MAX = 250_000  # bytes over the wire, fonts and WebAssembly included


def ask(port, path, **headers):
    c = http.client.HTTPConnection('127.0.0.1', port, timeout=120)
    c.request('GET', path, headers=headers)
    r = c.getresponse()
    return r.status, dict(r.getheaders()), r.read()


def wire(port, paths):
    """{path: bytes as a browser gets them}."""
    return {p: len(ask(port, p, **{'Accept-Encoding': 'br, gzip'})[2]) for p in paths}


def shell(port):
    p = subprocess.run(['node', os.path.join(HERE, 'browser/field_shell.mjs'), f'http://127.0.0.1:{port}'],
                       capture_output=True, encoding='utf-8', timeout=600)
    ok(p.returncode == 0, 'Chromium loads the field app', p.stderr.splitlines()[-8:])
    told = json.loads(p.stdout)
    ok(told['status'] == 200 and not told['complaints'], 'nobody need sign in to load it, and nothing is refused',
       told['complaints'])
    policy = told['policy']
    ok("'wasm-unsafe-eval'" in policy and 'unsafe-inline' not in policy and "'unsafe-eval'" not in policy and
       "require-trusted-types-for 'script'" in policy, 'its policy lets WebAssembly run, and no script from a text')
    ok(told['manifest']['errors'] == [] and told['installable'] in ([], ['in-incognito']),
       'a phone may install it', told['manifest']['errors'] + told['installable'])
    icons = [i['src'] for i in told['manifest']['data']['icons']]
    ok(all(ask(port, i)[0] == 200 and i in told['kept'] for i in icons), 'the icons of its manifest are there')
    page = ask(port, '/terrain/')[2].decode()
    named = set(re.findall(r'"(/(?:static|terrain)/[^"]+)"', page))
    ok(named <= set(told['kept']) and '/terrain/' in told['kept'],
       'the worker keeps all that the page names', sorted(named - set(told['kept'])))
    ok(told['offline'] == told['text'] != '' and told['fonts'] >= 2 and told['rules'],
       'with the network off it starts with its fonts and rules',
       [told['offline'], told['fonts'], told['rules']])
    renewed = told['renewed']
    ok(len(renewed['before']) == 1 and len(renewed['both']) == 2 and renewed['old'],
       'a newer app is fetched whole, and waits', [renewed])
    ok(renewed['after'] == ['terrain-newer'], 'it takes over when it is told to, and the older one goes', [renewed])
    sizes = wire(port, told['kept'] + ['/terrain/sw.js'])
    ok(sum(sizes.values()) < FIRST_LOAD_MAX, f'the first load is {sum(sizes.values())} bytes, under {FIRST_LOAD_MAX}',
       [f'{n} {p}' for p, n in sorted(sizes.items(), key=lambda i: -i[1])])


def addresses(port):
    status, headers, _ = ask(port, '/terrain')
    ok(status == 303 and headers['Location'] == '/terrain/', 'the address without its last stroke leads to it')
    status, headers, script = ask(port, '/terrain/sw.js')
    ok(status == 200 and headers['Cache-Control'] == 'no-cache' and headers['Content-Type'].startswith('text/javascript'),
       'the worker is looked for anew each time')
    status, again, body = ask(port, '/terrain/sw.js', **{'If-None-Match': headers['ETag']})
    ok(status == 304 and body == b'', 'and not sent again while it is the same')
    listed = json.loads(re.search(rb'FILES = (\[.*\]);', script)[1])
    ok(all(digest in ask(port, path)[1]['ETag'] for path, digest in listed),
       'each file answers with the hash that the worker expects')
    ok(ask(port, '/terrain/nothing.js')[0] == 404, 'there is nothing else there')
    here, elsewhere = (ask(port, p)[1]['Permissions-Policy'] for p in ('/terrain/', '/sign-in'))
    ok('microphone=(self)' in here and 'microphone=()' in elsewhere, 'the microphone is for the field app alone', [here, elsewhere])


def main():
    with tempfile.TemporaryDirectory() as folder:
        store = Store(os.path.join(folder, 'shell.db'), folder)
        store.must('init')
        with serving(store) as port:
            addresses(port)
            shell(port)
    return finish()


if __name__ == '__main__':
    raise SystemExit(main())
