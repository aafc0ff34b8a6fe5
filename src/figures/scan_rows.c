/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Row by row: filters below the record, and splits there into more groups than an array holds.
 * Conditions on one list hold for the same item.  Splits by the list that the figure adds up divide it;
 * splits by another list give each key the whole figure over the records that carry it.
 */
#include "figures/scan.h"
#include "record/record.h"

#define ITEMS_MAX 64
/* Of one record over three lists: the cells of publics, the longest list of codes twice. */
#define CROSS_MAX (36 * LIST_MAX * LIST_MAX)

struct item {
	uint32_t code[2];
	int32_t n;
	bool kept;
};

struct row_lists {
	struct item v[N_BELOW][ITEMS_MAX];
	size_t n[N_BELOW], kept[N_BELOW];
	bool wanted[N_BELOW]; /* by a filter, a split or the figure itself */
	uint64_t cross[CROSS_MAX], out[CROSS_MAX]; /* composites of one record */
};

/* What several splits of one list come to for a row: distinct sums of stride times place. */
struct partial {
	uint64_t v[ITEMS_MAX];
	size_t n;
};

static const enum act_list of_below[N_BELOW] = {
	[BELOW_PUBLICS] = ACT_PUBLICS, [BELOW_FACTS] = ACT_FACTS, [BELOW_RELAYS] = ACT_RELAYS,
	[BELOW_ACTIONS] = ACT_ACTIONS,
};

static void
put_item(struct row_lists *l, enum below b, uint32_t code, uint32_t more, int32_t n)
{
	if (l->n[b] == COUNT(l->v[b]))
		return;
	l->v[b][l->n[b]++] = (struct item){ .code = { code, more }, .n = n, .kept = true };
}

static void
read_stored(const struct acts *a, size_t row, enum below b, size_t at, struct row_lists *l)
{
	const struct act_items *items = &a->list[of_below[b]];
	const uint8_t *code = (const uint8_t *)items->code.p, *more = (const uint8_t *)items->more.p;
	const uint16_t *n = (const uint16_t *)(const void *)items->n.p;

	for (size_t i = at; i < at + items->count[row]; i++)
		if (b == BELOW_PUBLICS)
			put_item(l, b, code[i] % PUBLIC_AGES, code[i] / PUBLIC_AGES, n[i]);
		else if (b == BELOW_FACTS)
			put_item(l, b, code[i], more[i], n[i]);
		else
			put_item(l, b, code[i], 0, 1);
}

/* The lists that are asked for, of one row. */
static void
read_lists(const struct facts *f, const struct acts *a, size_t row, const struct list_cursor *at,
    struct row_lists *l)
{
	for (int b = 0; b < N_BELOW; b++)
		l->n[b] = 0;
	for (int b = BELOW_PUBLICS; b <= BELOW_ACTIONS; b++)
		if (l->wanted[b])
			read_stored(a, row, (enum below)b, at->at[of_below[b]], l);
	for (int i = 0; l->wanted[BELOW_THEMES] && i < 3; i++)
		if (a->byte[ACT_THEME + i][row] != NONE_8)
			put_item(l, BELOW_THEMES, a->byte[ACT_THEME + i][row], 0, 1);
	if (l->wanted[BELOW_TEAM] && a->shift[row] != NONE_32) {
		const struct shift_page *p = shift_page(f, a->shift[row]);
		size_t at_shift = a->shift[row] % PAGE_SHIFTS;

		for (int i = 0; p->alive[at_shift] && i < p->n_team[at_shift]; i++)
			put_item(l, BELOW_TEAM, p->team[at_shift][i], 0, 1);
	}
	for (int b = 0; b < N_BELOW; b++)
		l->kept[b] = l->n[b];
}

