/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "report/scene.h"

/* A row or a column of the table: n cells, `step` apart; each lies in a crossing line of n_across
 * cells, step_across apart, that begins at `across` + i * step. */
struct cells {
	const int64_t *counts;
	uint8_t *hidden;
	size_t n, step;
	const uint8_t *across;
	size_t n_across, step_across;
};

/* A line tells no hidden number when its hidden cells are several and together at least k. */
static bool
line_safe(const struct cells *l)
{
	int64_t sum = 0;
	size_t n = 0;

	for (size_t i = 0; i < l->n; i++)
		if (l->hidden[i * l->step]) {
			sum += l->counts[i * l->step];
			n++;
		}
	return n == 0 || (n > 1 && sum >= DISCLOSURE_K);
}

/* Whether something is hidden already in the line that crosses cell i. */
static bool
crossed(const struct cells *l, size_t i)
{
	for (size_t k = 0; k < l->n_across; k++)
		if (l->across[i * l->step + k * l->step_across])
			return true;
	return false;
}

/* Hides a number still shown that is not zero: where the crossing line needs a second one anyway, and
 * of those the smallest. False when there is none. */
static bool
line_hide_one(const struct cells *l)
{
	size_t best = l->n;
	bool best_crossed = false;

	for (size_t i = 0; i < l->n; i++) {
		bool c;

		if (l->hidden[i * l->step] || l->counts[i * l->step] <= 0)
			continue;
		c = crossed(l, i);
		if (best == l->n || (c && !best_crossed) ||
		    (c == best_crossed && l->counts[i * l->step] < l->counts[best * l->step])) {
			best = i;
			best_crossed = c;
		}
	}
	if (best < l->n)
		l->hidden[best * l->step] = 1;
	return best < l->n;
}

void
scene_gate(struct scene *sc, const int64_t *counts, size_t n_rows, size_t n_cols, uint8_t *hidden)
{
	bool changed = true;

	(void)sc;
	for (size_t i = 0; i < n_rows * n_cols; i++)
		hidden[i] = counts[i] > 0 && counts[i] < DISCLOSURE_K;
	while (changed) {
		changed = false;
		/* A line of one cell is its own total and tells nothing more. */
		for (size_t r = 0; r < n_rows && n_cols > 1; r++) {
			struct cells l = { counts + r * n_cols, hidden + r * n_cols, n_cols, 1,
				hidden, n_rows, n_cols };

			changed = (!line_safe(&l) && line_hide_one(&l)) || changed;
		}
		for (size_t c = 0; c < n_cols && n_rows > 1; c++) {
			struct cells l = { counts + c, hidden + c, n_rows, n_cols, hidden, n_cols, 1 };

			changed = (!line_safe(&l) && line_hide_one(&l)) || changed;
		}
	}
}
