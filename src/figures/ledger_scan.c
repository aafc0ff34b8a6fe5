/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* One pass over a ledger: what each row that counts adds, and to which group. */
#include "figures/ledger_scan.h"

#include <stdlib.h>

struct group {
	uint32_t place[FIGURE_BY_MAX];
	int64_t sum, items, n;
	uint32_t last;  /* the record last counted, + 1 */
	uint64_t taken; /* what was last added: once, by however many items it comes here */
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
	struct ledger_ready q;
	struct ledger_path path, times, until;
	struct ledger_by by[FIGURE_BY_MAX], filter[FIGURE_FILTERS_MAX];
	struct group total;
	struct group *groups;
	size_t n, cap;
	uint32_t *slots;       /* groups + 1 */
	size_t mask;
	uint64_t n_taken;
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
	v = ledger_value_at(p->f, &p->path, p->path.each ? item : row);
	if (v == LEDGER_NONE)
		return v;
	if (plan->read == LEDGER_YEAR)
		v = ymd_of_day((int32_t)v).year;
	else if (plan->read == LEDGER_AGE)
		v = ymd_of_day(p->q.end).year - (ledger_field(&p->path)->type == FIELD_DATE ?
		    ymd_of_day((int32_t)v).year : v);
	if (plan->times != NULL || plan->until != NULL) {
		const struct ledger_path *other = plan->times != NULL ? &p->times : &p->until;

		more = ledger_value_at(p->f, other, other->each ? item : row);
		if (more == LEDGER_NONE)
			return more;
		v = plan->times != NULL ? v * more : more - v + 1;
	}
	return v + plan->add;
}

/* Whether every filter on a list admits one of its items. */
static bool
admits(struct pass *p, const struct ledger_by *list, int64_t code)
{
	for (size_t i = 0; i < p->ask->n_filters; i++) {
		struct ledger_by *w = &p->filter[i];
		uint32_t at;

		if (!ledger_same_way(&w->path, &list->path))
			continue;
		at = ledger_by_place(p->f, w, code, p->a);
		if (at >= w->n_allow || !w->allow[at])
			return false;
	}
	return true;
}

/* A record without items has nothing there; of one with items, one must pass. */
static bool
passes(struct pass *p, const struct ledger_by *w, uint32_t row)
{
	const uint32_t *items;
	int64_t one;
	size_t n = ledger_by_codes(p->f, w, row, &items, &one);

	if (!w->list || n == 0)
		return admits(p, w, one);
	for (size_t i = 0; i < n; i++)
		if (admits(p, w, items[i]))
			return true;
	return false;
}

/* A record on its way into the groups that it belongs to. */
struct taken {
	uint32_t row, item;
	int64_t v;
	uint32_t place[FIGURE_BY_MAX];
	int64_t code[FIGURE_BY_MAX]; /* the item of a list that the split stands at */
};

static void split(struct pass *p, struct taken *t, size_t i);

static void
split_at(struct pass *p, struct taken *t, size_t i, int64_t code)
{
	t->code[i] = code;
	t->place[i] = ledger_by_place(p->f, &p->by[i], code, p->a);
	split(p, t, i + 1);
}

/* Splits by one list go through it together, those by several lists cross; as deep as there are splits. */
static void
split(struct pass *p, struct taken *t, size_t i)
{
	const struct ledger_by *b = &p->by[i];
	const uint32_t *items;
	struct group *g;
	int64_t one;
	size_t n;

	if (i == p->ask->n_by) {
		g = group_at(p, t->place);
		if (g->taken != p->n_taken)
			add_to(p, g, (uint32_t)(g - p->groups) + 1, t->row, t->v);
		g->taken = p->n_taken;
		return;
	}
	for (size_t k = 0; b->list && k < i; k++)
		if (ledger_same_way(&p->by[k].path, &b->path)) {
			split_at(p, t, i, t->code[k]);
			return;
		}
	n = ledger_by_codes(p->f, b, b->path.each ? t->item : t->row, &items, &one);
	if (!b->list || n == 0) {
		split_at(p, t, i, one);
		return;
	}
	for (size_t k = 0; k < n; k++)
		if (admits(p, b, items[k]))
			split_at(p, t, i, items[k]);
}

static void
take(struct pass *p, uint32_t row, uint32_t item)
{
	struct taken t = { .row = row, .item = item };

	if (!ledger_ready_row(&p->q, row, item) || (t.v = worth(p, row, item)) == LEDGER_NONE)
		return;
	for (size_t i = 0; i < p->ask->n_filters; i++)
		if (!passes(p, &p->filter[i], p->filter[i].path.each ? item : row))
			return;
	if (p->ask->evidence && p->total.last != row + 1)
		buf_put(&p->evidence, &ledger_page(p->q.l, row)->id[row % LEDGER_ROWS], sizeof(struct uuid));
	add_to(p, &p->total, 0, row, t.v);
	if (p->ask->n_by == 0)
		return;
	p->n_taken++;
	split(p, &t, 0);
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

	ledger_ready_make(p->f, p->ask, &p->plan->over, each, p->a, 0, &p->q);
	p->path = ledger_path_of(g, each, p->plan->path != NULL ? p->plan->path : "");
	if (p->plan->times != NULL)
		p->times = ledger_path_of(g, each, p->plan->times);
	if (p->plan->until != NULL)
		p->until = ledger_path_of(g, each, p->plan->until);
	for (size_t i = 0; i < p->ask->n_by; i++)
		if (!ledger_by_make(p->f, p->ask->figure, p->ask->by[i], p->a, &p->by[i], e))
			return false;
	for (size_t i = 0; i < p->ask->n_filters; i++) {
		const struct figure_filter *w = &p->ask->filters[i];

		if (!ledger_by_make(p->f, p->ask->figure, w->dim, p->a, &p->filter[i], e) ||
		    !ledger_by_admit(p->f, w, p->a, &p->filter[i], e))
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
