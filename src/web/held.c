/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "web/held.h"

#include "base/clock.h"
#include "base/lang.h"
#include "web/http.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/random.h>
#include <unistd.h>

struct entry {
	struct held f;            /* first: what callers hold */
	struct held_files *all;
	struct held_owner owner;
	int64_t used_ms;          /* monotonic */
	int fd;                   /* -1: not needed any more */
	int refs;                 /* the table's is one of them */
	bool listed;
	void (*free)(struct bring *b);
	bool (*runs)(struct bring *b);
	char name[HELD_NAME_MAX];
};

struct held_files {
	pthread_mutex_t lock;
	pthread_cond_t changed;   /* for the thread that closes */
	pthread_t thread;
	struct entry *v[HELD_MAX];
	size_t n;
	int64_t bytes, keep_ms;
	bool stop;
};

/* -- with the lock --------------------------------------------------------------------------- */

static void
close_file(struct entry *x)
{
	if (x->fd < 0)
		return;
	close(x->fd);
	x->fd = -1;
	x->all->bytes -= x->f.bytes;
}

/* True when it was the last reference: the caller frees it without the lock. */
static bool
let_go(struct entry *x)
{
	if (--x->refs > 0)
		return false;
	close_file(x);
	return true;
}

static struct entry *
unlist(struct held_files *h, size_t i)
{
	struct entry *x = h->v[i];

	h->v[i] = h->v[--h->n];
	x->listed = false;
	return x;
}

static bool
is_due(const struct held_files *h, const struct entry *x, int64_t at)
{
	return at - x->used_ms >= h->keep_ms && !x->runs(x->f.bring);
}

/* -- without --------------------------------------------------------------------------------- */

static void
entry_free(struct entry *x)
{
	x->free(x->f.bring);
	free(x);
}

static void *
tidy(void *ctx)
{
	struct held_files *h = ctx;

	pthread_mutex_lock(&h->lock);
	while (!h->stop) {
		int64_t at = clock_ms(), next = INT64_MAX;
		struct entry *gone = NULL;

		for (size_t i = 0; i < h->n && gone == NULL; i++)
			if (is_due(h, h->v[i], at))
				gone = unlist(h, i);
			else if (h->v[i]->used_ms + h->keep_ms < next)
				next = h->v[i]->used_ms + h->keep_ms;
		if (gone != NULL) {
			bool last = let_go(gone);

			pthread_mutex_unlock(&h->lock);
			if (last)
				entry_free(gone);
			pthread_mutex_lock(&h->lock);
		} else if (next == INT64_MAX) {
			pthread_cond_wait(&h->changed, &h->lock);
		} else {
			/* What is at work past its time is looked at again a second later. */
			clock_cond_wait(&h->changed, &h->lock, next > at ? next : at + 1000);
		}
	}
	pthread_mutex_unlock(&h->lock);
	return NULL;
}

struct held_files *
held_start(int64_t keep_ms)
{
	struct held_files *h = calloc(1, sizeof(*h));

	if (h == NULL)
		abort();
	h->keep_ms = keep_ms;
	pthread_mutex_init(&h->lock, NULL);
	clock_cond_init(&h->changed);
	if (pthread_create(&h->thread, NULL, tidy, h) != 0)
		abort();
	return h;
}

void
held_stop(struct held_files *h)
{
	if (h == NULL)
		return;
	pthread_mutex_lock(&h->lock);
	h->stop = true;
	pthread_cond_signal(&h->changed);
	pthread_mutex_unlock(&h->lock);
	pthread_join(h->thread, NULL);
	/* Nobody asks any more, and what ran has ended: its reference is gone. */
	while (h->n > 0) {
		struct entry *x = unlist(h, h->n - 1);

		if (let_go(x))
			entry_free(x);
	}
	pthread_cond_destroy(&h->changed);
	pthread_mutex_destroy(&h->lock);
	free(h);
}

static bool
same_owner(const struct held_owner *a, const struct held_owner *b)
{
	return uuid_eq(&a->user, &b->user) && uuid_eq(&a->session, &b->session);
}

/* Room for one more: the session's own oldest goes first. *gone is to be freed without the lock. */
static bool
make_room(struct held_files *h, const struct held_new *n, struct entry **gone)
{
	size_t own = 0, oldest = SIZE_MAX;

	*gone = NULL;
	for (size_t i = 0; i < h->n; i++) {
		struct entry *x = h->v[i];

		if (!same_owner(&x->owner, &n->owner))
			continue;
		own++;
		if (!x->runs(x->f.bring) && (oldest == SIZE_MAX || x->used_ms < h->v[oldest]->used_ms))
			oldest = i;
	}
	if (own >= HELD_EACH) {
		struct entry *x;

		if (oldest == SIZE_MAX)
			return false;
		x = unlist(h, oldest);
		*gone = let_go(x) ? x : NULL;
	}
	return h->n < HELD_MAX && h->bytes + (int64_t)n->bytes.n <= HELD_BYTES_MAX;
}

