/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "web/upload.h"

#include "base/clock.h"
#include "base/lang.h"
#include "web/web.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

/* -- one import, by the writer ---------------------------------------------------------------- */

struct upload_job {
	struct import_options options;
	struct table table;
	struct arena *arena;
	struct import_result *result;
	enum lang lang;        /* refusals speak it, and a language belongs to a thread */
};

static bool
job_import(void *ctx, struct store *s, struct err *e)
{
	struct upload_job *j = ctx;
	struct codes *codes;

	lang_use(j->lang);
	return codes_open(s, j->arena, &codes, e) &&
	    import_table(s, codes, &j->options, &j->table, j->arena, j->result, e);
}

struct noted {
	struct str register_name, detail;
	struct deed deed;
};

static bool
job_note(void *ctx, struct store *s, struct err *e)
{
	struct noted *n = ctx;

	return audit_put(s, AUDIT_IMPORT, n->register_name, n->detail, &n->deed, e);
}

/* Imports and notes it. */
static bool
run(struct writer *w, struct upload_job *j, const struct deed *d, struct err *e)
{
	const struct import_result *out = j->result;
	struct noted n = { str_of(j->options.reg->name), STR_NONE, *d };

	if (getrandom(j->options.random, sizeof(j->options.random), 0) != sizeof(j->options.random))
		return err_set(e, ERR_UNAVAILABLE, "random",
		    _("This machine gives no random numbers. Nothing was changed. Try again later."));
	if (!writer_do_alone(w, job_import, j, e))
		return false;
	if (!out->written)
		return true;
	n.detail = str_fmt(j->arena, "lines=%lld made=%lld changed=%lld refused=%lld", (long long)out->lines,
	    (long long)out->made, (long long)out->changed, (long long)out->refused);
	return writer_do(w, job_note, &n, e);
}

/* Tables are opened by name: an open file has one for this process. */
static bool
table_of(struct arena *a, int fd, struct table *out, struct err *e)
{
	char path[40];

	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	return table_open(a, path, out, e);
}

bool
upload_run(struct web_request *r, const struct upload *u, struct import_result *out, struct err *e)
{
	struct upload_job j = { .arena = r->arena, .result = out, .lang = r->lang, .options = {
		.reg = u->reg, .file_name = u->name, .partial = u->partial, .dry = u->dry,
		.actor = r->who.reach.login, .who = web_reach(r), .now_ms = r->now_ms, .today = r->today } };
	const struct deed deed = web_deed(r);
	bool ok;
	int fd;

	if (!http_spool(&fd, e))
		return false;
	ok = http_spool_write(fd, u->bytes, e) && table_of(r->arena, fd, &j.table, e);
	close(fd);
	return ok && run(web_writer(r), &j, &deed, e);
}

/* -- a file that waits ------------------------------------------------------------------------ */

struct uploads {
	struct held_files *held;
	struct writer *writer;
	pthread_mutex_t lock;
	pthread_cond_t ended;
	int at_once;
};

/* One reading of a file, from its beginning to what became of it. The thread has a reference, the file
 * one while it is the newest, and whoever tells about it. */
struct reading {
	atomic_int refs;
	struct uploads *all;
	struct held *f;
	enum bring_kind kind;
	atomic_llong at, total, lines;  /* while it runs */
	atomic_int state;               /* enum bring_state: what follows is settled once it ended */
	struct arena arena;             /* of all that follows */
	struct upload_job job;
	struct import_result result;
	struct deed deed;
	struct err e;
	int rejects;                    /* -1: none */
};

struct bring {
	pthread_mutex_t lock;
	int *mapped;                    /* NULL: not said yet */
	size_t n_mapped;
	struct reading *newest;         /* NULL: none yet */
};

struct uploads *
uploads_start(struct writer *w, int64_t keep_ms)
{
	struct uploads *u = calloc(1, sizeof(*u));

	if (u == NULL)
		abort();
	u->writer = w;
	u->held = held_start(keep_ms);
	pthread_mutex_init(&u->lock, NULL);
	clock_cond_init(&u->ended);
	return u;
}

