/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Tables: text left, numbers right, one line under the header, hairlines, the header again on each
 * page.  The strip of key figures and the definitions are on the page's grid too. */
#include "report/pdf.h"

#include <math.h>

#include "base/lang.h"

#define PAD 4.0        /* above and below a row */
#define BETWEEN 12.0   /* columns */
#define BAR_W 96.0     /* the least room of a cell's bar and its number */
#define NUMBER_W 30.0  /* of the number beside a bar */
#define TERM_W 52.0    /* "Calcul", "Source" */
#define COLUMNS_MAX 64
#define TRIED_MAX 100  /* cells of a column set to find its width */

struct table {
	const struct block *b;
	size_t n;                      /* columns */
	enum pdf_style style, strong;
	double x[COLUMNS_MAX], w[COLUMNS_MAX];
	double width;
};

static struct str
cell_text(const struct table *t, const struct str *row, size_t i)
{
	return row != NULL ? row[i] : t->b->columns[i].name;
}

/* Natural width of each column; only texts that may be the widest are set. */
static void
natural_widths(struct pdf *p, struct table *t, double natural[COLUMNS_MAX])
{
	for (size_t i = 0; i < t->n; i++) {
		size_t longest = 0, tried = 0;

		natural[i] = pdf_text_width(p, t->strong, t->b->columns[i].name);
		for (size_t r = 0; r < t->b->n_rows; r++)
			if (t->b->rows[r][i].n > longest)
				longest = t->b->rows[r][i].n;
		for (size_t r = 0; r < t->b->n_rows; r++) {
			struct str s = t->b->rows[r][i];
			double w;

			if (s.n * 10 < longest * 8 || natural[i] > WIDTH || tried >= TRIED_MAX)
				continue;
			tried++;
			w = pdf_text_width(p, t->style, s);
			if (w > natural[i])
				natural[i] = w;
		}
		natural[i] += 1;
		if (t->b->values != NULL && t->b->columns[i].tone != TONE_NONE && natural[i] < BAR_W)
			natural[i] = BAR_W;
	}
}

/* Numbers keep their width; texts share what is left, the shorter ones whole. */
static void
share_widths(struct table *t, const double natural[COLUMNS_MAX], double room)
{
	bool settled[COLUMNS_MAX] = { false };
	double fair_share = room / (double)t->n, cap = room / 3 > BAR_W ? BAR_W : room / 3;
	size_t left = t->n;

	for (size_t i = 0; i < t->n; i++) {
		if (!t->b->columns[i].number)
			continue;
		t->w[i] = natural[i] > cap ? cap : natural[i];
		if (t->w[i] > fair_share && !(t->b->values != NULL && t->b->columns[i].tone != TONE_NONE))
			t->w[i] = fair_share;
		settled[i] = true;
		room -= t->w[i];
		left--;
	}
	for (bool again = true; again && left > 0;) {
		double fair = room / (double)left;

		again = false;
		for (size_t i = 0; i < t->n; i++) {
			if (settled[i] || natural[i] > fair)
				continue;
			t->w[i] = natural[i];
			settled[i] = again = true;
			room -= t->w[i];
			left--;
		}
	}
	for (size_t i = 0; i < t->n; i++)
		if (!settled[i])
			t->w[i] = room / (double)left;
}

static void
table_columns(struct pdf *p, struct table *t)
{
	double natural[COLUMNS_MAX], total = 0, gaps, x = LEFT, spare;
	size_t widest = 0;

	t->style = STYLE_SMALL;
	t->strong = STYLE_SMALL_STRONG;
	natural_widths(p, t, natural);
	gaps = BETWEEN * (double)(t->n - 1);
	for (size_t i = 0; i < t->n; i++)
		total += natural[i];
	if (total + gaps > WIDTH) {
		t->style = STYLE_NOTE;
		t->strong = STYLE_NOTE_STRONG;
		natural_widths(p, t, natural);
	}
	if (gaps > WIDTH / 3)
		gaps = WIDTH / 3;
	t->width = total + gaps <= MEASURE && t->b->values == NULL ? MEASURE : WIDTH;
	share_widths(t, natural, t->width - gaps);
	/* What is over goes to the first text column, so that numbers stand at the right edge. */
	spare = t->width - gaps;
	for (size_t i = t->n; i-- > 0;) {
		spare -= t->w[i];
		if (!t->b->columns[i].number)
			widest = i;
	}
	t->w[widest] += spare > 0 ? spare : 0;
	for (size_t i = 0; i < t->n; i++) {
		t->x[i] = x;
		x += t->w[i] + (t->n > 1 ? gaps / (double)(t->n - 1) : 0);
	}
}

