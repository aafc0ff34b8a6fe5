/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Ledgers: every register's columns as they are loaded, followed and viewed; every figure over them, by
 * the facts and by SQL, over random records and random asks. */
#include "facts/follow.h"
#include "figures/checks.h"
#include "figures/ledger.h"
#include "record/journal.h"

#include "engines.h"

#define RECORDS 40     /* of each register */
#define ASKS 6         /* of each figure; a third under MAILLAGE_TEST_SMALL */

static struct codes *codes;
static uint64_t seed = 20251231;

/* A small generator of our own: the same records and asks on every machine. */
static uint64_t
any(uint64_t n)
{
	seed = seed * 6364136223846793005u + 1442695040888963407u;
	return (seed >> 33) % n;
}

static struct store *
new_store(struct arena *a, enum store_engine engine)
{
	struct store *s = empty_store(a, engine);
	struct err e = { 0 };
	int from, to;
	int64_t added;

	if (store_begin(s, &e) && migrate_run(s, &from, &to, &e) && schema_update(s, &e) &&
	    codes_load(s, &added, &e) && store_commit(s, &e) && codes_open(s, a, &codes, &e))
		return s;
	printf("Bail out! %s\n", e.text);
	exit(1);
}

/* -- random records -------------------------------------------------------------------------- */

static struct uuid
id_of(const struct reg *g, uint64_t n)
{
	char text[64];

	snprintf(text, sizeof(text), "%s-%llu", g->name, (unsigned long long)n);
	return uuid_v8(1, str_of(text));
}

/* Any value that a field can hold; of a reference, also to a record that nobody wrote. */
static struct cell
any_cell(const struct field *f, struct arena *a)
{
	struct cell c = { .set = true, .n = (uint8_t)(1 + any(3)) };
	const struct code_list *l = f->codes != NULL ? codes_list(codes, f->codes) : NULL;
	uint16_t *list;
	struct uuid *refs;

	switch (f->type) {
	case FIELD_TEXT:
		c.s = str_fmt(a, any(2) == 0 ? "t%llu" : "%llu", (unsigned long long)any(99));
		break;
	case FIELD_SLOTS:
		c.s = STR("Mo-Fr 14:00-21:00");
		break;
	case FIELD_INT:
		c.i = f->min + (int64_t)any(f->max > f->min && f->max - f->min < 60 ?
		    (uint64_t)(f->max - f->min + 1) : 60);
		break;
	case FIELD_MONEY:
		c.i = (int64_t)any(2000000) - 300000;
		break;
	case FIELD_REAL:
		c.r = (double)any(40000) / 1000;
		break;
	case FIELD_BOOL:
		c.i = (int64_t)any(2);
		break;
	case FIELD_DATE:
		c.i = 19700 + (int64_t)any(900);
		break;
	case FIELD_CLOCK:
		c.i = (int64_t)any(1440);
		break;
	case FIELD_CODE:
		c.i = (int64_t)any(l->n);
		break;
	case FIELD_CODES:
		list = arena_array(a, uint16_t, c.n);
		for (uint8_t i = 0; i < c.n; i++)
			list[i] = (uint16_t)((any(l->n / 3 + 1) + i * (l->n / 3 + 1)) % l->n);
		c.n = l->n < 3 ? 1 : c.n;
		c.codes = list;
		break;
	case FIELD_REF:
		c.u = id_of(reg_find(str_of(f->ref)), any(RECORDS + 2));
		break;
	case FIELD_REFS:
		refs = arena_array(a, struct uuid, c.n);
		for (uint8_t i = 0; i < c.n; i++)
			refs[i] = id_of(reg_find(str_of(f->ref)), any(RECORDS / 3) + i * (RECORDS / 3));
		c.us = refs;
		break;
	case FIELD_FACTS:
		c.set = false;
		break;
	}
	return c;
}

