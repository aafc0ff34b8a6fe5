/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Case files of the demonstration: neighbours who are helped over weeks. The parties are plainly invented:
 * they are called by the number of their case. */
#include "base/lang.h"
#include "cli/demo_crew.h"
#include "cli/demo_follow.h"

enum purpose { PURPOSE_CASE = 112 };

#define LAST 20453 /* 2025-12-31: what would come later has not happened yet */
#define TEAM_MAX 6

/* Cases opened in a year. Most are those of the scheme that does nothing else. */
static const struct {
	const char *scheme;
	int a_year;
} schemes[] = {
	{ "ANC", 58 }, { "NAQ", 14 }, { "REN", 12 }, { "ANN", 9 }, { "CLI", 6 }, { "BAG", 5 }, { "SCE", 4 },
};

static const struct {
	const char *kind, *word;
} parties[] = {
	{ "tenant", "Locataire fictif" }, { "owner", "Propriétaire fictif" }, { "household", "Foyer fictif" },
	{ "group", "Groupe fictif" }, { "young", "Jeunes fictifs" }, { "shop", "Commerce fictif" },
	{ "landlord", "Bailleur fictif" }, { "institution", "Établissement fictif" },
};

struct cases {
	struct arena *a;
	const struct demo *d;
	const struct demo_lines *requests, *notes;
	struct demo_case_sheets *out;
	bool names;          /* there is a key to seal them with */
	int number;          /* of the scheme's last case */
};

/* One case while it is told. */
struct one {
	struct cases *x;
	struct draw draw;
	const struct demo_shift *shift;
	const struct demo_scheme *scheme;
	const char *id;
	struct str request[5];   /* theme, kinds of the parties, weight, words */
	int32_t opened, consent[2], agreed, closed, follow[2];
	const char *agreement, *outcome, *answer[2], *found[2];
	uint16_t team[TEAM_MAX];
	size_t n_team;
	int n_steps;
	int32_t day;             /* how far it is */
};

static void
join(struct one *c, uint16_t staff)
{
	for (size_t i = 0; i < c->n_team; i++)
		if (c->team[i] == staff)
			return;
	if (c->n_team < TEAM_MAX)
		c->team[c->n_team++] = staff;
}

/* Goes on so many days later, on a working day; false when that has not come yet. */
static bool
goes_on(struct one *c, int least, int most)
{
	int32_t day = demo_workday(c->day + least + (int32_t)draw_below(&c->draw, (uint32_t)(most - least + 1)));

	if (day > LAST || day > c->scheme->last)
		return false;
	c->day = day;
	return true;
}

static struct str
note_of(struct one *c, const char *kind)
{
	const struct demo_lines *l = c->x->notes;
	size_t n = 0, at;

	for (size_t i = 0; i < l->n; i++)
		n += str_is(l->rows[i][0], kind);
	/* Half of them stay without. */
	if (n == 0 || (at = draw_below(&c->draw, (uint32_t)n * 2)) >= n)
		return STR("");
	for (size_t i = 0; i < l->n; i++)
		if (str_is(l->rows[i][0], kind) && at-- == 0)
			return l->rows[i][1];
	return STR("");
}

/* By who holds the posts on that day. */
static void
step(struct one *c, const char *kind, const char *present, uint32_t least, uint32_t most)
{
	const struct demo_shift *s = c->shift;
	struct str who = STR("");
	struct str note = note_of(c, kind);

	for (size_t i = 0; i < s->n_team && i < 2; i++) {
		uint16_t staff = demo_crew_holder(c->x->d->crew, s->members[i], c->day);

		join(c, staff);
		who = str_fmt(c->x->a, STR_F "%sM-%04u", STR_A(who), i > 0 ? "|" : "", staff);
	}
	demo_sheet_add(c->x->out->steps, "%s/%d\t%s\t%s\t%s\t%s\t%u\t" STR_F "\t" STR_F, c->id, ++c->n_steps,
	    c->id, demo_day(c->x->a, c->day), kind, present,
	    least + draw_below(&c->draw, (most - least) / 5 + 1) * 5, STR_A(who), STR_A(note));
}

