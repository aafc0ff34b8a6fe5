/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/lang.h"
#include "record/access.h"
#include "registers/registers.h"
#include "registers/rules.h"

static const struct field fields[] = {
	{ "name", FIELD_TEXT,
	    .personal = PERSONAL_NONE,
	    .flags = FIELD_REQUIRED, .label = N_("Name"), .aliases = "Nom|Intitulé" },
	{ "kind", FIELD_CODE, .flags = FIELD_REQUIRED, .label = N_("Kind"), .aliases = "Type|Nature",
	    .codes = "certificate_kind" },
	{ "certifier", FIELD_TEXT,
	    .personal = PERSONAL_NONE,
	    .label = N_("Certifying body"), .aliases = "Organisme|Certificateur",
	    .max = 120 },
	{ "reference", FIELD_TEXT,
	    .personal = PERSONAL_NONE,
	    .label = N_("Reference"), .aliases = "Référence|Numéro", .max = 60 },
	{ "town", FIELD_REF, .label = N_("Certified site"), .aliases = "Site certifié|Site", .ref = "town",
	    .help = N_("Empty: it holds for the whole house.") },
	{ "scope", FIELD_TEXT,
	    .personal = PERSONAL_NONE, .label = N_("Scope"), .aliases = "Périmètre", .max = 300 },
	{ "first_obtained", FIELD_DATE, .flags = FIELD_REQUIRED, .label = N_("First obtained on"),
	    .aliases = "Première obtention|Obtenu le" },
	{ "level", FIELD_CODE, .label = N_("Level"), .aliases = "Niveau", .codes = "label_level" },
	{ "level_since", FIELD_DATE, .label = N_("This level since"), .aliases = "Niveau obtenu le" },
	{ "renewed", FIELD_DATE, .label = N_("Last renewed on"), .aliases = "Renouvelé le" },
	{ "expiry", FIELD_DATE, .label = N_("Valid until"), .aliases = "Échéance|Expire le|Valable jusqu’au",
	    .help = N_("Empty: without a term.") },
	{ "next_audit", FIELD_DATE, .label = N_("Next audit"), .aliases = "Prochain audit" },
};

static void
check(struct record *r, const struct rule_context *c, struct faults *f)
{
	static const char *const later[] = { "level_since", "renewed", "expiry" };

	(void)c;
	for (size_t i = 0; i < COUNT(later); i++)
		rule_days(f, r, "first_obtained", later[i]);
	rule_days(f, r, "renewed", "expiry");
	if (record_cell(r, "level_since")->set && !record_cell(r, "level")->set)
		rule_fault(f, r, "level", "required", _("A day of a level needs the level."));
}

const struct reg reg_certificate = {
	.name = "certificate",
	.label = N_("Certificates and labels"),
	.group = GROUP_QUALITY,
	.fields = fields,
	.n_fields = COUNT(fields),
	.title = "name",
	.listed = "kind town level first_obtained expiry next_audit",
	.rules = check,
	.access = &access_quality,
};
