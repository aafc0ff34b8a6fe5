/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "store/store.h"

#include "base/buf.h"
#include "base/lang.h"
#include "base/uuid.h"
#include "store/engine.h"

static bool
is_postgres(struct str url)
{
	return str_starts(url, STR("postgresql://")) || str_starts(url, STR("postgres://"));
}

/* postgresql://user:secret@host/db?password=secret without the secrets. */
static struct str
without_password(struct arena *a, struct str url)
{
	struct str rest, pair;
	struct buf b;
	size_t host, colon, query;
	char sep = '?';

	if (!is_postgres(url))
		return str_dup(a, url);
	buf_init_in(&b, a);
	host = str_find(url, ':') + 3;
	buf_str(&b, str_sub(url, 0, host));
	rest = str_sub(url, host, url.n);
	query = str_find(rest, '?');
	pair = str_sub(rest, 0, str_find(str_sub(rest, 0, query), '/'));
	host = str_find(pair, '@');
	if (host < pair.n) {
		colon = str_find(pair, ':');
		buf_str(&b, str_sub(pair, 0, colon < host ? colon : host));
	}
	buf_str(&b, str_sub(rest, host < pair.n ? host : 0, query));
	rest = str_sub(rest, query + 1, rest.n);
	while (rest.n > 0 && str_cut(&rest, '&', &pair))
		if (!str_starts(pair, STR("password="))) {
			buf_char(&b, sep);
			buf_str(&b, pair);
			sep = '&';
		}
	return buf_text(&b);
}

static void
close_with_arena(void *p)
{
	store_close(p);
}

bool
store_open(const struct store_options *o, struct arena *a, struct store **out, struct err *e)
{
	struct store *s = arena_new(a, struct store);

	s->a = a;
	s->mode = o->mode;
	s->url = str_dup(a, str_starts(o->url, STR("sqlite:")) ? str_sub(o->url, 7, o->url.n) : o->url);
	s->name = without_password(a, s->url);
	s->busy_ms = o->busy_ms > 0 ? o->busy_ms : 5000;
	s->cache_kb = o->cache_kb > 0 ? o->cache_kb : 65536;
	s->kind = is_postgres(s->url) ? STORE_POSTGRESQL : STORE_SQLITE;
	s->key = o->key.n > 0 ? str_dup(a, o->key) :
	    s->kind == STORE_SQLITE ? str_fmt(a, STR_F ".key", STR_A(s->url)) : STR_NONE;
	if (!(s->kind == STORE_POSTGRESQL ? postgres_open : sqlite_open)(s, e))
		return false;
	arena_defer(a, close_with_arena, s);
	*out = s;
	return true;
}

void
store_close(struct store *s)
{
	if (s == NULL || s->closed)
		return;
	s->closed = true;
	s->engine->close(s);
}

enum store_engine
store_engine(const struct store *s)
{
	return s->kind;
}

struct str
store_name(const struct store *s)
{
	return s->name;
}

struct str
store_key(const struct store *s)
{
	return s->key;
}

bool
store_secure(struct store *s, struct err *e)
{
	return s->kind != STORE_SQLITE || s->engine->control(s, "PRAGMA secure_delete = ON", e);
}

bool
store_scrub(struct store *s, struct err *e)
{
	return s->kind != STORE_SQLITE || s->engine->control(s, "PRAGMA wal_checkpoint(TRUNCATE)", e);
}

bool
store_statistics(struct store *s, struct err *e)
{
	return store_built(s, STR("ANALYZE"), NULL, 0, NULL, e);
}

bool
store_again(const struct store *s, enum store_mode mode, struct arena *a, struct store **out,
    struct err *e)
{
	struct store_options o = { .url = s->url, .mode = mode, .busy_ms = s->busy_ms, .cache_kb = s->cache_kb,
		.key = s->key };

	return store_open(&o, a, out, e);
}

bool
store_no_zero(const char *what, struct err *e)
{
	return err_set(e, ERR_INVALID, "store.zero", "%s: a text with a zero byte", what);
}

static bool
begin(struct store *s, const char *sql, struct err *e)
{
	/* Rows read outside a transaction hold one of their own with PostgreSQL. */
	if (s->open_rows > 0)
		return err_set(e, ERR_INTERNAL, "store.rows", "a transaction begun between two rows");
	if (!s->engine->control(s, sql, e))
		return false;
	s->begun = true;
	return true;
}

bool
store_in_transaction(const struct store *s)
{
	return s->begun;
}

bool
store_begin(struct store *s, struct err *e)
{
	return begin(s, s->engine->begin_write, e);
}

bool
store_begin_read(struct store *s, struct err *e)
{
	return begin(s, s->engine->begin_read, e);
}

bool
store_commit(struct store *s, struct err *e)
{
	if (!s->engine->control(s, "COMMIT", e))
		return false;
	s->begun = false;
	return true;
}

