/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The server: listening, the loop, its clock, its end. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/lang.h"
#include "web/http_loop.h"

const struct http_limits http_limits_default = {
	.workers = 0,
	.slow_workers = 0,
	.queue = 512,
	.connections = 4096,
	.head_bytes = 16 << 10,
	.headers = 100,
	.target_bytes = 8 << 10,
	.memory_body_bytes = 1 << 20,
	.head_ms = 15000,
	.body_ms = 20000,
	.body_rate = 512,
	.idle_ms = 60000,
	.write_ms = 30000,
	.stop_ms = 20000,
	.requests = 100000,
};

static const struct limit {
	const char *name;
	size_t at;
	int min, max;
} limits[] = {
#define LIMIT(name, min, max) { #name, offsetof(struct http_limits, name), min, max }
	LIMIT(workers, 0, HTTP_WORKERS_MAX),
	LIMIT(slow_workers, 0, HTTP_SLOW_WORKERS_MAX),
	LIMIT(queue, 1, 100000),
	LIMIT(connections, 1, 1000000),
	LIMIT(head_bytes, 512, 1 << 20),
	LIMIT(headers, 8, 10000),
	LIMIT(target_bytes, 128, 1 << 20),
	LIMIT(memory_body_bytes, 0, 1 << 28),
	LIMIT(head_ms, 100, INT_MAX),
	LIMIT(body_ms, 100, INT_MAX),
	LIMIT(body_rate, 0, INT_MAX),
	LIMIT(idle_ms, 100, INT_MAX),
	LIMIT(write_ms, 100, INT_MAX),
	LIMIT(stop_ms, 0, INT_MAX),
	LIMIT(requests, 1, INT_MAX),
#undef LIMIT
};

bool
http_limit_set(struct http_limits *l, struct str name, int64_t value)
{
	for (size_t i = 0; i < COUNT(limits); i++)
		if (str_is(name, limits[i].name)) {
			if (value < limits[i].min || value > limits[i].max)
				return false;
			*(int *)(void *)((char *)l + limits[i].at) = (int)value;
			return true;
		}
	return false;
}

bool
http_spool(int *fd, struct err *e)
{
	const char *folder = getenv("TMPDIR");

	if (folder == NULL || *folder == '\0')
		folder = "/tmp";
	*fd = open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
	if (*fd < 0) {
		/* Not every file system has nameless files. */
		char name[PATH_MAX];

		snprintf(name, sizeof(name), "%s/maillage-XXXXXX", folder);
		*fd = mkostemp(name, O_CLOEXEC);
		if (*fd >= 0)
			unlink(name);
	}
	return *fd >= 0 ||
	    err_set(e, ERR_UNAVAILABLE, "http.spool", _("No temporary file can be made in %s."), folder);
}

bool
http_spool_write(int fd, struct str bytes, struct err *e)
{
	while (bytes.n > 0) {
		ssize_t n = write(fd, bytes.p, bytes.n);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return err_set(e, err_os_full(errno) ? ERR_BUSY : ERR_UNAVAILABLE, "file.write",
			    _("The file could not be written: %s. The store is as it was."), err_os(errno));
		bytes = str_sub(bytes, (size_t)n, bytes.n);
	}
	return true;
}

/* -- the clock ------------------------------------------------------------------------------- */

