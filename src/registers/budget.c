/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/lang.h"
#include "record/access.h"
#include "registers/registers.h"
#include "registers/rules.h"

static const struct field fields[] = {
	{ "centre", FIELD_REF, .flags = FIELD_RESOLVED, .label = N_("Revenue centre"),
	    .aliases = "Centre|Centre de produit", .ref = "revenue_centre",
	    .help = N_("Empty: that of the scheme.") },
	{ "scheme", FIELD_REF, .label = N_("Scheme"), .aliases = "Dispositif", .ref = "scheme" },
	{ "year", FIELD_INT, .flags = FIELD_REQUIRED, .label = N_("Financial year"),
	    .aliases = "Exercice|Année", .min = 2000, .max = 2100 },
	{ "kind", FIELD_CODE, .flags = FIELD_REQUIRED, .label = N_("Product or charge"),
	    .aliases = "Nature|Poste", .codes = "budget_kind" },
	{ "amount", FIELD_MONEY, .flags = FIELD_REQUIRED, .label = N_("Amount"), .aliases = "Montant",
	    .min = 0, .max = 100000000000 },
	{ "approved", FIELD_DATE, .label = N_("Approved on"), .aliases = "Voté le|Adopté le" },
	{ "note", FIELD_TEXT,
	    .personal = PERSONAL_TEXT,
	    .flags = FIELD_GUARDED, .label = N_("Note"), .aliases = "Remarque|Hypothèse",
	    .max = 500 },
};

static void
check(struct record *r, const struct rule_context *c, struct faults *f)
{
	rule_filled(c, r, "centre", "scheme", "centre");
	if (!record_cell(r, "centre")->set)
		rule_fault(f, r, "centre", "required",
		    _("Neither the line nor its scheme says to which revenue centre it belongs."));
}

const struct reg reg_budget = {
	.name = "budget",
	.label = N_("Budget"),
	.group = GROUP_MONEY,
	.fields = fields,
	.n_fields = COUNT(fields),
	.listed = "year centre scheme kind amount approved",
	.rules = check,
	.keep = { .years = 10 },
	.access = &access_accounts,
	.within = "scheme",
};
