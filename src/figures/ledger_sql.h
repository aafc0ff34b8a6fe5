/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A figure over a ledger as SQL: a SELECT under way, the records that count (ledger_sql_where.c), and the
 * calendar (ledger_sql_days.c).  Everything lives in the ask's arena.  Private to ledger_sql*.c.
 */
#ifndef MAILLAGE_FIGURES_LEDGER_SQL_H
#define MAILLAGE_FIGURES_LEDGER_SQL_H

#include "figures/ledger.h"
#include "figures/sql.h"

#define LEDGER_JOINS 48
#define LEDGER_LISTS 8 /* of one register and those it leads to, that a dimension stands for */

struct ledger_join {
	bool each;
	size_t n;
	int hop[LEDGER_HOPS];
	int number;
};

/* The items of a list, a row each: i1, i2 … */
struct ledger_items_join {
	struct ledger_path path;
	int number;
};

/* A SELECT under way: its records' alias, its joins. */
struct ledger_from {
	struct sql_build *b;
	const struct reg *g, *each;
	int alias;              /* 0: r; else s1, s2 … */
	struct buf joins;
	struct ledger_join join[LEDGER_JOINS];
	size_t n;
	int *numbers;           /* of aliases, over the whole statement */
	struct ledger_items_join lists[LEDGER_LISTS]; /* a record stands in a row for each item */
	size_t n_lists;
};

struct ledger_from ledger_from_of(struct sql_build *b, const struct reg *g, const struct reg *each,
    int alias, int *numbers);
const char *ledger_alias(const struct ledger_from *f);
/* The alias of the record after n hops, joined when it is not yet. */
const char *ledger_joined(struct ledger_from *f, const struct ledger_path *p, size_t n);
/* The column of a path as it is stored. */
const char *ledger_column_sql(struct ledger_from *f, const struct ledger_path *p);
/* What a dimension reads at a path: the column, or one item of its list a row. */
const char *ledger_item_sql(struct ledger_from *f, const struct ledger_path *p);
/* How a value is kept in the facts: whole numbers. */
struct str ledger_number_sql(struct ledger_from *f, const struct ledger_path *p);
/* Appends " AND …" for all that a query asks; depth 0 for the figure's own. */
void ledger_where(struct ledger_from *f, struct buf *q, const struct ledger_query *of, int depth);

/* -- days: x is a column ----------------------------------------------------------------------- */

struct str ledger_year_sql(struct arena *a, const char *x);
/* The number of a day; the first of January of the year 1, a Monday, is 1. */
struct str ledger_day_sql(struct arena *a, const char *x);
/* The key of a dimension of days: "year", "week" … */
struct str ledger_calendar_sql(struct arena *a, const char *dim, const char *x);

#endif
