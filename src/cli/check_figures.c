/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The figures of a store, both ways: over everything, over months, weeks and days of schemes, and with
 * each split in some day or week, another one each time.
 */
#include "base/lang.h"
#include "cli/check.h"
#include "figures/checks.h"

#include <stdio.h>
#include <unistd.h>

#define KEYS_MAX 3      /* scopes tried of each kind, periods tried of each kind */
#define CASES_MAX 64

/* "scheme=D01 period=2025 by=theme": where a disagreement was seen. */
static struct str
place_of(const struct figure_ask *ask, struct arena *a)
{
	struct buf b;

	buf_init_in(&b, a);
	for (size_t i = 0; i < ask->n_filters; i++) {
		buf_fmt(&b, " %s=", dim_id(ask->filters[i].dim));
		for (size_t j = 0; j < ask->filters[i].n_codes; j++)
			buf_fmt(&b, "%s" STR_F, j > 0 ? "," : "", STR_A(ask->filters[i].codes[j]));
	}
	if (ask->period != NULL)
		buf_fmt(&b, " period=%s", ask->period->name);
	for (size_t i = 0; i < ask->n_by; i++)
		buf_fmt(&b, "%s%s", i == 0 ? " by=" : ",", dim_id(ask->by[i]));
	return buf_text(&b);
}

static struct str
group_of(const struct figure_ask *ask, const struct figure_group *g, struct arena *a)
{
	struct buf b;

	buf_init_in(&b, a);
	for (size_t i = 0; i < ask->n_by; i++)
		buf_fmt(&b, "%s" STR_F, i > 0 ? "," : "", STR_A(g->key[i].p != NULL ? g->key[i] :
		    STR("null")));
	return buf_text(&b);
}

static struct str
value_of(const struct figure_group *g, struct arena *a)
{
	struct json_writer w;
	struct buf b;

	if (g == NULL)
		return str_of(_("no group"));
	buf_init_in(&b, a);
	js_init(&w, &b);
	if (g->has_value)
		js_real(&w, g->value);
	else
		js_null(&w);
	buf_fmt(&b, " (n = %lld)", (long long)g->n);
	return buf_text(&b);
}

static void
side_json(struct check *k, const char *name, const struct figure_group *g)
{
	js_key(&k->w, name);
	if (g == NULL) {
		js_null(&k->w);
		return;
	}
	js_object(&k->w);
	js_key(&k->w, "value");
	if (g->has_value)
		js_real(&k->w, g->value);
	else
		js_null(&k->w);
	js_key(&k->w, "n");
	js_int(&k->w, g->n);
	js_end_object(&k->w);
}

/* Both sides of one number; NULL where a side has no such group. */
static void
disagree(struct check *k, const struct figure_ask *ask, const struct figure_group *facts,
    const struct figure_group *sql, const char *what)
{
	struct arena_mark m = arena_mark(&k->c->arena);
	struct arena *a = &k->c->arena;
	const struct figure_group *g = facts != NULL ? facts : sql;

	if (++k->disagreements <= CHECK_SAID_MAX) {
		struct str place = place_of(ask, a), group = group_of(ask, g, a);

		check_say(k, str_fmt(a, _("%s" STR_F "%s" STR_F ": %s: facts " STR_F ", SQL " STR_F),
		    ask->figure->id, STR_A(place), group.n > 0 ? " " : "", STR_A(group), what,
		    STR_A(value_of(facts, a)), STR_A(value_of(sql, a))));
		js_object(&k->w);
		js_key(&k->w, "figure");
		js_cstr(&k->w, ask->figure->id);
		js_key(&k->w, "scope");
		js_str(&k->w, str_trim(place));
		js_key(&k->w, "group");
		js_str(&k->w, group);
		js_key(&k->w, "what");
		js_cstr(&k->w, what);
		side_json(k, "facts", facts);
		side_json(k, "sql", sql);
		js_end_object(&k->w);
	}
	arena_back(a, m);
}

static bool
same_number(const struct figure_group *a, const struct figure_group *b)
{
	if (a->has_value != b->has_value || a->n != b->n)
		return false;
	/* Exactly: both sides divide the same whole numbers. */
	return !a->has_value || !(a->value < b->value || a->value > b->value);
}

static bool
same_key(const struct figure_ask *ask, const struct figure_group *a, const struct figure_group *b)
{
	for (size_t i = 0; i < ask->n_by; i++)
		if ((a->key[i].p == NULL) != (b->key[i].p == NULL) || !str_eq(a->key[i], b->key[i]))
			return false;
	return true;
}

static const struct figure_group *
group_find(const struct figure_ask *ask, const struct figure_answer *in,
    const struct figure_group *like, size_t guess)
{
	if (guess < in->n_groups && same_key(ask, &in->groups[guess], like))
		return &in->groups[guess];
	for (size_t i = 0; i < in->n_groups; i++)
		if (same_key(ask, &in->groups[i], like))
			return &in->groups[i];
	return NULL;
}

