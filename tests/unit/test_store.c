/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The one SQL interface, on both engines: what holds for one holds for the other. */
#include "base/buf.h"
#include "base/embed.h"

#include "engines.h"

#define ROWS 4500 /* more than two fetches of a cursor, and no multiple of one */

static const struct query put = {
	"put", "INSERT INTO t (k, i, r, s, b) VALUES ($1, $2, $3, $4, $5)", 5, false,
};
static const struct query put_key = { "put_key", "INSERT INTO t (k) VALUES ($1)", 1, false };
static const struct query get = { "get", "SELECT i, r, s, b FROM t WHERE k = $1", 1, false };
static const struct query scan = { "scan", "SELECT k FROM t ORDER BY k", 0, true };
static const struct query from = { "from", "SELECT k FROM t WHERE k >= $1 ORDER BY k", 1, true };
static const struct query count = { "count", "SELECT count(*) FROM t", 0, false };

static struct store *
store_with_table(struct arena *a, enum store_engine engine)
{
	struct store *s = empty_store(a, engine);

	run_sql(s, engine == STORE_SQLITE
	    ? "CREATE TABLE t (k bigint PRIMARY KEY, i bigint, r double precision, s text, b blob)"
	    : "CREATE TABLE t (k bigint PRIMARY KEY, i bigint, r double precision, s text, b bytea)");
	return s;
}

static bool
put_number(struct store *s, int64_t k, struct err *e)
{
	struct value v = V_INT(k);

	return store_exec(s, &put_key, &v, NULL, e);
}

static int64_t
counted(struct store *s)
{
	struct arena a;
	struct err e = { 0 };
	const struct value *row;
	bool found;
	int64_t n = -1;

	arena_init(&a);
	if (store_one(s, &count, NULL, &a, &row, &found, &e) && found)
		n = row[0].i;
	arena_release(&a);
	return n;
}

/* -- values ---------------------------------------------------------------------------------- */

static bool
same_real(double a, double b)
{
	return memcmp(&a, &b, sizeof(a)) == 0;
}

static void
values(enum store_engine engine)
{
	static const int64_t integers[] = { 0, -1, INT64_MAX, INT64_MIN, 1234567890123 };
	static const double reals[] = { 0.1, -1.6794, 1e300, 5e-324, 48.117266000000001 };
	const char *name = engine_name(engine);
	struct arena a;
	struct store *s;
	struct err e = { 0 };
	const struct value *row;
	char *large;
	bool found, whole = true;
	int64_t changed = 0, k = 0;

	arena_init(&a);
	s = store_with_table(&a, engine);
	large = arena_alloc(&a, 1u << 20);
	for (size_t i = 0; i < 1u << 20; i++)
		large[i] = (char)('a' + i % 23);
	for (size_t i = 0; i < COUNT(integers); i++) {
		struct value v[5] = { V_INT(k), V_INT(integers[i]), V_REAL(reals[i]), V_NULL, V_NULL };

		whole = whole && store_exec(s, &put, v, NULL, &e) &&
		    store_one(s, &get, v, &a, &row, &found, &e) && found && row[0].kind == VALUE_INT &&
		    row[0].i == integers[i] && row[1].kind == VALUE_REAL && same_real(row[1].r, reals[i]) &&
		    row[2].kind == VALUE_NULL && row[3].kind == VALUE_NULL;
		k++;
	}
	OK(whole, "%s: integers and reals come back exactly, and nothing as nothing", name);
	{
		const struct str texts[] = { STR(""), STR("é’𝄞 'quoted'; -- \\ \n"), { large, 1u << 20 } };
		const struct str blobs[] = { STR(""), STR("\0\x01\0\xff"), { large, 1u << 20 } };

		whole = true;
		for (size_t i = 0; i < COUNT(texts); i++) {
			struct value v[5] = {
				V_INT(k), V_NULL, V_NULL, V_TEXT(texts[i]), V_BLOB(blobs[i]),
			};

			whole = whole && store_exec(s, &put, v, &changed, &e) && changed == 1 &&
			    store_one(s, &get, v, &a, &row, &found, &e) && found &&
			    row[2].kind == VALUE_TEXT && str_eq(row[2].s, texts[i]) && row[2].s.p != NULL &&
			    row[3].kind == VALUE_BLOB && str_eq(row[3].s, blobs[i]) && row[3].s.p != NULL;
			k++;
		}
		OK(whole, "%s: texts and bytes of any length come back, the empty one too", name);
	}
	{
		struct value v[5] = { V_INT(k), V_NULL, V_NULL, V_TEXT(STR("a\0b")), V_NULL };

		OK(!store_exec(s, &put, v, NULL, &e) && e.kind == ERR_INVALID &&
		    strcmp(e.key, "store.zero") == 0, "%s: a text with a zero byte is refused", name);
		OK(!store_send(s, &put, v, &e) && e.kind == ERR_INVALID, "%s: also when sent", name);
		v[3] = V_NULL;
		OK(store_exec(s, &put, v, NULL, &e), "%s: and the store goes on", name);
	}
	OK(one_number(s, "SELECT sum(k) FROM t") == k * (k + 1) / 2,
	    "%s: a sum of integers is an integer", name);
	{
		static const struct query twisted = {
			"twisted", "SELECT CAST($2 AS bigint) - CAST($1 AS bigint), CAST($2 AS bigint)", 2, false,
		};
		struct value v[2] = { V_INT(3), V_INT(10) };

		OK(store_one(s, &twisted, v, &a, &row, &found, &e) && row[0].i == 7 && row[1].i == 10,
		    "%s: parameters go by their numbers, not by their order", name);
	}
	store_close(s);
	arena_release(&a);
}

