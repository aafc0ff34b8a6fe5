/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The texts of what phones sent and was not stored (table sync_kept; sync/kept.h settles it): nobody knows
 * how long they wait, so retention and erasure reach them as they reach records. What goes leaves no trace:
 * an entry that is settled later does not change the field. Private to access/.
 */
#ifndef MAILLAGE_ACCESS_KEPT_TEXT_H
#define MAILLAGE_ACCESS_KEPT_TEXT_H

#include "access/retention.h"
#include "base/json.h"

struct kept_text {
	struct uuid id, record;
	const struct reg *reg;
	int64_t kept_at;
	const struct json *said, *errors;
};
/* Those that wait, of registers that this program knows. */
bool kept_texts(struct store *s, struct arena *a, struct kept_text **out, size_t *n, struct err *e) MUST_USE;
/* Whether it says something in one of these fields. */
bool kept_text_says(const struct kept_text *k, const bool *fields);
/* Takes these fields out, and what was told of them. In a writing transaction. */
bool kept_text_cut(struct store *s, const struct kept_text *k, const bool *fields, struct err *e)
    MUST_USE;

/* Of the entries of the rule's register those that are due, as of the day `before`; with `write` it is
 * carried out. */
bool kept_text_retain(struct store *s, const struct retention_rule *r, int32_t before, int64_t now_ms,
    bool write, int64_t *n, struct err *e) MUST_USE;

#endif
