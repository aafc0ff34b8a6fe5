/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/json.h"
#include "report/document.h"

#include <math.h>

static const char *const kind_names[] = {
	[BLOCK_HEADING] = "heading",
	[BLOCK_PARAGRAPH] = "paragraph",
	[BLOCK_LIST] = "list",
	[BLOCK_QUOTE] = "quote",
	[BLOCK_FIGURES] = "figures",
	[BLOCK_TABLE] = "table",
	[BLOCK_MULTIPLES] = "multiples",
	[BLOCK_HEAT] = "heat",
	[BLOCK_BARS] = "bars",
	[BLOCK_STACK] = "stack",
	[BLOCK_NARRATIVE] = "narrative",
	[BLOCK_PROPOSALS] = "proposals",
	[BLOCK_DEFINITIONS] = "definitions",
	[BLOCK_NOTE] = "note",
};

static const char *const style_names[] = {
	[SPAN_PLAIN] = "plain",
	[SPAN_STRONG] = "strong",
	[SPAN_EMPH] = "emph",
	[SPAN_LINK] = "link",
	[SPAN_FIGURE] = "figure",
};

/* A text under its key; nothing when absent. */
static void
text(struct json_writer *w, const char *key, struct str s)
{
	if (s.p == NULL)
		return;
	js_key(w, key);
	js_str(w, s);
}

static void
months(struct json_writer *w, const struct series *s)
{
	js_array(w);
	for (size_t i = 0; i < s->n; i++)
		if (s->known[i])
			js_real(w, s->v[i]);
		else
			js_null(w);
	js_end_array(w);
}

static void
figure(struct json_writer *w, const struct doc_figure *f)
{
	js_object(w);
	js_key(w, "id");
	js_cstr(w, f->id);
	text(w, "label", f->label);
	js_key(w, "value");
	/* A hidden number is hidden here too. */
	if (f->has_value && !f->hidden)
		js_real(w, f->value);
	else
		js_null(w);
	js_key(w, "n");
	if (f->hidden)
		js_null(w);
	else
		js_int(w, f->n);
	js_key(w, "hidden");
	js_bool(w, f->hidden);
	text(w, "printed", f->printed);
	text(w, "change", f->change);
	text(w, "old", f->old);
	text(w, "definition", f->definition);
	text(w, "calculation", f->calculation);
	text(w, "worked", f->worked);
	text(w, "source", f->source);
	text(w, "anchor", f->anchor);
	if (f->trend.n > 0) {
		js_key(w, "months"); /* the year before, then the last twelve */
		months(w, &f->trend);
	}
	js_end_object(w);
}

static void
figure_list(struct json_writer *w, const struct block *b)
{
	js_key(w, "figures");
	js_array(w);
	for (size_t i = 0; i < b->n_figures; i++)
		figure(w, &b->figures[i]);
	js_end_array(w);
}

static void
spans(struct json_writer *w, const struct block *b)
{
	js_key(w, "spans");
	js_array(w);
	for (size_t i = 0; i < b->n_spans; i++) {
		const struct span *s = &b->spans[i];

		js_object(w);
		js_key(w, "style");
		js_cstr(w, style_names[s->style]);
		text(w, "text", s->text);
		text(w, "href", s->href);
		if (s->figure != NULL) {
			js_key(w, "figure");
			js_cstr(w, s->figure->id);
		}
		js_end_object(w);
	}
	js_end_array(w);
}

static void
table(struct json_writer *w, const struct block *b)
{
	js_key(w, "columns");
	js_array(w);
	for (size_t c = 0; c < b->n_columns; c++)
		js_str(w, b->columns[c].name);
	js_end_array(w);
	js_key(w, "rows");
	js_array(w);
	for (size_t r = 0; r < b->n_rows; r++) {
		js_array(w);
		for (size_t c = 0; c < b->n_columns; c++)
			js_str(w, b->rows[r][c]);
		js_end_array(w);
	}
	js_end_array(w);
}

static void
series(struct json_writer *w, const struct block *b)
{
	js_key(w, "scale_max");
	js_real(w, b->scale_max);
	js_key(w, "series");
	js_array(w);
	for (size_t k = 0; k < b->n_series; k++) {
		const struct series *s = &b->series[k];

		js_object(w);
		text(w, "key", s->key);
		text(w, "name", s->name);
		js_key(w, "values");
		months(w, s);
		js_key(w, "reference");
		js_real(w, s->reference); /* NaN gives null */
		js_key(w, "change");
		js_int(w, s->change);
		text(w, "summary", s->summary);
		js_end_object(w);
	}
	js_end_array(w);
}

