/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Words that reports share: months, days, periods, numbers in the current language (lang.h), not yet
 * typographed.  Pure; any thread.
 */
#ifndef MAILLAGE_REPORT_WORDS_H
#define MAILLAGE_REPORT_WORDS_H

#include "base/arena.h"
#include "base/period.h"

/* "octobre", "oct."; month 1 to 12. */
const char *month_name(int month);
const char *month_short(int month);
/* "lundi", "lun."; weekday 1 = Monday. */
const char *weekday_name(int weekday);
const char *weekday_short(int weekday);
/* "le 4 novembre 2025", "1er novembre 2025" without the article. */
struct str day_words(struct arena *a, int32_t day);
/* "17 h", "minuit"; "17:00", "midnight". */
struct str clock_words(struct arena *a, int hour);
/* "octobre 2025", "2025", "1er trimestre 2025", "semaine 14 de 2025", "du … au …". */
struct str period_words(struct arena *a, const struct period *p);
/* "Octobre 2025"; of the year of a contract with its days. */
struct str period_title(struct arena *a, const struct period *p);
/* "en octobre 2025", "in October 2025". */
struct str period_in_words(struct arena *a, const struct period *p);
/* "oct. 2025". */
struct str month_label(struct arena *a, int year, int month);
/* Months since year 0, of a day; and back. */
int month_index(int32_t day);
struct ymd month_of_index(int index);
/* Of "2025-03", a month's key; -1 for anything else. */
int month_key_index(struct str key);
/* "1 264", "0,2"; plain digits with the language's marks. */
struct str number_words(struct arena *a, double v, int decimals);
/* First letter to upper case (Latin letters with accents too). */
struct str capital(struct arena *a, struct str s);
/* "a", "a et b", "a, b et c". */
struct str series_words(struct arena *a, const struct str *items, size_t n);

#endif