struct row {
	struct pdf_text cells[COLUMNS_MAX];
	const double *values; /* of its bars, or NULL */
	int lines;
};

static void
row_make(struct pdf *p, const struct table *t, size_t r, struct row *row)
{
	const struct str *cells = r < t->b->n_rows ? t->b->rows[r] : NULL;
	bool strong = cells == NULL || (t->b->totals && r + 1 == t->b->n_rows);

	row->lines = 1;
	row->values = cells != NULL && t->b->values != NULL ? t->b->values[r] : NULL;
	for (size_t i = 0; i < t->n; i++) {
		row->cells[i] = pdf_text_plain(p, strong ? t->strong : t->style,
		    cell_text(t, cells, i), t->w[i], t->b->columns[i].number ? ALIGN_RIGHT : ALIGN_LEFT);
		if (cells != NULL && (i == 0 || t->b->columns[i].number))
			row->cells[i].color = INK;
		if (row->cells[i].lines > row->lines)
			row->lines = row->cells[i].lines;
	}
}

static void
row_free(const struct table *t, struct row *row)
{
	for (size_t i = 0; i < t->n; i++)
		pdf_text_free(&row->cells[i]);
}

static void
cell_bar(struct pdf *p, const struct table *t, size_t i, double v)
{
	enum tone tone = t->b->columns[i].tone;

	if (tone != TONE_NONE && !isnan(v) && t->b->scale_max > 0)
		pdf_box(p, t->x[i], p->y + PAD + 3.5, (t->w[i] - NUMBER_W) * v / t->b->scale_max, 6,
		    tone == TONE_SLATE ? SLATE : PLUM_4);
}

/* A repeated header belongs to the page, not to the table: it is not tagged. */
static void
row_draw(struct pdf *p, const struct table *t, const struct row *row, bool header, bool tagged,
    int from, int to)
{
	if (tagged)
		pdf_tag(p, "TR");
	for (size_t i = 0; i < t->n; i++) {
		const char *tag = header || (i == 0 && !t->b->columns[0].number) ? "TH" : "TD";
		const struct pdf_text *c = &row->cells[i];
		/* Headers stand on their line. */
		double down = header ? (row->lines - c->lines) * pdf_leading(t->strong) : 0;

		if (tagged)
			pdf_tag(p, tag);
		if (row->values != NULL && from == 0)
			cell_bar(p, t, i, row->values[i]);
		pdf_text_lines(p, c, t->x[i], p->y + PAD + down, from, to);
		if (tagged)
			pdf_end(p, tag);
	}
	if (tagged)
		pdf_end(p, "TR");
	p->y += (to - from) * pdf_leading(t->style) + 2 * PAD;
	pdf_box(p, LEFT, p->y - 0.25, t->width, header ? 0.9 : 0.5, header ? INK : LINE);
}

static double
header_height(const struct table *t, const struct row *header)
{
	return header->lines * pdf_leading(t->strong) + 2 * PAD;
}

static int
lines_left(const struct pdf *p, double lead, int wanted)
{
	int room = (int)((BOTTOM - p->y - 2 * PAD + 0.01) / lead);

	return room < 1 ? 1 : room < wanted ? room : wanted;
}

static void
rows_draw(struct pdf *p, const struct table *t, const struct row *header)
{
	double lead = pdf_leading(t->style);

	for (size_t r = 0; r < t->b->n_rows && !pdf_enough(p); r++) {
		struct arena_mark mark = arena_mark(p->a);
		struct row row;

		row_make(p, t, r, &row);
		/* A row goes on one page; one longer than a page is cut into several. */
		for (int from = 0; from < row.lines;) {
			int page = p->page, fits = row.lines - from;
			int whole = (int)((BOTTOM - TOP - header_height(t, header) - 2 * PAD) / lead);
			int least = fits > whole ? 4 : fits;

			if (!p->measuring && p->y + least * lead + 2 * PAD > BOTTOM + 0.01)
				pdf_page_new(p);
			if (p->page != page)
				row_draw(p, t, header, true, false, 0, header->lines);
			if (!p->measuring && fits > least)
				fits = lines_left(p, lead, fits);
			row_draw(p, t, &row, false, true, from, from + fits);
			from += fits;
		}
		row_free(t, &row);
		/* Alternative texts are kept for the end; a row has none. */
		arena_back(p->a, mark);
	}
}