/* -- transactions ---------------------------------------------------------------------------- */

static void
transactions(enum store_engine engine)
{
	const char *name = engine_name(engine);
	struct arena a;
	struct store *s, *other;
	struct err e = { 0 };

	arena_init(&a);
	s = store_with_table(&a, engine);
	if (!OK(store_again(s, STORE_READ, &a, &other, &e), "%s: a second connection opens", name))
		printf("# %s\n", e.text);
	OK(store_begin(s, &e) && put_number(s, 1, &e) && counted(s) == 1 && counted(other) == 0,
	    "%s: what is not committed is seen by its own connection alone", name);
	store_rollback(s);
	OK(counted(s) == 0, "%s: a rollback undoes", name);
	OK(store_begin(s, &e) && put_number(s, 1, &e) && store_commit(s, &e) && counted(other) == 1,
	    "%s: a commit is seen by others", name);
	OK(store_begin_read(other, &e) && counted(other) == 1 && store_begin(s, &e) &&
	    put_number(s, 2, &e) && store_commit(s, &e) && counted(other) == 1,
	    "%s: who reads within one snapshot sees nothing of what comes", name);
	store_rollback(other);
	OK(counted(other) == 2, "%s: and all of it afterwards", name);
	OK(store_begin(s, &e) && !store_begin(s, &e) && e.kind == ERR_INTERNAL,
	    "%s: a transaction within a transaction is a fault", name);
	store_rollback(s);
	OK(!store_commit(s, &e), "%s: a commit without a beginning is a fault", name);
	OK(store_begin(s, &e) && put_number(s, 3, &e) && !put_number(s, 1, &e) &&
	    e.kind == ERR_INTERNAL, "%s: a key that is there already is refused", name);
	store_rollback(s);
	OK(counted(s) == 2, "%s: and its transaction leaves nothing", name);
	store_close(other);
	store_close(s);
	arena_release(&a);
}

