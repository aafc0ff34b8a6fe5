/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/lang.h"
#include "record/access.h"
#include "registers/registers.h"
#include "registers/rules.h"

static const struct field fields[] = {
	{ "contract", FIELD_REF, .flags = FIELD_REQUIRED, .label = N_("Contract"),
	    .aliases = "Contrat|Marché", .ref = "contract" },
	{ "list", FIELD_TEXT,
	    .personal = PERSONAL_NONE,
	    .flags = FIELD_REQUIRED | FIELD_FIXED, .label = N_("Code list"), .max = 40,
	    .aliases = "Liste|Nomenclature",
	    .help = N_("kind, theme, place_kind, origin, action, outcome, partner_kind or incivility.") },
	{ "code", FIELD_TEXT,
	    .personal = PERSONAL_NONE,
	    .flags = FIELD_REQUIRED | FIELD_FIXED, .label = N_("Code"), .aliases = "Code",
	    .max = 24,
	    .help = N_("A common code that is hidden, or an own one below it: IN1-CAF is counted as IN1.") },
	{ "label_fr", FIELD_TEXT,
	    .personal = PERSONAL_NONE,
	    .label = N_("French label"), .aliases = "Libellé|Libellé français",
	    .max = 100 },
	{ "label_en", FIELD_TEXT,
	    .personal = PERSONAL_NONE, .label = N_("English label"), .aliases = "Libellé anglais",
	    .max = 100 },
	{ "hidden", FIELD_BOOL, .label = N_("Hidden"), .aliases = "Masqué", .fallback = "non",
	    .help = N_("Yes: the contract does not use this common code.") },
	{ "start", FIELD_DATE, .label = N_("From"), .aliases = "Début|À partir du" },
	{ "end", FIELD_DATE, .label = N_("Until"), .aliases = "Fin|Jusqu’au" },
};

/* Lists of what records are about; the others are the program's own. */
static const char *const lists[] = {
	"kind", "theme", "place_kind", "origin", "action", "outcome", "partner_kind", "incivility",
};

bool
contract_may_change(struct str list)
{
	for (size_t i = 0; i < COUNT(lists); i++)
		if (str_is(list, lists[i]))
			return true;
	return false;
}

#define SUFFIX_MAX 8

static bool
is_suffix(struct str s)
{
	bool good = s.n > 0 && s.n <= SUFFIX_MAX;

	for (size_t i = 0; i < s.n; i++)
		good = good && ((s.p[i] >= 'A' && s.p[i] <= 'Z') || (s.p[i] >= '0' && s.p[i] <= '9'));
	return good;
}

/* A label that means another code of the list would make two codes of one. */
static void
check_label(struct faults *f, struct record *r, const struct code_list *l, const char *field)
{
	const struct cell *label = record_cell(r, field);
	uint16_t same;

	if (!label->set) {
		rule_fault(f, r, field, "required", _("A contract’s own code needs a label in both languages."));
		return;
	}
	same = code_find(l, label->s);
	if (same != CODE_NONE && !str_eq(l->v[same].code, record_cell(r, "code")->s))
		rule_fault(f, r, field, "label_taken", _("“%.*s” is the label of %.*s already."), STR_A(label->s),
		    STR_A(l->v[same].code));
}

/* Codes are never redefined: an own code stands below a common one and is counted as that. */
static void
check_own(struct faults *f, struct record *r, const struct code_list *l)
{
	struct str suffix = record_cell(r, "code")->s, parent;
	uint16_t at, known = code_find(l, suffix);

	(void)str_cut(&suffix, '-', &parent);
	at = code_find(l, parent);
	if (suffix.p == NULL || !is_suffix(suffix) || at == CODE_NONE || l->v[at].of_contract ||
	    !str_eq(l->v[at].code, parent)) {
		rule_fault(f, r, "code", "bad_subcode",
		    _("An own code is a common one, a hyphen and up to eight capitals or digits: IN1-CAF."));
		return;
	}
	if (known != CODE_NONE && l->v[known].of_contract &&
	    !str_eq(l->v[known].label_fr, record_cell(r, "label_fr")->s) && l->v[known].n_uses > 0) {
		const struct code *c = &l->v[known];

		/* Its own contract may mend a label; for another one the code would mean something else. */
		if (c->n_uses > 1 || !uuid_eq(&c->uses[0].contract, &record_cell(r, "contract")->u)) {
			rule_fault(f, r, "code", "redefined", _("%.*s exists already and means “%.*s”."), STR_A(c->code),
			    STR_A(c->label_fr));
			return;
		}
	}
	check_label(f, r, l, "label_fr");
	check_label(f, r, l, "label_en");
}

static void
check(struct record *r, const struct rule_context *c, struct faults *f)
{
	struct str name = record_cell(r, "list")->s, code = record_cell(r, "code")->s;
	const struct code_list *l = NULL;
	uint16_t at;

	rule_days(f, r, "start", "end");
	if (contract_may_change(name))
		l = codes_list(lookup_codes(c->lookup), str_cstr(c->a, name));
	if (l == NULL) {
		rule_fault(f, r, "list", "unknown_list",
		    _("“%.*s” is no list that a contract may change: kind, theme, place_kind, origin, action, "
		      "outcome, partner_kind or incivility."), STR_A(name));
		return;
	}
	if (record_cell(r, "hidden")->i == 0) {
		check_own(f, r, l);
		return;
	}
	at = code_find(l, code);
	if (at == CODE_NONE || !str_eq(l->v[at].code, code))
		rule_fault(f, r, "code", "unknown_code", _("“%.*s” is no code of %.*s."), STR_A(code), STR_A(name));
}

const struct reg reg_contract_code = {
	.name = "contract_code",
	.label = N_("Codes of a contract"),
	.group = GROUP_GROUND,
	.fields = fields,
	.n_fields = COUNT(fields),
	.title = "code",
	.rules = check,
	.access = &access_scheme,
	.within = "contract",
};
