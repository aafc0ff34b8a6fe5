/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "rules/disclosure.h"

bool
disclosure_shows(int64_t count)
{
	return count == 0 || count >= DISCLOSURE_K;
}

/* One line of the table: n cells from `first`, `step` apart. Hides a second cell when exactly one
 * is hidden, or when the hidden ones add up to less than k; returns whether it did. */
static bool
protect(const int64_t *counts, uint8_t *hidden, size_t first, size_t step, size_t n)
{
	size_t n_hidden = 0, best = SIZE_MAX;
	int64_t sum = 0;

	for (size_t i = 0; i < n; i++) {
		size_t at = first + i * step;

		if (hidden[at]) {
			n_hidden++;
			sum += counts[at];
			continue;
		}
		/* The smallest count that is no zero; a zero only where nothing else is left. */
		if (best == SIZE_MAX || (counts[best] == 0 && counts[at] > 0) ||
		    (counts[at] > 0 && counts[at] < counts[best]))
			best = at;
	}
	if (n_hidden == 0 || best == SIZE_MAX || (n_hidden > 1 && sum >= DISCLOSURE_K))
		return false;
	hidden[best] = 1;
	return true;
}

/* Marks in `hidden` beside its own bit, while sides are sought: a row is on the side when the first
 * cell of the row says so, a column when the first cell of the column does. */
enum { HIDDEN = 1, ROW_SIDE = 2, COL_SIDE = 4 };

struct table {
	const int64_t *counts;
	size_t n_rows, n_cols;
	uint8_t *hidden;
};

/* Rows and columns are knots, hidden cells the ties between them. Marks the side of `row`: all that
 * hangs together with it by hidden cells other than `cut`. */
static void
mark_side(struct table *t, size_t row, size_t cut)
{
	bool more = true;

	for (size_t i = 0; i < t->n_rows * t->n_cols; i++)
		t->hidden[i] &= HIDDEN;
	t->hidden[row * t->n_cols] |= ROW_SIDE;
	while (more) {
		more = false;
		for (size_t i = 0; i < t->n_rows * t->n_cols; i++) {
			uint8_t *of_row = &t->hidden[i - i % t->n_cols], *of_col = &t->hidden[i % t->n_cols];

			if ((t->hidden[i] & HIDDEN) == 0 || i == cut ||
			    ((*of_row & ROW_SIDE) != 0) == ((*of_col & COL_SIDE) != 0))
				continue;
			*of_row |= ROW_SIDE;
			*of_col |= COL_SIDE;
			more = true;
		}
	}
}

/* Where `cut` is all that ties two sides together, it is the totals of the rows of one side less
 * those of its columns. Then hides a second cell between the sides; returns whether it did. */
static bool
tie_twice(struct table *t, size_t cut)
{
	size_t best = SIZE_MAX;

	mark_side(t, cut / t->n_cols, cut);
	for (size_t i = 0; i < t->n_rows * t->n_cols; i++) {
		bool row_side = (t->hidden[i - i % t->n_cols] & ROW_SIDE) != 0;
		bool col_side = (t->hidden[i % t->n_cols] & COL_SIDE) != 0;

		/* The other end of cut is on its side: a second way leads there. */
		if (i == cut && col_side)
			return false;
		if (row_side == col_side || (t->hidden[i] & HIDDEN) != 0)
			continue;
		if (best == SIZE_MAX || (t->counts[best] == 0 && t->counts[i] > 0) ||
		    (t->counts[i] > 0 && t->counts[i] < t->counts[best]))
			best = i;
	}
	if (best == SIZE_MAX)
		return false;
	t->hidden[best] |= HIDDEN;
	return true;
}

void
disclosure_table(const int64_t *counts, size_t n_rows, size_t n_cols, bool row_totals,
    bool col_totals, uint8_t *hidden)
{
	struct table t = { counts, n_rows, n_cols, hidden };
	bool more = true;

	for (size_t i = 0; i < n_rows * n_cols; i++)
		hidden[i] = !disclosure_shows(counts[i]);
	/* Each turn hides a cell more, so it ends. */
	while (more) {
		more = false;
		for (size_t row = 0; row_totals && row < n_rows; row++)
			more = protect(counts, hidden, row * n_cols, 1, n_cols) || more;
		for (size_t col = 0; col_totals && col < n_cols; col++)
			more = protect(counts, hidden, col, n_cols, n_rows) || more;
		for (size_t i = 0; !more && row_totals && col_totals && i < n_rows * n_cols; i++)
			more = (hidden[i] & HIDDEN) != 0 && tie_twice(&t, i);
		for (size_t i = 0; i < n_rows * n_cols; i++)
			hidden[i] &= HIDDEN;
	}
}
