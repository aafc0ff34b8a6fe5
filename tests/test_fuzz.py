#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Each fuzz target for a few seconds on seeds; longer by MAILLAGE_FUZZ_SECONDS.

MAILLAGE_FUZZ_SEED (1 where it is not set, so that two runs look at the same inputs) takes other ways.
Only a build with -Dfuzz=true (clang) has them.
"""
import glob
import os
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from driver import BUILD, HERE, book, boolean, finish, formula, number, ok  # noqa: E402

SECONDS = int(os.environ.get('MAILLAGE_FUZZ_SECONDS', '3'))
SEED = int(os.environ.get('MAILLAGE_FUZZ_SEED', '1'))
ROOT = os.path.dirname(HERE)


def read(path, most=4000):
	with open(path, 'rb') as f:
		return f.read(most)


def seeds(name):
	"""Inputs that go far into the parser."""
	if name == 'csv':
		yield from (read(p) for p in glob.glob(ROOT + '/data/samples/*.csv') + glob.glob(ROOT + '/data/samples/*.tsv'))
		yield b'a;b\r\n"x ""y""\nz";1\r\n'
		yield 'é,è\nœ,ß\n'.encode('cp1252', 'replace')
	elif name == 'json':
		yield from (read(p) for p in glob.glob(HERE + '/golden/*.json'))
		yield b'{"a":[1,-2.5e3,null,true,"\\u00e9\\ud834\\udd1e"]}'
	elif name == 'template':
		yield from (read(p, 20000) for p in glob.glob(ROOT + '/reports/*.md'))
		yield from (b'N' + read(p, 20000) for p in glob.glob(ROOT + '/reports/*.md'))
	elif name == 'xlsx':
		yield book([['id', 'date', 'n'], ['A', number(45717, 'date'), number(1.5)], ['B', number(0.5, 'time'), boolean(1)],
		            ['C', formula('A1+1', 2), number(45717.5, 'moment')]])
		yield book([])
	elif name == 'http':
		yield b'xGET /a?b HTTP/1.1\r\nHost: a\r\nX: y\r\n\r\n'
		yield b'xPOST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc'
		yield (b'xPOST http://a/b HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nExpect: 100-continue\r\n\r\n'
		       b'3;a=b\r\nabc\r\n0\r\n\r\n')
	elif name == 'keyfile':
		yield b'maillage-key 1\n' + b'0f' * 32 + b'\n' + b'A1' * 32 + b'\n'
	elif name == 'doubt':
		for text in ('Mme Untel, appartement n° 12', 's’appelle Éa-B C', '12 bis, rue', 'née le 3', 'dossier 12 34 567', 'M. É'):
			yield text.encode()
	elif name == 'phone':
		for line in read(HERE + '/vectors/rules.txt', 40000).splitlines()[::7]:
			yield line.split(b'\t=>\t')[0]
	elif name == 'form':
		yield b'\0a=1&b=%41+c&a='
		yield (b'\1--b\r\nContent-Disposition: form-data; name="x"\r\n\r\nv\r\n--b\r\n'
		       b'Content-Disposition: form-data; name="f"; filename="C:\\a\\b.csv"\r\nContent-Type: text/csv\r\n\r\n'
		       b'1;2\r\n--b--\r\n')
		yield (b'\2multipart/form-data; boundary="x y"\n--x y\r\nContent-Disposition: form-data; name=a\r\n\r\n'
		       b'v\r\n--x y--')
		yield b'\3a=b; c=d, "a", W/"b", gzip;q=0'
		yield b'\4http://h/a/%C3%A9?q'
		yield b'\5Tue, 15 Nov 1994 08:12:31 GMT'
	elif name == 'cell':
		for i, text in enumerate(['2025-12-31', '31/12/2025', '21h40', 'IC31x2!3|IC42', 'AC01|AC02', 'oui', '-1,6794', '12',
		                          'Mo-Fr 14:00-21:00; Th-Sa 21:30-06:00 @summer', "'=1+1", 'Voisinage — bruit', '06 12 34 56 78']):
			for k in range(0, 1000, 9):
				yield (k + i).to_bytes(2, 'little') + text.encode()


def fuzz(path):
	name = os.path.basename(path)[len('fuzz_'):]
	folder = tempfile.mkdtemp(prefix='mlg-fuzz-')
	try:
		for i, data in enumerate(seeds(name)):
			with open(os.path.join(folder, 'seed%d' % i), 'wb') as f:
				f.write(data)
		p = subprocess.run([path, '-max_total_time=%d' % SECONDS, '-seed=%d' % SEED,
		                    '-timeout=20', '-rss_limit_mb=2048', '-max_len=20000',
		                    '-print_final_stats=1', '-artifact_prefix=' + folder + '/', folder],
		                   capture_output=True, timeout=SECONDS + 300)
		lines = p.stderr.decode('utf-8', 'replace').splitlines()
		runs = [l for l in lines if 'number_of_executed_units' in l]
		good = p.returncode == 0 and runs and int(runs[0].split()[-1]) > 10
		if not good and os.environ.get('MAILLAGE_FUZZ_KEEP'):
			for artifact in glob.glob(folder + '/crash-*') + glob.glob(folder + '/oom-*') + glob.glob(folder + '/timeout-*'):
				shutil.copy(artifact, os.environ['MAILLAGE_FUZZ_KEEP'])
		ok(good, f'{name}: no input of {SECONDS} seconds brings the parser down',
		   [f'status {p.returncode}'] + [l for l in lines if 'ERROR' in l or 'error' in l or ' in ' in l][:12] + lines[-6:])
	finally:
		shutil.rmtree(folder)


def main():
	targets = sorted(p for p in glob.glob(os.path.join(BUILD, 'fuzz', 'fuzz_*')) if os.path.isfile(p) and os.access(p, os.X_OK))
	if not targets:
		print('1..0 # skip this build has no fuzz targets')
		return 0
	for path in targets:
		fuzz(path)
	return finish()


if __name__ == '__main__':
	sys.exit(main())
