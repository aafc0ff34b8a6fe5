/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/lang.h"
#include "record/access.h"
#include "registers/registers.h"

static const struct field fields[] = {
	{ "name", FIELD_TEXT, .flags = FIELD_REQUIRED, .label = N_("Name"), .aliases = "Nom" },
	{ "kind", FIELD_CODE, .flags = FIELD_REQUIRED, .label = N_("Kind"),
	    .aliases = "Type|Nature|Type de partenaire", .codes = "partner_kind" },
	{ "town", FIELD_REF, .label = N_("Town"), .aliases = "Commune|Ville", .ref = "town" },
};

const struct reg reg_partner = {
	.name = "partner",
	.label = N_("Partners"),
	.group = GROUP_PARTNERS,
	.fields = fields,
	.n_fields = COUNT(fields),
	.title = "name",
	.access = &access_directory,
};
