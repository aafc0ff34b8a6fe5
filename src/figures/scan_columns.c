/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Column by column: small tables take each code to its group and each filter to a mask. */
#include "figures/scan.h"

#define CHUNK 2048
#define TABLE_16 65536u

struct chunk {
	const struct acts *s;
	size_t from, n;
	uint8_t pass[CHUNK];
	uint32_t group[CHUNK];
	int32_t value[CHUNK];
};

/* A table over every value that a column can have. */
struct table {
	const struct dim *dim;
	uint32_t *wide;      /* keys' places times the stride, or 0 and 1 of a filter */
	int64_t base;        /* of the first place: COLUMN_DAY; -1 for COLUMN_CELL, whose none comes first */
};

static size_t
table_size(const struct keys *k)
{
	switch (k->dim->column) {
	case COLUMN_SCHEME:
	case COLUMN_SECTOR:
	case COLUMN_MINUTE:
		return TABLE_16;
	case COLUMN_CELL:
	case COLUMN_DAY:
		return k->n_map;
	case COLUMN_BYTE:
	case COLUMN_ITEM:
		break;
	}
	return 256;
}

static struct table
table_of(struct arena *a, const struct keys *k, const uint8_t *allow, uint64_t stride)
{
	size_t n = table_size(k);
	struct table t = { .dim = k->dim, .wide = arena_array(a, uint32_t, n),
		.base = k->dim->column == COLUMN_CELL ? -1 : k->base };

	for (size_t i = 0; i < n; i++) {
		uint32_t place = keys_of(k, t.base + (int64_t)i);

		t.wide[i] = allow != NULL ? allow[place] : (uint32_t)(place * stride);
	}
	return t;
}

static void
add_16(uint32_t *to, const uint32_t *t, const uint16_t *p, size_t n)
{
	for (size_t i = 0; i < n; i++)
		to[i] += t[p[i]];
}

static void
add_8(uint32_t *to, const uint32_t *t, const uint8_t *p, size_t n)
{
	for (size_t i = 0; i < n; i++)
		to[i] += t[p[i]];
}

static void
add_day(uint32_t *to, const uint32_t *t, const int32_t *p, int32_t base, size_t n)
{
	for (size_t i = 0; i < n; i++)
		to[i] += t[p[i] - base];
}

/* None is NONE_32, and one more is the table's first place. */
static void
add_32(uint32_t *to, const uint32_t *t, const uint32_t *p, size_t n)
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
		add_16(to, t->wide, s->scheme + c->from, c->n);
		break;
	case COLUMN_SECTOR:
		add_16(to, t->wide, s->sector + c->from, c->n);
		break;
	case COLUMN_CELL:
		add_32(to, t->wide, s->cell + c->from, c->n);
		break;
	case COLUMN_MINUTE:
		add_16(to, t->wide, s->minute + c->from, c->n);
		break;
	case COLUMN_DAY:
		add_day(to, t->wide, s->day + c->from, (int32_t)t->base, c->n);
		break;
	case COLUMN_BYTE:
		add_8(to, t->wide, s->byte[t->dim->part] + c->from, c->n);
		break;
	case COLUMN_ITEM:
		break;
	}
}

static void
mask_8(uint8_t *pass, const uint8_t *t, const uint8_t *p, size_t n)
{
	for (size_t i = 0; i < n; i++)
		pass[i] &= t[p[i]];
}

