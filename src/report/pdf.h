/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Inside of the PDF writer: a page of A4 on a grid of three columns, texts set line by line by
 * pango, and tags for who cannot see.  A block is drawn by the function that also measures it:
 * while `measuring`, everything moves y and nothing is drawn or tagged.
 */
#ifndef MAILLAGE_REPORT_PDF_H
#define MAILLAGE_REPORT_PDF_H

#include "report/document.h"
#include "report/fonts.h"

/* Points. DESIGN §10: margins of 18 mm. */
#define PAGE_W 595.276
#define PAGE_H 841.890
#define LEFT 51.0
#define WIDTH (PAGE_W - 2 * LEFT)
#define TOP 72.0
#define BOTTOM (PAGE_H - 62.0)
#define GAP 22.0
#define COLUMN ((WIDTH - 2 * GAP) / 3)
#define MEASURE (2 * COLUMN + GAP) /* width of running text */
#define MARGIN_X (LEFT + MEASURE + GAP)

/* Light theme of DESIGN §4. */
#define INK 0x261A26u
#define INK_2 0x5A4B58u
#define INK_3 0x716270u
#define LINE 0xDDD5DCu
#define LINE_STRONG 0x8C7D89u
#define PLUM 0x5A2450u
#define LINK 0x6B2A5Eu
#define PLUM_4 0x8E467Bu
#define SLATE 0x6A8291u
#define HATCH 0xA594A1u
#define GROUND 0xF7F5F7u
#define SUNKEN 0xEFEBEFu
#define WHITE 0xFFFFFFu

enum pdf_style {
	STYLE_TITLE,   /* the document's own */
	STYLE_LEAD,
	STYLE_H2,
	STYLE_H3,
	STYLE_OVER,    /* a section's name right over a finding */
	STYLE_FIND,    /* a chart's finding */
	STYLE_CHART,   /* the operator's name */
	STYLE_TEXT,
	STYLE_QUOTE,
	STYLE_VALUE,   /* a key figure */
	STYLE_NUMBER,  /* a proposal's number */
	STYLE_SMALL,   /* labels, tables */
	STYLE_SMALL_STRONG,
	STYLE_NOTE,
	STYLE_NOTE_STRONG,
	STYLE_TINY,    /* inside crowded charts only */
	STYLE_COUNT,
};

/* Texts in the order in which the structure will hold them. */
struct pdf_words {
	struct str *s;
	size_t n, cap;
};

struct pdf {
	cairo_t *cr;
	cairo_surface_t *surface;
	PangoContext *context;
	PangoFontDescription *fonts[STYLE_COUNT];
	const struct document *d;
	struct arena *a;
	double y;
	int page, n_pages;   /* n_pages: 0 while pages are being counted */
	double notes_end;    /* side notes on this page end here */
	double narrow_from;  /* the text beside which notes may stand began here */
	double x, width;     /* of running text: lists and proposals move it */
	bool measuring;
	bool only_first;     /* measuring: nothing but the first unbreakable part is asked for */
	bool first_known;
	double first;        /* its height */
	double small_h;      /* height of a small multiple's field */
	int level;           /* of the last heading */
	bool over;           /* it is the name of the section that a finding opens */
	int depth;           /* of blocks inside blocks */
	int headings;        /* placed so far */
	int outline_parent;  /* the last heading of level 2 */
	struct str *anchors; /* ids that exist, to be linked to */
	bool *anchored;      /* already placed */
	size_t n_anchors;
	struct pdf_words alts;   /* of figures, in reading order */
	struct pdf_words links;  /* what each link says, in reading order */
};

/* pdf_text.c: texts, tags, links. */
struct pdf_text {
	PangoLayout *layout;
	enum pdf_style style;
	double width;
	int lines;
	uint32_t color;
	const struct span *spans;
	size_t n_spans;
	size_t *ends;  /* where each span ends, in bytes */
	bool links;
};
enum pdf_align { ALIGN_LEFT, ALIGN_RIGHT, ALIGN_CENTER };

bool pdf_styles_open(struct pdf *p, PangoFontMap *map);
void pdf_styles_close(struct pdf *p);
double pdf_leading(enum pdf_style style);
double pdf_size(enum pdf_style style);
/* Sets a text into `width` points; freed by pdf_text_free. */
struct pdf_text pdf_text_make(struct pdf *p, enum pdf_style style, const struct span *spans,
    size_t n_spans, double width, enum pdf_align align);
