/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * One connection: reads, feeds the parser, hands whole requests to the site, writes answers, one
 * request at a time; what a client sends ahead is kept, up to a ceiling.  All in the loop's thread.
 */
#include <unistd.h>

#include "base/clock.h"
#include "web/http_loop.h"

static void conn_feed(struct conn *c, const char *bytes, size_t n);
static void conn_continue(struct conn *c);
static void exchange_end(struct conn *c, bool whole);
static void read_on(struct conn *c);
static void send_more(struct conn *c);

static void
later(struct conn *c, int ms)
{
	c->deadline = uv_now(&c->s->loop) + (uint64_t)ms;
}

/* -- lists ----------------------------------------------------------------------------------- */

static void
idle_leave(struct conn *c)
{
	struct http_server *s = c->s;

	if (c->idle_before == NULL && s->idle_first != c)
		return;
	if (c->idle_before != NULL)
		c->idle_before->idle_after = c->idle_after;
	else
		s->idle_first = c->idle_after;
	if (c->idle_after != NULL)
		c->idle_after->idle_before = c->idle_before;
	else
		s->idle_last = c->idle_before;
	c->idle_before = c->idle_after = NULL;
}

static void
idle_enter(struct conn *c)
{
	struct http_server *s = c->s;

	c->state = CONN_IDLE;
	c->idle_before = s->idle_last;
	if (s->idle_last != NULL)
		s->idle_last->idle_after = c;
	else
		s->idle_first = c;
	s->idle_last = c;
	later(c, s->limits.idle_ms);
}

/* -- the end of a connection ----------------------------------------------------------------- */

/* Freed once the socket is closed and no worker holds its request. */
static void
free_if_done(struct conn *c)
{
	struct http_server *s = c->s;

	if (!c->handle_closed || c->x != NULL)
		return;
	if (c->before != NULL)
		c->before->after = c->after;
	else
		s->conns = c->after;
	if (c->after != NULL)
		c->after->before = c->before;
	buf_release(&c->kept);
	buf_release(&c->chunk);
	free(c->file);
	free(c);
	s->n_conns--;
	atomic_fetch_sub_explicit(&s->connections, 1, memory_order_relaxed);
	server_room(s);
}

static void
on_closed(uv_handle_t *h)
{
	struct conn *c = h->data;

	c->handle_closed = true;
	free_if_done(c);
}

void
conn_close(struct conn *c)
{
	enum conn_state was = c->state;

	if (was == CONN_CLOSED)
		return;
	idle_leave(c);
	c->state = CONN_CLOSED;
	c->deadline = 0;
	/* A worker gives a request back; a write under way needs its memory, and ends with an error before
	 * on_closed. All others are over now. */
	if (c->x != NULL && was != CONN_BUSY && !c->writing)
		exchange_end(c, false);
	uv_close((uv_handle_t *)&c->tcp, on_closed);
}

static void
on_shut(uv_shutdown_t *shut, int status)
{
	struct conn *c = shut->data;

	if (status != 0)
		conn_close(c);
}

/* Answered, but the client may not have heard it yet: a close with bytes unread would cut it off. */
static void
linger(struct conn *c)
{
	idle_leave(c);
	if (!c->unread || c->eof) {
		conn_close(c);
		return;
	}
	c->state = CONN_LINGER;
	later(c, LINGER_MS);
	read_on(c);
	if (c->state == CONN_CLOSED)
		return;
	c->shut.data = c;
	if (uv_shutdown(&c->shut, (uv_stream_t *)&c->tcp, on_shut) != 0)
		conn_close(c);
}

/* -- a request ------------------------------------------------------------------------------- */

static void
exchange_begin(struct conn *c)
{
	struct arena *a = server_arena(c->s);
	struct exchange *x = arena_new(a, struct exchange);

	idle_leave(c);
	c->state = CONN_HEAD;
	c->begun = uv_now(&c->s->loop);
	later(c, c->s->limits.head_ms);
	c->x = x;
	x->arena = a;
	x->conn = c;
	x->request.arena = a;
	x->request.peer = str_of(c->peer);
	x->answer = (struct http_response){ .arena = a, .fd = -1 };
	http_parse_start(&x->parse, &x->request, &c->s->limits);
}

