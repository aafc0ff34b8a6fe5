/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/lang.h"
#include "record/access.h"
#include "registers/registers.h"
#include "registers/rules.h"

static const struct field fields[] = {
	{ "body", FIELD_REF, .flags = FIELD_REQUIRED, .label = N_("Body"), .aliases = "Instance|Organe",
	    .ref = "body" },
	{ "date", FIELD_DATE, .flags = FIELD_REQUIRED, .label = N_("Date"), .aliases = "Date" },
	{ "minutes", FIELD_INT, .label = N_("Length"), .aliases = "Durée", .min = 0, .max = 720,
	    .unit = N_("min") },
	{ "place", FIELD_TEXT,
	    .personal = PERSONAL_NONE, .label = N_("Place"), .aliases = "Lieu", .max = 120 },
	{ "called", FIELD_DATE, .label = N_("Convened on"), .aliases = "Convoquée le" },
	{ "members", FIELD_INT, .flags = FIELD_REQUIRED, .label = N_("Members"), .aliases = "Membres",
	    .min = 1, .max = 1000 },
	{ "present", FIELD_INT, .flags = FIELD_REQUIRED, .label = N_("Present"), .aliases = "Présents",
	    .min = 0, .max = 1000 },
	{ "represented", FIELD_INT, .label = N_("Represented"), .aliases = "Représentés|Pouvoirs",
	    .min = 0, .max = 1000, .fallback = "0" },
	{ "quorum", FIELD_INT, .label = N_("Quorum"), .aliases = "Quorum", .min = 0, .max = 1000 },
	{ "quorum_met", FIELD_BOOL, .flags = FIELD_DERIVED, .label = N_("Quorum reached"),
	    .aliases = "Quorum atteint" },
	{ "guests", FIELD_INT, .label = N_("Guests"), .aliases = "Invités", .min = 0, .max = 1000,
	    .fallback = "0" },
	{ "agenda", FIELD_TEXT,
	    .personal = PERSONAL_TEXT,
	    .flags = FIELD_GUARDED, .label = N_("Agenda"), .aliases = "Ordre du jour",
	    .max = 1000 },
	{ "decisions", FIELD_TEXT, .flags = FIELD_GUARDED, .label = N_("Decisions"),
	    .aliases = "Décisions|Relevé de décisions", .max = 4000, .personal = PERSONAL_TEXT,
	    .help = N_("What was decided, without who said what.") },
	{ "approved", FIELD_DATE, .label = N_("Minutes approved on"), .aliases = "Procès-verbal approuvé le" },
};

static void
check(struct record *r, const struct rule_context *c, struct faults *f)
{
	int64_t members = record_cell(r, "members")->i, there = record_cell(r, "present")->i;
	const struct cell *by = record_cell(r, "represented"), *quorum = record_cell(r, "quorum");

	(void)c;
	if (by->set)
		there += by->i;
	if (there > members)
		rule_fault(f, r, "present", "sum", _("More are present or represented than there are members."));
	*record_cell(r, "quorum_met") = (struct cell){ .set = quorum->set,
		.i = quorum->set && there >= quorum->i };
	rule_days(f, r, "called", "date");
	rule_days(f, r, "date", "approved");
}

const struct reg reg_body_meeting = {
	.name = "body_meeting",
	.label = N_("Meetings of bodies"),
	.group = GROUP_QUALITY,
	.fields = fields,
	.n_fields = COUNT(fields),
	.listed = "date body members present represented quorum_met approved",
	.rules = check,
	.access = &access_governance,
	.order = "date",
};
