/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* One line of a file to one record, with its identity. Private to the import. */
#ifndef MAILLAGE_RECORD_LINE_H
#define MAILLAGE_RECORD_LINE_H

#include "record/columns.h"

struct line_reader {
	const struct import_options *o;
	const struct columns *columns;
	struct lookup *lookup;
	struct faults *faults; /* of the line being read */
	int scheme;          /* index of the field "scheme", or -1 */
	struct cell *blank;  /* of an empty line: each field's fallback */
	size_t *order;       /* columns that hold fields: those that need the scheme come last */
	size_t n_order, n_early;
	struct buf identity; /* scratch */
};

/* What it prepares lives in the arena. */
void line_reader_init(struct line_reader *l, const struct import_options *o,
    const struct columns *columns, struct lookup *lookup, struct arena *a);
void line_reader_release(struct line_reader *l);
/* Reads a line into a record of the arena. *grown: a record to write before it (a sector named for
 * the first time), or NULL. False when faults were added. Lines that follow see what a good one says. */
bool line_read(struct line_reader *l, const struct str *cells, size_t n, int64_t line,
    struct arena *a, struct record *out, struct record **grown, struct faults *faults);

#endif
