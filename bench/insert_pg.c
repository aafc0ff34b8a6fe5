/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The bare prepared INSERT with PostgreSQL: takes the interventions of an SQLite store in the order in
 * which they came in and writes them into a table of the same columns and key, a thousand a
 * transaction, sent one behind the other without waiting.
 *
 * usage: insert_pg STORE URL     URL: a Maillage store in PostgreSQL, for the shape of its table
 *
 * The values of each transaction are read into memory beforehand; the clock runs only from BEGIN to
 * the answer of COMMIT.  Prints rows and seconds.
 */
#include "base/arena.h"
#include "bench/clock.h"

#include <libpq-fe.h>
#include <sqlite3.h>

#define BATCH 1000
#define COLUMNS_MAX 128

/* A row's parameters as libpq takes them. */
struct row {
	const char *v[COLUMNS_MAX];
	int length[COLUMNS_MAX], format[COLUMNS_MAX];
};

static void
must(PGconn *db, bool good, const char *what)
{
	if (good)
		return;
	fprintf(stderr, "insert_pg: %s: %s\n", what, PQerrorMessage(db));
	exit(3);
}

static void
execute(PGconn *db, const char *sql)
{
	PGresult *r = PQexec(db, sql);

	must(db, PQresultStatus(r) == PGRES_COMMAND_OK, sql);
	PQclear(r);
}

static void
prepare(PGconn *db, int columns)
{
	struct str sql = STR("INSERT INTO bare VALUES ($1");
	struct arena a;
	PGresult *r;

	arena_init(&a);
	for (int i = 1; i < columns; i++)
		sql = str_fmt(&a, STR_F ", $%d", STR_A(sql), i + 1);
	r = PQprepare(db, "put", str_cstr(&a, str_fmt(&a, STR_F ")", STR_A(sql))), columns, NULL);
	must(db, PQresultStatus(r) == PGRES_COMMAND_OK, "prepare");
	PQclear(r);
	arena_release(&a);
}

static void
take_row(sqlite3_stmt *st, int columns, struct arena *a, struct row *r)
{
	for (int i = 0; i < columns; i++) {
		int bytes = sqlite3_column_bytes(st, i);
		char *copy = NULL;

		r->format[i] = sqlite3_column_type(st, i) == SQLITE_BLOB;
		r->length[i] = bytes;
		if (sqlite3_column_type(st, i) != SQLITE_NULL) {
			const void *from = r->format[i] ? sqlite3_column_blob(st, i)
			                                : (const void *)sqlite3_column_text(st, i);

			bytes = sqlite3_column_bytes(st, i);
			r->length[i] = bytes;
			copy = arena_alloc(a, (size_t)bytes + 1);
			memcpy(copy, from, (size_t)bytes);
		}
		r->v[i] = copy;
	}
}

static void
write_batch(PGconn *db, int columns, const struct row *rows, size_t n)
{
	PGresult *r;
	size_t done = 0;

	must(db, PQenterPipelineMode(db) == 1, "pipeline");
	must(db, PQsendQueryParams(db, "BEGIN", 0, NULL, NULL, NULL, NULL, 0) == 1, "BEGIN");
	for (size_t i = 0; i < n; i++)
		must(db, PQsendQueryPrepared(db, "put", columns, rows[i].v, rows[i].length, rows[i].format,
		    0) == 1, "INSERT");
	must(db, PQsendQueryParams(db, "COMMIT", 0, NULL, NULL, NULL, NULL, 0) == 1, "COMMIT");
	must(db, PQpipelineSync(db) == 1, "sync");
	while (done < n + 2)
		if ((r = PQgetResult(db)) != NULL) {
			must(db, PQresultStatus(r) == PGRES_COMMAND_OK, PQresultErrorMessage(r));
			PQclear(r);
			done++;
		}
	while ((r = PQgetResult(db)) == NULL || PQresultStatus(r) != PGRES_PIPELINE_SYNC)
		PQclear(r);
	PQclear(r);
	must(db, PQexitPipelineMode(db) == 1, "pipeline's end");
}

int
main(int argc, char **argv)
{
	static struct row rows[BATCH];
	sqlite3 *from;
	sqlite3_stmt *st;
	PGconn *db;
	struct arena a;
	double seconds = 0;
	size_t n, total = 0;
	int columns;

	if (argc != 3) {
		fprintf(stderr, "usage: insert_pg STORE URL\n");
		return 2;
	}
	db = PQconnectdb(argv[2]);
	must(db, PQstatus(db) == CONNECTION_OK, argv[2]);
	execute(db, "CREATE TABLE bare (LIKE intervention INCLUDING ALL)");
	if (sqlite3_open_v2(argv[1], &from, SQLITE_OPEN_READONLY, NULL) != SQLITE_OK ||
	    sqlite3_prepare_v2(from, "SELECT i.* FROM journal j JOIN intervention i ON i.structure = 1 "
	        "AND i.id = j.record WHERE j.structure = 1 AND j.register = 'intervention' ORDER BY j.pos",
	        -1, &st, NULL) != SQLITE_OK) {
		fprintf(stderr, "insert_pg: %s: %s\n", argv[1], sqlite3_errmsg(from));
		return 3;
	}
	columns = sqlite3_column_count(st);
	prepare(db, columns);
	arena_init(&a);
	do {
		double begun;

		for (n = 0; n < BATCH && sqlite3_step(st) == SQLITE_ROW; n++)
			take_row(st, columns, &a, &rows[n]);
		begun = clock_now(CLOCK_MONOTONIC);
		if (n > 0)
			write_batch(db, columns, rows, n);
		seconds += clock_now(CLOCK_MONOTONIC) - begun;
		total += n;
		arena_back(&a, (struct arena_mark){ .block = NULL });
	} while (n == BATCH);
	arena_release(&a);
	sqlite3_finalize(st);
	sqlite3_close(from);
	execute(db, "DROP TABLE bare");
	PQfinish(db);
	printf("{\"rows\":%zu,\"seconds\":%.6f}\n", total, seconds);
	return 0;
}
