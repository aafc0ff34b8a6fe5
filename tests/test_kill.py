#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Killed while it writes: nothing acknowledged is lost, nothing is half there, nothing stands twice.

Imports are killed at random moments and must be whole or nothing.  A server takes small imports from
several programs at once and is killed, or the PostgreSQL below it; each import that was answered must be
there afterwards.  MAILLAGE_TEST_SEED: seed of the moments.
"""
import collections
import http.client
import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time

from outside import HERE, PROGRAM, SAMPLES, Store, finish, ok

LINES = 1500
SENDERS = 4
SMALL = bool(os.environ.get('MAILLAGE_TEST_SMALL'))
HEADER = 'id;scheme;date;start;duration_min;place_kind;kind;theme;outcome\n'


def line(own):
    return f'{own};D01;2025-03-{1 + hash(own) % 28:02d};14:10;12;LP1;GC1;T20;OU1\n'


def base(store):
    store.must('init')
    for register in ('agency', 'town', 'client', 'scheme'):
        store.must('--quiet', 'import', register, os.path.join(SAMPLES, register + '.csv'))


def owns(store):
    """How often each own id stands in the register."""
    return collections.Counter(r['source_id'] for r in store.rows('intervention'))


def sound(store, when):
    p = store.run('--quiet', 'check', '--quick')
    ok(p.returncode == 0, f'{store.engine}: {when}: check finds file and journal whole', (p.stdout + p.stderr).splitlines())


def imports(store, moments):
    """Each import is there whole or not at all, and comes in when it is tried again."""
    env = dict(os.environ, MAILLAGE_DB=store.url, MAILLAGE_LANG='fr')
    killed, partly, took = 0, [], None
    for i in range(3 if SMALL else 8):
        path = os.path.join(store.folder, f'kill-{store.engine}-{i}.csv')
        with open(path, 'w', encoding='utf-8') as f:
            f.write(HEADER + ''.join(line(f'I{i}-{n}') for n in range(LINES)))
        began = time.monotonic()
        p = subprocess.Popen([PROGRAM, '--quiet', 'import', 'intervention', path], env=env,
                             stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        if took is None:
            p.wait()
            took = time.monotonic() - began
            continue
        time.sleep(moments.uniform(0, took))
        p.send_signal(signal.SIGKILL)
        p.wait()
        killed += p.returncode == -signal.SIGKILL
        there = sum(n for own, n in owns(store).items() if own.startswith(f'I{i}-'))
        if there not in (0, LINES):
            partly.append(f'{there} of {LINES} lines of round {i}')
        if store.run('--quiet', 'import', 'intervention', path).returncode != 0:
            partly.append(f'round {i} cannot be tried again')
    ok(killed > 0, f'{store.engine}: imports were killed')
    ok(not partly, f'{store.engine}: a killed import is whole or nothing, and can be tried again', partly)
    ok(set(owns(store).values()) == {1}, f'{store.engine}: no line stands twice')
    sound(store, 'after killed imports')


class Server:
    def __init__(self, store):
        self.p = subprocess.Popen([PROGRAM, '--db', store.url, '--lang', 'fr', 'serve', '--listen', '127.0.0.1:0'],
                                  stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.port = int(re.search(r'127\.0\.0\.1:(\d+)', self.p.stdout.readline()).group(1))


def send(server, token, name, acknowledged, stop):
    """One line a request, until somebody dies; notes what was answered as done."""
    n = 0
    while not stop.is_set():
        own = f'{name}-{n}'
        n += 1
        try:
            c = http.client.HTTPConnection('127.0.0.1', server.port, timeout=120)
            c.request('POST', '/api/v1/import/intervention', HEADER + line(own),
                      {'Authorization': 'Bearer ' + token, 'Content-Type': 'text/csv'})
            status = c.getresponse().status
            c.close()
        except (OSError, http.client.HTTPException):
            return
        if status == 200:
            acknowledged.append(own)


def acknowledged_writes(store, moments, strike, what):
    """Programs write through a server until `strike` hits it."""
    token = store.must('user', 'token', 'add', 'siege', '--name', 'essai', '--scopes', 'import')
    token = re.search(r'mlt_[\w-]+', token).group(0)
    acknowledged = []
    for i in range(1 if SMALL else 3):
        server, stop = Server(store), threading.Event()
        senders = [threading.Thread(target=send, args=(server, token, f'{what}{i}.{k}', acknowledged, stop))
                   for k in range(SENDERS)]
        for s in senders:
            s.start()
        wanted, late = len(acknowledged) + 15, time.monotonic() + 300
        while len(acknowledged) < wanted and time.monotonic() < late:
            time.sleep(.02)
        time.sleep(moments.uniform(0, .5))
        strike(server)
        stop.set()
        for s in senders:
            s.join(30)
        server.p.kill()
        server.p.wait()
    there = owns(store)
    lost = [own for own in acknowledged if own not in there]
    ok(len(acknowledged) > 10, f'{store.engine}: {what}: writes were acknowledged before', [str(len(acknowledged))])
    ok(not lost, f'{store.engine}: {what}: each of them is there', lost)
    ok(set(there.values()) <= {1}, f'{store.engine}: {what}: none stands twice')
    sound(store, what)


def account(store):
    p = store.run('user', 'add', 'siege', '--role', 'head_office', '--password-stdin', stdin='un mot de passe long')
    ok(p.returncode == 0, f'{store.engine}: an account is made', p.stderr.splitlines())


def kill(server):
    server.p.send_signal(signal.SIGKILL)


def postgres(folder, moments):
    """A cluster of its own, which keeps what it says it kept."""
    tool = os.path.join(HERE, '..', 'tools', 'pg.sh')
    with tempfile.TemporaryDirectory(prefix='mlgk.', dir='/tmp') as place:
        cluster = os.path.join(place, 'c')
        os.chmod(place, 0o755)
        url = subprocess.run([tool, 'start', cluster, 'fsync=on', 'synchronous_commit=on', 'full_page_writes=on'],
                             check=True, capture_output=True, text=True).stdout.strip()
        try:
            store = Store(url, folder, 'PostgreSQL')
            base(store)
            account(store)
            imports(store, moments)
            acknowledged_writes(store, moments, kill, 'the server killed')
            acknowledged_writes(store, moments,
                                lambda server: subprocess.run([tool, 'crash', cluster], check=True), 'PostgreSQL crashed')
        finally:
            subprocess.run([tool, 'stop', cluster], stdout=subprocess.DEVNULL)


def main():
    moments = random.Random(int(os.environ.get('MAILLAGE_TEST_SEED', '20251231')))
    with tempfile.TemporaryDirectory() as folder:
        store = Store(os.path.join(folder, 'kill.db'), folder)
        base(store)
        account(store)
        imports(store, moments)
        acknowledged_writes(store, moments, kill, 'the server killed')
        postgres(folder, moments)
    return finish()


if __name__ == '__main__':
    sys.exit(main())
