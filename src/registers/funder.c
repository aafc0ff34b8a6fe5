/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/lang.h"
#include "record/access.h"
#include "registers/registers.h"

static const struct field fields[] = {
	{ "name", FIELD_TEXT,
	    .personal = PERSONAL_NONE,
	    .flags = FIELD_REQUIRED, .label = N_("Name"), .aliases = "Nom" },
	{ "kind", FIELD_CODE, .flags = FIELD_REQUIRED, .label = N_("Kind"),
	    .aliases = "Type|Nature|Type de financeur", .codes = "client_kind" },
	{ "client", FIELD_REF, .label = N_("Client"), .aliases = "Client", .ref = "client",
	    .help = N_("The client who is this funder as well.") },
};

const struct reg reg_funder = {
	.name = "funder",
	.label = N_("Funders"),
	.group = GROUP_MONEY,
	.fields = fields,
	.n_fields = COUNT(fields),
	.title = "name",
	.access = &access_shared,
};
