/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/date.h"

#include "base/lang.h"

/* Howard Hinnant's "chrono-compatible low-level date algorithms": eras of 400 years from March. */
int32_t
day_of_ymd(struct ymd d)
{
	int y = d.month <= 2 ? d.year - 1 : d.year;
	int era = y / 400;
	int yoe = y - era * 400;
	int doy = (153 * (d.month + (d.month > 2 ? -3 : 9)) + 2) / 5 + d.day - 1;
	int doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;

	return era * 146097 + doe - 719468;
}

struct ymd
ymd_of_day(int32_t day)
{
	int z = day + 719468;
	int era = z / 146097;
	int doe = z - era * 146097;
	int yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	int doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
	int mp = (5 * doy + 2) / 153;
	int month = mp < 10 ? mp + 3 : mp - 9;

	return (struct ymd){
		.year = yoe + era * 400 + (month <= 2),
		.month = month,
		.day = doy - (153 * mp + 2) / 5 + 1,
	};
}

static int
month_days(int year, int month)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

	return month == 2 && leap ? 29 : days[month - 1];
}

bool
ymd_valid(struct ymd d)
{
	return d.year >= 1900 && d.year <= 2099 && d.month >= 1 && d.month <= 12 && d.day >= 1 &&
	    d.day <= month_days(d.year, d.month);
}

/* Exactly `n` digits at `at`. */
static bool
digits(struct str s, size_t at, size_t n, int *out)
{
	int v = 0;

	if (at + n > s.n)
		return false;
	for (size_t i = at; i < at + n; i++) {
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
		v = v * 10 + (s.p[i] - '0');
	}
	*out = v;
	return true;
}

bool
day_parse(struct str s, int32_t *out)
{
	struct ymd d;

	if (s.n != 10)
		return false;
	if (s.p[4] == '-' && s.p[7] == '-') {
		if (!digits(s, 0, 4, &d.year) || !digits(s, 5, 2, &d.month) || !digits(s, 8, 2, &d.day))
			return false;
	} else if (s.p[2] == '/' && s.p[5] == '/') {
		if (!digits(s, 6, 4, &d.year) || !digits(s, 3, 2, &d.month) || !digits(s, 0, 2, &d.day))
			return false;
	} else {
		return false;
	}
	if (!ymd_valid(d))
		return false;
	*out = day_of_ymd(d);
	return true;
}

static char *
put_digits(char *p, int v, int n)
{
	for (int i = n - 1; i >= 0; i--, v /= 10)
		p[i] = (char)('0' + v % 10);
	return p + n;
}

void
day_format(int32_t day, char out[11])
{
	struct ymd d = ymd_of_day(day);
	char *p = put_digits(out, d.year, 4);

	*p++ = '-';
	p = put_digits(p, d.month, 2);
	*p++ = '-';
	p = put_digits(p, d.day, 2);
	*p = '\0';
}

int
day_weekday(int32_t day)
{
	/* 1970-01-01 was a Thursday. */
	int32_t w = (day + 3) % 7;

	return (w < 0 ? w + 7 : w) + 1;
}

void
day_iso_week(int32_t day, int *year, int *week)
{
	/* The week belongs to the year of its Thursday. */
	int32_t thursday = day - day_weekday(day) + 4;
	struct ymd d = ymd_of_day(thursday);

	*year = d.year;
	*week = (thursday - day_of_ymd((struct ymd){ d.year, 1, 1 })) / 7 + 1;
}

bool
clock_parse(struct str s, int *minutes)
{
	size_t n = 0;
	int h, m = 0, seconds;

	while (n < s.n && n < 2 && s.p[n] >= '0' && s.p[n] <= '9')
		n++;
	if (n == 0 || n == s.n || !digits(s, 0, n, &h))
		return false;
	if (s.p[n] == 'h' || s.p[n] == 'H') {
		if (s.n != n + 1 && (s.n != n + 3 || !digits(s, n + 1, 2, &m)))
			return false;
	} else if (s.p[n] == ':') {
		if (!digits(s, n + 1, 2, &m))
			return false;
		if (s.n == n + 6) {
			if (s.p[n + 3] != ':' || !digits(s, n + 4, 2, &seconds) || seconds > 59)
				return false;
		} else if (s.n != n + 3) {
			return false;
		}
	} else {
		return false;
	}
	if (h > 23 || m > 59)
		return false;
	*minutes = h * 60 + m;
	return true;
}

void
clock_format(int minutes, char out[6])
{
	char *p = put_digits(out, minutes / 60, 2);

	*p++ = ':';
	p = put_digits(p, minutes % 60, 2);
	*p = '\0';
}

