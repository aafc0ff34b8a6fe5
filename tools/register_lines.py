#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""register_lines.py FILE.c … : a C table with the lines of code of each file, for `maillage help registers`.

A line of code is one that is neither empty nor all comment.
"""
import os
import re
import sys


def code_lines(text):
    text = re.sub(r'/\*.*?\*/', lambda m: re.sub(r'[^\n]', '', m[0]), text, flags=re.S)
    return sum(1 for line in text.splitlines() if line.strip() and not line.strip().startswith('//'))


def main():
    print('/* SPDX-License-Identifier: AGPL-3.0-or-later */\n#include "cli/register_lines.h"\n')
    print('const struct register_lines register_lines[] = {')
    for path in sorted(sys.argv[1:]):
        with open(path, encoding='utf-8') as f:
            print('\t{ "%s", %d },' % (os.path.splitext(os.path.basename(path))[0], code_lines(f.read())))
    print('};\nconst size_t n_register_lines = sizeof(register_lines) / sizeof(register_lines[0]);')


if __name__ == '__main__':
    main()
