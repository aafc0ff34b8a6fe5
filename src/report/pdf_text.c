/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Texts are broken into lines by pango and placed by us, so that leading does not depend on which
 * font a digit comes from. */
#include "report/pdf.h"

#include <hb.h>
#include <math.h>

struct style {
	const char *family;
	double size, leading;
	PangoWeight weight;
	uint32_t color;
	bool tabular;
	double spacing; /* letter spacing, in points */
};

static const struct style styles[STYLE_COUNT] = {
	[STYLE_TITLE] = { FONTS_TITLE, 34, 38, PANGO_WEIGHT_BOLD, INK, false, -0.5 },
	[STYLE_LEAD] = { FONTS_TEXT, 13.5, 20, PANGO_WEIGHT_NORMAL, INK, false, 0 },
	[STYLE_H2] = { FONTS_TITLE, 19, 24, PANGO_WEIGHT_BOLD, INK, false, -0.15 },
	[STYLE_H3] = { FONTS_TITLE, 13.5, 18, PANGO_WEIGHT_BOLD, INK, false, 0 },
	[STYLE_OVER] = { FONTS_TEXT, 8.5, 12, PANGO_WEIGHT_BOLD, PLUM, false, 0 },
	[STYLE_FIND] = { FONTS_TITLE, 15, 19, PANGO_WEIGHT_BOLD, INK, false, -0.1 },
	[STYLE_CHART] = { FONTS_TITLE, 11.5, 15, PANGO_WEIGHT_BOLD, INK, false, 0 },
	[STYLE_TEXT] = { FONTS_TEXT, 10, 15.5, PANGO_WEIGHT_NORMAL, INK, false, 0 },
	[STYLE_QUOTE] = { FONTS_TITLE, 16, 22, PANGO_WEIGHT_MEDIUM, PLUM, false, -0.1 },
	[STYLE_VALUE] = { FONTS_TITLE, 25, 29, PANGO_WEIGHT_BOLD, INK, false, -0.3 },
	[STYLE_NUMBER] = { FONTS_TITLE, 14, 15.5, PANGO_WEIGHT_BOLD, PLUM, false, 0 },
	[STYLE_SMALL] = { FONTS_TEXT, 8.5, 12, PANGO_WEIGHT_NORMAL, INK_2, true, 0 },
	[STYLE_SMALL_STRONG] = { FONTS_TEXT, 8.5, 12, PANGO_WEIGHT_BOLD, INK, true, 0 },
	[STYLE_NOTE] = { FONTS_TEXT, 7.5, 11, PANGO_WEIGHT_NORMAL, INK_3, true, 0 },
	[STYLE_NOTE_STRONG] = { FONTS_TEXT, 7.5, 11, PANGO_WEIGHT_BOLD, INK, true, 0 },
	[STYLE_TINY] = { FONTS_TEXT, 6, 8, PANGO_WEIGHT_NORMAL, INK, true, 0 },
};

double
pdf_leading(enum pdf_style style)
{
	return styles[style].leading;
}

double
pdf_size(enum pdf_style style)
{
	return styles[style].size;
}

bool
pdf_styles_open(struct pdf *p, PangoFontMap *map)
{
	cairo_font_options_t *o = cairo_font_options_create();

	p->context = pango_font_map_create_context(map);
	if (p->context == NULL || o == NULL)
		return false;
	/* The paper has no pixels. */
	cairo_font_options_set_hint_style(o, CAIRO_HINT_STYLE_NONE);
	cairo_font_options_set_hint_metrics(o, CAIRO_HINT_METRICS_OFF);
	cairo_font_options_set_antialias(o, CAIRO_ANTIALIAS_GRAY);
	pango_cairo_context_set_font_options(p->context, o);
	cairo_font_options_destroy(o);
	pango_cairo_context_set_resolution(p->context, 72);
	pango_context_set_round_glyph_positions(p->context, FALSE);
	pango_context_set_language(p->context,
	    pango_language_from_string(str_is(p->d->lang, "en") ? "en" : "fr"));
	for (size_t i = 0; i < STYLE_COUNT; i++) {
		PangoFontDescription *f = pango_font_description_new();

		pango_font_description_set_family_static(f, styles[i].family);
		pango_font_description_set_absolute_size(f, styles[i].size * PANGO_SCALE);
		pango_font_description_set_weight(f, styles[i].weight);
		p->fonts[i] = f;
	}
	return true;
}

void
pdf_styles_close(struct pdf *p)
{
	for (size_t i = 0; i < STYLE_COUNT; i++)
		if (p->fonts[i] != NULL)
			pango_font_description_free(p->fonts[i]);
	if (p->context != NULL)
		g_object_unref(p->context);
	p->context = NULL;
}

static void
attribute(PangoAttrList *list, PangoAttribute *at, size_t from, size_t to)
{
	at->start_index = (guint)from;
	at->end_index = (guint)to;
	pango_attr_list_insert(list, at);
}

