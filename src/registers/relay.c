/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/lang.h"
#include "record/access.h"
#include "registers/registers.h"
#include "registers/rules.h"

static const struct field fields[] = {
	{ "scheme", FIELD_REF, .flags = FIELD_REQUIRED, .label = N_("Scheme"), .aliases = "Dispositif",
	    .ref = "scheme" },
	{ "date", FIELD_DATE, .flags = FIELD_REQUIRED, .label = N_("Date"),
	    .aliases = "Date|Demandé le" },
	{ "sector", FIELD_REF, .flags = FIELD_LOCAL | FIELD_GROW, .label = N_("Sector"),
	    .aliases = "Secteur|Quartier", .ref = "sector" },
	{ "mode", FIELD_CODE, .flags = FIELD_REQUIRED, .label = N_("Mode"),
	    .aliases = "Forme du relais|Mode",
	    .codes = "relay_mode" },
	{ "consent", FIELD_BOOL, .label = N_("The person agrees"), .aliases = "Accord de la personne",
	    .fallback = "non",
	    .help = N_("Without it nothing of the person is told but in an emergency.") },
	{ "theme", FIELD_CODE, .flags = FIELD_REQUIRED, .label = N_("Theme"), .aliases = "Thème",
	    .codes = "theme" },
	{ "kind", FIELD_CODE, .flags = FIELD_REQUIRED, .label = N_("Kind of partner"),
	    .aliases = "Type de partenaire", .codes = "partner_kind" },
	{ "partner", FIELD_REF, .label = N_("Partner"), .aliases = "Partenaire", .ref = "partner" },
	{ "question", FIELD_TEXT, .flags = FIELD_GUARDED, .label = N_("Question"),
	    .aliases = "Question posée",
	    .max = 500, .personal = PERSONAL_TEXT, .keep_days = 180,
	    .help = N_("What is asked of the partner; no name.") },
	{ "asks", FIELD_BOOL, .label = N_("An answer is expected"), .aliases = "Réponse attendue",
	    .fallback = "oui" },
	{ "answered", FIELD_DATE, .label = N_("Answered on"), .aliases = "Répondu le",
	    .part = N_("Answer") },
	{ "answer", FIELD_CODE, .label = N_("Answer"), .aliases = "Réponse", .codes = "relay_answer" },
	{ "told", FIELD_TEXT, .flags = FIELD_GUARDED, .label = N_("Answer in words"),
	    .aliases = "Réponse en clair", .max = 500, .personal = PERSONAL_TEXT, .keep_days = 180 },
	{ "days", FIELD_INT, .flags = FIELD_DERIVED, .label = N_("Days until the answer"),
	    .min = -100000,
	    .max = 100000 },
};

static void
check(struct record *r, const struct rule_context *c, struct faults *f)
{
	const struct cell *answered = record_cell(r, "answered");
	bool none = str_is(rule_code(c, r, "answer"), "none");

	if (str_is(rule_roll(c, r, "mode", "consent"), "yes") && record_cell(r, "consent")->i == 0)
		rule_fault(f, r, "consent", "no_consent",
		    _("An active relay needs the person’s agreement. Without it, information may be given."));
	rule_order(f, r, "date", "answered");
	rule_needs(f, r, "answered", "answer");
	if (!none)
		rule_needs(f, r, "answer", "answered");
	else if (answered->set)
		rule_fault(f, r, "answered", "no_answer", _("There was no answer, so it has no day."));
	rule_days_between(r, "date", "answered", "days");
}

const struct reg reg_relay = {
	.name = "relay",
	.label = N_("Relays to partners"),
	.group = GROUP_PARTNERS,
	.fields = fields,
	.n_fields = COUNT(fields),
	.listed = "scheme mode theme kind partner answered answer days",
	.rules = check,
	.keep = { .years = 2 },
	.access = &access_work,
	.order = "date",
	.within = "scheme",
};
