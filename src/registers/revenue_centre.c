/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/lang.h"
#include "record/access.h"
#include "registers/registers.h"

static const struct field fields[] = {
	{ "name", FIELD_TEXT,
	    .personal = PERSONAL_NONE,
	    .flags = FIELD_REQUIRED, .label = N_("Name"), .aliases = "Nom" },
	{ "kind", FIELD_CODE, .flags = FIELD_REQUIRED, .label = N_("Kind"), .aliases = "Type|Nature",
	    .codes = "centre_kind" },
	{ "agency", FIELD_REF, .flags = FIELD_REQUIRED, .label = N_("Agency"), .aliases = "Agence",
	    .ref = "agency" },
	{ "end", FIELD_DATE, .label = N_("Closed on"), .aliases = "Fermé le",
	    .help = N_("Empty while it is in use.") },
};

const struct reg reg_revenue_centre = {
	.name = "revenue_centre",
	.label = N_("Revenue centres"),
	.group = GROUP_MONEY,
	.fields = fields,
	.n_fields = COUNT(fields),
	.title = "name",
	.access = &access_accounts,
	.within = "agency",
};
