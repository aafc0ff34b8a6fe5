/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What people type to find records: the words of a list's address, a search, and how texts are folded. */
#include "record/list.h"

#include "world.h"

/* -- words of an address --------------------------------------------------------------------- */

static size_t
asked(struct world *w, const char *reg, const char *name, const char *value, const char **code)
{
	struct list_word words[2] = { { str_of(name), str_of(value) } };
	struct list_ask ask = { .reg = reg_find(str_of(reg)), .sort = LIST_NO_COLUMN, .limit = 500,
	    .count = true };
	struct faults f = { .a = &w->a };
	struct list_page p;

	*code = NULL;
	if (!list_words(w->s, w->codes, words, 1, NULL, &w->a, &ask, &f, &w->e)) {
		printf("# %s\n", w->e.text);
		return 9999;
	}
	if (f.n > 0) {
		*code = f.v[0].code;
		return 0;
	}
	return list_read(w->s, w->codes, &ask, &w->a, &p, &w->e) ? p.n : 9999;
}

static void
words(struct world *w)
{
	static const struct {
		const char *reg, *name, *value, *sql, *code;
	} cases[] = {
		{ "intervention", "kind", "PA1", "kind = 'PA1' AND deleted = 0", NULL },
		{ "intervention", "kind", "de-escalation", "kind = 'GC1' AND deleted = 0", NULL },
		{ "intervention", "kind", "PA9", NULL, "unknown_code" },
		{ "intervention", "scheme", "scheme-1", "source_id LIKE 'x'", NULL },
		{ "intervention", "scheme", "RENNES NUIT", "source_id LIKE 'x'", NULL },
		{ "intervention", "scheme", "nowhere", NULL, "unknown_record" },
		{ "intervention", "service_date", "2024-10-05", "service_date = '2024-10-05' AND deleted = 0", NULL },
		{ "intervention", "service_date", "05/10/2024..",
		    "service_date >= '2024-10-05' AND deleted = 0", NULL },
		{ "intervention", "service_date", "..2024-10-05",
		    "service_date <= '2024-10-05' AND deleted = 0", NULL },
		{ "intervention", "service_date", "2024-10", "service_date LIKE '2024-10-%' AND deleted = 0", NULL },
		{ "intervention", "service_date", "yesterday", NULL, "bad_date" },
		{ "intervention", "start", "21h..21:59",
		    "start >= '21:00' AND start <= '21:59' AND deleted = 0", NULL },
		{ "intervention", "duration_min", "10..20", "duration_min BETWEEN 10 AND 20 AND deleted = 0", NULL },
		{ "intervention", "comment", "école", "comment LIKE '%à l’école' AND deleted = 0", NULL },
		{ "intervention", "comment", "=RAS", "comment = 'RAS' AND deleted = 0", NULL },
		{ "intervention", "comment", "' OR 1=1 --", "1 = 0", NULL },
		{ "intervention", "comment", "%", "comment LIKE '%\\%%' ESCAPE '\\' AND deleted = 0", NULL },
		{ "intervention", "comment", "-", "comment IS NULL AND deleted = 0", NULL },
		{ "intervention", "comment", "*", "comment IS NOT NULL AND deleted = 0", NULL },
		{ "intervention", "comment", "  ", "deleted = 0", NULL },
		{ "intervention", "weak_signal", "oui", "weak_signal = 1 AND deleted = 0", NULL },
		{ "intervention", "source_id", "=intervention-7",
		    "source_id = 'intervention-7' AND deleted = 0", NULL },
		{ "intervention", "password", "x", NULL, "unknown_field" },
		{ "intervention", "sort", "scheme", NULL, "unsortable" },
		{ "intervention", "limit", "0", NULL, "bad_limit" },
		{ "shift", "team", "staff-1",
		    "id IN (SELECT record FROM shift_team WHERE ref = (SELECT id FROM staff WHERE "
		    "source_id = 'staff-1'))", NULL },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		const char *code, *sql = cases[i].sql;
		size_t n = asked(w, cases[i].reg, cases[i].name, cases[i].value, &code);
		int64_t want = 0;

		if (sql != NULL && strstr(sql, "LIKE 'x'") != NULL)
			sql = "scheme = (SELECT id FROM scheme WHERE source_id = 'scheme-1') AND deleted = 0";
		if (sql != NULL)
			want = one_number(w->s, str_fmt(&w->a, "SELECT count(*) FROM %s WHERE %s", cases[i].reg, sql).p);
		if (!OK(cases[i].code != NULL ? code != NULL && strcmp(code, cases[i].code) == 0
		    : code == NULL && (int64_t)n == (want < 500 ? want : 500), "%s: %s=%s", w->name, cases[i].name,
		    cases[i].value))
			printf("# %zu for %lld, %s\n", n, (long long)want, code != NULL ? code : "no fault");
	}
}