static void
savepoints(enum store_engine engine)
{
	const char *name = engine_name(engine);
	struct arena a;
	struct store *s;
	struct err e = { 0 };
	struct value one = V_INT(1), four = V_INT(4);

	arena_init(&a);
	s = store_with_table(&a, engine);
	OK(store_begin(s, &e) && put_number(s, 1, &e) && store_savepoint(s, &e) &&
	    put_number(s, 2, &e) && store_savepoint_undo(s, &e) && store_savepoint(s, &e) &&
	    put_number(s, 3, &e) && store_savepoint_release(s, &e) && counted(s) == 2,
	    "%s: a savepoint is undone without what stands before it", name);
	OK(store_savepoint(s, &e) && put_number(s, 9, &e) && !put_number(s, 1, &e) &&
	    store_savepoint_undo(s, &e) && put_number(s, 4, &e),
	    "%s: a refused statement is undone with its savepoint, and the transaction goes on", name);
	OK(store_savepoint(s, &e) && store_send(s, &put_key, &one, &e)
	       ? !store_savepoint_release(s, &e) && store_savepoint_undo(s, &e)
	       : store_savepoint_undo(s, &e),
	    "%s: what was sent and refused shows at the latest when the savepoint is released", name);
	OK(store_commit(s, &e) && counted(s) == 3, "%s: and the rest is committed", name);
	OK(store_begin(s, &e) && (!store_send(s, &put_key, &four, &e) || !store_commit(s, &e)),
	    "%s: what was sent and refused shows at the latest at the commit", name);
	store_rollback(s);
	store_close(s);
	arena_release(&a);
}

static void
sending(enum store_engine engine)
{
	const char *name = engine_name(engine);
	struct arena a;
	struct store *s;
	struct err e = { 0 };
	bool sent = true;

	arena_init(&a);
	s = store_with_table(&a, engine);
	sent = store_begin(s, &e);
	for (int64_t i = 0; sent && i < ROWS; i++) {
		struct value v[5] = { V_INT(i), V_INT(i), V_NULL, V_TEXT(STR("text")), V_NULL };

		sent = store_send(s, i % 7 == 0 ? &put_key : &put, v, &e);
	}
	OK(sent && counted(s) == ROWS && store_commit(s, &e) && counted(s) == ROWS,
	    "%s: thousands of statements are sent, and read back in their own transaction", name);
	sent = store_begin(s, &e);
	for (int64_t i = ROWS; sent && i < 2 * ROWS; i++) {
		struct value v = V_INT(i == ROWS + 100 ? 5 : i);

		sent = store_send(s, &put_key, &v, &e);
	}
	OK(!(sent && store_commit(s, &e)) && e.kind == ERR_INTERNAL,
	    "%s: one of thousands that is refused fails the transaction", name);
	store_rollback(s);
	OK(counted(s) == ROWS && put_number(s, ROWS, &e), "%s: which leaves nothing, and the store goes on",
	    name);
	store_close(s);
	arena_release(&a);
}

/* -- scans ----------------------------------------------------------------------------------- */

static bool
read_on(struct rows *rows, int64_t first, int64_t n)
{
	const struct value *row;
	struct err e = { 0 };

	for (int64_t i = first; i < first + n; i++)
		if (!rows_next(rows, &row, &e) || row == NULL || row[0].i != i)
			return false;
	return true;
}

static bool
at_end(struct rows *rows)
{
	const struct value *row;
	struct err e = { 0 };

	return rows_next(rows, &row, &e) && row == NULL;
}

