#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The faults that the field app must survive, each in Chromium against the real server (browser/field_faults.mjs).

In each: no acknowledged record is lost, none is doubled, and the user is told in one plain sentence.
"""
import datetime
import json
import os
import re
import subprocess
import sys
import tempfile

from outside import HERE, PROGRAM, Store, finish, ok, serving
from test_door import Site
from test_people import Person

BUILD = os.environ.get('MAILLAGE_BUILD', os.path.join(os.path.dirname(HERE), 'build'))
PASSWORD = 'essai de la maison 2025'
ROLES = {
    'terrain': ['--role', 'mediator', '--scheme', 'TST', '--staff', 'TS1'],
    'autre': ['--role', 'mediator', '--scheme', 'TST', '--staff', 'TS2'],
    'chef': ['--role', 'team_leader', '--scheme', 'TST'],
}


def prepare(store):
    """An operator with one scheme, two mediators and a shift each evening of two months."""
    today = datetime.date.today()
    store.must('--quiet', 'init')
    store.samples()
    store.load('contract', [['id', 'name', 'kind', 'client', 'start'],
                            ['CTR', 'Marché', 'market', 'C-REN', '2020-01-01']])
    own_code(store)
    store.load('scheme', [['id', 'name', 'form', 'agency', 'town', 'client', 'start', 'contract'],
                          ['TST', 'Médiation de nuit', 'FN', 'AG-R', 'T-REN', 'C-REN', '2020-01-01', 'CTR']])
    store.load('staff', [['id', 'role', 'agency', 'pseudonym', 'scheme'],
                         ['TS1', 'mediator', 'AG-R', 'Merle', 'TST'], ['TS2', 'mediator', 'AG-R', 'Lilas', 'TST']])
    store.load('site', [['id', 'name', 'town', 'place_kind', 'lon', 'lat'],
                        ['P1', 'Square des Acacias', 'T-REN', 'LP2', '-1.6794', '48.1113'],
                        ['P2', 'Gare', 'T-REN', 'LP1', '-1.6720', '48.1035']])
    days = {(today + datetime.timedelta(n)).isoformat() for n in range(-3, 8)}
    days |= {(datetime.date(2026, 10, 8) + datetime.timedelta(n)).isoformat() for n in range(45)}
    store.load('shift', [['id', 'scheme', 'date', 'planned_start', 'planned_end', 'team', 'state'],
                         *[['S' + d, 'TST', d, '21:00', '05:00', 'TS1|TS2', 'planned'] for d in sorted(days)]])
    for login, words in ROLES.items():
        p = store.run('user', 'add', login, *words, '--password-stdin', stdin=PASSWORD + '\n')
        if p.returncode != 0:
            sys.exit(p.stderr)


def own_code(store, end=''):
    """A code of the contract's own, until a day."""
    p, told = store.load('contract_code', [['id', 'contract', 'list', 'code', 'label_fr', 'label_en', 'end'],
                                           ['ANC', 'CTR', 'kind', 'GC5-ANC', 'Ancien mot', 'Old word', end]])
    ok(p.returncode == 0, f'the contract has a code of its own, until {end or "further notice"}', told['errors'])


def scheme_id(store):
    return next(r['id'] for r in store.rows('scheme') if r['source_id'] == 'TST')


def drive(store, scheme, fault, *more, between=None):
    """Runs a fault; `between` is called with what the script said when it was ready. What it told."""
    p = subprocess.Popen(['node', os.path.join(HERE, 'browser/field_faults.mjs'), PROGRAM, store.url, scheme, fault, *more],
                         stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding='utf-8')
    if between:
        line = p.stdout.readline()
        if not line.startswith('ready'):
            ok(False, fault + ' came half way', [line])
        between(line.split())
    out, err = p.communicate('go\n' if between else None, timeout=700)
    told = json.loads(out.splitlines()[-1]) if out else {'checks': [], 'acked': [], 'told': []}
    ok(p.returncode == 0 and told['checks'], f'{fault}: it was tried', err.splitlines()[-8:])
    for good, sentence, seen in told['checks']:
        ok(good, f'{fault}: {sentence}', [json.dumps(seen)[:600]])
    return told


