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
		if (g->key[0].p == NULL)
			r->others += g->value;
		else
			r->v[n++] = (struct counted){ .key = g->key[0], .v = g->value };
	}
	qsort(r->v, n, sizeof(*r->v), by_value);
	while (r->n < n && r->n < top && r->v[r->n].v >= (scene_open(fig) ? 0 : scene_least(sc)))
		r->n++;
	for (size_t i = r->n; i < n; i++)
		r->others += r->v[i].v;
	/* Small ones are merged rather than hidden, and the smallest named one with them where the total
	 * would tell their sum. */
	while (r->n > 0 && !scene_open(fig) && !sc->ask->own_team && !disclosure_shows(llround(r->others)))
		r->others += r->v[--r->n].v;
	return true;
}

/* A count as a bare number, an amount with its unit. */
static struct str
amount(struct scene *sc, const struct figure *fig, double v)
{
	return fig->unit == UNIT_COUNT ? scene_count(sc, v) : scene_text(sc, figure_print(fig, true, v, sc->a));
}

static void
draw(struct scene *sc, struct block *b, const struct figure *fig, const struct dim *by,
    const struct ranking *r)
{
	b->n_bars = r->n + (r->others > 0);
	b->bars = arena_array(sc->a, struct bar, b->n_bars);
	for (size_t i = 0; i < b->n_bars; i++) {
		struct bar *bar = &b->bars[i];

		bar->rest = i == r->n;
		bar->name = bar->rest ? scene_say(sc, "%s", _("All others")) :
		    scene_label(sc, by, r->v[i].key);
		bar->value = bar->rest ? r->others : r->v[i].v;
		bar->printed = amount(sc, fig, bar->value);
	}
}

/* How many come so close to the first that chance may have put it there: within the square root, by
 * which a count of independent events varies from one month to the next. */
static size_t
abreast(const struct figure *fig, const struct ranking *r)
{
	size_t n = 1;

	while (fig->unit == UNIT_COUNT && n < r->n && n < SAID_MAX && r->v[0].v - r->v[n].v <= sqrt(r->v[0].v))
		n++;
	return n;
}

/* Who comes first, as a finding and as the chart's sentence. */
static void
tell(struct scene *sc, struct block *b, const struct figure *fig, const struct dim *by,
    const struct ranking *r)
{
	size_t n = abreast(fig, r);
	struct said names[SAID_MAX], first;
	struct buf list;

	for (size_t i = 0; i < n; i++)
		names[i] = scene_said(sc, by, r->v[i].key);
	first = scene_said_all(sc, names, n);
	if (b->title.p == NULL)
		b->title = n > 1 ?
		    scene_sentence(sc, _("%.*s are close together in the lead"), STR_A(first.words)) :
		    fig->unit != UNIT_COUNT ? scene_sentence(sc, lang_plural("%.*s comes first: %.*s of %.*s",
		    "%.*s come first: %.*s of %.*s", first.number), STR_A(first.words), STR_A(b->bars[0].printed),
		    STR_A(amount(sc, fig, r->total))) :
		    scene_sentence(sc, lang_plural("%.*s comes first: %.*s of %.*s %.*s",
		    "%.*s come first: %.*s of %.*s %.*s", first.number), STR_A(first.words),
		    STR_A(b->bars[0].printed), STR_A(scene_count(sc, r->total)),
		    STR_A(scene_things(sc, fig)));
	buf_init_in(&list, sc->a);
	for (size_t i = 0; i < b->n_bars; i++)
		buf_fmt(&list, "%s" STR_F " " STR_F, i > 0 ? ", " : "", STR_A(b->bars[i].name),
		    STR_A(b->bars[i].printed));
	b->summary = scene_say(sc, _("%s by %.*s: %.*s."), _(fig->label),
	    STR_A(scene_by(sc, by)), STR_A(buf_text(&list)));
}

/* One bar alone, or nothing by its own name, says nothing. */
static bool
compares(const struct block *b)
{
	return b->n_bars > 1 && !b->bars[0].rest;
}

