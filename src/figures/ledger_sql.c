/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The second path of ledgers: a figure's row as one SQL statement over the registers' tables.  Records
 * stand under r, the items of its list under o, what references lead to under j1, j2 …
 */
#include "base/lang.h"
#include "figures/ledger.h"
#include "figures/sql.h"

#include <assert.h>

#define JOINS_MAX 48

struct join {
	bool each;
	size_t n;
	int hop[LEDGER_HOPS];
	int number;
};

/* A SELECT under way: its records' alias, its joins. */
struct from {
	struct sql_build *b;
	const struct reg *g, *each;
	int alias;              /* 0: r; else s1, s2 … */
	struct buf joins;
	struct join join[JOINS_MAX];
	size_t n;
	int *numbers;           /* of aliases, over the whole statement */
};

static struct from
from_of(struct sql_build *b, const struct reg *g, const struct reg *each, int alias, int *numbers)
{
	struct from f = { .b = b, .g = g, .each = each, .alias = alias, .numbers = numbers };

	buf_init_in(&f.joins, b->a);
	return f;
}

static const char *
alias_of(const struct from *f)
{
	return f->alias == 0 ? "r" : str_cstr(f->b->a, str_fmt(f->b->a, "s%d", f->alias));
}

/* -- paths ----------------------------------------------------------------------------------- */

static bool
same_way(const struct join *j, const struct ledger_path *p, size_t n)
{
	return j->each == p->each && j->n == n && memcmp(j->hop, p->hop, n * sizeof(*p->hop)) == 0;
}

/* The alias of the record after n hops, joined when it is not yet. */
static const char *
joined(struct from *f, const struct ledger_path *p, size_t n)
{
	struct join *j = f->join;
	const struct reg *g = p->root;
	struct str on;

	if (n == 0 && !p->each)
		return alias_of(f);
	for (size_t i = 0; i < f->n; i++)
		if (same_way(&f->join[i], p, n))
			return str_cstr(f->b->a, str_fmt(f->b->a, "j%d", f->join[i].number));
	for (size_t i = 0; i + 1 < n; i++)
		g = reg_find(str_of(g->fields[p->hop[i]].ref));
	if (n == 0) {
		on = STR("o.ref");
	} else {
		const char *before = joined(f, p, n - 1);

		on = str_fmt(f->b->a, "%s.\"%s\"", before, g->fields[p->hop[n - 1]].name);
		g = reg_find(str_of(g->fields[p->hop[n - 1]].ref));
	}
	assert(f->n < JOINS_MAX);
	j = &f->join[f->n++];
	*j = (struct join){ .each = p->each, .n = n, .number = ++*f->numbers };
	memcpy(j->hop, p->hop, n * sizeof(*p->hop));
	buf_fmt(&f->joins, " LEFT JOIN \"%s\" j%d ON j%d.structure = 1 AND j%d.id = " STR_F, g->name,
	    j->number, j->number, j->number, STR_A(on));
	return str_cstr(f->b->a, str_fmt(f->b->a, "j%d", j->number));
}

/* The column of a path as it is stored. */
static const char *
column(struct from *f, const struct ledger_path *p)
{
	struct arena *a = f->b->a;

	if (p->field < 0 && p->n == 0)
		return p->each ? "o.ref" : str_cstr(a, str_fmt(a, "%s.id", alias_of(f)));
	if (p->field < 0)
		return str_cstr(a, str_fmt(a, "%s.id", joined(f, p, p->n)));
	return str_cstr(a, str_fmt(a, "%s.\"%s\"", joined(f, p, p->n), ledger_field(p)->name));
}

static struct ledger_path
path_of(const struct from *f, const char *text)
{
	struct ledger_path p;
	bool ok = ledger_path(f->g, f->each, text, &p);

	assert(ok);
	(void)ok;
	return p;
}

/* -- days ------------------------------------------------------------------------------------ */

#define YEAR "CAST(substr(%s, 1, 4) AS integer)"

static struct str
year_of(struct arena *a, const char *x)
{
	return str_fmt(a, YEAR, x);
}

/* Days before the first of January of a year, from the year 1. */
static struct str
before_year(struct arena *a, struct str y)
{
	return str_fmt(a, "(365 * (" STR_F " - 1) + (" STR_F " - 1) / 4 - (" STR_F " - 1) / 100 + (" STR_F
	    " - 1) / 400)", STR_A(y), STR_A(y), STR_A(y), STR_A(y));
}

