/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A site without an application, for tests of the server from outside (tests/test_http.py).
 * usage: http_echo [LIMIT=NUMBER…]    prints its port, then a line a request: "done STATUS gone"
 *
 * /sleep, /slow and /later take their time: ms of it, or without that until the door opens. A byte on the
 * standard input opens it or shuts it again, which "door" tells; "knocked" is printed when such a request was
 * read.
 */
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

#include "base/json.h"
#include "web/form.h"
#include "web/http.h"

static int64_t
asked_number(const struct http_request *r, const char *name, int64_t otherwise)
{
	struct form f;
	struct err e = { 0 };
	int64_t n;

	if (!form_query(r->query, r->arena, &f, &e) || !form_has(&f, name) || !str_int(form_get(&f, name), &n))
		return otherwise;
	return n;
}

static void
say(const char *word)
{
	printf("%s\n", word);
	fflush(stdout);
}

struct door {
	pthread_mutex_t lock;
	pthread_cond_t moved;
	bool open;
};

static void *
keep_door(void *ctx)
{
	struct door *d = ctx;
	char c;

	while (read(STDIN_FILENO, &c, 1) == 1) {
		pthread_mutex_lock(&d->lock);
		d->open = !d->open;
		pthread_cond_broadcast(&d->moved);
		pthread_mutex_unlock(&d->lock);
		say("door");
	}
	return NULL;
}

static void
wait_door(struct door *d)
{
	pthread_mutex_lock(&d->lock);
	while (!d->open)
		pthread_cond_wait(&d->moved, &d->lock);
	pthread_mutex_unlock(&d->lock);
}

static bool
takes_time(const struct http_request *r)
{
	return str_is(r->path, "/sleep") || str_is(r->path, "/slow") || str_is(r->path, "/later");
}

static void
head(void *ctx, struct http_request *r, struct http_plan *plan)
{
	(void)ctx;
	if (takes_time(r) && asked_number(r, "ms", -1) < 0)
		say("knocked");
	if (str_is(r->path, "/echo"))
		plan->body_max = 8 << 20;
	else if (str_is(r->path, "/tight"))
		plan->body_max = 10;
	else if (str_is(r->path, "/quick"))
		plan->quick = true;
	else if (str_is(r->path, "/slow"))
		plan->slow = true;
	else if (str_is(r->path, "/none"))
		plan->refuse = 404;
}

static void
echo(const struct http_request *r, struct http_response *out)
{
	struct json_writer w;

	out->type = STR("application/json");
	js_init(&w, &out->body);
	js_object(&w);
	js_key(&w, "method");
	js_cstr(&w, method_name(r->method));
	js_key(&w, "path");
	js_str(&w, r->path);
	js_key(&w, "query");
	js_str(&w, r->query);
	js_key(&w, "bytes");
	js_int(&w, (int64_t)r->body.n);
	js_key(&w, "hash");
	js_str(&w, str_fmt(r->arena, "%016llx", (unsigned long long)str_hash(r->body)));
	js_key(&w, "headers");
	js_object(&w);
	for (size_t i = 0; i < r->n_headers; i++) {
		js_key_str(&w, r->headers[i].name);
		js_str(&w, r->headers[i].value);
	}
	js_end_object(&w);
	js_end_object(&w);
}

static void *
tell(void *ctx)
{
	struct http_stream *s = ctx;

	for (int i = 0; i < 3; i++) {
		usleep(30000);
		if (!http_stream_send(s, STR("data: news\n\n")))
			break;
	}
	http_stream_end(s);
	http_stream_unref(s);
	return NULL;
}

static void
stream(struct http_response *out)
{
	struct http_stream *s = http_stream_ref(http_stream_new(out));
	pthread_t t;

	out->type = STR("text/event-stream");
	if (pthread_create(&t, NULL, tell, s) == 0)
		pthread_detach(t);
}

/* An answer that is made later. */
struct later {
	struct http_response *out;
	struct door *door;
	int64_t times, wait_us; /* less than nothing: until the door opens */
};

static void wait_once(struct later *l);

static void
then(void *ctx, int worker)
{
	struct later *l = ctx;

	if (l->times > 0) {
		wait_once(l);
		return;
	}
	buf_fmt(&l->out->body, "later, in a worker: %s\n", worker >= 0 ? "yes" : "no");
}