/* The request is over: told to the site, its memory given back. */
static void
exchange_end(struct conn *c, bool whole)
{
	struct http_server *s = c->s;
	struct exchange *x = c->x;
	struct http_report report = {
		.status = x->answer.status,
		.bytes_in = x->parse.bytes,
		.bytes_out = x->sent,
		.micros = x->whole_at > 0 ? clock_micros() - x->whole_at : 0,
		.queued_micros = x->begun_at > x->whole_at ? x->begun_at - x->whole_at : 0,
		.gone = !whole,
	};

	if (!whole)
		atomic_fetch_add_explicit(&s->gone, 1, memory_order_relaxed);
	if (x->whole_at > 0 || x->request.refuse != 0)
		s->site.done(s->site.ctx, &x->request, &report);
	c->x = NULL;
	/* Who still has news for it must not wake this connection. */
	if (x->answer.stream != NULL)
		stream_detach(x->answer.stream);
	if (x->answer.fd >= 0)
		close(x->answer.fd);
	buf_release(&x->answer.body);
	server_arena_back(s, x->arena);
}

static void
handle_in_loop(struct conn *c)
{
	struct exchange *x = c->x;

	x->begun_at = x->whole_at;
	c->s->site.handle(c->s->site.ctx, -1, &x->request, &x->answer);
	conn_answered(x);
}

/* A whole request, or one that is refused: to the site. */
static void
dispatch(struct conn *c, bool quick)
{
	struct exchange *x = c->x;
	struct pool *pool = x->slow ? c->s->slow : c->s->pool;
	struct http_request *r = &x->request;

	c->state = CONN_BUSY;
	c->deadline = 0;
	c->requests++;
	atomic_fetch_add_explicit(&c->s->requests, 1, memory_order_relaxed);
	server_clock(c->s, &r->now_ms);
	r->today = (int32_t)(r->now_ms / 86400000);
	r->number = ++c->s->number;
	x->whole_at = clock_micros();
	buf_init(&x->answer.body);
	if (quick || r->refuse != 0 || !pool_put(pool, x)) {
		if (!quick && r->refuse == 0)
			r->refuse = 503;
		handle_in_loop(c);
	}
}

static void
refuse(struct conn *c, int status)
{
	struct exchange *x = c->x;

	x->request.refuse = status;
	x->parse.keep_alive = false;
	c->unread = true;
	atomic_fetch_add_explicit(&c->s->refused, 1, memory_order_relaxed);
	dispatch(c, true);
}

static void
whole(struct conn *c)
{
	struct exchange *x = c->x;

	if (!http_parse_finish(&x->parse))
		refuse(c, x->parse.status);
	else
		dispatch(c, x->decided && x->quick);
}

static void
on_continue_written(uv_write_t *w, int status)
{
	(void)status;
	free(w);
}

static void
say_continue(struct conn *c)
{
	static const char text[] = "HTTP/1.1 100 Continue\r\n\r\n";
	uv_buf_t b = uv_buf_init((char *)(uintptr_t)text, sizeof(text) - 1);
	uv_write_t *w = malloc(sizeof(*w));

	if (w == NULL)
		abort();
	if (uv_write(w, (uv_stream_t *)&c->tcp, &b, 1, on_continue_written) != 0)
		free(w);
}

