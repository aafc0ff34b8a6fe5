/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A figure as a document shows it: value, change, definition, working, source, twelve months. */
#include "report/scene.h"

#include "base/lang.h"
#include "record/field.h"

#include <math.h>

bool
scene_small(const struct scene *sc, const struct figure *fig, double value, int64_t n)
{
	/* Of houses, contracts and accounts small numbers are nobody's secret. */
	if (sc->ask->own_team || !figure_discreet(fig))
		return false;
	/* A rate or an hour says little of a person, but few records behind it do. */
	if (n > 0 && n < DISCLOSURE_K)
		return true;
	/* With the number of records beside it, a rate tells its parts; a shift is nobody's secret. */
	if (fig->unit == UNIT_PERCENT && !figure_of_shifts(fig)) {
		int64_t part = llround(value * (double)n / 100);

		return !disclosure_shows(part) || !disclosure_shows(n - part);
	}
	return fig->unit == UNIT_COUNT && value > 0 && value < DISCLOSURE_K;
}

struct str
scene_signed(struct scene *sc, double v, int decimals)
{
	return str_fmt(sc->a, "%s%s" STR_F, v < 0 ? "−" : "+", lang_now() == LANG_FR ? "\u00A0" : "",
	    STR_A(number_words(sc->a, fabs(v), decimals)));
}

struct str
scene_change(struct scene *sc, const struct figure *fig, const struct figure_answer *now,
    const struct figure_answer *then)
{
	double diff = now->value - then->value, scale = pow(10, fig->decimals);
	bool rate = fig->unit == UNIT_PERCENT;

	/* From nothing there is no change to tell. */
	if (!now->has_value || !then->has_value || then->n == 0 || scene_small(sc, fig, now->value, now->n) ||
	    scene_small(sc, fig, then->value, then->n))
		return STR_NONE;
	if (rate) {
		/* The points between the numbers as they are printed, or the reader's sum does not add up. */
		diff = floor(now->value + 0.5) - floor(then->value + 0.5);
		return diff == 0 ? scene_say(sc, "%s", _("unchanged")) :
		    scene_say(sc, lang_plural("%.*s point", "%.*s points", (int64_t)fabs(diff)),
		    STR_A(scene_signed(sc, diff, 0)));
	}
	if (fabs(diff) * scale < 0.5)
		return scene_say(sc, "%s", _("unchanged"));
	if (fig->unit == UNIT_COUNT || fig->unit == UNIT_HOURS || fig->unit == UNIT_EURO ||
	    fig->unit == UNIT_KEURO) {
		double percent = diff / then->value * 100;

		if (fmin(now->value, then->value) < PERCENT_FROM)
			return scene_say(sc, STR_F, STR_A(scene_signed(sc, diff, 0)));
		return fabs(percent) < 0.5 ? scene_say(sc, "%s", _("nearly unchanged")) :
		    scene_say(sc, _("%.*s%%"), STR_A(scene_signed(sc, percent, 0)));
	}
	return scene_say(sc, STR_F, STR_A(scene_signed(sc, diff, fig->decimals)));
}

static struct str
anchor_of(struct scene *sc, const struct figure *fig)
{
	char *id = str_cstr(sc->a, str_fmt(sc->a, "def-%s", fig->id));

	for (char *p = id; *p != '\0'; p++)
		if (*p == '.' || *p == '_')
			*p = '-';
	return str_of(id);
}

/* "161 ÷ 335 = 48 %". */
static struct str
division(struct scene *sc, double above, double below, struct str printed)
{
	return scene_say(sc, "%.*s\u00A0÷\u00A0%.*s\u00A0=\u00A0%.*s", STR_A(scene_count(sc, above)),
	    STR_A(scene_count(sc, below)), STR_A(printed));
}

/* Of another register: the two numbers that it is made of. */
static bool
work_out_ledger(struct scene *sc, const struct figure *fig, const struct figure_answer *now,
    struct doc_figure *out, struct err *e)
{
	const struct figure *of, *per;
	struct scene_ask q = { .period = &sc->ask->period };
	struct figure_answer x, y;
	struct period before = period_before(&sc->ask->period);

