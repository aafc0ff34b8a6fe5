/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/lang.h"
#include "record/access.h"
#include "registers/registers.h"
#include "registers/rules.h"

static const struct field fields[] = {
	{ "subject", FIELD_TEXT,
	    .personal = PERSONAL_NONE,
	    .flags = FIELD_REQUIRED | FIELD_GUARDED, .label = N_("What we advise"),
	    .aliases = "Objet|Préconisation", .part = N_("Advice") },
	{ "scheme", FIELD_REF, .flags = FIELD_REQUIRED, .label = N_("Scheme"), .aliases = "Dispositif",
	    .ref = "scheme" },
	{ "client", FIELD_REF, .flags = FIELD_RESOLVED, .label = N_("Client"),
	    .aliases = "Client|Donneur d’ordre", .ref = "client",
	    .help = N_("Empty: that of the scheme.") },
	{ "date", FIELD_DATE, .flags = FIELD_REQUIRED, .label = N_("Given on"), .aliases = "Date|Émise le" },
	{ "basis", FIELD_TEXT, .flags = FIELD_GUARDED, .label = N_("What it rests on"),
	    .aliases = "Constat|Fondement", .max = 1000, .personal = PERSONAL_TEXT,
	    .help = N_("Figures and observations; nobody is described.") },
	{ "figure", FIELD_TEXT,
	    .personal = PERSONAL_NONE,
	    .label = N_("Figure"), .aliases = "Chiffre|Indicateur", .max = 60,
	    .help = N_("The short name of the figure by which the effect is measured.") },
	{ "decision", FIELD_CODE, .flags = FIELD_REQUIRED, .label = N_("Client’s decision"),
	    .aliases = "Décision|Suite donnée", .codes = "advice_decision", .fallback = "pending",
	    .part = N_("What came of it") },
	{ "decided", FIELD_DATE, .label = N_("Decided on"), .aliases = "Décidée le|Date de décision" },
	{ "days_to_decide", FIELD_INT, .flags = FIELD_DERIVED, .label = N_("Days until decided"),
	    .aliases = "Délai de décision", .unit = N_("days") },
	{ "effect", FIELD_TEXT, .flags = FIELD_GUARDED, .label = N_("Effect"), .aliases = "Effet|Résultat",
	    .max = 1000, .personal = PERSONAL_TEXT },
	{ "effect_seen", FIELD_DATE, .label = N_("Effect looked at on"), .aliases = "Effet constaté le" },
};

static void
check(struct record *r, const struct rule_context *c, struct faults *f)
{
	bool pending = str_is(rule_code(c, r, "decision"), "pending");

	rule_filled(c, r, "client", "scheme", "client");
	rule_days(f, r, "date", "decided");
	rule_days_between(r, "date", "decided", "days_to_decide");
	rule_days(f, r, "decided", "effect_seen");
	if (pending == record_cell(r, "decided")->set)
		rule_fault(f, r, "decided", pending ? "not_here" : "required",
		    _("The day of the decision stands with a decision, and only with one."));
	if (record_cell(r, "effect_seen")->set && !record_cell(r, "effect")->set)
		rule_fault(f, r, "effect", "required", _("The effect was looked at: say what it was."));
}

const struct reg reg_recommendation = {
	.name = "recommendation",
	.label = N_("Recommendations"),
	.group = GROUP_QUALITY,
	.fields = fields,
	.n_fields = COUNT(fields),
	.title = "subject",
	.listed = "date scheme decision decided effect_seen",
	.rules = check,
	.keep = { .years = 5 },
	.access = &access_words,
	.order = "date",
	.within = "scheme",
};
