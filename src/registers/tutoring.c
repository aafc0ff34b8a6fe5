/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/lang.h"
#include "record/access.h"
#include "registers/registers.h"
#include "registers/rules.h"

static const struct field fields[] = {
	{ "tutor", FIELD_REF, .flags = FIELD_REQUIRED, .label = N_("Tutor"), .aliases = "Tuteur|Tutrice",
	    .ref = "staff", .personal = PERSONAL_PSEUDONYM },
	{ "staff", FIELD_REF, .flags = FIELD_REQUIRED, .label = N_("Whom the tutor goes with"),
	    .aliases = "Salarié accompagné|Salarié|Tutoré", .ref = "staff",
	    .personal = PERSONAL_PSEUDONYM },
	{ "kind", FIELD_CODE, .flags = FIELD_REQUIRED, .label = N_("Purpose"),
	    .aliases = "Objet|Type|Cadre", .codes = "tutoring_kind" },
	{ "start", FIELD_DATE, .flags = FIELD_REQUIRED, .label = N_("Start"), .aliases = "Début|Du" },
	{ "end", FIELD_DATE, .label = N_("End"), .aliases = "Fin|Au", .help = N_("Empty while it runs.") },
	{ "agency", FIELD_REF, .flags = FIELD_DERIVED, .label = N_("Agency"), .ref = "agency",
	    .help = N_("That of the member of staff.") },
};

static void
check(struct record *r, const struct rule_context *c, struct faults *f)
{
	rule_days(f, r, "start", "end");
	rule_taken(c, r, "agency", "staff", "agency");
	if (uuid_eq(&record_cell(r, "tutor")->u, &record_cell(r, "staff")->u))
		rule_fault(f, r, "tutor", "same", _("Nobody is their own tutor."));
}

const struct reg reg_tutoring = {
	.name = "tutoring",
	.label = N_("Tutors"),
	.group = GROUP_STAFF,
	.fields = fields,
	.n_fields = COUNT(fields),
	.listed = "tutor staff kind end agency",
	.rules = check,
	.keep = { .years = 5, .from = "end" },
	.access = &access_team,
	.order = "start",
	.within = "agency",
};
