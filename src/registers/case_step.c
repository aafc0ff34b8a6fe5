/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* One step of a case: a party seen alone, a shuttle, a round table. */
#include "base/lang.h"
#include "record/access.h"
#include "registers/registers.h"
#include "registers/rules.h"

static const struct field fields[] = {
	{ "case_file", FIELD_REF, .flags = FIELD_REQUIRED | FIELD_INDEXED | FIELD_FIXED, .label = N_("Case file"),
	    .aliases = "Dossier|Dossier de médiation", .ref = "case_file" },
	{ "date", FIELD_DATE, .flags = FIELD_REQUIRED, .label = N_("Date"), .aliases = "Date" },
	{ "kind", FIELD_CODE, .flags = FIELD_REQUIRED, .label = N_("Kind of step"), .aliases = "Étape|Nature",
	    .codes = "case_step_kind" },
	{ "present", FIELD_CODE, .label = N_("Present"), .aliases = "Présents", .codes = "case_present" },
	{ "minutes", FIELD_INT, .label = N_("Length"), .aliases = "Durée", .min = 0, .max = 720,
	    .unit = N_("min") },
	{ "mediators", FIELD_REFS, .flags = FIELD_REQUIRED, .label = N_("Mediators"), .aliases = "Médiateurs",
	    .ref = "staff", .min = 1, .max = 4, .personal = PERSONAL_PSEUDONYM },
	{ "note", FIELD_TEXT, .flags = FIELD_GUARDED, .label = N_("Note"), .aliases = "Note|Compte rendu",
	    .max = 1000, .personal = PERSONAL_TEXT, .keep_days = 730,
	    .help = N_("What was said on the matter, in a few words: no name, no address, no health, no "
	        "origin.") },
	{ "scheme", FIELD_REF, .flags = FIELD_DERIVED, .label = N_("Scheme"), .aliases = "Dispositif",
	    .ref = "scheme", .help = N_("That of the case.") },
};

static void
derive(struct record *r, const struct rule_context *c, struct faults *f)
{
	const struct cell *of = record_cell(r, "case_file");
	struct cell *scheme = record_cell(r, "scheme");

	(void)f;
	*scheme = (struct cell){ .set = false };
	if (of->set)
		scheme->set = lookup_ref(c->lookup, &reg_case_file, &of->u, "scheme", &scheme->u);
}

const struct reg reg_case_step = {
	.name = "case_step",
	.label = N_("Steps of cases"),
	.group = GROUP_GROUND,
	.fields = fields,
	.n_fields = COUNT(fields),
	.listed = "case_file kind present minutes mediators",
	.rules = derive,
	.many = true,
	.access = &access_case,
	.order = "date",
	.within = "scheme",
};