static void
scans(enum store_engine engine)
{
	const char *name = engine_name(engine);
	struct arena a;
	struct store *s;
	struct err e = { 0 };
	struct rows *one = NULL, *two = NULL, *three = NULL;
	struct value half = V_INT(ROWS / 2), v = V_INT(0);
	const struct value *row;
	bool found;

	arena_init(&a);
	s = store_with_table(&a, engine);
	OK(store_begin(s, &e), "%s: begin", name);
	for (int64_t i = 0; i < ROWS; i++) {
		v = V_INT(i);
		(void)!store_send(s, &put_key, &v, &e);
	}
	OK(store_commit(s, &e), "%s: commit", name);
	OK(store_rows(s, &scan, NULL, &one, &e) && rows_columns(one) == 1 && read_on(one, 0, ROWS) &&
	    at_end(one), "%s: a scan gives every row in order", name);
	OK(store_rows(s, &scan, NULL, &one, &e) && read_on(one, 0, 10) &&
	    store_rows(s, &from, &half, &two, &e) && read_on(two, ROWS / 2, 10) &&
	    store_rows(s, &scan, NULL, &three, &e) && read_on(three, 0, 2500) &&
	    read_on(one, 10, 2500) && read_on(two, ROWS / 2 + 10, 2000) && counted(s) == ROWS,
	    "%s: several scans go side by side, the same statement twice, and others between", name);
	OK(!store_begin(s, &e) && e.kind == ERR_INTERNAL && strcmp(e.key, "store.rows") == 0,
	    "%s: no transaction begins between two rows", name);
	rows_close(two);
	rows_close(three);
	OK(read_on(one, 2510, ROWS - 2510) && at_end(one),
	    "%s: closing some in the middle leaves the others", name);
	OK(store_begin(s, &e) && store_rows(s, &scan, NULL, &one, &e) && read_on(one, 0, 2100),
	    "%s: a scan stands in a transaction too", name);
	rows_close(one);
	OK(put_number(s, ROWS, &e) && store_commit(s, &e), "%s: which writes after it", name);
	OK(store_one(s, &from, &half, &a, &row, &found, &e) && found && row[0].i == ROWS / 2 &&
	    store_begin(s, &e), "%s: one row is taken of many, and nothing stays open", name);
	store_rollback(s);
	v = V_INT(99999);
	OK(store_one(s, &from, &v, &a, &row, &found, &e) && !found && row == NULL,
	    "%s: and none of none", name);
	store_close(s);
	arena_release(&a);
}

/* More statements than are kept, at addresses that are used again. */
static void
statements(enum store_engine engine)
{
	const char *name = engine_name(engine);
	struct arena a, scratch;
	struct store *s;
	struct err e = { 0 };
	bool good = true;

	arena_init(&a);
	arena_init(&scratch);
	s = store_with_table(&a, engine);
	for (int64_t i = 0; good && i < 3000; i++) {
		struct arena_mark m = arena_mark(&scratch);
		struct query *q = arena_new(i % 2 == 0 ? &scratch : &a, struct query);
		const struct value *row;
		bool found;

		q->name = "many";
		q->sql = str_fmt(&a, "SELECT %lld FROM (SELECT 1) AS one", (long long)i).p;
		good = store_one(s, q, NULL, &a, &row, &found, &e) && found && row[0].i == i;
		arena_back(&scratch, m);
	}
	OK(good, "%s: any number of statements, each with its own answer", name);
	arena_release(&scratch);
	store_close(s);
	arena_release(&a);
}

/* -- opening --------------------------------------------------------------------------------- */

static void
in_use(enum store_engine engine)
{
	const char *name = engine_name(engine);
	struct arena a;
	struct store *s, *other = NULL, *reader = NULL;
	struct err e = { 0 };

	arena_init(&a);
	s = store_with_table(&a, engine);
	OK(store_again(s, STORE_WRITE, &a, &other, &e) && store_again(s, STORE_READ, &a, &reader, &e),
	    "%s: opens", name);
	OK(store_begin(s, &e) && !store_begin(other, &e) && e.kind == ERR_BUSY &&
	    strcmp(e.key, "store.busy") == 0 && err_exit_status(e.kind) == 1,
	    "%s: a second writer is told that the store is in use", name);
	OK(counted(reader) == 0, "%s: readers are not kept waiting", name);
	store_rollback(s);
	OK(store_begin(other, &e) && put_number(other, 1, &e) && store_commit(other, &e),
	    "%s: and it writes when the first is done", name);
	OK(!put_number(reader, 2, &e) && e.kind == ERR_UNAVAILABLE && strcmp(e.key, "store.readonly") == 0 &&
	    counted(s) == 1, "%s: who opened to read cannot write", name);
	store_close(reader);
	store_close(other);
	store_close(s);
	arena_release(&a);
}

static bool
refused(const char *url, enum store_mode mode, enum err_kind kind, const char *key)
{
	struct store_options o = { .url = str_of(url), .mode = mode, .busy_ms = 100 };
	struct store *s;
	struct arena a;
	struct err e = { 0 };
	bool opened, good;

	arena_init(&a);
	opened = store_open(&o, &a, &s, &e);
	good = !opened && e.kind == kind && strcmp(e.key, key) == 0;
	if (!good)
		printf("# %s: %s: kind %d, key %s, %s\n", url, opened ? "opened" : "refused", (int)e.kind,
		    e.key != NULL ? e.key : "-", e.text);
	arena_release(&a);
	return good;
}