/* The head is there. */
static void
decide(struct conn *c)
{
	struct exchange *x = c->x;
	struct http_plan plan = { .body_max = 0 };

	server_clock(c->s, &x->request.now_ms);
	c->s->site.head(c->s->site.ctx, &x->request, &plan);
	x->decided = true;
	x->quick = plan.quick;
	x->slow = plan.slow;
	if (plan.refuse != 0) {
		x->request.refuse = plan.refuse;
		/* Without a body, the connection goes on. */
		c->unread = x->parse.has_body;
		x->parse.keep_alive = x->parse.keep_alive && !x->parse.has_body;
		dispatch(c, plan.quick);
		return;
	}
	http_parse_body(&x->parse, plan.body_max);
	c->state = CONN_BODY;
	c->begun = uv_now(&c->s->loop);
	later(c, c->s->limits.body_ms);
}

/* -- bytes in -------------------------------------------------------------------------------- */

static void
keep(struct conn *c, const char *bytes, size_t n)
{
	buf_put(&c->kept, bytes, n);
	if (c->kept.n >= KEPT_MAX && c->reading) {
		c->reading = false;
		uv_read_stop((uv_stream_t *)&c->tcp);
	}
}

/* A body may be slow, but not so slow that it never ends. */
static void
body_came(struct conn *c)
{
	const struct http_limits *l = &c->s->limits;
	uint64_t now = uv_now(&c->s->loop), last;

	later(c, l->body_ms);
	if (l->body_rate == 0)
		return;
	last = c->begun + (uint64_t)l->body_ms + (uint64_t)c->x->parse.bytes * 1000 / (uint64_t)l->body_rate;
	if (c->deadline > last)
		c->deadline = last > now ? last : now;
}

static void
parsed(struct conn *c, size_t left)
{
	struct exchange *x = c->x;

	if (x->parse.state == PARSE_READY)
		decide(c);
	if (c->x != x || c->state == CONN_BUSY || c->state >= CONN_WRITE)
		return;
	switch (x->parse.state) {
	case PARSE_START:
	case PARSE_HEAD:
	case PARSE_READY:
		break;
	case PARSE_BODY:
		if (x->parse.expects && left == 0)
			say_continue(c);
		x->parse.expects = false;
		body_came(c);
		break;
	case PARSE_DONE:
		whole(c);
		break;
	case PARSE_BAD:
		refuse(c, x->parse.status);
		break;
	}
}

static void
conn_feed(struct conn *c, const char *bytes, size_t n)
{
	size_t at = 0;

	c->feeding = true;
	while (at < n && c->state <= CONN_BODY) {
		if (c->x == NULL)
			exchange_begin(c);
		at += http_parse_feed(&c->x->parse, bytes + at, n - at);
		parsed(c, n - at);
	}
	c->feeding = false;
	if (at < n && (c->state == CONN_BUSY || c->state == CONN_WRITE))
		keep(c, bytes + at, n - at);
}

static void
on_alloc(uv_handle_t *h, size_t hint, uv_buf_t *b)
{
	struct conn *c = h->data;

	(void)hint;
	*b = uv_buf_init(c->s->scratch, READ_BYTES);
}

static void
on_read(uv_stream_t *h, ssize_t n, const uv_buf_t *b)
{
	struct conn *c = h->data;

	if (n > 0) {
		if (c->state == CONN_BUSY || c->state == CONN_WRITE)
			keep(c, b->base, (size_t)n);
		else if (c->state <= CONN_BODY)
			conn_feed(c, b->base, (size_t)n);
		return;
	}
	if (n == 0)
		return;
	c->eof = true;
	c->reading = false;
	/* Who has said all may still listen; who is gone is gone. */
	if (n == UV_EOF && (c->state == CONN_BUSY || c->state == CONN_WRITE || c->state == CONN_STREAM))
		return;
	conn_close(c);
}

static void
read_on(struct conn *c)
{
	if (c->reading || c->eof || c->state == CONN_CLOSED)
		return;
	if (uv_read_start((uv_stream_t *)&c->tcp, on_alloc, on_read) == 0)
		c->reading = true;
	else
		conn_close(c);
}

