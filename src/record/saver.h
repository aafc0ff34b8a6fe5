/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What a saver holds in memory, and how it keeps up with the journal.  Private to record/save.c. */
#ifndef MAILLAGE_RECORD_SAVER_H
#define MAILLAGE_RECORD_SAVER_H

#include "record/journal.h"
#include "record/save.h"

struct saver {
	struct arena a;          /* of all that is held */
	bool open;
	struct codes *codes;
	struct lookup *lookup;
	struct journal *journal;
	struct vault *vault;     /* opens what is sealed, to compare */
	struct journal_point seen; /* as far as the lookup knows */
	int64_t taken;           /* changes since it was opened */
	bool begun;              /* the journal knows its end in this transaction */
};

/* Takes in what was written since: by this saver, by imports, by other processes on the store. Opens it at
 * the first call. In the caller's transaction. */
bool saver_follow(struct saver *v, struct store *s, struct err *e) MUST_USE;
/* Takes in what this saver wrote just now. */
bool saver_took(struct saver *v, struct store *s, const struct record *r, struct err *e) MUST_USE;

#endif
