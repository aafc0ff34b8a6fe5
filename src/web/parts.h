/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What the parts of pages show (templates in pages/parts.html and pages/field.html): structs that
 * handlers fill.  Texts are in the reader's language; an absent text or address (NULL) is left out.
 */
#ifndef MAILLAGE_WEB_PARTS_H
#define MAILLAGE_WEB_PARTS_H

#include "web/page.h"

struct page_tool {
	const char *icon;
	struct str label;
	struct url to;
	bool main;             /* one a page */
};

struct page_head {
	struct str title, under;
	const struct page_tool *tools;
	size_t n_tools;
};

/* Of segments and tabs. */
struct choice_link {
	struct str label;
	struct url to;
	bool here;
};

struct empty_place {
	const char *icon;
	struct str title, text;
	struct url to;
	struct str label;
};

struct form_fault {
	struct str field;      /* its name; absent: the record as a whole */
	struct str text;
};

struct provenance {
	struct str title, definition, calculation, source, when;
	struct url more;       /* the figure's own page */
	struct url records;    /* for who may see them */
	int64_t n_records;
};

struct key_figure {
	struct str name, value, unit;
	bool none;             /* there is no number: `value` says why */
	struct str change;     /* "+ 9 %" */
	struct str before;     /* "680 en octobre 2024" */
	struct str said;       /* both as a sentence, for who hears the page; absent: as they stand */
	struct spark spark;    /* .n 0: none */
	struct provenance why;
};

struct table_column {
	struct str name;
	bool number;
	struct url sort;
	int sorted;            /* 1 rising, -1 falling, 0 not by this one */
};

struct table_cell {
	struct str text;
	struct url to;
	enum meaning meaning;
};

struct paging {
	struct str said;       /* "1 à 50 sur 742" */
	struct url previous, next;
};

struct kept_word {
	struct str name, value;
};

struct column_choice {
	struct str name, label;
	bool chosen;
};

struct table_view {
	struct str caption;
	const struct table_column *columns;
	size_t n_columns;
	const struct table_cell *cells; /* n_rows × n_columns; the first names its row */
	size_t n_rows;
	struct empty_place empty;       /* shown when there are no rows */
	struct paging paging;
	const struct column_choice *choices;
	size_t n_choices;
	const struct kept_word *kept;   /* the address's other words */
	size_t n_kept;
};

struct history_field {
	struct str label, before, after;
};

struct history_step {
	struct str what, when, who, device, reason;
	const struct history_field *changes;
	size_t n_changes;
};

struct inbox_item {
	const char *icon;
	struct str title, under, when;
	enum meaning meaning;
	struct str flag;
	struct url to;
	bool here;
};

struct inbox_group {
	struct str title, under;
	const struct inbox_item *items;
	size_t n;
};

struct question {
	struct str title, text, yes, csrf;
	struct url action, back;
	bool grave;            /* it takes something away */
	bool reason;           /* asks why */
};

/* -- fields of a form ------------------------------------------------------------------------ */

enum input_kind {
	INPUT_TEXT,
	INPUT_LINES,
	INPUT_NUMBER,  /* whole or decimal: typed as text, with the language's mark */
	INPUT_MONEY,
	INPUT_DATE,
	INPUT_CLOCK,
	INPUT_YES_NO,  /* with "not said" where it is not required */
	INPUT_CODE,    /* one of a list: a few as radio buttons, more as a menu */
	INPUT_CODES,   /* several of a list */
	INPUT_REF,     /* a record of another register */
	INPUT_REFS,
	INPUT_SLOTS,   /* a weekly schedule */
	INPUT_FILE,
	INPUT_SHOWN,   /* worked out, not typed */
};

struct input_option {
	struct str value, label;
	struct str group;      /* options of one group stand together; absent: none */
	bool chosen;
};

struct input_view {
	enum input_kind kind;
	struct str name, label, hint, unit, value;
	struct str fault;      /* absent: none */
	bool required;
	bool of_choice;        /* what is left empty is meant so: "(optional)", not "(if known)" */
	int64_t max;           /* code points of a text; 0: no bound is said */
	const struct input_option *options;
	size_t n_options;
	bool many;             /* a REF or REFS with more records than options: search by typing */
	struct str rest;       /* REFS: what was typed for those that are no options */
	struct url search;     /* of a REF: where records are looked for, without scripts */
	struct str accept;     /* of a file: ".csv,.xlsx" */
};
/* Up to so many codes are buttons, more are a menu. */
#define INPUT_RADIOS_MAX 5
#define INPUT_CHECKS_MAX 24 /* more scroll in a box of their own */

#endif
