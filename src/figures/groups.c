/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "figures/plan.h"

#include <stdlib.h>

#define DENSE_MAX (1u << 20)

struct group_table {
	struct cell_sum *cells; /* by composite, or by slot */
	uint64_t *packed;       /* an array's: what is not yet in the cells; NULL: a hash table */
	uint32_t *last;         /* number of the record last counted there, + 1 */
	uint64_t *composites;   /* hash: of each slot */
	uint32_t *slots;        /* hash: slot + 1 */
	size_t n, cap, mask;
};

static void *
room(void *old, size_t n, size_t size)
{
	void *p = realloc(old, n * size);

	if (p == NULL)
		abort();
	return p;
}

/* Zeroes that cost nothing until they are touched. */
static void *
zeroes(size_t n, size_t size)
{
	void *p = calloc(n, size);

	if (p == NULL)
		abort();
	return p;
}

struct group_table *
groups_new(struct arena *a, uint64_t n_composites)
{
	struct group_table *t = arena_new(a, struct group_table);

	if (n_composites <= DENSE_MAX) {
		t->n = t->cap = (size_t)n_composites;
		t->cells = zeroes(t->cap + 1, sizeof(*t->cells));
		t->packed = zeroes(t->cap + 1, sizeof(*t->packed));
		t->last = zeroes(t->cap + 1, sizeof(*t->last));
		return t;
	}
	t->cap = 1024;
	t->mask = t->cap * 4 - 1;
	t->cells = room(NULL, t->cap, sizeof(*t->cells));
	t->last = room(NULL, t->cap, sizeof(*t->last));
	t->composites = room(NULL, t->cap, sizeof(*t->composites));
	t->slots = zeroes(t->mask + 1, sizeof(*t->slots));
	return t;
}

void
groups_free(struct group_table *t)
{
	if (t == NULL)
		return;
	free(t->cells);
	free(t->packed);
	free(t->last);
	free(t->composites);
	free(t->slots);
}

static size_t
slot_from(const struct group_table *t, uint64_t composite)
{
	size_t at = (size_t)((composite * 0x9e3779b97f4a7c15u) >> 20) & t->mask;

	while (t->slots[at] != 0 && t->composites[t->slots[at] - 1] != composite)
		at = (at + 1) & t->mask;
	return at;
}

static void
grow(struct group_table *t)
{
	t->cap *= 2;
	t->mask = t->cap * 4 - 1;
	t->cells = room(t->cells, t->cap, sizeof(*t->cells));
	t->last = room(t->last, t->cap, sizeof(*t->last));
	t->composites = room(t->composites, t->cap, sizeof(*t->composites));
	free(t->slots);
	t->slots = zeroes(t->mask + 1, sizeof(*t->slots));
	for (size_t i = 0; i < t->n; i++)
		t->slots[slot_from(t, t->composites[i])] = (uint32_t)(i + 1);
}

static size_t
index_of(struct group_table *t, uint64_t composite)
{
	size_t at;

	if (t->composites == NULL)
		return (size_t)composite;
	at = slot_from(t, composite);
	if (t->slots[at] == 0) {
		if (t->n == t->cap) {
			grow(t);
			at = slot_from(t, composite);
		}
		t->cells[t->n] = (struct cell_sum){ 0, 0 };
		t->last[t->n] = 0;
		t->composites[t->n] = composite;
		t->slots[at] = (uint32_t)++t->n;
	}
	return t->slots[at] - 1;
}

struct cell_sum *
groups_at(struct group_table *t, uint64_t composite)
{
	return &t->cells[index_of(t, composite)];
}

bool
groups_dense(const struct group_table *t)
{
	return t->packed != NULL;
}

uint64_t *
groups_packed(struct group_table *t)
{
	return t->packed;
}

uint32_t *
groups_last(struct group_table *t)
{
	return t->last;
}

void
groups_unpack(struct group_table *t, int64_t bias)
{
	for (size_t i = 0; t->packed != NULL && i < t->n; i++) {
		struct cell_sum c = packed_sum(t->packed[i], bias);

		if (t->packed[i] == 0)
			continue;
		t->cells[i].sum += c.sum;
		t->cells[i].n += c.n;
		t->packed[i] = 0;
	}
}

bool
groups_first(struct group_table *t, uint64_t composite, uint32_t record)
{
	size_t at = index_of(t, composite);
	bool first = t->last[at] != record + 1;

	t->last[at] = record + 1;
	return first;
}

struct cell_sum *
groups_next(struct group_table *t, uint64_t *at, uint64_t *composite)
{
	for (; *at < t->n; ++*at) {
		struct cell_sum *c = &t->cells[*at];

		if (c->n == 0 && c->sum == 0)
			continue;
		*composite = t->composites == NULL ? *at : t->composites[*at];
		++*at;
		return c;
	}
	return NULL;
}