void
uploads_stop(struct uploads *u)
{
	if (u == NULL)
		return;
	pthread_mutex_lock(&u->lock);
	while (u->at_once > 0)
		pthread_cond_wait(&u->ended, &u->lock);
	pthread_mutex_unlock(&u->lock);
	held_stop(u->held);
	pthread_cond_destroy(&u->ended);
	pthread_mutex_destroy(&u->lock);
	free(u);
}

static void
reading_leave(void *p)
{
	struct reading *g = p;

	if (g == NULL || atomic_fetch_sub(&g->refs, 1) > 1)
		return;
	if (g->rejects >= 0)
		close(g->rejects);
	arena_release(&g->arena);
	free(g);
}

static struct bring *
bring_new(void)
{
	struct bring *b = calloc(1, sizeof(*b));

	if (b == NULL)
		abort();
	pthread_mutex_init(&b->lock, NULL);
	return b;
}

static void
bring_free(struct bring *b)
{
	reading_leave(b->newest);
	free(b->mapped);
	pthread_mutex_destroy(&b->lock);
	free(b);
}

/* The newest reading, for as long as the caller keeps its reference; NULL: none. */
static struct reading *
bring_newest(struct bring *b)
{
	struct reading *g;

	pthread_mutex_lock(&b->lock);
	g = b->newest;
	if (g != NULL)
		atomic_fetch_add(&g->refs, 1);
	pthread_mutex_unlock(&b->lock);
	return g;
}

static bool
bring_runs(struct bring *b)
{
	struct reading *g = bring_newest(b);
	bool runs = g != NULL && atomic_load(&g->state) == BRING_RUNS;

	reading_leave(g);
	return runs;
}

static struct held_owner
owner_of(const struct web_request *r)
{
	return (struct held_owner){ r->who.user,
		uuid_is_nil(&r->who.session) ? r->who.token : r->who.session };
}

static void
leave(void *p)
{
	held_leave(p);
}

static void
close_fd(void *p)
{
	close((int)(intptr_t)p);
}

bool
bring_hold(struct web_request *r, const struct upload *u, struct held **out, struct err *e)
{
	const struct held_new n = { owner_of(r), u->reg, u->name, u->bytes, bring_new, bring_free, bring_runs };

	if (!held_put(r->web->uploads->held, &n, out, e))
		return false;
	arena_defer(r->arena, leave, *out);
	return true;
}

struct held *
bring_held(struct web_request *r, const struct reg *g)
{
	const struct held_owner who = owner_of(r);
	struct uuid id;
	struct held *f;

	if (!uuid_parse(web_param(r, "file"), &id) ||
	    (f = held_get(r->web->uploads->held, &who, &id)) == NULL)
		return NULL;
	arena_defer(r->arena, leave, f);
	return f->reg == g ? f : NULL;
}

void
bring_drop(struct web_request *r, struct held *f)
{
	held_drop(r->web->uploads->held, f);
}

bool
bring_table(struct web_request *r, const struct held *f, struct table *out, struct err *e)
{
	int fd;

	if (!held_open(r->web->uploads->held, f, &fd, e))
		return false;
	arena_defer(r->arena, close_fd, (void *)(intptr_t)fd);
	return table_of(r->arena, fd, out, e);
}

void
bring_map(struct held *f, const int *mapped, size_t n)
{
	struct bring *b = f->bring;
	int *copy = calloc(n + 1, sizeof(*copy));

	if (copy == NULL)
		abort();
	memcpy(copy, mapped, n * sizeof(*copy));
	pthread_mutex_lock(&b->lock);
	free(b->mapped);
	b->mapped = copy;
	b->n_mapped = n;
	pthread_mutex_unlock(&b->lock);
}

