/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Segments of acts in memory, and the tables of what their columns stand for. */
#include <sys/mman.h>

#include "facts/build.h"

void
acts_free(void *p)
{
	struct acts *s = p;

	for (int i = 0; i < N_ACT_LISTS; i++) {
		/* Buffers over a mapped file are not theirs to free. */
		if (s->map != NULL)
			continue;
		buf_release(&s->list[i].code);
		buf_release(&s->list[i].more);
		buf_release(&s->list[i].n);
	}
	if (s->map != NULL)
		munmap(s->map, s->map_bytes);
	arena_release(&s->a);
}

struct acts *
acts_new(struct facts *f)
{
	struct acts *s = arena_new(&f->a, struct acts);

	if (f->n_acts == f->cap_acts) {
		size_t cap = f->cap_acts == 0 ? 16 : f->cap_acts * 2;
		struct acts **v = arena_array(&f->a, struct acts *, cap);

		if (f->n_acts > 0)
			memcpy(v, f->acts, f->n_acts * sizeof(struct acts *));
		f->acts = v;
		f->cap_acts = cap;
	}
	f->acts[f->n_acts++] = s;
	arena_init(&s->a);
	s->first_day = INT32_MAX;
	s->last_day = INT32_MIN;
	arena_defer(&f->a, acts_free, s);
	return s;
}

static void
room(struct acts *s)
{
	s->id = arena_array(&s->a, struct uuid, SEGMENT_ROWS);
	s->day = arena_array(&s->a, int32_t, SEGMENT_ROWS);
	s->minute = arena_array(&s->a, uint16_t, SEGMENT_ROWS);
	s->scheme = arena_array(&s->a, uint16_t, SEGMENT_ROWS);
	s->sector = arena_array(&s->a, uint16_t, SEGMENT_ROWS);
	s->shift = arena_array(&s->a, uint32_t, SEGMENT_ROWS);
	s->cell = arena_array(&s->a, uint32_t, SEGMENT_ROWS);
	s->length = arena_array(&s->a, uint16_t, SEGMENT_ROWS);
	s->contacts = arena_array(&s->a, uint16_t, SEGMENT_ROWS);
	for (int i = 0; i < N_ACT_BYTES; i++)
		s->byte[i] = arena_array(&s->a, uint8_t, SEGMENT_ROWS);
	for (int i = 0; i < N_ACT_LISTS; i++)
		s->list[i].count = arena_array(&s->a, uint8_t, SEGMENT_ROWS);
}

/* A mapped segment that is not full becomes one in memory before it grows. */
static void
unmap(struct acts *s)
{
	struct acts old = *s;

	room(s);
	memcpy(s->id, old.id, s->n * sizeof(*s->id));
	memcpy(s->day, old.day, s->n * sizeof(*s->day));
	memcpy(s->minute, old.minute, s->n * sizeof(*s->minute));
	memcpy(s->scheme, old.scheme, s->n * sizeof(*s->scheme));
	memcpy(s->sector, old.sector, s->n * sizeof(*s->sector));
	memcpy(s->shift, old.shift, s->n * sizeof(*s->shift));
	memcpy(s->cell, old.cell, s->n * sizeof(*s->cell));
	memcpy(s->length, old.length, s->n * sizeof(*s->length));
	memcpy(s->contacts, old.contacts, s->n * sizeof(*s->contacts));
	for (int i = 0; i < N_ACT_BYTES; i++)
		memcpy(s->byte[i], old.byte[i], s->n);
	for (int i = 0; i < N_ACT_LISTS; i++) {
		struct act_items *new = &s->list[i];

		memcpy(new->count, old.list[i].count, s->n);
		buf_init(&new->code);
		buf_init(&new->more);
		buf_init(&new->n);
		buf_put(&new->code, old.list[i].code.p, old.list[i].code.n);
		buf_put(&new->more, old.list[i].more.p, old.list[i].more.n);
		buf_put(&new->n, old.list[i].n.p, old.list[i].n.n);
	}
	munmap(old.map, old.map_bytes);
	s->map = NULL;
}

struct acts *
acts_open(struct facts *f)
{
	struct acts *s = f->n_acts > 0 ? f->acts[f->n_acts - 1] : NULL;

	if (s == NULL || s->n == SEGMENT_ROWS) {
		s = acts_new(f);
		room(s);
	} else if (s->map != NULL) {
		unmap(s);
	}
	s->dirty = true;
	return s;
}

void
acts_item(struct acts *s, enum act_list list, uint8_t code, uint8_t more, uint16_t n)
{
	struct act_items *l = &s->list[list];

	buf_put(&l->code, &code, 1);
	if (list == ACT_FACTS)
		buf_put(&l->more, &more, 1);
	if (list == ACT_FACTS || list == ACT_PUBLICS)
		buf_put(&l->n, &n, sizeof(n));
	l->count[s->n]++;
}

