/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What a phone needs (docs/sync.md "Pull"): all of it, or what changed behind a position of the journal.
 * Reads on the caller's connection; any thread.
 */
#ifndef MAILLAGE_SYNC_PULL_H
#define MAILLAGE_SYNC_PULL_H

#include "base/json.h"
#include "figures/figures.h"
#include "record/access.h"
#include "record/codes.h"

#define PULL_DAYS 14         /* ahead, when nothing is said */
#define PULL_DAYS_MAX 60
#define PULL_BACK 7          /* days behind */

struct pull_ask {
	const struct reach *who;
	struct uuid account;
	struct str since;        /* "position" of the pull before; absent: the first */
	struct str catalogue;    /* the tag of the lists that the phone has */
	int days;
	int32_t today;
	int64_t now_ms;          /* wall clock, as the journal's times */
	int64_t ahead_ms;        /* what it is ahead of UTC by */
	const struct facts *facts; /* for what a scheme records most */
};
/* Writes members into the object that is open in `w`. */
bool pull_write(struct store *s, struct codes *codes, const struct pull_ask *ask, struct arena *a,
    struct json_writer *w, struct err *e) MUST_USE;

/* -- between pull*.c -------------------------------------------------------------------------- */

/* The member "catalogue": null when the phone's tag is that of the lists as they are. */
void pull_catalogue(const struct codes *codes, const struct pull_ask *ask, struct arena *a,
    struct json_writer *w);
/* The member "tiles": of each scheme within reach. */
bool pull_tiles(struct store *s, const struct codes *codes, const struct pull_ask *ask, struct arena *a,
    struct json_writer *w, struct err *e) MUST_USE;
/* Registers that a phone gets: what of their lists it needs too. */
const struct reg *pull_register(size_t i); /* NULL behind the last; those that are not there are left out */

#endif