/* Writes a record anew, or deletes it. */
static bool
write_one(struct journal *j, const struct reg *g, uint64_t n, bool delete)
{
	struct arena a;
	struct record r = { .reg = g, .id = id_of(g, n), .deleted = delete };
	struct change c = { .record = &r, .at = 1700000000000, .actor = STR("test"), .any_base = true };
	enum change_result result;
	struct err e = { 0 };
	int64_t clash;
	bool ok;

	arena_init(&a);
	r.cells = arena_array(&a, struct cell, g->n_fields);
	if (n % 3 != 0)
		r.source_id = str_fmt(&a, "%s-%llu", g->name, (unsigned long long)n);
	for (size_t i = 0; i < g->n_fields; i++)
		if ((g->fields[i].flags & FIELD_SEALED) == 0 &&
		    ((g->fields[i].flags & FIELD_REQUIRED) || any(6) > 0))
			r.cells[i] = any_cell(&g->fields[i], &a);
	ok = journal_put(j, &c, &result, &clash, &e);
	if (!ok)
		printf("# %s %llu: %s\n", g->name, (unsigned long long)n, e.text);
	arena_release(&a);
	return ok;
}

/* Some records of every register that is a ledger; from the last register to the first, so that what is
 * referred to comes after. */
static bool
write_some(struct store *s, struct journal *j, uint64_t each, bool new)
{
	struct err e = { 0 };
	bool ok = store_begin(s, &e) && journal_begin(j, &e);

	for (size_t i = n_registers; ok && i-- > 0;)
		for (uint64_t n = 0; ok && n < each && !registers[i]->facts; n++)
			ok = write_one(j, registers[i], new ? n : any(RECORDS), !new && any(3) == 0);
	ok = ok && store_commit(s, &e);
	if (!ok)
		printf("# %s\n", e.text);
	return ok;
}

/* -- random asks ----------------------------------------------------------------------------- */

static const char *const periods[] = { "2024", "2025", "2024-10/2025-09", "2025-03", "2025-Q2", "2025-W14",
	"2024-12-30/2025-01-06" };

static struct str
any_code(const struct facts *f, const struct dim *d, struct arena *a)
{
	const struct code_list *l = dim_codes(d) != NULL ? codes_list(codes, dim_codes(d)) : NULL;
	struct uuid id;
	char text[37];

	if (any(6) == 0)
		return STR("null");
	if (dim_register(d) != NULL) {
		id = id_of(dim_register(d), any(RECORDS));
		uuid_format(&id, text);
		(void)f;
		return str_dup(a, str_of(text));
	}
	if (l != NULL)
		return l->v[any(l->n)].code;
	return any(2) == 0 ? STR("1") : STR("2025-03");
}

static const struct dim *
any_dim(const struct figure *fig)
{
	const struct dim *d;
	struct ledger_path way;
	struct err e = { 0 };
	size_t n = 0;

	while (dim_at(n) != NULL)
		n++;
	/* Most asks make sense. */
	for (int tries = 0; tries < 60; tries++) {
		d = dim_at(any(n));
		if (tries == 59 || (fig->ledger->over.reg != NULL && ledger_way(fig, d, &way, &e)))
			return d;
	}
	return dim_at(0);
}

static void
any_ask(const struct facts *f, const struct figure *fig, struct arena *a, struct figure_ask *ask)
{
	*ask = (struct figure_ask){ .figure = fig, .now_ms = 1750000000000, .evidence = any(2) == 0 };
	if (any(5) > 0) {
		struct period *p = arena_new(a, struct period);
		struct err e = { 0 };

		if (period_parse(str_of(periods[any(COUNT(periods))]), p, &e))
			ask->period = p;
	}
	ask->n_by = any(3);
	for (size_t i = 0; i < ask->n_by; i++)
		ask->by[i] = any_dim(fig);
	if (ask->n_by == 2 && ask->by[0] == ask->by[1])
		ask->n_by = 1;
	for (ask->n_filters = 0; ask->n_filters < 2 && any(3) == 0; ask->n_filters++) {
		const struct dim *d = any_dim(fig);
		struct str *list = arena_array(a, struct str, 3);

		for (int i = 0; i < 3; i++)
			list[i] = any_code(f, d, a);
		ask->filters[ask->n_filters] = (struct figure_filter){ d, list, 3 };
	}
}

