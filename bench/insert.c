/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The bare prepared INSERT: takes the interventions of a store in the order in which they came in and
 * writes them into a table of the same columns, key and indexes, with SQLite alone.
 *
 * usage: insert STORE TARGET [N]      N: so many a transaction, at most 1000, which is what it is without
 *
 * The values of each transaction are read into memory beforehand; the clock runs only from BEGIN to
 * the end of COMMIT.  Prints rows and seconds.
 */
#include "bench/clock.h"

#include <sqlite3.h>

#define BATCH_MAX 1000
#define COLUMNS_MAX 128

static const char settings[] =
    "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -65536";

/* What the clock has measured: on the wall, and of the processor. */
struct watch {
	double wall, cpu;
};

static void
watch_start(struct watch *w)
{
	w->wall -= clock_now(CLOCK_MONOTONIC);
	w->cpu -= clock_now(CLOCK_PROCESS_CPUTIME_ID);
}

static void
watch_stop(struct watch *w)
{
	w->wall += clock_now(CLOCK_MONOTONIC);
	w->cpu += clock_now(CLOCK_PROCESS_CPUTIME_ID);
}

static void
must(sqlite3 *db, int code, const char *what)
{
	if (code == SQLITE_OK || code == SQLITE_ROW || code == SQLITE_DONE)
		return;
	fprintf(stderr, "insert: %s: %s\n", what, sqlite3_errmsg(db));
	exit(3);
}

static sqlite3_stmt *
prepare(sqlite3 *db, const char *sql)
{
	sqlite3_stmt *st;

	must(db, sqlite3_prepare_v2(db, sql, -1, &st, NULL), sql);
	return st;
}

/* The table as the store has it: same columns, same key, same indexes. */
static void
make_table(sqlite3 *from, sqlite3 *to)
{
	sqlite3_stmt *st = prepare(from, "SELECT sql FROM sqlite_schema WHERE tbl_name = 'intervention' "
	    "AND sql IS NOT NULL ORDER BY type DESC");

	while (sqlite3_step(st) == SQLITE_ROW)
		must(to, sqlite3_exec(to, (const char *)sqlite3_column_text(st, 0), NULL, NULL, NULL),
		    "CREATE");
	must(from, sqlite3_finalize(st), "the register's table");
}

static sqlite3_stmt *
insert_into(sqlite3 *to, int columns)
{
	char sql[COLUMNS_MAX * 2 + 64] = "INSERT INTO intervention VALUES (?";
	size_t n = strlen(sql);

	for (int i = 1; i < columns; i++, n += 2)
		memcpy(sql + n, ",?", 3);
	memcpy(sql + n, ")", 2);
	return prepare(to, sql);
}

static size_t
read_batch(sqlite3 *from, sqlite3_stmt *rows, int columns, size_t most, sqlite3_value **v)
{
	size_t n = 0;

	while (n < most && sqlite3_step(rows) == SQLITE_ROW) {
		for (int i = 0; i < columns; i++)
			v[n * (size_t)columns + (size_t)i] = sqlite3_value_dup(sqlite3_column_value(rows, i));
		n++;
	}
	must(from, sqlite3_errcode(from), "SELECT");
	return n;
}

/* Without a copy of texts: they stand still until the row is written. */
static void
bind_value(sqlite3_stmt *put, int at, sqlite3_value *v)
{
	switch (sqlite3_value_type(v)) {
	case SQLITE_INTEGER:
		sqlite3_bind_int64(put, at, sqlite3_value_int64(v));
		return;
	case SQLITE_FLOAT:
		sqlite3_bind_double(put, at, sqlite3_value_double(v));
		return;
	case SQLITE_TEXT:
		sqlite3_bind_text(put, at, (const char *)sqlite3_value_text(v), sqlite3_value_bytes(v),
		    SQLITE_STATIC);
		return;
	case SQLITE_BLOB:
		sqlite3_bind_blob(put, at, sqlite3_value_blob(v), sqlite3_value_bytes(v), SQLITE_STATIC);
		return;
	default:
		sqlite3_bind_null(put, at);
	}
}

static void
write_batch(sqlite3 *to, sqlite3_stmt *put, int columns, sqlite3_value **v, size_t n)
{
	must(to, sqlite3_exec(to, "BEGIN IMMEDIATE", NULL, NULL, NULL), "BEGIN");
	for (size_t k = 0; k < n; k++) {
		for (int i = 0; i < columns; i++)
			bind_value(put, i + 1, v[k * (size_t)columns + (size_t)i]);
		must(to, sqlite3_step(put), "INSERT");
		sqlite3_reset(put);
	}
	must(to, sqlite3_exec(to, "COMMIT", NULL, NULL, NULL), "COMMIT");
}

int
main(int argc, char **argv)
{
	sqlite3 *from, *to;
	sqlite3_stmt *rows, *put;
	sqlite3_value **v;
	int columns;
	size_t n, total = 0, most = argc > 3 ? strtoul(argv[3], NULL, 10) : BATCH_MAX;
	struct watch w = { 0, 0 };

	if (argc < 3 || most == 0 || most > BATCH_MAX) {
		fprintf(stderr, "usage: insert STORE TARGET [N]\n");
		return 2;
	}
	must(NULL, sqlite3_open_v2(argv[1], &from, SQLITE_OPEN_READONLY, NULL), argv[1]);
	must(NULL, sqlite3_open(argv[2], &to), argv[2]);
	must(to, sqlite3_exec(to, settings, NULL, NULL, NULL), "PRAGMA");
	make_table(from, to);
	rows = prepare(from, "SELECT i.* FROM journal j JOIN intervention i ON i.structure = 1 AND "
	    "i.id = j.record WHERE j.structure = 1 AND j.register = 'intervention' ORDER BY j.pos");
	columns = sqlite3_column_count(rows);
	put = insert_into(to, columns);
	v = calloc((size_t)columns * BATCH_MAX, sizeof(*v));
	if (v == NULL)
		abort();
	do {
		n = read_batch(from, rows, columns, most, v);
		watch_start(&w);
		write_batch(to, put, columns, v, n);
		watch_stop(&w);
		for (size_t i = 0; i < n * (size_t)columns; i++)
			sqlite3_value_free(v[i]);
		total += n;
	} while (n == most);
	free(v);
	sqlite3_finalize(rows);
	sqlite3_finalize(put);
	watch_start(&w);
	sqlite3_close(to);
	watch_stop(&w);
	sqlite3_close(from);
	printf("{\"rows\":%zu,\"seconds\":%.6f,\"cpu\":%.6f}\n", total, w.wall, w.cpu);
	return 0;
}
