/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A period by its word, where a scope is known: "contract-2" is the second year of the contract that the
 * scope is of, by anniversaries of its first day.  The command line, pages and programs all read periods
 * here, behind the scope.
 */
#ifndef MAILLAGE_FIGURES_CONTRACT_H
#define MAILLAGE_FIGURES_CONTRACT_H

#include "figures/figures.h"

struct period_ask {
	struct store *store;
	const struct codes *codes;
	const struct figure_filter *filters; /* the scope */
	size_t n_filters;
};

/* Years of the contract that a scope of one contract or of one scheme is of (of the scheme's own start where
 * it has no contract); .known false for another scope. */
bool contract_years_of(const struct period_ask *ask, struct arena *a, struct contract_years *out,
    struct err *e) MUST_USE;
/* As period_parse, and the years of a contract. ERR_INVALID with a key "period.…". */
bool period_read(const struct period_ask *ask, struct str text, struct arena *a, struct period *out,
    struct err *e) MUST_USE;

#endif