static void
set_attributes(struct pdf_text *t, size_t n)
{
	PangoAttrList *list = pango_attr_list_new();
	size_t from = 0;

	/* A word too long for its column is cut, but gains no letter. */
	attribute(list, pango_attr_insert_hyphens_new(FALSE), 0, n);
	if (styles[t->style].tabular)
		attribute(list, pango_attr_font_features_new("tnum=1"), 0, n);
	if (fabs(styles[t->style].spacing) > 0)
		attribute(list,
		    pango_attr_letter_spacing_new((int)(styles[t->style].spacing * PANGO_SCALE)), 0, n);
	for (size_t i = 0; i < t->n_spans; i++) {
		enum span_style s = t->spans[i].style;

		if (s == SPAN_STRONG)
			attribute(list, pango_attr_weight_new(PANGO_WEIGHT_BOLD), from, t->ends[i]);
		if (s == SPAN_EMPH)
			attribute(list, pango_attr_style_new(PANGO_STYLE_ITALIC), from, t->ends[i]);
		/* Also cuts the runs where a link begins and ends. */
		if (s == SPAN_LINK || s == SPAN_FIGURE)
			attribute(list, pango_attr_foreground_new(0, 0, (guint16)(i & 0xFF)), from, t->ends[i]);
		from = t->ends[i];
	}
	pango_layout_set_attributes(t->layout, list);
	pango_attr_list_unref(list);
}

struct pdf_text
pdf_text_make(struct pdf *p, enum pdf_style style, const struct span *spans, size_t n_spans,
    double width, enum pdf_align align)
{
	struct pdf_text t = { .style = style, .width = width, .color = styles[style].color,
		.spans = spans, .n_spans = n_spans };
	struct buf b;

	buf_init(&b);
	t.ends = arena_array(p->a, size_t, n_spans + 1);
	for (size_t i = 0; i < n_spans; i++) {
		buf_str(&b, spans[i].text);
		t.ends[i] = b.n;
		t.links = t.links || spans[i].style == SPAN_LINK || spans[i].style == SPAN_FIGURE;
	}
	t.layout = pango_layout_new(p->context);
	pango_layout_set_font_description(t.layout, p->fonts[style]);
	pango_layout_set_text(t.layout, b.n > 0 ? b.p : "", (int)b.n);
	if (width > 0) {
		pango_layout_set_width(t.layout, (int)(width * PANGO_SCALE));
		pango_layout_set_wrap(t.layout, PANGO_WRAP_WORD_CHAR);
	}
	pango_layout_set_alignment(t.layout, align == ALIGN_RIGHT ? PANGO_ALIGN_RIGHT
	    : align == ALIGN_CENTER                               ? PANGO_ALIGN_CENTER
	                                                          : PANGO_ALIGN_LEFT);
	set_attributes(&t, b.n);
	t.lines = b.n > 0 ? pango_layout_get_line_count(t.layout) : 0;
	buf_release(&b);
	return t;
}

struct pdf_text
pdf_text_plain(struct pdf *p, enum pdf_style style, struct str s, double width,
    enum pdf_align align)
{
	struct span *one = arena_new(p->a, struct span);

	one->text = s;
	return pdf_text_make(p, style, one, 1, width, align);
}

struct pdf_text
pdf_text_balanced(struct pdf *p, enum pdf_style style, struct str s, double width)
{
	struct pdf_text t = pdf_text_plain(p, style, s, width, ALIGN_LEFT);
	double low = width / 2, high = width;

	if (t.lines < 2)
		return t;
	/* The narrowest width that does with as many lines. */
	while (high - low > 1) {
		double middle = (low + high) / 2;

		pango_layout_set_width(t.layout, (int)(middle * PANGO_SCALE));
		if (pango_layout_get_line_count(t.layout) > t.lines)
			low = middle;
		else
			high = middle;
	}
	pango_layout_set_width(t.layout, (int)(high * PANGO_SCALE));
	return t;
}

void
pdf_text_free(struct pdf_text *t)
{
	if (t->layout != NULL)
		g_object_unref(t->layout);
	t->layout = NULL;
}

double
pdf_text_height(const struct pdf_text *t)
{
	return t->lines * styles[t->style].leading;
}

static size_t
span_at(const struct pdf_text *t, size_t byte)
{
	size_t i = 0;

	while (i + 1 < t->n_spans && t->ends[i] <= byte)
		i++;
	return i;
}

static struct str
span_target(struct pdf *p, const struct span *s)
{
	if (s->style == SPAN_LINK)
		return s->href;
	if (s->style == SPAN_FIGURE && s->figure != NULL && s->figure->anchor.n > 0)
		return str_fmt(p->a, "#" STR_F, STR_A(s->figure->anchor));
	return STR_NONE;
}

/* Where a line was broken pango leaves no glyph for the blank: a real one keeps the words apart for
 * who reads the text aloud or copies it. */
static void
show_run(struct pdf *p, const char *text, PangoGlyphItem *run)
{
	int last = run->glyphs->num_glyphs - 1;
	PangoGlyph was;
	hb_codepoint_t space;

	if (last < 0 || run->glyphs->glyphs[last].glyph != PANGO_GLYPH_EMPTY ||
	    !hb_font_get_nominal_glyph(pango_font_get_hb_font(run->item->analysis.font), ' ', &space)) {
		pango_cairo_show_glyph_item(p->cr, text, run);
		return;
	}
	was = run->glyphs->glyphs[last].glyph;
	run->glyphs->glyphs[last].glyph = space;
	pango_cairo_show_glyph_item(p->cr, text, run);
	run->glyphs->glyphs[last].glyph = was;
}