/* The number of a day; the first of January of the year 1, a Monday, is 1. */
static struct str
day_number(struct arena *a, const char *x)
{
	struct str y = year_of(a, x), m = str_fmt(a, "CAST(substr(%s, 6, 2) AS integer)", x);

	return str_fmt(a, "(" STR_F " + 275 * " STR_F " / 9 - CASE WHEN " STR_F " %% 4 = 0 AND (" STR_F
	    " %% 100 <> 0 OR " STR_F " %% 400 = 0) THEN 1 ELSE 2 END * ((" STR_F " + 9) / 12) + "
	    "CAST(substr(%s, 9, 2) AS integer) - 30)", STR_A(before_year(a, y)), STR_A(m), STR_A(y), STR_A(y),
	    STR_A(y), STR_A(m), x);
}

/* "2025-W14": the week has the year of its Thursday. */
static struct str
week_of(struct arena *a, const char *x)
{
	struct str n = day_number(a, x), y = year_of(a, x);
	struct str thursday = str_fmt(a, "(" STR_F " - (" STR_F " - 1) %% 7 + 3)", STR_A(n), STR_A(n));
	struct str next = str_fmt(a, "(" STR_F " + 1)", STR_A(y));
	struct str iso = str_fmt(a, "(CASE WHEN " STR_F " <= " STR_F " THEN " STR_F " - 1 WHEN " STR_F " > " STR_F
	    " THEN " STR_F " ELSE " STR_F " END)", STR_A(thursday), STR_A(before_year(a, y)), STR_A(y),
	    STR_A(thursday), STR_A(before_year(a, next)), STR_A(next), STR_A(y));
	struct str week = str_fmt(a, "((" STR_F " - " STR_F " - 1) / 7 + 1)", STR_A(thursday),
	    STR_A(before_year(a, iso)));

	return str_fmt(a, "CAST(" STR_F " AS text) || CASE WHEN " STR_F " < 10 THEN '-W0' ELSE '-W' END || CAST("
	    STR_F " AS text)", STR_A(iso), STR_A(week), STR_A(week));
}

static struct str
calendar(struct arena *a, const char *dim, const char *x)
{
	if (strcmp(dim, "year") == 0)
		return str_fmt(a, "substr(%s, 1, 4)", x);
	if (strcmp(dim, "month") == 0)
		return str_fmt(a, "substr(%s, 1, 7)", x);
	if (strcmp(dim, "quarter") == 0)
		return str_fmt(a, "substr(%s, 1, 4) || '-Q' || CAST((CAST(substr(%s, 6, 2) AS integer) + 2) / 3 "
		    "AS text)", x, x);
	if (strcmp(dim, "weekday") == 0)
		return str_fmt(a, "CAST((" STR_F " - 1) %% 7 + 1 AS text)", STR_A(day_number(a, x)));
	return strcmp(dim, "week") == 0 ? week_of(a, x) : str_of(x);
}

/* -- conditions ------------------------------------------------------------------------------ */

static int32_t
last_day(const struct figure_ask *ask)
{
	return ask->period != NULL ? ask->period->last : (int32_t)(ask->now_ms / 86400000);
}

static void
put_day(struct from *f, struct buf *q, int32_t day)
{
	char text[11];

	day_format(day, text);
	sql_param(f->b, q, V_TEXT(str_dup(f->b->a, str_of(text))));
}

/* How a value is kept in the facts: whole numbers. */
static struct str
number(struct from *f, const struct ledger_path *p)
{
	const char *x = column(f, p);
	const struct field *fd = ledger_field(p);

	if (fd != NULL && fd->type == FIELD_TEXT)
		return str_fmt(f->b->a, "CASE WHEN length(%s) BETWEEN 1 AND 3 AND substr(%s, 1, 1) BETWEEN '0' "
		    "AND '9' AND substr(%s || '0', 2, 1) BETWEEN '0' AND '9' AND substr(%s || '00', 3, 1) "
		    "BETWEEN '0' AND '9' THEN CAST(%s AS integer) END", x, x, x, x, x);
	if (fd != NULL && fd->type == FIELD_REAL)
		return str_fmt(f->b->a, "CAST(ROUND(%s * %d) AS bigint)", x, LEDGER_REAL);
	if (fd != NULL && fd->type == FIELD_CLOCK)
		return str_fmt(f->b->a, "(CAST(substr(%s, 1, 2) AS integer) * 60 + CAST(substr(%s, 4, 2) AS "
		    "integer))", x, x);
	return str_of(x);
}

