# SPDX-License-Identifier: AGPL-3.0-or-later
"""The figures once more, as GROUP BY over a table made for each ask, with an index that covers it.

SQLite is given every advantage: keys, roll-ups and sums over lists are worked out beforehand, records
have whole numbers for keys, and a table holds nothing but what the query reads, in the order of its keys.
"""
import sqlite3

COUNTED = "counts IN ('yes', 'passive')"
# Column of `act` that is summed, the condition, the columns that the condition reads, the answer.
SUM, MEAN, PERCENT = 'sum(v), sum(v > 0)', 'avg(v), count(*)', '100.0 * avg(v), count(*)'
ACTS = {
	'interventions': ('1', COUNTED, ['counts'], SUM),
	'interventions.active': ('1', "counts = 'yes'", ['counts'], SUM),
	'interventions.public_space': ('1', COUNTED + " AND place_group = 'public_space'",
	                               ['counts', 'place_group'], SUM),
	'contacts': ('contacts', COUNTED, ['counts'], SUM),
	'contacts.minors': ('minors', COUNTED, ['counts'], SUM),
	'contacts.women': ('women', COUNTED, ['counts'], SUM),
	'contacts.men': ('men', COUNTED, ['counts'], SUM),
	'incivilities': ('facts', None, [], SUM),
	'incivilities.serious': ('serious', None, [], SUM),
	'relays': ('relays', None, [], SUM),
	'technical_reports': ('technical', None, [], SUM),
	'weak_signals': ('weak', None, [], SUM),
	'settled_rate': ('settled', COUNTED + ' AND rated = 1', ['counts', 'rated'], PERCENT),
	'tension_drop': ('tension_before - tension_after', 'v IS NOT NULL', [], MEAN),
	'duration_minutes': ('duration_min', "counts = 'yes'", ['counts'], MEAN),
}
SHIFTS = {
	'presence_hours': ('minutes', "state = 'held'", 'sum(v) / 60.0, sum(v > 0)'),
	'mediator_hours': ('minutes * size', "state = 'held'", 'sum(v) / 60.0, sum(v > 0)'),
	'shifts.held_rate': ("state = 'held'", '1', PERCENT),
}
# Lists below the record: their dimensions, and which figures they divide (by what weight).
LISTS = {'publics': ('age', 'sex'), 'facts': ('incivility', 'incivility_family', 'severity'),
         'relays': ('partner_kind',), 'actions': ('action',), 'themes': ('theme_any',), 'team': ('team',)}
OWN = {'contacts': ('publics', '1'), 'contacts.minors': ('publics', 'minor'),
       'contacts.women': ('publics', "sex = 'F'"), 'contacts.men': ('publics', "sex = 'M'"),
       'incivilities': ('facts', '1'), 'incivilities.serious': ('facts', 'severity = 3'),
       'relays': ('relays', '1')}
# Pairs of dimensions: every figure is split by some of each row, in turn.
PLAIN = [('scheme', 'month'), ('theme', 'hour'), ('kind', 'place_kind'), ('town', 'weekday'),
         ('outcome', 'origin'), ('sector', 'quarter'), ('agency', 'slot'), ('client', 'week'),
         ('norm_register', 'year'), ('place_group', 'origin_group'), ('state', 'day')]
BELOW = [('partner_kind', 'month'), ('incivility', 'scheme'), ('age', 'sex'), ('action', 'theme'),
         ('theme_any', 'quarter'), ('severity', 'incivility_family'), ('team', 'year'),
         ('age', 'partner_kind')]
OF_OWN = {'publics': ('age', 'month'), 'facts': ('incivility', 'month'), 'relays': ('partner_kind', 'scheme')}
OF_SHIFTS = [('scheme', 'month'), ('team', 'quarter'), ('town', 'weekday'), ('agency', 'week')]

