/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Weekday by hour as a table, the number in each cell; an empty outline where no team was out: no team
 * is not zero. */
#include "report/pdf.h"

#include "base/lang.h"
#include "report/words.h"

#define CELL_H 19.0
#define NAMES_W 62.0
#define PITCH_MOST 58.0
#define CLASSES 5

static const uint32_t ramp[CLASSES] = { 0xF1E4EC, 0xDDB9D0, 0xBE82A9, 0x8E467B, 0x541F4A };
static const uint32_t on_ramp[CLASSES] = { INK, INK, INK, WHITE, WHITE };

static double
heat_max(const struct heat *h)
{
	double max = 0;

	for (size_t d = 0; d < 7; d++)
		for (int i = 0; i < h->n_hours; i++)
			if (!h->hidden[d][i] && h->v[d][i] > max)
				max = h->v[d][i];
	return max;
}

static void
outline(struct pdf *p, double x, double y, double w, double h)
{
	if (p->measuring)
		return;
	pdf_color(p, LINE);
	cairo_set_line_width(p->cr, 0.6);
	cairo_rectangle(p->cr, x + 0.3, y + 0.3, w - 0.6, h - 0.6);
	cairo_stroke(p->cr);
}

/* Whole numbers as they are, others with one decimal. */
static struct str
cell_number(struct pdf *p, double v)
{
	int64_t tenths = (int64_t)(v * 10 + 0.5);

	if (tenths % 10 == 0 || tenths >= 1000)
		return str_fmt(p->a, "%lld", (long long)((tenths + 5) / 10));
	return str_fmt(p->a, "%lld%c%lld", (long long)(tenths / 10),
	    str_is(p->d->lang, "en") ? '.' : ',', (long long)(tenths % 10));
}

static void
heat_cell(struct pdf *p, const struct heat *h, size_t day, int i, double x, double w, double max)
{
	double v = h->v[day][i];
	int class = max > 0 ? (int)(v / max * CLASSES) : 0;
	struct str number;
	enum pdf_style style = STYLE_NOTE;

	if (class >= CLASSES)
		class = CLASSES - 1;
	if (h->hidden[day][i]) {
		outline(p, x, p->y, w, CELL_H);
		pdf_hatch(p, x, p->y, w, CELL_H);
		return;
	}
	if (!h->out[day][i] && v <= 0) {
		outline(p, x, p->y, w, CELL_H);
		return;
	}
	pdf_box(p, x, p->y, w, CELL_H, v > 0 ? ramp[class] : SUNKEN);
	number = cell_number(p, v);
	if (pdf_text_width(p, style, number) > w - 1)
		style = STYLE_TINY;
	(void)pdf_put_color(p, style, v > 0 ? on_ramp[class] : INK_3, number, x,
	    p->y + (CELL_H - pdf_leading(style)) / 2, w, ALIGN_CENTER);
}

/* Around the two hours that the finding names. */
static void
peak_ring(struct pdf *p, const struct heat *h, double top, double pitch)
{
	if (p->measuring)
		return;
	pdf_color(p, INK);
	cairo_set_line_width(p->cr, 1.2);
	cairo_rectangle(p->cr, LEFT + NAMES_W + pitch * h->peak_at - 0.6,
	    top + (CELL_H + 1.5) * h->peak_day - 0.6, 2 * pitch - 1.5 + 1.2, CELL_H + 1.2);
	cairo_stroke(p->cr);
}

static double
legend_item(struct pdf *p, double x, const char *what)
{
	struct str s = str_of(what);

	(void)pdf_put(p, STYLE_NOTE, s, x, p->y, 200, ALIGN_LEFT);
	return x + pdf_text_width(p, STYLE_NOTE, s) + 16;
}

static void
heat_legend(struct pdf *p, double max)
{
	double x = LEFT + NAMES_W;

	p->y += 8;
	outline(p, x, p->y + 1, 10, 9);
	x = legend_item(p, x + 14, _("no team out"));
	outline(p, x, p->y + 1, 10, 9);
	pdf_hatch(p, x, p->y + 1, 10, 9);
	x = legend_item(p, x + 14, _("number hidden"));
	pdf_box(p, x, p->y + 1, 10, 9, SUNKEN);
	x = legend_item(p, x + 14, _("team out, no record"));
	if (max > 0) {
		x = legend_item(p, x, "0") - 13;
		for (size_t i = 0; i < CLASSES; i++)
			pdf_box(p, x + 11 * (double)i, p->y + 1, 11, 9, ramp[i]);
		(void)pdf_put(p, STYLE_NOTE, cell_number(p, max), x + 11 * CLASSES + 4, p->y, 60,
		    ALIGN_LEFT);
	}
	p->y += pdf_leading(STYLE_NOTE);
}

static struct str
hour_name(struct pdf *p, int hour, double pitch)
{
	if (lang_now() == LANG_FR)
		return str_fmt(p->a, "%d\xC2\xA0h", hour);
	return pitch < 24 ? str_fmt(p->a, "%d", hour) : str_fmt(p->a, "%d:00", hour);
}

static void
heat_hours(struct pdf *p, const struct heat *h, double pitch)
{
	pdf_tag(p, "TR");
	pdf_tag(p, "TD");
	pdf_end(p, "TD");
	for (int i = 0; i < h->n_hours; i++) {
		pdf_tag(p, "TH");
		(void)pdf_put(p, pitch < 17 ? STYLE_TINY : STYLE_NOTE,
		    hour_name(p, (h->first_hour + i) % 24, pitch), LEFT + NAMES_W + pitch * i - 4, p->y,
		    pitch + 6.5, ALIGN_CENTER);
		pdf_end(p, "TH");
	}
	pdf_end(p, "TR");
	p->y += 14;
}

static void
heat_day(struct pdf *p, const struct heat *h, int day, double pitch, double max)
{
	pdf_tag(p, "TR");
	pdf_tag(p, "TH");
	(void)pdf_put_color(p, day == h->peak_day ? STYLE_SMALL_STRONG : STYLE_SMALL, INK,
	    capital(p->a, str_of(weekday_name(day + 1))), LEFT,
	    p->y + (CELL_H - pdf_leading(STYLE_SMALL)) / 2, NAMES_W, ALIGN_LEFT);
	pdf_end(p, "TH");
	for (int i = 0; i < h->n_hours; i++) {
		pdf_tag(p, "TD");
		heat_cell(p, h, (size_t)day, i, LEFT + NAMES_W + pitch * i, pitch - 1.5, max);
		pdf_end(p, "TD");
	}
	pdf_end(p, "TR");
	p->y += CELL_H + 1.5;
}

static void
heat_draw(struct pdf *p, const struct block *b)
{
	const struct heat *h = b->heat;
	double pitch = (WIDTH - NAMES_W) / h->n_hours, max = heat_max(h), top;

	/* Few hours do not make giant cells. */
	if (pitch > PITCH_MOST)
		pitch = PITCH_MOST;
	pdf_tag(p, "Table");
	heat_hours(p, h, pitch);
	top = p->y;
	for (int day = 0; day < 7; day++)
		heat_day(p, h, day, pitch, max);
	pdf_end(p, "Table");
	if (h->peak_day >= 0)
		peak_ring(p, h, top, pitch);
	pdf_tag(p, "P");
	heat_legend(p, max);
	pdf_end(p, "P");
}

void
pdf_heat(struct pdf *p, const struct block *b)
{
	if (b->heat == NULL || b->heat->n_hours <= 0) {
		(void)pdf_nothing(p, b, 0);
		return;
	}
	pdf_chart(p, b, "Div", heat_draw);
}
