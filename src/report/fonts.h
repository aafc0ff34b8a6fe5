/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The fonts of printed documents, carried inside the program: nothing of the machine's own fonts is
 * used, so that a document looks the same everywhere.  One font map per document and thread.
 */
#ifndef MAILLAGE_REPORT_FONTS_H
#define MAILLAGE_REPORT_FONTS_H

#include <pango/pangocairo.h>

#include "base/arena.h"
#include "base/err.h"

/* Family lists for pango: first the digits, then text, then what covers other scripts. */
#define FONTS_TEXT "Maillage Digits,Maillage Text,Maillage Text Ext,Maillage Other"
#define FONTS_TITLE "Maillage Title,Maillage Title Ext,Maillage Text Ext,Maillage Other"

/* A font map that knows these fonts and no others; gone with the arena. The fonts stand in a private
 * temporary folder meanwhile, because fontconfig reads files only. */
bool fonts_open(struct arena *a, PangoFontMap **out, struct err *e) MUST_USE;

#endif
