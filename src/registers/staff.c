/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/lang.h"
#include "record/access.h"
#include "registers/registers.h"
#include "registers/rules.h"

static const struct field fields[] = {
	{ "role", FIELD_CODE, .flags = FIELD_REQUIRED, .label = N_("Role"),
	    .aliases = "Rôle|Fonction|Poste", .codes = "staff_role" },
	{ "agency", FIELD_REF, .flags = FIELD_REQUIRED, .label = N_("Agency"),
	    .aliases = "Agence", .ref = "agency" },
	{ "pseudonym", FIELD_TEXT, .flags = FIELD_GUARDED, .label = N_("Pseudonym"),
	    .aliases = "Pseudonyme|Matricule", .max = 40, .personal = PERSONAL_PSEUDONYM,
	    .help = N_("A number or a nickname, never a name.") },
	{ "scheme", FIELD_REF, .label = N_("Main scheme"),
	    .aliases = "Dispositif|Dispositif principal", .ref = "scheme" },
	{ "start", FIELD_DATE, .label = N_("Start"), .aliases = "Début|Date d’entrée|Entrée" },
	{ "end", FIELD_DATE, .label = N_("End"), .aliases = "Fin|Date de sortie|Sortie" },
	{ "share", FIELD_REAL, .label = N_("Working-time share"),
	    .aliases = "Quotité|Temps de travail", .min = 1, .max = 100, .unit = N_("%"),
	    .fallback = "100" },
};

static void
check(struct record *r, const struct rule_context *c, struct faults *f)
{
	(void)c;
	rule_days(f, r, "start", "end");
}

const struct reg reg_staff = {
	.name = "staff",
	.label = N_("Staff"),
	.group = GROUP_STAFF,
	.fields = fields,
	.n_fields = COUNT(fields),
	.title = "pseudonym",
	.listed = "pseudonym role agency scheme start end share",
	.rules = check,
	.keep = { .years = 5, .from = "end" },
	.access = &access_staff,
	.within = "agency",
};
