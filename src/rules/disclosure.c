/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "rules/disclosure.h"

bool
disclosure_shows(int64_t count)
{
	return count == 0 || count >= DISCLOSURE_K;
}

/* One line of the table: n cells from `first`, `step` apart. Hides a second cell when exactly one is
 * hidden, or when the hidden ones add up to less than k; returns whether it did. */
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

void
disclosure_table(const int64_t *counts, size_t n_rows, size_t n_cols, bool row_totals,
    bool col_totals, uint8_t *hidden)
{
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
	}
}
