#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reports, driven from outside: golden files, figures against the command, small numbers, refusals.

usage: test_report.py [--update]     --update writes the golden files anew

MAILLAGE: the program.  MAILLAGE_TEST_DB_URL: a PostgreSQL database that is empty, for a second run.
"""
import html.parser
import json
import os
import re
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
SAMPLES = os.path.join(HERE, '..', 'data', 'samples')
GOLDEN = os.path.join(HERE, 'golden')
PROGRAM = os.environ.get('MAILLAGE', os.path.join(HERE, '..', 'build', 'maillage'))
SMALL = ['agency', 'town', 'client', 'scheme', 'staff', 'shift']
ACTS = ['nantes.csv', 'paris.tsv', 'releve-rennes.csv', 'sans_id.csv']
SCOPE = ['--agency', 'AG-N', '--period', '2025-11']
NARRATIVE = """La halle du marché reste notre premier souci, **surtout le soir**.

> On se parle plus qu'avant.
>
> — Une commerçante

1. **Halle : passer à 21 h.** Avec le bailleur, pendant un mois.
2. **Square : garder le banc.** Il a apaisé le lieu.
"""
VOID = {'meta', 'path', 'rect', 'link', 'br'}
done, failed = 0, 0


def ok(good, sentence, why=()):
	global done, failed
	done += 1
	failed += not good
	print(f"{'ok' if good else 'not ok'} {done} - {sentence}")
	if not good:
		for line in list(why)[:12]:
			print(f'# {line}')
	sys.stdout.flush()
	return good


class Store:
	def __init__(self, url, engine):
		self.url, self.engine = url, engine

	def run(self, *words, lang='fr'):
		env = dict(os.environ, MAILLAGE_DB=self.url, MAILLAGE_LANG=lang)
		return subprocess.run([PROGRAM, *words], env=env, capture_output=True, timeout=570)

	def must(self, *words, lang='fr'):
		p = self.run(*words, lang=lang)
		if p.returncode != 0:
			ok(False, f"{self.engine}: maillage {' '.join(words[:3])} ends well",
			   [f'status {p.returncode}'] + p.stderr.decode('utf-8', 'replace').splitlines()[-10:])
			raise SystemExit(finish())
		return p.stdout


def finish():
	print(f'1..{done}')
	return failed > 0


def fill(store):
	store.must('init')
	for register in SMALL:
		store.must('import', register, os.path.join(SAMPLES, register + '.csv'))
	for name in ACTS:
		store.must('import', 'intervention', os.path.join(SAMPLES, name))


def steady(kind, text):
	"""What may differ from one day to the next is taken out, and the style, which is not the report."""
	if kind == 'json':
		text = re.sub(r'"made": ?"[^"]*"', '"made": "…"', text)
		return re.sub(r'"position": ?\d+', '"position": 0', text)
	if kind == 'txt':
		# Words in the order in which they are read; where a line breaks is the page's affair, checked elsewhere.
		text = re.sub(r'[ \n]+', ' ', text).replace('\f', '\n')
		return re.sub(r'(Rapport mensuel fait |[Ff]ait )le \d+\S* \S+ \d{4}( à \S+ h \S+)?', r'\1…', text)
	text = re.sub(r'<style>.*?</style>', '<style>…</style>', text, flags=re.S)
	text = re.sub(r'(Rapport mensuel fait )[^<]*', r'\1…', text)
	return text.replace('</tr>', '</tr>\n').replace('</li>', '</li>\n').replace('</svg>', '</svg>\n')


def without_position(text):
	return re.sub(r'(entrée )[\d\u202f\u00a0 ]+', r'\1… ', text)


class Page(html.parser.HTMLParser):
	"""Checks that tags nest, gathers ids, links, headings and the attributes that must not be."""

	def __init__(self):
		super().__init__()
		self.stack, self.wrong, self.ids, self.links, self.headings = [], [], [], [], []
		self.cells, self.captions = 0, 0

	def handle_starttag(self, tag, attrs):
		attrs = dict(attrs)
		if tag == 'script' or any(a.startswith('on') or a == 'style' for a in attrs):
			self.wrong.append(f'{tag} {attrs}')
		if 'id' in attrs:
			self.ids.append(attrs['id'])
		if attrs.get('href', '').startswith('#'):
			self.links.append(attrs['href'][1:])
		if re.fullmatch('h[1-6]', tag):
			self.headings.append(int(tag[1]))
		if tag == 'svg' and attrs.get('aria-hidden') != 'true' and not attrs.get('aria-label'):
			self.wrong.append('a picture without words')
		if tag == 'table' or tag == 'caption':
			self.captions += 1 if tag == 'caption' else -1
		if tag == 'th' and 'scope' not in attrs:
			self.wrong.append('th without scope')
		if tag not in VOID:
			self.stack.append(tag)

	def handle_startendtag(self, tag, attrs):
		self.handle_starttag(tag, attrs)
		if tag not in VOID:
			self.stack.pop()

	def handle_endtag(self, tag):
		if tag in VOID:
			return
		if not self.stack or self.stack.pop() != tag:
			self.wrong.append(f'</{tag}> out of place')


def check_page(text, name):
	page = Page()
	page.feed(text)
	ok(not page.wrong and not page.stack, f'{name}: tags nest, nothing runs, charts have words, heads a scope',
	   page.wrong + page.stack)
	ok(page.captions == 0, f'{name}: every table has its caption')
	ok(len(set(page.ids)) == len(page.ids), f'{name}: every id stands once', sorted(page.ids))
	ok(set(page.links) <= set(page.ids), f'{name}: every link inside the page leads somewhere',
	   set(page.links) - set(page.ids))
	steps = [b - a for a, b in zip(page.headings, page.headings[1:])]
	ok(page.headings[0] == 1 and max(steps) <= 1, f'{name}: headings go down one level at a time', page.headings)
	ok('http://' not in text.split('</style>')[1] and 'url(http' not in text, f'{name}: nothing is fetched')


def blocks(document, kind):
	todo = list(document['blocks'])
	while todo:
		b = todo.pop(0)
		todo = b.get('blocks', []) + todo
		if b['kind'] == kind:
			yield b


def check_figures(store, document, scope):
	figures = [f for b in blocks(document, 'definitions') for f in b['figures']]
	out = store.must('--json', '--quiet', 'figures', *[f['id'] for f in figures], *scope)
	said = {f['id']: f for f in json.loads(out)['figures']}
	wrong = [f for f in figures if not f['hidden'] and
	         (f['n'] != said[f['id']]['n'] or (f['value'] is None) != (said[f['id']]['value'] is None) or
	          (f['value'] is not None and abs(f['value'] - said[f['id']]['value']) > 1e-9))]
	ok(len(figures) > 4 and not wrong, f'{store.engine}: the report says what the figures say', wrong)


def small_numbers(document):
	"""Every number of 1 to 4 that a document lets out, with where it stands."""
	def small(v):
		return v is not None and 0 < v < 5
	for b in blocks(document, 'bars'):
		yield from (('bar', x['name']) for x in b['bars'] if small(x['value']) or x['printed'] in list('1234'))
	for b in blocks(document, 'stack'):
		yield from (('part', x['name']) for x in b['bars'] if small(x['value']) or x['printed'] in list('1234'))
	for b in blocks(document, 'multiples'):
		yield from (('month', s['name']) for s in b['series'] if any(small(v) for v in s['values']))
	for b in blocks(document, 'heat'):
		yield from (('hour', i) for i, day in enumerate(b['days']) if any(small(c['value']) for c in day))
	for b in blocks(document, 'table'):
		rates = ('par heure', 'tenues', 'apaisées')
		yield from (('cell', row) for row in b['rows'] if not any(r in row[0] for r in rates)
		            for cell in row[1:] if cell in list('1234'))
	for kind in ('figures', 'definitions'):
		for b in blocks(document, kind):
			yield from (('figure', f['id']) for f in b['figures'] if f['printed'] in list('1234'))


def alone(document):
	"""Rows and columns with a total in which a single cell is hidden: the total would tell it."""
	for b in blocks(document, 'table'):
		rows = [row[1:] for row in b['rows']]
		lines = rows if b['columns'][-1] == 'Total' else []
		if b['rows'][-1][0] == 'Total':
			lines = lines + [list(column) for column in zip(*rows)]
		for line in lines:
			if sum(cell in ('moins de 5', 'non montré') for cell in line[:-1]) == 1 and line[-1][:1].isdigit():
				yield b['title'], line


def parts_of_rates(document):
	"""Rates that would tell, with the number of records beside them, that one to four ended well or did not."""
	for b in blocks(document, 'definitions'):
		for f in b['figures']:
			if f['id'] == 'settled_rate' and f['value'] is not None:
				part = round(f['value'] * f['n'] / 100)
				if 0 < part < 5 or 0 < f['n'] - part < 5:
					yield f['n'], part


def disagreeing(document):
	"""A working that does not give its figure; a first outcome that is not the rate of what settled."""
	figures = {f['id']: f for b in blocks(document, 'definitions') for f in b['figures']}
	number = lambda s: float(re.sub(r'[^\d,]', '', s).replace(',', '.'))
	for f in figures.values():
		if '÷' in f.get('worked', ''):
			above, below, result = map(number, re.split('[÷=]', f['worked']))
			rate = above / below * (100 if '%' in f['worked'] else 1)
			if abs(rate - f['value']) > 0.5 or result != number(f['printed']):
				yield f['worked']
	for b in blocks(document, 'stack'):
		rate = figures['settled_rate']['value']
		if rate is not None and abs(b['bars'][0]['value'] / sum(x['value'] for x in b['bars']) * 100 - rate) > 1e-6:
			yield b['title']


def check_small(store):
	found, single, rates, wrong, n = [], [], [], [], 0
	for scheme in ['D01', 'D02', 'D04', 'D06', 'D09', 'D11', 'all']:
		for month in ('2025-02', '2025-07', '2025-11'):
			scope = [] if scheme == 'all' else ['--scheme', scheme]
			document = json.loads(store.must('report', 'monthly', *scope, '--period', month, '--format', 'json'))
			n += 1
			found += [(scheme, month, *x) for x in small_numbers(document)]
			single += [(scheme, month, x) for x in alone(document)]
			rates += [(scheme, month, x) for x in parts_of_rates(document)]
			wrong += [(scheme, month, x) for x in disagreeing(document)]
	ok(n == 21 and not found, f'{store.engine}: no number of 1 to 4 leaves the operator', found)
	ok(not single, f'{store.engine}: no hidden number stands alone in a line whose total is known', single)
	ok(not rates, f'{store.engine}: no rate tells of one to four', rates)
	ok(not wrong, f'{store.engine}: each working gives its figure, and the outcomes agree with the rate', wrong)


def check_share(store, work):
	"""One half is not more than one half."""
	months = {'2030-03': (10, 20, 'Une situation sur deux'), '2030-04': (11, 20, 'Plus d’une situation sur deux'),
	          '2030-05': (10, 30, 'Une situation sur trois'), '2030-06': (12, 30, 'Plus d’une situation sur trois')}
	path = os.path.join(work, 'shares.csv')
	with open(path, 'w', encoding='utf-8') as f:
		f.write('id,scheme,date,start,duration_min,place_kind,kind,theme,outcome\n')
		for month, (calm, all_of_them, _) in months.items():
			for i in range(all_of_them):
				f.write(f'S{month}-{i},D01,{month}-{i % 28 + 1:02},15:00,10,LP1,GC1,T10,{"OU1" if i < calm else "OU5"}\n')
	store.must('--quiet', 'import', 'intervention', path)
	for month, (calm, all_of_them, words) in months.items():
		lead = json.loads(store.must('report', 'monthly', '--scheme', 'D01', '--period', month, '--format', 'json'))['lead']
		ok(words + ' se termine' in lead, f'{store.engine}: {calm} of {all_of_them} is said as it is', [lead])


def check_said():
	"""What sentences say of codes is said of codes that there are."""
	with open(os.path.join(HERE, '..', 'src', 'report', 'scene_said.c'), encoding='utf-8') as f:
		said = re.findall(r'\{ "(\w+)", "(\w+)", N_\(', f.read())
	codes = set()
	for name in {dim for dim, _ in said}:
		with open(os.path.join(HERE, '..', 'data', 'nomenclature', name + '.csv'), encoding='utf-8') as f:
			codes |= {(name, line.split(',')[0]) for line in f}
	ok(len(said) > 50 and set(said) <= codes, 'sentences name codes that there are', set(said) - codes)


def printed(store, words, work):
	"""The text of the PDF, a page a line."""
	path = os.path.join(work, 'printed.pdf')
	store.must(*words, 'pdf', '-o', path)
	return subprocess.run(['pdftotext', '-raw', path, '-'], capture_output=True, encoding='utf-8', check=True).stdout


def check_golden(kind, text, update):
	path = os.path.join(GOLDEN, 'monthly.' + kind)
	text = without_position(steady(kind, text))
	if update:
		with open(path, 'w', encoding='utf-8') as f:
			f.write(text)
	with open(path, encoding='utf-8') as f:
		wanted = f.read()
	lines = [f'{i + 1}: {a!r} instead of {b!r}'[:300] for i, (a, b) in
	         enumerate(zip(text.splitlines(), wanted.splitlines())) if a != b]
	ok(text == wanted, f'the monthly report as {kind} is as it was', lines)


def check_refusals(store, work):
	def refuses(status, words, part, sentence):
		p = store.run(*words)
		said = p.stderr.decode('utf-8', 'replace')
		ok(p.returncode == status and part in said and not p.stdout, f'{store.engine}: {sentence}',
		   [f'status {p.returncode}', said])

	def file(name, text):
		path = os.path.join(work, name)
		with open(path, 'w', encoding='utf-8') as f:
			f.write(text)
		return path
	head = '---\ntitle: Essai\nlang: fr\nperiod: month\n---\n\n'
	month = ['--period', '2025-11']
	refuses(1, ['report', 'mensuel', *month], 'monthly', 'an unknown report is refused, naming those there are')
	refuses(2, ['report', 'monthly'], 'report', 'a report without a period is a usage error')
	refuses(2, ['report', 'monthly', '--period', '2025-13'], '2025-13', 'an impossible period is a usage error')
	refuses(1, ['report', 'monthly', '--period', '2025-W14'], '2025-W14', 'a week is no month')
	refuses(1, ['report', 'monthly', *month, '--scheme', 'D99'], 'D99', 'an unknown scheme is refused')
	refuses(2, ['report', 'monthly', *month, '--scheme', 'D01', '--agency', 'AG-N'], '--agency',
	        'two scopes are a usage error')
	refuses(2, ['report', 'monthly', *month, '--format', 'doc'], 'doc', 'an unknown format is a usage error')
	refuses(1, ['report', file('a.md', head + '::figures nothing\n'), *month], '7',
	        'an unknown figure is refused with its line')
	refuses(1, ['report', file('b.md', head + '::bars contacts by=colour\n'), *month], 'colour',
	        'an unknown dimension is refused by name')
	refuses(1, ['report', file('c.md', head + '::heatt\n'), *month], 'heatt', 'an unknown directive is refused')
	refuses(1, ['report', file('d.md', ''), *month], '1', 'an empty template is refused')
	refuses(1, ['report', os.path.join(work, 'none.md'), *month], 'none.md', 'a template that is not there is refused')
	refuses(1, ['report', 'monthly', *month, '--narrative', file('n.md', '::heat\n')], 'n.md',
	        'a narrative with a directive is refused')
	refuses(1, ['report', 'monthly', *month, '-o', os.path.join(work, 'no', 'r.html')], 'r.html',
	        'a folder that is not there is refused')
	target = os.path.join(work, 'kept.html')
	file('kept.html', 'before')
	store.run('report', 'monthly', '--period', '2025-W14', '-o', target)
	with open(target, encoding='utf-8') as f:
		ok(f.read() == 'before' and not os.path.exists(target + '.part'),
		   f'{store.engine}: a report that fails leaves the file of before as it was')


def check_files(store, work):
	path = os.path.join(work, 'r.pdf')
	store.must('report', 'monthly', *SCOPE, '-o', path)
	with open(path, 'rb') as f:
		ok(f.read(5) == b'%PDF-', f"{store.engine}: the file's ending chooses the format")
	text = store.must('report', 'monthly', *SCOPE, '--format', 'html', lang='en').decode()
	ok('<html lang="en">' in text and 'Monthly report' in text, f'{store.engine}: the report speaks English too')
	check_page(text, f'{store.engine}, English')
	empty = store.must('report', 'monthly', '--scheme', 'D01', '--period', '2031-01', '--format', 'html').decode()
	check_page(empty, f'{store.engine}, a month without a record')


def main():
	update = '--update' in sys.argv
	engines = [(None, 'sqlite')]
	if os.environ.get('MAILLAGE_TEST_DB_URL'):
		engines.append((os.environ['MAILLAGE_TEST_DB_URL'], 'postgresql'))
	check_said()
	with tempfile.TemporaryDirectory() as work:
		told = os.path.join(work, 'told.md')
		with open(told, 'w', encoding='utf-8') as f:
			f.write(NARRATIVE)
		for url, engine in engines:
			store = Store(url or os.path.join(work, 'report.db'), engine)
			fill(store)
			words = ['report', 'monthly', *SCOPE, '--narrative', told, '--format']
			page, data = store.must(*words, 'html').decode(), store.must(*words, 'json').decode()
			check_golden('html', page, update)
			check_golden('json', data, update)
			check_golden('txt', printed(store, words, work), update)
			check_page(page, engine)
			ok('Une commerçante' in page and 'passer à 21' in page, f'{engine}: what the manager wrote stands in it')
			check_figures(store, json.loads(data), SCOPE)
			ok(store.must(*words, 'html').decode() == page, f'{engine}: the same question gives the same page')
			check_files(store, work)
			check_small(store)
			check_refusals(store, work)
			check_share(store, work)
	return finish()


if __name__ == '__main__':
	sys.exit(main())
