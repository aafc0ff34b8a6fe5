/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/lang.h"
#include "record/access.h"
#include "registers/registers.h"
#include "registers/rules.h"

static const struct field fields[] = {
	{ "name", FIELD_TEXT,
	    .personal = PERSONAL_NONE,
	    .flags = FIELD_REQUIRED, .label = N_("Name"), .aliases = "Nom" },
	{ "siret", FIELD_TEXT,
	    .personal = PERSONAL_NONE, .label = N_("SIRET number"), .aliases = "SIRET|Numéro SIRET",
	    .max = 18, .help = N_("Fourteen digits.") },
	{ "address", FIELD_TEXT,
	    .personal = PERSONAL_NONE, .label = N_("Address"), .aliases = "Adresse" },
	{ "founded", FIELD_INT, .label = N_("Founded in"), .aliases = "Année de création|Fondée en",
	    .min = 1800, .max = 2100 },
	{ "training_since", FIELD_INT, .label = N_("Training body since"),
	    .aliases = "Organisme de formation depuis", .min = 1800, .max = 2100 },
	{ "cfa_since", FIELD_INT, .label = N_("Apprentice centre since"), .aliases = "CFA depuis",
	    .min = 1800, .max = 2100 },
	{ "site_web", FIELD_TEXT,
	    .personal = PERSONAL_NONE,
	    .label = N_("Website"), .aliases = "Site web|Site internet" },
};

static void
check(struct record *r, const struct rule_context *c, struct faults *f)
{
	rule_siret(f, c, r);
}

const struct reg reg_structure = {
	.name = "structure",
	.label = N_("Operator"),
	.group = GROUP_GROUND,
	.fields = fields,
	.n_fields = COUNT(fields),
	.rules = check,
	.title = "name",
	.access = &access_shared,
};
