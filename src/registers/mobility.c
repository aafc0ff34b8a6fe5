/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/lang.h"
#include "record/access.h"
#include "registers/registers.h"
#include "registers/rules.h"

static const struct field fields[] = {
	{ "project", FIELD_REF, .flags = FIELD_REQUIRED, .label = N_("Project"), .aliases = "Projet",
	    .ref = "european_project" },
	{ "kind", FIELD_CODE, .flags = FIELD_REQUIRED, .label = N_("Who went"), .aliases = "Public|Qui",
	    .codes = "mobility_kind" },
	{ "start", FIELD_DATE, .flags = FIELD_REQUIRED, .label = N_("Start"), .aliases = "Début|Départ" },
	{ "end", FIELD_DATE, .flags = FIELD_REQUIRED, .label = N_("End"), .aliases = "Fin|Retour" },
	{ "days", FIELD_INT, .flags = FIELD_DERIVED, .label = N_("Days away"), .aliases = "Jours",
	    .unit = N_("days") },
	{ "country", FIELD_CODE, .flags = FIELD_REQUIRED, .label = N_("Country"), .aliases = "Pays",
	    .codes = "country" },
	{ "place", FIELD_TEXT,
	    .personal = PERSONAL_NONE, .label = N_("Place"), .aliases = "Lieu|Ville", .max = 120 },
	{ "people", FIELD_INT, .flags = FIELD_REQUIRED, .label = N_("People"), .aliases = "Personnes|Effectif",
	    .min = 1, .max = 200, .help = N_("A count: nobody is named.") },
	{ "learning", FIELD_TEXT,
	    .personal = PERSONAL_TEXT, .flags = FIELD_GUARDED, .label = N_("What was learnt"),
	    .aliases = "Acquis|Bilan", .max = 1000 },
};

static void
check(struct record *r, const struct rule_context *c, struct faults *f)
{
	struct cell *days = record_cell(r, "days");

	(void)c;
	rule_days(f, r, "start", "end");
	rule_days_between(r, "start", "end", "days");
	days->i += days->set; /* the day of leaving and that of coming back */
}

const struct reg reg_mobility = {
	.name = "mobility",
	.label = N_("Mobilities"),
	.group = GROUP_QUALITY,
	.fields = fields,
	.n_fields = COUNT(fields),
	.rules = check,
	.keep = { .years = 10 },
	.access = &access_quality,
	.order = "start",
};
