/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/lang.h"
#include "record/access.h"
#include "registers/registers.h"
#include "registers/rules.h"

static const struct field fields[] = {
	{ "name", FIELD_TEXT, .flags = FIELD_REQUIRED, .label = N_("Name"), .aliases = "Nom" },
	{ "insee_code", FIELD_TEXT, .flags = FIELD_REQUIRED, .label = N_("INSEE code"),
	    .aliases = "Code INSEE|INSEE|Code commune", .max = 5,
	    .help = N_("Five characters: 35238, 2A004.") },
	{ "agency", FIELD_REF, .flags = FIELD_REQUIRED, .label = N_("Agency"),
	    .aliases = "Agence", .ref = "agency" },
	{ "population", FIELD_INT, .label = N_("Population"), .aliases = "Population|Habitants",
	    .min = 0, .max = 20000000 },
	{ "lon", FIELD_REAL, .label = N_("Longitude"), .aliases = "Longitude", .min = -180,
	    .max = 180, .help = N_("Of its centre, WGS 84.") },
	{ "lat", FIELD_REAL, .label = N_("Latitude"), .aliases = "Latitude", .min = -90,
	    .max = 90, .help = N_("Of its centre, WGS 84.") },
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
	(void)c;
	if (!is_insee(record_cell(r, "insee_code")->s))
		rule_fault(f, r, "insee_code", "bad_insee",
		    _("An INSEE code has five characters: 35238, 2A004. It is no postal code."));
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
