# SPDX-License-Identifier: AGPL-3.0-or-later
"""An independent reckoning of figures over other registers than interventions and shifts: from what
`maillage export` writes, by plain loops.  Shares neither code nor declarations with the program: what both
agree on is likely to be what the definitions mean."""
import collections
import csv
import datetime as dt
import itertools
import os
import re
from fractions import Fraction

import oracle
import oracle_codes as nom
from oracle_ledgers_figures import FIGURES, Figure

# What leads from a record to something else: "field>register", "field:list of codes", "field?" for yes or
# no, a star for a list; the field is left out where it has the name of what it leads to.
FIELDS = {
	'structure': '',
	'agency': '',
	'town': '>agency established?',
	'client': 'kind:client_kind >town',
	'funder': 'kind:client_kind >client',
	'contract': 'kind:contract_kind >client previous>contract extended?',
	'revenue_centre': 'kind:centre_kind >agency',
	'scheme': ':form >agency >town >client >contract centre>revenue_centre parent>scheme experimental?',
	'scheme_post': '>scheme role:staff_role function:post_function lent_by>scheme',
	'area': '>town category:area_kind >client',
	'sector': '>town >area schemes>scheme*',
	'site': '>town >sector :place_kind >client schemes>scheme* work_site?',
	'staff': 'role:staff_role >agency >scheme',
	'partner': 'kind:partner_kind >town charter?',
	'client_invoice': 'kind:invoice_kind >client >contract >scheme corrects>client_invoice',
	'supplier_invoice': 'kind:invoice_kind purchase:purchase_kind >agency centre>revenue_centre >scheme',
	'grant_application': '>funder kind:grant_kind centre>revenue_centre >scheme decision:grant_decision',
	'product_line': 'kind:product_kind >scheme centre>revenue_centre >funder invoice>client_invoice '
	                'grant>grant_application',
	'certificate': 'kind:certificate_kind >town level:label_level',
	'requirement': '>agency pilot:staff_role',
	'nonconformity': 'grade:finding_grade >requirement >agency >scheme',
	'press_item': 'kind:press_kind >scheme >town',
	'public_speaking': '>town',
	'european_project': 'grant>grant_application',
	'employment_contract': '>staff kind:employment_kind category:staff_role >agency >scheme '
	                       'sex:person_sex birth_country:country',
	'qualification': '>staff :title own_centre? >agency',
	'training_place': 'kind:training_place_kind part_of>training_place',
	'programme': 'family:programme_family :title domain:skill_domain',
	'trainer': '>staff families:programme_family*',
	'training_session': '>programme place>training_place trainers>trainer*',
	'trainee': 'employer:employer_kind >staff sex:person_sex',
	'enrolment': 'session>training_session >trainee line:bpf_line >programme',
	'attendance': '>enrolment >trainer session>training_session',
	'training_evaluation': 'session>training_session >programme',
	'exam_candidate': '>enrolment :title result:exam_result >programme',
	'award': 'candidate>exam_candidate >enrolment',
	'apprentice_contract': 'employer:employer_kind >staff >trainee function:apprentice_function '
	                       'sex:person_sex :title',
	'prison_workshop': 'place>training_place line:bpf_line trainers>trainer*',
	'base_course': '>staff contract>employment_contract >enrolment >agency',
	'school': 'level:school_level >scheme >town >site >sector diversity?',
	'landlord_order': '>scheme >client kind:order_kind >sector >site',
	'partner_meeting': '>scheme :instance >sector team>staff* partners>partner* kinds:partner_kind* '
	                   'themes:theme*',
	'event': 'role:event_role kind:event_kind >scheme >town >sector partners>partner* towns>town*',
	'relay': '>scheme >sector :theme kind:partner_kind >partner answer:relay_answer',
	'verbatim': '>scheme >town >sector',
	'council': '>scheme >town >sector >area >site',
	'case_file': '>scheme team>staff* :origin :theme >sector :outcome',
	'case_step': '>case_file mediators>staff* >scheme',
	'pupil_follow_up': '>school team>staff* :outcome >scheme',
	'waste_round': '>scheme >sector team>staff*',
	'waste_ticket': '>scheme round>waste_round >client facility>partner flow:waste_flow',
	'waste_entry': '>scheme flow:waste_flow ticket>waste_ticket producer>client origin_town>town '
	               'carrier>partner destination>partner',
}
Field = collections.namedtuple('Field', 'name kind to many')


def fields_of(text):
	out = []
	for word in text.split():
		name, mark, to = re.fullmatch(r'(\w*)([>:?])(\w*)', word.rstrip('*')).groups()
		out.append(Field(name or to, mark, to or name, word.endswith('*')))
	return out