/* One line, run by run, each group of runs of a span in a link or a leaf of its own: cairo marks
 * only leaves as content. */
static void
draw_line(struct pdf *p, const struct pdf_text *t, PangoLayoutLine *line, double x, double y)
{
	const char *text = pango_layout_get_text(t->layout);
	size_t last = SIZE_MAX;
	bool linked = false, leaf = false;

	for (GSList *at = line->runs; at != NULL; at = at->next) {
		PangoGlyphItem *run = at->data;
		size_t i = span_at(t, (size_t)run->item->offset);

		if (t->links && i != last) {
			if (linked)
				pdf_link_end(p);
			else if (leaf)
				pdf_end(p, "Span");
			linked = pdf_link(p, span_target(p, &t->spans[i]), t->spans[i].text);
			leaf = !linked;
			if (leaf)
				pdf_tag(p, "Span");
			last = i;
		}
		pdf_color(p, linked && t->spans[i].style == SPAN_LINK ? LINK : t->color);
		cairo_move_to(p->cr, x, y);
		show_run(p, text, run);
		x += (double)pango_glyph_string_get_width(run->glyphs) / PANGO_SCALE;
		cairo_new_path(p->cr);
	}
	if (linked)
		pdf_link_end(p);
	else if (leaf)
		pdf_end(p, "Span");
}

void
pdf_text_lines(struct pdf *p, const struct pdf_text *t, double x, double y, int from, int to)
{
	const struct style *s = &styles[t->style];

	if (p->measuring)
		return;
	for (int i = from; i < to && i < t->lines; i++) {
		PangoLayoutLine *line = pango_layout_get_line_readonly(t->layout, i);
		PangoRectangle box;
		double shift = 0;

		pango_layout_line_get_extents(line, NULL, &box);
		if (pango_layout_get_alignment(t->layout) != PANGO_ALIGN_LEFT && t->width > 0)
			shift = t->width - (double)box.width / PANGO_SCALE;
		if (pango_layout_get_alignment(t->layout) == PANGO_ALIGN_CENTER)
			shift /= 2;
		/* The baseline: x-height and capitals look centred in the leading. */
		draw_line(p, t, line, x + shift,
		    y + (s->leading + s->size * 0.68) / 2 + (i - from) * s->leading);
	}
}

double
pdf_put_color(struct pdf *p, enum pdf_style style, uint32_t color, struct str s, double x, double y,
    double width, enum pdf_align align)
{
	struct pdf_text t;
	double h;

	if (s.n == 0)
		return 0;
	t = pdf_text_plain(p, style, s, width, align);
	t.color = color;
	h = pdf_text_height(&t);
	pdf_text_lines(p, &t, x, y, 0, t.lines);
	pdf_text_free(&t);
	return h;
}

double
pdf_put(struct pdf *p, enum pdf_style style, struct str s, double x, double y, double width,
    enum pdf_align align)
{
	return pdf_put_color(p, style, styles[style].color, s, x, y, width, align);
}

double
pdf_text_width(struct pdf *p, enum pdf_style style, struct str s)
{
	struct pdf_text t = pdf_text_plain(p, style, s, 0, ALIGN_LEFT);
	PangoRectangle box;

	pango_layout_get_extents(t.layout, NULL, &box);
	pdf_text_free(&t);
	return (double)box.width / PANGO_SCALE;
}

/* How many lines go on this page, leaving neither one line behind nor one alone on the next. */
static int
lines_here(const struct pdf *p, const struct pdf_text *t, int from)
{
	int left = t->lines - from;
	int room = (int)((BOTTOM - p->y + 0.01) / styles[t->style].leading);

	if (room >= left)
		return left;
	if (left - room < 2)
		room = left - 2;
	return room < 2 ? 0 : room;
}

void
pdf_flow(struct pdf *p, const char *tag, const struct pdf_text *t, double x)
{
	double lead = styles[t->style].leading;
	bool cut;

	if (t->lines == 0)
		return;
	pdf_keep(p, (t->lines < 4 ? t->lines : 2) * lead);
	if (p->measuring) {
		p->y += pdf_text_height(t);
		return;
	}
	cut = p->y + pdf_text_height(t) > BOTTOM + 0.01;
	pdf_tag(p, tag);
	for (int at = 0; at < t->lines;) {
		int n = lines_here(p, t, at);

		if (n == 0) {
			if (p->y <= TOP + 0.01)
				n = 1;
			else {
				pdf_page_new(p);
				continue;
			}
		}
		/* Cut texts have a leaf a page, so that nothing of the page's frame falls into them. */
		if (cut && !t->links)
			pdf_tag(p, "Span");
		pdf_text_lines(p, t, x, p->y, at, at + n);
		if (cut && !t->links)
			pdf_end(p, "Span");
		p->y += n * lead;
		at += n;
	}
	pdf_end(p, tag);
}
