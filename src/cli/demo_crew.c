/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "cli/demo_crew.h"

#define EXTRA_MAX 128

enum purpose { PURPOSE_START = 64, PURPOSE_BIRTH, PURPOSE_COUNTRY };

/* Where people are born who were not born in France: each once among the mediators, then the common
 * ones. */
static const char *const countries[] = {
	"DZ",
	"MA",
	"TN",
	"SN",
	"CI",
	"CM",
	"CD",
	"GN",
	"CG",
	"KM",
	"AM",
	"CL",
	"KR",
	"DJ",
	"EG",
	"ES",
	"IN",
	"MR",
	"RU",
	"SD",
	"TD",
	"TG",
};
#define COMMON 9 /* of them, those where several come from */

/* Born abroad, of those there on 31 December 2025: 49 of 144. */
static const struct {
	const char *role;
	int there, abroad;
} births[] = {
	{ "mediator", 97, 38 },
	{ "team_leader", 15, 5 },
	{ "manager", 12, 2 },
	{ "support", 20, 4 },
};

/* Women, by the way in which mediators came: 39 of 97, and 10 of the 25 apprentices of two years.
 */
static const struct {
	int n, women;
} ways[N_DEMO_WAYS] = {
	[DEMO_OLD] = { 40, 16 },
	[DEMO_HIRED] = { 36, 14 },
	[DEMO_GRADUATE] = { 9, 4 },
	[DEMO_APPRENTICE] = { 12, 5 },
	[DEMO_FORMER] = { 40, 15 },
	[DEMO_FAILED] = { 4, 1 },
	[DEMO_EARLIER] = { 12, 5 },
	[DEMO_SEASON] = { 12, 6 },
	[DEMO_SUPPORT_APPRENTICE] = { 4, 2 },
	[DEMO_SUPPORT_EARLIER] = { 3, 1 },
};

bool
demo_is(const struct demo_person *p, const char *role)
{
	return str_is(p->role, role);
}

bool
demo_there(const struct demo_person *p, int32_t day)
{
	return p->start <= day && (p->end == DAY_NONE || p->end >= day);
}

uint16_t
demo_crew_holder(const struct demo_crew *c, uint16_t number, int32_t day)
{
	if (c->posts[number].from[1] == 0 || day >= c->posts[number].from[1])
		return number;
	if (c->posts[number].from[0] != 0 && day < c->posts[number].from[0])
		return c->posts[number].before[0];
	return c->posts[number].before[1];
}

static struct demo_person *
add(struct demo_crew *c, enum demo_way way, const struct demo_person *like, int32_t start,
    int32_t end)
{
	struct demo_person *p = &c->v[c->n++];

	*p = (struct demo_person){ .number = (uint16_t)c->n,
		.way = way,
		.role = like->role,
		.agency = like->agency,
		.scheme = like->scheme,
		.start = start,
		.end = end };
	return p;
}

/* -- the roster ------------------------------------------------------------------------------ */

static const struct {
	const char *scheme;
	int32_t start, end;
} seasons[] = {
	{ "RPI", 19910, 20331 },
	{ "VIN", 19910, 20331 },
	{ "ANF", 20029, 20422 }, /* 2024 to 2025 */
	{ "STB", 20240, 20361 },
	{ "CLA", 20150, 20269 },
};

static void
roster(const struct demo *d, struct demo_crew *c)
{
	for (size_t i = 0; i < d->n_staff; i++) {
		struct demo_person like = { .role = d->staff[i].role,
			.agency = d->staff[i].agency,
			.scheme = d->staff[i].scheme };
		struct draw draw = draw_for(PURPOSE_START, i, 0);
		int32_t start =
		    demo_workday(demo_date(2013, 1, 7) + (int32_t)draw_below(&draw, 3900));
		struct demo_person *p = add(c, DEMO_OLD, &like, start, DAY_NONE);

		for (size_t k = 0; k < COUNT(seasons); k++)
			if (str_is(p->scheme, seasons[k].scheme)) {
				p->way = DEMO_SEASON;
				p->start = seasons[k].start;
				p->end = seasons[k].end;
			}
		/* The scheme of a few hours a week: it ends with the year. */
		if (str_is(p->scheme, "ANC"))
			p->end = demo_date(2025, 12, 30);
		if (str_is(p->scheme, "VEL"))
			p->start = demo_date(2024, 9, 2);
	}
}

/* -- who came in 2025 ------------------------------------------------------------------------ */

