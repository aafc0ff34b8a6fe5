/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Calendar days, clock minutes and reporting periods.  A day is an int32_t: days since 1970-01-01 in
 * the proleptic Gregorian calendar.  A clock time is minutes since midnight, 0 to 1439.  No time
 * zone is involved: what a mediator writes is wall-clock time, and durations are wall-clock
 * differences, also over the clock changes (interchange.md, Rulings).  Pure; any thread.
 */
#ifndef MAILLAGE_BASE_DATE_H
#define MAILLAGE_BASE_DATE_H

#include "base/arena.h"
#include "base/err.h"

#define DAY_NONE INT32_MIN
#define DAY_MIN (-25567) /* 1900-01-01 */
#define DAY_MAX 47481    /* 2099-12-31 */

struct ymd {
	int year;  /* 1900 to 2099 */
	int month; /* 1 to 12 */
	int day;   /* 1 to 31 */
};

int32_t day_of_ymd(struct ymd d);
struct ymd ymd_of_day(int32_t day);
bool ymd_valid(struct ymd d);
/* "2025-12-31" or "31/12/2025", whole text. False for anything else or an impossible date. */
bool day_parse(struct str s, int32_t *out);
/* "2025-12-31"; writes 10 bytes and a NUL. */
void day_format(int32_t day, char out[11]);
/* 1 = Monday to 7 = Sunday (ISO 8601). */
int day_weekday(int32_t day);
/* ISO 8601 week: its year and number, 1 to 53. */
void day_iso_week(int32_t day, int *year, int *week);
/* "21:40", "21h40", "21h", "21:40:00" (seconds must be valid and are dropped). False otherwise;
 * 24:00 is refused. */
bool clock_parse(struct str s, int *minutes);
/* "21:40"; writes 5 bytes and a NUL. */
void clock_format(int minutes, char out[6]);
/* Instant in milliseconds since 1970 UTC as "2025-12-31T21:40:00.000Z"; 24 bytes and a NUL. */
void instant_format(int64_t ms, char out[25]);

/* A period: days first to last, both included, and how it was named ("2025-W14"). */
enum period_named { PERIOD_PLAIN, PERIOD_SCHOOL, PERIOD_COHORT, PERIOD_OCTOBER, PERIOD_SUMMER };

struct period {
	int32_t first;
	int32_t last;
	char name[40];
};

/* "2025", "2025-Q1", "2025-03", "2025-W14", "2024-10/2025-09", "2025-03-14",
 * "2025-03-14/2025-04-02"; "school-2024" and "cohort-2024" (September to August, also with the year
 * after: "cohort 2024-25"), "october-2024" (October to September), "summer-2025" (June to September), in
 * French too: scolaire, promotion, octobre, été. Refuses an end before its start. */
bool period_parse(struct str s, struct period *out, struct err *e) MUST_USE;
/* How it was named: "summer-2025" gives PERIOD_SUMMER and its first year. */
enum period_named period_named(const struct period *p, int *year);
/* The days named in the shortest form that reads back. */
struct period period_of_days(int32_t first, int32_t last);
/* The same day of the n-th year after (n may be negative); 29 February gives the 28th. */
int32_t day_years_after(int32_t day, int n);
/* The period as long as p just before it: the month before a month, the year before a year … */
struct period period_before(const struct period *p);
/* The same period one year earlier: same month, quarter, ISO week number or days. */
struct period period_year_before(const struct period *p);

#endif
