/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * HTTP/1.1 and 1.0.  One loop thread (libuv) reads, checks and writes; a bounded pool of workers runs
 * the site's handlers; one arena a request, handed from the loop to a worker and back.  Only src/web/
 * http_*.c knows libuv and llhttp.  What is malformed, too large or too slow is refused here, before
 * anybody looks at it: two lengths, a length with chunks, two hosts, folded lines, bare line feeds …
 *
 * Times are milliseconds.  Everything from outside has a ceiling in struct http_limits.
 */
#ifndef MAILLAGE_WEB_HTTP_H
#define MAILLAGE_WEB_HTTP_H

#include "base/buf.h"
#include "base/err.h"

enum method {
	METHOD_NONE, /* invalid in a table */
	METHOD_GET,
	METHOD_HEAD, /* answered as GET is, without the body */
	METHOD_POST,
	METHOD_PUT,
	METHOD_PATCH,
	METHOD_DELETE,
	METHOD_OPTIONS,
	N_METHODS,
};
const char *method_name(enum method m); /* "GET" */

struct http_header {
	struct str name; /* lower case */
	struct str value; /* without blanks around it */
};

/* A whole request. Slices live in its arena. */
struct http_request {
	struct arena *arena;
	enum method method;
	int minor;              /* HTTP/1.minor: 0 or 1 */
	struct str target;      /* as sent */
	struct str path;        /* decoded once, normalised: begins with '/', valid UTF-8, no NUL, no empty or
	                         * dot segment; a '/' at the end is kept */
	struct str query;       /* raw, behind '?'; absent: none */
	struct str host;        /* lower case, with its port */
	const struct http_header *headers;
	size_t n_headers;
	struct str body;        /* whole; a large one is a mapped, unlinked file. Empty when there is none */
	struct str peer;        /* the address it came from, without port */
	int64_t now_ms;         /* when it was whole: wall clock of the machine's zone, as struct cli's */
	int32_t today;
	uint64_t number;        /* of this process: for the log */
	int refuse;             /* not 0: the status to answer with instead of handling it. The request may
	                         * then be no more than its beginning: path may be absent */
	const void *plan;       /* the site's own, set by its head callback */
};

/* A header's value, the first of that name (lower case); absent when there is none. */
struct str http_header(const struct http_request *r, const char *name);
/* A list header ("gzip, br;q=0") names the token with a quality above 0. */
bool http_accepts(struct str list, const char *token);

enum http_coding { CODING_NONE, CODING_GZIP, CODING_BROTLI };

struct http_stream;

/* An answer. Give one body: `body`, `fixed`, a file or a stream. */
struct http_response {
	struct arena *arena;    /* the request's */
	int status;             /* 0 until a handler sets it */
	struct str type;        /* Content-Type */
	struct http_header *headers;
	size_t n_headers, cap_headers;
	struct buf body;        /* grows; released with the request */
	struct str fixed;       /* or memory that lives as long as the process */
	enum http_coding coding; /* what `fixed` is already in */
	int fd;                 /* or a file, from its beginning; -1: none. Closed by the server */
	int64_t fd_bytes;
	struct http_stream *stream; /* or what is sent as it comes */
	bool no_gzip;           /* never compress: it is already, or it must not be */
	bool close;             /* close the connection behind it */
	bool waits;             /* see http_wait */
	void (*then)(void *ctx, int worker);
	void *then_ctx;
};

/* The answer is made later: the handler, in a worker, calls this and returns, and from then on nobody but
 * whoever it gave the request to touches it, until that one calls http_go_on, once, from any thread, even
 * before the handler has returned.  Then `then` is called in a worker (its number, as handle's) and makes the
 * answer.  Meanwhile the request holds no worker. */
void http_wait(struct http_response *out, void (*then)(void *ctx, int worker), void *ctx);
void http_go_on(struct http_response *out);

/* Adds a header. The value is copied; control characters in it become blanks, so that nothing from
 * outside can end a line. Names are as they shall be sent. */
void http_add(struct http_response *out, const char *name, struct str value);
/* Forgets what was answered so far (headers, body, file), as if nothing had been. */
void http_response_reset(struct http_response *out);

/* Conditional requests: sets ETag (as given, with its quotes) and Last-Modified (seconds since 1970
 * UTC; 0: none), and answers 304 or 412 when the request's conditions say so (RFC 9110 13.2.2). True:
 * the answer is complete, do not make a body. */
bool http_conditional(const struct http_request *r, struct http_response *out, struct str etag,
    int64_t modified);
/* Whether an If-Match list holds the tag ("*" holds all). Strong comparison. */
bool http_etag_in(struct str list, struct str etag);

/* An open file without a name, in TMPDIR: what is too large for memory is made there and given as
 * http_response.fd. */
bool http_spool(int *fd, struct err *e) MUST_USE;
/* All of the bytes behind what it holds. */
bool http_spool_write(int fd, struct str bytes, struct err *e) MUST_USE;

