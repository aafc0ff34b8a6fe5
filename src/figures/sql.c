/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The second path: runs a figure's statements and makes the answer of their rows. */
#include "figures/sql.h"

#include "figures/ledger.h"

#include "base/lang.h"

#include <stdlib.h>

/* A group while its numbers gather; raw keys are what the statement gave. */
struct part {
	struct str key[FIGURE_BY_MAX];
	int64_t sum, n;
	int64_t made; /* interventions, for a figure per hour */
};

struct parts {
	struct part *v;
	size_t n, cap;
};

static struct part *
part_new(struct parts *p, struct arena *a)
{
	if (p->n == p->cap) {
		struct part *more;

		p->cap = p->cap == 0 ? 64 : p->cap * 2;
		more = arena_array(a, struct part, p->cap);
		if (p->n > 0)
			memcpy(more, p->v, p->n * sizeof(*more));
		p->v = more;
	}
	return &p->v[p->n++];
}

/* What a figure per hour divides: its own plan is the hours. */
static const struct sql_figure *
made_by(const struct sql_figure *f)
{
	return f->finish == FINISH_PER_HOUR ? sql_figure_find("interventions") : NULL;
}

static bool
fits(const struct figure_ask *ask, const struct sql_figure *f, const struct dim *dim, struct err *e)
{
	const struct sql_dim *d = sql_dim_find(dim_id(dim));

	if (d == NULL)
		return err_set(e, ERR_INVALID, "figure.dimension",
		    _("The dimension %s is not worked out by SQL."), dim_id(dim));
	if (f->source == SOURCE_SHIFTS && !d->shifts)
		return err_set(e, ERR_INVALID, "figure.dimension",
		    _("%s cannot be split by %s: hours belong to shifts, and a shift has no such "
		      "property."), ask->figure->id, dim_id(dim));
	return true;
}

/* The answer's numbers: distinct records that contribute, and the sum, for each group. */
static bool
gather(struct sql_build *b, const struct sql_figure *f, bool split, struct parts *out, struct err *e)
{
	const struct value *row;
	struct rows *rows;
	struct buf q;
	size_t n_by = split ? b->ask->n_by : 0;

	b->n_params = 0;
	buf_init_in(&q, b->a);
	sql_with(b, &q, f, split);
	buf_fmt(&q, "SELECT COUNT(DISTINCT %s), CAST(COALESCE(SUM(v), 0) AS bigint)",
	    f->every ? "id" : "CASE WHEN v <> 0 THEN id END");
	for (size_t i = 0; i < n_by; i++)
		buf_fmt(&q, ", k%zu", i);
	buf_cstr(&q, " FROM (");
	if (!sql_rows(b, &q, f, split, e))
		return false;
	buf_cstr(&q, ") counted");
	for (size_t i = 0; i < n_by; i++)
		buf_fmt(&q, "%sk%zu", i == 0 ? " GROUP BY " : ", ", i);
	if (!store_built(b->s, buf_text(&q), b->params, b->n_params, &rows, e))
		return err_wrap(e, "%s", f->id);
	for (;;) {
		struct part *p;

		if (!rows_next(rows, &row, e))
			return false;
		if (row == NULL)
			return true;
		p = part_new(out, b->a);
		*p = (struct part){ .n = row[0].i, .sum = row[1].i };
		for (size_t i = 0; i < n_by; i++)
			if (row[2 + i].kind != VALUE_NULL)
				p->key[i] = str_dup(b->a, row[2 + i].s);
	}
}

bool
sql_record_key(struct sql_build *b, const char *reg, struct str *key, struct err *e)
{
	struct str sql = str_fmt(b->a, "SELECT source_id FROM \"%s\" WHERE structure = 1 AND id = $1", reg);
	const struct value *row;
	struct rows *rows;
	struct uuid u;
	struct value v;

	if (key->p == NULL)
		return true;
	memcpy(u.b, key->p, sizeof(u.b));
	v = V_UUID(&u);
	*key = uuid_text(b->a, &u);
	if (!store_built(b->s, sql, &v, 1, &rows, e) || !rows_next(rows, &row, e))
		return false;
	if (row != NULL) {
		if (row[0].kind == VALUE_TEXT)
			*key = str_dup(b->a, row[0].s);
		rows_close(rows);
	}
	return true;
}

