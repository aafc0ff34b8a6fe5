/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Which column of a file holds which field. */
#ifndef MAILLAGE_RECORD_COLUMNS_H
#define MAILLAGE_RECORD_COLUMNS_H

#include "record/import.h"

#define COLUMN_IGNORED (-1)
#define COLUMN_ID (-2)        /* a UUID, or the operator's own id */
#define COLUMN_SOURCE_ID (-3) /* the operator's own id beside a UUID */
#define COLUMN_NAMELESS (-4)  /* no header: its cells must be empty */

struct columns {
	size_t n;
	int *field;          /* of each column: index in reg->fields, or a COLUMN_* */
	struct str *written; /* headers as in the file */
	bool has_id;
};

/* What a header says that its column holds: a field or a COLUMN_*. *known false: nothing that the register
 * knows (COLUMN_IGNORED), *near is then a field that is spelt almost like it, or NULL. */
int columns_guess(const struct reg *g, struct str header, bool *known, const struct field **near);
/* Adds a fault a column that is unknown, double or missing; false when there was one. */
bool columns_read(const struct import_options *o, const struct str *header, size_t n,
    struct arena *a, struct columns *out, struct faults *faults);

#endif
