/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A report's template: Markdown with a front matter and directives, read into pieces.  A directive is
 * a line of its own at the margin that begins with `::`; what it may say stands in the table
 * `directive_types`.  `{{interventions}}` inside a text prints a figure.  Reading knows nothing of
 * facts: resolve.h turns pieces into a document.  Pure but for the Markdown library; any thread.
 */
#ifndef MAILLAGE_REPORT_TEMPLATE_H
#define MAILLAGE_REPORT_TEMPLATE_H

#include "base/arena.h"
#include "base/err.h"
#include "base/lang.h"
#include "base/period.h"

#define TEMPLATE_BYTES_MAX (256u << 10)
#define TEMPLATE_DEPTH_MAX 12     /* nested lists and quotes */
#define TEMPLATE_PIECES_MAX 2000
#define TEMPLATE_DIRECTIVES_MAX 64
#define DIRECTIVE_WORDS_MAX 12
#define DIRECTIVE_OPTIONS_MAX 8

enum directive_kind {
	DIRECTIVE_FIGURES,
	DIRECTIVE_CHART,
	DIRECTIVE_HEAT,
	DIRECTIVE_TABLE,
	DIRECTIVE_BARS,
	DIRECTIVE_STACK,
	DIRECTIVE_PLACES,
	DIRECTIVE_NOTE,
	DIRECTIVE_NARRATIVE,
	DIRECTIVE_PROPOSALS,
	DIRECTIVE_DEFINITIONS,
	DIRECTIVE_CHECKS,
};

struct directive_type {
	enum directive_kind kind;
	const char *name;       /* "figures" */
	unsigned words_min, words_max;
	const char *options;    /* names a template may give, separated by a space */
	const char *usage;      /* "::figures ID… [against=before|year]" */
	const char *help;       /* N_("…"): one sentence */
};

extern const struct directive_type directive_types[];
extern const size_t n_directive_types;

struct directive_option {
	struct str name, value;
};

struct directive {
	const struct directive_type *type;
	int line;
	struct str words[DIRECTIVE_WORDS_MAX];
	size_t n_words;
	struct directive_option options[DIRECTIVE_OPTIONS_MAX];
	size_t n_options;
};

/* The value of an option, or absent. */
struct str directive_option(const struct directive *d, const char *name);
/* An option that is a whole number between min and max, or `otherwise` when it is not given. */
bool directive_number(const struct directive *d, const char *name, int min, int max, int otherwise,
    int *out, struct err *e) MUST_USE;
/* Refuses, naming line and directive. Returns false. */
bool directive_refuse(const struct directive *d, struct err *e, const char *fmt, ...)
    PRINTF_LIKE(3, 4);

enum piece_kind {
	PIECE_HEADING,
	PIECE_PARAGRAPH,
	PIECE_LIST,  /* children: one PIECE_PARAGRAPH an item */
	PIECE_QUOTE, /* texts; source in `source` */
	PIECE_DIRECTIVE,
};

enum text_style { TEXT_PLAIN, TEXT_STRONG, TEXT_EMPH, TEXT_LINK, TEXT_FIGURE };

/* A run of text: for TEXT_FIGURE the figure's id, for TEXT_LINK with its target. */
struct text_run {
	enum text_style style;
	struct str text;
	struct str href; /* http, https, mailto or #anchor; other schemes are printed as plain text */
	struct text_run *next;
};

struct piece {
	enum piece_kind kind;
	int line;
	int level;
	bool ordered;
	struct text_run *runs;
	struct text_run *source;
	struct piece *children;
	struct directive *directive;
	struct piece *next;
};

struct template {
	struct str name;   /* as asked for */
	struct str title;  /* front matter; required */
	enum lang lang;    /* front matter; required */
	enum period_kind period; /* front matter: from PERIOD_ANY to PERIOD_YEAR */
	struct piece *pieces;
};

/* A place that a template has for what people write: `::narrative [NAME]`, or `::proposals`. */
#define SLOT_TEXT "text"           /* of a ::narrative without a name */
#define SLOT_PROPOSALS "proposals" /* holds one numbered list */
struct template_slot {
	struct str name;
	struct str heading; /* of the section it stands in; absent: none */
	bool proposals;
};
#define TEMPLATE_SLOTS_MAX 16
struct str directive_slot(const struct directive *d);
/* The template's slots in their order; at most TEMPLATE_SLOTS_MAX, each name once. */
size_t template_slots(const struct template *t, struct arena *a, struct template_slot **out);

/* Reads a template. Errors (ERR_INVALID, key "template.…") name the line. */
bool template_parse(struct str name, struct str text, struct arena *a, struct template **out,
    struct err *e) MUST_USE;
/* Reads what people wrote: the same Markdown without front matter and directives. */
bool narrative_parse(struct str text, struct arena *a, struct piece **out, struct err *e) MUST_USE;
/* The numbered list that a slot of proposals shows: the first one; NULL when there is none. */
const struct piece *narrative_proposals(const struct piece *pieces);
/* The kind of period that a template asks for, as its front matter says it: "month". */
const char *template_period_name(const struct template *t);

#endif
