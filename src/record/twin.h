/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Several records of one event: all point to one by a FIELD_TWIN, which figures count. When that one goes,
 * the one that was made first takes its place and the others point to it, each by an entry of the journal;
 * the one that went points there, too, so that it counts no second time once it is taken back. For
 * record/save.c.
 */
#ifndef MAILLAGE_RECORD_TWIN_H
#define MAILLAGE_RECORD_TWIN_H

#include "record/journal.h"

#define TWINS_HANDED 200 /* of one event, in one go; those past it stay uncounted */

struct saver;

struct twins {
	struct uuid *v; /* those that point to the record, the first made first */
	size_t n;
};

/* A record that is about to be deleted: who points to it, and where it shall point. */
bool twin_goes(struct store *s, struct record *r, struct arena *a, struct twins *out, struct err *e) MUST_USE;
/* A record that is taken back: it points to what stands now, or counts by itself. */
bool twin_returns(struct saver *v, struct record *r, struct arena *a, struct err *e) MUST_USE;
/* `gone` has just been deleted by `done`: the others follow, in the same transaction. */
bool twin_hand_over(struct saver *v, struct store *s, const struct record *gone, const struct twins *twins,
    const struct change *done, struct err *e) MUST_USE;

#endif
