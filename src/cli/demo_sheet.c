/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "cli/demo_sheet.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>

#include "base/date.h"

static void
add(struct demo_sheet *s, struct str line)
{
	if (s->n == s->cap) {
		size_t cap = s->cap == 0 ? 64 : s->cap * 2;
		struct str *more = arena_array(s->a, struct str, cap);

		if (s->n > 0)
			memcpy(more, s->lines, s->n * sizeof(*more));
		s->lines = more;
		s->cap = cap;
	}
	s->lines[s->n++] = line;
}

struct demo_sheet *
demo_sheet_new(struct arena *a, const char *columns)
{
	struct demo_sheet *s = arena_new(a, struct demo_sheet);

	s->a = a;
	add(s, str_of(columns));
	return s;
}

void
demo_sheet_add(struct demo_sheet *s, const char *fmt, ...)
{
	char line[1024];
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(line, sizeof(line), fmt, ap);
	va_end(ap);
	assert(n >= 0 && (size_t)n < sizeof(line));
	add(s, str_dup(s->a, (struct str){ line, (size_t)n }));
}

static bool
next(struct table *t, const struct str **cells, size_t *n, int64_t *line, struct err *e)
{
	struct demo_sheet *s = t->state;
	const char *p, *end;

	(void)e;
	*n = 0;
	if (s->at == s->n)
		return true;
	p = s->lines[s->at].p;
	end = p + s->lines[s->at].n;
	*line = (int64_t)++s->at;
	for (;;) {
		const char *tab = memchr(p, '\t', (size_t)(end - p));

		assert(*n < COUNT(s->cells));
		s->cells[(*n)++] = (struct str){ p, (size_t)((tab != NULL ? tab : end) - p) };
		if (tab == NULL)
			break;
		p = tab + 1;
	}
	*cells = s->cells;
	return true;
}

static int64_t
position(const struct table *t)
{
	const struct demo_sheet *s = t->state;

	return (int64_t)s->at;
}

void
demo_sheet_table(struct demo_sheet *s, struct table *out)
{
	s->at = 0;
	*out = (struct table){
		.next = next, .position = position, .total = (int64_t)s->n, .state = s
	};
}

const char *
demo_day(struct arena *a, int32_t day)
{
	char text[11] = "";

	if (day != DAY_NONE)
		day_format(day, text);
	return str_cstr(a, str_of(text));
}

int32_t
demo_date(int year, int month, int day)
{
	return day_of_ymd((struct ymd){ year, month, day });
}

int32_t
demo_workday(int32_t day)
{
	int weekday = day_weekday(day);

	return weekday > 5 ? day + 8 - weekday : day;
}

int
demo_share(int total, int i, int n)
{
	return (int)((int64_t)total * (i + 1) / n - (int64_t)total * i / n);
}