/* Records' keys as they are shown. */
static bool
name_keys(struct sql_build *b, const struct sql_dim *d, size_t at, struct parts *p, struct err *e)
{
	struct str last = STR_NONE, last_name = STR_NONE;

	for (size_t i = 0; i < p->n; i++) {
		struct str *key = &p->v[i].key[at], raw = *key;

		/* Neighbours often have the same. */
		if (key->p != NULL && last.p != NULL && str_eq(raw, last)) {
			*key = last_name;
			continue;
		}
		if (!sql_record_key(b, d->reg, key, e))
			return false;
		last = raw;
		last_name = *key;
	}
	return true;
}

static bool
same_key(const struct part *a, const struct part *b, size_t n_by)
{
	for (size_t i = 0; i < n_by; i++)
		if ((a->key[i].p == NULL) != (b->key[i].p == NULL) || !str_eq(a->key[i], b->key[i]))
			return false;
	return true;
}

/* Puts the interventions made beside the hours of the same group; groups without hours stay. */
static void
put_made(struct parts *hours, const struct parts *made, size_t n_by, struct arena *a)
{
	for (size_t i = 0; i < made->n; i++) {
		struct part *p = NULL;

		for (size_t j = 0; j < hours->n && p == NULL; j++)
			if (same_key(&hours->v[j], &made->v[i], n_by))
				p = &hours->v[j];
		if (p == NULL) {
			p = part_new(hours, a);
			memcpy(p->key, made->v[i].key, sizeof(p->key));
		}
		p->made = made->v[i].sum;
	}
}

static bool
finish(const struct sql_figure *f, const struct part *p, double *value)
{
	*value = 0;
	if (f->least_n > 0 && p->n < f->least_n)
		return false;
	switch (f->finish) {
	case FINISH_SUM:
		*value = (double)p->sum;
		return true;
	case FINISH_PERCENT:
		*value = 100.0 * (double)p->sum / (double)p->n;
		return true;
	case FINISH_MEAN:
		*value = (double)p->sum / (double)p->n;
		return true;
	case FINISH_HOURS:
		*value = (double)p->sum / 60.0;
		return true;
	case FINISH_PER_HOUR:
		/* Below ten hours the ratio says nothing. */
		if (p->sum < 600)
			return false;
		*value = (double)p->made * 60.0 / (double)p->sum;
		return true;
	}
	return false;
}

static bool
total_of(struct sql_build *b, const struct sql_figure *f, struct part *hours, struct err *e)
{
	struct parts total = { 0 };

	if (!gather(b, f, false, &total, e))
		return false;
	*hours = total.v[0];
	return true;
}

/* The records that contribute, sorted, and with them the total: one statement for both. */
static bool
evidence_of(struct sql_build *b, const struct sql_figure *f, struct part *total,
    struct figure_answer *out, struct err *e)
{
	const struct value *row;
	struct rows *rows;
	size_t cap = 0;
	struct buf q;

	b->n_params = 0;
	buf_init_in(&q, b->a);
	sql_with(b, &q, f, false);
	buf_cstr(&q, "SELECT id, CAST(COALESCE(SUM(v), 0) AS bigint) FROM (");
	if (!sql_rows(b, &q, f, false, e))
		return false;
	buf_fmt(&q, ") counted%s GROUP BY id", f->every ? "" : " WHERE v <> 0");
	if (!store_built(b->s, buf_text(&q), b->params, b->n_params, &rows, e))
		return err_wrap(e, "%s", f->id);
	for (;;) {
		if (!rows_next(rows, &row, e))
			return false;
		if (row == NULL)
			break;
		if (out->n_evidence == cap) {
			struct uuid *more = arena_array(b->a, struct uuid, cap == 0 ? cap = 256 : (cap *= 2));

			if (out->n_evidence > 0)
				memcpy(more, out->evidence, out->n_evidence * sizeof(*more));
			out->evidence = more;
		}
		memcpy(out->evidence[out->n_evidence++].b, row[0].s.p, sizeof(struct uuid));
		total->sum += row[1].i;
	}
	total->n = (int64_t)out->n_evidence;
	if (out->n_evidence > 0)
		qsort(out->evidence, out->n_evidence, sizeof(struct uuid), evidence_cmp);
	return true;
}

