/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/lang.h"
#include "record/access.h"
#include "registers/registers.h"
#include "registers/rules.h"

static const struct field fields[] = {
	{ "name", FIELD_TEXT, .flags = FIELD_REQUIRED, .label = N_("Name"), .aliases = "Nom" },
	{ "form", FIELD_CODE, .flags = FIELD_REQUIRED, .label = N_("Form of mediation"),
	    .aliases = "Forme|Forme de médiation|Type", .codes = "form" },
	{ "agency", FIELD_REF, .flags = FIELD_REQUIRED, .label = N_("Agency"),
	    .aliases = "Agence", .ref = "agency" },
	{ "town", FIELD_REF, .flags = FIELD_REQUIRED, .label = N_("Town"),
	    .aliases = "Commune|Ville", .ref = "town" },
	{ "client", FIELD_REF, .flags = FIELD_REQUIRED, .label = N_("Client"),
	    .aliases = "Client|Donneur d’ordre", .ref = "client" },
	{ "start", FIELD_DATE, .flags = FIELD_REQUIRED, .label = N_("Start"),
	    .aliases = "Début|Date de début" },
	{ "end", FIELD_DATE, .label = N_("End"), .aliases = "Fin|Date de fin",
	    .help = N_("Empty while it runs.") },
	{ "contract", FIELD_REF, .label = N_("Contract"), .aliases = "Contrat|Marché",
	    .ref = "contract" },
	{ "schedule", FIELD_SLOTS, .label = N_("Weekly hours"),
	    .aliases = "Horaires|Horaires hebdomadaires", .codes = "season",
	    .max = 1000,
	    .help = N_("Mo-Fr 14:00-21:00 @summer; Th-Sa 21:30-06:00. An end before the start "
	        "is the next day.") },
	{ "team_size", FIELD_INT, .label = N_("People a team"),
	    .aliases = "Taille d’équipe|Taille de l’équipe", .min = 1, .max = 4,
	    .fallback = "2" },
	{ "population", FIELD_INT, .label = N_("Inhabitants concerned"),
	    .aliases = "Population|Habitants concernés", .min = 0, .max = 20000000 },
};

static void
check(struct record *r, const struct rule_context *c, struct faults *f)
{
	(void)c;
	rule_days(f, r, "start", "end");
}

const struct reg reg_scheme = {
	.name = "scheme",
	.label = N_("Schemes"),
	.group = GROUP_GROUND,
	.fields = fields,
	.n_fields = COUNT(fields),
	.title = "name",
	.rules = check,
	.access = &access_scheme,
	.within = "id",
};