def stands(store, fault, told, extra=0):
    """Each acknowledged record is there, once; and one sentence said what happened."""
    rows = [r for r in store.rows('intervention') if r['id'] > '01a0' and r['id'][14] == '7']  # made here, not samples
    found = [r['id'] for r in rows]
    lost = set(told['acked']) - set(found)
    ok(not lost and told['acked'], f'{fault}: no acknowledged record is lost, of {len(told["acked"])}', sorted(lost))
    places = [r['place'] for r in rows]
    ok(len(found) == len(set(found)) and len(places) == len(set(places)), f'{fault}: none is doubled')
    ok(len(set(found) - set(told['acked'])) <= extra, f'{fault}: nor is there another', sorted(set(found) - set(told['acked'])))
    p = store.run('check')
    ok(p.returncode == 0, f'{fault}: the journal holds', p.stdout.splitlines()[-3:] + p.stderr.splitlines()[-3:])
    return {r['id']: r for r in rows}


def one_sentence(fault, told):
    missed = [t for t in told['told'] if t[2] is not True]
    ok(told['told'] and not missed, f'{fault}: the screen tells the user: {" / ".join(t[1] for t in told["told"])}', missed)
    ok(all(0 < len(t[1]) <= 110 for t in told['told']), f'{fault}: in plain words', told['told'])


# What may be there without having been acknowledged: killed between the disk and the word.
PLAIN = {'lost_receipt': 0, 'forged_receipt': 0, 'meanwhile': 0, 'server_killed': 0, 'tab_killed': 2, 'storage_full': 0, 'storage_cleared': 0, 'two_tabs': 0,
         'two_phones': 0, 'wrong_pin': 0, 'shared_phone': 0, 'killed_sending': 0}
FEW = ('lost_receipt', 'wrong_pin', 'two_phones')  # where tests are to be short


def fresh(folder, base, name):
    """A copy of a prepared store."""
    store = Store(os.path.join(folder, name + '.db'), folder)
    for part in ('', '-wal', '-shm'):
        if os.path.exists(base + part):
            with open(base + part, 'rb') as f, open(store.url + part, 'wb') as g:
                g.write(f.read())
    return store


def long_away(store, scheme):
    """The nomenclature changes while the phone is away: the code ends before its last record with it."""
    told = drive(store, scheme, 'long_away', os.path.join(BUILD, 'tests', 'libother_time.so'),
                 between=lambda _: own_code(store, '2026-10-20'))
    rows = stands(store, 'long_away', told)
    there = [rows[i] for i in told['acked'] if i in rows]
    ok([r['kind'] for r in there] == ['GC5-ANC', 'GC5', 'GC5', 'GC5', 'GC5', 'GC5', 'GC5-ANC'],
       'long_away: each has the code under which it was noted', [r['kind'] for r in there])
    ok([r['service_date'] for r in there] == told.get('days'), 'long_away: and the day that the phone gave it',
       [r['service_date'] for r in there])
    ok([r['start'] for r in there[1:6]] == ['23:30', '01:30', '02:30', '02:30', '04:30'],
       'long_away: and the hour that the clock on the wall showed', [r['start'] for r in there])
    one_sentence('long_away', told)


def wrong_clock(store, scheme):
    """What the clock filled in is put right, unless that would be another day."""
    told = drive(store, scheme, 'wrong_clock')
    rows = stands(store, 'wrong_clock', told)
    for id, noted in zip(told['acked'], told.get('noted', [])):
        hour, minute = map(int, noted['start'].split(':'))
        right = f'{hour - 3:02}:{minute:02}' if hour >= 3 else noted['start']
        ok(id in rows and rows[id]['date'] == noted['date'] and abs(minutes(rows[id]['start']) - minutes(right)) <= 1,
           'wrong_clock: the record keeps its day, and gets the hour that it was',
           [noted['date'], noted['start'], json.dumps({k: rows.get(id, {}).get(k) for k in ('date', 'start')})])
    with serving(store) as port:
        page = Person(Site(port), 'chef', PASSWORD).get('/validate?register=intervention&flag=clock')[2]
    ok(all(id in page for id in told['acked']), 'wrong_clock: the team leader is told of it', [len(page)])
    one_sentence('wrong_clock', told)


