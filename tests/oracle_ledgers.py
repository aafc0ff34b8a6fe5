# SPDX-License-Identifier: AGPL-3.0-or-later
"""An independent reckoning of figures over other registers than interventions and shifts: from what
`maillage export` writes, by plain loops.  Shares neither code nor declarations with the program: what both
agree on is likely to be what the definitions mean."""
import collections
import csv
import datetime as dt
import functools
import itertools
import os
import re
from fractions import Fraction

import oracle
import oracle_codes as nom

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
CODES = ('theme', 'theme_any', 'place_kind', 'partner_kind', 'form', 'staff_role', 'contract_kind', 'client_kind',
         'centre_kind', 'product_kind', 'invoice_kind', 'purchase_kind', 'grant_kind', 'grant_decision',
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
ROLLED = {'place_group': ('place_kind', lambda code: nom.PLACE[code][2])}
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


@functools.lru_cache(None)
def number(text):
	return Fraction(text.replace(',', '.')) if text else None


def minutes(text):
	return int(text[:2]) * 60 + int(text[3:5]) if text else None


def year(text):
	return int(text[:4]) if text else None


def digits(text):
	"""A text of three letters at most is a number when it is written in digits: a département."""
	return int(text) if text.isdigit() else None


# -- figures -------------------------------------------------------------------------------------

# Days are texts like "2025-03-01".  A period is (first, last), or None; `last` is its last day, today
# without one.

def dated(field):
	"""The day of a record lies in the period."""
	return field, lambda w, g, r, p, last: p is None or p[0] <= w.at(g, r, field.split('.')) <= p[1]


def running(start='start', end='end'):
	"""Some day from start to end is in the period."""
	return start, lambda w, g, r, p, last: p is None or (
		(not r[start] or r[start] <= p[1]) and (not r[end] or r[end] >= p[0]))


def standing(start='start', end='end'):
	"""The last day of the period lies from start to end."""
	return start, lambda w, g, r, p, last: (not r[start] or r[start] <= last) and (not r[end] or r[end] >= last)


ALWAYS = None, lambda w, g, r, p, last: True


class Figure:
	"""Records of a register that count, and what each is worth (None: nothing)."""

	def __init__(self, register, when, which=None, take='count', value=None, each=None, least=0):
		self.register, (self.day, self.when) = register, when
		self.which = which or (lambda w, r, p, last: True)
		self.take, self.value, self.each, self.least = take, value, each, least


class Made:
	"""A figure made of two, or of one and the period before."""

	def __init__(self, how, of, per=None, percent=True):
		self.how, self.of, self.per, self.percent = how, of, per, percent


def of(field, factor=1, read=number):
	return lambda w, r, last: None if read(r[field]) is None else read(r[field]) * Fraction(factor)


def is_in(field, *codes):
	return lambda w, r, p, last: r[field] in codes


def not_in(field, *codes):
	return lambda w, r, p, last: r[field] not in codes


def both(*conditions):
	return lambda w, r, p, last: all(c(w, r, p, last) for c in conditions)


def led(path, register, *codes):
	return lambda w, r, p, last: w.at(register, r, path.split('.')) in codes


def at(register, path, read=number):
	return lambda w, r, last: read(w.at(register, r, path.split('.')))


def length(start, end, divide):
	def days(w, r, last):
		if not r[start] or not r[end]:
			return None
		n = (dt.date.fromisoformat(r[end]) - dt.date.fromisoformat(r[start])).days + 1
		return Fraction(n) / Fraction(divide)
	return days


def age(field, more=0):
	return lambda w, r, last: int(last[:4]) - year(r[field]) + more if r[field] else None


def name_of(field):
	return lambda w, r, last: r[field] or None


def qualified(own):
	def has(w, r, p, last):
		return any(q['staff'] == r['staff'] and q['title'] in ('AMIS', 'MSADS', 'OTHER_MED') and
		           q['date'] <= last and (not own or q['own_centre'] == '1')
		           for q in w.all('qualification') if r['staff'])
	return has


def based(w, r, p, last):
	return any(q['staff'] == r['staff'] and q['completed'] and q['completed'] <= last
	           for q in w.all('base_course') if r['staff'])


def covered(w, area, p, last):
	"""A priority district with a sector in which a scheme of the period works."""
	runs = running()[1]
	return area['category'] == 'QPV' and any(
		s['area'] == area['id'] and any(runs(w, 'scheme', w.one('scheme', i), p, last)
		                                for i in s['schemes'].split('|') if i)
		for s in w.all('sector'))


def covered_town(w, town, p, last):
	return any(a['town'] == town['id'] and covered(w, a, p, last) for a in w.all('area'))


def money():
	line = dated('date')
	yield 'products', Figure('product_line', line, take='sum', value=of('amount'))
	yield 'products.thousands', Figure('product_line', line, take='sum', value=of('amount', '1/1000'))
	for centre in ('mediation', 'training', 'waste'):
		yield 'products.' + centre, Figure('product_line', line, led('centre.kind', 'product_line', centre), 'sum',
		                                   of('amount'))
		yield f'products.{centre}_share', Made('ratio', 'products.' + centre, 'products')
	yield 'products.growth', Made('growth', 'products')
	yield 'products.invoiced', Figure('product_line', line, is_in('kind', 'invoice', 'credit_note'), 'sum', of('amount'))
	yield 'invoices.clients', Figure('client_invoice', line)
	yield 'invoices.suppliers', Figure('supplier_invoice', line)
	yield 'invoices.days_to_pay', Figure('client_invoice', line, take='mean', value=of('days_to_pay'), least=1)
	yield 'invoices.revenue', Figure('client_invoice', line, take='sum', value=of('revenue'))
	yield 'grants.requested', Figure('grant_application', dated('decided'), take='sum', value=of('requested'))
	yield 'grants.applications', Figure('grant_application', dated('submitted'))
	yield 'grants.granted', Figure('grant_application', dated('decided'), is_in('decision', 'granted', 'partly'), 'sum',
	                               of('granted'))


def partners():
	day = dated('date')
	yield 'certificates', Figure('certificate', standing('first_obtained', 'expiry'))
	yield 'certificates.since', Figure('certificate', ALWAYS, take='min', value=of('first_obtained', read=year))
	yield 'certificates.level_since', Figure('certificate', ALWAYS, take='max', value=of('level_since', read=year))
	yield 'projects.begin', Figure('european_project', running(), take='min', value=of('start', read=year))
	yield 'projects.end', Figure('european_project', running(), take='max', value=of('end', read=year))
	yield 'projects.years', Figure('european_project', running(), take='max', value=length('start', 'end', '365.25'))
	for figure, register in (('speaking', 'public_speaking'), ('press', 'press_item'),
	                         ('nonconformities', 'nonconformity'), ('partner_meetings', 'partner_meeting'),
	                         ('verbatims', 'verbatim'), ('relays.followed', 'relay')):
		yield figure, Figure(register, day)
	yield 'speaking.since', Figure('public_speaking', day, take='min', value=of('date', read=year))
	yield 'events', Figure('event', running())
	yield 'events.towns', Figure('event', running(), take='distinct', value='each', each='towns')
	yield 'events.structures', Figure('event', running(), take='sum', value=of('structures'))
	yield 'events.since', Figure('event', running(), take='min', value=of('start', read=year))
	yield 'waste.tonnes', Figure('waste_ticket', day, take='sum', value=of('net', '1/1000'))
	yield 'waste.registered', Figure('waste_entry', day, take='sum', value=of('tonnes'))
	yield 'orders', Figure('landlord_order', dated('received'))
	yield 'relays.days', Figure('relay', day, take='mean', value=of('days'), least=1)


def teams():
	yield 'posts', Figure('scheme_post', standing(), take='sum', value=of('posts'))
	yield 'posts.mediators', Figure('scheme_post', standing(), is_in('role', 'mediator'), 'sum', of('posts'))
	yield 'posts.fte', Figure('scheme_post', standing(), take='sum', value=lambda w, r, last:
	                          number(r['posts']) * number(r['share']) / 100 if r['posts'] and r['share'] else None)
	yield 'posts.period', Figure('scheme_post', running(), take='sum', value=of('posts'))
	yield 'posts.since', Figure('scheme_post', running(), take='min', value=of('start', read=year))
	yield 'posts.months', Figure('scheme_post', running(), take='max', value=length('start', 'end', '30.4375'))
	yield 'staff', Figure('staff', standing())

	def present(which=None, take='distinct', value=name_of('staff')):
		return Figure('employment_contract', standing(), which, take, value)
	mediator = is_in('category', 'mediator')
	yield 'employees', present()
	yield 'employees.field', present(is_in('category', 'mediator', 'team_leader', 'manager'))
	for figure, code in (('mediators', 'mediator'), ('team_leaders', 'team_leader'), ('managers', 'manager'),
	                     ('support', 'support')):
		yield 'employees.' + figure, present(is_in('category', code))
	yield 'employees.women', present(both(mediator, is_in('sex', 'F')))
	yield 'employees.women_share', Made('ratio', 'employees.women', 'employees.mediators')
	yield 'employees.youngest', present(mediator, 'min', age('birth_year'))
	yield 'employees.oldest', present(mediator, 'max', age('birth_year'))
	yield 'employees.countries', present(None, 'distinct', name_of('birth_country'))
	yield 'employees.abroad', present(not_in('birth_country', '', 'FR'))
	yield 'employees.abroad_share', Made('ratio', 'employees.abroad', 'employees')
	yield 'employees.permanent', present(is_in('kind', 'CDI'))
	yield 'employees.no_apprentices', present(not_in('kind', 'APP'))
	yield 'employees.permanent_share', Made('ratio', 'employees.permanent', 'employees.no_apprentices')
	yield 'mediators.qualified', present(both(mediator, qualified(False)))
	yield 'mediators.qualified_here', present(both(mediator, qualified(True)))
	yield 'mediators.qualified_share', Made('ratio', 'mediators.qualified_here', 'mediators.qualified', percent=False)
	hired = both(mediator, is_in('entry', 'hire'))
	yield 'mediators.hired', Figure('employment_contract', dated('start'), hired, 'distinct', name_of('staff'))
	yield 'mediators.hired_based', Figure('employment_contract', dated('start'), both(hired, based), 'distinct',
	                                      name_of('staff'))
	yield 'mediators.based_share', Made('ratio', 'mediators.hired_based', 'mediators.hired')
	yield 'base_course', Figure('base_course', dated('completed'), None, 'distinct', name_of('staff'))
	yield 'apprentices', Figure('apprentice_contract', running(), is_in('employer', 'own'))
	yield 'graduates', Figure('qualification', dated('date'), None, 'distinct', name_of('staff'))


def territory():
	yield 'agencies', Figure('agency', standing('opened', 'closed'))
	yield 'house.age', Figure('structure', ALWAYS, take='max', value=age('founded'))
	yield 'house.founded', Figure('structure', ALWAYS, take='min', value=of('founded'))
	yield 'house.training_since', Figure('structure', ALWAYS, take='min', value=of('training_since'))
	yield 'house.cfa_since', Figure('structure', ALWAYS, take='min', value=of('cfa_since'))
	yield 'cfa.age', Figure('structure', ALWAYS, take='max', value=age('cfa_since', 1))
	yield 'schemes', Figure('scheme', running())
	yield 'schemes.running', Figure('scheme', standing(), both(not_in('form', 'FB'), is_in('parent', '')))
	yield 'schemes.experimental', Figure('scheme', dated('start'), is_in('experimental', '1'))
	for figure, take, value in (
			('schemes.pairs', 'sum', of('pairs')), ('schemes.days_a_week', 'max', of('days_a_week')),
			('schemes.first_hour', 'min', of('window_start', read=minutes)),
			('schemes.last_hour', 'max', of('window_end', read=minutes)),
			('schemes.since', 'min', of('start', read=year)),
			('schemes.service_since', 'min', of('service_since')), ('schemes.editions', 'max', age('start', 1)),
			('contracts.begin', 'min', at('scheme', 'contract.start', year)),
			('contracts.end', 'max', at('scheme', 'contract.end', year)),
			('contracts.months', 'max', at('scheme', 'contract.months')),
			('contracts.years', 'max', lambda w, r, last: twelfth(at('scheme', 'contract.months')(w, r, last)))):
		yield figure, Figure('scheme', running(), None, take, value)
	yield 'contracts.new', Figure('contract', dated('start'), is_in('previous', ''))
	yield 'contracts.renewed', Figure('contract', dated('start'), both(not_in('previous', ''), is_in('extended', '1')))
	yield 'towns.population', Figure('town', ALWAYS, take='sum', value=of('population'))
	yield 'towns.established', Figure('town', ALWAYS, is_in('established', '1'))
	yield 'towns.department', Figure('town', ALWAYS, take='min', value=of('department', read=digits))
	yield 'inhabitants', Figure('area', ALWAYS, take='sum', value=of('population'))
	yield 'inhabitants.qpv', Figure('area', ALWAYS, covered, 'sum', of('population'))
	yield 'inhabitants.towns', Figure('town', ALWAYS, covered_town, 'sum', of('population'))
	yield 'inhabitants.qpv_share', Made('ratio', 'inhabitants.qpv', 'inhabitants.towns')
	yield 'schools', Figure('school', running())
	yield 'schools.diversity', Figure('school', running(), is_in('diversity', '1'))
	yield 'schools.agencies', Figure('school', running(), None, 'distinct',
	                                 lambda w, r, last: w.one('scheme', r['scheme']).get('agency') or None)
	yield 'schools.districts', Figure('school', running(), None, 'distinct', name_of('sector'))
	yield 'schemes.districts', Figure('sector', ALWAYS, None, 'distinct', name_of('id'), each='schemes')
	yield 'sites', Figure('site', running(), is_in('work_site', '1'))
	yield 'councils', Figure('council', running())


def twelfth(months):
	return months / 12 if months is not None else None


def training():
	held = not_in('state', 'cancelled')
	yield 'sessions.hours', Figure('training_session', dated('start'), held, 'sum', of('hours'))
	yield 'attendance.hours', Figure('attendance', dated('date'), None, 'sum', of('hours'))
	yield 'enrolments', Figure('enrolment', running(), held)
	yield 'cfa.trainees', Figure('enrolment', running(), both(held, led('programme.family', 'enrolment', 'title')),
	                             'distinct', name_of('trainee'))
	day, jury = dated('date'), ('admitted', 'partial', 'failed')
	yield 'prison.hours', Figure('prison_workshop', day, held, 'sum', of('hours'))
	yield 'prison.participants', Figure('prison_workshop', day, held, 'sum', of('participants'))
	yield 'prison.places', Figure('prison_workshop', day, held, 'distinct', name_of('place'))
	yield 'prison.prisons', Figure('prison_workshop', day, both(held, led('place.kind', 'prison_workshop', 'prison')),
	                               'distinct', name_of('place'))
	yield 'prison.returned', Figure('prison_workshop', day, None, 'sum', of('returned'))
	yield 'prison.favourable', Figure('prison_workshop', day, None, 'sum', of('favourable'))
	yield 'prison.satisfaction', Made('ratio', 'prison.favourable', 'prison.returned')
	yield 'trainees', Made('plus', 'enrolments', 'prison.participants')
	yield 'trainees.growth', Made('growth', 'trainees')
	yield 'exam.candidates', Figure('exam_candidate', day, is_in('result', *jury))
	yield 'exam.admitted', Figure('exam_candidate', day, is_in('result', 'admitted'))
	yield 'exam.success', Made('ratio', 'exam.admitted', 'exam.candidates')
	yield 'awards.titles', Figure('award', dated('candidate.date'), is_in('kind', 'title'))
	for figure in ('returned', 'favourable'):
		yield 'evaluations.' + figure, Figure('training_evaluation', day, is_in('kind', 'hot'), 'sum', of(figure))
	yield 'satisfaction', Made('ratio', 'evaluations.favourable', 'evaluations.returned')
	yield 'programmes', Figure('programme', standing())
	for part in ('hours', 'days', 'months', 'weeks_course', 'weeks_field'):
		yield 'programmes.' + part, Figure('programme', standing(), None, 'max', of(part))
	yield 'programmes.since', Figure('programme', standing(), None, 'min', of('start', read=year))
	yield 'training_places', Figure('training_place', standing())
	yield 'training_places.department', Figure('training_place', ALWAYS, None, 'min', of('department', read=digits))


FIGURES = dict(itertools.chain(money(), partners(), teams(), territory(), training()))


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
	"""The shortest way over references; of several fields the one of that name, else the first; a list
	only where there is no other."""
	if root == RECORDS.get(dim):
		return Way(each, root, (), None)
	ways = [(root, ())]
	for register, path in ways:
		ends = [f for f in FIELDS[register] if stands_for(f, dim) and not f.many]
		ends.sort(key=lambda f: f.name != dim)
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


def keys_of(w, figure, record, item, dim, found):
	"""[key] of what a record has there; a list: one for each of its items."""
	if dim in DAYS:
		return [calendar(dim, w.at(figure.register, record, figure.day.split('.')))]
	start = item if found.each else record
	if found.field is None:
		return [own_id(w, found.register, w.at(found.register, start, found.path) if found.path else start['id'])]
	text = w.at(found.register, start, found.path + (found.field.name,))
	if dim in RECORDS:
		return [own_id(w, RECORDS[dim], text)] if text else [None]
	if dim in ROLLED:
		return [ROLLED[dim][1](text)] if text else [None]
	return [text or None]


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
		keys = {dim: keys_of(w, figure, r, item, dim, ways[dim]) for dim in ways}
		if not all(set(keys[dim]) & codes for dim, codes in where):
			continue
		cells = [total]
		if by:
			cells += [groups.setdefault(k, Cell()) for k in itertools.product(*(keys[d] for d in by))]
		for cell in cells:
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
		y = ask(w, figure.of, where, period_before(period), by, today) if period else {'value': None, 'groups': {}}
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