FIELDS = {register: fields_of(text) for register, text in FIELDS.items()}
DAYS = ('day', 'week', 'month', 'quarter', 'year', 'weekday')
CODES = ('theme', 'theme_any', 'origin', 'outcome', 'place_kind', 'partner_kind', 'form', 'staff_role',
         'contract_kind', 'client_kind', 'centre_kind', 'product_kind', 'invoice_kind', 'purchase_kind', 'grant_kind', 'grant_decision',
         'certificate_kind', 'label_level', 'finding_grade', 'press_kind', 'post_function', 'employment_kind',
         'person_sex', 'country', 'apprentice_function', 'title', 'employer_kind', 'bpf_line', 'programme_family',
         'skill_domain', 'exam_result', 'area_kind', 'event_kind', 'event_role', 'instance', 'school_level',
         'waste_flow', 'relay_answer', 'order_kind', 'training_place_kind')
RECORDS = {name: name for name in (
	'scheme', 'agency', 'client', 'town', 'sector', 'area', 'contract', 'funder', 'partner', 'revenue_centre',
	'school', 'council', 'programme', 'training_session', 'training_place')}
RECORDS['team'] = 'staff'
FLAGS = ('diversity', 'experimental', 'own_centre')
# Dimensions whose keys are not the codes themselves.
ROLLED = {'place_group': ('place_kind', lambda code: nom.PLACE[code][2]),
          'origin_group': ('origin', oracle.origin_group)}
DIMENSIONS = DAYS + CODES + tuple(RECORDS) + FLAGS + tuple(ROLLED)
HOPS = 4


class World:
	"""The registers as they are exported: lists of lines by name, and one line by its id."""

	def __init__(self, run, folder):
		self.run, self.folder, self.lines, self.ids = run, folder, {}, {}

	def all(self, register):
		if register not in self.lines:
			path = os.path.join(self.folder, register + '.csv')
			p = self.run('export', register, '-o', path)
			if p.returncode != 0:
				raise SystemExit(f'Bail out! export {register}: {p.stderr}')
			with open(path, encoding='utf-8-sig', newline='') as f:
				self.lines[register] = list(csv.DictReader(f))
			self.ids[register] = {r['id']: r for r in self.lines[register]}
		return self.lines[register]

	def one(self, register, id):
		self.all(register)
		return self.ids[register].get(id, {})

	def at(self, register, record, path):
		"""What stands at a path of fields; '' where one of them is absent."""
		for name in path[:-1]:
			register = next(f.to for f in FIELDS[register] if f.name == name)
			record = self.one(register, record.get(name, ''))
		return record.get(path[-1], '')


# -- ways of dimensions --------------------------------------------------------------------------

Way = collections.namedtuple('Way', 'each register path field')


def stands_for(field, dim):
	if dim in FLAGS:
		return field.kind == '?' and field.name == dim
	if dim in RECORDS:
		return field.kind == '>' and field.to == RECORDS[dim]
	codes = ROLLED[dim][0] if dim in ROLLED else 'theme' if dim == 'theme_any' else dim
	return field.kind == ':' and field.to == codes


def nearest(root, dim, each):
	"""The shortest way over references; of several fields the one of that name, else the first; a list only
	where nothing says it once."""
	if root == RECORDS.get(dim):
		return Way(each, root, (), None)
	ways = [(root, ())]
	for register, path in ways:
		ends = [f for f in FIELDS[register] if stands_for(f, dim)]
		ends.sort(key=lambda f: (f.many, f.name != dim))
		if ends:
			return Way(each, root, path, ends[0])
		for field in FIELDS[register]:
			if field.kind == '>' and not field.many and len(path) < HOPS and \
					field.to not in [g for g, _ in ways]:
				ways.append((field.to, path + (field.name,)))
	return None


def way(figure, dim):
	if dim in DAYS:
		if figure.day is None:
			raise oracle.Refused(dim)
		return None
	found = None
	if figure.each:
		items = next(f.to for f in FIELDS[figure.register] if f.name == figure.each)
		found = nearest(items, dim, True)
	found = found or nearest(figure.register, dim, False)
	if found is None:
		raise oracle.Refused(dim)
	return found


def own_id(w, register, id):
	return w.one(register, id).get('source_id') or id


def key_of(w, dim, text):
	if not text:
		return None
	if dim in RECORDS:
		return own_id(w, RECORDS[dim], text)
	return ROLLED[dim][1](text) if dim in ROLLED else text


def choices(w, figure, record, item, ways, where):
	"""[{dimension: key}]: one; several where a list is among the dimensions, one for each of its items that
	all filters on it admit.  Dimensions of one list go through it together, several lists cross."""
	lists, once = {}, {}
	for dim, found in ways.items():
		if dim in DAYS:
			once[dim] = calendar(dim, w.at(figure.register, record, figure.day.split('.')))
			continue
		start = item if found.each else record
		if found.field is None:
			once[dim] = own_id(w, found.register, start['id'])
			continue
		text = w.at(found.register, start, found.path + (found.field.name,))
		if found.field.many:
			lists.setdefault(found, (text, []))[1].append(dim)
		else:
			once[dim] = key_of(w, dim, text)
	if not all(once[dim] in codes for dim, codes in where if dim in once):
		return []
	out = [once]
	for text, dims in lists.values():
		items = [{dim: key_of(w, dim, one) for dim in dims} for one in text.split('|')]
		items = [keys for keys in items if all(keys[dim] in codes for dim, codes in where if dim in keys)]
		out = [dict(keys, **more) for keys in out for more in items]
	return out


