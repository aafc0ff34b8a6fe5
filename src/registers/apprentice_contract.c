/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/lang.h"
#include "record/access.h"
#include "registers/registers.h"
#include "registers/rules.h"

static const struct field fields[] = {
	{ "cohort", FIELD_TEXT,
	    .personal = PERSONAL_NONE,
	    .flags = FIELD_REQUIRED, .label = N_("Cohort"), .aliases = "Promotion|Cohorte",
	    .max = 7, .help = N_("Two years that follow each other: 2024/25.") },
	{ "employer", FIELD_CODE, .flags = FIELD_REQUIRED, .label = N_("Employer"), .aliases = "Employeur",
	    .codes = "employer_kind", .fallback = "own" },
	{ "staff", FIELD_REF, .label = N_("Member of staff"), .aliases = "Salarié|Apprenti", .ref = "staff",
	    .personal = PERSONAL_PSEUDONYM, .help = N_("For an apprentice of the operator.") },
	{ "trainee", FIELD_REF, .label = N_("Trainee"), .aliases = "Stagiaire", .ref = "trainee",
	    .personal = PERSONAL_PSEUDONYM, .help = N_("For an apprentice of our own centre.") },
	{ "function", FIELD_CODE, .flags = FIELD_REQUIRED, .label = N_("Function"), .aliases = "Fonction",
	    .codes = "apprentice_function" },
	{ "sex", FIELD_CODE, .flags = FIELD_REQUIRED, .label = N_("Sex"), .aliases = "Sexe",
	    .codes = "person_sex", .personal = PERSONAL_TRAIT, .help = N_("For counts alone.") },
	{ "title", FIELD_CODE, .label = N_("Title prepared"),
	    .aliases = "Titre préparé|Titre|Diplôme préparé", .codes = "title" },
	{ "start", FIELD_DATE, .flags = FIELD_REQUIRED, .label = N_("Start"), .aliases = "Début",
	    .part = N_("Contract") },
	{ "end", FIELD_DATE, .flags = FIELD_REQUIRED, .label = N_("Agreed end"), .aliases = "Fin|Terme" },
	{ "number", FIELD_TEXT,
	    .personal = PERSONAL_PSEUDONYM,
	    .label = N_("Number of the contract"), .aliases = "Numéro|Numéro de contrat",
	    .max = 40 },
	{ "broken_on", FIELD_DATE, .label = N_("Broken off on"), .aliases = "Rompu le|Date de rupture" },
	{ "signed_again", FIELD_BOOL, .label = N_("Signed again within six months"),
	    .aliases = "Nouveau contrat sous six mois", .fallback = "non",
	    .help = N_("Such a contract does not count as broken off.") },
};

static void
check(struct record *r, const struct rule_context *c, struct faults *f)
{
	bool own = str_is(rule_code(c, r, "employer"), "own");

	rule_cohort(f, r, "cohort");
	rule_days(f, r, "start", "end");
	rule_days(f, r, "start", "broken_on");
	rule_days(f, r, "broken_on", "end");
	if (own != record_cell(r, "staff")->set)
		rule_fault(f, r, "staff", "employer", own ?
		    _("An apprentice of the operator is a member of staff: say which one.") :
		    _("An apprentice of another employer is no member of staff."));
	if (!own && !record_cell(r, "trainee")->set)
		rule_fault(f, r, "trainee", "required",
		    _("An apprentice of another employer is a trainee of our centre."));
}

const struct reg reg_apprentice_contract = {
	.name = "apprentice_contract",
	.label = N_("Apprentice contracts"),
	.group = GROUP_TRAINING,
	.fields = fields,
	.n_fields = COUNT(fields),
	.listed = "cohort employer staff trainee function title end",
	.rules = check,
	.keep = { .years = 5, .from = "end" },
	.access = &access_training,
	.order = "start",
};