static void
found(struct world *w)
{
	static const struct {
		const char *text;
		enum role role; /* ROLE_NONE: the house itself */
		size_t n;
		const char *first;
	} cases[] = {
		{ "rennes", ROLE_NONE, 3, "town-0" }, { "RENNES NUIT", ROLE_NONE, 1, "scheme-1" },
		{ "nuit ren", ROLE_NONE, 1, "scheme-1" }, { "l'ecl", ROLE_NONE, 1, "scheme-2" },
		{ "écl", ROLE_NONE, 1, "scheme-2" }, { "clu", ROLE_NONE, 0, NULL }, { "", ROLE_NONE, 0, NULL },
		{ "scheme-3", ROLE_NONE, 1, "scheme-3" }, { "shift-4", ROLE_NONE, 1, "shift-4" },
		{ "intervention-9", ROLE_NONE, 1, "intervention-9" }, { "%", ROLE_NONE, 1, "scheme-3" },
		{ "scheme-3", ROLE_MANAGER, 0, NULL }, { "scheme-1", ROLE_MANAGER, 1, "scheme-1" },
		{ "Cleunay", ROLE_MANAGER, 1, "sector-0" }, { "Écoles nord", ROLE_MANAGER, 0, NULL },
		{ "rennes", ROLE_CLIENT, 0, NULL }, { "rennes", ROLE_TRAINER, 1, "town-0" },
	};
	struct search_hit *hits;
	size_t n;

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct reach who;
		bool good = reach_for(w, cases[i].role, &who) &&
		    search_all(w->s, w->codes, cases[i].role != ROLE_NONE ? &who : NULL,
		    str_of(cases[i].text), 20, &w->a,
		        &hits, &n, &w->e);

		if (!OK(good && n == cases[i].n && (n == 0 || str_is(hits[0].source_id, cases[i].first)),
		    "%s: searching “%s” as %s finds %zu", w->name, cases[i].text,
		    cases[i].role != ROLE_NONE ? role_name(cases[i].role) : "the house", cases[i].n))
			printf("# %zu: %.*s\n", n, STR_A(n > 0 ? hits[0].source_id : STR_NONE));
	}
}

/* The two engines fold alike, and as text_fold does. */
static void
folding(struct world *w)
{
	static const char *const texts[] = { "Éàü ÇŒUVRE Æsop", "  deux   blancs\tet\nlignes ",
	    "L’été ‘oui’", "ĀăŁž ß ÿ",
	    "e\xcc\x81t\xc3\xa9", ("un\xc2\xa0" "deux\xe2\x80\xaftrois"), "", "ABC 123 -_/" };
	bool good = true;

	for (size_t i = 0; i < COUNT(texts); i++) {
		struct value v = V_TEXT(str_of(texts[i]));
		const struct value *row;
		struct rows *rows;
		struct buf sql;

		buf_init_in(&sql, &w->a);
		buf_cstr(&sql, "SELECT ");
		store_folded(w->s, &sql, "t.x");
		buf_cstr(&sql, " FROM (SELECT CAST($1 AS text) AS x) t");
		good = good && store_built(w->s, buf_text(&sql), &v, 1, &rows, &w->e) && rows_next(rows, &row, &w->e);
		if (good && !str_eq(row[0].s, folded(w, str_of(texts[i])))) {
			printf("# “%.*s” for “%.*s”\n", STR_A(row[0].s), STR_A(folded(w, str_of(texts[i]))));
			good = false;
			break;
		}
		if (good)
			rows_close(rows);
	}
	OK(good, "%s: the store folds texts as the program does", w->name);
}

static void
finding(enum store_engine engine)
{
	struct world *w = calloc(1, sizeof(*w));

	open_world(w, engine);
	folding(w);
	words(w);
	found(w);
	store_close(w->s);
	arena_release(&w->a);
	free(w);
}

int
main(void)
{
	lang_use(LANG_EN);
	on_engines(finding);
	remove_engines();
	return tap_done();
}
