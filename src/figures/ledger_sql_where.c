/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Which records of a register count, told in SQL: ways over references as joins, conditions, time. */
#include "figures/ledger_sql.h"

#include <assert.h>

struct ledger_from
ledger_from_of(struct sql_build *b, const struct reg *g, const struct reg *each, int alias, int *numbers)
{
	struct ledger_from f = { .b = b, .g = g, .each = each, .alias = alias, .numbers = numbers };

	buf_init_in(&f.joins, b->a);
	return f;
}

const char *
ledger_alias(const struct ledger_from *f)
{
	return f->alias == 0 ? "r" : str_cstr(f->b->a, str_fmt(f->b->a, "s%d", f->alias));
}

/* -- paths ----------------------------------------------------------------------------------- */

static bool
same_way(const struct ledger_join *j, const struct ledger_path *p, size_t n)
{
	return j->each == p->each && j->n == n && memcmp(j->hop, p->hop, n * sizeof(*p->hop)) == 0;
}

const char *
ledger_joined(struct ledger_from *f, const struct ledger_path *p, size_t n)
{
	struct ledger_join *j = f->join;
	const struct reg *g = p->root;
	struct str on;

	if (n == 0 && !p->each)
		return ledger_alias(f);
	for (size_t i = 0; i < f->n; i++)
		if (same_way(&f->join[i], p, n))
			return str_cstr(f->b->a, str_fmt(f->b->a, "j%d", f->join[i].number));
	for (size_t i = 0; i + 1 < n; i++)
		g = reg_find(str_of(g->fields[p->hop[i]].ref));
	if (n == 0) {
		on = STR("o.ref");
	} else {
		const char *before = ledger_joined(f, p, n - 1);

		on = str_fmt(f->b->a, "%s.\"%s\"", before, g->fields[p->hop[n - 1]].name);
		g = reg_find(str_of(g->fields[p->hop[n - 1]].ref));
	}
	assert(f->n < LEDGER_JOINS);
	j = &f->join[f->n++];
	*j = (struct ledger_join){ .each = p->each, .n = n, .number = ++*f->numbers };
	memcpy(j->hop, p->hop, n * sizeof(*p->hop));
	buf_fmt(&f->joins, " LEFT JOIN \"%s\" j%d ON j%d.structure = 1 AND j%d.id = " STR_F, g->name,
	    j->number, j->number, j->number, STR_A(on));
	return str_cstr(f->b->a, str_fmt(f->b->a, "j%d", j->number));
}

const char *
ledger_column_sql(struct ledger_from *f, const struct ledger_path *p)
{
	struct arena *a = f->b->a;

	if (p->field < 0 && p->n == 0)
		return p->each ? "o.ref" : str_cstr(a, str_fmt(a, "%s.id", ledger_alias(f)));
	if (p->field < 0)
		return str_cstr(a, str_fmt(a, "%s.id", ledger_joined(f, p, p->n)));
	return str_cstr(a, str_fmt(a, "%s.\"%s\"", ledger_joined(f, p, p->n), ledger_field(p)->name));
}

/* The codes of a list, in a row each. */
static void
put_codes(struct ledger_from *f, const struct code_list *l)
{
	for (uint16_t i = 0; i < l->n; i++) {
		buf_cstr(&f->joins, i == 0 ? "SELECT " : " UNION ALL SELECT ");
		sql_literal(&f->joins, l->v[i].code);
		buf_cstr(&f->joins, i == 0 ? " AS code" : "");
	}
}

