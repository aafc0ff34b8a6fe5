#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Figures as pages and for programs, from outside: the same numbers as the command line, cut to who asks."""
import http.client
import json
import os
import re
import sys
import tempfile
import urllib.parse

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from samples_teams import TEAMS_AND_TRAINING  # noqa: E402
from outside import Store, finish, ok, serving  # noqa: E402

PASSWORD = 'un mot de passe long'
ROLES = {
	'siege': ['--role', 'head_office'], 'rennes': ['--role', 'manager', '--scheme', 'D01'],
	'client': ['--role', 'client', '--client', 'C-REN'], 'dpo': ['--role', 'dpo'],
}
ALL = dict(ROLES, terrain=['--role', 'mediator', '--scheme', 'D01'])
MONTH = 'period=2025-03'
# Route, and what each of ROLES is answered, in its order.
ROUTES = [
	('/', [200, 200, 200, 200]),
	('/scheme/D01', [200, 200, 200, 403]),
	('/scheme/D02', [200, 404, 404, 403]),
	('/scheme/nowhere', [404, 404, 404, 403]),
	('/organisation', [200, 403, 403, 403]),
	('/reports', [200, 200, 200, 403]),
	('/figures', [200, 200, 200, 403]),
	('/report/monthly?scheme=D01&' + MONTH, [200, 200, 200, 403]),
	('/report/monthly?scheme=D02&' + MONTH, [200, 404, 404, 403]),
	('/report/annual?period=2025', [200, 403, 403, 403]),
	('/api/v1/reports/annual?period=2025&format=json', [200, 403, 403, 403]),
	('/report/annual?period=2025&scheme=D02', [400, 404, 404, 403]),
	('/report/nothing?scheme=D01&' + MONTH, [404, 404, 404, 403]),
	('/figure/interventions?scheme=D01&' + MONTH, [200, 200, 200, 403]),
	('/figure/nothing', [404, 404, 404, 403]),
	('/api/v1/figures/interventions?scheme=D01&' + MONTH, [200, 200, 200, 403]),
	('/api/v1/figures/interventions?scheme=D02&' + MONTH, [200, 404, 404, 403]),
	('/api/v1/figures/interventions?period=2025-03-04', [200, 200, 403, 403]),
	('/api/v1/figures/interventions?where=theme=T10&' + MONTH, [200, 200, 403, 403]),
	('/api/v1/figures/interventions?where=scheme=D02', [400, 400, 403, 403]),
	('/api/v1/figures/interventions?by=team&' + MONTH, [200, 200, 403, 403]),
	('/api/v1/figures/interventions/evidence?' + MONTH, [200, 200, 403, 403]),
	('/api/v1/reports/monthly?scheme=D01&format=json&' + MONTH, [200, 200, 200, 403]),
	('/api/v1/reports/monthly?scheme=D01&format=word&' + MONTH, [400, 400, 400, 403]),
]


class Site:
	def __init__(self, port):
		self.port, self.tokens = port, {}

	def ask(self, path, who=None, method='GET', body=None, **headers):
		c = http.client.HTTPConnection('127.0.0.1', self.port, timeout=60)
		if who:
			headers['Authorization'] = 'Bearer ' + self.tokens[who]
		c.request(method, path, body, {k.replace('_', '-'): v for k, v in headers.items()})
		answer = c.getresponse()
		out = answer.status, dict(answer.getheaders()), answer.read()
		c.close()
		return out

	def sign_in(self, who, password=PASSWORD):
		status, headers, body = self.ask('/api/v1/session', method='POST', Content_Type='application/json',
		                                 body=json.dumps({'login': who, 'password': password}))
		if status == 200:
			self.tokens[who] = json.loads(body)['token']
		return status == 200 and 'HttpOnly' in headers.get('Set-Cookie', '')


def doors(site):
	for path, wanted in ROUTES:
		told = [site.ask(path, who)[0] for who in ROLES]
		ok(told == wanted, f'{path} answers each role as it should', [f'{told} instead of {wanted}'])
	ok(site.ask('/api/v1/figures/interventions')[0] == 401, 'a stranger is asked to sign in')


