/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/lang.h"
#include "record/access.h"
#include "registers/registers.h"
#include "registers/rules.h"

static const struct field fields[] = {
	{ "staff", FIELD_REF, .flags = FIELD_REQUIRED, .label = N_("Staff member"),
	    .aliases = "Salarié|Salariée|Matricule", .ref = "staff", .personal = PERSONAL_PSEUDONYM },
	{ "agency", FIELD_REF, .flags = FIELD_DERIVED, .label = N_("Agency"), .aliases = "Agence",
	    .ref = "agency" },
	{ "charter", FIELD_CODE, .flags = FIELD_REQUIRED, .label = N_("Text"), .aliases = "Charte|Texte",
	    .codes = "charter" },
	{ "edition", FIELD_DATE, .flags = FIELD_REQUIRED, .label = N_("Edition of the text"),
	    .aliases = "Édition|Version du", .help = N_("The day on which this wording was adopted.") },
	{ "date", FIELD_DATE, .flags = FIELD_REQUIRED, .label = N_("Read and accepted on"),
	    .aliases = "Date|Accepté le" },
};

static void
check(struct record *r, const struct rule_context *c, struct faults *f)
{
	rule_taken(c, r, "agency", "staff", "agency");
	rule_days(f, r, "edition", "date");
}

const struct reg reg_charter_acknowledgement = {
	.name = "charter_acknowledgement",
	.label = N_("Charters accepted"),
	.group = GROUP_QUALITY,
	.fields = fields,
	.n_fields = COUNT(fields),
	.rules = check,
	.keep = { .years = 10 },
	.many = true,
	.access = &access_staff,
	.order = "date",
	.within = "agency",
};
