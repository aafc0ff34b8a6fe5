/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The second path of ledgers: a figure's row as one SQL statement over the registers' tables.  Records
 * stand under r, the items of its list under o, what references lead to under j1, j2 …
 */
#include "base/lang.h"
#include "figures/ledger_sql.h"

/* -- keys ------------------------------------------------------------------------------------ */

/* A code as figures count it, or its roll-up. */
static struct str
code_key(struct ledger_from *f, const struct dim *d, const char *x)
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
key_of(struct ledger_from *f, const struct dim *d, struct str *out, struct err *e)
{
	struct ledger_path p;
	const char *x;

	if (!ledger_way(f->b->ask->figure, d, &p, e))
		return false;
	x = ledger_item_sql(f, &p);
	if (d->column == COLUMN_DAY)
		*out = ledger_calendar_sql(f->b->a, d->id, x);
	else if (d->reg != NULL)
		*out = str_of(x);
	else if (d->flag != NULL)
		*out = str_fmt(f->b->a, "CAST(%s AS text)", x);
	else
		*out = code_key(f, d, x);
	return true;
}

static bool
filter(struct ledger_from *f, struct buf *q, const struct figure_filter *w, struct err *e)
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
worth(struct ledger_from *f, const struct ledger_plan *p)
{
	struct arena *a = f->b->a;
	struct ledger_path path = ledger_path_of(f->g, f->each, p->path != NULL ? p->path : ""), other;
	struct str v;

	if (p->take == LEDGER_COUNT)
		return STR("1");
	if (p->read == LEDGER_COUNTED)
		return str_fmt(a, "(SELECT COUNT(DISTINCT c.ref) FROM \"%s_%s\" c WHERE c.structure = 1 AND "
		    "c.record = %s.id)", f->g->name, ledger_field(&path)->name, ledger_alias(f));
	if (p->read == LEDGER_YEAR)
		v = ledger_year_sql(a, ledger_column_sql(f, &path));
	else if (p->read == LEDGER_AGE)
		v = str_fmt(a, "(%d - " STR_F ")", ymd_of_day(ledger_last_day(f->b->ask)).year,
		    STR_A(ledger_field(&path)->type == FIELD_DATE ? ledger_year_sql(a, ledger_column_sql(f, &path)) :
		    ledger_number_sql(f, &path)));
	else
		v = ledger_number_sql(f, &path);
	if (p->until != NULL) {
		other = ledger_path_of(f->g, f->each, p->until);
		v = str_fmt(a, "(" STR_F " - " STR_F " + 1)", STR_A(ledger_day_sql(a, ledger_column_sql(f, &other))),
		    STR_A(ledger_day_sql(a, ledger_column_sql(f, &path))));
	}
	if (p->times != NULL) {
		other = ledger_path_of(f->g, f->each, p->times);
		v = str_fmt(a, "(CAST(" STR_F " AS bigint) * " STR_F ")", STR_A(v),
		    STR_A(ledger_number_sql(f, &other)));
	}
	return p->add == 0 ? v : str_fmt(a, "(" STR_F " + %lld)", STR_A(v), (long long)p->add);
}

/* The rows that contribute: id, item, v, k0 … */
static bool
rows_of(struct sql_build *b, const struct ledger_plan *p, bool split, struct str *out, struct err *e)
{
	int numbers = 0;
	struct ledger_from f = ledger_from_of(b, reg_find(str_of(p->over.reg)), ledger_each(p), 0, &numbers);
	struct buf select, where, q;

	b->n_params = 0;
	buf_init_in(&select, b->a);
	buf_init_in(&where, b->a);
	buf_init_in(&q, b->a);
	buf_fmt(&select, "r.id AS id, %s, " STR_F " AS v", p->each != NULL ? "o.ref AS item" : "0 AS item",
	    STR_A(worth(&f, p)));
	for (size_t i = 0; split && i < b->ask->n_by; i++) {
		struct str key;

		if (!key_of(&f, b->ask->by[i], &key, e))
			return false;
		buf_fmt(&select, ", " STR_F " AS k%zu", STR_A(key), i);
	}
	ledger_where(&f, &where, &p->over, 0);
	for (size_t i = 0; i < b->ask->n_filters; i++)
		if (!filter(&f, &where, &b->ask->filters[i], e))
			return false;
	/* By however many items of a list a record comes to a group, it counts there once. */
	buf_cstr(&q, f.n_lists > 0 ? "SELECT DISTINCT " : "SELECT ");
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
	if ((codes == NULL && !codes_open(s, a, &b.codes, e)) ||
	    (!ask->groups_only && !gather(&b, p, false, out, e)))
		return false;
	if (ask->n_by > 0 && !gather(&b, p, true, out, e))
		return false;
	for (size_t i = 0; i < ask->n_by; i++)
		for (size_t k = 0; ask->by[i]->reg != NULL && k < out->n; k++)
			if (!sql_record_key(&b, ask->by[i]->reg, &out->v[k].key[i], e))
				return false;
	return !ask->evidence || evidence(&b, p, out, e);
}