/* "(x IN ('A', 'B'))"; of a list 'A|B': one of them is in it. Never null. */
static void
named(struct from *f, struct buf *q, const struct ledger_path *p, const char *codes)
{
	const struct field *fd = ledger_field(p);
	const struct code_list *l = fd->codes != NULL ? codes_list(f->b->codes, fd->codes) : NULL;
	const char *x = column(f, p);
	bool any = false, list = fd->type == FIELD_CODES;

	if (l == NULL) {
		buf_fmt(q, "COALESCE(%s, 2) = %d", x, codes[0] == '1');
		return;
	}
	buf_fmt(q, list ? "(%s IS NOT NULL AND (" : "(%s IS NOT NULL AND %s IN (", x, x);
	for (uint16_t i = 0; i < l->n; i++) {
		if (!ledger_named(l, i, codes))
			continue;
		buf_cstr(q, any ? (list ? " OR " : ", ") : "");
		if (list)
			buf_fmt(q, "'|' || %s || '|' LIKE '%%|" STR_F "|%%'", x, STR_A(l->v[i].code));
		else
			sql_literal(q, l->v[i].code);
		any = true;
	}
	buf_cstr(q, any ? "))" : list ? "1 = 0))" : "NULL))");
}

static void query_where(struct from *f, struct buf *q, const struct ledger_query *of, int depth);

/* EXISTS: a record of another register leads to this one. */
static void
has(struct from *f, struct buf *q, const struct ledger_cond *c, const struct ledger_path *path, int depth)
{
	const struct reg *g = reg_find(str_of(c->of->reg));
	struct from sub = from_of(f->b, g, NULL, ++*f->numbers, f->numbers);
	struct ledger_path back = path_of(&sub, c->back);
	const struct field *fd = ledger_field(&back);
	const char *target = column(f, path), *own = alias_of(&sub), *x;
	struct buf where;

	buf_init_in(&where, f->b->a);
	if (fd != NULL && fd->type == FIELD_REFS) {
		x = str_cstr(f->b->a, str_fmt(f->b->a, "l%d.ref", sub.alias));
		buf_fmt(&sub.joins, " JOIN \"%s_%s\" l%d ON l%d.structure = 1 AND l%d.record = %s.id", g->name,
		    fd->name, sub.alias, sub.alias, sub.alias, own);
	} else {
		x = column(&sub, &back);
	}
	query_where(&sub, &where, c->of, depth + 1);
	buf_fmt(q, "%sEXISTS (SELECT 1 FROM \"%s\" %s" STR_F " WHERE %s = %s" STR_F ")",
	    c->op == LEDGER_HAS_NOT ? "NOT " : "", g->name, own, STR_A(buf_text(&sub.joins)), x, target,
	    STR_A(buf_text(&where)));
}

/* EXISTS: the record here, or one of the list, is one of another query. */
static void
any_of(struct from *f, struct buf *q, const struct ledger_cond *c, const struct ledger_path *path, int depth)
{
	struct from sub = from_of(f->b, reg_find(str_of(c->of->reg)), NULL, ++*f->numbers, f->numbers);
	const struct field *fd = ledger_field(path);
	const char *own = alias_of(&sub);
	struct buf where;

	buf_init_in(&where, f->b->a);
	query_where(&sub, &where, c->of, depth + 1);
	if (fd != NULL && fd->type == FIELD_REFS)
		buf_fmt(&where, " AND EXISTS (SELECT 1 FROM \"%s_%s\" l%d WHERE l%d.structure = 1 AND l%d.record = "
		    "%s.id AND l%d.ref = %s.id)", path->end->name, fd->name, sub.alias, sub.alias, sub.alias,
		    joined(f, path, path->n), sub.alias, own);
	else
		buf_fmt(&where, " AND %s.id = %s", own, column(f, path));
	buf_fmt(q, "EXISTS (SELECT 1 FROM \"%s\" %s" STR_F " WHERE 1 = 1" STR_F ")", c->of->reg, own,
	    STR_A(buf_text(&sub.joins)), STR_A(buf_text(&where)));
}