static bool
passes(const struct scan *s, const struct acts *a, size_t row, struct row_lists *l)
{
	for (size_t i = 0; i < s->ask->n_filters; i++) {
		const struct scan_filter *w = &s->filter[i];
		const struct dim *d = w->keys.dim;
		size_t kept = 0;

		if (d->column != COLUMN_ITEM) {
			if (!w->allow[keys_of(&w->keys, row_code(a, row, d))])
				return false;
			continue;
		}
		for (size_t k = 0; k < l->n[d->below]; k++) {
			struct item *it = &l->v[d->below][k];

			it->kept = it->kept && w->allow[keys_of(&w->keys, it->code[d->part])];
			kept += it->kept;
		}
		l->kept[d->below] = kept;
		/* `null` admits a record whose list is empty. */
		if (kept == 0 && !(l->n[d->below] == 0 && w->allow[0]))
			return false;
	}
	return true;
}

static bool
row_counts(const struct scan *s, const struct act_rules *r, const struct acts *a, size_t row)
{
	uint8_t flags = a->byte[ACT_FLAGS][row], kind = a->byte[ACT_KIND][row];

	if ((flags & ACT_ALIVE) == 0 || !scan_in_period(s, a->day[row]) ||
	    (s->plan->counts != NULL && !r->kind[kind]))
		return false;
	switch (s->plan->which) {
	case WHICH_PUBLIC_SPACE:
		return r->public_space[a->byte[ACT_PLACE_KIND][row]];
	case WHICH_RATED:
		return r->rated[a->byte[ACT_OUTCOME][row]];
	case WHICH_WEAK:
		return (flags & ACT_WEAK) != 0 || kind == r->kind_signal;
	case WHICH_TENSION:
		return a->byte[ACT_TENSION_BEFORE][row] != NONE_8 &&
		    a->byte[ACT_TENSION_AFTER][row] != NONE_8;
	case WHICH_ALL:
	case WHICH_TECHNICAL:
	case WHICH_HELD:
	case WHICH_DUE:
		break;
	}
	return true;
}

static bool
is_technical(const struct act_rules *r, const struct acts *a, size_t row, size_t at)
{
	const uint8_t *code = (const uint8_t *)a->list[ACT_ACTIONS].code.p;

	if (a->byte[ACT_KIND][row] == r->kind_report)
		return true;
	for (size_t i = at; i < at + a->list[ACT_ACTIONS].count[row]; i++)
		if (code[i] == r->action_report)
			return true;
	return false;
}

static int64_t
row_value(const struct scan *s, const struct act_rules *r, const struct acts *a, size_t row)
{
	if (s->plan->value == SETTLED)
		return r->settled[a->byte[ACT_OUTCOME][row]];
	if (s->plan->value == TENSION_FALL)
		return a->byte[ACT_TENSION_BEFORE][row] - a->byte[ACT_TENSION_AFTER][row];
	if (s->plan->value == LENGTH)
		return a->length[row] == NONE_16 ? 0 : a->length[row];
	return 1;
}

static int64_t
item_value(const struct scan *s, const struct act_rules *r, const struct item *it)
{
	if (s->plan->list == BELOW_PUBLICS)
		return r->weight[it->code[1] * PUBLIC_AGES + it->code[0]] ? it->n : 0;
	if (s->plan->value == ITEM_SERIOUS)
		return it->code[1] == 3 ? it->n : 0;
	return it->n;
}

/* Stride times place, summed over the splits that read this list. */
static uint64_t
item_composite(const struct scan *s, enum below b, const struct item *it)
{
	uint64_t composite = 0;

	for (size_t i = 0; i < s->ask->n_by; i++) {
		const struct dim *d = s->by[i].keys.dim;

		if (d->column == COLUMN_ITEM && d->below == b)
			composite += s->by[i].stride * keys_of(&s->by[i].keys, it->code[d->part]);
	}
	return composite;
}

static bool
splits_by(const struct scan *s, enum below b)
{
	for (size_t i = 0; i < s->ask->n_by; i++)
		if (s->by[i].keys.dim->column == COLUMN_ITEM && s->by[i].keys.dim->below == b)
			return true;
	return false;
}

