/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Column by column: small tables take each code to its group and each filter to a mask. */
#include "figures/scan.h"

/* What tension may fall below zero by, so that it can be packed. */
#define BIAS 16
/* Fewer than one row in so many is few. */
#define FEW 2

/* A table by code + 1 of a column: what it adds to a row's group, or whether a filter admits it. */
struct table {
	const struct dim *dim;
	uint32_t *v;
	int64_t base; /* COLUMN_DAY */
	bool one;     /* a filter of schemes or sectors that admits one code alone: this */
	uint16_t code;
};

/* What a scan of columns works with. */
struct columns_scan {
	struct scan *s;
	const struct act_rules *r;
	struct table by[FIGURE_BY_MAX], filter[FIGURE_FILTERS_MAX];
	struct lists *lists; /* NULL: no split below the record */
	struct chunk *c;
	uint64_t taken;      /* records added since the groups were unpacked */
	int64_t bias;
	bool one_by_one;     /* what a row adds can be told from the row alone */
};

uint32_t *
scan_table(const struct scan *s, const struct scan_by *by)
{
	/* A column's code may be any number of its width: 256 places hold each of a byte. */
	size_t n = by->keys.n_map < 256 ? 256 : by->keys.n_map;
	uint32_t *v = arena_array(s->a, uint32_t, n);

	for (size_t i = 0; i < by->keys.n_map; i++)
		v[i] = (uint32_t)(by->keys.map[i] * by->stride);
	return v;
}

static struct table
filter_table(const struct scan *s, const struct scan_filter *w)
{
	size_t n = w->keys.n_map < 256 ? 256 : w->keys.n_map;
	struct table t = { .dim = w->keys.dim, .v = arena_array(s->a, uint32_t, n), .base = w->keys.base };
	size_t admitted = 0;

	for (size_t i = 0; i < n; i++) {
		t.v[i] = w->allow[i < w->keys.n_map ? w->keys.map[i] : 0];
		if (t.v[i] != 0)
			t.code = (uint16_t)(i - 1);
		admitted += t.v[i] != 0;
	}
	t.one = admitted == 1 && (t.dim->column == COLUMN_SCHEME || t.dim->column == COLUMN_SECTOR);
	return t;
}

/* Loops over columns: what they write is nothing that they read, so that the processor may take many
 * rows at once. */
static void
add_16(uint32_t *restrict to, const uint32_t *restrict t, const uint16_t *restrict p, size_t n)
{
	for (size_t i = 0; i < n; i++)
		to[i] += t[(uint16_t)(p[i] + 1)];
}

static void
add_8(uint32_t *restrict to, const uint32_t *restrict t, const uint8_t *restrict p, size_t n)
{
	for (size_t i = 0; i < n; i++)
		to[i] += t[(uint8_t)(p[i] + 1)];
}

static void
add_day(uint32_t *restrict to, const uint32_t *restrict t, const int32_t *restrict p, int32_t base,
    size_t n)
{
	for (size_t i = 0; i < n; i++)
		to[i] += t[p[i] - base + 1];
}

static void
add_32(uint32_t *restrict to, const uint32_t *restrict t, const uint32_t *restrict p, size_t n)
{
	for (size_t i = 0; i < n; i++)
		to[i] += t[(uint32_t)(p[i] + 1)];
}

/* Adds what a table says of each row. */
static void
add_table(const struct chunk *c, const struct table *t, uint32_t *to)
{
	const struct acts *s = c->s;

	switch (t->dim->column) {
	case COLUMN_SCHEME:
		add_16(to, t->v, s->scheme + c->from, c->n);
		break;
	case COLUMN_SECTOR:
		add_16(to, t->v, s->sector + c->from, c->n);
		break;
	case COLUMN_CELL:
		add_32(to, t->v, s->cell + c->from, c->n);
		break;
	case COLUMN_MINUTE:
		add_16(to, t->v, s->minute + c->from, c->n);
		break;
	case COLUMN_DAY:
		add_day(to, t->v, s->day + c->from, (int32_t)t->base, c->n);
		break;
	case COLUMN_BYTE:
		add_8(to, t->v, s->byte[t->dim->part] + c->from, c->n);
		break;
	case COLUMN_ITEM:
	case COLUMN_LEDGER:
		break;
	}
}

