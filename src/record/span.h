/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What somebody wrote in one go: the journal's entries between two positions that are his.  For taking
 * back what was just done to many records.
 */
#ifndef MAILLAGE_RECORD_SPAN_H
#define MAILLAGE_RECORD_SPAN_H

#include "base/uuid.h"
#include "record/field.h"
#include "store/store.h"

#define SPAN_MAX 500

struct span_entry {
	int64_t pos;             /* the version it made */
	const struct reg *reg;
	struct uuid id;
};

/* In order of position, SPAN_MAX of them at most; none when the span is longer than that. */
bool journal_span_of(struct store *s, int64_t first, int64_t last, struct str actor, struct arena *a,
    struct span_entry **out, size_t *n, struct err *e) MUST_USE;

#endif