static void
compare_totals(struct check *k, const struct figure_ask *ask, const struct figure_answer *facts,
    const struct figure_answer *sql)
{
	const struct figure_group tf = { .has_value = facts->has_value, .value = facts->value,
		.n = facts->n };
	const struct figure_group ts = { .has_value = sql->has_value, .value = sql->value,
		.n = sql->n };

	k->compared++;
	if (!same_number(&tf, &ts))
		disagree(k, ask, &tf, &ts, "total");
	if (facts->n_evidence != sql->n_evidence || (int64_t)facts->n_evidence != facts->n ||
	    (facts->n_evidence > 0 && memcmp(facts->evidence, sql->evidence,
	    facts->n_evidence * sizeof(struct uuid)) != 0))
		disagree(k, ask, &tf, &ts, "evidence");
}

static void
compare_groups(struct check *k, const struct figure_ask *ask, const struct figure_answer *facts,
    const struct figure_answer *sql)
{
	k->compared += (int64_t)facts->n_groups;
	for (size_t i = 0; i < facts->n_groups; i++) {
		const struct figure_group *g = group_find(ask, sql, &facts->groups[i], i);

		if (g == NULL || !same_number(&facts->groups[i], g))
			disagree(k, ask, &facts->groups[i], g, "group");
	}
	for (size_t i = 0; i < sql->n_groups; i++)
		if (group_find(ask, facts, &sql->groups[i], i) == NULL)
			disagree(k, ask, NULL, &sql->groups[i], "group");
}

/* One figure, both ways; of a split the groups alone: its total and its evidence are those of the same
 * place without it. A split it cannot have must be refused both ways. */
static bool
check_one(struct check *k, const struct figure_ask *ask, struct err *e)
{
	struct arena_mark m = arena_mark(&k->c->arena);
	struct arena *a = &k->c->arena;
	struct figure_answer facts, sql;
	struct err ef = { 0 }, es = { 0 };
	bool by_facts, by_sql, ok = true;

	by_facts = figure_eval(k->facts, ask, a, &facts, &ef);
	by_sql = figure_eval_sql(k->store, k->facts, ask, a, &sql, &es);
	if (by_facts && by_sql) {
		if (!ask->groups_only)
			compare_totals(k, ask, &facts, &sql);
		compare_groups(k, ask, &facts, &sql);
	} else if (!by_facts && !by_sql && ef.kind == es.kind && ef.kind == ERR_INVALID) {
		k->refused++;
	} else if (by_facts && es.key != NULL && strcmp(es.key, "figure.dimension") == 0) {
		k->one_way++;
	} else {
		*e = by_facts ? es : ef;
		ok = err_wrap(e, "%s" STR_F, ask->figure->id, STR_A(place_of(ask, a)));
	}
	arena_back(a, m);
	return ok;
}

/* A scope and a period in which every figure is compared. */
struct place {
	const struct dim *dim;
	struct str code;
	struct period period;
	bool has_period;
	bool brief;      /* at most a month */
	bool narrow;     /* at most a week */
};

/* The first, the middle and the last key of a dimension that interventions have. */
static bool
keys_of(struct check *k, const char *dim, struct str out[KEYS_MAX], size_t *n, struct err *e)
{
	struct figure_ask ask = { .figure = figure_find(STR("interventions")),
		.by = { dim_find(str_of(dim)) }, .n_by = 1, .now_ms = k->c->now_ms };
	struct figure_answer answer;

	*n = 0;
	if (!figure_eval(k->facts, &ask, &k->c->arena, &answer, e))
		return false;
	for (size_t i = 0; i < KEYS_MAX && answer.n_groups > 0; i++) {
		size_t at = i * (answer.n_groups - 1) / (KEYS_MAX - 1);

		if (answer.groups[at].key[0].p == NULL ||
		    (*n > 0 && str_eq(out[*n - 1], answer.groups[at].key[0])))
			continue;
		out[(*n)++] = answer.groups[at].key[0];
	}
	return true;
}

static bool
places_of(struct check *k, struct place *v, size_t *n, struct err *e)
{
	static const char *const scopes[] = { "agency", "client", "town", "scheme" };
	static const char *const periods[] = { "year", "quarter", "month", "week", "day" };
	struct str keys[KEYS_MAX];
	size_t n_keys, n_plain;

	v[0] = (struct place){ .has_period = false };
	*n = 1;
	for (size_t i = 0; i < COUNT(periods); i++) {
		if (!keys_of(k, periods[i], keys, &n_keys, e))
			return false;
		for (size_t j = 0; j < n_keys; j++) {
			v[*n] = (struct place){ .has_period = true };
			if (!period_parse(keys[j], &v[*n].period, e))
				return false;
			v[*n].brief = v[*n].period.last - v[*n].period.first < 31;
			v[*n].narrow = v[*n].period.last - v[*n].period.first < 7;
			(*n)++;
		}
	}
	n_plain = *n;
	for (size_t i = 0; i < COUNT(scopes); i++) {
		if (!keys_of(k, scopes[i], keys, &n_keys, e))
			return false;
		for (size_t j = 0; j < n_keys; j++) {
			/* Each scope once over everything, once over one of the periods. */
			v[*n] = (struct place){ .dim = dim_find(str_of(scopes[i])), .code = keys[j] };
			(*n)++;
			v[*n] = v[1 + (i * KEYS_MAX + j) % (n_plain > 1 ? n_plain - 1 : 1)];
			v[*n].dim = dim_find(str_of(scopes[i]));
			v[*n].code = keys[j];
			(*n)++;
		}
	}
	return true;
}

