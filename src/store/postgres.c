/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * PostgreSQL behind the store: the only file that includes libpq-fe.h.
 *
 * Scans (query.scan) read through a cursor, so that memory does not grow with
 * the table and other statements can run between two rows, as with SQLite; all others take their
 * whole result at once.  store_send pipelines.
 */
#include "store/engine.h"

#include <libpq-fe.h>

#include "base/buf.h"
#include "base/lang.h"
#include "store/postgres_value.h"

#define CACHE_SLOTS 512 /* statements kept prepared */
#define CACHE_PROBES 8
#define PARAMS_MAX 1200 /* the schemes of a large reach */
#define FETCH_ROWS 2000
#define PIPELINE_MAX 500 /* statements under way: their answers fit any socket's buffer */

struct prepared {
	const struct query *q;
	char *sql; /* memory is used again: the address alone does not tell */
	char name[16];
};

struct postgres {
	PGconn *c;
	struct prepared slots[CACHE_SLOTS];
	unsigned n_prepared;
	unsigned n_cursors;    /* made so far: their names */
	unsigned open_cursors;
	bool own_transaction;  /* begun for a cursor */
	bool begun;            /* by the caller, who has not ended it yet */
	unsigned under_way;    /* statements sent and not answered */
	bool failed;           /* one of them was refused: `e` tells */
	struct err e;
};

struct pg_rows {
	struct rows rows;
	PGresult *result;
	int at;
	char cursor[24]; /* empty: the whole result is here */
	bool last;       /* the cursor has no more */
};

static struct postgres *
pg_of(const struct store *s)
{
	return s->state;
}

static void *
must(void *p)
{
	if (p == NULL)
		abort();
	return p;
}

static struct str
one_line(const char *message)
{
	struct str s = str_of(message != NULL ? message : "");

	return str_trim(str_sub(s, 0, str_find(s, '\n')));
}

static bool
lost(const struct store *s, struct str why, struct err *e)
{
	return err_set(e, ERR_UNAVAILABLE, "store.lost",
	    _("The server of %.*s does not answer (%.*s). What was acknowledged is safe; what was "
	      "under way was not saved."), STR_A(s->name), STR_A(why));
}

static bool
fail(struct store *s, const PGresult *result, const char *what, struct err *e)
{
	PGconn *c = pg_of(s)->c;
	const char *state = result != NULL ? PQresultErrorField(result, PG_DIAG_SQLSTATE) : NULL;
	struct str why = one_line(result != NULL ? PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY) : NULL);
	char text[512];

	/* A connection that was lost has no message of the server. */
	if (why.n == 0 && result != NULL)
		why = one_line(PQresultErrorMessage(result));
	if (why.n == 0)
		why = one_line(PQerrorMessage(c));
	if (state == NULL)
		state = "";
	if (strcmp(state, "53100") == 0)
		return err_set(e, ERR_BUSY, "store.full",
		    _("The disk of %.*s is full. Nothing was changed; what was saved before is safe. Make "
		      "room and try again."), STR_A(s->name));
	if (strcmp(state, "55P03") == 0 || strcmp(state, "40001") == 0 || strcmp(state, "40P01") == 0)
		return err_set(e, ERR_BUSY, "store.busy",
		    _("%.*s is in use by another process. Nothing was changed. Try again when it has "
		      "finished."), STR_A(s->name));
	if (strcmp(state, "25006") == 0 || strcmp(state, "42501") == 0)
		return err_set(e, ERR_UNAVAILABLE, "store.readonly",
		    _("%.*s cannot be written: this user has no right to. Nothing was changed."),
		    STR_A(s->name));
	if (PQstatus(c) != CONNECTION_OK || strncmp(state, "08", 2) == 0 || strncmp(state, "57P", 3) == 0)
		return lost(s, why, e);
	snprintf(text, sizeof(text), STR_F, STR_A(why));
	return err_set(e, ERR_INTERNAL, "store.statement", _("The store refused a statement (%s): %s"),
	    what, text);
}

#define NOTHING_MAX 8

