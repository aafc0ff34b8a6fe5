/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/lang.h"
#include "record/access.h"
#include "registers/registers.h"
#include "registers/rules.h"

static const struct field fields[] = {
	{ "scheme", FIELD_REF, .flags = FIELD_REQUIRED, .label = N_("Scheme"), .aliases = "Dispositif",
	    .ref = "scheme" },
	{ "client", FIELD_REF, .flags = FIELD_REQUIRED, .label = N_("Landlord"), .aliases = "Bailleur",
	    .ref = "client" },
	{ "reference", FIELD_TEXT,
	    .personal = PERSONAL_NONE, .label = N_("Order number"),
	    .aliases = "Numéro de commande|Référence",
	    .max = 40 },
	{ "received", FIELD_DATE, .flags = FIELD_REQUIRED, .label = N_("Order received on"),
	    .aliases = "Reçue le|Date de réception" },
	{ "kind", FIELD_CODE, .flags = FIELD_REQUIRED, .label = N_("Subject"), .aliases = "Objet|Motif",
	    .codes = "order_kind" },
	{ "request", FIELD_TEXT, .flags = FIELD_GUARDED, .label = N_("What is asked"),
	    .aliases = "Demande", .max = 500, .personal = PERSONAL_TEXT, .keep_days = 180,
	    .help = N_("No name of a tenant: a staircase, hours, what disturbs.") },
	{ "sector", FIELD_REF, .flags = FIELD_LOCAL | FIELD_GROW, .label = N_("Sector"),
	    .aliases = "Secteur|Quartier", .ref = "sector" },
	{ "site", FIELD_REF, .label = N_("Site"), .aliases = "Site|Résidence", .ref = "site" },
	{ "place", FIELD_TEXT, .flags = FIELD_GUARDED, .label = N_("Place"), .aliases = "Lieu|Adresse",
	    .personal = PERSONAL_PLACE, .keep_days = 730,
	    .help = N_("A building or hall, never a dwelling.") },
	{ "visits", FIELD_INT, .label = N_("Visits asked for"), .aliases = "Passages demandés",
	    .min = 1,
	    .max = 400 },
	{ "due", FIELD_DATE, .flags = FIELD_REQUIRED, .label = N_("Answer due on"),
	    .aliases = "Échéance|À répondre avant le" },
	{ "answered", FIELD_DATE, .label = N_("Answered on"), .aliases = "Répondue le",
	    .part = N_("Answer"), .help = N_("Empty while the order is open.") },
	{ "answer", FIELD_CODE, .label = N_("Answer"), .aliases = "Réponse|Suite donnée",
	    .codes = "order_answer" },
	{ "made", FIELD_INT, .label = N_("Visits made"), .aliases = "Passages faits", .min = 0,
	    .max = 400 },
	{ "told", FIELD_TEXT, .flags = FIELD_GUARDED, .label = N_("What the landlord was told"),
	    .aliases = "Réponse en clair", .max = 500, .personal = PERSONAL_TEXT, .keep_days = 180 },
	{ "days", FIELD_INT, .flags = FIELD_DERIVED, .label = N_("Days until the answer"),
	    .min = -100000,
	    .max = 100000 },
	{ "on_time", FIELD_BOOL, .flags = FIELD_DERIVED, .label = N_("On time"),
	    .help = N_("Answered on the day that was agreed, or before.") },
};

static void
check(struct record *r, const struct rule_context *c, struct faults *f)
{
	const struct cell *due = record_cell(r, "due"), *answered = record_cell(r, "answered");

	(void)c;
	rule_order(f, r, "received", "due");
	rule_order(f, r, "received", "answered");
	rule_needs(f, r, "answered", "answer");
	rule_needs(f, r, "answer", "answered");
	rule_days_between(r, "received", "answered", "days");
	*record_cell(r, "on_time") = (struct cell){ .set = answered->set, .i = answered->i <= due->i };
}

const struct reg reg_landlord_order = {
	.name = "landlord_order",
	.label = N_("Landlords’ orders"),
	.group = GROUP_GROUND,
	.fields = fields,
	.n_fields = COUNT(fields),
	.title = "reference",
	.listed = "received client scheme kind sector due answered on_time",
	.rules = check,
	.keep = { .years = 5 },
	.access = &access_work,
	.order = "received",
	.within = "scheme",
};
