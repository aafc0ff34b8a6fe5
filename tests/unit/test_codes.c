/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The nomenclature: complete, immutable, valid for a time, and what contracts add to it. */
#include "base/date.h"
#include "base/embed.h"
#include "record/codes.h"

#include "engines.h"

/* Lists and how many codes each has (domain.md §3, interchange.md). */
static const struct {
	const char *list;
	size_t n;
} counts[] = {
	{ "register", 8 }, { "kind", 42 }, { "theme", 30 }, { "incivility", 26 },
	{ "incivility_family", 10 }, { "place_kind", 23 }, { "place_group", 9 }, { "age", 12 },
	{ "sex", 3 }, { "action", 21 }, { "outcome", 10 }, { "origin", 12 }, { "origin_group", 4 },
	{ "partner_kind", 26 }, { "instance", 13 }, { "slot", 6 }, { "form", 11 },
	{ "client_kind", 11 }, { "staff_role", 4 }, { "shift_state", 3 }, { "record_state", 4 },
	{ "severity", 3 }, { "public_role", 13 }, { "group_size", 5 }, { "place_level", 4 },
	{ "fact_duration", 3 }, { "citer", 5 },
};

/* Codes and what they roll up to, one or more a list. */
static const struct {
	const char *list, *code, *key, *value;
} rolls[] = {
	{ "kind", "PA1", "counts", "passive" }, { "kind", "PA1", "register", "R1" },
	{ "kind", "GC4", "register", "R2" }, { "kind", "IN4", "register", "R3" },
	{ "kind", "VT5", "register", "R4" }, { "kind", "MR4", "register", "R5" },
	{ "kind", "PC1", "register", "R6" }, { "kind", "PC1", "counts", "no" },
	{ "kind", "SF2", "register", "R7" }, { "kind", "CO3", "register", "R8" },
	{ "kind", "CO3", "counts", "no" }, { "kind", "EN1", "counts", "no" },
	{ "place_kind", "LP7", "group", "public_space" }, { "place_kind", "LR3", "group", "residence" },
	{ "place_kind", "LS2", "group", "school" }, { "place_kind", "LE3", "group", "facility" },
	{ "place_kind", "LA2", "group", "service" }, { "place_kind", "LC1", "group", "works" },
	{ "place_kind", "LD1", "group", "custody" }, { "place_kind", "LV1", "group", "remote" },
	{ "place_kind", "LZ9", "group", "other" }, { "incivility", "IC15", "family", "A" },
	{ "incivility", "IC24", "family", "B" }, { "incivility", "IC33", "family", "C" },
	{ "incivility", "IC42", "family", "D" }, { "incivility", "IC52", "family", "E" },
	{ "incivility", "IC63", "family", "F" }, { "incivility", "IC73", "family", "G" },
	{ "incivility", "IC81", "family", "H" }, { "incivility", "IC92", "family", "I" },
	{ "incivility", "IC99", "family", "Z" }, { "origin", "OI2", "group", "spontaneous" },
	{ "origin", "OI3", "group", "hailed" }, { "origin", "OIB", "group", "requested" },
	{ "origin", "OIC", "group", "follow_up" }, { "age", "A23", "minors", "yes" },
	{ "outcome", "OU3", "settled", "yes" }, { "outcome", "OU4", "rate", "yes" },
	{ "theme", "T11", "client_theme", "residential" }, { "theme", "T53", "client_theme", "public" },
	{ "theme", "T52", "client_theme", "prevention" }, { "theme", "T43", "client_theme", "rights" },
};

static bool
is_code(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] >= 0x80 || s.p[i] == ' ' || s.p[i] == '|' || s.p[i] == ',' ||
		    s.p[i] == '\'')
			return false;
	return s.n > 0;
}

static bool
same_text(const struct code_list *l, uint16_t i, struct str text)
{
	return code_find(l, text) == i;
}

static void
complete(void)
{
	struct arena a;
	struct codes *codes;
	struct err e = { 0 };

	arena_init(&a);
	if (!OK(codes_embedded(&a, &codes, &e), "the nomenclature is in the program"))
		return;
	for (size_t i = 0; i < COUNT(counts); i++) {
		const struct code_list *l = codes_list(codes, counts[i].list);
		bool good = l != NULL, found = l != NULL;

		OK(l != NULL && l->n == counts[i].n, "%s has its %zu codes", counts[i].list, counts[i].n);
		for (uint16_t k = 0; l != NULL && k < l->n; k++) {
			const struct code *c = &l->v[k];

			good = good && is_code(c->code) && c->label_fr.n > 0 && c->label_en.n > 0 && !c->of_contract;
			found = found && same_text(l, k, c->code);
			for (uint16_t m = 0; m < k; m++)
				good = good && !str_eq(l->v[m].code, c->code);
		}
		OK(good, "%s: each code once, in ASCII, with a label in both languages", counts[i].list);
		OK(found, "%s: each is found by itself", counts[i].list);
	}
	for (size_t i = 0; i < COUNT(rolls); i++) {
		const struct code_list *l = codes_list(codes, rolls[i].list);
		uint16_t k = l != NULL ? code_find(l, str_of(rolls[i].code)) : CODE_NONE;

		OK(k != CODE_NONE && str_is(code_roll(l, k, rolls[i].key), rolls[i].value),
		    "%s %s rolls up to %s %s", rolls[i].list, rolls[i].code, rolls[i].key, rolls[i].value);
	}
	OK(codes_list(codes, "nothing") == NULL, "a list that is not there is none");
	arena_release(&a);
}

