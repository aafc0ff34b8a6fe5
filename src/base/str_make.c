/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What needs memory or the C library: the phone has neither (str.c is compiled for it too). */
#include "base/arena.h"

#include <stdarg.h>

char *
str_cstr(struct arena *a, struct str s)
{
	char *p = arena_alloc(a, s.n + 1);

	if (s.n > 0)
		memcpy(p, s.p, s.n);
	p[s.n] = '\0';
	return p;
}

struct str
str_dup(struct arena *a, struct str s)
{
	return s.p == NULL ? STR_NONE : (struct str){ str_cstr(a, s), s.n };
}

struct str
str_fmt(struct arena *a, const char *fmt, ...)
{
	va_list ap, again;
	char *p;
	int n;

	va_start(ap, fmt);
	va_copy(again, ap);
	n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	if (n < 0)
		n = 0;
	p = arena_alloc(a, (size_t)n + 1);
	vsnprintf(p, (size_t)n + 1, fmt, again);
	va_end(again);
	return (struct str){ p, (size_t)n };
}

/* Powers of ten that a double holds exactly. */
static const double tens[] = {
	1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
	1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
};

bool
str_decimal(struct str s, double *out)
{
	bool minus = s.n > 0 && s.p[0] == '-', point = false;
	size_t i = s.n > 0 && (s.p[0] == '-' || s.p[0] == '+') ? 1 : 0;
	size_t digits = 0, kept = 0, after = 0;
	uint64_t v = 0;
	char text[32];
	double r;

	for (; i < s.n; i++) {
		if ((s.p[i] == '.' || s.p[i] == ',') && !point) {
			point = true;
			continue;
		}
		if (s.p[i] < '0' || s.p[i] > '9' || ++digits > 40)
			return false;
		if (kept >= 17) {
			/* Digits past what a double can tell apart count only before the point. */
			if (!point)
				return false;
			continue;
		}
		if (after == COUNT(tens) - 1)
			continue;
		v = v * 10 + (uint64_t)(s.p[i] - '0');
		kept += v > 0;
		after += point;
	}
	if (digits == 0)
		return false;
	/* One division of two exact numbers rounds once while v has at most 15 digits. Beyond, the library
	 * rounds right; no locale was ever set, so it reads points. */
	if (kept <= 15) {
		r = (double)v / tens[after];
	} else {
		snprintf(text, sizeof(text), "%llue-%zu", (unsigned long long)v, after);
		r = strtod(text, NULL);
	}
	*out = minus ? -r : r;
	return true;
}
