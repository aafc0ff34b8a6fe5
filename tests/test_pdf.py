#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The PDF of a hand-built document, read with poppler: text, tags, fonts, outline, pages, language."""
import os
import re
import subprocess
import sys
import tempfile

BUILD = os.environ.get('MAILLAGE_BUILD') or sys.argv[1]
PROGRAM = os.path.join(BUILD, 'tests', 'test_pdf')
n = 0
bad = 0


def ok(good, sentence, *notes):
    global n, bad
    n += 1
    print('%sok %d - %s' % ('' if good else 'not ', n, sentence))
    if not good:
        bad += 1
        for note in notes:
            print('# %s' % str(note)[:300])


def run(*command):
    p = subprocess.run(command, capture_output=True, text=True)
    return p.stdout, p.stderr


def in_order(text, wanted):
    at = 0
    for w in wanted:
        found = text.find(w, at)
        if found < 0:
            return w
        at = found + len(w)
    return None


def make(name, folder):
    path = os.path.join(folder, name + '.pdf')
    out, _ = run(PROGRAM, name, path)
    ok('not ok' not in out and os.path.exists(path), 'the document "%s" is written' % name, out)
    return path


def flat(path, *options):
    """The text with every kind of blank as one space."""
    return re.sub(r'\s+', ' ', run('pdftotext', *options, path, '-')[0])


def full(path):
    text = flat(path, '-raw')
    missing = in_order(text, [
        'Opérateur d’essai', 'Octobre 2025', 'Le mois a été plus actif', 'le hall 3 de la tour Hamon.',
        '742', '2 186', '81 %', 'moins de 5', 'Les halls montent, le bruit baisse', 'Petits nombres',
        'Aller vers les groupes', 'Deux situations changent vraiment', 'Groupe dans un hall', 'hausse, 79',
        'Où et quand', 'Le jeudi et le vendredi', 'Monplaisir porte un tiers', '244', 'Autres', '33',
        'Plus d’hommes que de femmes', '1 240', 'Les lieux, du plus au moins visité', '1. Tour Hamon, hall 3',
        '400', '12. Place de la Laïcité', 'On sait qu’ils passent le soir', 'Une habitante',
        'Ce que nous proposons', 'une présence à 22 h', 'Le bruit a été divisé par trois', 'Méthode',
        'Une intervention est une fiche'])
    ok(missing is None, 'the text is whole and in order', missing)
    info, wrong = run('pdfinfo', path)
    ok(not wrong, 'poppler finds no fault', wrong)
    ok(re.search(r'^Tagged: +yes', info, re.M), 'it is tagged', info)
    ok(re.search(r'^Title: +Rapport mensuel, octobre 2025', info, re.M), 'it has its title', info)
    ok('CreationDate' not in info, 'it names no hour of printing', info)
    ok('A4' in info and re.search(r'^PDF version: +1\.7', info, re.M), 'it is A4, PDF 1.7', info)
    pages = int(re.search(r'^Pages: +(\d+)', info, re.M).group(1))
    numbered = [p for p in range(1, pages + 1)
                if not re.search(r'\b%d ?/ ?%d\b' % (p, pages), flat(path, '-f', str(p), '-l', str(p)))]
    ok(pages > 2 and not numbered, 'each page has its number of how many', numbered)
    fonts = run('pdffonts', path)[0].splitlines()[2:]
    ok(fonts and all(re.search(r' yes yes yes +\d+ +0$', f) for f in fonts),
       'all fonts are embedded, cut down, and readable as text', fonts)
    ok(all('+Maillage' in f for f in fonts), 'no font of the machine is used', fonts)
    outline = re.findall(r'<item page="(\d+)">([^<]*)', run('pdftohtml', '-xml', '-stdout', path)[0])
    ok([t for _, t in outline] == ['Les halls montent, le bruit baisse', 'Où et quand',
                                   'Ce que nous proposons', 'Méthode', 'Chaque chiffre, sa définition'],
       'the outline has the headings', outline)


def structure(path):
    tree = run('pdfinfo', '-struct-text', path)[0]
    kinds = set(re.findall(r'^ *([A-Z]\w*)', tree, re.M))
    want = {'Document', 'H1', 'H2', 'H3', 'P', 'L', 'LI', 'LBody', 'Lbl', 'Link', 'Figure', 'Table', 'TR', 'TH',
            'TD', 'BlockQuote', 'Note'}
    ok(want <= kinds, 'the structure has all kinds of elements', want - kinds)
    ok('"Les groupes dans les halls ont augmenté de plus d’un tiers depuis juillet. Le bruit dans les squares'
       in tree, 'a paragraph of several lines is one text', tree[:300])
    ok('1/4' not in tree and '/\u00a04' not in tree, 'page numbers are outside of the structure')
    ok('/Scope /Column' in tree and '/Scope /Row' in tree, 'header cells tell what they head')


