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
	{ "kind", FIELD_CODE, .flags = FIELD_REQUIRED, .label = N_("Signal"),
	    .aliases = "Signal faible|Nature",
	    .codes = "signal_kind" },
	{ "sector", FIELD_REF, .flags = FIELD_LOCAL | FIELD_GROW, .label = N_("Sector"),
	    .aliases = "Secteur|Quartier", .ref = "sector" },
	{ "place_kind", FIELD_CODE, .label = N_("Place kind"), .aliases = "Type de lieu",
	    .codes = "place_kind" },
	{ "seen", FIELD_TEXT, .flags = FIELD_GUARDED, .label = N_("What was seen"),
	    .aliases = "Ce qui a été observé",
	    .max = 500, .personal = PERSONAL_TEXT, .keep_days = 180,
	    .help = N_("What happens, where and when; nobody is described or named.") },
	{ "urgency", FIELD_CODE, .flags = FIELD_REQUIRED, .label = N_("Urgency"), .aliases = "Urgence",
	    .codes = "signal_urgency" },
	{ "told", FIELD_DATE, .label = N_("Read by the team leader on"),
	    .aliases = "Lu par le référent le",
	    .part = N_("Follow-up given") },
	{ "measures", FIELD_CODES, .label = N_("What was decided"), .aliases = "Décisions|Mesures",
	    .codes = "signal_measure", .max = 7 },
	{ "partners", FIELD_REFS, .label = N_("Partners told"), .aliases = "Partenaires informés",
	    .ref = "partner", .max = 8 },
	{ "review", FIELD_DATE, .label = N_("To be seen again on"), .aliases = "À revoir le" },
	{ "closed", FIELD_DATE, .label = N_("Closed on"), .aliases = "Clos le" },
	{ "result", FIELD_CODE, .label = N_("Result"), .aliases = "Résultat",
	    .codes = "signal_result" },
	{ "days", FIELD_INT, .flags = FIELD_DERIVED, .label = N_("Days until it was closed"),
	    .min = -100000, .max = 100000 },
	{ "same_day", FIELD_BOOL, .flags = FIELD_DERIVED, .label = N_("Read the same day") },
};

static void
check(struct record *r, const struct rule_context *c, struct faults *f)
{
	const struct cell *told = record_cell(r, "told");

	(void)c;
	rule_order(f, r, "date", "told");
	rule_order(f, r, "date", "review");
	rule_order(f, r, "date", "closed");
	rule_needs(f, r, "closed", "result");
	rule_needs(f, r, "result", "closed");
	rule_needs(f, r, "measures", "told");
	rule_days_between(r, "date", "closed", "days");
	*record_cell(r, "same_day") = (struct cell){ .set = told->set,
		.i = told->i == record_cell(r, "date")->i };
}

const struct reg reg_signal_follow_up = {
	.name = "signal_follow_up",
	.label = N_("Follow-up of weak signals"),
	.group = GROUP_GROUND,
	.fields = fields,
	.n_fields = COUNT(fields),
	.listed = "scheme sector kind urgency told measures closed result",
	.rules = check,
	.keep = { .years = 2 },
	.access = &access_work,
	.order = "date",
	.within = "scheme",
};
