/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "record/shifts.h"

#define DAY_MINUTES 1440

/* One scheme's shifts, sorted by start when asked. */
struct of_scheme {
	struct uuid scheme;
	struct lookup_shift **v;
	size_t n, cap;
	bool sorted;
};

struct shifts {
	struct arena *a;
	struct of_scheme *schemes;
	size_t n_schemes, cap_schemes;
	struct lookup_shift **slots; /* by identifier, open addressing */
	size_t mask, n;
};

struct shifts *
shifts_new(struct arena *a)
{
	struct shifts *l = arena_new(a, struct shifts);

	l->a = a;
	l->mask = 255;
	l->slots = arena_array(a, struct lookup_shift *, l->mask + 1);
	return l;
}

static struct lookup_shift **
slot_of(const struct shifts *l, const struct uuid *id)
{
	size_t at = str_hash(V_UUID(id).s) & l->mask;

	while (l->slots[at] != NULL && !uuid_eq(&l->slots[at]->id, id))
		at = (at + 1) & l->mask;
	return &l->slots[at];
}

static void
remember(struct shifts *l, struct lookup_shift *s)
{
	if (l->n * 2 > l->mask) {
		struct lookup_shift **old = l->slots;
		size_t size = l->mask + 1;

		l->mask = size * 2 - 1;
		l->slots = arena_array(l->a, struct lookup_shift *, size * 2);
		for (size_t i = 0; i < size; i++)
			if (old[i] != NULL)
				*slot_of(l, &old[i]->id) = old[i];
	}
	*slot_of(l, &s->id) = s;
	l->n++;
}

static struct of_scheme *
scheme_of(struct shifts *l, const struct uuid *scheme, bool make)
{
	for (size_t i = 0; i < l->n_schemes; i++)
		if (uuid_eq(&l->schemes[i].scheme, scheme))
			return &l->schemes[i];
	if (!make)
		return NULL;
	if (l->n_schemes == l->cap_schemes) {
		size_t cap = l->cap_schemes == 0 ? 16 : l->cap_schemes * 2;
		struct of_scheme *v = arena_array(l->a, struct of_scheme, cap);

		if (l->n_schemes > 0)
			memcpy(v, l->schemes, l->n_schemes * sizeof(*v));
		l->schemes = v;
		l->cap_schemes = cap;
	}
	l->schemes[l->n_schemes].scheme = *scheme;
	l->schemes[l->n_schemes].sorted = true;
	return &l->schemes[l->n_schemes++];
}

static int64_t
start_of(const struct lookup_shift *s)
{
	return (int64_t)s->day * DAY_MINUTES + s->start;
}

static void
append(struct shifts *l, struct lookup_shift *s)
{
	struct of_scheme *o = scheme_of(l, &s->scheme, true);

	if (o->n == o->cap) {
		size_t cap = o->cap == 0 ? 64 : o->cap * 2;
		struct lookup_shift **v = arena_array(l->a, struct lookup_shift *, cap);

		if (o->n > 0)
			memcpy(v, o->v, o->n * sizeof(struct lookup_shift *));
		o->v = v;
		o->cap = cap;
	}
	o->sorted = o->sorted && (o->n == 0 || start_of(o->v[o->n - 1]) <= start_of(s));
	o->v[o->n++] = s;
}

/* The actual time, else the planned one; minutes, or -1. */
static int
effective(const struct record *r, const char *actual, const char *planned)
{
	const struct cell *a = &r->cells[reg_field(r->reg, str_of(actual))];
	const struct cell *p = &r->cells[reg_field(r->reg, str_of(planned))];

	return a->set ? (int)a->i : p->set ? (int)p->i : -1;
}

void
shifts_add(struct shifts *l, const struct record *r)
{
	const struct cell *scheme = &r->cells[reg_field(r->reg, STR("scheme"))];
	const struct cell *date = &r->cells[reg_field(r->reg, STR("date"))];
	const struct cell *state = &r->cells[reg_field(r->reg, STR("state"))];
	int start = effective(r, "actual_start", "planned_start");
	int end = effective(r, "actual_end", "planned_end");
	struct lookup_shift *s = *slot_of(l, &r->id), *old = s;

	if (!scheme->set || !date->set)
		return;
	if (old == NULL)
		s = arena_new(l->a, struct lookup_shift);
	*s = (struct lookup_shift){
		.id = r->id, .scheme = scheme->u, .day = (int32_t)date->i,
		.start = start < 0 ? 0 : start, .end = end < 0 ? start : end,
		/* planned, held, cancelled: their places in the list shift_state. */
		.cancelled = state->set && state->i == 2,
	};
	if (s->end < s->start)
		s->end += DAY_MINUTES;
	if (old == NULL) {
		remember(l, s);
		append(l, s);
		return;
	}
	for (size_t i = 0; i < l->n_schemes; i++)
		l->schemes[i].sorted = false;
}

void
shifts_drop(struct shifts *l, const struct uuid *id)
{
	struct lookup_shift *s = *slot_of(l, id);

	if (s != NULL)
		s->cancelled = true;
}

static int
by_start(const void *x, const void *y)
{
	const struct lookup_shift *a = *(struct lookup_shift *const *)x;
	const struct lookup_shift *b = *(struct lookup_shift *const *)y;
	int64_t s = start_of(a), t = start_of(b);

	if (s != t)
		return s < t ? -1 : 1;
	return memcmp(a->id.b, b->id.b, sizeof(a->id.b));
}

const struct lookup_shift *
shifts_at(struct shifts *l, const struct uuid *scheme, int32_t day, int minute)
{
	struct of_scheme *o = scheme_of(l, scheme, false);
	int64_t at = (int64_t)day * DAY_MINUTES + minute;
	const struct lookup_shift *best = NULL;
	size_t low = 0, high;

	if (o == NULL)
		return NULL;
	if (!o->sorted)
		qsort(o->v, o->n, sizeof(struct lookup_shift *), by_start);
	o->sorted = true;
	high = o->n;
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (start_of(o->v[middle]) <= at)
			low = middle + 1;
		else
			high = middle;
	}
	/* No shift is longer than a day. */
	while (low-- > 0 && start_of(o->v[low]) > at - DAY_MINUTES) {
		const struct lookup_shift *s = o->v[low];

		if (!s->cancelled && at < (int64_t)s->day * DAY_MINUTES + s->end)
			best = s;
	}
	return best;
}

const struct lookup_shift *
shifts_by_id(struct shifts *l, const struct uuid *id)
{
	return *slot_of(l, id);
}