static bool
sum_figure(const struct directive *d, struct str id, const struct figure **fig, struct err *e)
{
	if (!scene_figure(d, id, fig, e))
		return false;
	switch ((*fig)->unit) {
	case UNIT_COUNT:
	case UNIT_HOURS:
	case UNIT_EURO:
	case UNIT_KEURO:
	case UNIT_TONNES:
	case UNIT_FTE:
		return true;
	case UNIT_PERCENT:
	case UNIT_MINUTES:
	case UNIT_POINTS:
	case UNIT_RATIO:
	case UNIT_YEARS:
	case UNIT_MONTHS:
	case UNIT_DAYS:
	case UNIT_YEAR:
	case UNIT_CLOCK:
	case N_UNITS:
		break;
	}
	return directive_refuse(d, e, "%s", _("bars show what adds up: counts, hours, amounts."));
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
	if (!sum_figure(d, d->words[0], &fig, e) || !scene_dim(d, by_id, &by, e) ||
	    !directive_number(d, "top", 1, 40, 8, &top, e) || !rank(sc, fig, by, (size_t)top, &r, e) ||
	    !scene_use(sc, fig, e))
		return false;
	b = scene_block(sc, BLOCK_BARS, d);
	draw(sc, b, fig, by, &r);
	if (!compares(b))
		return true;
	tell(sc, b, fig, by, &r);
	b->note = scene_say(sc, sc->ask->own_team || scene_open(fig) ? _("%s by %.*s.") :
	    _("%s by %.*s. Those under 5 are counted with the others."),
	    _(fig->label), STR_A(scene_by(sc, by)));
	*out = b;
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

			if (!str_eq(then.groups[k].key[0], r->v[i].key) || old < scene_least(sc))
				continue;
			b->bars[i].change = diff == 0 ? STR("=") : scene_signed(sc, diff, 0);
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

	if (!sum_figure(d, id, &fig, e) || !directive_number(d, "top", 1, 40, 10, &top, e) ||
	    !rank(sc, fig, by, (size_t)top, &r, e) || !scene_use(sc, fig, e))
		return false;
	b = scene_block(sc, BLOCK_BARS, d);
	draw(sc, b, fig, by, &r);
	if (!compares(b))
		return true;
	if (!place_changes(sc, b, fig, by, &r, e))
		return false;
	tell(sc, b, fig, by, &r);
	if (sc->ask->own_team)
		b->note = scene_covers(sc, &sc->before) ?
		    scene_say(sc, _("%s by sector. Change against %.*s."), _(fig->label),
		    STR_A(period_words(sc->a, &sc->before))) : scene_say(sc, _("%s by sector."), _(fig->label));
	else
		b->note = scene_covers(sc, &sc->before) ?
		    scene_say(sc, _("%s by sector. Change against %.*s. Sectors under 5 are counted with the "
		    "others."), _(fig->label), STR_A(period_words(sc->a, &sc->before))) :
		    scene_say(sc, _("%s by sector. Sectors under 5 are counted with the others."), _(fig->label));
	*out = b;
	return true;
}

/* What the outcomes add up to: those over which the rate of settled situations is worked out, so that
 * the first part and the rate say the same. Codes of a contract begin with the common one. */
static const struct {
	const char *codes; /* last characters of OU1 … OU8 */
	const char *name;
	int tone;
} parts[] = {
	{ "123", N_("Calmed down or better"), 0 },
	{ "4", N_("Taken over by a partner"), 1 },
	{ "5", N_("To follow"), 2 },
	{ "67", N_("No change or worse"), 4 },
	{ "8", N_("Mediation declined"), 3 },
};

struct outcomes {
	int64_t counts[COUNT(parts)];
	uint8_t hidden[COUNT(parts)];
	double total;   /* of the parts */
	double outside; /* without an outcome, or nobody there */
	bool rated;     /* the rate is told: the first part is known by it */
};

