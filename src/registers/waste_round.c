/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/lang.h"
#include "record/access.h"
#include "registers/registers.h"
#include "registers/rules.h"

static const struct field fields[] = {
	{ "number", FIELD_TEXT,
	    .personal = PERSONAL_NONE, .flags = FIELD_REQUIRED, .label = N_("Round number"),
	    .aliases = "Numéro|Tournée",
	    .max = 40 },
	{ "scheme", FIELD_REF, .flags = FIELD_REQUIRED, .label = N_("Scheme"), .aliases = "Dispositif",
	    .ref = "scheme" },
	{ "date", FIELD_DATE, .flags = FIELD_REQUIRED, .label = N_("Date"), .aliases = "Date" },
	{ "start", FIELD_CLOCK, .label = N_("Start"), .aliases = "Début|Heure de départ" },
	{ "end", FIELD_CLOCK, .label = N_("End"), .aliases = "Fin|Heure de retour" },
	{ "sector", FIELD_REF, .flags = FIELD_LOCAL | FIELD_GROW, .label = N_("Sector"),
	    .aliases = "Secteur|Quartier", .ref = "sector" },
	{ "team", FIELD_REFS, .label = N_("Team"), .aliases = "Équipe|Agents", .ref = "staff",
	    .min = 1, .max = 4,
	    .personal = PERSONAL_PSEUDONYM },
	{ "helpers", FIELD_INT, .label = N_("Temporary helpers"), .aliases = "Intérimaires",
	    .min = 0, .max = 10,
	    .fallback = "0" },
	{ "vehicle", FIELD_TEXT,
	    .personal = PERSONAL_NONE, .flags = FIELD_GUARDED, .label = N_("Vehicle"),
	    .aliases = "Véhicule", .max = 60,
	    .help = N_("The name it goes by, not its plate.") },
	{ "km", FIELD_REAL, .label = N_("Distance"), .aliases = "Kilomètres|Distance", .min = 0,
	    .max = 1000,
	    .unit = N_("km") },
};

static void
check(struct record *r, const struct rule_context *c, struct faults *f)
{
	(void)c;
	rule_needs(f, r, "end", "start");
	rule_order(f, r, "start", "end");
}

const struct reg reg_waste_round = {
	.name = "waste_round",
	.label = N_("Rounds"),
	.group = GROUP_WASTE,
	.fields = fields,
	.n_fields = COUNT(fields),
	.title = "number",
	.listed = "number sector team helpers vehicle km",
	.rules = check,
	.keep = { .years = 5 },
	.access = &access_work,
	.order = "date",
	.within = "scheme",
};