bool
bring_mapped(struct held *f, struct arena *a, const int **out, size_t *n)
{
	struct bring *b = f->bring;
	bool said;
	int *copy;

	pthread_mutex_lock(&b->lock);
	said = b->mapped != NULL;
	copy = arena_array(a, int, b->n_mapped);
	if (b->n_mapped > 0)
		memcpy(copy, b->mapped, b->n_mapped * sizeof(*copy));
	*out = copy;
	*n = b->n_mapped;
	pthread_mutex_unlock(&b->lock);
	return said;
}

/* -- a reading, in its thread ----------------------------------------------------------------- */

static void
show_progress(void *ctx, int64_t done, int64_t total, int64_t lines)
{
	struct reading *g = ctx;

	atomic_store(&g->at, done);
	atomic_store(&g->total, total);
	atomic_store(&g->lines, lines);
}

static struct uuid_set
set_copy(struct arena *a, const struct uuid_set *s)
{
	struct uuid *v = arena_array(a, struct uuid, s->n);

	if (s->n > 0)
		memcpy(v, s->v, s->n * sizeof(*v));
	return (struct uuid_set){ v, s->n };
}

static const struct reach *
reach_copy(struct arena *a, const struct reach *who)
{
	struct reach *r = arena_new(a, struct reach);

	*r = *who;
	r->login = str_dup(a, who->login);
	r->schemes = set_copy(a, &who->schemes);
	r->agencies = set_copy(a, &who->agencies);
	r->towns = set_copy(a, &who->towns);
	r->clients = set_copy(a, &who->clients);
	r->contracts = set_copy(a, &who->contracts);
	return r;
}

static void *
reading_run(void *ctx)
{
	struct reading *g = ctx;
	struct uploads *u = g->all;
	struct held *f = g->f;
	bool ok = false;
	int fd;

	lang_use(g->job.lang);
	if (held_open(u->held, f, &fd, &g->e)) {
		ok = table_of(&g->arena, fd, &g->job.table, &g->e) && run(u->writer, &g->job, &g->deed, &g->e);
		close(fd);
	}
	/* What is in the store need not lie about any longer. */
	if (ok && g->kind != BRING_CHECK && (g->result.faults.total == 0 || g->kind == BRING_GOOD))
		held_spent(u->held, f);
	atomic_store(&g->state, ok ? BRING_ENDED : BRING_FAILED);
	reading_leave(g);
	held_leave(f);
	pthread_mutex_lock(&u->lock);
	u->at_once--;
	pthread_cond_broadcast(&u->ended);
	pthread_mutex_unlock(&u->lock);
	return NULL;
}

/* Everything the thread needs: the request does not outlive it. */
static bool
reading_new(struct web_request *r, struct held *f, enum bring_kind kind, struct reading **out, struct err *e)
{
	struct reading *g = calloc(1, sizeof(*g));
	struct arena *a;
	const int *mapped;
	size_t n;

	if (g == NULL)
		abort();
	a = &g->arena;
	arena_init(a);
	g->rejects = -1;
	g->kind = kind;
	g->all = r->web->uploads;
	g->f = f;
	g->deed = web_deed(r);
	g->deed.actor = str_dup(a, g->deed.actor);
	g->deed.peer = str_dup(a, g->deed.peer);
	atomic_store(&g->refs, 1);
	atomic_store(&g->state, BRING_RUNS);
	if (kind != BRING_ALL && !http_spool(&g->rejects, e)) {
		reading_leave(g);
		return false;
	}
	g->job = (struct upload_job){ .arena = a, .result = &g->result, .lang = r->lang, .options = {
		.reg = f->reg, .file_name = f->name, .dry = kind == BRING_CHECK, .partial = kind != BRING_ALL,
		.rejects_fd = kind != BRING_ALL ? g->rejects : 0, .actor = g->deed.actor,
		.who = reach_copy(a, web_reach(r)), .now_ms = r->now_ms, .today = r->today,
		.progress = { show_progress, g } } };
	if (bring_mapped(f, a, &mapped, &n)) {
		g->job.options.mapped = mapped;
		g->job.options.n_mapped = n;
	}
	*out = g;
	return true;
}

static bool
take_place(struct uploads *u)
{
	bool room;

	pthread_mutex_lock(&u->lock);
	room = u->at_once < BRING_AT_ONCE;
	u->at_once += room;
	pthread_mutex_unlock(&u->lock);
	return room;
}

