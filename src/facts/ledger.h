/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Ledgers: a register that is neither acts nor shifts, as columns in memory.  Its field table says what
 * is kept: days, clock minutes, places of codes, rows of records referred to, numbers, money in cents,
 * 0 and 1; lists as places one after the other.  Texts do not enter but the operator's own id and the
 * title that names a record, and never one that is sealed or free.
 *
 * Rows stand in pages that facts and views share, counted.  What a view shows never changes: a page in
 * which a row is written anew is copied first.  A row that is referred to before its record is known
 * stands there without values.  Everything is read only outside src/facts/.
 */
#ifndef MAILLAGE_FACTS_LEDGER_H
#define MAILLAGE_FACTS_LEDGER_H

#include "facts/columns.h"

#define LEDGER_ROWS 256u
/* A value that is absent. */
#define LEDGER_NONE INT64_MIN
/* What real numbers are multiplied by: sums of whole numbers do not depend on their order. */
#define LEDGER_REAL 1000

enum ledger_kind { LEDGER_NOT_KEPT, LEDGER_SMALL, LEDGER_LARGE, LEDGER_LIST };

/* How a field is kept; one for each field of the register. */
struct ledger_column {
	enum ledger_kind kind;
	int target;      /* references: the ledger their rows are in; -1 */
	size_t at;       /* of its values in a page */
};

struct ledger_page {
	struct shared shared;
	struct arena a;              /* texts and lists */
	struct uuid id[LEDGER_ROWS];
	struct str own[LEDGER_ROWS], title[LEDGER_ROWS];
	uint8_t alive[LEDGER_ROWS];
	_Alignas(8) char values[];   /* columns, one after the other */
};

struct ledger {
	const struct reg *reg;
	const struct ledger_column *column; /* reg->n_fields of them; NULL: the register has no ledger */
	size_t bytes;                /* of a page's values */
	size_t n;                    /* rows, with those that are not alive */
	size_t alive;
	struct ledger_page **pages;
	size_t n_pages, cap_pages;
	struct slots *slots;
	size_t shown;                /* rows that the newest view shows; not of views */
};

/* The ledger of a register; NULL when its records are acts or shifts. */
const struct ledger *facts_ledger(const struct facts *f, const struct reg *g);

static inline const struct ledger_page *
ledger_page(const struct ledger *l, size_t row)
{
	return l->pages[row / LEDGER_ROWS];
}

static inline bool
ledger_alive(const struct ledger *l, size_t row)
{
	return ledger_page(l, row)->alive[row % LEDGER_ROWS] != 0;
}

/* A field that is one number. */
static inline int64_t
ledger_value(const struct ledger *l, size_t row, size_t field)
{
	const struct ledger_column *c = &l->column[field];
	const char *at = ledger_page(l, row)->values + c->at;

	if (c->kind == LEDGER_SMALL) {
		int32_t v = ((const int32_t *)(const void *)at)[row % LEDGER_ROWS];

		return v == INT32_MIN ? LEDGER_NONE : v;
	}
	return c->kind == LEDGER_LARGE ? ((const int64_t *)(const void *)at)[row % LEDGER_ROWS] : LEDGER_NONE;
}

/* A field that is a list: how many there are, and the places. */
static inline size_t
ledger_items(const struct ledger *l, size_t row, size_t field, const uint32_t **out)
{
	const char *at = ledger_page(l, row)->values + l->column[field].at;
	const uint32_t *v = ((const uint32_t *const *)(const void *)at)[row % LEDGER_ROWS];

	*out = v == NULL ? NULL : v + 1;
	return v == NULL ? 0 : v[0];
}

/* By identifier; NONE_32 when unknown. */
uint32_t ledger_find(const struct ledger *l, const struct uuid *id);

#endif
