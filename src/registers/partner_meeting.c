/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/lang.h"
#include "record/access.h"
#include "registers/registers.h"
#include "registers/rules.h"

static const struct field fields[] = {
	{ "scheme", FIELD_REF, .flags = FIELD_REQUIRED, .label = N_("Scheme"), .aliases = "Dispositif",
	    .ref = "scheme",
	    .help = N_("Whose team took part. A meeting with two teams is two lines.") },
	{ "date", FIELD_DATE, .flags = FIELD_REQUIRED, .label = N_("Date"), .aliases = "Date" },
	{ "instance", FIELD_CODE, .flags = FIELD_REQUIRED, .label = N_("Instance"),
	    .aliases = "Instance|Type",
	    .codes = "instance" },
	{ "subject", FIELD_TEXT,
	    .personal = PERSONAL_NONE, .flags = FIELD_GUARDED, .label = N_("Subject"),
	    .aliases = "Objet|Intitulé",
	    .max = 200 },
	{ "sector", FIELD_REF, .flags = FIELD_LOCAL | FIELD_GROW, .label = N_("Sector"),
	    .aliases = "Secteur|Quartier", .ref = "sector" },
	{ "minutes", FIELD_INT, .label = N_("Length"), .aliases = "Durée|Durée (min)", .min = 5,
	    .max = 720,
	    .unit = N_("min") },
	{ "led", FIELD_BOOL, .label = N_("Led by us"), .aliases = "Animée par nous",
	    .fallback = "non" },
	{ "team", FIELD_REFS, .label = N_("Our people"), .aliases = "Équipe|Participants",
	    .ref = "staff",
	    .max = 8, .personal = PERSONAL_PSEUDONYM, .part = N_("Who was there") },
	{ "partners", FIELD_REFS, .label = N_("Partners"),
	    .aliases = "Partenaires|Partenaires présents",
	    .ref = "partner", .max = 32 },
	{ "kinds", FIELD_CODES, .label = N_("Other partners, by kind"), .aliases = "Autres partenaires",
	    .codes = "partner_kind", .max = 26 },
	{ "people", FIELD_INT, .label = N_("People present"), .aliases = "Personnes présentes",
	    .min = 1,
	    .max = 1000 },
	{ "themes", FIELD_CODES, .label = N_("Themes"), .aliases = "Thèmes|Sujets", .codes = "theme",
	    .max = 8, .part = N_("What was said") },
	{ "situations", FIELD_INT, .label = N_("Situations spoken of"),
	    .aliases = "Situations évoquées",
	    .min = 0, .max = 100, .help = N_("A number: a meeting keeps no file of persons.") },
	{ "decisions", FIELD_TEXT, .flags = FIELD_GUARDED, .label = N_("Decisions"),
	    .aliases = "Décisions|Relevé de décisions", .max = 2000, .personal = PERSONAL_TEXT,
	    .keep_days = 730, .help = N_("Who does what until when; services, no persons.") },
	{ "next", FIELD_DATE, .label = N_("Next meeting"), .aliases = "Prochaine réunion" },
};

static void
check(struct record *r, const struct rule_context *c, struct faults *f)
{
	const struct cell *people = record_cell(r, "people"), *team = record_cell(r, "team");

	rule_order(f, r, "date", "next");
	if (people->set && team->set && people->i < team->n)
		rule_fault(f, r, "people", "fewer_than_team", _("There were fewer people than our own."));
	if (str_is(rule_code(c, r, "instance"), "IXX") && !record_cell(r, "subject")->set)
		rule_fault(f, r, "subject", "reason_required",
		    _("Another instance asks for a subject that says which."));
}

const struct reg reg_partner_meeting = {
	.name = "partner_meeting",
	.label = N_("Partner meetings"),
	.group = GROUP_PARTNERS,
	.fields = fields,
	.n_fields = COUNT(fields),
	.listed = "scheme instance sector partners people minutes",
	.rules = check,
	.keep = { .years = 5 },
	.access = &access_work,
	.order = "date",
	.within = "scheme",
};