struct news {
	uint16_t apprentices[16], graduates[16], hires[48];
	size_t n_apprentices, n_graduates, n_hires;
};

static void
mark(struct demo_crew *c, size_t roster, struct str scheme, const int64_t n[3], struct news *out)
{
	static const enum demo_way order[3] = { DEMO_APPRENTICE, DEMO_GRADUATE, DEMO_HIRED };
	uint16_t *lists[3] = { out->apprentices, out->graduates, out->hires };
	size_t *counts[3] = { &out->n_apprentices, &out->n_graduates, &out->n_hires };
	size_t at = roster;

	/* From the end of the team: its first numbers are those who were always there. */
	for (size_t kind = 0; kind < 3; kind++)
		for (int64_t left = n[kind]; left > 0 && at-- > 0;)
			if (str_eq(c->v[at].scheme, scheme) && demo_is(&c->v[at], "mediator")) {
				c->v[at].way = order[kind];
				lists[kind][(*counts[kind])++] = c->v[at].number;
				left--;
			}
}

static bool
read_news(struct arena *a, struct demo_crew *c, size_t roster, struct news *out, struct err *e)
{
	const struct str *cells;
	struct table t;
	int64_t line, n[3];
	size_t n_cells;

	if (!demo_file(a, "tenure", &t, e))
		return false;
	for (;;) {
		if (!t.next(&t, &cells, &n_cells, &line, e))
			return false;
		if (n_cells == 0)
			return true;
		if (line == 1)
			continue;
		if (n_cells < 4 || !str_int(cells[1], &n[0]) || !str_int(cells[2], &n[1]) ||
		    !str_int(cells[3], &n[2]))
			return err_set(e, ERR_INTERNAL, "demo.file", "data/demo/tenure.csv:%lld",
			    (long long)line);
		mark(c, roster, str_dup(a, cells[0]), n, out);
	}
}

static void
put_before(struct demo_crew *c, uint16_t post, int place, int32_t from, uint16_t who)
{
	c->posts[post].from[place] = from;
	c->posts[post].before[place] = who;
}

/* Apprentices stand on their posts from September to August: this year's, last year's (who then
 * hold another post, or left), those of the year before. */
static void
apprentices(struct demo_crew *c, const struct news *n)
{
	const int32_t first = demo_date(2023, 9, 4), second = demo_date(2024, 9, 2),
		      third = demo_date(2025, 9, 1);
	bool used[16] = { false };

	for (size_t i = 0; i < n->n_apprentices; i++) {
		struct demo_person *now = &c->v[n->apprentices[i] - 1];
		struct demo_person *before = NULL;

		now->start = third;
		for (size_t k = 0; k < n->n_graduates && before == NULL; k++)
			if (!used[k] && str_eq(c->v[n->graduates[k] - 1].agency, now->agency)) {
				used[k] = true;
				before = &c->v[n->graduates[k] - 1];
				before->start = second;
				before->learnt_in = now->scheme;
			}
		if (before == NULL)
			before = add(c, DEMO_FAILED, now, second, third - 1);
		put_before(c, now->number, 1, third, before->number);
		put_before(c, now->number, 0, second,
		    add(c, DEMO_EARLIER, now, first, second - 1)->number);
	}
	/* One more, who was with a team beside its posts. */
	add(c, DEMO_FAILED, &c->v[n->graduates[2] - 1], second, third - 1);
	for (size_t i = 0; i < n->n_graduates; i++)
		put_before(c, n->graduates[i], 1, third,
		    add(c, DEMO_FORMER, &c->v[n->graduates[i] - 1], 0, third - 1)->number);
}

static void
hires(struct demo_crew *c, const struct news *n)
{
	int later = 0;

	for (size_t i = 0; i < n->n_hires; i++) {
		struct demo_person *p = &c->v[n->hires[i] - 1];

		if (str_is(p->scheme, "BAG")) {
			p->start = demo_date(2025, 1, 1);
			continue;
		}
		/* One after the other, in an order that mixes the teams. */
		p->start = demo_workday(demo_date(2025, 1, 6) + 9 * (later++ * 7 % 31));
		put_before(
		    c, p->number, 1, p->start, add(c, DEMO_FORMER, p, 0, p->start - 1)->number);
	}
	for (size_t i = 0; i < c->n; i++)
		if (c->v[i].way == DEMO_FORMER) {
			struct draw draw = draw_for(PURPOSE_START, c->v[i].number, 1);

			c->v[i].start =
			    demo_workday(demo_date(2017, 1, 9) + (int32_t)draw_below(&draw, 2400));
		}
}

