/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "cli/demo.h"

#include "../tap.h"

#define YEARS (DEMO_YEAR_LAST - DEMO_YEAR_FIRST + 1)

struct seen {
	int64_t records, outside, meetings, public_space, contacts, faults;
	uint64_t hash;
};

static size_t
column(const struct str *header, size_t n, const char *name)
{
	for (size_t i = 0; i < n; i++)
		if (str_is(header[i], name))
			return i;
	return 0;
}

/* Reads the whole table; counts what the Rennes day scheme and pairs have in the window. The window
 * is by service date: the days of the Rennes shifts, which end before midnight. */
static struct seen
look(struct arena *a, const struct demo_plan *p)
{
	struct seen seen = { .hash = 14695981039346656037u };
	size_t date = 2, scheme = 1, n, place = 0, kind = 0, first = 0, theme = 0, outcome = 0;
	struct err e = { 0 };
	const struct str *c;
	struct table t;
	int64_t line;
	int32_t day;

	demo_intervention_table(a, p, &t);
	while (t.next(&t, &c, &n, &line, &e) && n > 0) {
		for (size_t i = 0; i < n; i++)
			seen.hash = (seen.hash ^ str_hash(c[i])) * 1099511628211u;
		if (line == 1) {
			place = column(c, n, "place_kind");
			kind = column(c, n, "kind");
			first = column(c, n, "F_A1");
			theme = column(c, n, "theme");
			outcome = column(c, n, "outcome");
			continue;
		}
		seen.records++;
		seen.faults += !day_parse(c[date], &day) || (c[outcome].n == 0 && !str_is(c[kind], "PA1"));
		seen.faults += c[theme].n == 0 && !str_is(c[kind], "PA1") && !str_is(c[kind], "PA2") &&
		    !str_is(c[kind], "VT1");
		if ((!str_is(c[scheme], "REN") && !str_is(c[scheme], "RBI")) ||
		    day < DEMO_WINDOW_FIRST || day > DEMO_WINDOW_LAST)
			continue;
		if (str_is(c[kind], "CO3")) {
			seen.meetings++;
			continue;
		}
		seen.public_space += str_starts(c[place], STR("LP"));
		for (size_t i = first; i < first + 36; i++) {
			int64_t v = 0;

			seen.contacts += str_int(c[i], &v) ? v : 0;
		}
	}
	return seen;
}

static void
plan(struct arena *a, struct demo_options o, struct demo_plan *out)
{
	struct err e = { 0 };
	struct demo *d;

	if (!demo_load(a, &d, &e)) {
		printf("Bail out! %s\n", e.text);
		exit(1);
	}
	demo_plan_make(a, d, &o, out);
}

static void
shifts(const struct demo_plan *p)
{
	bool order = true, teams = true, inside = true;

	for (size_t i = 0; i < p->n_shifts; i++) {
		const struct demo_shift *s = &p->shifts[i];
		const struct demo_scheme *scheme = &p->demo->schemes[s->scheme];

		order = order && (i == 0 || s->number > s[-1].number);
		inside = inside && s->day >= scheme->first && s->day <= scheme->last;
		teams = teams && s->n_team >= 1;
		for (size_t k = 0; k < s->n_team; k++)
			for (size_t l = 0; l < k; l++)
				teams = teams && s->members[k] != s->members[l];
	}
	OK(order, "shifts are numbered in order of time");
	OK(inside, "no shift lies outside its scheme's dates");
	OK(teams, "every shift has a team, and nobody is in it twice");
}

int
main(void)
{
	struct demo_options both = { .years = { true, true }, .scale = 100 };
	struct demo_options one = { .years = { false, true }, .scale = 10 };
	struct demo_plan p, again, small;
	struct seen first, second, third;
	struct arena a;

	arena_init(&a);
	plan(&a, both, &p);
	first = look(&a, &p);
	OK(first.public_space == DEMO_INTERVENTIONS,
	    "Rennes has %d interventions on public space in the window", DEMO_INTERVENTIONS);
	OK(first.contacts == DEMO_CONTACTS, "Rennes has %d contacts in the window", DEMO_CONTACTS);
	OK(first.meetings == DEMO_MEETINGS, "Rennes has %d partner meetings in the window",
	    DEMO_MEETINGS);
	OK(first.records == p.n_records && first.records > 2 * 120000,
	    "the plan tells how many records there are, and they are as many as such an operator makes");
	OK(first.faults == 0, "themes and outcomes stand where they are required");
	shifts(&p);
	plan(&a, both, &again);
	second = look(&a, &again);
	OK(first.hash == second.hash, "the same years come out twice, byte for byte");
	plan(&a, one, &small);
	third = look(&a, &small);
	OK(third.records > 10000 && third.records < 15000, "--scale 0.1 makes a tenth of a year");
	arena_release(&a);
	return tap_done();
}