struct pdf_text pdf_text_plain(struct pdf *p, enum pdf_style style, struct str s, double width,
    enum pdf_align align);
/* The same in lines of much the same length: for titles. */
struct pdf_text pdf_text_balanced(struct pdf *p, enum pdf_style style, struct str s, double width);
void pdf_text_free(struct pdf_text *t);
double pdf_text_height(const struct pdf_text *t);
/* Draws lines [from, to) with the top of the first at y. */
void pdf_text_lines(struct pdf *p, const struct pdf_text *t, double x, double y, int from, int to);
/* A whole text at once: made, drawn, freed; gives its height. */
double pdf_put(struct pdf *p, enum pdf_style style, struct str s, double x, double y, double width,
    enum pdf_align align);
double pdf_put_color(struct pdf *p, enum pdf_style style, uint32_t color, struct str s, double x,
    double y, double width, enum pdf_align align);
/* Width of a text on one line. */
double pdf_text_width(struct pdf *p, enum pdf_style style, struct str s);
/* A text that may run over pages, tagged, at p->y; moves p->y. */
void pdf_flow(struct pdf *p, const char *tag, const struct pdf_text *t, double x);

void pdf_tag(struct pdf *p, const char *tag);
void pdf_end(struct pdf *p, const char *tag);
/* A picture with its alternative text. */
void pdf_figure(struct pdf *p, struct str alt);
/* Marks this place as the anchor `id`, if it is one; true: call pdf_anchor_end. */
bool pdf_anchor(struct pdf *p, struct str id);
void pdf_anchor_end(struct pdf *p);
/* Opens a link to an anchor or an address, saying `text`; false when it leads nowhere. */
bool pdf_link(struct pdf *p, struct str href, struct str text);
void pdf_link_end(struct pdf *p);

void pdf_color(struct pdf *p, uint32_t rgb);
/* A filled rectangle; also the rules. */
void pdf_box(struct pdf *p, double x, double y, double w, double h, uint32_t rgb);
void pdf_hatch(struct pdf *p, double x, double y, double w, double h);

/* pdf.c: pages. */
void pdf_page_new(struct pdf *p);
/* What follows needs h points on one page. */
void pdf_keep(struct pdf *p, double h);
void pdf_space(struct pdf *p, double h);
/* Full-width content begins: below the side notes. */
void pdf_wide(struct pdf *p);
/* Measuring only the first part, and it is known. */
bool pdf_enough(const struct pdf *p);

/* pdf_layout.c: blocks of text. */
void pdf_blocks(struct pdf *p, const struct block *first);
double pdf_first_height(struct pdf *p, const struct block *b);
double pdf_height(struct pdf *p, const struct block *b);
/* A chart's or table's finding and, behind it, its note, with the side notes that follow it. */
void pdf_block_title(struct pdf *p, const struct block *b, double with);
void pdf_block_note(struct pdf *p, const struct block *b);
/* The side notes behind a block, one below the other in the margin from y on; gives their height. */
double pdf_side_notes(struct pdf *p, const struct block *b, double y);
/* Whether such notes stand beside the lead. */
bool pdf_notes_lead(const struct pdf *p, const struct block *b);

/* pdf_table.c, pdf_charts.c, pdf_heat.c: one function a kind. */
void pdf_table(struct pdf *p, const struct block *b);
void pdf_figures(struct pdf *p, const struct block *b);
void pdf_definitions(struct pdf *p, const struct block *b);
void pdf_multiples(struct pdf *p, const struct block *b);
void pdf_bars(struct pdf *p, const struct block *b);
void pdf_stack(struct pdf *p, const struct block *b);
/* A key figure's months, in a field of so much height. */
#define TREND_H 24.0
void pdf_trend(struct pdf *p, const struct doc_figure *f, double x, double y, double width);
void pdf_heat(struct pdf *p, const struct block *b);
/* A chart with its finding and note, drawn by `draw` from p->y on: kept on one page where it fits. Its
 * tag is "Figure", and the picture has an alternative text, or one whose inside `draw` tags. */
void pdf_chart(struct pdf *p, const struct block *b, const char *tag,
    void (*draw)(struct pdf *, const struct block *));
bool pdf_nothing(struct pdf *p, const struct block *b, size_t n);

/* pdf_finish.c: what cairo leaves out. */
struct pdf_extra {
	struct str lang, title, author, subject;
	const struct pdf_words *alts, *links;
};
bool pdf_finish(struct str raw, const struct pdf_extra *x, struct arena *a, struct buf *out,
    struct err *e) MUST_USE;

#endif
