/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* SQLite behind the store: the only file that includes sqlite3.h. */
#include "store/engine.h"

#include <errno.h>
#include <malloc.h>
#include <pthread.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/lang.h"
#include "base/text.h"

#define CACHE_SLOTS 512 /* statements kept */
#define CACHE_PROBES 8
#define READ_CACHE_KB 4096
/* 16 MB of the log, then it is written back.  A page that many commits touch is written back once. */
#define WAL_PAGES 4000

/* A prepared statement with its rows: handed out without allocating. */
struct statement {
	const struct query *q; /* identity only: a statement not kept outlives its query */
	const char *name;
	unsigned n_params;
	sqlite3_stmt *st;
	struct rows rows;
	int *index; /* of $1 …: SQLite numbers them by first use */
	bool busy;
	bool kept;
};

struct sqlite {
	sqlite3 *db;
	struct statement *slots[CACHE_SLOTS];
};

static sqlite3 *
db_of(const struct store *s)
{
	return ((const struct sqlite *)s->state)->db;
}

/* The system's number for the last failure of the file that is written to; SQLite's own remembers it
 * only where it tells of it at once. */
static int
os_errno(sqlite3 *db)
{
	sqlite3_file *journal = NULL;
	int number = 0;

	sqlite3_file_control(db, "main", SQLITE_FCNTL_JOURNAL_POINTER, &journal);
	if (journal != NULL && journal->pMethods != NULL)
		journal->pMethods->xFileControl(journal, SQLITE_FCNTL_LAST_ERRNO, &number);
	if (number == 0)
		sqlite3_file_control(db, "main", SQLITE_FCNTL_LAST_ERRNO, &number);
	return number != 0 ? number : sqlite3_system_errno(db);
}

/* What SQLite says, as what the caller can do. */
static bool
fail(const struct store *s, sqlite3 *db, int code, const char *what, struct err *e)
{
	const char *why = db != NULL ? sqlite3_errmsg(db) : sqlite3_errstr(code);
	int primary = code & 0xff;
	int os = db != NULL && (primary == SQLITE_IOERR || primary == SQLITE_CANTOPEN) ? os_errno(db) : 0;

	if (primary == SQLITE_FULL || (primary == SQLITE_IOERR && err_os_full(os)))
		return err_set(e, ERR_BUSY, "store.full",
		    _("The disk of %.*s is full. Nothing was changed; what was saved before is safe. Make "
		      "room and try again."), STR_A(s->name));
	if (primary == SQLITE_BUSY || primary == SQLITE_LOCKED)
		return err_set(e, ERR_BUSY, "store.busy",
		    _("%.*s is in use by another process. Nothing was changed. Try again when it has "
		      "finished."), STR_A(s->name));
	if (primary == SQLITE_NOTADB)
		return err_set(e, ERR_INVALID, "store.foreign",
		    _("%.*s is no Maillage store. Nothing was changed."), STR_A(s->name));
	if (primary == SQLITE_CORRUPT)
		return err_set(e, ERR_UNAVAILABLE, "store.damaged",
		    _("%.*s is damaged (%s). Stop using it and take the last backup."), STR_A(s->name), why);
	if (primary == SQLITE_READONLY || primary == SQLITE_PERM || primary == SQLITE_AUTH)
		return err_set(e, ERR_UNAVAILABLE, "store.readonly",
		    _("%.*s cannot be written: this user has no right to. Nothing was changed."),
		    STR_A(s->name));
	if (primary == SQLITE_CANTOPEN || primary == SQLITE_IOERR)
		return err_set(e, ERR_UNAVAILABLE, "store.io",
		    _("%.*s cannot be read or written (%s). What was saved before is safe."),
		    STR_A(s->name), os != 0 ? err_os(os) : why);
	return err_set(e, ERR_INTERNAL, "store.statement", _("The store refused a statement (%s): %s"),
	    what, why);
}

