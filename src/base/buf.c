/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/buf.h"

#include <stdarg.h>

void
buf_init(struct buf *b)
{
	*b = (struct buf){ .p = NULL };
}

void
buf_init_in(struct buf *b, struct arena *a)
{
	*b = (struct buf){ .a = a };
}

void
buf_release(struct buf *b)
{
	if (b == NULL)
		return;
	if (b->a == NULL)
		free(b->p);
	*b = (struct buf){ .a = b->a };
}

void
buf_clear(struct buf *b)
{
	b->n = 0;
}

void
buf_reserve(struct buf *b, size_t more)
{
	size_t cap = b->cap == 0 ? 256 : b->cap;

	if (b->cap - b->n >= more)
		return;
	if (more > SIZE_MAX / 4 || b->n > SIZE_MAX / 4)
		abort();
	while (cap - b->n < more)
		cap *= 2;
	if (b->a != NULL) {
		char *p = arena_alloc(b->a, cap);

		if (b->n > 0)
			memcpy(p, b->p, b->n);
		b->p = p;
	} else if ((b->p = realloc(b->p, cap)) == NULL) {
		fprintf(stderr, "event=out_of_memory bytes=%zu\n", cap);
		abort();
	}
	b->cap = cap;
}

void
buf_fmt(struct buf *b, const char *fmt, ...)
{
	va_list ap;
	int n;

	buf_reserve(b, 128);
	va_start(ap, fmt);
	n = vsnprintf(b->p + b->n, b->cap - b->n, fmt, ap);
	va_end(ap);
	if (n < 0)
		return;
	if ((size_t)n >= b->cap - b->n) {
		buf_reserve(b, (size_t)n + 1);
		va_start(ap, fmt);
		vsnprintf(b->p + b->n, b->cap - b->n, fmt, ap);
		va_end(ap);
	}
	b->n += (size_t)n;
}

void
buf_int(struct buf *b, int64_t v)
{
	char digits[20];
	size_t n = sizeof(digits);
	uint64_t u = v < 0 ? 0 - (uint64_t)v : (uint64_t)v;

	if (u == (uint64_t)v && u < 10) {
		buf_char(b, (char)('0' + u));
		return;
	}
	do
		digits[--n] = (char)('0' + u % 10);
	while ((u /= 10) > 0);
	if (v < 0)
		buf_char(b, '-');
	buf_put(b, digits + n, sizeof(digits) - n);
}

struct str
buf_text(const struct buf *b)
{
	return (struct str){ b->p != NULL ? b->p : "", b->n };
}
