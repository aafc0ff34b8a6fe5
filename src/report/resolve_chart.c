/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "report/scene.h"

#include "base/lang.h"

#include <math.h>
#include <stdlib.h>

/* A move is told from this share on, and only where one of both numbers is at least ten. */
#define MOVE_SHARE 0.15
#define MOVE_LEAST 10
/* Of the year before, so many months must be known for its mean to stand for it. */
#define YEAR_LEAST 6
/* Two points are a line, but no course. */
#define LINE_LEAST 3

/* One key's months: the year before, then the twelve shown. */
struct line {
	struct str key;
	double v[2 * MONTHS];
	double sum; /* of the twelve shown */
};

struct lines {
	struct line *v;
	size_t n;
	int first; /* month_index of v[0] */
};

static struct line *
line_of(struct lines *ls, struct str key)
{
	/* Groups come sorted by key: the last line is the one. */
	if (ls->n > 0 && str_eq(ls->v[ls->n - 1].key, key) &&
	    (key.p == NULL) == (ls->v[ls->n - 1].key.p == NULL))
		return &ls->v[ls->n - 1];
	ls->v[ls->n].key = key;
	return &ls->v[ls->n++];
}

static bool
read_lines(struct scene *sc, const struct figure *fig, const struct dim *by, struct lines *ls,
    struct err *e)
{
	struct ymd from = month_of_index(ls->first), end = month_of_index(ls->first + 2 * MONTHS);
	struct period p = { .first = day_of_ymd(from), .last = day_of_ymd(end) - 1, .name = "" };
	struct scene_ask q = { .figure = fig, .period = &p, .by = { by, dim_find(STR("month")) } };
	struct figure_answer an;

	if (!scene_eval(sc, &q, &an, e))
		return false;
	ls->v = arena_array(sc->a, struct line, an.n_groups);
	for (size_t i = 0; i < an.n_groups; i++) {
		int m = month_key_index(an.groups[i].key[1]) - ls->first;
		struct line *l = line_of(ls, an.groups[i].key[0]);

		if (m < 0 || m >= 2 * MONTHS || !an.groups[i].has_value)
			continue;
		l->v[m] += an.groups[i].value;
		if (m >= MONTHS)
			l->sum += an.groups[i].value;
	}
	return true;
}

static int
by_sum(const void *a, const void *b)
{
	const struct line *x = a, *y = b;

	/* Records without a value come last whatever their number. */
	if ((x->key.p == NULL) != (y->key.p == NULL))
		return x->key.p == NULL ? 1 : -1;
	if (x->sum != y->sum)
		return x->sum < y->sum ? 1 : -1;
	return str_cmp(x->key, y->key);
}

/* How many months of the year before the records reach back over. */
static int
months_before(const struct scene *sc, const struct lines *ls)
{
	int missing = sc->first_month > ls->first ? sc->first_month - ls->first : 0;

	return missing < MONTHS ? MONTHS - missing : 0;
}

/* The mean of the year before, over the months that are known. */
static double
reference(const struct scene *sc, const struct lines *ls, const struct line *l)
{
	int known = months_before(sc, ls);
	double sum = 0;

	if (known < YEAR_LEAST)
		return NAN;
	for (int i = MONTHS - known; i < MONTHS; i++)
		sum += l->v[i];
	return sum / known;
}

static int
move_from(double last, double ref)
{
	if (isnan(ref) || fmax(last, ref) < MOVE_LEAST || fabs(last - ref) <= MOVE_SHARE * ref)
		return 0;
	return last > ref ? 1 : -1;
}

/* Away from the year's mean and from the same month a year before alike: else a summer or a school
 * term would be told as a move. */
static int
move_of(const struct scene *sc, const struct lines *ls, const struct line *l, double ref)
{
	double last = l->v[2 * MONTHS - 1];
	int move = move_from(last, ref);

	if (ls->first + MONTHS - 1 >= sc->first_month && move_from(last, l->v[MONTHS - 1]) != move)
		return 0;
	return move;
}