def calendar(dim, text):
	if not text:
		return None
	day = dt.date.fromisoformat(text)
	return {'day': text, 'month': text[:7], 'year': text[:4], 'weekday': str(day.isoweekday()),
	        'quarter': '%04d-Q%d' % (day.year, (day.month + 2) // 3),
	        'week': '%04d-W%02d' % day.isocalendar()[:2]}[dim]


# -- asking --------------------------------------------------------------------------------------

class Cell:
	"""What gathers in one group."""

	def __init__(self):
		self.values, self.ids = [], set()

	def answer(self, figure):
		n, v = len(self.ids), self.values
		if n < figure.least or (not v and figure.take in ('min', 'max', 'mean')):
			return None, n
		take = {'count': len, 'distinct': lambda x: len(set(x)), 'sum': sum, 'min': min, 'max': max,
		        'mean': lambda x: sum(x) / len(x)}[figure.take]
		return take(v), n


def counted(w, figure, period, last):
	"""(record, item of its list, what it is worth) of all that count."""
	target = next((f.to for f in FIELDS[figure.register] if f.name == figure.each), None)
	for r in w.all(figure.register):
		if not figure.when(w, figure.register, r, period, last) or not figure.which(w, r, period, last):
			continue
		for id in dict.fromkeys(r[figure.each].split('|')) if figure.each else ['']:
			if figure.each and not id:
				continue
			item = w.one(target, id) if id else None
			value = 1 if figure.take == 'count' else id if figure.value == 'each' else figure.value(w, r, last)
			if value is not None:
				yield r, item, value


def plain(w, figure, where, period, last, by):
	ways = {dim: way(figure, dim) for dim in list(by) + [d for d, _ in where]}
	total, groups = Cell(), {}
	for r, item, value in counted(w, figure, period, last):
		keys = choices(w, figure, r, item, ways, where)
		if not keys:
			continue
		for cell in [total] + [groups.setdefault(k, Cell()) for k in {tuple(c[d] for d in by) for c in keys} if by]:
			cell.values.append(value)
			cell.ids.add(r['id'])
	value, n = total.answer(figure)
	return {'value': value, 'n': n, 'ids': total.ids, 'groups': {k: c.answer(figure) for k, c in groups.items()}}


def period_before(period):
	"""Of the same length: months where it is whole months, else days."""
	if period is None:
		return None
	first, last = map(dt.date.fromisoformat, period)
	day = dt.timedelta(days=1)
	behind = last + day
	if first.day == 1 and behind.day == 1:
		months = (behind.year - first.year) * 12 + behind.month - first.month
		at_month = first.year * 12 + first.month - 1 - months
		return dt.date(at_month // 12, at_month % 12 + 1, 1).isoformat(), (first - day).isoformat()
	return (first - (last - first) - day).isoformat(), (first - day).isoformat()


def goes_back(w, id, period):
	"""Whether records, of each side of a sum, go back to the first 31 days of a period."""
	until = (dt.date.fromisoformat(period[0]) + dt.timedelta(days=30)).isoformat()
	sides = [id] if isinstance(FIGURES[id], Figure) else [FIGURES[id].of, FIGURES[id].per]
	return all(ask(w, side, (), ('1900-01-01', min(until, period[1])))['n'] > 0 for side in sides)


def quotient(made, x, y):
	if x is None or not y:
		return None
	return (Fraction(x) - (y if made.how == 'growth' else 0)) * (100 if made.percent else 1) / y


def ask(w, id, where=(), period=None, by=(), today=None):
	"""As oracle.ask: {'value', 'n', 'ids', 'groups': {keys: (value, n)}}; period: (first, last) as texts."""
	figure = FIGURES[id]
	last = period[1] if period else today or dt.date.today().isoformat()
	if isinstance(figure, Figure):
		return plain(w, figure, where, period, last, by)
	x = ask(w, figure.of, where, period, by, today)
	if figure.how == 'growth':
		before = period_before(period)
		y = ask(w, figure.of, where, before, by, today) if period and goes_back(w, figure.of, before) else {'value': None, 'groups': {}}
		base = x
	else:
		y = base = ask(w, figure.per, where, period, by, today)
	if figure.how == 'plus':
		groups = {k: tuple(a + b for a, b in zip(x['groups'].get(k, (0, 0)), y['groups'].get(k, (0, 0))))
		          for k in set(x['groups']) | set(y['groups'])}
		return {'value': x['value'] + y['value'], 'n': x['n'] + y['n'], 'ids': x['ids'] | y['ids'], 'groups': groups}
	groups = {k: (quotient(figure, x['groups'].get(k, (0, 0))[0], y['groups'].get(k, (None, 0))[0]), n)
	          for k, (_, n) in base['groups'].items()}
	return {'value': quotient(figure, x['value'], y['value']), 'n': base['n'], 'ids': base['ids'], 'groups': groups}
