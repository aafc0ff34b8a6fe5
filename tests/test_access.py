#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Accounts from the outside: maillage user, and the table of rights in the documentation."""
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
MAILLAGE = os.environ.get('MAILLAGE', os.path.join(ROOT, 'build', 'maillage'))
done = failed = 0


def ok(good, sentence, notes=()):
    global done, failed
    done += 1
    print('%sok %d - %s' % ('' if good else 'not ', done, sentence), flush=True)
    if not good:
        failed += 1
        for note in list(notes)[:10]:
            print('# %s' % note)
    return good


def run(db, *words, text='', lang='en'):
    return subprocess.run([MAILLAGE, '--db', db, '--lang', lang, *words], input=text.encode(), capture_output=True,
                          timeout=300)


def user(db, *words, text=''):
    p = run(db, 'user', *words, text=text)
    return p.returncode, p.stdout.decode(), p.stderr.decode()


def listed(db):
    return {u['login']: u for u in json.loads(run(db, '--json', 'user', 'list').stdout)}


def make_store(folder):
    db = os.path.join(folder, 'a.db')
    run(db, 'init')
    for register in ('agency', 'town', 'client', 'scheme', 'staff'):
        p = run(db, 'import', register, os.path.join(ROOT, 'data/samples/%s.csv' % register))
        if p.returncode:
            print('Bail out! %s' % p.stderr.decode())
            sys.exit(1)
    return db


def people(db):
    s, out, err = user(db, 'add', 'Leo', '--role', 'manager', '--scheme', 'D01', '--scheme', 'Nantes – écoles',
                       '--agency', 'AG-R', '--password-stdin', text='douze signes ici\nnot this line\n')
    u = listed(db).get('leo', {})
    ok(s == 0 and u.get('role') == 'manager' and len(u['schemes']) == 2 and len(u['agencies']) == 1 and u['password'],
       'an account is made with schemes and agencies by own id or name', [out, err])
    s, out, err = user(db, 'add', 'leo', '--role', 'manager', '--password-stdin', text='douze signes ici\n')
    ok(s == 1 and 'already' in err, 'a login is there once', [err])
    s, out, err = user(db, 'add', 'zoe', '--role', 'client', '--client', 'NOWHERE', '--password-stdin', text='12345678')
    ok(s == 1 and 'NOWHERE' in err and 'zoe' not in listed(db), 'an unknown client is refused by name', [err])
    s, out, err = user(db, 'add', 'zoe', '--role', 'king', '--password-stdin', text='12345678')
    ok(s == 1 and 'mediator' in err, 'an unknown role is refused, with those there are', [err])
    s, out, err = user(db, 'add', 'z\u00e9', '--role', 'client')
    ok(s == 1 and 'zé' not in listed(db), 'a login is plain letters', [err])
    ok(user(db, 'add', 'zoe')[0] == 2 and user(db, 'jump', 'zoe')[0] == 2 and user(db)[0] == 2,
       'without a role or a known verb it is a fault of usage')
    for text, status in (('1234567\n', 1), ('', 1), ('\n', 1), ('12345678', 0)):
        s, out, err = user(db, 'add', 'p%d' % len(text), '--role', 'dpo', '--password-stdin', text=text)
        ok(s == status, 'the password %r is %s' % (text, 'refused' if status else 'taken'), [err])
    s, out, err = user(db, 'add', 'ines', '--role', 'mediator', '--staff', 'M001')
    ok(s == 0 and listed(db)['ines']['staff'] and 'see nothing' not in err,
       'a mediator is bound to a member of staff', [err])


