/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "store/writer.h"

#include <pthread.h>

#include "base/lang.h"

struct job {
	writer_job *run;
	void *ctx;
	enum lang lang; /* sentences are for who asked */
	struct err *e;
	bool alone;     /* no group, and its own transactions */
	bool good, done;
	struct job *next;
};

struct writer {
	struct arena a; /* of the thread's own connection */
	struct store *store;
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t work, finished;
	struct job *first, **last;
	bool stop;
	bool joined;
};

/* One job inside the group: undone alone when it fails. False: the whole group is lost. */
static bool
run_job(struct writer *w, struct job *j, struct err *e)
{
	if (!store_savepoint(w->store, e))
		return false;
	lang_use(j->lang);
	/* What the job sent without waiting may be refused only now. */
	j->good = j->run(j->ctx, w->store, j->e) && store_savepoint_release(w->store, j->e);
	if (j->good || store_savepoint_undo(w->store, e))
		return true;
	/* The engine undid everything (disk full, server gone): the job's own failure tells why. */
	if (j->e->kind == ERR_BUSY || j->e->kind == ERR_UNAVAILABLE)
		*e = *j->e;
	return false;
}

static void
run_group(struct writer *w, struct job *group)
{
	struct err e = { 0 };
	bool ok, begun;

	lang_use(group->lang);
	ok = begun = store_begin(w->store, &e);
	for (struct job *j = group; ok && j != NULL; j = j->next)
		ok = run_job(w, j, &e);
	ok = ok && store_commit(w->store, &e);
	if (!ok && begun)
		store_rollback(w->store);
	/* Jobs that were refused keep their own reason; the others share the group's. */
	for (struct job *j = group; !ok && j != NULL; j = j->next) {
		if (j->good || j->e->kind == ERR_NONE)
			*j->e = e;
		j->good = false;
	}
}

static void
run_alone(struct writer *w, struct job *j)
{
	lang_use(j->lang);
	j->good = j->run(j->ctx, w->store, j->e);
}

static void *
work(void *ctx)
{
	struct writer *w = ctx;

	pthread_mutex_lock(&w->lock);
	for (;;) {
		struct job *group, *j;
		size_t n = 1;

		while (w->first == NULL && !w->stop)
			pthread_cond_wait(&w->work, &w->lock);
		if (w->first == NULL)
			break;
		group = w->first;
		for (j = group; !group->alone && j->next != NULL && !j->next->alone && n < WRITER_GROUP_MAX;
		    j = j->next)
			n++;
		w->first = j->next;
		if (w->first == NULL)
			w->last = &w->first;
		j->next = NULL;
		pthread_mutex_unlock(&w->lock);
		if (group->alone)
			run_alone(w, group);
		else
			run_group(w, group);
		pthread_mutex_lock(&w->lock);
		for (j = group; j != NULL; j = j->next)
			j->done = true;
		pthread_cond_broadcast(&w->finished);
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

static bool
queue_job(struct writer *w, writer_job *job, void *ctx, bool alone, struct err *e)
{
	struct job j = { .run = job, .ctx = ctx, .lang = lang_now(), .alone = alone, .e = e };

	e->kind = ERR_NONE;
	pthread_mutex_lock(&w->lock);
	if (w->stop) {
		pthread_mutex_unlock(&w->lock);
		return err_set(e, ERR_UNAVAILABLE, "writer.stopped",
		    _("The program is ending; this was not saved. Try again in a moment."));
	}
	*w->last = &j;
	w->last = &j.next;
	pthread_cond_signal(&w->work);
	while (!j.done)
		pthread_cond_wait(&w->finished, &w->lock);
	pthread_mutex_unlock(&w->lock);
	return j.good;
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