static void
close_case(struct one *c, const char *outcome)
{
	c->closed = c->day;
	c->outcome = outcome;
}

/* What is agreed is looked after one month and three months later. */
static void
look_after(struct one *c)
{
	static const struct {
		const char *kind;
		int least, most;
	} times[] = { { "follow_1", 28, 36 }, { "follow_3", 88, 100 } };

	for (int i = 0; i < 2; i++) {
		c->day = c->agreed;
		if (!goes_on(c, times[i].least, times[i].most))
			return;
		c->follow[i] = c->day;
		c->found[i] = demo_pick(c->x->a, &c->draw, "held:76|partly:14|broken:6|unreachable:4");
		step(c, times[i].kind, strcmp(c->found[i], "unreachable") == 0 ? "none" : "both", 10, 30);
		if (strcmp(c->found[i], "broken") == 0) {
			close_case(c, "OU6");
			return;
		}
	}
	close_case(c, strcmp(c->found[1], "held") == 0 ? "OU3" : "OU2");
}

/* Between the two, and together at one table. */
static void
mediate(struct one *c)
{
	const char *count = demo_pick(c->x->a, &c->draw, "1:25|2:45|3:30");
	bool table = draw_chance(&c->draw, 76);

	for (int i = 0; i < *count - '0'; i++) {
		if (!goes_on(c, 5, 12))
			return;
		step(c, "shuttle", i % 2 == 0 ? "party_a" : "party_b", 20, 60);
	}
	if (table) {
		if (!goes_on(c, 6, 14))
			return;
		step(c, "round_table", "both", 60, 120);
	}
	if (draw_chance(&c->draw, table ? 84 : 45)) {
		c->agreement = demo_pick(c->x->a, &c->draw,
		    table ? "written:52|oral:30|partial:18" : "oral:80|partial:20");
		c->agreed = c->day;
		look_after(c);
		return;
	}
	c->agreement = "none";
	if (!draw_chance(&c->draw, 30) || !goes_on(c, 2, 9)) {
		close_case(c, "OU6");
		return;
	}
	step(c, "referral", "none", 15, 30);
	close_case(c, "OU4");
}

static void
tell(struct one *c)
{
	c->day = c->opened;
	step(c, "intake", "party_a", 30, 60);
	c->consent[0] = c->day;
	c->answer[0] = demo_pick(c->x->a, &c->draw, "oral:55|written:45");
	if (draw_chance(&c->draw, 30) && goes_on(c, 1, 4))
		step(c, "visit", "none", 20, 45);
	if (!goes_on(c, 2, 9))
		return;
	c->consent[1] = c->day;
	if (draw_chance(&c->draw, 17)) {
		step(c, "call", "party_b", 10, 20);
		c->answer[1] = "refused";
		close_case(c, "OU8");
		return;
	}
	step(c, "interview", "party_b", 30, 60);
	c->answer[1] = demo_pick(c->x->a, &c->draw, "oral:60|written:40");
	mediate(c);
}

static const char *
party_word(struct str kind)
{
	for (size_t i = 0; i < COUNT(parties); i++)
		if (str_is(kind, parties[i].kind))
			return parties[i].word;
	return "Partie fictive";
}

