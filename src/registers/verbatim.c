/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/lang.h"
#include "record/access.h"
#include "registers/registers.h"
#include "registers/rules.h"
#include "rules/disclosure.h"

static const struct field fields[] = {
	{ "text", FIELD_TEXT, .flags = FIELD_REQUIRED | FIELD_GUARDED, .label = N_("Words"),
	    .aliases = "Verbatim|Citation|Texte", .max = 500, .personal = PERSONAL_TEXT,
	    .keep_days = 730,
	    .help = N_("What was said, without a name or what would point to somebody.") },
	{ "date", FIELD_DATE, .flags = FIELD_REQUIRED, .label = N_("Date"),
	    .aliases = "Date|Recueilli le" },
	{ "speaker", FIELD_CODE, .flags = FIELD_REQUIRED, .label = N_("Who speaks"),
	    .aliases = "Qui parle|Locuteur", .codes = "speaker_kind" },
	{ "scheme", FIELD_REF, .label = N_("Scheme"), .aliases = "Dispositif", .ref = "scheme",
	    .help = N_("Empty: words about the whole house.") },
	{ "town", FIELD_REF, .flags = FIELD_RESOLVED, .label = N_("Town"),
	    .aliases = "Commune|Ville", .ref = "town",
	    .help = N_("Empty: the scheme’s town.") },
	{ "sector", FIELD_REF, .flags = FIELD_LOCAL | FIELD_GROW, .label = N_("Sector"),
	    .aliases = "Secteur|Quartier", .ref = "sector", .help = N_("Never a finer place.") },
	{ "consent", FIELD_BOOL, .label = N_("May be printed"), .aliases = "Accord de la personne",
	    .fallback = "non", .part = N_("Before it is printed"),
	    .help = N_("The person agreed that the words are printed without a name.") },
	{ "alike", FIELD_INT, .label = N_("How many could have said it"),
	    .aliases = "Personnes possibles", .min = 1, .max = 1000000,
	    .help = N_("People of that kind in that place, as far as the team knows. Fewer than five: the "
	        "speaker can be recognised.") },
	{ "written", FIELD_BOOL, .label = N_("Agreed in writing to be recognised"),
	    .aliases = "Accord écrit", .fallback = "non" },
	{ "publication", FIELD_CODE, .label = N_("Publication"), .aliases = "Publication",
	    .codes = "publication", .fallback = "none" },
	{ "check", FIELD_CODE, .flags = FIELD_DERIVED, .label = N_("Identifiability"),
	    .codes = "verbatim_check",
	    .help = N_("Whether who speaks can be recognised by what is printed.") },
};

static const char *
check_of(struct record *r, const struct rule_context *c)
{
	const struct cell *alike = record_cell(r, "alike");
	bool placed = record_cell(r, "sector")->set;
	bool few = str_is(rule_roll(c, r, "speaker", "few"), "yes");

	if (alike->set ? disclosure_shows(alike->i) : !(few && placed))
		return "anonymous";
	return record_cell(r, "written")->i != 0 ? "agreed" : "identifiable";
}

static void
check(struct record *r, const struct rule_context *c, struct faults *f)
{
	const struct code_list *l = codes_list(lookup_codes(c->lookup), "verbatim_check");
	const char *found = check_of(r, c);
	bool printed = str_is(rule_code(c, r, "publication"), "published");

	*record_cell(r, "check") = (struct cell){ .set = true, .i = code_find(l, str_of(found)) };
	if (!record_cell(r, "town")->set)
		rule_filled(c, r, "town", "scheme", "town");
	if (printed && record_cell(r, "consent")->i == 0)
		rule_fault(f, r, "consent", "no_consent", _("Words are printed only with the person’s agreement."));
	if (printed && strcmp(found, "identifiable") == 0)
		rule_fault(f, r, "publication", "identifiable",
		    _("Who speaks can be recognised by this kind of person in this place. Leave the sector out, say "
		      "a wider kind, or have an agreement in writing."));
}

const struct reg reg_verbatim = {
	.name = "verbatim",
	.label = N_("Words of people"),
	.group = GROUP_PARTNERS,
	.fields = fields,
	.n_fields = COUNT(fields),
	.listed = "text speaker town sector consent check publication",
	.rules = check,
	/* Who agreed to be printed is printed for as long as the words are of use. */
	.keep = { .years = 2, .unless = "consent" },
	.access = &access_work,
	.order = "date",
	.within = "scheme",
};