/* Each month's column is a list with a known total, so each passes the gate for itself. */
static void
gate(struct scene *sc, const struct lines *ls, uint8_t *hidden)
{
	int64_t *counts = arena_array(sc->a, int64_t, ls->n);
	uint8_t *column = arena_array(sc->a, uint8_t, ls->n);

	for (size_t m = 0; m < MONTHS; m++) {
		for (size_t k = 0; k < ls->n; k++)
			counts[k] = (int64_t)llround(ls->v[k].v[MONTHS + m]);
		memset(column, 0, ls->n);
		scene_gate(sc, counts, ls->n, column);
		for (size_t k = 0; k < ls->n; k++)
			hidden[k * MONTHS + m] = column[k];
	}
}

static void
fill_series(struct scene *sc, const struct dim *by, const struct lines *ls, size_t k,
    const uint8_t *hidden, struct series *s)
{
	const struct line *l = &ls->v[k];
	double last = l->v[2 * MONTHS - 1];
	bool known;

	s->key = l->key;
	s->name = scene_label(sc, by, l->key);
	s->n = MONTHS;
	for (size_t m = 0; m < MONTHS; m++) {
		s->known[m] = !hidden[k * MONTHS + m] && ls->first + MONTHS + (int)m >= sc->first_month;
		/* What is hidden does not even stand in the document. */
		s->v[m] = s->known[m] ? l->v[MONTHS + m] : 0;
	}
	known = s->known[MONTHS - 1];
	s->reference = reference(sc, ls, l);
	/* A mean under the threshold would tell of single records too. */
	if (!isnan(s->reference) && s->reference < scene_least(sc))
		s->reference = NAN;
	s->change = known ? move_of(sc, ls, l, s->reference) : 0;
	s->summary = !known ? scene_hidden(sc, last) : s->change > 0 ?
	    scene_say(sc, _("rise, %.*s"), STR_A(scene_count(sc, last))) : s->change < 0 ?
	    scene_say(sc, _("fall, %.*s"), STR_A(scene_count(sc, last))) : scene_count(sc, last);
}

/* A line of which most is hidden or nothing shows nothing. */
static bool
is_line(const struct scene *sc, const struct lines *ls, const struct series *s)
{
	size_t seen = 0, there = 0;

	for (size_t m = 0; m < MONTHS; m++) {
		seen += s->known[m] && s->v[m] > 0;
		there += ls->first + MONTHS + (int)m >= sc->first_month;
	}
	return there >= LINE_LEAST && 2 * seen >= there;
}

/* The lines that move in one direction, the widest first, two at most; without words: none. */
static struct said
movers(struct scene *sc, const struct block *b, const struct dim *by, int way)
{
	struct said names[2];
	size_t n = 0, taken[2] = { 0 };

	while (n < COUNT(names)) {
		double best = 0;
		size_t at = b->n_series;

		for (size_t k = 0; k < b->n_series; k++) {
			const struct series *s = &b->series[k];
			double width = fabs(s->v[MONTHS - 1] - s->reference);
			bool done = false;

			for (size_t i = 0; i < n; i++)
				done = done || taken[i] == k;
			if (!done && s->change == way && width > best) {
				best = width;
				at = k;
			}
		}
		if (at == b->n_series)
			break;
		taken[n] = at;
		names[n++] = scene_said(sc, by, b->series[at].key);
	}
	return scene_said_all(sc, names, n);
}

/* "Les rassemblements montent, le bruit baisse." */
static struct str
finding_of(struct scene *sc, const struct block *b, const struct dim *by, bool compared)
{
	struct said up = movers(sc, b, by, 1), down = movers(sc, b, by, -1);
	struct said first = scene_said(sc, by, b->series[0].key);
	struct str rise = scene_say(sc, lang_plural("%.*s is up", "%.*s are up", up.number),
	    STR_A(up.words));
	struct str fall = scene_say(sc, lang_plural("%.*s is down", "%.*s are down", down.number),
	    STR_A(down.words));

	if (up.words.n > 0 && down.words.n > 0)
		return scene_sentence(sc, STR_F ", " STR_F, STR_A(rise), STR_A(fall));
	if (up.words.n > 0)
		return scene_sentence(sc, STR_F, STR_A(rise));
	if (down.words.n > 0)
		return scene_sentence(sc, STR_F, STR_A(fall));
	return compared ?
	    scene_sentence(sc, lang_plural("Little moves: %.*s stays in the lead",
	    "Little moves: %.*s stay in the lead", first.number), STR_A(first.words)) :
	    scene_sentence(sc, lang_plural("%.*s comes first", "%.*s come first", first.number),
	    STR_A(first.words));
}

