/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "rules/schedule.h"

#include "base/date.h"

static const char *const names[7][2] = {
	{ "monday", "lundi" }, { "tuesday", "mardi" }, { "wednesday", "mercredi" },
	{ "thursday", "jeudi" }, { "friday", "vendredi" }, { "saturday", "samedi" },
	{ "sunday", "dimanche" },
};
static const char *const shorts[7] = { "Mo", "Tu", "We", "Th", "Fr", "Sa", "Su" };

/* Two letters of its name are enough. */
static bool
day_read(struct str word, int *day)
{
	if (word.n > 2 && word.p[word.n - 1] == '.')
		word.n--;
	for (*day = 0; word.n >= 2 && *day < 7; (*day)++)
		for (int l = 0; l < 2; l++)
			if (str_starts(str_of(names[*day][l]), word))
				return true;
	return false;
}

static bool
joins(char c)
{
	return c == ',' || c == '-';
}

static struct str
next_word(struct str *rest)
{
	struct str word;
	size_t n = 0;

	*rest = str_trim(*rest);
	if (rest->n > 0 && joins(rest->p[0]))
		n = 1;
	else
		while (n < rest->n && rest->p[n] != ' ' && !joins(rest->p[n]))
			n++;
	word = str_sub(*rest, 0, n);
	*rest = str_sub(*rest, n, rest->n);
	return word;
}

/* "mo-fr", "lundi au vendredi", "mo, tu et th": names, between them what joins. */
static bool
days_read(struct str text, uint8_t *days)
{
	bool range = false, joined = true;
	int last = -1, day;

	*days = 0;
	while (str_trim(text).n > 0) {
		struct str word = next_word(&text);

		if (str_is(word, "-") || str_is(word, "au") || str_is(word, "a") || str_is(word, "to")) {
			if (joined)
				return false;
			range = joined = true;
			continue;
		}
		if (str_is(word, ",") || str_is(word, "et") || str_is(word, "and")) {
			if (joined)
				return false;
			joined = true;
			continue;
		}
		if (str_is(word, "du") || str_is(word, "le"))
			continue;
		if (!joined || !day_read(word, &day))
			return false;
		for (int d = last; range && d != day; d = (d + 1) % 7)
			*days |= (uint8_t)(1 << d);
		*days |= (uint8_t)(1 << day);
		last = day;
		range = joined = false;
	}
	return !joined && *days != 0;
}

static bool
spans_read(struct str text, struct schedule_line *out)
{
	struct str span, start;

	out->n = 0;
	while (str_cut(&text, ',', &span)) {
		if (out->n == SCHEDULE_SPANS_MAX || str_find(span, '-') == span.n ||
		    !str_cut(&span, '-', &start) || !clock_parse(str_trim(start), &out->start[out->n]) ||
		    !clock_parse(str_trim(span), &out->end[out->n]) ||
		    out->start[out->n] == out->end[out->n])
			return false;
		out->n++;
	}
	return out->n > 0;
}

bool
schedule_read(struct str text, struct schedule_line *out)
{
	size_t at = 0;

	while (at < text.n && (text.p[at] < '0' || text.p[at] > '9'))
		at++;
	return days_read(str_sub(text, 0, at), &out->days) && spans_read(str_sub(text, at, text.n), out);
}

void
schedule_write(struct buf *b, const struct schedule_line *s)
{
	const char *comma = "";

	for (int day = 0; day < 7; day++) {
		int end = day;

		if ((s->days & 1 << day) == 0)
			continue;
		while (end < 6 && (s->days & 1 << (end + 1)) != 0)
			end++;
		buf_fmt(b, "%s%s", comma, shorts[day]);
		comma = ",";
		if (end - day >= 2) {
			buf_fmt(b, "-%s", shorts[end]);
			day = end;
		}
	}
	for (size_t i = 0; i < s->n; i++) {
		char start[6], end[6];

		clock_format(s->start[i], start);
		clock_format(s->end[i], end);
		buf_fmt(b, "%c%s-%s", i == 0 ? ' ' : ',', start, end);
	}
}