def numbers(site, store):
	for words in ([], ['--scheme', 'D01'], ['--scheme', 'D01', '--by', 'theme'], ['--by', 'month', '--where', 'kind=GC1']):
		names = iter(words)
		query = urllib.parse.urlencode([(w[2:], next(names)) for w in names] + [('period', '2025')])
		for figure in ('interventions', 'contacts', 'relays'):
			told = json.loads(site.ask(f'/api/v1/figures/{figure}?{query}', 'siege')[2])
			line = json.loads(store.must('--json', 'figures', figure, '--period', '2025', *words))['figures'][0]
			ok(told['value'] == line['value'] and told['n'] == line['n'] and told['groups'] == line['groups'],
			   f'{figure} {query}: the API tells what the command line tells', [str(told)[:300], str(line)[:300]])
	told = json.loads(site.ask('/api/v1/figures/interventions/evidence?period=2025', 'rennes')[2])
	own = json.loads(store.must('--json', 'figures', 'interventions', '--period', '2025', '--scheme', 'D01',
	                            '--evidence'))['figures'][0]
	ok(told['evidence'] == own['evidence'] and told['n'] == len(own['evidence']) > 0,
	   'a manager who names no scheme gets the records of the own ones')
	told = json.loads(site.ask('/api/v1/figures/interventions?period=2025-03&by=theme', 'client')[2])
	ok(all(not 0 < g['n'] < 5 for g in told['groups']) and not told['evidence'],
	   'a client sees no group of one to four, and no identifier', [str(told['groups'])[:300]])


def pages(site):
	for path in ('/', '/scheme/D01', '/organisation', '/report/monthly?scheme=D01&' + MONTH, '/reports',
	             '/figure/contacts?scheme=D01&' + MONTH):
		body = site.ask(path, 'siege')[2].decode()
		ok(len(re.findall('<h1[ >]', body)) == 1 and ' style="' not in body and '<style' not in body,
		   f'{path} has one title and no style of its own')
		ids = re.findall(r' id="([^"]+)"', body)
		ok(len(ids) == len(set(ids)), f'{path} names nothing twice', [i for i in ids if ids.count(i) > 1][:5])
	body = site.ask('/figure/interventions?scheme=D01&' + MONTH, 'client')[2].decode()
	ok('/r/intervention/' not in body, 'a client is shown no way to a record')
	body = site.ask('/scheme/D01?' + MONTH, 'siege')[2].decode()
	ok('period=2025-02' in body and 'period=2025-04' in body, 'the month before and the next one are links')
	ok('/figure/interventions?scheme=D01' in body, 'each figure leads to where it comes from')
	pdf = site.ask('/api/v1/reports/monthly?scheme=D01&format=pdf&' + MONTH, 'client')
	ok(pdf[0] == 200 and pdf[2].startswith(b'%PDF-') and 'attachment' in pdf[1].get('Content-Disposition', ''),
	   'a client takes the report home as PDF')


def board(site):
	"""What stands on a dashboard beside the figures: the newest weak signals, and what to do next."""
	told = json.loads(site.ask('/api/v1/figures/weak_signals?scheme=D01&period=2025', 'siege')[2])
	newest = json.loads(site.ask('/api/v1/figures/weak_signals/evidence?scheme=D01&period=2025', 'siege')[2])['evidence'][-4:]
	page = site.ask('/scheme/D01?period=2025', 'rennes')[2].decode()
	part = page[page.find('<ul class="signals">'):].split('</ul>')[0]
	ok(told['n'] > 0 and re.findall(r'href="/r/intervention/([^"]+)"', part) == newest[::-1],
	   'a dashboard shows the newest weak signals to who may read them', [str(told['n']), str(newest), part[:300]])
	ok('/figure/weak_signals?scheme=D01&amp;period=2025' in page, 'and leads to all of them')
	for who in ('client', 'terrain'):
		ok('class="signals"' not in site.ask('/scheme/D01?period=2025', who)[2].decode(), f'{who} sees no weak signal there')
	ok('service_date=2025-01-01..2025-12-31' in urllib.parse.unquote(page) and '/report/monthly?scheme=D01&amp;period=2025-12' in page,
	   'the records may be taken along, and the report prepared')
	page = site.ask('/scheme/D01?period=2025', 'client')[2].decode()
	ok('/api/v1/export/' not in page and '/report/monthly?scheme=D01' in page, 'a client is offered the report alone')
	ok(len(re.findall('<svg class="spark"', page)) >= 2 and '<details class="data">' in page,
	   'key figures show their months, as a line and as a table')