static bool
whole_of(struct sql_build *b, const struct sql_figure *f, struct figure_answer *out, struct err *e)
{
	struct part total = { .sum = 0 }, made = { .sum = 0 };

	if (b->ask->evidence ? !evidence_of(b, f, &total, out, e) : !total_of(b, f, &total, e))
		return false;
	if (made_by(f) != NULL && !total_of(b, made_by(f), &made, e))
		return false;
	total.made = made.sum;
	out->n = total.n;
	out->has_value = finish(f, &total, &out->value);
	return true;
}

static bool
groups_of(struct sql_build *b, const struct sql_figure *f, struct figure_answer *out, struct err *e)
{
	struct parts p = { 0 }, made = { 0 };
	size_t n_by = b->ask->n_by;

	if (!gather(b, f, true, &p, e) ||
	    (made_by(f) != NULL && !gather(b, made_by(f), true, &made, e)))
		return false;
	put_made(&p, &made, n_by, b->a);
	for (size_t i = 0; i < n_by; i++) {
		const struct sql_dim *d = sql_dim_find(dim_id(b->ask->by[i]));

		if (d->reg != NULL && !name_keys(b, d, i, &p, e))
			return false;
	}
	out->groups = arena_array(b->a, struct figure_group, p.n + 1);
	for (size_t i = 0; i < p.n; i++) {
		struct figure_group g = { .n = p.v[i].n };

		if (p.v[i].n == 0 && p.v[i].sum == 0 && p.v[i].made == 0)
			continue;
		memcpy(g.key, p.v[i].key, sizeof(g.key));
		g.has_value = finish(f, &p.v[i], &g.value);
		out->groups[out->n_groups++] = g;
	}
	qsort(out->groups, out->n_groups, sizeof(*out->groups), group_cmp);
	return true;
}

/* Groups overlap when a record can stand in several of them without being divided. */
static bool
overlaps(const struct figure_ask *ask, const struct sql_figure *f)
{
	for (size_t i = 0; i < ask->n_by; i++) {
		enum sql_list l = sql_dim_find(dim_id(ask->by[i]))->list;

		if (l != LIST_NONE && l != f->list)
			return true;
	}
	return false;
}

static bool
parts_sql(const struct ledger_eval *by, const struct figure_ask *ask, struct arena *a,
    struct ledger_parts *out, struct err *e)
{
	return ledger_sql(by->store, by->facts != NULL ? by->facts->codes : NULL, ask, a, out, e);
}

static bool
eval_sql(const struct ledger_eval *by, const struct figure_ask *ask, struct arena *a,
    struct figure_answer *out, struct err *e)
{
	return figure_eval_sql(by->store, by->facts, ask, a, out, e);
}

bool
figure_eval_sql(struct store *s, const struct facts *facts, const struct figure_ask *ask,
    struct arena *a, struct figure_answer *out, struct err *e)
{
	const struct sql_figure *f = sql_figure_find(ask->figure->id);
	struct figure_answer answer = { .figure = ask->figure };
	struct sql_build b = { .s = s, .a = a, .ask = ask };

	/* The second path must not lean on what it proves: of the facts it takes the nomenclature alone, which
	 * would be read anew for each figure. */
	b.codes = facts != NULL ? facts->codes : NULL;
	if (ask->figure->ledger != NULL) {
		const struct ledger_eval by = { .figure = eval_sql, .parts = parts_sql, .store = s,
			.facts = facts };
		struct figure_ask *merged = arena_new(a, struct figure_ask);

		ask_merged(ask, a, merged);
		return ledger_figure(&by, merged, a, out, e);
	}
	if (f == NULL)
		return err_set(e, ERR_INTERNAL, "figure.sql", _("%s has no SQL yet."), ask->figure->id);
	for (size_t i = 0; i < ask->n_by; i++)
		if (!fits(ask, f, ask->by[i], e))
			return false;
	for (size_t i = 0; i < ask->n_filters; i++)
		if (!fits(ask, f, ask->filters[i].dim, e))
			return false;
	if ((b.codes == NULL && !codes_open(s, a, &b.codes, e)) ||
	    (!ask->groups_only && !whole_of(&b, f, &answer, e)) ||
	    (ask->n_by > 0 && !groups_of(&b, f, &answer, e)))
		return false;
	answer.overlapping = overlaps(ask, f);
	*out = answer;
	return true;
}
