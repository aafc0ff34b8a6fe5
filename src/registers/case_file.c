/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A conflict that is worked on over weeks (médiation conventionnelle), with the two parties' names: sealed,
 * for the case's team alone, and erased when they are not needed any more. What remains tells nobody. */
#include "base/lang.h"
#include "record/access.h"
#include "registers/registers.h"
#include "registers/rules.h"

static const struct field fields[] = {
	{ "scheme", FIELD_REF, .flags = FIELD_REQUIRED, .label = N_("Scheme"), .aliases = "Dispositif",
	    .ref = "scheme", .part = N_("Request") },
	{ "date", FIELD_DATE, .flags = FIELD_REQUIRED | FIELD_INDEXED, .label = N_("Opened on"),
	    .aliases = "Date|Ouvert le|Date d’ouverture" },
	{ "team", FIELD_REFS, .flags = FIELD_REQUIRED | FIELD_INDEXED, .label = N_("Team"),
	    .aliases = "Équipe|Médiateurs", .ref = "staff", .min = 1, .max = 6, .personal = PERSONAL_PSEUDONYM,
	    .help = N_("Those who work on the case. They alone read who the parties are.") },
	{ "origin", FIELD_CODE, .label = N_("Origin"), .aliases = "Origine|Demandeur", .codes = "origin" },
	{ "theme", FIELD_CODE, .label = N_("Subject"), .aliases = "Objet|Thème", .codes = "theme" },
	{ "sector", FIELD_REF, .flags = FIELD_LOCAL | FIELD_GROW, .label = N_("Sector"),
	    .aliases = "Secteur|Quartier", .ref = "sector" },
	{ "request", FIELD_TEXT, .flags = FIELD_GUARDED, .label = N_("Request"), .aliases = "Demande",
	    .max = 1000, .personal = PERSONAL_TEXT, .keep_days = 730,
	    .help = N_("What is asked for, in a few words: no name, no address, no health, no origin.") },
	{ "party_a_kind", FIELD_CODE, .flags = FIELD_REQUIRED, .label = N_("Party A"), .aliases = "Partie A",
	    .codes = "party_kind", .part = N_("First party") },
	{ "party_a_name", FIELD_TEXT, .flags = FIELD_SEALED, .label = N_("Name of party A"),
	    .aliases = "Nom de la partie A", .max = 120, .personal = PERSONAL_IDENTITY, .keep_days = 730 },
	{ "party_a_contact", FIELD_TEXT, .flags = FIELD_SEALED, .label = N_("Contact of party A"),
	    .aliases = "Contact de la partie A|Coordonnées de la partie A", .max = 300,
	    .personal = PERSONAL_IDENTITY, .keep_days = 730,
	    .help = N_("Address, telephone, e-mail: what is needed to meet.") },
	{ "party_a_consent", FIELD_CODE, .label = N_("Consent of party A"),
	    .aliases = "Accord de la partie A|Consentement de la partie A", .codes = "consent" },
	{ "party_a_consent_on", FIELD_DATE, .label = N_("Consent of party A on"),
	    .aliases = "Date du consentement de la partie A" },
	{ "party_b_kind", FIELD_CODE, .flags = FIELD_REQUIRED, .label = N_("Party B"), .aliases = "Partie B",
	    .codes = "party_kind", .part = N_("Second party") },
	{ "party_b_name", FIELD_TEXT, .flags = FIELD_SEALED, .label = N_("Name of party B"),
	    .aliases = "Nom de la partie B", .max = 120, .personal = PERSONAL_IDENTITY, .keep_days = 730 },
	{ "party_b_contact", FIELD_TEXT, .flags = FIELD_SEALED, .label = N_("Contact of party B"),
	    .aliases = "Contact de la partie B|Coordonnées de la partie B", .max = 300,
	    .personal = PERSONAL_IDENTITY, .keep_days = 730 },
	{ "party_b_consent", FIELD_CODE, .label = N_("Consent of party B"),
	    .aliases = "Accord de la partie B|Consentement de la partie B", .codes = "consent" },
	{ "party_b_consent_on", FIELD_DATE, .label = N_("Consent of party B on"),
	    .aliases = "Date du consentement de la partie B" },
	{ "agreement", FIELD_CODE, .label = N_("Agreement"), .aliases = "Accord", .codes = "case_agreement",
	    .part = N_("Outcome") },
	{ "agreed_on", FIELD_DATE, .label = N_("Agreed on"), .aliases = "Accord le|Date de l’accord" },
	{ "outcome", FIELD_CODE, .label = N_("Outcome"), .aliases = "Issue|Résultat", .codes = "outcome" },
	{ "closed", FIELD_DATE, .label = N_("Closed on"), .aliases = "Clos le|Date de clôture" },
	{ "follow_1_on", FIELD_DATE, .label = N_("Follow-up at one month"), .aliases = "Suivi à un mois",
	    .part = N_("Follow-up of the agreement") },
	{ "follow_1", FIELD_CODE, .label = N_("Found at one month"), .aliases = "Constat à un mois",
	    .codes = "case_follow" },
	{ "follow_3_on", FIELD_DATE, .label = N_("Follow-up at three months"),
	    .aliases = "Suivi à trois mois" },
	{ "follow_3", FIELD_CODE, .label = N_("Found at three months"), .aliases = "Constat à trois mois",
	    .codes = "case_follow" },
	{ "last_contact", FIELD_DATE, .flags = FIELD_DERIVED, .label = N_("Last dated event"),
	    .help = N_("The latest day in this file: names are erased two years after the last contact.") },
};

