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
	{ "area", FIELD_REF, .label = N_("Area"), .aliases = "Zone|Quartier prioritaire|QPV",
	    .ref = "area" },
	{ "schemes", FIELD_REFS, .label = N_("Schemes"), .aliases = "Dispositifs", .ref = "scheme",
	    .max = 16,
	    .help = N_("Those that work there.") },
	{ "lon", FIELD_REAL, .label = N_("Longitude"), .aliases = "Longitude", .min = -180,
	    .max = 180, .help = N_("Of its centre, WGS 84.") },
	{ "lat", FIELD_REAL, .label = N_("Latitude"), .aliases = "Latitude", .min = -90,
	    .max = 90, .help = N_("Of its centre, WGS 84.") },
	{ "outline", FIELD_TEXT,
	    .personal = PERSONAL_NONE, .label = N_("Outline"), .aliases = "Contour|Géométrie|WKT",
	    .max = RULE_OUTLINE_MAX,
	    .help = N_("POLYGON ((longitude latitude, …)) or MULTIPOLYGON, as map programs write it; WGS 84. "
	               "Empty: that of its area.") },
};

static void
check(struct record *r, const struct rule_context *c, struct faults *f)
{
	(void)c;
	rule_point(f, r);
	rule_outline(f, r);
}

const struct reg reg_sector = {
	.name = "sector",
	.label = N_("Sectors"),
	.group = GROUP_TERRITORY,
	.fields = fields,
	.n_fields = COUNT(fields),
	.title = "name",
	.listed = "name town area schemes",
	.rules = check,
	.access = &access_field,
	.within = "town",
};
