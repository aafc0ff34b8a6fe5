/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/lang.h"
#include "record/access.h"
#include "registers/registers.h"
#include "registers/rules.h"

static const struct field fields[] = {
	{ "role", FIELD_CODE, .flags = FIELD_REQUIRED, .label = N_("Role"),
	    .aliases = "Rôle|Fonction|Poste", .codes = "staff_role" },
	{ "agency", FIELD_REF, .flags = FIELD_REQUIRED, .label = N_("Agency"),
	    .aliases = "Agence", .ref = "agency" },
	{ "pseudonym", FIELD_TEXT, .flags = FIELD_GUARDED, .label = N_("Pseudonym"),
	    .aliases = "Pseudonyme|Matricule", .max = 40, .personal = PERSONAL_PSEUDONYM,
	    .help = N_("A number or a nickname, never a name.") },
	{ "scheme", FIELD_REF, .label = N_("Main scheme"),
	    .aliases = "Dispositif|Dispositif principal", .ref = "scheme" },
	{ "start", FIELD_DATE, .label = N_("Start"), .aliases = "Début|Date d’entrée|Entrée" },
	{ "end", FIELD_DATE, .label = N_("End"), .aliases = "Fin|Date de sortie|Sortie" },
	{ "share", FIELD_REAL, .label = N_("Working-time share"),
	    .aliases = "Quotité|Temps de travail", .min = 1, .max = 100, .unit = N_("%"),
	    .fallback = "100" },
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
	const struct cell *born = record_cell(r, "birth_year");
	int year = (record_cell(r, "start")->set ? ymd_of_day((int32_t)record_cell(r, "start")->i) :
	    ymd_of_day(c->today)).year;

	rule_days(f, r, "start", "end");
	if (born->set && (year - born->i < 14 || year - born->i > 80))
		rule_fault(f, r, "birth_year", "age",
		    _("Nobody of that age begins to work here. Look at the year again."));
}

const struct reg reg_staff = {
	.name = "staff",
	.label = N_("Staff"),
	.group = GROUP_STAFF,
	.fields = fields,
	.n_fields = COUNT(fields),
	.title = "pseudonym",
	.listed = "pseudonym role agency scheme start end share",
	.rules = check,
	.keep = { .years = 5, .from = "end" },
	.access = &access_staff,
	.within = "agency",
};
