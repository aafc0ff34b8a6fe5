/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Segments of acts in memory, and the tables of what their columns stand for. */
#include "facts/build.h"

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
	s->memory = acts_memory_new();
	s->first_day = INT32_MAX;
	s->last_day = INT32_MIN;
	return s;
}

static void
room(struct acts *s)
{
	s->id = arena_array(&s->memory->a, struct uuid, SEGMENT_ROWS);
	s->day = arena_array(&s->memory->a, int32_t, SEGMENT_ROWS);
	s->minute = arena_array(&s->memory->a, uint16_t, SEGMENT_ROWS);
	s->scheme = arena_array(&s->memory->a, uint16_t, SEGMENT_ROWS);
	s->sector = arena_array(&s->memory->a, uint16_t, SEGMENT_ROWS);
	s->shift = arena_array(&s->memory->a, uint32_t, SEGMENT_ROWS);
	s->cell = arena_array(&s->memory->a, uint32_t, SEGMENT_ROWS);
	s->length = arena_array(&s->memory->a, uint16_t, SEGMENT_ROWS);
	s->contacts = arena_array(&s->memory->a, uint16_t, SEGMENT_ROWS);
	for (int i = 0; i < N_ACT_BYTES; i++)
		s->byte[i] = arena_array(&s->memory->a, uint8_t, SEGMENT_ROWS);
	for (int i = 0; i < N_ACT_LISTS; i++)
		s->list[i].count = arena_array(&s->memory->a, uint8_t, SEGMENT_ROWS);
}

/* Makes room for n bytes more. What views show of it stays where it is. */
static void
item_room(struct acts *s, struct buf *b, size_t n)
{
	struct acts_memory *m = s->memory;
	size_t cap = b->cap < 2048 ? 4096 : b->cap * 2, i = 0;
	char *p;

	if (b->cap - b->n >= n)
		return;
	if (cap < b->n + n)
		cap = b->n + n;
	while (i < m->n && m->list[i] != b->p)
		i++;
	if (b->p != NULL && i < m->n && !shared_shown(m)) {
		p = realloc(b->p, cap);
	} else {
		p = malloc(cap);
		if (p != NULL && b->n > 0)
			memcpy(p, b->p, b->n);
		i = m->n;
	}
	if (m->n == m->cap) {
		m->cap = m->cap == 0 ? 16 : m->cap * 2;
		m->list = realloc(m->list, m->cap * sizeof(*m->list));
	}
	if (p == NULL || m->list == NULL)
		abort();
	m->list[i] = p;
	m->n += i == m->n;
	b->p = p;
	b->cap = cap;
}

static void
item_put(struct acts *s, struct buf *b, const void *p, size_t n)
{
	if (n == 0)
		return;
	item_room(s, b, n);
	memcpy(b->p + b->n, p, n);
	b->n += n;
}

/* A mapped segment that is not full becomes one in memory before it grows. */
static void
unmap(struct acts *s)
{
	struct acts old = *s;

	s->memory = acts_memory_new();
	s->flags = NULL;
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
		item_put(s, &new->code, old.list[i].code.p, old.list[i].code.n);
		item_put(s, &new->more, old.list[i].more.p, old.list[i].more.n);
		item_put(s, &new->n, old.list[i].n.p, old.list[i].n.n);
	}
	shared_drop(old.memory);
	shared_drop(old.flags);
}

struct acts *
acts_open(struct facts *f)
{
	struct acts *s = f->n_acts > 0 ? f->acts[f->n_acts - 1] : NULL;

	if (s == NULL || s->n == SEGMENT_ROWS) {
		s = acts_new(f);
		room(s);
	} else if (s->memory->map != NULL) {
		unmap(s);
	}
	s->dirty = true;
	return s;
}

void
acts_item(struct acts *s, enum act_list list, uint8_t code, uint8_t more, uint16_t n)
{
	struct act_items *l = &s->list[list];

	item_put(s, &l->code, &code, 1);
	if (list == ACT_FACTS)
		item_put(s, &l->more, &more, 1);
	if (list == ACT_FACTS || list == ACT_PUBLICS)
		item_put(s, &l->n, &n, sizeof(n));
	l->count[s->n]++;
}

