/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "cli/demo_school.h"

enum purpose { PURPOSE_TRAINEE = 96, PURPOSE_PRESENT };

#define SPRING_WEEKS 25
#define WEEKS 39

struct str
demo_trainee_of(struct demo_school *x, const struct demo_person *p)
{
	struct str id = str_fmt(x->a, "ST-M%04u", p->number);

	if (!x->known[p->number]) {
		x->known[p->number] = true;
		demo_sheet_add(x->out->trainees, STR_F "\t" STR_F "\town\tM-%04u\t%s", STR_A(id),
		    STR_A(id), p->number, p->woman ? "F" : "M");
	}
	return id;
}

struct str
demo_trainee_new(struct demo_school *x, const char *employer, bool *woman)
{
	struct str id = str_fmt(x->a, "ST-%05d", ++x->trainees);
	struct draw draw = draw_for(PURPOSE_TRAINEE, (uint64_t)x->trainees, 0);

	*woman = draw_chance(&draw, 58);
	demo_sheet_add(x->out->trainees, STR_F "\t" STR_F "\t%s\t\t%s", STR_A(id), STR_A(id),
	    employer, *woman ? "F" : "M");
	return id;
}

void
demo_session_add(struct demo_school *x, const struct demo_lesson *l)
{
	x->enrolled = 0;
	demo_sheet_add(x->out->sessions, STR_F "\t%s\t%s\t%s\t%s\t%d\t%s\t%s\t%s\theld",
	    STR_A(l->id), l->programme, l->cohort, demo_day(x->a, l->start), demo_day(x->a, l->end),
	    l->hours, l->place, l->trainers, l->client);
}

struct str
demo_enrol(struct demo_school *x, const struct demo_lesson *l, struct str trainee, const char *line,
    int32_t end, const char *state)
{
	struct str id = str_fmt(x->a, STR_F "/%02d", STR_A(l->id), ++x->enrolled);

	demo_sheet_add(x->out->enrolments, STR_F "\t" STR_F "\t" STR_F "\t%s\t%s\t%s\t%s\toui",
	    STR_A(id), STR_A(l->id), STR_A(trainee), line, demo_day(x->a, l->start),
	    demo_day(x->a, end), state);
	return id;
}

void
demo_attend(struct demo_school *x, const struct demo_lesson *l, struct str enrolment, int32_t day,
    int hours)
{
	const char *date = demo_day(x->a, day);

	for (int half = 0; half < (hours < 5 ? 1 : 2); half++) {
		struct draw draw = draw_for(
		    PURPOSE_PRESENT, str_hash(enrolment), (uint64_t)day << 1 | (uint64_t)half);
		uint32_t fate = draw_below(&draw, 100);
		int tenths = hours < 5 ? hours * 10 : hours * 5;

		if (fate < 4)
			demo_sheet_add(x->out->attendance,
			    STR_F "/%s%d\t" STR_F "\t%s\t%s\t%s\t\t\t\t\t\t", STR_A(enrolment),
			    date, half, STR_A(enrolment), date, half == 0 ? "AM" : "PM",
			    fate < 3 ? "excused" : "absent");
		else
			demo_sheet_add(x->out->attendance,
			    STR_F "/%s%d\t" STR_F
				  "\t%s\t%s\tpresent\t%d.%d\tpaper\t%s\t\t%s\t" STR_F "/%s",
			    STR_A(enrolment), date, half, STR_A(enrolment), date,
			    half == 0 ? "AM" : "PM", tenths / 10, tenths % 10, date, l->trainer,
			    STR_A(l->id), date);
	}
}

bool
demo_holiday(const struct demo *d, int32_t day)
{
	for (size_t i = 0; i < d->n_seasons; i++)
		if (str_is(d->seasons[i].name, "holiday") && day >= d->seasons[i].first &&
		    day <= d->seasons[i].last)
			return true;
	return false;
}

static int32_t
open_day(const struct demo *d, int32_t day)
{
	while (day_weekday(day) > 5 || demo_holiday(d, day))
		day++;
	return day;
}

int32_t
demo_next_day(const struct demo *d, int32_t day)
{
	return open_day(d, day + 1);
}

int32_t
demo_course_day(const struct demo *d, int year, int i, int n)
{
	int week = i * WEEKS / n;
	int32_t spring = demo_workday(demo_date(year, 1, 13)),
		autumn = demo_workday(demo_date(year, 9, 8));

	return open_day(d,
	    (week < SPRING_WEEKS ? spring + 7 * week : autumn + 7 * (week - SPRING_WEEKS)) + i % 3);
}

void
demo_training_sheets(struct arena *a, const struct demo *d, struct demo_training_sheets *out)
{
	struct demo_school x = { .a = a, .d = d, .crew = d->crew, .out = out };

	*out = (struct demo_training_sheets){
		.sessions = demo_sheet_new(
		    a, "id\tprogramme\tcohort\tstart\tend\thours\tplace\ttrainers\tclient\tstate"),
		.trainees = demo_sheet_new(a, "id\tpseudonym\temployer\tstaff\tsex"),
		.enrolments =
		    demo_sheet_new(a, "id\tsession\ttrainee\tline\tstart\tend\tstate\tpositioned"),
		.attendance = demo_sheet_new(a,
		    "id\tenrolment\tdate\thalf\tstate\thours\tsigned_by\tsigned_on\t"
		    "signed_at\ttrainer\tsheet"),
		.evaluations =
		    demo_sheet_new(a, "id\tsession\tkind\tdate\tgiven\treturned\tfavourable"),
		.candidates = demo_sheet_new(a, "id\tenrolment\ttitle\tdate\tresult\tblocks"),
		.awards = demo_sheet_new(a, "id\tcandidate\tkind\tnumber\tdate\thanded_on"),
		.apprentices = demo_sheet_new(a,
		    "id\tcohort\temployer\tstaff\ttrainee\tfunction\tsex\ttitle\tstart\t"
		    "end\tbroken_on"),
		.workshops = demo_sheet_new(a,
		    "id\tplace\tdate\tstart\thours\tpublic\tstate\tparticipants\treturned\t"
		    "favourable\ttrainers"),
		.base = demo_sheet_new(
		    a, "id\tstaff\tcontract\tenrolment\tstart\tdays\tcompleted\tnewcomer"),
		.skills = demo_sheet_new(
		    a, "id\tstaff\tdomain\tdate\tcriteria\tacquired\tjury_on\tjury\tresult\tbadge"),
	};
	x.known = arena_array(a, bool, d->crew->n + 1);
	demo_school_titles(&x);
	demo_school_courses(&x);
}
