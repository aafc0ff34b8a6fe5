/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/buf.h"

#include <math.h>
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

/* Up to six decimals, as coordinates have: v is the double nearest to n / 10^6 exactly when this
 * division, which rounds once, gives it back. */
static bool
short_real(struct buf *b, double v)
{
	int64_t n;
	unsigned width = 100000;

	if (!(fabs(v) < 1e9))
		return false;
	n = llround(fabs(v) * 1e6);
	if ((double)n / 1e6 != fabs(v))
		return false;
	if (v < 0)
		buf_char(b, '-');
	buf_int(b, n / 1000000);
	buf_char(b, '.');
	for (unsigned rest = (unsigned)(n % 1000000); rest > 0; rest %= width, width /= 10)
		buf_char(b, (char)('0' + rest / width));
	return true;
}

/* Digits with a point where it belongs, from "d.ddde±x". */
void
buf_real(struct buf *b, double v)
{
	char text[40], digits[24];
	size_t n = 0;
	int64_t exponent = 0;
	const char *x;

	if (v == trunc(v) && fabs(v) < 9007199254740992.0) {
		buf_int(b, (int64_t)v);
		return;
	}
	if (short_real(b, v))
		return;
	for (int precision = 14; precision <= 16; precision++) {
		snprintf(text, sizeof(text), "%.*e", precision, v);
		if (strtod(text, NULL) == v)
			break;
	}
	x = strchr(text, 'e');
	for (const char *c = text; c < x; c++)
		if (*c >= '0' && *c <= '9')
			digits[n++] = *c;
	while (n > 1 && digits[n - 1] == '0')
		n--;
	(void)str_int(str_of(x + 1), &exponent);
	if (exponent < -12 || exponent > 20) {
		snprintf(text, sizeof(text), "%.17g", v);
		buf_cstr(b, text);
		return;
	}
	if (v < 0)
		buf_char(b, '-');
	if (exponent < 0) {
		buf_cstr(b, "0.");
		for (int64_t i = -1; i > exponent; i--)
			buf_char(b, '0');
	}
	for (size_t i = 0; i < n || (int64_t)i <= exponent; i++) {
		if (exponent >= 0 && (int64_t)i == exponent + 1)
			buf_char(b, '.');
		buf_char(b, i < n ? digits[i] : '0');
	}
}

struct str
buf_text(const struct buf *b)
{
	return (struct str){ b->p != NULL ? b->p : "", b->n };
}
