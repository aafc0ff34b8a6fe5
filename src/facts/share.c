/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Memory that the facts and their views share, and the views. */
#include <stddef.h>
#include <sys/mman.h>

#include "facts/build.h"

void *
shared_new(size_t n, void (*release)(struct shared *s))
{
	struct shared *s = calloc(1, n);

	if (s == NULL)
		abort();
	atomic_init(&s->refs, 1);
	s->release = release;
	return s;
}

void *
shared_hold(void *p)
{
	struct shared *s = p;

	if (s != NULL)
		atomic_fetch_add_explicit(&s->refs, 1, memory_order_relaxed);
	return p;
}

void
shared_drop(void *p)
{
	struct shared *s = p;

	/* What others did with it is over before it is freed. */
	if (s != NULL && atomic_fetch_sub_explicit(&s->refs, 1, memory_order_acq_rel) == 1)
		s->release(s);
}

bool
shared_shown(const void *p)
{
	const struct shared *s = p;

	return atomic_load_explicit(&s->refs, memory_order_acquire) > 1;
}

static void
plain_release(struct shared *s)
{
	free(s);
}

static void
acts_release(struct shared *s)
{
	struct acts_memory *m = (struct acts_memory *)(void *)s;

	for (size_t i = 0; i < m->n; i++)
		free(m->list[i]);
	free(m->list);
	if (m->map != NULL)
		munmap(m->map, m->map_bytes);
	arena_release(&m->a);
	free(m);
}

static void
entities_release(struct shared *s)
{
	struct entities_memory *m = (struct entities_memory *)(void *)s;

	arena_release(&m->a);
	free(m);
}

static void
codes_release(struct shared *s)
{
	struct codes_memory *m = (struct codes_memory *)(void *)s;

	arena_release(&m->a);
	free(m);
}

struct acts_memory *
acts_memory_new(void)
{
	struct acts_memory *m = shared_new(sizeof(*m), acts_release);

	arena_init(&m->a);
	return m;
}

struct flags_memory *
flags_memory_new(void)
{
	return shared_new(sizeof(struct flags_memory), plain_release);
}

struct entities_memory *
entities_memory_new(void)
{
	struct entities_memory *m = shared_new(sizeof(*m), entities_release);

	arena_init(&m->a);
	return m;
}

struct codes_memory *
codes_memory_new(void)
{
	struct codes_memory *m = shared_new(sizeof(*m), codes_release);

	arena_init(&m->a);
	return m;
}

struct shift_page *
shift_page_new(void)
{
	return shared_new(sizeof(struct shift_page), plain_release);
}

struct slots *
slots_new(size_t room)
{
	size_t n = 128;
	struct slots *s;

	while (n < room * 2)
		n *= 2;
	s = shared_new(sizeof(*s) + n * sizeof(s->v[0]), plain_release);
	s->mask = n - 1;
	return s;
}

size_t
slots_room(const struct slots *s)
{
	return (s->mask + 1) / 2;
}

void
facts_drop(struct facts *f)
{
	for (size_t i = 0; i < f->n_acts; i++) {
		shared_drop(f->acts[i]->memory);
		shared_drop(f->acts[i]->flags);
	}
	for (size_t i = 0; i < f->n_pages; i++)
		shared_drop(f->pages[i]);
	for (int i = 0; i < N_ENTITIES; i++) {
		shared_drop(f->entity[i].memory);
		shared_drop(f->entity[i].slots);
	}
	shared_drop(f->shift_slots);
	shared_drop(f->codes_memory);
	ledgers_drop(f);
}

/* -- views ----------------------------------------------------------------------------------- */

const struct facts *
facts_view(struct facts *f)
{
	struct facts *v = calloc(1, sizeof(*v));
	struct acts *acts;

	if (v == NULL)
		abort();
	arena_init(&v->a);
	atomic_init(&v->refs, 1);
	v->codes = f->codes;
	v->codes_memory = shared_hold(f->codes_memory);
	v->position = f->position;
	v->rows = f->rows;
	for (int i = 0; i < N_ENTITIES; i++) {
		v->entity[i] = (struct entities){ .reg = f->entity[i].reg, .v = f->entity[i].v,
			.n = f->entity[i].n, .cap = f->entity[i].n };
		v->entity[i].memory = shared_hold(f->entity[i].memory);
		v->entity[i].slots = shared_hold(f->entity[i].slots);
	}
	v->n_acts = v->cap_acts = f->n_acts;
	v->acts = arena_array(&v->a, struct acts *, f->n_acts);
	acts = arena_array(&v->a, struct acts, f->n_acts);
	for (size_t i = 0; i < f->n_acts; i++) {
		acts[i] = *f->acts[i];
		shared_hold(acts[i].memory);
		shared_hold(acts[i].flags);
		v->acts[i] = &acts[i];
	}
	v->n_pages = v->cap_pages = f->n_pages;
	v->n_shifts = f->shown_shifts = f->n_shifts;
	v->shift_slots = shared_hold(f->shift_slots);
	v->pages = arena_array(&v->a, struct shift_page *, f->n_pages);
	for (size_t i = 0; i < f->n_pages; i++)
		v->pages[i] = shared_hold(f->pages[i]);
	ledgers_view(f, v);
	return v;
}

const struct facts *
facts_hold(const struct facts *view)
{
	struct facts *v = (struct facts *)(uintptr_t)view;

	atomic_fetch_add_explicit(&v->refs, 1, memory_order_relaxed);
	return view;
}

void
facts_let_go(const struct facts *view)
{
	struct facts *v = (struct facts *)(uintptr_t)view;

	if (v == NULL || atomic_fetch_sub_explicit(&v->refs, 1, memory_order_acq_rel) != 1)
		return;
	facts_drop(v);
	arena_release(&v->a);
	free(v);
}
