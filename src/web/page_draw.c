/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What writes HTML without a template: icons, the mark, small lines. */
#include <math.h>

#include "report/document.h"
#include "web/gate.h"
#include "web/page.h"

struct url
static_url(const char *name)
{
	return (struct url){ str_of(asset_url(name)) };
}

void
page_icon(struct buf *out, const char *name)
{
	buf_cstr(out, "<svg class=\"i\" aria-hidden=\"true\"><use href=\"");
	markup_url(out, static_url("icons.svg"));
	buf_char(out, '#');
	markup_exact(out, str_of(name));
	buf_cstr(out, "\"/></svg>");
}

void
page_mark(struct buf *out, int size)
{
	buf_fmt(out, "<svg class=\"mark\" viewBox=\"0 0 32 32\" width=\"%d\" height=\"%d\" aria-hidden=\"true\">",
	    size, size);
	buf_cstr(out, "<path class=\"mark-a\" d=\"M4 26V7.5L16 20\"/>"
	    "<path class=\"mark-f\" d=\"M9 27.5 16 14l7 13.5\" stroke-width=\"8\" stroke-linecap=\"butt\"/>"
	    "<path class=\"mark-b\" d=\"M9 27 16 13.5 23 27\"/>"
	    "<path class=\"mark-f\" d=\"M28 7.5 16 20\" stroke-width=\"8\" stroke-linecap=\"butt\"/>"
	    "<path class=\"mark-a\" d=\"M16 20 28 7.5V26\"/></svg>");
}

#define SPARK_W 240
#define SPARK_LOW 38 /* where the least value lies */
#define SPARK_UP 32  /* over it, the greatest */

/* Tenths, without printf's locale. */
static void
put_tenths(struct buf *out, double v)
{
	int64_t tenths = (int64_t)floor(v * 10 + 0.5);

	buf_int(out, tenths / 10);
	if (tenths % 10 != 0) {
		buf_char(out, '.');
		buf_int(out, tenths % 10);
	}
}

static void
spark_line(struct buf *out, const char *class, const double *v, size_t n, double least, double most)
{
	bool drawing = false;

	buf_fmt(out, "<path class=\"%s\" vector-effect=\"non-scaling-stroke\" d=\"", class);
	for (size_t i = 0; i < n; i++) {
		if (isnan(v[i])) {
			drawing = false;
			continue;
		}
		buf_char(out, drawing ? 'L' : 'M');
		put_tenths(out, n > 1 ? (double)i * SPARK_W / (double)(n - 1) : 0);
		buf_char(out, ' ');
		put_tenths(out, SPARK_LOW - (most > least ? (v[i] - least) / (most - least) * SPARK_UP : 0));
		drawing = true;
	}
	buf_cstr(out, "\"/>");
}

void
page_spark(struct buf *out, const struct spark *s)
{
	double least = INFINITY, most = -INFINITY;

	for (size_t i = 0; i < s->n; i++) {
		const double values[] = { s->now[i], s->then != NULL ? s->then[i] : NAN };

		for (size_t k = 0; k < COUNT(values); k++)
			if (!isnan(values[k])) {
				least = fmin(least, values[k]);
				most = fmax(most, values[k]);
			}
	}
	buf_cstr(out, "<svg class=\"spark\" viewBox=\"0 0 240 44\" preserveAspectRatio=\"none\" role=\"img\" "
	    "aria-label=\"");
	markup_text(out, s->label);
	buf_cstr(out, "\">");
	if (s->then != NULL)
		spark_line(out, "then", s->then, s->n, least, most);
	spark_line(out, "now", s->now, s->n, least, most);
	buf_cstr(out, "</svg>");
}

void
page_block(struct buf *out, const struct document *d, const struct block *b)
{
	document_block_html(d, b, out);
}

void
page_trends(struct buf *out, const struct document *d, const struct block *b)
{
	document_trends_html(d, b, out);
}

void
page_lines(struct buf *out, struct str s)
{
	struct str line;

	for (bool first = true; str_cut(&s, '\n', &line); first = false) {
		if (!first)
			buf_cstr(out, "<br>");
		markup_text(out, line);
	}
}
