/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/lang.h"
#include "record/access.h"
#include "registers/registers.h"
#include "registers/rules.h"

static const struct field fields[] = {
	{ "name", FIELD_TEXT,
	    .personal = PERSONAL_NONE, .flags = FIELD_REQUIRED, .label = N_("Title"),
	    .aliases = "Titre|Intitulé|Nom" },
	{ "role", FIELD_CODE, .flags = FIELD_REQUIRED, .label = N_("Our part"),
	    .aliases = "Notre rôle|Rôle",
	    .codes = "event_role" },
	{ "kind", FIELD_CODE, .flags = FIELD_REQUIRED, .label = N_("Kind"), .aliases = "Type|Nature",
	    .codes = "event_kind" },
	{ "start", FIELD_DATE, .flags = FIELD_REQUIRED, .label = N_("First day"),
	    .aliases = "Premier jour|Date|Début" },
	{ "end", FIELD_DATE, .label = N_("Last day"), .aliases = "Dernier jour|Fin",
	    .help = N_("Empty: it lasts a day, or goes on.") },
	{ "scheme", FIELD_REF, .label = N_("Scheme"), .aliases = "Dispositif", .ref = "scheme",
	    .help = N_("Empty: an event of the whole house.") },
	{ "town", FIELD_REF, .flags = FIELD_REQUIRED, .label = N_("Town"), .aliases = "Commune|Ville",
	    .ref = "town" },
	{ "sector", FIELD_REF, .flags = FIELD_LOCAL | FIELD_GROW, .label = N_("Sector"),
	    .aliases = "Secteur|Quartier", .ref = "sector" },
	{ "place", FIELD_TEXT,
	    .personal = PERSONAL_NONE,
	    .flags = FIELD_GUARDED, .label = N_("Place"), .aliases = "Lieu" },
	{ "partners", FIELD_REFS, .label = N_("Partners"), .aliases = "Partenaires", .ref = "partner",
	    .max = 32, .part = N_("Who was there") },
	{ "towns", FIELD_REFS, .label = N_("Towns concerned"), .aliases = "Communes concernées",
	    .ref = "town",
	    .max = 32, .help = N_("For what several towns do together.") },
	{ "structures", FIELD_INT, .label = N_("Structures taking part"),
	    .aliases = "Structures participantes",
	    .min = 1, .max = 500 },
	{ "people", FIELD_INT, .label = N_("People"), .aliases = "Participants|Public accueilli",
	    .min = 0,
	    .max = 100000 },
	{ "children", FIELD_INT, .label = N_("Of these, under 18"),
	    .aliases = "Dont moins de 18 ans", .min = 0,
	    .max = 100000 },
	{ "hours", FIELD_REAL, .label = N_("Hours"), .aliases = "Heures", .min = 0, .max = 2000,
	    .unit = N_("h"), .part = N_("What it took") },
	{ "cost", FIELD_MONEY, .label = N_("Cost"), .aliases = "Budget|Coût", .min = 0,
	    .max = 100000000 },
	{ "link", FIELD_TEXT,
	    .personal = PERSONAL_NONE, .label = N_("Link"), .aliases = "Lien", .max = 300 },
};

static void
check(struct record *r, const struct rule_context *c, struct faults *f)
{
	(void)c;
	rule_days(f, r, "start", "end");
	rule_part_of(f, r, "children", "people");
	rule_needs(f, r, "children", "people");
}

const struct reg reg_event = {
	.name = "event",
	.label = N_("Events"),
	.group = GROUP_PARTNERS,
	.fields = fields,
	.n_fields = COUNT(fields),
	.title = "name",
	.listed = "name kind role town scheme people",
	.rules = check,
	.access = &access_work,
	.order = "start",
	.within = "scheme",
};
