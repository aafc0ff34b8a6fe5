/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/lang.h"
#include "record/access.h"
#include "registers/registers.h"
#include "registers/rules.h"

static const struct field fields[] = {
	{ "staff", FIELD_REF, .flags = FIELD_REQUIRED | FIELD_INDEXED, .label = N_("Member of staff"),
	    .aliases = "Salarié|Matricule", .ref = "staff", .personal = PERSONAL_PSEUDONYM },
	{ "domain", FIELD_CODE, .flags = FIELD_REQUIRED, .label = N_("Domain"), .aliases = "Domaine",
	    .codes = "skill_domain" },
	{ "date", FIELD_DATE, .flags = FIELD_REQUIRED, .label = N_("Asked for on"),
	    .aliases = "Date|Demandée le|Date de demande" },
	{ "criteria", FIELD_INT, .label = N_("Criteria of the grid"),
	    .aliases = "Critères de la grille|Critères", .min = 1, .max = 60, .part = N_("Assessment") },
	{ "acquired", FIELD_INT, .label = N_("Criteria acquired"), .aliases = "Critères acquis|Acquis",
	    .min = 0, .max = 60 },
	{ "jury_on", FIELD_DATE, .label = N_("Day of the jury"), .aliases = "Jury du|Date du jury" },
	{ "jury", FIELD_REFS, .label = N_("Jury"), .aliases = "Jury|Membres du jury", .ref = "staff",
	    .min = 1, .max = 4, .personal = PERSONAL_PSEUDONYM },
	{ "result", FIELD_CODE, .label = N_("Decision"), .aliases = "Décision|Résultat",
	    .codes = "jury_result" },
	{ "badge", FIELD_TEXT,
	    .personal = PERSONAL_PSEUDONYM,
	    .label = N_("Number of the badge"), .aliases = "Numéro du badge|Badge",
	    .max = 60 },
	{ "agency", FIELD_REF, .flags = FIELD_DERIVED, .label = N_("Agency"), .ref = "agency",
	    .help = N_("That of the member of staff.") },
};

static void
check(struct record *r, const struct rule_context *c, struct faults *f)
{
	const struct cell *jury = record_cell(r, "jury"), *staff = record_cell(r, "staff");
	const struct cell *criteria = record_cell(r, "criteria"), *acquired = record_cell(r, "acquired");
	struct str result = rule_code(c, r, "result");

	rule_days(f, r, "date", "jury_on");
	rule_taken(c, r, "agency", "staff", "agency");
	rule_at_most(f, r, "acquired", "criteria");
	for (size_t i = 0; jury->set && i < jury->n; i++)
		if (uuid_eq(&jury->us[i], &staff->u))
			rule_fault(f, r, "jury", "same", _("Nobody is in the jury of their own assessment."));
	if (result.p != NULL && (!record_cell(r, "jury_on")->set || !jury->set ||
	    !criteria->set || !acquired->set))
		rule_fault(f, r, "result", "no_jury",
		    _("A decision needs its jury, the jury’s day and the grid that was filled in."));
	if (record_cell(r, "badge")->set && !str_is(result, "granted"))
		rule_fault(f, r, "badge", "not_granted", _("A badge goes with a certification that was granted."));
}

const struct reg reg_micro_certification = {
	.name = "micro_certification",
	.label = N_("Micro-certifications"),
	.group = GROUP_STAFF,
	.fields = fields,
	.n_fields = COUNT(fields),
	.listed = "staff domain jury_on acquired criteria result",
	.rules = check,
	.access = &access_course,
	.order = "date",
	.within = "agency",
};