/* What a roll-up names must be a code of the list it rolls up to. */
static void
rolls_lead_somewhere(void)
{
	static const struct {
		const char *list, *key, *to;
		bool all; /* every code has one */
	} ways[] = {
		{ "kind", "register", "register", false }, { "place_kind", "group", "place_group", true },
		{ "incivility", "family", "incivility_family", true }, { "origin", "group", "origin_group", true },
		{ "theme", "client_theme", "client_theme", false }, { "register", "citer", "citer", true },
	};
	struct arena a;
	struct codes *codes;
	struct err e = { 0 };

	arena_init(&a);
	(void)!codes_embedded(&a, &codes, &e);
	for (size_t i = 0; i < COUNT(ways); i++) {
		const struct code_list *l = codes_list(codes, ways[i].list), *to = codes_list(codes, ways[i].to);
		bool good = l != NULL && to != NULL;

		for (uint16_t k = 0; good && k < l->n; k++) {
			struct str rest = code_roll(l, k, ways[i].key), one;

			if (rest.p == NULL && ways[i].all) {
				printf("# %s %.*s has no %s\n", ways[i].list, STR_A(l->v[k].code), ways[i].key);
				good = false;
			}
			while (rest.p != NULL && str_cut(&rest, '|', &one))
				if (code_find(to, one) == CODE_NONE) {
					printf("# %s %.*s: %.*s\n", ways[i].list, STR_A(l->v[k].code), STR_A(one));
					good = false;
				}
		}
		OK(good, "%s: each %s is a code of %s", ways[i].list, ways[i].key, ways[i].to);
	}
	arena_release(&a);
}

static void
finding(void)
{
	struct arena a;
	struct codes *codes;
	struct err e = { 0 };
	const struct code_list *l;
	uint16_t near[3], t10;

	arena_init(&a);
	(void)!codes_embedded(&a, &codes, &e);
	l = codes_list(codes, "theme");
	t10 = code_find(l, STR("T10"));
	OK(t10 != CODE_NONE && same_text(l, t10, STR("t10")) && same_text(l, t10, STR(" T10 ")) &&
	    same_text(l, t10, STR("Voisinage — bruit")) && same_text(l, t10, STR("VOISINAGE — BRUIT *")) &&
	    same_text(l, t10, STR("neighbours: noise")),
	    "a code is found in any case, and by its labels in both languages");
	l = codes_list(codes, "action");
	OK(same_text(l, code_find(l, STR("AC01")), STR("ecoute")) && code_find(l, STR("AC00")) == CODE_NONE &&
	    code_find(l, STR("")) == CODE_NONE, "accents do not matter; what is not there is not found");
	lang_use(LANG_FR);
	OK(str_is(code_label(l, code_find(l, STR("AC01"))), "Écoute"), "labels are in the reader’s language");
	lang_use(LANG_EN);
	OK(str_is(code_label(l, code_find(l, STR("AC01"))), "Listening"), "whichever it is");
	l = codes_list(codes, "theme");
	OK(code_nearest(l, STR("Voisinage bruits"), near) == 3 && near[0] == t10 && near[1] != near[0] &&
	    near[2] != near[1], "three nearest are told, the nearest first");
	arena_release(&a);
}

/* -- in a store ------------------------------------------------------------------------------ */

static bool
load(struct store *s, int64_t *added)
{
	struct err e = { 0 };
	int from, to;

	if (store_begin(s, &e) && migrate_run(s, &from, &to, &e) && schema_update(s, &e) &&
	    codes_load(s, added, &e) && store_commit(s, &e))
		return true;
	printf("# %s\n", e.text);
	store_rollback(s);
	return false;
}