void
instant_format(int64_t ms, char out[25])
{
	int64_t day = ms / 86400000, rest = ms % 86400000;
	char *p;

	if (rest < 0) {
		rest += 86400000;
		day--;
	}
	day_format((int32_t)day, out);
	p = out + 10;
	*p++ = 'T';
	p = put_digits(p, (int)(rest / 3600000), 2);
	*p++ = ':';
	p = put_digits(p, (int)(rest / 60000 % 60), 2);
	*p++ = ':';
	p = put_digits(p, (int)(rest / 1000 % 60), 2);
	*p++ = '.';
	p = put_digits(p, (int)(rest % 1000), 3);
	*p++ = 'Z';
	*p = '\0';
}

static int32_t
month_first(int year, int month)
{
	return day_of_ymd((struct ymd){ year, month, 1 });
}

/* First day of the month `n` months after year-month. */
static int32_t
month_after(int year, int month, int n)
{
	int m = year * 12 + month - 1 + n;

	return month_first(m / 12, m % 12 + 1);
}

static int32_t
week_first(int year, int week)
{
	/* 4 January is always in week 1. */
	int32_t fourth = day_of_ymd((struct ymd){ year, 1, 4 });

	return fourth - day_weekday(fourth) + 1 + (week - 1) * 7;
}

/* One part of a period: a year, quarter, month, week or day. */
static bool
part(struct str s, struct period *p)
{
	int year, n, y, w;
	int32_t day;

	if (!digits(s, 0, 4, &year) || year < 1900 || year > 2099)
		return false;
	if (s.n == 4) {
		p->first = month_first(year, 1);
		p->last = month_first(year, 12) + 30;
	} else if (s.n == 7 && s.p[4] == '-' && s.p[5] == 'Q') {
		if (!digits(s, 6, 1, &n) || n < 1 || n > 4)
			return false;
		p->first = month_first(year, n * 3 - 2);
		p->last = month_after(year, n * 3 - 2, 3) - 1;
	} else if (s.n == 7 && s.p[4] == '-') {
		if (!digits(s, 5, 2, &n) || n < 1 || n > 12)
			return false;
		p->first = month_first(year, n);
		p->last = month_after(year, n, 1) - 1;
	} else if (s.n == 8 && s.p[4] == '-' && s.p[5] == 'W') {
		if (!digits(s, 6, 2, &n) || n < 1 || n > 53)
			return false;
		p->first = week_first(year, n);
		p->last = p->first + 6;
		day_iso_week(p->first, &y, &w);
		if (y != year)
			return false;
	} else if (day_parse(s, &day) && s.p[4] == '-') {
		p->first = p->last = day;
	} else {
		return false;
	}
	return true;
}

/* Periods by a word and the year in which they begin. */
static const struct {
	const char *word, *name;
	enum period_named kind;
	int month, months;
} named[] = {
	{ "school", "school", PERIOD_SCHOOL, 9, 12 }, { "scolaire", "school", PERIOD_SCHOOL, 9, 12 },
	{ "cohort", "cohort", PERIOD_COHORT, 9, 12 }, { "promotion", "cohort", PERIOD_COHORT, 9, 12 },
	{ "october", "october", PERIOD_OCTOBER, 10, 12 }, { "octobre", "october", PERIOD_OCTOBER, 10, 12 },
	{ "summer", "summer", PERIOD_SUMMER, 6, 4 }, { "\u00E9t\u00E9", "summer", PERIOD_SUMMER, 6, 4 },
	{ "ete", "summer", PERIOD_SUMMER, 6, 4 },
};

/* "2024", or "2024-25", "2024/2025" of what ends in the year after. */
static bool
named_years(struct str s, bool two, int *year)
{
	int after;

	if (!digits(s, 0, 4, year) || *year < 1900 || *year > 2098)
		return false;
	if (s.n == 4)
		return true;
	if (!two || (s.p[4] != '-' && s.p[4] != '/'))
		return false;
	return (s.n == 7 && digits(s, 5, 2, &after) && after == (*year + 1) % 100) ||
	    (s.n == 9 && digits(s, 5, 4, &after) && after == *year + 1);
}

static bool
named_period(struct str s, struct period *p)
{
	for (size_t i = 0; i < COUNT(named); i++) {
		struct str word = str_of(named[i].word);
		int year;

		if (!str_starts(s, word) || s.n < word.n + 5 || (s.p[word.n] != '-' && s.p[word.n] != ' ') ||
		    !named_years(str_sub(s, word.n + 1, s.n), named[i].months == 12, &year))
			continue;
		p->first = month_first(year, named[i].month);
		p->last = month_after(year, named[i].month, named[i].months) - 1;
		snprintf(p->name, sizeof(p->name), "%s-%04d", named[i].name, year);
		return true;
	}
	return false;
}

