/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/lang.h"
#include "record/access.h"
#include "registers/registers.h"
#include "registers/rules.h"

static const struct field fields[] = {
	{ "session", FIELD_REF, .flags = FIELD_REQUIRED, .label = N_("Session"), .aliases = "Session",
	    .ref = "training_session" },
	{ "kind", FIELD_CODE, .flags = FIELD_REQUIRED, .label = N_("Kind"), .aliases = "Type|Moment",
	    .codes = "evaluation_kind", .fallback = "hot" },
	{ "date", FIELD_DATE, .flags = FIELD_REQUIRED, .label = N_("Date"), .aliases = "Date" },
	{ "given", FIELD_INT, .flags = FIELD_REQUIRED, .label = N_("Questionnaires given out"),
	    .aliases = "Questionnaires remis|Remis", .min = 0, .max = 1000 },
	{ "returned", FIELD_INT, .flags = FIELD_REQUIRED, .label = N_("Questionnaires returned"),
	    .aliases = "Questionnaires rendus|Rendus", .min = 0, .max = 1000 },
	{ "favourable", FIELD_INT, .flags = FIELD_REQUIRED, .label = N_("Favourable ones"),
	    .aliases = "Avis favorables|Favorables", .min = 0, .max = 1000,
	    .help = N_("Those with at least 4 out of 5 for the whole. Nobody’s answer is kept by itself.") },
	{ "complaints", FIELD_INT, .label = N_("Complaints"), .aliases = "Réclamations", .min = 0, .max = 1000 },
	{ "measure", FIELD_TEXT, .flags = FIELD_GUARDED, .label = N_("What is done about it"),
	    .aliases = "Suite donnée|Amélioration", .max = 500, .personal = PERSONAL_TEXT,
	    .keep_days = 1825 },
	{ "programme", FIELD_REF, .flags = FIELD_DERIVED, .label = N_("Programme"), .ref = "programme",
	    .help = N_("That of the session.") },
};

static void
check(struct record *r, const struct rule_context *c, struct faults *f)
{
	rule_not_ahead(c, f, r, "date");
	rule_at_most(f, r, "returned", "given");
	rule_at_most(f, r, "favourable", "returned");
	rule_taken(c, r, "programme", "session", "programme");
}

const struct reg reg_training_evaluation = {
	.name = "training_evaluation",
	.label = N_("Evaluations of training"),
	.group = GROUP_TRAINING,
	.fields = fields,
	.n_fields = COUNT(fields),
	.listed = "programme session kind given returned favourable",
	.rules = check,
	.keep = { .years = 5 },
	.access = &access_training,
	.order = "date",
};
