/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/lang.h"
#include "record/access.h"
#include "registers/registers.h"
#include "registers/rules.h"

static const struct field fields[] = {
	{ "name", FIELD_TEXT,
	    .personal = PERSONAL_NONE,
	    .flags = FIELD_REQUIRED, .label = N_("Name"), .aliases = "Nom" },
	{ "town", FIELD_REF, .flags = FIELD_REQUIRED, .label = N_("Town"),
	    .aliases = "Commune|Ville", .ref = "town" },
	{ "sector", FIELD_REF, .label = N_("Sector"), .aliases = "Secteur|Quartier",
	    .ref = "sector" },
	{ "place_kind", FIELD_CODE, .flags = FIELD_REQUIRED, .label = N_("Place kind"),
	    .aliases = "Type de lieu", .codes = "place_kind" },
	{ "client", FIELD_REF, .label = N_("Owner"), .aliases = "Propriétaire|Bailleur",
	    .ref = "client" },
	{ "schemes", FIELD_REFS, .label = N_("Schemes"), .aliases = "Dispositifs", .ref = "scheme",
	    .max = 16,
	    .help = N_("Those that work there.") },
	{ "work_site", FIELD_BOOL, .label = N_("Work site"), .aliases = "Site de travail",
	    .fallback = "non",
	    .help = N_("Yes: a team has its base or its regular presence there.") },
	{ "start", FIELD_DATE, .label = N_("In use from"), .aliases = "Début|Utilisé depuis" },
	{ "end", FIELD_DATE, .label = N_("In use until"), .aliases = "Fin|Utilisé jusqu’au" },
	{ "lon", FIELD_REAL, .label = N_("Longitude"), .aliases = "Longitude", .min = -180,
	    .max = 180 },
	{ "lat", FIELD_REAL, .label = N_("Latitude"), .aliases = "Latitude", .min = -90,
	    .max = 90 },
};

static void
check(struct record *r, const struct rule_context *c, struct faults *f)
{
	(void)c;
	rule_days(f, r, "start", "end");
	rule_point(f, r);
}

const struct reg reg_site = {
	.name = "site",
	.label = N_("Sites"),
	.group = GROUP_TERRITORY,
	.fields = fields,
	.n_fields = COUNT(fields),
	.title = "name",
	.listed = "name place_kind town sector schemes work_site client",
	.rules = check,
	.access = &access_field,
	.within = "town",
};
