/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The keys of a dimension over what the facts hold, and how people may write them. */
#include "base/lang.h"
#include "base/text.h"
#include "figures/plan.h"
#include "rules/grid.h"

#include <stdlib.h>

#define ZEROS_MAX 200000

static struct str
entity_key(const struct facts *f, int table, uint32_t place, struct arena *a)
{
	const struct entity *en = &f->entity[table].v[place];

	if (en->own.p != NULL)
		return en->own;
	return uuid_text(a, &en->id);
}

uint32_t
keys_find(const struct keys *k, struct str key)
{
	if (key.p == NULL)
		return 0;
	for (size_t at = str_hash(key) & k->mask; k->slots != NULL && k->slots[at] != 0;
	    at = (at + 1) & k->mask)
		if (str_eq(k->v[k->slots[at] - 1], key))
			return k->slots[at] - 1;
	return NONE_32;
}

static void
put_slot(struct keys *k, uint32_t place)
{
	size_t at = str_hash(k->v[place]) & k->mask;

	while (k->slots[at] != 0)
		at = (at + 1) & k->mask;
	k->slots[at] = place + 1;
}

uint32_t
keys_add(struct keys *k, struct str key, struct arena *a)
{
	uint32_t place = keys_find(k, key);

	if (place != NONE_32)
		return place;
	if (k->n == k->cap || k->slots == NULL) {
		size_t cap = k->cap == 0 ? 32 : k->cap * 2;
		struct str *v = arena_array(a, struct str, cap);

		memcpy(v, k->v, k->n * sizeof(*v));
		k->v = v;
		k->cap = cap;
		k->mask = cap * 4 - 1;
		k->slots = arena_array(a, uint32_t, cap * 4);
		for (uint32_t i = 1; i < k->n; i++)
			put_slot(k, i);
	}
	k->v[k->n] = str_dup(a, key);
	put_slot(k, (uint32_t)k->n);
	return (uint32_t)k->n++;
}

static void
page_days(const struct shift_page *p, size_t n, int32_t *first, int32_t *last)
{
	int32_t low = *first, high = *last;

	/* No branch: the processor takes several at once. Days are far from the ends of an int32_t. */
	n = n < PAGE_SHIFTS ? n : PAGE_SHIFTS;
	for (size_t i = 0; i < n; i++) {
		int32_t away = (int32_t)((p->alive[i] ^ 1u) << 30);

		low = p->day[i] + away < low ? p->day[i] + away : low;
		high = p->day[i] - away > high ? p->day[i] - away : high;
	}
	*first = low;
	*last = high;
}

/* Days that any row has. */
static void
day_range(const struct facts *f, int32_t *first, int32_t *last)
{
	*first = INT32_MAX;
	*last = INT32_MIN;
	for (size_t i = 0; i < f->n_acts; i++) {
		if (f->acts[i]->n > 0 && f->acts[i]->first_day < *first)
			*first = f->acts[i]->first_day;
		if (f->acts[i]->n > 0 && f->acts[i]->last_day > *last)
			*last = f->acts[i]->last_day;
	}
	for (size_t from = 0; from < f->n_shifts; from += PAGE_SHIFTS)
		page_days(shift_page(f, from), f->n_shifts - from, first, last);
	if (*first > *last)
		*first = *last = 0;
}

/* The codes of a dimension's column: 0 to n - 1, days from base. */
static size_t
domain_of(const struct facts *f, const struct dim *d, int64_t *base)
{
	int32_t first, last;

	*base = 0;
	switch (d->column) {
	case COLUMN_SCHEME:
		return f->entity[ENTITY_SCHEME].n;
	case COLUMN_SECTOR:
		return f->entity[ENTITY_SECTOR].n;
	case COLUMN_CELL:
		return f->entity[ENTITY_CELL].n;
	case COLUMN_DAY:
		day_range(f, &first, &last);
		*base = first;
		return (size_t)(last - first + 1);
	case COLUMN_MINUTE:
		return 1440;
	case COLUMN_BYTE:
	case COLUMN_ITEM:
	case COLUMN_LEDGER:
		break;
	}
	if (d->below == BELOW_TEAM)
		return f->entity[ENTITY_STAFF].n;
	return d->codes != NULL ? codes_list(f->codes, d->codes)->n : 4;
}

static struct str
entity_of_code(const struct facts *f, const struct dim *d, size_t code, struct arena *a)
{
	uint32_t place = (uint32_t)code;

	if (d->column == COLUMN_SCHEME) {
		const struct entity *en = &f->entity[ENTITY_SCHEME].v[code];

		place = d->entity == ENTITY_AGENCY ? en->agency : d->entity == ENTITY_CLIENT ? en->client
		    : d->entity == ENTITY_TOWN ? en->town : place;
	} else if (d->column == COLUMN_SECTOR && d->entity == ENTITY_AREA) {
		place = f->entity[ENTITY_SECTOR].v[code].area;
	}
	return place == NONE_32 ? STR_NONE : entity_key(f, d->entity, place, a);
}

