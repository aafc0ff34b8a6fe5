/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/lang.h"
#include "record/access.h"
#include "registers/registers.h"
#include "registers/rules.h"

/* A directory of organisations: whoever answers there has no place in it. */
static const struct field fields[] = {
	{ "name", FIELD_TEXT,
	    .personal = PERSONAL_NONE,
	    .flags = FIELD_REQUIRED, .label = N_("Name"), .aliases = "Nom" },
	{ "kind", FIELD_CODE, .flags = FIELD_REQUIRED, .label = N_("Kind"),
	    .aliases = "Type|Nature|Type de partenaire", .codes = "partner_kind" },
	{ "town", FIELD_REF, .label = N_("Town"), .aliases = "Commune|Ville", .ref = "town" },
	{ "relation", FIELD_CODE, .label = N_("Relation"), .aliases = "Lien avec nous",
	    .codes = "partner_relation" },
	{ "since", FIELD_DATE, .label = N_("Partner since"), .aliases = "Partenaire depuis",
	    .part = N_("Working together") },
	{ "until", FIELD_DATE, .label = N_("Partner until"), .aliases = "Partenaire jusqu’au",
	    .help = N_("Empty while we work together.") },
	{ "agreement", FIELD_DATE, .label = N_("Agreement signed on"),
	    .aliases = "Convention signée le" },
	{ "charter", FIELD_BOOL, .label = N_("Signed the sharing charter"),
	    .aliases = "Charte de partage signée",
	    .fallback = "non",
	    .help = N_("What may be told of situations to whom, agreed in writing.") },
	{ "offer", FIELD_TEXT,
	    .personal = PERSONAL_NONE, .flags = FIELD_GUARDED, .label = N_("What it does"),
	    .aliases = "Offre|Missions",
	    .max = 500, .help = N_("Whom it helps, with what, and when it is open.") },
	{ "siret", FIELD_TEXT,
	    .personal = PERSONAL_NONE,
	    .label = N_("SIRET number"), .aliases = "SIRET|Numéro SIRET", .max = 18,
	    .help = N_("Fourteen digits."), .part = N_("Address") },
	{ "address", FIELD_TEXT,
	    .personal = PERSONAL_NONE, .label = N_("Address"), .aliases = "Adresse" },
	{ "country", FIELD_TEXT,
	    .personal = PERSONAL_NONE, .label = N_("Country"), .aliases = "Pays", .max = 60,
	    .help = N_("Empty: France.") },
	{ "website", FIELD_TEXT,
	    .personal = PERSONAL_NONE,
	    .label = N_("Website"), .aliases = "Site web|Site internet" },
};

static void
check(struct record *r, const struct rule_context *c, struct faults *f)
{
	rule_order(f, r, "since", "until");
	rule_siret(f, c, r);
}

const struct reg reg_partner = {
	.name = "partner",
	.label = N_("Partners"),
	.group = GROUP_PARTNERS,
	.fields = fields,
	.n_fields = COUNT(fields),
	.title = "name",
	.listed = "name kind town relation since agreement",
	.rules = check,
	.access = &access_directory,
};
