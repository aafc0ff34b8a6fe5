#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The field app on a phone whose browser is as old as docs/phones.md allows: tests/browser/field_old.mjs."""
import json
import os
import subprocess
import tempfile

from outside import HERE, Store, finish, ok, serving
from test_field_faults import PASSWORD, prepare


def main():
    with tempfile.TemporaryDirectory() as folder:
        store = Store(os.path.join(folder, 'm.db'), folder)
        prepare(store)
        queue = os.path.join(folder, 'queue.mlq')
        with serving(store, TZ='Europe/Paris') as port:
            p = subprocess.run(['node', os.path.join(HERE, 'browser/field_old.mjs'), f'http://127.0.0.1:{port}', 'terrain', PASSWORD, queue],
                               capture_output=True, encoding='utf-8', timeout=700)
        *seen, told = [json.loads(line) for line in p.stdout.splitlines()] or [{}]
        ok(p.returncode == 0 and len(seen) >= 14, 'Chromium went through all of it', p.stderr.splitlines()[-8:])
        for found in seen:
            ok(found['good'], found['sentence'], found['notes'])
        rows = {r['id']: r for r in store.rows('intervention')}
        ok(rows.get(told.get('sent'), {}).get('F_A56') == '1', 'what the old phone sent is on the server')
        p = store.run('import-queue', queue)
        ok(p.returncode == 0, 'the server opens the file that it made', [p.stderr[-300:]])
        rows = {r['id']: r for r in store.rows('intervention')}
        ok(rows.get(told.get('waits'), {}).get('M_A4') == '1', 'and has what was in it')
    return finish()


if __name__ == '__main__':
    raise SystemExit(main())
