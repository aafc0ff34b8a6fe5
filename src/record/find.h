/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A record by what people call it: its UUID, the operator's own id, its title.  Records with an own id
 * have an identifier made from it, so that even a large register needs no index to find one.
 */
#ifndef MAILLAGE_RECORD_FIND_H
#define MAILLAGE_RECORD_FIND_H

#include "record/access.h"
#include "base/buf.h"

/* The identifier of a record with an own id: unique in its register, or with the scheme (`scope`,
 * NULL: none). `scratch` is used and left. */
struct uuid record_own_id(struct buf *scratch, const struct reg *g, struct str own,
    const struct uuid *scope);

/* Registers that are never scanned whole: they hold what people do day by day. */
bool reg_is_large(const struct reg *g);

/* Calls `each` for every record of a register that is not large and not deleted, with its own id and
 * title (absent when none), in order of id; `each` returns false to stop. Only what `who` may read: by its
 * sets, or its own records. */
struct record_name {
	struct uuid id;
	struct str source_id, title;
	struct uuid other;     /* record_names_with: what the field refers to; nil: nothing */
};
bool record_names(struct store *s, const struct reg *g, const struct reach *who,
    bool (*each)(void *ctx, const struct record_name *n), void *ctx, struct err *e) MUST_USE;
/* The same with the record that a field of each, a reference, names. */
bool record_names_with(struct store *s, const struct reg *g, const struct reach *who, const char *field,
    bool (*each)(void *ctx, const struct record_name *n), void *ctx, struct err *e) MUST_USE;

/* A record by UUID, own id or title (case and accents ignored). `who`: as above; large registers are
 * found by UUID or own id only and permission is the caller's to ask. */
bool record_find(struct store *s, const struct reg *g, const struct reach *who, struct str text,
    struct uuid *out, bool *found, bool *ambiguous, struct err *e) MUST_USE;

#endif
