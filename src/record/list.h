/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Lists of any register, derived from its field table: filtered, sorted, paged by key, counted,
 * restricted by reach.  A page costs what it shows: it goes on behind the last key instead of
 * counting from the start, counts to a ceiling, and looks at no more than LIST_LOOKED records at a
 * time; the cursor then goes on from there.  Reads on the caller's connection; any thread.
 */
#ifndef MAILLAGE_RECORD_LIST_H
#define MAILLAGE_RECORD_LIST_H

#include "record/access.h"
#include "record/codes.h"

#define LIST_PAGE_MAX 500
#define LIST_FILTERS_MAX 40
#define LIST_VALUES_MAX 40    /* alternatives of one filter */
#define LIST_COUNT_MAX 10000  /* exact up to here */

/* Columns every record has beside its fields. */
enum list_column { LIST_ID = -1, LIST_SOURCE_ID = -2, LIST_MADE_BY = -3, LIST_MADE_AT = -4,
	LIST_CHANGED_AT = -5, LIST_NO_COLUMN = -99 };

enum list_match {
	LIST_EQUAL,    /* any of the values: a code in a list of codes, a member of a team */
	LIST_RANGE,    /* dates, times, numbers: from and to, both included, either may be absent */
	LIST_CONTAINS, /* texts, case and accents ignored */
	LIST_EMPTY,
	LIST_FILLED,
};

struct list_filter {
	int column;               /* index of a field, or enum list_column */
	enum list_match match;
	const struct cell *cells; /* EQUAL: n; RANGE: two */
	size_t n;
	struct str text;          /* CONTAINS; EQUAL of LIST_SOURCE_ID and LIST_MADE_BY */
};

/* How an address tells filters: NAME=VALUE, where NAME is a field or id, source_id, made_by, made_at,
 * changed_at, and VALUE is
 *   a value as import takes it (a code or label; an own id, UUID or title; a date; oui)
 *   A..B, A.. or ..B      a range of dates, times, numbers
 *   a text                contained, in a field of text; =TEXT exactly that
 *   -                     empty        *   not empty
 * Blank values say nothing. A name that stands several times: any of its values. */
struct list_word {
	struct str name, value;
};

struct list_ask {
	const struct reg *reg;
	const struct reach *who;     /* NULL: the house itself */
	enum operation op;           /* OP_READ; OP_EXPORT for exports; OP_VALIDATE for the inbox */
	const struct list_filter *filters;
	size_t n_filters;
	int sort;                    /* a column; LIST_NO_COLUMN: the register's own order, newest first */
	bool descending;             /* of .sort */
	const bool *fields;          /* n_fields of them: which are read; NULL: all */
	size_t limit;                /* 0: 50 */
	struct str cursor;           /* of an earlier page; absent: the first */
	bool deleted;                /* deleted records too */
	bool count;
};

struct list_page {
	struct record *v;            /* the fields asked for are set */
	size_t n;
	struct str next;             /* cursors; absent: there is nothing more */
	struct str previous;
	int64_t total;               /* with .count: exact, or LIST_COUNT_MAX with more_than */
	bool more_than;
	bool partial;                /* fewer than `limit` were found among the records looked at: `next`
	                              * goes on looking */
};

/* Reads the words of an address into an ask: filters, "sort" ("date", "-date"), "cursor", "limit".
 * Names that are none of these are refused with faults (code "unknown_field"), as are values; words
 * named in `skip` (NULL-ended, may be NULL) are the caller's own. */
bool list_words(struct store *s, const struct codes *codes, const struct list_word *w, size_t n,
    const char *const *skip, struct arena *a, struct list_ask *ask, struct faults *f, struct err *e)
    MUST_USE;
/* ERR_NOT_FOUND "access.hidden" when the role cannot read the register at all, ERR_DENIED
 * "access.refused" when it may but not this operation; ERR_INVALID "list.cursor". */
bool list_read(struct store *s, const struct codes *codes, const struct list_ask *ask, struct arena *a,
    struct list_page *out, struct err *e) MUST_USE;
/* Every record of the ask in its order, without pages: for exports. `each` returns false to stop
 * with its err set. Memory does not grow with the list. */
bool list_each(struct store *s, const struct codes *codes, const struct list_ask *ask,
    bool (*each)(void *ctx, const struct record *r, struct err *e), void *ctx, struct err *e) MUST_USE;

/* Own ids and titles across registers, within reach: whole words or their beginnings, case and accents
 * ignored. Best first: exact, then beginning of a title, then of a word. */
#define SEARCH_MAX 50
struct search_hit {
	const struct reg *reg;
	struct uuid id;
	struct str source_id, title; /* either may be absent */
};
bool search_all(struct store *s, const struct codes *codes, const struct reach *who, struct str text,
    size_t limit, struct arena *a, struct search_hit **out, size_t *n, struct err *e) MUST_USE;

#endif