static void
opening(enum store_engine engine)
{
	const char *name = engine_name(engine);
	struct arena a;
	struct store *s;
	struct err e = { 0 };
	int64_t bytes = 0;
	bool has = true;

	arena_init(&a);
	s = store_with_table(&a, engine);
	OK(store_has_table(s, "t", &has, &e) && has && store_has_table(s, "nothing", &has, &e) && !has,
	    "%s: tables are known by name", name);
	OK(store_size(s, &bytes, &e) && bytes > 1000, "%s: the store has a size", name);
	OK(refused(s != NULL ? str_fmt(&a, "%s", engine == STORE_SQLITE
	        ? str_fmt(&a, STR_F, STR_A(store_name(s))).p
	        : str_fmt(&a, "%s&options=-csearch_path%%3Du%u", getenv("MAILLAGE_TEST_DB_URL"),
	              engines_made - 1).p).p : "", STORE_CREATE, ERR_CONFLICT, "store.exists"),
	    "%s: nothing is created over tables that are there", name);
	store_close(s);
	arena_release(&a);
}

static void
names(void)
{
	struct arena a;
	struct err e = { 0 };
	struct store *s;
	FILE *f;
	const char *path;

	arena_init(&a);
	path = str_fmt(&a, STR_F, STR_A(fresh_url(&a, STORE_SQLITE))).p;
	OK(refused(path, STORE_WRITE, ERR_NOT_FOUND, "store.missing"), "a file that is not there is missing");
	OK(refused("/tmp", STORE_WRITE, ERR_INVALID, "store.folder") &&
	    refused("/tmp", STORE_CREATE, ERR_INVALID, "store.folder"), "a folder is no store");
	OK(refused("", STORE_WRITE, ERR_INVALID, "store.name"), "a store has a name");
	OK(refused("/tmp/no/such/folder/x.db", STORE_CREATE, ERR_UNAVAILABLE, "store.io"),
	    "nothing is created in a folder that is not there");
	f = fopen(path, "we");
	for (int i = 0; i < 400; i++)
		fprintf(f, "This is a letter to the town, no database. ");
	fclose(f);
	OK(refused(path, STORE_WRITE, ERR_INVALID, "store.foreign") &&
	    refused(path, STORE_CREATE, ERR_INVALID, "store.foreign"), "a letter is no store");
	OK(refused("postgresql:///none?host=/tmp/no-such-folder&user=x&password=secret", STORE_WRITE,
	    ERR_UNAVAILABLE, "store.unreachable"), "a server that is not there is unreachable");
	{
		struct store_options o = {
			.url = STR("postgresql://u:secret@127.0.0.1:1/d?password=secret&connect_timeout=1"),
		};

		OK(!store_open(&o, &a, &s, &e) && strstr(e.text, "secret") == NULL &&
		    strstr(e.text, "postgresql://u@127.0.0.1:1/d?connect_timeout=1") != NULL,
		    "no message tells a password");
	}
	arena_release(&a);
}

/* -- a server that goes away ----------------------------------------------------------------- */