static void
mask_8(uint8_t *restrict pass, const uint8_t *restrict t, const uint8_t *restrict p, size_t n)
{
	for (size_t i = 0; i < n; i++)
		pass[i] &= t[p[i]];
}

static void
mask_flag(uint8_t *restrict pass, const uint8_t *restrict flags, uint8_t flag, size_t n)
{
	for (size_t i = 0; i < n; i++)
		pass[i] = (flags[i] & flag) != 0;
}

static void
mask_known(uint8_t *restrict pass, const uint8_t *restrict x, const uint8_t *restrict y, size_t n)
{
	for (size_t i = 0; i < n; i++)
		pass[i] &= (x[i] != NONE_8) & (y[i] != NONE_8);
}

static void
subtract(int32_t *restrict to, const uint8_t *restrict x, const uint8_t *restrict y, size_t n)
{
	for (size_t i = 0; i < n; i++)
		to[i] = x[i] - y[i];
}

/* What each row adds, packed; returns their sum. */
static uint64_t
pack(uint64_t *restrict add, const uint8_t *restrict pass, const int32_t *restrict value, size_t n,
    uint32_t every, int64_t bias)
{
	uint64_t total = 0;

	for (size_t i = 0; i < n; i++) {
		uint64_t in = pass[i] & (every | (value[i] != 0));

		add[i] = (PACKED_ONE + (uint64_t)(value[i] + bias)) & (0 - in);
		total += add[i];
	}
	return total;
}

static void
mask_between(uint8_t *restrict pass, const int32_t *restrict day, int32_t first, int32_t last, size_t n)
{
	for (size_t i = 0; i < n; i++)
		pass[i] &= (day[i] >= first) & (day[i] <= last);
}

static void
mask_period(const struct period *p, struct chunk *c)
{
	const int32_t *day = c->s->day + c->from;

	/* Most segments lie inside or outside as a whole. */
	if (p == NULL || (c->s->first_day >= p->first && c->s->last_day <= p->last))
		return;
	mask_between(c->pass, day, p->first, p->last, c->n);
}

static void
mask_one_16(uint8_t *restrict pass, const uint16_t *restrict p, uint16_t code, size_t n)
{
	for (size_t i = 0; i < n; i++)
		pass[i] &= p[i] == code;
}

static void
mask_filters(const struct columns_scan *k)
{
	struct chunk *c = k->c;
	uint32_t *admitted = c->group;

	for (size_t w = 0; w < k->s->ask->n_filters; w++) {
		const struct table *t = &k->filter[w];

		if (t->one) {
			mask_one_16(c->pass, (t->dim->column == COLUMN_SCHEME ? c->s->scheme : c->s->sector) + c->from,
			    t->code, c->n);
			continue;
		}
		memset(admitted, 0, c->n * sizeof(*admitted));
		add_table(c, &k->filter[w], admitted);
		for (size_t i = 0; i < c->n; i++)
			c->pass[i] &= (uint8_t)admitted[i];
	}
}

/* Rows that are asked about: alive, in the period, admitted by the filters. */
static void
mask_asked(const struct columns_scan *k)
{
	struct chunk *c = k->c;

	mask_flag(c->pass, c->s->byte[ACT_FLAGS] + c->from, ACT_ALIVE, c->n);
	mask_period(k->s->ask->period, c);
	mask_filters(k);
}