/* Reads the answers of what was sent; false when one of them was a refusal. */
static bool
drain(struct store *s, struct err *e)
{
	struct postgres *pg = pg_of(s);
	bool synced = false;
	int nothing = 0;

	if (pg->under_way > 0 && PQpipelineSync(pg->c) == 1) {
		while (!synced) {
			PGresult *r = PQgetResult(pg->c);
			ExecStatusType status = PQresultStatus(r);

			/* One NULL parts the answers of two statements.  A server that goes away at the wrong
			 * moment leaves nothing but NULL, on a connection that is still said to be well. */
			if (r == NULL) {
				if (PQstatus(pg->c) != CONNECTION_OK || ++nothing == NOTHING_MAX)
					break;
				continue;
			}
			nothing = 0;
			synced = status == PGRES_PIPELINE_SYNC;
			if (status == PGRES_FATAL_ERROR && !pg->failed) {
				pg->failed = true;
				fail(s, r, "send", &pg->e);
			}
			PQclear(r);
		}
	}
	if (pg->under_way > 0 && !synced && !pg->failed) {
		pg->failed = true;
		lost(s, one_line(PQerrorMessage(pg->c)), &pg->e);
	}
	pg->under_way = 0;
	if (!pg->failed)
		return true;
	*e = pg->e;
	return false;
}

static bool settings(struct store *s, struct err *e);

/* A server that came back is taken again, but never inside a transaction: that one is lost. */
static bool
connect_again(struct store *s, struct err *e)
{
	struct postgres *pg = pg_of(s);

	PQreset(pg->c);
	for (size_t i = 0; i < CACHE_SLOTS; i++)
		pg->slots[i].q = NULL;
	return PQstatus(pg->c) == CONNECTION_OK ? settings(s, e) : fail(s, NULL, "connect", e);
}

/* Each call on the store but a send begins here: the answers of what was sent are read. */
static bool
leave_pipeline(struct store *s, struct err *e)
{
	struct postgres *pg = pg_of(s);
	bool ok = drain(s, e);

	if (PQpipelineStatus(pg->c) != PQ_PIPELINE_OFF)
		PQexitPipelineMode(pg->c);
	pg->failed = false;
	if (ok && PQstatus(pg->c) == CONNECTION_BAD && !pg->begun && !pg->own_transaction)
		return connect_again(s, e);
	return ok;
}

/* Parameters in libpq's form: texts for numbers, bytes as they are. */
struct bound {
	const char *values[PARAMS_MAX];
	int lengths[PARAMS_MAX];
	int formats[PARAMS_MAX];
	char digits[PARAMS_MAX][32];
	struct arena scratch;
};

static bool
bind(struct bound *b, const struct query *q, const struct value *v, struct err *e)
{
	if (q->n_params > PARAMS_MAX)
		return err_set(e, ERR_INTERNAL, "store.params", "too many parameters: %s", q->name);
	arena_init(&b->scratch);
	for (unsigned i = 0; i < q->n_params; i++) {
		b->lengths[i] = 0;
		b->formats[i] = 0;
		switch (v[i].kind) {
		case VALUE_NULL:
			b->values[i] = NULL;
			break;
		case VALUE_INT:
			snprintf(b->digits[i], sizeof(b->digits[i]), "%lld", (long long)v[i].i);
			b->values[i] = b->digits[i];
			break;
		case VALUE_REAL:
			snprintf(b->digits[i], sizeof(b->digits[i]), "%.17g", v[i].r);
			b->values[i] = b->digits[i];
			break;
		case VALUE_TEXT:
			if (v[i].s.n > 0 && memchr(v[i].s.p, '\0', v[i].s.n) != NULL) {
				arena_release(&b->scratch);
				return store_no_zero(q->name, e);
			}
			b->values[i] = str_cstr(&b->scratch, v[i].s.p != NULL ? v[i].s : STR(""));
			break;
		case VALUE_BLOB:
			b->values[i] = v[i].s.p != NULL ? v[i].s.p : "";
			b->lengths[i] = (int)v[i].s.n;
			b->formats[i] = 1;
			break;
		}
	}
	return true;
}

/* Statements of our own control; never from outside. */
static bool
simple(struct store *s, const char *sql, struct err *e)
{
	PGresult *r;
	ExecStatusType status;
	bool ok;

	if (!leave_pipeline(s, e))
		return false;
	r = PQexec(pg_of(s)->c, sql);
	status = PQresultStatus(r);
	ok = status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || fail(s, r, "control", e);
	/* A transaction in which a statement failed answers COMMIT with a rollback. */
	if (ok && strcmp(sql, "COMMIT") == 0 && strcmp(PQcmdStatus(r), "ROLLBACK") == 0)
		ok = err_set(e, ERR_INTERNAL, "store.rolled_back",
		    _("The store undid the transaction. Nothing was changed."));
	PQclear(r);
	return ok;
}

