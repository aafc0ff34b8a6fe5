/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A table of text cells, whatever it came from: CSV, XLSX or our own code (the demonstration year).
 */
#ifndef MAILLAGE_RECORD_TABLE_H
#define MAILLAGE_RECORD_TABLE_H

#include "base/csv.h"

struct table {
	/* As csv_next: the header comes first; *n_cells == 0 at the end. Cells are valid UTF-8. */
	bool (*next)(struct table *t, const struct str **cells, size_t *n_cells, int64_t *line,
	    struct err *e);
	/* Bytes read so far and in all (0: unknown), for a progress line. */
	int64_t (*position)(const struct table *t);
	int64_t total;
	void *state;
};

/* Opens a file by its content: XLSX when it begins with a ZIP signature, else CSV. "-" is standard
 * input (CSV). Refuses directories and what cannot be read. */
bool table_open(struct arena *a, const char *path, struct table *out, struct err *e) MUST_USE;
/* Over a CSV stream. */
bool table_csv(struct arena *a, csv_source *source, void *ctx, struct table *out, struct err *e)
    MUST_USE;

#endif
