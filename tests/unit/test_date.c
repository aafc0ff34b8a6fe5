/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/date.h"

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
	instant_format(1735689599999, text);
	OK(strcmp(text, "2024-12-31T23:59:59.999Z") == 0, "instants are written in UTC");
	instant_format(-1, text);
	OK(strcmp(text, "1969-12-31T23:59:59.999Z") == 0, "also before 1970");
	return tap_done();
}