static void
support_apprentices(struct demo_crew *c, size_t roster)
{
	struct demo_person like = { .number = 0 };
	int left = 4;

	for (size_t i = roster; i-- > 0 && left > 0;)
		if (demo_is(&c->v[i], "support") && str_is(c->v[i].agency, "AG-R") &&
		    c->v[i].scheme.n == 0) {
			c->v[i].way = DEMO_SUPPORT_APPRENTICE;
			c->v[i].start = demo_date(2025, 9, 1);
			like = c->v[i];
			left--;
		}
	for (int i = 0; i < 3; i++)
		add(c, DEMO_SUPPORT_EARLIER, &like, demo_date(2024, 9, 2), demo_date(2025, 8, 31));
}

/* -- traits ---------------------------------------------------------------------------------- */

static void
traits(struct demo_crew *c)
{
	const int32_t last = demo_date(2025, 12, 31);
	int seen[N_DEMO_WAYS] = { 0 }, by_role[COUNT(births)] = { 0 }, others = 0;
	size_t countries_seen = 0;

	for (size_t i = 0; i < c->n; i++) {
		struct demo_person *p = &c->v[i];
		struct draw draw = draw_for(PURPOSE_BIRTH, p->number, 0);
		bool young = p->way == DEMO_APPRENTICE || p->way == DEMO_GRADUATE ||
			     p->way == DEMO_FAILED || p->way == DEMO_EARLIER ||
			     p->way == DEMO_SUPPORT_APPRENTICE || p->way == DEMO_SUPPORT_EARLIER;
		bool counted = demo_is(p, "mediator") || p->way >= DEMO_SUPPORT_APPRENTICE;
		bool here = demo_there(p, last), foreign = false;
		int limit = ymd_of_day(p->start).year - 19;

		p->woman = counted && (p->way != DEMO_OLD || here) && seen[p->way] < ways[p->way].n
			       ? demo_share(ways[p->way].women, seen[p->way], ways[p->way].n) == 1
			       : others++ % 2 == 0;
		seen[p->way] += counted && (p->way != DEMO_OLD || here);
		p->birth =
		    young ? 2000 + (int)draw_below(&draw, 5) : 1962 + (int)draw_below(&draw, 38);
		p->birth = p->birth > limit ? limit - (int)draw_below(&draw, 6) : p->birth;
		for (size_t k = 0; here && k < COUNT(births); k++)
			if (demo_is(p, births[k].role)) {
				foreign =
				    demo_share(births[k].abroad, by_role[k], births[k].there) == 1;
				by_role[k]++;
			}
		draw = draw_for(PURPOSE_COUNTRY, p->number, 0);
		p->country = !foreign && (here || draw_below(&draw, 3) > 0)
				 ? "FR"
				 : countries[foreign && countries_seen < COUNT(countries) &&
						     demo_is(p, "mediator")
						 ? countries_seen++
						 : draw_below(&draw, COMMON)];
	}
}

/* The youngest is 20 and the oldest 65, among the mediators of the end of the year. */
static void
youngest_and_oldest(struct demo_crew *c)
{
	bool young = false, old = false;

	for (size_t i = 0; i < c->n; i++) {
		struct demo_person *p = &c->v[i];

		if (!young && p->way == DEMO_APPRENTICE) {
			p->birth = 2005;
			young = true;
		} else if (!old && p->way == DEMO_OLD && demo_is(p, "mediator") &&
			   p->end == DAY_NONE) {
			p->birth = 1960;
			old = true;
		}
	}
}

bool
demo_crew_make(struct arena *a, const struct demo *d, struct demo_crew *out, struct err *e)
{
	struct news *n = arena_new(a, struct news);

	*out =
	    (struct demo_crew){ .v = arena_array(a, struct demo_person, d->n_staff + EXTRA_MAX) };
	out->posts = arena_alloc(a, (d->n_staff + 1) * sizeof(out->posts[0]));
	memset(out->posts, 0, (d->n_staff + 1) * sizeof(out->posts[0]));
	roster(d, out);
	if (!read_news(a, out, d->n_staff, n, e))
		return false;
	apprentices(out, n);
	hires(out, n);
	support_apprentices(out, d->n_staff);
	traits(out);
	youngest_and_oldest(out);
	return true;
}
