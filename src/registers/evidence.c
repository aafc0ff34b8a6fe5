/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/lang.h"
#include "record/access.h"
#include "registers/registers.h"
#include "registers/rules.h"

static const struct field fields[] = {
	{ "requirement", FIELD_REF, .flags = FIELD_REQUIRED, .label = N_("Requirement"),
	    .aliases = "Exigence|Indicateur", .ref = "requirement" },
	{ "name", FIELD_TEXT,
	    .personal = PERSONAL_NONE,
	    .flags = FIELD_REQUIRED | FIELD_GUARDED, .label = N_("What proves it"),
	    .aliases = "Preuve|Pièce" },
	{ "kind", FIELD_CODE, .flags = FIELD_REQUIRED, .label = N_("Kind"), .aliases = "Type|Nature",
	    .codes = "evidence_kind" },
	{ "kept_at", FIELD_TEXT,
	    .personal = PERSONAL_NONE,
	    .flags = FIELD_REQUIRED | FIELD_GUARDED, .label = N_("Where it is kept"),
	    .aliases = "Emplacement|Lien", .max = 300,
	    .help = N_("A register of this program, a folder, an address on the web.") },
	{ "date", FIELD_DATE, .flags = FIELD_REQUIRED, .label = N_("Date"), .aliases = "Date" },
	{ "until", FIELD_DATE, .label = N_("Good until"), .aliases = "Valable jusqu’au" },
};

static void
check(struct record *r, const struct rule_context *c, struct faults *f)
{
	(void)c;
	rule_days(f, r, "date", "until");
}

const struct reg reg_evidence = {
	.name = "evidence",
	.label = N_("Evidence of requirements"),
	.group = GROUP_QUALITY,
	.fields = fields,
	.n_fields = COUNT(fields),
	.title = "name",
	.rules = check,
	.keep = { .years = 5 },
	.many = true,
	.access = &access_quality,
	.order = "date",
};
