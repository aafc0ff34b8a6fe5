/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The facts of a running server: one follower keeps them up with the journal, many readers scan.  A
 * reader asks for facts at least as recent as what is committed, holds them while it works, and gives
 * them back; what it holds does not change under it.
 */
#ifndef MAILLAGE_FACTS_FOLLOW_H
#define MAILLAGE_FACTS_FOLLOW_H

#include "facts/facts.h"

struct follower;

/* Opens the facts over a connection of its own to the store of `like`, and starts the thread that
 * follows. */
bool follower_start(const struct store *like, const struct facts_options *o, struct arena *a,
    struct follower **out, struct err *e) MUST_USE;
/* The facts at `position` of the journal or later. Waits for them at most wait_ms: then ERR_BUSY
 * "facts.behind". Any thread. */
bool follower_enter(struct follower *f, int64_t position, int wait_ms, const struct facts **out,
    struct err *e) MUST_USE;
void follower_leave(const struct facts *facts);
/* For metrics. */
struct follower_state {
	int64_t position, rows;
	size_t bytes;
	int64_t follows, failures;
};
void follower_state(struct follower *f, struct follower_state *out);
/* Writes the files, joins the thread. Nobody waits in follower_enter any more; what was entered may be
 * left later. NULL accepted. */
void follower_stop(struct follower *f);

#endif
