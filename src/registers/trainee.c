/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/lang.h"
#include "record/access.h"
#include "registers/registers.h"
#include "registers/rules.h"

static const struct field fields[] = {
	{ "pseudonym", FIELD_TEXT, .flags = FIELD_REQUIRED | FIELD_GUARDED, .label = N_("Number"),
	    .aliases = "Numéro|Numéro de stagiaire", .max = 40, .personal = PERSONAL_PSEUDONYM,
	    .help = N_("A number, never a name. Who it is stands on the signed sheets alone.") },
	{ "employer", FIELD_CODE, .flags = FIELD_REQUIRED, .label = N_("Employer"), .aliases = "Employeur",
	    .codes = "employer_kind" },
	{ "staff", FIELD_REF, .label = N_("Member of staff"), .aliases = "Salarié", .ref = "staff",
	    .personal = PERSONAL_PSEUDONYM, .help = N_("For an employee of the operator.") },
	{ "sex", FIELD_CODE, .label = N_("Sex"), .aliases = "Sexe", .codes = "person_sex",
	    .personal = PERSONAL_TRAIT, .help = N_("For counts alone.") },
	{ "adapted", FIELD_BOOL, .label = N_("Adapted training"), .aliases = "Parcours adapté|Aménagement",
	    .fallback = "non", .personal = PERSONAL_TRAIT,
	    .help = N_("Whether something was arranged; never why.") },
};

static void
check(struct record *r, const struct rule_context *c, struct faults *f)
{
	bool own = str_is(rule_code(c, r, "employer"), "own");

	if (own != record_cell(r, "staff")->set)
		rule_fault(f, r, "staff", "employer", own ?
		    _("An employee of the operator is a member of staff: say which one.") :
		    _("Only an employee of the operator is a member of staff."));
}

const struct reg reg_trainee = {
	.name = "trainee",
	.label = N_("Trainees"),
	.group = GROUP_TRAINING,
	.fields = fields,
	.n_fields = COUNT(fields),
	.title = "pseudonym",
	.rules = check,
	.keep = { .years = 5 },
	.access = &access_training,
};
