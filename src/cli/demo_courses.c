/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The demonstration's short courses, workshops in prison, base course and micro-certifications. */
#include "cli/demo_school.h"

/* Sessions of 14, of 7 and of a few hours; trainees, of whom so many are employees of private
 * employers; questionnaires not returned, and those returned that are not favourable. */
static const struct course {
	const char *name;
	int year, n14, n7, short_hours, trainees, private;
	int unreturned, unfavourable;
	/* Some months later: how many of the first sessions were asked again, and what came back.
	 */
	int cold, cold_returned, cold_unfavourable;
} courses[] = {
	{ "SPE", 2024, 18, 8, 0, 105, 70, 6, 8, 0, 0, 0 },
	{ "ACC", 2024, 0, 20, 0, 340, 50, 16, 30, 0, 0, 0 },
	{ "INT", 2024, 0, 5, 0, 44, 44, 2, 3, 0, 0, 0 },
	{ "SPE", 2025, 21, 8, 4, 122, 88, 5, 7, 15, 50, 3 },
	{ "ACC", 2025, 0, 23, 3, 387, 60, 15, 26, 12, 43, 3 },
	{ "INT", 2025, 0, 6, 0, 48, 48, 2, 2, 0, 0, 0 },
};

static const struct {
	int year, n, participants, unreturned, unfavourable;
} workshops[] = { { 2024, 45, 375, 10, 14 }, { 2025, 48, 405, 9, 12 } };

static void
evaluate(struct demo_school *x, const struct demo_lesson *l, const char *kind, int32_t day,
    int given, int returned, int favourable)
{
	demo_sheet_add(x->out->evaluations, "EV-" STR_F "-%s\t" STR_F "\t%s\t%s\t%d\t%d\t%d",
	    STR_A(l->id), kind, STR_A(l->id), kind, demo_day(x->a, day), given, returned,
	    favourable);
}

/* What the i-th session is: long, of a day, or short at the very end. */
static int
hours_of(const struct course *c, int i, int n)
{
	int k = i * 7 % n;

	return k < c->n14 ? 14 : k < c->n14 + c->n7 ? 7 : c->short_hours;
}

static struct demo_lesson
lesson_of(struct demo_school *x, const struct course *c, int i, int n)
{
	static const char *const reception[] = { "PR-SERVICES", "PR-CULTURE", "PR-SANTE" };
	static const char *const orders[] = {
		"Service public municipal",
		"Bailleur social",
		"Structure culturelle",
		"Établissement de santé",
		"Association de médiation",
	};
	struct demo_lesson l = { .hours = hours_of(c, i, n), .cohort = "" };
	bool special = strcmp(c->name, "SPE") == 0, inside = strcmp(c->name, "INT") == 0;

	l.id = str_fmt(x->a, "SE-%s-%d-%02d", c->name, c->year, i + 1);
	l.start = l.end = demo_course_day(x->d, c->year, i, n);
	if (l.hours > 7)
		l.end = demo_next_day(x->d, l.start);
	l.programme = inside	     ? "PR-INTERNE"
		      : !special     ? reception[i % 3]
		      : l.hours < 14 ? "PR-HALL"
		      : i % 2 == 0   ? "PR-CONFLIT"
				     : "PR-POSTURE";
	l.place = inside || special ? (i % 2 == 0 ? "FP-REN" : "FP-NAN") : "FP-CLI";
	l.trainer = inside ? "FO-05" : special ? "FO-02" : "FO-03";
	l.trainers = inside	  ? "FO-05"
		     : special	  ? (l.hours < 14 ? "FO-02|FO-11" : "FO-02")
		     : i % 3 == 2 ? "FO-03|FO-12"
				  : "FO-03";
	l.client = inside    ? ""
		   : special ? orders[4]
			     : orders[i % 3 == 2   ? 3
				      : i % 3 == 1 ? 2
						   : i % 2];
	return l;
}

/* Our own people in turn: those who were there before the first year, apprentices left out. */
static const struct demo_person *
elder_at(const struct demo_school *x, int n)
{
	for (;;)
		for (size_t i = 0; i < x->crew->n; i++) {
			const struct demo_person *p = &x->crew->v[i];

			if (p->way == DEMO_OLD && p->end == DAY_NONE && !demo_is(p, "support") &&
			    demo_there(p, DEMO_FIRST) && n-- == 0)
				return p;
		}
}

