/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Figures of agencies, schemes, contracts, and of where they work. */
#include "base/lang.h"
#include "figures/catalogue.h"

const struct figure figures_territory[] = {
	{ "agencies", N_("Agencies"),
	    N_("Agencies that are open on the last day of the period."),
	    N_("Number of agencies opened by then and not closed."), UNIT_COUNT, 0,
	    LEDGER(.over = { .reg = "agency", .when = LEDGER_HOLDS, .from = "opened", .to = "closed" }) },
	{ "schemes", N_("Schemes of the period"),
	    N_("Schemes that ran on at least one day of the period."),
	    N_("Number of schemes whose first and last day overlap the period."), UNIT_COUNT, 0,
	    LEDGER(.over = { .reg = "scheme", .when = LEDGER_OVERLAPS, .from = "start", .to = "end" }) },
	{ "contracts.new", N_("Contracts begun"),
	    N_("Contracts whose first day is in the period."),
	    N_("Number of contracts by their first day."), UNIT_COUNT, 0,
	    LEDGER(.over = { .reg = "contract", .when = LEDGER_DAY, .from = "start" }) },
	{ "contracts.length", N_("Mean length of contracts"),
	    N_("How long the contracts begun in the period last, in months of a twelfth of a year."),
	    N_("Mean of the days from the first to the last, divided by 30.4375; contracts without an end are "
	       "left out."), UNIT_MONTHS, 0,
	    LEDGER(.over = { .reg = "contract", .when = LEDGER_DAY, .from = "start" }, .take = LEDGER_MEAN,
	        .path = "start", .until = "end", .divide = 30.4375) },
	{ "inhabitants", N_("Inhabitants of areas"),
	    N_("Population of the areas on record, as the operator noted it."),
	    N_("Sum of the areas’ populations."), UNIT_COUNT, 0,
	    LEDGER(.over = { .reg = "area" }, .take = LEDGER_SUM, .path = "population") },
};
const size_t n_figures_territory = COUNT(figures_territory);
