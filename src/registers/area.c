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
	{ "category", FIELD_CODE, .label = N_("Category"), .aliases = "Catégorie|Zonage",
	    .codes = "area_kind" },
	{ "kind", FIELD_TEXT,
	    .personal = PERSONAL_NONE, .label = N_("Kind"), .aliases = "Type|Nature", .max = 60,
	    .help = N_("Priority district, estate, centre …") },
	{ "code", FIELD_TEXT,
	    .personal = PERSONAL_NONE, .label = N_("Code"), .aliases = "Code|Code QPV", .max = 20,
	    .help = N_("Of a priority district of 2024: QN04901M.") },
	{ "client", FIELD_REF, .label = N_("Landlord"), .aliases = "Bailleur", .ref = "client",
	    .help = N_("Whose estate it is.") },
	{ "population", FIELD_INT, .label = N_("Population"), .aliases = "Population|Habitants",
	    .min = 0, .max = 20000000 },
	{ "population_year", FIELD_INT, .label = N_("Year of the population"),
	    .aliases = "Millésime de la population|Millésime", .min = 1990, .max = 2099 },
	{ "dwellings", FIELD_INT, .label = N_("Dwellings"), .aliases = "Logements", .min = 0,
	    .max = 1000000 },
	{ "start", FIELD_DATE, .label = N_("In force from"), .aliases = "En vigueur depuis" },
	{ "end", FIELD_DATE, .label = N_("In force until"), .aliases = "En vigueur jusqu’au" },
	{ "outline", FIELD_TEXT,
	    .personal = PERSONAL_NONE, .label = N_("Outline"), .aliases = "Contour|Géométrie|WKT",
	    .max = RULE_OUTLINE_MAX,
	    .help = N_("POLYGON ((longitude latitude, …)) or MULTIPOLYGON, as map programs write it; WGS 84.") },
};

/* QN, the department on three characters, a rank, and what it has in common with 2015. */
static bool
is_qpv(struct str s)
{
	bool good = s.n == 8 && str_starts(s, STR("QN"));

	for (size_t i = 2; good && i < 7; i++)
		good = (s.p[i] >= '0' && s.p[i] <= '9') || (i == 4 && (s.p[i] == 'A' || s.p[i] == 'B')) ||
		    (i == 3 && (s.p[i] == 'A' || s.p[i] == 'B'));
	return good && (s.p[7] == 'N' || s.p[7] == 'M' || s.p[7] == 'I');
}

static void
check(struct record *r, const struct rule_context *c, struct faults *f)
{
	const struct cell *code = record_cell(r, "code");
	bool qpv = str_is(rule_code(c, r, "category"), "QPV");

	rule_days(f, r, "start", "end");
	rule_needs(f, r, "population_year", "population");
	if (qpv && code->set && !is_qpv(code->s))
		rule_fault(f, r, "code", "bad_qpv",
		    _("The code of a priority district of 2024 has eight characters: QN04901M."));
	if (str_is(rule_code(c, r, "category"), "estate"))
		rule_needs(f, r, "category", "client");
	rule_outline(f, r);
}

const struct reg reg_area = {
	.name = "area",
	.label = N_("Areas"),
	.group = GROUP_TERRITORY,
	.fields = fields,
	.n_fields = COUNT(fields),
	.title = "name",
	.listed = "name category town code population client",
	.rules = check,
	.access = &access_shared,
};
