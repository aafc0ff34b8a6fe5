/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "cli/demo_follow.h"

#include "cli/demo_crew.h"

enum purpose { PURPOSE_FOLLOW = 96, PURPOSE_ORDER };

#define DEFECTS 6  /* one technical report in so many is followed to its end */
#define RELAYS 16  /* and one relay in so many */
#define LAST 20453 /* 2025-12-31: what would come later is still open */

/* One record and what is drawn for it. */
struct follow {
	struct arena *a;
	const struct demo *d;
	struct demo_follow_sheets *out;
	const struct demo_shift *shift;
	const struct demo_scheme *scheme;
	const struct demo_record *r;
	struct str kind, sector;
	struct draw draw;
	int32_t day;
	int i; /* of the record in its shift */
};

const char *
demo_pick(struct arena *a, struct draw *d, const char *weights)
{
	struct str rest = str_of(weights), one, word;
	int64_t total = 0, weight, at;

	while (str_cut(&rest, '|', &one)) {
		(void)str_cut(&one, ':', &word);
		total += str_int(one, &weight) ? weight : 0;
	}
	at = draw_below(d, (uint32_t)total);
	rest = str_of(weights);
	while (str_cut(&rest, '|', &one)) {
		(void)str_cut(&one, ':', &word);
		at -= str_int(one, &weight) ? weight : 0;
		if (at < 0)
			return str_cstr(a, word);
	}
	return "";
}

const char *
demo_team(struct arena *a, const struct demo *d, const struct demo_shift *s)
{
	struct str out = STR("");

	for (size_t i = 0; i < s->n_team; i++)
		out = str_fmt(a, STR_F "%sM-%04u", STR_A(out), i > 0 ? "|" : "",
		    demo_crew_holder(d->crew, s->members[i], s->day));
	return str_cstr(a, out);
}

static bool
is_held(const struct demo_plan *p, const struct demo_shift *s, const char *scheme, int year)
{
	return s->state == DEMO_HELD && str_is(p->demo->schemes[s->scheme].id, scheme) &&
	    ymd_of_day(s->day).year == year;
}

void
demo_spread(const struct demo_plan *p, const struct demo_options *o, const char *scheme, int total,
    void (*each)(void *ctx, const struct demo_shift *s), void *ctx)
{
	for (int y = DEMO_YEAR_FIRST; y <= DEMO_YEAR_LAST; y++) {
		int n = 0, i = 0;

		for (size_t k = 0; o->years[y - DEMO_YEAR_FIRST] && k < p->n_shifts; k++)
			n += is_held(p, &p->shifts[k], scheme, y);
		for (size_t k = 0; n > 0 && k < p->n_shifts; k++)
			if (is_held(p, &p->shifts[k], scheme, y) && demo_share(total, i++, n) > 0)
				each(ctx, &p->shifts[k]);
	}
}

/* A partner of the town of one of these kinds, the first kind first; with `any`, one of any kind.
 */
static struct str
partner_of(const struct follow *f, const char *kinds, bool any)
{
	struct str rest = str_of(kinds), kind;

	while (str_cut(&rest, ' ', &kind))
		for (size_t i = 0; i < f->d->n_partners; i++)
			if (str_eq(f->d->partners[i].town, f->scheme->town) &&
			    str_eq(f->d->partners[i].kind, kind))
				return f->d->partners[i].id;
	for (size_t i = 0; any && i < f->d->n_partners; i++)
		if (str_eq(f->d->partners[i].town, f->scheme->town))
			return f->d->partners[i].id;
	return STR("");
}

/* "X-REN-2025-00123-4": the same whatever else is made. */
static const char *
id_of(const struct follow *f, const char *prefix)
{
	return str_fmt(f->a, "%s-" STR_F "-%d-%05u-%d", prefix, STR_A(f->scheme->id),
	    ymd_of_day(f->shift->day).year, f->shift->number, f->i)
	    .p;
}

/* A day some time later, or none where it has not come yet. */
static int32_t
later(struct draw *d, int32_t from, int least, int most)
{
	int32_t day = from + least + (int32_t)draw_below(d, (uint32_t)(most - least + 1));

	return day > LAST ? DAY_NONE : day;
}

