/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Lists of any register, derived from its field table: filtered, sorted, paged by key, counted,
 * restricted by reach.  A page costs what it shows: it goes on behind the last key instead of
 * counting from the start, counts to a ceiling, and of a large register looks at no more than
 * LIST_LOOKED records of the store at a time; the cursor then goes on from there.  A server gives a
 * finder, which knows where to look without the store (facts/find.h).  Reads on the caller's
 * connection; any thread.
 */
#ifndef MAILLAGE_RECORD_LIST_H
#define MAILLAGE_RECORD_LIST_H

#include "record/access.h"
#include "record/codes.h"

#define LIST_PAGE_MAX 500
#define LIST_FILTERS_MAX 40
#define LIST_VALUES_MAX 40    /* alternatives of one filter */
#define LIST_COUNT_MAX 10000  /* exact up to here */
#define LIST_LOOKED 15000     /* records of a large register at a time: some 40 ms, never read before */

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
	const struct cell *cells; /* EQUAL, CONTAINS: n of them; RANGE: two. Of LIST_ID .u, of other
	                           * columns without a field .s or a day .i; a list has one item a cell */
	size_t n;
};

/* How an address tells filters: NAME=VALUE, where NAME is a field or id, source_id, made_by, made_at,
 * changed_at, and VALUE is
 *   a value as import takes it (a code or label; an own id, UUID or title; a date; oui)
 *   A..B, A.. or ..B      a range of dates, times, numbers; a date may be a period too: 2025-03
 *   a text                contained, in a field of text; =TEXT exactly that
 *   -                     empty        *   not empty
 * Blank values say nothing. A name that stands several times: any of its values. */
struct list_word {
	struct str name, value;
};

/* Where a page begins: behind this key, in the order of the list. */
struct list_key {
	struct value v;
	struct uuid id;
};

struct list_ask;
struct list_found {
	struct uuid *v;              /* room for the limit asked for */
	size_t n;
	bool more;                   /* there are others behind them */
	int64_t total;               /* of the whole list, when asked for */
};
/* Finds identifiers in the register's own order, newest first (or `backward`), behind `from` (NULL: the
 * first). False: this ask has something that it does not know; nothing was done. */
typedef bool list_finder(void *ctx, const struct list_ask *ask, const struct list_key *from,
    bool backward, size_t limit, bool count, struct list_found *out);

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
	int64_t looked;              /* records of a large register looked at; 0: LIST_LOOKED */
	struct str cursor;           /* of an earlier page; absent: the first */
	bool deleted;                /* deleted records too */
	bool count;
	list_finder *finder;         /* NULL: the store alone */
	void *finder_ctx;
};

struct list_page {
	struct record *v;            /* the fields asked for are set */
	size_t n;
	struct str next;             /* cursors; absent: there is nothing more */
	struct str previous;
	int64_t total;               /* with .count: exact, unless there are more than so many */
	bool more_than;
	bool partial;                /* not all records were looked at: `next` goes on where it stopped; a
	                              * list in another order than its own is so of the newest records */
};

/* Reads the words of an address into an ask: filters, "sort" ("date", "-date"), "cursor", "limit".
 * Names that are none of these are refused with faults (code "unknown_field"), as are values; words
 * named in `skip` (NULL-ended, may be NULL) are the caller's own. */
/* Columns that a list can be sorted by: not references, not lists. */
bool list_sortable(const struct reg *g, int column);
/* LIST_NO_COLUMN when it is none. */
int list_column(const struct reg *g, struct str name);
bool list_words(struct store *s, struct codes *codes, const struct list_word *w, size_t n,
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