static void
condition(struct from *f, struct buf *q, const struct ledger_cond *c, int depth)
{
	struct ledger_path p = path_of(f, c->path);

	switch (c->op) {
	case LEDGER_IS:
	case LEDGER_IS_NOT:
		buf_cstr(q, c->op == LEDGER_IS ? "" : "NOT ");
		named(f, q, &p, c->codes);
		return;
	case LEDGER_SET:
		buf_fmt(q, "%s IS NOT NULL", column(f, &p));
		return;
	case LEDGER_UNSET:
		buf_fmt(q, "%s IS NULL", column(f, &p));
		return;
	case LEDGER_AT_LEAST:
	case LEDGER_AT_MOST:
		buf_fmt(q, STR_F " %s %lld", STR_A(number(f, &p)), c->op == LEDGER_AT_LEAST ? ">=" : "<=",
		    (long long)c->n);
		return;
	case LEDGER_IN_PERIOD:
		buf_fmt(q, "%s IS NOT NULL", column(f, &p));
		if (f->b->ask->period == NULL)
			return;
		buf_fmt(q, " AND %s >= ", column(f, &p));
		put_day(f, q, f->b->ask->period->first);
		buf_fmt(q, " AND %s <= ", column(f, &p));
		put_day(f, q, f->b->ask->period->last);
		return;
	case LEDGER_TO_END:
		buf_fmt(q, "%s <= ", column(f, &p));
		put_day(f, q, last_day(f->b->ask));
		return;
	case LEDGER_HAS:
	case LEDGER_HAS_NOT:
		has(f, q, c, &p, depth);
		return;
	case LEDGER_ANY:
		any_of(f, q, c, &p, depth);
		return;
	}
}

/* "(x IS NULL OR x <= $n)" */
static void
open_day(struct from *f, struct buf *q, const char *x, const char *op, int32_t day)
{
	buf_fmt(q, " AND (%s IS NULL OR %s %s ", x, x, op);
	put_day(f, q, day);
	buf_char(q, ')');
}

static void
in_time(struct from *f, struct buf *q, const struct ledger_query *of)
{
	const struct period *p = f->b->ask->period;
	struct ledger_path from, to;

	if (of->when == LEDGER_ALWAYS || (p == NULL && of->when != LEDGER_HOLDS))
		return;
	if (of->from != NULL)
		from = path_of(f, of->from);
	if (of->when == LEDGER_DAY) {
		buf_fmt(q, " AND %s >= ", column(f, &from));
		put_day(f, q, p->first);
		buf_fmt(q, " AND %s <= ", column(f, &from));
		put_day(f, q, p->last);
		return;
	}
	if (of->from != NULL)
		open_day(f, q, column(f, &from), "<=", last_day(f->b->ask));
	if (of->to == NULL)
		return;
	to = path_of(f, of->to);
	open_day(f, q, column(f, &to), ">=", of->when == LEDGER_HOLDS ? last_day(f->b->ask) : p->first);
}

static void
query_where(struct from *f, struct buf *q, const struct ledger_query *of, int depth)
{
	const char *own = alias_of(f);

	assert(depth < LEDGER_DEPTH);
	buf_fmt(q, " AND %s.structure = 1 AND %s.deleted = 0", own, own);
	in_time(f, q, of);
	for (size_t i = 0; i < LEDGER_CONDS && of->where[i].path != NULL; i++) {
		buf_cstr(q, " AND ");
		condition(f, q, &of->where[i], depth);
	}
}

/* -- keys ------------------------------------------------------------------------------------ */

/* A code as figures count it, or its roll-up. */
static struct str
code_key(struct from *f, const struct dim *d, const char *x)
{
	const struct code_list *l = codes_list(f->b->codes, d->codes);
	struct buf q;

	buf_init_in(&q, f->b->a);
	buf_fmt(&q, "CASE %s", x);
	for (uint16_t i = 0; i < l->n; i++) {
		struct str to = d->roll != NULL ? code_roll(l, i, d->roll) : l->v[code_counted(l, i)].code;

		if (to.p == NULL || to.n == 0)
			continue;
		buf_cstr(&q, " WHEN ");
		sql_literal(&q, l->v[i].code);
		buf_cstr(&q, " THEN ");
		sql_literal(&q, to);
	}
	buf_cstr(&q, " ELSE NULL END");
	return buf_text(&q);
}

static bool
key_of(struct from *f, const struct dim *d, struct str *out, struct err *e)
{
	struct ledger_path p;
	const char *x;

	if (!ledger_way(f->b->ask->figure, d, &p, e))
		return false;
	x = column(f, &p);
	if (d->column == COLUMN_DAY)
		*out = calendar(f->b->a, d->id, x);
	else if (d->reg != NULL)
		*out = str_of(x);
	else if (d->flag != NULL)
		*out = str_fmt(f->b->a, "CAST(%s AS text)", x);
	else
		*out = code_key(f, d, x);
	return true;
}

