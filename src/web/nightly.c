/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "web/nightly.h"

#include "access/retention.h"
#include "base/clock.h"
#include "base/log.h"

#include <stdlib.h>
#include <time.h>

#define LOOK_MS 20000        /* how often it looks whether it is time */
#define WINDOW 60            /* minutes after its hour in which it may begin */
#define DAY_MS 86400000LL

struct nightly {
	const struct store *like;
	struct writer *writer;
	int minute;
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t wake;
	bool stop;
};

/* ms since 1970 by the machine's zone, as struct cli's. */
static int64_t
local_now(void)
{
	struct timespec ts;
	struct tm local;

	clock_gettime(CLOCK_REALTIME, &ts);
	localtime_r(&ts.tv_sec, &local);
	return ((int64_t)ts.tv_sec + local.tm_gmtoff) * 1000 + ts.tv_nsec / 1000000;
}

static bool
is_stopped(struct nightly *n)
{
	bool stop;

	pthread_mutex_lock(&n->lock);
	stop = n->stop;
	pthread_mutex_unlock(&n->lock);
	return stop;
}

static bool
by_writer(void *ctx, writer_job *job, void *job_ctx, struct err *e)
{
	struct nightly *n = ctx;

	if (is_stopped(n))
		return err_set(e, ERR_BUSY, "server.stops", "the server stops");
	return writer_do(n->writer, job, job_ctx, e);
}

/* What was erased leaves the log; and what phones and pages sent in the day counts for tomorrow's plans. */
static bool
tidy(void *ctx, struct store *s, struct err *e)
{
	(void)ctx;
	return store_scrub(s, e) && store_statistics(s, e);
}

/* Whether it is the hour, and today's run has not been. A demonstration stays as it was made. */
static bool
is_time(struct nightly *n, struct store *s, int64_t now, bool *yes, struct err *e)
{
	int64_t minute = now % DAY_MS / 60000, last;
	bool demo;

	*yes = minute >= n->minute && minute < n->minute + WINDOW;
	if (!*yes || !demo_store(s, &demo, e) || !retention_last(s, &last, e))
		return !*yes;
	*yes = !demo && (last / DAY_MS < now / DAY_MS || last % DAY_MS / 60000 < n->minute);
	return true;
}

static void
look(struct nightly *n)
{
	int64_t now = local_now();
	struct retention_ask ask = { .as_of = (int32_t)(now / DAY_MS), .now_ms = now,
		.actor = STR(RETENTION_ACTOR), .write = by_writer, .ctx = n };
	struct retention_count *v;
	struct err e = { 0 };
	int64_t records = 0;
	struct store *s;
	struct arena a;
	size_t rules;
	bool yes = false;

	arena_init(&a);
	if (store_again(n->like, STORE_READ, &a, &s, &e) && is_time(n, s, now, &yes, &e) && yes &&
	    retention_run(s, &ask, &a, &v, &rules, &e) && writer_do_alone(n->writer, tidy, NULL, &e)) {
		for (size_t i = 0; i < rules; i++)
			records += v[i].records;
		log_line(LOG_INFO, "event=retention records=%lld", (long long)records);
	} else if (e.kind != ERR_NONE && !is_stopped(n)) {
		log_line(LOG_WARN, "event=retention error=%s", e.key);
	}
	arena_release(&a);
}

static void *
nights(void *p)
{
	struct nightly *n = p;

	while (!is_stopped(n)) {
		look(n);
		pthread_mutex_lock(&n->lock);
		if (!n->stop)
			clock_cond_wait(&n->wake, &n->lock, clock_ms() + LOOK_MS);
		pthread_mutex_unlock(&n->lock);
	}
	return NULL;
}

struct nightly *
nightly_start(const struct store *like, struct writer *w, int minute)
{
	struct nightly *n;

	if (minute == NIGHTLY_OFF)
		return NULL;
	n = calloc(1, sizeof(*n));
	if (n == NULL)
		abort();
	*n = (struct nightly){ .like = like, .writer = w, .minute = minute };
	pthread_mutex_init(&n->lock, NULL);
	clock_cond_init(&n->wake);
	if (pthread_create(&n->thread, NULL, nights, n) == 0)
		return n;
	free(n);
	return NULL;
}

void
nightly_stop(struct nightly *n)
{
	if (n == NULL)
		return;
	pthread_mutex_lock(&n->lock);
	n->stop = true;
	pthread_cond_broadcast(&n->wake);
	pthread_mutex_unlock(&n->lock);
	pthread_join(n->thread, NULL);
	pthread_cond_destroy(&n->wake);
	pthread_mutex_destroy(&n->lock);
	free(n);
}
