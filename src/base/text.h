/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * UTF-8 checked once at the edge, the older encoding spreadsheets still use, and the folding by
 * which labels are compared.
 */
#ifndef MAILLAGE_BASE_TEXT_H
#define MAILLAGE_BASE_TEXT_H

#include "base/buf.h"

/* Whether the bytes are well-formed UTF-8 without NUL. */
bool utf8_valid(struct str s);
/* Number of code points of a valid text. */
size_t utf8_count(struct str s);
/* Appends one code point. */
void utf8_put(struct buf *b, uint32_t c);
/* Reads one code point of a valid text at *at and moves *at behind it. */
uint32_t utf8_next(struct str s, size_t *at);
/* Appends Windows-1252 bytes as UTF-8. False at a byte that this code page leaves undefined
 * (81 8D 8F 90 9D) or NUL; *bad is its offset. */
bool cp1252_put(struct buf *b, struct str s, size_t *bad);
/* The form in which labels and headers are compared: trimmed, inner blanks (also no-break) to one
 * space, lower case, accents of Latin letters removed (œ to oe, æ to ae), typographic apostrophe to
 * ', one trailing '*' and the blanks before it removed. */
void text_fold(struct buf *b, struct str s);
/* Number of edits (insert, delete, replace one byte) between two folded texts, at most 64 bytes of
 * each looked at. For proposing the nearest labels. */
unsigned text_distance(struct str a, struct str b);

#endif