/* -- meetings -------------------------------------------------------------------------------- */

static const char *
instance_of(struct follow *f)
{
	if (f->scheme->quota)
		return demo_pick(f->a, &f->draw, "IEJ:38|ICV:14|IEP:14|IED:8|ICT:10|IGU:16");
	if (str_is(f->scheme->form, "FK"))
		return demo_pick(f->a, &f->draw, "ICC:45|IRP:20|ICO:10|IGU:25");
	if (str_is(f->scheme->form, "FC"))
		return demo_pick(f->a, &f->draw, "ICO:20|ICT:40|IRP:40");
	if (str_is(f->scheme->id, "SCE") || str_is(f->scheme->id, "BAG"))
		return demo_pick(f->a, &f->draw, "IRV:30|ICV:20|ICO:10|ICT:20|IGU:20");
	return demo_pick(f->a, &f->draw, "ICV:28|IGP:20|ICO:10|ICT:17|IGU:25");
}

/* Up to three partners of the town, each once. */
static struct str
some_partners(struct follow *f)
{
	struct str out = STR("");
	int n = 0;

	for (size_t i = 0; n < 3 && i < f->d->n_partners; i++)
		if (f->d->partners[i].meets && str_eq(f->d->partners[i].town, f->scheme->town) &&
		    draw_chance(&f->draw, 45)) {
			out = str_fmt(f->a, STR_F "%s" STR_F, STR_A(out), n > 0 ? "|" : "",
			    STR_A(f->d->partners[i].id));
			n++;
		}
	return out;
}

static void
meeting(struct follow *f)
{
	const char *instance = instance_of(f);
	struct str partners = some_partners(f);
	bool cell = strcmp(instance, "ICV") == 0;

	demo_sheet_add(f->out->meetings,
	    "%s\t" STR_F "\t%s\t%s\t" STR_F "\t%d\t%s\t%s\t" STR_F "\t%u\t" STR_F "\t%s",
	    id_of(f, "I"), STR_A(f->scheme->id), demo_day(f->a, f->day), instance, STR_A(f->sector),
	    f->r->minutes, draw_chance(&f->draw, 12) ? "oui" : "", demo_team(f->a, f->d, f->shift),
	    STR_A(partners), f->shift->n_team + 3 + draw_below(&f->draw, 14), STR_A(f->r->theme),
	    cell ? str_fmt(f->a, "%u", 2 + draw_below(&f->draw, 7)).p : "");
}

/* -- what is passed on ------------------------------------------------------------------------ */

static void
relay(struct follow *f)
{
	const char *mode = str_is(f->kind, "MR3")				 ? "emergency"
			   : str_is(f->kind, "MR2") || draw_chance(&f->draw, 40) ? "active"
										 : "information";
	bool active = strcmp(mode, "active") == 0, urgent = strcmp(mode, "emergency") == 0;
	const char *kind = str_cstr(f->a, f->r->relays[0]), *answer = "";
	int32_t answered = DAY_NONE;

	if (urgent)
		answered = f->day;
	else if (active && draw_chance(&f->draw, 84))
		answered = later(&f->draw, f->day, 1, 24);
	else if (active && f->day < LAST - 60)
		answer = "none";
	if (answered != DAY_NONE)
		answer = demo_pick(
		    f->a, &f->draw, "taken:48|partly:15|informed:20|redirected:10|refused:7");
	demo_sheet_add(f->out->relays,
	    "%s\t" STR_F "\t%s\t" STR_F "\t%s\t%s\t" STR_F "\t%s\t" STR_F "\t%s\t%s\t%s",
	    id_of(f, "L"), STR_A(f->scheme->id), demo_day(f->a, f->day), STR_A(f->sector), mode,
	    active ? "oui" : "", STR_A(f->r->theme), kind, STR_A(partner_of(f, kind, false)),
	    active || urgent ? "oui" : "non", demo_day(f->a, answered), answer);
}

