/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/lang.h"
#include "record/access.h"
#include "registers/registers.h"
#include "registers/rules.h"

static const struct field fields[] = {
	{ "council", FIELD_REF, .flags = FIELD_REQUIRED, .label = N_("Council"),
	    .aliases = "Conseil citoyen|Conseil",
	    .ref = "council" },
	{ "date", FIELD_DATE, .flags = FIELD_REQUIRED, .label = N_("Decided on"),
	    .aliases = "Décidé le|Date" },
	{ "kind", FIELD_CODE, .flags = FIELD_REQUIRED, .label = N_("Use of the fund"),
	    .aliases = "Usage|Emploi",
	    .codes = "fund_use" },
	{ "subject", FIELD_TEXT,
	    .personal = PERSONAL_NONE,
	    .flags = FIELD_REQUIRED | FIELD_GUARDED, .label = N_("Subject"),
	    .aliases = "Objet", .max = 200 },
	{ "funder", FIELD_REF, .label = N_("Funder"), .aliases = "Financeur", .ref = "funder" },
	{ "granted", FIELD_MONEY, .flags = FIELD_REQUIRED, .label = N_("Granted"),
	    .aliases = "Accordé|Montant",
	    .min = 1, .max = 100000000 },
	{ "spent", FIELD_MONEY, .label = N_("Spent"), .aliases = "Dépensé", .min = 0,
	    .max = 100000000 },
	{ "closed", FIELD_DATE, .label = N_("Closed on"), .aliases = "Clos le",
	    .help = N_("The day on which the receipts were given.") },
	{ "left", FIELD_MONEY, .flags = FIELD_DERIVED, .label = N_("Left to spend"), .min = -100000000,
	    .max = 100000000 },
	{ "scheme", FIELD_REF, .flags = FIELD_DERIVED, .label = N_("Scheme"), .ref = "scheme" },
};

static void
check(struct record *r, const struct rule_context *c, struct faults *f)
{
	const struct cell *spent = record_cell(r, "spent");

	rule_filled(c, r, "scheme", "council", "scheme");
	rule_order(f, r, "date", "closed");
	rule_needs(f, r, "closed", "spent");
	rule_part_of(f, r, "spent", "granted");
	*record_cell(r, "left") = (struct cell){ .set = spent->set,
		.i = record_cell(r, "granted")->i - spent->i };
}

const struct reg reg_council_fund = {
	.name = "council_fund",
	.label = N_("Use of councils’ funds"),
	.group = GROUP_PARTICIPATION,
	.fields = fields,
	.n_fields = COUNT(fields),
	.title = "subject",
	.listed = "council kind subject granted spent left closed",
	.rules = check,
	.keep = { .years = 10 },
	.access = &access_work,
	.order = "date",
	.within = "scheme",
};
