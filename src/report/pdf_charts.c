/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Charts: the finding as title, direct labels, bars from zero, one scale for small multiples. */
#include "report/pdf.h"

#include <math.h>

#include "base/date.h"
#include "base/lang.h"
#include "report/typo.h"
#include "report/words.h"

/* A chart has one alternative text: its summary, or else its title. */
static struct str
alternative(struct pdf *p, const struct block *b)
{
	if (b->summary.n > 0)
		return b->summary;
	if (b->title.n > 0)
		return b->title;
	return b->note.n > 0 ? b->note : str_dup(p->a, str_of(_("Chart")));
}

/* The next h points of a chart longer than a page: a new picture begins on a new page. */
static void
chart_part(struct pdf *p, const struct block *b, double h)
{
	if (p->measuring || p->y + h <= BOTTOM + 0.01 || p->y <= TOP + 0.01)
		return;
	pdf_end(p, "Figure");
	pdf_page_new(p);
	pdf_figure(p, alternative(p, b));
}

void
pdf_chart(struct pdf *p, const struct block *b, const char *tag,
    void (*draw)(struct pdf *, const struct block *))
{
	struct pdf m = *p;
	double body;

	m.measuring = true;
	m.only_first = false;
	m.y = 0;
	draw(&m, b);
	pdf_block_note(&m, b);
	body = m.y + 8;
	pdf_block_title(p, b, body < BOTTOM - TOP - 40 ? body : 120);
	if (strcmp(tag, "Figure") == 0)
		pdf_figure(p, alternative(p, b));
	else
		pdf_tag(p, tag);
	draw(p, b);
	pdf_end(p, tag);
	pdf_block_note(p, b);
}

/* "nov. 2024": so many months before the last. */
static struct str
month(struct pdf *p, const struct ymd *last, int back)
{
	int year = last->year, m = last->month - back;

	while (m < 1) {
		m += 12;
		year--;
	}
	return typo(p->a, month_label(p->a, year, m), lang_now());
}

/* Height of a small multiple's field: as much as the page gives, between these. */
#define SMALL_LEAST 38.0
#define SMALL_MOST 54.0

/* Where a line lies: `low` of its scale at y, `high` so much above it. */
struct field {
	double x, y, width, up;
	double low, high;
};

static double
field_x(const struct field *f, size_t n, size_t i)
{
	return n < 2 ? f->x + f->width / 2 : f->x + f->width * (double)i / (double)(n - 1);
}

static double
field_y(const struct field *f, double v)
{
	return f->y - (f->high > f->low ? (v - f->low) / (f->high - f->low) * f->up : 0);
}

/* A month that is not known breaks the line. */
static void
line_path(struct pdf *p, const struct field *f, const double *v, const bool *known, size_t n)
{
	bool pen = false;

	for (size_t i = 0; i < n; i++) {
		if (pen && known[i])
			cairo_line_to(p->cr, field_x(f, n, i), field_y(f, v[i]));
		else if (known[i])
			cairo_move_to(p->cr, field_x(f, n, i), field_y(f, v[i]));
		pen = known[i];
	}
	cairo_stroke(p->cr);
}

/* The last month, and each that stands alone and has no line. */
static void
line_dots(struct pdf *p, const struct field *f, const double *v, const bool *known, size_t n,
    double thick)
{
	for (size_t i = 0; i < n; i++) {
		bool alone = (i == 0 || !known[i - 1]) && (i + 1 == n || !known[i + 1]);

		if (!known[i] || (!alone && i + 1 < n))
			continue;
		cairo_new_sub_path(p->cr);
		cairo_arc(p->cr, field_x(f, n, i), field_y(f, v[i]), thick + (i + 1 < n ? 0 : 0.6), 0, 2 * G_PI);
	}
	cairo_fill(p->cr);
}

static void
pen(struct pdf *p, uint32_t color, double thick, double dash)
{
	const double dashes[] = { dash, dash + 0.4 };

	pdf_color(p, color);
	cairo_set_line_width(p->cr, thick);
	cairo_set_line_join(p->cr, CAIRO_LINE_JOIN_ROUND);
	cairo_set_line_cap(p->cr, dash > 0 ? CAIRO_LINE_CAP_BUTT : CAIRO_LINE_CAP_ROUND);
	cairo_set_dash(p->cr, dashes, dash > 0 ? 2 : 0, 0);
}

static void
small_lines(struct pdf *p, const struct field *at, const struct series *s)
{
	double thick = s->change != 0 ? 1.9 : 1.1;

	cairo_save(p->cr);
	if (isfinite(s->reference)) {
		pen(p, LINE_STRONG, 0.8, 2.2);
		cairo_move_to(p->cr, at->x, field_y(at, s->reference));
		cairo_line_to(p->cr, at->x + at->width, field_y(at, s->reference));
		cairo_stroke(p->cr);
	}
	pen(p, s->change != 0 ? PLUM_4 : LINE_STRONG, thick, 0);
	line_path(p, at, s->v, s->known, s->n);
	line_dots(p, at, s->v, s->known, s->n, thick);
	cairo_restore(p->cr);
}

