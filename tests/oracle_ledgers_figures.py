# SPDX-License-Identifier: AGPL-3.0-or-later
"""What each figure over other registers than interventions and shifts counts, as its definition says it:
rows of plain conditions and values, which oracle_ledgers.py asks."""
import datetime as dt
import functools
import itertools
from fractions import Fraction


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
			('contracts.years', 'max', at('scheme', 'contract.months', lambda text: number(text) and number(text) / 12))):
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


def cases():
	closed = dated('closed')
	yield 'cases.opened', Figure('case_file', dated('date'))
	yield 'cases.open', Figure('case_file', standing('date', 'closed'))
	yield 'cases.closed', Figure('case_file', closed)
	yield 'cases.closed_agreed', Figure('case_file', closed, is_in('agreement', 'oral', 'written', 'partial'))
	yield 'cases.agreed_share', Made('ratio', 'cases.closed_agreed', 'cases.closed')
	yield 'cases.days', Figure('case_file', closed, None, 'mean', length('date', 'closed', 1), least=1)
	yield 'cases.shuttles', Figure('case_step', dated('date'), is_in('kind', 'shuttle'))
	yield 'cases.round_tables', Figure('case_step', dated('date'), is_in('kind', 'round_table'))
	yield 'cases.looked_after', Figure('case_file', dated('follow_3_on'))
	yield 'cases.held', Figure('case_file', dated('follow_3_on'), is_in('follow_3', 'held', 'partly'))
	yield 'cases.held_share', Made('ratio', 'cases.held', 'cases.looked_after')
	yield 'pupils.followed', Figure('pupil_follow_up', dated('date'))
	yield 'pupils.bullying', Figure('pupil_follow_up', dated('date'), is_in('kind', 'bullying', 'online'))
	yield 'pupils.absence', Figure('pupil_follow_up', dated('date'), is_in('kind', 'absence'))


FIGURES = dict(itertools.chain(cases(), money(), partners(), teams(), territory(), training()))
