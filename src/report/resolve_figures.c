/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "report/scene.h"

#include "base/lang.h"

#include <math.h>

/* Percent of change only where both numbers are over this (DESIGN §9). */
#define PERCENT_FROM 30

bool
scene_small(const struct figure *fig, double value, int64_t n)
{
	/* A rate or an hour says little of a person, but few records behind it do. */
	if (n > 0 && n < DISCLOSURE_K)
		return true;
	return fig->unit == UNIT_COUNT && value > 0 && value < DISCLOSURE_K;
}

static struct str
signed_words(struct scene *sc, double v, int decimals)
{
	struct str n = number_words(sc->a, fabs(v), decimals);

	return str_fmt(sc->a, "%s" STR_F, v < 0 ? "−\u00A0" : "+\u00A0", STR_A(n));
}

struct str
scene_change(struct scene *sc, const struct figure *fig, const struct figure_answer *now,
    const struct figure_answer *then)
{
	double diff = now->value - then->value, scale = pow(10, fig->decimals);
	bool rate = fig->unit == UNIT_PERCENT;

	/* From nothing there is no change to tell. */
	if (!now->has_value || !then->has_value || then->n == 0 || scene_small(fig, now->value, now->n) ||
	    scene_small(fig, then->value, then->n))
		return STR_NONE;
	if (rate) {
		/* The points between the numbers as they are printed, or the reader's sum does not add up. */
		diff = floor(now->value + 0.5) - floor(then->value + 0.5);
		return diff == 0 ? scene_say(sc, "%s", _("unchanged")) :
		    scene_say(sc, lang_plural("%.*s point", "%.*s points", (int64_t)fabs(diff)),
		    STR_A(signed_words(sc, diff, 0)));
	}
	if (fabs(diff) * scale < 0.5)
		return scene_say(sc, "%s", _("unchanged"));
	if (fig->unit == UNIT_COUNT || fig->unit == UNIT_HOURS) {
		double percent = diff / then->value * 100;

		if (fmin(now->value, then->value) < PERCENT_FROM)
			return scene_say(sc, STR_F, STR_A(signed_words(sc, diff, 0)));
		return fabs(percent) < 0.5 ? scene_say(sc, "%s", _("nearly unchanged")) :
		    scene_say(sc, _("%.*s %%"), STR_A(signed_words(sc, percent, 0)));
	}
	return scene_say(sc, STR_F, STR_A(signed_words(sc, diff, fig->decimals)));
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
		.hidden = now->has_value && scene_small(fig, now->value, now->n),
		.value = now->value,
		.n = now->n,
		.definition = scene_say(sc, "%s", _(fig->definition)),
		.calculation = scene_say(sc, "%s", _(fig->calculation)),
		.anchor = anchor_of(sc, fig),
	};
	out->printed = out->hidden ? scene_hidden(sc, 0) :
	    scene_text(sc, figure_print(fig, now->has_value, now->value, sc->a));
	return true;
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
		if (change.p != NULL)
			df->change = scene_say(sc, _("%.*s, %.*s %.*s"), STR_A(change),
			    STR_A(figure_print(fig, true, then.value, sc->a)),
			    STR_A(period_in_words(sc->a, then_period)));
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

bool
resolve_figures(struct scene *sc, const struct directive *d, struct block **out, struct err *e)
{
	struct block *b = scene_block(sc, BLOCK_FIGURES, d);
	enum scene_against against;

	if (!against_of(d, &against, e))
		return false;
	/* Records of less than a year: the period before is all there is to compare with. */
	if (against == AGAINST_YEAR && !scene_covers(sc, &sc->year_before))
		against = AGAINST_BEFORE;
	b->figures = arena_array(sc->a, struct doc_figure, d->n_words);
	for (size_t i = 0; i < d->n_words; i++) {
		const struct figure *fig;
		const struct doc_figure *df;

		if (!scene_figure(d, d->words[i], &fig, e) || !scene_doc_figure(sc, fig, against, &df, e))
			return false;
		b->figures[b->n_figures++] = *df;
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

/* How many records a team leader has checked. */
static bool
note_sources(struct scene *sc, struct block *b, struct err *e)
{
	struct scene_ask q = { .figure = figure_find(STR("interventions")), .period = &sc->ask->period };
	const struct str states[] = { STR("validated"), STR("locked") };
	struct figure_answer all, checked;
	struct str n, v;

	if (!scene_eval(sc, &q, &all, e))
		return false;
	q.where = dim_find(STR("state"));
	q.codes = states;
	q.n_codes = COUNT(states);
	if (!scene_eval(sc, &q, &checked, e))
		return false;
	if (all.n < DISCLOSURE_K)
		return true;
	n = scene_count(sc, (double)all.n);
	v = scene_count(sc, (double)checked.n);
	b->title = scene_say(sc, "%s", _("Where do these figures come from?"));
	b->spans->text = checked.n == all.n ?
	    scene_say(sc, _("%.*s field records, all checked by a team leader. A person met twice counts "
	    "twice."), STR_A(n)) :
	    checked.n == 0 || all.n - checked.n < DISCLOSURE_K || checked.n < DISCLOSURE_K ?
	    scene_say(sc, _("%.*s field records. A person met twice counts twice."), STR_A(n)) :
	    scene_say(sc, _("%.*s field records, %.*s of them checked by a team leader. A person met twice "
	    "counts twice."), STR_A(n), STR_A(v));
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
	if (!now.has_value || !then.has_value || scene_small(hours, now.value, now.n) ||
	    scene_small(hours, then.value, then.n) || then.value <= 0 || acts_then.value <= 0)
		return true;
	change = now.value / then.value - 1;
	acts_change = acts.value / acts_then.value - 1;
	why = fabs(change) < 0.03 && acts_change > 0.05 ? _(" The rise does not come from a larger team.") :
	    fabs(change) < 0.03 && acts_change < -0.05 ?
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
