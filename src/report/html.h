/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Shared by the files that write a document as HTML: where the page stands and the only ways a text
 * gets into it.  Everything from outside goes through html_text or html_attr.
 */
#ifndef MAILLAGE_REPORT_HTML_H
#define MAILLAGE_REPORT_HTML_H

#include "base/arena.h"
#include "base/lang.h"
#include "report/document.h"

struct page {
	struct buf *out;
	const struct document *d;
	struct arena *a;
	enum lang lang;
	int level;           /* of a chart's own headings: 4 in a report, 3 in a card of a page */
	unsigned n_headings; /* numbers the anchors of headings that have none of their own */
};

/* Text between tags, and inside a double-quoted attribute: & < > " ' are escaped, control characters
 * that XML forbids are dropped. */
void html_text(struct page *p, struct str s);
/* A word of the page's own, translated and typographed. */
void html_word(struct page *p, const char *word);
/* Markup of ours, as it is. */
void html_raw(struct page *p, const char *markup);
void html_spans(struct page *p, const struct span *spans, size_t n);
/* `<p class="src">`: the note under a block; nothing when absent. */
void html_note(struct page *p, const struct block *b);

/* Blocks with a picture; in html_chart.c and svg.c. */
void html_multiples(struct page *p, const struct block *b);
void html_heat(struct page *p, const struct block *b);
void html_bars(struct page *p, const struct block *b);
void html_stack(struct page *p, const struct block *b);
void html_table(struct page *p, const struct block *b);

/* The twelve months of key figures as a table. */
void html_trends(struct page *p, const struct block *b);

/* One line of a small multiple, its own accessible name in `label`. */
void svg_line(struct page *p, const struct series *s, double scale_max, struct str label);
/* A key figure's last twelve months over those of the year before. */
void svg_trend(struct page *p, const struct doc_figure *f);
/* A bar of part / whole, hidden from screen readers: the number stands beside it. */
void svg_bar(struct page *p, enum tone tone, double part, double whole);
void svg_stack(struct page *p, const struct bar *bars, size_t n, struct str label);
void svg_mark(struct page *p);

#endif