/* Of these, rows that count: of the kinds, and what else the figure asks of a record. */
static void
mask_rows(const struct columns_scan *k)
{
	const struct figure_plan *plan = k->s->plan;
	struct chunk *c = k->c;
	const struct acts *a = c->s;
	const uint8_t *flags = a->byte[ACT_FLAGS] + c->from, *kind = a->byte[ACT_KIND] + c->from;
	const uint8_t *before = a->byte[ACT_TENSION_BEFORE] + c->from;
	const uint8_t *after = a->byte[ACT_TENSION_AFTER] + c->from;

	if (plan->counts != NULL)
		mask_8(c->pass, k->r->kind, kind, c->n);
	if (plan->which == WHICH_PUBLIC_SPACE)
		mask_8(c->pass, k->r->public_space, a->byte[ACT_PLACE_KIND] + c->from, c->n);
	else if (plan->which == WHICH_RATED)
		mask_8(c->pass, k->r->rated, a->byte[ACT_OUTCOME] + c->from, c->n);
	else if (plan->which == WHICH_WEAK)
		for (size_t i = 0; i < c->n; i++)
			c->pass[i] &= ((flags[i] & ACT_WEAK) != 0) | (kind[i] == k->r->kind_signal);
	else if (plan->which == WHICH_TENSION)
		mask_known(c->pass, before, after, c->n);
}

/* What an item of a list weighs in the figure. */
static inline int32_t
item_weight(const struct figure_plan *plan, const struct act_rules *r, enum act_list which,
    uint8_t code, uint8_t more, uint16_t n)
{
	if (which == ACT_ACTIONS)
		return code == r->action_report;
	if (which == ACT_FACTS)
		return plan->value == ITEM_N || more == 3 ? n : 0;
	return r->weight[code] * n;
}

/* Sums of the items of each row: running sums first, then differences, so that no branch depends on
 * how long a list is. */
static void
sum_items(const struct columns_scan *k, enum act_list which, size_t *at)
{
	struct chunk *c = k->c;
	const struct act_items *l = &c->s->list[which];
	const uint8_t *count = l->count + c->from, *code = items_8(&l->code, *at);
	const uint8_t *more = which == ACT_FACTS ? items_8(&l->more, *at) : code;
	static const uint16_t one[1] = { 1 };
	const uint16_t *n = which == ACT_ACTIONS ? one : items_16(&l->n, *at);
	size_t i = 0, p = 0, end = 0, step = which == ACT_ACTIONS ? 0 : 1;
	int32_t sum, before;

	/* Thirty-two rows at a time: their running sums stay at hand. */
	while (i < c->n) {
		int32_t running[32 * UINT8_MAX + 1];
		size_t rows = c->n - i < 32 ? c->n - i : 32, first = p, q = 0;

		for (size_t j = 0; j < rows; j++)
			end += count[i + j];
		running[0] = sum = before = 0;
		for (; p < end; p++) {
			sum += item_weight(k->s->plan, k->r, which, code[p], more[p], n[p * step]);
			running[p - first + 1] = sum;
		}
		for (size_t j = 0; j < rows; j++, i++) {
			q += count[i];
			c->value[i] = running[q] - before;
			before = running[q];
		}
	}
	*at += p;
}

static void
value_rows(const struct columns_scan *k, struct list_cursor *at)
{
	const struct figure_plan *plan = k->s->plan;
	struct chunk *c = k->c;
	const struct acts *a = c->s;
	const uint8_t *before = a->byte[ACT_TENSION_BEFORE] + c->from;
	const uint8_t *after = a->byte[ACT_TENSION_AFTER] + c->from;
	const uint8_t *outcome = a->byte[ACT_OUTCOME] + c->from, *kind = a->byte[ACT_KIND] + c->from;
	const uint16_t *contacts = a->contacts + c->from, *length = a->length + c->from;

	if (plan->which == WHICH_TECHNICAL) {
		sum_items(k, ACT_ACTIONS, &at->at[ACT_ACTIONS]);
		for (size_t i = 0; i < c->n; i++)
			c->value[i] = c->value[i] > 0 || kind[i] == k->r->kind_report;
	} else if (plan->list == BELOW_FACTS) {
		sum_items(k, ACT_FACTS, &at->at[ACT_FACTS]);
	} else if (plan->list == BELOW_PUBLICS && plan->value != ITEM_N) {
		sum_items(k, ACT_PUBLICS, &at->at[ACT_PUBLICS]);
	} else if (plan->list == BELOW_PUBLICS) {
		for (size_t i = 0; i < c->n; i++)
			c->value[i] = contacts[i];
	} else if (plan->list == BELOW_RELAYS) {
		for (size_t i = 0; i < c->n; i++)
			c->value[i] = a->list[ACT_RELAYS].count[c->from + i];
	} else if (plan->value == SETTLED) {
		for (size_t i = 0; i < c->n; i++)
			c->value[i] = k->r->settled[outcome[i]];
	} else if (plan->value == TENSION_FALL) {
		subtract(c->value, before, after, c->n);
	} else if (plan->value == LENGTH) {
		for (size_t i = 0; i < c->n; i++)
			c->value[i] = length[i] == NONE_16 ? 0 : length[i];
	} else {
		for (size_t i = 0; i < c->n; i++)
			c->value[i] = 1;
	}
}