void
acts_close_row(struct facts *f, struct acts *s)
{
	int32_t day = s->day[s->n];

	s->byte[ACT_FLAGS][s->n] |= ACT_ALIVE;
	if (day < s->first_day)
		s->first_day = day;
	if (day > s->last_day)
		s->last_day = day;
	s->n++;
	f->rows++;
}

static size_t
hash_of(const struct uuid *id)
{
	uint64_t head, tail;

	/* The tail is random or a hash already. */
	memcpy(&head, id->b, sizeof(head));
	memcpy(&tail, id->b + sizeof(head), sizeof(tail));
	return (size_t)((tail ^ head * 0x9e3779b97f4a7c15u) * 0xbf58476d1ce4e5b9u >> 24);
}

uint32_t
entity_find(const struct entities *t, const struct uuid *id)
{
	if (t->slots == NULL)
		return NONE_32;
	for (size_t at = hash_of(id) & t->mask; t->slots[at] != 0; at = (at + 1) & t->mask)
		if (uuid_eq(&t->v[t->slots[at] - 1].id, id))
			return t->slots[at] - 1;
	return NONE_32;
}

static void
index_entity(struct entities *t, uint32_t place)
{
	size_t at = hash_of(&t->v[place].id) & t->mask;

	while (t->slots[at] != 0)
		at = (at + 1) & t->mask;
	t->slots[at] = place + 1;
}

uint32_t
entity_place(struct facts *f, enum entity_table table, const struct uuid *id)
{
	struct entities *t = &f->entity[table];
	uint32_t place = entity_find(t, id);

	if (place != NONE_32)
		return place;
	if (t->n == t->cap) {
		size_t cap = t->cap == 0 ? 64 : t->cap * 2;
		struct entity *v = arena_array(&f->a, struct entity, cap);

		if (t->n > 0)
			memcpy(v, t->v, t->n * sizeof(*v));
		t->v = v;
		t->cap = cap;
		t->mask = cap * 4 - 1;
		t->slots = arena_array(&f->a, uint32_t, cap * 4);
		for (uint32_t i = 0; i < t->n; i++)
			index_entity(t, i);
	}
	t->v[t->n] = (struct entity){
		.id = *id, .agency = NONE_32, .client = NONE_32, .town = NONE_32, .area = NONE_32,
	};
	index_entity(t, (uint32_t)t->n);
	return (uint32_t)t->n++;
}

static void
index_shift(struct facts *f, uint32_t place)
{
	size_t at = hash_of(&f->shifts[place].id) & f->shift_mask;

	while (f->shift_slots[at] != 0)
		at = (at + 1) & f->shift_mask;
	f->shift_slots[at] = place + 1;
}

static void
grow_shifts(struct facts *f, size_t cap)
{
	struct arena old = f->shift_arena;
	const struct shift_row *had = f->shifts;

	arena_init(&f->shift_arena);
	f->shifts = arena_array(&f->shift_arena, struct shift_row, cap);
	if (f->n_shifts > 0)
		memcpy(f->shifts, had, f->n_shifts * sizeof(*had));
	f->cap_shifts = cap;
	for (f->shift_mask = 1023; f->shift_mask < cap * 2; f->shift_mask = f->shift_mask * 2 + 1)
		continue;
	f->shift_slots = arena_array(&f->shift_arena, uint32_t, f->shift_mask + 1);
	for (uint32_t i = 0; i < f->n_shifts; i++)
		index_shift(f, i);
	arena_release(&old);
}

void
shifts_take(struct facts *f, const void *rows, size_t n)
{
	grow_shifts(f, n + n / 8 + 64);
	f->n_shifts = n;
	if (n > 0)
		memcpy(f->shifts, rows, n * sizeof(*f->shifts));
	for (uint32_t i = 0; i < n; i++)
		index_shift(f, i);
}

struct shift_row *
shift_place(struct facts *f, const struct uuid *id, uint32_t *place)
{
	if (f->n_shifts == f->cap_shifts)
		grow_shifts(f, f->cap_shifts == 0 ? 1024 : f->cap_shifts * 2);
	for (size_t at = hash_of(id) & f->shift_mask; f->shift_slots[at] != 0;
	    at = (at + 1) & f->shift_mask)
		if (uuid_eq(&f->shifts[f->shift_slots[at] - 1].id, id)) {
			*place = f->shift_slots[at] - 1;
			return &f->shifts[*place];
		}
	*place = (uint32_t)f->n_shifts++;
	f->shifts[*place].id = *id;
	index_shift(f, *place);
	return &f->shifts[*place];
}
