/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "report/scene.h"

#include "base/lang.h"

static const enum span_style span_of[] = {
	[TEXT_PLAIN] = SPAN_PLAIN,
	[TEXT_STRONG] = SPAN_STRONG,
	[TEXT_EMPH] = SPAN_EMPH,
	[TEXT_LINK] = SPAN_LINK,
	[TEXT_FIGURE] = SPAN_FIGURE,
};

static bool
figure_span(struct scene *sc, const struct piece *p, struct str id, struct span *out, struct err *e)
{
	const struct figure *fig = figure_find(id);

	if (fig == NULL)
		return err_set(e, ERR_INVALID, "template.figure", _("Line %d: “%.*s” is no figure."), p->line,
		    STR_A(str_sub(id, 0, 60)));
	if (!scene_doc_figure(sc, fig, AGAINST_NONE, &out->figure, e))
		return false;
	out->text = out->figure->printed;
	return true;
}

static bool
spans(struct scene *sc, const struct piece *p, const struct text_run *runs, struct span **out,
    size_t *n_out, struct err *e)
{
	size_t n = 0;

	for (const struct text_run *r = runs; r != NULL; r = r->next)
		n++;
	*out = arena_array(sc->a, struct span, n);
	*n_out = n;
	n = 0;
	for (const struct text_run *r = runs; r != NULL; r = r->next) {
		struct span *s = &(*out)[n++];

		s->style = span_of[r->style];
		s->href = r->href;
		if (r->style == TEXT_FIGURE) {
			if (!figure_span(sc, p, r->text, s, e))
				return false;
		} else {
			s->text = scene_text(sc, r->text);
		}
	}
	return true;
}

/* The text of runs without their styles, for headings and sources. */
static bool
flat(struct scene *sc, const struct piece *p, const struct text_run *runs, struct str *out,
    struct err *e)
{
	struct span *s;
	struct buf b;
	size_t n;

	if (!spans(sc, p, runs, &s, &n, e))
		return false;
	buf_init_in(&b, sc->a);
	for (size_t i = 0; i < n; i++)
		buf_str(&b, s[i].text);
	*out = n > 0 ? buf_text(&b) : STR_NONE;
	return true;
}

/* What somebody said stands between marks, written or not. */
static void
quote_marks(struct scene *sc, struct block *b)
{
	bool french = sc->ask->template->lang == LANG_FR;
	struct str open = french ? STR("«\u00A0") : STR("“"), close = french ? STR("\u00A0»") : STR("”");
	struct span *first = b->spans, *last = b->spans + b->n_spans - 1;

	if (b->n_spans == 0 || str_starts(first->text, str_sub(open, 0, french ? 2 : 3)))
		return;
	first->text = str_fmt(sc->a, STR_F STR_F, STR_A(open), STR_A(first->text));
	last->text = str_fmt(sc->a, STR_F STR_F, STR_A(last->text), STR_A(close));
}

static bool
text_children(struct scene *sc, const struct piece *list, struct block *b, struct err *e)
{
	struct block **tail = &b->children;

	for (const struct piece *p = list->children; p != NULL; p = p->next) {
		struct block *item = scene_block(sc, BLOCK_PARAGRAPH, NULL);

		if (!spans(sc, p, p->runs, &item->spans, &item->n_spans, e))
			return false;
		*tail = item;
		tail = &item->next;
	}
	return true;
}

bool
scene_piece(struct scene *sc, const struct piece *p, struct block **out, struct err *e)
{
	static const enum block_kind kinds[] = {
		[PIECE_HEADING] = BLOCK_HEADING,
		[PIECE_PARAGRAPH] = BLOCK_PARAGRAPH,
		[PIECE_LIST] = BLOCK_LIST,
		[PIECE_QUOTE] = BLOCK_QUOTE,
	};
	struct block *b = scene_block(sc, kinds[p->kind], NULL);

	*out = b;
	if (p->kind == PIECE_HEADING) {
		b->level = p->level;
		b->id = str_fmt(sc->a, "s%u", sc->n_headings++);
		return flat(sc, p, p->runs, &b->title, e);
	}
	if (p->kind == PIECE_LIST) {
		b->ordered = p->ordered;
		return text_children(sc, p, b, e);
	}
	if (!spans(sc, p, p->runs, &b->spans, &b->n_spans, e) || !flat(sc, p, p->source, &b->note, e))
		return false;
	if (p->kind == PIECE_QUOTE)
		quote_marks(sc, b);
	return true;
}