void
server_clock(struct http_server *s, int64_t *now_ms)
{
	struct timespec t;

	clock_gettime(CLOCK_REALTIME, &t);
	if (t.tv_sec != s->second) {
		s->second = t.tv_sec;
		http_date_format(t.tv_sec, s->date);
	}
	if (t.tv_sec / 60 != s->offset_minute) {
		struct tm local;

		localtime_r(&t.tv_sec, &local);
		s->offset_ms = local.tm_gmtoff * 1000;
		s->offset_minute = t.tv_sec / 60;
	}
	*now_ms = (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000 + s->offset_ms;
}

/* -- arenas: emptied ones keep their first block --------------------------------------------- */

struct arena *
server_arena(struct http_server *s)
{
	struct arena *a;

	if (s->n_arenas > 0)
		return s->arenas[--s->n_arenas];
	a = malloc(sizeof(*a));
	if (a == NULL)
		abort();
	arena_init(a);
	return a;
}

void
server_arena_back(struct http_server *s, struct arena *a)
{
	if (s->n_arenas < ARENAS_KEPT) {
		arena_back(a, (struct arena_mark){ .block = NULL });
		s->arenas[s->n_arenas++] = a;
		return;
	}
	arena_release(a);
	free(a);
}

/* -- workers --------------------------------------------------------------------------------- */

void
http_wait(struct http_response *out, void (*then)(void *ctx, int worker), void *ctx)
{
	out->waits = true;
	out->then = then;
	out->then_ctx = ctx;
}

void
http_go_on(struct http_response *out)
{
	struct exchange *x = (struct exchange *)(void *)((char *)out - offsetof(struct exchange, answer));
	struct http_server *s = x->conn->s;

	pool_go_on(x->slow ? s->slow : s->pool, x);
}

static bool
run_in_worker(void *ctx, int worker, struct exchange *x)
{
	struct http_server *s = ctx;
	struct http_response *out = &x->answer;
	bool waited = out->waits;

	if (!waited) {
		x->begun_at = clock_micros();
		s->site.handle(s->site.ctx, worker, &x->request, out);
	} else {
		out->waits = false;
		out->then(out->then_ctx, worker);
	}
	if (out->waits)
		return false;
	answer_compress(s->zippers[worker], &x->request, out);
	return true;
}

static void
wake_loop(void *ctx)
{
	struct http_server *s = ctx;

	uv_async_send(&s->wake);
}

static void
on_wake(uv_async_t *h)
{
	struct http_server *s = h->data;
	struct exchange *x;

	while ((x = pool_done(s->pool)) != NULL || (x = pool_done(s->slow)) != NULL)
		conn_answered(x);
	conn_streams(s);
}

/* -- beginning and end ----------------------------------------------------------------------- */

static void
end_loop(struct http_server *s)
{
	if (s->closing)
		return;
	s->closing = true;
	uv_close((uv_handle_t *)&s->wake, NULL);
	uv_close((uv_handle_t *)&s->halt, NULL);
	uv_close((uv_handle_t *)&s->sweep, NULL);
	for (int i = 0; i < s->n_signals; i++)
		uv_close((uv_handle_t *)&s->signals[i], NULL);
}

void
server_room(struct http_server *s)
{
	if (s->stopping) {
		if (s->n_conns == 0)
			end_loop(s);
		return;
	}
	if (s->n_conns == 0) {
		uv_timer_stop(&s->sweep);
		s->swept = false;
	}
	if (s->accept_waits && s->n_conns < s->limits.connections) {
		s->accept_waits = false;
		conn_open(s);
	}
}

static void
on_sweep(uv_timer_t *h)
{
	struct http_server *s = h->data;
	uint64_t now = uv_now(&s->loop);

	for (struct conn *c = s->conns, *after; c != NULL; c = after) {
		after = c->after;
		/* Workers are waited for; the rest had its time. */
		if (s->stopping && now >= s->stop_at && c->state != CONN_BUSY)
			conn_close(c);
		else
			conn_sweep(c, now);
	}
}

void
server_sweep(struct http_server *s)
{
	if (s->swept)
		return;
	s->swept = true;
	uv_timer_start(&s->sweep, on_sweep, SWEEP_MS, SWEEP_MS);
}

static void
stop(struct http_server *s)
{
	if (s->stopping)
		return;
	s->stopping = true;
	s->stop_at = uv_now(&s->loop) + (uint64_t)s->limits.stop_ms;
	uv_close((uv_handle_t *)&s->listener, NULL);
	for (struct conn *c = s->idle_first, *after; c != NULL; c = after) {
		after = c->idle_after;
		conn_close(c);
	}
	conn_streams_end(s);
	if (s->n_conns == 0)
		end_loop(s);
}

static void
on_halt(uv_async_t *h)
{
	stop(h->data);
}

static void
on_signal(uv_signal_t *h, int number)
{
	(void)number;
	stop(h->data);
}

static void
on_connection(uv_stream_t *h, int status)
{
	struct http_server *s = h->data;

	if (status < 0)
		return;
	if (s->n_conns >= s->limits.connections) {
		if (s->idle_first == NULL) {
			s->accept_waits = true;
			return;
		}
		conn_close(s->idle_first);
	}
	conn_open(s);
}

static bool
address(struct http_server *s, struct str host, int port, struct sockaddr_storage *out, struct err *e)
{
	struct addrinfo want = { .ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM };
	uv_getaddrinfo_t r;
	char name[256], service[8];

	snprintf(name, sizeof(name), STR_F, STR_A(host));
	snprintf(service, sizeof(service), "%d", port);
	if (uv_getaddrinfo(&s->loop, &r, NULL, name, service, &want) != 0)
		return err_set(e, ERR_INVALID, "http.host", _("“%s” is no address of this machine."), name);
	memcpy(out, r.addrinfo->ai_addr, r.addrinfo->ai_addrlen);
	uv_freeaddrinfo(r.addrinfo);
	return true;
}

static bool
bind_and_listen(struct http_server *s, struct str host, int port, struct err *e)
{
	struct sockaddr_storage at;
	int n = sizeof(at), r;

	if (!address(s, host, port, &at, e))
		return false;
	uv_tcp_init(&s->loop, &s->listener);
	s->listener.data = s;
	r = uv_tcp_bind(&s->listener, (const struct sockaddr *)&at, 0);
	if (r == 0)
		r = uv_listen((uv_stream_t *)&s->listener, 511, on_connection);
	if (r == 0)
		r = uv_tcp_getsockname(&s->listener, (struct sockaddr *)&at, &n);
	if (r != 0) {
		uv_close((uv_handle_t *)&s->listener, NULL);
		return err_set(e, r == UV_EADDRINUSE ? ERR_BUSY : ERR_UNAVAILABLE, "http.listen",
		    _("Nothing can listen at %.*s:%d: %s."), STR_A(host), port, uv_strerror(r));
	}
	s->port = ntohs(at.ss_family == AF_INET6 ? ((struct sockaddr_in6 *)&at)->sin6_port :
	    ((struct sockaddr_in *)&at)->sin_port);
	return true;
}

static void
zippers_free(struct http_server *s)
{
	for (size_t i = 0; i < COUNT(s->zippers); i++)
		zipper_free(s->zippers[i]);
}

/* What is short and what takes long never wait for each other. */
static bool
start_workers(struct http_server *s, struct err *e)
{
	const struct pool_use use = { s, run_in_worker, wake_loop };
	struct http_limits *l = &s->limits;
	struct pool_size short_ones, long_ones;
	long cores = sysconf(_SC_NPROCESSORS_ONLN);

	if (l->workers == 0)
		l->workers = cores < 2 ? 2 : cores > 64 ? 64 : (int)cores;
	if (l->slow_workers == 0)
		l->slow_workers = l->workers < 2 ? 1 : l->workers < 128 ? l->workers / 2 : HTTP_SLOW_WORKERS_MAX;
	for (int i = 0; i < http_workers(s); i++)
		s->zippers[i] = zipper_new();
	short_ones = (struct pool_size){ .workers = l->workers, .queue_max = l->queue };
	long_ones = (struct pool_size){ .workers = l->slow_workers, .queue_max = l->queue, .first = l->workers,
		.slow = true };
	return pool_start(&short_ones, &use, &s->pool, e) && pool_start(&long_ones, &use, &s->slow, e);
}

bool
http_listen(struct str host, int port, const struct http_limits *l, const struct http_site *site,
    struct http_server **out, struct err *e)
{
	struct http_server *s = calloc(1, sizeof(*s));

	if (s == NULL || (s->scratch = malloc(READ_BYTES)) == NULL)
		abort();
	s->limits = *l;
	s->site = *site;
	if (uv_loop_init(&s->loop) != 0) {
		err_set(e, ERR_UNAVAILABLE, "http.loop", _("The system gives no event loop."));
		goto free_server;
	}
	if (!bind_and_listen(s, host, port, e))
		goto close_loop;
	uv_async_init(&s->loop, &s->wake, on_wake);
	uv_async_init(&s->loop, &s->halt, on_halt);
	uv_timer_init(&s->loop, &s->sweep);
	s->wake.data = s->halt.data = s->sweep.data = s;
	if (!start_workers(s, e))
		goto close_handles;
	*out = s;
	return true;

close_handles:
	pool_stop(s->pool);
	zippers_free(s);
	uv_close((uv_handle_t *)&s->listener, NULL);
	end_loop(s);
close_loop:
	uv_run(&s->loop, UV_RUN_DEFAULT);
	uv_loop_close(&s->loop);
free_server:
	free(s->scratch);
	free(s);
	return false;
}

int
http_port(const struct http_server *s)
{
	return s->port;
}

int
http_workers(const struct http_server *s)
{
	return s->limits.workers + s->limits.slow_workers;
}

bool
http_run(struct http_server *s, struct err *e)
{
	if (uv_run(&s->loop, UV_RUN_DEFAULT) == 0)
		return true;
	return err_set(e, ERR_INTERNAL, "http.loop", _("The event loop ended by itself."));
}

void
http_stop(struct http_server *s)
{
	uv_async_send(&s->halt);
}

void
http_stop_on(struct http_server *s, const int *signals)
{
	for (; *signals != 0 && s->n_signals < SIGNALS_MAX; signals++) {
		uv_signal_t *h = &s->signals[s->n_signals++];

		uv_signal_init(&s->loop, h);
		h->data = s;
		uv_signal_start(h, on_signal, *signals);
	}
}

void
http_counts_read(const struct http_server *s, struct http_counts *out)
{
	int64_t queued, busy;

	out->connections = atomic_load_explicit(&s->connections, memory_order_relaxed);
	out->requests = atomic_load_explicit(&s->requests, memory_order_relaxed);
	out->refused = atomic_load_explicit(&s->refused, memory_order_relaxed);
	out->gone = atomic_load_explicit(&s->gone, memory_order_relaxed);
	out->accepted = atomic_load_explicit(&s->accepted, memory_order_relaxed);
	pool_load(s->pool, &out->queued, &out->busy_workers);
	pool_load(s->slow, &queued, &busy);
	out->queued += queued;
	out->busy_workers += busy;
}

void
http_free(struct http_server *s)
{
	if (s == NULL)
		return;
	pool_stop(s->pool);
	pool_stop(s->slow);
	if (!s->closing) {
		/* It never ran. */
		stop(s);
		uv_run(&s->loop, UV_RUN_DEFAULT);
	}
	uv_loop_close(&s->loop);
	zippers_free(s);
	for (int i = 0; i < s->n_arenas; i++) {
		arena_release(s->arenas[i]);
		free(s->arenas[i]);
	}
	free(s->scratch);
	free(s);
}