static void
trainees_of(
    struct demo_school *x, const struct course *c, const struct demo_lesson *l, int from, int n)
{
	bool inside = strcmp(c->name, "INT") == 0, woman;

	for (int j = from; j < from + n; j++) {
		bool private = demo_share(c->private, j, c->trainees) == 1;
		const char *line = private	 ? "F1A"
				   : j % 50 == 0 ? "F1D"
				   : j % 17 == 0 ? "F1C"
						 : "F1E";
		const char *employer = private ? "private" : line[2] == 'E' ? "public" : "none";
		struct str id = demo_enrol(x, l,
		    inside ? demo_trainee_of(x, elder_at(x, j + (c->year - 2024) * 20))
			   : demo_trainee_new(x, employer, &woman),
		    line, l->end, "completed");

		demo_attend(x, l, id, l->start, l->hours > 7 ? 7 : l->hours);
		if (l->end > l->start)
			demo_attend(x, l, id, l->end, 7);
	}
}

static void
hold(struct demo_school *x, const struct course *c)
{
	int n = c->n14 + c->n7 + (c->short_hours > 0), from = 0;

	for (int i = 0; i < n; i++) {
		struct demo_lesson l = lesson_of(x, c, i, n);
		int size = demo_share(c->trainees, i, n),
		    returned = size - demo_share(c->unreturned, i, n);

		demo_session_add(x, &l);
		trainees_of(x, c, &l, from, size);
		evaluate(x, &l, "hot", l.end, size, returned,
		    returned - demo_share(c->unfavourable, i, n));
		if (i < c->cold) {
			returned = demo_share(c->cold_returned, i, c->cold);
			evaluate(x, &l, "cold", demo_workday(l.end + 90), size, returned,
			    returned - demo_share(c->cold_unfavourable, i, c->cold));
		}
		from += size;
	}
}

/* -- workshops in prison --------------------------------------------------------------------- */

static void
prison(struct demo_school *x)
{
	static const struct {
		const char *place, *public;
	} where[] = {
		{ "FP-VEZ", "arrivals" },
		{ "FP-CPN", "long" },
		{ "FP-PFR", "women" },
		{ "FP-VEZ", "leavers" },
		{ "FP-ORL", "leavers" },
		{ "FP-CPN", "arrivals" },
		{ "FP-PFR", "women" },
		{ "FP-QPR", "radical" },
	};

	for (size_t w = 0; w < COUNT(workshops); w++)
		for (int i = 0; i < workshops[w].n; i++) {
			int n = workshops[w].n, there = demo_share(workshops[w].participants, i, n);
			int returned = there - demo_share(workshops[w].unreturned, i, n);

			demo_sheet_add(x->out->workshops,
			    "AP-%d-%02d\t%s\t%s\t%s\t3\t%s\theld\t%d\t%d\t%d\t%s",
			    workshops[w].year, i + 1, where[i % 8].place,
			    demo_day(x->a, demo_course_day(x->d, workshops[w].year, i, n)),
			    i % 2 == 0 ? "14:00" : "09:00", where[i % 8].public, there, returned,
			    returned - demo_share(workshops[w].unfavourable, i, n),
			    i % 4 == 3 ? "FO-04|FO-14" : "FO-04");
		}
}

/* -- base course ----------------------------------------------------------------------------- */

#define GROUP 10

static int
by_start(const void *x, const void *y)
{
	const struct demo_person *a = *(const struct demo_person *const *)x;
	const struct demo_person *b = *(const struct demo_person *const *)y;

	if (a->start != b->start)
		return a->start < b->start ? -1 : 1;
	return a->number < b->number ? -1 : 1;
}

/* Six days in two weeks. */
static void
base_session(struct demo_school *x, int32_t start, const struct demo_person *const *who, int n)
{
	struct demo_lesson l = { .id = str_fmt(x->a, "SE-SOC-%s", demo_day(x->a, start)),
		.programme = "PR-SOCLE",
		.cohort = "",
		.place = n % 2 == 0 ? "FP-REN" : "FP-NAN",
		.trainers = "FO-01|FO-05",
		.trainer = "FO-05",
		.client = "",
		.start = start,
		.end = start + 9,
		.hours = 42 };

	demo_session_add(x, &l);
	for (int i = 0; i < n; i++) {
		struct str id =
		    demo_enrol(x, &l, demo_trainee_of(x, who[i]), "F1A", l.end, "completed");
		bool newcomer = who[i]->way == DEMO_HIRED;

		for (int day = 0; day < 6; day++)
			demo_attend(x, &l, id, start + day % 3 + 7 * (day / 3), 7);
		demo_sheet_add(x->out->base,
		    "SO-M%04u-%d\tM-%04u\tE-%04u-1\t" STR_F "\t%s\t6\t%s\t%s", who[i]->number,
		    ymd_of_day(start).year, who[i]->number, who[i]->number, STR_A(id),
		    demo_day(x->a, start), demo_day(x->a, l.end), newcomer ? "oui" : "non");
	}
	evaluate(x, &l, "hot", l.end, n, n, n);
}

