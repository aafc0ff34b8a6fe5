/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A record that goes back to its author bears a word, and the word may be about one field.  The journal keeps
 * both as the reason of that entry: "@comment Say which hall."  Pure.
 */
#ifndef MAILLAGE_RECORD_RETURNED_H
#define MAILLAGE_RECORD_RETURNED_H

#include "base/arena.h"
#include "record/field.h"

/* The reason of a word on a field (NULL: on the record as a whole). */
struct str returned_reason(struct arena *a, const struct field *f, struct str word);
/* The word in a reason, and its field; any other reason is its own word. */
struct str returned_word(const struct reg *g, struct str reason, const struct field **field);

#endif
