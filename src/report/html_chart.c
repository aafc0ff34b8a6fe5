/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/lang.h"
#include "report/html.h"
#include "report/words.h"

#include <math.h>
#include <stdio.h>

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
multiples_data(struct page *p, const struct block *b)
{
	size_t n = b->series[0].n;

	html_raw(p, "<details class=\"data\"><summary>");
	html_word(p, _("See as a table"));
	html_raw(p, "</summary><div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"");
	html_text(p, b->title);
	html_raw(p, "\"><table class=\"tab\"><caption class=\"vh\">");
	html_text(p, b->title);
	html_raw(p, "</caption><thead><tr><td></td>");
	for (size_t i = 0; i < n; i++) {
		html_raw(p, "<th scope=\"col\" class=\"d\">");
		html_text(p, series_month(p, i, n));
		html_raw(p, "</th>");
	}
	html_raw(p, "</tr></thead><tbody>");
	for (size_t k = 0; k < b->n_series; k++) {
		html_raw(p, "<tr><th scope=\"row\">");
		html_text(p, b->series[k].name);
		html_raw(p, "</th>");
		for (size_t i = 0; i < n; i++) {
			html_raw(p, "<td class=\"d\">");
			if (i < b->series[k].n && b->series[k].known[i])
				html_text(p, number_words(p->a, b->series[k].v[i], 0));
			else
				html_text(p, STR("–"));
			html_raw(p, "</td>");
		}
		html_raw(p, "</tr>");
	}
	html_raw(p, "</tbody></table></div></details>");
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

		html_raw(p, "<li><h4>");
		html_text(p, s->name);
		html_raw(p, "<span>");
		html_text(p, s->summary);
		html_raw(p, "</span></h4>");
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
	double v = h->v[d][k];

	if (h->hidden[d][k]) {
		html_raw(p, "<td class=\"qh\"><span class=\"vh\">");
		html_word(p, _("number hidden"));
		html_raw(p, "</span></td>");
	} else if (v > 0) {
		int step = top > 0 ? (int)ceil(v / top * 5) : 1;

		buf_fmt(p->out, "<td class=\"q%d\">", step < 1 ? 1 : step > 5 ? 5 : step);
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
heat_key(struct page *p)
{
	html_raw(p, "<ul class=\"key\" aria-hidden=\"true\"><li>");
	html_word(p, _("Few"));
	html_raw(p, "<span class=\"ramp\"><i class=\"q1\"></i><i class=\"q2\"></i><i class=\"q3\"></i>"
	    "<i class=\"q4\"></i><i class=\"q5\"></i></span>");
	html_word(p, _("Many"));
	html_raw(p, "</li><li><i class=\"qh\"></i>");
	html_word(p, _("number hidden"));
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
	double top = 0;

	if (h == NULL || h->n_hours <= 0)
		return;
	for (int d = 0; d < 7; d++)
		for (int k = 0; k < h->n_hours; k++)
			top = h->hidden[d][k] ? top : fmax(top, h->v[d][k]);
	html_raw(p, "<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"");
	html_text(p, b->title);
	html_raw(p, "\"><table class=\"heat\"><caption class=\"vh\">");
	html_text(p, b->summary);
	html_raw(p, "</caption><thead><tr><td></td>");
	for (int k = 0; k < h->n_hours; k++) {
		html_raw(p, "<th scope=\"col\">");
		buf_fmt(p->out, p->lang == LANG_FR ? "%d&#8239;h" : "%d:00", (h->first_hour + k) % 24);
		html_raw(p, "</th>");
	}
	html_raw(p, "</tr></thead><tbody>");
	for (int d = 0; d < 7; d++) {
		html_raw(p, "<tr><th scope=\"row\"><abbr title=\"");
		html_word(p, weekday_name(d + 1));
		html_raw(p, "\">");
		html_word(p, weekday_short(d + 1));
		html_raw(p, "</abbr></th>");
		for (int k = 0; k < h->n_hours; k++)
			heat_cell(p, h, d, k, top);
		html_raw(p, "</tr>");
	}
	html_raw(p, "</tbody></table></div>");
	heat_key(p);
	html_note(p, b);
}

void
html_bars(struct page *p, const struct block *b)
{
	double top = b->scale_max;
	bool changes = false;

	for (size_t i = 0; i < b->n_bars; i++) {
		top = b->bars[i].hidden ? top : fmax(top, b->bars[i].value);
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

		html_raw(p, "<tr><th scope=\"row\">");
		html_text(p, bar->name);
		html_raw(p, "</th><td>");
		if (!bar->hidden)
			svg_bar(p, bar->value, top);
		html_raw(p, bar->hidden ? "</td><td class=\"d none\">" : "</td><td class=\"d\">");
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

void
html_table(struct page *p, const struct block *b)
{
	spoken(p, b);
	html_raw(p, "<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"");
	html_text(p, b->title);
	html_raw(p, "\"><table class=\"tab\"><caption class=\"vh\">");
	html_text(p, b->title);
	html_raw(p, "</caption><thead><tr>");
	for (size_t c = 0; c < b->n_columns; c++) {
		html_raw(p, b->columns[c].number ? "<th scope=\"col\" class=\"d\">" : "<th scope=\"col\">");
		html_text(p, b->columns[c].name);
		html_raw(p, "</th>");
	}
	html_raw(p, "</tr></thead><tbody>");
	for (size_t r = 0; r < b->n_rows; r++) {
		html_raw(p, "<tr>");
		for (size_t c = 0; c < b->n_columns; c++) {
			html_raw(p, c == 0 ? "<th scope=\"row\">" :
			    b->columns[c].number ? "<td class=\"d\">" : "<td>");
			html_text(p, b->rows[r][c]);
			html_raw(p, c == 0 ? "</th>" : "</td>");
		}
		html_raw(p, "</tr>");
	}
	html_raw(p, "</tbody></table></div>");
	html_note(p, b);
}
