/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "report/html.h"

#include <math.h>

/* Where a line lies: `low` of its scale at `base`, `high` so much above it. */
struct field {
	double width, base, up;
	double low, high;
};

static double
field_y(const struct field *f, double v)
{
	return f->base - (f->high > f->low ? (v - f->low) / (f->high - f->low) * f->up : 0);
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

static void
dot(struct page *p, const char *class, double x, double y)
{
	buf_fmt(p->out, "<path class=\"%s\" vector-effect=\"non-scaling-stroke\"", class);
	put_point(p->out, " d=\"M", x, y);
	html_raw(p, "h0\"/>");
}

/* Stretches of known months; a month that stands alone is a dot, and so is the last one. */
static void
line_path(struct page *p, const double *v, const bool *known, size_t n, const struct field *f,
    const char *line, const char *point)
{
	double step = n > 1 ? f->width / (double)(n - 1) : 0;

	for (size_t i = 0; i < n; i++) {
		size_t end = i;

		if (!known[i])
			continue;
		while (end + 1 < n && known[end + 1])
			end++;
		if (end > i) {
			buf_fmt(p->out, "<path class=\"%s\" vector-effect=\"non-scaling-stroke\" d=\"", line);
			for (size_t k = i; k <= end; k++)
				put_point(p->out, k == i ? "M" : "L", (double)k * step, field_y(f, v[k]));
			html_raw(p, "\"/>");
		}
		if (point != NULL && (end == i || end + 1 == n))
			dot(p, point, (double)end * step, field_y(f, v[end]));
		i = end;
	}
}

static void
picture(struct page *p, const char *class, const char *box, struct str label)
{
	buf_fmt(p->out, "<svg class=\"%s\" viewBox=\"%s\" preserveAspectRatio=\"none\" role=\"img\" "
	    "aria-label=\"", class, box);
	html_text(p, label);
	html_raw(p, "\">");
}

void
svg_line(struct page *p, const struct series *s, double scale_max, struct str label)
{
	struct field f = { .width = 200, .base = 80, .up = 74, .high = scale_max };

	picture(p, "line", "0 0 200 84", label);
	html_raw(p, "<path class=\"ax\" vector-effect=\"non-scaling-stroke\" d=\"M0 80H200\"/>");
	if (!isnan(s->reference)) {
		html_raw(p, "<path class=\"ref\" vector-effect=\"non-scaling-stroke\"");
		put_point(p->out, " d=\"M", 0, field_y(&f, s->reference));
		html_raw(p, "H200\"/>");
	}
	line_path(p, s->v, s->known, s->n, &f, s->change != 0 ? "ln move" : "ln",
	    s->change != 0 ? "pt move" : "pt");
	html_raw(p, "</svg>");
}

void
svg_trend(struct page *p, const struct doc_figure *f)
{
	struct field at = { .width = 160, .base = 32, .up = 28, .low = f->trend_low,
		.high = f->trend_high };
	const struct series *t = &f->trend;
	size_t half = t->n / 2;

	picture(p, "trend", "0 0 160 36", t->summary);
	line_path(p, t->v, t->known, half, &at, "ln before", NULL);
	line_path(p, t->v + half, t->known + half, half, &at, "ln move", "pt move");
	html_raw(p, "</svg>");
}

void
svg_bar(struct page *p, enum tone tone, double part, double whole)
{
	html_raw(p, "<svg viewBox=\"0 0 100 10\" preserveAspectRatio=\"none\" aria-hidden=\"true\">"
	    "<rect class=\"bar");
	html_raw(p, tone == TONE_SLATE ? " slate\" height=\"10\" width=\"" : "\" height=\"10\" width=\"");
	put_number(p->out, whole > 0 && part > 0 ? fmax(part / whole * 100, 0.4) : 0);
	html_raw(p, "\"/></svg>");
}

void
svg_stack(struct page *p, const struct bar *bars, size_t n, struct str label)
{
	double total = 0, at = 0;

	for (size_t i = 0; i < n; i++)
		total += bars[i].value;
	picture(p, "stack", "0 0 1000 26", label);
	for (size_t i = 0; i < n; i++) {
		double w = total > 0 ? bars[i].value / total * 1000 : 0;

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
