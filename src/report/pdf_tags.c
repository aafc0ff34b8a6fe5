/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Tags, links and strokes: the only calls that touch the page, so that measuring can leave them. */
#include "report/pdf.h"

void
pdf_tag(struct pdf *p, const char *tag)
{
	if (!p->measuring)
		cairo_tag_begin(p->cr, tag, NULL);
}

void
pdf_end(struct pdf *p, const char *tag)
{
	if (!p->measuring)
		cairo_tag_end(p->cr, tag);
}

static void
remember(struct pdf *p, struct pdf_words *w, struct str s)
{
	if (w->n == w->cap) {
		size_t cap = w->cap * 2 + 16;
		struct str *more = arena_array(p->a, struct str, cap);

		if (w->n > 0)
			memcpy(more, w->s, w->n * sizeof(*more));
		w->s = more;
		w->cap = cap;
	}
	w->s[w->n++] = s;
}

void
pdf_figure(struct pdf *p, struct str alt)
{
	if (p->measuring)
		return;
	remember(p, &p->alts, alt);
	pdf_tag(p, "Figure");
}

/* An address inside cairo's apostrophes and, unescaped by it, inside a PDF string's brackets. */
static struct str
address(struct pdf *p, struct str s)
{
	static const char safe[] = "-._~:/?#[]@!$&*+,;=%";
	struct buf b;

	buf_init_in(&b, p->a);
	buf_cstr(&b, "uri='");
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];
		bool plain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');

		if (plain || (c != '\0' && strchr(safe, c) != NULL))
			buf_char(&b, s.p[i]);
		else
			buf_fmt(&b, "%%%02X", c);
	}
	buf_char(&b, '\'');
	return buf_text(&b);
}

static size_t
anchor_index(const struct pdf *p, struct str id)
{
	size_t i = 0;

	while (i < p->n_anchors && !str_eq(p->anchors[i], id))
		i++;
	return i;
}

bool
pdf_anchor(struct pdf *p, struct str id)
{
	size_t i;

	if (p->measuring || id.n == 0)
		return false;
	i = anchor_index(p, id);
	if (i == p->n_anchors || p->anchored[i])
		return false;
	p->anchored[i] = true;
	cairo_tag_begin(p->cr, CAIRO_TAG_DEST, str_cstr(p->a, str_fmt(p->a, "name='a%zu'", i)));
	return true;
}

void
pdf_anchor_end(struct pdf *p)
{
	if (!p->measuring)
		cairo_tag_end(p->cr, CAIRO_TAG_DEST);
}

bool
pdf_link(struct pdf *p, struct str href, struct str text)
{
	static const char *const outside[] = { "https://", "http://", "mailto:" };
	bool known = false;

	if (p->measuring || href.n < 2)
		return false;
	if (href.p[0] == '#') {
		size_t i = anchor_index(p, str_sub(href, 1, href.n));

		if (i == p->n_anchors)
			return false;
		remember(p, &p->links, text);
		cairo_tag_begin(p->cr, CAIRO_TAG_LINK, str_cstr(p->a, str_fmt(p->a, "dest='a%zu'", i)));
		return true;
	}
	for (size_t i = 0; i < COUNT(outside); i++)
		known = known || str_starts(href, str_of(outside[i]));
	if (!known)
		return false;
	remember(p, &p->links, text);
	cairo_tag_begin(p->cr, CAIRO_TAG_LINK, str_cstr(p->a, address(p, href)));
	return true;
}

void
pdf_link_end(struct pdf *p)
{
	if (!p->measuring)
		cairo_tag_end(p->cr, CAIRO_TAG_LINK);
}

void
pdf_color(struct pdf *p, uint32_t rgb)
{
	if (!p->measuring)
		cairo_set_source_rgb(p->cr, (double)(rgb >> 16 & 0xFF) / 255,
		    (double)(rgb >> 8 & 0xFF) / 255, (double)(rgb & 0xFF) / 255);
}

void
pdf_box(struct pdf *p, double x, double y, double w, double h, uint32_t rgb)
{
	if (p->measuring || w <= 0 || h <= 0)
		return;
	pdf_color(p, rgb);
	cairo_rectangle(p->cr, x, y, w, h);
	cairo_fill(p->cr);
}

void
pdf_hatch(struct pdf *p, double x, double y, double w, double h)
{
	if (p->measuring)
		return;
	cairo_save(p->cr);
	cairo_rectangle(p->cr, x, y, w, h);
	cairo_clip(p->cr);
	pdf_color(p, HATCH);
	cairo_set_line_width(p->cr, 0.7);
	for (double at = x - h; at < x + w; at += 3.5) {
		cairo_move_to(p->cr, at, y + h);
		cairo_line_to(p->cr, at + h, y);
	}
	cairo_stroke(p->cr);
	cairo_restore(p->cr);
}
