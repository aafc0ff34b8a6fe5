/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "report/scene.h"

#include "base/lang.h"
#include "base/text.h"
#include "record/field.h"
#include "report/typo.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>

bool
scene_eval(struct scene *sc, const struct scene_ask *q, struct figure_answer *out, struct err *e)
{
	struct figure_ask ask = { .figure = q->figure, .period = q->period, .now_ms = sc->ask->now_ms };

	if (sc->ask->may != NULL && !sc->ask->may(sc->ask->may_ctx, q->figure, e))
		return false;
	for (size_t i = 0; i < sc->ask->n_filters; i++)
		ask.filters[ask.n_filters++] = sc->ask->filters[i];
	if (q->where != NULL)
		ask.filters[ask.n_filters++] = (struct figure_filter){ .dim = q->where,
			.codes = q->codes, .n_codes = q->n_codes };
	for (size_t i = 0; i < COUNT(q->by) && q->by[i] != NULL; i++)
		ask.by[ask.n_by++] = q->by[i];
	*out = (struct figure_answer){ .figure = q->figure };
	return figure_eval(sc->f, &ask, sc->a, out, e);
}

bool
scene_figure(const struct directive *d, struct str id, const struct figure **out, struct err *e)
{
	*out = figure_find(id);
	return *out != NULL || directive_refuse(d, e, _("“%.*s” is no figure. Those there are: maillage "
	    "help figures."), STR_A(str_sub(id, 0, 60)));
}

bool
scene_dim(const struct directive *d, struct str id, const struct dim **out, struct err *e)
{
	*out = dim_find(id);
	return *out != NULL || directive_refuse(d, e, _("“%.*s” is no dimension. Those there are: "
	    "maillage help figures."), STR_A(str_sub(id, 0, 60)));
}

bool
scene_covers(const struct scene *sc, const struct period *p)
{
	return month_index(p->first) >= sc->first_month;
}

struct str
scene_text(struct scene *sc, struct str s)
{
	return typo(sc->a, s, sc->ask->template->lang);
}

PRINTF_LIKE(2, 0) static struct str
say(struct scene *sc, const char *fmt, va_list ap)
{
	char small[2048], *text = small;
	va_list again;
	int n;

	va_copy(again, ap);
	n = vsnprintf(small, sizeof(small), fmt, ap);
	if (n >= (int)sizeof(small)) {
		text = arena_alloc(sc->a, (size_t)n + 1);
		vsnprintf(text, (size_t)n + 1, fmt, again);
	}
	va_end(again);
	return n < 0 ? STR("") : scene_text(sc, (struct str){ text, (size_t)n });
}

struct str
scene_say(struct scene *sc, const char *fmt, ...)
{
	struct str s;
	va_list ap;

	va_start(ap, fmt);
	s = say(sc, fmt, ap);
	va_end(ap);
	return s;
}

struct str
scene_sentence(struct scene *sc, const char *fmt, ...)
{
	struct str s;
	va_list ap;

	va_start(ap, fmt);
	s = say(sc, fmt, ap);
	va_end(ap);
	return capital(sc->a, s);
}

struct str
scene_label(struct scene *sc, const struct dim *by, struct str key)
{
	return scene_text(sc, capital(sc->a, dim_key_label(sc->f, by, key, sc->a)));
}

/* Whether a label's first word is one of capitals (PJJ, CCAS): it keeps them. */
static bool
is_acronym(struct str s)
{
	return s.n > 1 && s.p[0] >= 'A' && s.p[0] <= 'Z' && s.p[1] >= 'A' && s.p[1] <= 'Z';
}

static struct str
small_first(struct scene *sc, struct str s)
{
	struct buf b;
	uint32_t c;
	size_t i = 0;

	if (s.n == 0 || is_acronym(s))
		return s;
	buf_init_in(&b, sc->a);
	c = utf8_next(s, &i);
	if ((c >= 'A' && c <= 'Z') || (c >= 0xC0 && c <= 0xDE && c != 0xD7))
		c += 32;
	utf8_put(&b, c);
	buf_str(&b, str_sub(s, i, s.n));
	return buf_text(&b);
}

struct str
scene_by(struct scene *sc, const struct dim *by)
{
	return scene_text(sc, small_first(sc, str_of(dim_label(by))));
}