static void
statement_free(struct statement *t)
{
	if (t == NULL)
		return;
	sqlite3_finalize(t->st);
	free(t->rows.row);
	free(t->index);
	free(t);
}

static void
close_sqlite(struct store *s)
{
	struct sqlite *d = s->state;

	for (size_t i = 0; i < CACHE_SLOTS; i++)
		statement_free(d->slots[i]);
	sqlite3_close(d->db);
	free(d);
}

static void *
must(void *p)
{
	if (p == NULL)
		abort();
	return p;
}

static bool
prepare(struct store *s, const struct query *q, bool kept, struct statement **out, struct err *e)
{
	sqlite3 *db = db_of(s);
	struct statement *t;
	sqlite3_stmt *st;
	const char *tail;
	char name[16];
	int code = sqlite3_prepare_v3(db, q->sql, -1, kept ? SQLITE_PREPARE_PERSISTENT : 0, &st, &tail);

	if (code != SQLITE_OK)
		return fail(s, db, code, q->name, e);
	t = must(calloc(1, sizeof(*t)));
	t->st = st;
	t->q = q;
	t->name = q->name;
	t->n_params = q->n_params;
	t->kept = kept;
	t->rows.store = s;
	t->rows.state = t;
	t->rows.n_columns = (size_t)sqlite3_column_count(st);
	t->rows.row = must(calloc(t->rows.n_columns + 1, sizeof(*t->rows.row)));
	t->index = must(calloc(q->n_params + 1, sizeof(*t->index)));
	for (unsigned i = 0; i < q->n_params; i++) {
		snprintf(name, sizeof(name), "$%u", i + 1);
		t->index[i] = sqlite3_bind_parameter_index(st, name);
	}
	*out = t;
	return true;
}

/* The kept statement of a query, or one for this time only while that one gives rows. */
static bool
statement_for(struct store *s, const struct query *q, bool keep, struct statement **out,
    struct err *e)
{
	struct sqlite *d = s->state;
	size_t at = (uintptr_t)q / sizeof(void *) * 0x9e3779b97f4a7c15u >> 32;
	struct statement **slot = NULL;

	/* Its own place, else a free one, else that of a statement which can give way. */
	for (size_t i = 0; keep && i < CACHE_PROBES; i++) {
		struct statement **p = &d->slots[(at + i) % CACHE_SLOTS];

		if (*p == NULL || (*p)->q == q) {
			slot = p;
			break;
		}
		if (slot == NULL && !(*p)->busy)
			slot = p;
	}
	if (slot == NULL || (*slot != NULL && (*slot)->busy))
		return prepare(s, q, false, out, e);
	/* Memory is used again: the address may hold another statement by now. */
	if (*slot != NULL && ((*slot)->q != q || (*slot)->n_params != q->n_params ||
	    strcmp(sqlite3_sql((*slot)->st), q->sql) != 0)) {
		statement_free(*slot);
		*slot = NULL;
	}
	if (*slot == NULL && !prepare(s, q, true, slot, e))
		return false;
	(*slot)->name = q->name;
	*out = *slot;
	return true;
}

static void
statement_done(struct statement *t)
{
	sqlite3_reset(t->st);
	t->busy = false;
	if (!t->kept)
		statement_free(t);
}