static bool
filter(struct from *f, struct buf *q, const struct figure_filter *w, struct err *e)
{
	struct str key;
	bool null = false, any = false;

	if (!key_of(f, w->dim, &key, e))
		return false;
	buf_cstr(q, " AND (");
	for (size_t i = 0; i < w->n_codes; i++) {
		struct value v = V_TEXT(w->codes[i]);

		if (str_is(w->codes[i], "null")) {
			null = true;
			continue;
		}
		if (w->dim->reg != NULL) {
			struct uuid *u = arena_new(f->b->a, struct uuid);

			if (!sql_record_of(f->b, w->dim->reg, w->codes[i], u, e))
				return false;
			v = V_UUID(u);
		}
		if (any)
			buf_cstr(q, ", ");
		else
			buf_fmt(q, STR_F " IN (", STR_A(key));
		sql_param(f->b, q, v);
		any = true;
	}
	buf_cstr(q, any ? ")" : "");
	if (null)
		buf_fmt(q, "%s" STR_F " IS NULL", any ? " OR " : "", STR_A(key));
	else if (!any)
		buf_cstr(q, "1 = 0");
	buf_char(q, ')');
	return true;
}

/* -- the statement --------------------------------------------------------------------------- */

static struct str
worth(struct from *f, const struct ledger_plan *p)
{
	struct arena *a = f->b->a;
	struct ledger_path path = path_of(f, p->path != NULL ? p->path : ""), other;
	struct str v;

	if (p->take == LEDGER_COUNT)
		return STR("1");
	if (p->read == LEDGER_COUNTED)
		return str_fmt(a, "(SELECT COUNT(DISTINCT c.ref) FROM \"%s_%s\" c WHERE c.structure = 1 AND "
		    "c.record = %s.id)", f->g->name, ledger_field(&path)->name, alias_of(f));
	if (p->read == LEDGER_YEAR)
		v = year_of(a, column(f, &path));
	else if (p->read == LEDGER_AGE)
		v = str_fmt(a, "(%d - " STR_F ")", ymd_of_day(last_day(f->b->ask)).year,
		    STR_A(ledger_field(&path)->type == FIELD_DATE ? year_of(a, column(f, &path)) : number(f, &path)));
	else
		v = number(f, &path);
	if (p->until != NULL) {
		other = path_of(f, p->until);
		v = str_fmt(a, "(" STR_F " - " STR_F " + 1)", STR_A(day_number(a, column(f, &other))),
		    STR_A(day_number(a, column(f, &path))));
	}
	if (p->times != NULL) {
		other = path_of(f, p->times);
		v = str_fmt(a, "(CAST(" STR_F " AS bigint) * " STR_F ")", STR_A(v), STR_A(number(f, &other)));
	}
	return p->add == 0 ? v : str_fmt(a, "(" STR_F " + %lld)", STR_A(v), (long long)p->add);
}

/* The rows that contribute: id, v, k0 … */
static bool
rows_of(struct sql_build *b, const struct ledger_plan *p, bool split, struct str *out, struct err *e)
{
	int numbers = 0;
	struct from f = from_of(b, reg_find(str_of(p->over.reg)), ledger_each(p), 0, &numbers);
	struct buf select, where, q;

	b->n_params = 0;
	buf_init_in(&select, b->a);
	buf_init_in(&where, b->a);
	buf_init_in(&q, b->a);
	buf_fmt(&select, "SELECT r.id AS id, " STR_F " AS v", STR_A(worth(&f, p)));
	for (size_t i = 0; split && i < b->ask->n_by; i++) {
		struct str key;

		if (!key_of(&f, b->ask->by[i], &key, e))
			return false;
		buf_fmt(&select, ", " STR_F " AS k%zu", STR_A(key), i);
	}
	query_where(&f, &where, &p->over, 0);
	for (size_t i = 0; i < b->ask->n_filters; i++)
		if (!filter(&f, &where, &b->ask->filters[i], e))
			return false;
	buf_str(&q, buf_text(&select));
	buf_fmt(&q, " FROM \"%s\" r", f.g->name);
	if (p->each != NULL)
		buf_fmt(&q, " JOIN (SELECT DISTINCT record, ref FROM \"%s_%s\" WHERE structure = 1) o ON "
		    "o.record = r.id", f.g->name, p->each);
	buf_str(&q, buf_text(&f.joins));
	buf_fmt(&q, " WHERE 1 = 1" STR_F, STR_A(buf_text(&where)));
	*out = buf_text(&q);
	return true;
}

