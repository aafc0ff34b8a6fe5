/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/lang.h"
#include "record/access.h"
#include "registers/registers.h"
#include "registers/rules.h"

static const struct field fields[] = {
	{ "name", FIELD_TEXT,
	    .personal = PERSONAL_NONE,
	    .flags = FIELD_REQUIRED, .label = N_("Name"), .aliases = "Nom" },
	{ "scheme", FIELD_REF, .flags = FIELD_REQUIRED, .label = N_("Scheme"), .aliases = "Dispositif",
	    .ref = "scheme" },
	{ "town", FIELD_REF, .flags = FIELD_REQUIRED, .label = N_("Town"), .aliases = "Commune|Ville",
	    .ref = "town" },
	{ "sector", FIELD_REF, .flags = FIELD_LOCAL, .label = N_("Sector"),
	    .aliases = "Secteur|Quartier",
	    .ref = "sector" },
	{ "area", FIELD_REF, .label = N_("Area"), .aliases = "Zone|Quartier prioritaire|QPV",
	    .ref = "area" },
	{ "site", FIELD_REF, .label = N_("Where it meets"), .aliases = "Lieu des séances|Site",
	    .ref = "site" },
	{ "founded", FIELD_DATE, .label = N_("Founded on"), .aliases = "Créé le" },
	{ "start", FIELD_DATE, .flags = FIELD_REQUIRED, .label = N_("Accompanied from"),
	    .aliases = "Accompagné depuis|Début" },
	{ "end", FIELD_DATE, .label = N_("Accompanied until"), .aliases = "Accompagné jusqu’au|Fin",
	    .help = N_("Empty while it is accompanied.") },
};

static void
check(struct record *r, const struct rule_context *c, struct faults *f)
{
	(void)c;
	rule_days(f, r, "start", "end");
	rule_order(f, r, "founded", "start");
}

const struct reg reg_council = {
	.name = "council",
	.label = N_("Citizens’ councils"),
	.group = GROUP_PARTICIPATION,
	.fields = fields,
	.n_fields = COUNT(fields),
	.title = "name",
	.listed = "name town sector scheme start end",
	.rules = check,
	.access = &access_work,
	.within = "scheme",
};
