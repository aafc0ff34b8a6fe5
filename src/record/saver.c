/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "record/saver.h"

#include "queries.h"
#include "record/vault.h"

/* Past so many changes what is held is read again: it is quicker, and old memory goes. */
#define FOLLOW_MAX 20000

static void
saver_release(void *p)
{
	struct saver *v = p;

	arena_release(&v->a);
}

struct saver *
saver_new(struct arena *a)
{
	struct saver *v = arena_new(a, struct saver);

	arena_init(&v->a);
	arena_defer(a, saver_release, v);
	return v;
}

static void
forget(struct saver *v)
{
	arena_release(&v->a);
	arena_init(&v->a);
	v->open = false;
}

static bool
reopen(struct saver *v, struct store *s, struct err *e)
{
	forget(v);
	v->taken = 0;
	if (!journal_end(s, &v->seen, e) || !codes_open(s, &v->a, &v->codes, e) ||
	    !lookup_open(s, v->codes, &v->a, &v->lookup, e) ||
	    !journal_open(s, v->codes, &v->a, &v->journal, e))
		return false;
	v->vault = vault_new(s, &v->a);
	lookup_use(v->lookup, s);
	v->open = true;
	return true;
}

struct seen {
	const struct reg *reg;
	struct uuid id;
};

/* The records of held registers that changed behind what was seen; *n past FOLLOW_MAX: too many. */
static bool
changes_since(struct saver *v, struct store *s, struct seen *out, size_t *n, struct err *e)
{
	struct sql_journal_after row;
	struct rows *rows;
	bool more;

	*n = 0;
	if (!sql_journal_after(s, v->seen.pos, &rows, e))
		return false;
	for (;;) {
		const struct reg *g;

		if (!sql_journal_after_next(rows, &row, &more, e))
			return false;
		if (!more)
			return true;
		g = reg_find(row.reg);
		if (g == NULL || !lookup_holds(g) || row.record.n != sizeof(out->id.b))
			continue;
		if (*n == FOLLOW_MAX) {
			++*n;
			rows_close(rows);
			return true;
		}
		out[*n].reg = g;
		memcpy(out[(*n)++].id.b, row.record.p, sizeof(out->id.b));
	}
}

static bool
take(struct saver *v, const struct seen *x, struct arena *a, struct err *e)
{
	struct record r;
	bool found;

	if (!journal_record(v->journal, x->reg, &x->id, a, &r, &found, e))
		return false;
	if (found)
		lookup_put(v->lookup, &r);
	return true;
}

bool
saver_follow(struct saver *v, struct store *s, struct err *e)
{
	struct journal_point end;
	bool stands, changed, ok;
	struct seen *x;
	struct arena a;
	size_t n;

	if (!v->open)
		return reopen(v, s, e);
	if (!journal_end(s, &end, e))
		return false;
	if (end.pos == v->seen.pos && memcmp(end.hash, v->seen.hash, sizeof(end.hash)) == 0)
		return true;
	/* A commit may have failed after a save: then what was seen is not there. */
	if (!journal_passed(s, &v->seen, &stands, e) || !codes_changed(s, v->codes, &changed, e))
		return false;
	if (!stands || changed || v->taken > FOLLOW_MAX)
		return reopen(v, s, e);
	arena_init(&a);
	x = arena_array(&a, struct seen, FOLLOW_MAX);
	ok = changes_since(v, s, x, &n, e);
	if (ok && n > FOLLOW_MAX) {
		arena_release(&a);
		return reopen(v, s, e);
	}
	for (size_t i = 0; ok && i < n; i++) {
		struct arena_mark m = arena_mark(&a);

		ok = take(v, &x[i], &a, e);
		arena_back(&a, m);
	}
	arena_release(&a);
	if (!ok) {
		forget(v);
		return false;
	}
	v->taken += (int64_t)n;
	v->seen = end;
	return true;
}

bool
saver_took(struct saver *v, struct store *s, const struct record *r, struct err *e)
{
	struct seen x = { r->reg, r->id };
	struct arena a;
	bool ok = true;

	/* The lists are read with a contract's codes. */
	if (strcmp(r->reg->name, "contract_code") == 0) {
		v->begun = false;
		return saver_follow(v, s, e);
	}
	if (lookup_holds(r->reg)) {
		arena_init(&a);
		ok = take(v, &x, &a, e);
		arena_release(&a);
		v->taken++;
	}
	v->seen = *journal_now(v->journal);
	return ok;
}
