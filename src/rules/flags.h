/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What a team leader should look at before validating a record: it may be the same event as another
 * one, it counts unusually much, it lies outside its shift, the clock of its phone was
 * wrong.  (Doubtful text: rules/doubt.h.)  Each rule is one sentence that a reader can be shown; none
 * decides, a person does.  Pure.
 */
#ifndef MAILLAGE_RULES_FLAGS_H
#define MAILLAGE_RULES_FLAGS_H

#include "base/uuid.h"

/* Two records are perhaps one event when they start less than a quarter of an hour apart, share a kind
 * (of an intervention, or of an incivility), and are in the same place: of the same name when both name
 * it, else in the same 200 m cell when both have one, else in the same sector and kind of place. */
#define FLAG_QUARTER 15 /* minutes */

struct flag_act {
	int32_t day;           /* calendar day of the start */
	int minute;            /* of the day; -1: no time */
	struct str place;      /* folded, as text_fold does; empty: not named */
	struct str cell;       /* of the grid; empty: no point */
	struct uuid sector;    /* nil: none */
	int place_kind;
	const uint16_t *kinds; /* codes */
	size_t n_kinds;
};
bool flag_duplicate(const struct flag_act *a, const struct flag_act *b);

/* A record counts unusually many people from twenty on, and from five times what its scheme notes in a
 * record on average; an event or a meeting, where people are invited, from two hundred. Facts: from
 * twenty in one record. `usual`: the average, 0 when it is not known. The number from which it is
 * unusual. */
#define FLAG_PEOPLE 20
#define FLAG_INVITED 200
#define FLAG_TIMES 5
#define FLAG_FACTS 20
int64_t flag_people_from(bool invited, double usual);

/* A start lies outside a shift when it is more than a quarter of an hour before its start or after its
 * end. All in minutes from the beginning of the shift's day; `end` passes 1440 over midnight. */
bool flag_outside(int at, int start, int end);
/* A record without a shift is outside when its scheme has shifts within so many days before or after. */
#define FLAG_SHIFT_DAYS 7

/* The clock of its phone was wrong by a quarter of an hour or more (`ahead_ms`: by how much it was ahead).
 * What was made of it, as stores keep it. */
enum flag_clock {
	FLAG_CLOCK_RIGHT,  /* the hours were put right, the day stayed */
	FLAG_CLOCK_LEFT,   /* they stand as the phone gave them */
	FLAG_CLOCK_SENT,   /* it was wrong when the record was sent; when it was noted, nobody knows */
	FLAG_CLOCK_BEFORE, /* from before that was kept */
};
bool flag_clock(int64_t ahead_ms);

#endif