CALENDAR = """substr({0}, 1, 10) AS day, substr({0}, 1, 7) AS month, substr({0}, 1, 4) AS year,
substr({0}, 1, 4) || '-Q' || ((substr({0}, 6, 2) + 2) / 3) AS quarter,
CAST((strftime('%w', {0}) + 6) % 7 + 1 AS text) AS weekday,
CAST(strftime('%Y', date({0}, '-3 days', 'weekday 4')) AS text) || '-W' ||
printf('%02d', (strftime('%j', date({0}, '-3 days', 'weekday 4')) - 1) / 7 + 1) AS week"""
SLOT = """CASE WHEN i."start" < '02:00' OR i."start" >= '22:30' THEN 'S5' WHEN i."start" < '06:00' THEN 'S6'
WHEN i."start" < '07:00' THEN NULL WHEN i."start" < '12:00' THEN 'S1' WHEN i."start" < '15:00' THEN 'S2'
WHEN i."start" < '18:30' THEN 'S3' ELSE 'S4' END"""
PLACES = """s.source_id AS scheme, a.source_id AS agency, c.source_id AS client, t.source_id AS town"""
SCHEME = """JOIN s.scheme s ON s.structure = 1 AND s.id = i.scheme
JOIN s.agency a ON a.structure = 1 AND a.id = s.agency JOIN s.client c ON c.structure = 1 AND c.id = s.client
JOIN s.town t ON t.structure = 1 AND t.id = s.town"""
MINUTES = "(CAST(substr({0}, 1, 2) AS integer) * 60 + CAST(substr({0}, 4, 2) AS integer))"


def roll(code, key):
	return next((p.split('=', 1)[1] for p in (code or '').split() if p.startswith(key + '=')), None)


def connect(store, path):
	db = sqlite3.connect(path)
	db.executescript('PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA temp_store = MEMORY;'
	                 'PRAGMA cache_size = -1000000;')
	db.execute('ATTACH ? AS s', (store,))
	return db


def nomenclature(db):
	"""{(list, code): roll-ups}."""
	return {(l, c): r for l, c, r in db.execute('SELECT list, code, rolls FROM s.code')}


def rolled(rolls, of, key, column):
	whens = ["WHEN '%s' THEN '%s'" % (c, roll(r, key)) for (l, c), r in rolls.items() if l == of and roll(r, key)]
	return 'CASE %s %s END' % (column, ' '.join(whens))


def make_acts(db, rolls, bands):
	"""Keys, sums of lists and what conditions read, one row an intervention."""
	tests = {'contacts': lambda b: True, 'women': lambda b: b[0] == 'F', 'men': lambda b: b[0] == 'M',
	         'minors': lambda b: roll(rolls[('age', b[2:])], 'minors') == 'yes'}
	sums = ', '.join('%s AS %s' % (' + '.join('coalesce(i."%s", 0)' % b for b in bands if test(b)), name)
	                 for name, test in tests.items())
	keys = ', '.join('%s AS %s' % (rolled(rolls, l, key, 'i.' + l), name) for name, l, key in (
		('norm_register', 'kind', 'register'), ('counts', 'kind', 'counts'),
		('place_group', 'place_kind', 'group'), ('origin_group', 'origin', 'group')))
	db.execute("""CREATE TABLE act AS SELECT row_number() OVER () AS id, i.id AS record, %s, q.source_id AS sector,
		i.kind, i.theme, i.theme2, i.theme3, i.place_kind, i.origin, i.outcome, i.state, i.actions,
		i.relays AS relay_codes, i.shift, %s, %s, %s,
		CAST(CAST(substr(i."start", 1, 2) AS integer) AS text) AS hour, %s AS slot,
		coalesce(x.n, 0) AS facts, coalesce(x.serious, 0) AS serious,
		CASE WHEN i.relays IS NULL THEN 0 ELSE length(i.relays) - length(replace(i.relays, '|', '')) + 1 END
			AS relays,
		(i.kind = 'VT1' OR '|' || coalesce(i.actions, '') || '|' LIKE '%%|AC14|%%') AS technical,
		(i.kind = 'VT3' OR coalesce(i.weak_signal, 0) = 1) AS weak,
		(i.outcome IS NOT NULL AND i.outcome NOT IN ('OU0', 'OU9')) AS rated,
		(coalesce(i.outcome, '') IN ('OU1', 'OU2', 'OU3')) AS settled,
		i.tension_before, i.tension_after, i.duration_min
		FROM s.intervention i %s
		LEFT JOIN s.sector q ON q.structure = 1 AND q.id = i.sector
		LEFT JOIN (SELECT record, sum(n) AS n, sum(n * (severity = 3)) AS serious FROM s.intervention_facts
			WHERE structure = 1 GROUP BY record) x ON x.record = i.id
		WHERE i.structure = 1 AND i.deleted = 0""" % (
		PLACES, CALENDAR.format('i.service_date'), keys, sums, SLOT, SCHEME))
	db.execute('CREATE UNIQUE INDEX act_record ON act (record, id)')


