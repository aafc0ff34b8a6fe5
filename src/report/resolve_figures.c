/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "report/scene.h"

#include "base/lang.h"

#include <math.h>

static bool
against_of(const struct directive *d, enum scene_against *out, struct err *e)
{
	struct str s = directive_option(d, "against");

	*out = AGAINST_YEAR;
	if (s.p == NULL || str_is(s, "year"))
		return true;
	if (!str_is(s, "before"))
		return directive_refuse(d, e, "%s", _("against is year or before."));
	*out = AGAINST_BEFORE;
	return true;
}

/* Whether the figures show their months. */
static bool
trend_of(const struct scene *sc, const struct directive *d, bool *out, struct err *e)
{
	struct str s = directive_option(d, "trend");

	*out = sc->ask->template->period == PERIOD_MONTH || s.p != NULL;
	return s.p == NULL || str_is(s, "yes") || directive_refuse(d, e, "%s", _("trend is yes."));
}

bool
resolve_figures(struct scene *sc, const struct directive *d, struct block **out, struct err *e)
{
	struct block *b = scene_block(sc, BLOCK_FIGURES, d);
	enum scene_against against;
	bool trend;

	if (!against_of(d, &against, e) || !trend_of(sc, d, &trend, e))
		return false;
	if (sc->ask->against_before)
		against = AGAINST_BEFORE;
	/* Records of less than a year: the period before is all there is to compare with. */
	if (against == AGAINST_YEAR && !scene_covers(sc, &sc->year_before))
		against = AGAINST_BEFORE;
	b->figures = arena_array(sc->a, struct doc_figure, d->n_words);
	for (size_t i = 0; i < d->n_words; i++) {
		const struct figure *fig;
		const struct doc_figure *df;

		if (!scene_figure(d, d->words[i], &fig, e) || !scene_doc_figure(sc, fig, against, &df, e))
			return false;
		b->figures[b->n_figures] = *df;
		/* What stands in brackets is for the method. */
		b->figures[b->n_figures].label = str_trim(str_sub(df->label, 0, str_find(df->label, '(')));
		if (trend && !scene_trend(sc, fig, &b->figures[b->n_figures], e))
			return false;
		b->n_figures++;
	}
	*out = b;
	return true;
}

bool
resolve_definitions(struct scene *sc, const struct directive *d, struct block **out, struct err *e)
{
	(void)e;
	/* Filled at the end: figures may be used behind it. */
	*out = scene_block(sc, BLOCK_DEFINITIONS, d);
	return true;
}

void
scene_define(struct scene *sc, struct block *b)
{
	b->figures = arena_array(sc->a, struct doc_figure, sc->n_used);
	for (size_t i = 0; i < sc->n_used; i++)
		b->figures[b->n_figures++] = *sc->used[i];
	b->note = scene_say(sc, _("Period: %.*s, from %.*s to %.*s, by service date. Records as they stood "
	    "at entry %.*s of the journal."), STR_A(period_words(sc->a, &sc->ask->period)),
	    STR_A(day_words(sc->a, sc->ask->period.first)), STR_A(day_words(sc->a, sc->ask->period.last)),
	    STR_A(number_words(sc->a, (double)sc->d->position, 0)));
}

static bool
note_sources(struct scene *sc, struct block *b, struct err *e)
{
	const struct doc_figure *df;

	if (!scene_doc_figure(sc, figure_find(STR("interventions")), AGAINST_NONE, &df, e))
		return false;
	if (df->n < scene_least(sc))
		return true;
	b->title = scene_say(sc, "%s", _("Where do these figures come from?"));
	b->spans->text = scene_say(sc, _("%.*s. A person met twice counts twice."), STR_A(df->source));
	return true;
}

static bool
note_small(struct scene *sc, struct block *b, struct err *e)
{
	(void)e;
	b->title = scene_say(sc, "%s", _("Small numbers"));
	b->spans->text = scene_say(sc, "%s", _("Below 5, a number is not shown. A second one is hidden "
	    "where a total would give it away. Nobody must be recognised."));
	return true;
}

/* Whether more was done because more people were out. */
static bool
note_compare(struct scene *sc, struct block *b, struct err *e)
{
	const struct figure *hours = figure_find(STR("presence_hours"));
	struct scene_ask q = { .figure = hours, .period = &sc->ask->period };
	const struct period *p = &sc->year_before;
	struct figure_answer now, then, acts, acts_then;
	double change, acts_change;
	const char *why;

	if (!scene_covers(sc, p))
		p = &sc->before;
	if (!scene_covers(sc, p) || !scene_eval(sc, &q, &now, e))
		return !scene_covers(sc, p);
	q.period = p;
	if (!scene_eval(sc, &q, &then, e))
		return false;
	q.figure = figure_find(STR("interventions"));
	if (!scene_eval(sc, &q, &acts_then, e))
		return false;
	q.period = &sc->ask->period;
	if (!scene_eval(sc, &q, &acts, e))
		return false;
	if (!now.has_value || !then.has_value || scene_small(sc, hours, now.value, now.n) ||
	    scene_small(sc, hours, then.value, then.n) || then.value <= 0 || acts_then.value <= 0)
		return true;
	change = now.value / then.value - 1;
	acts_change = acts.value / acts_then.value - 1;
	why = change < 0.03 && acts_change > 0.05 ? _(" The rise does not come from a larger team.") :
	    change > -0.03 && acts_change < -0.05 ?
	    _(" The fall does not come from a smaller team.") : "";
	b->title = scene_say(sc, "%s", _("Comparing"));
	b->spans->text = scene_say(sc, _("The teams were out for %.*s hours, against %.*s %.*s.%s"),
	    STR_A(number_words(sc->a, now.value, 0)), STR_A(number_words(sc->a, then.value, 0)),
	    STR_A(period_in_words(sc->a, p)), why);
	return scene_use(sc, hours, e);
}

bool
resolve_note(struct scene *sc, const struct directive *d, struct block **out, struct err *e)
{
	static const struct {
		const char *name;
		bool (*write)(struct scene *, struct block *, struct err *);
	} notes[] = { { "sources", note_sources }, { "small", note_small }, { "compare", note_compare } };
	struct block *b = scene_block(sc, BLOCK_NOTE, d);

	b->spans = arena_new(sc->a, struct span);
	b->n_spans = 1;
	for (size_t i = 0; i < COUNT(notes); i++)
		if (str_is(d->words[0], notes[i].name)) {
			if (!notes[i].write(sc, b, e))
				return false;
			*out = b->spans->text.n > 0 ? b : NULL;
			return true;
		}
	return directive_refuse(d, e, "%s", _("a note is sources, small or compare."));
}