/* The team, the case; the parties' names, where they can be sealed. */
static void
write_case(struct one *c)
{
	struct arena *a = c->x->a;
	struct str team = STR(""), name[2] = { STR(""), STR("") }, reach[2] = { STR(""), STR("") };

	for (size_t i = 0; i < c->n_team; i++)
		team = str_fmt(a, STR_F "%sM-%04u", STR_A(team), i > 0 ? "|" : "", c->team[i]);
	for (size_t i = 0; c->x->names && i < 2; i++) {
		name[i] = str_fmt(a, "%s %s-%c", party_word(c->request[1 + i]), c->id, "AB"[i]);
		if (i == 0 || draw_chance(&c->draw, 70))
			reach[i] = str_fmt(a, "Entrée fictive %u, porte %u", 1 + draw_below(&c->draw, 12),
			    10 + draw_below(&c->draw, 60));
	}
	demo_sheet_add(c->x->out->files,
	    "%s\t" STR_F "\t%s\t" STR_F "\t%s\t" STR_F "\t" STR_F "\t" STR_F "\t" STR_F "\t" STR_F "\t" STR_F
	    "\t%s\t%s\t" STR_F "\t" STR_F "\t" STR_F "\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s",
	    c->id, STR_A(c->scheme->id), demo_day(a, c->opened), STR_A(team),
	    demo_pick(a, &c->draw, "OI4:34|OI7:26|OI3:14|OI5:8|OIA:12|OI8:6"), STR_A(c->request[0]),
	    STR_A(c->scheme->centres[c->shift->centre].name), STR_A(c->request[4]), STR_A(c->request[1]),
	    STR_A(name[0]), STR_A(reach[0]), c->answer[0], demo_day(a, c->consent[0]), STR_A(c->request[2]),
	    STR_A(name[1]), STR_A(reach[1]), c->answer[1],
	    demo_day(a, c->answer[1][0] != '\0' ? c->consent[1] : DAY_NONE),
	    c->agreement, demo_day(a, c->agreed), c->outcome, demo_day(a, c->closed), demo_day(a, c->follow[0]),
	    c->found[0], demo_day(a, c->follow[1]), c->found[1]);
}

static void
draw_request(struct one *c)
{
	const struct demo_lines *l = c->x->requests;
	int64_t total = 0, weight, at;

	for (size_t i = 0; i < l->n; i++)
		total += str_int(l->rows[i][3], &weight) ? weight : 0;
	at = draw_below(&c->draw, (uint32_t)total);
	for (size_t i = 0; i < l->n; i++) {
		at -= str_int(l->rows[i][3], &weight) ? weight : 0;
		if (at >= 0)
			continue;
		for (size_t k = 0; k < COUNT(c->request); k++)
			c->request[k] = l->rows[i][k];
		return;
	}
}

static void
open_case(void *ctx, const struct demo_shift *s)
{
	struct cases *x = ctx;
	struct one c = { .x = x, .shift = s, .scheme = &x->d->schemes[s->scheme], .opened = s->day,
		.consent = { DAY_NONE, DAY_NONE }, .agreed = DAY_NONE, .closed = DAY_NONE,
		.follow = { DAY_NONE, DAY_NONE }, .agreement = "", .outcome = "", .answer = { "", "" },
		.found = { "", "" } };

	c.draw = draw_for(PURPOSE_CASE, s->number, 0);
	c.id = str_fmt(x->a, "C-" STR_F "-%03d", STR_A(c.scheme->id), ++x->number).p;
	draw_request(&c);
	tell(&c);
	write_case(&c);
}

bool
demo_case_sheets(struct arena *a, const struct demo_plan *p, const struct demo_options *o, bool names,
    struct demo_case_sheets *out, struct err *e)
{
	struct demo_lines *requests = arena_new(a, struct demo_lines), *notes = arena_new(a, struct demo_lines);
	struct cases x = { .a = a, .d = p->demo, .requests = requests, .notes = notes, .out = out,
		.names = names };

	if (!demo_lines(a, "case_request", 5, requests, e) || !demo_lines(a, "case_note", 2, notes, e))
		return false;
	out->files = demo_sheet_new(a,
	    "id\tscheme\tdate\tteam\torigin\ttheme\tsector\trequest\tparty_a_kind\tparty_a_name\t"
	    "party_a_contact\tparty_a_consent\tparty_a_consent_on\tparty_b_kind\tparty_b_name\t"
	    "party_b_contact\tparty_b_consent\tparty_b_consent_on\tagreement\tagreed_on\toutcome\tclosed\t"
	    "follow_1_on\tfollow_1\tfollow_3_on\t"
	    "follow_3");
	out->steps = demo_sheet_new(a, "id\tcase_file\tdate\tkind\tpresent\tminutes\tmediators\tnote");
	for (size_t i = 0; i < COUNT(schemes); i++) {
		x.number = 0;
		demo_spread(p, o, schemes[i].scheme, schemes[i].a_year, open_case, &x);
	}
	return true;
}
