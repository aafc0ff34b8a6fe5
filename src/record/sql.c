/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "record/sql.h"

#include "base/buf.h"

static const char *const row_columns[ROW_FIELDS] = {
	"id", "source_id", "version", "made_at", "made_by", "changed_at", "deleted",
};

bool
field_has_column(const struct field *f)
{
	return f->type != FIELD_REFS && f->type != FIELD_FACTS;
}

/* Calls for each column in order. */
static size_t
columns_of(const struct reg *g, const char **names)
{
	size_t n = 0;

	for (; n < ROW_FIELDS; n++)
		names[n] = row_columns[n];
	for (size_t i = 0; i < g->n_fields; i++)
		if (field_has_column(&g->fields[i]))
			names[n++] = g->fields[i].name;
	return n;
}

static void
query_set(struct query *q, struct arena *a, const char *what, const char *table, struct buf *sql,
    size_t n)
{
	q->name = str_cstr(a, str_fmt(a, "%s_%s", table, what));
	q->sql = str_cstr(a, buf_text(sql));
	q->n_params = (unsigned)n;
	q->scan = strcmp(what, "scan") == 0;
	buf_clear(sql);
}

static void
column_list(struct buf *b, const char *const *names, size_t n)
{
	for (size_t i = 0; i < n; i++)
		buf_fmt(b, "%s\"%s\"", i > 0 ? ", " : "", names[i]);
}

static void
own_statements(struct reg_sql *q, struct arena *a)
{
	const struct reg *g = q->reg;
	const char **names = arena_array(a, const char *, ROW_FIELDS + g->n_fields);
	size_t n = columns_of(g, names), p = 1;
	struct buf b;

	q->n_columns = n;
	buf_init(&b);
	buf_fmt(&b, "INSERT INTO \"%s\" (structure, ", g->name);
	column_list(&b, names, n);
	buf_fmt(&b, ") VALUES (%d", STRUCTURE_ONE);
	for (size_t i = 0; i < n; i++)
		buf_fmt(&b, ", $%zu", i + 1);
	buf_cstr(&b, ") ON CONFLICT (structure, id) DO NOTHING");
	query_set(&q->insert, a, "insert", g->name, &b, n);

	buf_fmt(&b, "UPDATE \"%s\" SET ", g->name);
	for (size_t i = 1; i < n; i++)
		if (i != ROW_MADE_AT && i != ROW_MADE_BY)
			buf_fmt(&b, "%s\"%s\" = $%zu", i > 1 ? ", " : "", names[i], ++p);
	buf_fmt(&b, " WHERE structure = %d AND id = $1", STRUCTURE_ONE);
	query_set(&q->update, a, "update", g->name, &b, p);

	buf_cstr(&b, "SELECT ");
	column_list(&b, names, n);
	buf_fmt(&b, " FROM \"%s\" WHERE structure = %d AND id = $1", g->name, STRUCTURE_ONE);
	query_set(&q->read, a, "read", g->name, &b, 1);

	buf_cstr(&b, "SELECT ");
	column_list(&b, names, n);
	buf_fmt(&b, " FROM \"%s\" WHERE structure = %d ORDER BY id", g->name, STRUCTURE_ONE);
	query_set(&q->scan, a, "scan", g->name, &b, 0);
	buf_release(&b);
}

static void
child_statements(struct child_sql *q, const struct reg *g, size_t field, struct arena *a)
{
	const struct field *f = &g->fields[field];
	const char *table = str_cstr(a, str_fmt(a, "%s_%s", g->name, f->name));
	const char *columns = f->type == FIELD_REFS ? "ref" : "code, n, severity";
	struct buf b;

	q->field = field;
	buf_init(&b);
	buf_fmt(&b, "INSERT INTO \"%s\" (structure, record, i, %s) VALUES (%d, $1, $2, %s)", table,
	    columns, STRUCTURE_ONE, f->type == FIELD_REFS ? "$3" : "$3, $4, $5");
	query_set(&q->put, a, "put", table, &b, f->type == FIELD_REFS ? 3 : 5);
	buf_fmt(&b, "DELETE FROM \"%s\" WHERE structure = %d AND record = $1", table, STRUCTURE_ONE);
	query_set(&q->drop, a, "drop", table, &b, 1);
	buf_fmt(&b, "SELECT %s FROM \"%s\" WHERE structure = %d AND record = $1 ORDER BY i", columns,
	    table, STRUCTURE_ONE);
	query_set(&q->read, a, "read", table, &b, 1);
	buf_fmt(&b, "SELECT record, %s FROM \"%s\" WHERE structure = %d ORDER BY record, i", columns,
	    table, STRUCTURE_ONE);
	query_set(&q->scan, a, "scan", table, &b, 0);
	buf_release(&b);
}

static void
astray_statement(struct astray_sql *q, const struct reg *g, size_t field, struct arena *a)
{
	const struct field *f = &g->fields[field];
	bool list = f->type == FIELD_REFS;
	struct buf b;

	q->field = field;
	buf_init(&b);
	buf_fmt(&b, "SELECT count(*) FROM \"%s%s%s\" x LEFT JOIN \"%s\" y ON y.structure = x.structure AND "
	    "y.id = x.\"%s\" WHERE x.structure = %d AND x.\"%s\" IS NOT NULL AND y.id IS NULL", g->name,
	    list ? "_" : "", list ? f->name : "", f->ref, list ? "ref" : f->name, STRUCTURE_ONE,
	    list ? "ref" : f->name);
	query_set(&q->query, a, "astray", str_cstr(a, str_fmt(a, "%s_%s", g->name, f->name)), &b, 0);
	buf_release(&b);
}

static const struct str *
keys_of(const struct reg *g, struct arena *a)
{
	struct str *keys = arena_array(a, struct str, g->n_fields);

	for (size_t i = 0; i < g->n_fields; i++)
		keys[i] = str_fmt(a, "\"%s\"", g->fields[i].name);
	return keys;
}

const struct reg_sql *
reg_sql_new(const struct reg *g, struct arena *a)
{
	struct reg_sql *q = arena_new(a, struct reg_sql);

	q->reg = g;
	own_statements(q, a);
	q->keys = keys_of(g, a);
	q->children = arena_array(a, struct child_sql, g->n_fields);
	for (size_t i = 0; i < g->n_fields; i++)
		if (!field_has_column(&g->fields[i]))
			child_statements(&q->children[q->n_children++], g, i, a);
	q->astray = arena_array(a, struct astray_sql, g->n_fields);
	for (size_t i = 0; i < g->n_fields; i++)
		if (g->fields[i].ref != NULL)
			astray_statement(&q->astray[q->n_astray++], g, i, a);
	return q;
}