/* Past a chunk of which nothing is asked: lists are walked in order, also where none of them counts. */
static void
skip_rows(const struct columns_scan *k, struct list_cursor *at)
{
	const struct figure_plan *plan = k->s->plan;

	if (plan->which == WHICH_TECHNICAL)
		at->at[ACT_ACTIONS] += chunk_items(k->c, ACT_ACTIONS);
	else if (plan->list == BELOW_FACTS)
		at->at[ACT_FACTS] += chunk_items(k->c, ACT_FACTS);
	else if (plan->list == BELOW_PUBLICS && plan->value != ITEM_N)
		at->at[ACT_PUBLICS] += chunk_items(k->c, ACT_PUBLICS);
	if (k->lists != NULL)
		lists_skip(k->lists, k->c);
}

/* What each row adds; their sum is the chunk's total. Returns how many do. */
static size_t
pack_rows(const struct columns_scan *k)
{
	struct chunk *c = k->c;
	uint64_t total = pack(c->add, c->pass, c->value, c->n, k->s->plan->every, k->bias);
	struct cell_sum sum = packed_sum(total, k->bias);

	k->s->total.sum += sum.sum;
	k->s->total.n += sum.n;
	for (size_t i = 0; k->s->ask->evidence && i < c->n; i++)
		if (c->add[i] != 0)
			scan_evidence(k->s, &c->s->id[c->from + i], c->s->byte[ACT_FLAGS][c->from + i]);
	return (size_t)sum.n;
}

/* The rows that count, without a branch to guess at. */
static size_t
rows_that_count(uint16_t *restrict at, const uint64_t *restrict add, size_t n)
{
	size_t found = 0;

	for (size_t i = 0; i < n; i++) {
		at[found] = (uint16_t)i;
		found += add[i] != 0;
	}
	return found;
}

/* Adds what a table says of some rows of a chunk. */
static void
add_table_at(const struct chunk *c, const struct table *t, const uint16_t *restrict at, size_t n,
    uint32_t *restrict to)
{
	const struct acts *s = c->s;
	const uint16_t *two = t->dim->column == COLUMN_SCHEME ? s->scheme :
	    t->dim->column == COLUMN_SECTOR ? s->sector : s->minute;

	switch (t->dim->column) {
	case COLUMN_SCHEME:
	case COLUMN_SECTOR:
	case COLUMN_MINUTE:
		for (size_t i = 0; i < n; i++)
			to[i] += t->v[(uint16_t)(two[c->from + at[i]] + 1)];
		break;
	case COLUMN_CELL:
		for (size_t i = 0; i < n; i++)
			to[i] += t->v[(uint32_t)(s->cell[c->from + at[i]] + 1)];
		break;
	case COLUMN_DAY:
		for (size_t i = 0; i < n; i++)
			to[i] += t->v[s->day[c->from + at[i]] - t->base + 1];
		break;
	case COLUMN_BYTE:
		for (size_t i = 0; i < n; i++)
			to[i] += t->v[(uint8_t)(s->byte[t->dim->part][c->from + at[i]] + 1)];
		break;
	case COLUMN_ITEM:
	case COLUMN_LEDGER:
		break;
	}
}

/* Adds some rows of a chunk to their groups. */
static void
add_some(const struct columns_scan *k, size_t n, uint64_t *packed)
{
	struct chunk *c = k->c;

	memset(c->group, 0, n * sizeof(*c->group));
	for (size_t i = 0; i < k->s->ask->n_by; i++)
		add_table_at(c, &k->by[i], c->at, n, c->group);
	for (size_t i = 0; i < n; i++)
		packed[c->group[i]] += c->add[c->at[i]];
}