def minutes(clock):
    return int(clock[:2]) * 60 + int(clock[3:5])


def edits(store, scheme):
    told = drive(store, scheme, 'edits')
    rows = stands(store, 'edits', told)
    one = rows.get(told.get('one'), {})
    ok(one.get('outcome') == 'OU5' and one.get('comment') == 'Deux fois' and one.get('F_A56') == '1' and one.get('M_A4') == '0',
       'edits: the record is as the last edit left it', [json.dumps(one)])
    ok(not {told.get('removed'), told.get('late'), told.get('alerted')} & set(rows), 'edits: what was taken back counts no more')
    one_sentence('edits', told)


def revoked(store, scheme):
    """The device is revoked while a record waits: it is forgotten, what was sent stands."""
    def end(words):
        p = store.run('device', 'revoke', words[1])
        ok(p.returncode == 0, 'revoked: the device is revoked', [p.stderr])
    told = drive(store, scheme, 'revoked', between=end)
    stands(store, 'revoked', told)
    one_sentence('revoked', told)


def turned_away(store, scheme):
    """The account is disabled while the phone is in use, and enabled again."""
    def end(_):
        p = store.run('user', 'disable', 'terrain')
        ok(p.returncode == 0, 'turned_away: the account is disabled', [p.stderr])
    told = drive(store, scheme, 'turned_away', between=end)
    stands(store, 'turned_away', told)
    one_sentence('turned_away', told)


def exported(store, scheme):
    """The server is gone: a file brings what waited, and the phone brings it once more."""
    name = os.path.join(store.folder, 'queue.mlq')

    def bring(_):
        for turn in ('it', 'it again'):
            p = store.run('import-queue', name)
            ok(p.returncode == 0, f'exported: the server takes {turn} from the file', [p.stderr[-300:]])
    told = drive(store, scheme, 'exported', name, between=bring)
    stands(store, 'exported', told)
    one_sentence('exported', told)


def twins(store, scheme):
    """The tab is killed between noting an event that a colleague noted and saying so."""
    def validate(words):
        boss = Person(Site(int(words[1])), 'chef', PASSWORD)
        page = boss.get('/validate?register=intervention&id=' + words[2])[2]
        one = re.search(words[2] + r'\.\d+', page)
        status = boss.post('/validate', {'register': 'intervention', 'one': one and one.group()})[0]
        ok(status == 303, 'twins: the team leader validates the third', [status, page[-300:]])
    told = drive(store, scheme, 'twins', between=validate)
    rows = stands(store, 'twins', told)
    ties = [rows.get(mine, {}).get('twin_of') == other for mine, other in told.get('pairs', [])]
    ok(ties == [False, True], 'twins: the answer is on the server', [ties])
    ok(store.figures('interventions', '--scheme', 'TST')['interventions']['value'] == len(told['acked']) - 1,
       'twins: and that event counts once')
    one_sentence('twins', told)


MORE = {'edits': edits, 'twins': twins, 'long_away': long_away, 'wrong_clock': wrong_clock, 'revoked': revoked,
        'turned_away': turned_away, 'exported': exported}


def main():
    only = sys.argv[1:] or (FEW if os.environ.get('MAILLAGE_TEST_SMALL') else ())
    with tempfile.TemporaryDirectory() as folder:
        base = os.path.join(folder, 'base.db')
        prepare(Store(base, folder))
        scheme = scheme_id(Store(base, folder))
        for fault, extra in PLAIN.items():
            if only and fault not in only:
                continue
            store = fresh(folder, base, fault)
            told = drive(store, scheme, fault)
            stands(store, fault, told, extra)
            one_sentence(fault, told)
        for fault, run in MORE.items():
            if not only or fault in only:
                run(fresh(folder, base, fault), scheme)
    return finish()


if __name__ == '__main__':
    raise SystemExit(main())
