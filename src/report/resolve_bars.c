/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "report/scene.h"

#include "base/lang.h"

#include <math.h>
#include <stdlib.h>

/* A list of named counts, the largest first; what has no name or no room is together at the end. */
struct counted {
	struct str key;
	double v;
};

struct ranking {
	struct counted *v;
	size_t n;      /* named ones kept */
	double others; /* all the rest */
	size_t n_others;
	double total;
};

static int
by_value(const void *a, const void *b)
{
	const struct counted *x = a, *y = b;

	if (x->v != y->v)
		return x->v < y->v ? 1 : -1;
	return str_cmp(x->key, y->key);
}

static bool
rank(struct scene *sc, const struct figure *fig, const struct dim *by, size_t top,
    struct ranking *r, struct err *e)
{
	struct scene_ask q = { .figure = fig, .period = &sc->ask->period, .by = { by } };
	struct figure_answer an;
	size_t n = 0;

	if (!scene_eval(sc, &q, &an, e))
		return false;
	*r = (struct ranking){ .v = arena_array(sc->a, struct counted, an.n_groups) };
	for (size_t i = 0; i < an.n_groups; i++) {
		const struct figure_group *g = &an.groups[i];

		if (!g->has_value || g->value <= 0)
			continue;
		r->total += g->value;
		if (g->key[0].p == NULL) {
			r->others += g->value;
			r->n_others++;
		} else {
			r->v[n++] = (struct counted){ .key = g->key[0], .v = g->value };
		}
	}
	qsort(r->v, n, sizeof(*r->v), by_value);
	/* Small ones are merged rather than hidden; one alone would not be hidden by a merge. */
	while (r->n < n && r->n < top && r->v[r->n].v >= DISCLOSURE_K)
		r->n++;
	for (size_t i = r->n; i < n; i++) {
		r->others += r->v[i].v;
		r->n_others++;
	}
	return true;
}

/* The bars of a ranking, gated as one list with a known total. */
static void
draw(struct scene *sc, struct block *b, const struct dim *by, const struct ranking *r)
{
	size_t n = r->n + (r->n_others > 0);
	int64_t *counts = arena_array(sc->a, int64_t, n);
	uint8_t *hidden = arena_array(sc->a, uint8_t, n);

	b->bars = arena_array(sc->a, struct bar, n);
	b->n_bars = n;
	for (size_t i = 0; i < n; i++)
		counts[i] = (int64_t)llround(i < r->n ? r->v[i].v : r->others);
	scene_gate(counts, n, hidden);
	for (size_t i = 0; i < n; i++) {
		struct bar *bar = &b->bars[i];
		double v = i < r->n ? r->v[i].v : r->others;

		bar->name = i < r->n ? scene_label(sc, by, r->v[i].key) :
		    scene_say(sc, "%s", r->n > 0 ? _("All others") : _("All together"));
		bar->hidden = hidden[i] != 0;
		bar->value = bar->hidden ? 0 : v;
		bar->printed = bar->hidden ? scene_hidden(sc, v) : scene_count(sc, v);
	}
}

/* Who comes first, as a finding and as the chart's sentence. */
static void
tell(struct scene *sc, struct block *b, const struct figure *fig, const struct dim *by,
    const struct ranking *r)
{
	const struct bar *first = b->n_bars > 0 ? &b->bars[0] : NULL;
	struct buf list;

	if (b->title.p == NULL)
		b->title = r->n > 0 && !first->hidden ?
		    scene_say(sc, _("%s: first %.*s, %.*s of %.*s"), _(fig->label),
		    STR_A(scene_inner(sc, by, r->v[0].key)), STR_A(first->printed),
		    STR_A(scene_count(sc, r->total))) :
		    scene_say(sc, _("%s: small numbers everywhere"), _(fig->label));
	buf_init_in(&list, sc->a);
	for (size_t i = 0; i < b->n_bars; i++)
		buf_fmt(&list, "%s" STR_F " " STR_F, i > 0 ? ", " : "", STR_A(b->bars[i].name),
		    STR_A(b->bars[i].printed));
	b->summary = scene_say(sc, _("%s by %.*s: %.*s."), _(fig->label),
	    STR_A(scene_by(sc, by)), STR_A(buf_text(&list)));
}

