/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/lang.h"
#include "record/access.h"
#include "registers/registers.h"
#include "registers/rules.h"

static const struct field fields[] = {
	{ "name", FIELD_TEXT,
	    .personal = PERSONAL_NONE,
	    .flags = FIELD_REQUIRED, .label = N_("Name"), .aliases = "Nom|Intitulé" },
	{ "programme", FIELD_TEXT,
	    .personal = PERSONAL_NONE,
	    .flags = FIELD_REQUIRED, .label = N_("Programme"), .aliases = "Programme",
	    .max = 120 },
	{ "reference", FIELD_TEXT,
	    .personal = PERSONAL_NONE,
	    .label = N_("Reference"), .aliases = "Référence|Numéro", .max = 60 },
	{ "role", FIELD_CODE, .flags = FIELD_REQUIRED, .label = N_("Our role"), .aliases = "Notre rôle|Rôle",
	    .codes = "project_role" },
	{ "start", FIELD_DATE, .flags = FIELD_REQUIRED, .label = N_("Start"), .aliases = "Début" },
	{ "end", FIELD_DATE, .label = N_("End"), .aliases = "Fin" },
	{ "budget", FIELD_MONEY, .label = N_("Budget of the project"), .aliases = "Budget", .min = 0,
	    .max = 100000000000 },
	{ "share", FIELD_MONEY, .label = N_("Our part of it"), .aliases = "Notre part", .min = 0,
	    .max = 100000000000 },
	{ "grant", FIELD_REF, .label = N_("Grant"), .aliases = "Subvention|Dossier",
	    .ref = "grant_application" },
	{ "subject", FIELD_TEXT,
	    .personal = PERSONAL_NONE,
	    .label = N_("Subject"), .aliases = "Objet|Sujet", .max = 500 },
};

static void
check(struct record *r, const struct rule_context *c, struct faults *f)
{
	const struct cell *all = record_cell(r, "budget"), *ours = record_cell(r, "share");

	(void)c;
	rule_days(f, r, "start", "end");
	if (all->set && ours->set && ours->i > all->i)
		rule_fault(f, r, "share", "order", _("Our part is more than the whole."));
}

const struct reg reg_european_project = {
	.name = "european_project",
	.label = N_("European projects"),
	.group = GROUP_QUALITY,
	.fields = fields,
	.n_fields = COUNT(fields),
	.title = "name",
	.rules = check,
	.keep = { .years = 10, .from = "end" },
	.access = &access_quality,
	.order = "start",
};
