/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Figures over the facts beside the same GROUP BY in SQLite, in turns, in one process.
 *
 * usage: figures STORE TABLES <ASKS
 *
 * TABLES is an SQLite database.  A line of ASKS holds, parted by tabs: a figure's id, two dimensions
 * with a comma, a script that makes the table and its covering index, and the query on it: two keys,
 * value, n.  Prints a JSON object a line: both medians, groups, and whether every group is the same.
 */
#include "base/json.h"
#include "bench/clock.h"
#include "figures/figures.h"

#include <malloc.h>
#include <math.h>
#include <sqlite3.h>

#define LINE_MAX (64u << 10)
#define TURNS 3
#define SLOW_SECONDS 0.5
#define TURN_SECONDS 0.02 /* quick evaluations are repeated for so long */
#define REPEAT_MAX 50
#define NOW_MS 1893456000000LL /* 2030: every shift is past */

struct bench {
	struct store *store;
	struct facts *facts;
	sqlite3 *db;
};

static void
must(sqlite3 *db, int code, const char *what)
{
	if (code == SQLITE_OK || code == SQLITE_DONE)
		return;
	fprintf(stderr, "figures: %s: %s\n", what, sqlite3_errmsg(db));
	exit(3);
}

/* Both sides are one thread: its own time is what others on the machine disturb least. */
static double
processor(void)
{
	return clock_now(CLOCK_THREAD_CPUTIME_ID);
}

static double
time_facts(struct bench *b, const struct figure_ask *ask)
{
	double v[REPEAT_MAX], begun = processor();
	size_t n = 0;

	do {
		struct figure_answer answer;
		struct err e = { 0 };
		struct arena a;
		double from = processor();

		arena_init(&a);
		must_do(figure_eval(b->facts, ask, &a, &answer, &e), &e);
		arena_release(&a);
		v[n++] = processor() - from;
	} while (n < REPEAT_MAX && processor() - begun < TURN_SECONDS);
	return clock_median(v, n);
}

/* SQLite's sorters leave the heap in small pieces, which the next large allocation would pay for. */
static double
time_sql(sqlite3_stmt *st)
{
	double from = processor();

	sqlite3_reset(st);
	while (sqlite3_step(st) == SQLITE_ROW)
		continue;
	from = processor() - from;
	malloc_trim(0);
	return from;
}

static struct str
column_text(struct arena *a, sqlite3_stmt *st, int i)
{
	if (sqlite3_column_type(st, i) == SQLITE_NULL)
		return STR_NONE;
	return str_dup(a, str_of((const char *)sqlite3_column_text(st, i)));
}

static int
by_keys(const void *x, const void *y)
{
	const struct figure_group *a = x, *b = y;
	int c = 0;

	for (size_t i = 0; i < 2 && c == 0; i++)
		c = (a->key[i].p != NULL) != (b->key[i].p != NULL) ? (a->key[i].p == NULL ? -1 : 1)
		    : str_cmp(a->key[i], b->key[i]);
	return c;
}

/* The query's rows as groups; those without rows behind them are no groups. */
static struct figure_group *
sql_groups(sqlite3 *db, sqlite3_stmt *st, struct arena *a, size_t *n)
{
	struct figure_group *v = NULL;
	size_t cap = 0;
	int code;

	*n = 0;
	sqlite3_reset(st);
	while ((code = sqlite3_step(st)) == SQLITE_ROW) {
		if (*n == cap) {
			struct figure_group *more = arena_array(a, struct figure_group, cap * 2 + 1024);

			if (*n > 0)
				memcpy(more, v, *n * sizeof(*v));
			v = more;
			cap = cap * 2 + 1024;
		}
		v[*n].key[0] = column_text(a, st, 0);
		v[*n].key[1] = column_text(a, st, 1);
		v[*n].has_value = sqlite3_column_type(st, 2) != SQLITE_NULL;
		v[*n].value = sqlite3_column_double(st, 2);
		v[*n].n = sqlite3_column_int64(st, 3);
		*n += v[*n].n > 0;
	}
	must(db, code, "SELECT");
	return v;
}

