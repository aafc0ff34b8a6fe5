/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the demonstration's operator keeps of its own people: contracts, tutors, titles, incidents,
 * absences. */
#include "cli/demo_crew.h"

enum purpose { PURPOSE_KIND = 80, PURPOSE_TITLE, PURPOSE_INCIDENT, PURPOSE_ABSENCE };

#define ABROAD_TITLES 7 /* mediators whose title comes from elsewhere */
#define OWN_TITLES 5	/* earlier graduates of the own centre, beside those of 2025 */
#define INCIDENTS 26
#define LAST demo_date(2025, 12, 31)

static bool
apprentice(const struct demo_person *p)
{
	return p->way == DEMO_APPRENTICE || p->way == DEMO_FAILED || p->way == DEMO_EARLIER ||
	       p->way == DEMO_SUPPORT_APPRENTICE || p->way == DEMO_SUPPORT_EARLIER;
}

static struct demo_sheet *
staff(struct arena *a, const struct demo_crew *c)
{
	struct demo_sheet *s = demo_sheet_new(a, "id\tpseudonym\trole\tagency\tscheme\tstart\tend\tshare");

	for (size_t i = 0; i < c->n; i++) {
		const struct demo_person *p = &c->v[i];

		demo_sheet_add(s, "M-%04u\tM-%04u\t" STR_F "\t" STR_F "\t" STR_F "\t%s\t%s\t%d", p->number,
		    p->number, STR_A(p->role), STR_A(p->agency), STR_A(p->scheme), demo_day(a, p->start),
		    demo_day(a, p->end), demo_is(p, "team_leader") && str_is(p->scheme, "REN") ? 80 : 100);
	}
	return s;
}

/* -- contracts ------------------------------------------------------------------------------- */

struct engaged {
	const char *kind, *entry, *leaving;
	int32_t start, term, end;
	struct str scheme;
};

static void
contract(
    struct arena *a, struct demo_sheet *s, const struct demo_person *p, int n, struct engaged e)
{
	demo_sheet_add(s,
	    "E-%04u-%d\tM-%04u\t%s\t" STR_F "\t" STR_F "\t" STR_F "\t%d\t%s\t%s\t%s\t%s\t%s\t%s\t%d\t%s",
	    p->number, n, p->number, e.kind, STR_A(p->role), STR_A(p->agency), STR_A(e.scheme),
	    demo_is(p, "team_leader") && str_is(p->scheme, "REN") ? 80 : 100, demo_day(a, e.start),
	    e.entry, demo_day(a, e.term), demo_day(a, e.end), e.leaving, p->woman ? "F" : "M", p->birth,
	    p->country);
}

/* Seasons: one contract a summer or fair. */
static void
seasonal(struct arena *a, struct demo_sheet *s, const struct demo *d, const struct demo_person *p)
{
	const char *season = str_is(p->scheme, "ANF") ? "fair" : "summer";
	struct engaged e = {
		.kind = "CDDS", .entry = "renewal", .leaving = "term", .scheme = p->scheme
	};
	int n = 0;

	if (str_is(p->scheme, "STB") || str_is(p->scheme, "CLA")) {
		e.kind = "CDD";
		e.start = p->start;
		e.term = e.end = p->end;
		contract(a, s, p, 1, e);
		return;
	}
	for (size_t i = 0; i < d->n_seasons; i++)
		if (str_is(d->seasons[i].name, season)) {
			e.start = d->seasons[i].first;
			e.term = e.end = d->seasons[i].last;
			contract(a, s, p, ++n, e);
		}
}