static const char *
gathered(const struct ledger_plan *p)
{
	switch (p->take) {
	case LEDGER_DISTINCT:
		return "COUNT(DISTINCT v)";
	case LEDGER_MIN:
		return "MIN(v)";
	case LEDGER_MAX:
		return "MAX(v)";
	case LEDGER_COUNT:
	case LEDGER_SUM:
	case LEDGER_MEAN:
	case LEDGER_RATIO:
	case LEDGER_PLUS:
	case LEDGER_GROWTH:
		break;
	}
	return "SUM(v)";
}

static bool
gather(struct sql_build *b, const struct ledger_plan *p, bool split, struct ledger_parts *out, struct err *e)
{
	size_t n_by = split ? b->ask->n_by : 0;
	const struct value *row;
	struct rows *rows;
	struct str inner;
	struct buf q;

	if (!rows_of(b, p, split, &inner, e))
		return false;
	buf_init_in(&q, b->a);
	buf_fmt(&q, "SELECT COUNT(DISTINCT id), COUNT(*), CAST(COALESCE(%s, 0) AS bigint)", gathered(p));
	for (size_t i = 0; i < n_by; i++)
		buf_fmt(&q, ", k%zu", i);
	buf_fmt(&q, " FROM (" STR_F ") counted WHERE v IS NOT NULL", STR_A(inner));
	for (size_t i = 0; i < n_by; i++)
		buf_fmt(&q, "%sk%zu", i == 0 ? " GROUP BY " : ", ", i);
	if (!store_built(b->s, buf_text(&q), b->params, b->n_params, &rows, e))
		return err_wrap(e, "%s", b->ask->figure->id);
	for (;;) {
		struct ledger_part *to = &out->total;

		if (!rows_next(rows, &row, e))
			return false;
		if (row == NULL)
			return true;
		if (split)
			to = ledger_part_new(out, b->a);
		*to = (struct ledger_part){ .n = row[0].i, .items = row[1].i, .sum = row[2].i };
		for (size_t i = 0; i < n_by; i++)
			if (row[3 + i].kind != VALUE_NULL)
				to->key[i] = str_dup(b->a, row[3 + i].s);
	}
}

static bool
evidence(struct sql_build *b, const struct ledger_plan *p, struct ledger_parts *out, struct err *e)
{
	const struct value *row;
	struct rows *rows;
	struct str inner;
	struct uuid *v = arena_array(b->a, struct uuid, (size_t)out->total.n + 1);

	if (!rows_of(b, p, false, &inner, e) || !store_built(b->s, str_fmt(b->a,
	    "SELECT DISTINCT id FROM (" STR_F ") counted WHERE v IS NOT NULL", STR_A(inner)), b->params,
	    b->n_params, &rows, e))
		return err_wrap(e, "%s", b->ask->figure->id);
	for (;;) {
		if (!rows_next(rows, &row, e))
			return false;
		if (row == NULL)
			break;
		if ((int64_t)out->n_evidence == out->total.n) {
			rows_close(rows);
			return err_set(e, ERR_BUSY, "figure.moved",
			    _("The records changed while they were counted. Try again."));
		}
		memcpy(v[out->n_evidence++].b, row[0].s.p, sizeof(v->b));
	}
	out->evidence = v;
	return true;
}

bool
ledger_sql(struct store *s, struct codes *codes, const struct figure_ask *ask, struct arena *a,
    struct ledger_parts *out, struct err *e)
{
	const struct ledger_plan *p = ask->figure->ledger;
	struct sql_build b = { .s = s, .codes = codes, .a = a, .ask = ask };

	*out = (struct ledger_parts){ .n = 0 };
	if ((codes == NULL && !codes_open(s, a, &b.codes, e)) || !gather(&b, p, false, out, e))
		return false;
	if (ask->n_by > 0 && !gather(&b, p, true, out, e))
		return false;
	for (size_t i = 0; i < ask->n_by; i++)
		for (size_t k = 0; ask->by[i]->reg != NULL && k < out->n; k++)
			if (!sql_record_key(&b, ask->by[i]->reg, &out->v[k].key[i], e))
				return false;
	return !ask->evidence || evidence(&b, p, out, e);
}
