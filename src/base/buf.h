/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A text that grows.  Its memory comes from malloc and is freed by buf_release, or from an arena
 * (buf_init_in) and is freed with it.  buf_text borrows: valid until the next put.
 */
#ifndef MAILLAGE_BASE_BUF_H
#define MAILLAGE_BASE_BUF_H

#include "base/arena.h"

struct buf {
	char *p;
	size_t n;
	size_t cap;
	struct arena *a; /* where it grows; NULL: malloc */
};

void buf_init(struct buf *b);
/* The buffer grows in the arena, and is released with it. */
void buf_init_in(struct buf *b, struct arena *a);
void buf_release(struct buf *b);
void buf_clear(struct buf *b);
void buf_reserve(struct buf *b, size_t more);
void buf_fmt(struct buf *b, const char *fmt, ...) PRINTF_LIKE(2, 3);
/* Decimal digits, without printf: the fast path of writers. */
void buf_int(struct buf *b, int64_t v);
/* A finite number as the shortest decimal that reads back the same, without an exponent while it is
 * readable (1e-12 to 1e20). */
void buf_real(struct buf *b, double v);
/* What was put so far, borrowed. */
struct str buf_text(const struct buf *b);

/* The small puts are what writers spend their time in: they stand here to be inlined. */
static inline void
buf_put(struct buf *b, const void *p, size_t n)
{
	if (n == 0)
		return;
	if (b->cap - b->n < n)
		buf_reserve(b, n);
	memcpy(b->p + b->n, p, n);
	b->n += n;
}

static inline void
buf_str(struct buf *b, struct str s)
{
	buf_put(b, s.p, s.n);
}

static inline void
buf_cstr(struct buf *b, const char *s)
{
	buf_put(b, s, strlen(s));
}

static inline void
buf_char(struct buf *b, char c)
{
	if (b->n == b->cap)
		buf_reserve(b, 1);
	b->p[b->n++] = c;
}

#endif