static void
permanent(struct arena *a, struct demo_sheet *s, const struct demo_person *p)
{
	struct draw draw = draw_for(PURPOSE_KIND, p->number, 0);
	uint32_t fate = draw_below(&draw, 100);
	bool angers = str_is(p->scheme, "ANN") || str_is(p->scheme, "ANC"),
	     field = demo_is(p, "mediator");
	struct engaged e = { .kind = "CDI",
		.entry = "hire",
		.leaving = "",
		.start = p->start,
		.term = DAY_NONE,
		.end = p->end,
		.scheme = p->scheme };

	if (p->way == DEMO_HIRED && !angers && fate < 45) {
		e.kind = "CDD";
		e.term = day_years_after(p->start, 1) - 1;
		e.term = e.term > LAST ? e.term : demo_date(2026, 1, 31);
	} else if (field && !angers && fate >= 85) {
		e.kind = "PEC";
	}
	if (p->end != DAY_NONE)
		e.leaving = fate < 60 ? "resignation" : fate < 85 ? "agreed" : "other";
	contract(a, s, p, 1, e);
}

static struct demo_sheet *
contracts(struct arena *a, const struct demo *d, const struct demo_crew *c)
{
	struct demo_sheet *s = demo_sheet_new(a,
	    "id\tstaff\tkind\tcategory\tagency\tscheme\tshare\tstart\tentry\tterm\tend\tleaving\t"
	    "sex\tbirth_year\tbirth_country");
	const int32_t turn = demo_date(2025, 9, 1);

	for (size_t i = 0; i < c->n; i++) {
		const struct demo_person *p = &c->v[i];
		struct engaged e = { .kind = "APP",
			.entry = "hire",
			.leaving = "",
			.start = p->start,
			.term = p->end,
			.end = p->end,
			.scheme = p->scheme };

		if (p->way == DEMO_GRADUATE) {
			e.term = e.end = turn - 1;
			e.leaving = "conversion";
			e.scheme = p->learnt_in;
			contract(a, s, p, 1, e);
			contract(a, s, p, 2,
			    (struct engaged){ .kind = "CDI",
				.entry = "conversion",
				.leaving = "",
				.start = turn,
				.term = DAY_NONE,
				.end = DAY_NONE,
				.scheme = p->scheme });
		} else if (p->way == DEMO_SEASON) {
			seasonal(a, s, d, p);
		} else if (apprentice(p)) {
			e.term = p->end == DAY_NONE ? demo_date(2026, 8, 31) : p->end;
			e.leaving = p->end == DAY_NONE ? "" : "term";
			contract(a, s, p, 1, e);
		} else {
			permanent(a, s, p);
		}
	}
	return s;
}

/* -- tutors and titles ----------------------------------------------------------------------- */

/* Somebody who was there before, of the same team, else of the agency. */
static const struct demo_person *
elder(const struct demo_crew *c, const struct demo_person *of, size_t skip)
{
	const struct demo_person *found = NULL;

	for (int same = 1; same >= 0 && found == NULL; same--)
		for (size_t i = 0; i < c->n; i++) {
			const struct demo_person *p = &c->v[(i + skip) % c->n];

			if (p->way == DEMO_OLD && p->end == DAY_NONE && !demo_is(p, "support") &&
			    str_eq(p->agency, of->agency) &&
			    (same == 0 || str_eq(p->scheme, of->scheme)) &&
			    p->number != of->number) {
				found = p;
				break;
			}
		}
	return found;
}

static struct demo_sheet *
tutors(struct arena *a, const struct demo_crew *c)
{
	struct demo_sheet *s = demo_sheet_new(a, "id\ttutor\tstaff\tkind\tstart\tend");

	for (size_t i = 0; i < c->n; i++) {
		const struct demo_person *p = &c->v[i], *tutor = elder(c, p, p->number);
		bool learns = apprentice(p) || p->way == DEMO_GRADUATE;
		int32_t end = p->way == DEMO_GRADUATE ? demo_date(2025, 8, 31) : p->end;

		if (tutor == NULL || (!learns && p->way != DEMO_HIRED))
			continue;
		demo_sheet_add(s, "TU-%04u\tM-%04u\tM-%04u\t%s\t%s\t%s", p->number, tutor->number,
		    p->number, learns ? "apprentice" : "arrival", demo_day(a, p->start),
		    demo_day(a, learns ? end : p->start + 90));
	}
	return s;
}

