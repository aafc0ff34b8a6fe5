/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "facts/follow.h"

#include <pthread.h>

#include "base/clock.h"
#include "base/lang.h"
#include "base/log.h"

struct follower {
	struct arena a;          /* of the thread's own connection and the facts */
	struct store *store;
	struct facts *facts;     /* the thread's alone */
	pthread_t thread;
	pthread_mutex_t lock;    /* of what stands below */
	const struct facts *now; /* the newest view */
	pthread_cond_t work, reached;
	int64_t wanted, position;
	int64_t follows, failures;
	size_t bytes;
	struct err failure;      /* of the last try */
	bool failed, stop, joined;
};

static void *
work(void *ctx)
{
	struct follower *f = ctx;

	pthread_mutex_lock(&f->lock);
	while (!f->stop) {
		const struct facts *view, *old;
		struct err e = { 0 };
		bool ok;

		if (f->wanted <= f->position) {
			pthread_cond_wait(&f->work, &f->lock);
			continue;
		}
		pthread_mutex_unlock(&f->lock);
		ok = facts_follow(f->facts, f->store, &e);
		view = ok ? facts_view(f->facts) : NULL;
		pthread_mutex_lock(&f->lock);
		old = f->now;
		if (ok) {
			f->now = view;
			f->position = facts_position(view);
			f->bytes = facts_bytes(f->facts);
		}
		f->follows++;
		f->failed = !ok;
		if (!ok) {
			f->failures++;
			f->failure = e;
			f->wanted = f->position; /* until somebody asks again */
			log_line(LOG_ERROR, "event=facts_follow key=%s", e.key);
		}
		pthread_cond_broadcast(&f->reached);
		if (ok) {
			/* Memory that nobody shows any more is freed outside the lock. */
			pthread_mutex_unlock(&f->lock);
			facts_let_go(old);
			pthread_mutex_lock(&f->lock);
		}
	}
	pthread_mutex_unlock(&f->lock);
	return NULL;
}

static void
stop_with_arena(void *p)
{
	follower_stop(p);
}

bool
follower_start(const struct store *like, const struct facts_options *o, struct arena *a,
    struct follower **out, struct err *e)
{
	struct follower *f = arena_new(a, struct follower);

	arena_init(&f->a);
	if (!store_again(like, STORE_READ, &f->a, &f->store, e) ||
	    !facts_open(f->store, o, &f->a, &f->facts, e)) {
		arena_release(&f->a);
		return false;
	}
	f->wanted = f->position = facts_position(f->facts);
	f->now = facts_view(f->facts);
	f->bytes = facts_bytes(f->facts);
	pthread_mutex_init(&f->lock, NULL);
	pthread_cond_init(&f->work, NULL);
	clock_cond_init(&f->reached);
	if (pthread_create(&f->thread, NULL, work, f) != 0) {
		facts_let_go(f->now);
		arena_release(&f->a);
		return err_set(e, ERR_UNAVAILABLE, "facts.thread", _("The system gives no thread."));
	}
	arena_defer(a, stop_with_arena, f);
	*out = f;
	return true;
}

bool
follower_enter(struct follower *f, int64_t position, int wait_ms, const struct facts **out,
    struct err *e)
{
	int64_t until = clock_ms() + wait_ms;
	bool ok = true;

	pthread_mutex_lock(&f->lock);
	if (f->position < position && f->wanted < position) {
		f->wanted = position;
		f->failed = false;
		pthread_cond_signal(&f->work);
	}
	while (ok && f->position < position) {
		if (f->failed) {
			*e = f->failure;
			ok = false;
		} else if (f->stop || clock_cond_wait(&f->reached, &f->lock, until) != 0) {
			ok = f->position >= position || err_set(e, ERR_BUSY, "facts.behind",
			    _("The figures are still taking in what was just written. Nothing is lost; try again "
			      "in a moment."));
		}
	}
	if (ok)
		*out = facts_hold(f->now);
	pthread_mutex_unlock(&f->lock);
	return ok;
}

void
follower_leave(const struct facts *facts)
{
	facts_let_go(facts);
}

void
follower_state(struct follower *f, struct follower_state *out)
{
	pthread_mutex_lock(&f->lock);
	*out = (struct follower_state){
		.position = f->position, .rows = facts_rows(f->now), .bytes = f->bytes,
		.follows = f->follows, .failures = f->failures,
	};
	pthread_mutex_unlock(&f->lock);
}

void
follower_stop(struct follower *f)
{
	struct err e = { 0 };

	if (f == NULL || f->joined)
		return;
	pthread_mutex_lock(&f->lock);
	f->stop = true;
	pthread_cond_broadcast(&f->work);
	pthread_cond_broadcast(&f->reached);
	pthread_mutex_unlock(&f->lock);
	pthread_join(f->thread, NULL);
	f->joined = true;
	facts_let_go(f->now);
	if (!facts_save(f->facts, &e))
		log_line(LOG_INFO, "event=facts_not_saved key=%s", e.key);
	arena_release(&f->a);
}