static bool
count_figure(const struct directive *d, struct str id, const struct figure **fig, struct err *e)
{
	if (!scene_figure(d, id, fig, e))
		return false;
	return (*fig)->unit == UNIT_COUNT || directive_refuse(d, e, "%s", _("bars show counts."));
}

bool
resolve_bars(struct scene *sc, const struct directive *d, struct block **out, struct err *e)
{
	struct str by_id = directive_option(d, "by");
	const struct figure *fig;
	const struct dim *by;
	struct ranking r;
	struct block *b;
	int top;

	if (by_id.p == NULL)
		return directive_refuse(d, e, _("it is written %s"), d->type->usage);
	if (!count_figure(d, d->words[0], &fig, e) || !scene_dim(d, by_id, &by, e) ||
	    !directive_number(d, "top", 1, 40, 8, &top, e) || !rank(sc, fig, by, (size_t)top, &r, e) ||
	    !scene_use(sc, fig, e))
		return false;
	b = scene_block(sc, BLOCK_BARS, d);
	draw(sc, b, by, &r);
	tell(sc, b, fig, by, &r);
	/* Where nothing has a name of its own, there is nothing to compare. */
	*out = r.n > 0 ? b : NULL;
	return true;
}

/* The change of each place against the period before, where both numbers may be shown. */
static bool
place_changes(struct scene *sc, struct block *b, const struct figure *fig, const struct dim *by,
    const struct ranking *r, struct err *e)
{
	struct scene_ask q = { .figure = fig, .period = &sc->before, .by = { by } };
	struct figure_answer then;

	if (!scene_covers(sc, &sc->before))
		return true;
	if (!scene_eval(sc, &q, &then, e))
		return false;
	for (size_t i = 0; i < r->n; i++)
		for (size_t k = 0; k < then.n_groups; k++) {
			double old = then.groups[k].value, diff = r->v[i].v - old;

			if (!str_eq(then.groups[k].key[0], r->v[i].key) || old < DISCLOSURE_K ||
			    b->bars[i].hidden)
				continue;
			b->bars[i].change = diff == 0 ? STR("=") :
			    str_fmt(sc->a, "%s" STR_F, diff < 0 ? "−\u00A0" : "+\u00A0",
			    STR_A(scene_count(sc, fabs(diff))));
		}
	return true;
}

bool
resolve_places(struct scene *sc, const struct directive *d, struct block **out, struct err *e)
{
	struct str id = d->n_words > 0 ? d->words[0] : STR("interventions");
	const struct dim *by = dim_find(STR("sector"));
	const struct figure *fig;
	struct ranking r;
	struct block *b;
	int top;

	if (!count_figure(d, id, &fig, e) || !directive_number(d, "top", 1, 40, 10, &top, e) ||
	    !rank(sc, fig, by, (size_t)top, &r, e) || !scene_use(sc, fig, e))
		return false;
	b = scene_block(sc, BLOCK_BARS, d);
	draw(sc, b, by, &r);
	if (!place_changes(sc, b, fig, by, &r, e))
		return false;
	tell(sc, b, fig, by, &r);
	b->note = scene_covers(sc, &sc->before) ?
	    scene_say(sc, _("%s by sector. Change against %.*s. Sectors under 5 are counted with the "
	    "others."), _(fig->label), STR_A(period_words(sc->a, &sc->before))) :
	    scene_say(sc, _("%s by sector. Sectors under 5 are counted with the others."), _(fig->label));
	/* Where nothing has a name of its own, there is nothing to compare. */
	*out = r.n > 0 ? b : NULL;
	return true;
}

/* What the outcomes add up to. Codes of a contract begin with the common one. */
static const struct {
	const char *codes; /* last characters of OU1 … OU9 */
	const char *name;
	int tone;
} parts[] = {
	{ "123", N_("Calmed down or better"), 0 },
	{ "4", N_("Taken over by a partner"), 1 },
	{ "5", N_("To follow"), 2 },
	{ "67", N_("No change or worse"), 4 },
	{ "89", N_("Declined, or nobody there"), 3 },
};

