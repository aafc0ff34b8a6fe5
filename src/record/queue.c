/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "record/queue.h"

#include "base/lang.h"

#include <pthread.h>

struct queue {
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t turned;
	queue_sink *sink;
	void *ctx;
	struct queue_chunk *chunks;
	size_t filled;   /* chunks handed to the sink, ever */
	size_t emptied;  /* chunks the sink has done with, ever */
	bool ended;      /* nothing more will be filled */
	bool broken;     /* the sink said stop */
	struct arena_mark mark; /* before the open slot */
	bool slot;
	bool open;       /* the chunk at `filled` is being filled */
};

static void *
queue_run(void *ctx)
{
	struct queue *q = ctx;

	pthread_mutex_lock(&q->lock);
	for (;;) {
		struct queue_chunk *c;
		bool go;

		while (q->emptied == q->filled && !q->ended)
			pthread_cond_wait(&q->turned, &q->lock);
		if (q->emptied == q->filled)
			break;
		c = &q->chunks[q->emptied % QUEUE_CHUNKS];
		go = !q->broken;
		pthread_mutex_unlock(&q->lock);
		if (go)
			go = q->sink(q->ctx, c);
		arena_release(&c->a);
		arena_init(&c->a);
		c->n = 0;
		pthread_mutex_lock(&q->lock);
		q->broken = q->broken || !go;
		q->emptied++;
		pthread_cond_broadcast(&q->turned);
	}
	pthread_mutex_unlock(&q->lock);
	return NULL;
}

static void
queue_release(void *p)
{
	struct queue *q = p;

	for (size_t i = 0; i < QUEUE_CHUNKS; i++)
		arena_release(&q->chunks[i].a);
	pthread_cond_destroy(&q->turned);
	pthread_mutex_destroy(&q->lock);
}

bool
queue_start(struct arena *a, queue_sink *sink, void *ctx, struct queue **out, struct err *e)
{
	struct queue *q = arena_new(a, struct queue);

	q->sink = sink;
	q->ctx = ctx;
	q->chunks = arena_array(a, struct queue_chunk, QUEUE_CHUNKS);
	for (size_t i = 0; i < QUEUE_CHUNKS; i++)
		arena_init(&q->chunks[i].a);
	pthread_mutex_init(&q->lock, NULL);
	pthread_cond_init(&q->turned, NULL);
	arena_defer(a, queue_release, q);
	if (pthread_create(&q->thread, NULL, queue_run, q) != 0)
		return err_set(e, ERR_UNAVAILABLE, "system.thread",
		    _("This machine refuses a further thread. Nothing was changed. Try again later."));
	*out = q;
	return true;
}

struct queue_item *
queue_slot(struct queue *q, struct arena **a)
{
	struct queue_chunk *c;

	if (!q->slot && !q->open) {
		bool broken;

		pthread_mutex_lock(&q->lock);
		while (q->filled - q->emptied == QUEUE_CHUNKS)
			pthread_cond_wait(&q->turned, &q->lock);
		broken = q->broken;
		pthread_mutex_unlock(&q->lock);
		if (broken)
			return NULL;
	}
	c = &q->chunks[q->filled % QUEUE_CHUNKS];
	if (q->slot)
		arena_back(&c->a, q->mark);
	q->mark = arena_mark(&c->a);
	q->slot = true;
	q->open = true;
	*a = &c->a;
	c->items[c->n] = (struct queue_item){ .line = 0 };
	return &c->items[c->n];
}

static void
hand_over(struct queue *q)
{
	pthread_mutex_lock(&q->lock);
	q->filled++;
	pthread_cond_broadcast(&q->turned);
	pthread_mutex_unlock(&q->lock);
}

void
queue_push(struct queue *q)
{
	struct queue_chunk *c = &q->chunks[q->filled % QUEUE_CHUNKS];

	q->slot = false;
	if (++c->n == QUEUE_CHUNK) {
		q->open = false;
		hand_over(q);
	}
}

void
queue_keep(struct queue_item *it, struct arena *a, const struct str *cells, size_t n)
{
	struct str *copy = arena_array(a, struct str, n);

	for (size_t i = 0; i < n; i++)
		copy[i] = str_dup(a, cells[i]);
	it->cells = copy;
	it->n_cells = n;
}

void
queue_finish(struct queue *q)
{
	/* `open` is ours alone: whether a chunk was begun is not to be read from the writer's side. */
	if (q->open && q->chunks[q->filled % QUEUE_CHUNKS].n > 0)
		hand_over(q);
	pthread_mutex_lock(&q->lock);
	q->ended = true;
	pthread_cond_broadcast(&q->turned);
	pthread_mutex_unlock(&q->lock);
	pthread_join(q->thread, NULL);
}
