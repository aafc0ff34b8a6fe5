/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The facts: a column store in memory of what the operator recorded, dictionary-coded, in segments,
 * built from the store at start or from checksummed segment files beside it, and following the
 * journal.  Two tables: acts (interventions and partners' incivility reports) and shifts.  The facts
 * belong to one thread, which alone may follow and look at them; others read views, see follow.h.
 */
#ifndef MAILLAGE_FACTS_FACTS_H
#define MAILLAGE_FACTS_FACTS_H

#include "store/store.h"

struct facts;

struct facts_options {
	struct str cache; /* folder of the segment files; absent: DB path + "-facts" for SQLite, none for
	                   * PostgreSQL */
	bool no_cache;    /* neither read nor written */
	bool rebuild;     /* ignore what is there */
};

/* Opens the facts of a store: segment files when whole (checksum, version, journal position known to
 * the store), then the journal's tail; else everything from the store. A damaged or foreign file is
 * never an error: it is rebuilt. Freed with the arena. */
bool facts_open(struct store *s, const struct facts_options *o, struct arena *a, struct facts **out,
    struct err *e) MUST_USE;
/* Takes in what the journal holds behind the position reached. After a failure all is read anew by the
 * next call. */
bool facts_follow(struct facts *f, struct store *s, struct err *e) MUST_USE;
/* Writes the segment files (new file, fsync, rename). */
bool facts_save(struct facts *f, struct err *e) MUST_USE;
/* The facts as they are now, for any thread, and for as long as it is held: what follows does not change
 * it. A view costs little: memory is shared, and copied where it changes. Made by the thread the facts
 * belong to, with one hold; freed when the last is let go. */
const struct facts *facts_view(struct facts *f);
const struct facts *facts_hold(const struct facts *view);
void facts_let_go(const struct facts *view);
/* Journal position reached, rows alive, bytes held. */
int64_t facts_position(const struct facts *f);
int64_t facts_rows(const struct facts *f);
size_t facts_bytes(const struct facts *f);

#endif