/* A day on which something happened, and what it was. */
static void
together(struct faults *f, struct record *r, const char *what, const char *day)
{
	bool said = record_cell(r, what)->set, dated = record_cell(r, day)->set;

	if (said && !dated)
		rule_fault(f, r, day, "required", _("Say on which day."));
	else if (dated && !said)
		rule_fault(f, r, what, "required", _("Say what happened on that day."));
}

/* Those that agree have said that they wish to be helped. */
static void
check_agreement(struct record *r, const struct rule_context *c, struct faults *f)
{
	static const char *const consents[] = { "party_a_consent", "party_b_consent" };
	struct str agreement = rule_code(c, r, "agreement");
	bool agreed = agreement.p != NULL && !str_is(agreement, "none");

	for (size_t i = 0; agreed && i < COUNT(consents); i++) {
		struct str consent = rule_code(c, r, consents[i]);

		if (!str_is(consent, "oral") && !str_is(consent, "written"))
			rule_fault(f, r, consents[i], "required",
			    _("There is an agreement: both parties consented to the mediation before."));
	}
	if (agreed && !record_cell(r, "agreed_on")->set)
		rule_fault(f, r, "agreed_on", "required", _("Say on which day."));
	if (!agreed && (record_cell(r, "follow_1_on")->set || record_cell(r, "follow_3_on")->set))
		rule_fault(f, r, "agreement", "required", _("A follow-up is that of an agreement."));
}

static void
check_order(struct record *r, struct faults *f)
{
	static const char *const days[] = { "party_a_consent_on", "party_b_consent_on", "agreed_on", "closed",
	    "follow_1_on", "follow_3_on" };
	struct cell *last = record_cell(r, "last_contact");
	const struct cell *opened = record_cell(r, "date");

	*last = *opened;
	for (size_t i = 0; i < COUNT(days); i++) {
		const struct cell *day = record_cell(r, days[i]);

		if (day->set && opened->set && day->i < opened->i)
			rule_fault(f, r, days[i], "order", _("This is before the case was opened."));
		if (day->set && day->i > last->i)
			last->i = day->i;
	}
	rule_days(f, r, "agreed_on", "follow_1_on");
	rule_days(f, r, "follow_1_on", "follow_3_on");
}

static void
check(struct record *r, const struct rule_context *c, struct faults *f)
{
	together(f, r, "party_a_consent", "party_a_consent_on");
	together(f, r, "party_b_consent", "party_b_consent_on");
	together(f, r, "follow_1", "follow_1_on");
	together(f, r, "follow_3", "follow_3_on");
	together(f, r, "outcome", "closed");
	check_agreement(r, c, f);
	check_order(r, f);
}

const struct reg reg_case_file = {
	.name = "case_file",
	.label = N_("Case files"),
	.group = GROUP_GROUND,
	.fields = fields,
	.n_fields = COUNT(fields),
	.listed = "scheme team theme agreement outcome closed",
	.rules = check,
	.team = "team",
	.keep = { .from = "last_contact" },
	.access = &access_case,
	.order = "date",
	.within = "scheme",
};
