/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* ::checks: what the numbers of several registers say of each other. */
#include "base/lang.h"
#include "figures/checks.h"
#include "report/scene.h"

static struct block *
paragraph(struct scene *sc, struct str text, size_t n_spans)
{
	struct block *b = scene_block(sc, BLOCK_PARAGRAPH, NULL);

	b->spans = arena_array(sc->a, struct span, n_spans);
	b->spans[b->n_spans++] = (struct span){ .style = SPAN_PLAIN, .text = scene_text(sc, text) };
	return b;
}

/* Words of an address that narrow, each a dimension. */
static bool
narrows(const struct dim *d)
{
	static const char *const words[] = { "scheme", "agency", "client", "area" };
	size_t i = 0;

	while (i < COUNT(words) && strcmp(dim_id(d), words[i]) != 0)
		i++;
	return i < COUNT(words);
}

/* "?period=contract-2&scheme=…": the scope goes along, it says whose period that is. */
static struct str
where_words(struct scene *sc)
{
	struct buf b;

	buf_init_in(&b, sc->a);
	buf_fmt(&b, "?period=%s", sc->ask->period.name);
	for (size_t i = 0; i < sc->ask->n_filters; i++)
		if (sc->ask->filters[i].n_codes == 1 && narrows(sc->ask->filters[i].dim))
			buf_fmt(&b, "&%s=" STR_F, dim_id(sc->ask->filters[i].dim), STR_A(sc->ask->filters[i].codes[0]));
	return buf_text(&b);
}

/* One that does not hold; who reads on a page of the house is led to the records. */
static struct block *
failure(struct scene *sc, const struct cross_failure *f)
{
	struct block *b = paragraph(sc, f->sentence, 3);

	if (!sc->ask->own_team && !sc->ask->places)
		return b;
	b->spans[b->n_spans++] = (struct span){ .style = SPAN_PLAIN, .text = STR(" ") };
	b->spans[b->n_spans++] = (struct span){ .style = SPAN_LINK, .text = scene_say(sc, "%s", _("The records")),
		.href = str_fmt(sc->a, "/figure/%s" STR_F, f->left->id, STR_A(where_words(sc))) };
	return b;
}

bool
resolve_checks(struct scene *sc, const struct directive *d, struct block **out, struct err *e)
{
	struct figure_ask like = { .period = &sc->ask->period, .now_ms = sc->ask->now_ms };
	struct cross_result r;
	struct block *list, **tail;

	for (size_t i = 0; i < sc->ask->n_filters; i++)
		like.filters[like.n_filters++] = sc->ask->filters[i];
	if (!crosschecks_run(sc->f, &like, sc->a, &r, e))
		return false;
	if (r.n == 0) {
		*out = paragraph(sc, str_fmt(sc->a, lang_plural("%lld cross-check was made; it holds.",
		    "%lld cross-checks were made; all of them hold.", (int64_t)r.n_tried), (long long)r.n_tried), 1);
		return true;
	}
	list = scene_block(sc, BLOCK_LIST, d);
	tail = &list->children;
	for (size_t i = 0; i < r.n; i++) {
		*tail = failure(sc, &r.v[i]);
		tail = &(*tail)->next;
	}
	*out = list;
	return true;
}
