/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/lang.h"
#include "record/access.h"
#include "registers/registers.h"
#include "registers/rules.h"

static const struct field fields[] = {
	{ "body", FIELD_REF, .flags = FIELD_REQUIRED, .label = N_("Body"), .aliases = "Instance|Organe",
	    .ref = "body" },
	{ "role", FIELD_CODE, .flags = FIELD_REQUIRED, .label = N_("Role"), .aliases = "Fonction|Rôle",
	    .codes = "mandate_role" },
	{ "holder", FIELD_TEXT, .flags = FIELD_SEALED, .label = N_("Who holds it"),
	    .aliases = "Titulaire|Nom", .max = 100, .personal = PERSONAL_IDENTITY, .keep_days = 3652,
	    .help = N_("The declaration to the prefecture needs the name. It is kept sealed.") },
	{ "college", FIELD_CODE, .label = N_("Seat of"), .aliases = "Collège|Au titre de",
	    .codes = "mandate_college" },
	{ "voting", FIELD_BOOL, .label = N_("With a vote"), .aliases = "Voix délibérative",
	    .fallback = "oui" },
	{ "start", FIELD_DATE, .flags = FIELD_REQUIRED, .label = N_("Start"), .aliases = "Début|Élu le" },
	{ "end", FIELD_DATE, .label = N_("End"), .aliases = "Fin",
	    .help = N_("The end of its term, or the day on which it ended before.") },
	{ "powers", FIELD_TEXT,
	    .personal = PERSONAL_NONE,
	    .label = N_("Powers given"), .aliases = "Délégations|Pouvoirs", .max = 300,
	    .flags = FIELD_GUARDED },
};

static void
check(struct record *r, const struct rule_context *c, struct faults *f)
{
	(void)c;
	rule_days(f, r, "start", "end");
}

const struct reg reg_mandate = {
	.name = "mandate",
	.label = N_("Mandates"),
	.group = GROUP_QUALITY,
	.fields = fields,
	.n_fields = COUNT(fields),
	.listed = "body role college voting start end",
	.rules = check,
	.access = &access_governance,
	.order = "start",
};
