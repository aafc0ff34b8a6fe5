/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "record/schema.h"

#include "base/lang.h"
#include "queries.h"

static const char *
column_type(enum field_type t, enum store_engine engine)
{
	const char *uuid = engine == STORE_SQLITE ? "blob" : "bytea";

	switch (t) {
	case FIELD_INT:
	case FIELD_MONEY:
	case FIELD_BOOL:
		return "bigint";
	case FIELD_REAL:
		return "double precision";
	case FIELD_REF:
		return uuid;
	case FIELD_TEXT:
	case FIELD_DATE:
	case FIELD_CLOCK:
	case FIELD_CODE:
	case FIELD_CODES:
	case FIELD_SLOTS:
		return "text";
	case FIELD_REFS:
	case FIELD_FACTS:
		return NULL;
	}
	return NULL;
}

static void
child_of(struct buf *sql, const struct reg *g, const struct field *f, enum store_engine engine)
{
	const char *uuid = engine == STORE_SQLITE ? "blob" : "bytea";

	buf_fmt(sql, "CREATE TABLE IF NOT EXISTS \"%s_%s\" (structure integer NOT NULL, record %s NOT NULL, "
	    "i integer NOT NULL, ", g->name, f->name, uuid);
	if (f->type == FIELD_REFS)
		buf_fmt(sql, "ref %s NOT NULL", uuid);
	else
		buf_cstr(sql, "code text NOT NULL, n integer NOT NULL, severity integer NOT NULL");
	buf_fmt(sql, ", PRIMARY KEY (structure, record, i))%s;\n",
	    engine == STORE_SQLITE ? " WITHOUT ROWID" : "");
}

static void
index_of(struct buf *sql, const struct reg *g, const struct field *f)
{
	if ((f->flags & FIELD_INDEXED) != 0 && f->type == FIELD_REFS)
		buf_fmt(sql, "CREATE INDEX IF NOT EXISTS \"%s_%s_by_ref\" ON \"%s_%s\" (structure, ref);\n",
		    g->name, f->name, g->name, f->name);
	else if ((f->flags & FIELD_INDEXED) != 0)
		buf_fmt(sql, (f->flags & FIELD_SPARSE) != 0 ?
		    "CREATE INDEX IF NOT EXISTS \"%s_by_%s\" ON \"%s\" (structure, \"%s\") "
		    "WHERE \"%s\" IS NOT NULL;\n" :
		    "CREATE INDEX IF NOT EXISTS \"%s_by_%s\" ON \"%s\" (structure, \"%s\");\n",
		    g->name, f->name, g->name, f->name, f->name);
}

void
schema_of(struct buf *sql, const struct reg *g, enum store_engine engine)
{
	const char *uuid = engine == STORE_SQLITE ? "blob" : "bytea";

	buf_fmt(sql, "CREATE TABLE IF NOT EXISTS \"%s\" (structure integer NOT NULL, id %s NOT NULL, "
	    "source_id text, version bigint NOT NULL, made_at bigint NOT NULL, made_by text NOT NULL, "
	    "changed_at bigint NOT NULL, deleted integer NOT NULL DEFAULT 0", g->name, uuid);
	for (size_t i = 0; i < g->n_fields; i++) {
		const char *type = column_type(g->fields[i].type, engine);

		if (type != NULL)
			buf_fmt(sql, ", \"%s\" %s", g->fields[i].name, type);
	}
	/* Clustered by the key: identifiers come in order of time, so rows are appended. */
	buf_fmt(sql, ", PRIMARY KEY (structure, id))%s;\n",
	    engine == STORE_SQLITE ? " WITHOUT ROWID" : "");
	for (size_t i = 0; i < g->n_fields; i++)
		if (column_type(g->fields[i].type, engine) == NULL)
			child_of(sql, g, &g->fields[i], engine);
	for (size_t i = 0; i < g->n_fields; i++)
		index_of(sql, g, &g->fields[i]);
}

/* What the store has of one register: fields seen, and whether any is unknown to this program. */
struct known {
	const struct reg *reg;
	bool any;
	bool *has;
};

