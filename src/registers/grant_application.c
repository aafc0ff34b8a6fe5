/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/lang.h"
#include "record/access.h"
#include "registers/registers.h"
#include "registers/rules.h"

static const struct field fields[] = {
	{ "subject", FIELD_TEXT,
	    .personal = PERSONAL_NONE,
	    .flags = FIELD_REQUIRED, .label = N_("Subject"), .aliases = "Objet|Projet",
	    .part = N_("Request") },
	{ "funder", FIELD_REF, .flags = FIELD_REQUIRED, .label = N_("Funder"), .aliases = "Financeur",
	    .ref = "funder" },
	{ "call", FIELD_TEXT,
	    .personal = PERSONAL_NONE,
	    .label = N_("Call for projects"), .aliases = "Appel à projets|Programme" },
	{ "kind", FIELD_CODE, .flags = FIELD_REQUIRED, .label = N_("Kind"), .aliases = "Type|Nature",
	    .codes = "grant_kind" },
	{ "centre", FIELD_REF, .flags = FIELD_RESOLVED, .label = N_("Revenue centre"),
	    .aliases = "Centre|Centre de produit", .ref = "revenue_centre",
	    .help = N_("Empty: that of the scheme.") },
	{ "scheme", FIELD_REF, .label = N_("Scheme"), .aliases = "Dispositif", .ref = "scheme" },
	{ "year", FIELD_INT, .flags = FIELD_REQUIRED, .label = N_("Financial year"),
	    .aliases = "Exercice|Année", .min = 2000, .max = 2100 },
	{ "requested", FIELD_MONEY, .flags = FIELD_REQUIRED, .label = N_("Amount asked for"),
	    .aliases = "Montant demandé", .min = 0, .max = 100000000000 },
	{ "submitted", FIELD_DATE, .label = N_("Submitted on"), .aliases = "Déposé le|Date de dépôt",
	    .help = N_("Empty while it is being prepared.") },
	{ "decision", FIELD_CODE, .flags = FIELD_REQUIRED, .label = N_("Decision"), .aliases = "Décision",
	    .codes = "grant_decision", .fallback = "pending", .part = N_("Decision and account") },
	{ "decided", FIELD_DATE, .label = N_("Decided on"), .aliases = "Décidé le|Date de décision" },
	{ "days_to_decide", FIELD_INT, .flags = FIELD_DERIVED, .label = N_("Days until decided"),
	    .aliases = "Délai de décision", .unit = N_("days") },
	{ "granted", FIELD_MONEY, .label = N_("Amount granted"), .aliases = "Montant accordé", .min = 0,
	    .max = 100000000000 },
	{ "report_due", FIELD_DATE, .label = N_("Account due on"), .aliases = "Compte rendu attendu le" },
	{ "report_sent", FIELD_DATE, .label = N_("Account sent on"), .aliases = "Compte rendu envoyé le" },
};

static void
check_decision(struct record *r, const struct rule_context *c, struct faults *f)
{
	struct str decision = rule_code(c, r, "decision");
	const struct cell *granted = record_cell(r, "granted"), *requested = record_cell(r, "requested");
	bool yes = str_is(decision, "granted") || str_is(decision, "partly");
	bool decided = yes || str_is(decision, "refused");

	if (decided != record_cell(r, "decided")->set)
		rule_fault(f, r, "decided", decided ? "required" : "not_here",
		    _("The day of the decision stands with a decision, and only with one."));
	if (yes != (granted->set && granted->i > 0))
		rule_fault(f, r, "granted", yes ? "required" : "not_here",
		    _("An amount is granted by a decision that grants it, and by no other."));
	if (str_is(decision, "partly") && granted->set && granted->i >= requested->i)
		rule_fault(f, r, "granted", "order", _("Granted in part means less than was asked for."));
	if (!str_is(decision, "pending") && !record_cell(r, "submitted")->set)
		rule_fault(f, r, "submitted", "required", _("What was decided was submitted before: give the day."));
}

static void
check(struct record *r, const struct rule_context *c, struct faults *f)
{
	rule_filled(c, r, "centre", "scheme", "centre");
	rule_days(f, r, "submitted", "decided");
	rule_days_between(r, "submitted", "decided", "days_to_decide");
	rule_days(f, r, "decided", "report_sent");
	check_decision(r, c, f);
}

const struct reg reg_grant_application = {
	.name = "grant_application",
	.label = N_("Grant applications"),
	.group = GROUP_MONEY,
	.fields = fields,
	.n_fields = COUNT(fields),
	.title = "subject",
	.listed = "funder year requested submitted decision granted report_due",
	.rules = check,
	.keep = { .years = 10, .from = "submitted" },
	.access = &access_accounts,
	.within = "scheme",
};