static void
title(struct arena *a, struct demo_sheet *s, const struct demo_person *p, const char *code,
    int32_t day, const char *own)
{
	demo_sheet_add(
	    s, "TI-%04u\tM-%04u\t%s\t%s\t%s", p->number, p->number, code, demo_day(a, day), own);
}

static struct demo_sheet *
titles(struct arena *a, const struct demo_crew *c)
{
	static const char *const elsewhere[ABROAD_TITLES] = {
		"OTHER_MED",
		"AMIS",
		"OTHER_MED",
		"MSADS",
		"OTHER_MED",
		"AMIS",
		"OTHER_MED",
	};
	struct demo_sheet *s = demo_sheet_new(a, "id\tstaff\ttitle\tdate\town_centre");
	int old = 0, graduates = 0, support = 0;

	for (size_t i = 0; i < c->n; i++) {
		const struct demo_person *p = &c->v[i];
		struct draw draw = draw_for(PURPOSE_TITLE, p->number, 0);

		if (p->way == DEMO_GRADUATE) {
			bool higher = graduates++ % 3 == 0;

			title(a, s, p, higher ? "MSADS" : "AMIS",
			    higher ? demo_date(2025, 7, 18) : demo_date(2025, 9, 12), "oui");
		} else if (p->way == DEMO_SUPPORT_EARLIER) {
			title(a, s, p, "OTHER", demo_date(2025, 7, 4), "non");
		} else if (p->way == DEMO_OLD && p->end == DAY_NONE && demo_is(p, "mediator")) {
			if (old < OWN_TITLES)
				title(a, s, p, old % 2 == 0 ? "AMIS" : "MSADS",
				    demo_date(2020 + old, 9, 11), "oui");
			else if (old < OWN_TITLES + ABROAD_TITLES)
				title(a, s, p, elsewhere[old - OWN_TITLES],
				    demo_date(2012 + (int)draw_below(&draw, 11), 6, 20), "non");
			old++;
		} else if (p->way == DEMO_OLD && demo_is(p, "support")) {
			/* Two of them obtained a diploma of another trade in the year. */
			if (support < 2)
				title(a, s, p, "OTHER", demo_date(2025, 6, 27), "non");
			support++;
		}
	}
	return s;
}

/* -- incidents ------------------------------------------------------------------------------- */

static struct demo_sheet *
incidents(struct arena *a, const struct demo_plan *plan)
{
	static const char *const kinds[] = {
		"insult",
		"threat",
		"insult",
		"thrown",
		"insult",
		"assault",
		"animal",
		"threat",
		"harassment",
		"witness",
		"insult",
		"fall",
		"threat",
	};
	struct demo_sheet *s = demo_sheet_new(a, "id\tagency\tscheme\tdate\tstart\tkind\tteam\tplac"
						 "e_kind\tdeclared_on\tdebriefed_on\tdebriefed_by\t"
						 "complaint\taccident\taccident_on");
	const struct demo *d = plan->demo;
	const struct demo_crew *c = d->crew;

	for (size_t i = 0; i < INCIDENTS && plan->n_shifts > 0; i++) {
		const struct demo_shift *shift =
		    &plan->shifts[(i * 2 + 1) * plan->n_shifts / (2 * INCIDENTS)];
		uint16_t number = demo_crew_holder(c, shift->members[0], shift->day);
		const struct demo_person *p = &c->v[number - 1], *leader = elder(c, p, 0);
		struct draw draw = draw_for(PURPOSE_INCIDENT, i, 0);
		const char *kind = kinds[i % COUNT(kinds)];
		bool hurt = strcmp(kind, "assault") == 0 || strcmp(kind, "fall") == 0;
		int at = shift->came + (int)draw_below(&draw, 200);

		demo_sheet_add(s,
		    "IN-%03zu\t" STR_F "\t" STR_F
		    "\t%s\t%02d:%02d\t%s\tM-%04u\tLP%u\t%s\t%s\tM-%04u\t%s\t%s\t%s",
		    i + 1, STR_A(p->agency), STR_A(d->schemes[shift->scheme].id),
		    demo_day(a, shift->day + at / 1440), at / 60 % 24, at % 60, kind, number,
		    1 + draw_below(&draw, 4), demo_day(a, shift->day + at / 1440 + 1),
		    demo_day(a, shift->day + at / 1440 + 2 + (int32_t)draw_below(&draw, 5)),
		    leader->number, hurt || draw_chance(&draw, 20) ? "oui" : "non",
		    hurt ? "oui" : "non", hurt ? demo_day(a, shift->day + at / 1440 + 2) : "");
	}
	return s;
}

