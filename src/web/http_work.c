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
	struct exchange *first, **last;   /* queued */
	struct exchange *again, **again_last; /* to go on with, before what is queued */
	struct exchange *done, **done_last;
	int queued, queue_max, busy;
	int parked;                       /* held by others: no worker's, but of the bound */
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
	struct exchange *x = p->again != NULL ? p->again : p->first;

	if (p->again != NULL) {
		p->again = x->next;
		if (p->again == NULL)
			p->again_last = &p->again;
	} else {
		p->first = x->next;
		if (p->first == NULL)
			p->last = &p->first;
		p->queued--;
	}
	x->next = NULL;
	p->busy++;
	return x;
}

/* Under the lock: behind the others that go on. */
static void
put_again(struct pool *p, struct exchange *x)
{
	x->parked = x->gone_on = false;
	x->next = NULL;
	*p->again_last = x;
	p->again_last = &x->next;
	pthread_cond_signal(&p->work);
}

void
pool_go_on(struct pool *p, struct exchange *x)
{
	pthread_mutex_lock(&p->lock);
	if (x->parked) {
		p->parked--;
		put_again(p, x);
	} else {
		x->gone_on = true;
	}
	pthread_mutex_unlock(&p->lock);
}

/* Under the lock. */
static void
park(struct pool *p, struct exchange *x)
{
	if (x->gone_on) {
		put_again(p, x);
		return;
	}
	x->parked = true;
	p->parked++;
}

static bool
has_work(const struct pool *p)
{
	return p->again != NULL || p->first != NULL;
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
		bool first, whole;

		while (!has_work(p) && (!p->stop || p->parked > 0))
			pthread_cond_wait(&p->work, &p->lock);
		if (!has_work(p))
			break;
		x = take(p);
		pthread_mutex_unlock(&p->lock);
		whole = p->use.run(p->use.ctx, w->number, x);
		pthread_mutex_lock(&p->lock);
		p->busy--;
		if (!whole) {
			park(p, x);
			continue;
		}
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
	/* The others see that nothing is left to wait for. */
	pthread_cond_broadcast(&p->work);
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
	p->again_last = &p->again;
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
	room = p->queued + p->parked < p->queue_max + p->n - p->busy;
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