static void
defect(struct follow *f)
{
	const char *asset = demo_pick(f->a, &f->draw,
	    "lighting:20|door:16|lift:9|stairs:4|window:5|bins:9|cellar:5|road:8|furniture:7|play:"
	    "5|green:5|sign:3|"
	    "water:4");
	const char *defect = demo_pick(
	    f->a, &f->draw, "broken:34|off:24|missing:6|blocked:8|dirty:10|dumped:8|loose:10");
	int32_t sent = f->day + (int32_t)draw_below(&f->draw, 3);
	int32_t closed = draw_chance(&f->draw, 80) ? later(&f->draw, sent, 1, 45) : DAY_NONE;

	demo_sheet_add(f->out->defects,
	    "%s\t" STR_F "\t%s\t" STR_F "\t" STR_F "\t" STR_F "\t%s\t%s\t%s\t" STR_F
	    "\t%s\tS-%05u\t%s",
	    id_of(f, "D"), STR_A(f->scheme->id), demo_day(f->a, f->day), STR_A(f->sector),
	    STR_A(f->r->place), STR_A(f->r->place_kind), asset, defect,
	    draw_chance(&f->draw, 9) ? "oui" : "",
	    STR_A(partner_of(f, "PT04 PT23 PT19 PT01", true)), demo_day(f->a, sent),
	    f->shift->number, demo_day(f->a, closed));
}

static const char *
signal_of(struct follow *f)
{
	static const struct {
		const char *theme, *kind;
	} known[] = {
		{ "T22", "rivalry" },
		{ "T21", "gathering" },
		{ "T51", "dealing" },
		{ "T30", "school" },
		{ "T31", "bullying" },
		{ "T10", "neighbours" },
		{ "T11", "neighbours" },
		{ "T12", "neighbours" },
		{ "T42", "isolation" },
		{ "T50", "substances" },
	};

	for (size_t i = 0; i < COUNT(known); i++)
		if (str_is(f->r->theme, known[i].theme))
			return known[i].kind;
	return demo_pick(f->a, &f->draw, "gathering:30|rumour:25|damage:20|staff:10|networks:15");
}

static void
signal(struct follow *f)
{
	const char *kind = signal_of(f),
		   *urgency = demo_pick(f->a, &f->draw, "watch:50|week:25|day:18|now:7");
	bool soon = strcmp(urgency, "day") == 0 || strcmp(urgency, "now") == 0;
	int32_t told = f->day + (soon || draw_chance(&f->draw, 74) ? 0 : 1), closed;
	const char *measures = demo_pick(
	    f->a, &f->draw, "presence:30|meeting:14|mediation:16|partner:18|cell:12|none:10");
	bool partner = strcmp(measures, "partner") == 0;

	closed = draw_chance(&f->draw, 88) ? later(&f->draw, told, 2, 40) : DAY_NONE;
	demo_sheet_add(f->out->signals,
	    "%s\t" STR_F "\t%s\t%s\t" STR_F "\t" STR_F "\t%s\t%s\t%s\t" STR_F "\t%s\t%s",
	    id_of(f, "F"), STR_A(f->scheme->id), demo_day(f->a, f->day), kind, STR_A(f->sector),
	    STR_A(f->r->place_kind), urgency, demo_day(f->a, told), measures,
	    STR_A(partner ? partner_of(f, "PT01 PT02 PT04", true) : STR("")),
	    demo_day(f->a, closed),
	    closed == DAY_NONE
		? ""
		: demo_pick(f->a, &f->draw, "prevented:50|confirmed:22|unfounded:20|unknown:8"));
}

/* A neighbour of works: what the mediator knows is answered at once, the rest goes to who builds.
 */
