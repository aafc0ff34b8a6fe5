/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/lang.h"
#include "record/access.h"
#include "registers/registers.h"
#include "registers/rules.h"

static const struct field fields[] = {
	{ "name", FIELD_TEXT,
	    .personal = PERSONAL_NONE,
	    .flags = FIELD_REQUIRED, .label = N_("Name"), .aliases = "Nom" },
	{ "kind", FIELD_CODE, .flags = FIELD_REQUIRED, .label = N_("Kind"), .aliases = "Type|Nature",
	    .codes = "body_kind" },
	{ "seats", FIELD_INT, .label = N_("Seats"), .aliases = "Sièges", .min = 1, .max = 1000 },
	{ "quorum", FIELD_INT, .label = N_("Quorum"), .aliases = "Quorum", .min = 1, .max = 1000,
	    .help = N_("Members present or represented for a decision to stand.") },
	{ "meetings_a_year", FIELD_INT, .label = N_("Meetings due a year"),
	    .aliases = "Réunions par an", .min = 0, .max = 60 },
	{ "start", FIELD_DATE, .label = N_("Since"), .aliases = "Depuis|Créé le" },
	{ "end", FIELD_DATE, .label = N_("Until"), .aliases = "Jusqu’au|Dissous le" },
};

static void
check(struct record *r, const struct rule_context *c, struct faults *f)
{
	const struct cell *seats = record_cell(r, "seats"), *quorum = record_cell(r, "quorum");

	(void)c;
	rule_days(f, r, "start", "end");
	if (seats->set && quorum->set && quorum->i > seats->i)
		rule_fault(f, r, "quorum", "order", _("The quorum is more than the seats."));
}

const struct reg reg_body = {
	.name = "body",
	.label = N_("Bodies"),
	.group = GROUP_QUALITY,
	.fields = fields,
	.n_fields = COUNT(fields),
	.title = "name",
	.rules = check,
	.access = &access_governance,
};
