/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The statements of lists: columns from the field table, every value a parameter. Private to lists. */
#ifndef MAILLAGE_RECORD_LIST_SQL_H
#define MAILLAGE_RECORD_LIST_SQL_H

#include "base/buf.h"
#include "record/list.h"

/* A statement being written with its parameters. */
struct list_sql {
	struct store *s;
	const struct codes *codes;
	struct arena *a;
	struct buf sql;
	struct value *v;
	size_t n, cap;
};

struct list_order {
	int column;          /* of the ask, or the register's own */
	bool descending;
	bool nullable;       /* empty ones come last */
	bool text;           /* compared folded */
	enum value_kind kind;
	const char *sql;     /* the expression */
};

void list_sql_init(struct list_sql *q, struct store *s, const struct codes *codes, struct arena *a);
/* "$7". */
void list_sql_param(struct list_sql *q, struct value v);

struct list_order list_order_of(struct store *s, const struct list_ask *ask, struct arena *a);
/* " ORDER BY …"; `what` is the expression or its name in an outer statement. */
void list_sql_order(struct list_sql *q, const struct list_order *o, const char *what, bool backward);
/* " AND …": behind the key in that order. */
void list_sql_behind(struct list_sql *q, const struct list_order *o, const char *what,
    const struct list_key *from, bool backward);
/* " AND …": what the filters say of the register's order and of the id, which the store has an index on. */
void list_sql_range(struct list_sql *q, const struct list_ask *ask);
/* ", column …": what list_sql_where looks at. */
void list_sql_needed(struct list_sql *q, const struct list_ask *ask);
/* Filters, reach and deletion; at least one condition. */
void list_sql_where(struct list_sql *q, const struct list_ask *ask);
/* "SELECT …": the columns of every row, then those of the fields asked for. */
void list_sql_columns(struct list_sql *q, const struct list_ask *ask);
/* Such a row with the other columns put in as NULL: what row_record takes. */
void list_sql_whole(const struct list_ask *ask, const struct value *row, struct value *out);

struct str list_cursor(struct arena *a, const struct list_key *k, bool backward);
bool list_cursor_parse(struct str s, struct arena *a, struct list_key *out, bool *backward);

#endif