void
pdf_trend(struct pdf *p, const struct doc_figure *f, double x, double y, double width)
{
	const struct series *t = &f->trend;
	size_t half = t->n / 2;
	struct field at = { .x = x, .y = y + TREND_H - 3, .width = width - 3, .up = TREND_H - 6,
		.low = f->trend_low, .high = f->trend_high };

	if (p->measuring)
		return;
	cairo_save(p->cr);
	pen(p, LINE_STRONG, 0.8, 1.2);
	line_path(p, &at, t->v, t->known, half);
	pen(p, PLUM_4, 1.5, 0);
	line_path(p, &at, t->v + half, t->known + half, half);
	line_dots(p, &at, t->v + half, t->known + half, half, 1.5);
	cairo_restore(p->cr);
}

/* Name on the left, its last value on the right, on the same first line. */
static double
small_head(struct pdf *p, const struct series *s, double x, double y)
{
	double w = pdf_text_width(p, STYLE_SMALL, s->summary) + 1;
	double name;

	if (w > COLUMN * 0.55)
		w = COLUMN * 0.55;
	name = pdf_put(p, STYLE_SMALL_STRONG, s->name, x, y, COLUMN - w - 8, ALIGN_LEFT);
	(void)pdf_put(p, STYLE_SMALL, s->summary, x + COLUMN - w, y, w, ALIGN_RIGHT);
	return name > pdf_leading(STYLE_SMALL) ? name : pdf_leading(STYLE_SMALL);
}

static double
multiples_max(const struct block *b)
{
	double max = b->scale_max;

	for (size_t i = 0; i < b->n_series; i++) {
		const struct series *s = &b->series[i];

		for (size_t k = 0; k < s->n; k++)
			if (s->known[k] && s->v[k] > max)
				max = s->v[k];
		if (isfinite(s->reference) && s->reference > max)
			max = s->reference;
	}
	return max;
}

static void
small_draw(struct pdf *p, const struct series *s, struct field at, const struct ymd *last)
{
	pdf_box(p, at.x, at.y, COLUMN, 0.6, LINE);
	if (p->measuring || s->n == 0)
		return;
	small_lines(p, &at, s);
	(void)pdf_put(p, STYLE_NOTE, month(p, last, (int)s->n - 1), at.x,
	    at.y + 3, COLUMN / 2, ALIGN_LEFT);
	if (s->n > 1)
		(void)pdf_put(p, STYLE_NOTE, month(p, last, 0), at.x + COLUMN / 2,
		    at.y + 3, COLUMN / 2, ALIGN_RIGHT);
}

static void
multiples_draw(struct pdf *p, const struct block *b)
{
	struct ymd last = ymd_of_day(p->d->period.last);
	double max = multiples_max(b);

	for (size_t i = 0; i < b->n_series; i += 3) {
		double head = 0;

		for (size_t k = i; k < i + 3 && k < b->n_series; k++) {
			struct pdf m = *p;
			double h;

			m.measuring = true;
			h = small_head(&m, &b->series[k], 0, 0);
			head = h > head ? h : head;
		}
		chart_part(p, b, head + p->small_h + 20);
		for (size_t k = i; k < i + 3 && k < b->n_series; k++) {
			struct field at = { .x = LEFT + (double)(k - i) * (COLUMN + GAP), .width = COLUMN,
				.y = p->y + head + p->small_h, .up = p->small_h - 6, .high = max };

			(void)small_head(p, &b->series[k], at.x, p->y);
			small_draw(p, &b->series[k], at, &last);
		}
		p->y += head + p->small_h + 16 + (i + 3 < b->n_series ? 16 : 0);
	}
}

void
pdf_multiples(struct pdf *p, const struct block *b)
{
	if (b->n_series == 0) {
		(void)pdf_nothing(p, b, 0);
		return;
	}
	p->small_h = SMALL_LEAST;
	if (!p->measuring) {
		double room = BOTTOM - p->y - pdf_height(p, b);

		p->small_h += room >= 0 ? room / (double)((b->n_series + 2) / 3) : SMALL_MOST;
		if (p->small_h > SMALL_MOST)
			p->small_h = SMALL_MOST;
	}
	pdf_chart(p, b, "Figure", multiples_draw);
}

static double
bars_max(const struct block *b)
{
	double max = b->scale_max;

	for (size_t i = 0; i < b->n_bars; i++)
		if (!b->bars[i].rest && b->bars[i].value > max)
			max = b->bars[i].value;
	return max;
}

