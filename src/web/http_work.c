/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <pthread.h>
#include <signal.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/lang.h"
#include "web/http_private.h"

#define WORKERS_MAX 256
#define SLOW_NICE 10 /* what takes long gives way to the loop and to what is short */

struct pool {
	struct pool_use use;
	pthread_mutex_t lock;
	pthread_cond_t work;
	struct exchange *first, **last;   /* waiting */
	struct exchange *done, **done_last;
	int queued, queue_max, busy;
	bool stop, slow;
	int n;
	struct worker {
		struct pool *pool;
		pthread_t thread;
		int number;
	} v[];
};

static struct exchange *
take(struct pool *p)
{
	struct exchange *x = p->first;

	p->first = x->next;
	if (p->first == NULL)
		p->last = &p->first;
	x->next = NULL;
	p->queued--;
	p->busy++;
	return x;
}

static void *
work(void *ctx)
{
	struct worker *w = ctx;
	struct pool *p = w->pool;

	/* On Linux a thread has a priority of its own; where it has not, nothing is lost. */
	if (p->slow)
		(void)setpriority(PRIO_PROCESS, (id_t)gettid(), SLOW_NICE);
	pthread_mutex_lock(&p->lock);
	for (;;) {
		struct exchange *x;
		bool first;

		while (p->first == NULL && !p->stop)
			pthread_cond_wait(&p->work, &p->lock);
		if (p->first == NULL)
			break;
		x = take(p);
		pthread_mutex_unlock(&p->lock);
		p->use.run(p->use.ctx, w->number, x);
		pthread_mutex_lock(&p->lock);
		p->busy--;
		first = p->done == NULL;
		*p->done_last = x;
		p->done_last = &x->next;
		/* Once it was told, the loop takes all there is. */
		if (first) {
			pthread_mutex_unlock(&p->lock);
			p->use.wake(p->use.ctx);
			pthread_mutex_lock(&p->lock);
		}
	}
	pthread_mutex_unlock(&p->lock);
	return NULL;
}

bool
pool_start(const struct pool_size *size, const struct pool_use *use, struct pool **out, struct err *e)
{
	int n = size->workers < WORKERS_MAX ? size->workers : WORKERS_MAX;
	struct pool *p = calloc(1, sizeof(*p) + (size_t)n * sizeof(p->v[0]));
	sigset_t all, before;

	if (p == NULL)
		abort();
	p->use = *use;
	p->queue_max = size->queue_max;
	p->slow = size->slow;
	p->last = &p->first;
	p->done_last = &p->done;
	pthread_mutex_init(&p->lock, NULL);
	pthread_cond_init(&p->work, NULL);
	/* Signals belong to the loop's thread. */
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	for (; p->n < n; p->n++) {
		p->v[p->n] = (struct worker){ .pool = p, .number = size->first + p->n };
		if (pthread_create(&p->v[p->n].thread, NULL, work, &p->v[p->n]) != 0)
			break;
	}
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	if (p->n < n) {
		pool_stop(p);
		return err_set(e, ERR_UNAVAILABLE, "http.threads", _("The system gives no thread."));
	}
	*out = p;
	return true;
}

bool
pool_put(struct pool *p, struct exchange *x)
{
	bool room;

	x->next = NULL;
	pthread_mutex_lock(&p->lock);
	/* What an idle worker is about to take does not wait. */
	room = p->queued < p->queue_max + p->n - p->busy;
	if (room) {
		*p->last = x;
		p->last = &x->next;
		p->queued++;
		pthread_cond_signal(&p->work);
	}
	pthread_mutex_unlock(&p->lock);
	return room;
}

struct exchange *
pool_done(struct pool *p)
{
	struct exchange *x;

	pthread_mutex_lock(&p->lock);
	x = p->done;
	if (x != NULL) {
		p->done = x->next;
		if (p->done == NULL)
			p->done_last = &p->done;
		x->next = NULL;
	}
	pthread_mutex_unlock(&p->lock);
	return x;
}

void
pool_load(struct pool *p, int64_t *queued, int64_t *busy)
{
	pthread_mutex_lock(&p->lock);
	*queued = p->queued;
	*busy = p->busy;
	pthread_mutex_unlock(&p->lock);
}

void
pool_stop(struct pool *p)
{
	if (p == NULL)
		return;
	pthread_mutex_lock(&p->lock);
	p->stop = true;
	pthread_cond_broadcast(&p->work);
	pthread_mutex_unlock(&p->lock);
	for (int i = 0; i < p->n; i++)
		pthread_join(p->v[i].thread, NULL);
	pthread_cond_destroy(&p->work);
	pthread_mutex_destroy(&p->lock);
	free(p);
}
