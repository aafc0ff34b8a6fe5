/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* How the command line shows answers of figures to people: an aligned table. */
#ifndef MAILLAGE_CLI_FIGURES_OUT_H
#define MAILLAGE_CLI_FIGURES_OUT_H

#include "cli/cli.h"
#include "figures/out.h"

/* Scope and period, then one line a figure; with a split, one block a figure. */
void figures_print(struct buf *b, const struct shown *sh, const struct figure_answer *answers,
    size_t n, struct arena *a);

#endif
