/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/lang.h"
#include "record/access.h"
#include "registers/registers.h"
#include "registers/rules.h"

static const struct field fields[] = {
	{ "agency", FIELD_REF, .flags = FIELD_REQUIRED, .label = N_("Agency"), .aliases = "Agence",
	    .ref = "agency" },
	{ "scheme", FIELD_REF, .label = N_("Scheme"), .aliases = "Dispositif", .ref = "scheme" },
	{ "date", FIELD_DATE, .flags = FIELD_REQUIRED, .label = N_("Date"), .aliases = "Date|Date des faits" },
	{ "start", FIELD_CLOCK, .label = N_("Time"), .aliases = "Heure" },
	{ "kind", FIELD_CODE, .flags = FIELD_REQUIRED, .label = N_("Kind"), .aliases = "Type|Nature",
	    .codes = "staff_incident_kind" },
	{ "team", FIELD_REFS, .flags = FIELD_REQUIRED, .label = N_("Staff concerned"),
	    .aliases = "Salariés concernés|Équipe", .ref = "staff", .min = 1, .max = 8,
	    .personal = PERSONAL_PSEUDONYM },
	{ "place_kind", FIELD_CODE, .label = N_("Place kind"), .aliases = "Type de lieu",
	    .codes = "place_kind" },
	{ "facts", FIELD_TEXT, .flags = FIELD_GUARDED, .label = N_("What happened"),
	    .aliases = "Faits|Description", .max = 1000, .personal = PERSONAL_TEXT, .keep_days = 730,
	    .help = N_("What was done and said. Never who did it: no name, no address, nothing that points to "
	               "somebody.") },
	{ "declared_on", FIELD_DATE, .flags = FIELD_REQUIRED, .label = N_("Declared on"),
	    .aliases = "Déclaré le|Date de déclaration", .part = N_("What followed") },
	{ "debriefed_on", FIELD_DATE, .label = N_("Talked over on"),
	    .aliases = "Débriefing le|Date du débriefing|Débriefé le",
	    .help = N_("The talk with those concerned, after the fact.") },
	{ "debriefed_by", FIELD_REF, .label = N_("Talked over with"), .aliases = "Débriefé par|Débriefing par",
	    .ref = "staff", .personal = PERSONAL_PSEUDONYM },
	{ "complaint", FIELD_BOOL, .label = N_("Complaint lodged"), .aliases = "Plainte|Plainte déposée",
	    .fallback = "non" },
	{ "accident", FIELD_BOOL, .label = N_("Accident at work"), .aliases = "Accident du travail|AT",
	    .fallback = "non" },
	{ "accident_on", FIELD_DATE, .label = N_("Accident declared on"),
	    .aliases = "Accident déclaré le|Déclaration d’accident le",
	    .help = N_("To the health insurance, within 48 hours.") },
	{ "debrief_days", FIELD_INT, .flags = FIELD_DERIVED, .label = N_("Days until it was talked over"),
	    .unit = N_("days"), .min = 0, .max = 36500 },
};

static void
check(struct record *r, const struct rule_context *c, struct faults *f)
{
	const struct cell *date = record_cell(r, "date"), *debrief = record_cell(r, "debriefed_on");
	struct cell *days = record_cell(r, "debrief_days");

	rule_not_ahead(c, f, r, "date");
	rule_days(f, r, "date", "declared_on");
	rule_days(f, r, "date", "debriefed_on");
	rule_days(f, r, "date", "accident_on");
	*days = (struct cell){ 0 };
	if (date->set && debrief->set && debrief->i >= date->i)
		*days = (struct cell){ .set = true, .i = debrief->i - date->i };
	if (record_cell(r, "accident_on")->set && record_cell(r, "accident")->i == 0)
		rule_fault(f, r, "accident", "required", _("A day of declaration stands for no accident."));
	if (record_cell(r, "debriefed_by")->set && !debrief->set)
		rule_fault(f, r, "debriefed_on", "required", _("Who talked it over is told with the day."));
}

const struct reg reg_staff_incident = {
	.name = "staff_incident",
	.label = N_("Incidents on staff"),
	.group = GROUP_STAFF,
	.fields = fields,
	.n_fields = COUNT(fields),
	.listed = "scheme kind team debriefed_on accident",
	.rules = check,
	.keep = { .years = 5 },
	.access = &access_incident,
	.order = "date",
	.within = "agency",
};