static bool
same_group(const struct figure_group *x, const struct figure_group *y, size_t n_by)
{
	for (size_t i = 0; i < n_by; i++)
		if ((x->key[i].p == NULL) != (y->key[i].p == NULL) || !str_eq(x->key[i], y->key[i]))
			return false;
	return x->n == y->n && x->has_value == y->has_value &&
	    (!x->has_value || !(x->value < y->value || x->value > y->value));
}

static bool
same_answer(const struct figure_answer *x, const struct figure_answer *y, size_t n_by)
{
	bool same = x->n == y->n && x->has_value == y->has_value && x->n_groups == y->n_groups &&
	    x->n_evidence == y->n_evidence && (!x->has_value || !(x->value < y->value || x->value > y->value));

	for (size_t i = 0; same && i < x->n_groups; i++)
		same = same_group(&x->groups[i], &y->groups[i], n_by);
	return same && (x->n_evidence == 0 ||
	    memcmp(x->evidence, y->evidence, x->n_evidence * sizeof(struct uuid)) == 0);
}

/* Says what differs, so that it can be asked by hand. */
static void
tell(const struct figure_ask *ask, const struct figure_answer *x, const struct figure_answer *y)
{
	printf("# %s %s by %s %s: facts %g n %lld groups %zu evidence %zu, "
	    "SQL %g n %lld groups %zu evidence %zu\n",
	    ask->figure->id, ask->period != NULL ? ask->period->name : "",
	    ask->n_by > 0 ? dim_id(ask->by[0]) : "",
	    ask->n_by > 1 ? dim_id(ask->by[1]) : "", x->value, (long long)x->n, x->n_groups,
	    x->n_evidence, y->value, (long long)y->n, y->n_groups, y->n_evidence);
	for (size_t i = 0; i < ask->n_filters; i++)
		printf("#   where %s = " STR_F " " STR_F " " STR_F "\n", dim_id(ask->filters[i].dim),
		    STR_A(ask->filters[i].codes[0]), STR_A(ask->filters[i].codes[1]),
		    STR_A(ask->filters[i].codes[2]));
}

/* How many asks both ways answered alike; -1 when one did not. */
static int64_t
compare(struct store *s, const struct facts *f)
{
	int64_t n = 0, wrong = 0;
	int asks = getenv("MAILLAGE_TEST_SMALL") != NULL ? ASKS / 3 : ASKS;

	for (size_t i = 0; figure_at(i) != NULL; i++)
		for (int k = 0; figure_at(i)->ledger != NULL && k < asks; k++) {
			struct arena a;
			struct figure_ask ask;
			struct figure_answer x = { .n = 0 }, y = { .n = 0 };
			struct err ex = { 0 }, ey = { 0 };
			bool by_facts, by_sql;

			arena_init(&a);
			any_ask(f, figure_at(i), &a, &ask);
			by_facts = figure_eval(f, &ask, &a, &x, &ex);
			by_sql = figure_eval_sql(s, f, &ask, &a, &y, &ey);
			if (by_facts != by_sql) {
				printf("# %s: %s | %s\n", ask.figure->id, ex.text, ey.text);
				wrong++;
			} else if (by_facts && !same_answer(&x, &y, ask.n_by)) {
				tell(&ask, &x, &y);
				wrong++;
			}
			n += by_facts && x.n > 0;
			arena_release(&a);
		}
	return wrong > 0 ? -1 : n;
}

/* -- tests ----------------------------------------------------------------------------------- */

static bool
whole_way(const struct reg *g, const struct reg *each, const char *text)
{
	struct ledger_path p;

	return text == NULL || ledger_path(g, each, text, &p);
}

