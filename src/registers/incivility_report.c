/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/lang.h"
#include "record/access.h"
#include "registers/registers.h"
#include "registers/rules.h"
#include "rules/grid.h"
#include "rules/service.h"

static const struct field fields[] = {
	{ "partner", FIELD_REF, .flags = FIELD_REQUIRED, .label = N_("Partner"), .aliases = "Partenaire",
	    .ref = "partner" },
	{ "source", FIELD_CODE, .label = N_("Received by"), .aliases = "Reçu par|Canal",
	    .codes = "partner_source", .fallback = "form" },
	{ "scheme", FIELD_REF, .flags = FIELD_REQUIRED, .label = N_("Scheme"), .aliases = "Dispositif",
	    .ref = "scheme", .help = N_("The scheme whose ground the facts concern.") },
	{ "date", FIELD_DATE, .flags = FIELD_REQUIRED, .label = N_("Date"), .aliases = "Date" },
	{ "start", FIELD_CLOCK, .label = N_("Time"), .aliases = "Heure|Début" },
	{ "sector", FIELD_REF, .flags = FIELD_LOCAL | FIELD_GROW, .label = N_("Sector"),
	    .aliases = "Secteur|Quartier", .ref = "sector" },
	{ "place", FIELD_TEXT, .flags = FIELD_GUARDED, .label = N_("Place"), .aliases = "Lieu|Adresse",
	    .max = 200, .personal = PERSONAL_PLACE, .keep_days = 730,
	    .help = N_("A public place, never a dwelling.") },
	{ "place_kind", FIELD_CODE, .flags = FIELD_REQUIRED, .label = N_("Place kind"),
	    .aliases = "Type de lieu", .codes = "place_kind" },
	{ "lon", FIELD_REAL, .label = N_("Longitude"), .aliases = "Longitude", .min = -180, .max = 180,
	    .personal = PERSONAL_PLACE, .help = N_("WGS 84; inside metropolitan France.") },
	{ "lat", FIELD_REAL, .label = N_("Latitude"), .aliases = "Latitude", .min = -90, .max = 90,
	    .personal = PERSONAL_PLACE, .help = N_("WGS 84; inside metropolitan France.") },
	{ "facts", FIELD_FACTS, .flags = FIELD_REQUIRED, .label = N_("Incivility facts"),
	    .aliases = "Faits constatés|Incivilités", .codes = "incivility", .max = 32,
	    .help = N_("IC31, IC31x2 for two, IC31x2!3 for two serious ones.") },
	{ "comment", FIELD_TEXT, .flags = FIELD_GUARDED, .label = N_("Comment"),
	    .aliases = "Commentaire", .max = 280, .personal = PERSONAL_TEXT, .keep_days = 183,
	    .help = N_("No name, telephone number, e-mail address or number plate.") },
	{ "state", FIELD_CODE, .label = N_("State"), .aliases = "État", .codes = "record_state",
	    .fallback = "sent" },
	{ "service_date", FIELD_DATE, .flags = FIELD_DERIVED | FIELD_INDEXED, .label = N_("Service date"),
	    .help = N_("The date to which the night belongs.") },
	{ "cell", FIELD_TEXT,
	    .personal = PERSONAL_NONE, .flags = FIELD_DERIVED, .label = N_("Grid cell"), .max = 40,
	    .help = N_("The INSEE 200 m cell of the point.") },
};

static void
check(struct record *r, const struct rule_context *c, struct faults *f)
{
	const struct cell *start = record_cell(r, "start");
	int32_t day = (int32_t)record_cell(r, "date")->i;
	char cell[GRID_ID_MAX];

	if (rule_point(f, r) && grid_cell(record_cell(r, "lon")->r, record_cell(r, "lat")->r, cell))
		*record_cell(r, "cell") = (struct cell){ .set = true, .s = str_dup(c->a, str_of(cell)) };
	/* A report comes from no shift of ours: without a time it belongs to its own date. */
	*record_cell(r, "service_date") = (struct cell){
		.set = true, .i = start->set ? service_date(day, (int)start->i, false, 0, 0) : day,
	};
}

const struct reg reg_incivility_report = {
	.name = "incivility_report",
	.label = N_("Incivility reports by partners"),
	.group = GROUP_PARTNERS,
	.fields = fields,
	.n_fields = COUNT(fields),
	.listed = "partner scheme sector place_kind facts state",
	.scope = "partner",
	.rules = check,
	.keep = { .years = 5 },
	.facts = true,
	.many = true,
	.access = &access_ground,
	.order = "service_date",
	.within = "scheme",
};
