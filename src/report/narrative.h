/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What people wrote for a report, read from the register `narrative` for each place that its template
 * has.  Permission is the caller's to ask: drafts are for who may write them.  One thread a store.
 */
#ifndef MAILLAGE_REPORT_NARRATIVE_H
#define MAILLAGE_REPORT_NARRATIVE_H

#include "record/codes.h"
#include "registers/narrative.h"
#include "report/resolve.h"

enum words_wanted { WORDS_FINISHED, WORDS_WITH_DRAFTS };

struct words_ask {
	const struct template *template;
	struct uuid scheme;   /* nil: the report of the whole house */
	struct period period;
	enum words_wanted wanted;
};

/* One a place that has words; the others are left out. */
bool words_read(struct store *s, const struct codes *codes, const struct words_ask *ask,
    struct arena *a, struct report_words **out, size_t *n, struct err *e) MUST_USE;
/* The pieces of a text. One that is no Markdown of ours (it came in by a file) is shown as it is, a
 * paragraph a paragraph: what was written is never a report's failure. */
const struct piece *words_pieces(struct str text, struct arena *a);

#endif
