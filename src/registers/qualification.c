/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/lang.h"
#include "record/access.h"
#include "registers/registers.h"
#include "registers/rules.h"

static const struct field fields[] = {
	{ "staff", FIELD_REF, .flags = FIELD_REQUIRED | FIELD_INDEXED, .label = N_("Member of staff"),
	    .aliases = "Salarié|Matricule", .ref = "staff", .personal = PERSONAL_PSEUDONYM },
	{ "title", FIELD_CODE, .flags = FIELD_REQUIRED, .label = N_("Title or diploma"),
	    .aliases = "Titre|Diplôme|Titre ou diplôme", .codes = "title" },
	{ "date", FIELD_DATE, .flags = FIELD_REQUIRED, .label = N_("Obtained on"),
	    .aliases = "Date|Obtenu le|Date d’obtention" },
	{ "own_centre", FIELD_BOOL, .label = N_("By our own apprentice centre"),
	    .aliases = "Par notre CFA|CFA interne", .fallback = "non" },
	{ "detail", FIELD_TEXT,
	    .personal = PERSONAL_TEXT, .flags = FIELD_GUARDED, .label = N_("Which one"),
	    .aliases = "Intitulé|Précision", .max = 120,
	    .help = N_("What the title is called, where it is another one.") },
	{ "agency", FIELD_REF, .flags = FIELD_DERIVED, .label = N_("Agency"), .ref = "agency",
	    .help = N_("That of the member of staff.") },
};

static void
check(struct record *r, const struct rule_context *c, struct faults *f)
{
	rule_not_ahead(c, f, r, "date");
	rule_taken(c, r, "agency", "staff", "agency");
}

const struct reg reg_qualification = {
	.name = "qualification",
	.label = N_("Qualifications"),
	.group = GROUP_STAFF,
	.fields = fields,
	.n_fields = COUNT(fields),
	.listed = "staff title own_centre agency",
	.rules = check,
	.keep = { .years = 5, .from = "date" },
	.access = &access_team,
	.order = "date",
	.within = "agency",
};
