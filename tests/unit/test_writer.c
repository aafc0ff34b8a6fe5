/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Group commit: many threads, one writer, nothing acknowledged before it is on disk. */
#include "store/writer.h"

#include "engines.h"

#include <pthread.h>

#define THREADS 12
#define JOBS 60

static const struct query put = { "put", "INSERT INTO t (k, part) VALUES ($1, $2)", 2, false };
static const struct query seen = { "seen", "SELECT 1 FROM t WHERE k = $1 AND part = $2", 2, false };

static bool
put_row(struct store *s, int64_t k, int64_t part, struct err *e)
{
	struct value v[2] = { V_INT(k), V_INT(part) };

	return store_send(s, &put, v, e);
}

static bool
is_there(struct store *s, int64_t k, int64_t part)
{
	struct value v[2] = { V_INT(k), V_INT(part) };
	struct arena a;
	const struct value *row;
	struct err e = { 0 };
	bool found = false;

	arena_init(&a);
	found = store_one(s, &seen, v, &a, &row, &found, &e) && found;
	arena_release(&a);
	return found;
}

/* -- many threads ---------------------------------------------------------------------------- */

/* Shared by the threads; what the jobs touch, only the writer's thread does. */
struct crowd {
	struct store *like;
	struct writer *w;
	struct store *watch;  /* of the writer's thread: looks from outside while jobs run */
	int64_t last;         /* the job before this one; -1: none */
	int64_t early;        /* jobs that were visible from outside while their group still ran */
	int64_t grouped;      /* jobs that ran while the one before them was not committed yet */
};

struct member {
	struct crowd *c;
	int64_t n;
	int64_t good, unseen, wrong;
	pthread_t thread;
};

struct task {
	struct crowd *c;
	int64_t k;
	bool fails;    /* says no after having written */
	bool clashes;  /* writes a key twice */
};

static bool
do_task(void *ctx, struct store *s, struct err *e)
{
	struct task *t = ctx;

	if (is_there(t->c->watch, t->k, 0))
		t->c->early++;
	if (t->c->last >= 0 && !is_there(t->c->watch, t->c->last, 0))
		t->c->grouped++;
	if (!put_row(s, t->k, 0, e) || !put_row(s, t->k, 1, e))
		return false;
	if (t->fails)
		return err_set(e, ERR_INVALID, "test.no", "no to %lld", (long long)t->k);
	if (t->clashes && !put_row(s, t->k, 1, e))
		return false;
	t->c->last = t->k;
	return true;
}

static void *
run_member(void *ctx)
{
	struct member *m = ctx;
	struct arena a;
	struct store *mine;
	struct err e = { 0 };

	arena_init(&a);
	if (!store_again(m->c->like, STORE_READ, &a, &mine, &e))
		return NULL;
	for (int64_t i = 0; i < JOBS; i++) {
		struct task t = {
			.c = m->c, .k = m->n * JOBS + i, .fails = i % 10 == 3, .clashes = i % 10 == 7,
		};
		bool done = writer_do(m->c->w, do_task, &t, &e);
		bool there = is_there(mine, t.k, 0) && is_there(mine, t.k, 1);

		if (done != !(t.fails || t.clashes) || (t.fails && strcmp(e.key, "test.no") != 0) ||
		    (t.clashes && e.kind != ERR_INTERNAL))
			m->wrong++;
		m->good += done;
		m->unseen += done != there;
	}
	store_close(mine);
	arena_release(&a);
	return NULL;
}

static void
many_threads(enum store_engine engine)
{
	const char *name = engine_name(engine);
	struct arena a;
	struct crowd c = { .last = -1 };
	struct member m[THREADS] = { 0 };
	struct err e = { 0 };
	int64_t good = 0, unseen = 0, wrong = 0;

	arena_init(&a);
	c.like = empty_store(&a, engine);
	run_sql(c.like, "CREATE TABLE t (k bigint, part bigint, PRIMARY KEY (k, part))");
	OK(store_again(c.like, STORE_READ, &a, &c.watch, &e) && writer_start(c.like, &a, &c.w, &e),
	    "%s: a writer starts", name);
	for (size_t i = 0; i < THREADS; i++) {
		m[i].c = &c;
		m[i].n = (int64_t)i;
		pthread_create(&m[i].thread, NULL, run_member, &m[i]);
	}
	for (size_t i = 0; i < THREADS; i++) {
		pthread_join(m[i].thread, NULL);
		good += m[i].good;
		unseen += m[i].unseen;
		wrong += m[i].wrong;
	}
	OK(wrong == 0 && good == THREADS * JOBS * 8 / 10,
	    "%s: each of many threads gets the answer to its own job", name);
	OK(unseen == 0, "%s: what is acknowledged is there for others at once, what failed is not", name);
	OK(c.early == 0, "%s: nothing is seen from outside before its commit", name);
	OK(c.grouped > 0, "%s: jobs that wait share a commit", name);
	OK(one_number(c.like, "SELECT count(*) FROM t") == 2 * good,
	    "%s: a job that failed is undone alone and wholly", name);
	writer_stop(c.w);
	store_close(c.watch);
	store_close(c.like);
	arena_release(&a);
}