/* Rows that count: alive, in the period, of the kinds, and what else the figure asks of a record. */
static void
mask_rows(const struct scan *s, const struct act_rules *r, struct chunk *c)
{
	const struct acts *a = c->s;
	const uint8_t *flags = a->byte[ACT_FLAGS] + c->from, *kind = a->byte[ACT_KIND] + c->from;
	const uint8_t *before = a->byte[ACT_TENSION_BEFORE] + c->from;
	const uint8_t *after = a->byte[ACT_TENSION_AFTER] + c->from;
	const int32_t *day = a->day + c->from;
	int32_t first = s->ask->period != NULL ? s->ask->period->first : INT32_MIN;
	int32_t last = s->ask->period != NULL ? s->ask->period->last : INT32_MAX;

	for (size_t i = 0; i < c->n; i++)
		c->pass[i] = (flags[i] & ACT_ALIVE) && day[i] >= first && day[i] <= last;
	if (s->plan->counts != NULL)
		mask_8(c->pass, r->kind, kind, c->n);
	if (s->plan->which == WHICH_PUBLIC_SPACE)
		mask_8(c->pass, r->public_space, a->byte[ACT_PLACE_KIND] + c->from, c->n);
	else if (s->plan->which == WHICH_RATED)
		mask_8(c->pass, r->rated, a->byte[ACT_OUTCOME] + c->from, c->n);
	else if (s->plan->which == WHICH_WEAK)
		for (size_t i = 0; i < c->n; i++)
			c->pass[i] &= (flags[i] & ACT_WEAK) || kind[i] == r->kind_signal;
	else if (s->plan->which == WHICH_TENSION)
		for (size_t i = 0; i < c->n; i++)
			c->pass[i] &= before[i] != NONE_8 && after[i] != NONE_8;
}

/* Sums over a list's items, whose place is carried on from chunk to chunk. */
static void
sum_items(const struct scan *s, const struct act_rules *r, struct chunk *c, struct list_cursor *at)
{
	enum act_list which = s->plan->which == WHICH_TECHNICAL ? ACT_ACTIONS
	    : s->plan->list == BELOW_FACTS ? ACT_FACTS : ACT_PUBLICS;
	const struct act_items *l = &c->s->list[which];
	const uint8_t *count = l->count + c->from, *kind = c->s->byte[ACT_KIND] + c->from;
	const uint8_t *code = (const uint8_t *)l->code.p, *more = (const uint8_t *)l->more.p;
	const uint16_t *n = (const uint16_t *)(const void *)l->n.p;
	size_t p = at->at[which];

	for (size_t i = 0; i < c->n; i++) {
		size_t end = p + count[i];
		int32_t v = 0;

		if (which == ACT_ACTIONS) {
			v = kind[i] == r->kind_report;
			for (; p < end; p++)
				v |= code[p] == r->action_report;
		} else if (which == ACT_FACTS) {
			for (; p < end; p++)
				v += s->plan->value == ITEM_N || more[p] == 3 ? n[p] : 0;
		} else {
			for (; p < end; p++)
				v += r->weight[code[p]] ? n[p] : 0;
		}
		c->value[i] = v;
	}
	at->at[which] = p;
}

static void
value_rows(const struct scan *s, const struct act_rules *r, struct chunk *c, struct list_cursor *at)
{
	const struct acts *a = c->s;
	const uint8_t *before = a->byte[ACT_TENSION_BEFORE] + c->from;
	const uint8_t *after = a->byte[ACT_TENSION_AFTER] + c->from;

	if (s->plan->which == WHICH_TECHNICAL || s->plan->list == BELOW_FACTS ||
	    (s->plan->list == BELOW_PUBLICS && s->plan->value != ITEM_N)) {
		sum_items(s, r, c, at);
		return;
	}
	for (size_t i = 0; i < c->n; i++)
		switch (s->plan->value) {
		case ITEM_N:
			c->value[i] = s->plan->list == BELOW_PUBLICS ? a->contacts[c->from + i]
			                                             : a->list[ACT_RELAYS].count[c->from + i];
			break;
		case SETTLED:
			c->value[i] = r->settled[a->byte[ACT_OUTCOME][c->from + i]];
			break;
		case TENSION_FALL:
			c->value[i] = before[i] - after[i];
			break;
		case LENGTH:
			c->value[i] = a->length[c->from + i] == NONE_16 ? 0 : a->length[c->from + i];
			break;
		case ONE:
		case ITEM_MINORS:
		case ITEM_WOMEN:
		case ITEM_MEN:
		case ITEM_SERIOUS:
		case MINUTES:
		case IS_HELD:
			c->value[i] = 1;
			break;
		}
}

