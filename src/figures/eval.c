/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/lang.h"
#include "figures/ledger.h"

#include <assert.h>
#include <stdlib.h>

#define HOURS_MIN 10 /* below it a figure per hour has no value */

/* An hour is no hour of an intervention. */
static bool
fits(const struct figure_ask *ask, const struct dim *d, struct err *e)
{
	if (d->column == COLUMN_LEDGER)
		return err_set(e, ERR_INVALID, "figure.dimension",
		    _("%s cannot be split or filtered by %s: what teams note of the field has no such property."),
		    ask->figure->id, d->id);
	if (ask->figure->plan->over == OVER_ACTS || d->shifts)
		return true;
	return err_set(e, ERR_INVALID, "figure.dimension",
	    _("%s cannot be split or filtered by %s: it counts hours of shifts, and a shift has no such "
	      "property."), ask->figure->id, d->id);
}

bool
figure_takes(const struct figure *fig, const struct dim *d)
{
	const struct figure_ask ask = { .figure = fig };
	const struct figure *of, *per;
	struct ledger_path way;
	struct err e = { 0 };

	if (figure_made_of(fig, &of, &per))
		return figure_takes(of, d) && (per == NULL || figure_takes(per, d));
	return fig->ledger != NULL ? ledger_way(fig, d, &way, &e) : fits(&ask, d, &e);
}

static bool
check(const struct figure_ask *ask, struct err *e)
{
	for (size_t i = 0; i < ask->n_by; i++)
		if (!fits(ask, ask->by[i], e))
			return false;
	for (size_t i = 0; i < ask->n_filters; i++)
		if (!fits(ask, ask->filters[i].dim, e))
			return false;
	return true;
}

/* The value of a sum; false when there is none to show. `made`: interventions, for a rate per hour. */
static bool
finish(const struct figure_plan *p, const struct cell_sum *c, int64_t made, double *value)
{
	double sum = (double)c->sum;

	*value = 0;
	switch (p->finish) {
	case FINISHED_SUM:
		*value = sum;
		return true;
	case FINISHED_HOURS:
		*value = sum / 60;
		return true;
	case FINISHED_PERCENT:
	case FINISHED_MEAN:
		if (c->n == 0 || c->n < p->least_n)
			return false;
		*value = p->finish == FINISHED_PERCENT ? sum * 100 / (double)c->n : sum / (double)c->n;
		return true;
	case FINISHED_PER_HOUR:
		if (c->sum < HOURS_MIN * 60)
			return false;
		*value = (double)made * 60 / sum;
		return true;
	}
	return false;
}

void
ask_merged(const struct figure_ask *ask, struct arena *a, struct figure_ask *out)
{
	*out = *ask;
	out->n_filters = 0;
	for (size_t i = 0; i < ask->n_filters; i++) {
		const struct figure_filter *w = &ask->filters[i];
		struct figure_filter *to = NULL;
		struct str *codes;

		for (size_t k = 0; k < out->n_filters; k++)
			if (out->filters[k].dim == w->dim)
				to = &out->filters[k];
		if (to == NULL) {
			out->filters[out->n_filters++] = *w;
			continue;
		}
		codes = arena_array(a, struct str, to->n_codes + w->n_codes);
		memcpy(codes, to->codes, to->n_codes * sizeof(*codes));
		memcpy(codes + to->n_codes, w->codes, w->n_codes * sizeof(*codes));
		to->codes = codes;
		to->n_codes += w->n_codes;
	}
}

static bool
holds(const struct cell_sum *c)
{
	return c->n != 0 || c->sum != 0;
}

/* Both scans of a rate by hour: groups of interventions without hours have no value. */
struct gathering {
	struct scan *s, *made; /* made: NULL for other figures */
	struct figure_answer *out;
	size_t cap;
};

