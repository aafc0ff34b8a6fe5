/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* When who is out where, and how many records come of it. */
#include "cli/demo.h"

#define UNIT 10000 /* of demo_shift.weight: one record */

enum purpose { PURPOSE_SHIFT = 1, PURPOSE_TREND };

static bool
in_season(const struct demo *d, struct str name, int32_t day)
{
	for (size_t i = 0; i < d->n_seasons; i++)
		if (str_eq(d->seasons[i].name, name) && day >= d->seasons[i].first &&
		    day <= d->seasons[i].last)
			return true;
	return false;
}

/* "all": every day but holidays; "work" the same, and it says that it is office hours. Evenings and
 * nights of the festive scheme go on over holidays, as do the pools. */
static bool
works_on(const struct demo *d, const struct demo_pattern *p, int32_t day)
{
	const struct demo_scheme *s = &d->schemes[p->scheme];
	bool open_on_holidays = str_is(p->season, "summer") || str_is(p->season, "fair") ||
	    str_is(s->form, "FF");

	if ((p->days >> (day_weekday(day) - 1) & 1) == 0 || day < s->first || day > s->last)
		return false;
	if (!open_on_holidays && in_season(d, STR("holiday"), day))
		return false;
	return str_is(p->season, "all") || str_is(p->season, "work") || in_season(d, p->season, day);
}

/* Records to expect: presence by rate, weekday, month, a slow growth of the scheme's own, and what
 * no plan foresees. */
static int32_t
weight_of(const struct demo *d, const struct demo_shift *s, const struct demo_options *o,
    struct draw *draw)
{
	const struct demo_scheme *scheme = &d->schemes[s->scheme];
	struct draw own = draw_for(PURPOSE_TREND, s->scheme, 0);
	struct ymd date = ymd_of_day(s->day);
	int months = (date.year - DEMO_YEAR_FIRST) * 12 + date.month;
	int growth = scheme->quota ? 6 : 1 + (int)draw_below(&own, 5); /* thousandths a month */
	int64_t w = (int64_t)(s->left - s->came) * d->patterns[s->pattern].rate * UNIT / 6000;

	w = w * weights_at(&scheme->lists[DEMO_WEEKDAY][0], day_weekday(s->day), 100) / 100;
	w = w * weights_at(&scheme->lists[DEMO_MONTH][0], date.month, 100) / 100;
	w = w * (1000 + (int64_t)growth * months) / 1000;
	w = w * (60 + draw_below(draw, 41) + draw_below(draw, 41)) / 100;
	return (int32_t)(w * o->scale / 100);
}

static void
fill(const struct demo *d, const struct demo_options *o, struct demo_shift *s)
{
	const struct demo_pattern *p = &d->patterns[s->pattern];
	const struct demo_scheme *scheme = &d->schemes[p->scheme];
	struct draw draw = draw_for(PURPOSE_SHIFT, (uint64_t)s->day,
	    (uint64_t)s->pattern << 8 | s->team);
	uint32_t fate = draw_below(&draw, 1000);

	s->scheme = p->scheme;
	s->start = p->start;
	s->end = p->end;
	s->came = p->start + 5 * (int)(draw_below(&draw, 4) / 2);
	s->left = p->end - 10 + 5 * (int)draw_below(&draw, 6);
	s->state = fate < 26 ? DEMO_CANCELLED : fate < 32 ? DEMO_UNKEPT : DEMO_HELD;
	s->centre = (uint8_t)((s->team + (p->teams < (int)scheme->n_centres ? s->day : 0)) %
	    (int32_t)scheme->n_centres);
	for (int i = 0; i < p->size && i < (int)scheme->n_pool && i < DEMO_TEAM_MAX; i++)
		s->members[s->n_team++] = scheme->pool[((size_t)s->team * (size_t)p->size + (size_t)i +
		    (size_t)s->day) % scheme->n_pool];
	if (s->state == DEMO_HELD)
		s->weight = weight_of(d, s, o, &draw);
}

static int
by_time(const void *x, const void *y)
{
	const struct demo_shift *a = x, *b = y;

	if (a->day != b->day)
		return a->day < b->day ? -1 : 1;
	if (a->start != b->start)
		return a->start < b->start ? -1 : 1;
	if (a->pattern != b->pattern)
		return a->pattern < b->pattern ? -1 : 1;
	return a->team < b->team ? -1 : a->team > b->team;
}

static int
segment(int32_t day)
{
	return day < DEMO_WINDOW_FIRST ? 0 : day <= DEMO_WINDOW_LAST ? 1 : 2;
}

