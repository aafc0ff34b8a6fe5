/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * One value in its five forms: as typed in a spreadsheet, in memory, in JSON, in the store, and as
 * printed back.  What each type accepts is interchange.md "Importing" and its Rulings.
 */
#ifndef MAILLAGE_RECORD_CELL_H
#define MAILLAGE_RECORD_CELL_H

#include "base/json.h"
#include "record/lookup.h"

/* Where a cell stands, for its refusals. */
struct cell_place {
	struct fault at;          /* register, record, line, field, column */
	struct faults *faults;
	struct lookup *lookup;
	const struct uuid *within; /* the record's scheme, or NULL: names local to it */
};

/* Reads a typed cell (valid UTF-8, any blanks around). Empty gives the field's fallback, else an
 * absent cell. What it makes lives in `a`. False when a fault was added. */
bool cell_of_text(const struct cell_place *at, const struct field *f, struct str text,
    struct arena *a, struct cell *out);
/* Appends what an import takes back: codes, UUIDs, ISO dates,
 * decimal point. Absent appends nothing. */
void cell_text(struct buf *b, const struct field *f, const struct cell *c,
    const struct codes *codes);

/* Writes the JSON value (null when absent). */
void cell_json(struct json_writer *w, const struct field *f, const struct cell *c,
    const struct codes *codes);
/* Reads back what cell_json wrote. False when it is not of the field's type. */
bool cell_of_json(const struct json *j, const struct field *f, const struct codes *codes,
    struct arena *a, struct cell *out);

/* The column's value for types that have one (not REFS, FACTS). `scratch` holds text forms. */
struct value cell_value(const struct field *f, const struct cell *c, const struct codes *codes,
    struct arena *scratch);
/* Reads a column. False when the store holds what the field cannot (an unknown code …). */
bool cell_of_value(const struct value *v, const struct field *f, const struct codes *codes,
    struct arena *a, struct cell *out);

bool cell_equal(const struct field *f, const struct cell *x, const struct cell *y);

#endif