static bool
whole_query(const struct ledger_query *q, const struct reg *each, int depth)
{
	const struct reg *g = reg_find(str_of(q->reg));
	bool ok = g != NULL && !g->facts && depth < LEDGER_DEPTH && whole_way(g, each, q->from) &&
	    whole_way(g, each, q->to) && (q->when == LEDGER_ALWAYS || q->from != NULL);

	for (size_t i = 0; ok && i < LEDGER_CONDS && q->where[i].path != NULL; i++) {
		const struct ledger_cond *c = &q->where[i];
		struct ledger_path p;
		const struct code_list *l;
		bool any_code_named = false;

		ok = ledger_path(g, each, c->path, &p) &&
		    (c->op < LEDGER_HAS || (c->of != NULL && (c->op == LEDGER_ANY || c->back != NULL) &&
		    whole_query(c->of, NULL, depth + 1) && whole_way(reg_find(str_of(c->of->reg)), NULL, c->back)));
		if (!ok || (c->op != LEDGER_IS && c->op != LEDGER_IS_NOT))
			continue;
		l = ledger_field(&p)->codes != NULL ? codes_list(codes, ledger_field(&p)->codes) : NULL;
		for (uint16_t k = 0; l != NULL && k < l->n; k++)
			any_code_named = any_code_named || ledger_named(l, k, c->codes);
		ok = l == NULL ? ledger_field(&p)->type == FIELD_BOOL : any_code_named;
	}
	return ok;
}

static void
the_catalogue(void)
{
	size_t n = 0;

	for (size_t i = 0; figure_at(i) != NULL; i++) {
		const struct figure *fig = figure_at(i), *of, *per;
		const struct ledger_plan *p = fig->ledger;
		const struct reg *g;

		if (p == NULL)
			continue;
		n++;
		if (figure_made_of(fig, &of, &per)) {
			OK(of != NULL && (p->take == LEDGER_GROWTH) == (per == NULL) && (p->per == NULL || per != NULL),
			    "%s is made of figures that there are", fig->id);
			continue;
		}
		g = reg_find(str_of(p->over.reg));
		OK(whole_query(&p->over, ledger_each(p), 0) && whole_way(g, ledger_each(p), p->path) &&
		    whole_way(g, ledger_each(p), p->times) && whole_way(g, ledger_each(p), p->until) &&
		    (p->each == NULL || ledger_each(p) != NULL),
		    "what %s counts are fields and codes that there are", fig->id);
	}
	OK(n > 5 && n + 19 <= figures_count(), "the catalogue holds figures of several registers");
}

static const struct facts *
seen(struct follower *f, struct store *s)
{
	const struct facts *v = NULL;
	struct err e = { 0 };
	int64_t position;

	if (!journal_position(s, &position, &e) || !follower_enter(f, position, 20000, &v, &e))
		printf("# %s\n", e.text);
	return v;
}

/* Every value of every row, in order of identifiers. */
static uint64_t
print_of(const struct facts *f)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < f->n_ledgers; i++) {
		const struct ledger *l = &f->ledgers[i];

		for (size_t row = 0; l->column != NULL && row < l->n; row++) {
			const struct ledger_page *p = ledger_page(l, row);
			uint64_t h = str_hash((struct str){ (const char *)p->id[row % LEDGER_ROWS].b, 16 });

			if (!ledger_alive(l, row))
				continue;
			h = h * 31 + str_hash(p->own[row % LEDGER_ROWS]) + str_hash(p->title[row % LEDGER_ROWS]);
			for (size_t k = 0; k < l->reg->n_fields; k++) {
				const uint32_t *items;
				int64_t v;

				if (l->column[k].kind == LEDGER_LIST) {
					h = h * 31 + ledger_items(l, row, k, &items);
					continue;
				}
				v = l->column[k].kind == LEDGER_NOT_KEPT ? 0 : ledger_value(l, row, k);
				/* Rows stand where they were first met: the record itself is the same. */
				if (v != LEDGER_NONE && l->column[k].target >= 0 && l->column[k].kind == LEDGER_SMALL) {
					const struct ledger *to = &f->ledgers[l->column[k].target];

					v = (int64_t)str_hash((struct str){
					    (const char *)ledger_page(to, (size_t)v)->id[v % LEDGER_ROWS].b, 16 });
				}
				h = h * 31 + (uint64_t)v;
			}
			sum += h;
		}
	}
	return sum;
}

