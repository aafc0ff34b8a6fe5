/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/period.h"

#include "../tap.h"

#include <time.h>

static void
test_calendar(void)
{
	bool same = true;
	char text[11], want[11];
	int32_t day;

	for (int32_t d = DAY_MIN; d <= DAY_MAX; d++) {
		time_t t = (time_t)d * 86400;
		struct tm tm;
		int year, week;
		char iso[9], own[40];

		gmtime_r(&t, &tm);
		strftime(want, sizeof(want), "%Y-%m-%d", &tm);
		day_format(d, text);
		same = same && strcmp(text, want) == 0 && day_parse(str_of(text), &day) && day == d;
		strftime(iso, sizeof(iso), "%GW%V", &tm);
		day_iso_week(d, &year, &week);
		snprintf(own, sizeof(own), "%04dW%02d", year, week);
		same = same && strcmp(own, iso) == 0 && day_weekday(d) == (tm.tm_wday == 0 ? 7 : tm.tm_wday);
	}
	OK(same, "two hundred years of days agree with the C library: date, weekday, ISO week");
	OK(day_parse(STR("31/12/2025"), &day) && day == 20453, "French dates are read");
	OK(!day_parse(STR("29/02/2025"), &day) && !day_parse(STR("2025-13-01"), &day) &&
	    !day_parse(STR("2025-1-1"), &day) && !day_parse(STR("31-12-2025"), &day) &&
	    !day_parse(STR("1899-12-31"), &day), "impossible dates are refused");
}

static void
test_clock(void)
{
	static const char *const bad[] = { "24:00", "21:60", "2140", "21", "21h4", "21:4", "", "h", ":30",
		"21:40:60", "121:40", "21h40m" };
	char text[6];
	int m = -1;
	bool refused = true;

	OK(clock_parse(STR("21:40"), &m) && m == 1300 && clock_parse(STR("21h40"), &m) && m == 1300 &&
	    clock_parse(STR("21h"), &m) && m == 1260 && clock_parse(STR("7h05"), &m) && m == 425 &&
	    clock_parse(STR("21:40:59"), &m) && m == 1300 && clock_parse(STR("00:00"), &m) && m == 0,
	    "times are read as people write them");
	for (size_t i = 0; i < COUNT(bad); i++)
		refused = refused && !clock_parse(str_of(bad[i]), &m);
	OK(refused, "other times are refused");
	clock_format(425, text);
	OK(strcmp(text, "07:05") == 0, "times are written with two digits");
}

static bool
is_period(const char *s, const char *first, const char *last)
{
	struct period p;
	struct err e = { 0 };
	char a[11], b[11];

	if (!period_parse(str_of(s), &p, &e))
		return false;
	day_format(p.first, a);
	day_format(p.last, b);
	return strcmp(a, first) == 0 && strcmp(b, last) == 0 && strcmp(p.name, s) == 0;
}

static bool
before_is(const char *s, const char *before, const char *year)
{
	struct period p, b, y;
	struct err e = { 0 };

	if (!period_parse(str_of(s), &p, &e))
		return false;
	b = period_before(&p);
	y = period_year_before(&p);
	if (strcmp(b.name, before) != 0 || strcmp(y.name, year) != 0)
		printf("# %s: %s, %s\n", s, b.name, y.name);
	return strcmp(b.name, before) == 0 && strcmp(y.name, year) == 0;
}

static int32_t
day_at(const char *text)
{
	int32_t day = DAY_NONE;

	return day_parse(str_of(text), &day) ? day : DAY_NONE;
}

/* A period that a word names: as it is kept, and its days. */
static bool
is_named(const char *s, const char *kept, const char *first, const char *last)
{
	struct period p;
	struct err e = { 0 };
	char a[11], b[11];

	if (!period_parse(str_of(s), &p, &e))
		return false;
	day_format(p.first, a);
	day_format(p.last, b);
	return strcmp(p.name, kept) == 0 && strcmp(a, first) == 0 && strcmp(b, last) == 0 &&
	    is_period(kept, first, last);
}

/* The years of a contract that began on `start`; "" where it runs. */
static struct contract_years
years(const char *start, const char *end)
{
	return (struct contract_years){ true, day_at(start), *end != '\0' ? day_at(end) : DAY_NONE };
}

static bool
days_are(const struct period *p, const char *name, const char *first, const char *last)
{
	return strcmp(p->name, name) == 0 && p->first == day_at(first) && p->last == day_at(last);
}

static struct period
period_of(const char *text)
{
	struct period p = { .kind = N_PERIOD_KINDS };
	struct err e = { 0 };

	(void)!period_parse(str_of(text), &p, &e);
	return p;
}

/* What lies behind a period, and that the one before that is it again. */
static bool
after_is(const char *text, const char *next)
{
	struct period p = period_of(text), n, back;

	if (!period_after(&p, &n))
		return *next == '\0';
	back = period_before(&n);
	return strcmp(n.name, next) == 0 && back.first == p.first && back.last == p.last && back.kind == p.kind;
}