def chooser(site):
	def links(path, who):
		page = site.ask(path, who)[2].decode()
		at = page.find('id="chooser-list"')
		return re.findall(r'<a href="([^"]+)"( aria-current="true")?>', page[at:page.find('</ul>', at)]) if at >= 0 else []
	all_of = [to.replace('&amp;', '&') for to, _ in links('/', 'siege')]
	ok(all_of[0] == '/' and '/scheme/D01' in all_of and '/scheme/D02' in all_of, 'the rail has the schemes to choose', [str(all_of)])
	ok(all(site.ask(to, 'siege')[0] == 200 for to in all_of), 'each leads to its dashboard')
	ok([to for to, here in links('/scheme/D02', 'siege') if here] == ['/scheme/D02'], 'the chosen one is marked')
	ok('/scheme/D02?period=2025-03' in dict(links('/scheme/D01?' + MONTH, 'siege')), 'the period is taken along')
	ok('/report/monthly?scheme=D02&amp;period=2025-03' in dict(links('/report/monthly?scheme=D01&' + MONTH, 'siege')),
	   'in a report one chooses another report')
	ok('/figure/contacts?scheme=D02' in dict(links('/figure/contacts?scheme=D01', 'siege')), 'and so with a figure')
	ok('/scheme/D02' in dict(links('/r/scheme?sort=name', 'siege')), 'anywhere else one comes to the dashboard')
	page = site.ask('/', 'rennes')[2].decode()
	ok('href="/scheme/D01"' in page and '/scheme/D02' not in page and 'chooser-list' not in page,
	   'who has one scheme has nothing to choose, and no way to another')
	ok('href="/organisation"' in site.ask('/', 'siege')[2].decode() and 'href="/organisation"' not in page,
	   'the way to the whole house is shown to who may go there')
	ok('class="chooser' not in site.ask('/', 'dpo')[2].decode(), 'who sees no figures chooses nothing')
	ok('href="/scheme/D02"' in site.ask('/schemes', 'siege')[2].decode(), 'all schemes have a page')
	ok(site.ask('/schemes?q=ECOLES', 'siege')[1].get('Location') == '/scheme/D03',
	   'one that is found alone is opened: case and accents do not matter')
	status, _, body = site.ask('/schemes?q=' + urllib.parse.quote('<b>x'), 'siege')
	ok(status == 200 and b'<b>x' not in body, 'what is looked for comes back as text')
	ok(b'D02' not in site.ask('/schemes?q=', 'client')[2] and site.ask('/schemes', 'dpo')[0] == 403, 'a client finds the own ones only')


def all_figures(site):
	def figures(who, query=''):
		return re.findall(r'href="(/figure/[^"]+)"', site.ask('/figures' + query, who)[2].decode())
	mine, theirs = figures('siege'), figures('client')
	ok(len(mine) == len(set(mine)) > 100 and {'/figure/contacts', '/figure/products', '/figure/exam.success'} <= set(mine),
	   f'all {len(mine)} figures stand on one page')
	shut = [to for to in theirs if site.ask(to, 'client')[0] != 200]
	ok('/figure/contacts' in theirs and '/figure/products' not in theirs and not shut,
	   f'a client finds the {len(theirs)} that it may be told, no other', shut)
	ok(all(site.ask(to, 'siege')[0] == 200 for to in mine[::9]), 'each leads to where it comes from')
	ok(figures('siege', '?q=' + urllib.parse.quote('TONNES dechets')) == ['/figure/waste.registered'],
	   'a figure is found by words, whatever their case and accents')
	status, _, body = site.ask('/figures?q=' + urllib.parse.quote('<b>x'), 'siege')
	ok(status == 200 and b'<b>x' not in body and b'/figure/' not in body, 'where none is found, that is said')


