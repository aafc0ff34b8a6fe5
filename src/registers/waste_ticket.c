/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/lang.h"
#include "record/access.h"
#include "registers/registers.h"
#include "registers/rules.h"

static const struct field fields[] = {
	{ "number", FIELD_TEXT,
	    .personal = PERSONAL_NONE, .flags = FIELD_REQUIRED, .label = N_("Ticket number"),
	    .aliases = "Numéro de ticket|Numéro|Bon de pesée", .max = 40 },
	{ "scheme", FIELD_REF, .flags = FIELD_REQUIRED, .label = N_("Scheme"), .aliases = "Dispositif",
	    .ref = "scheme" },
	{ "date", FIELD_DATE, .flags = FIELD_REQUIRED, .label = N_("Weighed on"),
	    .aliases = "Pesé le|Date" },
	{ "round", FIELD_REF, .label = N_("Round"), .aliases = "Tournée", .ref = "waste_round" },
	{ "client", FIELD_REF, .flags = FIELD_REQUIRED, .label = N_("Landlord"), .aliases = "Bailleur",
	    .ref = "client" },
	{ "facility", FIELD_REF, .flags = FIELD_REQUIRED, .label = N_("Treatment centre"),
	    .aliases = "Centre de traitement|Déchèterie", .ref = "partner" },
	{ "flow", FIELD_CODE, .flags = FIELD_REQUIRED, .label = N_("Flow"), .aliases = "Flux",
	    .codes = "waste_flow" },
	{ "gross", FIELD_INT, .flags = FIELD_REQUIRED, .label = N_("Gross weight"),
	    .aliases = "Poids brut|Brut",
	    .min = 1, .max = 44000, .unit = N_("kg") },
	{ "tare", FIELD_INT, .flags = FIELD_REQUIRED, .label = N_("Weight empty"),
	    .aliases = "Tare|Poids à vide",
	    .min = 0, .max = 44000, .unit = N_("kg") },
	{ "net", FIELD_INT, .flags = FIELD_DERIVED, .label = N_("Net weight"), .min = 0, .max = 44000,
	    .unit = N_("kg") },
};

static void
check(struct record *r, const struct rule_context *c, struct faults *f)
{
	int64_t net = record_cell(r, "gross")->i - record_cell(r, "tare")->i;

	(void)c;
	if (net <= 0)
		rule_fault(f, r, "tare", "empty", _("The empty vehicle weighs as much as the full one, or more."));
	else
		*record_cell(r, "net") = (struct cell){ .set = true, .i = net };
}

const struct reg reg_waste_ticket = {
	.name = "waste_ticket",
	.label = N_("Weighing tickets"),
	.group = GROUP_WASTE,
	.fields = fields,
	.n_fields = COUNT(fields),
	.title = "number",
	.listed = "number client facility flow gross tare net",
	.rules = check,
	.keep = { .years = 10 },
	.access = &access_work,
	.order = "date",
	.within = "scheme",
};
