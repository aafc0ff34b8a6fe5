/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/lang.h"
#include "record/access.h"
#include "registers/registers.h"
#include "registers/rules.h"

static const struct field fields[] = {
	{ "name", FIELD_TEXT,
	    .personal = PERSONAL_NONE,
	    .flags = FIELD_REQUIRED, .label = N_("Name"), .aliases = "Nom" },
	{ "insee_code", FIELD_TEXT,
	    .personal = PERSONAL_NONE, .flags = FIELD_REQUIRED, .label = N_("INSEE code"),
	    .aliases = "Code INSEE|INSEE|Code commune", .max = 5,
	    .help = N_("Five characters: 35238, 2A004.") },
	{ "agency", FIELD_REF, .flags = FIELD_REQUIRED, .label = N_("Agency"),
	    .aliases = "Agence", .ref = "agency" },
	{ "population", FIELD_INT, .label = N_("Population"), .aliases = "Population|Habitants",
	    .min = 0, .max = 20000000, .help = N_("The municipal population of the census.") },
	{ "lon", FIELD_REAL, .label = N_("Longitude"), .aliases = "Longitude", .min = -180,
	    .max = 180, .help = N_("Of its centre, WGS 84.") },
	{ "lat", FIELD_REAL, .label = N_("Latitude"), .aliases = "Latitude", .min = -90,
	    .max = 90, .help = N_("Of its centre, WGS 84.") },
	{ "population_year", FIELD_INT, .label = N_("Year of the population"),
	    .aliases = "Millésime de la population|Millésime", .min = 1990, .max = 2099 },
	{ "established", FIELD_BOOL, .label = N_("Shown on our map"),
	    .aliases = "Commune d’implantation",
	    .fallback = "non", .help = N_("Yes: one of the towns where we are established.") },
	{ "department", FIELD_TEXT,
	    .personal = PERSONAL_NONE, .flags = FIELD_DERIVED, .label = N_("Department"), .max = 3,
	    .help = N_("From the INSEE code.") },
};

/* Two digits, or 2A and 2B for Corsica, then three digits (INSEE, Code officiel géographique). */
static bool
is_insee(struct str s)
{
	if (s.n != 5)
		return false;
	for (size_t i = 0; i < s.n; i++)
		if ((s.p[i] < '0' || s.p[i] > '9') &&
		    !(i == 1 && s.p[0] == '2' && (s.p[1] == 'A' || s.p[1] == 'B')))
			return false;
	return true;
}

static void
check(struct record *r, const struct rule_context *c, struct faults *f)
{
	struct str code = record_cell(r, "insee_code")->s;

	if (!is_insee(code))
		rule_fault(f, r, "insee_code", "bad_insee",
		    _("An INSEE code has five characters: 35238, 2A004. It is no postal code."));
	else /* three characters overseas: 974 */
		*record_cell(r, "department") = (struct cell){ .set = true,
			.s = str_dup(c->a, str_sub(code, 0, str_starts(code, STR("97")) ? 3 : 2)) };
	rule_needs(f, r, "population_year", "population");
	rule_point(f, r);
}

const struct reg reg_town = {
	.name = "town",
	.label = N_("Towns"),
	.group = GROUP_TERRITORY,
	.fields = fields,
	.n_fields = COUNT(fields),
	.title = "name",
	.rules = check,
	.access = &access_shared,
};