static void
bars(struct json_writer *w, const struct block *b)
{
	js_key(w, "bars");
	js_array(w);
	for (size_t i = 0; i < b->n_bars; i++) {
		const struct bar *bar = &b->bars[i];

		js_object(w);
		text(w, "name", bar->name);
		js_key(w, "value");
		js_real(w, bar->value);
		js_key(w, "rest");
		js_bool(w, bar->rest);
		text(w, "printed", bar->printed);
		text(w, "change", bar->change);
		js_end_object(w);
	}
	js_end_array(w);
}

static void
heat(struct json_writer *w, const struct block *b)
{
	const struct heat *h = b->heat;

	js_key(w, "hours");
	js_array(w);
	for (int k = 0; k < h->n_hours; k++)
		js_int(w, (h->first_hour + k) % 24);
	js_end_array(w);
	js_key(w, "days");
	js_array(w);
	for (int d = 0; d < 7; d++) {
		js_array(w);
		for (int k = 0; k < h->n_hours; k++) {
			js_object(w);
			js_key(w, "value");
			if (h->hidden[d][k] || (!h->out[d][k] && h->v[d][k] <= 0))
				js_null(w);
			else
				js_real(w, h->v[d][k]);
			js_key(w, "out");
			js_bool(w, h->out[d][k]);
			js_key(w, "hidden");
			js_bool(w, h->hidden[d][k]);
			js_end_object(w);
		}
		js_end_array(w);
	}
	js_end_array(w);
}

static void
block(struct json_writer *w, const struct block *b)
{
	js_object(w);
	js_key(w, "kind");
	js_cstr(w, kind_names[b->kind]);
	if (b->kind == BLOCK_HEADING) {
		js_key(w, "level");
		js_int(w, b->level);
	}
	if (b->kind == BLOCK_LIST) {
		js_key(w, "ordered");
		js_bool(w, b->ordered);
	}
	text(w, "id", b->id);
	text(w, "slot", b->slot);
	if (b->draft) {
		js_key(w, "draft");
		js_bool(w, true);
	}
	text(w, "title", b->title);
	text(w, "summary", b->summary);
	if (b->n_spans > 0)
		spans(w, b);
	if (b->n_figures > 0)
		figure_list(w, b);
	if (b->n_columns > 0)
		table(w, b);
	if (b->n_series > 0)
		series(w, b);
	if (b->n_bars > 0)
		bars(w, b);
	if (b->heat != NULL)
		heat(w, b);
	text(w, "note", b->note);
}

/* Blocks hold blocks at most twice (narrative, list): one walk with the way back at hand. */
static void
blocks(struct json_writer *w, const struct block *first)
{
	const struct block *up[4], *b = first;
	size_t depth = 0;

	js_array(w);
	while (b != NULL) {
		block(w, b);
		if (b->children != NULL && depth < sizeof(up) / sizeof(up[0])) {
			js_key(w, "blocks");
			js_array(w);
			up[depth++] = b;
			b = b->children;
			continue;
		}
		js_end_object(w);
		b = b->next;
		while (b == NULL && depth > 0) {
			js_end_array(w);
			js_end_object(w);
			b = up[--depth]->next;
		}
	}
	js_end_array(w);
}

bool
document_json(const struct document *d, struct buf *out, struct err *e)
{
	struct json_writer w;
	char first[11], last[11];

	(void)e;
	day_format(d->period.first, first);
	day_format(d->period.last, last);
	js_init(&w, out);
	w.indent = 1;
	js_object(&w);
	text(&w, "template", d->template_name);
	text(&w, "lang", d->lang);
	text(&w, "report", d->template_title);
	text(&w, "title", d->title);
	text(&w, "running", d->running);
	text(&w, "structure", d->structure);
	text(&w, "client", d->client);
	text(&w, "scheme", d->scheme);
	text(&w, "scope", d->scope_key);
	text(&w, "lead", d->lead);
	js_key(&w, "period");
	js_object(&w);
	js_key(&w, "name");
	js_cstr(&w, d->period.name);
	js_key(&w, "from");
	js_cstr(&w, first);
	js_key(&w, "to");
	js_cstr(&w, last);
	js_end_object(&w);
	js_key(&w, "position");
	js_int(&w, d->position);
	text(&w, "made", d->made_on);
	js_key(&w, "blocks");
	blocks(&w, d->blocks);
	js_end_object(&w);
	buf_char(out, '\n');
	return true;
}