static void
add_rows(struct scan *s, const struct chunk *c)
{
	struct cell_sum *cells = groups_array(s->groups);
	int64_t sum = 0, n = 0;

	for (size_t i = 0; i < c->n; i++) {
		int64_t in = c->pass[i] && (s->plan->every || c->value[i] != 0);
		int64_t v = in ? c->value[i] : 0;

		sum += v;
		n += in;
		if (cells != NULL) {
			cells[c->group[i]].sum += v;
			cells[c->group[i]].n += in;
		}
		if (in && s->ask->evidence)
			scan_evidence(s, &c->s->id[c->from + i]);
	}
	s->total.sum += sum;
	s->total.n += n;
}

/* Many groups: composites are wider than the tables' numbers, and few rows meet in one. */
static void
add_sparse(struct scan *s, const struct chunk *c)
{
	const struct acts *a = c->s;

	for (size_t i = 0; i < c->n; i++) {
		size_t row = c->from + i;
		uint64_t composite = 0;
		struct cell_sum *cell;

		if (!c->pass[i] || (!s->plan->every && c->value[i] == 0))
			continue;
		for (size_t k = 0; k < s->ask->n_by; k++) {
			const struct dim *d = s->by[k].keys.dim;

			composite += s->by[k].stride * keys_of(&s->by[k].keys, row_code(a, row, d));
		}
		cell = groups_at(s->groups, composite);
		cell->sum += c->value[i];
		cell->n++;
	}
}

static void
scan_segment(struct scan *s, const struct act_rules *r, const struct acts *a, const struct table *by,
    const struct table *filter, struct chunk *c)
{
	struct list_cursor at = { { 0 } };
	uint32_t *admitted = c->group;
	bool sparse = groups_array(s->groups) == NULL;

	c->s = a;
	for (c->from = 0; c->from < a->n; c->from += c->n) {
		c->n = a->n - c->from < CHUNK ? a->n - c->from : CHUNK;
		mask_rows(s, r, c);
		for (size_t k = 0; k < s->ask->n_filters; k++) {
			memset(admitted, 0, c->n * sizeof(*admitted));
			add_table(c, &filter[k], admitted);
			for (size_t i = 0; i < c->n; i++)
				c->pass[i] &= (uint8_t)admitted[i];
		}
		value_rows(s, r, c, &at);
		memset(c->group, 0, c->n * sizeof(*c->group));
		for (size_t k = 0; !sparse && k < s->ask->n_by; k++)
			add_table(c, &by[k], c->group);
		add_rows(s, c);
		if (sparse)
			add_sparse(s, c);
	}
}

void
scan_columns(struct scan *s, const struct act_rules *r)
{
	struct table by[FIGURE_BY_MAX] = { { NULL, NULL, 0 } };
	struct table filter[FIGURE_FILTERS_MAX] = { { NULL, NULL, 0 } };
	struct chunk *c = arena_new(s->a, struct chunk);

	for (size_t i = 0; i < s->ask->n_by; i++)
		by[i] = table_of(s->a, &s->by[i].keys, NULL, s->by[i].stride);
	for (size_t i = 0; i < s->ask->n_filters; i++)
		filter[i] = table_of(s->a, &s->filter[i].keys, s->filter[i].allow, 1);
	for (size_t i = 0; i < s->f->n_acts; i++) {
		const struct acts *a = s->f->acts[i];

		if (a->n == 0 || (s->ask->period != NULL && (a->last_day < s->ask->period->first ||
		    a->first_day > s->ask->period->last)))
			continue;
		scan_segment(s, r, a, by, filter, c);
	}
}