/* The slot of a query: its own, a free one, or one whose statement gives way. */
static struct prepared *
slot_of(struct postgres *pg, const struct query *q)
{
	size_t at = (uintptr_t)q / sizeof(void *) * 0x9e3779b97f4a7c15u >> 32;
	struct prepared *first = &pg->slots[at % CACHE_SLOTS];

	for (size_t i = 0; i < CACHE_PROBES; i++) {
		struct prepared *slot = &pg->slots[(at + i) % CACHE_SLOTS];

		if (slot->q == q || slot->q == NULL)
			return slot;
	}
	return first;
}

static bool
prepared_name(struct store *s, const struct query *q, const char **name, struct err *e)
{
	struct postgres *pg = pg_of(s);
	struct prepared *slot = slot_of(pg, q);
	char sql[40];
	PGresult *r;
	bool ok;

	*name = slot->name;
	if (slot->q == q && strcmp(slot->sql, q->sql) == 0)
		return true;
	if (!leave_pipeline(s, e))
		return false;
	if (slot->q != NULL) {
		snprintf(sql, sizeof(sql), "DEALLOCATE %s", slot->name);
		if (!simple(s, sql, e))
			return false;
		slot->q = NULL;
	}
	snprintf(slot->name, sizeof(slot->name), "q%u", pg->n_prepared++);
	r = PQprepare(pg->c, slot->name, q->sql, 0, NULL);
	ok = PQresultStatus(r) == PGRES_COMMAND_OK || fail(s, r, q->name, e);
	PQclear(r);
	if (ok) {
		free(slot->sql);
		slot->sql = must(strdup(q->sql));
		slot->q = q;
	}
	return ok;
}

static bool
execute(struct store *s, const struct query *q, const struct value *params, bool keep,
    PGresult **out, struct err *e)
{
	struct postgres *pg = pg_of(s);
	struct bound b;
	const char *name;
	PGresult *r;
	ExecStatusType status;

	if (!leave_pipeline(s, e) || (keep && !prepared_name(s, q, &name, e)) ||
	    !bind(&b, q, params, e))
		return false;
	if (keep)
		r = PQexecPrepared(pg->c, name, (int)q->n_params, b.values, b.lengths, b.formats, 1);
	else
		r = PQexecParams(pg->c, q->sql, (int)q->n_params, NULL, b.values, b.lengths, b.formats, 1);
	arena_release(&b.scratch);
	status = PQresultStatus(r);
	if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) {
		fail(s, r, q->name, e);
		PQclear(r);
		return false;
	}
	*out = r;
	return true;
}

static struct pg_rows *
rows_new(struct store *s, PGresult *result)
{
	struct pg_rows *r = must(calloc(1, sizeof(*r)));

	r->result = result;
	r->rows.store = s;
	r->rows.state = r;
	r->rows.n_columns = (size_t)PQnfields(result);
	r->rows.row = must(calloc(r->rows.n_columns + 1, sizeof(*r->rows.row)));
	r->last = true;
	return r;
}

static void
close_rows(struct rows *rows)
{
	struct pg_rows *r = rows->state;
	struct store *s = rows->store;
	struct postgres *pg = pg_of(s);
	struct err ignored;
	char sql[40];

	if (r->cursor[0] != '\0') {
		pg->open_cursors--;
		snprintf(sql, sizeof(sql), "CLOSE %s", r->cursor);
		if (PQtransactionStatus(pg->c) == PQTRANS_INTRANS)
			(void)!simple(s, sql, &ignored);
		if (pg->own_transaction && pg->open_cursors == 0) {
			pg->own_transaction = false;
			(void)!simple(s, "ROLLBACK", &ignored);
		}
	}
	PQclear(r->result);
	free(r->rows.row);
	free(r);
}

