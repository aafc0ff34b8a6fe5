/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/lang.h"
#include "record/access.h"
#include "registers/registers.h"
#include "registers/rules.h"

/* Who is employed, and how.  Sex, year and country of birth stand here and not with the member of staff: a
 * contract is read by few, and phones hold none. */
static const struct field fields[] = {
	{ "staff", FIELD_REF, .flags = FIELD_REQUIRED | FIELD_INDEXED, .label = N_("Member of staff"),
	    .aliases = "Salarié|Matricule", .ref = "staff", .personal = PERSONAL_PSEUDONYM },
	{ "kind", FIELD_CODE, .flags = FIELD_REQUIRED, .label = N_("Kind"),
	    .aliases = "Type|Nature|Type de contrat", .codes = "employment_kind" },
	{ "category", FIELD_CODE, .flags = FIELD_REQUIRED, .label = N_("Category"),
	    .aliases = "Catégorie|Fonction", .codes = "staff_role",
	    .help = N_("That of the headcount: apprentice mediators are mediators.") },
	{ "agency", FIELD_REF, .flags = FIELD_REQUIRED, .label = N_("Agency"), .aliases = "Agence",
	    .ref = "agency" },
	{ "scheme", FIELD_REF, .label = N_("Scheme"), .aliases = "Dispositif", .ref = "scheme",
	    .help = N_("Empty when the person belongs to no single scheme.") },
	{ "share", FIELD_REAL, .label = N_("Working-time share"), .aliases = "Quotité|Temps de travail",
	    .min = 1, .max = 100, .unit = N_("%"), .fallback = "100" },
	{ "start", FIELD_DATE, .flags = FIELD_REQUIRED, .label = N_("Start"),
	    .aliases = "Début|Date d’entrée|Entrée", .part = N_("Duration") },
	{ "entry", FIELD_CODE, .label = N_("How it began"), .aliases = "Mode d’entrée|Motif d’entrée",
	    .codes = "employment_entry", .fallback = "hire",
	    .help = N_("Hired: a newcomer. A contract that follows another one is no hiring.") },
	{ "trial_end", FIELD_DATE, .label = N_("End of the trial period"),
	    .aliases = "Fin de période d’essai" },
	{ "term", FIELD_DATE, .label = N_("Agreed end"), .aliases = "Terme|Fin prévue",
	    .help = N_("For contracts that have one.") },
	{ "end", FIELD_DATE, .label = N_("Last day"), .aliases = "Fin|Date de sortie|Sortie",
	    .help = N_("Empty while it runs.") },
	{ "leaving", FIELD_CODE, .label = N_("Why it ended"), .aliases = "Motif de sortie|Motif de fin",
	    .codes = "employment_leaving" },
	{ "sex", FIELD_CODE, .label = N_("Sex"), .aliases = "Sexe", .codes = "person_sex",
	    .personal = PERSONAL_TRAIT, .part = N_("For headcounts alone"),
	    .help = N_("For the headcount and the equality index; never shown of one person in a figure.") },
	{ "birth_year", FIELD_INT, .label = N_("Year of birth"), .aliases = "Année de naissance", .min = 1920,
	    .max = 2030, .personal = PERSONAL_TRAIT },
	{ "birth_country", FIELD_CODE, .label = N_("Country of birth"), .aliases = "Pays de naissance",
	    .codes = "country", .personal = PERSONAL_TRAIT,
	    .help = N_("For a list of countries without counts, and one share.") },
};

static void
check(struct record *r, const struct rule_context *c, struct faults *f)
{
	struct str kind = rule_roll(c, r, "kind", "term");
	const struct cell *start = record_cell(r, "start"), *born = record_cell(r, "birth_year");
	int64_t age = start->set && born->set ? ymd_of_day((int32_t)start->i).year - born->i : 20;

	rule_days(f, r, "start", "end");
	rule_days(f, r, "start", "term");
	rule_days(f, r, "start", "trial_end");
	if (age < 14 || age > 80)
		rule_fault(f, r, "birth_year", "age",
		    _("Nobody of that age begins to work here. Look at the year again."));
	if (kind.p != NULL && !record_cell(r, "term")->set)
		rule_fault(f, r, "term", "required", _("A contract of this kind has an agreed end."));
	if (record_cell(r, "leaving")->set && !record_cell(r, "end")->set)
		rule_fault(f, r, "end", "required", _("Why it ended is told with the last day."));
}

const struct reg reg_employment_contract = {
	.name = "employment_contract",
	.label = N_("Employment contracts"),
	.group = GROUP_STAFF,
	.fields = fields,
	.n_fields = COUNT(fields),
	.listed = "staff kind category scheme share end",
	.rules = check,
	.keep = { .years = 5, .from = "end" },
	.access = &access_employment,
	.order = "start",
	.within = "agency",
};
