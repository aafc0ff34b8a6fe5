/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/lang.h"
#include "record/access.h"
#include "registers/registers.h"
#include "registers/rules.h"

static const struct field fields[] = {
	{ "staff", FIELD_REF, .flags = FIELD_REQUIRED | FIELD_INDEXED, .label = N_("Member of staff"),
	    .aliases = "Salarié|Matricule", .ref = "staff", .personal = PERSONAL_PSEUDONYM },
	{ "kind", FIELD_CODE, .flags = FIELD_REQUIRED, .label = N_("Kind"), .aliases = "Type|Nature|Motif",
	    .codes = "absence_kind",
	    .help = N_("Off work says that somebody is not at work, never why.") },
	{ "start", FIELD_DATE, .flags = FIELD_REQUIRED, .label = N_("First day"),
	    .aliases = "Début|Premier jour|Du" },
	{ "end", FIELD_DATE, .flags = FIELD_REQUIRED, .label = N_("Last day"),
	    .aliases = "Fin|Dernier jour|Au" },
	{ "hours", FIELD_REAL, .flags = FIELD_REQUIRED, .label = N_("Hours of work missed"),
	    .aliases = "Heures|Nombre d’heures", .min = 0, .max = 2000, .unit = N_("h") },
	{ "agency", FIELD_REF, .flags = FIELD_DERIVED, .label = N_("Agency"), .ref = "agency",
	    .help = N_("That of the member of staff.") },
};

static void
check(struct record *r, const struct rule_context *c, struct faults *f)
{
	const struct cell *start = record_cell(r, "start"), *end = record_cell(r, "end");

	rule_days(f, r, "start", "end");
	rule_taken(c, r, "agency", "staff", "agency");
	if (start->set && end->set && record_cell(r, "hours")->r > 24.0 * (double)(end->i - start->i + 1))
		rule_fault(f, r, "hours", "too_many", _("There are more hours than these days have."));
}

const struct reg reg_absence = {
	.name = "absence",
	.label = N_("Absences"),
	.group = GROUP_STAFF,
	.fields = fields,
	.n_fields = COUNT(fields),
	.listed = "staff kind end hours agency",
	.rules = check,
	.keep = { .years = 5, .from = "end" },
	.access = &access_team,
	.order = "start",
	.many = true,
	.within = "agency",
};