	if (!figure_made_of(fig, &of, &per) || fig->unit == UNIT_COUNT) {
		if (fig->unit == UNIT_COUNT && now->n != llround(now->value))
			out->worked = scene_say(sc, lang_plural("%.*s, counted in %.*s record",
			    "%.*s, counted in %.*s records", now->n), STR_A(out->printed),
			    STR_A(scene_count(sc, (double)now->n)));
		return true;
	}
	q.figure = of;
	if (!scene_eval(sc, &q, &x, e))
		return false;
	q.figure = per != NULL ? per : of;
	q.period = per != NULL ? q.period : &before;
	if (!scene_eval(sc, &q, &y, e))
		return false;
	out->worked = per != NULL ? scene_say(sc, "%.*s\u00A0÷\u00A0%.*s\u00A0=\u00A0%.*s",
	    STR_A(figure_print(of, true, x.value, sc->a)), STR_A(figure_print(per, true, y.value, sc->a)),
	    STR_A(out->printed)) : scene_say(sc, _("%.*s, after %.*s the period before"),
	    STR_A(figure_print(of, true, x.value, sc->a)), STR_A(figure_print(of, true, y.value, sc->a)));
	return true;
}

/* The calculation in the numbers of this report; absent where it would only repeat the value. */
static bool
work_out(struct scene *sc, const struct figure *fig, const struct figure_answer *now,
    struct doc_figure *out, struct err *e)
{
	struct scene_ask q = { .figure = figure_find(STR("interventions")),
		.period = &sc->ask->period };
	struct figure_answer made, hours;

	if (!now->has_value || out->hidden)
		return true;
	if (fig->ledger != NULL)
		return work_out_ledger(sc, fig, now, out, e);
	switch (fig->unit) {
	case UNIT_PERCENT:
		out->worked = division(sc, now->value * (double)now->n / 100, (double)now->n, out->printed);
		return true;
	case UNIT_RATIO:
		if (!scene_eval(sc, &q, &made, e))
			return false;
		q.figure = figure_find(STR("presence_hours"));
		if (!scene_eval(sc, &q, &hours, e))
			return false;
		out->worked = division(sc, made.value, hours.value, out->printed);
		return true;
	case UNIT_COUNT:
		if (now->n != llround(now->value))
			out->worked = scene_say(sc, lang_plural("%.*s, counted in %.*s record",
			    "%.*s, counted in %.*s records", now->n), STR_A(out->printed),
			    STR_A(scene_count(sc, (double)now->n)));
		return true;
	case UNIT_HOURS:
	case UNIT_MINUTES:
	case UNIT_POINTS:
	case UNIT_EURO:
	case UNIT_KEURO:
	case UNIT_TONNES:
	case UNIT_YEARS:
	case UNIT_MONTHS:
	case UNIT_DAYS:
	case UNIT_FTE:
	case UNIT_YEAR:
	case UNIT_CLOCK:
	case N_UNITS:
		return true;
	}
	return true;
}

/* How many of the records behind a figure a team leader has checked. */
static bool
checked(struct scene *sc, const struct figure *fig, int64_t *n, struct err *e)
{
	static const struct str states[] = { { "validated", 9 }, { "locked", 6 } };
	struct scene_ask q = { .figure = fig, .period = &sc->ask->period, .where = dim_find(STR("state")),
		.codes = states, .n_codes = COUNT(states) };
	struct figure_answer an;

	if (!scene_eval(sc, &q, &an, e))
		return false;
	*n = an.n;
	return true;
}