/* -- jobs that nobody waits for --------------------------------------------------------------- */

#define SENT 40

struct sent {
	struct crowd *c;
	struct task task;
	struct writer_ask ask;
	bool there;              /* seen from outside when it was told */
	pthread_mutex_t *lock;
	pthread_cond_t *told;
	int *left;
};

static void
sent_done(struct writer_ask *ask)
{
	struct sent *x = (struct sent *)(void *)((char *)ask - offsetof(struct sent, ask));

	x->there = is_there(x->c->watch, x->task.k, 0);
	pthread_mutex_lock(x->lock);
	--*x->left;
	pthread_cond_signal(x->told);
	pthread_mutex_unlock(x->lock);
}

static void
nobody_waits(enum store_engine engine)
{
	const char *name = engine_name(engine);
	pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
	pthread_cond_t told = PTHREAD_COND_INITIALIZER;
	struct sent v[SENT + 1] = { 0 };
	struct crowd c = { .last = -1 };
	struct arena a;
	struct err e = { 0 };
	int left = SENT, right = 0;

	arena_init(&a);
	c.like = empty_store(&a, engine);
	run_sql(c.like, "CREATE TABLE t (k bigint, part bigint, PRIMARY KEY (k, part))");
	OK(store_again(c.like, STORE_READ, &a, &c.watch, &e) && writer_start(c.like, &a, &c.w, &e),
	    "%s: a writer starts", name);
	for (int i = 0; i <= SENT; i++) {
		v[i] = (struct sent){ .c = &c, .task = { .c = &c, .k = i, .fails = i % 10 == 3 },
			.ask = { .run = do_task, .ctx = &v[i].task, .done = sent_done }, .lock = &lock, .told = &told,
			.left = &left };
		if (i < SENT)
			writer_send(c.w, &v[i].ask);
	}
	pthread_mutex_lock(&lock);
	while (left > 0)
		pthread_cond_wait(&told, &lock);
	pthread_mutex_unlock(&lock);
	for (int i = 0; i < SENT; i++)
		right += v[i].ask.good == !v[i].task.fails && v[i].there == v[i].ask.good &&
		    (v[i].ask.good || strcmp(v[i].ask.e.key, "test.no") == 0);
	OK(right == SENT, "%s: jobs that nobody waits for are told when they are on the disk, or why not", name);
	OK(c.grouped > 0 && c.early == 0, "%s: one thread's jobs share a commit too", name);
	writer_stop(c.w);
	left = 1;
	writer_send(c.w, &v[SENT].ask);
	OK(left == 0 && !v[SENT].ask.good && strcmp(v[SENT].ask.e.key, "writer.stopped") == 0 && !v[SENT].there,
	    "%s: after the end they are told so at once", name);
	store_close(c.watch);
	store_close(c.like);
	arena_release(&a);
}

/* -- one thing at a time --------------------------------------------------------------------- */

struct note {
	int64_t k;
	char text[200];
};

static bool
put_note(void *ctx, struct store *s, struct err *e)
{
	struct note *n = ctx;

	return put_row(s, n->k, 0, e);
}

/* Begins its own transaction: it would fail inside another. */
static bool
put_alone(void *ctx, struct store *s, struct err *e)
{
	struct note *n = ctx;

	return store_begin(s, e) && put_row(s, n->k, 0, e) && store_commit(s, e);
}

static bool
refuse_note(void *ctx, struct store *s, struct err *e)
{
	(void)s;
	(void)ctx;
	return err_set(e, ERR_INVALID, "test.lang", "%s", _("Which command?"));
}