static void
add_outcomes(const struct figure_answer *an, int64_t counts[COUNT(parts)], double *outside)
{
	for (size_t i = 0; i < an->n_groups; i++) {
		struct str key = an->groups[i].key[0];
		size_t k = 0;

		if (!an->groups[i].has_value)
			continue;
		while (k < COUNT(parts) && (key.n < 3 || strchr(parts[k].codes, key.p[2]) == NULL))
			k++;
		if (k < COUNT(parts))
			counts[k] += (int64_t)llround(an->groups[i].value);
		else
			*outside += an->groups[i].value;
	}
}

static void
stack_bars(struct scene *sc, struct block *b, const int64_t counts[COUNT(parts)],
    const uint8_t hidden[COUNT(parts)], double total)
{
	struct buf list;

	buf_init_in(&list, sc->a);
	b->bars = arena_array(sc->a, struct bar, COUNT(parts));
	for (size_t k = 0; k < COUNT(parts); k++) {
		struct bar *bar = &b->bars[b->n_bars];
		double v = (double)counts[k];

		if (counts[k] == 0)
			continue;
		bar->name = scene_say(sc, "%s", _(parts[k].name));
		bar->tone = parts[k].tone;
		bar->hidden = hidden[k] != 0;
		bar->value = bar->hidden ? 0 : v;
		bar->printed = bar->hidden ? scene_hidden(sc, v) : scene_count(sc, v);
		if (!bar->hidden)
			bar->change = scene_say(sc, _("%.*s %%"), STR_A(number_words(sc->a, v / total * 100, 0)));
		buf_fmt(&list, "%s" STR_F " " STR_F, b->n_bars > 0 ? ", " : "", STR_A(bar->name),
		    STR_A(bar->printed));
		b->n_bars++;
	}
	b->summary = scene_say(sc, _("How it ended: %.*s."), STR_A(buf_text(&list)));
}

bool
resolve_stack(struct scene *sc, const struct directive *d, struct block **out, struct err *e)
{
	struct scene_ask q = { .figure = figure_find(STR("interventions")), .period = &sc->ask->period,
		.by = { dim_find(STR("outcome")) } };
	const struct figure *rate = figure_find(STR("settled_rate"));
	int64_t counts[COUNT(parts)] = { 0 };
	uint8_t hidden[COUNT(parts)] = { 0 };
	double total = 0, outside = 0;
	struct figure_answer an;
	struct str finding = STR_NONE;
	struct block *b;

	if (!str_is(d->words[0], "outcomes"))
		return directive_refuse(d, e, "%s", _("the only stack is outcomes."));
	if (!scene_eval(sc, &q, &an, e) || !scene_use(sc, rate, e))
		return false;
	add_outcomes(&an, counts, &outside);
	for (size_t k = 0; k < COUNT(parts); k++)
		total += (double)counts[k];
	if (total < DISCLOSURE_K)
		return true;
	scene_gate(counts, COUNT(parts), hidden);
	b = scene_block(sc, BLOCK_STACK, d);
	stack_bars(sc, b, counts, hidden, total);
	q = (struct scene_ask){ .figure = rate, .period = &sc->ask->period };
	if (!scene_eval(sc, &q, &an, e))
		return false;
	if (an.has_value)
		finding = scene_share_words(sc, an.value);
	if (finding.n > 0)
		finding.n--; /* a title has no full stop */
	if (b->title.p == NULL)
		b->title = finding.n > 0 ? finding : scene_say(sc, "%s", _("How situations ended"));
	b->note = outside >= DISCLOSURE_K ?
	    scene_say(sc, _("Share of the %.*s interventions that have an outcome. %.*s others, such as "
	    "presence or information, have none."), STR_A(scene_count(sc, total)),
	    STR_A(scene_count(sc, outside))) :
	    scene_say(sc, _("Share of the %.*s interventions that have an outcome."),
	    STR_A(scene_count(sc, total)));
	*out = b;
	return true;
}