def make_hours(db):
	db.execute("""CREATE TABLE hours AS SELECT row_number() OVER () AS id, i.id AS record, %s, %s, i.state,
		(%s - %s + 1440) %% 1440 AS minutes,
		(SELECT count(*) FROM s.shift_team x WHERE x.structure = 1 AND x.record = i.id) AS size
		FROM s.shift i %s WHERE i.structure = 1 AND i.deleted = 0""" % (
		PLACES, CALENDAR.format('i."date"'), MINUTES.format('i.actual_end'), MINUTES.format('i.actual_start'),
		SCHEME))
	db.execute('CREATE UNIQUE INDEX hours_record ON hours (record, id)')


def make_lists(db, rolls, bands):
	minor = {b: int(roll(rolls[('age', b[2:])], 'minors') == 'yes') for b in bands}
	db.executescript("""
		CREATE TABLE publics(id integer, age, sex, minor, n);
		CREATE TABLE facts AS SELECT a.id, code AS incivility, %s AS incivility_family, severity, n
			FROM s.intervention_facts x JOIN act a ON a.record = x.record WHERE x.structure = 1;
		CREATE TABLE relays(id integer, partner_kind, n); CREATE TABLE actions(id integer, action, n);
		CREATE TABLE themes(id integer, theme_any, n);
		CREATE TABLE members AS SELECT m.record, p.source_id AS team FROM s.shift_team m
			JOIN s.staff p ON p.structure = 1 AND p.id = m.ref WHERE m.structure = 1;
		CREATE INDEX members_by ON members (record, team);
		CREATE TABLE team AS SELECT a.id, m.team, 1 AS n FROM act a JOIN members m ON m.record = a.shift;
		CREATE TABLE team_hours AS SELECT h.id, m.team, 1 AS n FROM hours h JOIN members m ON m.record = h.record;
		""" % rolled(rolls, 'incivility', 'family', 'code'))
	rows = db.execute('SELECT a.id, %s FROM s.intervention i JOIN act a ON a.record = i.id WHERE i.structure = 1'
	                  % ', '.join('i."%s"' % b for b in bands))
	named = [(b[2:], b[0], minor[b]) for b in bands]
	db.executemany('INSERT INTO publics VALUES (?, ?, ?, ?, ?)', (
		(row[0], *name, n) for row in rows if any(row[1:]) for name, n in zip(named, row[1:]) if n))
	for table, column in (('relays', 'relay_codes'), ('actions', 'actions')):
		rows = db.execute('SELECT id, %s FROM act WHERE %s IS NOT NULL' % (column, column))
		db.executemany('INSERT INTO %s VALUES (?, ?, 1)' % table, ((i, c) for i, t in rows for c in t.split('|')))
	for k in ('theme', 'theme2', 'theme3'):
		db.execute('INSERT INTO themes SELECT id, %s, 1 FROM act WHERE %s IS NOT NULL' % (k, k))


def flatten(store, path):
	"""The tables `act`, `hours` and one a list, in a new database."""
	db = connect(store, path)
	rolls = nomenclature(db)
	bands = [c[1] for c in db.execute("PRAGMA s.table_info('intervention')") if c[1][1:3] == '_A']
	make_acts(db, rolls, bands)
	make_hours(db)
	make_lists(db, rolls, bands)
	db.commit()
	db.close()


