#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Prints rules.txt: questions to the rules, with answers that another telling of them gives.

Points, distances and outlines are reckoned here by other ways than in src/rules; the rest is written out.
"""
import math
import random

L = []


def q(*parts, a):
    L.append('\t'.join(map(str, parts)) + '\t=>\t' + a)


def c(text):
    L.append('# ' + text)


c('SPDX-License-Identifier: AGPL-3.0-or-later')
c('Made by make.py. Questions to src/rules/phone.h and their answers, apart by tabs: asked of the server\'s')
c('compilation and of the phone\'s. Building fails where the two differ; tests/unit/test_phone.c holds the answers.')
c('-- guarded texts')
for text, a in [
        ('Appelle le 06 12 34 56 78', 'phone'), ('06.12.34.56.78', 'phone'), ('+33 6 12 34 56 78', 'phone'),
        ('Groupe calme, hall 3', 'clean'), ('ecrire à jean@exemple.fr', 'email'),
        ('Voiture AB-123-CD mal garée', 'plate'), ('1234 AB 35', 'plate'), ('', 'clean'),
        ('Réunion de 14 h 30 à 16 h 00', 'clean'), ('Été : déjà 12 personnes', 'clean'), ('🙂 tout va bien', 'clean')]:
    q('guard', text, a=a)
c('-- doubtful texts')
for text, a in [('Vu avec Mme Untel', 'name'), ('Rien à dire', 'none'), ('Appartement 12', 'dwelling'),
                ('dossier 12345678', 'number'), ('06 12 34 56 78', 'refused'), ('né le 12/03/1990', 'birth')]:
    q('doubt', text, a=a)
c('-- service dates')
for p, a in [((20000, 0), '19999'), ((20000, 299), '19999'), ((20000, 300), '20000'), ((20000, 1439), '20000'),
             ((20000, 60, 19999, 1290), '19999'), ((20000, 479, 19999, 1320), '19999'),
             ((20000, 480, 19999, 1290), '20000'), ((20000, 60, 20000, 30), '20000'), ((20000,), '?'),
             ((20000, 60, 19999), '?')]:
    q('service_date', *p, a=a)
c('-- slots')
for minute, a in [(0, 5), (119, 5), (120, 6), (359, 6), (360, 0), (419, 0), (420, 1), (720, 2), (900, 3), (1110, 4),
                  (1350, 5), (1439, 5), (1440, '?'), (-1, '?')]:
    q('slot', minute, a=str(a))
c('-- cells of the grid (the points of tests/unit/test_grid.c)')
for lon, lat, a in [
        (5000000, 50000000, 'N2999600E3962600'), (-1679400, 48111300, 'N2846200E3455000'),
        (-1564000, 47205800, 'N2745200E3448200'), (-550000, 47470000, 'N2762800E3528200'),
        (2352200, 48856600, 'N2889400E3760600'), (5369800, 43296500, 'N2254600E3944400'),
        (8738600, 41919200, 'N2091400E4215800'), (9800000, 41200000, 'N2011000E4304000'),
        (-5500000, 51300000, 'N3246400E3249200'), (48111300, -1679400, ''), (55450000, -20880000, '')]:
    q('cell', lon, lat, a='CRS3035RES200m' + a if a else '')
random.seed(20251126)


def laea(lon, lat):
    """East and north in EPSG:3035 (Snyder 1987, page 187)."""
    a, f = 6378137.0, 1 / 298.257222101
    e2 = f * (2 - f)
    e = math.sqrt(e2)

    def authalic(phi):
        s = math.sin(phi)
        return (1 - e2) * (s / (1 - e2 * s * s) - 1 / (2 * e) * math.log((1 - e * s) / (1 + e * s)))
    phi, turn, phi0 = math.radians(lat), math.radians(lon - 10), math.radians(52)
    qp = authalic(math.pi / 2)
    b0, b = math.asin(authalic(phi0) / qp), math.asin(authalic(phi) / qp)
    radius = a * math.sqrt(qp / 2)
    d = a * math.cos(phi0) / math.sqrt(1 - e2 * math.sin(phi0) ** 2) / (radius * math.cos(b0))
    k = radius * math.sqrt(2 / (1 + math.sin(b0) * math.sin(b) + math.cos(b0) * math.cos(b) * math.cos(turn)))
    return (4321000 + k * d * math.cos(b) * math.sin(turn),
            3210000 + k / d * (math.cos(b0) * math.sin(b) - math.sin(b0) * math.cos(b) * math.cos(turn)))


def metres(lon, lat, x, y):
    narrow = math.cos(math.radians(lat))
    return math.hypot(math.radians(x - lon) * narrow, math.radians(y - lat)) * 6371008.8


def sure(value, unit=1, margin=1e-3):
    """Whether rounding cannot go either way."""
    return margin < value % unit < unit - margin


c('-- points all over the country')
for _ in range(120):
    lon, lat = random.randint(-5500000, 9800000), random.randint(41200000, 51300000)
    east, north = laea(lon / 1e6, lat / 1e6)
    if sure(east, 200, .01) and sure(north, 200, .01):
        q('cell', lon, lat, a='CRS3035RES200mN%dE%d' % (north // 200 * 200, east // 200 * 200))
c('-- metres between points')
q('metres', -1679400, 48111300, -1679400, 48111300, a='0')
for _ in range(40):
    lon, lat = random.randint(-5000000, 9000000), random.randint(42000000, 51000000)
    x, y = lon + random.randint(-90000, 90000), lat + random.randint(-90000, 90000)
    d = metres(lon / 1e6, lat / 1e6, x / 1e6, y / 1e6)
    if sure(d):
        q('metres', lon, lat, x, y, a=str(math.ceil(d)))
c('-- outlines')
SQUARE = '-2 48,-1 48,-1 49,-2 49,-2 48'
WHOLE = 'POLYGON((%s))' % SQUARE
TWO = 'MULTIPOLYGON(((%s)),((-0.6 48,0 48,0 49,-0.6 49)))' % SQUARE
q('outline', -1500000, 48500000, WHOLE, a='0')
q('outline', -1500000, 48500000, 'POLYGON((-2 48,-1 48,-1 49,-2 49))', a='0')
q('outline', -1500000, 48500000, 'polygon ( ( -2.0 48.0 , -1.0 48 , -1 49 , -2 49 , -2 48 ) )', a='0')
q('outline', -1500000, 48500000, 'POLYGON((%s),(-1.6 48.4,-1.4 48.4,-1.4 48.6,-1.6 48.6,-1.6 48.4))' % SQUARE,
  a=str(math.ceil(min(metres(-1.5, 48.5, -1.4, 48.5), metres(-1.5, 48.5, -1.5, 48.6)))))
q('outline', -999000, 48500000, WHOLE, a=str(math.ceil(metres(-.999, 48.5, -1, 48.5))))
q('outline', -500000, 48500000, TWO, a='0')
q('outline', -900000, 48500000, TWO, a=str(math.ceil(metres(-.9, 48.5, -1, 48.5))))
for bad in ['', 'POLYGON', 'POLYGON()', 'POLYGON(())', 'POLYGON((1 2))', 'POLYGON((1 2,3 4))', 'POLYGON((1 2,3 4,5))',
            'POLYGON((1 2,3 4,5 6)', 'POLYGON((1 2,3 4,5 6)) x', 'POINT(1 2)', 'POLYGON((a b,c d,e f))',
            'MULTIPOLYGON((1 2,3 4,5 6))', 'POLYGON((1e3 2,3 4,5 6))']:
    q('outline', 1000000, 48000000, bad, a='-1')
q('outline', 'x', 1, WHOLE, a='?')
q('outline', 1, 2, a='?')


def star(lon, lat, points):
    """Metres to an outline, 0 inside: by the angle that it turns around the point."""
    narrow = math.cos(math.radians(lat))
    p = [((x - lon) * narrow, y - lat) for x, y in points]
    turn, best = 0, math.inf
    for (ax, ay), (bx, by) in zip(p, p[1:] + p[:1]):
        turn += math.atan2(ax * by - ay * bx, ax * bx + ay * by)
        dx, dy = bx - ax, by - ay
        t = max(0, min(1, -(ax * dx + ay * dy) / (dx * dx + dy * dy)))
        best = min(best, math.hypot(ax + t * dx, ay + t * dy))
    return 0 if abs(turn) > 1 else math.radians(best) * 6371008.8


for _ in range(40):
    cx, cy, k = random.uniform(-4, 8), random.uniform(43, 50), random.randint(5, 14)
    around = [(round(cx + random.uniform(.002, .01) * math.cos(2 * math.pi * i / k), 6),
               round(cy + random.uniform(.002, .01) * math.sin(2 * math.pi * i / k), 6)) for i in range(k)]
    lon, lat = round(cx + random.uniform(-.01, .01), 6), round(cy + random.uniform(-.01, .01), 6)
    d = star(lon, lat, around)
    if d == 0 or sure(d):
        q('outline', round(lon * 1e6), round(lat * 1e6), 'POLYGON((' + ','.join('%.6f %.6f' % p for p in around) + '))',
          a=str(math.ceil(d)))
c('-- complete or not')
WELL = dict(scheme='x', date='x', start='600', end='615', place_kind='LP1', kind='GC1', theme='T10', outcome='OU1')


def missing(a, **changed):
    q('missing', *[f'{k}={v}' for k, v in {**WELL, **changed}.items() if v is not None], a=a)


missing('')
missing('', end=None, duration_min='15')
missing('', duration_min='15')
missing('duration_min:times_disagree', duration_min='20')
missing('end:required', end=None)
missing('', start='1430', end='5')
missing('', start='1430', end='5', duration_min='15')
missing('end:too_long', start='600', end='599')
missing('', start='600', end='1320')
missing('end:too_long', start='600', end='1321')
for field in ('start', 'kind', 'place_kind', 'scheme', 'date', 'theme', 'outcome'):
    missing(field + ':required', **{field: None})
for kind in ('PA1', 'PA2', 'VT1'):
    missing('', kind=kind, theme=None)
missing('', kind='PA1', outcome=None, theme=None)
missing('outcome:required', kind='PA2', outcome=None, theme=None)
missing('theme2:same_theme', theme2='T10')
missing('theme3:same_theme', theme2='T20', theme3='T20')
missing('', theme2='T20', theme3='T30')
missing('comment:reason_required', theme='T99')
missing('', theme='T99', comment='Chien perdu')
missing('comment:reason_required', theme2='T99')
missing('theme2:same_theme\ttheme3:same_theme\ttheme3:same_theme', theme2='T10', theme3='T10')
q('missing', 'kind=PA2',
  a='scheme:required\tdate:required\tstart:required\tend:required\tplace_kind:required\toutcome:required')
c('-- one event twice')
HALL = (20000, 600, 'hall 3', '', 'S', 'LP1', 'GC5')
for a, one, other in [
        ('yes', HALL, (20000, 614, 'hall 3', '', '', '', 'GC5')), ('no', HALL, (20000, 615, 'hall 3', '', '', '', 'GC5')),
        ('no', HALL, (20000, 605, 'hall 4', '', 'S', 'LP1', 'GC5')),
        ('no', HALL, (20000, 605, 'hall 3', '', 'S', 'LP1', 'GC1')),
        ('yes', (20000, 1435, '', 'C1', '', 'LP1', 'GC5'), (20001, 5, '', 'C1', '', 'LP2', 'GC5')),
        ('no', (20000, 600, '', 'C1', 'S', 'LP1', 'GC5'), (20000, 600, '', 'C2', 'S', 'LP1', 'GC5')),
        ('yes', (20000, 600, '', '', 'S', 'LP1', 'GC5'), (20000, 600, '', 'C2', 'S', 'LP1', 'GC5')),
        ('no', (20000, 600, '', '', 'S', 'LP1', 'GC5'), (20000, 600, '', '', 'S', 'LP2', 'GC5')),
        ('no', (20000, 600, '', '', '', 'LP1', 'GC5'), (20000, 600, '', '', '', 'LP1', 'GC5')),
        ('no', (20000, -1, 'hall 3', '', '', 'LP1', 'GC5'), HALL)]:
    q('twins', *one, *other, a=a)
q('twins', 20000, 600, 'hall 3', a='?')
c('-- unusual counts, and starts outside a shift')
for invited, people, a in [(0, 19, 'no'), (0, 20, 'yes'), (1, 199, 'no'), (1, 200, 'yes')]:
    q('unusual', invited, people, a=a)
for at, start, end, a in [(600, 600, 900, 'no'), (585, 600, 900, 'no'), (584, 600, 900, 'yes'), (914, 600, 900, 'no'),
                          (915, 600, 900, 'yes'), (1500, 1290, 1530, 'no')]:
    q('outside', at, start, end, a=a)
c('-- what cannot be read')
q('nothing', 1, a='?')
q('slot', 'x', a='?')
q('slot', a='?')
q('cell', 99999999999, 1, a='?')
print('\n'.join(L))