def contract(site, store):
	"""D01 begins on 2020-01-01, D05 below on a 15 March: its contract’s years are no whole months."""
	store.load('contract', [['id', 'name', 'kind', 'client', 'start', 'end'], ['K1', 'Marché de nuit', 'market', 'C-ANG', '2023-10-01', '2026-12-31'],
	                        ['K2', 'Marché de jour', 'market', 'C-REN', '2024-03-15', '']])
	p, told = store.load('scheme', [['id', 'name', 'form', 'agency', 'town', 'client', 'start', 'contract'],
	                                ['D02', 'Angers – médiation de nuit', 'FN', 'AG-N', 'T-ANG', 'C-ANG', '2020-01-01', 'K1'],
	                                ['D01', 'Rennes – médiation de jour', 'FJ', 'AG-R', 'T-REN', 'C-REN', '2020-01-01', 'K2']])
	ok(p.returncode == 0, 'contracts are given to schemes', [str(told)])
	def read(path, who='siege'):
		return site.ask(path, who)[2].decode().replace('\u00a0', ' ').replace('\u202f', ' ')

	page = read('/scheme/D02?period=contract-2')
	ok('Année de contrat 2, du 1er octobre 2024 au 30 septembre 2025' in page and
	   re.search(r'<a href="[^"]*period=contract-2[^"]*" aria-current="true">Année de contrat</a>', page) is not None,
	   'a year of the contract runs from anniversary to anniversary', re.findall('Année de contrat[^<]*', page))
	ok('rel="prev" href="/scheme/D02?period=contract-1"' in page and 'rel="next" href="/scheme/D02?period=contract-3"' in page,
	   'the years beside it are links')
	page = read('/scheme/D02?period=contract-4')
	ok('Année de contrat 4, du 1er octobre 2026 au 31 décembre 2026' in page, 'the last one ends with the contract',
	   re.findall('Année de contrat[^<]*', page))
	page = site.ask('/scheme/D01?period=2025-03', 'siege')[2].decode()
	ok('period=contract-2' in page and 'du 15 mars 2025 au 14 mars 2026' in
	   read('/scheme/D01?period=contract-2'), 'one that begins within a month is of days')
	ok('Année de contrat' not in site.ask('/scheme/D01?period=2025-03', 'client')[2].decode() and
	   site.ask('/scheme/D01?period=contract-1', 'client')[0] == 403, 'which nobody outside the house is told')
	told = json.loads(store.run('--json', 'figures', 'interventions', '--scheme', 'D02', '--period', 'contract-2', '--evidence').stdout)
	one = json.loads(site.ask('/api/v1/figures/interventions?scheme=D02&period=contract-2', 'siege')[2])
	other = json.loads(site.ask('/api/v1/figures/interventions?scheme=D02&period=2024-10/2025-09', 'siege')[2])
	ok(one['value'] == other['value'] and one['n'] == other['n'], 'programs ask for it by the same name')
	ok(told['figures'][0]['value'] == one['value'] and told['figures'][0]['period'] == one['period'],
	   'and so does the command line', [told['figures'][0].get('period'), one.get('period')])
	evidence = json.loads(site.ask('/api/v1/figures/interventions/evidence?scheme=D02&period=contract-2', 'siege')[2])
	ok(evidence['evidence'] == told['figures'][0]['evidence'], 'with the same records behind it')
	ok('name="scheme" value="D02"' in read('/figure/interventions?scheme=D02&period=contract-2'),
	   'the page of a figure keeps the scheme whose contract it is')
	rows = json.loads(site.ask('/api/v1/registers/intervention?scheme=D02&service_date=contract-2&limit=500', 'siege')[2])['records']
	days = json.loads(site.ask('/api/v1/registers/intervention?scheme=D02&service_date=2024-10-01..2025-09-30&limit=500', 'siege')[2])['records']
	ok(len(rows) > 1 and rows == days and len({r['id'] for r in rows} & set(evidence['evidence'])) == min(len(evidence['evidence']), len(rows)),
	   'so do lists', [len(rows), len(days), len(evidence['evidence'])])
	lines = site.ask('/api/v1/export/intervention.csv?scheme=D02&service_date=contract-2', 'siege')[2].decode().splitlines()
	ok(len(lines) > len(rows) and site.ask('/api/v1/export/intervention.csv?service_date=contract-2', 'siege')[0] == 400 and
	   site.ask('/r/intervention?scheme=D02&service_date=contract-2', 'siege')[0] == 200, 'and exports, of one scheme', lines[:2])
	ok(site.ask('/api/v1/registers/contract?source_id=contrat-2', 'siege')[0] == 200, 'a text that looks like one is a text')
	told = json.loads(store.must('--json', 'figures', 'schemes', '--where', 'contract=K1', '--period', 'contract-1'))['figures'][0]
	ok(told['period'] == 'contract-1' and told['value'] == 1, 'a contract has years of its own, for figures that know contracts', [str(told)[:300]])
	for words in (['figures', 'interventions', '--period', 'contract-2'], ['figures', 'interventions', '--scheme', 'D02', '--period', 'contract-9'],
	              ['report', 'monthly', '--scheme', 'D02', '--period', 'contract-99']):
		p = store.run(*words)
		ok(p.returncode == 2 and 'contrat' in p.stderr, f"{' '.join(words)}: refused in a sentence", p.stderr.splitlines())
	for path, status in (('/scheme/D02?period=contract-9', 400), ('/scheme/D02?period=contract-x', 400), ('/?period=contract-1', 400),
	                     ('/figure/contacts?scheme=D02&period=contract-2', 200)):
		ok(site.ask(path, 'siege')[0] == status, f'{path} answers {status}')


