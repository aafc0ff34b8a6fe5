/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/lang.h"
#include "record/access.h"
#include "registers/registers.h"
#include "registers/rules.h"

static const struct field fields[] = {
	{ "name", FIELD_TEXT, .flags = FIELD_REQUIRED, .label = N_("Name"),
	    .aliases = "Nom|Objet|Intitulé" },
	{ "kind", FIELD_CODE, .flags = FIELD_REQUIRED, .label = N_("Kind"),
	    .aliases = "Type|Nature|Type de contrat", .codes = "contract_kind" },
	{ "client", FIELD_REF, .flags = FIELD_REQUIRED, .label = N_("Client"),
	    .aliases = "Client|Donneur d’ordre", .ref = "client" },
	{ "lot", FIELD_TEXT, .label = N_("Lot"), .aliases = "Lot", .max = 60 },
	{ "number", FIELD_TEXT, .label = N_("Reference number"), .aliases = "Numéro|Numéro de marché",
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
};

static void
check(struct record *r, const struct rule_context *c, struct faults *f)
{
	(void)c;
	rule_days(f, r, "start", "end");
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