static bool
bind(struct store *s, struct statement *t, const struct value *v, bool borrow, struct err *e)
{
	void (*how)(void *) = borrow ? SQLITE_STATIC : SQLITE_TRANSIENT;

	for (unsigned i = 0; i < t->n_params; i++) {
		int at = t->index[i], code = SQLITE_OK;

		if (at == 0)
			continue;
		switch (v[i].kind) {
		case VALUE_NULL:
			code = sqlite3_bind_null(t->st, at);
			break;
		case VALUE_INT:
			code = sqlite3_bind_int64(t->st, at, v[i].i);
			break;
		case VALUE_REAL:
			code = sqlite3_bind_double(t->st, at, v[i].r);
			break;
		case VALUE_TEXT:
			if (v[i].s.n > 0 && memchr(v[i].s.p, '\0', v[i].s.n) != NULL)
				return store_no_zero(t->name, e);
			code = sqlite3_bind_text(t->st, at, v[i].s.p != NULL ? v[i].s.p : "", (int)v[i].s.n, how);
			break;
		case VALUE_BLOB:
			code = sqlite3_bind_blob(t->st, at, v[i].s.p != NULL ? v[i].s.p : "", (int)v[i].s.n, how);
			break;
		}
		if (code != SQLITE_OK)
			return fail(s, db_of(s), code, t->name, e);
	}
	return true;
}

static bool
run(struct store *s, const struct query *q, const struct value *params, bool keep, int64_t *changed,
    struct rows **rows_out, struct err *e)
{
	struct statement *t;
	int code;

	if (!statement_for(s, q, keep, &t, e))
		return false;
	if (q->n_params > 0 && !bind(s, t, params, rows_out == NULL, e)) {
		statement_done(t);
		return false;
	}
	t->busy = true;
	if (rows_out != NULL) {
		*rows_out = &t->rows;
		return true;
	}
	do
		code = sqlite3_step(t->st);
	while (code == SQLITE_ROW);
	if (code != SQLITE_DONE) {
		fail(s, db_of(s), code, q->name, e);
		statement_done(t);
		return false;
	}
	if (changed != NULL)
		*changed = sqlite3_changes64(db_of(s));
	statement_done(t);
	return true;
}

static bool
send(struct store *s, const struct query *q, const struct value *params, struct err *e)
{
	return run(s, q, params, true, NULL, NULL, e);
}

/* Through the value, which costs one look where sqlite3_column_… costs three. A connection without
 * mutexes has only protected values. */
static void
take_column(sqlite3_stmt *st, int i, struct value *v)
{
	sqlite3_value *from = sqlite3_column_value(st, i);

	switch (sqlite3_value_type(from)) {
	case SQLITE_INTEGER:
		*v = V_INT(sqlite3_value_int64(from));
		break;
	case SQLITE_FLOAT:
		*v = V_REAL(sqlite3_value_double(from));
		break;
	case SQLITE_TEXT:
		v->kind = VALUE_TEXT;
		v->s.p = (const char *)sqlite3_value_text(from);
		v->s.n = (size_t)sqlite3_value_bytes(from);
		break;
	case SQLITE_BLOB:
		v->kind = VALUE_BLOB;
		v->s.p = sqlite3_value_blob(from);
		v->s.n = (size_t)sqlite3_value_bytes(from);
		if (v->s.p == NULL)
			v->s.p = "";
		break;
	default:
		*v = V_NULL;
		break;
	}
}

static bool
next(struct rows *r, const struct value **row, struct err *e)
{
	struct statement *t = r->state;
	int code = sqlite3_step(t->st);

	if (code == SQLITE_ROW) {
		for (size_t i = 0; i < r->n_columns; i++)
			take_column(t->st, (int)i, &r->row[i]);
		*row = r->row;
		return true;
	}
	*row = NULL;
	if (code == SQLITE_DONE) {
		statement_done(t);
		return true;
	}
	fail(r->store, db_of(r->store), code, t->name, e);
	statement_done(t);
	return false;
}

static void
close_rows(struct rows *r)
{
	statement_done(r->state);
}

/* The turns of a transaction, said many times: kept prepared. */
static const struct query turns[] = {
	{ .name = "begin", .sql = "BEGIN IMMEDIATE" }, { .name = "begin read", .sql = "BEGIN" },
	{ .name = "commit", .sql = "COMMIT" }, { .name = "rollback", .sql = "ROLLBACK" },
	{ .name = "savepoint", .sql = "SAVEPOINT job" }, { .name = "release", .sql = "RELEASE SAVEPOINT job" },
	{ .name = "undo", .sql = "ROLLBACK TO SAVEPOINT job" },
};