static bool
as_built_anew(struct store *s, uint64_t now)
{
	struct facts_options o = { .no_cache = true, .rebuild = true };
	struct facts *f;
	struct err e = { 0 };
	struct arena a;
	bool ok;

	arena_init(&a);
	ok = facts_open(s, &o, &a, &f, &e) && print_of(f) == now;
	arena_release(&a);
	return ok;
}

static bool
no_texts(const struct facts *f)
{
	for (size_t i = 0; i < f->n_ledgers; i++)
		for (size_t k = 0; f->ledgers[i].column != NULL && k < f->ledgers[i].reg->n_fields; k++) {
			const struct field *fd = &f->ledgers[i].reg->fields[k];

			/* Three letters at most may be a number. */
			if (((fd->type == FIELD_TEXT && (fd->max == 0 || fd->max > 3)) || (fd->flags & FIELD_SEALED)) &&
			    f->ledgers[i].column[k].kind != LEDGER_NOT_KEPT)
				return false;
		}
	return true;
}

static void
ledgers(enum store_engine engine)
{
	const char *name = engine_name(engine);
	struct facts_options o = { .no_cache = true };
	struct arena a;
	struct store *s;
	struct journal *j;
	struct follower *f;
	const struct facts *first, *second;
	struct err e = { 0 };
	uint64_t print;
	int64_t n;

	arena_init(&a);
	s = new_store(&a, engine);
	OK(journal_open(s, codes, &a, &j, &e) && write_some(s, j, RECORDS, true),
	    "%s: records of every register are written", name);
	OK(follower_start(s, &o, &a, &f, &e) && (first = seen(f, s)) != NULL, "%s: their ledgers are loaded",
	    name);
	OK(no_texts(first), "%s: no text and nothing sealed is among the columns", name);
	n = compare(s, first);
	OK(n > 0, "%s: the facts and SQL give the same numbers, groups and records", name);
	printf("# %lld asks that records answer\n", (long long)n);
	print = print_of(first);
	OK(write_some(s, j, RECORDS / 4, false) && (second = seen(f, s)) != NULL,
	    "%s: some are changed, some deleted", name);
	OK(print_of(first) == print, "%s: what a view shows of ledgers stays as it was", name);
	OK(print_of(second) != print && as_built_anew(s, print_of(second)),
	    "%s: following comes to the same as reading everything", name);
	OK(compare(s, second) > 0, "%s: and SQL still gives the same", name);
	follower_stop(f);
	OK(print_of(first) == print, "%s: a view of ledgers outlives its follower", name);
	follower_leave(first);
	follower_leave(second);
	arena_release(&a);
}

/* -- cross-checks ----------------------------------------------------------------------------- */

static bool
put_line(struct journal *j, uint64_t n, const char *day, int64_t cents, const struct uuid *centre)
{
	const struct reg *g = reg_find(STR("product_line"));
	struct arena a;
	struct record r = { .reg = g, .id = id_of(g, n) };
	struct change c = { .record = &r, .at = 1700000000000, .actor = STR("test"), .any_base = true };
	enum change_result result;
	struct err e = { 0 };
	int64_t clash;
	int32_t date;
	bool ok;

	arena_init(&a);
	r.cells = arena_array(&a, struct cell, g->n_fields);
	ok = day_parse(str_of(day), &date);
	*record_cell(&r, "date") = (struct cell){ .set = true, .i = date };
	*record_cell(&r, "kind") = (struct cell){ .set = true,
		.i = code_find(codes_list(codes, "product_kind"), STR("other")) };
	*record_cell(&r, "amount") = (struct cell){ .set = true, .i = cents };
	if (centre != NULL)
		*record_cell(&r, "centre") = (struct cell){ .set = true, .u = *centre };
	ok = ok && journal_put(j, &c, &result, &clash, &e);
	arena_release(&a);
	return ok;
}

