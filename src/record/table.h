/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A table of text cells, whatever it came from: CSV, XLSX or our own code (the demonstration year).
 */
#ifndef MAILLAGE_RECORD_TABLE_H
#define MAILLAGE_RECORD_TABLE_H

#include "base/csv.h"

/* What a table was read from, as far as it was read. */
struct table_dialect {
	enum { TABLE_OWN, TABLE_CSV, TABLE_XLSX } form;
	char separator;        /* of a CSV */
	bool windows;          /* Windows-1252: bytes were seen that are no UTF-8 */
	struct str sheet;      /* of an XLSX: the worksheet that is read, */
	size_t n_sheets;       /* … and how many there are */
};

struct table {
	/* As csv_next: the header comes first; *n_cells == 0 at the end. Cells are valid UTF-8. */
	bool (*next)(struct table *t, const struct str **cells, size_t *n_cells, int64_t *line,
	    struct err *e);
	/* Bytes read so far and in all (0: unknown), for a progress line. */
	int64_t (*position)(const struct table *t);
	int64_t total;
	/* NULL: our own. Slices live as long as the table. */
	void (*dialect)(const struct table *t, struct table_dialect *out);
	void *state;
};

/* Opens a file by its content: XLSX when it begins with a ZIP signature, else CSV. "-" is standard
 * input (CSV). Refuses directories and what cannot be read. */
bool table_open(struct arena *a, const char *path, struct table *out, struct err *e) MUST_USE;
/* Over a CSV stream. */
bool table_csv(struct arena *a, csv_source *source, void *ctx, struct table *out, struct err *e)
    MUST_USE;

#endif