static void *
go_on(void *ctx)
{
	struct later *l = ctx;

	if (l->wait_us < 0)
		wait_door(l->door);
	else
		usleep((useconds_t)l->wait_us);
	http_go_on(l->out);
	return NULL;
}

static void
wait_once(struct later *l)
{
	pthread_t t;

	l->times--;
	http_wait(l->out, then, l);
	if (l->wait_us == 0)
		http_go_on(l->out);
	else if (pthread_create(&t, NULL, go_on, l) == 0)
		pthread_detach(t);
}

static void
later(const struct http_request *r, struct http_response *out, struct door *door)
{
	struct later *l = arena_new(r->arena, struct later);

	*l = (struct later){ out, door, asked_number(r, "times", 1), asked_number(r, "ms", -1) * 1000 };
	wait_once(l);
}

static void
file(const struct http_request *r, struct http_response *out)
{
	struct err e = { 0 };
	char block[4096];

	out->fd_bytes = asked_number(r, "n", 1000);
	out->type = STR("application/octet-stream");
	memset(block, 'f', sizeof(block));
	if (!http_spool(&out->fd, &e))
		abort();
	for (int64_t at = 0; at < out->fd_bytes; at += (int64_t)sizeof(block))
		if (write(out->fd, block, sizeof(block)) < 0)
			abort();
}

static void
handle(void *ctx, int worker, struct http_request *r, struct http_response *out)
{
	struct door *door = ctx;

	(void)worker;
	out->status = r->refuse != 0 ? r->refuse : 200;
	out->type = STR("text/plain");
	if (r->refuse != 0) {
		buf_cstr(&out->body, "refused\n");
	} else if (str_is(r->path, "/echo") || str_is(r->path, "/tight")) {
		echo(r, out);
	} else if (str_is(r->path, "/big")) {
		for (int64_t n = asked_number(r, "n", 100000); n > 0; n -= 10)
			buf_put(&out->body, "ten bytes\n", 10);
	} else if (str_is(r->path, "/file")) {
		file(r, out);
	} else if (str_is(r->path, "/stream")) {
		stream(out);
	} else if (str_is(r->path, "/sleep") || str_is(r->path, "/slow")) {
		int64_t ms = asked_number(r, "ms", -1);

		if (ms < 0)
			wait_door(door);
		else
			usleep((useconds_t)ms * 1000);
		buf_cstr(&out->body, "slept\n");
	} else if (str_is(r->path, "/later")) {
		later(r, out, door);
	} else if (str_is(r->path, "/tag")) {
		if (!http_conditional(r, out, STR("\"a\""), 784887151))
			buf_cstr(&out->body, "tagged\n");
	} else if (str_is(r->path, "/split")) {
		http_add(out, "X-Split", STR("a\r\nX-Evil: b"));
	} else {
		buf_cstr(&out->body, "hello\n");
	}
}

static void
done(void *ctx, const struct http_request *r, const struct http_report *report)
{
	(void)ctx;
	(void)r;
	printf("done %d %d\n", report->status, report->gone);
	fflush(stdout);
}

int
main(int argc, char **argv)
{
	static const int signals[] = { SIGTERM, 0 };
	struct http_limits l = http_limits_default;
	struct door door = { PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, false };
	struct http_site site = { &door, head, handle, done };
	pthread_t keeper;
	struct http_server *s;
	struct err e = { 0 };

	signal(SIGPIPE, SIG_IGN);
	l.workers = 2;
	for (int i = 1; i < argc; i++) {
		struct str rest = str_of(argv[i]), name;
		int64_t v;

		if (!str_cut(&rest, '=', &name) || !str_int(rest, &v) || !http_limit_set(&l, name, v)) {
			fprintf(stderr, "no limit: %s\n", argv[i]);
			return 2;
		}
	}
	if (!http_listen(STR("127.0.0.1"), 0, &l, &site, &s, &e)) {
		fprintf(stderr, "%s\n", e.text);
		return 3;
	}
	if (pthread_create(&keeper, NULL, keep_door, &door) != 0)
		return 3;
	pthread_detach(keeper);
	http_stop_on(s, signals);
	printf("%d\n", http_port(s));
	fflush(stdout);
	if (!http_run(s, &e)) {
		fprintf(stderr, "%s\n", e.text);
		return 3;
	}
	http_free(s);
	return 0;
}