static bool
put_centre(struct journal *j, struct uuid *out)
{
	const struct reg *g = reg_find(STR("revenue_centre"));
	struct arena a;
	struct record r = { .reg = g, .id = id_of(g, 1) };
	struct change c = { .record = &r, .at = 1700000000000, .actor = STR("test"), .any_base = true };
	enum change_result result;
	struct err e = { 0 };
	int64_t clash;
	bool ok;

	arena_init(&a);
	r.cells = arena_array(&a, struct cell, g->n_fields);
	*record_cell(&r, "name") = (struct cell){ .set = true, .s = STR("North") };
	*record_cell(&r, "kind") = (struct cell){ .set = true,
		.i = code_find(codes_list(codes, "centre_kind"), STR("mediation")) };
	ok = journal_put(j, &c, &result, &clash, &e);
	*out = r.id;
	arena_release(&a);
	return ok;
}

static const struct cross_failure *
failed(const struct cross_result *r, const char *id)
{
	for (size_t i = 0; i < r->n; i++)
		if (strcmp(r->v[i].id, id) == 0)
			return &r->v[i];
	return NULL;
}

static bool
says(const struct cross_failure *f, const char *one, const char *two)
{
	return f != NULL && memmem(f->sentence.p, f->sentence.n, one, strlen(one)) != NULL &&
	    memmem(f->sentence.p, f->sentence.n, two, strlen(two)) != NULL;
}

static void
crossed(enum store_engine engine)
{
	const char *name = engine_name(engine);
	struct facts_options o = { .no_cache = true };
	struct arena a;
	struct store *s;
	struct journal *j;
	struct facts *f;
	struct uuid centre;
	struct period p;
	struct figure_ask like = { .period = &p, .now_ms = 1750000000000 };
	struct cross_result r = { .n = 0 };
	struct err e = { 0 };
	bool whole = true;

	arena_init(&a);
	for (size_t i = 0; i < n_crosschecks; i++) {
		whole = whole && figure_find(str_of(crosschecks[i].left)) != NULL;
		for (size_t k = 0; k < CROSSCHECK_PARTS && crosschecks[i].right[k] != NULL; k++)
			whole = whole && figure_find(str_of(crosschecks[i].right[k])) != NULL;
	}
	OK(whole, "%s: cross-checks name figures that there are", name);
	s = new_store(&a, engine);
	lang_use(LANG_EN);
	OK(journal_open(s, codes, &a, &j, &e) && store_begin(s, &e) && journal_begin(j, &e) &&
	    put_centre(j, &centre) && put_line(j, 1, "2025-02-01", 70000, &centre) &&
	    put_line(j, 2, "2025-03-01", 30000, NULL) && store_commit(s, &e) &&
	    facts_open(s, &o, &a, &f, &e) && period_parse(STR("2025"), &p, &e) &&
	    crosschecks_run(f, &like, &a, &r, &e), "%s: cross-checks are run over a year", name);
	OK(says(failed(&r, "products.centres"), "1,000.00", "700.00"),
	    "%s: parts that do not add up are told with both numbers", name);
	OK(says(failed(&r, "products.growth"), "1,000.00", "0.00"),
	    "%s: a growth without its base is told", name);
	OK(failed(&r, "exam.admitted") == NULL && failed(&r, "products.mediation_share") == NULL,
	    "%s: what holds is not", name);
	OK(store_begin(s, &e) && journal_begin(j, &e) && put_line(j, 3, "2025-04-01", -80000, NULL) &&
	    put_line(j, 4, "2024-04-01", 1000, &centre) && store_commit(s, &e) && facts_follow(f, s, &e) &&
	    crosschecks_run(f, &like, &a, &r, &e) &&
	    says(failed(&r, "products.mediation_share"), "350%", "100"),
	    "%s: a rate outside its bounds is told", name);
	OK(failed(&r, "products.growth") == NULL, "%s: a growth with its base is not", name);
	arena_release(&a);
}

int
main(void)
{
	struct arena a;
	struct err e = { 0 };

	arena_init(&a);
	if (!codes_embedded(&a, &codes, &e)) {
		printf("Bail out! %s\n", e.text);
		return 1;
	}
	the_catalogue();
	on_engines(ledgers);
	on_engines(crossed);
	remove_engines();
	arena_release(&a);
	return tap_done();
}
