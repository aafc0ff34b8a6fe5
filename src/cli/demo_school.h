/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the demonstration's training is put together from: trainees, sessions, enrolments, signed
 * half-days. */
#ifndef MAILLAGE_CLI_DEMO_SCHOOL_H
#define MAILLAGE_CLI_DEMO_SCHOOL_H

#include "cli/demo_crew.h"

struct demo_school {
	struct arena *a;
	const struct demo *d;
	const struct demo_crew *crew;
	struct demo_training_sheets *out;
	bool *known;  /* members of staff who are trainees already */
	int trainees; /* numbers given to others */
	int enrolled; /* in the session under way */
};

/* The trainee that a member of staff is. */
struct str demo_trainee_of(struct demo_school *x, const struct demo_person *p);
/* One who is not; *woman: which sex was drawn. */
struct str demo_trainee_new(struct demo_school *x, const char *employer, bool *woman);

struct demo_lesson {
	struct str id;
	const char *programme, *cohort, *place, *trainers, *trainer, *client;
	int32_t start, end;
	int hours;
};
void demo_session_add(struct demo_school *x, const struct demo_lesson *l);
/* "SESSION/07". */
struct str demo_enrol(struct demo_school *x, const struct demo_lesson *l, struct str trainee,
    const char *line, int32_t end, const char *state);
/* Both half-days of a day, or the morning alone of a short one (hours below 5). */
void demo_attend(struct demo_school *x, const struct demo_lesson *l, struct str enrolment,
    int32_t day, int hours);
/* The i-th of n days of a year's courses, on a working day, not in July's end or August. */
int32_t demo_course_day(const struct demo *d, int year, int i, int n);
/* The working day after. */
int32_t demo_next_day(const struct demo *d, int32_t day);
bool demo_holiday(const struct demo *d, int32_t day);

/* Titles of the apprentice centre, cohort by cohort. */
void demo_school_titles(struct demo_school *x);
/* Short courses, workshops, the base course, micro-certifications. */
void demo_school_courses(struct demo_school *x);

#endif
