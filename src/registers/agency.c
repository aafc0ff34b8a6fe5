/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/lang.h"
#include "record/access.h"
#include "registers/registers.h"
#include "registers/rules.h"

static const struct field fields[] = {
	{ "name", FIELD_TEXT,
	    .personal = PERSONAL_NONE,
	    .flags = FIELD_REQUIRED, .label = N_("Name"), .aliases = "Nom" },
	{ "address", FIELD_TEXT,
	    .personal = PERSONAL_NONE, .label = N_("Address"), .aliases = "Adresse" },
	{ "opened", FIELD_DATE, .label = N_("Opened on"),
	    .aliases = "Ouverte le|Date d’ouverture" },
	{ "closed", FIELD_DATE, .label = N_("Closed on"),
	    .aliases = "Fermée le|Date de fermeture" },
};

static void
check(struct record *r, const struct rule_context *c, struct faults *f)
{
	(void)c;
	rule_days(f, r, "opened", "closed");
}

const struct reg reg_agency = {
	.name = "agency",
	.label = N_("Agencies"),
	.group = GROUP_GROUND,
	.fields = fields,
	.n_fields = COUNT(fields),
	.title = "name",
	.rules = check,
	.access = &access_shared,
};
