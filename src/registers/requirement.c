/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/lang.h"
#include "record/access.h"
#include "registers/registers.h"
#include "registers/rules.h"

static const struct field fields[] = {
	{ "requirement", FIELD_CODE, .flags = FIELD_REQUIRED | FIELD_FIXED, .label = N_("Requirement"),
	    .aliases = "Exigence|Indicateur", .codes = "requirement",
	    .help = N_("Q01 to Q32 are Qualiopi’s indicators, N those of the norm of the job, R those of "
	        "social responsibility.") },
	{ "agency", FIELD_REF, .label = N_("Agency"), .aliases = "Agence", .ref = "agency",
	    .help = N_("Empty: the whole house.") },
	{ "state", FIELD_CODE, .flags = FIELD_REQUIRED, .label = N_("Met"), .aliases = "État|Conformité",
	    .codes = "requirement_state", .fallback = "unmet" },
	{ "means", FIELD_TEXT,
	    .personal = PERSONAL_NONE, .flags = FIELD_GUARDED, .label = N_("How it is met"),
	    .aliases = "Moyens|Réponse", .max = 1000 },
	{ "pilot", FIELD_CODE, .label = N_("Who answers for it"), .aliases = "Pilote", .codes = "staff_role" },
	{ "reviewed", FIELD_DATE, .label = N_("Last looked at on"), .aliases = "Revue le|Dernière revue" },
	{ "next_review", FIELD_DATE, .label = N_("To be looked at again on"), .aliases = "Prochaine revue" },
};

static void
check(struct record *r, const struct rule_context *c, struct faults *f)
{
	rule_days(f, r, "reviewed", "next_review");
	if (str_is(rule_code(c, r, "state"), "met") && !record_cell(r, "reviewed")->set)
		rule_fault(f, r, "reviewed", "required",
		    _("What is met was looked at some day: give the day."));
}

const struct reg reg_requirement = {
	.name = "requirement",
	.label = N_("Requirements"),
	.group = GROUP_QUALITY,
	.fields = fields,
	.n_fields = COUNT(fields),
	.listed = "requirement agency state pilot reviewed next_review",
	.rules = check,
	.access = &access_quality,
};
