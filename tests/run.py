#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Runs every test program and adds up what they print (TAP).

usage: run.py [--all] [NAME…]

Unit tests run in each build: optimised gcc, and gcc and clang under the address and undefined-behaviour
sanitizers.  Tests of the whole program run optimised and under one of the two sanitized builds, always the
same for each, or under both with --all or when they are named.  Those that touch a store find a fresh PostgreSQL database
in MAILLAGE_TEST_DB_URL and run on both engines.  Under the sanitizers, which are ten times slower,
MAILLAGE_TEST_SMALL asks for smaller amounts of the same.  The last line is "N passed, N failed".
"""
import concurrent.futures
import contextlib
import glob
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import zlib

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
BUILDS = ['build', 'build-gcc', 'build-clang']
# Tests that look at the tree itself need one run only.
ONCE = {'test_house', 'test_htmlgen'}
# Tests whose subject is the time or the size of the optimised program, or what a browser makes of it.
OPTIMISED = {'test_bench', 'test_browser'}
BROWSER = 'test_field_'
# Those that start Chromium: one at a time, since a page that waits for its turn is late for whoever drives it.
CHROMIUM = {'test_bench', 'test_browser'}
# What takes minutes begins first, so that no processor waits for it at the end.
LONGEST = ['test_field_screens', 'test_import', 'test_browser', 'test_field_faults', 'test_round_trip', 'test_figures',
           'test_bench', 'test_contract', 'test_bad_input', 'test_demo', 'test_sync', 'test_phone', 'test_compare']
LIMIT = 900


class Postgres:
    """One throw-away cluster; a database a test."""

    def __init__(self):
        self.dir = tempfile.mkdtemp(prefix='mlgpg.', dir='/tmp')
        self.lock = threading.Lock()
        self.n = 0
        # A store's statistics are renewed after each large import: a small sample is enough for small stores.
        subprocess.run([ROOT + '/tools/pg.sh', 'start', self.dir, 'default_statistics_target=10'], check=True,
                       stdout=subprocess.DEVNULL)

    def fresh(self):
        with self.lock:
            self.n += 1
            name = 't%d' % self.n
        out = subprocess.run([ROOT + '/tools/pg.sh', 'fresh', self.dir, name], check=True,
                             capture_output=True, text=True)
        return out.stdout.strip()

    def stop(self):
        subprocess.run([ROOT + '/tools/pg.sh', 'stop', self.dir], stdout=subprocess.DEVNULL)
        shutil.rmtree(self.dir, ignore_errors=True)


def run_one(pg, build, name, command):
    work = tempfile.mkdtemp(prefix='mlgt.', dir='/tmp')
    os.chmod(work, 0o755)  # some tests become somebody with fewer rights
    env = dict(os.environ, MAILLAGE=os.path.join(ROOT, build, 'maillage'), MAILLAGE_BUILD=os.path.join(ROOT, build),
               MAILLAGE_TEST_DB_URL=pg.fresh(), TMPDIR=work, PYTHONDONTWRITEBYTECODE='1',
               ASAN_OPTIONS='detect_leaks=1:abort_on_error=0', UBSAN_OPTIONS='halt_on_error=1:print_stacktrace=1',
               LSAN_OPTIONS='suppressions=%s:print_suppressions=0' % os.path.join(ROOT, 'tests/lsan.txt'))
    for unwanted in ('MAILLAGE_DB', 'MAILLAGE_LANG', 'MAILLAGE_TEST_SMALL'):
        env.pop(unwanted, None)
    env['MAILLAGE_RETENTION_AT'] = 'off'  # a test may run by night
    if build != 'build':
        env['MAILLAGE_TEST_SMALL'] = '1'
    begun = time.monotonic()
    try:
        p = subprocess.run(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                           timeout=LIMIT)
        status, out = p.returncode, p.stdout.decode('utf-8', 'replace')
    except subprocess.TimeoutExpired as e:
        status, out = -1, (e.stdout or b'').decode('utf-8', 'replace') + '\n# no end after %d s' % LIMIT
    finally:
        shutil.rmtree(work, ignore_errors=True)
    passed = len(re.findall(r'^ok \d+', out, re.M))
    failed = len(re.findall(r'^not ok \d+', out, re.M))
    plan = re.findall(r'^1\.\.(\d+)', out, re.M)
    complaint = ''
    if failed == 0 and status != 0:
        complaint = 'ended with status %d' % status
    elif not plan or int(plan[-1]) != passed + failed:
        complaint = 'ended before its plan'
    elif passed + failed == 0 and not re.search(r'^1\.\.0 # skip', out, re.M | re.I):
        complaint = 'tested nothing'
    if complaint:
        failed += 1
        out += '\nnot ok - ' + complaint
    return build, name, passed, failed, out, time.monotonic() - begun


def whose(name):
    """The sanitized build that a test of the whole program runs in."""
    return BUILDS[1:][zlib.crc32(name.encode()) % 2]


def programs(wanted, every):
    for build in BUILDS:
        found = sorted(glob.glob(os.path.join(ROOT, build, 'tests', 'test_*')))
        found = [(f, [f]) for f in found if os.access(f, os.X_OK) and os.path.isfile(f)]
        found += [(f, [sys.executable, f]) for f in sorted(glob.glob(os.path.join(ROOT, 'tests', 'test_*.py')))]
        for path, command in found:
            name = os.path.splitext(os.path.basename(path))[0]
            if (name in ONCE | OPTIMISED or name.startswith(BROWSER)) and build != 'build':
                continue
            if wanted and not any(w in name for w in wanted):
                continue
            if path.endswith('.py') and build != BUILDS[0] and not (every or wanted or build == whose(name)):
                continue
            yield build, name, command


class Turns:
    """Jobs in their order, but those that start Chromium one after the other."""

    def __init__(self, jobs):
        self.jobs, self.browsing, self.free = list(jobs), False, threading.Condition()

    @contextlib.contextmanager
    def next(self):
        with self.free:
            while (job := next((j for j in self.jobs if not (self.browsing and browses(j))), None)) is None:
                self.free.wait()
            self.jobs.remove(job)
            self.browsing |= browses(job)
        try:
            yield job
        finally:
            with self.free:
                self.browsing &= not browses(job)
                self.free.notify_all()


def browses(job):
    return job[1] in CHROMIUM or job[1].startswith(BROWSER)


def run_next(pg, turns):
    with turns.next() as job:
        return run_one(pg, *job)


def longest_first(found):
    return sorted(found, key=lambda p: LONGEST.index(p[1]) if p[1] in LONGEST else len(LONGEST))


def main():
    words = [w for w in sys.argv[1:] if w != '--all']
    pg = Postgres()
    passed = failed = 0
    try:
        with concurrent.futures.ThreadPoolExecutor(max(2, os.cpu_count() or 2)) as pool:
            found = longest_first(programs(words, '--all' in sys.argv))
            turns = Turns(found)
            jobs = [pool.submit(run_next, pg, turns) for _ in found]
            for job in concurrent.futures.as_completed(jobs):
                build, name, good, bad, out, seconds = job.result()
                passed += good
                failed += bad
                print('%-12s %-24s %5d passed%s  %5.1f s' % (
                    build, name, good, ', %d failed' % bad if bad else '', seconds), flush=True)
                if bad:
                    lines = out.splitlines()
                    keep = [i for i, l in enumerate(lines) if l.startswith('not ok')]
                    for i in keep[:20]:
                        print('    ' + '\n    '.join(lines[i:i + 4]))
                    if len(keep) <= 1:
                        print('    ' + '\n    '.join(lines[-40:]), flush=True)
    finally:
        pg.stop()
    if passed + failed == 0:
        failed = 1
    print('%d passed, %d failed' % (passed, failed))
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main())