static void
languages_and_end(enum store_engine engine)
{
	const char *name = engine_name(engine);
	struct arena a;
	struct store *s;
	struct writer *w;
	struct note n = { .k = 1 };
	struct err e = { 0 };

	arena_init(&a);
	s = empty_store(&a, engine);
	run_sql(s, "CREATE TABLE t (k bigint, part bigint, PRIMARY KEY (k, part))");
	OK(writer_start(s, &a, &w, &e), "%s: a writer starts", name);
	lang_use(LANG_FR);
	OK(!writer_do(w, refuse_note, &n, &e) && strcmp(e.text, "Which command?") != 0,
	    "%s: who asks in French is refused in French", name);
	lang_use(LANG_EN);
	OK(!writer_do(w, refuse_note, &n, &e) && strcmp(e.text, "Which command?") == 0,
	    "%s: and who asks in English in English", name);
	n.k = 3;
	OK(writer_do_alone(w, put_alone, &n, &e) && is_there(s, 3, 0),
	    "%s: a job that is alone has its own transaction", name);
	OK(!writer_do_alone(w, refuse_note, &n, &e) && strcmp(e.key, "test.lang") == 0,
	    "%s: and may fail like others", name);
	n.k = 1;
	OK(writer_do(w, put_note, &n, &e), "%s: a job", name);
	writer_stop(w);
	OK(is_there(s, 1, 0), "%s: stopping loses nothing", name);
	n.k = 2;
	OK(!writer_do(w, put_note, &n, &e) && e.kind == ERR_UNAVAILABLE &&
	    strcmp(e.key, "writer.stopped") == 0 && !is_there(s, 2, 0),
	    "%s: after the end jobs are refused", name);
	writer_stop(w);
	writer_stop(NULL);
	store_close(s);
	arena_release(&a);
}

static void
store_in_use(enum store_engine engine)
{
	const char *name = engine_name(engine);
	struct arena a;
	struct store *s;
	struct writer *w;
	struct note n = { .k = 1 };
	struct err e = { 0 };

	arena_init(&a);
	s = empty_store(&a, engine);
	run_sql(s, "CREATE TABLE t (k bigint, part bigint, PRIMARY KEY (k, part))");
	OK(writer_start(s, &a, &w, &e) && store_begin(s, &e), "%s: another one writes", name);
	OK(!writer_do(w, put_note, &n, &e) && e.kind == ERR_BUSY && strcmp(e.key, "store.busy") == 0,
	    "%s: a job is told that the store is in use", name);
	store_rollback(s);
	OK(writer_do(w, put_note, &n, &e) && is_there(s, 1, 0), "%s: and done when it is tried again", name);
	writer_stop(w);
	store_close(s);
	arena_release(&a);
}

/* -- the server goes away in the middle of a group -------------------------------------------- */

static bool
put_and_end(void *ctx, struct store *s, struct err *e)
{
	static const struct query end = {
		"end", "SELECT pg_terminate_backend(pg_backend_pid())", 0, false,
	};

	return put_note(ctx, s, e) && store_exec(s, &end, NULL, NULL, e);
}

static void
server_gone(void)
{
	struct arena a;
	struct store *s;
	struct writer *w;
	struct note n = { .k = 1 };
	struct err e = { 0 };

	arena_init(&a);
	s = empty_store(&a, STORE_POSTGRESQL);
	run_sql(s, "CREATE TABLE t (k bigint, part bigint, PRIMARY KEY (k, part))");
	OK(writer_start(s, &a, &w, &e) && !writer_do(w, put_and_end, &n, &e) &&
	    e.kind == ERR_UNAVAILABLE && !is_there(s, 1, 0),
	    "PostgreSQL: a job under way when the connection ends is not acknowledged");
	OK(writer_do(w, put_note, &n, &e) && is_there(s, 1, 0),
	    "PostgreSQL: the next one has a connection again");
	writer_stop(w);
	store_close(s);
	arena_release(&a);
}

int
main(void)
{
	lang_use(LANG_EN);
	on_engines(many_threads);
	on_engines(nobody_waits);
	on_engines(languages_and_end);
	on_engines(store_in_use);
	if (getenv("MAILLAGE_TEST_DB_URL") != NULL)
		server_gone();
	remove_engines();
	return tap_done();
}
