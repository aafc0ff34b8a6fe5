/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/lang.h"
#include "record/access.h"
#include "registers/registers.h"

static const struct field fields[] = {
	{ "name", FIELD_TEXT, .flags = FIELD_REQUIRED, .label = N_("Name"), .aliases = "Nom" },
	{ "town", FIELD_REF, .flags = FIELD_REQUIRED, .label = N_("Town"),
	    .aliases = "Commune|Ville", .ref = "town" },
	{ "kind", FIELD_TEXT, .label = N_("Kind"), .aliases = "Type|Nature", .max = 60,
	    .help = N_("Priority district, estate, centre …") },
	{ "population", FIELD_INT, .label = N_("Population"), .aliases = "Population|Habitants",
	    .min = 0, .max = 20000000 },
};

const struct reg reg_area = {
	.name = "area",
	.label = N_("Areas"),
	.group = GROUP_TERRITORY,
	.fields = fields,
	.n_fields = COUNT(fields),
	.title = "name",
	.access = &access_shared,
};