static void
stored(enum store_engine engine)
{
	const char *name = engine_name(engine);
	struct arena a;
	struct store *s = NULL;
	struct codes *codes;
	struct err e = { 0 };
	const struct code_list *l;
	uint16_t k;
	int64_t added = 0, all, again = -1;
	int32_t day = 0;

	arena_init(&a);
	s = empty_store(&a, engine);
	OK(load(s, &added) && added > 300, "%s: a fresh store gets every code", name);
	all = one_number(s, "SELECT count(*) FROM code");
	OK(load(s, &again) && again == 0 && one_number(s, "SELECT count(*) FROM code") == all,
	    "%s: loading again adds none", name);

	/* A store from before: a code is missing, one has another meaning, an old label, no last day. */
	run_sql(s, "DELETE FROM code WHERE list = 'kind' AND code = 'PA3'");
	run_sql(s, "UPDATE code SET rolls = 'register=R9', label_fr = 'Vieux', position = 99, parent = 'PA1' "
	    "WHERE list = 'kind' AND code = 'PA2'");
	OK(load(s, &again) && again == 1 &&
	    one_number(s, "SELECT position FROM code WHERE list = 'kind' AND code = 'PA3'") == 2,
	    "%s: a newer program adds what is new, at its place", name);
	OK(codes_open(s, &a, &codes, &e) && (l = codes_list(codes, "kind")) != NULL &&
	    (k = code_find(l, STR("PA2"))) == 1 && str_is(l->v[k].label_fr, "Point fixe / présence statique") &&
	    str_is(l->v[k].rolls, "register=R9") && str_is(l->v[k].parent, "PA1"),
	    "%s: it mends labels and order, and never what a code means", name);

	run_sql(s, "UPDATE code SET valid_from = '2025-01-01', valid_to = '2025-12-31' "
	    "WHERE list = 'theme' AND code = 'T10'");
	OK(codes_open(s, &a, &codes, &e) && (l = codes_list(codes, "theme")) != NULL &&
	    day_parse(STR("2025-01-01"), &day) && l->v[0].from == day && day_parse(STR("2025-12-31"), &day) &&
	    l->v[0].to == day && l->v[1].from == DAY_NONE && l->v[1].to == DAY_NONE,
	    "%s: a code has its first and its last day, or neither", name);
	store_close(s);
	arena_release(&a);
}

static void
put_contract_code(struct store *s, enum store_engine engine, int n, int contract, const char *list,
    const char *code, const char *label, bool hidden)
{
	struct arena a;
	const char *bytes = engine == STORE_SQLITE ? "blob" : "bytea";

	arena_init(&a);
	run_sql(s, str_fmt(&a, "INSERT INTO contract_code (structure, id, version, made_at, changed_at, made_by, "
	    "contract, list, code, label_fr, label_en, hidden, \"start\") VALUES (1, CAST('code%012d' AS %s), 1, "
	    "1, 1, 'test', CAST('contract%08d' AS %s), '%s', '%s', '%s', '%s', %d, '2025-01-01')", n, bytes,
	    contract, bytes, list, code, label, label, hidden ? 1 : 0).p);
	arena_release(&a);
}

static void
contracts(enum store_engine engine)
{
	const char *name = engine_name(engine);
	struct arena a;
	struct store *s = NULL;
	struct codes *codes;
	struct err e = { 0 };
	const struct code_list *l;
	uint16_t own, in1;
	int64_t added;

	arena_init(&a);
	s = empty_store(&a, engine);
	(void)!load(s, &added);
	put_contract_code(s, engine, 1, 1, "kind", "IN1-CAF", "Information CAF", false);
	put_contract_code(s, engine, 2, 2, "kind", "IN1-CAF", "Information CAF", false);
	put_contract_code(s, engine, 3, 1, "kind", "PA2", "", true);
	put_contract_code(s, engine, 4, 1, "kind", "ZZ9-A", "Sans parent", false);
	put_contract_code(s, engine, 5, 1, "nothing", "ZZ9", "Sans liste", true);
	OK(codes_open(s, &a, &codes, &e), "%s: contracts’ codes are read", name);
	l = codes_list(codes, "kind");
	own = code_find(l, STR("IN1-CAF"));
	in1 = code_find(l, STR("IN1"));
	OK(own != CODE_NONE && l->v[own].of_contract && own >= 42 && l->v[own].n_uses == 2 &&
	    !l->v[own].uses[0].hidden && l->v[own].uses[0].from != DAY_NONE && l->v[own].uses[0].to == DAY_NONE,
	    "%s: an own code stands behind the common ones, with the contracts that have it", name);
	OK(code_find(l, STR("information caf")) == own, "%s: it is found by its label", name);
	OK(code_counted(l, own) == in1 && code_counted(l, in1) == in1 &&
	    str_is(code_roll(l, own, "register"), "R3") && str_is(code_roll(l, own, "counts"), "yes"),
	    "%s: it counts as its parent and rolls up like it", name);
	OK(code_counted(l, code_find(l, STR("XBB"))) == code_find(l, STR("XBB")),
	    "%s: a common code below another counts as itself", name);
	OK(l->v[code_find(l, STR("PA2"))].n_uses == 1 && l->v[code_find(l, STR("PA2"))].uses[0].hidden &&
	    !l->v[code_find(l, STR("PA2"))].of_contract, "%s: a common code knows who hides it", name);
	OK(l->n == 43 && code_find(l, STR("ZZ9-A")) == CODE_NONE, "%s: what stands below nothing is none", name);
	store_close(s);
	arena_release(&a);
}

int
main(void)
{
	lang_use(LANG_EN);
	complete();
	rolls_lead_somewhere();
	finding();
	on_engines(stored);
	on_engines(contracts);
	remove_engines();
	return tap_done();
}
