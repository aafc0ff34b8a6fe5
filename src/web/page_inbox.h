/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The validation inbox: records that were sent, a page of one register at a time, with what a look at
 * them found (registers/review.h), and one of them opened beside.
 */
#ifndef MAILLAGE_WEB_PAGE_INBOX_H
#define MAILLAGE_WEB_PAGE_INBOX_H

#include "registers/review.h"
#include "web/show.h"

#define INBOX_PAGE 100

/* A flag told to people. */
struct flag_view {
	struct str word;       /* short, for the list */
	struct str title, text;
	struct url to;         /* of a duplicate: the other one */
	struct str other;      /* its UUID; absent: none */
};

struct note_view {
	struct str label;
	struct str before, marked, after; /* `marked` is what raised a doubt */
};

struct inbox_line {
	struct str label;
	struct table_cell cell;
};

/* The record that is open. */
struct inbox_one {
	struct str by, title, when;
	const struct flag_view *flags;
	size_t n_flags;
	const struct inbox_line *lines;
	size_t n_lines;
	const struct note_view *notes; /* free texts */
	size_t n_notes;
	struct str one;        /* "UUID.version", as forms carry it */
	struct str next;       /* UUID of the one to open afterwards; empty: the first */
	struct url edit, open, close;
	struct str place;      /* "Fiche 1 sur 14" */
	struct str fault;      /* why the word to its author was not taken */
	struct str word;       /* that word, as typed */
	const struct input_option *about; /* what it may be about: fields that are set */
	size_t n_about;
};

struct inbox_done {
	struct str said;
	struct str span;       /* "41-52", for taking it back; empty: there is nothing to take back */
	struct str kept;       /* what was not validated, and why; empty: none */
};

struct inbox_view {
	struct str title, under;
	const struct choice_link *regs; /* registers with a state */
	size_t n_regs;
	const struct choice_link *segments; /* all, to look at, without a flag */
	size_t n_segments;
	struct str reg, scheme, day, flag, cursor; /* the words of the address */
	const struct input_option *schemes;
	size_t n_schemes;
	const struct input_option *flags;
	size_t n_flags;
	bool filtered;
	const struct inbox_group *groups;
	size_t n_groups;
	const struct str *clean; /* "UUID.version" of those shown without a flag */
	size_t n_clean;
	struct paging paging;
	struct empty_place empty;
	const struct inbox_one *one; /* NULL: none is open */
	bool chosen;           /* it was asked for: on a phone it stands alone */
	struct inbox_done done;
	struct str csrf;
};

/* -- between page_inbox*.c --------------------------------------------------------------------- */

/* The words of the address that say which page of the inbox: never more. */
struct inbox_words {
	const struct reg *reg;
	struct str scheme, day, flag, cursor;
};
/* Reads them from a query or a form ("register", "scheme", "day", "flag", "cursor"). A register that is
 * absent: the first that holds something, when `counts` (by place in `registers`) is given. */
struct form;
bool inbox_words_of(struct web_request *r, const struct form *f, struct inbox_words *out, struct err *e)
    MUST_USE;
/* "/validate?…" of them. */
struct url inbox_url(struct web_request *r, const struct inbox_words *w);
/* Whether a register has records that its leaders validate, and the reader is one. */
bool inbox_has(const struct web_request *r, const struct reg *g);
/* A flag in words. */
struct flag_view inbox_flag(struct web_request *r, const struct reg *g, const struct review_flag *f);
/* The open record in words. */
bool inbox_one_of(struct web_request *r, struct show *w, const struct record *rec, const struct review *v,
    struct inbox_one *out, struct err *e) MUST_USE;
struct str inbox_id(struct arena *a, const struct record *rec);

/* What a form could not do, told on the page drawn again. */
struct inbox_fault {
	struct uuid id;
	struct str text, word;
};
bool inbox_draw(struct web_request *r, const struct form *words, const struct inbox_fault *fault,
    struct err *e) MUST_USE;

#endif