static void
tell(struct scene *sc, struct block *b, const struct figure *fig, const struct dim *by,
    const struct lines *ls)
{
	bool compared = months_before(sc, ls) >= YEAR_LEAST;
	struct str finding = finding_of(sc, b, by, compared);

	if (b->title.p == NULL)
		b->title = finding;
	for (size_t k = 0; k < b->n_series; k++)
		if (b->series[k].change != 0)
			sc->moved = finding;
	b->summary = scene_say(sc, _("%zu lines over twelve months, up to %.*s. %.*s."), b->n_series,
	    STR_A(period_words(sc->a, &sc->ask->period)), STR_A(finding));
	b->note = compared ?
	    scene_say(sc, _("%s a month. Full line: the last 12 months. Dotted: the mean of the year before. "
	    "Thick line: more than 15%% away from it and from the same month a year before, from 10 on. One "
	    "scale for all. A gap hides 1 to 4."),
	    _(fig->label)) :
	    scene_say(sc, _("%s a month, the last 12 months. One scale for all. A gap hides 1 to 4 or comes "
	    "before the first record."), _(fig->label));
}

static double
scale_of(const struct block *b)
{
	double top = 0, step;

	for (size_t k = 0; k < b->n_series; k++) {
		for (size_t m = 0; m < MONTHS; m++)
			top = fmax(top, b->series[k].v[m]);
		if (!isnan(b->series[k].reference))
			top = fmax(top, b->series[k].reference);
	}
	step = top > 100 ? 20 : top > 20 ? 5 : 1;
	return fmax(ceil(top / step) * step, 1);
}

bool
resolve_chart(struct scene *sc, const struct directive *d, struct block **out, struct err *e)
{
	struct str id = d->n_words > 1 ? d->words[1] : STR("interventions"), by_id = directive_option(d, "by");
	struct lines ls = { .first = month_index(sc->ask->period.last) - 2 * MONTHS + 1 };
	const struct figure *fig;
	const struct dim *by;
	struct block *b;
	uint8_t *hidden;
	int top;

	if (!str_is(d->words[0], "multiples"))
		return directive_refuse(d, e, "%s", _("the only chart is multiples."));
	if (!scene_figure(d, id, &fig, e) || !scene_dim(d, by_id.p != NULL ? by_id : STR("theme"), &by, e) ||
	    !directive_number(d, "top", 1, 12, 6, &top, e))
		return false;
	if (fig->unit != UNIT_COUNT)
		return directive_refuse(d, e, "%s", _("small multiples show counts."));
	if (!read_lines(sc, fig, by, &ls, e) || !scene_use(sc, fig, e))
		return false;
	qsort(ls.v, ls.n, sizeof(*ls.v), by_sum);
	hidden = arena_array(sc->a, uint8_t, ls.n * MONTHS);
	gate(sc, &ls, hidden);
	b = scene_block(sc, BLOCK_MULTIPLES, d);
	b->series = arena_array(sc->a, struct series, (size_t)top);
	for (size_t k = 0; k < ls.n && b->n_series < (size_t)top; k++) {
		if (ls.v[k].key.p == NULL || ls.v[k].sum < scene_least(sc))
			continue;
		fill_series(sc, by, &ls, k, hidden, &b->series[b->n_series]);
		b->n_series += is_line(sc, &ls, &b->series[b->n_series]);
	}
	if (b->n_series == 0)
		return true;
	b->scale_max = scale_of(b);
	tell(sc, b, fig, by, &ls);
	*out = b;
	return true;
}
