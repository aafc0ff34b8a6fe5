/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "record/xlsx_number.h"

#include "base/date.h"

#include <math.h>

#define SECONDS 86400

/* Behind a quoted text, an escaped character or a bracket that stands at i; *elapsed when the
 * bracket is an elapsed time such as [h]. */
static size_t
skip(struct str f, size_t i, bool *elapsed)
{
	size_t end;

	if (f.p[i] == '\\' || f.p[i] == '_' || f.p[i] == '*')
		return i + 2;
	end = str_find(str_sub(f, i + 1, f.n), f.p[i] == '[' ? ']' : '"') + i + 1;
	if (f.p[i] == '[' && end > i + 1 && end < f.n) {
		bool same = true;

		for (size_t k = i + 1; k < end; k++)
			same = same && (f.p[k] | 32) == (f.p[i + 1] | 32);
		*elapsed = *elapsed || (same && strchr("hHmMsS", f.p[i + 1]) != NULL);
	}
	return end + 1;
}

enum number_kind
number_kind_of(struct str format)
{
	bool date = false, time = false, month = false, elapsed = false;
	char before = 0; /* the last of y, m, d, h, s */

	for (size_t i = 0; i < format.n && format.p[i] != ';';) {
		char c = format.p[i];

		if (c == '"' || c == '\\' || c == '_' || c == '*' || c == '[') {
			i = skip(format, i, &elapsed);
			before = elapsed && before == 0 ? 'h' : before;
			continue;
		}
		c = (char)(c | 32);
		if (c == 'm' && before != 'm') {
			/* Minutes behind hours, or before seconds; else months. */
			size_t k = i;

			while (k < format.n && ((format.p[k] | 32) == 'm' || format.p[k] == ':' ||
			    format.p[k] == ' '))
				k++;
			if (before == 'h' || (k < format.n && (format.p[k] | 32) == 's'))
				time = true;
			else
				month = true;
		}
		if (c == 'y' || c == 'd')
			date = true;
		if (c == 'h' || c == 's')
			time = true;
		if (c == 'y' || c == 'm' || c == 'd' || c == 'h' || c == 's')
			before = c;
		i++;
	}
	if (elapsed)
		return NUMBER_ELAPSED;
	if (date || month)
		return time ? NUMBER_DATE_TIME : NUMBER_DATE;
	return time ? NUMBER_TIME : NUMBER_PLAIN;
}

enum number_kind
number_kind_builtin(int64_t id)
{
	static const struct {
		int64_t first, last;
		enum number_kind kind;
	} rows[] = {
		{ 14, 17, NUMBER_DATE }, { 18, 21, NUMBER_TIME }, { 22, 22, NUMBER_DATE_TIME },
		{ 27, 31, NUMBER_DATE }, { 32, 33, NUMBER_TIME }, { 34, 36, NUMBER_DATE },
		{ 45, 45, NUMBER_TIME }, { 46, 46, NUMBER_ELAPSED }, { 47, 47, NUMBER_TIME },
		{ 50, 58, NUMBER_DATE },
	};

	for (size_t i = 0; i < COUNT(rows); i++)
		if (id >= rows[i].first && id <= rows[i].last)
			return rows[i].kind;
	return NUMBER_PLAIN;
}

/* Days since 1970 of a serial number. The 1900 system counts a 29 February 1900 that never was:
 * serial 60, which has no day. */
static bool
day_of_serial(int64_t serial, bool since_1904, int32_t *day)
{
	int64_t d = since_1904 ? serial - 24107 : serial - (serial > 60 ? 25569 : 25568);

	if ((!since_1904 && (serial == 60 || serial < 1)) || d < DAY_MIN || d > DAY_MAX)
		return false;
	*day = (int32_t)d;
	return true;
}

/* Whether `v` could be written as what its format says. */
static bool
put_moment(struct buf *b, double v, enum number_kind kind, bool since_1904)
{
	char day_text[11], clock_text[6];
	int64_t seconds, days;
	int32_t day;
	bool with_day, with_clock;

	if (!isfinite(v) || v < 0 || v > 3e6)
		return false;
	/* 21:40 is 0.9027… in the file: to the second first, or it would be 21:39. */
	seconds = llround(v * SECONDS);
	days = seconds / SECONDS;
	if (kind == NUMBER_ELAPSED) {
		buf_fmt(b, "%02lld:%02lld", (long long)(seconds / 3600), (long long)(seconds / 60 % 60));
		return true;
	}
	seconds %= SECONDS;
	/* Programs write plain days with a format that also shows midnight. */
	with_day = kind == NUMBER_DATE || (kind == NUMBER_DATE_TIME && (days > 0 || since_1904));
	with_clock = kind == NUMBER_TIME || (kind == NUMBER_DATE_TIME && (seconds != 0 || !with_day));
	if (with_day) {
		if (!day_of_serial(days, since_1904, &day))
			return false;
		day_format(day, day_text);
		buf_cstr(b, day_text);
	}
	if (with_day && with_clock)
		buf_char(b, ' ');
	if (with_clock) {
		clock_format((int)(seconds / 60), clock_text);
		buf_cstr(b, clock_text);
	}
	return true;
}

void
number_put(struct buf *b, struct str value, enum number_kind kind, bool since_1904)
{
	char text[64], *end;
	struct str s = str_trim(value);
	double v;
	int64_t whole;

	if (kind == NUMBER_PLAIN && str_int(s, &whole)) {
		buf_int(b, whole);
		return;
	}
	if (s.n == 0 || s.n >= sizeof(text)) {
		buf_str(b, value);
		return;
	}
	memcpy(text, s.p, s.n);
	text[s.n] = '\0';
	/* No locale was ever set, so this reads points; it also reads inf and hex, hence the span. */
	v = strtod(text, &end);
	if (*end != '\0' || strspn(text, "0123456789+-.eE") != s.n || !isfinite(v)) {
		buf_str(b, value);
		return;
	}
	if (kind != NUMBER_PLAIN && put_moment(b, v, kind, since_1904))
		return;
	if (v == 0)
		buf_char(b, '0');
	else
		buf_real(b, v);
}
