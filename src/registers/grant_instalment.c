/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/lang.h"
#include "record/access.h"
#include "registers/registers.h"
#include "registers/rules.h"

static const struct field fields[] = {
	{ "grant", FIELD_REF, .flags = FIELD_REQUIRED, .label = N_("Grant"), .aliases = "Subvention|Dossier",
	    .ref = "grant_application" },
	{ "scheme", FIELD_REF, .flags = FIELD_RESOLVED, .label = N_("Scheme"), .aliases = "Dispositif",
	    .ref = "scheme", .help = N_("Empty: that of the application.") },
	{ "number", FIELD_INT, .flags = FIELD_REQUIRED, .label = N_("Instalment"),
	    .aliases = "Versement|Numéro", .min = 1, .max = 20 },
	{ "amount", FIELD_MONEY, .flags = FIELD_REQUIRED, .label = N_("Amount"), .aliases = "Montant",
	    .min = 1, .max = 100000000000 },
	{ "due", FIELD_DATE, .flags = FIELD_REQUIRED, .label = N_("Expected on"), .aliases = "Attendu le" },
	{ "received", FIELD_DATE, .label = N_("Received on"), .aliases = "Reçu le",
	    .help = N_("Empty until it has come.") },
};

static void
check(struct record *r, const struct rule_context *c, struct faults *f)
{
	(void)f;
	rule_filled(c, r, "scheme", "grant", "scheme");
}

const struct reg reg_grant_instalment = {
	.name = "grant_instalment",
	.label = N_("Instalments of grants"),
	.group = GROUP_MONEY,
	.fields = fields,
	.n_fields = COUNT(fields),
	.rules = check,
	.keep = { .years = 10 },
	.access = &access_accounts,
	.order = "due",
	.within = "scheme",
};
