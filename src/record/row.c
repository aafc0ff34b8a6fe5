/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "record/row.h"

#include "base/lang.h"
#include "record/cell.h"
#include "record/journal.h"

#include <assert.h>

void
row_values(const struct reg_sql *q, const struct record *r, int64_t made_at, int64_t changed_at,
    const struct codes *codes, struct arena *scratch, struct value *out)
{
	size_t n = ROW_FIELDS;

	out[ROW_ID] = V_UUID(&r->id);
	out[ROW_SOURCE_ID] = r->source_id.p != NULL ? V_TEXT(r->source_id) : V_NULL;
	out[ROW_VERSION] = V_INT(r->version);
	out[ROW_MADE_AT] = V_INT(made_at);
	out[ROW_CHANGED_AT] = V_INT(changed_at);
	out[ROW_DELETED] = V_INT(r->deleted ? 1 : 0);
	for (size_t i = 0; i < q->reg->n_fields; i++)
		if (field_has_column(&q->reg->fields[i]))
			out[n++] = cell_value(&q->reg->fields[i], &r->cells[i], codes, scratch);
	assert(n == q->n_columns && n <= ROW_COLUMNS_MAX);
}

static bool
corrupt(const struct reg *g, const char *field, struct err *e)
{
	return err_set(e, ERR_INTERNAL, "store.value",
	    _("The store holds a value of %s.%s that this program cannot read. Nothing was changed. "
	      "Run: maillage check"), g->name, field);
}

bool
row_record(const struct reg_sql *q, const struct value *row, const struct codes *codes,
    struct arena *a, struct record *out, int64_t *made_at, struct err *e)
{
	const struct reg *g = q->reg;
	struct record r = { .reg = g };
	size_t n = ROW_FIELDS;

	if (row[ROW_ID].s.n != sizeof(r.id.b))
		return corrupt(g, "id", e);
	memcpy(r.id.b, row[ROW_ID].s.p, sizeof(r.id.b));
	if (row[ROW_SOURCE_ID].kind != VALUE_NULL)
		r.source_id = str_dup(a, row[ROW_SOURCE_ID].s);
	r.version = row[ROW_VERSION].i;
	r.deleted = row[ROW_DELETED].i != 0;
	r.cells = arena_array(a, struct cell, g->n_fields);
	for (size_t i = 0; i < g->n_fields; i++)
		if (field_has_column(&g->fields[i]) &&
		    !cell_of_value(&row[n++], &g->fields[i], codes, a, &r.cells[i]))
			return corrupt(g, g->fields[i].name, e);
	if (made_at != NULL)
		*made_at = row[ROW_MADE_AT].i;
	*out = r;
	return true;
}

static bool
child_item(const struct field *f, const struct value *row, const struct codes *codes,
    struct cell *c, struct uuid *us, struct fact *fs)
{
	if (c->n == LIST_MAX)
		return false;
	if (f->type == FIELD_REFS) {
		if (row[0].s.n != sizeof(us->b))
			return false;
		memcpy(us[c->n].b, row[0].s.p, sizeof(us->b));
	} else {
		fs[c->n].code = code_find(codes_list(codes, f->codes), row[0].s);
		fs[c->n].n = (uint16_t)row[1].i;
		fs[c->n].severity = (uint8_t)row[2].i;
		if (fs[c->n].code == CODE_NONE)
			return false;
	}
	c->n++;
	c->set = true;
	return true;
}

bool
row_children(struct store *s, const struct reg_sql *q, const struct codes *codes, struct arena *a,
    struct record *r, struct err *e)
{
	for (size_t k = 0; k < q->n_children; k++) {
		const struct child_sql *child = &q->children[k];
		const struct field *f = &q->reg->fields[child->field];
		struct cell *c = &r->cells[child->field];
		struct value id = V_UUID(&r->id);
		struct uuid *us = arena_array(a, struct uuid, LIST_MAX);
		struct fact *fs = arena_array(a, struct fact, LIST_MAX);
		struct rows *rows;
		const struct value *row;

		*c = (struct cell){ .set = false };
		if (!store_rows(s, &child->read, &id, &rows, e))
			return false;
		for (;;) {
			if (!rows_next(rows, &row, e))
				return false;
			if (row == NULL)
				break;
			if (!child_item(f, row, codes, c, us, fs)) {
				rows_close(rows);
				return corrupt(q->reg, f->name, e);
			}
		}
		if (f->type == FIELD_REFS)
			c->us = us;
		else
			c->facts = fs;
	}
	return true;
}

size_t
row_child_values(const struct field *f, const struct cell *c, size_t i, const struct codes *codes,
    struct value *out)
{
	if (f->type == FIELD_REFS) {
		out[0] = V_UUID(&c->us[i]);
		return 1;
	}
	out[0] = V_TEXT(codes_list(codes, f->codes)->v[c->facts[i].code].code);
	out[1] = V_INT(c->facts[i].n);
	out[2] = V_INT(c->facts[i].severity);
	return 3;
}

bool
record_read(struct store *s, struct codes *codes, const struct reg *g, const struct uuid *id,
    struct arena *a, struct record *out, bool *found, struct err *e)
{
	const struct reg_sql *q = reg_sql_new(g, a);
	struct value key = V_UUID(id);
	const struct value *row;

	if (!store_one(s, &q->read, &key, a, &row, found, e))
		return false;
	if (!*found)
		return true;
	return row_record(q, row, codes, a, out, NULL, e) && row_children(s, q, codes, a, out, e);
}
