/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/lang.h"
#include "record/access.h"
#include "registers/registers.h"
#include "registers/rules.h"

static const struct field fields[] = {
	{ "name", FIELD_TEXT,
	    .personal = PERSONAL_NONE, .flags = FIELD_REQUIRED, .label = N_("Name"),
	    .aliases = "Nom|Établissement" },
	{ "uai", FIELD_TEXT,
	    .personal = PERSONAL_NONE,
	    .label = N_("UAI code"), .aliases = "UAI|Code UAI|RNE", .max = 8,
	    .help = N_("Seven digits and a letter that follows from them.") },
	{ "level", FIELD_CODE, .flags = FIELD_REQUIRED, .label = N_("Level"), .aliases = "Niveau|Type",
	    .codes = "school_level" },
	{ "scheme", FIELD_REF, .flags = FIELD_REQUIRED, .label = N_("Scheme"), .aliases = "Dispositif",
	    .ref = "scheme" },
	{ "town", FIELD_REF, .flags = FIELD_REQUIRED, .label = N_("Town"), .aliases = "Commune|Ville",
	    .ref = "town", .help = N_("That of the school, which may not be the scheme’s.") },
	{ "site", FIELD_REF, .label = N_("Site"), .aliases = "Site|Lieu", .ref = "site" },
	{ "sector", FIELD_REF, .flags = FIELD_RESOLVED, .label = N_("Sector"),
	    .aliases = "Secteur|Quartier", .ref = "sector", .help = N_("Empty: that of the site.") },
	{ "start", FIELD_DATE, .flags = FIELD_REQUIRED, .label = N_("First day"),
	    .aliases = "Premier jour|Début", .part = N_("Presence") },
	{ "end", FIELD_DATE, .label = N_("Last day"), .aliases = "Dernier jour|Fin",
	    .help = N_("Empty while mediators are there.") },
	{ "presence", FIELD_SLOTS, .label = N_("Presence timetable"),
	    .aliases = "Emploi du temps de présence|Présence", .codes = "season", .max = 500,
	    .help = N_("Mo,Th 08:30-12:00 @school; Fr 13:30-16:30 @school.") },
	{ "diversity", FIELD_BOOL, .label = N_("School-diversity project"),
	    .aliases = "Projet mixité scolaire|Mixité", .fallback = "non" },
	{ "peers", FIELD_BOOL, .label = N_("Has peer mediators"), .aliases = "Médiation par les pairs",
	    .fallback = "non" },
	{ "pupils", FIELD_INT, .label = N_("Pupils"), .aliases = "Effectif|Élèves", .min = 1,
	    .max = 5000 },
};

#define UAI_DIGITS 7

/* The letter is the number's rest by 23 in the alphabet without i, o and q (Éducation nationale, code
 * UAI). A small letter becomes a capital. */
static bool
is_uai(struct cell *uai, struct arena *a)
{
	static const char letters[] = "ABCDEFGHJKLMNPRSTUVWXYZ";
	uint32_t number = 0;
	char *s;

	if (uai->s.n != UAI_DIGITS + 1)
		return false;
	for (size_t i = 0; i < UAI_DIGITS; i++) {
		if (uai->s.p[i] < '0' || uai->s.p[i] > '9')
			return false;
		number = number * 10 + (uint32_t)(uai->s.p[i] - '0');
	}
	s = str_cstr(a, uai->s);
	if (s[UAI_DIGITS] >= 'a' && s[UAI_DIGITS] <= 'z')
		s[UAI_DIGITS] = (char)(s[UAI_DIGITS] - 'a' + 'A');
	uai->s = str_of(s);
	return s[UAI_DIGITS] == letters[number % (COUNT(letters) - 1)];
}

static void
check(struct record *r, const struct rule_context *c, struct faults *f)
{
	struct cell *uai = record_cell(r, "uai");

	rule_days(f, r, "start", "end");
	if (!record_cell(r, "sector")->set)
		rule_filled(c, r, "sector", "site", "sector");
	if (uai->set && !is_uai(uai, c->a))
		rule_fault(f, r, "uai", "bad_uai",
		    _("A UAI code has seven digits and the letter that belongs to them: 0750655E. Look it up "
		      "again."));
}

const struct reg reg_school = {
	.name = "school",
	.label = N_("Schools"),
	.group = GROUP_GROUND,
	.fields = fields,
	.n_fields = COUNT(fields),
	.title = "name",
	.listed = "name level town sector scheme start end diversity",
	.rules = check,
	.access = &access_field,
	.within = "scheme",
};