/* What is held back below eleven has no value here and one there: it is no difference. */
static bool
same_groups(struct bench *b, const struct figure_ask *ask, sqlite3_stmt *st, size_t *n)
{
	struct figure_answer answer;
	struct figure_group *sql;
	struct err e = { 0 };
	struct arena a;
	size_t n_sql, kept = 0;
	bool same;

	arena_init(&a);
	must_do(figure_eval(b->facts, ask, &a, &answer, &e), &e);
	sql = sql_groups(b->db, st, &a, &n_sql);
	for (size_t i = 0; i < answer.n_groups; i++)
		if (answer.groups[i].n > 0)
			answer.groups[kept++] = answer.groups[i];
	qsort(answer.groups, kept, sizeof(*sql), by_keys);
	if (n_sql > 0)
		qsort(sql, n_sql, sizeof(*sql), by_keys);
	same = n_sql == kept;
	for (size_t i = 0; same && i < kept; i++) {
		const struct figure_group *g = &answer.groups[i];

		same = by_keys(g, &sql[i]) == 0 && g->n == sql[i].n &&
		    (!g->has_value || fabs(g->value - sql[i].value) <= 1e-9 * (1 + fabs(g->value)));
	}
	*n = kept;
	arena_release(&a);
	return same;
}

static void
run_ask(struct bench *b, struct figure_ask *ask, const char *script, const char *query,
    struct buf *out)
{
	double facts[TURNS], sql[TURNS], begun;
	struct json_writer w;
	sqlite3_stmt *st;
	size_t n, turns;
	bool same;

	must(b->db, sqlite3_exec(b->db, script, NULL, NULL, NULL), script);
	must(b->db, sqlite3_prepare_v2(b->db, query, -1, &st, NULL), query);
	begun = processor();
	same = same_groups(b, ask, st, &n);
	/* Far apart, once is enough. */
	turns = processor() - begun > SLOW_SECONDS ? 1 : TURNS;
	malloc_trim(0);
	for (size_t i = 0; i < turns; i++) {
		facts[i] = time_facts(b, ask);
		sql[i] = time_sql(st);
	}
	sqlite3_finalize(st);
	js_init(&w, out);
	js_object(&w);
	js_key(&w, "figure");
	js_cstr(&w, ask->figure->id);
	js_key(&w, "facts");
	js_real(&w, clock_median(facts, turns));
	js_key(&w, "sql");
	js_real(&w, clock_median(sql, turns));
	js_key(&w, "groups");
	js_int(&w, (int64_t)n);
	js_key(&w, "same");
	js_bool(&w, same);
	js_end_object(&w);
}

static bool
read_ask(struct str line, struct figure_ask *ask, struct str *script, struct str *query)
{
	struct str id, dims, one;

	*ask = (struct figure_ask){ .now_ms = NOW_MS };
	if (!str_cut(&line, '\t', &id) || !str_cut(&line, '\t', &dims) || !str_cut(&line, '\t', script) ||
	    !str_cut(&line, '\n', query) || (ask->figure = figure_find(id)) == NULL)
		return false;
	while (ask->n_by < FIGURE_BY_MAX && str_cut(&dims, ',', &one))
		if ((ask->by[ask->n_by++] = dim_find(one)) == NULL)
			return false;
	return ask->n_by == 2;
}

int
main(int argc, char **argv)
{
	static char line[LINE_MAX];
	struct bench b;
	struct arena a;
	struct err e = { 0 };
	struct buf out;

	if (argc != 3) {
		fprintf(stderr, "usage: figures STORE TABLES <ASKS\n");
		return 2;
	}
	arena_init(&a);
	must_do(store_open(&(struct store_options){ .url = str_of(argv[1]), .mode = STORE_READ }, &a,
	    &b.store, &e), &e);
	must_do(facts_open(b.store, &(struct facts_options){ .rebuild = false }, &a, &b.facts, &e), &e);
	must(NULL, sqlite3_open(argv[2], &b.db), argv[2]);
	must(b.db, sqlite3_exec(b.db, "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; "
	    "PRAGMA cache_size = -1000000; PRAGMA mmap_size = 8000000000; PRAGMA temp_store = MEMORY",
	    NULL, NULL, NULL), "PRAGMA");
	buf_init(&out);
	while (fgets(line, sizeof(line), stdin) != NULL) {
		struct figure_ask ask;
		struct str script, query;

		if (!read_ask(str_of(line), &ask, &script, &query)) {
			fprintf(stderr, "figures: no ask: %s", line);
			return 2;
		}
		buf_clear(&out);
		run_ask(&b, &ask, str_cstr(&a, script), str_cstr(&a, query), &out);
		printf(STR_F "\n", STR_A(buf_text(&out)));
		fflush(stdout);
	}
	buf_release(&out);
	sqlite3_close(b.db);
	arena_release(&a);
	return 0;
}
