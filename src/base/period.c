/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/period.h"

#include "base/lang.h"

#include <stdio.h>

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

/* -- names ----------------------------------------------------------------------------------- */

/* One part of a period: a year, quarter, month, week or day. */
static bool
part(struct str s, struct period *p)
{
	int year, n, y, w;
	int32_t day;

	if (!digits_read(s, 0, 4, &year) || year < 1900 || year > 2099)
		return false;
	if (s.n == 4) {
		p->first = month_first(year, 1);
		p->last = month_first(year, 12) + 30;
	} else if (s.n == 7 && s.p[4] == '-' && s.p[5] == 'Q') {
		if (!digits_read(s, 6, 1, &n) || n < 1 || n > 4)
			return false;
		p->first = month_first(year, n * 3 - 2);
		p->last = month_after(year, n * 3 - 2, 3) - 1;
	} else if (s.n == 7 && s.p[4] == '-') {
		if (!digits_read(s, 5, 2, &n) || n < 1 || n > 12)
			return false;
		p->first = month_first(year, n);
		p->last = month_after(year, n, 1) - 1;
	} else if (s.n == 8 && s.p[4] == '-' && s.p[5] == 'W') {
		if (!digits_read(s, 6, 2, &n) || n < 1 || n > 53)
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

/* Periods by a word and the year in which they begin; the first word is the one kept. */
static const struct named {
	enum period_kind kind;
	const char *words[3];
	int month, months;
} named[] = {
	{ PERIOD_SCHOOL, { "school", "scolaire" }, 9, 12 },
	{ PERIOD_COHORT, { "cohort", "promotion" }, 9, 12 },
	{ PERIOD_OCTOBER, { "october", "octobre" }, 10, 12 },
	{ PERIOD_SUMMER, { "summer", "\u00E9t\u00E9", "ete" }, 6, 4 },
};

static const char *const contract_words[] = { "contract", "contrat" };

static const struct named *
named_kind(enum period_kind kind)
{
	for (size_t i = 0; i < COUNT(named); i++)
		if (named[i].kind == kind)
			return &named[i];
	return NULL;
}

static struct period
named_period(const struct named *k, int year)
{
	struct period p = { .kind = k->kind, .first = month_first(year, k->month),
		.last = month_after(year, k->month, k->months) - 1 };

	snprintf(p.name, sizeof(p.name), "%s-%04d", k->words[0], year);
	return p;
}

/* What stands behind a word and a hyphen or a space; absent where the text begins otherwise. */
static struct str
behind(struct str s, const char *word)
{
	size_t n = word != NULL ? str_of(word).n : 0;

	if (n == 0 || !str_starts(s, str_of(word)) || s.n < n + 2 || (s.p[n] != '-' && s.p[n] != ' '))
		return STR_NONE;
	return str_sub(s, n + 1, s.n);
}

/* "2024", or "2024-25", "2024/2025" of what ends in the year after. */
static bool
named_years(struct str s, bool two, int *year)
{
	int after;

	if (!digits_read(s, 0, 4, year) || *year < 1900 || *year > 2098)
		return false;
	if (s.n == 4)
		return true;
	if (!two || (s.p[4] != '-' && s.p[4] != '/'))
		return false;
	return (s.n == 7 && digits_read(s, 5, 2, &after) && after == (*year + 1) % 100) ||
	    (s.n == 9 && digits_read(s, 5, 4, &after) && after == *year + 1);
}

static bool
named_parse(struct str s, struct period *p)
{
	for (size_t i = 0; i < COUNT(named); i++)
		for (size_t k = 0; k < COUNT(named[i].words); k++) {
			struct str years = behind(s, named[i].words[k]);
			int year;

			if (years.n == 0 || !named_years(years, named[i].months == 12, &year))
				continue;
			*p = named_period(&named[i], year);
			return true;
		}
	return false;
}

bool
period_of_contract(struct str s, int *year)
{
	s = str_trim(s);
	*year = 0;
	for (size_t i = 0; i < COUNT(contract_words); i++) {
		struct str n = behind(s, contract_words[i]);
		int64_t v;

		if (n.n == 0)
			continue;
		*year = str_int(n, &v) && v > 0 && v < 200 ? (int)v : 0;
		return true;
	}
	return false;
}

bool
period_parse(struct str s, struct period *out, struct err *e)
{
	struct str rest = str_trim(s), from, to;
	struct period p = { .kind = PERIOD_ANY }, q = { .kind = PERIOD_ANY };
	int year;

	if (named_parse(rest, &p)) {
		*out = p;
		return true;
	}
	if (period_of_contract(rest, &year))
		return err_set(e, ERR_INVALID, "period.contract",
		    _("The years of a contract are those of one scheme or of one contract: say which."));
	if (rest.n == 0 || rest.n >= sizeof(p.name) || !str_cut(&rest, '/', &from))
		goto bad;
	to = rest.p != NULL ? rest : from;
	if (!part(from, &p) || !part(to, &q) || (rest.p != NULL && from.n != to.n))
		goto bad;
	if (q.last < p.first)
		return err_set(e, ERR_INVALID, "period.order",
		    _("The period “%.*s” ends before it begins."), STR_A(s));
	p.last = q.last;
	p.kind = period_of_days(p.first, p.last).kind;
	if (p.kind == PERIOD_YEAR && rest.p != NULL)
		p.kind = PERIOD_TWELVE;
	s = str_trim(s);
	memcpy(p.name, s.p, s.n);
	p.name[s.n] = '\0';
	*out = p;
	return true;
bad:
	return err_set(e, ERR_INVALID, "period.form",
	    _("“%.*s” is no period. Write 2025, 2025-Q1, 2025-03, 2025-W14, 2025-03-14, two of them with a "
	      "slash between (2024-10/2025-09), or school-2024, cohort-2024, october-2024, summer-2025; of one "
	      "scheme contract-2."),
	    (int)(s.n > 60 ? 60 : s.n), s.p != NULL ? s.p : "");
}

int
period_number(const struct period *p)
{
	int year;

	if (p->kind == PERIOD_CONTRACT && period_of_contract(str_of(p->name), &year))
		return year;
	return ymd_of_day(p->first).year;
}

/* -- days ------------------------------------------------------------------------------------ */

int
period_months(const struct period *p)
{
	struct ymd a = ymd_of_day(p->first), b = ymd_of_day(p->last + 1);

	if (a.day != 1 || b.day != 1)
		return 0;
	return (b.year - a.year) * 12 + b.month - a.month;
}

bool
period_fits(const struct period *p, enum period_kind kind)
{
	if (kind == PERIOD_YEAR)
		return period_months(p) == 12 || p->kind == PERIOD_CONTRACT;
	return kind == PERIOD_ANY || period_of_days(p->first, p->last).kind == kind;
}

struct period
period_of_days(int32_t first, int32_t last)
{
	struct period p = { .first = first, .last = last };
	struct ymd a = ymd_of_day(first), b = ymd_of_day(last);
	int months = period_months(&p), year, week;
	char from[11], to[11];

	day_iso_week(first, &year, &week);
	day_format(first, from);
	day_format(last, to);
	p.kind = months == 12 ? a.month == 1 ? PERIOD_YEAR : PERIOD_TWELVE :
	    months == 3 && a.month % 3 == 1 ? PERIOD_QUARTER : months == 1 ? PERIOD_MONTH :
	    last - first == 6 && day_weekday(first) == 1 ? PERIOD_WEEK :
	    first == last ? PERIOD_DAY : PERIOD_ANY;
	if (p.kind == PERIOD_YEAR)
		snprintf(p.name, sizeof(p.name), "%04d", a.year);
	else if (p.kind == PERIOD_QUARTER)
		snprintf(p.name, sizeof(p.name), "%04d-Q%d", a.year, a.month / 3 + 1);
	else if (p.kind == PERIOD_MONTH)
		snprintf(p.name, sizeof(p.name), "%04d-%02d", a.year, a.month);
	else if (months > 1)
		snprintf(p.name, sizeof(p.name), "%04d-%02d/%04d-%02d", a.year, a.month, b.year, b.month);
	else if (p.kind == PERIOD_WEEK)
		snprintf(p.name, sizeof(p.name), "%04d-W%02d", year, week);
	else if (p.kind == PERIOD_DAY)
		snprintf(p.name, sizeof(p.name), "%s", from);
	else
		snprintf(p.name, sizeof(p.name), "%s/%s", from, to);
	return p;
}

struct period
period_at(enum period_kind kind, int32_t day)
{
	const struct named *k = named_kind(kind);
	struct ymd d = ymd_of_day(day);
	int month = (d.month - 1) / 3 * 3 + 1;
	struct period p;

	if (k != NULL)
		return named_period(k, d.month >= k->month ? d.year : d.year - 1);
	switch (kind) {
	case PERIOD_WEEK:
		return period_of_days(day - day_weekday(day) + 1, day - day_weekday(day) + 7);
	case PERIOD_MONTH:
		return period_of_days(month_first(d.year, d.month), month_after(d.year, d.month, 1) - 1);
	case PERIOD_QUARTER:
		return period_of_days(month_first(d.year, month), month_after(d.year, month, 3) - 1);
	case PERIOD_YEAR:
		return period_of_days(month_first(d.year, 1), month_first(d.year + 1, 1) - 1);
	case PERIOD_TWELVE:
		p = period_of_days(month_after(d.year, d.month, -11), month_after(d.year, d.month, 1) - 1);
		/* Of a December they are its year, and still twelve months to who asks for the next ones. */
		p.kind = PERIOD_TWELVE;
		snprintf(p.name, sizeof(p.name), "%04d-%02d/%04d-%02d", ymd_of_day(p.first).year,
		    ymd_of_day(p.first).month, d.year, d.month);
		return p;
	case PERIOD_ANY:
	case PERIOD_DAY:
	case PERIOD_SCHOOL:
	case PERIOD_COHORT:
	case PERIOD_OCTOBER:
	case PERIOD_SUMMER:
	case PERIOD_CONTRACT:
	case N_PERIOD_KINDS:
		break;
	}
	return period_of_days(day, day);
}

bool
period_after(const struct period *p, struct period *out)
{
	const struct named *k = named_kind(p->kind);
	int months = period_months(p);
	struct ymd next = ymd_of_day(p->last + 1);

	if (p->kind == PERIOD_ANY || p->kind == PERIOD_CONTRACT)
		return false;
	if (k != NULL)
		*out = named_period(k, period_number(p) + 1);
	else if (months > 0)
		*out = period_of_days(p->last + 1, month_after(next.year, next.month, months) - 1);
	else
		*out = period_of_days(p->last + 1, p->last + 1 + (p->last - p->first));
	return true;
}

struct period
period_before(const struct period *p)
{
	const struct named *k = named_kind(p->kind);
	struct contract_years c = { .known = true, .start = p->start, .end = DAY_NONE };
	int months = period_months(p);
	struct ymd a = ymd_of_day(p->first);

	if (k != NULL)
		return named_period(k, period_number(p) - 1);
	/* The last one may be shorter: beside it stand as many days, not a whole year. */
	if (p->kind == PERIOD_CONTRACT && period_number(p) > 1 &&
	    p->last == contract_period(&c, period_number(p)).last)
		return contract_period(&c, period_number(p) - 1);
	if (months > 0)
		return period_of_days(month_after(a.year, a.month, -months), p->first - 1);
	if (p->kind == PERIOD_CONTRACT && p->last == contract_period(&c, period_number(p)).last)
		return period_of_days(day_years_after(p->first, -1), p->first - 1);
	return period_of_days(p->first - (p->last - p->first + 1), p->first - 1);
}

struct period
period_year_before(const struct period *p)
{
	int months = period_months(p), year, week;
	struct ymd a = ymd_of_day(p->first);
	struct period before = period_before(p);

	if (named_kind(p->kind) != NULL || before.kind == PERIOD_CONTRACT)
		return before;
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

/* -- years of a contract --------------------------------------------------------------------- */

int
contract_year(const struct contract_years *c, int32_t day)
{
	int n = ymd_of_day(day).year - ymd_of_day(c->start).year;

	if (day < c->start)
		return 0;
	return day < day_years_after(c->start, n) ? n : n + 1;
}

struct period
contract_period(const struct contract_years *c, int year)
{
	struct period p = { .kind = PERIOD_CONTRACT, .start = c->start,
		.first = day_years_after(c->start, year - 1), .last = day_years_after(c->start, year) - 1 };

	if (c->end != DAY_NONE && c->end < p.last && c->end >= p.first)
		p.last = c->end;
	snprintf(p.name, sizeof(p.name), "%s-%d", contract_words[0], year);
	return p;
}
