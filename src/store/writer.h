/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The one writer thread of a process.  Jobs queue; the writer takes what waits (at most
 * WRITER_GROUP_MAX), runs each inside a savepoint of one transaction, commits once, then wakes the
 * callers: nothing is acknowledged before it is on disk, and a job that fails is undone alone.
 * writer_do and writer_send may be called from any thread.
 */
#ifndef MAILLAGE_STORE_WRITER_H
#define MAILLAGE_STORE_WRITER_H

#include "base/lang.h"
#include "store/store.h"

#define WRITER_GROUP_MAX 2000

struct writer;

/* Runs in the writer's thread, inside the group's transaction. */
typedef bool writer_job(void *ctx, struct store *s, struct err *e);

/* Opens its own connection to the store of `like`. */
bool writer_start(const struct store *like, struct arena *a, struct writer **out, struct err *e)
    MUST_USE;
/* Waits until the job's transaction is committed (true) or the job or the commit failed (false). */
bool writer_do(struct writer *w, writer_job *job, void *ctx, struct err *e) MUST_USE;
/* The same, but alone and outside of any transaction: the job begins and commits its own, and leaves
 * none open.  For what is long and has its own rules about what stays (an import).  Jobs that come
 * meanwhile wait; none is refused. */
bool writer_do_alone(struct writer *w, writer_job *job, void *ctx, struct err *e) MUST_USE;

/* A job that nobody waits for.  It is its owner's memory, which stays until `done` was called: in the
 * writer's thread once its transaction is committed (good) or it failed (e says why), else, when the writer
 * is stopped, at once in the caller's. */
struct writer_ask {
	writer_job *run;
	void *ctx;
	void (*done)(struct writer_ask *ask);
	bool good;
	struct err e;
	/* the writer's own */
	enum lang lang;     /* sentences are for who asked */
	bool alone;         /* no group, and its own transactions */
	bool finished;
	struct writer_ask *next;
};
void writer_send(struct writer *w, struct writer_ask *ask);
/* Finishes what is queued and joins the thread. NULL accepted. */
void writer_stop(struct writer *w);

#endif
