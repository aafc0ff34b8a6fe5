/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/csv.h"

#include "fuzz.h"

static ptrdiff_t
take(void *ctx, char *into, size_t cap, struct err *e)
{
	struct str *rest = ctx;
	size_t n = rest->n < cap ? rest->n : cap;

	(void)e;
	if (n > 0)
		memcpy(into, rest->p, n);
	*rest = str_sub(*rest, n, rest->n);
	return (ptrdiff_t)n;
}

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	struct str rest = { (const char *)p, n };
	struct arena a;
	struct csv_reader *r;
	struct err e;
	const struct str *cells;
	size_t n_cells = 1;
	int64_t line;

	arena_init(&a);
	if (csv_open(&a, take, &rest, &r, &e))
		while (n_cells > 0 && csv_next(r, &cells, &n_cells, &line, &e))
			;
	arena_release(&a);
	return 0;
}
