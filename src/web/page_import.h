/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the pages of imports show: the file, its columns, what became of its lines. */
#ifndef MAILLAGE_WEB_PAGE_IMPORT_H
#define MAILLAGE_WEB_PAGE_IMPORT_H

#include "web/page_list.h"
#include "web/upload.h"

enum import_step { STEP_FILE, STEP_COLUMNS, STEP_CHECK, STEP_DONE };

/* Of every page. */
struct import_head {
	struct page_head head;
	enum import_step step;
};

struct import_view {
	struct import_head h;
	struct url action;
	struct input_view file;
	struct str fault;            /* why the file cannot be read; absent: none */
	bool gone;                   /* one was sent before, and is not kept any more */
	struct table_view known;     /* the columns that the register knows */
};

struct import_column {
	struct str name;             /* as written; "column 3" when it has none */
	struct str samples;          /* some of its first values */
	struct input_view menu;      /* what it may hold */
	enum meaning meaning;
	struct str said;
	bool open;                   /* nobody has said yet what it holds */
};

struct columns_view {
	struct import_head h;
	struct url action, other, drop;
	struct str dialect;          /* "CSV with semicolons …" */
	const struct import_column *v;
	size_t n, n_open;
	const struct str *faults;    /* what is missing, or held twice */
	size_t n_faults;
	struct table_view lines;     /* the first, as they are read */
	struct str broken;           /* why reading stops behind them; absent: it does not */
};

struct import_counts {
	int64_t lines, made, changed, known, refused, good, grown;
};

struct result_view {
	struct import_head h;
	bool runs;                   /* it is being read */
	struct str progress;
	enum meaning meaning;
	struct str title, text;
	bool counted;
	struct import_counts n;
	struct table_view reasons;   /* what is refused most, with how many lines */
	struct table_view refused;   /* line by line */
	int64_t more;                /* refusals that are not shown */
	struct url rejects;          /* the refused lines as a file; absent: none */
	struct url bring;            /* form that brings in; absent: there is nothing to bring */
	bool all, good;              /* which of the two it offers */
	struct url columns, drop, list; /* to the columns, away, and what is there now; absent: no way */
	struct url again, other;     /* this page; another file */
};

/* -- shared by those pages -------------------------------------------------------------------- */

/* The register of the address, when one may bring files into it. */
bool import_asked(struct web_request *r, const struct reg **g, struct err *e) MUST_USE;
struct url import_url(struct web_request *r, const struct reg *g);
/* Of a held file: "/import/{register}/{file}", with a word behind (NULL: none). */
struct url import_file_url(struct web_request *r, const struct held *f, const char *word);
void import_head_of(struct web_request *r, const struct reg *g, struct str under, enum import_step step,
    struct import_head *h);
void import_shell(struct web_request *r, const struct import_head *h, struct shell *s);
/* Answers that the file is kept elsewhere or no longer, and asks for it. */
bool import_gone(struct web_request *r, const struct reg *g);
/* A table whose cells, and whether columns are numbers, its maker fills. */
struct import_table {
	struct table_view t;
	struct table_column *columns;
	struct table_cell *cells;
};
struct import_table import_table_of(struct arena *a, const char *caption, const char *const *names, size_t n,
    size_t rows);

#endif
