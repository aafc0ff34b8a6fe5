#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""An independent reckoning of the figures.

Reads the import files as the interchange contract says and works out any figure with filters,
period and split.  It shares neither code nor data with the program: what both agree on is likely
to be what the contract means.

    oracle.py DIR                      compares with DIR/expected.json
    oracle.py DIR FIGURE [--by D,D] [--where D=C,C] [--period P]
"""
import csv
import datetime as dt
import hashlib
import io
import json
import math
import os
import re
import sys
import unicodedata
from fractions import Fraction

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import oracle_codes as nom  # noqa: E402

AGES = ['A1', 'A2', 'A3', 'A4', 'A5', 'A6', 'A7', 'A8', 'A0', 'A23', 'A56', 'A78']
BANDS = {'A1': '0-10', 'A2': '11-14', 'A3': '15-17', 'A4': '18-25', 'A5': '26-39', 'A6': '40-59',
         'A7': '60-74', 'A8': '75+', 'A0': 'âge non noté', 'A23': '11-17', 'A56': '26-59',
         'A78': '60+'}
MINORS = {'A1', 'A2', 'A3', 'A23'}
COLUMNS = {
	'id': ['Identifiant'], 'scheme': ['Dispositif'], 'date': ['Date'],
	'start': ['Début', 'Heure de début'], 'end': ['Fin', 'Heure de fin'],
	'duration_min': ['Durée', 'Durée (min)'], 'shift': ['Vacation'],
	'sector': ['Secteur', 'Quartier'], 'place': ['Lieu', 'Adresse'],
	'place_kind': ['Type de lieu'], 'lon': ['Longitude'], 'lat': ['Latitude'],
	'kind': ['Nature', "Nature de l'intervention"], 'theme': ['Thème', 'Thème principal'],
	'theme2': ['Thème 2'], 'theme3': ['Thème 3'], 'origin': ['Origine'], 'actions': ['Actions'],
	'outcome': ['Issue', 'Résultat'], 'relays': ['Relais', 'Partenaires sollicités'],
	'facts': ['Faits constatés', 'Incivilités'], 'tension_before': ['Tension avant'],
	'tension_after': ['Tension après'], 'weak_signal': ['Signal faible'],
	'comment': ['Commentaire'],
}
for _sex in 'FMN':
	for _age in AGES:
		COLUMNS[f'{_sex}_{_age}'] = [f'{_sex} {BANDS[_age]}']


def fold(text):
	"""Case, accents, apostrophes and blanks do not matter."""
	text = text.replace('’', "'").replace('œ', 'oe').replace('Œ', 'OE').replace('\u00a0', ' ')
	text = unicodedata.normalize('NFD', text)
	text = ''.join(c for c in text if not unicodedata.combining(c)).casefold()
	return ' '.join(text.split())


COLUMN_OF = {}
for _name, _labels in COLUMNS.items():
	for _label in [_name] + _labels:
		COLUMN_OF[fold(_label)] = _name


def code_index(table):
	found = {}
	for code, row in table.items():
		found[fold(code)] = code
	for code, row in table.items():
		for label in row[:2]:
			found.setdefault(fold(label), code)
	return found


KIND, THEME = code_index(nom.KIND), code_index(nom.THEME)
PLACE, ORIGIN = code_index(nom.PLACE), code_index(nom.ORIGIN)
ACTION, OUTCOME = code_index(nom.ACTION), code_index(nom.OUTCOME)
PARTNER, INCIVILITY = code_index(nom.PARTNER), code_index(nom.INCIVILITY)


def read_table(path, labels=False):
	with open(path, 'rb') as f:
		raw = f.read()
	try:
		text = raw.decode('utf-8-sig')
	except UnicodeDecodeError:
		text = raw.decode('cp1252')
	head = text.split('\n', 1)[0]
	delimiter = max('\t;,', key=head.count)
	rows = list(csv.reader(io.StringIO(text, newline=''), delimiter=delimiter))
	names = []
	for cell in rows[0]:
		name = fold(cell.strip().rstrip('*'))
		names.append(COLUMN_OF.get(name, name) if labels else name)
	out = []
	for row in rows[1:]:
		if not any(cell.strip() for cell in row):
			continue
		row = row + [''] * (len(names) - len(row))
		out.append({n: v.strip() for n, v in zip(names, row)})
	return out


def day_of(text):
	m = re.fullmatch(r'(\d{4})-(\d\d)-(\d\d)', text)
	if m:
		return dt.date(int(m[1]), int(m[2]), int(m[3]))
	m = re.fullmatch(r'(\d\d?)/(\d\d?)/(\d{4})', text)
	return dt.date(int(m[3]), int(m[2]), int(m[1]))


def minute_of(text):
	m = re.fullmatch(r'(\d\d?)(?:[:h](\d\d)?(?::\d\d)?)', text)
	return int(m[1]) * 60 + int(m[2] or 0)


def parts_of(text, index):
	if not text:
		return []
	if '|' in text:
		return [p.strip() for p in text.split('|') if p.strip()]
	if fold(text) in index:
		return [text]
	return [p.strip() for p in text.split(',') if p.strip()]


def codes_of(text, index):
	out = []
	for part in parts_of(text, index):
		code = index[fold(part)]
		if code not in out:
			out.append(code)
	return out


def facts_of(text):
	out = []
	for part in parts_of(text, INCIVILITY):
		m = re.fullmatch(r'(.*?)(?:x(\d+))?(?:!(\d))?', part)
		if fold(part) in INCIVILITY:
			out.append((INCIVILITY[fold(part)], 1, 1))
		else:
			out.append((INCIVILITY[fold(m[1])], int(m[2] or 1), int(m[3] or 1)))
	return out


def cell_of(lon, lat):
	"""The 200 m cell of a WGS 84 point: Lambert azimuthal equal area, ETRS89 (IOGP 7-2, 3.2.2)."""
	a, f = 6378137.0, 1 / 298.257222101
	e = math.sqrt(2 * f - f * f)

	def q(phi):
		s = math.sin(phi)
		return (1 - e * e) * (s / (1 - (e * s) ** 2) -
		                      math.log((1 - e * s) / (1 + e * s)) / (2 * e))

	phi, lam, phi0, lam0 = map(math.radians, (lat, lon, 52, 10))
	top = q(math.pi / 2)
	beta, beta0 = math.asin(q(phi) / top), math.asin(q(phi0) / top)
	radius = a * math.sqrt(top / 2)
	d = a * math.cos(phi0) / math.sqrt(1 - (e * math.sin(phi0)) ** 2) / (radius * math.cos(beta0))
	b = radius * math.sqrt(2 / (1 + math.sin(beta0) * math.sin(beta) +
	                            math.cos(beta0) * math.cos(beta) * math.cos(lam - lam0)))
	east = 4321000 + b * d * math.cos(beta) * math.sin(lam - lam0)
	north = 3210000 + b / d * (math.cos(beta0) * math.sin(beta) -
	                           math.sin(beta0) * math.cos(beta) * math.cos(lam - lam0))
	return 'CRS3035RES200mN%dE%d' % (north // 200 * 200, east // 200 * 200)


class Shift:
	pass


class Act:
	pass


class Operator:
	"""What an operator recorded, as read from the import files."""

	def __init__(self):
		self.agency, self.town, self.client, self.scheme, self.staff = {}, {}, {}, {}, {}
		self.sector, self.area, self.partner = {}, {}, {}
		self.shifts, self.acts = {}, {}
		self.now = dt.datetime.now()

	def small(self, register, path):
		held = getattr(self, register)
		for row in read_table(path):
			held[row['id']] = row

	def find(self, register, text):
		held = getattr(self, register)
		if text in held:
			return text
		for key, row in held.items():
			if fold(row.get('name', '')) == fold(text):
				return key
		raise KeyError(f'{register} {text}')

	def read_shifts(self, path):
		for row in read_table(path):
			s = Shift()
			s.id, s.scheme = row['id'], self.find('scheme', row['scheme'])
			s.date, s.state = day_of(row['date']), fold(row['state'])
			s.reason = row.get('reason', '')
			s.planned = self.span(row['planned_start'], row['planned_end'])
			s.actual = self.span(row.get('actual_start'), row.get('actual_end'))
			s.team = [p.strip() for p in re.split(r'[|,]', row['team']) if p.strip()]
			s.sector = self.sector_of(s.scheme, row.get('sector', ''))
			self.shifts[s.id] = s

	def sector_of(self, scheme, text):
		"""The sector's id; a name that is new in the scheme's town makes one that bears it."""
		if not text:
			return None
		town = self.scheme[scheme]['town']
		for key, row in self.sector.items():
			if row['town'] == town and (key == text or fold(row['name']) == fold(text)):
				return key
		key = text if text not in self.sector else f'{text} ({town})'
		self.sector[key] = {'id': key, 'name': text, 'town': town, 'area': ''}
		return key

	@staticmethod
	def span(start, end):
		if not start or not end:
			return None
		a, b = minute_of(start), minute_of(end)
		return (a, b if b >= a else b + 1440)

	def covering(self, scheme, date, start):
		found = None
		for s in self.shifts.values():
			if s.scheme != scheme or s.state == 'cancelled':
				continue
			a, b = s.actual or s.planned
			at = (date - s.date).days * 1440 + start
			if a <= at < b and (found is None or (s.date, a, s.id) < found[0]):
				found = ((s.date, a, s.id), s)
		return found[1] if found else None

	def read_acts(self, path):
		for row in read_table(path, labels=True):
			self.add_act(row)

	def add_act(self, row):
		a = Act()
		get = lambda name: row.get(name, '')  # noqa: E731
		a.scheme = self.find('scheme', get('scheme'))
		a.clock_date, a.start = day_of(get('date')), minute_of(get('start'))
		if get('end'):
			a.duration = (minute_of(get('end')) - a.start) % 1440
		else:
			a.duration = int(get('duration_min'))
		a.shift = self.shifts[get('shift')] if get('shift') else \
			self.covering(a.scheme, a.clock_date, a.start)
		before = a.clock_date - dt.timedelta(days=1)
		if a.shift is not None:
			night = a.start < 480 and a.shift.date == before
		else:
			night = a.start < 300
		a.date = before if night else a.clock_date
		a.sector, a.team = self.sector_of(a.scheme, get('sector')), a.shift.team if a.shift else []
		a.cell, a.state = self.point(row), get('state') or 'sent'
		a.place_kind, a.kind = PLACE[fold(get('place_kind'))], KIND[fold(get('kind'))]
		a.themes = [THEME[fold(get(n))] for n in ('theme', 'theme2', 'theme3') if get(n)]
		a.theme = THEME[fold(get('theme'))] if get('theme') else None
		a.origin = ORIGIN[fold(get('origin'))] if get('origin') else 'OI1'
		a.publics = []
		for sex in 'FMN':
			for age in AGES:
				n = int(get(f'{sex}_{age}') or 0)
				if n:
					a.publics.append((age, sex, n))
		a.actions, a.relays = codes_of(get('actions'), ACTION), codes_of(get('relays'), PARTNER)
		a.outcome = OUTCOME[fold(get('outcome'))] if get('outcome') else None
		a.facts = facts_of(get('facts'))
		a.before = int(get('tension_before')) if get('tension_before') else None
		a.after = int(get('tension_after')) if get('tension_after') else None
		a.weak = fold(get('weak_signal')) in ('oui', 'true', '1', 'x')
		a.source = get('id')
		if a.source:
			key = a.source.lower() if re.fullmatch(
				r'[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}', a.source) \
				else (a.scheme, a.source)
		else:
			held = {k: v for k, v in vars(a).items() if k != 'shift'}
			held['shift'] = a.shift.id if a.shift else None
			held['place'], held['comment'] = get('place'), get('comment')
			held['lon'], held['lat'] = get('lon').replace(',', '.'), get('lat').replace(',', '.')
			key = hashlib.sha256(repr(sorted(held.items())).encode()).hexdigest()
		a.key = key
		self.acts[key] = a


	@staticmethod
	def point(row):
		if not row.get('lon'):
			return None
		return cell_of(float(row['lon'].replace(',', '.')), float(row['lat'].replace(',', '.')))

	def read_reports(self, path):
		"""Partners' reports: records of which only the ground and the facts are known."""
		for row in read_table(path):
			a = Act()
			a.scheme = self.find('scheme', row['scheme'])
			day = day_of(row['date'])
			a.start = minute_of(row['start']) if row.get('start') else None
			early = a.start is not None and a.start < 300
			a.date = day - dt.timedelta(days=1) if early else day
			a.sector = self.sector_of(a.scheme, row.get('sector', ''))
			a.place_kind, a.facts = PLACE[fold(row['place_kind'])], facts_of(row['facts'])
			a.cell, a.state = self.point(row), 'sent'
			a.kind = a.theme = a.origin = a.outcome = a.before = a.after = None
			a.themes, a.publics, a.actions, a.relays, a.team = [], [], [], [], []
			a.weak, a.source = False, row['id']
			a.key = ('report', self.find('partner', row['partner']), row['id'])
			self.acts[a.key] = a


