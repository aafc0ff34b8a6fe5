/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A record to and from its row and child rows. */
#ifndef MAILLAGE_RECORD_ROW_H
#define MAILLAGE_RECORD_ROW_H

#include "record/codes.h"
#include "record/record.h"
#include "record/sql.h"

#define ROW_COLUMNS_MAX 160

/* Fills values for insert: reg_sql->n_columns of them. */
void row_values(const struct reg_sql *q, const struct record *r, const struct codes *codes,
    struct arena *scratch, struct value *out);
/* Reads a row of read or scan into `out` (cells freshly allocated); lists are read by row_children. */
bool row_record(const struct reg_sql *q, const struct value *row, const struct codes *codes,
    struct arena *a, struct record *out, struct err *e) MUST_USE;
bool row_children(struct store *s, const struct reg_sql *q, const struct codes *codes,
    struct arena *a, struct record *r, struct err *e) MUST_USE;
/* A list cell being read, a child row at a time. */
struct row_list {
	const struct field *field;
	uint8_t n;
	struct uuid *us;
	struct fact *facts;
};
void row_list_begin(struct row_list *l, const struct field *f, struct arena *a);
/* `row` begins behind the record's identifier: ref, or code, n, severity. */
bool row_list_add(struct row_list *l, const struct reg *g, const struct value *row,
    const struct codes *codes, struct err *e) MUST_USE;
struct cell row_list_cell(const struct row_list *l);
/* One child row of put's shape (after record and i) for item i of a list cell; returns how many
 * values were written. */
size_t row_child_values(const struct field *f, const struct cell *c, size_t i,
    const struct codes *codes, struct value *out);

#endif
