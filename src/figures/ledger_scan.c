/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* One pass over a ledger: which rows count, what they add, and to which group. */
#include "base/lang.h"
#include "base/text.h"
#include "figures/ledger.h"

#include <assert.h>
#include <stdlib.h>

/* -- paths over rows ------------------------------------------------------------------------- */

static const struct ledger *
ledger_of(const struct facts *f, const struct reg *g)
{
	const struct ledger *l = facts_ledger(f, g);

	assert(l != NULL);
	return l;
}

/* The row that a path's hops lead to from a row of its root. */
static bool
walk(const struct facts *f, const struct ledger_path *p, uint32_t row, const struct ledger **l,
    uint32_t *at)
{
	*l = ledger_of(f, p->root);
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

static int64_t
value_at(const struct facts *f, const struct ledger_path *p, uint32_t row)
{
	const struct ledger *l;

	if (!walk(f, p, row, &l, &row))
		return LEDGER_NONE;
	return p->field < 0 ? row : ledger_value(l, row, (size_t)p->field);
}

/* -- conditions ------------------------------------------------------------------------------ */

struct ready;

struct cond {
	const struct ledger_cond *c;
	struct ledger_path path;
	bool list;             /* the field is a list of codes */
	const uint8_t *allow;  /* LEDGER_IS of codes: by place */
	size_t n_allow;
	const uint8_t *led;    /* LEDGER_HAS: rows that are led to; LEDGER_ANY: those of the query */
	size_t n_led;
};

struct ready {
	const struct facts *f;
	const struct ledger_query *q;
	const struct ledger *l;
	const struct period *period;
	struct ledger_path from, to;
	int32_t end;           /* the day that LEDGER_HOLDS asks for */
	struct cond cond[LEDGER_CONDS];
	size_t n;
};

/* The path of our own tables; what does not resolve is a bug that a test over the catalogue finds. */
static struct ledger_path
path_of(const struct reg *g, const struct reg *each, const char *text)
{
	struct ledger_path p;
	bool ok = ledger_path(g, each, text, &p);

	assert(ok);
	(void)ok;
	return p;
}

static bool query_row(const struct ready *q, uint32_t row, uint32_t item);

static int32_t
last_day(const struct figure_ask *ask)
{
	return ask->period != NULL ? ask->period->last : (int32_t)(ask->now_ms / 86400000);
}

/* The rows of the path's end that records of another query lead to. */
static void
mark_led(const struct ready *sub, struct arena *a, struct cond *c)
{
	struct ledger_path back = path_of(sub->l->reg, NULL, c->c->back);
	const struct field *fd = ledger_field(&back);
	const struct ledger *end = ledger_of(sub->f, c->path.field >= 0 ?
	    reg_find(str_of(ledger_field(&c->path)->ref)) : c->path.end);
	uint8_t *led = arena_array(a, uint8_t, end->n + 1);

	for (uint32_t row = 0; row < sub->l->n; row++) {
		const struct ledger *l;
		const uint32_t *items;
		uint32_t at;
		int64_t to;

		if (!query_row(sub, row, 0) || !walk(sub->f, &back, row, &l, &at))
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
mark_rows(const struct ready *sub, struct arena *a, struct cond *c)
{
	uint8_t *led = arena_array(a, uint8_t, sub->l->n + 1);

	for (uint32_t row = 0; row < sub->l->n; row++)
		led[row] = query_row(sub, row, 0);
	c->led = led;
	c->n_led = sub->l->n;
}

/* A query is made ready with those its conditions ask; they are as deep as our own tables. */
static void
query_make(const struct facts *f, const struct figure_ask *ask, const struct ledger_query *from,
    const struct reg *each, struct arena *a, int depth, struct ready *q)
{
	const struct reg *g = reg_find(str_of(from->reg));

	assert(depth < LEDGER_DEPTH && g != NULL);
	*q = (struct ready){ .f = f, .q = from, .l = ledger_of(f, g), .period = ask->period,
		.end = last_day(ask) };
	if (from->from != NULL)
		q->from = path_of(g, each, from->from);
	if (from->to != NULL)
		q->to = path_of(g, each, from->to);
	for (size_t i = 0; i < LEDGER_CONDS && from->where[i].path != NULL; i++) {
		struct cond *c = &q->cond[q->n++];
		const struct field *fd;

		c->c = &from->where[i];
		c->path = path_of(g, each, c->c->path);
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
			struct ready *sub = arena_new(a, struct ready);

			query_make(f, ask, c->c->of, NULL, a, depth + 1, sub);
			(c->c->op == LEDGER_ANY ? mark_rows : mark_led)(sub, a, c);
		}
	}
}

/* Whether one of a list's items is marked. */
static bool
any_item(const struct ready *q, const struct cond *c, uint32_t row, const uint8_t *marked, size_t n_marked)
{
	const struct ledger *l;
	const uint32_t *items;
	uint32_t at;

	if (!walk(q->f, &c->path, row, &l, &at))
		return false;
	for (size_t n = ledger_items(l, at, (size_t)c->path.field, &items); n > 0; n--)
		if (items[n - 1] < n_marked && marked[items[n - 1]])
			return true;
	return false;
}

/* Whether a value is one of those named: a code, or a flag ("1"). */
static bool
is_named(const struct ready *q, const struct cond *c, uint32_t row)
{
	int64_t v;

	if (c->list)
		return any_item(q, c, row, c->allow, c->n_allow);
	v = value_at(q->f, &c->path, row);
	if (c->allow == NULL)
		return v == (c->c->codes[0] == '1');
	return v != LEDGER_NONE && (size_t)v < c->n_allow && c->allow[v];
}

static bool
holds(const struct ready *q, const struct cond *c, uint32_t row)
{
	int64_t v;

	switch (c->c->op) {
	case LEDGER_IS:
		return is_named(q, c, row);
	case LEDGER_IS_NOT:
		return !is_named(q, c, row);
	case LEDGER_HAS:
	case LEDGER_HAS_NOT:
		v = value_at(q->f, &c->path, row);
		return (v != LEDGER_NONE && (size_t)v < c->n_led && c->led[v]) == (c->c->op == LEDGER_HAS);
	case LEDGER_ANY:
		if (c->list)
			return any_item(q, c, row, c->led, c->n_led);
		v = value_at(q->f, &c->path, row);
		return v != LEDGER_NONE && (size_t)v < c->n_led && c->led[v];
	case LEDGER_SET:
	case LEDGER_UNSET:
	case LEDGER_AT_LEAST:
	case LEDGER_AT_MOST:
	case LEDGER_IN_PERIOD:
	case LEDGER_TO_END:
		break;
	}
	v = value_at(q->f, &c->path, row);
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
day_at(const struct ready *q, const struct ledger_path *p, uint32_t row, uint32_t item)
{
	return p->root == NULL ? LEDGER_NONE : value_at(q->f, p, p->each ? item : row);
}

static bool
in_time(const struct ready *q, uint32_t row, uint32_t item)
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

static bool
query_row(const struct ready *q, uint32_t row, uint32_t item)
{
	if (!ledger_alive(q->l, row) || !in_time(q, row, item))
		return false;
	for (size_t i = 0; i < q->n; i++)
		if (!holds(q, &q->cond[i], q->cond[i].path.each ? item : row))
			return false;
	return true;
}

/* -- keys of splits and filters -------------------------------------------------------------- */

struct by {
	struct ledger_path path;
	struct keys keys;
	uint32_t *map;      /* by code - base: place + 1 */
	int64_t base;
	size_t n_map;
	uint8_t *allow;     /* filters: by place among the keys */
	size_t n_allow;
};

static struct str
row_key(const struct ledger *l, uint32_t row, struct arena *a)
{
	const struct ledger_page *p = ledger_page(l, row);
	char text[37];

	if (p->own[row % LEDGER_ROWS].p != NULL)
		return p->own[row % LEDGER_ROWS];
	uuid_format(&p->id[row % LEDGER_ROWS], text);
	return str_dup(a, str_of(text));
}

/* The ledger whose rows are the keys; NULL when they are none. */
static const struct ledger *
keys_ledger(const struct facts *f, const struct by *b)
{
	return b->keys.dim->reg != NULL ? ledger_of(f, dim_register(b->keys.dim)) : NULL;
}

static void
by_make(const struct facts *f, const struct dim *d, struct arena *a, struct by *b)
{
	const struct ledger *l;

	b->keys = (struct keys){ .dim = d, .n = 1, .cap = 1, .v = arena_new(a, struct str) };
	l = keys_ledger(f, b);
	if (d->column == COLUMN_DAY) {
		b->base = DAY_MIN - 1;
		b->n_map = (size_t)(DAY_MAX - DAY_MIN) + 3;
	} else {
		b->n_map = l != NULL ? l->n : d->flag != NULL ? 2 : codes_list(f->codes, d->codes)->n;
	}
	b->map = arena_array(a, uint32_t, b->n_map + 1);
}

static struct str
code_key(const struct facts *f, const struct by *b, int64_t code, struct arena *a, char text[KEY_TEXT_MAX])
{
	const struct dim *d = b->keys.dim;
	const struct code_list *list;

	if (d->column == COLUMN_DAY)
		return d->key(code, text);
	if (d->reg != NULL)
		return row_key(keys_ledger(f, b), (uint32_t)code, a);
	if (d->flag != NULL)
		return code != 0 ? STR("1") : STR("0");
	list = codes_list(f->codes, d->codes);
	return d->roll != NULL ? code_roll(list, (uint16_t)code, d->roll) :
	    list->v[code_counted(list, (uint16_t)code)].code;
}

/* The place among the keys of what a row has. */
static uint32_t
by_place(const struct facts *f, struct by *b, uint32_t row, uint32_t item, struct arena *a)
{
	int64_t code = value_at(f, &b->path, b->path.each ? item : row);
	char text[KEY_TEXT_MAX];
	struct str key;
	size_t at;

	if (code == LEDGER_NONE || code < b->base || (size_t)(code - b->base) >= b->n_map)
		return 0;
	at = (size_t)(code - b->base);
	if (b->map[at] == 0) {
		key = code_key(f, b, code, a, text);
		b->map[at] = (key.p == NULL ? 0 : keys_add(&b->keys, key, a)) + 1;
	}
	return b->map[at] - 1;
}

/* A record that a filter names by its own id, its identifier or its name. */
static bool
record_named(const struct ledger *l, struct str text, uint32_t *row)
{
	struct buf want, have;
	struct uuid id;
	bool is_id = uuid_parse(text, &id), found = false;

	if (is_id && (*row = ledger_find(l, &id)) != NONE_32)
		return true;
	buf_init(&want);
	buf_init(&have);
	text_fold(&want, text);
	for (uint32_t i = 0; i < l->n && !found; i++) {
		const struct ledger_page *p = ledger_page(l, i);

		buf_clear(&have);
		text_fold(&have, p->title[i % LEDGER_ROWS]);
		found = str_eq(text, p->own[i % LEDGER_ROWS]) ||
		    (p->title[i % LEDGER_ROWS].n > 0 && str_eq(buf_text(&want), buf_text(&have)));
		if (found)
			*row = i;
	}
	buf_release(&want);
	buf_release(&have);
	return found;
}

/* What a filter's code is as a key. */
static bool
filter_key(const struct facts *f, const struct by *b, struct str code, struct arena *a, struct str *out,
    struct err *e)
{
	const struct dim *d = b->keys.dim;
	const struct ledger *l = keys_ledger(f, b);
	uint32_t row = 0;
	uint16_t i;

	*out = code;
	if (l != NULL && record_named(l, code, &row)) {
		*out = row_key(l, row, a);
		return true;
	}
	if (l == NULL && (d->key_codes == NULL || (i = code_find(codes_list(f->codes, d->key_codes), code)) !=
	    CODE_NONE)) {
		if (d->key_codes != NULL)
			*out = codes_list(f->codes, d->key_codes)->v[i].code;
		return true;
	}
	return err_set(e, ERR_NOT_FOUND, "figure.code", _("“%.*s” is no %s."), STR_A(code), d->id);
}

static bool
filter_make(const struct facts *f, const struct figure_filter *w, struct arena *a, struct by *b,
    struct err *e)
{
	b->allow = arena_array(a, uint8_t, w->n_codes + 2);
	for (size_t i = 0; i < w->n_codes; i++) {
		struct str key = STR_NONE;

		if (!str_is(w->codes[i], "null") && !filter_key(f, b, w->codes[i], a, &key, e))
			return false;
		b->allow[key.p == NULL ? 0 : keys_add(&b->keys, key, a)] = 1;
	}
	b->n_allow = b->keys.n;
	return true;
}

/* -- the pass -------------------------------------------------------------------------------- */

struct group {
	uint32_t place[FIGURE_BY_MAX];
	int64_t sum, items, n;
	uint32_t last;  /* the record last counted, + 1 */
};

/* What LEDGER_DISTINCT found: sorted at the end. */
struct found {
	uint32_t group;
	int64_t value;
};

struct pass {
	const struct facts *f;
	const struct figure_ask *ask;
	const struct ledger_plan *plan;
	struct arena *a;
	struct ready q;
	struct ledger_path path, times, until;
	struct by by[FIGURE_BY_MAX], filter[FIGURE_FILTERS_MAX];
	struct group total;
	struct group *groups;
	size_t n, cap;
	uint32_t *slots;       /* groups + 1 */
	size_t mask;
	struct buf found, evidence;
};

static size_t
place_hash(const uint32_t place[FIGURE_BY_MAX])
{
	uint64_t h = 0;

	for (size_t i = 0; i < FIGURE_BY_MAX; i++)
		h = (h ^ place[i]) * 0x9e3779b97f4a7c15u;
	return (size_t)(h >> 20);
}

static void
put_slot(struct pass *p, uint32_t i)
{
	size_t at = place_hash(p->groups[i].place) & p->mask;

	while (p->slots[at] != 0)
		at = (at + 1) & p->mask;
	p->slots[at] = i + 1;
}

static struct group *
group_at(struct pass *p, const uint32_t place[FIGURE_BY_MAX])
{
	size_t at = place_hash(place) & p->mask;

	for (; p->cap > 0 && p->slots[at] != 0; at = (at + 1) & p->mask)
		if (memcmp(p->groups[p->slots[at] - 1].place, place, sizeof(p->groups->place)) == 0)
			return &p->groups[p->slots[at] - 1];
	if (p->n == p->cap) {
		size_t cap = p->cap == 0 ? 64 : p->cap * 2;
		struct group *v = arena_array(p->a, struct group, cap);

		if (p->n > 0)
			memcpy(v, p->groups, p->n * sizeof(*v));
		p->groups = v;
		p->cap = cap;
		p->mask = cap * 4 - 1;
		p->slots = arena_array(p->a, uint32_t, cap * 4);
		for (uint32_t i = 0; i < p->n; i++)
			put_slot(p, i);
	}
	memcpy(p->groups[p->n].place, place, sizeof(p->groups->place));
	put_slot(p, (uint32_t)p->n);
	return &p->groups[p->n++];
}

static void
add_to(struct pass *p, struct group *g, uint32_t number, uint32_t row, int64_t v)
{
	if (p->plan->take == LEDGER_DISTINCT)
		buf_put(&p->found, &(struct found){ number, v }, sizeof(struct found));
	else if (g->items == 0)
		g->sum = v;
	else if (p->plan->take == LEDGER_MIN)
		g->sum = v < g->sum ? v : g->sum;
	else if (p->plan->take == LEDGER_MAX)
		g->sum = v > g->sum ? v : g->sum;
	else
		g->sum += v;
	g->items++;
	if (g->last != row + 1)
		g->n++;
	g->last = row + 1;
}

/* What a record (or an item of its list) is worth; LEDGER_NONE: it does not contribute. */
static int64_t
worth(const struct pass *p, uint32_t row, uint32_t item)
{
	const struct ledger_plan *plan = p->plan;
	int64_t v = 1, more;

	if (plan->take == LEDGER_COUNT)
		return 1;
	if (plan->read == LEDGER_COUNTED) {
		const uint32_t *items;

		return (int64_t)ledger_items(p->q.l, row, (size_t)p->path.field, &items);
	}
	v = value_at(p->f, &p->path, p->path.each ? item : row);
	if (v == LEDGER_NONE)
		return v;
	if (plan->read == LEDGER_YEAR)
		v = ymd_of_day((int32_t)v).year;
	else if (plan->read == LEDGER_AGE)
		v = ymd_of_day(p->q.end).year - (ledger_field(&p->path)->type == FIELD_DATE ?
		    ymd_of_day((int32_t)v).year : v);
	if (plan->times != NULL || plan->until != NULL) {
		const struct ledger_path *other = plan->times != NULL ? &p->times : &p->until;

		more = value_at(p->f, other, other->each ? item : row);
		if (more == LEDGER_NONE)
			return more;
		v = plan->times != NULL ? v * more : more - v + 1;
	}
	return v + plan->add;
}

static void
take(struct pass *p, uint32_t row, uint32_t item)
{
	uint32_t place[FIGURE_BY_MAX] = { 0 };
	int64_t v;

	if (!query_row(&p->q, row, item) || (v = worth(p, row, item)) == LEDGER_NONE)
		return;
	for (size_t i = 0; i < p->ask->n_filters; i++) {
		struct by *w = &p->filter[i];
		uint32_t at = by_place(p->f, w, row, item, p->a);

		if (at >= w->n_allow || !w->allow[at])
			return;
	}
	if (p->ask->evidence && p->total.last != row + 1)
		buf_put(&p->evidence, &ledger_page(p->q.l, row)->id[row % LEDGER_ROWS], sizeof(struct uuid));
	add_to(p, &p->total, 0, row, v);
	if (p->ask->n_by == 0)
		return;
	for (size_t i = 0; i < p->ask->n_by; i++)
		place[i] = by_place(p->f, &p->by[i], row, item, p->a);
	{
		struct group *g = group_at(p, place);

		add_to(p, g, (uint32_t)(g - p->groups) + 1, row, v);
	}
}

static int
by_found(const void *x, const void *y)
{
	const struct found *a = x, *b = y;

	if (a->group != b->group)
		return a->group < b->group ? -1 : 1;
	return (a->value > b->value) - (a->value < b->value);
}

/* Distinct values, a group at a time. */
static void
count_found(struct pass *p)
{
	struct found *v = (struct found *)(void *)p->found.p;
	size_t n = p->found.n / sizeof(*v);

	if (n > 0)
		qsort(v, n, sizeof(*v), by_found);
	for (size_t i = 0; i < n; i++)
		if (i == 0 || by_found(&v[i - 1], &v[i]) != 0)
			(v[i].group == 0 ? &p->total : &p->groups[v[i].group - 1])->sum++;
}

static bool
pass_make(struct pass *p, struct err *e)
{
	const struct reg *g = reg_find(str_of(p->plan->over.reg)), *each = ledger_each(p->plan);

	query_make(p->f, p->ask, &p->plan->over, each, p->a, 0, &p->q);
	p->path = path_of(g, each, p->plan->path != NULL ? p->plan->path : "");
	if (p->plan->times != NULL)
		p->times = path_of(g, each, p->plan->times);
	if (p->plan->until != NULL)
		p->until = path_of(g, each, p->plan->until);
	for (size_t i = 0; i < p->ask->n_by; i++) {
		if (!ledger_way(p->ask->figure, p->ask->by[i], &p->by[i].path, e))
			return false;
		by_make(p->f, p->ask->by[i], p->a, &p->by[i]);
	}
	for (size_t i = 0; i < p->ask->n_filters; i++) {
		const struct figure_filter *w = &p->ask->filters[i];

		if (!ledger_way(p->ask->figure, w->dim, &p->filter[i].path, e))
			return false;
		by_make(p->f, w->dim, p->a, &p->filter[i]);
		if (!filter_make(p->f, w, p->a, &p->filter[i], e))
			return false;
	}
	return true;
}

static void
rows(struct pass *p)
{
	int each = p->plan->each != NULL ? reg_field(p->q.l->reg, str_of(p->plan->each)) : -1;

	for (uint32_t row = 0; row < p->q.l->n; row++) {
		const uint32_t *items;
		size_t n;

		if (each < 0) {
			take(p, row, 0);
			continue;
		}
		n = ledger_items(p->q.l, row, (size_t)each, &items);
		for (size_t i = 0; i < n; i++)
			take(p, row, items[i]);
	}
}

bool
ledger_scan(const struct facts *f, const struct figure_ask *ask, struct arena *a,
    struct ledger_parts *out, struct err *e)
{
	struct pass *p = arena_new(a, struct pass);

	*p = (struct pass){ .f = f, .ask = ask, .plan = ask->figure->ledger, .a = a };
	buf_init(&p->found);
	buf_init(&p->evidence);
	if (!pass_make(p, e))
		return false;
	rows(p);
	count_found(p);
	*out = (struct ledger_parts){ .total = { .sum = p->total.sum, .items = p->total.items,
		.n = p->total.n } };
	for (size_t i = 0; i < p->n; i++) {
		struct ledger_part *to = ledger_part_new(out, a);

		*to = (struct ledger_part){ .sum = p->groups[i].sum, .items = p->groups[i].items,
			.n = p->groups[i].n };
		for (size_t k = 0; k < ask->n_by; k++)
			to->key[k] = p->by[k].keys.v[p->groups[i].place[k]];
	}
	out->n_evidence = p->evidence.n / sizeof(struct uuid);
	out->evidence = arena_array(a, struct uuid, out->n_evidence + 1);
	if (p->evidence.n > 0)
		memcpy(out->evidence, p->evidence.p, p->evidence.n);
	buf_release(&p->found);
	buf_release(&p->evidence);
	return true;
}
