/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/lang.h"
#include "record/access.h"
#include "registers/registers.h"
#include "registers/rules.h"

static const struct field fields[] = {
	{ "pseudonym", FIELD_TEXT, .flags = FIELD_REQUIRED | FIELD_GUARDED, .label = N_("Pseudonym"),
	    .aliases = "Pseudonyme|Matricule", .max = 40, .personal = PERSONAL_PSEUDONYM,
	    .help = N_("A number or a nickname, never a name.") },
	{ "kind", FIELD_CODE, .flags = FIELD_REQUIRED, .label = N_("Kind"), .aliases = "Type|Statut",
	    .codes = "trainer_kind", .help = N_("Frame E of the yearly report of training bodies (BPF).") },
	{ "staff", FIELD_REF, .label = N_("Member of staff"), .aliases = "Salarié", .ref = "staff",
	    .personal = PERSONAL_PSEUDONYM },
	{ "families", FIELD_CODES, .label = N_("What he or she teaches"), .aliases = "Domaines|Interventions",
	    .codes = "programme_family", .max = 8 },
	{ "speciality", FIELD_TEXT,
	    .personal = PERSONAL_NONE, .flags = FIELD_GUARDED, .label = N_("Speciality"),
	    .aliases = "Spécialité|Expertise", .max = 200 },
	{ "start", FIELD_DATE, .label = N_("Start"), .aliases = "Début|Depuis" },
	{ "end", FIELD_DATE, .label = N_("End"), .aliases = "Fin|Jusqu’au" },
	{ "reviewed", FIELD_DATE, .label = N_("Skills reviewed on"),
	    .aliases = "Compétences revues le|Entretien du",
	    .help = N_("The last time that skills and their development were looked at.") },
};

static void
check(struct record *r, const struct rule_context *c, struct faults *f)
{
	bool internal = str_is(rule_code(c, r, "kind"), "internal");

	rule_days(f, r, "start", "end");
	if (internal != record_cell(r, "staff")->set)
		rule_fault(f, r, "staff", "kind", internal ?
		    _("An in-house trainer is a member of staff: say which one.") :
		    _("An external trainer is no member of staff."));
}

const struct reg reg_trainer = {
	.name = "trainer",
	.label = N_("Trainers"),
	.group = GROUP_TRAINING,
	.fields = fields,
	.n_fields = COUNT(fields),
	.title = "pseudonym",
	.listed = "pseudonym kind families speciality start end",
	.rules = check,
	.keep = { .years = 5, .from = "end" },
	.access = &access_training,
};