static bool
control(struct store *s, const char *sql, struct err *e)
{
	int code;

	for (size_t i = 0; i < COUNT(turns); i++)
		if (strcmp(turns[i].sql, sql) == 0)
			return run(s, &turns[i], NULL, true, NULL, NULL, e);
	code = sqlite3_exec(db_of(s), sql, NULL, NULL, NULL);
	return code == SQLITE_OK || fail(s, db_of(s), code, sql, e);
}

static bool
size(struct store *s, int64_t *bytes, struct err *e)
{
	static const char *const tails[] = { "", "-wal" };
	struct arena a;
	int64_t n = 0;

	(void)e;
	arena_init(&a);
	for (size_t i = 0; i < COUNT(tails); i++) {
		struct stat st;

		if (stat(str_fmt(&a, STR_F "%s", STR_A(s->url), tails[i]).p, &st) == 0)
			n += st.st_size;
	}
	arena_release(&a);
	*bytes = n;
	return true;
}

static void
trim(struct store *s)
{
	sqlite3_db_release_memory(db_of(s));
	/* Its pages are small pieces of the heap, which keeps them unless told. */
	malloc_trim(0);
}

static const struct engine engine = {
	.close = close_sqlite,
	.control = control,
	.run = run,
	.send = send,
	.next = next,
	.rows_close = close_rows,
	.begin_write = "BEGIN IMMEDIATE",
	.begin_read = "BEGIN",
	.has_table = "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = $1",
	.any_table = "SELECT 1 FROM sqlite_schema WHERE type = 'table' LIMIT 1",
	.size = size,
	.trim = trim,
};

/* folded(text): see store_folded. */
static void
folded(sqlite3_context *c, int n, sqlite3_value **v)
{
	const char *text = (const char *)sqlite3_value_text(v[0]);
	struct buf b;

	(void)n;
	if (text == NULL)
		return;
	buf_init(&b);
	text_fold(&b, (struct str){ text, (size_t)sqlite3_value_bytes(v[0]) });
	sqlite3_result_text(c, b.n > 0 ? b.p : "", (int)b.n, SQLITE_TRANSIENT);
	buf_release(&b);
}

