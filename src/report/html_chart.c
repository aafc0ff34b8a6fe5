/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/lang.h"
#include "report/html.h"
#include "report/typo.h"
#include "report/words.h"

#include <math.h>
#include <stdio.h>

/* From so many hours on the columns of a heat calendar are narrow. */
#define LONG_DAY 14

/* The sentence that tells a chart to who cannot see it, read before the chart. */
static void
spoken(struct page *p, const struct block *b)
{
	if (b->summary.n == 0)
		return;
	html_raw(p, "<p class=\"vh\">");
	html_text(p, b->summary);
	html_raw(p, "</p>");
}

/* Month of the i-th of n values: the last one lies in the document's period. */
static struct str
series_month(struct page *p, size_t i, size_t n)
{
	struct ymd m = month_of_index(month_index(p->d->period.last) - (int)(n - 1 - i));

	return month_label(p->a, m.year, m.month);
}

static void
table_open(struct page *p, const struct block *b, const char *class, struct str caption)
{
	html_raw(p, "<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"");
	html_text(p, b->title.n > 0 ? b->title : caption);
	buf_fmt(p->out, "\"><table class=\"%s\"><caption class=\"vh\">", class);
	html_text(p, caption);
	html_raw(p, "</caption>");
}

static void
table_close(struct page *p)
{
	html_raw(p, "</tbody></table></div>");
}

/* A table of so many months, behind a fold. `more`: the last column's name, or NULL. */
static void
months_open(struct page *p, const struct block *b, struct str caption, size_t n, const char *more)
{
	html_raw(p, "<details class=\"data\"><summary>");
	html_word(p, _("See as a table"));
	html_raw(p, "</summary>");
	table_open(p, b, "tab", caption);
	html_raw(p, "<thead><tr><td></td>");
	for (size_t i = 0; i < n; i++) {
		html_raw(p, "<th scope=\"col\" class=\"d\">");
		html_text(p, series_month(p, i, n));
		html_raw(p, "</th>");
	}
	if (more != NULL) {
		html_raw(p, "<th scope=\"col\" class=\"d\">");
		html_word(p, more);
		html_raw(p, "</th>");
	}
	html_raw(p, "</tr></thead><tbody>");
}

static void
months_close(struct page *p)
{
	table_close(p);
	html_raw(p, "</details>");
}

static void
row_open(struct page *p, struct str name)
{
	html_raw(p, "<tr><th scope=\"row\">");
	html_text(p, name);
	html_raw(p, "</th>");
}

static void
month_cell(struct page *p, bool known, struct str printed)
{
	html_raw(p, "<td class=\"d\">");
	html_text(p, known ? printed : STR("–"));
	html_raw(p, "</td>");
}

static void
multiples_data(struct page *p, const struct block *b)
{
	bool compared = false;

	for (size_t k = 0; k < b->n_series; k++)
		compared = compared || !isnan(b->series[k].reference);
	months_open(p, b, b->title, b->series[0].n, compared ? _("Mean of the year before") : NULL);
	for (size_t k = 0; k < b->n_series; k++) {
		const struct series *s = &b->series[k];

		row_open(p, s->name);
		for (size_t i = 0; i < s->n; i++)
			month_cell(p, s->known[i], number_words(p->a, s->v[i], 0));
		if (compared)
			month_cell(p, !isnan(s->reference),
			    isnan(s->reference) ? STR_NONE : number_words(p->a, s->reference, 0));
		html_raw(p, "</tr>");
	}
	months_close(p);
}

/* Half of a trend's months, as the figure prints them. */
static void
trend_row(struct page *p, const struct doc_figure *f, struct str name, size_t from)
{
	const struct figure *fig = figure_find(str_of(f->id));

	row_open(p, name);
	for (size_t i = from; i < from + f->trend.n / 2; i++)
		month_cell(p, fig != NULL && f->trend.known[i],
		    fig != NULL ? typo(p->a, figure_print(fig, true, f->trend.v[i], p->a), p->lang) : STR_NONE);
	html_raw(p, "</tr>");
}

void
html_trends(struct page *p, const struct block *b)
{
	struct str caption = typo(p->a, str_of(_("The key figures over twelve months")), p->lang);
	size_t n = 0;

	for (size_t i = 0; i < b->n_figures; i++)
		n += b->figures[i].trend.n > 0;
	if (n == 0)
		return;
	months_open(p, b, caption, MONTHS, NULL);
	for (size_t i = 0; i < b->n_figures; i++) {
		const struct doc_figure *f = &b->figures[i];
		bool before = false;

		for (size_t k = 0; k < f->trend.n / 2; k++)
			before = before || f->trend.known[k];
		if (f->trend.n > 0)
			trend_row(p, f, f->label, f->trend.n / 2);
		if (before)
			trend_row(p, f, typo(p->a, str_fmt(p->a, _("%.*s, a year before"), STR_A(f->label)),
			    p->lang), 0);
	}
	months_close(p);
}

void
html_multiples(struct page *p, const struct block *b)
{
	if (b->n_series == 0)
		return;
	spoken(p, b);
	html_raw(p, "<ul class=\"small\">");
	for (size_t k = 0; k < b->n_series; k++) {
		const struct series *s = &b->series[k];
		struct str label = str_fmt(p->a, "%.*s : %.*s", STR_A(s->name), STR_A(s->summary));

		buf_fmt(p->out, "<li><h%d>", p->level);
		html_text(p, s->name);
		html_raw(p, "<span>");
		html_text(p, s->summary);
		buf_fmt(p->out, "</span></h%d>", p->level);
		svg_line(p, s, b->scale_max, label);
		html_raw(p, "<div class=\"ends\"><span>");
		html_text(p, series_month(p, 0, s->n));
		html_raw(p, "</span><span>");
		html_text(p, series_month(p, s->n - 1, s->n));
		html_raw(p, "</span></div></li>");
	}
	html_raw(p, "</ul>");
	html_note(p, b);
	multiples_data(p, b);
}

/* Class of a cell: five steps of equal width up to the highest number shown. */
static void
heat_cell(struct page *p, const struct heat *h, int d, int k, double top)
{
	bool peak = d == h->peak_day && (k == h->peak_at || k == h->peak_at + 1);
	double v = h->v[d][k];

	if (h->hidden[d][k]) {
		html_raw(p, "<td class=\"qh\"><span class=\"vh\">");
		html_word(p, _("number hidden"));
		html_raw(p, "</span></td>");
	} else if (v > 0) {
		int step = top > 0 ? (int)ceil(v / top * 5) : 1;

		buf_fmt(p->out, "<td class=\"q%d%s\">", step < 1 ? 1 : step > 5 ? 5 : step,
		    peak ? " peak" : "");
		html_text(p, number_words(p->a, v, 0));
		html_raw(p, "</td>");
	} else if (h->out[d][k]) {
		html_raw(p, "<td class=\"q0\">0</td>");
	} else {
		html_raw(p, "<td class=\"qn\"><span class=\"vh\">");
		html_word(p, _("no team out"));
		html_raw(p, "</span></td>");
	}
}

static void
heat_key(struct page *p, bool hidden)
{
	html_raw(p, "<ul class=\"key\" aria-hidden=\"true\"><li>");
	html_word(p, _("Few"));
	html_raw(p, "<span class=\"ramp\"><i class=\"q1\"></i><i class=\"q2\"></i><i class=\"q3\"></i>"
	    "<i class=\"q4\"></i><i class=\"q5\"></i></span>");
	html_word(p, _("Many"));
	if (hidden) {
		html_raw(p, "</li><li><i class=\"qh\"></i>");
		html_word(p, _("number hidden"));
	}
	html_raw(p, "</li><li><i class=\"q0\"></i>");
	html_word(p, _("team out, no record"));
	html_raw(p, "</li><li><i class=\"qn\"></i>");
	html_word(p, _("no team out"));
	html_raw(p, "</li></ul>");
}

void
html_heat(struct page *p, const struct block *b)
{
	const struct heat *h = b->heat;
	bool hidden = false;
	double top = 0;

	if (h == NULL || h->n_hours <= 0)
		return;
	for (int d = 0; d < 7; d++)
		for (int k = 0; k < h->n_hours; k++) {
			hidden = hidden || h->hidden[d][k];
			top = h->hidden[d][k] ? top : fmax(top, h->v[d][k]);
		}
	table_open(p, b, h->n_hours > LONG_DAY ? "heat long" : "heat", b->summary);
	html_raw(p, "<thead><tr><td></td>");
	for (int k = 0; k < h->n_hours; k++) {
		html_raw(p, "<th scope=\"col\">");
		buf_fmt(p->out, p->lang == LANG_FR ? "%d&nbsp;h" : h->n_hours > LONG_DAY ? "%d" : "%d:00",
		    (h->first_hour + k) % 24);
		html_raw(p, "</th>");
	}
	html_raw(p, "</tr></thead><tbody>");
	for (int d = 0; d < 7; d++) {
		html_raw(p, d == h->peak_day ? "<tr class=\"peak\"><th scope=\"row\"><abbr title=\"" :
		    "<tr><th scope=\"row\"><abbr title=\"");
		html_word(p, weekday_name(d + 1));
		html_raw(p, "\">");
		html_word(p, weekday_short(d + 1));
		html_raw(p, "</abbr></th>");
		for (int k = 0; k < h->n_hours; k++)
			heat_cell(p, h, d, k, top);
		html_raw(p, "</tr>");
	}
	table_close(p);
	heat_key(p, hidden);
	html_note(p, b);
}

void
html_bars(struct page *p, const struct block *b)
{
	double top = b->scale_max;
	bool changes = false;

	for (size_t i = 0; i < b->n_bars; i++) {
		top = b->bars[i].rest ? top : fmax(top, b->bars[i].value);
		changes = changes || b->bars[i].change.n > 0;
	}
	html_raw(p, "<table class=\"bars\"><caption class=\"vh\">");
	html_text(p, b->summary);
	html_raw(p, "</caption><thead class=\"");
	/* Column heads are seen only where there is a change beside the number. */
	html_raw(p, changes ? "\"><tr><td></td><td></td><th scope=\"col\" class=\"d\">" :
	    "vh\"><tr><td></td><td></td><th scope=\"col\" class=\"d\">");
	html_word(p, _("Number"));
	html_raw(p, "</th>");
	if (changes) {
		html_raw(p, "<th scope=\"col\" class=\"d\">");
		html_word(p, _("Change"));
		html_raw(p, "</th>");
	}
	html_raw(p, "</tr></thead><tbody>");
	for (size_t i = 0; i < b->n_bars; i++) {
		const struct bar *bar = &b->bars[i];

		html_raw(p, bar->rest ? "<tr class=\"rest\"><th scope=\"row\">" : "<tr><th scope=\"row\">");
		html_text(p, bar->name);
		html_raw(p, "</th><td>");
		if (!bar->rest)
			svg_bar(p, TONE_PLUM, bar->value, top);
		html_raw(p, "</td><td class=\"d\">");
		html_text(p, bar->printed);
		html_raw(p, "</td>");
		if (changes) {
			html_raw(p, "<td class=\"d chg\">");
			html_text(p, bar->change);
			html_raw(p, "</td>");
		}
		html_raw(p, "</tr>");
	}
	html_raw(p, "</tbody></table>");
	html_note(p, b);
}

void
html_stack(struct page *p, const struct block *b)
{
	svg_stack(p, b->bars, b->n_bars, b->summary);
	html_raw(p, "<ul class=\"parts\">");
	for (size_t i = 0; i < b->n_bars; i++) {
		buf_fmt(p->out, "<li><i class=\"t%d\"></i><span>", b->bars[i].tone % 6);
		html_text(p, b->bars[i].name);
		html_raw(p, "</span><b>");
		html_text(p, b->bars[i].printed);
		html_raw(p, "</b><span>");
		html_text(p, b->bars[i].change);
		html_raw(p, "</span></li>");
	}
	html_raw(p, "</ul>");
	html_note(p, b);
}

static void
table_cell(struct page *p, const struct block *b, size_t r, size_t c)
{
	enum tone tone = b->values != NULL ? b->columns[c].tone : TONE_NONE;

	html_raw(p, c == 0 ? "<th scope=\"row\">" : tone != TONE_NONE ? "<td class=\"d with\"><span>" :
	    b->columns[c].number ? "<td class=\"d\">" : "<td>");
	if (tone != TONE_NONE && !isnan(b->values[r][c]))
		svg_bar(p, tone, b->values[r][c], b->scale_max);
	if (tone != TONE_NONE)
		html_raw(p, "<span>");
	html_text(p, b->rows[r][c]);
	html_raw(p, c == 0 ? "</th>" : tone != TONE_NONE ? "</span></span></td>" : "</td>");
}

void
html_table(struct page *p, const struct block *b)
{
	spoken(p, b);
	table_open(p, b, "tab", b->title);
	html_raw(p, "<thead><tr>");
	for (size_t c = 0; c < b->n_columns; c++) {
		html_raw(p, b->columns[c].number ? "<th scope=\"col\" class=\"d\">" : "<th scope=\"col\">");
		html_text(p, b->columns[c].name);
		html_raw(p, "</th>");
	}
	html_raw(p, "</tr></thead><tbody>");
	for (size_t r = 0; r < b->n_rows; r++) {
		html_raw(p, r + 1 == b->n_rows && b->totals ? "<tr class=\"total\">" : "<tr>");
		for (size_t c = 0; c < b->n_columns; c++)
			table_cell(p, b, r, c);
		html_raw(p, "</tr>");
	}
	table_close(p);
	html_note(p, b);
}
