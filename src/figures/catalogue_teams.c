/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Figures of posts and of the people who hold them. */
#include "base/lang.h"
#include "figures/catalogue.h"

#define POSTS .over = { .reg = "scheme_post", .when = LEDGER_HOLDS, .from = "start", .to = "end" }

const struct figure figures_teams[] = {
	{ "posts", N_("Posts"),
	    N_("Posts of the schemes on the last day of the period, whether somebody holds them or not."),
	    N_("Sum of the posts whose first and last day enclose the last day of the period."), UNIT_COUNT, 0,
	    LEDGER(POSTS, .take = LEDGER_SUM, .path = "posts") },
	{ "posts.fte", N_("Full-time equivalents of posts"),
	    N_("Posts on the last day of the period, each for the part of a full week it has."),
	    N_("Sum of the posts times their working-time share."), UNIT_FTE, 1,
	    LEDGER(POSTS, .take = LEDGER_SUM, .path = "posts", .times = "share", .divide = 100) },
	{ "staff", N_("Employees"),
	    N_("People employed on the last day of the period, each once."),
	    N_("Number of people whose first and last day enclose the last day of the period."), UNIT_COUNT, 0,
	    LEDGER(.over = { .reg = "staff", .when = LEDGER_HOLDS, .from = "start", .to = "end" }) },
};
const size_t n_figures_teams = COUNT(figures_teams);