def raw(path):
    """What poppler does not print."""
    out = path + '.qdf'
    run('qpdf', '--qdf', '--object-streams=disable', path, out)
    with open(out, 'rb') as f:
        data = f.read()
    check = run('qpdf', '--check', path)
    ok('WARNING' not in check[0] + check[1], 'qpdf finds no fault', check)
    ok(re.search(rb'/Lang \(fr\)|/Lang <feff00660072>', data, re.I), 'its language is French')
    ok(b'/DisplayDocTitle true' in data, 'readers show its title')
    ok(b'/Marked true' in data, 'it says that it is marked')
    figures = len(re.findall(rb'/S /Figure', data))
    alts = len(re.findall(rb'/Alt [<(]', data))
    ok(figures == 4 and alts == figures, 'each chart has an alternative text', figures, alts)
    spoken = len(re.findall(rb'/Contents [<(][^>]*[>)]\s+/Dest', data))
    links = len(re.findall(rb'/Subtype /Link', data))
    ok(links == 6 and spoken == links, 'each link says in words where it leads', links, spoken)
    opened = len(re.findall(rb'\b(?:BDC|BMC)\b', data))
    closed = len(re.findall(rb'\bEMC\b', data))
    ok(opened == closed and opened > 100, 'marks are closed', opened, closed)


def long_texts(path):
    text = flat(path, '-raw')
    table = re.findall(r'(?:^| )(\d+)\. (?:Tour|Square|Arrêt|Place)', text)
    missing = [i for i in range(1, 201) if str(i) not in table]
    ok(not missing, 'all 200 rows are there', missing)
    ok(text.count('Situation la plus fréquente') > 4, 'the header stands again on each page')
    words = re.findall(r'mot(\d+)', text)
    ok(len(words) == 2700 and words[:900] == [str(i) for i in range(900)], 'no word of a long text is lost',
       len(words))
    ok(text.count('Barre ') == 100, 'a chart longer than a page goes on')
    boxes = run('pdftotext', '-bbox', path, '-')[0]
    outside = [w for x0, y0, x1, y1, w in re.findall(
        r'<word xMin="([\d.-]+)" yMin="([\d.-]+)" xMax="([\d.-]+)" yMax="([\d.-]+)">([^<]*)', boxes)
        if float(x0) < 50 or float(x1) > 546 or float(y0) < 25 or float(y1) > 815]
    ok(not outside, 'nothing runs out of the margins', outside[:10])
    headings = run('pdftotext', '-f', '1', '-layout', path, '-')[0].split('\f')
    widows = [p for p in headings if re.search(r'(Ce que nous proposons|Méthode|Où et quand)\s*\n\s*Ville d’Angers',
                                               p)]
    ok(not widows, 'no heading stands alone at the foot of a page', widows)


def odd(path):
    text = flat(path, '-raw')
    missing = in_order(text, ['From 14 September 2025', 'The same anchor twice', 'nowhere', 'outside',
                              'Łódź, Ωμέγα, Жизнь, ≥ 5', '123 456 789 h 30', 'A whole day', 'A single series',
                              'A heading that ends the document'])
    ok(missing is None, 'what no report should hold is printed all the same', missing)
    wrong = run('pdfinfo', path)[1] + run('qpdf', '--check', path)[1]
    ok(not wrong, 'and makes a file without fault', wrong)
    targets = run('pdfinfo', '-url', path)[0]
    ok(targets.count('https://example.org/?a=%27b%27&c=%28d%29%5C') == 2 and 'javascript' not in targets,
       'only addresses of the web are linked', targets)


def main():
    with tempfile.TemporaryDirectory() as folder:
        path = make('full', folder)
        full(path)
        structure(path)
        raw(path)
        text = flat(make('empty', folder))
        ok('Mars 2026' in text and 'Un tableau sans ligne' in text, 'a document without data is still one', text)
        ok(re.search(r'\b1 ?/ ?1\b', text), 'and has one page', text)
        long_texts(make('long', folder))
        odd(make('odd', folder))
    print('1..%d' % n)
    return 1 if bad else 0


if __name__ == '__main__':
    sys.exit(main())
