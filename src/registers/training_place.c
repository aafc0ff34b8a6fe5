/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/lang.h"
#include "record/access.h"
#include "registers/registers.h"
#include "registers/rules.h"

static const struct field fields[] = {
	{ "name", FIELD_TEXT,
	    .personal = PERSONAL_NONE,
	    .flags = FIELD_REQUIRED, .label = N_("Name"), .aliases = "Nom|Intitulé" },
	{ "kind", FIELD_CODE, .flags = FIELD_REQUIRED, .label = N_("Kind"), .aliases = "Type|Nature",
	    .codes = "training_place_kind" },
	{ "part_of", FIELD_REF, .label = N_("Part of"), .aliases = "Fait partie de|Établissement",
	    .ref = "training_place", .help = N_("For a unit: the place to which it belongs.") },
	{ "town", FIELD_TEXT,
	    .personal = PERSONAL_NONE, .label = N_("Town"), .aliases = "Commune|Ville", .max = 80 },
	{ "department", FIELD_TEXT,
	    .personal = PERSONAL_NONE,
	    .label = N_("Department"), .aliases = "Département|Code département",
	    .max = 3, .help = N_("Its code: 35, 2A, 974.") },
	{ "start", FIELD_DATE, .label = N_("Open from"), .aliases = "Ouvert depuis|Début|Ouverture" },
	{ "end", FIELD_DATE, .label = N_("Closed on"), .aliases = "Fermé le|Fin|Fermeture" },
};

static void
check(struct record *r, const struct rule_context *c, struct faults *f)
{
	struct str code = record_cell(r, "department")->s;
	const struct cell *whole = record_cell(r, "part_of");
	int64_t number;
	bool good;

	rule_days(f, r, "start", "end");
	if (whole->set && uuid_eq(&whole->u, &r->id))
		rule_fault(f, r, "part_of", "same", _("A place is no part of itself."));
	if (str_is(rule_code(c, r, "kind"), "prison_unit") && !whole->set)
		rule_fault(f, r, "part_of", "required", _("A unit belongs to an establishment: say which one."));
	if (!record_cell(r, "department")->set)
		return;
	good = str_is(code, "2A") || str_is(code, "2B") || (str_int(code, &number) && code.n >= 2 &&
	    ((code.n == 2 && number >= 1 && number <= 95 && number != 20) || (number >= 971 && number <= 989)));
	if (!good)
		rule_fault(f, r, "department", "bad_department", _("This is no code of a department."));
}

const struct reg reg_training_place = {
	.name = "training_place",
	.label = N_("Training places"),
	.group = GROUP_TRAINING,
	.fields = fields,
	.n_fields = COUNT(fields),
	.title = "name",
	.rules = check,
	.access = &access_catalogue,
};
