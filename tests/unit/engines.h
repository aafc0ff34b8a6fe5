/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Fresh stores on both engines, for tests: SQLite files in a folder of the test's own, schemas of the
 * PostgreSQL database in MAILLAGE_TEST_DB_URL.  Without it that engine is left out, and said so.
 */
#ifndef MAILLAGE_TESTS_ENGINES_H
#define MAILLAGE_TESTS_ENGINES_H

#include "base/lang.h"
#include "record/schema.h"
#include "store/migrate.h"

#include "../tap.h"

#include <unistd.h>

static char engines_folder[] = "/tmp/mlgu-XXXXXX";
static unsigned engines_made;

static inline const char *
engine_name(enum store_engine engine)
{
	return engine == STORE_SQLITE ? "SQLite" : "PostgreSQL";
}

/* Runs a statement of the test's own. */
static inline bool
run_sql(struct store *s, const char *sql)
{
	struct err e = { 0 };

	if (store_built(s, str_of(sql), NULL, 0, NULL, &e))
		return true;
	printf("# %s: %s\n", sql, e.text);
	return false;
}

/* The first column of the first row as a number; -1 when there is none. */
static inline int64_t
one_number(struct store *s, const char *sql)
{
	struct err e = { 0 };
	struct rows *rows;
	const struct value *row;
	int64_t n = -1;

	if (!store_built(s, str_of(sql), NULL, 0, &rows, &e) || !rows_next(rows, &row, &e)) {
		printf("# %s: %s\n", sql, e.text);
		return -1;
	}
	if (row != NULL) {
		n = row[0].i;
		rows_close(rows);
	}
	return n;
}

/* The address of a store that is empty; absent when the engine is not there. */
static inline struct str
fresh_url(struct arena *a, enum store_engine engine)
{
	const char *url = getenv("MAILLAGE_TEST_DB_URL");
	struct store_options o = { .url = str_of(url), .mode = STORE_WRITE };
	struct store *s;
	struct err e = { 0 };
	unsigned n = engines_made++;

	if (n == 0 && mkdtemp(engines_folder) == NULL)
		abort();
	if (engine == STORE_SQLITE)
		return str_fmt(a, "%s/%u.db", engines_folder, n);
	if (url == NULL || *url == '\0')
		return STR_NONE;
	if (!store_open(&o, a, &s, &e)) {
		printf("# %s\n", e.text);
		return STR_NONE;
	}
	/* The database is one for each test program, but a program may run twice on it by hand. */
	run_sql(s, str_fmt(a, "DROP SCHEMA IF EXISTS u%u CASCADE", n).p);
	run_sql(s, str_fmt(a, "CREATE SCHEMA u%u", n).p);
	store_close(s);
	return str_fmt(a, "%s%soptions=-csearch_path%%3Du%u", url, strchr(url, '?') ? "&" : "?", n);
}

/* An open store with no table in it. */
static inline struct store *
empty_store(struct arena *a, enum store_engine engine)
{
	struct store_options o = { .url = fresh_url(a, engine), .mode = STORE_CREATE, .busy_ms = 200 };
	struct store *s;
	struct err e = { 0 };

	if (o.url.p == NULL)
		return NULL;
	o.key = str_fmt(a, "%s/%u.key", engines_folder, engines_made - 1);
	if (store_open(&o, a, &s, &e))
		return s;
	printf("Bail out! %s\n", e.text);
	exit(1);
}

/* Calls a test for each engine that is there. */
static inline void
on_engines(void (*test)(enum store_engine))
{
	const char *url = getenv("MAILLAGE_TEST_DB_URL");

	test(STORE_SQLITE);
	if (url != NULL && *url != '\0')
		test(STORE_POSTGRESQL);
	else
		printf("# PostgreSQL is left out: MAILLAGE_TEST_DB_URL is not set\n");
}

static inline void
remove_engines(void)
{
	struct arena a;

	arena_init(&a);
	for (unsigned n = 0; n < engines_made; n++)
		for (int i = 0; i < 4; i++)
			unlink(str_fmt(&a, "%s/%u.%s", engines_folder, n,
			    i == 0 ? "db" : i == 1 ? "db-wal" : i == 2 ? "db-shm" : "key").p);
	rmdir(engines_folder);
	arena_release(&a);
}

#endif
