/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* How the command line shows answers of figures: JSON for programs, an aligned table for people. */
#ifndef MAILLAGE_CLI_FIGURES_OUT_H
#define MAILLAGE_CLI_FIGURES_OUT_H

#include "base/json.h"
#include "cli/cli.h"
#include "figures/figures.h"

/* A filter as it is shown: the dimension's id and the codes, own ids where there are any. */
struct shown_filter {
	struct str dim;
	const struct str *codes;
	size_t n_codes;
};

struct shown {
	const struct facts *facts;
	const struct figure_ask *ask; /* split, period, evidence; its figure is not looked at */
	const struct shown_filter *scope;
	size_t n_scope;
	bool definitions;             /* print each figure's definition below its label */
};

/* One object of the list "figures". */
void figure_json(struct json_writer *w, const struct shown *sh, const struct figure_answer *answer);
/* Scope and period, then one line a figure; with a split, one block a figure. */
void figures_print(struct buf *b, const struct shown *sh, const struct figure_answer *answers,
    size_t n, struct arena *a);

/* Ids of the dimensions of interchange.md, in its order; those a store has no use for are unknown to
 * dim_find or refused by the evaluation. */
extern const char *const cli_dims[];
extern const size_t n_cli_dims;

#endif
