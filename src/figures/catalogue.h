/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The rows of the catalogue by theme; private to figures/. */
#ifndef MAILLAGE_FIGURES_CATALOGUE_H
#define MAILLAGE_FIGURES_CATALOGUE_H

#include "figures/ledger.h"

/* No plan over acts or shifts, but one over a ledger. */
#define LEDGER(...) NULL, (&(const struct ledger_plan){ __VA_ARGS__ })

extern const struct figure figures_cases[];
extern const size_t n_figures_cases;
extern const struct figure figures_money[];
extern const size_t n_figures_money;
extern const struct figure figures_partners[];
extern const size_t n_figures_partners;
extern const struct figure figures_teams[];
extern const size_t n_figures_teams;
extern const struct figure figures_territory[];
extern const size_t n_figures_territory;
extern const struct figure figures_training[];
extern const size_t n_figures_training;

#endif
