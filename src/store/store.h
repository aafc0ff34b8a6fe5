/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * One SQL interface over SQLite (a file) and PostgreSQL ("postgresql://…").  A store is one
 * connection and belongs to one thread at a time.  Statements are `const struct query` values: from
 * sql/queries/ through the generator, or derived from the register tables by record/sql.c; there is
 * no function that runs a string that came from elsewhere.  Both engines get the same text:
 * placeholders $1 … $9, PostgreSQL spelling, no dialect functions.
 */
#ifndef MAILLAGE_STORE_STORE_H
#define MAILLAGE_STORE_STORE_H

#include "base/arena.h"
#include "base/err.h"

struct store;
struct rows;

enum value_kind { VALUE_NULL, VALUE_INT, VALUE_REAL, VALUE_TEXT, VALUE_BLOB };

/* A parameter or a result. Text and blobs are borrowed slices. */
struct value {
	enum value_kind kind;
	int64_t i;
	double r;
	struct str s;
};

#define V_NULL ((struct value){ .kind = VALUE_NULL })
#define V_INT(v) ((struct value){ .kind = VALUE_INT, .i = (v) })
#define V_REAL(v) ((struct value){ .kind = VALUE_REAL, .r = (v) })
#define V_TEXT(v) ((struct value){ .kind = VALUE_TEXT, .s = (v) })
#define V_BLOB(v) ((struct value){ .kind = VALUE_BLOB, .s = (v) })
#define V_UUID(u) V_BLOB(((struct str){ (const char *)(u)->b, 16 }))

/* A statement. Its address is its identity: the store prepares it once and keeps it. */
struct query {
	const char *name; /* for messages and statistics */
	const char *sql;
	unsigned n_params;
	bool scan; /* gives many rows: read through a cursor where the engine has them */
};

enum store_engine { STORE_SQLITE, STORE_POSTGRESQL };

enum store_mode {
	STORE_READ,   /* refuses to write */
	STORE_WRITE,  /* an existing store */
	STORE_CREATE, /* an empty one is made where there is none; refuses one that holds tables */
};

struct store_options {
	struct str url;      /* a path, "sqlite:PATH" or "postgresql://…" */
	enum store_mode mode;
	int busy_ms;         /* how long to wait for another process's write; 0: 5 000 */
	int cache_kb;        /* what a connection that writes keeps of the file in memory; 0: 64 MB, which suits a
	                      * large import; a SQLite store only */
	struct str key;      /* path of the key file; absent: NAME.key beside a SQLite file */
};

/* Opens a store. Does not look at its version: see store_check_version. Closed with the arena or by
 * store_close. Errors: not found, busy (in use), unavailable (no server, no rights, no disk),
 * invalid (a folder, not a Maillage store). */
bool store_open(const struct store_options *o, struct arena *a, struct store **out, struct err *e)
    MUST_USE;
void store_close(struct store *s);
enum store_engine store_engine(const struct store *s);
/* The URL without a password, for messages. */
struct str store_name(const struct store *s);
/* Where the key file of the store is or shall be (record/keyfile.h); absent: nobody said. */
struct str store_key(const struct store *s);
/* From now on this connection overwrites what it deletes, where the engine can (SQLite); store_scrub, outside
 * of any transaction, then also takes the old contents out of the log beside the file. With PostgreSQL they
 * are the server's to vacuum, and the log's to outlive. */
bool store_secure(struct store *s, struct err *e) MUST_USE;
bool store_scrub(struct store *s, struct err *e) MUST_USE;
/* Fresh statistics for both engines' planners, outside of any transaction: a look at every index. Without
 * them nothing is wrong, only slower. */
bool store_statistics(struct store *s, struct err *e) MUST_USE;
/* A second connection to the same store, for another thread. */
bool store_again(const struct store *s, enum store_mode mode, struct arena *a, struct store **out,
    struct err *e) MUST_USE;

/* Transactions. store_begin takes the write lock at once (SQLite: BEGIN IMMEDIATE). After a failed
 * statement only store_rollback is allowed. Reading without one sees each statement's own snapshot;
 * store_begin_read holds one snapshot. A commit that returned true is on disk. */
bool store_begin(struct store *s, struct err *e) MUST_USE;
bool store_begin_read(struct store *s, struct err *e) MUST_USE;
bool store_commit(struct store *s, struct err *e) MUST_USE;
void store_rollback(struct store *s);
/* Whether one was begun and not ended. */
bool store_in_transaction(const struct store *s);
/* Nested: undo one job of a group without the others. */
bool store_savepoint(struct store *s, struct err *e) MUST_USE;
bool store_savepoint_release(struct store *s, struct err *e) MUST_USE;
bool store_savepoint_undo(struct store *s, struct err *e) MUST_USE;

/* Runs a statement that gives no rows; *changed (may be NULL) = rows touched. */
bool store_exec(struct store *s, const struct query *q, const struct value *params,
    int64_t *changed, struct err *e) MUST_USE;
/* The same without waiting for the answer where the engine can pipeline (PostgreSQL); an error shows
 * at the next other call on the store, at the latest at store_commit. For bulk writing. */
bool store_send(struct store *s, const struct query *q, const struct value *params, struct err *e)
    MUST_USE;
/* Runs a statement that gives rows. Read them to the end or call rows_close. */
bool store_rows(struct store *s, const struct query *q, const struct value *params,
    struct rows **out, struct err *e) MUST_USE;
/* Next row: *row has as many values as columns, borrowed until the next call; *row = NULL at the
 * end (and the rows are closed). */
bool rows_next(struct rows *r, const struct value **row, struct err *e) MUST_USE;
/* The same where the first column is an identifier; *more is false at the end. Others are passed over. */
struct uuid;
bool rows_uuid(struct rows *r, struct uuid *id, bool *more, struct err *e) MUST_USE;
void rows_close(struct rows *r);
size_t rows_columns(const struct rows *r);
/* First row's values copied into the arena; *found false when there is none. */
bool store_one(struct store *s, const struct query *q, const struct value *params, struct arena *a,
    const struct value **row, bool *found, struct err *e) MUST_USE;
/* DDL and the figure compiler's statements, built by our own code, never from outside text. Not
 * kept prepared. `params` may be NULL. rows_out NULL: no rows wanted. */
bool store_built(struct store *s, struct str sql, const struct value *params, size_t n_params,
    struct rows **rows_out, struct err *e) MUST_USE;
/* Appends an expression: the text of a column (quoted, as it stands in a statement) without case,
 * accents and superfluous blanks, as base/text.h text_fold has it. */
struct buf;
void store_folded(const struct store *s, struct buf *sql, const char *column);
/* Whether a table exists. */
bool store_has_table(struct store *s, const char *table, bool *has, struct err *e) MUST_USE;
/* Bytes of the store on disk (SQLite: file and WAL; PostgreSQL: pg_database_size). */
bool store_size(struct store *s, int64_t *bytes, struct err *e) MUST_USE;
/* After long reading: gives back what the connection has cached. */
void store_trim(struct store *s);

#endif
