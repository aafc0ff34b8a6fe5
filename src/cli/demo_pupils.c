/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Pupils' situations of the demonstration: a mark each, from schools that are there. */
#include "cli/demo_crew.h"
#include "cli/demo_follow.h"

enum purpose { PURPOSE_PUPIL = 120 };

#define LAST 20453 /* 2025-12-31: what would come later has not happened yet */

enum school_column { SCHOOL_ID, SCHOOL_SCHEME = 4, SCHOOL_START = 7, SCHOOL_COLUMNS = 12 };

static const struct {
	const char *scheme;
	int a_year;
} schemes[] = {
	{ "NAE", 46 }, { "REE", 30 }, { "PAE", 5 },
};

struct pupils {
	struct arena *a;
	const struct demo *d;
	const struct demo_lines *schools;
	struct demo_sheet *out;
	int number;
};

/* One of the scheme's schools in which mediators were on that day. */
static struct str
school_of(struct pupils *x, struct draw *d, struct str scheme, int32_t day)
{
	const struct demo_lines *l = x->schools;
	const char *now = demo_day(x->a, day);
	uint32_t n = 0, at;

	for (size_t i = 0; i < l->n; i++)
		n += str_eq(l->rows[i][SCHOOL_SCHEME], scheme) && str_cmp(l->rows[i][SCHOOL_START], str_of(now)) <= 0;
	at = n > 0 ? draw_below(d, n) : 0;
	for (size_t i = 0; i < l->n; i++)
		if (str_eq(l->rows[i][SCHOOL_SCHEME], scheme) &&
		    str_cmp(l->rows[i][SCHOOL_START], str_of(now)) <= 0 && at-- == 0)
			return l->rows[i][SCHOOL_ID];
	return STR("");
}

static void
follow(void *ctx, const struct demo_shift *s)
{
	struct pupils *x = ctx;
	struct draw d = draw_for(PURPOSE_PUPIL, s->number, 0);
	const struct demo_scheme *scheme = &x->d->schemes[s->scheme];
	struct str school = school_of(x, &d, scheme->id, s->day);
	const char *kind = demo_pick(x->a, &d,
	    "conflict:34|bullying:22|online:8|absence:16|family:9|adults:6|alone:5");
	int32_t closed = demo_workday(s->day + 14 + (int32_t)draw_below(&d, 60));
	bool over = closed <= LAST && draw_chance(&d, 94);
	bool grave = strcmp(kind, "bullying") == 0 || strcmp(kind, "online") == 0;

	if (school.n == 0)
		return;
	demo_sheet_add(x->out, "E-" STR_F "-%03d\t" STR_F "\t%s\tM-%04u\t%s\t%c%u\t%s\t%u\t%u\t%s\t%s\t%s",
	    STR_A(scheme->id), ++x->number, STR_A(school), demo_day(x->a, s->day),
	    demo_crew_holder(x->d->crew, s->members[0], s->day), kind, 'A' + (char)draw_below(&d, 26),
	    1 + draw_below(&d, 9), demo_pick(x->a, &d, "oral:50|written:45|refused:5"), 1 + draw_below(&d, 6),
	    draw_below(&d, 3), grave && draw_chance(&d, 12) ? "oui" : "non", over ? demo_day(x->a, closed) : "",
	    over ? demo_pick(x->a, &d, "OU1:46|OU2:28|OU4:14|OU6:12") : "");
}

bool
demo_pupil_sheet(struct arena *a, const struct demo_plan *p, const struct demo_options *o,
    struct demo_sheet **out, struct err *e)
{
	struct demo_lines *schools = arena_new(a, struct demo_lines);
	struct pupils x = { .a = a, .d = p->demo, .schools = schools };

	if (!demo_lines(a, "school", SCHOOL_COLUMNS, schools, e))
		return false;
	*out = x.out = demo_sheet_new(a,
	    "id\tschool\tdate\tteam\tkind\tmark\tparents\tinterviews\tfamilies\talerted\tclosed\toutcome");
	for (size_t i = 0; i < COUNT(schemes); i++) {
		x.number = 0;
		demo_spread(p, o, schemes[i].scheme, schemes[i].a_year, follow, &x);
	}
	return true;
}