/* The group of a place among the keys of each split, when it holds something. */
static void
put_group(struct gathering *g, uint64_t composite, const uint64_t place[FIGURE_BY_MAX])
{
	const struct cell_sum none = { 0, 0 };
	struct cell_sum c = *groups_at(g->s->groups, composite);
	const struct cell_sum *made = g->made != NULL ? groups_at(g->made->groups, composite) : &none;
	struct figure_group *to = &g->out->groups[g->out->n_groups];

	if (!holds(&c) && !holds(made))
		return;
	assert(g->out->n_groups < g->cap);
	g->out->n_groups++;
	for (size_t i = 0; i < g->s->ask->n_by; i++)
		to->key[i] = g->s->by[i].keys.v[place[i]];
	to->n = c.n;
	if (holds(&c))
		to->has_value = finish(g->s->plan, &c, made->sum, &to->value);
}

/* An array is walked in the order of the keys. */
static void
gather_array(struct gathering *g)
{
	struct scan *s = g->s;
	size_t at[FIGURE_BY_MAX] = { 0 }, n = s->ask->n_by, turned;
	uint32_t *order[FIGURE_BY_MAX];

	for (size_t i = 0; i < n; i++)
		order[i] = keys_order(&s->by[i].keys, s->a);
	do {
		uint64_t place[FIGURE_BY_MAX] = { 0 }, composite = 0;

		for (size_t i = 0; i < n; i++) {
			place[i] = order[i][at[i]];
			composite += s->by[i].stride * place[i];
		}
		put_group(g, composite, place);
		for (turned = n; turned > 0 && ++at[turned - 1] == s->by[turned - 1].keys.n; turned--)
			at[turned - 1] = 0;
	} while (turned > 0);
}

/* What stands in a hash table is sorted afterwards. */
static void
gather_table(struct gathering *g, struct scan *from, bool only_new)
{
	uint64_t at = 0, composite;

	while (groups_next(from->groups, &at, &composite) != NULL) {
		uint64_t place[FIGURE_BY_MAX] = { 0 };

		if (only_new && holds(groups_at(g->s->groups, composite)))
			continue;
		for (size_t i = 0; i < from->ask->n_by; i++)
			place[i] = composite / from->by[i].stride % from->by[i].keys.n;
		put_group(g, composite, place);
	}
}

static void
gather(struct scan *s, struct scan *made, struct figure_answer *out)
{
	struct gathering g = { s, made, out, 0 };
	uint64_t at = 0, composite;

	while (groups_next(s->groups, &at, &composite) != NULL)
		g.cap++;
	for (at = 0; made != NULL && groups_next(made->groups, &at, &composite) != NULL;)
		g.cap++;
	out->groups = arena_array(s->a, struct figure_group, g.cap + 1);
	if (groups_dense(s->groups)) {
		gather_array(&g);
		return;
	}
	gather_table(&g, s, false);
	if (made != NULL)
		gather_table(&g, made, true);
	qsort(out->groups, out->n_groups, sizeof(*out->groups), group_cmp);
}

/* Every combination of the keys that are known, for --zeros. */
static void
add_zeros(struct scan *s, struct figure_answer *out)
{
	struct figure_group empty = { .n = 0 };
	struct keys all[FIGURE_BY_MAX];

	for (size_t i = 0; i < s->ask->n_by; i++) {
		all[i] = s->by[i].keys;
		keys_all(s->f, s->ask->by[i], s->ask->period, s->a, &all[i]);
	}
	empty.has_value = finish(s->plan, &(struct cell_sum){ 0, 0 }, 0, &empty.value);
	groups_add_zeros(all, s->ask->n_by, &empty, s->a, out);
}

