/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The demonstration's apprentice centre: seven cohorts, their exams and titles, apprentices of the
 * operator and of others. */
#include "cli/demo_school.h"

#define FIRST 2019
#define LAST_COHORT 2025
#define PAST 18 /* trainees of a cohort before 2024 */

enum exam { EXAM_ADMITTED, EXAM_PARTIAL, EXAM_FAILED, EXAM_NONE /* left */, EXAM_AHEAD };

/* Presented and admitted of the cohorts that ended before 2025: 63 admitted. */
static const struct {
	int presented, admitted;
} past[] = { { 15, 12 }, { 15, 12 }, { 16, 13 }, { 16, 13 }, { 16, 13 } };

/* Those of other employers, by title: the cohort of 2024/25 (12), and that of 2025/26 (16). */
static const struct {
	int year;
	bool higher;
	int n;
	enum exam exam;
} others[] = {
	{ 2024, true, 3, EXAM_ADMITTED },
	{ 2024, true, 1, EXAM_PARTIAL },
	{ 2024, true, 1, EXAM_NONE },
	{ 2024, false, 3, EXAM_ADMITTED },
	{ 2024, false, 1, EXAM_PARTIAL },
	{ 2024, false, 1, EXAM_FAILED },
	{ 2024, false, 2, EXAM_NONE },
	{ 2025, true, 7, EXAM_AHEAD },
	{ 2025, false, 9, EXAM_AHEAD },
};

struct cohort {
	int year;
	bool higher; /* MSADS, else AMIS */
	struct demo_lesson lesson;
	int32_t exam; /* day of the jury */
};

static struct cohort
cohort_of(struct demo_school *x, int year, bool higher)
{
	struct cohort c = { .year = year, .higher = higher };
	const char *title = higher ? "MSADS" : "AMIS";

	c.exam = demo_workday(higher ? demo_date(year + 1, 7, 18) : demo_date(year + 1, 9, 12));
	c.lesson = (struct demo_lesson){
		.id = str_fmt(x->a, "SE-%s-%d", title, year),
		.programme = higher ? "PR-MSADS" : "PR-AMIS",
		.cohort = str_cstr(x->a, str_fmt(x->a, "%d/%02d", year, (year + 1) % 100)),
		.place = higher ? "FP-REN" : "FP-NAN",
		.trainers = higher ? "FO-01|FO-13" : "FO-01|FO-06",
		.trainer = "FO-01",
		.client = "",
		.start = demo_workday(demo_date(year, 9, 9)),
		.end =
		    demo_workday(higher ? demo_date(year + 1, 7, 25) : demo_date(year + 1, 8, 27)),
		.hours = higher ? 441 : 406,
	};
	return c;
}

/* One week of lessons in four, and a Monday more for the longer title; seven hours a day. */
static void
lessons(struct demo_school *x, const struct cohort *c, struct str enrolment, int32_t until)
{
	int days = c->lesson.hours / 7;

	for (int32_t day = c->lesson.start; day <= until && days > 0; day++) {
		int week = (day - c->lesson.start) / 7 % 4;
		bool taught = week == 0 || (week == 1 && c->higher && day_weekday(day) == 1);

		if (!taught || day_weekday(day) > 5 || demo_holiday(x->d, day))
			continue;
		days--;
		if (day >= DEMO_FIRST && day <= demo_date(2025, 12, 31))
			demo_attend(x, &c->lesson, enrolment, day, 7);
	}
}

static void
examine(struct demo_school *x, const struct cohort *c, struct str enrolment, enum exam exam)
{
	static const char *const results[] = { "admitted", "partial", "failed" };
	const char *title = c->higher ? "MSADS" : "AMIS";
	int32_t issued = demo_workday(c->exam + 28);

	if (exam >= EXAM_NONE)
		return;
	demo_sheet_add(x->out->candidates, "EX-" STR_F "\t" STR_F "\t%s\t%s\t%s\t%s%s",
	    STR_A(enrolment), STR_A(enrolment), title, demo_day(x->a, c->exam), results[exam],
	    exam == EXAM_PARTIAL ? title : "", exam == EXAM_PARTIAL ? "-1" : "");
	if (exam == EXAM_FAILED)
		return;
	demo_sheet_add(x->out->awards, "TD-" STR_F "\tEX-" STR_F "\t%s\t%d-" STR_F "\t%s\t%s",
	    STR_A(enrolment), STR_A(enrolment), exam == EXAM_ADMITTED ? "title" : "block",
	    c->year + 1, STR_A(enrolment), demo_day(x->a, issued),
	    demo_day(x->a, demo_workday(issued + 17)));
}

static void
learn(struct demo_school *x, const struct cohort *c, struct str trainee, enum exam exam)
{
	int32_t end = exam == EXAM_NONE ? demo_date(c->year + 1, 2, 26) : c->lesson.end;
	const char *state = exam == EXAM_AHEAD	? "running"
			    : exam == EXAM_NONE ? "left"
						: "completed";
	struct str id = demo_enrol(x, &c->lesson, trainee, "F1B", end, state);

	lessons(x, c, id, end);
	examine(x, c, id, exam);
}