/* The settings of a connection. `query_only` comes last: it forbids the others. */
static bool
settle(struct store *s, struct err *e)
{
	sqlite3 *db = db_of(s);
	char sql[300];
	int code;

	sqlite3_extended_result_codes(db, 1);
	sqlite3_busy_timeout(db, s->busy_ms);
	sqlite3_create_function(db, "folded", 1, SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS, NULL,
	    folded, NULL, NULL);
	sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	sqlite3_db_config(db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
	sqlite3_db_config(db, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
	sqlite3_db_config(db, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
	/* The first statement reads the header: what is no database shows here. */
	code = sqlite3_exec(db, "PRAGMA schema_version", NULL, NULL, NULL);
	if (code != SQLITE_OK)
		return fail(s, db, code, "open", e);
	snprintf(sql, sizeof(sql),
	    "PRAGMA foreign_keys = ON; PRAGMA synchronous = FULL; PRAGMA temp_store = MEMORY; "
	    "PRAGMA cache_size = -%d; PRAGMA journal_size_limit = 67108864; PRAGMA wal_autocheckpoint = %d; %s",
	    s->mode == STORE_READ ? READ_CACHE_KB : s->cache_kb, WAL_PAGES,
	    s->mode == STORE_READ ? "PRAGMA query_only = ON" : "");
	code = sqlite3_exec(db, sql, NULL, NULL, NULL);
	return code == SQLITE_OK || fail(s, db, code, "open", e);
}

/* Write-ahead: readers go on while one writes. The setting stays in the file, so that it is made
 * only in what is ours: a foreign database is left as it is. */
static bool
write_ahead(struct store *s, struct err *e)
{
	bool ours = s->mode == STORE_CREATE;
	int code;

	if (ours ? !store_refuse_tables(s, e) : !store_has_table(s, "journal", &ours, e))
		return false;
	if (!ours)
		return true;
	code = sqlite3_exec(db_of(s), "PRAGMA journal_mode = WAL", NULL, NULL, NULL);
	return code == SQLITE_OK || fail(s, db_of(s), code, "open", e);
}

/* The name as a URI that says: nobody changes this file. */
static const char *
immutable_uri(struct arena *a, struct str path)
{
	struct buf b;

	buf_init_in(&b, a);
	buf_cstr(&b, "file:");
	for (size_t i = 0; i < path.n; i++)
		if (strchr("%?#", path.p[i]) != NULL)
			buf_fmt(&b, "%%%02X", (unsigned)(unsigned char)path.p[i]);
		else
			buf_char(&b, path.p[i]);
	buf_cstr(&b, "?immutable=1");
	buf_char(&b, '\0');
	return b.p;
}

/* Readers of a write-ahead log need a file beside it. Where none can be made (a backup on a disk that
 * can only be read, somebody else's folder, a full disk) and nothing is in the log, the file alone is
 * read. */
static bool
open_alone(struct store *s, struct err *e)
{
	struct sqlite *d = s->state;
	struct arena a;
	struct stat st;
	bool ok = false;
	int code;

	arena_init(&a);
	if (stat(str_fmt(&a, STR_F "-wal", STR_A(s->url)).p, &st) == 0 && st.st_size > 0)
		goto done;
	sqlite3_close(d->db);
	code = sqlite3_open_v2(immutable_uri(&a, s->url), &d->db,
	    SQLITE_OPEN_READONLY | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, NULL);
	ok = code == SQLITE_OK ? settle(s, e) : fail(s, d->db, code, "open", e);
done:
	arena_release(&a);
	return ok;
}

/* Nobody asks SQLite what its memory holds: counting it would cost a lock at each piece. */
static void
configure(void)
{
	(void)sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

bool
sqlite_open(struct store *s, struct err *e)
{
	static pthread_once_t configured = PTHREAD_ONCE_INIT;
	struct sqlite *d;
	struct stat st;
	int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, code;

	if (s->url.n == 0)
		return err_set(e, ERR_INVALID, "store.name", _("The name of the store is empty."));
	if (stat(s->url.p, &st) == 0) {
		if (S_ISDIR(st.st_mode))
			return err_set(e, ERR_INVALID, "store.folder", _("%.*s is a folder, no store."),
			    STR_A(s->name));
	} else if (s->mode != STORE_CREATE && (errno == ENOENT || errno == ENOTDIR))
		return err_set(e, ERR_NOT_FOUND, "store.missing",
		    _("There is no store %.*s. Make one with: maillage init --db %.*s"), STR_A(s->name),
		    STR_A(s->name));
	if (s->mode == STORE_CREATE)
		flags |= SQLITE_OPEN_CREATE;
	pthread_once(&configured, configure);
	d = must(calloc(1, sizeof(*d)));
	s->state = d;
	s->engine = &engine;
	/* A private umask is not ours to set: the file is made for its owner only. */
	if (s->mode == STORE_CREATE && access(s->url.p, F_OK) != 0) {
		FILE *f = fopen(s->url.p, "wxe");

		if (f != NULL) {
			fchmod(fileno(f), 0600);
			fclose(f);
		}
	}
	code = sqlite3_open_v2(s->url.p, &d->db, flags, NULL);
	if (code != SQLITE_OK)
		fail(s, d->db, code, "open", e);
	else if (settle(s, e) && (s->mode == STORE_READ || write_ahead(s, e)))
		return true;
	else if (s->mode == STORE_READ && e->kind != ERR_INVALID && open_alone(s, e))
		return true;
	close_sqlite(s);
	return false;
}
