/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Calendar days and clock minutes (periods: base/period.h).  A day is an int32_t: days since 1970-01-01 in
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

/* The same day of the n-th year after (n may be negative); 29 February gives the 28th. */
int32_t day_years_after(int32_t day, int n);
/* Exactly `n` digits at `at`, as a number. */
bool digits_read(struct str s, size_t at, size_t n, int *out);

#endif
