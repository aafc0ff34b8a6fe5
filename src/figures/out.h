/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* An answer of a figure as JSON, for the command line and the API alike. */
#ifndef MAILLAGE_FIGURES_OUT_H
#define MAILLAGE_FIGURES_OUT_H

#include "base/json.h"
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
	bool catalogue;               /* all figures there are: in groups, with their ids */
};

/* "percent" */
const char *figure_unit_name(enum figure_unit unit);
/* One object. */
void figure_json(struct json_writer *w, const struct shown *sh, const struct figure_answer *answer);
#endif