/* Where split number `i` is tried: over everything, or in one of the narrow places. */
static const struct place *
place_for(const struct check *k, const struct place *places, size_t n, size_t i)
{
	size_t n_narrow = 0;

	for (size_t p = 0; p < n; p++)
		n_narrow += places[p].narrow;
	if (k->thorough || n_narrow == 0)
		return &places[0];
	i %= n_narrow;
	for (size_t p = 0; p < n; p++)
		if (places[p].narrow && i-- == 0)
			return &places[p];
	return &places[0];
}

static void
ask_of(const struct check *k, const struct place *p, bool split, struct figure_ask *ask)
{
	*ask = (struct figure_ask){ .evidence = !split, .groups_only = split, .now_ms = k->c->now_ms,
		.period = p->has_period ? &p->period : NULL };
	if (p->dim != NULL) {
		ask->filters[0] = (struct figure_filter){ p->dim, &p->code, 1 };
		ask->n_filters = 1;
	}
}

static void
progress(const struct check *k)
{
	if (!k->c->quiet && !k->c->json && isatty(STDERR_FILENO))
		fputc('\r', stderr), fprintf(stderr, _("%lld numbers compared"), (long long)k->compared);
}

/* Two dimensions at once, of every make: own with own, own with below, below with below. */
static const char *const pairs[][2] = {
	{ "month", "scheme" }, { "weekday", "hour" }, { "theme", "age" }, { "age", "sex" },
	{ "incivility_family", "severity" }, { "partner_kind", "place_group" },
	{ "incivility", "age" }, { "action", "outcome" }, { "theme_any", "slot" },
	{ "agency", "quarter" },
};

bool
check_figures(struct check *k, struct err *e)
{
	struct place *places = arena_array(&k->c->arena, struct place, CASES_MAX);
	struct figure_ask ask;
	size_t n = 0;

	if (!places_of(k, places, &n, e))
		return false;
	for (size_t f = 0; figure_at(f) != NULL; f++) {
		for (size_t i = 0; i < n; i++) {
			if (!k->thorough && i > 0 && !places[i].brief)
				continue;
			ask_of(k, &places[i], false, &ask);
			ask.figure = figure_at(f);
			if (!check_one(k, &ask, e))
				return false;
		}
		for (size_t d = 0; dim_at(d) != NULL; d++) {
			ask_of(k, place_for(k, places, n, f + d), true, &ask);
			ask.figure = figure_at(f);
			ask.by[0] = dim_at(d);
			ask.n_by = 1;
			if (ask.by[0] != NULL && !check_one(k, &ask, e))
				return false;
		}
		for (size_t d = 0; d < COUNT(pairs); d++) {
			ask_of(k, k->thorough ? &places[(f + d * 7) % n] :
			    place_for(k, places, n, f + d * 7), true, &ask);
			ask.figure = figure_at(f);
			ask.by[0] = dim_find(str_of(pairs[d][0]));
			ask.by[1] = dim_find(str_of(pairs[d][1]));
			ask.n_by = 2;
			if (ask.by[0] != NULL && ask.by[1] != NULL && !check_one(k, &ask, e))
				return false;
		}
		progress(k);
	}
	if (!k->c->quiet && !k->c->json)
		fputs("\n", stderr);
	return true;
}

bool
check_crossed(struct check *k, struct err *e)
{
	struct arena *a = &k->c->arena;
	struct str years[KEYS_MAX];
	size_t n = 0;

	if (!keys_of(k, "year", years, &n, e))
		return false;
	for (size_t i = 0; i < n; i++) {
		struct period p;
		struct figure_ask like = { .period = &p, .now_ms = k->c->now_ms };
		struct cross_result r;

		if (!period_parse(years[i], &p, e) || !crosschecks_run(k->facts, &like, a, &r, e))
			return false;
		k->crossed += (int64_t)r.n_tried;
		k->uncrossed += (int64_t)r.n;
		for (size_t f = 0; f < r.n; f++) {
			check_say(k, str_fmt(a, "%s: " STR_F " maillage figures %s --period %s --evidence", p.name,
			    STR_A(r.v[f].sentence), r.v[f].left->id, p.name));
			js_object(&k->cw);
			js_key(&k->cw, "check");
			js_cstr(&k->cw, r.v[f].id);
			js_key(&k->cw, "period");
			js_cstr(&k->cw, p.name);
			js_key(&k->cw, "figure");
			js_cstr(&k->cw, r.v[f].left->id);
			js_key(&k->cw, "text");
			js_str(&k->cw, r.v[f].sentence);
			js_end_object(&k->cw);
		}
	}
	return true;
}
