/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/lang.h"
#include "record/access.h"
#include "registers/registers.h"
#include "registers/rules.h"

static const struct field fields[] = {
	{ "session", FIELD_REF, .flags = FIELD_REQUIRED | FIELD_INDEXED, .label = N_("Session"),
	    .aliases = "Session", .ref = "training_session" },
	{ "trainee", FIELD_REF, .flags = FIELD_REQUIRED | FIELD_INDEXED, .label = N_("Trainee"),
	    .aliases = "Stagiaire", .ref = "trainee", .personal = PERSONAL_PSEUDONYM },
	{ "line", FIELD_CODE, .flags = FIELD_REQUIRED, .label = N_("Status in the training body’s report"),
	    .aliases = "Ligne BPF|Statut|Statut du stagiaire", .codes = "bpf_line",
	    .help = N_("Frame F-1 of the yearly report of training bodies (BPF), as at the start.") },
	{ "start", FIELD_DATE, .flags = FIELD_REQUIRED, .label = N_("From"), .aliases = "Début|Entrée",
	    .help = N_("An enrolment counts in each year in which it runs.") },
	{ "end", FIELD_DATE, .flags = FIELD_REQUIRED, .label = N_("Until"), .aliases = "Fin|Sortie",
	    .help = N_("The planned last day; once the trainee is out, the real one.") },
	{ "state", FIELD_CODE, .label = N_("State"), .aliases = "État|Issue", .codes = "enrolment_state",
	    .fallback = "running" },
	{ "positioned", FIELD_BOOL, .label = N_("Needs looked at before"),
	    .aliases = "Positionnement fait|Positionnement", .fallback = "non",
	    .help = N_("A test or a talk at entry, which Qualiopi asks for.") },
	{ "remote", FIELD_BOOL, .label = N_("At a distance"), .aliases = "À distance", .fallback = "non" },
	{ "programme", FIELD_REF, .flags = FIELD_DERIVED, .label = N_("Programme"), .ref = "programme",
	    .help = N_("That of the session.") },
};

static void
check(struct record *r, const struct rule_context *c, struct faults *f)
{
	rule_days(f, r, "start", "end");
	rule_taken(c, r, "programme", "session", "programme");
}

const struct reg reg_enrolment = {
	.name = "enrolment",
	.label = N_("Enrolments"),
	.group = GROUP_TRAINING,
	.fields = fields,
	.n_fields = COUNT(fields),
	.listed = "trainee programme session line end state",
	.rules = check,
	.keep = { .years = 5, .from = "end" },
	.access = &access_training,
	.order = "start",
};