static bool
read_known(struct store *s, struct known *known, struct err *e)
{
	struct rows *rows;
	struct sql_schema_field_all row;
	bool more;

	if (!sql_schema_field_all(s, &rows, e))
		return false;
	for (;;) {
		const struct reg *g;
		int at;

		if (!sql_schema_field_all_next(rows, &row, &more, e))
			return false;
		if (!more)
			return true;
		g = reg_find(row.reg);
		at = g == NULL ? -1 : reg_field(g, row.field);
		if (at < 0 || g->fields[at].type != (enum field_type)row.type) {
			err_set(e, ERR_CONFLICT, "store.newer",
			    _("This store was made by a newer version of Maillage: it holds %.*s.%.*s, "
			      "which this program does not know. Nothing was changed. Install the newer "
			      "version and try again."),
			    STR_A(row.reg), STR_A(row.field));
			rows_close(rows);
			return false;
		}
		for (size_t i = 0; i < n_registers; i++)
			if (registers[i] == g) {
				known[i].any = true;
				known[i].has[at] = true;
			}
	}
}

/* Runs statements that end with ';'. */
static bool
run_all(struct store *s, struct str rest, struct err *e)
{
	struct str one;

	while (str_cut(&rest, ';', &one))
		if (str_trim(one).n > 0 && !store_built(s, one, NULL, 0, NULL, e))
			return false;
	return true;
}

static bool
add_field(struct store *s, const struct reg *g, size_t i, bool table_exists, struct arena *a,
    struct err *e)
{
	enum store_engine engine = store_engine(s);
	const struct field *f = &g->fields[i];
	const char *type = column_type(f->type, engine);
	struct buf sql;

	if (table_exists) {
		buf_init_in(&sql, a);
		if (type == NULL)
			child_of(&sql, g, f, engine);
		else
			buf_fmt(&sql, "ALTER TABLE \"%s\" ADD COLUMN \"%s\" %s;\n", g->name, f->name, type);
		index_of(&sql, g, f);
		if (!run_all(s, buf_text(&sql), e))
			return false;
	}
	return sql_schema_field_put(s, str_of(g->name), str_of(f->name), f->type, e);
}

static bool
update_register(struct store *s, const struct known *k, struct arena *a, struct err *e)
{
	const struct reg *g = k->reg;
	struct buf sql;

	if (!k->any) {
		buf_init_in(&sql, a);
		schema_of(&sql, g, store_engine(s));
		if (!run_all(s, buf_text(&sql), e))
			return false;
	}
	for (size_t i = 0; i < g->n_fields; i++)
		if (!k->has[i] && !add_field(s, g, i, k->any, a, e))
			return false;
	return true;
}

static struct known *
known_new(struct arena *a)
{
	struct known *known = arena_array(a, struct known, n_registers);

	for (size_t i = 0; i < n_registers; i++) {
		known[i].reg = registers[i];
		known[i].has = arena_array(a, bool, registers[i]->n_fields + 1);
	}
	return known;
}

bool
schema_update(struct store *s, struct err *e)
{
	struct arena a;
	struct known *known;
	bool ok = false;

	arena_init(&a);
	known = known_new(&a);
	if (!read_known(s, known, e))
		goto done;
	for (size_t i = 0; i < n_registers; i++)
		if (!update_register(s, &known[i], &a, e)) {
			err_wrap(e, "%s", registers[i]->name);
			goto done;
		}
	ok = true;
done:
	arena_release(&a);
	return ok;
}

bool
schema_check(struct store *s, struct err *e)
{
	struct arena a;
	struct known *known;
	bool ok = false;

	arena_init(&a);
	known = known_new(&a);
	if (!read_known(s, known, e))
		goto done;
	for (size_t i = 0; i < n_registers; i++)
		for (size_t j = 0; j < registers[i]->n_fields; j++)
			if (!known[i].has[j]) {
				err_set(e, ERR_CONFLICT, "store.older",
				    _("This store was made by an older version of Maillage. Nothing was "
				      "changed. Make a copy, then run: maillage migrate"));
				goto done;
			}
	ok = true;
done:
	arena_release(&a);
	return ok;
}
