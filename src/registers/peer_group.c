/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/lang.h"
#include "record/access.h"
#include "registers/registers.h"
#include "registers/rules.h"

static const struct field fields[] = {
	{ "school", FIELD_REF, .flags = FIELD_REQUIRED, .label = N_("School"),
	    .aliases = "Établissement|École",
	    .ref = "school" },
	{ "school_year", FIELD_TEXT,
	    .personal = PERSONAL_NONE, .flags = FIELD_REQUIRED, .label = N_("School year"),
	    .aliases = "Année scolaire", .max = 9, .help = N_("2024-2025") },
	{ "start", FIELD_DATE, .flags = FIELD_REQUIRED, .label = N_("First session"),
	    .aliases = "Première séance|Début" },
	{ "end", FIELD_DATE, .label = N_("Last session"), .aliases = "Dernière séance|Fin" },
	{ "half_days", FIELD_INT, .flags = FIELD_REQUIRED, .label = N_("Half-days of training"),
	    .aliases = "Demi-journées de formation", .min = 1, .max = 20 },
	{ "girls", FIELD_INT, .flags = FIELD_REQUIRED, .label = N_("Girls trained"),
	    .aliases = "Filles formées",
	    .min = 0, .max = 200 },
	{ "boys", FIELD_INT, .flags = FIELD_REQUIRED, .label = N_("Boys trained"),
	    .aliases = "Garçons formés",
	    .min = 0, .max = 200 },
	{ "agreements", FIELD_INT, .flags = FIELD_REQUIRED, .label = N_("Parents’ agreements in hand"),
	    .aliases = "Accords parentaux", .min = 0, .max = 400,
	    .help = N_("The sheets stay at the school; here they are counted.") },
	{ "mediations", FIELD_INT, .label = N_("Mediations led by the pupils"),
	    .aliases = "Médiations menées par les élèves", .min = 0, .max = 2000 },
	{ "trained", FIELD_INT, .flags = FIELD_DERIVED, .label = N_("Pupils trained"), .min = 0,
	    .max = 400 },
	{ "scheme", FIELD_REF, .flags = FIELD_DERIVED, .label = N_("Scheme"), .ref = "scheme" },
};

static void
check(struct record *r, const struct rule_context *c, struct faults *f)
{
	rule_filled(c, r, "scheme", "school", "scheme");
	rule_school_year(f, r, "school_year");
	rule_days(f, r, "start", "end");
	rule_sum(r, "girls boys", "trained");
	if (record_cell(r, "agreements")->i < record_cell(r, "trained")->i)
		rule_fault(f, r, "agreements", "no_agreement",
		    _("Each pupil who is trained has the parents’ agreement: %d pupils, %d agreements."),
		    (int)record_cell(r, "trained")->i, (int)record_cell(r, "agreements")->i);
}

const struct reg reg_peer_group = {
	.name = "peer_group",
	.label = N_("Peer mediators"),
	.group = GROUP_GROUND,
	.fields = fields,
	.n_fields = COUNT(fields),
	.listed = "school school_year start half_days trained agreements mediations",
	.rules = check,
	.keep = { .years = 5 },
	.access = &access_work,
	.order = "start",
	.within = "scheme",
};
