#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""An evening with the field app in Chromium, against the real server: tests/browser/field_real.mjs.

usage: test_field_evening.py [--keep FOLDER]
"""
import datetime
import json
import os
import subprocess
import sys
import tempfile
import zoneinfo

from outside import HERE, Store, finish, ok, serving

ZONE = 'Europe/Paris'


def clock(moment):
    return moment.strftime('%H:%M')


def main():
    if not os.path.isdir(os.path.join(HERE, 'browser/node_modules')):
        ok(False, 'the browser’s driver is there', ['run tools/setup test'])
        return finish()
    now = datetime.datetime.now(zoneinfo.ZoneInfo(ZONE))
    begins, ends = now - datetime.timedelta(minutes=30), now + datetime.timedelta(hours=4)
    with tempfile.TemporaryDirectory() as folder:
        store = Store(os.path.join(folder, 'm.db'), folder)
        store.must('--quiet', 'demo', '--scale', '0.01', '--accounts')
        p, told = store.load('shift', [['id', 'scheme', 'date', 'planned_start', 'planned_end', 'team', 'state'],
                                       ['EVENING', 'REN', begins.date().isoformat(), clock(begins), clock(ends), 'M-0003|M-0004', 'planned']])
        ok(p.returncode == 0, 'a shift of now is planned', told['errors'][:3])
        p = store.run('user', 'add', 'collegue', '--role', 'mediator', '--scheme', 'REN', '--staff', 'M-0004', '--password-stdin',
                      stdin='maillage demo 2025')
        ok(p.returncode == 0, 'a colleague has an account', p.stderr.splitlines())
        shift = next(r['id'] for r in store.rows('shift') if r['source_id'] == 'EVENING')
        keep = sys.argv[sys.argv.index('--keep') + 1] if '--keep' in sys.argv else folder + '/pictures'
        with serving(store, '--demo-accounts', TZ=ZONE) as port:
            p = subprocess.run(['node', os.path.join(HERE, 'browser/field_real.mjs'), f'http://127.0.0.1:{port}', shift, keep],
                               capture_output=True, encoding='utf-8', timeout=700)
        print('# ' + p.stderr.strip().replace('\n', '\n# '))
        seen = [json.loads(line) for line in p.stdout.splitlines()]
        ok(p.returncode == 0 and len(seen) >= 8, 'the evening goes to its end', p.stderr.splitlines()[-6:])
        for found in seen:
            ok(found['good'], found['sentence'], found['notes'])
    return finish()


if __name__ == '__main__':
    sys.exit(main())
