/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A line of a weekly schedule: days and hours, "Mo-Fr 08:45-12:30,13:30-16:45" or "lundi au vendredi
 * 14h-21h".  An end before its start is the next day.  Pure.
 */
#ifndef MAILLAGE_RULES_SCHEDULE_H
#define MAILLAGE_RULES_SCHEDULE_H

#include "base/buf.h"

#define SCHEDULE_SPANS_MAX 6

struct schedule_line {
	uint8_t days;                      /* bit 0: Monday */
	size_t n;
	int start[SCHEDULE_SPANS_MAX];     /* minutes since midnight */
	int end[SCHEDULE_SPANS_MAX];
};

/* Reads a text that is folded (base/text.h: small letters, no accents). False when it is none. */
bool schedule_read(struct str text, struct schedule_line *out);
/* Appends "Mo-Fr 14:00-21:00". */
void schedule_write(struct buf *b, const struct schedule_line *s);

#endif
