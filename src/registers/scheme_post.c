/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/lang.h"
#include "record/access.h"
#include "registers/registers.h"
#include "registers/rules.h"

static const struct field fields[] = {
	{ "scheme", FIELD_REF, .flags = FIELD_REQUIRED, .label = N_("Scheme"),
	    .aliases = "Dispositif", .ref = "scheme" },
	{ "role", FIELD_CODE, .flags = FIELD_REQUIRED, .label = N_("Role"),
	    .aliases = "Rôle|Fonction", .codes = "staff_role" },
	{ "posts", FIELD_INT, .flags = FIELD_REQUIRED, .label = N_("Number of posts"),
	    .aliases = "Nombre de postes|Postes", .min = 1, .max = 200 },
	{ "share", FIELD_REAL, .label = N_("Working-time share"),
	    .aliases = "Quotité|Temps de travail|ETP par poste", .min = 1, .max = 100,
	    .unit = N_("%"), .fallback = "100", .help = N_("100 for full time.") },
	{ "start", FIELD_DATE, .label = N_("From"), .aliases = "Début|À partir du" },
	{ "end", FIELD_DATE, .label = N_("Until"), .aliases = "Fin|Jusqu’au" },
};

static void
check(struct record *r, const struct rule_context *c, struct faults *f)
{
	(void)c;
	rule_days(f, r, "start", "end");
}

const struct reg reg_scheme_post = {
	.name = "scheme_post",
	.label = N_("Posts"),
	.group = GROUP_GROUND,
	.fields = fields,
	.n_fields = COUNT(fields),
	.rules = check,
	.access = &access_scheme,
	.within = "scheme",
};
