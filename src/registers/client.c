/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/lang.h"
#include "record/access.h"
#include "registers/registers.h"
#include "registers/rules.h"

static const struct field fields[] = {
	{ "name", FIELD_TEXT,
	    .personal = PERSONAL_NONE,
	    .flags = FIELD_REQUIRED, .label = N_("Name"), .aliases = "Nom" },
	{ "kind", FIELD_CODE, .flags = FIELD_REQUIRED, .label = N_("Kind"),
	    .aliases = "Type|Nature|Type de client", .codes = "client_kind" },
	{ "town", FIELD_REF, .label = N_("Town"), .aliases = "Commune|Ville", .ref = "town" },
	{ "siret", FIELD_TEXT,
	    .personal = PERSONAL_NONE, .label = N_("SIRET number"), .aliases = "SIRET|Numéro SIRET",
	    .max = 18, .help = N_("Fourteen digits.") },
};

static void
check(struct record *r, const struct rule_context *c, struct faults *f)
{
	rule_siret(f, c, r);
}

const struct reg reg_client = {
	.name = "client",
	.label = N_("Clients"),
	.group = GROUP_MONEY,
	.fields = fields,
	.n_fields = COUNT(fields),
	.rules = check,
	.title = "name",
	.access = &access_shared,
};
