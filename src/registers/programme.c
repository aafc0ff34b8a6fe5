/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/lang.h"
#include "record/access.h"
#include "registers/registers.h"
#include "registers/rules.h"

static const struct field fields[] = {
	{ "name", FIELD_TEXT,
	    .personal = PERSONAL_NONE,
	    .flags = FIELD_REQUIRED, .label = N_("Name"), .aliases = "Nom|Intitulé" },
	{ "family", FIELD_CODE, .flags = FIELD_REQUIRED, .label = N_("Family"), .aliases = "Famille|Type",
	    .codes = "programme_family" },
	{ "objective", FIELD_CODE, .flags = FIELD_REQUIRED,
	    .label = N_("Objective in the training body’s report"),
	    .aliases = "Objectif BPF|Objectif (cadre F-3)|Objectif", .codes = "bpf_objective",
	    .fallback = "F3D", .help = N_("Frame F-3 of the yearly report of training bodies (BPF).") },
	{ "title", FIELD_CODE, .label = N_("Title"), .aliases = "Titre|Certification", .codes = "title" },
	{ "rncp", FIELD_TEXT,
	    .personal = PERSONAL_NONE, .label = N_("Number in the register of titles"),
	    .aliases = "Code RNCP|RNCP|Fiche RNCP", .max = 12 },
	{ "expires", FIELD_DATE, .label = N_("Registered until"),
	    .aliases = "Échéance RNCP|Enregistré jusqu’au" },
	{ "nsf", FIELD_TEXT,
	    .personal = PERSONAL_NONE,
	    .label = N_("Speciality code (NSF)"), .aliases = "Code NSF|NSF", .max = 12 },
	{ "domain", FIELD_CODE, .label = N_("Domain"), .aliases = "Domaine", .codes = "skill_domain",
	    .help = N_("For a micro-certification.") },
	{ "hours", FIELD_REAL, .label = N_("Hours"), .aliases = "Heures|Durée en heures", .min = 0,
	    .max = 3000, .unit = N_("h"), .part = N_("Length and rhythm") },
	{ "days", FIELD_REAL, .label = N_("Days"), .aliases = "Jours|Durée en jours", .min = 0, .max = 500,
	    .unit = N_("days") },
	{ "months", FIELD_INT, .label = N_("Months"), .aliases = "Mois|Durée en mois", .min = 0, .max = 60,
	    .unit = N_("months") },
	{ "weeks_course", FIELD_INT, .label = N_("Weeks of lessons in a cycle"),
	    .aliases = "Semaines de cours", .min = 0, .max = 52 },
	{ "weeks_field", FIELD_INT, .label = N_("Weeks at work in a cycle"),
	    .aliases = "Semaines de terrain", .min = 0, .max = 52 },
	{ "start", FIELD_DATE, .flags = FIELD_REQUIRED, .label = N_("In the catalogue from"),
	    .aliases = "Au catalogue depuis|Début|Ouverture", .part = N_("Catalogue") },
	{ "end", FIELD_DATE, .label = N_("In the catalogue until"), .aliases = "Au catalogue jusqu’au|Fin" },
	{ "audience", FIELD_TEXT,
	    .personal = PERSONAL_NONE,
	    .label = N_("Audience"), .aliases = "Public|Public visé", .max = 300 },
	{ "prerequisites", FIELD_TEXT,
	    .personal = PERSONAL_NONE,
	    .label = N_("Prerequisites"), .aliases = "Prérequis", .max = 1000 },
	{ "aims", FIELD_TEXT,
	    .personal = PERSONAL_NONE,
	    .label = N_("Aims"), .aliases = "Objectifs pédagogiques|Buts", .max = 2000 },
	{ "methods", FIELD_TEXT,
	    .personal = PERSONAL_NONE, .label = N_("Methods and assessment"),
	    .aliases = "Méthodes et évaluation|Méthodes", .max = 2000 },
	{ "access_delay", FIELD_TEXT,
	    .personal = PERSONAL_NONE,
	    .label = N_("Time until one may begin"), .aliases = "Délai d’accès",
	    .max = 200 },
	{ "disability", FIELD_TEXT,
	    .personal = PERSONAL_NONE, .label = N_("Access for people with a disability"),
	    .aliases = "Accessibilité|Handicap", .max = 500 },
	{ "price", FIELD_MONEY, .label = N_("Price"), .aliases = "Prix|Tarif", .min = 0, .max = 10000000,
	    .help = N_("A trainee, without tax.") },
};

static void
check(struct record *r, const struct rule_context *c, struct faults *f)
{
	struct str family = rule_code(c, r, "family");

	rule_days(f, r, "start", "end");
	if (str_is(family, "title") && !record_cell(r, "title")->set)
		rule_fault(f, r, "title", "required", _("This programme leads to a title: say which one."));
	if (str_is(family, "skill") && !record_cell(r, "domain")->set)
		rule_fault(f, r, "domain", "required", _("A micro-certification has a domain: say which one."));
	if (record_cell(r, "weeks_course")->set != record_cell(r, "weeks_field")->set)
		rule_fault(f, r, "weeks_field", "half_rhythm",
		    _("The rhythm needs the weeks of lessons and the weeks at work, or neither."));
}

const struct reg reg_programme = {
	.name = "programme",
	.label = N_("Training programmes"),
	.group = GROUP_TRAINING,
	.fields = fields,
	.n_fields = COUNT(fields),
	.title = "name",
	.listed = "name family title hours months weeks_course weeks_field",
	.rules = check,
	.access = &access_catalogue,
};