static void
give_place_back(struct uploads *u)
{
	pthread_mutex_lock(&u->lock);
	u->at_once--;
	pthread_mutex_unlock(&u->lock);
}

/* In a thread; what the file's newest reading was before is forgotten. False: another one runs. */
static bool
reading_begin(struct reading *g)
{
	struct held *f = g->f;
	struct bring *b = f->bring;
	struct reading *before;
	pthread_attr_t detached;
	pthread_t thread;
	bool begun;

	pthread_attr_init(&detached);
	pthread_attr_setdetachstate(&detached, PTHREAD_CREATE_DETACHED);
	/* Before the lock: who holds the table of files asks for this one's. */
	held_ref(f);
	pthread_mutex_lock(&b->lock);
	before = b->newest;
	begun = before == NULL || atomic_load(&before->state) != BRING_RUNS;
	if (begun) {
		atomic_fetch_add(&g->refs, 1);
		/* Whoever cannot make a thread is out of memory. */
		if (pthread_create(&thread, &detached, reading_run, g) != 0)
			abort();
		b->newest = g;
	}
	pthread_mutex_unlock(&b->lock);
	pthread_attr_destroy(&detached);
	reading_leave(begun ? before : g);
	if (!begun)
		held_leave(f);
	return begun;
}

bool
bring_start(struct web_request *r, struct held *f, enum bring_kind kind, struct err *e)
{
	struct uploads *u = r->web->uploads;
	struct reading *g;

	if (bring_runs(f->bring))
		return true;
	if (!take_place(u))
		return err_set(e, ERR_BUSY, "upload.busy",
		    _("Other files are being read just now. Nothing was changed. Try again in a minute."));
	if (!reading_new(r, f, kind, &g, e)) {
		give_place_back(u);
		return false;
	}
	if (!reading_begin(g))
		give_place_back(u);
	return true;
}

void
bring_wait(struct web_request *r, struct held *f, int64_t ms)
{
	struct uploads *u = r->web->uploads;
	int64_t until = clock_ms() + ms;

	pthread_mutex_lock(&u->lock);
	while (bring_runs(f->bring) && clock_cond_wait(&u->ended, &u->lock, until) == 0)
		;
	pthread_mutex_unlock(&u->lock);
}

/* -- what became of it ------------------------------------------------------------------------ */

void
bring_tell(struct web_request *r, struct held *f, struct bring_told *out)
{
	struct reading *g = bring_newest(f->bring);
	int64_t total;

	*out = (struct bring_told){ .state = BRING_NOTHING };
	if (g == NULL)
		return;
	arena_defer(r->arena, reading_leave, g);
	total = atomic_load(&g->total);
	out->state = (enum bring_state)atomic_load(&g->state);
	out->kind = g->kind;
	out->lines = atomic_load(&g->lines);
	out->percent = total > 0 ? atomic_load(&g->at) * 100 / total : -1;
	if (out->state == BRING_ENDED) {
		out->result = &g->result;
		out->rejects = g->rejects >= 0 && g->result.refused > 0;
	}
	if (out->state == BRING_FAILED)
		out->failure = &g->e;
}

bool
bring_rejects(struct held *f, int *fd, int64_t *bytes, struct err *e)
{
	struct reading *g = bring_newest(f->bring);
	struct stat st;
	char path[40];

	*fd = -1;
	if (g != NULL && atomic_load(&g->state) == BRING_ENDED && g->rejects >= 0 && g->result.refused > 0) {
		snprintf(path, sizeof(path), "/proc/self/fd/%d", g->rejects);
		*fd = open(path, O_RDONLY | O_CLOEXEC);
	}
	reading_leave(g);
	if (*fd >= 0 && fstat(*fd, &st) == 0) {
		*bytes = (int64_t)st.st_size;
		return true;
	}
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
	return err_set(e, ERR_NOT_FOUND, "web.not_found", _("There is nothing at this address."));
}