/* Whole numbers that add up exactly: each shift gets what the sum up to it, rounded down, has more
 * than the sum before it. */
static int
share(int64_t before, int64_t after, int64_t total, int64_t weight)
{
	return (int)(after * total / weight - before * total / weight);
}

static void
count_rennes(const struct demo *d, const struct demo_options *o, struct demo_plan *p)
{
	int64_t window = 0, sum[3] = { 0, 0, 0 };

	for (size_t i = 0; i < p->n_shifts; i++)
		if (d->schemes[p->shifts[i].scheme].quota && segment(p->shifts[i].day) == 1)
			window += p->shifts[i].weight;
	if (window == 0)
		return;
	for (size_t i = 0; i < p->n_shifts; i++) {
		struct demo_shift *s = &p->shifts[i];
		int64_t *at = &sum[segment(s->day)], after = *at + s->weight;

		if (!d->schemes[s->scheme].quota)
			continue;
		s->n_elsewhere = share(*at, after, DEMO_ELSEWHERE * o->scale / 100, window);
		s->n_meetings = share(*at, after, DEMO_MEETINGS * o->scale / 100, window);
		s->n = share(*at, after, (int64_t)DEMO_INTERVENTIONS * o->scale / 100, window) +
		    s->n_elsewhere + s->n_meetings;
		*at = after;
	}
}

static void
count_others(struct arena *a, const struct demo *d, struct demo_plan *p)
{
	int64_t *sum = arena_array(a, int64_t, d->n_schemes);

	for (size_t i = 0; i < p->n_shifts; i++) {
		struct demo_shift *s = &p->shifts[i];

		if (d->schemes[s->scheme].quota)
			continue;
		s->n = (int)((sum[s->scheme] + s->weight) / UNIT - sum[s->scheme] / UNIT);
		sum[s->scheme] += s->weight;
	}
}

/* Persons met in the window, as drawn: the table brings them to the number that was counted. */
static void
count_contacts(struct arena *a, const struct demo *d, struct demo_plan *p)
{
	struct demo_record *records = arena_array(a, struct demo_record, DEMO_SHIFT_RECORDS_MAX);

	for (size_t i = 0; i < p->n_shifts; i++) {
		const struct demo_shift *s = &p->shifts[i];

		if (!d->schemes[s->scheme].quota || segment(s->day) != 1)
			continue;
		demo_shift_records(p, s, records);
		for (int k = 0; k < s->n; k++) {
			p->contact_records += records[k].contacts > 0;
			p->contact_extras += records[k].contacts > 0 ? records[k].contacts - 1 : 0;
		}
	}
}

void
demo_plan_make(struct arena *a, const struct demo *d, const struct demo_options *o,
    struct demo_plan *out)
{
	size_t cap = 0, kept = 0;
	int32_t last = day_of_ymd((struct ymd){ DEMO_YEAR_LAST, 12, 31 });

	for (size_t i = 0; i < d->n_patterns; i++)
		cap += (size_t)d->patterns[i].teams * (size_t)(last - DEMO_FIRST + 1);
	*out = (struct demo_plan){ .demo = d, .shifts = arena_array(a, struct demo_shift, cap) };
	for (int32_t day = DEMO_FIRST; day <= last; day++)
		for (size_t i = 0; i < d->n_patterns; i++)
			for (int t = 0; t < d->patterns[i].teams && works_on(d, &d->patterns[i], day); t++) {
				struct demo_shift *s = &out->shifts[out->n_shifts++];

				s->day = day;
				s->pattern = (uint16_t)i;
				s->team = (uint8_t)t;
				fill(d, o, s);
			}
	qsort(out->shifts, out->n_shifts, sizeof(out->shifts[0]), by_time);
	for (size_t i = 0; i < out->n_shifts; i++)
		out->shifts[i].number = (uint32_t)i + 1;
	count_rennes(d, o, out);
	count_others(a, d, out);
	out->contacts_wanted = (int64_t)DEMO_CONTACTS * o->scale / 100;
	count_contacts(a, d, out);
	/* Years that are not wanted are left out at the end, so that the others stay as they are. */
	for (size_t i = 0; i < out->n_shifts; i++) {
		struct demo_shift s = out->shifts[i];

		if (!o->years[ymd_of_day(s.day).year - DEMO_YEAR_FIRST])
			continue;
		out->n_records += s.n;
		out->shifts[kept++] = s;
	}
	out->n_shifts = kept;
}
