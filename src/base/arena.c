/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/arena.h"

#include <stdalign.h>

#define BLOCK_MIN (16u << 10)
#define BLOCK_MAX (1u << 20)
#define ALIGN (alignof(max_align_t))

struct arena_block {
	struct arena_block *before;
	size_t at;   /* bytes used of p */
	size_t dirty; /* bytes ever used: what lies behind is still zero */
	size_t cap;
	alignas(max_align_t) char p[];
};

struct arena_defer {
	struct arena_defer *before;
	void (*f)(void *);
	void *p;
};

static _Noreturn void
out_of_memory(size_t n)
{
	fprintf(stderr, "event=out_of_memory bytes=%zu\n", n);
	abort();
}

static struct arena_block *
block_new(struct arena_block *before, size_t n)
{
	size_t cap = before == NULL ? BLOCK_MIN : before->cap * 2;
	struct arena_block *b;

	if (cap > BLOCK_MAX)
		cap = BLOCK_MAX;
	if (cap < n)
		cap = n;
	if (cap > SIZE_MAX - sizeof(*b) || (b = calloc(1, sizeof(*b) + cap)) == NULL)
		out_of_memory(cap);
	b->before = before;
	b->cap = cap;
	return b;
}

void
arena_init(struct arena *a)
{
	*a = (struct arena){ .block = NULL };
}

void *
arena_alloc(struct arena *a, size_t n)
{
	struct arena_block *b;
	size_t size;
	char *p;

	if (n > SIZE_MAX / 2)
		out_of_memory(n);
	size = n == 0 ? ALIGN : (n + ALIGN - 1) / ALIGN * ALIGN;
	if (a->block == NULL || a->block->cap - a->block->at < size)
		a->block = block_new(a->block, size);
	b = a->block;
	p = b->p + b->at;
	/* Pages of a large block that nobody looks at are never touched. */
	if (b->at < b->dirty)
		memset(p, 0, b->dirty - b->at < size ? b->dirty - b->at : size);
	b->at += size;
	if (b->at > b->dirty)
		b->dirty = b->at;
	a->used += size;
	return p;
}

void *
arena_calloc(struct arena *a, size_t n, size_t size)
{
	if (size != 0 && n > SIZE_MAX / size)
		out_of_memory(SIZE_MAX);
	return arena_alloc(a, n * size);
}

void
arena_defer(struct arena *a, void (*f)(void *), void *p)
{
	struct arena_defer *d = arena_new(a, struct arena_defer);

	d->before = a->defers;
	d->f = f;
	d->p = p;
	a->defers = d;
}

struct arena_mark
arena_mark(struct arena *a)
{
	return (struct arena_mark){
		.block = a->block,
		.at = a->block != NULL ? a->block->at : 0,
		.defers = a->defers,
		.used = a->used,
	};
}

void
arena_back(struct arena *a, struct arena_mark m)
{
	while (a->defers != m.defers) {
		struct arena_defer *d = a->defers;

		a->defers = d->before;
		d->f(d->p);
	}
	while (a->block != m.block) {
		struct arena_block *b = a->block;

		/* The first block of an emptied arena is kept: loops come back to it. */
		if (m.block == NULL && b->before == NULL) {
			b->at = 0;
			a->used = m.used;
			return;
		}
		a->block = b->before;
		free(b);
	}
	if (a->block != NULL)
		a->block->at = m.at;
	a->used = m.used;
}

void
arena_release(struct arena *a)
{
	if (a == NULL)
		return;
	arena_back(a, (struct arena_mark){ .block = NULL });
	free(a->block);
	arena_init(a);
}
