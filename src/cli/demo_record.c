/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What is recorded in a shift. */
#include "cli/demo_map.h"

enum purpose { PURPOSE_RECORD = 16, PURPOSE_REPORT = 18 };

#define REPORTS 120 /* of a thousand shifts in the street, how many bring a partner's report */

static size_t
kind_of(const struct demo *d, struct str code)
{
	for (size_t i = 1; i < d->n_kinds; i++)
		if (str_eq(d->kinds[i], code))
			return i;
	return 0;
}

static int
moment(const struct demo_scheme *scheme, const struct demo_shift *s, struct draw *d)
{
	int at = s->came;

	for (int tries = 0; tries < 12; tries++) {
		at = s->came + (int)draw_below(d, (uint32_t)(s->left - s->came - 5));
		if (draw_below(d, 18) < weights_at(&scheme->lists[DEMO_HOURS][0], at / 60 % 24, 3))
			break;
	}
	return at;
}

/* A sector has four spots of each kind, some visited far more than others. Neighbouring sectors have
 * other names where there are enough of them. */
static void
choose_place(const struct demo *d, const struct demo_centre *c, struct draw *draw,
    struct demo_record *r)
{
	uint32_t j = draw_below(draw, 4) * draw_below(draw, 4) / 3;
	struct demo_point middle = { c->lon, c->lat }, p = demo_spot(d, c, r->place_kind, j);
	bool dwelling = str_is(r->place_kind, "LR3") || str_is(r->place_kind, "LV1");

	if (dwelling)
		return;
	if (demo_spot_name(d, c, r->place_kind, j).p != NULL && draw_chance(draw, 72))
		r->place = demo_spot_name(d, c, r->place_kind, j);
	r->located = draw_chance(draw, 62);
	p.lat += (int32_t)draw_below(draw, 1000) - 500;
	p.lon += (int32_t)draw_below(draw, 1400) - 700;
	p = demo_pulled(c->outline, middle, p);
	r->lon = p.lon;
	r->lat = p.lat;
}

static void
choose_theme(const struct demo_scheme *s, struct draw *d, struct demo_record *r, struct str kind)
{
	const struct weights *themes = &s->lists[DEMO_THEME][r->kind];

	if (str_is(kind, "PA1") || (str_is(kind, "PA2") && !draw_chance(d, 40)))
		return;
	if (str_is(kind, "VT1")) {
		r->theme = draw_chance(d, 68) ? STR("T81") : STR("T80");
		return;
	}
	r->theme = weights_draw(themes, d)->code;
	if (draw_chance(d, 11)) {
		r->theme2 = weights_draw(themes, d)->code;
		if (str_eq(r->theme2, r->theme))
			r->theme2 = STR_NONE;
	}
}

static void
choose_lists(const struct demo_scheme *s, struct draw *d, struct demo_record *r, struct str kind)
{
	size_t wanted = str_is(kind, "PA1") ? 0 : 1 + draw_chance(d, 30);

	for (size_t i = 0; i < wanted; i++) {
		struct str action = weights_draw(&s->lists[DEMO_ACTIONS][r->kind], d)->code;

		if (r->n_actions == 0 || !str_eq(action, r->actions[0]))
			r->actions[r->n_actions++] = action;
	}
	if (draw_chance(d, weights_value(&s->lists[DEMO_RELAY_PCT][0], kind, 0))) {
		r->relays[r->n_relays++] = weights_draw(&s->lists[DEMO_RELAYS][r->kind], d)->code;
		if (draw_chance(d, 12)) {
			r->relays[1] = weights_draw(&s->lists[DEMO_RELAYS][r->kind], d)->code;
			r->n_relays += !str_eq(r->relays[0], r->relays[1]);
		}
	}
	if (!draw_chance(d, weights_value(&s->lists[DEMO_FACTS_PCT][0], kind, 0)))
		return;
	wanted = 1 + draw_chance(d, 14);
	for (size_t i = 0; i < wanted; i++) {
		struct str code = weights_draw(&s->lists[DEMO_FACTS][r->kind], d)->code;
		bool grave = str_is(code, "IC13") || str_is(code, "IC15") || str_is(code, "IC23") ||
		    str_is(code, "IC73");
		uint32_t severity = draw_below(d, 100) + (grave ? 38 : 0);

		if (i > 0 && str_eq(code, r->facts[0].code))
			continue;
		r->facts[r->n_facts].code = code;
		r->facts[r->n_facts].n = draw_chance(d, 82) ? 1 : 2 + (int)draw_below(d, 4);
		r->facts[r->n_facts++].severity = severity < 70 ? 1 : severity < 96 ? 2 : 3;
	}
}

static int
drop_of(struct str outcome, struct draw *d)
{
	if (str_is(outcome, "OU1"))
		return 1 + (int)draw_below(d, 3);
	if (str_is(outcome, "OU2"))
		return 1;
	if (str_is(outcome, "OU3"))
		return 1 + (int)draw_below(d, 2);
	if (str_is(outcome, "OU4"))
		return (int)draw_below(d, 2);
	return str_is(outcome, "OU7") ? -1 : 0;
}

