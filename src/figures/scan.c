/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * One pass over the facts for one figure.  Two ways: where nothing below the record is asked, chunks
 * of rows go column by column through small tables; else row by row with the items of its lists.
 */
#include "figures/scan.h"

#include "base/lang.h"

#define TABLE_16 65536u

static bool
prepare_by(struct scan *s)
{
	s->n_composites = 1;
	for (size_t i = 0; i < s->ask->n_by; i++) {
		keys_make(s->f, s->ask->by[i], s->a, &s->by[i].keys);
		s->by[i].stride = s->n_composites;
		s->n_composites *= s->by[i].keys.n;
	}
	return true;
}

bool
scan_prepare(struct scan *s, struct err *e)
{
	const struct figure_ask *ask = s->ask;

	prepare_by(s);
	for (size_t i = 0; i < ask->n_filters; i++) {
		struct scan_filter *w = &s->filter[i];

		keys_make(s->f, ask->filters[i].dim, s->a, &w->keys);
		w->allow = arena_array(s->a, uint8_t, w->keys.n);
		for (size_t k = 0; k < ask->filters[i].n_codes; k++) {
			uint32_t place;

			if (!keys_code(s->f, &w->keys, ask->filters[i].codes[k], s->a, &place, e))
				return false;
			if (place != NONE_32)
				w->allow[place] = 1;
		}
	}
	s->groups = groups_new(s->a, s->n_composites);
	buf_init(&s->evidence);
	return true;
}

void
scan_release(struct scan *s)
{
	groups_free(s->groups);
	s->groups = NULL;
	buf_release(&s->evidence);
}

void
scan_evidence(struct scan *s, const struct uuid *id)
{
	if (s->ask->evidence)
		buf_put(&s->evidence, id, sizeof(*id));
}

bool
scan_in_period(const struct scan *s, int32_t day)
{
	return s->ask->period == NULL || (day >= s->ask->period->first && day <= s->ask->period->last);
}

/* Row conditions on one-byte columns, told once. */
static void
byte_rules(const struct scan *s, struct act_rules *r)
{
	const struct codes *c = s->f->codes;
	const struct code_list *kind = codes_list(c, "kind"), *place = codes_list(c, "place_kind");
	const struct code_list *outcome = codes_list(c, "outcome");
	struct str rest, one;

	memset(r->kind, s->plan->counts == NULL, sizeof(r->kind));
	for (uint16_t i = 0; s->plan->counts != NULL && i < kind->n && i < NONE_8; i++)
		for (rest = str_of(s->plan->counts); str_cut(&rest, '|', &one);)
			r->kind[i] |= str_eq(code_roll(kind, i, "counts"), one);
	for (uint16_t i = 0; i < place->n && i < NONE_8; i++)
		r->public_space[i] = str_is(code_roll(place, i, "group"), "public_space");
	for (uint16_t i = 0; i < outcome->n && i < NONE_8; i++) {
		r->rated[i] = str_is(code_roll(outcome, i, "rate"), "yes");
		r->settled[i] = str_is(code_roll(outcome, i, "settled"), "yes");
	}
	r->kind_report = (uint8_t)code_find(kind, STR("VT1"));
	r->kind_signal = (uint8_t)code_find(kind, STR("VT3"));
	r->action_report = (uint8_t)code_find(codes_list(c, "action"), STR("AC14"));
}

/* What a cell of publics or a fact of some severity weighs in the figure. */
static void
weights(const struct scan *s, struct act_rules *r)
{
	const struct code_list *ages = codes_list(s->f->codes, "age");
	uint16_t women = code_find(codes_list(s->f->codes, "sex"), STR("F"));
	uint16_t men = code_find(codes_list(s->f->codes, "sex"), STR("M"));

	for (unsigned cell = 0; cell < 256; cell++) {
		unsigned age = cell % PUBLIC_AGES, sex = cell / PUBLIC_AGES;
		bool minor = age < ages->n && str_is(code_roll(ages, (uint16_t)age, "minors"), "yes");

		r->weight[cell] = s->plan->value == ITEM_N || (s->plan->value == ITEM_MINORS && minor) ||
		    (s->plan->value == ITEM_WOMEN && sex == women) ||
		    (s->plan->value == ITEM_MEN && sex == men);
	}
}

void
act_rules_make(const struct scan *s, struct act_rules *r)
{
	memset(r, 0, sizeof(*r));
	byte_rules(s, r);
	weights(s, r);
}