static void
add_outcomes(const struct scene *sc, const struct figure_answer *an, struct outcomes *o)
{
	for (size_t i = 0; i < an->n_groups; i++) {
		struct str key = an->groups[i].key[0];
		size_t k = 0;

		if (!an->groups[i].has_value)
			continue;
		while (k < COUNT(parts) && (key.n < 3 || strchr(parts[k].codes, key.p[2]) == NULL))
			k++;
		if (k < COUNT(parts)) {
			o->counts[k] += (int64_t)llround(an->groups[i].value);
			o->total += an->groups[i].value;
		} else {
			o->outside += an->groups[i].value;
		}
	}
	if (o->rated)
		scene_gate(sc, o->counts + 1, COUNT(parts) - 1, o->hidden + 1);
	else
		scene_gate(sc, o->counts, COUNT(parts), o->hidden);
}

static void
stack_part(struct scene *sc, struct block *b, const char *name, int tone, double v, double total)
{
	struct bar *bar = &b->bars[b->n_bars];

	if (v <= 0)
		return;
	bar->name = scene_say(sc, "%s", name);
	bar->tone = tone;
	bar->value = v;
	bar->printed = scene_count(sc, v);
	if (total >= PERCENT_FROM)
		bar->change = scene_say(sc, _("%.*s%%"), STR_A(number_words(sc->a, v / total * 100, 0)));
	b->n_bars++;
}

/* What may not be shown alone is one part together. */
static void
stack_bars(struct scene *sc, struct block *b, const struct outcomes *o)
{
	struct buf list;
	double others = 0;

	b->bars = arena_array(sc->a, struct bar, COUNT(parts) + 1);
	for (size_t k = 0; k < COUNT(parts); k++) {
		if (o->hidden[k])
			others += (double)o->counts[k];
		else
			stack_part(sc, b, _(parts[k].name), parts[k].tone, (double)o->counts[k], o->total);
	}
	stack_part(sc, b, _("Other outcomes"), 5, others, o->total);
	buf_init_in(&list, sc->a);
	for (size_t i = 0; i < b->n_bars; i++)
		buf_fmt(&list, "%s" STR_F " " STR_F, i > 0 ? ", " : "", STR_A(b->bars[i].name),
		    STR_A(b->bars[i].printed));
	b->summary = scene_say(sc, _("How it ended: %.*s."), STR_A(buf_text(&list)));
}

bool
resolve_stack(struct scene *sc, const struct directive *d, struct block **out, struct err *e)
{
	struct scene_ask q = { .figure = figure_find(STR("interventions")), .period = &sc->ask->period,
		.by = { dim_find(STR("outcome")) } };
	const struct figure *fig = figure_find(STR("settled_rate"));
	struct figure_answer an, rate;
	struct outcomes o = { .total = 0 };
	struct str finding = STR_NONE;
	struct block *b;

	if (!str_is(d->words[0], "outcomes"))
		return directive_refuse(d, e, "%s", _("the only stack is outcomes."));
	if (!scene_eval(sc, &q, &an, e))
		return false;
	q = (struct scene_ask){ .figure = fig, .period = &sc->ask->period };
	if (!scene_eval(sc, &q, &rate, e) || !scene_use(sc, fig, e))
		return false;
	o.rated = rate.has_value && !scene_small(sc, fig, rate.value, rate.n);
	add_outcomes(sc, &an, &o);
	if (o.total < scene_least(sc))
		return true;
	b = scene_block(sc, BLOCK_STACK, d);
	stack_bars(sc, b, &o);
	if (b->n_bars < 2)
		return true;
	if (o.rated)
		finding = scene_share_words(sc, rate.value);
	if (finding.n > 0)
		finding.n--; /* a title has no full stop */
	if (b->title.p == NULL)
		b->title = finding.n > 0 ? finding : scene_say(sc, "%s", _("How situations ended"));
	b->note = o.outside >= scene_least(sc) ?
	    scene_say(sc, _("Share of the %.*s situations that have an outcome. The %.*s other "
	    "interventions, such as presence, information or nobody there, have none."),
	    STR_A(scene_count(sc, o.total)), STR_A(scene_count(sc, o.outside))) :
	    scene_say(sc, _("Share of the %.*s situations that have an outcome."),
	    STR_A(scene_count(sc, o.total)));
	*out = b;
	return true;
}