/* What must stand under the header: a small table whole, else its first rows. */
static double
first_rows(struct pdf *p, const struct table *t)
{
	double lead = pdf_leading(t->style), three = 0, all = 0;

	for (size_t r = 0; r < t->b->n_rows && r < 12; r++) {
		struct row row;
		double h;

		row_make(p, t, r, &row);
		h = (row.lines < 6 ? row.lines : 6) * lead + 2 * PAD;
		row_free(t, &row);
		all += h;
		three += r < 3 ? h : 0;
	}
	return t->b->n_rows < 12 && all < (BOTTOM - TOP) / 3 ? all : three;
}

void
pdf_table(struct pdf *p, const struct block *b)
{
	struct table t = { .b = b, .n = b->n_columns < COLUMNS_MAX ? b->n_columns : COLUMNS_MAX };
	struct row header;

	if (pdf_nothing(p, b, t.n > 0 ? b->n_rows : 0))
		return;
	table_columns(p, &t);
	row_make(p, &t, b->n_rows, &header);
	pdf_block_title(p, b, header_height(&t, &header) + 8 + first_rows(p, &t));
	pdf_tag(p, "Table");
	row_draw(p, &t, &header, true, true, 0, header.lines);
	rows_draw(p, &t, &header);
	pdf_end(p, "Table");
	row_free(&t, &header);
	pdf_block_note(p, b);
}

static size_t
figures_across(size_t n)
{
	if (n <= 3 || n == 5 || n == 6 || n == 9)
		return 3;
	return 4;
}

/* The largest cut in which a value stands on one line. */
static enum pdf_style
value_style(struct pdf *p, struct str printed, double width)
{
	static const enum pdf_style cuts[] = { STYLE_VALUE, STYLE_H2, STYLE_H3 };

	for (size_t i = 0; i < COUNT(cuts); i++)
		if (pdf_text_width(p, cuts[i], printed) <= width)
			return cuts[i];
	return STYLE_CHART;
}

/* "+ 9 %" and below it what it changed from. */
static double
figure_change(struct pdf *p, const struct doc_figure *f, double x, double y, double w)
{
	double h;

	pdf_tag(p, "Span");
	h = pdf_put(p, STYLE_NOTE_STRONG, f->change, x, y, w, ALIGN_LEFT);
	pdf_end(p, "Span");
	if (f->old.n > 0) {
		pdf_tag(p, "Span");
		h += pdf_put(p, STYLE_NOTE, f->old, x, y + h, w, ALIGN_LEFT);
		pdf_end(p, "Span");
	}
	return h;
}

static double
figure_draw(struct pdf *p, const struct doc_figure *f, double x, double y, double w)
{
	double top = y;
	bool told = f->has_value && !f->hidden, linked;
	enum pdf_style style = told ? value_style(p, f->printed, w) : STYLE_H3;

	pdf_tag(p, "LI");
	pdf_tag(p, "LBody");
	pdf_tag(p, "Span");
	pdf_put_color(p, style, told ? INK : INK_3, f->printed, x,
	    y + pdf_leading(STYLE_VALUE) - pdf_leading(style), w, ALIGN_LEFT);
	pdf_end(p, "Span");
	y += pdf_leading(STYLE_VALUE) + 2;
	linked = f->anchor.n > 0 && pdf_link(p, str_fmt(p->a, "#" STR_F, STR_A(f->anchor)), f->label);
	if (!linked)
		pdf_tag(p, "Span");
	y += pdf_put_color(p, STYLE_SMALL, INK, f->label, x, y, w, ALIGN_LEFT);
	if (linked)
		pdf_link_end(p);
	else
		pdf_end(p, "Span");
	if (f->change.n > 0)
		y += figure_change(p, f, x, y + 1, w) + 1;
	pdf_end(p, "LBody");
	pdf_end(p, "LI");
	return y - top;
}

/* The months of a row of figures, on one line below all their texts. */
static void
trends_draw(struct pdf *p, const struct block *b, size_t from, size_t to, double w)
{
	for (size_t k = from; k < to; k++) {
		if (b->figures[k].trend.n == 0)
			continue;
		pdf_figure(p, b->figures[k].trend.summary);
		pdf_trend(p, &b->figures[k], LEFT + (double)(k - from) * (w + GAP), p->y, w);
		pdf_end(p, "Figure");
	}
}

