/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The statements of a register, derived from its field table: the only place besides sql/queries/
 * and the figure compiler where SQL is made.
 */
#ifndef MAILLAGE_RECORD_SQL_H
#define MAILLAGE_RECORD_SQL_H

#include "record/field.h"
#include "store/store.h"

/* A store of one operator; the column is there so that a national instance can be spread by it. */
#define STRUCTURE_ONE 1

/* Columns every statement on a whole row begins with. */
enum row_column {
	ROW_ID, ROW_SOURCE_ID, ROW_VERSION, ROW_MADE_AT, ROW_MADE_BY, ROW_CHANGED_AT, ROW_DELETED,
	ROW_FIELDS,
};

struct child_sql {
	size_t field;
	struct query put;    /* $1 record, $2 i, then ref, or code, n, severity */
	struct query drop;   /* $1 record */
	struct query read;   /* $1 record; in order of i */
	struct query scan;   /* all: record first, in order of (record, i) */
};

/* How many references of a field lead nowhere. */
struct astray_sql {
	size_t field;
	struct query query;
};

struct reg_sql {
	const struct reg *reg;
	size_t n_columns;    /* ROW_FIELDS + fields with a column */
	struct query insert; /* the columns in order; does nothing when the id is there */
	struct query update; /* the columns in order but made_at and made_by */
	struct query read;   /* $1 id; all columns */
	struct query scan;   /* all columns of all rows, in order of id */
	struct child_sql *children;
	size_t n_children;
	struct astray_sql *astray;
	size_t n_astray;
	const struct str *keys; /* the fields' names as JSON keys, quoted */
};

/* Lives in the arena; its queries' addresses are stable. */
const struct reg_sql *reg_sql_new(const struct reg *g, struct arena *a);
/* Whether the field is a column of the register's own table. */
bool field_has_column(const struct field *f);

#endif
