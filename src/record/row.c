/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "record/row.h"

#include "base/lang.h"
#include "record/cell.h"
#include "record/journal.h"

#include <assert.h>

void
row_values(const struct reg_sql *q, const struct record *r, const struct codes *codes,
    struct arena *scratch, struct value *out)
{
	size_t n = ROW_FIELDS;

	out[ROW_ID] = V_UUID(&r->id);
	out[ROW_SOURCE_ID] = r->source_id.p != NULL ? V_TEXT(r->source_id) : V_NULL;
	out[ROW_VERSION] = V_INT(r->version);
	out[ROW_MADE_AT] = V_INT(r->made_at);
	out[ROW_MADE_BY] = V_TEXT(r->made_by);
	out[ROW_CHANGED_AT] = V_INT(r->changed_at);
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
    struct arena *a, struct record *out, struct err *e)
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
	r.made_at = row[ROW_MADE_AT].i;
	r.made_by = str_dup(a, row[ROW_MADE_BY].s);
	r.changed_at = row[ROW_CHANGED_AT].i;
	*out = r;
	return true;
}

void
row_list_begin(struct row_list *l, const struct field *f, struct arena *a)
{
	*l = (struct row_list){ .field = f };
	if (f->type == FIELD_REFS)
		l->us = arena_array(a, struct uuid, LIST_MAX);
	else
		l->facts = arena_array(a, struct fact, LIST_MAX);
}

static bool
list_item(struct row_list *l, const struct value *row, const struct codes *codes)
{
	struct fact *fact;

	if (l->field->type == FIELD_REFS) {
		if (row[0].s.n != sizeof(l->us->b))
			return false;
		memcpy(l->us[l->n].b, row[0].s.p, sizeof(l->us->b));
		return true;
	}
	fact = &l->facts[l->n];
	fact->code = code_find(codes_list(codes, l->field->codes), row[0].s);
	fact->n = (uint16_t)row[1].i;
	fact->severity = (uint8_t)row[2].i;
	return fact->code != CODE_NONE;
}

bool
row_list_add(struct row_list *l, const struct reg *g, const struct value *row,
    const struct codes *codes, struct err *e)
{
	if (l->n == LIST_MAX || !list_item(l, row, codes))
		return corrupt(g, l->field->name, e);
	l->n++;
	return true;
}

struct cell
row_list_cell(const struct row_list *l)
{
	struct cell c = { .set = l->n > 0, .n = l->n };

	if (l->field->type == FIELD_REFS)
		c.us = l->us;
	else
		c.facts = l->facts;
	return c;
}

bool
row_children(struct store *s, const struct reg_sql *q, const struct codes *codes, struct arena *a,
    struct record *r, struct err *e)
{
	for (size_t k = 0; k < q->n_children; k++) {
		const struct child_sql *child = &q->children[k];
		struct value id = V_UUID(&r->id);
		struct row_list list;
		struct rows *rows;
		const struct value *row;

		row_list_begin(&list, &q->reg->fields[child->field], a);
		if (!store_rows(s, &child->read, &id, &rows, e))
			return false;
		for (;;) {
			if (!rows_next(rows, &row, e))
				return false;
			if (row == NULL)
				break;
			if (!row_list_add(&list, q->reg, row, codes, e)) {
				rows_close(rows);
				return false;
			}
		}
		r->cells[child->field] = row_list_cell(&list);
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
record_read(struct store *s, const struct codes *codes, const struct reg *g, const struct uuid *id,
    struct arena *a, struct record *out, bool *found, struct err *e)
{
	const struct reg_sql *q = reg_sql_new(g, a);
	struct value key = V_UUID(id);
	const struct value *row;

	if (!store_one(s, &q->read, &key, a, &row, found, e))
		return false;
	if (!*found)
		return true;
	return row_record(q, row, codes, a, out, e) && row_children(s, q, codes, a, out, e);
}
