#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Static files into one C file, for src/web/asset.h: named by their content, compressed beforehand.

usage: assets.py OUT.c BROTLI FILE... [--app FILE...]     BROTLI: the program's path, or ''

A style sheet's url("NAME") and a script's from "./NAME", import("./NAME") or new URL("./NAME" of another
of these files get that file's name with its hash; what such a file refers to is hashed before it.

Files behind --app keep their names, under /terrain/ (index.html is /terrain/ itself): what a browser must
find again. There {{NAME}} stands for another file's address, {{files}} for a JSON list of all that the
page needs with the network off, as [address, hash], and {{version}} for the hash of that list.
"""
import gzip
import hashlib
import json
import os
import re
import subprocess
import sys

from embed import literal

TYPES = {
    '.css': 'text/css; charset=utf-8', '.js': 'text/javascript; charset=utf-8', '.svg': 'image/svg+xml',
    '.woff2': 'font/woff2', '.png': 'image/png', '.ico': 'image/x-icon', '.wasm': 'application/wasm',
    '.webmanifest': 'application/manifest+json', '.html': 'text/html; charset=utf-8',
}
REFERENCE = {
    '.css': re.compile(rb'(url\(\s*["\']?)([\w.-]+)(["\']?\s*\))'),
    '.js': re.compile(rb'((?:from|import|new URL)\s*\(?\s*["\']\./)([\w.-]+)(["\'])'),
}
NAMED = re.compile(rb'\{\{\s*([\w.-]+)\s*\}\}')
PACKED_ALREADY = ('.woff2', '.png')


def digest(data):
    return hashlib.blake2b(data, digest_size=8).hexdigest()


class Assets:
    def __init__(self, files, app):
        names = [os.path.basename(p) for p in files + app]
        if len(set(names)) != len(names):
            sys.exit('assets.py: two files have one name')
        self.sources = {os.path.basename(p): p for p in files + app}
        self.app = [os.path.basename(p) for p in app]
        self.done = {}    # name: (address, bytes)
        self.needs = {}   # name: names that it refers to

    def make(self, name, within=()):
        """(address, bytes) of a file, with its references named."""
        if name in self.done:
            return self.done[name]
        if name in within:
            sys.exit('assets.py: %s refers to itself by way of %s' % (name, ', '.join(within)))
        with open(self.sources[name], 'rb') as f:
            data = f.read()
        stem, ext = os.path.splitext(name)
        self.needs[name] = set()

        def other(reference):
            if reference not in self.sources:
                sys.exit('assets.py: %s refers to %s, which is not there' % (self.sources[name], reference))
            self.needs[name].add(reference)
            return self.make(reference, within + (name,))[0].encode()

        if name in self.app:
            data = NAMED.sub(lambda m: self.listed(m[1]) or other(m[1].decode()), data)
            address = '/terrain/' + ('' if name == 'index.html' else name)
        else:
            if ext in REFERENCE:
                data = REFERENCE[ext].sub(
                    lambda m: m[1].replace(b'./', b'') + other(m[2].decode()) + m[3], data)
            address = '/static/%s.%s%s' % (stem, digest(data), ext)
        self.done[name] = address, data
        return self.done[name]

    def listed(self, word):
        """What {{files}} and {{version}} stand for; None for any other word."""
        if word not in (b'files', b'version'):
            return None
        names, more = set(), {'index.html'}
        while more:
            name = more.pop()
            names.add(name)
            self.make(name)
            more |= self.needs[name] - names
        made = sorted(self.make(n) for n in names)
        files = json.dumps([[address, digest(data)] for address, data in made]).encode()
        return files if word == b'files' else digest(files).encode()


def packed(data, ext, brotli):
    """The forms (raw, gzip, brotli) of a file; None where one would not be shorter."""
    if ext in PACKED_ALREADY:
        return data, None, None
    forms = [gzip.compress(data, 9, mtime=0)]
    forms.append(subprocess.run([brotli, '-q', '11', '-w', '22', '-c'], input=data, capture_output=True,
                                check=True).stdout if brotli else None)
    return (data, *(b if b is not None and len(b) < len(data) * 0.95 else None for b in forms))


def main():
    out, brotli, files, app = sys.argv[1], sys.argv[2], sys.argv[3:], []
    if '--app' in files:
        at = files.index('--app')
        files, app = files[:at], files[at + 1:]
    assets = Assets(files, app)
    with open(out, 'w', encoding='ascii') as f:
        f.write('/* Made by tools/assets.py. */\n#include "web/asset.h"\n\n')
        f.write('#pragma GCC diagnostic ignored "-Woverlength-strings"\n\n')
        rows = []
        for i, name in enumerate(sorted(assets.sources)):
            address, data = assets.make(name)
            ext = os.path.splitext(name)[1]
            forms = []
            for kind, b in zip(('raw', 'gzip', 'brotli'), packed(data, ext, brotli)):
                if b is None:
                    forms.append('{ NULL, 0 }')
                    continue
                f.write('static const char %s_%d[%d] =\n%s;\n\n' % (kind, i, len(b) + 1, literal(b)))
                forms.append('{ %s_%d, %d }' % (kind, i, len(b)))
            rows.append('\t{ "%s", "%s", "%s", "%s",\n\t    %s },\n' % (
                name, address, digest(data), TYPES[ext], ', '.join(forms)))
        f.write('const struct asset assets[] = {\n%s};\n' % ''.join(rows))
        f.write('const size_t n_assets = sizeof(assets) / sizeof(assets[0]);\n')


if __name__ == '__main__':
    main()
