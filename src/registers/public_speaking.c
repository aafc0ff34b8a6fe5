/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/lang.h"
#include "record/access.h"
#include "registers/registers.h"

static const struct field fields[] = {
	{ "event", FIELD_TEXT,
	    .personal = PERSONAL_NONE, .flags = FIELD_REQUIRED, .label = N_("Occasion"),
	    .aliases = "Événement|Rencontre" },
	{ "date", FIELD_DATE, .flags = FIELD_REQUIRED, .label = N_("Date"), .aliases = "Date" },
	{ "kind", FIELD_CODE, .flags = FIELD_REQUIRED, .label = N_("Kind"), .aliases = "Type|Nature",
	    .codes = "speaking_kind" },
	{ "host", FIELD_TEXT,
	    .personal = PERSONAL_NONE,
	    .label = N_("Host"), .aliases = "Organisateur|Invitation de", .max = 200 },
	{ "town", FIELD_REF, .label = N_("Town"), .aliases = "Commune|Ville", .ref = "town" },
	{ "subject", FIELD_TEXT,
	    .personal = PERSONAL_NONE,
	    .label = N_("Subject"), .aliases = "Sujet|Thème", .max = 300 },
	{ "audience", FIELD_INT, .label = N_("People in the audience"), .aliases = "Public|Participants",
	    .min = 0, .max = 100000, .help = N_("As far as it is known.") },
	{ "link", FIELD_TEXT,
	    .personal = PERSONAL_NONE, .label = N_("Link"), .aliases = "Lien|Adresse", .max = 400 },
};

const struct reg reg_public_speaking = {
	.name = "public_speaking",
	.label = N_("Public speaking"),
	.group = GROUP_QUALITY,
	.fields = fields,
	.n_fields = COUNT(fields),
	.title = "event",
	.access = &access_shared,
	.order = "date",
};
