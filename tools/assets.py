#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Static files into one C file, for src/web/asset.h: named by their content, compressed beforehand.

usage: assets.py OUT.c BROTLI FILE...     BROTLI: the program's path, or ''

A style sheet's url("NAME") and a script's from "./NAME" or import("./NAME") of another of these files
get that file's name with its hash; what such a file refers to is hashed before it.
"""
import gzip
import hashlib
import os
import re
import subprocess
import sys

from embed import literal

TYPES = {
    '.css': 'text/css; charset=utf-8', '.js': 'text/javascript; charset=utf-8', '.svg': 'image/svg+xml',
    '.woff2': 'font/woff2', '.png': 'image/png', '.ico': 'image/x-icon', '.webmanifest': 'application/manifest+json',
}
REFERENCE = {
    '.css': re.compile(rb'(url\(\s*["\']?)([\w.-]+)(["\']?\s*\))'),
    '.js': re.compile(rb'((?:from|import)\s*\(?\s*["\']\./)([\w.-]+)(["\'])'),
}


def main():
    out, brotli, files = sys.argv[1], sys.argv[2], sys.argv[3:]
    sources = {os.path.basename(p): p for p in files}
    if len(sources) != len(files):
        sys.exit('assets.py: two files have one name')
    done = {}

    def make(name, within=()):
        """(url, bytes) of a file, with its references named."""
        if name in done:
            return done[name]
        if name in within:
            sys.exit('assets.py: %s refers to itself by way of %s' % (name, ', '.join(within)))
        with open(sources[name], 'rb') as f:
            data = f.read()
        stem, ext = os.path.splitext(name)
        if ext in REFERENCE:
            def named(m):
                other = m[2].decode()
                if other not in sources:
                    sys.exit('assets.py: %s refers to %s, which is not there' % (sources[name], other))
                target = make(other, within + (name,))[0].encode()
                return m[1].replace(b'./', b'') + target + m[3]
            data = REFERENCE[ext].sub(named, data)
        url = '/static/%s.%s%s' % (stem, hashlib.blake2b(data, digest_size=8).hexdigest(), ext)
        done[name] = url, data
        return done[name]

    def shorter(data, packed):
        return packed if packed is not None and len(packed) < len(data) * 0.95 else None

    with open(out, 'w', encoding='ascii') as f:
        f.write('/* Made by tools/assets.py. */\n#include "web/asset.h"\n\n')
        f.write('#pragma GCC diagnostic ignored "-Woverlength-strings"\n\n')
        rows = []
        for i, name in enumerate(sorted(sources)):
            url, data = make(name)
            ext = os.path.splitext(name)[1]
            br = None
            if brotli and ext not in ('.woff2', '.png'):
                br = subprocess.run([brotli, '-q', '11', '-w', '22', '-c'], input=data, capture_output=True,
                                    check=True).stdout
            gz = None if ext in ('.woff2', '.png') else gzip.compress(data, 9, mtime=0)
            forms = []
            for kind, b in (('raw', data), ('gzip', shorter(data, gz)), ('brotli', shorter(data, br))):
                if b is None:
                    forms.append('{ NULL, 0 }')
                    continue
                f.write('static const char %s_%d[%d] =\n%s;\n\n' % (kind, i, len(b) + 1, literal(b)))
                forms.append('{ %s_%d, %d }' % (kind, i, len(b)))
            rows.append('\t{ "%s", "%s", "%s",\n\t    %s },\n' % (name, url, TYPES[ext], ', '.join(forms)))
        f.write('const struct asset assets[] = {\n%s};\n' % ''.join(rows))
        f.write('const size_t n_assets = sizeof(assets) / sizeof(assets[0]);\n')


if __name__ == '__main__':
    main()
