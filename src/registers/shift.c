/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/lang.h"
#include "record/access.h"
#include "registers/registers.h"
#include "registers/rules.h"

static const struct field fields[] = {
	{ "scheme", FIELD_REF, .flags = FIELD_REQUIRED, .label = N_("Scheme"), .aliases = "Dispositif",
	    .ref = "scheme" },
	{ "date", FIELD_DATE, .flags = FIELD_REQUIRED | FIELD_INDEXED, .label = N_("Date"), .aliases = "Date",
	    .help = N_("The day on which it starts.") },
	{ "planned_start", FIELD_CLOCK, .flags = FIELD_REQUIRED, .label = N_("Planned start"),
	    .aliases = "Début prévu|Heure de début prévue" },
	{ "planned_end", FIELD_CLOCK, .flags = FIELD_REQUIRED, .label = N_("Planned end"),
	    .aliases = "Fin prévue|Heure de fin prévue",
	    .help = N_("Earlier than the start: the next day.") },
	{ "actual_start", FIELD_CLOCK, .label = N_("Actual start"),
	    .aliases = "Début réel|Heure de début réelle" },
	{ "actual_end", FIELD_CLOCK, .label = N_("Actual end"),
	    .aliases = "Fin réelle|Heure de fin réelle" },
	{ "team", FIELD_REFS, .label = N_("Team"), .aliases = "Équipe|Binôme|Médiateurs",
	    .ref = "staff", .min = 1, .max = 4, .flags = FIELD_REQUIRED | FIELD_INDEXED,
	    .personal = PERSONAL_PSEUDONYM },
	{ "sector", FIELD_REF, .flags = FIELD_LOCAL | FIELD_GROW, .label = N_("Sector"),
	    .aliases = "Secteur|Quartier", .ref = "sector" },
	{ "state", FIELD_CODE, .label = N_("State"), .aliases = "État|Statut",
	    .codes = "shift_state", .fallback = "planned" },
	{ "reason", FIELD_TEXT, .flags = FIELD_GUARDED, .label = N_("Reason"), .aliases = "Motif|Raison",
	    .max = 280, .personal = PERSONAL_TEXT, .keep_days = 183,
	    .help = N_("Why it was cancelled or changed.") },
};

static void
check(struct record *r, const struct rule_context *c, struct faults *f)
{
	const struct cell *start = record_cell(r, "actual_start"), *end = record_cell(r, "actual_end");

	bool held = str_is(rule_code(c, r, "state"), "held");

	/* With a start alone it is under way, as a phone says it. */
	if ((end->set && !start->set) || (held && start->set && !end->set))
		rule_fault(f, r, start->set ? "actual_end" : "actual_start", "half_time",
		    _("The actual times go together: give the start and the end, or neither."));
	else if (held && !start->set)
		rule_fault(f, r, "actual_start", "required",
		    _("A shift that was held needs its actual start and end."));
}

const struct reg reg_shift = {
	.name = "shift",
	.label = N_("Shifts"),
	.group = GROUP_GROUND,
	.fields = fields,
	.n_fields = COUNT(fields),
	.listed = "planned_start planned_end scheme team state",
	.rules = check,
	.team = "team",
	.keep = { .years = 5 },
	.facts = true,
	.access = &access_ground,
	.order = "date",
	.within = "scheme",
};