def list_of(dim):
	return next((l for l, dims in LISTS.items() if dim in dims), None)


def table(name, columns, select):
	"""A table and the index that covers it."""
	return ('DROP TABLE IF EXISTS {0}; CREATE TABLE {0} AS {2}; CREATE INDEX {0}_by ON {0} ({1});'
	        .format(name, columns, select))


def question(figure, pair, base, value, condition, columns, answer, name='ask'):
	"""The script and the query.  Without lists all stands in one table; a list is joined, which no index
	spares, but its items come added up by record and key."""
	script, joins, keys = '', '', []
	for l in dict.fromkeys(list_of(d) for d in pair if list_of(d)):
		dims = ', '.join(d for d in pair if list_of(d) == l)
		mine, weight = OWN.get(figure, (None, '1'))
		script += table('l_' + l, 'id, %s, n' % dims, 'SELECT id, %s, sum(n * (%s)) AS n FROM %s GROUP BY id, %s' % (
			dims, weight if l == mine else '1', l + ('_hours' if base == 'hours' and l == 'team' else ''), dims))
		joins += ' %sJOIN l_%s ON l_%s.id = b.id' % ('' if l == mine else 'LEFT ', l, l)
		if l == mine:
			answer = answer.replace('(v', '(l_%s.n' % l)
	plain = [d for d in pair if not list_of(d)]
	for d in pair:
		keys.append('l_%s.%s' % (list_of(d), d) if list_of(d) else 'b.' + d)
	rest = dict.fromkeys([*columns, 'v'])
	script += table(name, ', '.join([*plain, *rest] + (['id'] if joins else [])),
	                'SELECT id, %s AS v FROM %s' % (', '.join([*plain, *columns, value]), base))
	where = ' WHERE ' + condition if condition else ''
	return script, 'SELECT CAST(%s AS text) AS k0, CAST(%s AS text) AS k1, %s FROM %s b%s%s GROUP BY %s, %s' % (
		*keys, answer, name, joins, where, *keys)


def ask(figure, pair):
	"""One line for the program `figures`."""
	if figure in ACTS:
		value, condition, columns, answer = ACTS[figure]
		script, query = question(figure, pair, 'act', value, condition, columns, answer)
	elif figure in SHIFTS:
		value, condition, answer = SHIFTS[figure]
		if figure == 'mediator_hours' and 'team' in pair:
			value = 'minutes'
		script, query = question(figure, pair, 'hours', value, condition, ['state'], answer)
	else:
		hours, of_hours = question(figure, pair, 'hours', 'minutes', "state = 'held'", ['state'],
		                           'sum(v) AS m, sum(v > 0) AS n')
		script, of_acts = question(figure, pair, 'act', '1', COUNTED, ['counts'], 'count(*) AS c', 'made')
		if 'team' in pair:
			hours, of_hours = hours.replace('l_team', 'l_crew'), of_hours.replace('l_team', 'l_crew')
		script += hours
		query = ('SELECT h.k0, h.k1, CASE WHEN m >= 600 THEN c * 60.0 / m END, n FROM (%s) h LEFT JOIN (%s) i '
		         'ON i.k0 IS h.k0 AND i.k1 IS h.k1' % (of_hours, of_acts))
	return '\t'.join(' '.join(part.split()) for part in (figure, ','.join(pair), script, query)) + '\n'


def pairs(figure, i):
	"""The splits of the i-th figure."""
	if figure not in ACTS:
		return OF_SHIFTS[:2] + [OF_SHIFTS[2 + i % 2]]
	own = [OF_OWN[OWN[figure][0]]] if figure in OWN else []
	return [PLAIN[0], PLAIN[1 + i % (len(PLAIN) - 1)], *own, BELOW[i % len(BELOW)]]


def asks():
	figures = [*ACTS, *SHIFTS, 'interventions_per_hour']
	return [(f, p) for i, f in enumerate(figures) for p in pairs(f, i)]
