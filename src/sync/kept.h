/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What phones sent and was not stored: conflicts and refusals, kept until somebody who leads their team
 * settles them.  Then their text goes.
 */
#ifndef MAILLAGE_SYNC_KEPT_H
#define MAILLAGE_SYNC_KEPT_H

#include "record/access.h"
#include "sync/push.h"

struct kept {
	struct uuid id, record, scheme;
	bool in_scheme;
	struct str login;            /* who sent it */
	enum push_status status;
	struct str reg;
	int64_t base, at, kept_at;
	struct str fields, errors;   /* JSON; fields are read by kept_read alone */
	struct str settled;          /* absent: not yet */
};
/* Open ones within reach, newest first. */
bool kept_list(struct store *s, const struct reach *who, struct arena *a, struct kept **out, size_t *n,
    struct err *e) MUST_USE;
bool kept_read(struct store *s, const struct reach *who, const struct uuid *id, struct arena *a,
    struct kept *out, bool *found, struct err *e) MUST_USE;
/* "chosen", "merged", "mended", "dropped". In the caller's transaction. */
bool kept_settle(struct store *s, const struct uuid *id, const char *how, int64_t now_ms, struct str by,
    struct err *e) MUST_USE;

#endif
