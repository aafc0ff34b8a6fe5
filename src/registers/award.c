/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/lang.h"
#include "record/access.h"
#include "registers/registers.h"
#include "registers/rules.h"

static const struct field fields[] = {
	{ "candidate", FIELD_REF, .flags = FIELD_REQUIRED, .label = N_("Candidate"), .aliases = "Candidat",
	    .ref = "exam_candidate", .personal = PERSONAL_PSEUDONYM },
	{ "kind", FIELD_CODE, .flags = FIELD_REQUIRED, .label = N_("Kind"), .aliases = "Type|Nature",
	    .codes = "award_kind", .fallback = "title" },
	{ "number", FIELD_TEXT,
	    .personal = PERSONAL_PSEUDONYM,
	    .flags = FIELD_REQUIRED, .label = N_("Number"), .aliases = "Numéro",
	    .max = 40 },
	{ "date", FIELD_DATE, .flags = FIELD_REQUIRED, .label = N_("Issued on"),
	    .aliases = "Date|Délivré le" },
	{ "handed_on", FIELD_DATE, .label = N_("Handed over on"), .aliases = "Remis le" },
	{ "enrolment", FIELD_REF, .flags = FIELD_DERIVED, .label = N_("Enrolment"), .ref = "enrolment",
	    .personal = PERSONAL_PSEUDONYM, .help = N_("That of the candidate.") },
};

static void
check(struct record *r, const struct rule_context *c, struct faults *f)
{
	rule_days(f, r, "date", "handed_on");
	rule_not_ahead(c, f, r, "date");
	rule_taken(c, r, "enrolment", "candidate", "enrolment");
}

const struct reg reg_award = {
	.name = "award",
	.label = N_("Titles and certificates"),
	.group = GROUP_TRAINING,
	.fields = fields,
	.n_fields = COUNT(fields),
	.title = "number",
	.rules = check,
	.access = &access_training,
	.order = "date",
};
