/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/lang.h"
#include "record/access.h"
#include "registers/registers.h"
#include "registers/rules.h"

/* Members are counted, never listed. */
static const struct field fields[] = {
	{ "council", FIELD_REF, .flags = FIELD_REQUIRED, .label = N_("Council"),
	    .aliases = "Conseil citoyen|Conseil",
	    .ref = "council" },
	{ "college", FIELD_CODE, .flags = FIELD_REQUIRED, .label = N_("College"), .aliases = "Collège",
	    .codes = "college" },
	{ "date", FIELD_DATE, .flags = FIELD_REQUIRED, .label = N_("Counted on"),
	    .aliases = "Compté le|Date" },
	{ "seats", FIELD_INT, .label = N_("Seats"), .aliases = "Sièges", .min = 1, .max = 200 },
	{ "women", FIELD_INT, .flags = FIELD_REQUIRED, .label = N_("Women"), .aliases = "Femmes",
	    .min = 0,
	    .max = 200 },
	{ "men", FIELD_INT, .flags = FIELD_REQUIRED, .label = N_("Men"), .aliases = "Hommes", .min = 0,
	    .max = 200 },
	{ "drawn", FIELD_INT, .label = N_("Of these, drawn by lot"),
	    .aliases = "Dont tirés au sort", .min = 0,
	    .max = 400 },
	{ "members", FIELD_INT, .flags = FIELD_DERIVED, .label = N_("Members"), .min = 0, .max = 400 },
	{ "scheme", FIELD_REF, .flags = FIELD_DERIVED, .label = N_("Scheme"), .ref = "scheme" },
};

static void
check(struct record *r, const struct rule_context *c, struct faults *f)
{
	rule_filled(c, r, "scheme", "council", "scheme");
	rule_sum(r, "women men", "members");
	rule_part_of(f, r, "members", "seats");
	rule_part_of(f, r, "drawn", "members");
}

const struct reg reg_council_college = {
	.name = "council_college",
	.label = N_("Members by college"),
	.group = GROUP_PARTICIPATION,
	.fields = fields,
	.n_fields = COUNT(fields),
	.listed = "council college women men members seats",
	.rules = check,
	.keep = { .years = 5 },
	.access = &access_work,
	.order = "date",
	.within = "scheme",
};
