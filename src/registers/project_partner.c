/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/lang.h"
#include "record/access.h"
#include "registers/registers.h"

static const struct field fields[] = {
	{ "project", FIELD_REF, .flags = FIELD_REQUIRED, .label = N_("Project"), .aliases = "Projet",
	    .ref = "european_project" },
	{ "name", FIELD_TEXT,
	    .personal = PERSONAL_NONE,
	    .flags = FIELD_REQUIRED, .label = N_("Name"), .aliases = "Nom|Organisation" },
	{ "country", FIELD_CODE, .label = N_("Country"), .aliases = "Pays", .codes = "country",
	    .help = N_("Empty where it is none in particular.") },
	{ "role", FIELD_CODE, .flags = FIELD_REQUIRED, .label = N_("Role"), .aliases = "Rôle",
	    .codes = "project_role" },
	{ "share", FIELD_MONEY, .label = N_("Part of the budget"), .aliases = "Part du budget", .min = 0,
	    .max = 100000000000 },
};

const struct reg reg_project_partner = {
	.name = "project_partner",
	.label = N_("Partners of European projects"),
	.group = GROUP_QUALITY,
	.fields = fields,
	.n_fields = COUNT(fields),
	.title = "name",
	.keep = { .years = 10 },
	.access = &access_quality,
};