static bool
fits(const char *text, enum period_kind kind)
{
	struct period p = period_of(text);

	return period_fits(&p, kind);
}

static bool
there_is(enum period_kind kind, const char *day, const char *name)
{
	struct period p = period_at(kind, day_at(day));

	return strcmp(p.name, name) == 0 && p.kind == kind && period_of(name).kind == kind;
}

static void
test_contract_years(void)
{
	struct contract_years c = years("2023-10-01", "2026-12-31"), leap = years("2024-02-29", "");
	struct period p = contract_period(&c, 2), q;
	int n;

	OK(p.kind == PERIOD_CONTRACT && days_are(&p, "contract-2", "2024-10-01", "2025-09-30"),
	    "a contract’s year runs from one anniversary to the next");
	p = contract_period(&c, 4);
	OK(days_are(&p, "contract-4", "2026-10-01", "2026-12-31") && period_fits(&p, PERIOD_YEAR),
	    "the last one ends with the contract");
	q = period_before(&p);
	OK(days_are(&q, "2026-Q3", "2026-07-01", "2026-09-30"), "beside a short one stand as many days");
	q = period_year_before(&p);
	OK(days_are(&q, "2025-Q4", "2025-10-01", "2025-12-31"), "or the same days a year earlier");
	p = contract_period(&c, 3);
	q = period_before(&p);
	OK(q.kind == PERIOD_CONTRACT && days_are(&q, "contract-2", "2024-10-01", "2025-09-30"),
	    "before a year of a contract is its year before");
	p = contract_period(&c, 1);
	q = period_before(&p);
	OK(days_are(&q, "2022-10/2023-09", "2022-10-01", "2023-09-30"),
	    "before the first one, a year without it");
	p = contract_period(&leap, 5);
	q = period_before(&p);
	OK(days_are(&p, "contract-5", "2028-02-29", "2029-02-27") &&
	    days_are(&q, "contract-4", "2027-02-28", "2028-02-28"), "years of a leap day leave no day out");
	OK(contract_year(&c, day_at("2023-09-30")) == 0 && contract_year(&c, day_at("2023-10-01")) == 1 &&
	    contract_year(&c, day_at("2024-10-01")) == 2 && contract_year(&leap, day_at("2025-02-27")) == 1 &&
	    contract_year(&leap, day_at("2025-02-28")) == 2, "a day lies in one year of a contract");
	OK(period_of_contract(STR("contract-2"), &n) && n == 2 && period_of_contract(STR("contrat 12"), &n) &&
	    n == 12 && period_of_contract(STR("contract-x"), &n) && n == 0 &&
	    !period_of_contract(STR("2025"), &n),
	    "a contract’s year is known by its word");
}

static void
test_kinds(void)
{
	OK(there_is(PERIOD_WEEK, "2025-01-01", "2025-W01") && there_is(PERIOD_MONTH, "2024-02-29", "2024-02") &&
	    there_is(PERIOD_QUARTER, "2025-12-31", "2025-Q4") && there_is(PERIOD_YEAR, "2025-07-01", "2025"),
	    "a day lies in a week, a month, a quarter, a year");
	OK(there_is(PERIOD_SCHOOL, "2025-08-31", "school-2024") && there_is(PERIOD_SCHOOL, "2025-09-01",
	    "school-2025") &&
	    there_is(PERIOD_COHORT, "2025-01-15", "cohort-2024") &&
	    there_is(PERIOD_OCTOBER, "2025-09-30", "october-2024"),
	    "and in years that begin in autumn");
	OK(there_is(PERIOD_SUMMER, "2025-06-01", "summer-2025") && there_is(PERIOD_SUMMER, "2025-05-31",
	    "summer-2024") &&
	    there_is(PERIOD_SUMMER, "2025-12-01", "summer-2025"), "between two summers, the last one is meant");
	OK(there_is(PERIOD_TWELVE, "2025-09-10", "2024-10/2025-09") &&
	    there_is(PERIOD_TWELVE, "2025-12-31", "2025-01/2025-12"),
	    "twelve months end with the day’s month");
	OK(after_is("2025-W52", "2026-W01") && after_is("2025-12", "2026-01") && after_is("2025-Q4", "2026-Q1") &&
	    after_is("2025", "2026") && after_is("2024-10/2025-09", "2025-10/2026-09"),
	    "behind a period lies one of its kind, and it lies before that");
	OK(after_is("school-2024", "school-2025") && after_is("cohort-2024", "cohort-2025") &&
	    after_is("october-2024", "october-2025") && after_is("summer-2024", "summer-2025"),
	    "so it is with school years, cohorts, Octobers and summers");
	OK(after_is("2025-03-14/2025-04-02", ""), "of days of one’s own there is no telling");
	OK(before_is("school-2024", "school-2023", "school-2023") && before_is("summer-2025",
	    "summer-2024", "summer-2024"),
	    "a summer stands beside a summer");
	OK(fits("2025", PERIOD_YEAR) && fits("school-2024", PERIOD_YEAR) &&
	    fits("2024-03/2025-02", PERIOD_YEAR) &&
	    !fits("summer-2025", PERIOD_YEAR) && !fits("2025-Q1", PERIOD_YEAR) &&
	    !fits("2024-01/2025-12", PERIOD_YEAR),
	    "an annual text is about any twelve months");
	OK(fits("2025-03", PERIOD_MONTH) && !fits("2025-W10", PERIOD_MONTH) && fits("2025-W10", PERIOD_WEEK) &&
	    fits("summer-2025", PERIOD_ANY) && fits("2025-Q1", PERIOD_QUARTER) && !fits("2025", PERIOD_QUARTER) &&
	    fits("2025-10-01", PERIOD_DAY), "a monthly one about a month");
}

