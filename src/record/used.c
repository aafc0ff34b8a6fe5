/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "record/used.h"

#include "base/lang.h"
#include "record/sql.h"

static struct str
uses_sql(const struct reg *g, const struct field *f, struct arena *a)
{
	if (f->type == FIELD_REF)
		return str_fmt(a, "SELECT 1 FROM \"%s\" WHERE structure = %d AND deleted = 0 AND \"%s\" = $1 LIMIT 1",
		    g->name, STRUCTURE_ONE, f->name);
	return str_fmt(a, "SELECT 1 FROM \"%s_%s\" l JOIN \"%s\" r ON r.structure = l.structure AND "
	    "r.id = l.record WHERE l.structure = %d AND r.deleted = 0 AND l.ref = $1 LIMIT 1", g->name, f->name,
	    g->name, STRUCTURE_ONE);
}

static bool
is_used(struct store *s, const struct reg *g, const struct field *f, const struct uuid *id, bool *used,
    struct err *e)
{
	struct value key = V_UUID(id);
	const struct value *row = NULL;
	struct rows *rows;
	struct arena a;
	bool ok;

	arena_init(&a);
	ok = store_built(s, uses_sql(g, f, &a), &key, 1, &rows, e) && rows_next(rows, &row, e);
	*used = ok && row != NULL;
	if (*used)
		rows_close(rows);
	arena_release(&a);
	return ok;
}

bool
record_unused(struct store *s, const struct reg *g, const struct uuid *id, enum used_by by,
    struct faults *f, struct err *e)
{
	for (size_t i = 0; i < n_registers; i++)
		for (size_t k = 0; k < registers[i]->n_fields; k++) {
			const struct field *field = &registers[i]->fields[k];
			struct fault at = { .reg = g, .code = "used" };
			bool used;

			if (field->ref == NULL || strcmp(field->ref, g->name) != 0 ||
			    ((field->flags & FIELD_TWIN) != 0 && by == USED_BUT_BY_TWINS))
				continue;
			if (!is_used(s, registers[i], field, id, &used, e))
				return false;
			if (used)
				fault_add(f, &at, _("It is still needed: by “%s” in “%s”."), lang_text(field->label),
				    lang_text(registers[i]->label));
		}
	return true;
}