def kinds(site):
	"""Every kind of period is offered where it makes sense, and compared with the one before of its kind."""
	def offered(path, who='siege'):
		page = site.ask(path, who)[2].decode()
		return re.findall(r'period=([\w%.-]+)[^"]*"(?: aria-current="true")?>(?:Semaine|Mois|Trimestre|Année|12 mois|Année scolaire|'
		                  r'Promotion|Octobre à septembre|Été|Année de contrat)</a>', page)

	ok(offered('/organisation?period=2025') == ['2026-W01', '2025-12', '2025-Q4', '2025', '2025-01%2F2025-12', 'school-2024', 'october-2024',
	   'summer-2025'], 'a dashboard offers the years of the house too', offered('/organisation?period=2025'))
	ok(offered('/report/annual?period=2025') == ['2025', '2025-01%2F2025-12', 'school-2024', 'cohort-2024', 'october-2024'],
	   'the annual report those of twelve months', offered('/report/annual?period=2025'))
	ok(offered('/report/monthly?scheme=D01&' + MONTH) == [], 'the monthly one is of months: there is nothing to choose')
	ok('cohort-2024' in offered('/figure/trainees?period=2025') and 'cohort-2024' not in offered('/figure/interventions?period=2025'),
	   'a figure of training is offered cohorts')
	for period, words in (('school-2025', 'Année scolaire 2025–2026'), ('october-2025', 'Octobre 2025 à septembre 2026'),
	                      ('summer-2025', 'Été 2025')):
		page = site.ask(f'/scheme/D01?period={period}&against=before', 'siege')[2].decode().replace('\u00a0', ' ')
		ok(f'rel="prev" href="/scheme/D01?period={period[:-4]}2024&amp;against=before"' in page and words in page,
		   f'before {period} lies the one before of its kind', re.findall('rel="prev"[^>]*', page))
	for period in ('school-2024', 'cohort-2024', 'october-2024', '2024-10/2025-09', 'promotion 2024-25'):
		ok(site.ask('/report/annual?period=' + urllib.parse.quote(period), 'siege')[0] == 200, f'the annual report is drawn of {period}')
	ok(site.ask('/report/annual?period=summer-2025', 'siege')[0] == 400, 'a summer is no year')


