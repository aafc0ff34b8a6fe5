/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * How values are said to people: days, times, amounts in the current language (lang.h), codes by their
 * labels, other records by their names, each of which is looked up once.
 */
#ifndef MAILLAGE_REPORT_SHOW_TEXT_H
#define MAILLAGE_REPORT_SHOW_TEXT_H

#include "base/json.h"
#include "record/codes.h"
#include "record/record.h"

struct shown;

struct shown *shown_new(struct arena *a, struct store *s, const struct codes *codes);
/* A cell's text; of an absent cell an absent one. */
bool show_text(struct shown *w, const struct field *f, const struct cell *c, struct str *out, struct err *e)
    MUST_USE;
/* The same of a value as a program sends it; what the field could not be stands as it came. */
bool show_said(struct shown *w, const struct field *f, const struct json *v, struct str *out, struct err *e)
    MUST_USE;
/* What a record is called: its title, else its day with its start or the operator's own id, else that id or
 * the identifier. */
struct str show_record_title(struct arena *a, const struct record *r);
/* "lundi 3 novembre 2025", "21 h 40", "3 novembre 2025 à 21 h 40" (an instant, ms). */
struct str show_day(struct arena *a, int32_t day);
struct str show_clock(struct arena *a, int64_t minutes);
struct str show_instant(struct arena *a, int64_t ms);

#endif
