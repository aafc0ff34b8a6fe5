/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/lang.h"
#include "record/access.h"
#include "registers/registers.h"
#include "registers/rules.h"

static const struct field fields[] = {
	{ "place", FIELD_REF, .flags = FIELD_REQUIRED, .label = N_("Establishment"),
	    .aliases = "Établissement|Lieu", .ref = "training_place",
	    .help = N_("The establishment or the unit, with its department.") },
	{ "date", FIELD_DATE, .flags = FIELD_REQUIRED, .label = N_("Date"), .aliases = "Date" },
	{ "start", FIELD_CLOCK, .label = N_("Time"), .aliases = "Heure|Début" },
	{ "hours", FIELD_REAL, .flags = FIELD_REQUIRED, .label = N_("Hours of the workshop"),
	    .aliases = "Heures|Durée", .min = 0, .max = 12, .unit = N_("h") },
	{ "public", FIELD_CODE, .flags = FIELD_REQUIRED, .label = N_("Public"), .aliases = "Public|Quartier",
	    .codes = "prison_public" },
	{ "state", FIELD_CODE, .label = N_("State"), .aliases = "État|Statut", .codes = "shift_state",
	    .fallback = "held" },
	{ "participants", FIELD_INT, .flags = FIELD_REQUIRED, .label = N_("Participants"),
	    .aliases = "Participants|Nombre de participants", .min = 0, .max = 200,
	    .help = N_("How many they were. Nothing about any of them is noted.") },
	{ "returned", FIELD_INT, .label = N_("Questionnaires returned"),
	    .aliases = "Questionnaires rendus|Rendus", .min = 0, .max = 200 },
	{ "favourable", FIELD_INT, .label = N_("Favourable ones"), .aliases = "Avis favorables|Favorables",
	    .min = 0, .max = 200, .help = N_("Those with at least 4 out of 5; on paper, without a name.") },
	{ "line", FIELD_CODE, .label = N_("Status in the training body’s report"),
	    .aliases = "Ligne BPF|Statut du stagiaire", .codes = "bpf_line", .fallback = "F1E" },
	{ "trainers", FIELD_REFS, .label = N_("Trainers"), .aliases = "Formateurs|Formateur",
	    .ref = "trainer", .min = 1, .max = 4, .personal = PERSONAL_PSEUDONYM },
};

static void
check(struct record *r, const struct rule_context *c, struct faults *f)
{
	bool held = str_is(rule_code(c, r, "state"), "held");

	rule_at_most(f, r, "returned", "participants");
	rule_at_most(f, r, "favourable", "returned");
	if (record_cell(r, "favourable")->set && !record_cell(r, "returned")->set)
		rule_fault(f, r, "returned", "required",
		    _("Favourable ones are some of those returned: say how many."));
	if (held)
		rule_not_ahead(c, f, r, "date");
	else if (record_cell(r, "participants")->i > 0)
		rule_fault(f, r, "participants", "not_held", _("A workshop that was not held had nobody in it."));
}

const struct reg reg_prison_workshop = {
	.name = "prison_workshop",
	.label = N_("Workshops in prison"),
	.group = GROUP_TRAINING,
	.fields = fields,
	.n_fields = COUNT(fields),
	.listed = "place public hours participants returned favourable state",
	.rules = check,
	.keep = { .years = 5 },
	.access = &access_training,
	.order = "date",
};