static struct str
key_of_code(const struct facts *f, const struct dim *d, int64_t code, struct arena *a,
    char text[KEY_TEXT_MAX])
{
	const struct code_list *l;

	if (d->entity >= 0)
		return entity_of_code(f, d, (size_t)code, a);
	if (d->key != NULL)
		return d->key(code, text);
	l = codes_list(f->codes, d->codes);
	if (d->roll == NULL)
		return l->v[code_counted(l, (uint16_t)code)].code;
	return code_roll(l, (uint16_t)code, d->roll);
}

void
keys_make(const struct facts *f, const struct dim *d, struct arena *a, struct keys *out)
{
	size_t n = domain_of(f, d, &out->base);
	uint32_t place = 0;

	out->dim = d;
	out->n = 1;
	out->cap = 1;
	out->v = arena_new(a, struct str);
	out->n_map = n + 1;
	out->map = arena_array(a, uint32_t, n + 1);
	for (size_t i = 0; i < n; i++) {
		char text[KEY_TEXT_MAX];
		struct str key = key_of_code(f, d, out->base + (int64_t)i, a, text);

		/* Neighbours often have the same key: days of a month, minutes of an hour. */
		if (key.p == NULL)
			place = 0;
		else if (place == 0 || !str_eq(out->v[place], key))
			place = keys_add(out, key, a);
		out->map[i + 1] = place;
	}
}

void
keys_all(const struct facts *f, const struct dim *d, const struct period *p, struct arena *a,
    struct keys *io)
{
	const struct code_list *l = d->key_codes != NULL ? codes_list(f->codes, d->key_codes) : NULL;
	int64_t from = io->base, to = io->base + (int64_t)io->n_map - 2;
	char text[KEY_TEXT_MAX];

	for (size_t i = 0; l != NULL && i < l->n; i++)
		if (!l->v[i].of_contract)
			keys_add(io, l->v[i].code, a);
	for (size_t i = 0; d->entity >= 0 && i < f->entity[d->entity].n; i++)
		keys_add(io, entity_key(f, d->entity, (uint32_t)i, a), a);
	if (d->column != COLUMN_DAY)
		return;
	if (p != NULL) {
		/* Days outside the period are no answers: begin anew. */
		*io = (struct keys){ .dim = d, .base = io->base, .n = 1, .cap = 1,
			.v = arena_new(a, struct str), .map = io->map, .n_map = io->n_map };
		from = p->first;
		to = p->last;
	}
	/* A week has seven days even when the period is shorter. */
	if (strcmp(d->id, "weekday") == 0 && to < from + 6)
		to = from + 6;
	for (int64_t day = from; day <= to; day++)
		keys_add(io, d->key(day, text), a);
}

static int64_t
as_number(struct str s)
{
	int64_t v;

	return s.n > 0 && s.p[0] >= '0' && s.p[0] <= '9' && str_int(s, &v) ? v : -1;
}

int
key_cmp(struct str x, struct str y)
{
	int64_t a = as_number(x), b = as_number(y);

	if (x.p == NULL || y.p == NULL)
		return (x.p != NULL) - (y.p != NULL);
	if (a >= 0 && b >= 0 && a != b)
		return a < b ? -1 : 1;
	return str_cmp(x, y);
}

int
group_cmp(const void *x, const void *y)
{
	const struct figure_group *a = x, *b = y;

	for (size_t i = 0; i < FIGURE_BY_MAX; i++) {
		int c = key_cmp(a->key[i], b->key[i]);

		if (c != 0)
			return c;
	}
	return 0;
}

int
evidence_cmp(const void *x, const void *y)
{
	return memcmp(x, y, sizeof(struct uuid));
}

static bool
has_group(const struct figure_answer *out, size_t n, const struct figure_group *g)
{
	return n > 0 && bsearch(g, out->groups, n, sizeof(*g), group_cmp) != NULL;
}

void
groups_add_zeros(const struct keys *all, size_t n_by, const struct figure_group *empty, struct arena *a,
    struct figure_answer *out)
{
	struct figure_group *groups;
	size_t n = 1, had = out->n_groups;

