/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/lang.h"
#include "record/access.h"
#include "registers/registers.h"
#include "registers/rules.h"

static const struct field fields[] = {
	{ "name", FIELD_TEXT,
	    .personal = PERSONAL_NONE, .flags = FIELD_REQUIRED, .label = N_("Name"),
	    .aliases = "Nom|Objet|Intitulé" },
	{ "kind", FIELD_CODE, .flags = FIELD_REQUIRED, .label = N_("Kind"),
	    .aliases = "Type|Nature|Type de contrat", .codes = "contract_kind" },
	{ "client", FIELD_REF, .flags = FIELD_REQUIRED, .label = N_("Client"),
	    .aliases = "Client|Donneur d’ordre", .ref = "client" },
	{ "lot", FIELD_TEXT,
	    .personal = PERSONAL_NONE, .label = N_("Lot"), .aliases = "Lot", .max = 60 },
	{ "number", FIELD_TEXT,
	    .personal = PERSONAL_NONE,
	    .label = N_("Reference number"), .aliases = "Numéro|Numéro de marché",
	    .max = 60 },
	{ "start", FIELD_DATE, .flags = FIELD_REQUIRED, .label = N_("Start"),
	    .aliases = "Début|Date de début" },
	{ "end", FIELD_DATE, .label = N_("End"), .aliases = "Fin|Date de fin",
	    .help = N_("Empty while it runs.") },
	{ "notified", FIELD_DATE, .label = N_("Notified on"),
	    .aliases = "Notifié le|Date de notification" },
	{ "renewals", FIELD_INT, .label = N_("Possible renewals"), .aliases = "Reconductions",
	    .min = 0, .max = 10 },
	{ "amount", FIELD_MONEY, .label = N_("Amount a year"),
	    .aliases = "Montant annuel|Montant", .min = 0, .max = 100000000000,
	    .help = N_("Without tax.") },
	{ "hours", FIELD_INT, .label = N_("Hours of presence due a year"),
	    .aliases = "Heures dues|Heures annuelles", .min = 0, .max = 1000000,
	    .unit = N_("h") },
	{ "period_start", FIELD_INT, .label = N_("First month of its reporting year"),
	    .aliases = "Premier mois de l’exercice", .min = 1, .max = 12, .fallback = "1",
	    .help = N_("1 for calendar years, 10 for October to September.") },
	{ "previous", FIELD_REF, .label = N_("Contract that it renews"),
	    .aliases = "Contrat précédent|Renouvelle", .ref = "contract", .help = N_("Empty: a new contract.") },
	{ "extended", FIELD_BOOL, .label = N_("Renewed with an extension"), .aliases = "Extension|Étendu",
	    .fallback = "non", .help = N_("Yes: it does more than the contract that it renews.") },
	{ "months", FIELD_INT, .flags = FIELD_DERIVED, .label = N_("Length in months"),
	    .aliases = "Durée en mois", .unit = N_("months"),
	    .help = N_("From start to end, to the nearest month; empty without an end.") },
};

#define DAYS_IN_4_YEARS 1461
#define MONTHS_IN_4_YEARS 48

static void
check(struct record *r, const struct rule_context *c, struct faults *f)
{
	const struct cell *start = record_cell(r, "start"), *end = record_cell(r, "end");
	const struct cell *previous = record_cell(r, "previous");
	struct cell *months = record_cell(r, "months");

	(void)c;
	rule_days(f, r, "start", "end");
	*months = (struct cell){ .set = start->set && end->set && end->i >= start->i };
	if (months->set)
		months->i = ((end->i - start->i + 1) * MONTHS_IN_4_YEARS * 2 + DAYS_IN_4_YEARS) /
		    (DAYS_IN_4_YEARS * 2);
	if (record_cell(r, "extended")->i != 0 && !previous->set)
		rule_fault(f, r, "extended", "not_here",
		    _("What is extended was there before: name the contract that this one renews."));
	if (previous->set && uuid_eq(&previous->u, &r->id))
		rule_fault(f, r, "previous", "itself", _("A contract does not renew itself."));
}

const struct reg reg_contract = {
	.name = "contract",
	.label = N_("Contracts"),
	.group = GROUP_MONEY,
	.fields = fields,
	.n_fields = COUNT(fields),
	.title = "name",
	.rules = check,
	.access = &access_money,
	.within = "id",
};
