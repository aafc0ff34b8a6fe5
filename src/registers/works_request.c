/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/lang.h"
#include "record/access.h"
#include "registers/registers.h"
#include "registers/rules.h"

static const struct field fields[] = {
	{ "scheme", FIELD_REF, .flags = FIELD_REQUIRED, .label = N_("Scheme"), .aliases = "Dispositif",
	    .ref = "scheme" },
	{ "site", FIELD_REF, .label = N_("Works site"), .aliases = "Chantier|Site", .ref = "site" },
	{ "date", FIELD_DATE, .flags = FIELD_REQUIRED, .label = N_("Date"),
	    .aliases = "Date|Reçue le" },
	{ "channel", FIELD_CODE, .label = N_("How it came"), .aliases = "Canal",
	    .codes = "contact_channel",
	    .fallback = "spot" },
	{ "asker", FIELD_CODE, .flags = FIELD_REQUIRED, .label = N_("Who asks"), .aliases = "Demandeur",
	    .codes = "works_asker" },
	{ "sector", FIELD_REF, .flags = FIELD_LOCAL | FIELD_GROW, .label = N_("Sector"),
	    .aliases = "Secteur|Tronçon", .ref = "sector", .help = N_("The stretch of the works.") },
	{ "theme", FIELD_CODE, .flags = FIELD_REQUIRED, .label = N_("Subject of the question"),
	    .aliases = "Thème|Thème de la question", .codes = "works_theme" },
	{ "question", FIELD_TEXT, .flags = FIELD_GUARDED, .label = N_("Question"),
	    .aliases = "Question posée",
	    .max = 500, .personal = PERSONAL_TEXT, .keep_days = 180 },
	{ "addressee", FIELD_REF, .label = N_("Addressee"), .aliases = "Destinataire|Transmise à",
	    .ref = "partner", .part = N_("Answer"),
	    .help = N_("Empty: the mediator answered on the spot.") },
	{ "sent", FIELD_DATE, .label = N_("Passed on on"), .aliases = "Transmise le" },
	{ "answered", FIELD_DATE, .label = N_("Answered on"), .aliases = "Répondue le",
	    .help = N_("The day on which the person had an answer.") },
	{ "answer", FIELD_TEXT, .flags = FIELD_GUARDED, .label = N_("Answer"), .aliases = "Réponse",
	    .max = 500, .personal = PERSONAL_TEXT, .keep_days = 180 },
	{ "days", FIELD_INT, .flags = FIELD_DERIVED, .label = N_("Days until the answer"),
	    .min = -100000,
	    .max = 100000 },
};

static void
check(struct record *r, const struct rule_context *c, struct faults *f)
{
	(void)c;
	rule_order(f, r, "date", "sent");
	rule_order(f, r, "date", "answered");
	rule_order(f, r, "sent", "answered");
	rule_needs(f, r, "sent", "addressee");
	rule_needs(f, r, "answer", "answered");
	rule_days_between(r, "date", "answered", "days");
}

const struct reg reg_works_request = {
	.name = "works_request",
	.label = N_("Requests around works"),
	.group = GROUP_GROUND,
	.fields = fields,
	.n_fields = COUNT(fields),
	.listed = "scheme sector asker theme addressee answered days",
	.rules = check,
	.keep = { .years = 5 },
	.access = &access_work,
	.order = "date",
	.within = "scheme",
};