	for (size_t i = 0; i < n_by; i++) {
		n *= all[i].n;
		if (n > ZEROS_MAX)
			return;
	}
	groups = arena_array(a, struct figure_group, had + n + 1);
	if (had > 0)
		memcpy(groups, out->groups, had * sizeof(*groups));
	out->groups = groups;
	for (size_t k = 0; k < n; k++) {
		struct figure_group g = *empty;
		size_t rest = k;
		bool null = false;

		for (size_t i = 0; i < n_by; i++) {
			g.key[i] = all[i].v[rest % all[i].n];
			null = null || g.key[i].p == NULL;
			rest /= all[i].n;
		}
		if (!null && !has_group(out, had, &g))
			groups[out->n_groups++] = g;
	}
	qsort(out->groups, out->n_groups, sizeof(*out->groups), group_cmp);
}

static int
by_key(const void *x, const void *y, void *keys)
{
	const struct keys *k = keys;

	return key_cmp(k->v[*(const uint32_t *)x], k->v[*(const uint32_t *)y]);
}

uint32_t *
keys_order(const struct keys *k, struct arena *a)
{
	uint32_t *order = arena_array(a, uint32_t, k->n);
	union {
		const struct keys *read;
		void *write;
	} u = { .read = k };
	bool sorted = true;

	for (uint32_t i = 0; i < k->n; i++) {
		order[i] = i;
		sorted = sorted && (i == 0 || key_cmp(k->v[i - 1], k->v[i]) < 0);
	}
	if (!sorted)
		qsort_r(order, k->n, sizeof(*order), by_key, u.write);
	return order;
}

static bool
known_code(const struct facts *f, const struct keys *k, struct str code, struct arena *a,
    uint32_t *place)
{
	const struct dim *d = k->dim;
	const struct code_list *l = d->key_codes != NULL ? codes_list(f->codes, d->key_codes) : NULL;
	uint16_t i = l != NULL ? code_find(l, code) : CODE_NONE;
	const struct entities *t = d->entity >= 0 ? &f->entity[d->entity] : NULL;
	struct uuid id;
	bool is_id = uuid_parse(code, &id);
	struct buf want, have;
	bool found = false;

	if (i != CODE_NONE && !l->v[i].of_contract) {
		*place = keys_find(k, l->v[i].code);
		return true;
	}
	buf_init(&want);
	buf_init(&have);
	text_fold(&want, code);
	for (size_t e = 0; t != NULL && e < t->n && !found; e++) {
		buf_clear(&have);
		text_fold(&have, t->v[e].title);
		found = (is_id && uuid_eq(&id, &t->v[e].id)) || str_eq(code, t->v[e].own) ||
		    (t->v[e].title.n > 0 && str_eq(buf_text(&want), buf_text(&have)));
		if (found)
			*place = keys_find(k, entity_key(f, d->entity, (uint32_t)e, a));
	}
	buf_release(&want);
	buf_release(&have);
	return found;
}

/* Names of keys near to a text, for a refusal. */
static struct str
nearest(const struct keys *k, struct str text, struct arena *a)
{
	const struct str *best[3] = { NULL, NULL, NULL };
	unsigned far[3] = { UINT32_MAX, UINT32_MAX, UINT32_MAX };
	struct buf b;

	for (size_t i = 1; i < k->n; i++) {
		unsigned d = text_distance(text, k->v[i]);

		for (int at = 0; at < 3; at++)
			if (d < far[at]) {
				for (int m = 2; m > at; m--) {
					far[m] = far[m - 1];
					best[m] = best[m - 1];
				}
				far[at] = d;
				best[at] = &k->v[i];
				break;
			}
	}
	buf_init_in(&b, a);
	for (int i = 0; i < 3 && best[i] != NULL; i++)
		buf_fmt(&b, "%s" STR_F, i > 0 ? ", " : "", STR_A(*best[i]));
	return buf_text(&b);
}

bool
keys_code(const struct facts *f, const struct keys *k, struct str code, struct arena *a,
    uint32_t *place, struct err *e)
{
	struct str near;
	int32_t north, east;

	if (str_is(code, "null")) {
		*place = 0;
		return true;
	}
	*place = keys_find(k, code);
	if (*place != NONE_32 || known_code(f, k, code, a, place))
		return true;
	/* A day, week, hour or cell without records is no mistake. */
	if (k->dim->column == COLUMN_CELL ? grid_read(code, &north, &east)
	                                  : k->dim->entity < 0 && k->dim->key_codes == NULL)
		return true;
	near = nearest(k, code, a);
	if (near.n > 0)
		return err_set(e, ERR_NOT_FOUND, "figure.code",
		    _("“%.*s” is no %s. The nearest are %.*s."), STR_A(code), k->dim->id, STR_A(near));
	return err_set(e, ERR_NOT_FOUND, "figure.code", _("“%.*s” is no %s."), STR_A(code), k->dim->id);
}