/* One row after the other, where groups are many: composites are wider than the tables' numbers then. */
static void
add_sparse(const struct columns_scan *k)
{
	struct scan *s = k->s;
	const struct chunk *c = k->c;

	for (size_t i = 0; i < c->n; i++) {
		struct cell_sum sum, *cell;
		uint64_t composite = 0;

		if (c->add[i] == 0)
			continue;
		for (size_t b = 0; b < s->ask->n_by; b++) {
			const struct keys *keys = &s->by[b].keys;

			composite += s->by[b].stride * keys_of(keys, row_code(c->s, c->from + i, keys->dim));
		}
		sum = packed_sum(c->add[i], k->bias);
		cell = groups_at(s->groups, composite);
		cell->sum += sum.sum;
		cell->n += sum.n;
	}
}

/* The packed groups, with room for a chunk more. */
static uint64_t *
packed_groups(struct columns_scan *k)
{
	k->taken += k->c->n;
	if (k->taken > PACKED_MAX) {
		groups_unpack(k->s->groups, k->bias);
		k->taken = k->c->n;
	}
	return groups_packed(k->s->groups);
}

static void
add_rows(struct columns_scan *k, size_t counted)
{
	struct scan *s = k->s;
	struct chunk *c = k->c;
	uint64_t *packed;

	if (s->ask->n_by == 0)
		return;
	packed = packed_groups(k);
	if (!groups_dense(s->groups)) {
		add_sparse(k);
		return;
	}
	if (k->lists == NULL && counted < c->n / FEW) {
		add_some(k, rows_that_count(c->at, c->add, c->n), packed);
		return;
	}
	memset(c->group, 0, c->n * sizeof(*c->group));
	for (size_t i = 0; i < s->ask->n_by; i++)
		if (k->by[i].v != NULL)
			add_table(c, &k->by[i], c->group);
	if (k->lists != NULL) {
		lists_add(k->lists, c);
		return;
	}
	for (size_t i = 0; i < c->n; i++)
		packed[c->group[i]] += c->add[i];
}

/* -- few rows: one after the other ------------------------------------------------------------ */

/* Rows that pass: where few do, most words of eight have none. */
static size_t
rows_that_pass(uint16_t *restrict at, const uint8_t *restrict pass, size_t n)
{
	size_t found = 0;

	for (size_t i = 0; i < n; i += 8) {
		size_t end = n - i < 8 ? n : i + 8;
		uint64_t eight = 0;

		memcpy(&eight, pass + i, end - i);
		if (eight == 0)
			continue;
		for (size_t j = i; j < end; j++) {
			at[found] = (uint16_t)j;
			found += pass[j];
		}
	}
	return found;
}

/* What mask_rows says, of one row. */
static bool
row_counts(const struct columns_scan *k, const struct acts *a, size_t row)
{
	const struct figure_plan *plan = k->s->plan;
	uint8_t kind = a->byte[ACT_KIND][row];

	if (plan->counts != NULL && !k->r->kind[kind])
		return false;
	if (plan->which == WHICH_PUBLIC_SPACE)
		return k->r->public_space[a->byte[ACT_PLACE_KIND][row]];
	if (plan->which == WHICH_RATED)
		return k->r->rated[a->byte[ACT_OUTCOME][row]];
	if (plan->which == WHICH_WEAK)
		return (a->byte[ACT_FLAGS][row] & ACT_WEAK) != 0 || kind == k->r->kind_signal;
	if (plan->which == WHICH_TENSION)
		return a->byte[ACT_TENSION_BEFORE][row] != NONE_8 && a->byte[ACT_TENSION_AFTER][row] != NONE_8;
	return true;
}

/* What value_rows says, of one row and without its lists. */
static int32_t
row_value(const struct columns_scan *k, const struct acts *a, size_t row)
{
	const struct figure_plan *plan = k->s->plan;

	if (plan->list == BELOW_PUBLICS)
		return a->contacts[row];
	if (plan->list == BELOW_RELAYS)
		return a->list[ACT_RELAYS].count[row];
	if (plan->value == SETTLED)
		return k->r->settled[a->byte[ACT_OUTCOME][row]];
	if (plan->value == TENSION_FALL)
		return a->byte[ACT_TENSION_BEFORE][row] - a->byte[ACT_TENSION_AFTER][row];
	if (plan->value == LENGTH)
		return a->length[row] == NONE_16 ? 0 : a->length[row];
	return 1;
}