void
acts_close_row(struct facts *f, struct acts *s)
{
	int32_t day = s->day[s->n];

	if ((s->byte[ACT_FLAGS][s->n] & ACT_TWIN) == 0) {
		s->byte[ACT_FLAGS][s->n] |= ACT_ALIVE;
		f->rows++;
	}
	if (day < s->first_day)
		s->first_day = day;
	if (day > s->last_day)
		s->last_day = day;
	s->n++;
}

void
acts_bury(struct facts *f, struct acts *s, size_t row)
{
	if (shared_shown(s->flags != NULL ? (void *)s->flags : s->memory)) {
		struct flags_memory *m = flags_memory_new();

		memcpy(m->v, s->byte[ACT_FLAGS], s->n);
		shared_drop(s->flags);
		s->flags = m;
		s->byte[ACT_FLAGS] = m->v;
	}
	f->rows -= (s->byte[ACT_FLAGS][row] & ACT_ALIVE) != 0;
	s->byte[ACT_FLAGS][row] &= (uint8_t)~(ACT_ALIVE | ACT_TWIN);
	s->dirty = true;
}

/* -- entities -------------------------------------------------------------------------------- */

size_t
slot_hash(const struct uuid *id)
{
	uint64_t head, tail;

	/* The tail is random or a hash already. */
	memcpy(&head, id->b, sizeof(head));
	memcpy(&tail, id->b + sizeof(head), sizeof(tail));
	return (size_t)((tail ^ head * 0x9e3779b97f4a7c15u) * 0xbf58476d1ce4e5b9u >> 24);
}

/* Slots are read by views while the facts add to them. */
uint32_t
slot_get(const struct slots *t, size_t at)
{
	return atomic_load_explicit(&t->v[at & t->mask], memory_order_relaxed);
}

void
slot_put(struct slots *t, const struct uuid *id, uint32_t place)
{
	size_t at = slot_hash(id);

	while (slot_get(t, at) != 0)
		at++;
	atomic_store_explicit(&t->v[at & t->mask], place + 1, memory_order_relaxed);
}

uint32_t
entity_find(const struct entities *t, const struct uuid *id)
{
	uint32_t v;

	if (t->slots == NULL)
		return NONE_32;
	for (size_t at = slot_hash(id); (v = slot_get(t->slots, at)) != 0; at++)
		if (v <= t->n && uuid_eq(&t->v[v - 1].id, id))
			return v - 1;
	return NONE_32;
}

uint32_t
shift_find(const struct facts *f, const struct uuid *id)
{
	uint32_t v;

	if (f->shift_slots == NULL)
		return NONE_32;
	for (size_t at = slot_hash(id); (v = slot_get(f->shift_slots, at)) != 0; at++)
		if (v <= f->n_shifts && uuid_eq(&shift_page(f, v - 1)->id[(v - 1) % PAGE_SHIFTS], id))
			return v - 1;
	return NONE_32;
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
		struct entity *v;

		if (t->memory == NULL)
			t->memory = entities_memory_new();
		v = arena_array(&t->memory->a, struct entity, cap);
		if (t->n > 0)
			memcpy(v, t->v, t->n * sizeof(*v));
		t->v = v;
		t->cap = cap;
		shared_drop(t->slots);
		t->slots = slots_new(cap * 2);
		for (uint32_t i = 0; i < t->n; i++)
			slot_put(t->slots, &v[i].id, i);
	}
	t->v[t->n] = (struct entity){
		.id = *id, .agency = NONE_32, .client = NONE_32, .town = NONE_32, .area = NONE_32,
	};
	slot_put(t->slots, id, (uint32_t)t->n);
	return (uint32_t)t->n++;
}

void
entities_renew(struct facts *f, enum entity_table table)
{
	struct entities *t = &f->entity[table];
	struct entities_memory *m;
	struct entity *v;

	if (t->memory == NULL || !shared_shown(t->memory))
		return;
	m = entities_memory_new();
	v = arena_array(&m->a, struct entity, t->cap);
	for (size_t i = 0; i < t->n; i++) {
		v[i] = t->v[i];
		v[i].own = str_dup(&m->a, v[i].own);
		v[i].title = str_dup(&m->a, v[i].title);
	}
	shared_drop(t->memory);
	t->memory = m;
	t->v = v;
}