def compared(site):
	page = site.ask('/scheme/D01?' + MONTH, 'siege')[2].decode()
	ok('Comparé à' in page and '?period=2025-03&amp;against=before' in page, 'what figures are compared with is chosen by an address')
	page = site.ask('/scheme/D01?against=before&' + MONTH, 'siege')[2].decode()
	said = re.findall(r'<span class="vh">((?:En hausse|En baisse|Inchangé)[^<]*)</span>', page)
	ok(any('février 2025' in s for s in said), 'a change is told in words too', said)
	ok(re.search(r'href="[^"]*period=2025-02&amp;against=before"', page) is not None, 'and the choice is taken along')


def small(site):
	"""Numbers of one to four: whoever may read the records is told them, nobody else, and no report tells them."""
	query = 'scheme=D01&by=kind&' + MONTH

	def groups(who):
		return {g['key']['kind'] if isinstance(g['key'], dict) else str(g['key']): g['value']
		        for g in json.loads(site.ask('/api/v1/figures/interventions?' + query, who)[2])['groups']}
	told = {who: groups(who) for who in ('siege', 'rennes', 'terrain', 'client')}
	few = [k for k, v in told['siege'].items() if v is not None and 0 < v < 5]
	ok(few and told['rennes'] == told['siege'], 'a manager is told small numbers of the own scheme', [str(told['siege'])])
	ok(all(told[w].get(k) is None for w in ('terrain', 'client') for k in few), 'a mediator, who reads the own records only, and a client are not',
	   [str(told['terrain']), str(told['client'])])
	ok([site.ask('/api/v1/figures/interventions?' + q, 'terrain')[0] for q in ('by=team&' + MONTH, 'where=theme=T10&' + MONTH)] == [403, 403],
	   'nor may a mediator ask around it')
	pages = {who: site.ask('/scheme/D01?period=2025-03', who)[2].decode() for who in ('rennes', 'terrain', 'client')}
	ok('nombre caché' not in pages['rennes'] and 'sous 5' not in pages['rennes'], 'a dashboard hides nothing from the own team')
	ok(all('sous 5' in pages[w] for w in ('terrain', 'client')), 'it does from others')
	ok('moins de 5' in site.ask('/report/monthly?scheme=D01&' + MONTH, 'rennes')[2].decode() or
	   'sous 5' in site.ask('/report/monthly?scheme=D01&' + MONTH, 'rennes')[2].decode(), 'a report, which is handed on, hides them from all')


def evidence(site, store):
	store.load('partner', [['id', 'name', 'kind'], ['P1', 'Bailleur', 'PT01']])
	p, told = store.load('incivility_report', [['id', 'partner', 'scheme', 'date', 'place_kind', 'facts'], ['R1', 'P1', 'D01', '2025-03-11', 'LP1', 'IC31x2']])
	ok(p.returncode == 0, 'a partner’s report is taken', [str(told)])
	page = site.ask('/figure/incivilities?scheme=D01&' + MONTH, 'siege')[2].decode()
	links = re.findall(r'href="(/r/(?:incivility_report|intervention)/[^"]+)"', page)
	ok(any('incivility_report' in to for to in links) and all(site.ask(to, 'siege')[0] == 200 for to in links[:5] + links[-1:]),
	   'facts lead to what partners reported as well', links[:3])
	ok('/r/' not in re.sub(r'<nav.*?</nav>', '', site.ask('/figure/incivilities?scheme=D01&' + MONTH, 'terrain')[2].decode(), flags=re.S),
	   'a mediator is shown no way to records that may be somebody else’s')
	told = json.loads(site.ask('/api/v1/figures/incivilities/evidence?scheme=D01&' + MONTH, 'siege')[2])
	ok([s['register'] for s in told['sources']] == ['intervention', 'incivility_report'] and
	   sorted(sum((s['evidence'] for s in told['sources']), [])) == sorted(told['evidence']) and
	   all(site.ask(f"/r/{s['register']}/{i}", 'siege')[0] == 200 for s in told['sources'] for i in s['evidence'][:3]),
	   'programs are told the register of each record behind a figure', [str(told['sources'])[:200]])


