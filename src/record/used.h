/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Which records refer to a record: what others need is not deleted. */
#ifndef MAILLAGE_RECORD_USED_H
#define MAILLAGE_RECORD_USED_H

#include "record/record.h"

/* Second records of its event (FIELD_TWIN): they need it, or one of them takes its place (record/twin.h). */
enum used_by { USED_BY_ANY, USED_BUT_BY_TWINS };

/* Adds a fault for each field of a register by which a record that is not deleted refers to this one.
 * Looks through whole registers when nothing does. */
bool record_unused(struct store *s, const struct reg *g, const struct uuid *id, enum used_by by,
    struct faults *f, struct err *e) MUST_USE;

#endif