static void
server_gone(void)
{
	static const struct query pid = { "pid", "SELECT CAST(pg_backend_pid() AS bigint)", 0, false };
	struct arena a;
	struct store *s, *other;
	struct err e = { 0 };
	const struct value *row;
	bool found;

	arena_init(&a);
	s = store_with_table(&a, STORE_POSTGRESQL);
	(void)!store_again(s, STORE_WRITE, &a, &other, &e);
	(void)!store_one(s, &pid, NULL, &a, &row, &found, &e);
	OK(store_begin(s, &e) && put_number(s, 1, &e) && one_number(other, str_fmt(&a,
	    "SELECT CAST(pg_terminate_backend(%lld) AS int)", (long long)row[0].i).p) == 1,
	    "PostgreSQL: the server ends a connection in a transaction");
	usleep(50000);
	OK(!put_number(s, 2, &e) && e.kind == ERR_UNAVAILABLE && strcmp(e.key, "store.lost") == 0 &&
	    err_exit_status(e.kind) == 3, "PostgreSQL: its next statement says that the server is gone");
	OK(!put_number(s, 3, &e), "PostgreSQL: and nothing of the transaction goes on by itself");
	store_rollback(s);
	OK(store_begin(s, &e) && put_number(s, 4, &e) && store_commit(s, &e) && counted(s) == 1,
	    "PostgreSQL: the next transaction has a connection again");
	(void)!store_one(s, &pid, NULL, &a, &row, &found, &e);
	OK(store_begin(s, &e) && put_number(s, 5, &e), "PostgreSQL: another transaction");
	one_number(other, str_fmt(&a, "SELECT CAST(pg_terminate_backend(%lld) AS int)",
	    (long long)row[0].i).p);
	usleep(50000);
	OK(!store_commit(s, &e) && e.kind == ERR_UNAVAILABLE, "PostgreSQL: a commit into nothing is none");
	store_rollback(s);
	OK(counted(s) == 1, "PostgreSQL: reading goes on without a word");
	store_close(other);
	store_close(s);
	arena_release(&a);
}

/* -- migrations ------------------------------------------------------------------------------ */

static bool
migrated(struct store *s, int *from_version, int *to, struct err *e)
{
	if (!store_begin(s, e))
		return false;
	if (migrate_run(s, from_version, to, e) && schema_update(s, e) && store_commit(s, e))
		return true;
	store_rollback(s);
	return false;
}

static bool
says(bool good, const struct err *e, enum err_kind kind, const char *key)
{
	if (!good && e->kind == kind && strcmp(e->key, key) == 0)
		return true;
	printf("# %s %s: %s\n", good ? "accepted" : "refused", e->key != NULL ? e->key : "-", e->text);
	return false;
}

