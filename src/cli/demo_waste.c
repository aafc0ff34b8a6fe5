/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Bulky waste of the demonstration: rounds, what was picked up, and what was weighed every week. */
#include "cli/demo_follow.h"

enum purpose { PURPOSE_ROUND = 112, PURPOSE_PICKUP, PURPOSE_TICKET };

#define WEEKS 52
#define A_WEEK 2 /* weighings: on Friday and on Tuesday */
#define TICKETS (WEEKS * A_WEEK)
#define TARE 2860 /* kilograms: the empty truck */

static const char columns_rounds[] =
    "id\tnumber\tscheme\tdate\tstart\tend\tsector\tteam\thelpers\tvehicle\tkm";
static const char columns_pickups[] = "id\tround\tclient\tplace\twhere\tflows\titems\tvolume\tdate";
static const char columns_tickets[] =
    "id\tnumber\tscheme\tdate\tround\tclient\tfacility\tflow\tgross\ttare";
static const char columns_entries[] =
    "id\tnumber\tscheme\tdate\tflow\twaste\tticket\ttonnes\tproducer\torigin_town\t"
    "destination\ttreatment";

/* A round that was made, by its day. */
struct made {
	int32_t day;
	const char *id;
};

static const char *
landlord(struct draw *d)
{
	return draw_chance(d, 70) ? "C-AIG" : "C-IMO";
}

static const char *
flow_of(struct arena *a, struct draw *d)
{
	return demo_pick(a, d, "mixed:52|furniture:22|wood:10|metal:6|mattress:7|rubble:3");
}

static const char *
clock_text(struct arena *a, int minutes)
{
	return str_fmt(a, "%02d:%02d", minutes / 60 % 24, minutes % 60).p;
}

static const char *
round_of(struct arena *a, const struct demo_plan *p, const struct demo_shift *s,
    struct demo_waste_sheets *out)
{
	const struct demo_scheme *scheme = &p->demo->schemes[s->scheme];
	struct draw d = draw_for(PURPOSE_ROUND, s->number, 0);
	const char *id = str_fmt(a, "T-%d-%05u", ymd_of_day(s->day).year, s->number).p;

	demo_sheet_add(out->rounds, "%s\t%s\t" STR_F "\t%s\t%s\t%s\t" STR_F "\t%s\t%d\t%s\t%u,%u",
	    id, id, STR_A(scheme->id), demo_day(a, s->day), clock_text(a, s->came),
	    clock_text(a, s->left), STR_A(scheme->centres[s->centre].name),
	    demo_team(a, p->demo, s), draw_chance(&d, 18),
	    draw_chance(&d, 80) ? "Camion à hayon" : "Fourgon", 18 + draw_below(&d, 45),
	    draw_below(&d, 10));
	return id;
}

static void
pickups_of(struct arena *a, const struct demo_plan *p, const struct demo_shift *s,
    const char *round, struct demo_record *records, struct demo_waste_sheets *out)
{
	demo_shift_records(p, s, records);
	for (int i = 0; i < s->n; i++) {
		struct draw d = draw_for(PURPOSE_PICKUP, s->number, (uint64_t)i);
		const char *flow;

		if (!str_is(p->demo->kinds[records[i].kind], "EN1"))
			continue;
		flow = flow_of(a, &d);
		demo_sheet_add(out->pickups, "%s/%d\t%s\t%s\t" STR_F "\t%s\t%s\t%u\t%u,%u\t%s",
		    round, i, round, landlord(&d), STR_A(records[i].place),
		    demo_pick(a, &d, "outside:46|bin_room:24|cellar:12|hall:10|dwelling:8"), flow,
		    1 + draw_below(&d, 7), draw_below(&d, 4), 1 + draw_below(&d, 9),
		    demo_day(a, s->day));
	}
}

/* The last round of the week before a weighing; "" when there was none. */
static const char *
round_before(const struct made *v, size_t n, int32_t day)
{
	const char *id = "";

	for (size_t i = 0; i < n && v[i].day <= day; i++)
		if (v[i].day > day - 7)
			id = v[i].id;
	return id;
}

