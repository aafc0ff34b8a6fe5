#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Makes the static fonts of printed documents (data/fonts/*.ttf) from the variable web fonts.

    tools/fonts.py FOLDER OUT

FOLDER holds the files/ of the npm packages @fontsource-variable/atkinson-hyperlegible-next and
@fontsource-variable/bricolage-grotesque (5.3.0) and, from Debian's fonts-dejavu-core,
DejaVuSans.ttf.  Needs python3-fonttools and python3-brotli.  The result is committed: a build needs
none of this.  Run again only to change weights or characters.
"""
import os
import sys

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

SPACE = {400: 280, 700: 308}  # width of the text font's space
ATK = "atkinson-hyperlegible-next-%s-wght-%s.woff2"
BRI = "bricolage-grotesque-%s-%s-normal.woff2"
# A space after a digit is shaped with the digit's font.
DIGITS = [0x20, 0xA0, 0x202F, *range(0x30, 0x3A)]
# out, source, axes, family, weight printed in the file, italic, only digits
MAKE = [
    ("text-400.ttf", ATK % ("latin", "normal"), {"wght": 400}, "Maillage Text", 400, False, None),
    ("text-700.ttf", ATK % ("latin", "normal"), {"wght": 650}, "Maillage Text", 700, False, None),
    ("text-400i.ttf", ATK % ("latin", "italic"), {"wght": 400}, "Maillage Text", 400, True, None),
    ("text-ext-400.ttf", ATK % ("latin-ext", "normal"), {"wght": 400}, "Maillage Text Ext", 400,
     False, None),
    ("text-ext-700.ttf", ATK % ("latin-ext", "normal"), {"wght": 650}, "Maillage Text Ext", 700,
     False, None),
    ("title-500.ttf", BRI % ("latin", "wght"), {"wght": 560}, "Maillage Title", 500, False, None),
    ("title-700.ttf", BRI % ("latin", "wght"), {"wght": 660}, "Maillage Title", 700, False, None),
    ("title-ext-700.ttf", BRI % ("latin-ext", "wght"), {"wght": 660}, "Maillage Title Ext", 700,
     False, None),
    # Digits inside text, drawn for small sizes: no slashed zero.
    ("digits-400.ttf", BRI % ("latin", "standard"), {"wght": 400, "opsz": 14, "wdth": 100},
     "Maillage Digits", 400, False, DIGITS),
    ("digits-700.ttf", BRI % ("latin", "standard"), {"wght": 650, "opsz": 14, "wdth": 100},
     "Maillage Digits", 700, False, DIGITS),
    ("other-400.ttf", "DejaVuSans.ttf", {}, "Maillage Other", 400, False,
     list(range(0x370, 0x530)) + list(range(0x1E00, 0x1F00)) + list(range(0x2070, 0x20BE))
     + list(range(0x2100, 0x2150)) + list(range(0x2190, 0x21FF)) + list(range(0x2200, 0x22FF))
     + list(range(0x25A0, 0x2600)) + [0x2713, 0x2717, 0xFFFD]),
]


def names(font, family, weight, italic):
    style = {400: "Regular", 500: "Medium", 700: "Bold"}[weight] + (" Italic" if italic else "")
    table = font["name"]
    table.names = [n for n in table.names if n.nameID in (0, 7, 8, 9, 11, 13, 14)]
    full = family + " " + style
    for ident, text in ((1, family), (2, style), (3, full), (4, full), (6, full.replace(" ", ""))):
        table.setName(text, ident, 3, 1, 0x409)
    os2 = font["OS/2"]
    os2.usWeightClass = weight
    os2.fsSelection = (os2.fsSelection & ~0x61) | (0x01 if italic else 0) | (
        0x20 if weight == 700 else 0) | (0x40 if weight == 400 and not italic else 0)
    font["head"].macStyle = (1 if weight == 700 else 0) | (2 if italic else 0)


def spaces(font):
    """The narrow no-break space and the no-break hyphen, which the web subsets lack."""
    cmap = font.getBestCmap()
    add = {}
    if 0x2009 in cmap and 0x202F not in cmap:
        font["hmtx"].metrics[cmap[0x2009]] = (200, 0)
        add[0x202F] = cmap[0x2009]
    if 0x2D in cmap and 0x2011 not in cmap:
        add[0x2011] = cmap[0x2D]
    for table in font["cmap"].tables:
        if table.isUnicode():
            table.cmap.update(add)


def main(folder, out):
    for name, source, axes, family, weight, italic, only in MAKE:
        font = TTFont(os.path.join(folder, source))
        font.flavor = None
        if axes:
            have = {a.axisTag for a in font["fvar"].axes}
            font = instantiateVariableFont(font, {k: v for k, v in axes.items() if k in have})
        options = Options()
        options.layout_features = ["kern", "mark", "mkmk", "ccmp", "locl", "tnum", "liga"]
        options.name_IDs = [0, 7, 8, 9, 11, 13, 14]
        options.hinting = False
        options.notdef_outline = True
        subset = Subsetter(options)
        if family == "Maillage Digits":
            font["hmtx"].metrics[font.getBestCmap()[0x20]] = (SPACE[weight], 0)
            font["hmtx"].metrics[font.getBestCmap()[0xA0]] = (SPACE[weight], 0)
        if family != "Maillage Other":
            spaces(font)
        subset.populate(unicodes=only if only else font.getBestCmap().keys())
        subset.subset(font)
        for drop in ("STAT", "fvar", "avar", "gvar", "HVAR", "MVAR", "meta"):
            if drop in font:
                del font[drop]
        names(font, family, weight, italic)
        font["head"].created = font["head"].modified = 3786912000
        font.recalcTimestamp = False
        font.save(os.path.join(out, name))
        print(name, os.path.getsize(os.path.join(out, name)), len(font.getBestCmap()))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
