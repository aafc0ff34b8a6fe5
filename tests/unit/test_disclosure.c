/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "rules/disclosure.h"

#include "../tap.h"

#define CELLS_MAX 64

struct shape {
	size_t rows, cols;
	bool row_totals, col_totals;
};

/* Takes one line's only missing cell from its total; returns whether it could. */
static bool
solve_line(bool *unknown, size_t first, size_t step, size_t n)
{
	size_t missing = 0, last = 0;

	for (size_t i = 0; i < n; i++)
		if (unknown[first + i * step]) {
			missing++;
			last = first + i * step;
		}
	if (missing == 1)
		unknown[last] = false;
	return missing == 1;
}

/* Whether somebody who subtracts what is shown from the totals finds a hidden cell. */
static bool
recomputed(const struct shape *s, const uint8_t *hidden)
{
	bool unknown[CELLS_MAX];

	for (size_t i = 0; i < s->rows * s->cols; i++)
		unknown[i] = hidden[i] != 0;
	for (size_t row = 0; s->row_totals && row < s->rows; row++)
		if (solve_line(unknown, row * s->cols, 1, s->cols))
			return true;
	for (size_t col = 0; s->col_totals && col < s->cols; col++)
		if (solve_line(unknown, col, s->cols, s->rows))
			return true;
	return false;
}

/* Whether the equations of all totals together fix a hidden cell: Gauss-Jordan on the hidden cells,
 * in small whole numbers (a table's equations stay at -1, 0 and 1). */
static bool
solved(const struct shape *s, const uint8_t *hidden)
{
	int m[CELLS_MAX][CELLS_MAX] = { { 0 } };
	size_t n = s->rows * s->cols, n_lines = s->rows + s->cols, rank = 0;

	for (size_t i = 0; i < n; i++)
		if (hidden[i]) {
			m[i / s->cols][i] = s->row_totals;
			m[s->rows + i % s->cols][i] = s->col_totals;
		}
	for (size_t col = 0; col < n && rank < n_lines; col++) {
		size_t pivot = rank;
		int swap, sign;

		while (pivot < n_lines && m[pivot][col] == 0)
			pivot++;
		if (pivot == n_lines)
			continue;
		sign = m[pivot][col];
		for (size_t k = 0; k < n; k++) {
			swap = m[rank][k];
			m[rank][k] = sign * m[pivot][k];
			if (pivot != rank)
				m[pivot][k] = swap;
		}
		for (size_t line = 0; line < n_lines; line++) {
			int factor = m[line][col];

			for (size_t k = 0; line != rank && factor != 0 && k < n; k++)
				m[line][k] -= factor * m[rank][k];
		}
		rank++;
	}
	for (size_t line = 0; line < rank; line++) {
		size_t unknowns = 0;

		for (size_t k = 0; k < n; k++)
			unknowns += m[line][k] != 0;
		if (unknowns == 1)
			return true;
	}
	return false;
}

static bool
counts_shown_rightly(const struct shape *s, const int64_t *counts, const uint8_t *hidden)
{
	size_t small = 0, more = 0;

	for (size_t i = 0; i < s->rows * s->cols; i++) {
		if (hidden[i] > 1)
			return false;
		if (counts[i] >= 1 && counts[i] < DISCLOSURE_K) {
			small++;
			if (!hidden[i])
				return false;
		} else {
			more += hidden[i];
		}
	}
	return (small > 0 || more == 0) && (s->row_totals || s->col_totals || more == 0);
}

/* Every table of the shape over some telling counts. */
static void
test_all(const struct shape *s)
{
	static const int64_t telling[] = { 0, 1, 4, 5, 9 };
	size_t n = s->rows * s->cols, n_tables = 1, tables = 0;
	bool right = true, kept = true;

	for (size_t i = 0; i < n; i++)
		n_tables *= COUNT(telling);
	for (size_t table = 0; table < n_tables; table++) {
		int64_t counts[CELLS_MAX];
		uint8_t hidden[CELLS_MAX];

		for (size_t i = 0, rest = table; i < n; i++, rest /= COUNT(telling))
			counts[i] = telling[rest % COUNT(telling)];
		memset(hidden, 0xff, sizeof(hidden));
		disclosure_table(counts, s->rows, s->cols, s->row_totals, s->col_totals, hidden);
		right = right && counts_shown_rightly(s, counts, hidden) && hidden[n] == 0xff;
		kept = kept && !recomputed(s, hidden);
		tables++;
	}
	OK(right, "%zu tables of %zu × %zu: what is small is hidden, and more only for its sake", tables,
	    s->rows, s->cols);
	OK(kept, "%zu tables of %zu × %zu%s%s: no hidden cell can be recomputed", tables, s->rows,
	    s->cols, s->row_totals ? ", totals of rows" : "", s->col_totals ? ", totals of columns" : "");
}

