/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * One pass over the facts for one figure.  Mostly chunks of rows go column by column through small
 * tables; where a filter looks below the record, row by row with the items of its lists.
 */
#include "figures/scan.h"

#include "base/lang.h"

static void
prepare_by(struct scan *s)
{
	s->n_composites = 1;
	/* The first split has the largest stride: in order of keys, groups lie side by side. */
	for (size_t i = s->ask->n_by; i-- > 0;) {
		keys_make(s->f, s->ask->by[i], s->a, &s->by[i].keys);
		s->by[i].stride = s->n_composites;
		s->n_composites *= s->by[i].keys.n;
	}
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
	buf_init(&s->evidence[0]);
	buf_init(&s->evidence[1]);
	return true;
}

void
scan_release(struct scan *s)
{
	groups_free(s->groups);
	s->groups = NULL;
	buf_release(&s->evidence[0]);
	buf_release(&s->evidence[1]);
}

void
scan_evidence(struct scan *s, const struct uuid *id, uint8_t flags)
{
	if (s->ask->evidence)
		buf_put(&s->evidence[(flags & ACT_REPORT) != 0], id, sizeof(*id));
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
	bool rows = lists_wanted(s) && !groups_dense(s->groups);

	act_rules_make(s, r);
	for (size_t i = 0; i < s->ask->n_filters; i++)
		rows = rows || s->filter[i].keys.dim->column == COLUMN_ITEM;
	if (rows)
		scan_rows(s, r);
	else
		scan_columns(s, r);
}
