/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Figures over ledgers: what was gathered becomes an answer, whichever way it was gathered. */
#include "figures/ledger.h"

#include "base/lang.h"

#include <stdlib.h>

struct ledger_part *
ledger_part_new(struct ledger_parts *p, struct arena *a)
{
	if (p->n == p->cap) {
		struct ledger_part *more;

		p->cap = p->cap == 0 ? 64 : p->cap * 2;
		more = arena_array(a, struct ledger_part, p->cap);
		if (p->n > 0)
			memcpy(more, p->v, p->n * sizeof(*more));
		p->v = more;
	}
	return &p->v[p->n++];
}

/* The value of what was gathered; false when there is none to show. */
static bool
finish(const struct ledger_plan *p, const struct ledger_part *part, double *value)
{
	double scale = ledger_scale(p);

	*value = 0;
	if (part->n < p->least_n)
		return false;
	switch (p->take) {
	case LEDGER_COUNT:
	case LEDGER_DISTINCT:
	case LEDGER_SUM:
		*value = (double)part->sum / scale;
		return true;
	case LEDGER_MIN:
	case LEDGER_MAX:
		*value = (double)part->sum / scale;
		return part->items > 0;
	case LEDGER_MEAN:
		if (part->items == 0)
			return false;
		*value = (double)part->sum / (double)part->items / scale;
		return true;
	case LEDGER_RATIO:
	case LEDGER_PLUS:
	case LEDGER_GROWTH:
		break;
	}
	return false;
}

/* A record stands in several groups where it has several of what it is split by. */
static bool
overlaps(const struct figure_ask *ask)
{
	struct ledger_path path;
	struct err e = { 0 };

	for (size_t i = 0; i < ask->n_by; i++)
		if (ledger_way(ask->figure, ask->by[i], &path, &e) && (path.each || ledger_is_list(&path)))
			return true;
	return false;
}

static void
add_zeros(const struct ledger_eval *by, const struct figure_ask *ask, struct arena *a,
    struct figure_answer *out)
{
	struct figure_group empty = { .n = 0 };
	struct keys all[FIGURE_BY_MAX];

	for (size_t i = 0; i < ask->n_by; i++)
		by->keys(by->facts, ask, ask->by[i], a, &all[i]);
	empty.has_value = finish(ask->figure->ledger, &(struct ledger_part){ .n = 0 }, &empty.value);
	groups_add_zeros(all, ask->n_by, &empty, a, out);
}

static bool
plain(const struct ledger_eval *by, const struct figure_ask *ask, struct arena *a,
    struct figure_answer *out, struct err *e)
{
	const struct ledger_plan *p = ask->figure->ledger;
	struct ledger_parts parts;

	if (!by->parts(by, ask, a, &parts, e))
		return false;
	*out = (struct figure_answer){ .figure = ask->figure, .n = parts.total.n,
		.overlapping = overlaps(ask) };
	out->has_value = finish(p, &parts.total, &out->value);
	out->groups = arena_array(a, struct figure_group, parts.n + 1);
	for (size_t i = 0; i < parts.n; i++) {
		struct figure_group *g = &out->groups[out->n_groups++];

		g->n = parts.v[i].n;
		memcpy(g->key, parts.v[i].key, sizeof(g->key));
		g->has_value = finish(p, &parts.v[i], &g->value);
	}
	if (out->n_groups > 0)
		qsort(out->groups, out->n_groups, sizeof(*out->groups), group_cmp);
	if (ask->zeros && ask->n_by > 0 && by->keys != NULL)
		add_zeros(by, ask, a, out);
	if (ask->evidence && parts.n_evidence > 0) {
		qsort(parts.evidence, parts.n_evidence, sizeof(struct uuid), evidence_cmp);
		out->evidence = parts.evidence;
		out->n_evidence = parts.n_evidence;
	}
	out->sources[out->n_sources++] = (struct figure_source){ figure_register(ask->figure), out->n,
		out->evidence, out->n_evidence };
	return true;
}

/* Two lists of records as one, sorted. */
static void
merge(const struct uuid *x, size_t n_x, const struct uuid *y, size_t n_y, struct arena *a, struct uuid **out,
    size_t *n)
{
	*n = n_x + n_y;
	*out = arena_array(a, struct uuid, *n + 1);
	if (n_x > 0)
		memcpy(*out, x, n_x * sizeof(**out));
	if (n_y > 0)
		memcpy(*out + n_x, y, n_y * sizeof(**out));
	if (*n > 0)
		qsort(*out, *n, sizeof(**out), evidence_cmp);
}

enum sources { SOURCES_NEW /* of registers that are not there yet */, SOURCES_ADDED };