/* Multiplies the composites so far by what a list gives; an empty list gives null. */
static void
cross(const struct scan *s, struct row_lists *l, enum below b, size_t *n)
{
	struct partial p = { .n = 0 };
	size_t m = 0;

	for (size_t i = 0; i < l->n[b]; i++) {
		uint64_t c;
		size_t k = 0;

		if (!l->v[b][i].kept)
			continue;
		c = item_composite(s, b, &l->v[b][i]);
		while (k < p.n && p.v[k] != c)
			k++;
		if (k == p.n)
			p.v[p.n++] = c;
	}
	if (p.n == 0)
		p.v[p.n++] = 0;
	for (size_t i = 0; i < *n; i++)
		for (size_t k = 0; k < p.n && m < CROSS_MAX; k++)
			l->out[m++] = l->cross[i] + p.v[k];
	memcpy(l->cross, l->out, m * sizeof(*l->out));
	*n = m;
}

static void
add_group(struct scan *s, uint32_t record, uint64_t composite, int64_t v)
{
	if (v == 0 && !s->plan->every)
		return;
	groups_at(s->groups, composite)->sum += v;
	if (groups_first(s->groups, composite, record))
		groups_at(s->groups, composite)->n++;
}

static void
take_row(struct scan *s, const struct act_rules *r, const struct acts *a, size_t row, uint32_t record,
    struct row_lists *l)
{
	uint64_t *v = l->cross;
	size_t n = 1;
	int64_t total = 0;
	enum below own = s->plan->list;

	v[0] = 0;
	for (size_t i = 0; i < s->ask->n_by; i++) {
		const struct keys *k = &s->by[i].keys;

		if (k->dim->column != COLUMN_ITEM)
			v[0] += s->by[i].stride * keys_of(k, row_code(a, row, k->dim));
	}
	for (int b = BELOW_PUBLICS; b < N_BELOW; b++)
		if ((enum below)b != own && splits_by(s, (enum below)b))
			cross(s, l, (enum below)b, &n);
	if (own == BELOW_NONE) {
		total = row_value(s, r, a, row);
		for (size_t k = 0; s->ask->n_by > 0 && k < n; k++)
			add_group(s, record, v[k], total);
	}
	for (size_t i = 0; own != BELOW_NONE && i < l->n[own]; i++) {
		const struct item *it = &l->v[own][i];
		int64_t value;

		if (!it->kept)
			continue;
		value = item_value(s, r, it);
		total += value;
		for (size_t k = 0; s->ask->n_by > 0 && k < n; k++)
			add_group(s, record, v[k] + item_composite(s, own, it), value);
	}
	if (total == 0 && !s->plan->every)
		return;
	s->total.sum += total;
	s->total.n++;
	scan_evidence(s, &a->id[row], a->byte[ACT_FLAGS][row]);
}

static void
want_lists(const struct scan *s, struct row_lists *l)
{
	for (size_t i = 0; i < s->ask->n_by; i++)
		if (s->by[i].keys.dim->column == COLUMN_ITEM)
			l->wanted[s->by[i].keys.dim->below] = true;
	for (size_t i = 0; i < s->ask->n_filters; i++)
		if (s->filter[i].keys.dim->column == COLUMN_ITEM)
			l->wanted[s->filter[i].keys.dim->below] = true;
	l->wanted[s->plan->list] = true;
}

void
scan_rows(struct scan *s, const struct act_rules *r)
{
	struct row_lists *l = arena_new(s->a, struct row_lists);
	uint32_t record = 0;

	want_lists(s, l);
	for (size_t i = 0; i < s->f->n_acts; i++) {
		const struct acts *a = s->f->acts[i];
		struct list_cursor at = { { 0 } };

		for (size_t row = 0; row < a->n; row++, record++) {
			bool counts = row_counts(s, r, a, row) && (s->plan->which != WHICH_TECHNICAL ||
			    is_technical(r, a, row, at.at[ACT_ACTIONS]));

			if (counts) {
				read_lists(s->f, a, row, &at, l);
				if (passes(s, a, row, l))
					take_row(s, r, a, row, record, l);
			}
			for (int k = 0; k < N_ACT_LISTS; k++)
				at.at[k] += a->list[k].count[row];
		}
	}
}