def load(folder):
	o = Operator()
	for register in ('agency', 'town', 'client', 'scheme', 'staff'):
		o.small(register, os.path.join(folder, register + '.csv'))
	o.read_shifts(os.path.join(folder, 'shift.csv'))
	known = {'agency', 'town', 'client', 'scheme', 'staff', 'shift'}
	for name in sorted(os.listdir(folder)):
		base, ext = os.path.splitext(name)
		if ext in ('.csv', '.tsv') and base not in known and '.rejects' not in name:
			o.read_acts(os.path.join(folder, name))
	return o


def period_of(text):
	"""First and last day, both included."""
	if text is None:
		return None
	if '/' in text:
		a, b = text.split('/')
		return period_of(a)[0], period_of(b)[1]
	day = dt.timedelta(days=1)
	if re.fullmatch(r'\d{4}', text):
		return dt.date(int(text), 1, 1), dt.date(int(text), 12, 31)
	m = re.fullmatch(r'(\d{4})-Q([1-4])', text)
	if m:
		first = dt.date(int(m[1]), int(m[2]) * 3 - 2, 1)
		return first, (first + 95 * day).replace(day=1) - day
	m = re.fullmatch(r'(\d{4})-W(\d\d)', text)
	if m:
		first = dt.date.fromisocalendar(int(m[1]), int(m[2]), 1)
		return first, first + 6 * day
	m = re.fullmatch(r'(\d{4})-(\d\d)', text)
	if m:
		first = dt.date(int(m[1]), int(m[2]), 1)
		return first, (first + 31 * day).replace(day=1) - day
	return day_of(text), day_of(text)