static bool
fetch(struct store *s, struct pg_rows *r, struct err *e)
{
	char sql[80];

	PQclear(r->result);
	snprintf(sql, sizeof(sql), "FETCH FORWARD %d FROM %s", FETCH_ROWS, r->cursor);
	r->result = NULL;
	if (!leave_pipeline(s, e))
		return false;
	r->result = PQexecParams(pg_of(s)->c, sql, 0, NULL, NULL, NULL, NULL, 1);
	if (PQresultStatus(r->result) != PGRES_TUPLES_OK)
		return fail(s, r->result, "fetch", e);
	r->at = 0;
	r->last = PQntuples(r->result) < FETCH_ROWS;
	return true;
}

static bool
open_cursor(struct store *s, const struct query *q, const struct value *params, struct rows **out,
    struct err *e)
{
	struct postgres *pg = pg_of(s);
	struct query declare = { .name = q->name, .n_params = q->n_params };
	PGresult *made = NULL;
	struct pg_rows *r;
	struct buf sql;
	bool ok;

	if (!leave_pipeline(s, e))
		return false;
	if (PQtransactionStatus(pg->c) == PQTRANS_IDLE) {
		if (!simple(s, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", e))
			return false;
		pg->own_transaction = true;
	}
	r = rows_new(s, NULL);
	snprintf(r->cursor, sizeof(r->cursor), "c%u", pg->n_cursors++);
	buf_init(&sql);
	buf_fmt(&sql, "DECLARE %s NO SCROLL CURSOR FOR %s", r->cursor, q->sql);
	buf_char(&sql, '\0');
	declare.sql = sql.p;
	ok = execute(s, &declare, params, false, &made, e) && fetch(s, r, e);
	PQclear(made);
	buf_release(&sql);
	pg->open_cursors++;
	if (!ok) {
		close_rows(&r->rows);
		return false;
	}
	r->rows.n_columns = (size_t)PQnfields(r->result);
	free(r->rows.row);
	r->rows.row = must(calloc(r->rows.n_columns + 1, sizeof(*r->rows.row)));
	*out = &r->rows;
	return true;
}

static bool
run(struct store *s, const struct query *q, const struct value *params, bool keep, int64_t *changed,
    struct rows **rows_out, struct err *e)
{
	PGresult *r;

	if (rows_out != NULL && q->scan)
		return open_cursor(s, q, params, rows_out, e);
	if (!execute(s, q, params, keep, &r, e))
		return false;
	if (rows_out != NULL) {
		*rows_out = &rows_new(s, r)->rows;
		return true;
	}
	if (changed != NULL && !str_int(str_of(PQcmdTuples(r)), changed))
		*changed = 0;
	PQclear(r);
	return true;
}

static bool
send(struct store *s, const struct query *q, const struct value *params, struct err *e)
{
	struct postgres *pg = pg_of(s);
	struct bound b;
	const char *name;
	int ok;

	if (pg->under_way >= PIPELINE_MAX && !drain(s, e))
		return false;
	if (!prepared_name(s, q, &name, e))
		return false;
	if (PQpipelineStatus(pg->c) == PQ_PIPELINE_OFF && PQenterPipelineMode(pg->c) != 1)
		return fail(s, NULL, "pipeline", e);
	if (!bind(&b, q, params, e))
		return false;
	ok = PQsendQueryPrepared(pg->c, name, (int)q->n_params, b.values, b.lengths, b.formats, 1);
	arena_release(&b.scratch);
	if (ok != 1)
		return fail(s, NULL, q->name, e);
	pg->under_way++;
	return true;
}

static bool
next(struct rows *rows, const struct value **row, struct err *e)
{
	struct pg_rows *r = rows->state;

	if (r->at == PQntuples(r->result) && !r->last && !fetch(rows->store, r, e)) {
		close_rows(rows);
		return false;
	}
	*row = NULL;
	if (r->at == PQntuples(r->result)) {
		close_rows(rows);
		return true;
	}
	for (size_t i = 0; i < rows->n_columns; i++)
		rows->row[i] = PQgetisnull(r->result, r->at, (int)i) ? V_NULL :
		    postgres_value(PQftype(r->result, (int)i), (struct str){
		        PQgetvalue(r->result, r->at, (int)i),
		        (size_t)PQgetlength(r->result, r->at, (int)i) });
	r->at++;
	*row = rows->row;
	return true;
}

static bool
begin(struct store *s, const char *sql, struct err *e)
{
	struct postgres *pg = pg_of(s);
	struct err ignored;

	if (!leave_pipeline(s, e))
		return false;
	if (PQtransactionStatus(pg->c) != PQTRANS_IDLE && PQstatus(pg->c) == CONNECTION_OK)
		return err_set(e, ERR_INTERNAL, "store.transaction", "a transaction within a transaction");
	pg->begun = simple(s, sql, e);
	/* The server went away while nothing was under way: nothing is lost by asking again. */
	if (!pg->begun && PQstatus(pg->c) == CONNECTION_BAD)
		pg->begun = simple(s, sql, e);
	/* A lock that was not given leaves a transaction behind. */
	if (!pg->begun)
		(void)!simple(s, "ROLLBACK", &ignored);
	return pg->begun;
}

static bool
control(struct store *s, const char *sql, struct err *e)
{
	struct postgres *pg = pg_of(s);
	struct err ignored;
	bool ok;

	if (strncmp(sql, "BEGIN", 5) == 0)
		return begin(s, sql, e);
	if (!pg->begun && strcmp(sql, "ROLLBACK") != 0)
		return err_set(e, ERR_INTERNAL, "store.transaction", "%s: no transaction is open", sql);
	/* What the server refused meanwhile is undone with the rest. */
	if (strncmp(sql, "ROLLBACK", 8) == 0)
		(void)!leave_pipeline(s, &ignored);
	ok = simple(s, sql, e);
	/* After a refused COMMIT the caller rolls back. */
	if (strcmp(sql, "ROLLBACK") == 0 || (ok && strcmp(sql, "COMMIT") == 0))
		pg->begun = false;
	return ok;
}

static bool
size(struct store *s, int64_t *bytes, struct err *e)
{
	static const struct query q = { "size", "SELECT pg_database_size(current_database())", 0, false };
	struct arena a;
	const struct value *row;
	bool found, ok;

	arena_init(&a);
	ok = store_one(s, &q, NULL, &a, &row, &found, e);
	*bytes = ok && found ? row[0].i : 0;
	arena_release(&a);
	return ok;
}

static void
close_postgres(struct store *s)
{
	struct postgres *pg = pg_of(s);

	PQfinish(pg->c);
	for (size_t i = 0; i < CACHE_SLOTS; i++)
		free(pg->slots[i].sql);
	free(pg);
}

static const struct engine engine = {
	.close = close_postgres,
	.control = control,
	.run = run,
	.send = send,
	.next = next,
	.rows_close = close_rows,
	/* One writer at a time, as with SQLite: the journal is one chain. */
	.begin_write = "BEGIN; SELECT pg_advisory_xact_lock(77421)",
	.begin_read = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
	.has_table = "SELECT 1 FROM pg_catalog.pg_tables WHERE schemaname = current_schema() "
	             "AND tablename = $1",
	.any_table = "SELECT 1 FROM pg_catalog.pg_tables WHERE schemaname = current_schema() LIMIT 1",
	.size = size,
};

static void
no_notice(void *ctx, const PGresult *r)
{
	(void)ctx;
	(void)r;
}

static bool
settings(struct store *s, struct err *e)
{
	char sql[300];

	snprintf(sql, sizeof(sql),
	    "SET client_encoding = 'UTF8'; SET standard_conforming_strings = on; SET lock_timeout = %d; "
	    "SET idle_in_transaction_session_timeout = 0; SET default_transaction_read_only = %s",
	    s->busy_ms, s->mode == STORE_READ ? "on" : "off");
	return simple(s, sql, e);
}

bool
postgres_open(struct store *s, struct err *e)
{
	struct postgres *pg = must(calloc(1, sizeof(*pg)));

	s->state = pg;
	s->engine = &engine;
	pg->c = PQconnectdb(s->url.p);
	if (PQstatus(pg->c) != CONNECTION_OK) {
		struct str why = one_line(PQerrorMessage(pg->c));
		bool missing = strstr(PQerrorMessage(pg->c), "does not exist") != NULL;

		err_set(e, missing ? ERR_NOT_FOUND : ERR_UNAVAILABLE,
		    missing ? "store.missing" : "store.unreachable",
		    _("The server of %.*s cannot be reached (%.*s). Nothing was changed."), STR_A(s->name),
		    STR_A(why));
		close_postgres(s);
		return false;
	}
	PQsetNoticeReceiver(pg->c, no_notice, NULL);
	if (settings(s, e) && (s->mode != STORE_CREATE || store_refuse_tables(s, e)))
		return true;
	close_postgres(s);
	return false;
}