/* "Tue, 15 Nov 1994 08:12:31 GMT"; 29 bytes and a NUL. */
void http_date_format(int64_t seconds, char out[30]);
/* The same read back; false for anything else (RFC 9110: an invalid date is ignored). */
bool http_date_parse(struct str s, int64_t *seconds);
/* A request target to path and query; false with the reason when it is none of ours. */
bool http_target(struct str target, struct str host, struct arena *a, struct str *path,
    struct str *query, const char **why);
/* Percent-decodes ('+' to a blank when asked). False at a bad escape, a NUL, or what is no UTF-8. */
bool http_decode(struct str s, bool plus, struct arena *a, struct str *out);

/* -- streams (server-sent events) ------------------------------------------------------------ */

/*
 * An answer that goes on after its handler returned and holds no worker.  The handler makes it, keeps
 * a reference elsewhere (a hub), and whoever has news sends from any thread.
 */
#define HTTP_STREAM_QUEUE_MAX (256u << 10)
struct http_stream *http_stream_new(struct http_response *out);
struct http_stream *http_stream_ref(struct http_stream *s);
void http_stream_unref(struct http_stream *s);
/* Copies and queues. False: the caller is gone, or too slow (the queue is full: it is then closed). */
bool http_stream_send(struct http_stream *s, struct str text);
/* Ends the answer once what is queued was sent. */
void http_stream_end(struct http_stream *s);

/* -- the server ------------------------------------------------------------------------------ */

/* What a site decides when a request's head is there, in the loop: be quick, touch no disk. */
struct http_plan {
	size_t body_max;        /* ceiling of the body in bytes; 0: no body is taken */
	bool quick;             /* the handler needs neither store nor time: run it in the loop */
	bool slow;              /* it may take long: it goes to workers of its own, which give way to others */
	int refuse;             /* not 0: do not read the body, handle with this status */
};

/* What became of a request, in the loop, for log and metrics. */
struct http_report {
	int status;             /* 0: the connection ended before an answer */
	int64_t bytes_in, bytes_out;
	int64_t micros;         /* from the whole request to the last byte handed to the system */
	int64_t queued_micros;  /* of these, waiting for a worker */
	bool gone;              /* the client went away before the end */
};

struct http_site {
	void *ctx;
	/* In the loop, at the end of the headers. May set r->plan. */
	void (*head)(void *ctx, struct http_request *r, struct http_plan *plan);
	/* In a worker (its number from 0), or in the loop (-1) when quick or malformed. */
	void (*handle)(void *ctx, int worker, struct http_request *r, struct http_response *out);
	/* In the loop. */
	void (*done)(void *ctx, const struct http_request *r, const struct http_report *report);
};

#define HTTP_WORKERS_MAX 256
#define HTTP_SLOW_WORKERS_MAX 64
struct http_limits {
	int workers;            /* 0: one a core, at least 2 */
	int slow_workers;       /* besides them, for what takes long; 0: half as many, at least 1 */
	int queue;              /* requests that may wait for a worker, of each kind; more are answered 503 */
	int connections;        /* more close the one that was idle longest, else are not accepted */
	int head_bytes;         /* request line and headers */
	int headers;            /* how many */
	int target_bytes;
	int memory_body_bytes;  /* larger bodies go to a file */
	int head_ms;            /* from the first byte to the end of the headers */
	int body_ms;            /* a body's bytes may pause so long … */
	int body_rate;          /* … and come at this many bytes a second at least, after the first body_ms */
	int idle_ms;            /* between requests of a connection */
	int write_ms;           /* an answer's bytes may pause so long */
	int stop_ms;            /* a graceful stop waits so long for answers under way */
	int requests;           /* of one connection; then it is closed */
};
extern const struct http_limits http_limits_default;
/* "head_ms" and the like, for --limit; false when there is none of that name or the number is out of
 * range. */
bool http_limit_set(struct http_limits *l, struct str name, int64_t value);

/* Numbers for /metrics; read from any thread. */
struct http_counts {
	int64_t connections, requests, refused, gone, queued, busy_workers, accepted;
};

struct http_server;

/* Listens: host (name or address) and port (0: any free). The site outlives the server. */
bool http_listen(struct str host, int port, const struct http_limits *limits,
    const struct http_site *site, struct http_server **out, struct err *e) MUST_USE;
int http_port(const struct http_server *s);
int http_workers(const struct http_server *s); /* of both kinds */
/* Serves until http_stop, in this thread. False: the loop failed. */
bool http_run(struct http_server *s, struct err *e) MUST_USE;
/* Asks for a graceful stop: no new connections, answers under way are finished. From any thread. */
void http_stop(struct http_server *s);
/* The same when one of these signals comes (0 ends the list). Call before http_run. */
void http_stop_on(struct http_server *s, const int *signals);
void http_counts_read(const struct http_server *s, struct http_counts *out);
void http_free(struct http_server *s);

#endif
