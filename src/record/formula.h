/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What a spreadsheet program would run when it opens a file, made a text by an apostrophe, and back:
 * a text that begins with = + - @, a tab or a carriage return and is no number.  A text that begins with
 * apostrophes before such a sign gets one more, so that the way back always gives the text itself.
 */
#ifndef MAILLAGE_RECORD_FORMULA_H
#define MAILLAGE_RECORD_FORMULA_H

#include "base/buf.h"

/* Appends the text as one CSV cell, safe to open. */
void formula_csv(struct buf *b, struct str text, char sep);
/* Appends what an XLSX text cell holds: the program runs none, so that only apostrophes double. */
void formula_xlsx(struct buf *b, struct str text);
/* A cell as read, without the apostrophe. */
struct str formula_plain(struct str cell);

#endif
