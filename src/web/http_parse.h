/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Bytes to one request, without sockets: fed as they come, in pieces of any size.  The head is
 * gathered and its lines are checked one by one before llhttp sees it; llhttp then tells the framing
 * and takes the chunks apart.  What either of them does not like is refused.  One thread at a time.
 */
#ifndef MAILLAGE_WEB_HTTP_PARSE_H
#define MAILLAGE_WEB_HTTP_PARSE_H

#include <llhttp.h>

#include "web/http.h"

enum parse_state {
	PARSE_START, /* nothing has come yet, or empty lines only */
	PARSE_HEAD,
	PARSE_READY, /* the head is whole: decide, then http_parse_body */
	PARSE_BODY,
	PARSE_DONE,
	PARSE_BAD,   /* .status and .why; the connection cannot be used any more */
};

struct http_parse {
	enum parse_state state;
	int status;            /* BAD: what to answer */
	const char *why;       /* a word for the log: "two_hosts" */
	struct http_request *r;
	const struct http_limits *limits;
	bool keep_alive;
	bool expects;          /* waits for "100 Continue" before it sends the body */
	bool has_body;
	int64_t length;        /* Content-Length; -1: chunked, or none */
	int64_t bytes;         /* of the whole message so far */

	/* Private. */
	llhttp_t http;
	struct buf head;       /* in the request's arena */
	size_t line;           /* where the line being read begins */
	bool asked;            /* the request line is there */
	struct http_header *headers;
	size_t n_headers, cap_headers;
	struct buf body;
	int64_t body_bytes;
	size_t body_max;
	int fd;                /* the body's file; -1: in memory */
	char last;             /* byte before those being fed */
};

/* `r->arena` is set; the rest of the request is made here. */
void http_parse_start(struct http_parse *p, struct http_request *r, const struct http_limits *l);
/* Takes bytes; stops at the end of the head, at the end of the message, or at a fault. Returns how many
 * it took. */
size_t http_parse_feed(struct http_parse *p, const char *bytes, size_t n);
/* At READY: the body's ceiling. Makes it BODY, or DONE when there is none, or BAD with 413. */
void http_parse_body(struct http_parse *p, size_t max);
/* The body becomes one slice, r->body: a file is mapped. False: no memory or disk for it (BAD, 503). */
bool http_parse_finish(struct http_parse *p);

#endif
