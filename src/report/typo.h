/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Typography of running text (DESIGN §7): a document's texts pass here once, after their questions
 * were answered, and passing again changes nothing.  French: narrow no-break space (U+202F) before
 * ; ! ? % € and in thousands, no-break space (U+00A0) before : and », after «; ’ for the apostrophe;
 * … for three points; an en dash between numbers; « » for straight double quotes in pairs; a unit
 * stays on the line of its number.  English: the apostrophe, the quotes, the ellipsis, nothing else.
 * Addresses (http://, mailto:, anything@anything) and clock times ("21:40") stay as they are.
 * Pure; any thread.
 */
#ifndef MAILLAGE_REPORT_TYPO_H
#define MAILLAGE_REPORT_TYPO_H

#include "base/buf.h"
#include "base/lang.h"

/* Appends valid UTF-8 `s`, typographed. */
void typo_put(struct buf *out, struct str s, enum lang l);
/* The same as a text in the arena; absent stays absent. */
struct str typo(struct arena *a, struct str s, enum lang l);

#endif
