/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "report/resolve.h"

#include "base/lang.h"
#include "report/scene.h"

#include <limits.h>

/* One resolver a directive, in the order of enum directive_kind. */
static bool (*const resolvers[])(struct scene *, const struct directive *, struct block **,
    struct err *) = {
	[DIRECTIVE_FIGURES] = resolve_figures,
	[DIRECTIVE_CHART] = resolve_chart,
	[DIRECTIVE_HEAT] = resolve_heat,
	[DIRECTIVE_TABLE] = resolve_table,
	[DIRECTIVE_BARS] = resolve_bars,
	[DIRECTIVE_STACK] = resolve_stack,
	[DIRECTIVE_PLACES] = resolve_places,
	[DIRECTIVE_NOTE] = resolve_note,
	[DIRECTIVE_NARRATIVE] = resolve_narrative,
	[DIRECTIVE_PROPOSALS] = resolve_proposals,
	[DIRECTIVE_DEFINITIONS] = resolve_definitions,
	[DIRECTIVE_CHECKS] = resolve_checks,
};

static bool
resolve_piece(struct scene *sc, const struct piece *p, struct block **out, struct err *e)
{
	*out = NULL;
	if (p->kind != PIECE_DIRECTIVE)
		return scene_piece(sc, p, out, e);
	if (resolvers[p->directive->type->kind](sc, p->directive, out, e))
		return true;
	/* A refusal of the directive already names its line; one from below does not. */
	if (strncmp(e->key, "template.", 9) == 0)
		return false;
	return err_wrap(e, _("line %d, ::%s"), p->line, p->directive->type->name);
}

static bool
resolve_blocks(struct scene *sc, struct err *e)
{
	struct block **tail = &sc->d->blocks, *held = NULL, **held_tail = &held;
	bool nothing = false; /* the piece before gave no block */

	for (const struct piece *p = sc->ask->template->pieces; p != NULL; p = p->next) {
		struct block *b;

		if (!resolve_piece(sc, p, &b, e))
			return false;
		if (b == NULL) {
			nothing = true;
			continue;
		}
		/* A side note whose block is not there stands beside the next one that is. */
		if (b->kind == BLOCK_NOTE && nothing) {
			*held_tail = b;
			held_tail = &b->next;
			continue;
		}
		*tail = b;
		tail = &b->next;
		if (b->kind == BLOCK_HEADING)
			continue;
		nothing = false;
		*tail = held;
		while (*tail != NULL)
			tail = &(*tail)->next;
		held = NULL;
		held_tail = &held;
	}
	return true;
}

/* What follows the side notes right behind a block. */
static struct block *
behind_notes(const struct block *b)
{
	struct block *next = b->next;

	while (next != NULL && next->kind == BLOCK_NOTE)
		next = next->next;
	return next;
}

/* A heading over nothing, or over side notes to nothing, is left out with them. */
static void
drop_empty_headings(struct document *d)
{
	bool dropped = true;

	while (dropped) {
		dropped = false;
		for (struct block **b = &d->blocks; *b != NULL;) {
			struct block *next = behind_notes(*b);

			if ((*b)->kind == BLOCK_HEADING &&
			    (next == NULL || (next->kind == BLOCK_HEADING && next->level <= (*b)->level))) {
				*b = next;
				dropped = true;
			} else {
				b = &(*b)->next;
			}
		}
	}
}

/* The first month of the scope's records: what lies before is not zero, it is not known. */
static bool
find_first_month(struct scene *sc, struct err *e)
{
	struct scene_ask q = { .figure = figure_find(STR("interventions")),
		.by = { dim_find(STR("month")) } };
	struct figure_answer an;

	sc->first_month = INT_MAX;
	if (!scene_eval(sc, &q, &an, e))
		return false;
	for (size_t i = 0; i < an.n_groups; i++) {
		int m = month_key_index(an.groups[i].key[0]);

		if (m >= 0 && m < sc->first_month)
			sc->first_month = m;
	}
	return true;
}

static bool
resolve_all(struct scene *sc, struct err *e)
{
	struct document *d = sc->d;

	d->title = scene_text(sc, period_title(sc->a, &sc->ask->period));
	d->made_on = scene_say(sc, _("on %.*s"), STR_A(day_words(sc->a, sc->ask->today)));
	d->template_title = scene_text(sc, sc->ask->template->title);
	d->running = scene_say(sc, STR_F ", " STR_F, STR_A(sc->ask->template->title),
	    STR_A(period_words(sc->a, &sc->ask->period)));
	if (!find_first_month(sc, e) || !scene_names(sc, e) || !resolve_blocks(sc, e) ||
	    !scene_lead(sc, e))
		return false;
	drop_empty_headings(d);
	for (struct block *b = d->blocks; b != NULL; b = b->next)
		if (b->kind == BLOCK_DEFINITIONS)
			scene_define(sc, b);
	return true;
}

bool
report_resolve(const struct facts *f, struct store *s, const struct report_ask *ask,
    struct arena *a, struct document **out, struct err *e)
{
	const struct template *t = ask->template;
	struct scene sc = { .f = f, .s = s, .ask = ask, .a = a, .d = arena_new(a, struct document),
		.before = period_before(&ask->period), .year_before = period_year_before(&ask->period) };
	enum lang before = lang_now();
	bool ok;

	if (!period_fits(&ask->period, t->period))
		return err_set(e, ERR_INVALID, "report.period",
		    _("The report %.*s takes a period of kind “%s”; %s is none."), STR_A(t->name),
		    template_period_name(t), ask->period.name);
	sc.d->lang = t->lang == LANG_FR ? STR("fr") : STR("en");
	sc.d->template_name = t->name;
	sc.d->period = ask->period;
	sc.d->position = facts_position(f);
	lang_use(t->lang);
	ok = resolve_all(&sc, e);
	lang_use(before);
	if (ok)
		*out = sc.d;
	return ok;
}
