/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/lang.h"
#include "record/access.h"
#include "registers/registers.h"
#include "registers/rules.h"

static const struct field fields[] = {
	{ "council", FIELD_REF, .flags = FIELD_REQUIRED, .label = N_("Council"),
	    .aliases = "Conseil citoyen|Conseil",
	    .ref = "council" },
	{ "date", FIELD_DATE, .flags = FIELD_REQUIRED, .label = N_("Advice given on"),
	    .aliases = "Rendu le|Date" },
	{ "subject", FIELD_TEXT,
	    .personal = PERSONAL_NONE,
	    .flags = FIELD_REQUIRED | FIELD_GUARDED, .label = N_("Subject"),
	    .aliases = "Objet", .max = 200 },
	{ "theme", FIELD_CODE, .label = N_("Theme"), .aliases = "Thème", .codes = "theme" },
	{ "advice", FIELD_TEXT, .flags = FIELD_GUARDED, .label = N_("What the council says"),
	    .aliases = "Avis", .max = 2000,
	    .personal = PERSONAL_TEXT, .keep_days = 1825 },
	{ "addressee", FIELD_REF, .flags = FIELD_REQUIRED, .label = N_("Addressee"),
	    .aliases = "Destinataire",
	    .ref = "partner" },
	{ "answered", FIELD_DATE, .label = N_("Answered on"), .aliases = "Répondu le",
	    .part = N_("Answer") },
	{ "answer", FIELD_CODE, .label = N_("Answer"), .aliases = "Réponse", .codes = "advice_answer" },
	{ "told", FIELD_TEXT, .flags = FIELD_GUARDED, .label = N_("Answer in words"),
	    .aliases = "Réponse en clair", .max = 2000, .personal = PERSONAL_TEXT, .keep_days = 1825 },
	{ "days", FIELD_INT, .flags = FIELD_DERIVED, .label = N_("Days until the answer"),
	    .min = -100000,
	    .max = 100000 },
	{ "scheme", FIELD_REF, .flags = FIELD_DERIVED, .label = N_("Scheme"), .ref = "scheme" },
};

static void
check(struct record *r, const struct rule_context *c, struct faults *f)
{
	rule_filled(c, r, "scheme", "council", "scheme");
	rule_order(f, r, "date", "answered");
	rule_needs(f, r, "answered", "answer");
	rule_needs(f, r, "answer", "answered");
	rule_days_between(r, "date", "answered", "days");
}

const struct reg reg_council_advice = {
	.name = "council_advice",
	.label = N_("Advice of councils"),
	.group = GROUP_PARTICIPATION,
	.fields = fields,
	.n_fields = COUNT(fields),
	.title = "subject",
	.listed = "council subject addressee answered answer days",
	.rules = check,
	.keep = { .years = 5 },
	.access = &access_work,
	.order = "date",
	.within = "scheme",
};