static void
take_sources(struct figure_answer *out, const struct figure_answer *in, enum sources how, struct arena *a)
{
	for (size_t i = 0; i < in->n_sources; i++) {
		const struct figure_source *s = &in->sources[i];
		size_t k = 0;

		while (k < out->n_sources && out->sources[k].reg != s->reg)
			k++;
		if (k == out->n_sources && k < FIGURE_SOURCES_MAX) {
			out->sources[out->n_sources++] = *s;
		} else if (k < out->n_sources && how == SOURCES_ADDED) {
			struct figure_source *to = &out->sources[k];

			to->n += s->n;
			merge(to->evidence, to->n_evidence, s->evidence, s->n_evidence, a, &to->evidence,
			    &to->n_evidence);
		}
	}
}

static const struct figure_group *
group_find(const struct figure_answer *in, const struct figure_group *like)
{
	return in->n_groups == 0 ? NULL : bsearch(like, in->groups, in->n_groups, sizeof(*like), group_cmp);
}

/* One number made of two; false where the second is nought or absent. */
static bool
divide(const struct figure *fig, bool has, double of, bool has_per, double per, double *value)
{
	double hundred = fig->unit == UNIT_PERCENT ? 100 : 1;

	*value = 0;
	if (!has || !has_per || !(per > 0 || per < 0))
		return false;
	*value = fig->ledger->take == LEDGER_GROWTH ? (of - per) * hundred / per : of * hundred / per;
	return true;
}

/* Days from its start within which a period to compare with has records, or some lie before it. */
#define COVERED_WITHIN 31

/* Whether records of a figure, wherever they are and of each of its registers, go back to the beginning of
 * a period: what began in its middle would make of all that was noted since a growth. */
static bool
goes_back(const struct ledger_eval *by, const struct figure *of, const struct period *p, int64_t now_ms,
    struct arena *a, bool *goes, struct err *e)
{
	int32_t until = p->first + COVERED_WITHIN - 1;
	struct period start = period_of_days(DAY_MIN, until < p->last ? until : p->last);
	struct figure_ask q = { .period = &start, .now_ms = now_ms };
	const struct figure *sides[2] = { of, NULL }, *first, *second;
	struct figure_answer early;

	if (figure_made_of(of, &first, &second)) {
		sides[0] = first;
		sides[1] = second;
	}
	*goes = true;
	for (size_t i = 0; *goes && i < COUNT(sides) && sides[i] != NULL; i++) {
		q.figure = sides[i];
		if (!by->figure(by, &q, a, &early, e))
			return false;
		*goes = early.n > 0;
	}
	return true;
}

/* A ratio stands on the records of what it divides by, a growth on those of now. */
static bool
two(const struct ledger_eval *by, const struct figure_ask *ask, struct arena *a,
    struct figure_answer *out, struct err *e)
{
	const struct figure *of, *per;
	struct figure_ask q = *ask;
	struct figure_answer x, y;
	struct period before;
	const struct figure_answer *base;
	bool growth = ask->figure->ledger->take == LEDGER_GROWTH, there = true;

	(void)figure_made_of(ask->figure, &of, &per);
	q.figure = of;
	if (!by->figure(by, &q, a, &x, e))
		return false;
	q.figure = growth ? of : per;
	if (growth && ask->period != NULL) {
		before = period_before(ask->period);
		q.period = &before;
		if (!goes_back(by, of, &before, ask->now_ms, a, &there, e))
			return false;
	}
	y = (struct figure_answer){ .has_value = false };
	if ((!growth || (ask->period != NULL && there)) && !by->figure(by, &q, a, &y, e))
		return false;
	base = growth ? &x : &y;
	*out = (struct figure_answer){ .figure = ask->figure, .n = base->n, .evidence = base->evidence,
		.n_evidence = base->n_evidence, .overlapping = base->overlapping };
	take_sources(out, base, SOURCES_NEW, a);
	if (!growth)
		take_sources(out, &x, SOURCES_NEW, a);
	out->has_value = divide(ask->figure, x.has_value, x.value, y.has_value, y.value, &out->value) &&
	    out->n >= ask->figure->ledger->least_n;
	out->groups = arena_array(a, struct figure_group, base->n_groups + 1);
	for (size_t i = 0; i < base->n_groups; i++) {
		struct figure_group *g = &out->groups[out->n_groups++];
		const struct figure_group *gx = group_find(&x, &base->groups[i]);
		const struct figure_group *gy = group_find(&y, &base->groups[i]);
		/* A part that is not there is none of it. */
		double vx = gx != NULL ? gx->value : 0, vy = gy != NULL ? gy->value : 0;

		memcpy(g->key, base->groups[i].key, sizeof(g->key));
		g->n = base->groups[i].n;
		g->has_value = divide(ask->figure, gx == NULL || gx->has_value, vx,
		    gy != NULL && gy->has_value, vy, &g->value) && g->n >= ask->figure->ledger->least_n;
	}
	return true;
}

/* Both together: the groups of either, the records of both. */
static bool
plus(const struct ledger_eval *by, const struct figure_ask *ask, struct arena *a,
    struct figure_answer *out, struct err *e)
{
	const struct figure *of, *per;
	struct figure_ask q = *ask;
	struct figure_answer x, y;

