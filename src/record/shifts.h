/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The shifts of a lookup, by scheme and time. Private to it. */
#ifndef MAILLAGE_RECORD_SHIFTS_H
#define MAILLAGE_RECORD_SHIFTS_H

#include "record/lookup.h"

struct shifts;

struct shifts *shifts_new(struct arena *a);
/* Takes a record of register shift; a known one is replaced. */
void shifts_add(struct shifts *l, const struct record *r);
/* One that was deleted covers nothing any more. */
void shifts_drop(struct shifts *l, const struct uuid *id);
/* The shift that covers a start; of several the one that began first. */
const struct lookup_shift *shifts_at(struct shifts *l, const struct uuid *scheme, int32_t day,
    int minute);
const struct lookup_shift *shifts_by_id(struct shifts *l, const struct uuid *id);

#endif
