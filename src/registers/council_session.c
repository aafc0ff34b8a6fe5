/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/lang.h"
#include "record/access.h"
#include "registers/registers.h"
#include "registers/rules.h"

static const struct field fields[] = {
	{ "council", FIELD_REF, .flags = FIELD_REQUIRED, .label = N_("Council"),
	    .aliases = "Conseil citoyen|Conseil",
	    .ref = "council" },
	{ "date", FIELD_DATE, .flags = FIELD_REQUIRED, .label = N_("Date"), .aliases = "Date" },
	{ "kind", FIELD_CODE, .flags = FIELD_REQUIRED, .label = N_("Kind"), .aliases = "Type|Nature",
	    .codes = "council_session_kind" },
	{ "minutes", FIELD_INT, .label = N_("Length"), .aliases = "Durée|Durée (min)", .min = 5,
	    .max = 720,
	    .unit = N_("min") },
	{ "inhabitants", FIELD_INT, .flags = FIELD_REQUIRED, .label = N_("Inhabitants present"),
	    .aliases = "Habitants présents", .min = 0, .max = 500, .part = N_("Who was there") },
	{ "actors", FIELD_INT, .label = N_("Local actors present"),
	    .aliases = "Acteurs locaux présents",
	    .min = 0, .max = 500, .fallback = "0" },
	{ "institutions", FIELD_INT, .label = N_("Institutions present"),
	    .aliases = "Institutions présentes",
	    .min = 0, .max = 100, .fallback = "0" },
	{ "newcomers", FIELD_INT, .label = N_("For the first time"), .aliases = "Nouveaux venus",
	    .min = 0,
	    .max = 500 },
	{ "themes", FIELD_CODES, .label = N_("Themes"), .aliases = "Thèmes|Sujets",
	    .codes = "theme", .max = 8,
	    .part = N_("What was said") },
	{ "decisions", FIELD_TEXT, .flags = FIELD_GUARDED, .label = N_("Decisions"),
	    .aliases = "Décisions",
	    .max = 2000, .personal = PERSONAL_TEXT, .keep_days = 730 },
	{ "present", FIELD_INT, .flags = FIELD_DERIVED, .label = N_("People present"), .min = 0,
	    .max = 2000 },
	{ "scheme", FIELD_REF, .flags = FIELD_DERIVED, .label = N_("Scheme"), .ref = "scheme" },
};

static void
check(struct record *r, const struct rule_context *c, struct faults *f)
{
	rule_filled(c, r, "scheme", "council", "scheme");
	rule_sum(r, "inhabitants actors institutions", "present");
	rule_part_of(f, r, "newcomers", "present");
}

const struct reg reg_council_session = {
	.name = "council_session",
	.label = N_("Sessions of councils"),
	.group = GROUP_PARTICIPATION,
	.fields = fields,
	.n_fields = COUNT(fields),
	.listed = "council kind inhabitants actors institutions present themes",
	.rules = check,
	.keep = { .years = 5 },
	.access = &access_work,
	.order = "date",
	.within = "scheme",
};