static void
test_periods(void)
{
	static const char *const bad[] = { "", "25", "2025-Q5", "2025-13", "2025-W54", "2021-W53",
		"2025-02-30", "2025/2025-03", "/", "2025/", "01/02/2025", "2025-03-14/2025" };
	struct period p;
	struct err e = { 0 };
	bool refused = true;

	OK(is_period("2025", "2025-01-01", "2025-12-31"), "a year");
	OK(is_period("2024-Q1", "2024-01-01", "2024-03-31"), "a quarter");
	OK(is_period("2024-02", "2024-02-01", "2024-02-29"), "a month of a leap year");
	OK(is_period("2025-W01", "2024-12-30", "2025-01-05"), "the first ISO week");
	OK(is_period("2020-W53", "2020-12-28", "2021-01-03"), "a fifty-third week");
	OK(is_period("2024-10/2025-09", "2024-10-01", "2025-09-30"), "twelve months that are no year");
	OK(is_period("2025-03-14", "2025-03-14", "2025-03-14"), "a day");
	OK(is_named("school-2024", "school-2024", "2024-09-01", "2025-08-31") &&
	    is_named("scolaire 2024-25", "school-2024", "2024-09-01", "2025-08-31"), "a school year");
	OK(is_named("cohort-2025", "cohort-2025", "2025-09-01", "2026-08-31") &&
	    is_named("promotion 2025/2026", "cohort-2025", "2025-09-01", "2026-08-31"), "a cohort");
	OK(is_named("octobre-2024", "october-2024", "2024-10-01", "2025-09-30"), "October to September");
	OK(is_named("summer-2025", "summer-2025", "2025-06-01", "2025-09-30") &&
	    is_named("été 2025", "summer-2025", "2025-06-01", "2025-09-30"), "a summer");
	OK(!is_period("cohort-2024-26", "2024-09-01", "2025-08-31"), "a cohort of two years is none");
	OK(is_period("2025-03-14/2025-04-02", "2025-03-14", "2025-04-02"), "days");
	for (size_t i = 0; i < COUNT(bad); i++)
		refused = refused && !period_parse(str_of(bad[i]), &p, &e) && e.kind == ERR_INVALID;
	OK(refused, "what is no period is refused");
	OK(!period_parse(STR("2025-04/2025-03"), &p, &e) && strcmp(e.key, "period.order") == 0,
	    "an end before its start is refused");
	OK(before_is("2025-03", "2025-02", "2024-03"), "before a month");
	OK(before_is("2025-01", "2024-12", "2024-01"), "before a January");
	OK(before_is("2025-Q1", "2024-Q4", "2024-Q1"), "before a quarter");
	OK(before_is("2025", "2024", "2024"), "before a year");
	OK(before_is("2024-10/2025-09", "2023-10/2024-09", "2023-10/2024-09"), "before twelve months");
	OK(before_is("2025-W14", "2025-W13", "2024-W14"), "before a week");
	OK(before_is("2025-03-14", "2025-03-13", "2024-03-14"), "before a day");
	OK(before_is("2024-02-29", "2024-02-28", "2023-02-28"), "before a leap day");
	OK(day_years_after(day_at("2024-02-29"), 1) == day_at("2025-02-28") &&
	    day_years_after(day_at("2024-02-29"), 4) == day_at("2028-02-29") &&
	    day_years_after(day_at("2025-10-01"), -2) == day_at("2023-10-01"), "anniversaries");
}

int
main(void)
{
	char text[25];

	test_calendar();
	test_clock();
	test_periods();
	test_kinds();
	test_contract_years();
	instant_format(1735689599999, text);
	OK(strcmp(text, "2024-12-31T23:59:59.999Z") == 0, "instants are written in UTC");
	instant_format(-1, text);
	OK(strcmp(text, "1969-12-31T23:59:59.999Z") == 0, "also before 1970");
	return tap_done();
}