def slot_of(start):
	for name, first, last in (('S1', 420, 720), ('S2', 720, 900), ('S3', 900, 1110),
	                          ('S4', 1110, 1350), ('S6', 120, 360)):
		if first <= start < last:
			return name
	return 'S5' if start >= 1350 or start < 120 else None


def origin_group(code):
	if code in ('OI1', 'OI2'):
		return 'spontaneous'
	return {'OI3': 'hailed', 'OIC': 'follow_up'}.get(code, 'requested')


SHARED = {  # dimensions that acts and shifts have
	'scheme': lambda o, r: r.scheme,
	'agency': lambda o, r: o.find('agency', o.scheme[r.scheme]['agency']),
	'client': lambda o, r: o.find('client', o.scheme[r.scheme]['client']),
	'town': lambda o, r: o.find('town', o.scheme[r.scheme]['town']),
	'sector': lambda o, r: r.sector,
	'area': lambda o, r: r.sector and o.sector[r.sector].get('area') or None,
	'weekday': lambda o, r: str(r.date.isoweekday()),
	'day': lambda o, r: r.date.isoformat(),
	'week': lambda o, r: '%04d-W%02d' % r.date.isocalendar()[:2],
	'month': lambda o, r: r.date.strftime('%Y-%m'),
	'quarter': lambda o, r: '%04d-Q%d' % (r.date.year, (r.date.month + 2) // 3),
	'year': lambda o, r: '%04d' % r.date.year,
}
OWN = dict(SHARED, **{
	'kind': lambda o, r: r.kind,
	'norm_register': lambda o, r: nom.KIND[r.kind][2] if r.kind else None,
	'theme': lambda o, r: r.theme,
	'place_kind': lambda o, r: r.place_kind,
	'place_group': lambda o, r: nom.PLACE[r.place_kind][2],
	'origin': lambda o, r: r.origin,
	'origin_group': lambda o, r: origin_group(r.origin) if r.origin else None,
	'outcome': lambda o, r: r.outcome,
	'hour': lambda o, r: None if r.start is None else str(r.start // 60),
	'slot': lambda o, r: None if r.start is None else slot_of(r.start),
	'state': lambda o, r: r.state,
	'cell': lambda o, r: r.cell,
})
# Dimensions below the record: the list they belong to, and the key of an item.
BELOW = {
	'age': ('publics', lambda x: x[0]),
	'sex': ('publics', lambda x: x[1]),
	'incivility': ('facts', lambda x: x[0]),
	'incivility_family': ('facts', lambda x: nom.INCIVILITY[x[0]][2]),
	'severity': ('facts', lambda x: str(x[2])),
	'partner_kind': ('relays', lambda x: x),
	'action': ('actions', lambda x: x),
	'theme_any': ('themes', lambda x: x),
	'team': ('team', lambda x: x),
}


def counts(a, how=('yes', 'passive')):
	return a.kind is not None and nom.KIND[a.kind][3] in how


def one(a):
	return 1


# id: which records, what one contributes (over items of a list, or once), denominator, kind.
FIGURES = {
	'interventions': (counts, None, one),
	'interventions.active': (lambda a: counts(a, ('yes',)), None, one),
	'interventions.public_space':
		(lambda a: counts(a) and nom.PLACE[a.place_kind][2] == 'public_space', None, one),
	'contacts': (counts, 'publics', lambda x: x[2]),
	'contacts.minors': (counts, 'publics', lambda x: x[2] if x[0] in MINORS else 0),
	'contacts.women': (counts, 'publics', lambda x: x[2] if x[1] == 'F' else 0),
	'contacts.men': (counts, 'publics', lambda x: x[2] if x[1] == 'M' else 0),
	'incivilities': (one, 'facts', lambda x: x[1]),
	'incivilities.serious': (one, 'facts', lambda x: x[1] if x[2] == 3 else 0),
	'relays': (one, 'relays', lambda x: 1),
	'technical_reports': (lambda a: a.kind == 'VT1' or 'AC14' in a.actions, None, one),
	'weak_signals': (lambda a: a.kind == 'VT3' or a.weak, None, one),
	'settled_rate': (lambda a: counts(a) and a.outcome not in (None, 'OU0', 'OU9'), None,
	                 lambda a: a.outcome in ('OU1', 'OU2', 'OU3')),
	'tension_drop': (lambda a: a.before is not None and a.after is not None, None,
	                 lambda a: a.before - a.after),
	'duration_minutes': (lambda a: counts(a, ('yes',)), None, lambda a: a.duration),
	'presence_hours': None, 'mediator_hours': None, 'shifts.held_rate': None,
	'interventions_per_hour': None,
}
RATES = {'settled_rate': 100, 'tension_drop': 1, 'duration_minutes': 1}
HELD_BACK = {'settled_rate', 'tension_drop'}


class Refused(Exception):
	"""A split that the figure cannot have."""


def within(period, date):
	return period is None or period[0] <= date <= period[1]


class Cell:
	"""What gathers in one group."""

	def __init__(self):
		self.sum, self.ids, self.acts = Fraction(0), set(), 0

	def add(self, ident, value, always=False):
		self.sum += value
		if value or always:
			self.ids.add(ident)


def cross(lists):
	out = [()]
	for keys in lists:
		out = [head + (k,) for head in out for k in keys]
	return out


def act_items(o, a, own_list, where, by):
	"""Yields (keys, item) for each contribution of a record that passes the filters."""
	kept = {}
	for dim, codes in where:
		if dim in OWN:
			if OWN[dim](o, a) not in codes:
				return
		else:
			name, key = BELOW[dim]
			kept.setdefault(name, list(getattr(a, name)))
			kept[name] = [x for x in kept[name] if key(x) in codes]
			if not kept[name] and not (None in codes and not getattr(a, name)):
				return
	lists = sorted({BELOW[d][0] for d in by if d in BELOW})
	# Dimensions of one list are split by the same item; those of several lists cross.
	choices = []
	for name in lists:
		items = kept.get(name, getattr(a, name))
		dims = [d for d in by if d in BELOW and BELOW[d][0] == name]
		if name == own_list:
			choices.append([(name, dict((d, BELOW[d][1](x)) for d in dims), x) for x in items])
			continue
		seen = []
		for x in items:
			keys = dict((d, BELOW[d][1](x)) for d in dims)
			if keys not in seen:
				seen.append(keys)
		if not items:
			seen = [dict((d, None) for d in dims)]
		choices.append([(name, keys, None) for keys in seen])
	if own_list is not None and own_list not in lists:
		choices.append([(own_list, {}, x) for x in kept.get(own_list, getattr(a, own_list))])
	for combination in cross(choices):
		keys, item = {}, a
		for name, some, x in combination:
			keys.update(some)
			if x is not None:
				item = x
		yield tuple(keys[d] if d in keys else OWN[d](o, a) for d in by), item


def act_cells(o, figure, where, period, by):
	which, own_list, value = FIGURES[figure]
	cells = {}
	for a in o.acts.values():
		if not within(period, a.date) or not which(a):
			continue
		for keys, item in act_items(o, a, own_list, where, by):
			cells.setdefault(keys, Cell()).add(a.key, value(item), figure in RATES)
	return cells


def shift_members(o, s, where):
	"""Who of its team passes the filters; None when the shift does not."""
	members = s.team
	for dim, codes in where:
		if dim != 'team':
			if SHARED[dim](o, s) not in codes:
				return None
			continue
		members = [m for m in members if m in codes]
		if not members and not (None in codes and not s.team):
			return None
	return members


def shift_groups(o, s, by, members):
	"""[(keys, members behind them)]: a split by team makes one group a member."""
	if 'team' not in by:
		return [(tuple(SHARED[d](o, s) for d in by), len(members))]
	return [(tuple(m if d == 'team' else SHARED[d](o, s) for d in by), 1) for m in members or [None]]


def shift_cells(o, figure, where, period, by):
	cells = {}
	for s in o.shifts.values():
		members = shift_members(o, s, where) if within(period, s.date) else None
		if members is None:
			continue
		groups = shift_groups(o, s, by, members)
		if figure == 'shifts.held_rate':
			end = dt.datetime.combine(s.date, dt.time()) + dt.timedelta(minutes=s.planned[1])
			if s.state == 'planned' and end >= o.now:
				continue
			for keys, _ in groups:
				cells.setdefault(keys, Cell()).add(s.id, s.state == 'held', True)
		elif s.state == 'held':
			hours = Fraction(s.actual[1] - s.actual[0], 60)
			for keys, n in groups:
				cells.setdefault(keys, Cell()).add(
					s.id, hours * n if figure == 'mediator_hours' else hours)
	return cells


def value_of(figure, cell):
	n = len(cell.ids)
	if figure in RATES:
		if n == 0 or (figure in HELD_BACK and n < 11):
			return None
		return cell.sum * RATES[figure] / n
	if figure == 'shifts.held_rate':
		return cell.sum * 100 / n if n else None
	return cell.sum


def per_hour(acts, shifts):
	made = acts.sum if acts else 0
	if shifts is None or shifts.sum < 10:
		return None
	return Fraction(made) / shifts.sum


def ask(o, figure, where=(), period=None, by=()):
	"""{'value', 'n', 'ids', 'groups': {keys: (value, n)}}; where: [(dimension, {codes})]."""
	period = period_of(period) if isinstance(period, str) else period
	if FIGURES[figure] is None:
		for d in list(by) + [d for d, _ in where]:
			if d not in SHARED and d != 'team':
				raise Refused(d)
	if figure == 'interventions_per_hour':
		acts = lambda b: act_cells(o, 'interventions', where, period, b)  # noqa: E731
		hours = lambda b: shift_cells(o, 'presence_hours', where, period, b)  # noqa: E731
		a, h = acts(()).get(()), hours(()).get(())
		ga, gh = acts(by), hours(by)
		return {'value': per_hour(a, h), 'n': len(h.ids) if h else 0, 'ids': h.ids if h else set(),
		        'groups': {k: (per_hour(ga.get(k), gh.get(k)), len(gh[k].ids) if k in gh else 0)
		                   for k in set(ga) | set(gh)} if by else {}}
	cells = shift_cells if FIGURES[figure] is None else act_cells
	total = cells(o, figure, where, period, ()).get((), Cell())
	groups = {}
	if by:
		for keys, cell in cells(o, figure, where, period, by).items():
			if cell.ids:
				groups[keys] = (value_of(figure, cell), len(cell.ids))
	return {'value': value_of(figure, total), 'n': len(total.ids), 'ids': total.ids,
	        'groups': groups}


def same(mine, theirs):
	if mine is None or theirs is None:
		return mine is None and theirs is None
	return abs(float(mine) - theirs) <= 1e-9 * max(1.0, abs(theirs))


def differences(mine, theirs, by, with_n=True):
	"""Sentences on what differs between an answer here and a figure object of the JSON form."""
	out = []
	if not same(mine['value'], theirs['value']):
		out.append(f"value {mine['value'] and float(mine['value'])} here, {theirs['value']} there")
	if with_n and mine['n'] != theirs['n']:
		out.append(f"n {mine['n']} here, {theirs['n']} there")
	if by:
		there = {tuple(g['key'][d] for d in by): g for g in theirs['groups']}
		for k in sorted(set(there) | set(mine['groups']), key=str):
			if k not in there:
				out.append(f'group {k} missing there: {mine["groups"][k]}')
			elif k not in mine['groups']:
				out.append(f'group {k} only there: {there[k]["value"]}, n {there[k]["n"]}')
			elif not same(mine['groups'][k][0], there[k]['value']) or \
					(with_n and mine['groups'][k][1] != there[k]['n']):
				v, n = mine['groups'][k]
				out.append(f"group {k}: {v if v is None else float(v)} (n {n}) here, "
				           f"{there[k]['value']} (n {there[k]['n']}) there")
	return out


def main(argv):
	folder, o = argv[0], load(argv[0])
	if len(argv) > 1:
		where, by, period = [], (), None
		for option, text in zip(argv[2::2], argv[3::2]):
			if option == '--by':
				by = tuple(text.split(','))
			elif option == '--period':
				period = text
			else:
				dim, codes = text.split('=')
				where.append((dim, {None if c == 'null' else c for c in codes.split(',')}))
		answer = ask(o, argv[1], where, period, by)
		print(answer['value'] and float(answer['value']), answer['n'])
		for k, (v, n) in sorted(answer['groups'].items(), key=str):
			print(k, v if v is None else float(v), n)
		return 0
	with open(os.path.join(folder, 'expected.json'), encoding='utf-8') as f:
		expected = json.load(f)['figures']
	bad = 0
	for want in expected:
		where = [(d, {c}) for d, c in want['scope'].items()]
		got = ask(o, want['figure'], where, want['period'], tuple(want['by']))
		found = differences(got, want, want['by'], want['figure'] != 'interventions_per_hour')
		for line in found[:8]:
			print(want['figure'], want['scope'], want['period'], want['by'], line)
		bad += bool(found)
	print(f'{len(expected)} figures compared, {bad} differ')
	return bad > 0


if __name__ == '__main__':
	sys.exit(main(sys.argv[1:]))
