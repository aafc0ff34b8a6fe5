/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Private to http_loop.c and http_conn.c: the loop's own state. Everything here belongs to the loop's
 * thread. */
#ifndef MAILLAGE_WEB_HTTP_LOOP_H
#define MAILLAGE_WEB_HTTP_LOOP_H

#include <stdatomic.h>
#include <uv.h>

#include "web/http_private.h"

#define READ_BYTES (64u << 10)
#define KEPT_MAX (64u << 10)     /* bytes read ahead of a pipelining client */
#define FILE_BYTES (128u << 10)  /* of a file at a time */
#define LINGER_MS 2000           /* a refused client may still be sending */
#define SWEEP_MS 100
#define ARENAS_KEPT 64
#define SIGNALS_MAX 4

enum conn_state {
	CONN_IDLE,   /* between requests */
	CONN_HEAD,
	CONN_BODY,
	CONN_BUSY,   /* a worker has it */
	CONN_WRITE,
	CONN_STREAM,
	CONN_LINGER, /* answered and shut; what still comes is thrown away */
	CONN_CLOSED, /* the socket is; a worker may still hold the request */
};

struct conn {
	uv_tcp_t tcp;
	uv_write_t write;
	uv_shutdown_t shut;
	struct http_server *s;
	struct conn *before, *after;           /* all */
	struct conn *idle_before, *idle_after; /* those that are idle, the longest first */
	enum conn_state state;
	struct exchange *x;
	struct buf kept;       /* read, not yet looked at */
	uint64_t deadline;     /* of the loop's clock; 0: none */
	uint64_t begun;        /* when the head, or the body, began */
	size_t write_left;     /* at the last sweep */
	int requests;
	bool reading, writing, eof, feeding, keep_alive;
	bool unread;           /* a body was left on the wire: linger */
	bool handle_closed;
	char *file;            /* FILE_BYTES, while a file is sent */
	int64_t file_at;
	struct buf chunk;      /* of a stream, being written */
	bool stream_more;
	atomic_bool stream_wants;
	char peer[64];
};

struct http_server {
	uv_loop_t loop;
	uv_tcp_t listener;
	uv_async_t wake, halt;
	uv_timer_t sweep;
	uv_signal_t signals[SIGNALS_MAX];
	int n_signals;
	struct http_limits limits;
	struct http_site site;
	struct pool *pool, *slow;  /* what takes long has workers of its own */
	struct zipper *zippers[HTTP_WORKERS_MAX + HTTP_SLOW_WORKERS_MAX];
	struct conn *conns, *idle_first, *idle_last;
	int n_conns;
	bool accept_waits;     /* a connection stands at the door: the house is full */
	bool stopping, closing, swept;
	uint64_t stop_at;
	struct arena *arenas[ARENAS_KEPT];
	int n_arenas;
	char *scratch;
	int port;
	int64_t second;        /* of .date */
	char date[30];
	int64_t offset_ms;     /* of the machine's zone, looked up once a minute */
	int64_t offset_minute;
	uint64_t number;
	atomic_llong connections, requests, refused, gone, accepted;
};

/* http_conn.c */
void conn_open(struct http_server *s);
void conn_close(struct conn *c);
/* A worker is done with it. */
void conn_answered(struct exchange *x);
/* Something waits in streams. */
void conn_streams(struct http_server *s);
/* The server ends: answers that go on end too. */
void conn_streams_end(struct http_server *s);
/* Whether its time is over, or it made progress. */
void conn_sweep(struct conn *c, uint64_t now);

/* http_loop.c */
void server_clock(struct http_server *s, int64_t *now_ms);
struct arena *server_arena(struct http_server *s);
void server_arena_back(struct http_server *s, struct arena *a);
/* Times of connections are looked at from now on. */
void server_sweep(struct http_server *s);
/* A connection has ended: lets the next one in, or ends the loop. */
void server_room(struct http_server *s);

#endif