def links(db):
    p = run(db, '--json', 'user', 'add', 'ana', '--role', 'administrator')
    path = json.loads(p.stdout)['path'] if p.returncode == 0 else ''
    ok(path.startswith('/link/mli_') and len(path) == 6 + 47 and not listed(db)['ana']['password'],
       'without a password an invitation is made', [path])
    s, out, err = user(db, 'invite', 'ana')
    ok(s == 0 and '/link/mli_' in out and path not in out, 'another one is another', [out])
    s, out, err = user(db, 'disable', 'ana')
    ok(s == 1 and 'last administrator' in err, 'the last administrator stays', [err])
    user(db, 'add', 'boss', '--role', 'administrator')
    ok(user(db, 'disable', 'ana')[0] == 0 and listed(db)['ana']['disabled_at'] and
       user(db, 'reset', 'ana')[0] == 1 and user(db, 'enable', 'ana')[0] == 0 and
       not listed(db)['ana']['disabled_at'] and user(db, 'reset', 'ana')[0] == 0,
       'an account is disabled and enabled; disabled, it gets no link')
    ok(user(db, 'change', 'leo', '--role', 'agency', '--agency', 'AG-N')[0] == 0 and
       listed(db)['leo']['role'] == 'agency' and len(listed(db)['leo']['agencies']) == 1 and
       len(listed(db)['leo']['schemes']) == 2, 'change replaces what it names')
    ok(user(db, 'password', 'ana', '--password-stdin', text='another one of mine')[0] == 0 and
       listed(db)['ana']['password'] and user(db, 'password', 'ana')[0] == 2 and
       user(db, 'password', 'nobody', '--password-stdin', text='another one')[0] == 1, 'a password is set')


def tokens(db):
    s, out, err = user(db, 'token', 'add', 'leo', '--name', 'Board', '--scopes', 'figures,reports', '--days', '30')
    text = out.strip()
    ok(s == 0 and text.startswith('mlt_') and len(text) == 47, 'a token is shown alone on a line', [out, err])
    v = json.loads(run(db, '--json', 'user', 'token', 'list').stdout)
    ok(len(v) == 1 and v[0]['scopes'] == ['figures', 'reports'] and v[0]['login'] == 'leo' and not v[0]['revoked_at'],
       'and listed without its secret', [v])
    ok(user(db, 'token', 'revoke', v[0]['id'])[0] == 0 and user(db, 'token', 'revoke', v[0]['id'])[0] == 1 and
       json.loads(run(db, '--json', 'user', 'token', 'list').stdout)[0]['revoked_at'], 'it is revoked once')
    for words in (['--scopes', 'all'], ['--scopes', 'figures', '--days', '0'], []):
        ok(user(db, 'token', 'add', 'leo', '--name', 'x', *words)[0] == 2, 'a token with %s is refused' % words)
    with open(db, 'rb') as f:
        data = f.read()
    for name in os.listdir(os.path.dirname(db)):
        if name.startswith('a.db-wal'):
            with open(os.path.join(os.path.dirname(db), name), 'rb') as f:
                data += f.read()
    ok(text.encode() not in data and text[4:].encode() not in data and b'douze signes' not in data,
       'no secret stands in the store')
    con = sqlite3.connect(db)
    actions = [r[0] for r in con.execute('SELECT DISTINCT action FROM audit')]
    con.close()
    ok({'account_made', 'account_changed', 'account_disabled', 'account_enabled', 'password', 'invited', 'reset',
        'token_made', 'token_revoked'} <= set(actions), 'all of it stands in the audit log', actions)


def documentation(db):
    with open(os.path.join(ROOT, 'docs/access.md'), encoding='utf-8') as f:
        told = f.read()
    ok(run(db, 'help', 'access', lang='fr').stdout.decode() == told,
       'docs/access.md is what the program does: maillage help access > docs/access.md')


    with open(os.path.join(ROOT, 'docs/privacy.md'), encoding='utf-8') as f:
        told = f.read()
    ok(run(db, 'help', 'privacy', lang='fr').stdout.decode() == told,
       'docs/privacy.md is what the program does: maillage help privacy > docs/privacy.md')


def main():
    folder = tempfile.mkdtemp(prefix='mlgaccess.', dir=os.environ.get('TMPDIR', '/tmp'))
    try:
        db = make_store(folder)
        people(db)
        links(db)
        tokens(db)
        documentation(db)
        p = run(db, 'check')
        ok(p.returncode == 0, 'check finds the store whole', p.stderr.decode().splitlines())
    finally:
        shutil.rmtree(folder)
    print('1..%d' % done)
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main())