static void
base(struct demo_school *x)
{
	const int32_t before[] = { demo_date(2024, 3, 11), demo_date(2024, 6, 3),
		demo_date(2024, 10, 7) };
	const int32_t days[] = { demo_date(2025, 2, 3), demo_date(2025, 4, 28),
		demo_date(2025, 9, 8), demo_date(2025, 11, 17) };
	static const int sizes[] = { 9, 9, 9, 10 };
	const struct demo_person *who[64], *group[GROUP];
	size_t n = 0, at = 0;

	for (size_t i = 0; i < COUNT(before); i++) {
		for (int k = 0; k < 8; k++)
			group[k] = elder_at(x, 60 - (int)i * 8 - k);
		base_session(x, before[i], group, 8);
	}
	for (size_t i = 0; i < x->crew->n && n < COUNT(who); i++)
		if (x->crew->v[i].way == DEMO_HIRED ||
		    (str_is(x->crew->v[i].scheme, "VEL") && demo_is(&x->crew->v[i], "mediator")))
			who[n++] = &x->crew->v[i];
	/* Whoever was hired in the autumn before comes first: one of the thirty-seven is no
	 * newcomer. */
	qsort(who, n, sizeof(who[0]), by_start);
	for (size_t i = 0; i < COUNT(days) && at + (size_t)sizes[i] <= n; i++) {
		base_session(x, days[i], who + at, sizes[i]);
		at += (size_t)sizes[i];
	}
}

/* -- micro-certifications -------------------------------------------------------------------- */

#define SKILLS 45
#define CRITERIA 12

static void
skills(struct demo_school *x)
{
	static const char *const domains[] = { "frame", "communication", "conflict" };
	uint16_t jury[3] = { 0 };
	size_t n_jury = 0;

	for (size_t i = 0; i < x->crew->n && n_jury < COUNT(jury); i++)
		if (demo_is(&x->crew->v[i], "manager") && x->crew->v[i].way == DEMO_OLD)
			jury[n_jury++] = x->crew->v[i].number;
	for (int i = 0, at = 0; i < SKILLS; i++) {
		const struct demo_person *p = elder_at(x, at++);
		int32_t asked = demo_workday(demo_date(2025, 3, 3) + 6 * i),
			on = demo_workday(asked + 30);
		struct draw draw = draw_for(112, (uint64_t)i, 0);
		int acquired = CRITERIA - (int)draw_below(&draw, 5);
		bool decided;
		const char *result = acquired >= 9 ? "granted" : "deferred";
		/* Who judges does not ask. */
		while (demo_is(p, "manager"))
			p = elder_at(x, at++);
		decided = on <= demo_date(2025, 12, 12);

		if (decided)
			demo_sheet_add(x->out->skills,
			    "MC-%03d\tM-%04u\t%s\t%s\t%d\t%d\t%s\tM-%04u|M-%04u\t%s\t" STR_F, i + 1,
			    p->number, domains[i % 3], demo_day(x->a, asked), CRITERIA, acquired,
			    demo_day(x->a, on), jury[i % 3], jury[(i + 1) % 3], result,
			    STR_A(acquired >= 9 ? str_fmt(x->a, "MC-2025-%03d", i + 1) : STR("")));
		else
			demo_sheet_add(x->out->skills, "MC-%03d\tM-%04u\t%s\t%s\t\t\t\t\t\t", i + 1,
			    p->number, domains[i % 3], demo_day(x->a, asked));
	}
}

void
demo_school_courses(struct demo_school *x)
{
	for (size_t i = 0; i < COUNT(courses); i++)
		hold(x, &courses[i]);
	prison(x);
	base(x);
	skills(x);
}