void
scan_acts(struct scan *s)
{
	struct act_rules *r = arena_new(s->a, struct act_rules);
	bool below = false;

	act_rules_make(s, r);
	for (size_t i = 0; i < s->ask->n_by; i++)
		below = below || s->by[i].keys.dim->column == COLUMN_ITEM;
	for (size_t i = 0; i < s->ask->n_filters; i++)
		below = below || s->filter[i].keys.dim->column == COLUMN_ITEM;
	if (below)
		scan_rows(s, r);
	else
		scan_columns(s, r);
}

static bool
shift_counts(const struct scan *s, const struct shift_row *r)
{
	int64_t end = ((int64_t)r->day * 1440 + r->planned_end) * 60000;

	if (!r->alive || !scan_in_period(s, r->day))
		return false;
	if (s->plan->which == WHICH_HELD)
		return r->state == SHIFT_HELD;
	return r->state != SHIFT_PLANNED || end < s->ask->now_ms;
}

/* The code of a shift for a dimension that it has itself. */
static int64_t
shift_code(const struct shift_row *r, const struct dim *d)
{
	switch (d->column) {
	case COLUMN_SCHEME:
		return r->scheme;
	case COLUMN_SECTOR:
		return r->sector;
	case COLUMN_DAY:
		return r->day;
	case COLUMN_CELL:
	case COLUMN_BYTE:
	case COLUMN_MINUTE:
	case COLUMN_ITEM:
		break;
	}
	return -1;
}

static bool
shift_passes(const struct scan *s, const struct shift_row *r, bool *member)
{
	for (int i = 0; i < TEAM_MAX; i++)
		member[i] = i < r->n_team;
	for (size_t i = 0; i < s->ask->n_filters; i++) {
		const struct scan_filter *w = &s->filter[i];
		bool any = false;

		if (w->keys.dim->column != COLUMN_ITEM) {
			if (!w->allow[keys_of(&w->keys, shift_code(r, w->keys.dim))])
				return false;
			continue;
		}
		for (int k = 0; k < r->n_team; k++) {
			member[k] = member[k] && w->allow[keys_of(&w->keys, r->team[k])];
			any = any || member[k];
		}
		if (!any && !(r->n_team == 0 && w->allow[0]))
			return false;
	}
	return true;
}

static void
add_shift(struct scan *s, uint64_t row, uint64_t composite, int64_t v)
{
	struct cell_sum *c;

	if (s->ask->n_by == 0)
		return;
	if (v == 0 && !s->plan->every)
		return;
	c = groups_at(s->groups, composite);
	c->sum += v;
	if (groups_first(s->groups, composite, row))
		groups_at(s->groups, composite)->n++;
}

static void
take_shift(struct scan *s, uint64_t row, const struct shift_row *r)
{
	bool member[TEAM_MAX], each = s->plan->list == BELOW_TEAM, split = each;
	int64_t v = s->plan->value == IS_HELD ? r->state == SHIFT_HELD : r->minutes, total = v;
	uint64_t base = 0;
	int n = 0;

	if (!shift_passes(s, r, member))
		return;
	for (size_t i = 0; i < s->ask->n_by; i++) {
		const struct keys *k = &s->by[i].keys;

		if (k->dim->column == COLUMN_ITEM)
			split = true;
		else
			base += s->by[i].stride * keys_of(k, shift_code(r, k->dim));
	}
	for (int i = 0; i < r->n_team; i++) {
		uint64_t at = base;

		if (!member[i])
			continue;
		n++;
		for (size_t k = 0; k < s->ask->n_by; k++)
			if (s->by[k].keys.dim->column == COLUMN_ITEM)
				at += s->by[k].stride * keys_of(&s->by[k].keys, r->team[i]);
		if (split)
			add_shift(s, row, at, v);
	}
	if (!split || (n == 0 && !each))
		add_shift(s, row, base, v);
	if (each)
		total = v * n;
	if (total == 0 && !s->plan->every)
		return;
	s->total.sum += total;
	s->total.n++;
	scan_evidence(s, &r->id);
}

void
scan_shifts(struct scan *s)
{
	for (size_t i = 0; i < s->f->n_shifts; i++)
		if (shift_counts(s, &s->f->shifts[i]))
			take_shift(s, i, &s->f->shifts[i]);
}