/* What was written for a place; one text for all of it fills the nameless one and the proposals. */
static const struct report_words *
words_of(const struct scene *sc, struct str slot)
{
	for (size_t i = 0; i < sc->ask->n_words; i++) {
		const struct report_words *w = &sc->ask->words[i];

		if (w->slot.p != NULL ? str_eq(w->slot, slot) :
		    str_is(slot, SLOT_TEXT) || str_is(slot, SLOT_PROPOSALS))
			return w;
	}
	return NULL;
}

static struct block *
place_block(struct scene *sc, enum block_kind kind, const struct directive *d,
    const struct report_words *w)
{
	struct block *b = scene_block(sc, kind, d);

	b->slot = directive_slot(d);
	b->draft = w != NULL && w->draft;
	return b;
}

bool
resolve_narrative(struct scene *sc, const struct directive *d, struct block **out, struct err *e)
{
	const struct report_words *w = words_of(sc, directive_slot(d));
	const struct piece *list = w != NULL && w->slot.p == NULL ? narrative_proposals(w->pieces) : NULL;
	struct block *b = place_block(sc, BLOCK_NARRATIVE, d, w), **tail = &b->children;

	for (const struct piece *p = w != NULL ? w->pieces : NULL; p != NULL; p = p->next) {
		struct block *child;

		if (p == list)
			continue;
		if (!scene_piece(sc, p, &child, e))
			return false;
		/* The sections are the template's: headings of who writes stand below them. */
		child->level = child->level == 2 ? 3 : child->level;
		*tail = child;
		tail = &child->next;
	}
	*out = b->children != NULL || sc->ask->places ? b : NULL;
	return true;
}

bool
resolve_proposals(struct scene *sc, const struct directive *d, struct block **out, struct err *e)
{
	const struct report_words *w = words_of(sc, directive_slot(d));
	const struct piece *list = w != NULL ? narrative_proposals(w->pieces) : NULL;
	struct block *b;

	/* Words without a list are shown as they are rather than not at all. */
	if (list == NULL && w != NULL && w->slot.p != NULL)
		return resolve_narrative(sc, d, out, e);
	b = place_block(sc, BLOCK_PROPOSALS, d, w);
	b->ordered = true;
	if (list != NULL && !text_children(sc, list, b, e))
		return false;
	*out = list != NULL || sc->ask->places ? b : NULL;
	return true;
}

/* Sentence one: how much was done, against the year before or the period before. */
static bool
lead_activity(struct scene *sc, struct buf *lead, struct err *e)
{
	const struct figure *fig = figure_find(STR("interventions"));
	const struct period *p = scene_covers(sc, &sc->year_before) ? &sc->year_before : &sc->before;
	struct scene_ask q = { .figure = fig, .period = &sc->ask->period };
	struct figure_answer now, then;
	double ratio;
	struct str a, b, when;

	if (!scene_eval(sc, &q, &now, e))
		return false;
	a = scene_count(sc, now.value);
	if (scene_small(sc, fig, now.value, now.n) || now.n == 0) {
		buf_str(lead, scene_say(sc, "%s", now.n == 0 ? _("Nothing was recorded in this period.") :
		    _("Fewer than five interventions were recorded in this period.")));
		return true;
	}
	q.period = p;
	if (scene_covers(sc, p) && !scene_eval(sc, &q, &then, e))
		return false;
	if (!scene_covers(sc, p) || scene_small(sc, fig, then.value, then.n) || then.n == 0) {
		buf_str(lead, scene_say(sc, _("The teams made %.*s interventions."), STR_A(a)));
		return true;
	}
	b = scene_count(sc, then.value);
	when = period_in_words(sc->a, p);
	ratio = now.value / then.value;
	buf_str(lead, scene_say(sc, ratio > 1.05 ?
	    _("More was done: %.*s interventions, against %.*s %.*s.") : ratio < 0.95 ?
	    _("Less was done: %.*s interventions, against %.*s %.*s.") :
	    _("Much the same was done: %.*s interventions, against %.*s %.*s."), STR_A(a), STR_A(b),
	    STR_A(when)));
	return true;
}

bool
scene_lead(struct scene *sc, struct err *e)
{
	struct scene_ask q = { .figure = figure_find(STR("settled_rate")), .period = &sc->ask->period };
	struct figure_answer an;
	struct buf lead;
	struct str words;

	buf_init_in(&lead, sc->a);
	if (!lead_activity(sc, &lead, e) || !scene_eval(sc, &q, &an, e))
		return false;
	words = an.has_value && !scene_small(sc, q.figure, an.value, an.n) ?
	    scene_share_words(sc, an.value) : STR_NONE;
	if (words.n > 0)
		buf_fmt(&lead, " " STR_F, STR_A(words));
	if (sc->moved.n > 0)
		buf_fmt(&lead, " " STR_F ".", STR_A(sc->moved));
	sc->d->lead = buf_text(&lead);
	return true;
}