static void
question(struct follow *f)
{
	bool raised = str_is(f->kind, "IN4");
	struct str to = raised ? partner_of(f, "PT19 PT01", true) : STR("");
	int32_t sent = raised ? f->day : DAY_NONE;
	int32_t answered = !raised		       ? f->day
			   : draw_chance(&f->draw, 88) ? later(&f->draw, f->day, 1, 18)
						       : DAY_NONE;

	demo_sheet_add(f->out->questions,
	    "%s\t" STR_F "\t%s\t%s\t%s\t" STR_F "\t%s\t" STR_F "\t%s\t%s", id_of(f, "Q"),
	    STR_A(f->scheme->id), demo_day(f->a, f->day),
	    demo_pick(f->a, &f->draw, "spot:70|desk:16|call:6|message:8"),
	    demo_pick(f->a, &f->draw, "neighbour:48|shop:22|passer:14|cyclist:7|firm:5|facility:4"),
	    STR_A(f->sector),
	    demo_pick(f->a, &f->draw,
		"access:18|traffic:16|parking:16|calendar:14|noise:10|transport:6|delivery:6|"
		"dirt:4|safety:3|disability:2|networks:2|trees:2|damage:1"),
	    STR_A(to), demo_day(f->a, sent), demo_day(f->a, answered));
}

static void
follow(struct follow *f)
{
	bool placed = f->r->place_kind.n > 0 && !str_is(f->r->place_kind, "LR3") &&
		      !str_is(f->r->place_kind, "LV1");

	if (str_is(f->kind, "CO3") && !str_is(f->scheme->form, "FE"))
		meeting(f);
	if (f->r->n_relays > 0 && f->r->theme.n > 0 && draw_below(&f->draw, RELAYS) == 0)
		relay(f);
	if (str_is(f->kind, "VT1") && placed && draw_below(&f->draw, DEFECTS) == 0)
		defect(f);
	if (f->r->weak_signal)
		signal(f);
	if (str_is(f->scheme->form, "FC") && (str_is(f->kind, "IN1") || str_is(f->kind, "IN4")))
		question(f);
}

/* -- shifts ---------------------------------------------------------------------------------- */

static bool
is_settled(struct str outcome)
{
	return str_is(outcome, "OU1") || str_is(outcome, "OU2") || str_is(outcome, "OU3");
}

/* A half-day at the counter of a social service or at a pool, from what was noted there. */
static void
reception(struct follow *f, const struct demo_record *records, int n)
{
	bool pool = str_is(f->scheme->form, "FL");
	const char *site = !pool				? "nantes-ccas"
			   : str_is(f->sector, "Les Gayeulles") ? "rennes-piscine-1"
								: "rennes-piscine-2";
	int tensions = 0, eased = 0, level = 0, reminders = 0, alerts = 0;

	for (int i = 0; i < n; i++) {
		struct str kind = f->d->kinds[records[i].kind];
		bool tense = str_is(kind, "GC1") || str_is(kind, "GC2");

		tensions += tense;
		eased += tense && is_settled(records[i].outcome);
		reminders += str_is(kind, "GC5");
		alerts += str_is(kind, "MR3");
		if (tense && records[i].before > level)
			level = records[i].before;
	}
	level = tensions > 0 && level == 0 ? 1 : level;
	demo_sheet_add(f->out->receptions,
	    "%s\t" STR_F "\t%s\t%s\t%s\t%s\t%u\t%u\t%s\t%d\t%d\t%d\t%u\t%d\t%u\t%d", id_of(f, "A"),
	    STR_A(f->scheme->id), site, demo_day(f->a, f->day),
	    f->shift->start < 720 ? "morning" : "afternoon", demo_team(f->a, f->d, f->shift),
	    (pool ? 240 : 45) + draw_below(&f->draw, pool ? 520 : 70),
	    5 + draw_below(&f->draw, pool ? 40 : 55),
	    draw_chance(&f->draw, pool ? 18 : 6) ? "oui" : "", level, tensions, eased,
	    draw_below(&f->draw, pool ? 9 : 2), reminders, draw_below(&f->draw, 4), alerts);
}

