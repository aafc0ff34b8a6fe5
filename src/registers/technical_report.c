/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/lang.h"
#include "record/access.h"
#include "registers/registers.h"
#include "registers/rules.h"

static const struct field fields[] = {
	{ "scheme", FIELD_REF, .flags = FIELD_REQUIRED, .label = N_("Scheme"), .aliases = "Dispositif",
	    .ref = "scheme" },
	{ "date", FIELD_DATE, .flags = FIELD_REQUIRED, .label = N_("Seen on"),
	    .aliases = "Constaté le|Date" },
	{ "sector", FIELD_REF, .flags = FIELD_LOCAL | FIELD_GROW, .label = N_("Sector"),
	    .aliases = "Secteur|Quartier", .ref = "sector" },
	{ "site", FIELD_REF, .label = N_("Site"), .aliases = "Site|Résidence", .ref = "site" },
	{ "place", FIELD_TEXT, .flags = FIELD_GUARDED, .label = N_("Place"), .aliases = "Lieu|Adresse",
	    .personal = PERSONAL_PLACE, .keep_days = 730,
	    .help = N_("A public place, never a dwelling.") },
	{ "place_kind", FIELD_CODE, .flags = FIELD_REQUIRED, .label = N_("Place kind"),
	    .aliases = "Type de lieu", .codes = "place_kind" },
	{ "asset", FIELD_CODE, .flags = FIELD_REQUIRED, .label = N_("Asset"),
	    .aliases = "Équipement|Équipement en cause", .codes = "asset" },
	{ "defect", FIELD_CODE, .flags = FIELD_REQUIRED, .label = N_("Defect"), .aliases = "Défaut",
	    .codes = "defect" },
	{ "danger", FIELD_BOOL, .label = N_("Dangerous"), .aliases = "Danger", .fallback = "non" },
	{ "comment", FIELD_TEXT, .flags = FIELD_GUARDED, .label = N_("Comment"),
	    .aliases = "Commentaire",
	    .max = 280, .personal = PERSONAL_TEXT, .keep_days = 180 },
	{ "addressee", FIELD_REF, .flags = FIELD_REQUIRED, .label = N_("Addressee"),
	    .aliases = "Destinataire", .ref = "partner", .part = N_("Follow-up given") },
	{ "sent", FIELD_DATE, .flags = FIELD_REQUIRED, .label = N_("Reported on"),
	    .aliases = "Signalé le" },
	{ "ticket", FIELD_TEXT,
	    .personal = PERSONAL_NONE,
	    .label = N_("Ticket number"), .aliases = "Numéro de ticket|Ticket",
	    .max = 40 },
	{ "reminded", FIELD_DATE, .label = N_("Reminded on"), .aliases = "Relancé le" },
	{ "closed", FIELD_DATE, .label = N_("Closed on"), .aliases = "Clos le|Réparé le",
	    .help = N_("The day on which the team saw it mended.") },
	{ "days", FIELD_INT, .flags = FIELD_DERIVED, .label = N_("Days until it was closed"),
	    .min = -100000, .max = 100000 },
};

static void
check(struct record *r, const struct rule_context *c, struct faults *f)
{
	(void)c;
	rule_order(f, r, "date", "sent");
	rule_order(f, r, "sent", "reminded");
	rule_order(f, r, "sent", "closed");
	rule_days_between(r, "sent", "closed", "days");
}

const struct reg reg_technical_report = {
	.name = "technical_report",
	.label = N_("Technical reports"),
	.group = GROUP_GROUND,
	.fields = fields,
	.n_fields = COUNT(fields),
	.listed = "scheme sector asset defect addressee sent closed days",
	.rules = check,
	.keep = { .years = 5 },
	.access = &access_work,
	.order = "date",
	.within = "scheme",
};