static void
apprentice(struct demo_school *x, const struct cohort *c, struct str trainee, bool woman, int n,
    bool broken)
{
	demo_sheet_add(x->out->apprentices,
	    "CA-" STR_F "-%02d\t%s\tprivate\t\t" STR_F "\tmediation\t%s\t%s\t%s\t%s\t%s",
	    STR_A(c->lesson.id), n, c->lesson.cohort, STR_A(trainee), woman ? "F" : "M",
	    c->higher ? "MSADS" : "AMIS", demo_day(x->a, demo_workday(demo_date(c->year, 9, 2))),
	    demo_day(x->a, demo_date(c->year + 1, 8, 31)),
	    broken ? demo_day(x->a, demo_date(c->year + 1, 2, 26)) : "");
}

static void
of_others(struct demo_school *x, const struct cohort *c)
{
	int n = 0;
	bool woman;

	for (size_t i = 0; i < COUNT(others); i++)
		for (int k = 0;
		     k < others[i].n && others[i].year == c->year && others[i].higher == c->higher;
		     k++) {
			struct str id = demo_trainee_new(x, "private", &woman);

			learn(x, c, id, others[i].exam);
			apprentice(x, c, id, woman, ++n, others[i].exam == EXAM_NONE);
		}
}

/* The operator's own apprentices of that cohort: each third prepares the higher title. */
static void
of_ours(struct demo_school *x, const struct cohort *c)
{
	static const enum demo_way ways[][2] = {
		{ DEMO_EARLIER, N_DEMO_WAYS },
		{ DEMO_GRADUATE, DEMO_FAILED },
		{ DEMO_APPRENTICE, N_DEMO_WAYS },
	};
	int graduates = 0, failed = 0, all = 0;

	for (size_t i = 0; i < x->crew->n && c->year >= 2023; i++) {
		const struct demo_person *p = &x->crew->v[i];
		enum exam exam = c->year == 2025 ? EXAM_AHEAD : EXAM_ADMITTED;
		bool higher;

		if (p->way != ways[c->year - 2023][0] && p->way != ways[c->year - 2023][1])
			continue;
		/* Nine pass, one obtains a part, three leave; of the year before, ten pass. */
		if (p->way == DEMO_FAILED) {
			exam = failed == 0 ? EXAM_PARTIAL : EXAM_NONE;
			higher = failed++ % 2 == 1;
		} else if (p->way == DEMO_GRADUATE) {
			higher = graduates++ % 3 == 0;
		} else {
			exam = c->year == 2023 && all % 6 == 5 ? EXAM_NONE : exam;
			higher = all++ % 12 < 5;
		}
		if (higher != c->higher)
			continue;
		learn(x, c, demo_trainee_of(x, p), exam);
	}
}

/* A cohort of before: who passed is spread over it. That of 2023/24 has twelve of ours among its
 * eighteen. */
static void
of_before(struct demo_school *x, const struct cohort *c)
{
	int presented = past[c->year - FIRST].presented, admitted = past[c->year - FIRST].admitted,
	    n = PAST;
	bool woman;

	if (c->year == 2023) {
		n = PAST - 12;
		presented -= 10;
		admitted -= 10;
	}
	for (int i = 0, behind = 0; i < n; i++) {
		enum exam exam = demo_share(admitted, i, n) == 1 ? EXAM_ADMITTED
				 : behind++ < presented - admitted
				     ? (behind % 2 == 0 ? EXAM_FAILED : EXAM_PARTIAL)
				     : EXAM_NONE;

		if ((i % 9 < 4) == c->higher)
			learn(x, c, demo_trainee_new(x, "private", &woman), exam);
	}
}

/* Contracts of the operator's own apprentices, of both functions. */
static void
contracts(struct demo_school *x)
{
	int graduates = 0, failed = 0, all = 0;

	for (size_t i = 0; i < x->crew->n; i++) {
		const struct demo_person *p = &x->crew->v[i];
		bool support = p->way == DEMO_SUPPORT_APPRENTICE || p->way == DEMO_SUPPORT_EARLIER,
		     higher = false;
		int year = ymd_of_day(p->start).year;

		if (p->way == DEMO_GRADUATE)
			higher = graduates++ % 3 == 0;
		else if (p->way == DEMO_FAILED)
			higher = failed++ % 2 == 1;
		else if (p->way == DEMO_APPRENTICE || p->way == DEMO_EARLIER)
			higher = all++ % 12 < 5;
		else if (!support)
			continue;
		demo_sheet_add(x->out->apprentices,
		    "CA-M%04u\t%d/%02d\town\tM-%04u\t%s\t%s\t%s\t%s\t%s\t%s\t", p->number, year,
		    (year + 1) % 100, p->number,
		    support ? "" : str_cstr(x->a, demo_trainee_of(x, p)),
		    support ? "support" : "mediation", p->woman ? "F" : "M",
		    support  ? "OTHER"
		    : higher ? "MSADS"
			     : "AMIS",
		    demo_day(x->a, p->start), demo_day(x->a, demo_date(year + 1, 8, 31)));
	}
}

void
demo_school_titles(struct demo_school *x)
{
	for (int year = FIRST; year <= LAST_COHORT; year++)
		for (int higher = 0; higher < 2; higher++) {
			struct cohort c = cohort_of(x, year, higher == 1);

			demo_session_add(x, &c.lesson);
			of_ours(x, &c);
			of_others(x, &c);
			if (year < 2024)
				of_before(x, &c);
		}
	contracts(x);
}