static void
choose_tension(struct draw *d, struct demo_record *r, struct str kind)
{
	bool conflict = str_starts(kind, STR("GC")) && !str_is(kind, "GC7");

	r->before = r->after = -1;
	if (!draw_chance(d, conflict ? 84 : str_is(kind, "PA3") ? 6 : 0))
		return;
	r->before = str_is(kind, "GC2") ? 2 + (int)draw_below(d, 3) : 1 + (int)draw_below(d, 3);
	r->after = r->before - drop_of(r->outcome, d);
	r->after = r->after < 0 ? 0 : r->after > 4 ? 4 : r->after;
}

enum record_place { PLACE_FREE, PLACE_PUBLIC, PLACE_ELSEWHERE, PLACE_MEETING, PLACE_REPORT };

static void
make(const struct demo *d, const struct demo_shift *s, struct draw *draw, enum record_place where,
    struct demo_record *r)
{
	const struct demo_scheme *scheme = &d->schemes[s->scheme];
	const struct weights *places;
	struct str kind;

	*r = (struct demo_record){ .shift = s };
	kind = where == PLACE_MEETING ? STR("CO3") : where == PLACE_REPORT ? STR("VT2") :
	    weights_draw(scheme->kinds, draw)->code;
	r->kind = (uint32_t)kind_of(d, kind);
	r->start = moment(scheme, s, draw);
	r->minutes = weights_draw(&scheme->lists[DEMO_DURATION][r->kind], draw)->number;
	places = &scheme->lists[where == PLACE_PUBLIC ? DEMO_PUBLIC :
	    where == PLACE_ELSEWHERE ? DEMO_OTHER : DEMO_PLACE]
	    [where == PLACE_PUBLIC || where == PLACE_ELSEWHERE ? 0 : r->kind];
	r->place_kind = weights_draw(places, draw)->code;
	choose_place(d, &scheme->centres[s->centre], draw, r);
	choose_theme(scheme, draw, r, kind);
	r->origin = weights_draw(&scheme->lists[DEMO_ORIGIN][r->kind], draw)->code;
	if (!str_is(kind, "PA1"))
		r->outcome = weights_draw(&scheme->lists[DEMO_OUTCOME][r->kind], draw)->code;
	if (draw_chance(draw, weights_value(&scheme->lists[DEMO_CONTACT][0], kind, 100)))
		r->contacts = weights_draw(&scheme->lists[DEMO_GROUP][r->kind], draw)->number;
	choose_lists(scheme, draw, r, kind);
	choose_tension(draw, r, kind);
	r->weak_signal = draw_below(draw, 1000) < 8;
	if (draw_chance(draw, 6))
		r->comment = d->comments[draw_below(draw, (uint32_t)d->n_comments)];
	r->seed = draw_next(draw);
}

static int
by_start(const void *x, const void *y)
{
	const struct demo_record *a = x, *b = y;

	if (a->start != b->start)
		return a->start < b->start ? -1 : 1;
	return a->seed < b->seed ? -1 : a->seed > b->seed;
}

void
demo_shift_records(const struct demo_plan *p, const struct demo_shift *s, struct demo_record *into)
{
	const struct demo *d = p->demo;
	bool quota = d->schemes[s->scheme].quota;

	for (int i = 0; i < s->n && i < DEMO_SHIFT_RECORDS_MAX; i++) {
		struct draw draw = draw_for(PURPOSE_RECORD, s->number, (uint64_t)i);
		enum record_place where = !quota ? PLACE_FREE : i < s->n_meetings ? PLACE_MEETING :
		    i < s->n_meetings + s->n_elsewhere ? PLACE_ELSEWHERE : PLACE_PUBLIC;

		make(d, s, &draw, where, &into[i]);
	}
	qsort(into, (size_t)s->n, sizeof(into[0]), by_start);
}

const struct demo_partner *
demo_report(const struct demo *d, const struct demo_shift *s, struct demo_record *out)
{
	const struct demo_scheme *scheme = &d->schemes[s->scheme];
	struct draw draw = draw_for(PURPOSE_REPORT, s->number, 0);
	const struct demo_partner *found = NULL;
	uint32_t seen = 0;

	if ((!str_is(scheme->form, "FJ") && !str_is(scheme->form, "FN") &&
	    !str_is(scheme->form, "FF")) || draw_below(&draw, 1000) >= REPORTS)
		return NULL;
	/* Any partner of the town, each as likely. */
	for (size_t i = 0; i < d->n_partners; i++)
		if (d->partners[i].reports && str_eq(d->partners[i].town, scheme->town) &&
		    draw_below(&draw, ++seen) == 0)
			found = &d->partners[i];
	if (found != NULL)
		make(d, s, &draw, PLACE_REPORT, out);
	return found;
}
