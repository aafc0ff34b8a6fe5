/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/lang.h"
#include "record/access.h"
#include "registers/registers.h"
#include "registers/rules.h"

static const struct field fields[] = {
	{ "nonconformity", FIELD_REF, .flags = FIELD_REQUIRED, .label = N_("Non-conformity"),
	    .aliases = "Non-conformité|Écart", .ref = "nonconformity" },
	{ "action", FIELD_TEXT,
	    .personal = PERSONAL_TEXT,
	    .flags = FIELD_REQUIRED | FIELD_GUARDED, .label = N_("Action"),
	    .aliases = "Action|Mesure", .max = 500 },
	{ "kind", FIELD_CODE, .flags = FIELD_REQUIRED, .label = N_("Kind"), .aliases = "Type|Nature",
	    .codes = "action_kind", .fallback = "corrective" },
	{ "pilot", FIELD_CODE, .flags = FIELD_REQUIRED, .label = N_("Who answers for it"),
	    .aliases = "Pilote", .codes = "staff_role" },
	{ "planned", FIELD_DATE, .flags = FIELD_REQUIRED, .label = N_("To be done by"),
	    .aliases = "Prévue pour le|Échéance" },
	{ "done", FIELD_DATE, .label = N_("Done on"), .aliases = "Faite le|Réalisée le" },
	{ "verified", FIELD_DATE, .label = N_("Verified on"), .aliases = "Vérifiée le" },
	{ "effective", FIELD_BOOL, .label = N_("It had the effect wanted"), .aliases = "Efficace" },
};

static void
check(struct record *r, const struct rule_context *c, struct faults *f)
{
	(void)c;
	rule_days(f, r, "done", "verified");
	if (record_cell(r, "verified")->set && !record_cell(r, "done")->set)
		rule_fault(f, r, "done", "required", _("What is verified was done before: give the day."));
	if (record_cell(r, "verified")->set && !record_cell(r, "effective")->set)
		rule_fault(f, r, "effective", "required", _("A verification says whether it had the effect wanted."));
}

const struct reg reg_corrective_action = {
	.name = "corrective_action",
	.label = N_("Action plan"),
	.group = GROUP_QUALITY,
	.fields = fields,
	.n_fields = COUNT(fields),
	.rules = check,
	.keep = { .years = 5 },
	.access = &access_quality,
	.order = "planned",
};