/* "Personnes rencontrées (contacts)": what stands in brackets explains the table, not a sentence. */
struct str
scene_things(struct scene *sc, const struct figure *fig)
{
	struct str s = str_of(_(fig->label));

	return scene_text(sc, small_first(sc, str_trim(str_sub(s, 0, str_find(s, '(')))));
}

/* Names of records keep their capital; labels of codes lose it, their dash, and what follows the first
 * comma ("alcool, consommations"): a sentence has commas of its own. */
struct str
scene_inner(struct scene *sc, const struct dim *by, struct str key)
{
	static const char *const named[] = { "scheme", "agency", "client", "town", "sector", "area" };
	struct str s = dim_key_label(sc->f, by, key, sc->a), dash = STR(" — ");
	const char *at;
	size_t i;

	for (size_t k = 0; k < COUNT(named); k++)
		if (strcmp(dim_id(by), named[k]) == 0)
			return scene_text(sc, s);
	s = small_first(sc, str_sub(s, 0, str_find(s, ',')));
	at = s.n == 0 ? NULL : memmem(s.p, s.n, dash.p, dash.n);
	if (at == NULL)
		return scene_text(sc, s);
	i = (size_t)(at - s.p);
	return scene_text(sc, str_fmt(sc->a, STR_F " (" STR_F ")", STR_A(str_sub(s, 0, i)),
	    STR_A(str_sub(s, i + dash.n, s.n))));
}

struct str
scene_count(struct scene *sc, double v)
{
	return number_words(sc->a, v, 0);
}

struct str
scene_hidden(struct scene *sc, double v)
{
	return v < DISCLOSURE_K ? scene_say(sc, "%s", _("less than 5")) :
	    scene_say(sc, "%s", _("not shown"));
}

int
scene_least(const struct scene *sc)
{
	return sc->ask->own_team ? 1 : DISCLOSURE_K;
}

bool
scene_open(const struct figure *fig)
{
	const struct reg *g = fig->ledger != NULL ? figure_register(fig) : NULL;

	for (size_t i = 0; g != NULL && i < g->n_fields; i++)
		switch (g->fields[i].personal) {
		case PERSONAL_PSEUDONYM:
		case PERSONAL_TRAIT:
		case PERSONAL_IDENTITY:
			return false;
		case PERSONAL_UNSAID:
		case PERSONAL_NONE:
		case PERSONAL_TEXT:
		case PERSONAL_PLACE:
			break;
		}
	return g != NULL && !figure_discreet(fig);
}

void
scene_gate(const struct scene *sc, const int64_t *counts, size_t n, uint8_t *hidden)
{
	if (sc->ask->own_team) {
		memset(hidden, 0, n);
		return;
	}
	/* A list of one is its own total: it tells nothing more. */
	disclosure_table(counts, n, 1, false, n > 1, hidden);
}

struct block *
scene_block(struct scene *sc, enum block_kind kind, const struct directive *d)
{
	struct block *b = arena_new(sc->a, struct block);
	struct str title = d != NULL ? directive_option(d, "title") : STR_NONE;

	b->kind = kind;
	if (title.p != NULL)
		b->title = scene_text(sc, title);
	return b;
}

struct str
scene_share_words(struct scene *sc, double percent)
{
	/* A share that is one half is not more than one half. */
	static const struct { double at; const char *words, *exactly; } shares[] = {
		{ 95, N_("Nearly all situations end calmly."), NULL },
		{ 90, N_("Nine situations in ten end calmly."), NULL },
		{ 80, N_("Four situations in five end calmly."), NULL },
		{ 75, N_("Three situations in four end calmly."), NULL },
		{ 200.0 / 3, N_("Two situations in three end calmly."), NULL },
		{ 50, N_("More than one situation in two ends calmly."), N_("One situation in two ends calmly.") },
		{ 45, N_("Nearly one situation in two ends calmly."), NULL },
		{ 100.0 / 3, N_("More than one situation in three ends calmly."),
		    N_("One situation in three ends calmly.") },
		{ 25, N_("More than one situation in four ends calmly."), N_("One situation in four ends calmly.") },
	};
	const double near = 1e-9; /* of what division rounds */

	for (size_t i = 0; i < COUNT(shares); i++)
		if (percent >= shares[i].at - near)
			return scene_say(sc, "%s", shares[i].exactly != NULL && percent <= shares[i].at + near
			    ? _(shares[i].exactly) : _(shares[i].words));
	return STR_NONE;
}