/* -- absences -------------------------------------------------------------------------------- */

#define DAYS (366 + 365)

/* One bit a person and day: on a shift that was held. */
static uint8_t *
busy_days(struct arena *a, const struct demo_plan *plan)
{
	const struct demo_crew *c = plan->demo->crew;
	uint8_t *busy = arena_array(a, uint8_t, (c->n + 1) * DAYS);

	for (size_t i = 0; i < plan->n_shifts; i++) {
		const struct demo_shift *s = &plan->shifts[i];

		for (size_t k = 0; k < s->n_team && s->state != DEMO_CANCELLED; k++)
			busy[(size_t)demo_crew_holder(c, s->members[k], s->day) * DAYS +
			     (size_t)(s->day - DEMO_FIRST)] = 1;
	}
	return busy;
}

/* The longest run of free days from `first` on, at most `wanted` of them working days. */
static int
run_of(const uint8_t *busy, const struct demo_person *p, int32_t first, int wanted, int32_t *last)
{
	int days = 0;

	for (int32_t day = first; day - DEMO_FIRST < DAYS && days < wanted && demo_there(p, day);
	     day++) {
		if (busy[(size_t)p->number * DAYS + (size_t)(day - DEMO_FIRST)] != 0)
			break;
		if (day_weekday(day) <= 5) {
			days++;
			*last = day;
		}
	}
	return days;
}

static struct demo_sheet *
absences(struct arena *a, const struct demo_plan *plan)
{
	static const char *const kinds[] = {
		"leave",
		"leave",
		"leave",
		"rest",
		"leave",
		"stoppage",
		"leave",
		"rest",
		"stoppage",
		"leave",
		"family",
		"training",
		"leave",
		"parental",
		"mandate",
		"leave",
	};
	struct demo_sheet *s = demo_sheet_new(a, "id\tstaff\tkind\tstart\tend\thours");
	const struct demo_crew *c = plan->demo->crew;
	const uint8_t *busy = busy_days(a, plan);
	int n = 0;

	for (size_t i = 0; i < c->n; i++)
		for (int month = 0; month < 24; month++) {
			struct draw draw =
			    draw_for(PURPOSE_ABSENCE, c->v[i].number, (uint64_t)month);
			bool summer = month % 12 == 6 || month % 12 == 7;
			int32_t first =
				    demo_workday(demo_date(2024 + month / 12, 1 + month % 12, 1) +
						 (int32_t)draw_below(&draw, 20)),
				last = DAY_NONE;
			int days;

			if (!draw_chance(&draw, summer ? 80 : 45))
				continue;
			days = run_of(busy, &c->v[i], first,
			    summer ? 10 : 1 + (int)draw_below(&draw, 5), &last);
			if (days > 0)
				demo_sheet_add(s, "AB-%05d\tM-%04u\t%s\t%s\t%s\t%d", ++n,
				    c->v[i].number,
				    summer ? "leave" : kinds[draw_below(&draw, COUNT(kinds))],
				    demo_day(a, first), demo_day(a, last), 7 * days);
		}
	return s;
}

void
demo_staff_sheets(struct arena *a, const struct demo_plan *p, struct demo_staff_sheets *out)
{
	const struct demo_crew *c = p->demo->crew;

	*out = (struct demo_staff_sheets){
		.staff = staff(a, c),
		.contracts = contracts(a, p->demo, c),
		.tutors = tutors(a, c),
		.titles = titles(a, c),
		.incidents = incidents(a, p),
		.absences = absences(a, p),
	};
}