/* Landlords ask teams for rounds in their halls. */
static void
order(struct follow *f)
{
	static const struct {
		const char *scheme, *client;
		uint32_t in_thousand; /* shifts */
	} asked[] = { { "ANN", "C-ALH", 90 }, { "REN", "C-AIG", 60 }, { "RBI", "C-AIG", 80 },
		{ "RBI", "C-IMO", 40 } };

	for (size_t i = 0; i < COUNT(asked); i++) {
		struct draw *d = &f->draw;
		int32_t due = f->day + 7 + (int32_t)draw_below(d, 8), answered;
		uint32_t visits = 2 + draw_below(d, 5), made = visits - draw_below(d, 2);

		if (!str_is(f->scheme->id, asked[i].scheme) ||
		    draw_below(d, 1000) >= asked[i].in_thousand)
			continue;
		answered = draw_chance(d, 96) ? later(d, f->day, 2, 13) : DAY_NONE;
		demo_sheet_add(f->out->orders,
		    "%s-%zu\t" STR_F "\t%s\tCDE-%05u\t%s\t%s\t" STR_F "\t%u\t%s\t%s\t%s\t%s",
		    id_of(f, "O"), i, STR_A(f->scheme->id), asked[i].client, f->shift->number,
		    demo_day(f->a, f->day),
		    demo_pick(f->a, d,
			"passage:46|gathering:22|noise:12|conflict:8|dirt:6|visit:4|information:2"),
		    STR_A(f->sector), visits, demo_day(f->a, due), demo_day(f->a, answered),
		    answered == DAY_NONE
			? ""
			: demo_pick(f->a, d, "done:66|partly:14|nothing:12|passed:6|refused:2"),
		    answered == DAY_NONE ? "" : str_fmt(f->a, "%u", made).p);
	}
}

static void
begin(struct arena *a, struct demo_follow_sheets *out)
{
	*out = (struct demo_follow_sheets){
		.meetings = demo_sheet_new(a,
		    "id\tscheme\tdate\tinstance\tsector\tminutes\tled\tteam\tpartners\tpeople\t"
		    "themes\tsituations"),
		.relays = demo_sheet_new(a, "id\tscheme\tdate\tsector\tmode\tconsent\ttheme\tkind\t"
					    "partner\tasks\tanswered\t"
					    "answer"),
		.defects = demo_sheet_new(a, "id\tscheme\tdate\tsector\tplace\tplace_"
					     "kind\tasset\tdefect\tdanger\taddressee\t"
					     "sent\tticket\tclosed"),
		.signals = demo_sheet_new(a, "id\tscheme\tdate\tkind\tsector\tplace_"
					     "kind\turgency\ttold\tmeasures\tpartners\t"
					     "closed\tresult"),
		.questions = demo_sheet_new(a,
		    "id\tscheme\tdate\tchannel\tasker\tsector\ttheme\taddressee\tsent\tanswered"),
		.receptions = demo_sheet_new(a, "id\tscheme\tsite\tdate\thalf_"
						"day\tteam\treceived\twait\tfull\tlevel\ttensions\t"
						"eased\trefusals\treminders\tsupport\talerts"),
		.orders = demo_sheet_new(a,
		    "id\tscheme\tclient\treference\treceived\tkind\tsector\tvisits\tdue\tanswered\t"
		    "answer\tmade"),
	};
}

void
demo_follow_sheets(struct arena *a, const struct demo_plan *p, struct demo_follow_sheets *out)
{
	struct demo_record *records = arena_array(a, struct demo_record, DEMO_SHIFT_RECORDS_MAX);

	begin(a, out);
	for (size_t k = 0; k < p->n_shifts; k++) {
		const struct demo_shift *s = &p->shifts[k];
		struct follow f = { .a = a,
			.d = p->demo,
			.out = out,
			.shift = s,
			.scheme = &p->demo->schemes[s->scheme] };

		if (s->state != DEMO_HELD)
			continue;
		demo_shift_records(p, s, records);
		f.sector = f.scheme->centres[s->centre].name;
		for (f.i = 0; f.i < s->n; f.i++) {
			f.r = &records[f.i];
			f.kind = f.d->kinds[f.r->kind];
			f.day = s->day + f.r->start / 1440;
			f.draw = draw_for(PURPOSE_FOLLOW, s->number, (uint64_t)f.i);
			follow(&f);
		}
		f.i = 0;
		f.day = s->day;
		f.draw = draw_for(PURPOSE_ORDER, s->number, 0);
		if (str_is(f.scheme->form, "FS") || str_is(f.scheme->form, "FL"))
			reception(&f, records, s->n);
		order(&f);
	}
}
