/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/lang.h"
#include "record/access.h"
#include "registers/registers.h"
#include "registers/rules.h"

static const struct field fields[] = {
	{ "round", FIELD_REF, .flags = FIELD_REQUIRED, .label = N_("Round"), .aliases = "Tournée",
	    .ref = "waste_round" },
	{ "client", FIELD_REF, .flags = FIELD_REQUIRED, .label = N_("Landlord"), .aliases = "Bailleur",
	    .ref = "client" },
	{ "site", FIELD_REF, .label = N_("Site"), .aliases = "Site|Résidence", .ref = "site" },
	{ "place", FIELD_TEXT, .flags = FIELD_GUARDED, .label = N_("Place"), .aliases = "Lieu|Adresse",
	    .personal = PERSONAL_PLACE, .keep_days = 730,
	    .help = N_("The building; no dwelling, no name.") },
	{ "where", FIELD_CODE, .flags = FIELD_REQUIRED, .label = N_("Taken from"),
	    .aliases = "Pris dans|Emplacement",
	    .codes = "pickup_place" },
	{ "flows", FIELD_CODES, .flags = FIELD_REQUIRED, .label = N_("What was taken"),
	    .aliases = "Flux|Déchets",
	    .codes = "waste_flow", .max = 10 },
	{ "items", FIELD_INT, .label = N_("Items"), .aliases = "Objets", .min = 1, .max = 1000 },
	{ "volume", FIELD_REAL, .label = N_("Volume"), .aliases = "Volume (m³)", .min = 0, .max = 200,
	    .unit = N_("m³") },
	{ "order", FIELD_REF, .label = N_("Landlord’s order"),
	    .aliases = "Commande|Commande du bailleur",
	    .ref = "landlord_order" },
	{ "date", FIELD_DATE, .flags = FIELD_REQUIRED, .label = N_("Date"), .aliases = "Date" },
	{ "scheme", FIELD_REF, .flags = FIELD_DERIVED, .label = N_("Scheme"), .ref = "scheme" },
};

static void
check(struct record *r, const struct rule_context *c, struct faults *f)
{
	(void)f;
	rule_filled(c, r, "scheme", "round", "scheme");
}

const struct reg reg_waste_pickup = {
	.name = "waste_pickup",
	.label = N_("Pick-ups"),
	.group = GROUP_WASTE,
	.fields = fields,
	.n_fields = COUNT(fields),
	.listed = "round client place where flows items volume",
	.rules = check,
	.keep = { .years = 5 },
	.access = &access_work,
	.order = "date",
	.within = "scheme",
};