/* "614 records of “Enrolments”, 20 records of “Prison workshops”". */
static struct str
registers_said(struct scene *sc, const struct figure *fig, const struct figure_answer *now)
{
	bool small = false;
	struct buf b;

	buf_init_in(&b, sc->a);
	for (size_t i = 0; i < now->n_sources; i++)
		small = small || (now->n_sources > 1 &&
		    scene_small(sc, fig, (double)now->sources[i].n, now->sources[i].n));
	for (size_t i = 0; i < now->n_sources; i++) {
		const struct figure_source *s = &now->sources[i];

		buf_cstr(&b, i > 0 ? ", " : "");
		/* A few of one register, beside how many there are of both, would be told by a subtraction. */
		buf_str(&b, small ? scene_say(sc, _("“%.*s”"), STR_A(str_of(lang_text(s->reg->label)))) :
		    scene_say(sc, lang_plural("%.*s record of “%.*s”", "%.*s records of “%.*s”", s->n),
		    STR_A(scene_count(sc, (double)s->n)), STR_A(str_of(lang_text(s->reg->label)))));
	}
	return buf_text(&b);
}

static bool
source_of(struct scene *sc, const struct figure *fig, const struct figure_answer *now,
    struct doc_figure *out, struct err *e)
{
	struct str n = scene_count(sc, (double)now->n);
	int64_t good;

	/* The number of records is itself a count: a hidden figure hides it too. */
	if (out->hidden)
		return true;
	if (figure_register(fig) != NULL) {
		out->source = registers_said(sc, fig, now);
		return true;
	}
	if (figure_of_shifts(fig)) {
		out->source = scene_say(sc, lang_plural("%.*s shift of the roster", "%.*s shifts of the roster",
		    now->n), STR_A(n));
		return true;
	}
	if (!checked(sc, fig, &good, e))
		return false;
	if (good == now->n && good > 0)
		out->source = scene_say(sc, lang_plural("%.*s field record, checked by a team leader",
		    "%.*s field records, all checked by a team leader", now->n), STR_A(n));
	else if (good < scene_least(sc) || now->n - good < scene_least(sc))
		out->source = scene_say(sc, lang_plural("%.*s field record", "%.*s field records", now->n),
		    STR_A(n));
	else
		out->source = scene_say(sc, _("%.*s field records, %.*s of them checked by a team leader"),
		    STR_A(n), STR_A(scene_count(sc, (double)good)));
	return true;
}

/* A count is small itself; of a rate, it is what lies behind. */
static struct str
hidden_words(struct scene *sc, const struct figure *fig, const struct figure_answer *now)
{
	return scene_hidden(sc, fig->unit == UNIT_COUNT ? now->value : DISCLOSURE_K);
}

static bool
fill(struct scene *sc, const struct figure *fig, struct doc_figure *out, struct figure_answer *now,
    struct err *e)
{
	struct scene_ask q = { .figure = fig, .period = &sc->ask->period };

	if (!scene_eval(sc, &q, now, e))
		return false;
	*out = (struct doc_figure){
		.id = fig->id,
		.label = scene_say(sc, "%s", _(fig->label)),
		.has_value = now->has_value,
		.hidden = now->has_value && scene_small(sc, fig, now->value, now->n),
		.value = now->value,
		.n = now->n,
		.definition = scene_say(sc, "%s", _(fig->definition)),
		.calculation = scene_say(sc, "%s", _(fig->calculation)),
		.anchor = anchor_of(sc, fig),
	};
	out->printed = out->hidden ? hidden_words(sc, fig, now) :
	    scene_text(sc, figure_print(fig, now->has_value, now->value, sc->a));
	return work_out(sc, fig, now, out, e) && source_of(sc, fig, now, out, e);
}

static const struct doc_figure *
used(const struct scene *sc, const struct figure *fig)
{
	for (size_t i = 0; i < sc->n_used; i++)
		if (strcmp(sc->used[i]->id, fig->id) == 0)
			return sc->used[i];
	return NULL;
}

