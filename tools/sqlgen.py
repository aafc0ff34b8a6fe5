#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Checked queries: sql/queries/*.sql into queries.h and queries.c.

usage: sqlgen.py OUT.h OUT.c MIGRATION... -- QUERIES.sql...

A statement is introduced by comments:

    -- name: journal_last :one        exec, send (store_send), claim (put if none is
                                       there: whether it was), one or scan (many rows)
    -- params: pos int, key text      of $1 $2 ...: int, real, text, bytes, uuid
    -- gives: pos int, hash bytes     the columns of its rows

Each is prepared against the migrated schema in SQLite, so that a misspelt column, a wrong number of
parameters or of columns stops the build.  It becomes `const struct query query_NAME` and a typed
function sql_NAME.
"""
import re
import sqlite3
import sys

C_PARAM = {'int': 'int64_t {}', 'real': 'double {}', 'text': 'struct str {}', 'bytes': 'struct str {}',
           'uuid': 'const struct uuid *{}'}
C_COLUMN = {'int': 'int64_t', 'real': 'double', 'text': 'struct str', 'bytes': 'struct str'}
C_VALUE = {
    'int': 'V_INT({})', 'real': 'V_REAL({})', 'text': '{0}.p != NULL ? V_TEXT({0}) : V_NULL',
    'bytes': '{0}.p != NULL ? V_BLOB({0}) : V_NULL', 'uuid': '{0} != NULL ? V_UUID({0}) : V_NULL',
}
C_TAKE = {'int': '{}.i', 'real': '{}.r', 'text': '{}.s', 'bytes': '{}.s'}


class Fault(Exception):
    pass


def pairs(text, allowed, where):
    out = []
    for part in filter(None, (p.strip() for p in text.split(','))):
        name, kind = part.split()
        if kind not in allowed:
            raise Fault('%s: %s is no type here' % (where, kind))
        out.append((name, kind))
    return out


def read(path):
    """[(name, kind, params, columns, sql)] of a file."""
    queries, now, lines = [], None, []
    for line in open(path, encoding='utf-8'):
        note = re.match(r'--\s*(name|params|gives):\s*(.*?)\s*$', line)
        if note and note.group(1) == 'name':
            m = re.fullmatch(r'(\w+) :(exec|send|claim|one|scan)', note.group(2))
            if not m:
                raise Fault('%s: %s' % (path, line.strip()))
            now, lines = [m.group(1), m.group(2), [], [], ''], []
            queries.append(now)
        elif note and now:
            where = '%s: %s' % (path, now[0])
            if note.group(1) == 'params':
                now[2] = pairs(note.group(2), C_PARAM, where)
            else:
                now[3] = pairs(note.group(2), C_COLUMN, where)
        elif not line.startswith('--') and now:
            lines.append(line.strip())
            now[4] = ' '.join(filter(None, lines)).rstrip(';').strip()
    return queries


def check(db, path, q):
    name, kind, params, columns, sql = q
    used = {int(n) for n in re.findall(r'\$(\d+)', sql)}
    if used != set(range(1, len(params) + 1)):
        raise Fault('%s: %s takes $%s, but %d are declared' % (path, name, sorted(used), len(params)))
    if ';' in sql or not sql:
        raise Fault('%s: %s is not one statement' % (path, name))
    if kind in ('one', 'scan') and ' ORDER BY ' not in sql and not re.search(r'WHERE \w+ = \$1$', sql) \
            and 'structure = 1 AND' not in sql:
        raise Fault('%s: %s has no order' % (path, name))
    # A limit must be a number.
    bound = {str(i): 0 if params[i - 1][1] == 'int' else None for i in used}
    try:
        cursor = db.execute('EXPLAIN ' + sql, bound)
        cursor.fetchall()
        got = 0
        if kind in ('one', 'scan'):
            got = len(db.execute(sql, bound).description)
    except sqlite3.Error as e:
        raise Fault('%s: %s: %s' % (path, name, e))
    if got != len(columns):
        raise Fault('%s: %s gives %d columns, but %d are declared' % (path, name, got, len(columns)))


def quoted(sql):
    parts = re.findall(r'.{1,80}(?:\s|$)|.{1,80}', sql)
    return '\n'.join('\t    "%s"' % p.replace('\\', '\\\\').replace('"', '\\"') for p in parts)


def signature(q):
    name, kind, params, columns, _ = q
    args = ['struct store *s'] + [C_PARAM[t].format(n) for n, t in params]
    if kind == 'one':
        args += ['struct arena *a', 'struct sql_%s *row' % name, 'bool *found']
    elif kind == 'scan':
        args += ['struct rows **rows']
    elif kind == 'claim':
        args += ['bool *claimed']
    return 'sql_%s(%s, struct err *e)' % (name, ', '.join(args))


def body(q):
    name, kind, params, columns, _ = q
    out = ['bool\n%s\n{\n' % signature(q)]
    if params:
        out.append('\tstruct value v[] = {\n%s\t};\n' % ''.join(
            '\t\t%s,\n' % C_VALUE[t].format(n) for n, t in params))
    given = 'v' if params else 'NULL'
    if kind == 'exec':
        out.append('\n\treturn store_exec(s, &query_%s, %s, NULL, e);\n}\n' % (name, given))
    elif kind == 'claim':
        out.append('\tint64_t n = 0;\n\n\tif (!store_exec(s, &query_%s, %s, &n, e))\n\t\treturn false;\n'
                   '\t*claimed = n > 0;\n\treturn true;\n}\n' % (name, given))
    elif kind == 'send':
        out.append('\n\treturn store_send(s, &query_%s, %s, e);\n}\n' % (name, given))
    elif kind == 'scan':
        out.append('\n\treturn store_rows(s, &query_%s, %s, rows, e);\n}\n\n' % (name, given))
        out.append('bool\nsql_%s_next(struct rows *rows, struct sql_%s *row, bool *more, struct err *e)\n{\n'
                   '\tconst struct value *v;\n\n\tif (!rows_next(rows, &v, e))\n\t\treturn false;\n'
                   '\t*more = v != NULL;\n\tif (v == NULL)\n\t\treturn true;\n' % (name, name))
        for i, (n, t) in enumerate(columns):
            out.append('\trow->%s = %s;\n' % (n, C_TAKE[t].format('v[%d]' % i)))
        out.append('\treturn true;\n}\n')
    else:
        out.append('\tconst struct value *got;\n\n\tif (!store_one(s, &query_%s, %s, a, &got, found, e))\n'
                   '\t\treturn false;\n\tif (!*found)\n\t\treturn true;\n' % (name, given))
        for i, (n, t) in enumerate(columns):
            out.append('\trow->%s = %s;\n' % (n, C_TAKE[t].format('got[%d]' % i)))
        out.append('\treturn true;\n}\n')
    return ''.join(out)


def main():
    header, source = sys.argv[1:3]
    cut = sys.argv.index('--')
    db = sqlite3.connect(':memory:')
    for path in sorted(sys.argv[3:cut]):
        db.executescript(open(path, encoding='utf-8').read().replace('{bytes}', 'blob'))
    queries = []
    for path in sorted(sys.argv[cut + 1:]):
        for q in read(path):
            check(db, path, q)
            queries.append(q)
    with open(header, 'w', encoding='utf-8') as f:
        f.write('/* Made by tools/sqlgen.py from sql/queries/. */\n#ifndef MAILLAGE_QUERIES_H\n'
                '#define MAILLAGE_QUERIES_H\n\n#include "base/uuid.h"\n#include "store/store.h"\n')
        for q in queries:
            name, kind, _, columns, _ = q
            f.write('\nextern const struct query query_%s;\n' % name)
            if columns:
                f.write('struct sql_%s {\n%s};\n' % (name, ''.join(
                    '\t%s %s;\n' % (C_COLUMN[t], n) for n, t in columns)))
            f.write('bool %s MUST_USE;\n' % signature(q))
            if kind == 'scan':
                f.write('bool sql_%s_next(struct rows *rows, struct sql_%s *row, bool *more, struct err *e) '
                        'MUST_USE;\n' % (name, name))
        f.write('\n#endif\n')
    with open(source, 'w', encoding='utf-8') as f:
        f.write('/* Made by tools/sqlgen.py from sql/queries/. */\n#include "queries.h"\n')
        for q in queries:
            f.write('\nconst struct query query_%s = {\n\t"%s",\n%s,\n\t%d, %s,\n};\n\n%s' % (
                q[0], q[0], quoted(q[4]), len(q[2]), 'true' if q[1] == 'scan' else 'false', body(q)))


if __name__ == '__main__':
    try:
        main()
    except Fault as fault:
        sys.exit('sqlgen: %s' % fault)
