#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whether two commands print the same; what they print goes into a file.

usage: agree.py OUT -- COMMAND… -- COMMAND…
"""
import itertools
import subprocess
import sys


def main():
    words = sys.argv[1:]
    first = words.index('--')
    second = words.index('--', first + 1)
    one, other = (subprocess.run(c, capture_output=True, check=True).stdout.splitlines()
                  for c in (words[first + 1:second], words[second + 1:]))
    apart = [(a, b) for a, b in itertools.zip_longest(one, other, fillvalue=b'(nothing)') if a != b]
    for a, b in apart[:10]:
        sys.stderr.write('agree.py: the two differ:\n  %s\n  %s\n' % (a.decode(), b.decode()))
    if apart or not one:
        return 1
    with open(words[0], 'wb') as f:
        f.write(b'\n'.join(one) + b'\n')
    return 0


if __name__ == '__main__':
    sys.exit(main())