void
conn_open(struct http_server *s)
{
	struct conn *c = calloc(1, sizeof(*c));
	struct sockaddr_storage at;
	int n = sizeof(at);

	if (c == NULL)
		abort();
	c->s = s;
	uv_tcp_init(&s->loop, &c->tcp);
	c->tcp.data = c;
	buf_init(&c->kept);
	buf_init(&c->chunk);
	c->after = s->conns;
	if (c->after != NULL)
		c->after->before = c;
	s->conns = c;
	s->n_conns++;
	atomic_fetch_add_explicit(&s->connections, 1, memory_order_relaxed);
	atomic_fetch_add_explicit(&s->accepted, 1, memory_order_relaxed);
	if (uv_accept((uv_stream_t *)&s->listener, (uv_stream_t *)&c->tcp) != 0) {
		c->state = CONN_CLOSED;
		uv_close((uv_handle_t *)&c->tcp, on_closed);
		return;
	}
	uv_tcp_nodelay(&c->tcp, 1);
	if (uv_tcp_getpeername(&c->tcp, (struct sockaddr *)&at, &n) == 0)
		uv_ip_name((struct sockaddr *)&at, c->peer, sizeof(c->peer));
	if (strncmp(c->peer, "::ffff:", 7) == 0 && strchr(c->peer, '.') != NULL)
		memmove(c->peer, c->peer + 7, strlen(c->peer + 7) + 1);
	idle_enter(c);
	server_sweep(s);
	read_on(c);
}

/* -- bytes out ------------------------------------------------------------------------------- */

/* The answer is out: on to the next request, or the end. */
static void
answered(struct conn *c)
{
	bool more = c->keep_alive && (!c->eof || c->kept.n > 0) && !c->s->stopping;

	exchange_end(c, true);
	free(c->file);
	c->file = NULL;
	if (!more) {
		linger(c);
		return;
	}
	idle_enter(c);
	if (!c->feeding)
		conn_continue(c);
}

/* What was read ahead is looked at. */
static void
conn_continue(struct conn *c)
{
	struct buf kept = c->kept;

	buf_init(&c->kept);
	if (kept.n > 0)
		conn_feed(c, kept.p, kept.n);
	buf_release(&kept);
	if (c->state > CONN_BODY)
		return;
	if (c->eof)
		conn_close(c);
	else
		read_on(c);
}

/* The answer cannot be sent to its end. */
static void
failed(struct conn *c)
{
	conn_close(c);
	if (c->x != NULL)
		exchange_end(c, false);
	free_if_done(c);
}

static void
on_written(uv_write_t *w, int status)
{
	struct conn *c = w->data;

	c->writing = false;
	if (status != 0 || c->state == CONN_CLOSED) {
		failed(c);
		return;
	}
	send_more(c);
}

/* Writes when the socket can; send_more follows from the loop. */
static void
put_later(struct conn *c, const uv_buf_t *v, unsigned n)
{
	c->write.data = c;
	later(c, c->s->limits.write_ms);
	c->writing = uv_write(&c->write, (uv_stream_t *)&c->tcp, v, n, on_written) == 0;
	c->write_left = uv_stream_get_write_queue_size((uv_stream_t *)&c->tcp);
	if (!c->writing)
		failed(c);
}

/* Writes at once what the socket takes, and the rest when it can. */
static void
put(struct conn *c, struct str first, struct str second)
{
	uv_buf_t v[2] = {
		uv_buf_init((char *)(uintptr_t)first.p, (unsigned)first.n),
		uv_buf_init((char *)(uintptr_t)second.p, (unsigned)second.n),
	};
	unsigned n = second.n > 0 ? 2 : 1, at = 0;
	int done = uv_try_write((uv_stream_t *)&c->tcp, v, n);
	size_t left = done > 0 ? (size_t)done : 0;

	if (done < 0 && done != UV_EAGAIN) {
		failed(c);
		return;
	}
	c->x->sent += (int64_t)(first.n + second.n);
	while (at < n && left >= v[at].len)
		left -= v[at++].len;
	if (at == n) {
		send_more(c);
		return;
	}
	v[at].base += left;
	v[at].len -= left;
	put_later(c, v + at, n - at);
}

