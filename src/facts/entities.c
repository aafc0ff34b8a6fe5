/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Names and places of the small registers; read anew from the store at each opening. */
#include "facts/build.h"
#include "record/row.h"
#include "rules/grid.h"

static const struct {
	enum entity_table table;
	const char *reg;
} tables[] = {
	{ ENTITY_AGENCY, "agency" }, { ENTITY_CLIENT, "client" }, { ENTITY_TOWN, "town" },
	{ ENTITY_AREA, "area" }, { ENTITY_STAFF, "staff" }, { ENTITY_SECTOR, "sector" },
	{ ENTITY_SCHEME, "scheme" },
};

static uint32_t
ref(struct facts *f, const struct record *r, const char *field, enum entity_table table)
{
	int at = reg_field(r->reg, str_of(field));

	return at >= 0 && r->cells[at].set ? entity_place(f, table, &r->cells[at].u) : NONE_32;
}

static void
take(struct facts *f, enum entity_table table, const struct record *r)
{
	uint32_t place = entity_place(f, table, &r->id);
	struct arena *a = &f->entity[table].memory->a;
	int title = r->reg->title != NULL ? reg_field(r->reg, str_of(r->reg->title)) : -1;
	struct entity en = {
		.id = r->id,
		.own = str_dup(a, r->source_id),
		.title = title >= 0 && r->cells[title].set ? str_dup(a, r->cells[title].s) : STR_NONE,
		.agency = ref(f, r, "agency", ENTITY_AGENCY),
		.client = ref(f, r, "client", ENTITY_CLIENT),
		.town = ref(f, r, "town", ENTITY_TOWN),
		.area = ref(f, r, "area", ENTITY_AREA),
	};

	f->entity[table].v[place] = en;
}

static bool
load(struct facts *f, struct store *s, enum entity_table table, const struct reg *g, struct err *e)
{
	struct arena a, scratch;
	const struct reg_sql *q;
	struct rows *rows;
	const struct value *row;
	bool ok;

	arena_init(&a);
	arena_init(&scratch);
	q = reg_sql_new(g, &a);
	ok = store_rows(s, &q->scan, NULL, &rows, e);
	while (ok && (ok = rows_next(rows, &row, e)) && row != NULL) {
		struct arena_mark m = arena_mark(&scratch);
		struct record r;

		ok = row_record(q, row, f->codes, &scratch, &r, e);
		if (!ok)
			rows_close(rows);
		else if (!r.deleted)
			take(f, table, &r);
		arena_back(&scratch, m);
	}
	arena_release(&scratch);
	arena_release(&a);
	return ok;
}

/* Cells read from the files have their corner only. */
static void
name_cells(struct facts *f)
{
	for (size_t i = 0; i < f->entity[ENTITY_CELL].n; i++) {
		struct entity *en = &f->entity[ENTITY_CELL].v[i];
		char id[GRID_ID_MAX];
		int32_t north, east;

		if (en->own.p != NULL)
			continue;
		memcpy(&north, en->id.b, sizeof(north));
		memcpy(&east, en->id.b + sizeof(north), sizeof(east));
		grid_write(north, east, id);
		en->own = str_dup(&f->entity[ENTITY_CELL].memory->a, str_of(id));
	}
}

unsigned
entities_bit(const struct reg *g)
{
	for (size_t i = 0; i < COUNT(tables); i++)
		if (strcmp(g->name, tables[i].reg) == 0)
			return 1u << tables[i].table;
	return 0;
}

bool
entities_load(struct facts *f, struct store *s, unsigned wanted, struct err *e)
{
	if (wanted == ENTITIES_ALL)
		name_cells(f);
	for (size_t i = 0; i < COUNT(tables); i++) {
		const struct reg *g = reg_find(str_of(tables[i].reg));

		if ((wanted & 1u << tables[i].table) == 0)
			continue;
		f->entity[tables[i].table].reg = g;
		entities_renew(f, tables[i].table);
		if (!load(f, s, tables[i].table, g, e))
			return false;
	}
	return true;
}