	(void)figure_made_of(ask->figure, &of, &per);
	q.figure = of;
	if (!by->figure(by, &q, a, &x, e))
		return false;
	q.figure = per;
	if (!by->figure(by, &q, a, &y, e))
		return false;
	*out = (struct figure_answer){ .figure = ask->figure, .n = x.n + y.n, .value = x.value + y.value,
		.has_value = x.has_value && y.has_value, .overlapping = x.overlapping || y.overlapping };
	out->groups = arena_array(a, struct figure_group, x.n_groups + y.n_groups + 1);
	for (size_t i = 0; i < x.n_groups; i++)
		out->groups[out->n_groups++] = x.groups[i];
	for (size_t i = 0; i < y.n_groups; i++) {
		const struct figure_group *same = group_find(&x, &y.groups[i]);
		struct figure_group *to = same != NULL ? &out->groups[same - x.groups] :
		    &out->groups[out->n_groups++];

		if (same == NULL)
			*to = y.groups[i];
		else
			*to = (struct figure_group){ .has_value = to->has_value && y.groups[i].has_value,
				.value = to->value + y.groups[i].value, .n = to->n + y.groups[i].n };
		memcpy(to->key, y.groups[i].key, sizeof(to->key));
	}
	if (out->n_groups > 0)
		qsort(out->groups, out->n_groups, sizeof(*out->groups), group_cmp);
	merge(x.evidence, x.n_evidence, y.evidence, y.n_evidence, a, &out->evidence, &out->n_evidence);
	take_sources(out, &x, SOURCES_NEW, a);
	take_sources(out, &y, SOURCES_ADDED, a);
	return true;
}

bool
ledger_figure(const struct ledger_eval *by, const struct figure_ask *ask, struct arena *a,
    struct figure_answer *out, struct err *e)
{
	const struct figure *of, *per;

	if (ask->figure->ledger->take == LEDGER_PLUS)
		return plus(by, ask, a, out, e);
	return figure_made_of(ask->figure, &of, &per) ? two(by, ask, a, out, e) : plain(by, ask, a, out, e);
}

/* -- what is told of them -------------------------------------------------------------------- */

bool
figure_made_of(const struct figure *fig, const struct figure **of, const struct figure **per)
{
	const struct ledger_plan *p = fig->ledger;

	if (p == NULL || (p->take != LEDGER_RATIO && p->take != LEDGER_PLUS && p->take != LEDGER_GROWTH))
		return false;
	*of = figure_find(str_of(p->of));
	*per = p->per != NULL ? figure_find(str_of(p->per)) : NULL;
	return true;
}

const struct reg *
figure_register(const struct figure *fig)
{
	const struct figure *of, *per;

	if (fig->ledger == NULL)
		return NULL;
	if (!figure_made_of(fig, &of, &per))
		return reg_find(str_of(fig->ledger->over.reg));
	return figure_register(per != NULL ? per : of);
}

static void
add_registers(const struct figure *fig, const struct reg *out[FIGURE_SOURCES_MAX], size_t *n)
{
	const struct reg *g = figure_register(fig);
	size_t i = 0;

	while (i < *n && out[i] != g)
		i++;
	if (i == *n && g != NULL && i < FIGURE_SOURCES_MAX)
		out[(*n)++] = g;
}

size_t
figure_registers(const struct figure *fig, const struct reg *out[FIGURE_SOURCES_MAX])
{
	/* What a figure is made of is made of two itself at most once more. */
	const struct figure *side[2] = { NULL, NULL }, *of, *per;
	size_t n = 0;

	if (!figure_made_of(fig, &side[0], &side[1])) {
		add_registers(fig, out, &n);
		return n;
	}
	for (size_t i = 0; i < COUNT(side) && side[i] != NULL; i++) {
		if (!figure_made_of(side[i], &of, &per)) {
			add_registers(side[i], out, &n);
			continue;
		}
		add_registers(of, out, &n);
		if (per != NULL)
			add_registers(per, out, &n);
	}
	return n;
}

int
figure_reg_group(const struct figure *fig)
{
	const struct reg *g = figure_register(fig);

	return (int)(g != NULL ? g->group : GROUP_GROUND);
}

static bool
is_trait(const struct reg *g, const struct reg *each, const char *text)
{
	struct ledger_path p;

	if (text == NULL || !ledger_path(g, each, text, &p) || p.field < 0)
		return false;
	return ledger_field(&p)->personal >= PERSONAL_TEXT;
}

bool
figure_discreet(const struct figure *fig)
{
	const struct ledger_plan *p = fig->ledger;
	const struct figure *of, *per;
	const struct reg *g, *each;
	bool trait;

	if (p == NULL)
		return true;
	if (figure_made_of(fig, &of, &per))
		return figure_discreet(of) || (per != NULL && figure_discreet(per));
	g = reg_find(str_of(p->over.reg));
	each = ledger_each(p);
	trait = is_trait(g, each, p->path);
	for (size_t i = 0; i < LEDGER_CONDS && p->over.where[i].path != NULL; i++)
		trait = trait || is_trait(g, each, p->over.where[i].path);
	return trait;
}
