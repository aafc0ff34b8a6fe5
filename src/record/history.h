/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A record's entries of the journal read back: who, when, why, each field before and after; and the
 * record as it stood.  Entries are found by following `base` from the newest, so that no index on the
 * journal is needed.  Permission (OP_READ on the record as it stands) is asked here; a deleted record
 * has its history too.
 */
#ifndef MAILLAGE_RECORD_HISTORY_H
#define MAILLAGE_RECORD_HISTORY_H

#include "record/access.h"
#include "record/codes.h"

#define HISTORY_MAX 1000 /* entries of one record; more are refused as too many */

struct history_change {
	const struct field *field; /* NULL: the operator's own id */
	struct cell before, after;
	struct str text_before, text_after; /* of the own id */
};

enum history_kind { HISTORY_MADE, HISTORY_CHANGED, HISTORY_DELETED, HISTORY_RESTORED };

struct history_entry {
	int64_t pos;              /* the version it made */
	int64_t base;             /* the version before; 0: none */
	int64_t at;               /* ms since 1970 */
	struct str actor, device, reason; /* device and reason may be absent */
	struct uuid batch;        /* of an import; nil: none */
	enum history_kind kind;
	const struct history_change *changes; /* in order of the register's fields */
	size_t n;
	const struct cell *cells; /* the whole record after it: reg->n_fields of them */
	struct str source_id;
	bool deleted;
};

/* Newest first. ERR_NOT_FOUND when there is no such record or it is hidden from `who` (NULL: the house). */
bool history_read(struct store *s, const struct codes *codes, const struct reach *who,
    const struct reg *g, const struct uuid *id, struct arena *a, struct history_entry **out, size_t *n,
    struct err *e) MUST_USE;

/* The record as it stood: after the entry that made version `pos`, or at the time `at` (ms); give one, the
 * other 0. *found false: it was not there yet, or that is no version of it. */
struct history_moment {
	int64_t pos, at;
};
bool record_as_it_stood(struct store *s, const struct codes *codes, const struct reach *who,
    const struct reg *g, const struct uuid *id, const struct history_moment *when, struct arena *a,
    struct record *out, bool *found, struct err *e) MUST_USE;

#endif
