# SPDX-License-Identifier: AGPL-3.0-or-later
"""An independent reckoning of figures over other registers than interventions and shifts: from what
`maillage export` writes, by plain loops.  Shares neither code nor declarations with the program."""
import collections
import csv
import os

FIRST, LAST = '2025-01-01', '2025-12-31'


class World:
	"""The registers as they are exported: lists of lines by name, and one line by its id."""

	def __init__(self, run, folder):
		self.run, self.folder, self.lines = run, folder, {}

	def all(self, register):
		if register not in self.lines:
			path = os.path.join(self.folder, register + '.csv')
			p = self.run('export', register, '-o', path)
			if p.returncode != 0:
				raise SystemExit(f'Bail out! export {register}: {p.stderr}')
			with open(path, encoding='utf-8-sig', newline='') as f:
				self.lines[register] = list(csv.DictReader(f))
		return self.lines[register]

	def one(self, register, id):
		return next((r for r in self.all(register) if r['id'] == id), {})

	def own(self, register, id):
		"""The operator's own id of a record, as figures show it."""
		return self.one(register, id)['source_id']


def holds(r, day=LAST, start='start', end='end'):
	return (not r[start] or r[start] <= day) and (not r[end] or r[end] >= day)


def overlaps(r, start='start', end='end'):
	return (not r[start] or r[start] <= LAST) and (not r[end] or r[end] >= FIRST)


def within(r, field='date'):
	return r[field] != '' and FIRST <= r[field] <= LAST


def summed(lines, key, value):
	out = collections.defaultdict(float)
	for r in lines:
		out[key(r)] += value(r)
	return dict(out)


def number(text):
	return float(text.replace(',', '.')) if text else 0.0


def expectations(w):
	"""(figure, further words, number or {key: number}) over the year 2025."""
	posts = [r for r in w.all('scheme_post') if holds(r)]
	yield 'posts', [], sum(number(r['posts']) for r in posts)
	yield 'posts', ['--by', 'scheme'], summed(
		posts, lambda r: w.own('scheme', r['scheme']), lambda r: number(r['posts']))
	yield 'posts.fte', [], sum(number(r['posts']) * number(r['share']) / 100 for r in posts)
	yield 'posts', ['--by', 'agency'], summed(
		posts, lambda r: w.own('agency', w.one('scheme', r['scheme'])['agency']),
		lambda r: number(r['posts']))

	lines = [r for r in w.all('product_line') if within(r)]
	yield 'products', [], sum(number(r['amount']) for r in lines)
	yield 'products', ['--by', 'revenue_centre'], {
		w.own('revenue_centre', k): round(v, 2)
		for k, v in summed(lines, lambda r: r['centre'], lambda r: number(r['amount'])).items()}

	jobs = [r for r in w.all('employment_contract') if holds(r)]
	yield 'employees', [], len({r['staff'] for r in jobs})
	yield 'employees.mediators', ['--by', 'agency'], {
		w.own('agency', a): len({r['staff'] for r in jobs
		                         if r['category'] == 'mediator' and r['agency'] == a})
		for a in {r['agency'] for r in jobs if r['category'] == 'mediator'}}

	schools = [r for r in w.all('school') if overlaps(r)]
	yield 'schools', ['--by', 'town'], summed(
		schools, lambda r: w.own('town', r['town']), lambda r: 1)

	exams = [r for r in w.all('exam_candidate')
	         if within(r) and r['result'] in ('admitted', 'partial', 'failed')]
	yield 'exam.success', [], 100 * sum(r['result'] == 'admitted' for r in exams) / len(exams)

	enrolled = [r for r in w.all('enrolment') if overlaps(r) and r['state'] != 'cancelled']
	yield 'enrolments', ['--by', 'bpf_line'], summed(enrolled, lambda r: r['line'], lambda r: 1)
	workshops = [r for r in w.all('prison_workshop') if within(r) and r['state'] != 'cancelled']
	yield 'trainees', [], len(enrolled) + sum(number(r['participants']) for r in workshops)

	yield 'waste.tonnes', [], sum(number(r['net']) for r in w.all('waste_ticket') if within(r)) / 1000
	yield 'invoices.clients', ['--by', 'invoice_kind'], summed(
		[r for r in w.all('client_invoice') if within(r)], lambda r: r['kind'], lambda r: 1)
