/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A document: a report's template resolved for a scope and a period, as a tree of blocks.  Writers
 * turn it into HTML, PDF and JSON; they see nothing else, so what one prints the others print.
 * Everything lives in the arena of the document; texts are UTF-8, already typographed in the
 * document's language.
 */
#ifndef MAILLAGE_REPORT_DOCUMENT_H
#define MAILLAGE_REPORT_DOCUMENT_H

#include "base/buf.h"
#include "figures/figures.h"

#define MONTHS 12

struct series {
	struct str key;     /* code or identifier */
	struct str name;
	double v[24];       /* oldest first */
	bool known[24];     /* false: hidden or before the records begin */
	size_t n;
	double reference;   /* mean of the year before; NaN: none */
	struct str summary; /* "hausse, 79": printed beside the name */
	int change;         /* -1, 0, 1: beyond 15 % */
};

/* A figure as it stands in a document. */
struct doc_figure {
	const char *id;
	struct str label;
	bool has_value, hidden;  /* hidden: by the disclosure gate */
	double value;
	int64_t n;
	struct str printed;      /* "1 264", "81 %", "–", "moins de 5" */
	struct str change;       /* "+ 9 %", absent when none */
	int moves;               /* -1, 0, 1: where it goes, for who cannot see a sign */
	struct str old;          /* "680 en octobre 2024": what it changed from */
	struct str definition;
	struct str calculation;
	struct str worked;       /* the same in numbers: "161 ÷ 335 = 48 %"; absent when that tells nothing */
	struct str source;       /* "335 fiches, dont 320 vérifiées…"; absent when hidden */
	/* 24 months, the year before and then the last twelve, its summary a sentence; n = 0: none. */
	struct series trend;
	double trend_low, trend_high; /* ends of its scale: a short line shows a shape, not an amount */
	struct str anchor;       /* id of its definition in the method section */
};

enum block_kind {
	BLOCK_HEADING,   /* text, level 2 or 3 */
	BLOCK_PARAGRAPH, /* spans */
	BLOCK_LIST,      /* children, each a paragraph; ordered or not */
	BLOCK_QUOTE,     /* spans; source */
	BLOCK_FIGURES,   /* strip of key figures */
	BLOCK_TABLE,     /* caption, columns, rows */
	BLOCK_MULTIPLES, /* small multiples over twelve months */
	BLOCK_HEAT,      /* weekday × hour */
	BLOCK_BARS,      /* named bars with counts */
	BLOCK_STACK,     /* one stacked bar with its parts */
	BLOCK_NARRATIVE, /* what people wrote; empty: an invitation that prints as nothing */
	BLOCK_PROPOSALS, /* numbered; may be empty likewise */
	BLOCK_DEFINITIONS, /* every figure used, with definition, calculation, n */
	BLOCK_NOTE,      /* side note */
};

enum span_style { SPAN_PLAIN, SPAN_STRONG, SPAN_EMPH, SPAN_LINK, SPAN_FIGURE };

struct span {
	enum span_style style;
	struct str text;
	struct str href;
	const struct doc_figure *figure; /* SPAN_FIGURE */
};

struct bar {
	struct str name;
	double value;
	bool rest;          /* all the others together: a number, but no bar to compare */
	struct str printed;
	struct str change;
	int tone;           /* stacked parts: 0 good, 1 handed on, 2 open, 3 neutral, 4 not good, 5 other */
};

struct heat {
	int first_hour, n_hours;       /* columns, may run past midnight: hour % 24 */
	double v[7][24];               /* Monday first */
	bool out[7][24];               /* a team was out */
	bool hidden[7][24];            /* 1 to 4: number not shown */
	int peak_day, peak_at;         /* the two hours in a row with most, from this cell; -1: none */
};

/* Cells of some columns carry a bar beside their number: one tone a group of people. */
enum tone { TONE_NONE, TONE_PLUM, TONE_SLATE };

struct column {
	struct str name;
	bool number; /* right aligned */
	enum tone tone;
};

struct block {
	enum block_kind kind;
	struct block *next;
	struct block *children;
	int level;
	bool ordered;
	struct str id;       /* anchor */
	struct str slot;     /* NARRATIVE, PROPOSALS: the template's place */
	bool draft;          /* of these: not finished, for who writes it alone */
	struct str title;    /* heading text; a chart's finding */
	struct str note;     /* unit, period, source; under the block */
	struct str summary;  /* the chart in one sentence, for who cannot see it */
	struct span *spans;
	size_t n_spans;
	struct doc_figure *figures;
	size_t n_figures;
	struct column *columns;
	size_t n_columns;
	struct str **rows;   /* n_rows × n_columns */
	double **values;     /* the same as numbers, NaN where none is shown; NULL: no column has a tone */
	size_t n_rows;
	bool totals;         /* the last row adds the others up */
	struct series *series;
	size_t n_series;
	double scale_max;
	struct bar *bars;
	size_t n_bars;
	struct heat *heat;
};

struct document {
	struct str lang;          /* "fr" */
	struct str template_name; /* "monthly" */
	struct str template_title; /* "Rapport mensuel" */
	struct str client, scheme; /* names; absent when none */
	struct str structure;     /* the operator's name */
	struct str title;         /* "Octobre 2025" */
	struct str running;       /* "Rapport mensuel, octobre 2025" */
	struct str lead;          /* three sentences at most */
	struct period period;
	int64_t position;         /* journal position of the facts */
	struct str made_on;       /* "le 4 novembre 2025" */
	struct str scope_key;     /* operator's own id of the scheme, or absent */
	struct block *blocks;
};

bool document_html(const struct document *d, struct buf *out, struct err *e) MUST_USE;
/* One block alone, without its title, to stand in a card of a page under a heading of level two. The
 * document gives period and language. */
void document_block_html(const struct document *d, const struct block *b, struct buf *out);
/* The months of a block's key figures as a table to open; nothing where they have none. */
void document_trends_html(const struct document *d, const struct block *b, struct buf *out);
bool document_json(const struct document *d, struct buf *out, struct err *e) MUST_USE;
/* Tagged PDF 1.7 with outline, language, title; real text. */
bool document_pdf(const struct document *d, struct buf *out, struct err *e) MUST_USE;

#endif