/* The figure walks no list, and groups are an array or none. */
static bool
one_by_one(const struct columns_scan *k)
{
	const struct figure_plan *plan = k->s->plan;

	return k->lists == NULL && plan->which != WHICH_TECHNICAL && plan->list != BELOW_FACTS &&
	    (plan->list != BELOW_PUBLICS || plan->value == ITEM_N) &&
	    (k->s->ask->n_by == 0 || groups_dense(k->s->groups));
}

static void
few_rows(struct columns_scan *k, size_t n)
{
	struct scan *s = k->s;
	struct chunk *c = k->c;
	size_t found = 0;

	for (size_t i = 0; i < n; i++) {
		size_t row = c->from + c->at[i];
		int32_t v = row_value(k, c->s, row);

		if (!row_counts(k, c->s, row) || (!s->plan->every && v == 0))
			continue;
		c->at[found] = c->at[i];
		c->add[c->at[found++]] = PACKED_ONE + (uint64_t)(v + k->bias);
		s->total.sum += v;
		s->total.n++;
		if (s->ask->evidence)
			scan_evidence(s, &c->s->id[row], c->s->byte[ACT_FLAGS][row]);
	}
	if (s->ask->n_by > 0 && found > 0)
		add_some(k, found, packed_groups(k));
}

/* Few enough rows to be looked at one by one. */
#define ONE_BY_ONE 8

static void
scan_segment(struct columns_scan *k, const struct acts *a)
{
	const struct period *p = k->s->ask->period;
	bool narrow = k->one_by_one && (k->s->ask->n_filters > 0 ||
	    (p != NULL && (a->first_day < p->first || a->last_day > p->last)));
	struct list_cursor at = { { 0 } };
	struct chunk *c = k->c;
	size_t n;

	c->s = a;
	if (k->lists != NULL)
		lists_segment(k->lists);
	for (c->from = 0; c->from < a->n; c->from += c->n) {
		c->n = a->n - c->from < CHUNK ? a->n - c->from : CHUNK;
		mask_asked(k);
		if (memchr(c->pass, 1, c->n) == NULL) {
			skip_rows(k, &at);
			c->record += (uint32_t)c->n;
			continue;
		}
		n = narrow ? rows_that_pass(c->at, c->pass, c->n) : c->n;
		if (n < c->n / ONE_BY_ONE) {
			few_rows(k, n);
		} else {
			mask_rows(k);
			value_rows(k, &at);
			add_rows(k, pack_rows(k));
		}
		c->record += (uint32_t)c->n;
	}
}

void
scan_columns(struct scan *s, const struct act_rules *r)
{
	struct columns_scan *k = arena_new(s->a, struct columns_scan);
	const struct period *p = s->ask->period;

	k->s = s;
	k->r = r;
	k->c = arena_new(s->a, struct chunk);
	k->bias = s->plan->value == TENSION_FALL ? BIAS : 0;
	for (size_t i = 0; groups_dense(s->groups) && i < s->ask->n_by; i++)
		if (s->by[i].keys.dim->column != COLUMN_ITEM)
			k->by[i] = (struct table){ .dim = s->by[i].keys.dim, .v = scan_table(s, &s->by[i]),
				.base = s->by[i].keys.base };
	for (size_t i = 0; i < s->ask->n_filters; i++)
		k->filter[i] = filter_table(s, &s->filter[i]);
	if (lists_wanted(s))
		k->lists = lists_new(s, r);
	k->one_by_one = one_by_one(k);
	for (size_t i = 0; i < s->f->n_acts; i++) {
		const struct acts *a = s->f->acts[i];

		if (a->n > 0 && (p == NULL || (a->last_day >= p->first && a->first_day <= p->last)))
			scan_segment(k, a);
	}
	groups_unpack(s->groups, k->bias);
}
