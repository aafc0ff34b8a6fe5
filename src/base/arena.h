/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Memory by lifetime.  An arena hands out memory that is freed all at once.  Out of memory aborts
 * with one line on standard error: everything that comes from outside has a ceiling, so running out
 * is a fault of ours or of the machine.  One thread at a time.
 */
#ifndef MAILLAGE_BASE_ARENA_H
#define MAILLAGE_BASE_ARENA_H

#include "base/str.h"

struct arena_block;
struct arena_defer;

struct arena {
	struct arena_block *block;   /* the newest */
	struct arena_defer *defers;  /* the newest */
	size_t used;                 /* bytes handed out since init, for ceilings and tests */
};

struct arena_mark {
	struct arena_block *block;
	size_t at;
	struct arena_defer *defers;
	size_t used;
};

void arena_init(struct arena *a);
/* Runs what was deferred, newest first, and frees everything. NULL is accepted. */
void arena_release(struct arena *a);
/* Zeroed memory, aligned for any type; never NULL; n == 0 gives a valid pointer. */
void *arena_alloc(struct arena *a, size_t n);
/* n * size with a check against overflow. */
void *arena_calloc(struct arena *a, size_t n, size_t size);
/* Calls f(p) when the arena is released or taken back to a mark before this call. */
void arena_defer(struct arena *a, void (*f)(void *), void *p);
/* A place to come back to: arena_back frees all that was handed out since. */
struct arena_mark arena_mark(struct arena *a);
void arena_back(struct arena *a, struct arena_mark m);

#define arena_new(a, type) ((type *)arena_alloc((a), sizeof(type)))
#define arena_array(a, type, n) ((type *)arena_calloc((a), (n), sizeof(type)))

#endif
