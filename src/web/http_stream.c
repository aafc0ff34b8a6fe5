/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* An answer that goes on: a queue between whoever has news and the loop. */
#include <pthread.h>

#include "web/http_private.h"

struct http_stream {
	pthread_mutex_t lock;
	int refs;
	struct buf queue;
	bool ended;     /* by who sends */
	bool gone;      /* the client, or it was too slow */
	void (*wake)(void *ctx);
	void *ctx;
};

static void
unref(void *p)
{
	http_stream_unref(p);
}

struct http_stream *
http_stream_new(struct http_response *out)
{
	struct http_stream *s = calloc(1, sizeof(*s));

	if (s == NULL)
		abort();
	pthread_mutex_init(&s->lock, NULL);
	buf_init(&s->queue);
	s->refs = 1;
	out->stream = s;
	arena_defer(out->arena, unref, s);
	return s;
}

struct http_stream *
http_stream_ref(struct http_stream *s)
{
	pthread_mutex_lock(&s->lock);
	s->refs++;
	pthread_mutex_unlock(&s->lock);
	return s;
}

void
http_stream_unref(struct http_stream *s)
{
	bool last;

	if (s == NULL)
		return;
	pthread_mutex_lock(&s->lock);
	last = --s->refs == 0;
	pthread_mutex_unlock(&s->lock);
	if (!last)
		return;
	buf_release(&s->queue);
	pthread_mutex_destroy(&s->lock);
	free(s);
}

/* With the lock: what the loop is told, it is told under it, so that detaching ends all calls. */
static void
tell(struct http_stream *s)
{
	if (s->wake != NULL)
		s->wake(s->ctx);
}

bool
http_stream_send(struct http_stream *s, struct str text)
{
	bool open;

	pthread_mutex_lock(&s->lock);
	open = !s->gone && !s->ended;
	if (open && s->queue.n + text.n > HTTP_STREAM_QUEUE_MAX) {
		s->gone = true;
		open = false;
		tell(s);
	} else if (open) {
		buf_str(&s->queue, text);
		tell(s);
	}
	pthread_mutex_unlock(&s->lock);
	return open;
}

void
http_stream_end(struct http_stream *s)
{
	pthread_mutex_lock(&s->lock);
	s->ended = true;
	tell(s);
	pthread_mutex_unlock(&s->lock);
}

void
stream_attach(struct http_stream *s, void (*wake)(void *ctx), void *ctx)
{
	pthread_mutex_lock(&s->lock);
	s->wake = wake;
	s->ctx = ctx;
	pthread_mutex_unlock(&s->lock);
}

bool
stream_take(struct http_stream *s, bool chunked, struct buf *out)
{
	bool more;

	pthread_mutex_lock(&s->lock);
	if (s->queue.n > 0 && chunked)
		buf_fmt(out, "%zx\r\n", s->queue.n);
	buf_str(out, buf_text(&s->queue));
	if (s->queue.n > 0 && chunked)
		buf_cstr(out, "\r\n");
	buf_clear(&s->queue);
	more = !s->ended && !s->gone;
	if (!more && chunked && !s->gone)
		buf_cstr(out, "0\r\n\r\n");
	pthread_mutex_unlock(&s->lock);
	return more;
}

void
stream_detach(struct http_stream *s)
{
	pthread_mutex_lock(&s->lock);
	s->gone = true;
	s->wake = NULL;
	pthread_mutex_unlock(&s->lock);
}