def of_two_registers(site, store):
	"""Trainees are those enrolled and those in prison workshops; a share of inhabitants those of areas and towns."""
	for register in ('training_place', 'programme', 'trainer', 'training_session', 'trainee', 'enrolment', 'prison_workshop'):
		p, told = store.load(register, TEAMS_AND_TRAINING[register])
		ok(p.returncode == 0, f'{register} is taken', [str(told)[:300]])
	path = '/figure/trainees?period=school-2024'
	page = site.ask(path, 'siege')[2].decode().replace('\u00a0', ' ')
	kinds = [to.split('/')[2] for to in re.findall(r'href="(/r/[^"/]+/[^"]+)"', page)]
	ok(kinds.count('enrolment') == 2 and kinds.count('prison_workshop') == 2 and 'id="behind-enrolment"' in page and
	   'id="behind-prison_workshop"' in page, 'the page of a figure lists the records of each of its registers', kinds)
	ok('Inscriptions »' in page and 'Ateliers en prison »' in page, 'and names both as its source')
	told = json.loads(site.ask('/api/v1/figures/trainees/evidence?period=school-2024', 'siege')[2])
	ok([(s['register'], s['n'], len(s['evidence'])) for s in told['sources']] == [('enrolment', 2, 2), ('prison_workshop', 2, 2)] and
	   sorted(sum((s['evidence'] for s in told['sources']), [])) == told['evidence'], 'so are programs told', [str(told)[:300]])
	ok('sources' not in json.loads(site.ask('/api/v1/figures/trainees?period=school-2024', 'siege')[2]), 'who asks for the value alone gets it alone')
	lines = store.must('--quiet', 'figures', 'trainees', '--period', 'school-2024', '--evidence').splitlines()
	at = [next(i for i, line in enumerate(lines) if name in line) for name in ('Inscriptions  2', 'Ateliers en prison  2')]
	ok(at[1] - at[0] == 3 and [line.strip() for line in lines[at[0] + 1:at[1]] + lines[at[1] + 1:at[1] + 3]] ==
	   sum((s['evidence'] for s in told['sources']), []), 'the command line lists each register’s below its name', lines)
	by_sql = json.loads(store.must('--json', 'figures', 'trainees', '--period', 'school-2024', '--evidence', '--sql'))['figures'][0]
	ok(by_sql['sources'] == told['sources'], 'and SQL tells the same records')
	ok(site.ask(path, 'rennes')[0] == 403 and site.ask(path, 'client')[0] == 403, 'who may not read one of them is not told the figure')


def main():
	with tempfile.TemporaryDirectory() as folder:
		store = Store(os.path.join(folder, 'pages.db'), folder)
		store.must('init')
		store.samples()
		for who, words in ALL.items():
			p = store.run('user', 'add', who, *words, '--password-stdin', stdin=PASSWORD)
			if p.returncode != 0:
				ok(False, f'the account {who} is made', p.stderr.splitlines())
		with serving(store) as port:
			site = Site(port)
			ok(all([site.sign_in(who) for who in ALL]), 'a login and a password give a token and a cookie')
			ok(not site.sign_in('siege', 'not this one'), 'a wrong password gives neither')
			doors(site)
			numbers(site, store)
			pages(site)
			board(site)
			chooser(site)
			all_figures(site)
			compared(site)
			kinds(site)
			small(site)
			evidence(site, store)
			of_two_registers(site, store)
			contract(site, store)
	return finish()


if __name__ == '__main__':
	sys.exit(main())