static uint32_t
draw(uint32_t *state)
{
	*state = *state * 1664525u + 1013904223u;
	return *state >> 16;
}

static void
test_drawn(void)
{
	uint32_t state = 20261124;
	bool right = true, kept = true, unsolved = true;

	for (int k = 0; k < 4000; k++) {
		struct shape s = { 2 + draw(&state) % 5, 2 + draw(&state) % 5, true, true };
		int64_t counts[CELLS_MAX];
		uint8_t hidden[CELLS_MAX];

		for (size_t i = 0; i < s.rows * s.cols; i++)
			counts[i] = draw(&state) % 4 == 0 ? draw(&state) % 5 : 5 + draw(&state) % 95;
		disclosure_table(counts, s.rows, s.cols, true, true, hidden);
		right = right && counts_shown_rightly(&s, counts, hidden);
		kept = kept && !recomputed(&s, hidden);
		unsolved = unsolved && !solved(&s, hidden);
	}
	OK(right && kept, "4000 drawn tables up to 6 × 6 keep their hidden cells");
	OK(unsolved, "not even all totals taken together give a hidden cell away");
}

static void
test_bridge(void)
{
	/* Two squares of small counts, and one small count that alone ties them together. */
	static const int64_t counts[] = {
		3, 3, 2, 9,
		3, 3, 8, 9,
		9, 9, 3, 3,
		9, 9, 3, 3,
	};
	static const struct shape s = { 4, 4, true, true };
	uint8_t primary[16], hidden[16];
	size_t n = 0;

	for (size_t i = 0; i < 16; i++)
		primary[i] = !disclosure_shows(counts[i]);
	OK(!recomputed(&s, primary) && solved(&s, primary),
	    "a tie between two blocks is found by equations though no line lacks one cell only");
	disclosure_table(counts, 4, 4, true, true, hidden);
	for (size_t i = 0; i < 16; i++)
		n += hidden[i];
	OK(n == 10 && hidden[6] == 1 && !solved(&s, hidden),
	    "one more cell, the smallest between the blocks, keeps it");
}

static void
test_choice(void)
{
	static const int64_t row[] = { 0, 7, 3, 6, 20 }, alone[] = { 0, 0, 3 }, safe[] = { 0, 5, 9, 100 };
	uint8_t hidden[5];

	disclosure_table(row, 1, 5, true, false, hidden);
	OK(memcmp(hidden, (uint8_t[]){ 0, 0, 1, 1, 0 }, 5) == 0,
	    "the second cell is the smallest that is no zero");
	disclosure_table(row, 5, 1, false, true, hidden);
	OK(memcmp(hidden, (uint8_t[]){ 0, 0, 1, 1, 0 }, 5) == 0, "in a column as well");
	disclosure_table(row, 1, 5, false, false, hidden);
	OK(memcmp(hidden, (uint8_t[]){ 0, 0, 1, 0, 0 }, 5) == 0, "without totals nothing more is hidden");
	disclosure_table(alone, 1, 3, true, false, hidden);
	OK(hidden[2] == 1 && hidden[0] + hidden[1] >= 1, "a zero is hidden where nothing else is left");
	disclosure_table(safe, 2, 2, true, true, hidden);
	OK(memcmp(hidden, (uint8_t[]){ 0, 0, 0, 0 }, 4) == 0, "zeros and counts from 5 on are shown");
	disclosure_table(NULL, 0, 0, true, true, NULL);
	OK(disclosure_shows(0) && !disclosure_shows(1) && !disclosure_shows(4) && disclosure_shows(5),
	    "alone, 0 and 5 are shown, 1 to 4 are not");
}

int
main(void)
{
	static const struct shape shapes[] = {
		{ 2, 2, false, false }, { 2, 2, true, false }, { 2, 2, false, true }, { 2, 2, true, true },
		{ 2, 3, true, false }, { 2, 3, false, true }, { 2, 3, true, true }, { 3, 2, true, true },
		{ 2, 4, true, true }, { 6, 1, false, true }, { 1, 6, true, false }, { 3, 3, true, true },
	};

	for (size_t i = 0; i < COUNT(shapes); i++)
		test_all(&shapes[i]);
	test_drawn();
	test_bridge();
	test_choice();
	return tap_done();
}