/* -- shifts ---------------------------------------------------------------------------------- */

static void
index_shifts(struct facts *f, size_t room)
{
	shared_drop(f->shift_slots);
	f->shift_slots = slots_new(room);
	for (uint32_t i = 0; i < f->n_shifts; i++)
		slot_put(f->shift_slots, &shift_page(f, i)->id[i % PAGE_SHIFTS], i);
}

static struct shift_page *
add_page(struct facts *f)
{
	if (f->n_pages == f->cap_pages) {
		size_t cap = f->cap_pages == 0 ? 64 : f->cap_pages * 2;
		struct shift_page **v = arena_array(&f->a, struct shift_page *, cap);

		if (f->n_pages > 0)
			memcpy(v, f->pages, f->n_pages * sizeof(*v));
		f->pages = v;
		f->cap_pages = cap;
	}
	return f->pages[f->n_pages++] = shift_page_new();
}

static void
page_put(struct shift_page *p, size_t i, const struct shift_row *r)
{
	p->id[i] = r->id;
	p->day[i] = r->day;
	p->planned_end[i] = r->planned_end;
	p->scheme[i] = r->scheme;
	p->sector[i] = r->sector;
	p->minutes[i] = r->minutes;
	memcpy(p->team[i], r->team, sizeof(r->team));
	p->state[i] = r->state;
	p->n_team[i] = r->n_team;
	p->alive[i] = r->alive;
}

struct shift_row
shift_row(const struct facts *f, size_t place)
{
	const struct shift_page *p = shift_page(f, place);
	size_t i = place % PAGE_SHIFTS;
	struct shift_row r;

	/* What lies between the fields is written to files too. */
	memset(&r, 0, sizeof(r));
	r.id = p->id[i];
	r.day = p->day[i];
	r.planned_end = p->planned_end[i];
	r.scheme = p->scheme[i];
	r.sector = p->sector[i];
	r.minutes = p->minutes[i];
	memcpy(r.team, p->team[i], sizeof(r.team));
	r.state = p->state[i];
	r.n_team = p->n_team[i];
	r.alive = p->alive[i];
	return r;
}

void
shifts_take(struct facts *f, const void *rows, size_t n)
{
	const char *from = rows;

	for (size_t i = 0; i < n; i++, from += sizeof(struct shift_row)) {
		struct shift_row r;

		memcpy(&r, from, sizeof(r));
		if (i % PAGE_SHIFTS == 0)
			add_page(f);
		page_put(f->pages[i / PAGE_SHIFTS], i % PAGE_SHIFTS, &r);
	}
	f->n_shifts = n;
	index_shifts(f, n + n / 8 + PAGE_SHIFTS);
}

uint32_t
shift_place(struct facts *f, const struct uuid *id)
{
	uint32_t place = shift_find(f, id);

	if (place != NONE_32)
		return place;
	place = (uint32_t)f->n_shifts;
	if (f->n_shifts == f->n_pages * PAGE_SHIFTS) {
		add_page(f);
		if (f->shift_slots == NULL || f->n_pages * PAGE_SHIFTS > slots_room(f->shift_slots))
			index_shifts(f, f->n_pages * PAGE_SHIFTS * 2);
	}
	/* Views that share the page do not show this row. */
	page_put(f->pages[place / PAGE_SHIFTS], place % PAGE_SHIFTS, &(struct shift_row){ .id = *id });
	slot_put(f->shift_slots, id, place);
	f->n_shifts++;
	return place;
}

void
shift_write(struct facts *f, uint32_t place, const struct shift_row *r)
{
	struct shift_page **page = &f->pages[place / PAGE_SHIFTS];

	if (place < f->shown_shifts && shared_shown(*page)) {
		struct shift_page *m = shift_page_new();
		const size_t head = offsetof(struct shift_page, id);

		memcpy((char *)m + head, (const char *)*page + head, sizeof(*m) - head);
		shared_drop(*page);
		*page = m;
	}
	page_put(*page, place % PAGE_SHIFTS, r);
}