static const struct {
	const char *flow, *name, *to, *treatment;
} treated[] = {
	{ "mixed", "Encombrants en mélange", "ren-tri", "R12" },
	{ "furniture", "Meubles", "ren-valorisation", "R1" },
	{ "wood", "Bois", "ren-bois", "R3" },
	{ "metal", "Métaux", "ren-metaux", "R4" },
	{ "mattress", "Matelas et textiles", "ren-valorisation", "R1" },
	{ "rubble", "Gravats", "ren-tri", "R5" },
};

/* One year: what was weighed adds up to `total` kilograms, whatever else is drawn. */
static void
weigh(struct arena *a, int year, int total, const struct made *v, size_t n,
    struct demo_waste_sheets *out)
{
	int32_t first = demo_date(year, 1, 1);

	first += (12 - day_weekday(first)) % 7; /* the first Friday */
	for (int i = 0; i < TICKETS; i++) {
		struct draw d = draw_for(PURPOSE_TICKET, (uint64_t)year, (uint64_t)i);
		int32_t day = first + 7 * (i / A_WEEK) + 4 * (i % A_WEEK);
		const char *flow = flow_of(a, &d), *client = landlord(&d);
		int even = demo_share(total, i / 2, TICKETS / 2), sway = even / 4, net;
		size_t k = 0;

		/* Two neighbours share what an even pair would bring: one as much more as the other
		 * less. */
		sway = (int)(str_hash(str_of(demo_day(a, first + 7 * (i / A_WEEK)))) %
			     (uint64_t)(sway * 2)) -
		       sway;
		net = i % 2 == 0 ? even / 2 + sway : even - even / 2 - sway;
		while (k + 1 < COUNT(treated) && strcmp(treated[k].flow, flow) != 0)
			k++;
		demo_sheet_add(out->tickets,
		    "B-%d-%03d\tB-%d-%03d\tENC\t%s\t%s\t%s\t%s\t%s\t%d\t%d", year, i + 1, year,
		    i + 1, demo_day(a, day), round_before(v, n, day), client, treated[k].to, flow,
		    TARE + i % 9 * 10 + net, TARE + i % 9 * 10);
		demo_sheet_add(out->entries,
		    "R-%d-%03d\t%d\tENC\t%s\t%s\t%s\tB-%d-%03d\t%d,%03d\t%s\tT-REN\t%s\t%s", year,
		    i + 1, (year - DEMO_YEAR_FIRST) * TICKETS + i + 1, demo_day(a, day), flow,
		    treated[k].name, year, i + 1, net / 1000, net % 1000, client, treated[k].to,
		    treated[k].treatment);
	}
}

void
demo_waste_sheets(struct arena *a, const struct demo_plan *p, const struct demo_options *o,
    struct demo_waste_sheets *out)
{
	static const int totals[] = { DEMO_WASTE_2024, DEMO_WASTE_2025 };
	struct demo_record *records = arena_array(a, struct demo_record, DEMO_SHIFT_RECORDS_MAX);
	struct made *v = arena_array(a, struct made, p->n_shifts);
	size_t n = 0;

	*out = (struct demo_waste_sheets){ demo_sheet_new(a, columns_rounds),
		demo_sheet_new(a, columns_pickups), demo_sheet_new(a, columns_tickets),
		demo_sheet_new(a, columns_entries) };
	for (size_t i = 0; i < p->n_shifts; i++) {
		const struct demo_shift *s = &p->shifts[i];

		if (s->state != DEMO_HELD || !str_is(p->demo->schemes[s->scheme].form, "FB"))
			continue;
		v[n] = (struct made){ s->day, round_of(a, p, s, out) };
		pickups_of(a, p, s, v[n].id, records, out);
		n++;
	}
	for (int y = 0; y <= DEMO_YEAR_LAST - DEMO_YEAR_FIRST; y++)
		if (o->years[y])
			weigh(a, DEMO_YEAR_FIRST + y, totals[y], v, n, out);
}
