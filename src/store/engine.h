/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What an engine gives to the store: one table of functions, one private state.  Private to
 * src/store/.
 */
#ifndef MAILLAGE_STORE_ENGINE_H
#define MAILLAGE_STORE_ENGINE_H

#include "store/store.h"

struct engine {
	void (*close)(struct store *s);
	/* BEGIN for writing or for one snapshot, COMMIT, ROLLBACK, savepoints: the statement's text. */
	bool (*control)(struct store *s, const char *sql, struct err *e);
	/* `q` kept prepared when it has a name; params may be NULL. rows_out NULL: none wanted. */
	bool (*run)(struct store *s, const struct query *q, const struct value *params, bool keep,
	    int64_t *changed, struct rows **rows_out, struct err *e);
	bool (*send)(struct store *s, const struct query *q, const struct value *params, struct err *e);
	bool (*next)(struct rows *r, const struct value **row, struct err *e);
	void (*rows_close)(struct rows *r);
	const char *begin_write, *begin_read;
	const char *has_table; /* $1 name; one row when it is there */
	const char *any_table; /* one row when there is any */
	bool (*size)(struct store *s, int64_t *bytes, struct err *e);
	void (*trim)(struct store *s); /* NULL: nothing to give back */
};

struct store {
	const struct engine *engine;
	enum store_engine kind;
	enum store_mode mode;
	struct arena *a;
	struct str url;  /* as given */
	struct str name; /* without a password */
	struct str key;  /* path of the key file; absent: none */
	int busy_ms, cache_kb;
	bool closed;
	bool begun;         /* a transaction of the caller's */
	unsigned open_rows; /* handed out and not read to their end */
	void *state;
};

struct rows {
	struct store *store;
	size_t n_columns;
	struct value *row;
	void *state;
};

/* Whether there is no table at all. */
bool store_is_empty(struct store *s, bool *empty, struct err *e);
/* For STORE_CREATE: refuses a store that holds tables. */
bool store_refuse_tables(struct store *s, struct err *e);
/* A text with a zero byte is refused by both engines alike. Returns false. */
bool store_no_zero(const char *what, struct err *e);
bool sqlite_open(struct store *s, struct err *e);
bool postgres_open(struct store *s, struct err *e);

#endif
