/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Which rows of a ledger count: what stands at a path's end, conditions, time. */
#include "figures/ledger_scan.h"

#include <assert.h>

/* -- paths over rows ------------------------------------------------------------------------- */

const struct ledger *
ledger_for(const struct facts *f, const struct reg *g)
{
	const struct ledger *l = facts_ledger(f, g);

	assert(l != NULL);
	return l;
}

bool
ledger_walk(const struct facts *f, const struct ledger_path *p, uint32_t row, const struct ledger **l,
    uint32_t *at)
{
	*l = ledger_for(f, p->root);
	for (size_t i = 0; i < p->n; i++) {
		int64_t next = ledger_value(*l, row, (size_t)p->hop[i]);

		if (next == LEDGER_NONE)
			return false;
		*l = &f->ledgers[(*l)->column[p->hop[i]].target];
		row = (uint32_t)next;
	}
	*at = row;
	return true;
}

int64_t
ledger_value_at(const struct facts *f, const struct ledger_path *p, uint32_t row)
{
	const struct ledger *l;

	if (!ledger_walk(f, p, row, &l, &row))
		return LEDGER_NONE;
	return p->field < 0 ? row : ledger_value(l, row, (size_t)p->field);
}

/* -- conditions ------------------------------------------------------------------------------ */

/* The rows of the path's end that records of another query lead to. */
static void
mark_led(const struct ledger_ready *sub, struct arena *a, struct ledger_ready_cond *c)
{
	struct ledger_path back = ledger_path_of(sub->l->reg, NULL, c->c->back);
	const struct field *fd = ledger_field(&back);
	const struct ledger *end = ledger_for(sub->f, c->path.field >= 0 ?
	    reg_find(str_of(ledger_field(&c->path)->ref)) : c->path.end);
	uint8_t *led = arena_array(a, uint8_t, end->n + 1);

	for (uint32_t row = 0; row < sub->l->n; row++) {
		const struct ledger *l;
		const uint32_t *items;
		uint32_t at;
		int64_t to;

		if (!ledger_ready_row(sub, row, 0) || !ledger_walk(sub->f, &back, row, &l, &at))
			continue;
		if (fd != NULL && fd->type == FIELD_REFS) {
			for (size_t n = ledger_items(l, at, (size_t)back.field, &items); n > 0; n--)
				led[items[n - 1]] = 1;
			continue;
		}
		to = back.field < 0 ? at : ledger_value(l, at, (size_t)back.field);
		if (to != LEDGER_NONE)
			led[to] = 1;
	}
	c->led = led;
	c->n_led = end->n;
}

/* The rows of another query. */
static void
mark_rows(const struct ledger_ready *sub, struct arena *a, struct ledger_ready_cond *c)
{
	uint8_t *led = arena_array(a, uint8_t, sub->l->n + 1);

	for (uint32_t row = 0; row < sub->l->n; row++)
		led[row] = ledger_ready_row(sub, row, 0);
	c->led = led;
	c->n_led = sub->l->n;
}

void
ledger_ready_make(const struct facts *f, const struct figure_ask *ask, const struct ledger_query *from,
    const struct reg *each, struct arena *a, int depth, struct ledger_ready *q)
{
	const struct reg *g = reg_find(str_of(from->reg));

	assert(depth < LEDGER_DEPTH && g != NULL);
	*q = (struct ledger_ready){ .f = f, .q = from, .l = ledger_for(f, g), .period = ask->period,
		.end = ledger_last_day(ask) };
	if (from->from != NULL)
		q->from = ledger_path_of(g, each, from->from);
	if (from->to != NULL)
		q->to = ledger_path_of(g, each, from->to);
	for (size_t i = 0; i < LEDGER_CONDS && from->where[i].path != NULL; i++) {
		struct ledger_ready_cond *c = &q->cond[q->n++];
		const struct field *fd;

		c->c = &from->where[i];
		c->path = ledger_path_of(g, each, c->c->path);
		fd = ledger_field(&c->path);
		c->list = fd != NULL && (fd->type == FIELD_CODES || fd->type == FIELD_REFS);
		if (c->c->codes != NULL && fd != NULL && fd->codes != NULL) {
			const struct code_list *l = codes_list(f->codes, fd->codes);
			uint8_t *allow = arena_array(a, uint8_t, l->n + 1);

			for (uint16_t k = 0; k < l->n; k++)
				allow[k] = ledger_named(l, k, c->c->codes);
			c->allow = allow;
			c->n_allow = l->n;
		}
		if (c->c->of != NULL) {
			struct ledger_ready *sub = arena_new(a, struct ledger_ready);

			ledger_ready_make(f, ask, c->c->of, NULL, a, depth + 1, sub);
			(c->c->op == LEDGER_ANY ? mark_rows : mark_led)(sub, a, c);
		}
	}
}