enum period_named
period_named(const struct period *p, int *year)
{
	*year = ymd_of_day(p->first).year;
	for (size_t i = 0; i < COUNT(named); i++)
		if (str_starts(str_of(p->name), str_of(named[i].name)))
			return named[i].kind;
	return PERIOD_PLAIN;
}

bool
period_parse(struct str s, struct period *out, struct err *e)
{
	struct str rest = str_trim(s), from, to;
	struct period p, q;

	if (named_period(rest, &p)) {
		*out = p;
		return true;
	}
	if (rest.n == 0 || rest.n >= sizeof(p.name) || !str_cut(&rest, '/', &from))
		goto bad;
	to = rest.p != NULL ? rest : from;
	if (!part(from, &p) || !part(to, &q) || (rest.p != NULL && from.n != to.n))
		goto bad;
	if (q.last < p.first)
		return err_set(e, ERR_INVALID, "period.order",
		    _("The period “%.*s” ends before it begins."), STR_A(s));
	p.last = q.last;
	s = str_trim(s);
	memcpy(p.name, s.p, s.n);
	p.name[s.n] = '\0';
	*out = p;
	return true;
bad:
	return err_set(e, ERR_INVALID, "period.form",
	    _("“%.*s” is no period. Write 2025, 2025-Q1, 2025-03, 2025-W14, 2025-03-14, two of them with a "
	      "slash between (2024-10/2025-09), or school-2024, cohort-2024, october-2024, summer-2025."),
	    (int)(s.n > 60 ? 60 : s.n), s.p != NULL ? s.p : "");
}

/* Whole months: the usual case; 0 when the period does not consist of them. */
static int
whole_months(const struct period *p)
{
	struct ymd a = ymd_of_day(p->first), b = ymd_of_day(p->last + 1);

	if (a.day != 1 || b.day != 1)
		return 0;
	return (b.year - a.year) * 12 + b.month - a.month;
}

struct period
period_of_days(int32_t first, int32_t last)
{
	struct period p = { .first = first, .last = last };
	struct ymd a = ymd_of_day(first), b = ymd_of_day(last);
	int months = whole_months(&p), year, week;
	char from[11], to[11];

	day_iso_week(first, &year, &week);
	day_format(first, from);
	day_format(last, to);
	if (months == 12 && a.month == 1)
		snprintf(p.name, sizeof(p.name), "%04d", a.year);
	else if (months == 3 && a.month % 3 == 1)
		snprintf(p.name, sizeof(p.name), "%04d-Q%d", a.year, a.month / 3 + 1);
	else if (months == 1)
		snprintf(p.name, sizeof(p.name), "%04d-%02d", a.year, a.month);
	else if (months > 1)
		snprintf(p.name, sizeof(p.name), "%04d-%02d/%04d-%02d", a.year, a.month, b.year, b.month);
	else if (last - first == 6 && day_weekday(first) == 1)
		snprintf(p.name, sizeof(p.name), "%04d-W%02d", year, week);
	else if (first == last)
		snprintf(p.name, sizeof(p.name), "%s", from);
	else
		snprintf(p.name, sizeof(p.name), "%s/%s", from, to);
	return p;
}

struct period
period_before(const struct period *p)
{
	int months = whole_months(p);
	struct ymd a = ymd_of_day(p->first);

	if (months > 0)
		return period_of_days(month_after(a.year, a.month, -months), p->first - 1);
	return period_of_days(p->first - (p->last - p->first + 1), p->first - 1);
}

int32_t
day_years_after(int32_t day, int n)
{
	struct ymd d = ymd_of_day(day);

	d.year += n;
	if (d.day > month_days(d.year, d.month))
		d.day = 28;
	return day_of_ymd(d);
}

struct period
period_year_before(const struct period *p)
{
	int months = whole_months(p), year, week;
	struct ymd a = ymd_of_day(p->first);

	if (months > 0)
		return period_of_days(month_first(a.year - 1, a.month), month_after(a.year - 1, a.month, months) - 1);
	if ((p->last - p->first) % 7 == 6 && day_weekday(p->first) == 1) {
		int32_t first;

		day_iso_week(p->first, &year, &week);
		first = week_first(year - 1, week);
		return period_of_days(first, first + (p->last - p->first));
	}
	return period_of_days(day_years_after(p->first, -1), day_years_after(p->last, -1));
}