static void
take_evidence(struct scan *s, struct figure_answer *out)
{
	static const char *const acts[] = { "intervention", "incivility_report" };
	size_t all = (s->evidence[0].n + s->evidence[1].n) / sizeof(struct uuid);

	out->evidence = arena_array(s->a, struct uuid, all + 1);
	for (size_t i = 0; i < COUNT(s->evidence); i++) {
		size_t n = s->evidence[i].n / sizeof(struct uuid);
		const char *reg = s->plan->over == OVER_ACTS ? acts[i] : "shift";
		struct uuid *v = arena_array(s->a, struct uuid, n + 1);

		if (n == 0)
			continue;
		memcpy(v, s->evidence[i].p, s->evidence[i].n);
		memcpy(out->evidence + out->n_evidence, v, s->evidence[i].n);
		qsort(v, n, sizeof(struct uuid), evidence_cmp);
		out->n_evidence += n;
		out->sources[out->n_sources++] = (struct figure_source){ reg_find(str_of(reg)), (int64_t)n, v, n };
	}
	qsort(out->evidence, out->n_evidence, sizeof(struct uuid), evidence_cmp);
}

/* A split below the record by another list than the figure's own counts a record more than once. */
static bool
overlaps(const struct figure_ask *ask)
{
	for (size_t i = 0; i < ask->n_by; i++)
		if (ask->by[i]->column == COLUMN_ITEM && ask->by[i]->below != ask->figure->plan->list)
			return true;
	return false;
}

static bool
parts_facts(const struct ledger_eval *by, const struct figure_ask *ask, struct arena *a,
    struct ledger_parts *out, struct err *e)
{
	return ledger_scan(by->facts, ask, a, out, e);
}

static bool
eval_facts(const struct ledger_eval *by, const struct figure_ask *ask, struct arena *a,
    struct figure_answer *out, struct err *e)
{
	return figure_eval(by->facts, ask, a, out, e);
}

/* Of another register: filters that are given twice admit either, as elsewhere. */
static bool
eval_ledger(const struct facts *f, const struct figure_ask *ask, struct arena *a,
    struct figure_answer *out, struct err *e)
{
	const struct ledger_eval by = { .figure = eval_facts, .parts = parts_facts, .keys = ledger_keys_all,
		.facts = f };
	struct figure_ask *merged = arena_new(a, struct figure_ask);

	ask_merged(ask, a, merged);
	return ledger_figure(&by, merged, a, out, e);
}

bool
figure_eval(const struct facts *f, const struct figure_ask *ask, struct arena *a,
    struct figure_answer *out, struct err *e)
{
	const struct figure_plan *plan = ask->figure->plan;
	struct figure_ask *merged = arena_new(a, struct figure_ask);
	struct figure_ask *made_ask = arena_new(a, struct figure_ask);
	struct scan *s = arena_new(a, struct scan), *made = NULL;
	bool ok = false;

	if (ask->figure->ledger != NULL)
		return eval_ledger(f, ask, a, out, e);
	if (!check(ask, e))
		return false;
	ask_merged(ask, a, merged);
	*s = (struct scan){ .f = f, .plan = plan, .ask = merged, .a = a };
	if (!scan_prepare(s, e))
		goto done;
	if (plan->over == OVER_ACTS)
		scan_acts(s);
	else
		scan_shifts(s);
	if (plan->finish == FINISHED_PER_HOUR) {
		*made_ask = *merged;
		made_ask->figure = figure_find(STR("interventions"));
		made_ask->evidence = false;
		made = arena_new(a, struct scan);
		*made = (struct scan){ .f = f, .plan = made_ask->figure->plan, .ask = made_ask, .a = a };
		if (!scan_prepare(made, e))
			goto done;
		scan_acts(made);
	}
	*out = (struct figure_answer){ .figure = ask->figure, .n = s->total.n,
		.overlapping = overlaps(merged) };
	out->has_value = finish(plan, &s->total, made != NULL ? made->total.sum : 0, &out->value);
	if (ask->n_by > 0) {
		gather(s, made, out);
		if (ask->zeros)
			add_zeros(s, out);
	}
	if (ask->evidence)
		take_evidence(s, out);
	ok = true;
done:
	scan_release(s);
	if (made != NULL)
		scan_release(made);
	return ok;
}
