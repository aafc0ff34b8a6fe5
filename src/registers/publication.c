/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/lang.h"
#include "record/access.h"
#include "registers/registers.h"
#include "registers/rules.h"

static const struct field fields[] = {
	{ "title", FIELD_TEXT,
	    .personal = PERSONAL_NONE,
	    .flags = FIELD_REQUIRED, .label = N_("Title"), .aliases = "Titre" },
	{ "date", FIELD_DATE, .flags = FIELD_REQUIRED, .label = N_("Published on"),
	    .aliases = "Date|Publié le" },
	{ "kind", FIELD_CODE, .flags = FIELD_REQUIRED, .label = N_("Kind"), .aliases = "Type|Nature",
	    .codes = "publication_kind" },
	{ "channel", FIELD_TEXT,
	    .personal = PERSONAL_NONE,
	    .label = N_("Channel"), .aliases = "Canal|Support", .max = 120,
	    .help = N_("The website, a newsletter, a network, a partner’s stand.") },
	{ "scheme", FIELD_REF, .label = N_("Scheme"), .aliases = "Dispositif", .ref = "scheme" },
	{ "town", FIELD_REF, .flags = FIELD_RESOLVED, .label = N_("Town"), .aliases = "Commune|Territoire",
	    .ref = "town", .help = N_("Empty: that of the scheme.") },
	{ "link", FIELD_TEXT,
	    .personal = PERSONAL_NONE, .label = N_("Link"), .aliases = "Lien|Adresse", .max = 400 },
};

static void
check(struct record *r, const struct rule_context *c, struct faults *f)
{
	(void)f;
	rule_filled(c, r, "town", "scheme", "town");
}

const struct reg reg_publication = {
	.name = "publication",
	.label = N_("Publications"),
	.group = GROUP_QUALITY,
	.fields = fields,
	.n_fields = COUNT(fields),
	.title = "title",
	.rules = check,
	.access = &access_shared,
	.order = "date",
};
