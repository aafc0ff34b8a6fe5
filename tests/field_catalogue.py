# SPDX-License-Identifier: AGPL-3.0-or-later
"""A catalogue as the field app gets it, made of the demonstration's own files: for tests/browser/field_keeper.js."""
import csv
import os
import re

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
SCHEME = 'ANN'
LISTS = ('kind', 'theme', 'place_kind', 'action', 'outcome', 'origin', 'shift_state', 'order_kind')


def rows(path):
    with open(os.path.join(ROOT, 'data', path), encoding='utf-8', newline='') as f:
        return list(csv.DictReader(f))


def french():
    """{English: French} of the catalogue of sentences, one-line entries."""
    with open(os.path.join(ROOT, 'po/fr.po'), encoding='utf-8') as f:
        return dict(re.findall(r'^msgid "(.+)"\nmsgstr "(.+)"$', f.read(), re.M))


def tiles(form):
    said = french()
    with open(os.path.join(ROOT, 'src/registers/tiles.c'), encoding='utf-8') as f:
        found = re.findall(r'\{ N_\("([^"]+)"\), "([^"]+)", "([^"]+)", "(\w+)", "(\w+)", "([^"]*)", (\w+|"[^"]*") \}', f.read())
    ends = {'CALMED': 'OU1 OU4 OU5 OU8', 'AGREED': 'OU3 OU5 OU4 OU8', 'FOUND': 'OU5 OU4 OU9 OU0',
            'TALKED': 'OU0 OU4 OU5 OU8', 'HELPED': 'OU4 OU1 OU5 OU8', 'MET': 'OU0 OU3 OU5 OU9'}
    return [{'label': said[label], 'icon': icon, 'kind': kind, 'theme': theme, 'actions': actions.split(),
             'outcomes': ends[outcomes].split(), 'n': 0}
            for label, icon, forms, kind, theme, actions, outcomes in found if form in forms.split()]


def catalogue():
    scheme = next(s for s in rows('demo/scheme.csv') if s['id'] == SCHEME)
    sectors = [dict(id=s['id'], name=s['name'], town=s['town'], lon=float(s['lon']), lat=float(s['lat']))
               for s in rows('demo/sector.csv') if SCHEME in s['schemes'].split('|')]
    places = []
    for spot in rows('demo/spot.csv'):
        for i, name in enumerate(spot['names'].split('|')[:3]):
            sector = sectors[len(places) % len(sectors)]
            places.append(dict(id='spot-%d' % len(places), name=name, town=scheme['town'], sector=sector['id'],
                               place_kind=spot['place_kind'], lon=sector['lon'] + (len(places) % 7 - 3) * .0008 + i * .0003,
                               lat=sector['lat'] + (len(places) % 5 - 2) * .0006))
    return {
        'day': '2025-11-01', 'schemes': [{'id': SCHEME, 'name': scheme['name'], 'form': scheme['form'], 'town': scheme['town'],
                                         'duty_phone': '02 99 00 00 00'}],
        'towns': [], 'sectors': sectors, 'places': places,
        'staff': [{'id': 'm%d' % i, 'source_id': 'M-00%02d' % i, 'scheme': SCHEME} for i in range(1, 7)],
        'mates': {'m1': 'Merle', 'm2': 'Lilas', 'm3': 'Orme', 'm4': 'Tilleul'},
        'orders': [{'id': 'o1', 'scheme': SCHEME, 'kind': 'noise', 'request': 'Bruit le soir au rez-de-chaussée, hall 3.',
                    'sector': sectors[0]['id'], 'place': 'Tour B, hall 3', 'due': '2025-11-07', 'visits': 2,
                    'reference': 'B-2025-118'}],
        'lists': {name: [{'code': r['code'], 'label': r['fr'], 'parent': None, 'counted': r['code']}
                         for r in rows('nomenclature/%s.csv' % name)] for name in LISTS},
        'tiles': tiles(scheme['form']),
    }