static void
send_file(struct conn *c)
{
	struct exchange *x = c->x;
	int64_t left = x->answer.fd_bytes - c->file_at;
	uv_buf_t b;
	ssize_t n;

	if (c->file == NULL && (c->file = malloc(FILE_BYTES)) == NULL)
		abort();
	/* Made by us a moment ago: it is in memory. */
	n = pread(x->answer.fd, c->file, left < FILE_BYTES ? (size_t)left : FILE_BYTES, c->file_at);
	if (n <= 0) {
		failed(c);
		return;
	}
	c->file_at += n;
	c->x->sent += n;
	b = uv_buf_init(c->file, (unsigned)n);
	put_later(c, &b, 1);
}

static void
send_stream(struct conn *c)
{
	buf_clear(&c->chunk);
	c->stream_wants = false;
	c->stream_more = stream_take(c->x->answer.stream, c->x->request.minor == 1, &c->chunk);
	if (c->chunk.n > 0)
		put(c, buf_text(&c->chunk), STR(""));
	else if (c->stream_more)
		c->deadline = 0;
	else
		answered(c);
}

/* What was given to the socket is out: is there more of the answer? */
static void
send_more(struct conn *c)
{
	struct exchange *x = c->x;

	if (x->answer.fd >= 0 && c->file_at < x->answer.fd_bytes && x->request.method != METHOD_HEAD)
		send_file(c);
	else if (c->state == CONN_STREAM && c->stream_more)
		send_stream(c);
	else
		answered(c);
}

static void
tell_loop(void *ctx)
{
	struct conn *c = ctx;

	c->stream_wants = true;
	uv_async_send(&c->s->wake);
}

void
conn_streams(struct http_server *s)
{
	for (struct conn *c = s->conns, *after; c != NULL; c = after) {
		after = c->after;
		if (c->state == CONN_STREAM && c->stream_wants && !c->writing)
			send_stream(c);
	}
}

void
conn_streams_end(struct http_server *s)
{
	for (struct conn *c = s->conns; c != NULL; c = c->after)
		if (c->state == CONN_STREAM)
			http_stream_end(c->x->answer.stream);
}

void
conn_answered(struct exchange *x)
{
	struct conn *c = x->conn;
	struct http_server *s = c->s;
	bool head = x->request.method == METHOD_HEAD;
	int64_t now;

	x->answered_at = clock_micros();
	if (c->state == CONN_CLOSED) {
		exchange_end(c, false);
		free_if_done(c);
		return;
	}
	server_clock(s, &now);
	c->keep_alive = x->parse.keep_alive && !x->answer.close && !s->stopping &&
	    (!c->eof || c->kept.n > 0) && c->requests < s->limits.requests &&
	    (x->answer.stream == NULL || x->request.minor == 1);
	c->state = CONN_WRITE;
	c->file_at = 0;
	answer_head(x, s->date, c->keep_alive);
	if (x->answer.stream != NULL && !head) {
		c->state = CONN_STREAM;
		c->stream_more = true;
		stream_attach(x->answer.stream, tell_loop, c);
		if (s->stopping)
			http_stream_end(x->answer.stream);
	} else if (x->answer.stream != NULL) {
		stream_detach(x->answer.stream);
	}
	put(c, buf_text(&x->head), head ? STR("") : answer_body(x));
}

/* -- time ------------------------------------------------------------------------------------ */

void
conn_sweep(struct conn *c, uint64_t now)
{
	if (c->state == CONN_WRITE || c->state == CONN_STREAM) {
		size_t left = uv_stream_get_write_queue_size((uv_stream_t *)&c->tcp);

		if (left != c->write_left) {
			c->write_left = left;
			later(c, c->s->limits.write_ms);
		}
	}
	if (c->deadline == 0 || now < c->deadline)
		return;
	/* Who began to speak is told why the line goes dead. */
	if (c->state == CONN_HEAD || c->state == CONN_BODY)
		refuse(c, 408);
	else
		conn_close(c);
}
