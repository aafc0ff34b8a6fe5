/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/lang.h"
#include "record/access.h"
#include "registers/registers.h"
#include "registers/rules.h"

static const struct field fields[] = {
	{ "subject", FIELD_TEXT, .flags = FIELD_REQUIRED | FIELD_GUARDED, .label = N_("Subject"),
	    .aliases = "Objet|Intitulé", .personal = PERSONAL_TEXT },
	{ "date", FIELD_DATE, .flags = FIELD_REQUIRED, .label = N_("Found on"), .aliases = "Date|Constaté le" },
	{ "source", FIELD_CODE, .flags = FIELD_REQUIRED, .label = N_("Found by"),
	    .aliases = "Origine|Source", .codes = "finding_source" },
	{ "grade", FIELD_CODE, .flags = FIELD_REQUIRED, .label = N_("Grade"), .aliases = "Gravité",
	    .codes = "finding_grade" },
	{ "requirement", FIELD_REF, .label = N_("Requirement"), .aliases = "Exigence|Indicateur",
	    .ref = "requirement" },
	{ "agency", FIELD_REF, .label = N_("Agency"), .aliases = "Agence", .ref = "agency" },
	{ "scheme", FIELD_REF, .label = N_("Scheme"), .aliases = "Dispositif", .ref = "scheme" },
	{ "finding", FIELD_TEXT, .flags = FIELD_GUARDED, .label = N_("What was found"),
	    .aliases = "Constat|Description", .max = 1000, .personal = PERSONAL_TEXT,
	    .help = N_("The facts; nobody is named.") },
	{ "cause", FIELD_TEXT, .flags = FIELD_GUARDED, .label = N_("Cause"), .aliases = "Cause|Analyse",
	    .max = 1000, .personal = PERSONAL_TEXT },
	{ "due", FIELD_DATE, .label = N_("To be closed by"), .aliases = "À lever pour le|Échéance" },
	{ "closed", FIELD_DATE, .label = N_("Closed on"), .aliases = "Levée le|Clôturée le" },
	{ "days_open", FIELD_INT, .flags = FIELD_DERIVED, .label = N_("Days until closed"),
	    .aliases = "Délai de levée", .unit = N_("days") },
};

static void
check(struct record *r, const struct rule_context *c, struct faults *f)
{
	rule_filled(c, r, "agency", "scheme", "agency");
	rule_days(f, r, "date", "due");
	rule_days(f, r, "date", "closed");
	rule_days_between(r, "date", "closed", "days_open");
	if (str_is(rule_code(c, r, "grade"), "major") && !record_cell(r, "due")->set)
		rule_fault(f, r, "due", "required", _("A major non-conformity has a day by which it is closed."));
	if (record_cell(r, "closed")->set && !record_cell(r, "cause")->set)
		rule_fault(f, r, "cause", "required", _("What is closed has been understood: give the cause."));
}

const struct reg reg_nonconformity = {
	.name = "nonconformity",
	.label = N_("Non-conformities"),
	.group = GROUP_QUALITY,
	.fields = fields,
	.n_fields = COUNT(fields),
	.title = "subject",
	.listed = "date source grade agency due closed",
	.rules = check,
	.keep = { .years = 5 },
	.access = &access_quality,
	.order = "date",
};
