/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/lang.h"
#include "record/access.h"
#include "registers/registers.h"
#include "registers/rules.h"

static const struct field fields[] = {
	{ "school", FIELD_REF, .flags = FIELD_REQUIRED, .label = N_("School"),
	    .aliases = "Établissement|École",
	    .ref = "school" },
	{ "school_year", FIELD_TEXT,
	    .personal = PERSONAL_NONE, .flags = FIELD_REQUIRED, .label = N_("School year"),
	    .aliases = "Année scolaire", .max = 9, .help = N_("2024-2025") },
	{ "date", FIELD_DATE, .flags = FIELD_REQUIRED, .label = N_("Reviewed on"),
	    .aliases = "Date du bilan|Date" },
	{ "half_days", FIELD_INT, .label = N_("Half-days of presence"),
	    .aliases = "Demi-journées de présence",
	    .min = 0, .max = 400 },
	{ "conflicts", FIELD_INT, .label = N_("Conflicts between pupils handled"),
	    .aliases = "Conflits traités",
	    .min = 0, .max = 5000, .part = N_("What was done") },
	{ "settled", FIELD_INT, .label = N_("Of these, settled"), .aliases = "Conflits apaisés",
	    .min = 0,
	    .max = 5000 },
	{ "bullying", FIELD_INT, .label = N_("Bullying situations followed"),
	    .aliases = "Situations de harcèlement suivies", .min = 0, .max = 1000 },
	{ "absence", FIELD_INT, .label = N_("Pupils followed for absence"),
	    .aliases = "Élèves suivis pour absentéisme", .min = 0, .max = 1000 },
	{ "classes", FIELD_INT, .label = N_("Classes reached by workshops"),
	    .aliases = "Classes sensibilisées",
	    .min = 0, .max = 200 },
	{ "families", FIELD_INT, .label = N_("Families met"), .aliases = "Familles rencontrées",
	    .min = 0,
	    .max = 5000 },
	{ "climate", FIELD_CODE, .label = N_("The school finds its climate better"),
	    .aliases = "Climat amélioré", .codes = "school_rating",
	    .part = N_("What the school says") },
	{ "useful", FIELD_CODE, .label = N_("The school finds mediation useful"),
	    .aliases = "Médiation utile",
	    .codes = "school_rating" },
	{ "summary", FIELD_TEXT, .flags = FIELD_GUARDED, .label = N_("Summary"), .aliases = "Synthèse",
	    .max = 2000, .personal = PERSONAL_TEXT, .keep_days = 730,
	    .help = N_("No pupil is described; no name.") },
	{ "renewed", FIELD_BOOL, .label = N_("Goes on next year"), .aliases = "Reconduit",
	    .fallback = "oui" },
	{ "scheme", FIELD_REF, .flags = FIELD_DERIVED, .label = N_("Scheme"), .ref = "scheme" },
};

static void
check(struct record *r, const struct rule_context *c, struct faults *f)
{
	rule_filled(c, r, "scheme", "school", "scheme");
	rule_school_year(f, r, "school_year");
	rule_part_of(f, r, "settled", "conflicts");
	rule_needs(f, r, "settled", "conflicts");
}

const struct reg reg_school_review = {
	.name = "school_review",
	.label = N_("Yearly reviews of schools"),
	.group = GROUP_GROUND,
	.fields = fields,
	.n_fields = COUNT(fields),
	.listed = "school school_year half_days conflicts settled bullying families useful",
	.rules = check,
	.keep = { .years = 5 },
	.access = &access_work,
	.order = "date",
	.within = "scheme",
};
