/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The second path, private to figures/: a figure as one SQL statement over the registers' tables.
 * What a figure counts and what a dimension reads are told here in SQL once more, on purpose: that
 * both tellings give the same numbers is what `maillage check` proves.
 *
 * A statement reads base rows under the alias r, joins the figure's own list under o, the lists it is
 * split by under s1 to s6, and groups.
 */
#ifndef MAILLAGE_FIGURES_SQL_H
#define MAILLAGE_FIGURES_SQL_H

#include "base/buf.h"
#include "figures/figures.h"
#include "record/codes.h"

/* Lists below the record. */
enum sql_list { LIST_NONE, LIST_PUBLICS, LIST_FACTS, LIST_RELAYS, LIST_ACTIONS, LIST_THEMES, LIST_TEAM,
	N_LISTS };

/* Which rows stand under r. */
enum sql_source { SOURCE_ACTS, SOURCE_SHIFTS };

struct sql_dim {
	const char *id;
	enum sql_list list;    /* below the record: `expr` reads one item, with alias %s */
	bool shifts;           /* shifts have it as well */
	const char *expr;      /* SQL of the key, NULL for none */
	const char *codes;     /* mapped: the code list whose roll-up gives the key … */
	const char *roll;      /* … and the roll-up */
	const char *reg;       /* the key is a record of this register: a UUID */
};

enum sql_finish { FINISH_SUM, FINISH_PERCENT, FINISH_MEAN, FINISH_HOURS, FINISH_PER_HOUR };

struct sql_figure {
	const char *id;
	enum sql_source source;
	bool reports;          /* partners' reports count as well as interventions */
	enum sql_list list;    /* the list it adds up */
	const char *counts;    /* "yes", "yes|passive" of the kind's roll-up; NULL: any kind */
	const char *which;     /* SQL condition, NULL: none */
	const char *value;     /* SQL, a whole number */
	bool every;            /* n counts every row, not only those that contribute */
	enum sql_finish finish;
	int64_t least_n;       /* held back below this */
};

const struct sql_dim *sql_dim_find(const char *id);
const struct sql_figure *sql_figure_find(const char *id);

/* What a statement is built from, and what it needs as parameters. */
struct sql_build {
	struct store *s;
	struct codes *codes;
	struct arena *a;
	const struct figure_ask *ask;
	struct value *params;
	size_t n_params, cap;
};

/* Appends a placeholder for a value. */
void sql_param(struct sql_build *b, struct buf *q, struct value v);
/* Appends the SQL of a dimension's key; item: alias of its list's items. */
void sql_dim_key(struct sql_build *b, struct buf *q, const struct sql_dim *d, const char *item);
/* Appends the condition of a filter, without AND. */
bool sql_dim_filter(struct sql_build *b, struct buf *q, const struct sql_dim *d,
    const struct figure_filter *f, const char *item, struct err *e) MUST_USE;
/* A code that names a record: its UUID, or the operator's own id. */
bool sql_record_of(struct sql_build *b, const char *reg, struct str code, struct uuid *out,
    struct err *e) MUST_USE;
/* The raw identifier of a record becomes the operator's own, or is written out; absent stays so. */
bool sql_record_key(struct sql_build *b, const char *reg, struct str *key, struct err *e) MUST_USE;
/* A code of the nomenclature as a literal: our own text, upper case letters, digits and hyphens. */
void sql_literal(struct buf *q, struct str code);
/* Appends "(r.kind IN ('PA2', …))": kinds whose roll-up `counts` is one of 'A|B'. */
void sql_kinds(struct sql_build *b, struct buf *q, const char *counts);
/* Appends the WITH clause of a figure's statement: its base rows and the lists it needs. */
void sql_with(struct sql_build *b, struct buf *q, const struct sql_figure *f, bool split);
/* Appends the SELECT of a figure's rows (id, v, k0 …) without grouping; split tells whether the keys
 * of --by are wanted. */
bool sql_rows(struct sql_build *b, struct buf *q, const struct sql_figure *f, bool split,
    struct err *e) MUST_USE;

#endif
