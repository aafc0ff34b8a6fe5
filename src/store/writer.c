/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "store/writer.h"

#include <pthread.h>

struct writer {
	struct arena a; /* of the thread's own connection */
	struct store *store;
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t work, finished;
	struct writer_ask *first, **last;
	bool stop;
	bool joined;
};

/* One job inside the group: undone alone when it fails. False: the whole group is lost. */
static bool
run_job(struct writer *w, struct writer_ask *j, struct err *e)
{
	if (!store_savepoint(w->store, e))
		return false;
	lang_use(j->lang);
	/* What the job sent without waiting may be refused only now. */
	j->good = j->run(j->ctx, w->store, &j->e) && store_savepoint_release(w->store, &j->e);
	if (j->good || store_savepoint_undo(w->store, e))
		return true;
	/* The engine undid everything (disk full, server gone): the job's own failure tells why. */
	if (j->e.kind == ERR_BUSY || j->e.kind == ERR_UNAVAILABLE)
		*e = j->e;
	return false;
}

static void
run_group(struct writer *w, struct writer_ask *group)
{
	struct err e = { 0 };
	bool ok, begun;

	lang_use(group->lang);
	ok = begun = store_begin(w->store, &e);
	for (struct writer_ask *j = group; ok && j != NULL; j = j->next)
		ok = run_job(w, j, &e);
	ok = ok && store_commit(w->store, &e);
	if (!ok && begun)
		store_rollback(w->store);
	/* Jobs that were refused keep their own reason; the others share the group's. */
	for (struct writer_ask *j = group; !ok && j != NULL; j = j->next) {
		if (j->good || j->e.kind == ERR_NONE)
			j->e = e;
		j->good = false;
	}
}

static void
run_alone(struct writer *w, struct writer_ask *j)
{
	lang_use(j->lang);
	j->good = j->run(j->ctx, w->store, &j->e);
}

/* The jobs that are written together: all that wait, up to one that is alone. */
static struct writer_ask *
take_group(struct writer *w)
{
	struct writer_ask *group = w->first, *j = group;

	for (size_t n = 1; !group->alone && j->next != NULL && !j->next->alone && n < WRITER_GROUP_MAX; n++)
		j = j->next;
	w->first = j->next;
	if (w->first == NULL)
		w->last = &w->first;
	j->next = NULL;
	return group;
}

/* Tells whoever asked.  What a job lived in may be gone as soon as it was told. */
static void
tell(struct writer *w, struct writer_ask *group)
{
	struct writer_ask *sent = NULL, **last = &sent, *next;

	pthread_mutex_lock(&w->lock);
	for (struct writer_ask *j = group; j != NULL; j = j->next) {
		j->finished = j->done == NULL;
		if (!j->finished) {
			*last = j;
			last = &j->next;
		}
	}
	*last = NULL;
	pthread_cond_broadcast(&w->finished);
	pthread_mutex_unlock(&w->lock);
	for (struct writer_ask *j = sent; j != NULL; j = next) {
		next = j->next;
		j->done(j);
	}
}

static void *
work(void *ctx)
{
	struct writer *w = ctx;

	pthread_mutex_lock(&w->lock);
	for (;;) {
		struct writer_ask *group;

		while (w->first == NULL && !w->stop)
			pthread_cond_wait(&w->work, &w->lock);
		if (w->first == NULL)
			break;
		group = take_group(w);
		pthread_mutex_unlock(&w->lock);
		if (group->alone)
			run_alone(w, group);
		else
			run_group(w, group);
		tell(w, group);
		pthread_mutex_lock(&w->lock);
	}
	pthread_mutex_unlock(&w->lock);
	return NULL;
}

static void
stop_with_arena(void *p)
{
	writer_stop(p);
}

bool
writer_start(const struct store *like, struct arena *a, struct writer **out, struct err *e)
{
	struct writer *w = arena_new(a, struct writer);

	arena_init(&w->a);
	w->last = &w->first;
	if (!store_again(like, STORE_WRITE, &w->a, &w->store, e)) {
		arena_release(&w->a);
		return false;
	}
	pthread_mutex_init(&w->lock, NULL);
	pthread_cond_init(&w->work, NULL);
	pthread_cond_init(&w->finished, NULL);
	if (pthread_create(&w->thread, NULL, work, w) != 0) {
		arena_release(&w->a);
		return err_set(e, ERR_UNAVAILABLE, "writer.thread", _("The system gives no thread."));
	}
	arena_defer(a, stop_with_arena, w);
	*out = w;
	return true;
}

/* Under the lock. False: the writer is stopped. */
static bool
enqueue(struct writer *w, struct writer_ask *j)
{
	j->lang = lang_now();
	j->e.kind = ERR_NONE;
	j->good = j->finished = false;
	j->next = NULL;
	if (w->stop)
		return err_set(&j->e, ERR_UNAVAILABLE, "writer.stopped",
		    _("The program is ending; this was not saved. Try again in a moment."));
	*w->last = j;
	w->last = &j->next;
	pthread_cond_signal(&w->work);
	return true;
}

static bool
queue_job(struct writer *w, writer_job *job, void *ctx, bool alone, struct err *e)
{
	struct writer_ask j = { .run = job, .ctx = ctx, .alone = alone };

	pthread_mutex_lock(&w->lock);
	if (enqueue(w, &j))
		while (!j.finished)
			pthread_cond_wait(&w->finished, &w->lock);
	pthread_mutex_unlock(&w->lock);
	if (!j.good)
		*e = j.e;
	return j.good;
}

void
writer_send(struct writer *w, struct writer_ask *ask)
{
	bool queued;

	pthread_mutex_lock(&w->lock);
	queued = enqueue(w, ask);
	pthread_mutex_unlock(&w->lock);
	if (!queued)
		ask->done(ask);
}

bool
writer_do(struct writer *w, writer_job *job, void *ctx, struct err *e)
{
	return queue_job(w, job, ctx, false, e);
}

bool
writer_do_alone(struct writer *w, writer_job *job, void *ctx, struct err *e)
{
	return queue_job(w, job, ctx, true, e);
}

void
writer_stop(struct writer *w)
{
	if (w == NULL || w->joined)
		return;
	pthread_mutex_lock(&w->lock);
	w->stop = true;
	pthread_cond_signal(&w->work);
	pthread_mutex_unlock(&w->lock);
	pthread_join(w->thread, NULL);
	w->joined = true;
	arena_release(&w->a);
}
