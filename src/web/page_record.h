/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the pages of one record show: the record, its history, its form, what to do about a conflict. */
#ifndef MAILLAGE_WEB_PAGE_RECORD_H
#define MAILLAGE_WEB_PAGE_RECORD_H

#include "web/show.h"

struct record_line {
	struct str label;
	struct table_cell cell; /* absent text: nothing is said */
	bool sealed;            /* its text says why it cannot be read */
};

/* How much of a line a field takes. */
enum edit_width { WIDTH_LINE, WIDTH_HALF, WIDTH_QUARTER, WIDTH_COUNT };
extern const char *const edit_widths[]; /* names of classes */

struct record_view {
	struct page_head head;
	const struct choice_link *tabs;
	size_t n_tabs;
	const struct record_line *v;
	size_t n;
	const struct history_step *steps; /* of the second tab */
	size_t n_steps;
	struct str caption;    /* of the tabs */
	bool deleted;          /* and may be taken back */
	struct url restore;
	bool draft;            /* not sent yet, or sent back */
	struct str word_by, word; /* by whom and why; absent: nobody sent it back */
	struct url send;       /* absent: one may not */
	int64_t version;
	struct str csrf;
};

/* Fields that stand together under a heading. */
struct edit_part {
	struct str label;      /* empty: none */
	const struct input_view *v;
	const enum edit_width *width;
	size_t n;
};

struct edit_view {
	struct page_head head;
	struct url action, back;
	struct str csrf;
	struct str id;         /* of a new record: the same one sent twice is one record */
	int64_t base;
	struct str source_id;  /* own id; may be typed for a new record */
	bool made;             /* the record is there already */
	bool reason;           /* asks why */
	struct str reason_text;
	const struct edit_part *parts;
	size_t n_parts;
	const struct form_fault *faults;
	size_t n_faults;
	const struct history_field *differ; /* a conflict: label, what stands, what was typed */
	size_t n_differ;
};

/* Shared by those pages. A count that is 0 unless something is typed says nothing. */
bool record_says_nothing(const struct field *f, const struct cell *c);
/* The record's address, with "/edit" and the like behind; NULL: nothing. */
struct url record_below(struct web_request *r, const struct record *rec, const char *word);
/* Title, tabs, ways to change it. */
bool record_view_begin(struct web_request *r, struct show *w, const struct record *rec, bool history,
    struct record_view *v, struct err *e) MUST_USE;
/* What a draft says of itself. */
bool record_draft(struct web_request *r, const struct record *rec, struct record_view *v, struct err *e)
    MUST_USE;
void record_shell(struct web_request *r, const struct reg *g, struct str title, struct shell *s);

#endif
