/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/lang.h"
#include "record/access.h"
#include "registers/registers.h"
#include "registers/rules.h"

/* What the help button of a phone sends. Whoever may validate is told at once (web/alert.h). */
static const struct field fields[] = {
	{ "scheme", FIELD_REF, .flags = FIELD_REQUIRED, .label = N_("Scheme"), .aliases = "Dispositif",
	    .ref = "scheme" },
	{ "date", FIELD_DATE, .flags = FIELD_REQUIRED, .label = N_("Date"), .aliases = "Date" },
	{ "time", FIELD_CLOCK, .flags = FIELD_REQUIRED, .label = N_("Time"), .aliases = "Heure" },
	{ "shift", FIELD_REF, .flags = FIELD_RESOLVED, .label = N_("Shift"), .aliases = "Vacation",
	    .ref = "shift", .help = N_("Empty: the shift of the scheme that covers the start.") },
	{ "sector", FIELD_REF, .flags = FIELD_LOCAL | FIELD_GROW, .label = N_("Sector"),
	    .aliases = "Secteur|Quartier", .ref = "sector" },
	{ "place", FIELD_TEXT, .flags = FIELD_GUARDED, .label = N_("Place"), .aliases = "Lieu|Adresse",
	    .max = 200, .personal = PERSONAL_PLACE, .keep_days = 60 },
	{ "lon", FIELD_REAL, .label = N_("Longitude"), .aliases = "Longitude", .min = -180, .max = 180,
	    .personal = PERSONAL_PLACE, .keep_days = 60,
	    .help = N_("Where the button was pressed, if that is to be known.") },
	{ "lat", FIELD_REAL, .label = N_("Latitude"), .aliases = "Latitude", .min = -90, .max = 90,
	    .personal = PERSONAL_PLACE, .keep_days = 60 },
	{ "word", FIELD_TEXT, .flags = FIELD_GUARDED, .label = N_("What happens"), .aliases = "Ce qui se passe",
	    .max = 280, .personal = PERSONAL_TEXT, .keep_days = 180 },
	{ "answered", FIELD_CLOCK, .label = N_("Answered at"), .aliases = "Répondu à",
	    .help = N_("When somebody called back or came."), .part = N_("Answer") },
	{ "answer", FIELD_TEXT, .flags = FIELD_GUARDED, .label = N_("What was done"), .aliases = "Suite donnée",
	    .max = 280, .personal = PERSONAL_TEXT, .keep_days = 180 },
};

static void
check(struct record *r, const struct rule_context *c, struct faults *f)
{
	struct cell *shift = record_cell(r, "shift");
	const struct lookup_shift *s = shift->set ? NULL : lookup_shift_at(c->lookup,
	    &record_cell(r, "scheme")->u, (int32_t)record_cell(r, "date")->i, (int)record_cell(r, "time")->i);

	rule_point(f, r);
	if (s != NULL)
		*shift = (struct cell){ .set = true, .u = s->id };
}

const struct reg reg_help_call = {
	.name = "help_call",
	.label = N_("Calls for help"),
	.group = GROUP_GROUND,
	.fields = fields,
	.n_fields = COUNT(fields),
	.listed = "time scheme sector place answered",
	.rules = check,
	.keep = { .years = 2 },
	.access = &access_ground,
	.order = "date",
	.within = "scheme",
};