static struct entry *
entry_new(struct held_files *h, const struct held_new *n, int fd)
{
	struct entry *x = calloc(1, sizeof(*x));
	size_t name = n->name.n < HELD_NAME_MAX ? n->name.n : HELD_NAME_MAX;

	if (x == NULL || getrandom(x->f.id.b, sizeof(x->f.id.b), 0) != sizeof(x->f.id.b))
		abort();
	/* Never the middle of a letter. */
	while (name < n->name.n && name > 0 && ((unsigned char)n->name.p[name] & 0xc0) == 0x80)
		name--;
	if (name > 0)
		memcpy(x->name, n->name.p, name);
	x->f.name = (struct str){ x->name, name };
	x->f.reg = n->reg;
	x->fd = fd;
	x->f.bytes = (int64_t)n->bytes.n;
	x->f.bring = n->bring();
	x->free = n->free;
	x->runs = n->runs;
	x->all = h;
	x->owner = n->owner;
	x->used_ms = clock_ms();
	x->refs = 2;
	return x;
}

bool
held_put(struct held_files *h, const struct held_new *n, struct held **out, struct err *e)
{
	struct entry *x, *gone;
	bool room;
	int fd;

	if (!http_spool(&fd, e))
		return false;
	if (!http_spool_write(fd, n->bytes, e)) {
		close(fd);
		return false;
	}
	x = entry_new(h, n, fd);
	pthread_mutex_lock(&h->lock);
	room = make_room(h, n, &gone);
	if (room) {
		h->bytes += x->f.bytes;
		h->v[h->n++] = x;
		x->listed = true;
		pthread_cond_signal(&h->changed);
	}
	pthread_mutex_unlock(&h->lock);
	if (gone != NULL)
		entry_free(gone);
	if (!room) {
		close(fd);
		entry_free(x);
		return err_set(e, ERR_BUSY, "held.full",
		    _("Too many files wait to be looked at. Nothing was changed. Try again in some minutes."));
	}
	*out = &x->f;
	return true;
}

struct held *
held_get(struct held_files *h, const struct held_owner *who, const struct uuid *id)
{
	struct held *found = NULL;

	pthread_mutex_lock(&h->lock);
	for (size_t i = 0; i < h->n; i++) {
		struct entry *x = h->v[i];

		if (!uuid_eq(&x->f.id, id) || !same_owner(&x->owner, who) || is_due(h, x, clock_ms()))
			continue;
		x->used_ms = clock_ms();
		x->refs++;
		found = &x->f;
	}
	pthread_mutex_unlock(&h->lock);
	return found;
}

bool
held_open(struct held_files *h, const struct held *f, int *fd, struct err *e)
{
	const struct entry *x = (const struct entry *)f;
	char path[40];

	/* With the lock: once it is closed, its number may be another file's. */
	pthread_mutex_lock(&h->lock);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", x->fd);
	*fd = x->fd >= 0 ? open(path, O_RDONLY | O_CLOEXEC) : -1;
	pthread_mutex_unlock(&h->lock);
	return *fd >= 0 || err_set(e, ERR_NOT_FOUND, "held.gone",
	    _("This file is not kept any more. Nothing was changed: send it once more."));
}

struct held *
held_ref(struct held *f)
{
	struct entry *x = (struct entry *)f;

	pthread_mutex_lock(&x->all->lock);
	x->refs++;
	pthread_mutex_unlock(&x->all->lock);
	return f;
}

void
held_leave(struct held *f)
{
	struct entry *x = (struct entry *)f;
	bool last;

	if (f == NULL)
		return;
	pthread_mutex_lock(&x->all->lock);
	last = let_go(x);
	pthread_mutex_unlock(&x->all->lock);
	if (last)
		entry_free(x);
}

void
held_drop(struct held_files *h, struct held *f)
{
	struct entry *x = (struct entry *)f;

	pthread_mutex_lock(&h->lock);
	for (size_t i = 0; x->listed && i < h->n; i++)
		if (h->v[i] == x) {
			unlist(h, i);
			/* The caller's own reference is still there. */
			(void)let_go(x);
			break;
		}
	pthread_mutex_unlock(&h->lock);
}

void
held_spent(struct held_files *h, struct held *f)
{
	pthread_mutex_lock(&h->lock);
	close_file((struct entry *)f);
	pthread_mutex_unlock(&h->lock);
}