void
store_rollback(struct store *s)
{
	struct err ignored;

	/* A connection that cannot even roll back is rolled back by its server or its closing. */
	(void)!s->engine->control(s, "ROLLBACK", &ignored);
	s->begun = false;
}

bool
store_savepoint(struct store *s, struct err *e)
{
	return s->engine->control(s, "SAVEPOINT job", e);
}

bool
store_savepoint_release(struct store *s, struct err *e)
{
	return s->engine->control(s, "RELEASE SAVEPOINT job", e);
}

bool
store_savepoint_undo(struct store *s, struct err *e)
{
	return s->engine->control(s, "ROLLBACK TO SAVEPOINT job", e) &&
	    s->engine->control(s, "RELEASE SAVEPOINT job", e);
}

bool
store_exec(struct store *s, const struct query *q, const struct value *params, int64_t *changed,
    struct err *e)
{
	return s->engine->run(s, q, params, true, changed, NULL, e);
}

bool
store_send(struct store *s, const struct query *q, const struct value *params, struct err *e)
{
	return s->engine->send(s, q, params, e);
}

bool
store_rows(struct store *s, const struct query *q, const struct value *params, struct rows **out,
    struct err *e)
{
	if (!s->engine->run(s, q, params, true, NULL, out, e))
		return false;
	s->open_rows++;
	return true;
}

bool
store_built(struct store *s, struct str sql, const struct value *params, size_t n_params,
    struct rows **rows_out, struct err *e)
{
	struct arena scratch;
	struct query q = { .name = "built", .n_params = (unsigned)n_params };
	bool ok;

	arena_init(&scratch);
	q.sql = str_cstr(&scratch, sql);
	ok = s->engine->run(s, &q, params, false, NULL, rows_out, e);
	arena_release(&scratch);
	s->open_rows += ok && rows_out != NULL;
	return ok;
}

bool
rows_next(struct rows *r, const struct value **row, struct err *e)
{
	struct store *s = r->store;
	bool ok = s->engine->next(r, row, e);

	s->open_rows -= !ok || *row == NULL;
	return ok;
}

bool
rows_uuid(struct rows *r, struct uuid *id, bool *more, struct err *e)
{
	const struct value *row;

	do {
		if (!rows_next(r, &row, e))
			return false;
		*more = row != NULL;
	} while (*more && row[0].s.n != sizeof(id->b));
	if (*more)
		memcpy(id->b, row[0].s.p, sizeof(id->b));
	return true;
}

void
rows_close(struct rows *r)
{
	if (r == NULL)
		return;
	r->store->open_rows--;
	r->store->engine->rows_close(r);
}

size_t
rows_columns(const struct rows *r)
{
	return r->n_columns;
}

bool
store_one(struct store *s, const struct query *q, const struct value *params, struct arena *a,
    const struct value **row, bool *found, struct err *e)
{
	struct rows *rows;
	const struct value *first;
	struct value *copy;
	size_t n;

	if (!store_rows(s, q, params, &rows, e) || !rows_next(rows, &first, e))
		return false;
	*found = first != NULL;
	*row = NULL;
	if (first == NULL)
		return true;
	n = rows_columns(rows);
	copy = arena_array(a, struct value, n);
	for (size_t i = 0; i < n; i++) {
		copy[i] = first[i];
		copy[i].s = str_dup(a, first[i].s);
	}
	rows_close(rows);
	*row = copy;
	return true;
}

bool
store_has_table(struct store *s, const char *table, bool *has, struct err *e)
{
	struct value v = V_TEXT(str_of(table));
	struct rows *rows;
	const struct value *row;

	if (!store_built(s, str_of(s->engine->has_table), &v, 1, &rows, e) || !rows_next(rows, &row, e))
		return false;
	*has = row != NULL;
	if (row != NULL)
		rows_close(rows);
	return true;
}

bool
store_is_empty(struct store *s, bool *empty, struct err *e)
{
	struct rows *rows;
	const struct value *row;

	if (!store_built(s, str_of(s->engine->any_table), NULL, 0, &rows, e) || !rows_next(rows, &row, e))
		return false;
	*empty = row == NULL;
	if (row != NULL)
		rows_close(rows);
	return true;
}

bool
store_refuse_tables(struct store *s, struct err *e)
{
	bool empty;

	if (!store_is_empty(s, &empty, e))
		return false;
	return empty || err_set(e, ERR_CONFLICT, "store.exists",
	    _("%.*s holds data already. Nothing was changed. Give another name with --db."),
	    STR_A(s->name));
}

bool
store_size(struct store *s, int64_t *bytes, struct err *e)
{
	return s->engine->size(s, bytes, e);
}

void
store_trim(struct store *s)
{
	if (s->engine->trim != NULL)
		s->engine->trim(s);
}