const char *
ledger_item_sql(struct ledger_from *f, const struct ledger_path *p)
{
	const struct field *fd = ledger_field(p);
	struct arena *a = f->b->a;
	bool codes = fd != NULL && fd->type == FIELD_CODES;
	const char *owner, *x;
	int n;

	if (!ledger_is_list(p))
		return ledger_column_sql(f, p);
	for (size_t i = 0; i < f->n_lists; i++)
		if (ledger_same_way(&f->lists[i].path, p))
			return str_cstr(a, str_fmt(a, codes ? "i%d.code" : "i%d.ref", f->lists[i].number));
	assert(f->n_lists < LEDGER_LISTS);
	owner = ledger_joined(f, p, p->n);
	x = ledger_column_sql(f, p);
	n = ++*f->numbers;
	f->lists[f->n_lists++] = (struct ledger_items_join){ .path = *p, .number = n };
	if (codes) {
		/* 'A|B': what goes when a code is taken out of it was in it. */
		buf_cstr(&f->joins, " LEFT JOIN (");
		put_codes(f, codes_list(f->b->codes, fd->codes));
		buf_fmt(&f->joins, ") i%d ON replace('|' || %s || '|', '|' || i%d.code || '|', '') <> "
		    "'|' || %s || '|'", n, x, n, x);
		return str_cstr(a, str_fmt(a, "i%d.code", n));
	}
	buf_fmt(&f->joins, " LEFT JOIN \"%s_%s\" i%d ON i%d.structure = 1 AND i%d.record = %s.id", p->end->name,
	    fd->name, n, n, n, owner);
	return str_cstr(a, str_fmt(a, "i%d.ref", n));
}

/* -- conditions ------------------------------------------------------------------------------ */

static void
put_day(struct ledger_from *f, struct buf *q, int32_t day)
{
	char text[11];

	day_format(day, text);
	sql_param(f->b, q, V_TEXT(str_dup(f->b->a, str_of(text))));
}

