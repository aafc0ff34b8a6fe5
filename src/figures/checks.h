/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Cross-checks of figures, as data: parts that add up, the same fact counted in two registers, a part
 * that is more than its whole, a rate outside its bounds, a growth without its base.  What does not hold
 * is a fault of records, not of the store: `maillage check` and reports say it with both numbers.
 */
#ifndef MAILLAGE_FIGURES_CHECKS_H
#define MAILLAGE_FIGURES_CHECKS_H

#include "figures/figures.h"

#define CROSSCHECK_PARTS 4

enum crosscheck_kind {
	CROSS_SUM,  /* the left figure is the sum of the others */
	CROSS_SAME, /* both tell the same fact */
	CROSS_MOST, /* the left one is at most the sum of the others */
};

struct crosscheck {
	const char *id;
	const char *title; /* N_("…"): what shall hold, a sentence */
	enum crosscheck_kind kind;
	const char *left, *right[CROSSCHECK_PARTS];
};

extern const struct crosscheck crosschecks[];
extern const size_t n_crosschecks;

/* One that does not hold. */
struct cross_failure {
	const char *id;
	const struct figure *left;  /* whose records to look at first */
	struct str sentence;        /* in the current language, with both numbers */
};

struct cross_result {
	size_t n_tried;
	struct cross_failure *v;
	size_t n;
};

/* All rows, every rate and every growth, over the filters and the period of an ask (its figure is not
 * looked at). What a scope makes no sense for is passed over. */
bool crosschecks_run(const struct facts *f, const struct figure_ask *like, struct arena *a,
    struct cross_result *out, struct err *e) MUST_USE;

#endif
