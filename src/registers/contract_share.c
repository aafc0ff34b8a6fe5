/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/lang.h"
#include "record/access.h"
#include "registers/registers.h"
#include "registers/rules.h"

static const struct field fields[] = {
	{ "contract", FIELD_REF, .flags = FIELD_REQUIRED, .label = N_("Contract"),
	    .aliases = "Contrat|Marché", .ref = "contract" },
	{ "funder", FIELD_REF, .flags = FIELD_REQUIRED, .label = N_("Funder"),
	    .aliases = "Financeur", .ref = "funder" },
	{ "start", FIELD_DATE, .flags = FIELD_REQUIRED, .label = N_("From"),
	    .aliases = "Début|À partir du" },
	{ "end", FIELD_DATE, .label = N_("Until"), .aliases = "Fin|Jusqu’au" },
	{ "percent", FIELD_REAL, .label = N_("Share"), .aliases = "Part|Pourcentage", .min = 0,
	    .max = 100, .unit = N_("%") },
	{ "amount", FIELD_MONEY, .label = N_("Amount a year"),
	    .aliases = "Montant annuel|Montant", .min = 0, .max = 100000000000 },
};

static void
check(struct record *r, const struct rule_context *c, struct faults *f)
{
	(void)c;
	rule_days(f, r, "start", "end");
	if (record_cell(r, "percent")->set == record_cell(r, "amount")->set)
		rule_fault(f, r, "percent", "one_of", _("Give the share or the amount, one of them."));
}

const struct reg reg_contract_share = {
	.name = "contract_share",
	.label = N_("Funders’ shares"),
	.group = GROUP_MONEY,
	.fields = fields,
	.n_fields = COUNT(fields),
	.rules = check,
	.access = &access_money,
	.within = "contract",
};
