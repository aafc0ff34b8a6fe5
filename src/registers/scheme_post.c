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
	{ "function", FIELD_CODE, .label = N_("Function"), .aliases = "Métier|Fonction précise",
	    .codes = "post_function",
	    .help = N_("What the post is called in the scheme: apprentice, facilitator.") },
	{ "posts", FIELD_INT, .flags = FIELD_REQUIRED, .label = N_("Number of posts"),
	    .aliases = "Nombre de postes|Postes", .min = 1, .max = 200 },
	{ "share", FIELD_REAL, .label = N_("Working-time share"),
	    .aliases = "Quotité|Temps de travail|ETP par poste", .min = 1, .max = 100,
	    .unit = N_("%"), .fallback = "100", .help = N_("100 for full time.") },
	{ "start", FIELD_DATE, .label = N_("From"), .aliases = "Début|À partir du" },
	{ "end", FIELD_DATE, .label = N_("Until"), .aliases = "Fin|Jusqu’au" },
	{ "lent_by", FIELD_REF, .label = N_("Lent by"), .aliases = "Mis à disposition par|Équipe de",
	    .ref = "scheme",
	    .help = N_("The scheme whose team comes here: such posts are that scheme’s, and not "
	               "counted twice.") },
	{ "full_time", FIELD_REAL, .flags = FIELD_DERIVED, .label = N_("Full-time equivalents"), .min = 0,
	    .max = 200, .help = N_("Posts times share: another unit than posts.") },
};

static void
check(struct record *r, const struct rule_context *c, struct faults *f)
{
	const struct cell *posts = record_cell(r, "posts"), *share = record_cell(r, "share");
	const struct cell *scheme = record_cell(r, "scheme"), *lender = record_cell(r, "lent_by");
	struct str role = rule_roll(c, r, "function", "role");

	rule_days(f, r, "start", "end");
	if (lender->set && scheme->set && uuid_eq(&lender->u, &scheme->u))
		rule_fault(f, r, "lent_by", "same", _("A scheme lends nothing to itself."));
	if (role.p != NULL && !str_eq(role, rule_code(c, r, "role")))
		rule_fault(f, r, "function", "role", _("This function belongs to another role."));
	*record_cell(r, "full_time") = (struct cell){ .set = posts->set && share->set,
		.r = (double)posts->i * share->r / 100 };
}

const struct reg reg_scheme_post = {
	.name = "scheme_post",
	.label = N_("Posts"),
	.group = GROUP_STAFF,
	.fields = fields,
	.n_fields = COUNT(fields),
	.listed = "scheme role function posts share full_time lent_by",
	.rules = check,
	.access = &access_scheme,
	.within = "scheme",
};
