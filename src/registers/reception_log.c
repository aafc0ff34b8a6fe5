/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/lang.h"
#include "record/access.h"
#include "registers/registers.h"
#include "registers/rules.h"

static const struct field fields[] = {
	{ "scheme", FIELD_REF, .flags = FIELD_REQUIRED, .label = N_("Scheme"), .aliases = "Dispositif",
	    .ref = "scheme" },
	{ "site", FIELD_REF, .flags = FIELD_REQUIRED, .label = N_("Site"),
	    .aliases = "Accueil|Équipement|Piscine", .ref = "site" },
	{ "date", FIELD_DATE, .flags = FIELD_REQUIRED, .label = N_("Date"), .aliases = "Date" },
	{ "half_day", FIELD_CODE, .flags = FIELD_REQUIRED, .label = N_("Half-day"),
	    .aliases = "Demi-journée",
	    .codes = "day_part" },
	{ "team", FIELD_REFS, .label = N_("Team"), .aliases = "Équipe|Médiateurs", .ref = "staff",
	    .min = 1,
	    .max = 4, .personal = PERSONAL_PSEUDONYM },
	{ "received", FIELD_INT, .label = N_("People received"),
	    .aliases = "Personnes accueillies", .min = 0,
	    .max = 20000, .part = N_("Waiting") },
	{ "wait", FIELD_INT, .label = N_("Longest wait"), .aliases = "Attente la plus longue", .min = 0,
	    .max = 600, .unit = N_("min") },
	{ "full", FIELD_BOOL, .label = N_("Full house"), .aliases = "Capacité atteinte",
	    .fallback = "non" },
	{ "level", FIELD_INT, .flags = FIELD_REQUIRED, .label = N_("Highest tension"),
	    .aliases = "Tension la plus forte", .min = 0, .max = 4, .part = N_("Tension"),
	    .help = N_("0 calm, 1 impatience, 2 raised voices, 3 threats, 4 violence.") },
	{ "tensions", FIELD_INT, .flags = FIELD_REQUIRED, .label = N_("Tense situations"),
	    .aliases = "Situations tendues", .min = 0, .max = 500 },
	{ "eased", FIELD_INT, .flags = FIELD_REQUIRED, .label = N_("Of these, eased"),
	    .aliases = "Situations apaisées", .min = 0, .max = 500 },
	{ "refusals", FIELD_INT, .label = N_("Entries refused"), .aliases = "Entrées refusées",
	    .min = 0,
	    .max = 5000, .fallback = "0" },
	{ "reminders", FIELD_INT, .label = N_("Rules reminded"), .aliases = "Rappels de règle",
	    .min = 0,
	    .max = 5000, .fallback = "0" },
	{ "support", FIELD_INT, .label = N_("Times the staff asked for help"),
	    .aliases = "Appuis aux agents", .min = 0, .max = 500, .fallback = "0" },
	{ "alerts", FIELD_INT, .label = N_("Emergency calls"), .aliases = "Appels police ou secours",
	    .min = 0, .max = 50, .fallback = "0" },
	{ "comment", FIELD_TEXT, .flags = FIELD_GUARDED, .label = N_("Comment"),
	    .aliases = "Commentaire",
	    .max = 280, .personal = PERSONAL_TEXT, .keep_days = 180 },
};

static void
check(struct record *r, const struct rule_context *c, struct faults *f)
{
	(void)c;
	rule_part_of(f, r, "eased", "tensions");
	if (record_cell(r, "tensions")->i > 0 && record_cell(r, "level")->i == 0)
		rule_fault(f, r, "level", "no_tension",
		    _("There were tense situations, so the tension is 1 or more."));
}

const struct reg reg_reception_log = {
	.name = "reception_log",
	.label = N_("Tension at receptions"),
	.group = GROUP_GROUND,
	.fields = fields,
	.n_fields = COUNT(fields),
	.listed = "site half_day received wait level tensions eased alerts",
	.rules = check,
	.keep = { .years = 5 },
	.access = &access_work,
	.order = "date",
	.within = "scheme",
};
