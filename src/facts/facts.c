/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/lang.h"
#include "base/log.h"
#include "facts/build.h"
#include "record/journal.h"

#include "queries.h"

/* Past so many changes reading everything is quicker than one by one. */
#define TAIL_MAX 20000

static void
release(void *p)
{
	struct facts *f = p;

	arena_release(&f->shift_arena);
	arena_release(&f->a);
}

static struct facts *
facts_new(struct arena *a)
{
	struct facts *f = arena_new(a, struct facts);

	arena_init(&f->a);
	arena_defer(a, release, f);
	return f;
}

static bool
start(struct facts *f, struct store *s, struct err *e)
{
	return codes_open(s, &f->a, &f->codes, e);
}

/* Forgets everything but where the cache is. */
static bool
reset(struct facts *f, struct store *s, struct err *e)
{
	char cache[4096];
	struct str kept = f->cache;
	bool has = kept.p != NULL && kept.n < sizeof(cache);

	if (has)
		memcpy(cache, kept.p, kept.n);
	arena_release(&f->shift_arena);
	arena_release(&f->a);
	*f = (struct facts){ .position = 0 };
	arena_init(&f->a);
	if (has)
		f->cache = str_dup(&f->a, (struct str){ cache, kept.n });
	return start(f, s, e);
}

/* What the journal's chain has come to at the position reached. */
static bool
stamp(struct facts *f, struct store *s, struct err *e)
{
	struct arena a;
	struct sql_journal_hash_at row;
	bool found, ok;

	arena_init(&a);
	memset(f->stamp, 0, sizeof(f->stamp));
	ok = sql_journal_hash_at(s, f->position, &a, &row, &found, e);
	if (ok && found && row.hash.n == sizeof(f->stamp))
		memcpy(f->stamp, row.hash.p, sizeof(f->stamp));
	arena_release(&a);
	return ok;
}

/* One snapshot: the journal's end and the tables belong together. */
static bool
rebuild(struct facts *f, struct store *s, struct err *e)
{
	bool held = store_in_transaction(s), ok;

	if (!reset(f, s, e) || (!held && !store_begin_read(s, e)))
		return false;
	ok = journal_position(s, &f->position, e) && stamp(f, s, e) && entities_load(f, s, e) &&
	    facts_load(f, s, e);
	if (!held)
		store_rollback(s);
	store_trim(s);
	return ok;
}

static struct str
cache_of(const struct facts_options *o, const struct store *s, struct arena *a)
{
	if (o->no_cache)
		return STR_NONE;
	if (o->cache.p != NULL)
		return str_dup(a, o->cache);
	if (store_engine(s) != STORE_SQLITE)
		return STR_NONE;
	return str_fmt(a, STR_F "-facts", STR_A(store_name(s)));
}

bool
facts_open(struct store *s, const struct facts_options *o, struct arena *a, struct facts **out,
    struct err *e)
{
	struct facts *f = facts_new(a);
	struct err ignored = { 0 };
	int64_t saved = -1;

	f->cache = cache_of(o, s, &f->a);
	if (!start(f, s, e))
		return false;
	if (f->cache.p != NULL && !o->rebuild && files_read(f, s)) {
		saved = f->position;
		if (!entities_load(f, s, e) || !facts_follow(f, s, e))
			return false;
	} else if (!rebuild(f, s, e)) {
		return false;
	}
	/* A folder that cannot be written costs time at the next opening, nothing else. */
	if (f->cache.p != NULL && saved != f->position && !files_write(f, &ignored))
		log_line(LOG_INFO, "event=facts_not_saved key=%s", ignored.key);
	*out = f;
	return true;
}

struct change_seen {
	const struct reg *reg;
	struct uuid id;
	bool known;
};

static int
by_record(const void *x, const void *y)
{
	const struct change_seen *a = x, *b = y;

	if (a->reg != b->reg)
		return a->reg < b->reg ? -1 : 1;
	return memcmp(a->id.b, b->id.b, sizeof(a->id.b));
}

/* What changed behind the position; *many when it is too much to follow. */
static bool
changes_since(struct facts *f, struct store *s, struct change_seen *v, size_t *n, bool *many,
    bool *small, int64_t *last, struct err *e)
{
	struct rows *rows;
	struct sql_journal_after row;
	bool more;

	*n = 0;
	*many = *small = false;
	*last = f->position;
	if (!sql_journal_after(s, f->position, &rows, e))
		return false;
	for (;;) {
		const struct reg *g;

		if (!sql_journal_after_next(rows, &row, &more, e))
			return false;
		if (!more)
			return true;
		*last = row.pos;
		g = reg_find(row.reg);
		if (g == NULL || row.record.n != sizeof(v->id.b))
			continue;
		if (!g->facts) {
			*small = true;
			continue;
		}
		if (*n == TAIL_MAX) {
			*many = true;
			rows_close(rows);
			return true;
		}
		v[*n].reg = g;
		v[*n].known = row.base > 0;
		memcpy(v[(*n)++].id.b, row.record.p, sizeof(v->id.b));
	}
}

bool
facts_follow(struct facts *f, struct store *s, struct err *e)
{
	struct arena a;
	struct change_seen *v;
	size_t n;
	int64_t last;
	bool many, small, ok;

	arena_init(&a);
	v = arena_array(&a, struct change_seen, TAIL_MAX);
	ok = changes_since(f, s, v, &n, &many, &small, &last, e);
	if (ok && many) {
		ok = rebuild(f, s, e);
		goto done;
	}
	if (ok && small)
		ok = entities_load(f, s, e);
	if (ok && n > 0)
		qsort(v, n, sizeof(*v), by_record);
	for (size_t i = 0; ok && i < n; i++) {
		bool known = v[i].known;

		/* A record that changed several times is read once, as it stands now. */
		for (; i + 1 < n && by_record(&v[i], &v[i + 1]) == 0; i++)
			known = known || v[i + 1].known;
		ok = facts_take(f, s, v[i].reg, &v[i].id, known || v[i].known, e);
	}
	if (ok && last != f->position) {
		f->position = last;
		ok = stamp(f, s, e);
	}
done:
	arena_release(&a);
	return ok;
}

bool
facts_save(struct facts *f, struct err *e)
{
	return f->cache.p == NULL || files_write(f, e);
}

int64_t
facts_position(const struct facts *f)
{
	return f->position;
}

int64_t
facts_rows(const struct facts *f)
{
	return f->rows;
}

size_t
facts_bytes(const struct facts *f)
{
	size_t n = f->a.used + f->shift_arena.used;

	for (size_t i = 0; i < f->n_acts; i++) {
		const struct acts *s = f->acts[i];

		n += s->a.used + s->map_bytes;
		for (int k = 0; s->map == NULL && k < N_ACT_LISTS; k++)
			n += s->list[k].code.cap + s->list[k].more.cap + s->list[k].n.cap;
	}
	return n;
}
