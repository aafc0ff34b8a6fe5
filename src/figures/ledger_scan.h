/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What a pass over a ledger asks of each row: whether it counts (ledger_rows.c), and which key of a split
 * or filter it has (ledger_keys.c).  Everything is made once an ask, in its arena, and read for every
 * row.  Private to ledger_*.c.
 */
#ifndef MAILLAGE_FIGURES_LEDGER_SCAN_H
#define MAILLAGE_FIGURES_LEDGER_SCAN_H

#include "figures/ledger.h"

/* -- rows (ledger_rows.c) --------------------------------------------------------------------- */

/* The ledger of a register that has one. */
const struct ledger *ledger_for(const struct facts *f, const struct reg *g);
/* The row that a path's hops lead to from a row of its root; false when one of them is absent. */
bool ledger_walk(const struct facts *f, const struct ledger_path *p, uint32_t row,
    const struct ledger **l, uint32_t *at);
/* What stands at a path's end: a number, or the row itself; LEDGER_NONE. */
int64_t ledger_value_at(const struct facts *f, const struct ledger_path *p, uint32_t row);

/* A condition with its path, and what it admits as marks. */
struct ledger_ready_cond {
	const struct ledger_cond *c;
	struct ledger_path path;
	bool list;             /* the field is a list of codes */
	const uint8_t *allow;  /* LEDGER_IS of codes: by place */
	size_t n_allow;
	const uint8_t *led;    /* LEDGER_HAS: rows that are led to; LEDGER_ANY: those of the query */
	size_t n_led;
};

struct ledger_ready {
	const struct facts *f;
	const struct ledger_query *q;
	const struct ledger *l;
	const struct period *period;
	struct ledger_path from, to;
	int32_t end;           /* the day that LEDGER_HOLDS asks for */
	struct ledger_ready_cond cond[LEDGER_CONDS];
	size_t n;
};

/* A query is made ready with those its conditions ask, depth being 0; they are as deep as our own
 * tables. */
void ledger_ready_make(const struct facts *f, const struct figure_ask *ask,
    const struct ledger_query *from, const struct reg *each, struct arena *a, int depth,
    struct ledger_ready *q);
/* Whether a row counts, with an item of the list that its figure goes through. */
bool ledger_ready_row(const struct ledger_ready *q, uint32_t row, uint32_t item);

/* -- keys (ledger_keys.c) --------------------------------------------------------------------- */

/* A dimension's keys, as they are met. */
struct ledger_by {
	struct ledger_path path;
	bool list;          /* its end is one: a record has a key for each item */
	struct keys keys;
	uint32_t *map;      /* by code - base: place + 1 */
	int64_t base;
	size_t n_map;
	uint8_t *allow;     /* filters: by place among the keys */
	size_t n_allow;
};

/* The way to a dimension, and room for the keys that it has; ERR_INVALID where there is no way. */
bool ledger_by_make(const struct facts *f, const struct figure *fig, const struct dim *d, struct arena *a,
    struct ledger_by *b, struct err *e) MUST_USE;
/* What a filter admits; ERR_NOT_FOUND a code that names nothing. */
bool ledger_by_admit(const struct facts *f, const struct figure_filter *w, struct arena *a,
    struct ledger_by *b, struct err *e) MUST_USE;
/* The place among the keys of a code or of a row; 0: LEDGER_NONE, or no key of its own. */
uint32_t ledger_by_place(const struct facts *f, struct ledger_by *b, int64_t code, struct arena *a);
/* What a row has there: one number, perhaps LEDGER_NONE, or the items of its list, perhaps none. */
size_t ledger_by_codes(const struct facts *f, const struct ledger_by *b, uint32_t row,
    const uint32_t **items, int64_t *one);

#endif
