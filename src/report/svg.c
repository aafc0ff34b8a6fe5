/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "report/html.h"

#include <math.h>

#define LINE_W 200.0
#define LINE_H 84.0
#define LINE_BASE 80.0 /* where zero lies */
#define LINE_UP 74.0   /* height of the scale's end over it */

static double
line_y(double v, double scale_max)
{
	return LINE_BASE - (scale_max > 0 ? v / scale_max * LINE_UP : 0);
}

/* Hundredths, written without printf's locale. */
static void
put_number(struct buf *b, double v)
{
	int64_t c = (int64_t)floor(fabs(v) * 100 + 0.5);

	if (v < 0 && c > 0)
		buf_char(b, '-');
	buf_int(b, c / 100);
	if (c % 100 != 0)
		buf_fmt(b, ".%02d", (int)(c % 100));
}

static void
put_point(struct buf *b, const char *before, double x, double y)
{
	buf_cstr(b, before);
	put_number(b, x);
	buf_char(b, ' ');
	put_number(b, y);
}

/* Stretches of known months; a month that stands alone is a dot. */
static void
line_path(struct page *p, const struct series *s, double scale_max)
{
	double step = s->n > 1 ? LINE_W / (double)(s->n - 1) : 0;
	const char *move = s->change != 0 ? " move" : "";

	for (size_t i = 0; i < s->n; i++) {
		size_t end = i;

		if (!s->known[i])
			continue;
		while (end + 1 < s->n && s->known[end + 1])
			end++;
		buf_fmt(p->out, "<path class=\"%s%s\" vector-effect=\"non-scaling-stroke\" d=\"",
		    end == i ? "pt" : "ln", move);
		for (size_t k = i; k <= end; k++)
			put_point(p->out, k == i ? "M" : "L", (double)k * step, line_y(s->v[k], scale_max));
		if (end == i)
			html_raw(p, "h0");
		html_raw(p, "\"/>");
		i = end;
	}
}

void
svg_line(struct page *p, const struct series *s, double scale_max, struct str label)
{
	html_raw(p, "<svg viewBox=\"0 0 200 84\" preserveAspectRatio=\"none\" role=\"img\" aria-label=\"");
	html_text(p, label);
	html_raw(p, "\"><path class=\"ax\" vector-effect=\"non-scaling-stroke\" d=\"M0 80H200\"/>");
	if (!isnan(s->reference)) {
		html_raw(p, "<path class=\"ref\" vector-effect=\"non-scaling-stroke\"");
		put_point(p->out, " d=\"M", 0, line_y(s->reference, scale_max));
		html_raw(p, "H200\"/>");
	}
	line_path(p, s, scale_max);
	html_raw(p, "</svg>");
}

void
svg_bar(struct page *p, double part, double whole)
{
	html_raw(p, "<svg viewBox=\"0 0 100 10\" preserveAspectRatio=\"none\" aria-hidden=\"true\">"
	    "<rect class=\"bar\" height=\"10\" width=\"");
	put_number(p->out, whole > 0 && part > 0 ? fmax(part / whole * 100, 0.4) : 0);
	html_raw(p, "\"/></svg>");
}

void
svg_stack(struct page *p, const struct bar *bars, size_t n, struct str label)
{
	double total = 0, at = 0;

	for (size_t i = 0; i < n; i++)
		total += bars[i].hidden ? 0 : bars[i].value;
	html_raw(p, "<svg class=\"stack\" viewBox=\"0 0 1000 26\" preserveAspectRatio=\"none\" role=\"img\" "
	    "aria-label=\"");
	html_text(p, label);
	html_raw(p, "\">");
	for (size_t i = 0; i < n; i++) {
		double w = bars[i].hidden || total <= 0 ? 0 : bars[i].value / total * 1000;

		if (w <= 0)
			continue;
		buf_fmt(p->out, "<rect class=\"t%d\" height=\"26\" x=\"", bars[i].tone % 6);
		put_number(p->out, at);
		html_raw(p, "\" width=\"");
		/* A thin seam between parts, but never a part without a body. */
		put_number(p->out, fmax(w - 3, w / 2));
		html_raw(p, "\"/>");
		at += w;
	}
	html_raw(p, "</svg>");
}

void
svg_mark(struct page *p)
{
	html_raw(p, "<svg viewBox=\"0 0 32 32\" width=\"26\" height=\"26\" fill=\"none\" stroke-width=\"4\" "
	    "stroke-linecap=\"round\" stroke-linejoin=\"round\" aria-hidden=\"true\">"
	    "<path class=\"mark-a\" d=\"M4 26V7.5L16 20\"/>"
	    "<path class=\"mark-f\" d=\"M9 27.5 16 14l7 13.5\" stroke-width=\"8\" stroke-linecap=\"butt\"/>"
	    "<path class=\"mark-b\" d=\"M9 27 16 13.5 23 27\"/>"
	    "<path class=\"mark-f\" d=\"M28 7.5 16 20\" stroke-width=\"8\" stroke-linecap=\"butt\"/>"
	    "<path class=\"mark-a\" d=\"M16 20 28 7.5V26\"/></svg>");
}
