/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Files that were sent, into a register: at once, as programs do it, or a file that waits (held.h) in a
 * thread of its own, so that a page can tell how far it is and what became of it.
 */
#ifndef MAILLAGE_WEB_UPLOAD_H
#define MAILLAGE_WEB_UPLOAD_H

#include "record/import.h"
#include "web/gate.h"
#include "web/held.h"

struct upload {
	const struct reg *reg;
	struct str bytes;      /* CSV or XLSX, by what they are */
	struct str name;       /* of the file, without folders */
	bool partial, dry;
};
/* Runs alone in the writer, with the reach of who asks, and notes it in the audit log. */
bool upload_run(struct web_request *r, const struct upload *u, struct import_result *out, struct err *e)
    MUST_USE;

/* -- a file that waits ----------------------------------------------------------------------- */

#define BRING_AT_ONCE 4        /* files that are read at the same time */
#define BRING_WAIT_MS 1500     /* a page waits so long before it tells how far it is */

enum bring_kind {
	BRING_CHECK,  /* every line is looked at, nothing is changed */
	BRING_ALL,    /* all of it or nothing */
	BRING_GOOD,   /* what is good */
};
enum bring_state { BRING_NOTHING, BRING_RUNS, BRING_ENDED, BRING_FAILED };

/* How it stands; what it points to lives as long as the request. */
struct bring_told {
	enum bring_state state;
	enum bring_kind kind;
	int64_t percent, lines;       /* while it runs; percent -1: nobody knows */
	const struct import_result *result; /* when it ended */
	const struct err *failure;    /* when it failed */
	bool rejects;                 /* refused lines can be taken away */
};

/* All of them, of a server; readings end before the writer does. `keep_ms`: HELD_MS, but in tests. */
struct uploads;
struct uploads *uploads_start(struct writer *w, int64_t keep_ms);
void uploads_stop(struct uploads *u); /* NULL accepted */

/* Keeps a file for the session that sent it. */
bool bring_hold(struct web_request *r, const struct upload *u, struct held **out, struct err *e) MUST_USE;
/* The session's held file of "{file}" for a register, until the request ends; NULL: there is none. */
struct held *bring_held(struct web_request *r, const struct reg *g);
/* Forgets it. */
void bring_drop(struct web_request *r, struct held *f);
/* A table over it, until the request ends. */
bool bring_table(struct web_request *r, const struct held *f, struct table *out, struct err *e) MUST_USE;
/* What each column shall hold (struct import_options .mapped); copied. */
void bring_map(struct held *f, const int *mapped, size_t n);
/* Copied into the arena; false: not said yet. */
bool bring_mapped(struct held *f, struct arena *a, const int **out, size_t *n);
/* Starts, as who asks. ERR_BUSY: too many run. When it runs already, that goes on. */
bool bring_start(struct web_request *r, struct held *f, enum bring_kind kind, struct err *e) MUST_USE;
/* Waits for its end, at most so long. */
void bring_wait(struct web_request *r, struct held *f, int64_t ms);
void bring_tell(struct web_request *r, struct held *f, struct bring_told *out);
/* The refused lines as a file of their own: an open file and its bytes. */
bool bring_rejects(struct held *f, int *fd, int64_t *bytes, struct err *e) MUST_USE;

#endif
