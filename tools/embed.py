#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Files into one C file of constant bytes, for src/base/embed.h.

usage: embed.py OUT.c NAME=FILE...     NAME: path from the project's root
"""
import sys


def literal(data):
    """C string literals of at most 60 bytes each; octal, so that no digit behind can join."""
    lines = []
    for at in range(0, len(data), 60):
        part = data[at:at + 60]
        lines.append('\t"' + ''.join(
            chr(c) if 32 <= c < 127 and chr(c) not in '"\\?' else '\\%03o' % c for c in part) + '"')
    return '\n'.join(lines) or '\t""'


def main():
    out, files = sys.argv[1], sorted(a.split('=', 1) for a in sys.argv[2:])
    with open(out, 'w', encoding='ascii') as f:
        f.write('/* Made by tools/embed.py. */\n#include "base/embed.h"\n\n')
        f.write('#pragma GCC diagnostic ignored "-Woverlength-strings"\n')
        f.write('#pragma GCC diagnostic ignored "-Wpointer-sign"\n\n')
        rows = []
        for i, (name, path) in enumerate(files):
            with open(path, 'rb') as g:
                data = g.read()
            # One NUL more than the file holds: texts can be read as C strings.
            f.write('static const unsigned char file_%d[%d] =\n%s;\n\n' % (i, len(data) + 1, literal(data)))
            rows.append('\t{ "%s", file_%d, %d },\n' % (name, i, len(data)))
        f.write('const struct embedded embedded_files[] = {\n%s};\n' % ''.join(rows))
        f.write('const size_t n_embedded_files = sizeof(embedded_files) / sizeof(embedded_files[0]);\n')


if __name__ == '__main__':
    main()
