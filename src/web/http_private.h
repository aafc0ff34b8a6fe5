/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the files of the server share: a request under way, the workers, answers' bytes, streams. */
#ifndef MAILLAGE_WEB_HTTP_PRIVATE_H
#define MAILLAGE_WEB_HTTP_PRIVATE_H

#include "web/http_parse.h"

struct conn;

/* A request and its answer; lives in its own arena. */
struct exchange {
	struct arena *arena;
	struct conn *conn;
	struct http_request request;
	struct http_response answer;
	struct http_parse parse;
	struct buf head;          /* of the answer */
	int64_t whole_at, begun_at, answered_at; /* microseconds, monotonic */
	int64_t sent;             /* bytes */
	bool decided, quick, slow; /* the site's head callback was asked, and said so */
	bool parked, gone_on;     /* under the pool's lock: waits for http_go_on; that came first */
	struct exchange *next;    /* in a queue */
};

/* -- workers (http_work.c) ------------------------------------------------------------------- */

/*
 * A bounded queue and its threads.  `run` is called in a worker, again after pool_go_on when it left the
 * exchange waiting; `wake` at the end in the same worker, to tell the loop, which then calls pool_done until
 * it gives NULL.
 */
struct pool;
struct pool_use {
	void *ctx;
	bool (*run)(void *ctx, int worker, struct exchange *x); /* false: it waits */
	void (*wake)(void *ctx);
};
struct pool_size {
	int workers, queue_max;
	int first;                /* the number of its first worker */
	bool slow;                /* gives way to others */
};
bool pool_start(const struct pool_size *size, const struct pool_use *use, struct pool **out, struct err *e)
    MUST_USE;
/* False: the queue is full. */
bool pool_put(struct pool *p, struct exchange *x) MUST_USE;
/* What `run` left waiting goes on. From any thread. */
void pool_go_on(struct pool *p, struct exchange *x);
struct exchange *pool_done(struct pool *p);
void pool_load(struct pool *p, int64_t *queued, int64_t *busy);
/* Joins the threads; what is queued is run first, and what waits is waited for. */
void pool_stop(struct pool *p);

/* -- answers (http_answer.c) ----------------------------------------------------------------- */

/* Compresses the body where that is worth it and asked for; `zip` is the thread's own (NULL: never). */
struct zipper;
struct zipper *zipper_new(void);
void zipper_free(struct zipper *z);
void answer_compress(struct zipper *z, const struct http_request *r, struct http_response *out);
/* The head's bytes into x->head. `date` is the moment in HTTP's form. */
void answer_head(struct exchange *x, const char *date, bool keep_alive);
/* The body's bytes in memory; empty for files and streams. */
struct str answer_body(const struct exchange *x);
bool status_has_body(int status);

/* -- streams (http_stream.c) ----------------------------------------------------------------- */

/* The loop's side: `wake` is called from any thread when there is something to send or to end. */
void stream_attach(struct http_stream *s, void (*wake)(void *ctx), void *ctx);
/* Takes what waits, framed as chunks when asked; true as long as more may come. */
bool stream_take(struct http_stream *s, bool chunked, struct buf *out);
/* The client has gone. */
void stream_detach(struct http_stream *s);

#endif