/* Whether one of a list's items is marked. */
static bool
any_item(const struct ledger_ready *q, const struct ledger_ready_cond *c, uint32_t row,
    const uint8_t *marked, size_t n_marked)
{
	const struct ledger *l;
	const uint32_t *items;
	uint32_t at;

	if (!ledger_walk(q->f, &c->path, row, &l, &at))
		return false;
	for (size_t n = ledger_items(l, at, (size_t)c->path.field, &items); n > 0; n--)
		if (items[n - 1] < n_marked && marked[items[n - 1]])
			return true;
	return false;
}

/* Whether a value is one of those named: a code, or a flag ("1"). */
static bool
is_named(const struct ledger_ready *q, const struct ledger_ready_cond *c, uint32_t row)
{
	int64_t v;

	if (c->list)
		return any_item(q, c, row, c->allow, c->n_allow);
	v = ledger_value_at(q->f, &c->path, row);
	if (c->allow == NULL)
		return v == (c->c->codes[0] == '1');
	return v != LEDGER_NONE && (size_t)v < c->n_allow && c->allow[v];
}

static bool
holds(const struct ledger_ready *q, const struct ledger_ready_cond *c, uint32_t row)
{
	int64_t v;

	switch (c->c->op) {
	case LEDGER_IS:
		return is_named(q, c, row);
	case LEDGER_IS_NOT:
		return !is_named(q, c, row);
	case LEDGER_HAS:
	case LEDGER_HAS_NOT:
		v = ledger_value_at(q->f, &c->path, row);
		return (v != LEDGER_NONE && (size_t)v < c->n_led && c->led[v]) == (c->c->op == LEDGER_HAS);
	case LEDGER_ANY:
		if (c->list)
			return any_item(q, c, row, c->led, c->n_led);
		v = ledger_value_at(q->f, &c->path, row);
		return v != LEDGER_NONE && (size_t)v < c->n_led && c->led[v];
	case LEDGER_SET:
	case LEDGER_UNSET:
	case LEDGER_AT_LEAST:
	case LEDGER_AT_MOST:
	case LEDGER_IN_PERIOD:
	case LEDGER_TO_END:
		break;
	}
	v = ledger_value_at(q->f, &c->path, row);
	if (c->c->op == LEDGER_UNSET || v == LEDGER_NONE)
		return c->c->op == LEDGER_UNSET && v == LEDGER_NONE;
	if (c->c->op == LEDGER_AT_LEAST)
		return v >= c->c->n;
	if (c->c->op == LEDGER_AT_MOST)
		return v <= c->c->n;
	if (c->c->op == LEDGER_IN_PERIOD)
		return q->period == NULL || (v >= q->period->first && v <= q->period->last);
	return c->c->op == LEDGER_SET || v <= q->end;
}

static int64_t
day_at(const struct ledger_ready *q, const struct ledger_path *p, uint32_t row, uint32_t item)
{
	return p->root == NULL ? LEDGER_NONE : ledger_value_at(q->f, p, p->each ? item : row);
}

static bool
in_time(const struct ledger_ready *q, uint32_t row, uint32_t item)
{
	int64_t from, to;

	if (q->q->when == LEDGER_ALWAYS || (q->period == NULL && q->q->when != LEDGER_HOLDS))
		return true;
	from = day_at(q, &q->from, row, item);
	if (q->q->when == LEDGER_DAY)
		return from != LEDGER_NONE && from >= q->period->first && from <= q->period->last;
	to = day_at(q, &q->to, row, item);
	if (q->q->when == LEDGER_HOLDS)
		return (from == LEDGER_NONE || from <= q->end) && (to == LEDGER_NONE || to >= q->end);
	return (from == LEDGER_NONE || from <= q->period->last) &&
	    (to == LEDGER_NONE || to >= q->period->first);
}

bool
ledger_ready_row(const struct ledger_ready *q, uint32_t row, uint32_t item)
{
	if (!ledger_alive(q->l, row) || !in_time(q, row, item))
		return false;
	for (size_t i = 0; i < q->n; i++)
		if (!holds(q, &q->cond[i], q->cond[i].path.each ? item : row))
			return false;
	return true;
}
