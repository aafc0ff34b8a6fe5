/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/lang.h"
#include "record/access.h"
#include "registers/registers.h"
#include "registers/rules.h"

static const struct field fields[] = {
	{ "contract", FIELD_REF, .flags = FIELD_REQUIRED, .label = N_("Contract"),
	    .aliases = "Contrat|Marché", .ref = "contract" },
	{ "number", FIELD_INT, .flags = FIELD_REQUIRED, .label = N_("Amendment number"),
	    .aliases = "Numéro", .min = 1, .max = 99 },
	{ "signed", FIELD_DATE, .flags = FIELD_REQUIRED, .label = N_("Signed on"),
	    .aliases = "Signé le|Date de signature" },
	{ "effective", FIELD_DATE, .label = N_("Effective from"),
	    .aliases = "Prend effet le|Date d’effet" },
	{ "end", FIELD_DATE, .label = N_("New end"), .aliases = "Nouvelle fin" },
	{ "amount", FIELD_MONEY, .label = N_("Change of the amount"),
	    .aliases = "Variation du montant", .min = -100000000000, .max = 100000000000 },
	{ "hours", FIELD_INT, .label = N_("Change of the hours"),
	    .aliases = "Variation des heures", .min = -1000000, .max = 1000000, .unit = N_("h") },
	{ "subject", FIELD_TEXT,
	    .personal = PERSONAL_NONE, .flags = FIELD_GUARDED, .label = N_("Subject"),
	    .aliases = "Objet", .max = 500 },
};

static void
check(struct record *r, const struct rule_context *c, struct faults *f)
{
	(void)c;
	rule_days(f, r, "effective", "end");
}

const struct reg reg_contract_amendment = {
	.name = "contract_amendment",
	.label = N_("Amendments"),
	.group = GROUP_MONEY,
	.fields = fields,
	.n_fields = COUNT(fields),
	.rules = check,
	.access = &access_money,
	.within = "contract",
};