struct str
ledger_number_sql(struct ledger_from *f, const struct ledger_path *p)
{
	const char *x = ledger_column_sql(f, p);
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
named(struct ledger_from *f, struct buf *q, const struct ledger_path *p, const char *codes)
{
	const struct field *fd = ledger_field(p);
	const struct code_list *l = fd->codes != NULL ? codes_list(f->b->codes, fd->codes) : NULL;
	const char *x = ledger_column_sql(f, p);
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

/* EXISTS: a record of another register leads to this one. */
static void
has(struct ledger_from *f, struct buf *q, const struct ledger_cond *c, const struct ledger_path *path,
    int depth)
{
	const struct reg *g = reg_find(str_of(c->of->reg));
	struct ledger_from sub = ledger_from_of(f->b, g, NULL, ++*f->numbers, f->numbers);
	struct ledger_path back = ledger_path_of(sub.g, sub.each, c->back);
	const struct field *fd = ledger_field(&back);
	const char *target = ledger_column_sql(f, path), *own = ledger_alias(&sub), *x;
	struct buf where;

	buf_init_in(&where, f->b->a);
	if (fd != NULL && fd->type == FIELD_REFS) {
		x = str_cstr(f->b->a, str_fmt(f->b->a, "l%d.ref", sub.alias));
		buf_fmt(&sub.joins, " JOIN \"%s_%s\" l%d ON l%d.structure = 1 AND l%d.record = %s.id", g->name,
		    fd->name, sub.alias, sub.alias, sub.alias, own);
	} else {
		x = ledger_column_sql(&sub, &back);
	}
	ledger_where(&sub, &where, c->of, depth + 1);
	buf_fmt(q, "%sEXISTS (SELECT 1 FROM \"%s\" %s" STR_F " WHERE %s = %s" STR_F ")",
	    c->op == LEDGER_HAS_NOT ? "NOT " : "", g->name, own, STR_A(buf_text(&sub.joins)), x, target,
	    STR_A(buf_text(&where)));
}

/* EXISTS: the record here, or one of the list, is one of another query. */
static void
any_of(struct ledger_from *f, struct buf *q, const struct ledger_cond *c, const struct ledger_path *path,
    int depth)
{
	struct ledger_from sub = ledger_from_of(f->b, reg_find(str_of(c->of->reg)), NULL, ++*f->numbers,
	    f->numbers);
	const struct field *fd = ledger_field(path);
	const char *own = ledger_alias(&sub);
	struct buf where;

	buf_init_in(&where, f->b->a);
	ledger_where(&sub, &where, c->of, depth + 1);
	if (fd != NULL && fd->type == FIELD_REFS)
		buf_fmt(&where, " AND EXISTS (SELECT 1 FROM \"%s_%s\" l%d WHERE l%d.structure = 1 AND l%d.record = "
		    "%s.id AND l%d.ref = %s.id)", path->end->name, fd->name, sub.alias, sub.alias, sub.alias,
		    ledger_joined(f, path, path->n), sub.alias, own);
	else
		buf_fmt(&where, " AND %s.id = %s", own, ledger_column_sql(f, path));
	buf_fmt(q, "EXISTS (SELECT 1 FROM \"%s\" %s" STR_F " WHERE 1 = 1" STR_F ")", c->of->reg, own,
	    STR_A(buf_text(&sub.joins)), STR_A(buf_text(&where)));
}

static void
condition(struct ledger_from *f, struct buf *q, const struct ledger_cond *c, int depth)
{
	struct ledger_path p = ledger_path_of(f->g, f->each, c->path);

	switch (c->op) {
	case LEDGER_IS:
	case LEDGER_IS_NOT:
		buf_cstr(q, c->op == LEDGER_IS ? "" : "NOT ");
		named(f, q, &p, c->codes);
		return;
	case LEDGER_SET:
		buf_fmt(q, "%s IS NOT NULL", ledger_column_sql(f, &p));
		return;
	case LEDGER_UNSET:
		buf_fmt(q, "%s IS NULL", ledger_column_sql(f, &p));
		return;
	case LEDGER_AT_LEAST:
	case LEDGER_AT_MOST:
		buf_fmt(q, STR_F " %s %lld", STR_A(ledger_number_sql(f, &p)), c->op == LEDGER_AT_LEAST ? ">=" : "<=",
		    (long long)c->n);
		return;
	case LEDGER_IN_PERIOD:
		buf_fmt(q, "%s IS NOT NULL", ledger_column_sql(f, &p));
		if (f->b->ask->period == NULL)
			return;
		buf_fmt(q, " AND %s >= ", ledger_column_sql(f, &p));
		put_day(f, q, f->b->ask->period->first);
		buf_fmt(q, " AND %s <= ", ledger_column_sql(f, &p));
		put_day(f, q, f->b->ask->period->last);
		return;
	case LEDGER_TO_END:
		buf_fmt(q, "%s <= ", ledger_column_sql(f, &p));
		put_day(f, q, ledger_last_day(f->b->ask));
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
open_day(struct ledger_from *f, struct buf *q, const char *x, const char *op, int32_t day)
{
	buf_fmt(q, " AND (%s IS NULL OR %s %s ", x, x, op);
	put_day(f, q, day);
	buf_char(q, ')');
}

static void
in_time(struct ledger_from *f, struct buf *q, const struct ledger_query *of)
{
	const struct period *p = f->b->ask->period;
	struct ledger_path from, to;

	if (of->when == LEDGER_ALWAYS || (p == NULL && of->when != LEDGER_HOLDS))
		return;
	if (of->from != NULL)
		from = ledger_path_of(f->g, f->each, of->from);
	if (of->when == LEDGER_DAY) {
		buf_fmt(q, " AND %s >= ", ledger_column_sql(f, &from));
		put_day(f, q, p->first);
		buf_fmt(q, " AND %s <= ", ledger_column_sql(f, &from));
		put_day(f, q, p->last);
		return;
	}
	if (of->from != NULL)
		open_day(f, q, ledger_column_sql(f, &from), "<=", ledger_last_day(f->b->ask));
	if (of->to == NULL)
		return;
	to = ledger_path_of(f->g, f->each, of->to);
	open_day(f, q, ledger_column_sql(f, &to), ">=",
	    of->when == LEDGER_HOLDS ? ledger_last_day(f->b->ask) : p->first);
}

void
ledger_where(struct ledger_from *f, struct buf *q, const struct ledger_query *of, int depth)
{
	const char *own = ledger_alias(f);

	assert(depth < LEDGER_DEPTH);
	buf_fmt(q, " AND %s.structure = 1 AND %s.deleted = 0", own, own);
	in_time(f, q, of);
	for (size_t i = 0; i < LEDGER_CONDS && of->where[i].path != NULL; i++) {
		buf_cstr(q, " AND ");
		condition(f, q, &of->where[i], depth);
	}
}
