/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The disclosure gate of a table of counts: what may be seen outside the scheme's own team.  Counts
 * of 1 to 4 are hidden (k = 5: DESIGN §9, domain.md §7.2); where a shown total would give a hidden
 * cell away, a second one of its row or column is hidden too; so also where all totals taken together
 * would.  Pure.
 */
#ifndef MAILLAGE_RULES_DISCLOSURE_H
#define MAILLAGE_RULES_DISCLOSURE_H

#include "base/str.h"

#define DISCLOSURE_K 5

/* counts: n_rows × n_cols, row by row, none negative. row_totals, col_totals: whether these sums are
 * shown beside the table. hidden[i] becomes 1 where the cell must be hidden, else 0. */
void disclosure_table(const int64_t *counts, size_t n_rows, size_t n_cols, bool row_totals,
    bool col_totals, uint8_t *hidden);
/* Whether one count may be shown by itself. */
bool disclosure_shows(int64_t count);

#endif