static void
migrations(enum store_engine engine)
{
	const char *name = engine_name(engine);
	struct arena a;
	struct store *s;
	struct err e = { 0 };
	int version = -1, before = -1, after = -1;
	int64_t fields;

	arena_init(&a);
	s = empty_store(&a, engine);
	OK(migrate_version(s, &version, &e) && version == 0 &&
	    says(migrate_check(s, &e), &e, ERR_INVALID, "store.foreign"),
	    "%s: an empty database has version 0 and is no store", name);
	OK(migrated(s, &before, &after, &e) && before == 0 && after == migrate_newest() &&
	    migrate_version(s, &version, &e) && version == after && migrate_check(s, &e) &&
	    schema_check(s, &e), "%s: a fresh store is at the newest version", name);
	fields = one_number(s, "SELECT count(*) FROM schema_field");
	OK(fields > 100 && migrated(s, &before, &after, &e) && before == after &&
	    one_number(s, "SELECT count(*) FROM schema_field") == fields,
	    "%s: migrating again changes nothing", name);

	/* A store from before some fields and a register were added. */
	run_sql(s, "ALTER TABLE agency DROP COLUMN address");
	run_sql(s, "DELETE FROM schema_field WHERE register = 'agency' AND field = 'address'");
	run_sql(s, "DROP TABLE shift_team");
	run_sql(s, "DELETE FROM schema_field WHERE register = 'shift' AND field = 'team'");
	run_sql(s, "DROP TABLE partner");
	run_sql(s, "DELETE FROM schema_field WHERE register = 'partner'");
	run_sql(s, str_fmt(&a, "INSERT INTO agency (structure, id, version, made_at, made_by, changed_at, "
	    "deleted, name) VALUES (1, CAST('0123456789abcdef' AS %s), 1, 1, 'me', 1, 0, 'Kept')",
	    engine == STORE_SQLITE ? "blob" : "bytea").p);
	OK(says(schema_check(s, &e), &e, ERR_CONFLICT, "store.older"),
	    "%s: a store from before asks to be migrated", name);
	OK(migrated(s, &before, &after, &e) && schema_check(s, &e) &&
	    one_number(s, "SELECT count(*) FROM schema_field") == fields &&
	    one_number(s, "SELECT count(*) FROM partner") == 0 &&
	    one_number(s, "SELECT count(*) FROM shift_team") == 0 &&
	    one_number(s, "SELECT count(name) - count(address) FROM agency") == 1,
	    "%s: and has all its tables and columns then", name);

	run_sql(s, "INSERT INTO schema_field (register, field, type) VALUES ('agency', 'telepathy', 0)");
	OK(says(schema_check(s, &e), &e, ERR_CONFLICT, "store.newer") &&
	    strstr(e.text, "agency.telepathy") != NULL &&
	    says(migrated(s, &before, &after, &e), &e, ERR_CONFLICT, "store.newer"),
	    "%s: a field that this program does not know is a newer store's", name);
	run_sql(s, "DELETE FROM schema_field WHERE field = 'telepathy'");
	run_sql(s, "UPDATE schema_field SET type = 1 WHERE register = 'agency' AND field = 'name'");
	OK(says(schema_check(s, &e), &e, ERR_CONFLICT, "store.newer"),
	    "%s: a field that has another type than ours as well", name);
	run_sql(s, "UPDATE schema_field SET type = 0 WHERE register = 'agency' AND field = 'name'");
	run_sql(s, "UPDATE meta SET value = '99' WHERE key = 'version'");
	OK(says(migrate_check(s, &e), &e, ERR_CONFLICT, "store.newer") && strstr(e.text, "99") != NULL &&
	    says(migrated(s, &before, &after, &e), &e, ERR_CONFLICT, "store.newer"),
	    "%s: a store of a newer version is refused, with both numbers", name);
	run_sql(s, "UPDATE meta SET value = 'x' WHERE key = 'version'");
	OK(says(migrate_check(s, &e), &e, ERR_INVALID, "store.foreign"),
	    "%s: one whose version is no number is no store", name);
	store_close(s);

	s = store_with_table(&a, engine);
	OK(says(migrate_check(s, &e), &e, ERR_INVALID, "store.foreign") &&
	    says(migrated(s, &before, &after, &e), &e, ERR_INVALID, "store.foreign") &&
	    one_number(s, "SELECT count(*) FROM t") == 0,
	    "%s: a database of others is no store and is left alone", name);
	store_close(s);
	arena_release(&a);
}

/* The statements of a migration, as a program of its time ran them. */
static bool
run_migration(struct store *s, struct arena *a, int n)
{
	for (size_t i = 0; i < n_embedded_files; i++) {
		const struct embedded *f = &embedded_files[i];
		struct str rest = { (const char *)f->p, f->n }, line, one;
		const char *bytes = store_engine(s) == STORE_SQLITE ? "blob" : "bytea";
		int64_t number;
		struct buf b;

		if (!str_starts(str_of(f->name), STR("sql/migrations/")) ||
		    !str_int(str_sub(str_of(f->name), 15, 18), &number) || number != n)
			continue;
		buf_init_in(&b, a);
		while (str_cut(&rest, '\n', &line)) {
			size_t at;

			if (str_starts(str_trim(line), STR("--")))
				continue;
			for (; (at = str_find(line, '{')) < line.n; line = str_sub(line, at + 7, line.n)) {
				buf_str(&b, str_sub(line, 0, at));
				buf_cstr(&b, bytes);
			}
			buf_str(&b, line);
			buf_char(&b, '\n');
		}
		rest = buf_text(&b);
		while (str_cut(&rest, ';', &one))
			if (str_trim(one).n > 0 && !run_sql(s, str_cstr(a, one)))
				return false;
		return true;
	}
	return false;
}