/* "79, + 12 %": what stands behind a bar. */
static double
bar_label(struct pdf *p, const struct bar *bar, double x, double y, double width)
{
	double w = pdf_text_width(p, STYLE_SMALL_STRONG, bar->printed) + 1;

	if (bar->printed.n > 0)
		(void)pdf_put(p, bar->rest ? STYLE_SMALL : STYLE_SMALL_STRONG, bar->printed, x, y, width,
		    ALIGN_LEFT);
	if (bar->change.n > 0)
		(void)pdf_put(p, STYLE_SMALL, bar->change, x + w + 6, y, width > w + 6 ? width - w - 6 : width,
		    ALIGN_LEFT);
	return w + (bar->change.n > 0 ? 8 + pdf_text_width(p, STYLE_SMALL, bar->change) : 0);
}

static void
bars_draw(struct pdf *p, const struct block *b)
{
	struct pdf m = *p;
	double max = bars_max(b), label = 0, room, left = LEFT + COLUMN + 10;

	m.measuring = true;
	for (size_t i = 0; i < b->n_bars; i++) {
		double w = bar_label(&m, &b->bars[i], 0, 0, WIDTH);

		label = w > label ? w : label;
	}
	/* Long changes take from the bars, but not all. */
	room = WIDTH - COLUMN - 10 - 8;
	if (label > room * 0.6)
		label = room * 0.6;
	room -= label;
	for (size_t i = 0; i < b->n_bars; i++) {
		const struct bar *bar = &b->bars[i];
		double w = bar->rest || max <= 0 ? 0 : room * bar->value / max;
		struct pdf_text name = pdf_text_plain(p, STYLE_SMALL, bar->name, COLUMN, ALIGN_LEFT);
		double h = pdf_text_height(&name) > 12 ? pdf_text_height(&name) : 12;

		name.color = bar->rest ? INK_2 : INK;
		chart_part(p, b, h + 6);
		pdf_text_lines(p, &name, LEFT, p->y, 0, name.lines);
		pdf_text_free(&name);
		pdf_box(p, left, p->y - 2, 0.6, h + 6, LINE);
		pdf_box(p, left, p->y + 1.5, w > 0 && w < 0.8 ? 0.8 : w, 9, PLUM_4);
		(void)bar_label(p, bar, left + w + 6, p->y, label + 2);
		p->y += h + 6;
	}
}

void
pdf_bars(struct pdf *p, const struct block *b)
{
	if (b->n_bars == 0) {
		(void)pdf_nothing(p, b, 0);
		return;
	}
	pdf_chart(p, b, "Figure", bars_draw);
}

/* By meaning, as document.h says: good, handed on, open, neutral, not good, other. */
static const uint32_t tones[] = { 0x5C8A48, 0x5759A8, 0xCC6C1C, 0x8C7D89, 0xBE82A9, 0x6A8291 };

static uint32_t
tone(const struct bar *b)
{
	return tones[(size_t)(b->tone < 0 ? -b->tone : b->tone) % COUNT(tones)];
}

static double
stack_total(const struct block *b)
{
	double total = 0;

	for (size_t i = 0; i < b->n_bars; i++)
		total += b->bars[i].value > 0 ? b->bars[i].value : 0;
	return total;
}

static void
stack_parts(struct pdf *p, const struct block *b)
{
	double total = stack_total(b), x = LEFT;

	pdf_box(p, LEFT, p->y, WIDTH, 22, GROUND);
	for (size_t i = 0; i < b->n_bars && total > 0; i++) {
		const struct bar *part = &b->bars[i];
		double w = part->value <= 0 ? 0 : WIDTH * part->value / total;

		/* A white hairline between parts. */
		pdf_box(p, x, p->y, w > 2 ? w - 1 : w, 22, tone(part));
		x += w;
	}
	p->y += 22 + 8;
}

/* One line a part, in the three columns of the page, read downwards line by line. */
static void
stack_legend(struct pdf *p, const struct block *b)
{
	for (size_t i = 0; i < b->n_bars; i += 3) {
		double tall = 0;

		for (size_t k = i; k < i + 3 && k < b->n_bars; k++) {
			const struct bar *part = &b->bars[k];
			double x = LEFT + (double)(k - i) * (COLUMN + GAP), h;

			pdf_box(p, x, p->y + 2, 8, 8, tone(part));
			h = pdf_put(p, STYLE_SMALL, part->name, x + 14, p->y, COLUMN - 14, ALIGN_LEFT);
			h += bar_label(p, part, x + 14, p->y + h, COLUMN - 14) > 0 ? 12 : 0;
			tall = h > tall ? h : tall;
		}
		p->y += tall + 6;
	}
	p->y -= 6;
}

static void
stack_draw(struct pdf *p, const struct block *b)
{
	stack_parts(p, b);
	stack_legend(p, b);
}

void
pdf_stack(struct pdf *p, const struct block *b)
{
	if (b->n_bars == 0) {
		(void)pdf_nothing(p, b, 0);
		return;
	}
	pdf_chart(p, b, "Figure", stack_draw);
}
