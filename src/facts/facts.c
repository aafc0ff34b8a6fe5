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

	facts_drop(f);
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

/* The codes as they are now; views keep those they were given. */
static bool
start(struct facts *f, struct store *s, struct err *e)
{
	struct codes_memory *m = codes_memory_new();

	if (!codes_open(s, &m->a, &f->codes, e)) {
		shared_drop(m);
		return false;
	}
	shared_drop(f->codes_memory);
	f->codes_memory = m;
	return true;
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
	facts_drop(f);
	arena_release(&f->a);
	*f = (struct facts){ .broken = true };
	arena_init(&f->a);
	if (has)
		f->cache = str_dup(&f->a, (struct str){ cache, kept.n });
	return start(f, s, e);
}

/* What the journal's chain has come to at the position reached. */
static bool
stamp(struct facts *f, struct store *s, struct err *e)
{
	struct journal_point p;
	bool found;

	if (!journal_point_at(s, f->position, &p, &found, e))
		return false;
	memcpy(f->stamp, p.hash, sizeof(f->stamp));
	return true;
}

/* One snapshot: the journal's end and the tables belong together. */
static bool
rebuild(struct facts *f, struct store *s, struct err *e)
{
	bool held = store_in_transaction(s), ok;

	if (!reset(f, s, e) || (!held && !store_begin_read(s, e)))
		return false;
	ok = journal_position(s, &f->position, e) && stamp(f, s, e) &&
	    entities_load(f, s, ENTITIES_ALL, e) && ledgers_load(f, s, e) &&
	    facts_load(f, s, e);
	if (!held)
		store_rollback(s);
	store_trim(s);
	f->broken = !ok;
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
		if (!entities_load(f, s, ENTITIES_ALL, e) || !ledgers_load(f, s, e) ||
		    !facts_follow(f, s, e))
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

/* What changed behind the position. */
struct changes {
	struct change_seen *v;
	size_t n, cap;
	bool many;        /* too much to follow */
	unsigned tables;  /* small registers that changed, bits of entities_bit */
	bool codes;       /* a contract's codes did */
	int64_t last;
	struct arena a;
};

static bool
changes_add(struct changes *c, const struct reg *g, const struct sql_journal_after *row)
{
	if (c->n == c->cap) {
		size_t cap = c->cap == 0 ? 64 : c->cap * 4;
		struct change_seen *v = arena_array(&c->a, struct change_seen, cap);

		if (c->n > 0)
			memcpy(v, c->v, c->n * sizeof(*v));
		c->v = v;
		c->cap = cap;
	}
	c->v[c->n].reg = g;
	c->v[c->n].known = row->base > 0;
	memcpy(c->v[c->n++].id.b, row->record.p, sizeof(c->v->id.b));
	return c->n < TAIL_MAX;
}

static bool
changes_read(const struct facts *f, struct store *s, struct changes *c, struct err *e)
{
	struct rows *rows;
	struct sql_journal_after row;
	bool more;

	c->last = f->position;
	if (!sql_journal_after(s, f->position, &rows, e))
		return false;
	for (;;) {
		const struct reg *g;

		if (!sql_journal_after_next(rows, &row, &more, e))
			return false;
		if (!more)
			return true;
		c->last = row.pos;
		g = reg_find(row.reg);
		if (g == NULL || row.record.n != sizeof(c->v->id.b))
			continue;
		c->codes = c->codes || strcmp(g->name, "contract_code") == 0;
		c->tables |= entities_bit(g);
		if (!changes_add(c, g, &row))
			break;
	}
	c->many = true;
	rows_close(rows);
	return true;
}

static bool
take_changes(struct facts *f, struct store *s, const struct changes *c, struct err *e)
{
	if (c->codes && !start(f, s, e))
		return false;
	if (c->tables != 0 && !entities_load(f, s, c->tables, e))
		return false;
	if (c->n > 0)
		qsort(c->v, c->n, sizeof(*c->v), by_record);
	for (size_t i = 0; i < c->n; i++) {
		bool known = c->v[i].known;

		/* A record that changed several times is read once, as it stands now. */
		for (; i + 1 < c->n && by_record(&c->v[i], &c->v[i + 1]) == 0; i++)
			known = known || c->v[i + 1].known;
		if (!c->v[i].reg->facts) {
			if (!ledger_take(f, s, c->v[i].reg, &c->v[i].id, e))
				return false;
		} else if (!facts_take(f, s, c->v[i].reg, &c->v[i].id, known || c->v[i].known, e)) {
			return false;
		}
	}
	return true;
}

bool
facts_follow(struct facts *f, struct store *s, struct err *e)
{
	struct changes c = { .v = NULL };
	bool ok;

	if (f->broken)
		return rebuild(f, s, e);
	arena_init(&c.a);
	ok = changes_read(f, s, &c, e);
	if (ok && c.many) {
		arena_release(&c.a);
		return rebuild(f, s, e);
	}
	if (ok && c.last != f->position) {
		f->broken = true;
		ok = take_changes(f, s, &c, e);
		f->position = c.last;
		ok = ok && stamp(f, s, e);
		f->broken = !ok;
	}
	arena_release(&c.a);
	return ok;
}

bool
facts_save(struct facts *f, struct err *e)
{
	return f->broken || f->cache.p == NULL || files_write(f, e);
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
	size_t n = f->a.used + f->n_pages * sizeof(struct shift_page);

	n += f->shift_slots != NULL ? slots_room(f->shift_slots) * 2 * sizeof(uint32_t) : 0;
	for (int i = 0; i < N_ENTITIES; i++)
		n += f->entity[i].memory != NULL ? f->entity[i].memory->a.used : 0;
	for (size_t i = 0; i < f->n_acts; i++) {
		const struct acts *s = f->acts[i];

		n += s->memory->a.used + s->memory->map_bytes + (s->flags != NULL ? sizeof(*s->flags) : 0);
		for (int k = 0; s->memory->map == NULL && k < N_ACT_LISTS; k++)
			n += s->list[k].code.cap + s->list[k].more.cap + s->list[k].n.cap;
	}
	return n + ledgers_bytes(f);
}