/* Names of tables and columns, in one text. */
static struct str
shape(struct store *s, struct arena *a)
{
	const char *sql = store_engine(s) == STORE_SQLITE
	    ? "SELECT t.name || '.' || c.name FROM sqlite_schema t, pragma_table_info(t.name) c "
	      "WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite%' ORDER BY 1"
	    : "SELECT CAST(table_name || '.' || column_name AS text) FROM information_schema.columns "
	      "WHERE table_schema = current_schema() ORDER BY 1";
	struct err e = { 0 };
	struct rows *rows;
	const struct value *row;
	struct buf b;

	buf_init_in(&b, a);
	if (!store_built(s, str_of(sql), NULL, 0, &rows, &e)) {
		printf("# %s\n", e.text);
		return STR("");
	}
	while (rows_next(rows, &row, &e) && row != NULL) {
		buf_str(&b, row[0].s);
		buf_char(&b, '\n');
	}
	return buf_text(&b);
}

/* A store of each older version becomes what a fresh one is. */
static void
from_before(enum store_engine engine)
{
	const char *name = engine_name(engine);
	struct arena a;
	struct store *s;
	struct err e = { 0 };
	struct str fresh;
	int before, after;

	arena_init(&a);
	s = empty_store(&a, engine);
	fresh = migrated(s, &before, &after, &e) ? shape(s, &a) : STR("");
	store_close(s);
	for (int v = 1; v < migrate_newest(); v++) {
		bool good = true;

		s = empty_store(&a, engine);
		for (int n = 1; good && n <= v; n++)
			good = run_migration(s, &a, n);
		good = good && run_sql(s, str_fmt(&a, "INSERT INTO meta (key, value) VALUES ('version', '%d')", v).p);
		OK(good && says(migrate_check(s, &e), &e, ERR_CONFLICT, "store.older"),
		    "%s: a store of version %d is an older one", name, v);
		OK(migrated(s, &before, &after, &e) && before == v && after == migrate_newest() &&
		    fresh.n > 1000 && str_eq(shape(s, &a), fresh), "%s: migrated, it is as a fresh one", name);
		store_close(s);
	}
	arena_release(&a);
}

/* Of entries that came before it was kept, what is known of their phones' clocks. */
static void
clocks_from_before(enum store_engine engine)
{
	const char *name = engine_name(engine), *bytes = engine == STORE_SQLITE ? "blob" : "bytea";
	struct arena a;
	struct store *s;
	struct err e = { 0 };
	int before, after;
	bool good = true;

	arena_init(&a);
	s = empty_store(&a, engine);
	for (int n = 1; good && n <= 7; n++)
		good = run_migration(s, &a, n);
	run_sql(s, "INSERT INTO meta (key, value) VALUES ('version', '7')");
	for (int i = 1; i <= 3; i++) {
		run_sql(s, str_fmt(&a, "INSERT INTO journal (structure, pos, at, actor, register, record, base, "
		    "line, fields, hash) VALUES (1, %d, 1, 'me', 'intervention', CAST('0123456789abcde%d' AS %s), 0, "
		    "0, '{}', CAST('h' AS %s))", i, i, bytes, bytes).p);
		run_sql(s, str_fmt(&a, "INSERT INTO sync_entry (structure, id, proof, place, status, version, "
		    "at, clock) VALUES (1, CAST('fedcba987654321%d' AS %s), 1, 0, %d, %d, 1, %d)", i, bytes,
		    i == 3, i, i == 1 ? 0 : 3600000).p);
	}
	OK(good && migrated(s, &before, &after, &e) && one_number(s, "SELECT count(*) FROM sync_clock") == 1 &&
	    one_number(s, "SELECT version * 10000000 + ahead FROM sync_clock") == 23600000 &&
	    one_number(s, "SELECT how FROM sync_clock") == 3,
	    "%s: what stores noted of wrong clocks before is told of their records", name);
	store_close(s);
	arena_release(&a);
}

int
main(void)
{
	lang_use(LANG_EN);
	on_engines(values);
	on_engines(transactions);
	on_engines(savepoints);
	on_engines(sending);
	on_engines(scans);
	on_engines(statements);
	on_engines(in_use);
	on_engines(opening);
	names();
	if (getenv("MAILLAGE_TEST_DB_URL") != NULL)
		server_gone();
	on_engines(migrations);
	on_engines(from_before);
	on_engines(clocks_from_before);
	remove_engines();
	return tap_done();
}