bool
scene_doc_figure(struct scene *sc, const struct figure *fig, enum scene_against against,
    const struct doc_figure **out, struct err *e)
{
	const struct period *then_period = against == AGAINST_YEAR ? &sc->year_before : &sc->before;
	struct doc_figure *df = arena_new(sc->a, struct doc_figure);
	struct figure_answer now, then;

	if (!fill(sc, fig, df, &now, e))
		return false;
	if (against != AGAINST_NONE && scene_covers(sc, then_period)) {
		struct scene_ask q = { .figure = fig, .period = then_period };
		struct str change;

		if (!scene_eval(sc, &q, &then, e))
			return false;
		change = scene_change(sc, fig, &now, &then);
		if (change.p != NULL) {
			df->change = change;
			df->moves = (now.value > then.value) - (now.value < then.value);
			df->old = scene_say(sc, STR_F " " STR_F, STR_A(figure_print(fig, true, then.value, sc->a)),
			    STR_A(period_in_words(sc->a, then_period)));
		}
	}
	if (used(sc, fig) == NULL) {
		if (sc->n_used == SCENE_FIGURES_MAX)
			return err_set(e, ERR_INVALID, "template.figures", "%s",
			    _("The template uses too many figures."));
		sc->used[sc->n_used++] = df;
	}
	*out = df;
	return true;
}

bool
scene_use(struct scene *sc, const struct figure *fig, struct err *e)
{
	const struct doc_figure *df;

	return used(sc, fig) != NULL || scene_doc_figure(sc, fig, AGAINST_NONE, &df, e);
}

/* A line as wide as its scale would make a storm of a breeze: the scale is at least so much of the
 * largest value. */
#define TREND_LEAST 0.3

/* What lies between the first record and the last month is known; a count without a record is 0. */
static void
trend_fill(struct scene *sc, const struct figure *fig, const struct figure_answer *an, int first,
    struct series *t)
{
	for (size_t i = 0; i < t->n; i++)
		t->known[i] = first + (int)i >= sc->first_month &&
		    (fig->unit == UNIT_COUNT || fig->unit == UNIT_HOURS);
	for (size_t i = 0; i < an->n_groups; i++) {
		const struct figure_group *g = &an->groups[i];
		int m = month_key_index(g->key[0]) - first;

		if (m < 0 || m >= (int)t->n)
			continue;
		t->known[m] = g->has_value && !scene_small(sc, fig, g->value, g->n);
		t->v[m] = t->known[m] ? g->value : 0;
	}
}

static void
trend_scale(struct doc_figure *df)
{
	const struct series *t = &df->trend;
	double low = INFINITY, high = 0, width;

	for (size_t i = 0; i < t->n; i++) {
		low = t->known[i] ? fmin(low, t->v[i]) : low;
		high = t->known[i] ? fmax(high, t->v[i]) : high;
	}
	width = fmax(high - low, TREND_LEAST * high);
	df->trend_low = fmax((low + high - width) / 2, 0);
	df->trend_high = df->trend_low + (width > 0 ? width : 1);
}

bool
scene_trend(struct scene *sc, const struct figure *fig, struct doc_figure *df, struct err *e)
{
	int first = month_index(sc->ask->period.last) - 2 * MONTHS + 1;
	struct ymd from = month_of_index(first), end = month_of_index(first + 2 * MONTHS);
	struct period p = { .first = day_of_ymd(from), .last = day_of_ymd(end) - 1, .name = "" };
	struct scene_ask q = { .figure = fig, .period = &p, .by = { dim_find(STR("month")) } };
	struct series *t = &df->trend;
	double low = INFINITY, high = -INFINITY;
	struct figure_answer an;
	size_t known = 0;

	if (!scene_eval(sc, &q, &an, e))
		return false;
	t->n = 2 * MONTHS;
	trend_fill(sc, fig, &an, first, t);
	for (size_t i = MONTHS; i < t->n; i++) {
		known += t->known[i];
		low = t->known[i] ? fmin(low, t->v[i]) : low;
		high = t->known[i] ? fmax(high, t->v[i]) : high;
	}
	/* A line with more gaps than months has no shape. */
	if (known < MONTHS / 2) {
		t->n = 0;
		return true;
	}
	t->summary = scene_say(sc, _("%s over twelve months: between %.*s and %.*s."), _(fig->label),
	    STR_A(figure_print(fig, true, low, sc->a)), STR_A(figure_print(fig, true, high, sc->a)));
	trend_scale(df);
	return true;
}