void
pdf_figures(struct pdf *p, const struct block *b)
{
	size_t across = figures_across(b->n_figures);
	double w = (WIDTH - GAP * (double)(across - 1)) / (double)across;

	if (pdf_nothing(p, b, b->n_figures))
		return;
	if (b->title.n > 0)
		pdf_block_title(p, b, 80);
	else
		pdf_space(p, 18);
	for (size_t i = 0; i < b->n_figures; i += across) {
		size_t end = i + across < b->n_figures ? i + across : b->n_figures;
		struct pdf m = *p;
		double tall = 0, trend = 0;

		m.measuring = true;
		for (size_t k = i; k < end; k++) {
			double h = figure_draw(&m, &b->figures[k], 0, 0, w);

			tall = h > tall ? h : tall;
			trend = b->figures[k].trend.n > 0 ? TREND_H : trend;
		}
		pdf_keep(p, tall + trend + 12);
		pdf_box(p, LEFT, p->y, WIDTH, i == 0 ? 1.2 : 0.6, i == 0 ? INK : LINE);
		p->y += 9;
		pdf_tag(p, "L");
		for (size_t k = i; k < end; k++)
			(void)figure_draw(p, &b->figures[k], LEFT + (double)(k - i) * (w + GAP), p->y, w);
		pdf_end(p, "L");
		p->y += tall + 4;
		trends_draw(p, b, i, end, w);
		p->y += trend + 8;
	}
	p->y -= 6;
	pdf_block_note(p, b);
}

/* "Calcul  Nombre de fiches…", and behind it the numbers in strong. */
static double
definition_line(struct pdf *p, const char *name, struct str text, struct str strong, double x, double y)
{
	const struct span spans[] = { { .text = text }, { .text = strong.n > 0 ? STR(" ") : STR_NONE },
		{ .style = SPAN_STRONG, .text = strong } };
	struct pdf_text t;
	double h;

	if (text.n == 0)
		return 0;
	t = pdf_text_make(p, STYLE_NOTE, spans, COUNT(spans), MEASURE - TERM_W, ALIGN_LEFT);
	h = pdf_text_height(&t);
	(void)pdf_put(p, STYLE_NOTE_STRONG, str_of(name), x, y, TERM_W, ALIGN_LEFT);
	pdf_text_lines(p, &t, x + TERM_W, y, 0, t.lines);
	pdf_text_free(&t);
	return h;
}

/* Left: name and value; right: what is counted, how, over how many records. */
static double
definition_draw(struct pdf *p, const struct doc_figure *f)
{
	double left = p->y, right = p->y, x = LEFT + COLUMN + GAP;

	pdf_tag(p, "LI");
	pdf_tag(p, "Lbl");
	left += pdf_put(p, STYLE_SMALL_STRONG, f->label, LEFT, left, COLUMN, ALIGN_LEFT);
	left += pdf_put(p, STYLE_SMALL, f->printed, LEFT, left, COLUMN, ALIGN_LEFT);
	pdf_end(p, "Lbl");
	pdf_tag(p, "LBody");
	right += pdf_put_color(p, STYLE_SMALL, INK, f->definition, x, right, MEASURE, ALIGN_LEFT) + 2;
	right += definition_line(p, _("Calculation"), f->calculation, f->worked, x, right);
	right += definition_line(p, _("Source"), f->source, STR_NONE, x, right);
	pdf_end(p, "LBody");
	pdf_end(p, "LI");
	return left > right ? left : right;
}

void
pdf_definitions(struct pdf *p, const struct block *b)
{
	pdf_space(p, 14);
	if (b->n_figures == 0)
		return;
	if (b->title.n > 0)
		pdf_block_title(p, b, 60);
	pdf_tag(p, "L");
	for (size_t i = 0; i < b->n_figures && !pdf_enough(p); i++) {
		struct pdf m = *p;
		bool anchored;

		m.measuring = true;
		pdf_keep(p, definition_draw(&m, &b->figures[i]) - p->y + 8);
		pdf_box(p, LEFT, p->y, WIDTH, 0.5, LINE);
		p->y += 7;
		anchored = pdf_anchor(p, b->figures[i].anchor);
		p->y = definition_draw(p, &b->figures[i]) + 7;
		if (anchored)
			pdf_anchor_end(p);
	}
	pdf_end(p, "L");
	pdf_block_note(p, b);
}
