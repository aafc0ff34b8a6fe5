/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/lang.h"
#include "record/access.h"
#include "registers/registers.h"
#include "registers/rules.h"

static const struct field fields[] = {
	{ "programme", FIELD_REF, .flags = FIELD_REQUIRED, .label = N_("Programme"),
	    .aliases = "Programme|Formation", .ref = "programme" },
	{ "cohort", FIELD_TEXT,
	    .personal = PERSONAL_NONE,
	    .label = N_("Cohort"), .aliases = "Promotion|Cohorte", .max = 7,
	    .help = N_("Two years that follow each other: 2024/25.") },
	{ "start", FIELD_DATE, .flags = FIELD_REQUIRED | FIELD_INDEXED, .label = N_("First day"),
	    .aliases = "Début|Premier jour|Du" },
	{ "end", FIELD_DATE, .flags = FIELD_REQUIRED, .label = N_("Last day"),
	    .aliases = "Fin|Dernier jour|Au" },
	{ "hours", FIELD_REAL, .flags = FIELD_REQUIRED, .label = N_("Hours of the session"),
	    .aliases = "Heures|Durée", .min = 0, .max = 3000, .unit = N_("h"),
	    .help = N_("How long it lasts, whoever is there. Trainee hours come from the attendance.") },
	{ "place", FIELD_REF, .flags = FIELD_REQUIRED, .label = N_("Place"), .aliases = "Lieu",
	    .ref = "training_place" },
	{ "trainers", FIELD_REFS, .label = N_("Trainers"), .aliases = "Formateurs|Formateur",
	    .ref = "trainer", .min = 1, .max = 8, .personal = PERSONAL_PSEUDONYM },
	{ "client", FIELD_TEXT,
	    .personal = PERSONAL_NONE, .flags = FIELD_GUARDED, .label = N_("Ordered by"),
	    .aliases = "Commanditaire|Client", .max = 120,
	    .help = N_("An organisation, for a session of its own.") },
	{ "places", FIELD_INT, .label = N_("Places"), .aliases = "Places|Capacité", .min = 1, .max = 500 },
	{ "remote", FIELD_BOOL, .label = N_("At a distance"), .aliases = "À distance", .fallback = "non" },
	{ "state", FIELD_CODE, .label = N_("State"), .aliases = "État|Statut", .codes = "shift_state",
	    .fallback = "planned" },
};

static void
check(struct record *r, const struct rule_context *c, struct faults *f)
{
	rule_days(f, r, "start", "end");
	rule_cohort(f, r, "cohort");
	if (!str_is(rule_code(c, r, "state"), "held"))
		return;
	if (record_cell(r, "end")->set && record_cell(r, "start")->i > c->today)
		rule_fault(f, r, "state", "ahead", _("A session that has not begun was not held."));
}

const struct reg reg_training_session = {
	.name = "training_session",
	.label = N_("Training sessions"),
	.group = GROUP_TRAINING,
	.fields = fields,
	.n_fields = COUNT(fields),
	.listed = "programme cohort end hours place state",
	.rules = check,
	.access = &access_catalogue,
	.order = "start",
};
