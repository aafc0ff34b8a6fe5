/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "record/lookup.h"

#include "base/text.h"
#include "record/row.h"
#include "record/find.h"
#include "record/shifts.h"
#include "record/sql.h"

/* A record of a small register, as far as it is asked for. */
struct entry {
	struct record r;   /* cells of TEXT titles and REFs are kept, the others are absent */
	struct str folded; /* title */
	uint32_t place;    /* in its table */
	bool gone;         /* deleted */
};

enum map_kind { MAP_ID, MAP_OWN, MAP_TITLE, N_MAPS };

/* Open addressing; several entries may share a title. */
struct map {
	uint32_t *slots; /* place + 1; 0: free */
	size_t mask, n;
};

struct table_of {
	const struct reg *reg;
	struct entry **v;
	size_t n, cap;
	struct map maps[N_MAPS];
};

struct lookup {
	struct arena *a;
	struct codes *codes;
	struct table_of *tables; /* by the register's place in registers[] */
	struct shifts *shifts;
	struct store *store; /* NULL: not to be asked */
};

static struct str
key_of(const struct entry *en, enum map_kind kind)
{
	switch (kind) {
	case MAP_ID:
		return (struct str){ (const char *)en->r.id.b, sizeof(en->r.id.b) };
	case MAP_OWN:
		return en->r.source_id;
	case MAP_TITLE:
	case N_MAPS:
		break;
	}
	return en->folded;
}

static void
map_put(struct map *m, const struct table_of *t, uint32_t at, enum map_kind kind)
{
	size_t slot = str_hash(key_of(t->v[at], kind)) & m->mask;

	while (m->slots[slot] != 0)
		slot = (slot + 1) & m->mask;
	m->slots[slot] = at + 1;
	m->n++;
}

static void
map_add(struct lookup *l, struct table_of *t, uint32_t at, enum map_kind kind)
{
	struct map *m = &t->maps[kind];

	if (key_of(t->v[at], kind).n == 0)
		return;
	if (m->slots == NULL || m->n * 2 >= m->mask) {
		struct map old = *m;

		m->mask = old.slots == NULL ? 63 : old.mask * 2 + 1;
		m->slots = arena_array(l->a, uint32_t, m->mask + 1);
		m->n = 0;
		for (size_t i = 0; old.slots != NULL && i <= old.mask; i++)
			if (old.slots[i] != 0)
				map_put(m, t, old.slots[i] - 1, kind);
	}
	map_put(m, t, at, kind);
}

/* The next entry with this key from *slot on; NULL at the end. */
static struct entry *
map_next(const struct table_of *t, enum map_kind kind, struct str key, size_t *slot)
{
	const struct map *m = &t->maps[kind];

	if (m->slots == NULL || key.n == 0)
		return NULL;
	for (; m->slots[*slot & m->mask] != 0; ++*slot) {
		struct entry *en = t->v[m->slots[*slot & m->mask] - 1];

		if (!en->gone && str_eq(key_of(en, kind), key)) {
			++*slot;
			return en;
		}
	}
	return NULL;
}

static struct entry *
map_find(const struct table_of *t, enum map_kind kind, struct str key)
{
	size_t slot = str_hash(key);

	return map_next(t, kind, key, &slot);
}

static struct table_of *
table_for(struct lookup *l, const struct reg *g)
{
	for (size_t i = 0; i < n_registers; i++)
		if (registers[i] == g)
			return &l->tables[i];
	return NULL;
}

static struct str
title_of(const struct entry *en)
{
	const struct reg *g = en->r.reg;
	int at = g->title != NULL ? reg_field(g, str_of(g->title)) : -1;

	return at >= 0 && en->r.cells[at].set ? en->r.cells[at].s : STR_NONE;
}

static void
take(struct lookup *l, struct entry *en, const struct record *r)
{
	const struct reg *g = r->reg;
	int title = g->title != NULL ? reg_field(g, str_of(g->title)) : -1;
	struct buf b;

	/* What a line does not tell of a known record, that keeps. */
	if (en->r.cells == NULL)
		en->r.cells = arena_array(l->a, struct cell, g->n_fields);
	en->r.reg = g;
	en->r.id = r->id;
	if (r->source_id.p != NULL)
		en->r.source_id = str_dup(l->a, r->source_id);
	for (size_t i = 0; i < g->n_fields; i++)
		if (g->fields[i].type == FIELD_REF && r->cells[i].set)
			en->r.cells[i] = r->cells[i];
	if (title < 0 || !r->cells[title].set || g->fields[title].type != FIELD_TEXT)
		return;
	if (str_eq(title_of(en), r->cells[title].s))
		return;
	en->r.cells[title] = (struct cell){ .set = true, .s = str_dup(l->a, r->cells[title].s) };
	buf_init(&b);
	text_fold(&b, r->cells[title].s);
	en->folded = str_dup(l->a, buf_text(&b));
	buf_release(&b);
}

static bool
is_small(const struct reg *g)
{
	return !g->many;
}

void
lookup_add(struct lookup *l, const struct record *r)
{
	struct table_of *t = table_for(l, r->reg);
	struct entry *en = map_find(t, MAP_ID, V_UUID(&r->id).s);
	bool fresh = en == NULL;
	struct str own, folded;

	if (!is_small(r->reg))
		return;
	if (fresh) {
		if (t->n == t->cap) {
			size_t cap = t->cap == 0 ? 64 : t->cap * 2;
			struct entry **v = arena_array(l->a, struct entry *, cap);

			if (t->n > 0)
				memcpy(v, t->v, t->n * sizeof(struct entry *));
			t->v = v;
			t->cap = cap;
		}
		en = arena_new(l->a, struct entry);
		en->place = (uint32_t)t->n;
		t->v[t->n++] = en;
	}
	own = en->r.source_id;
	folded = en->folded;
	take(l, en, r);
	/* A changed title or own id leaves its old place behind: what is found is compared again. */
	if (fresh)
		map_add(l, t, en->place, MAP_ID);
	if (!str_eq(own, en->r.source_id))
		map_add(l, t, en->place, MAP_OWN);
	if (!str_eq(folded, en->folded))
		map_add(l, t, en->place, MAP_TITLE);
	if (strcmp(r->reg->name, "shift") == 0)
		shifts_add(l->shifts, r);
}

void
lookup_put(struct lookup *l, const struct record *r)
{
	struct entry *en;

	if (!is_small(r->reg))
		return;
	en = map_find(table_for(l, r->reg), MAP_ID, V_UUID(&r->id).s);
	if (en != NULL)
		en->gone = true;
	if (!r->deleted)
		lookup_add(l, r);
	else if (strcmp(r->reg->name, "shift") == 0)
		shifts_drop(l->shifts, &r->id);
}

bool
lookup_holds(const struct reg *g)
{
	return is_small(g);
}

bool
lookup_own(struct lookup *l, const struct reg *reg, struct str own, struct uuid *out)
{
	const struct entry *en = map_find(table_for(l, reg), MAP_OWN, own);

	if (en == NULL)
		return false;
	*out = en->r.id;
	return true;
}

static bool
load(struct lookup *l, struct store *s, const struct reg *g, struct err *e)
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

		ok = row_record(q, row, l->codes, &scratch, &r, e);
		if (!ok)
			rows_close(rows);
		else if (!r.deleted)
			lookup_add(l, &r);
		arena_back(&scratch, m);
	}
	arena_release(&scratch);
	arena_release(&a);
	return ok;
}

bool
lookup_open(struct store *s, struct codes *codes, struct arena *a, struct lookup **out, struct err *e)
{
	struct lookup *l = arena_new(a, struct lookup);

	l->a = a;
	l->codes = codes;
	l->tables = arena_array(a, struct table_of, n_registers);
	l->shifts = shifts_new(a);
	for (size_t i = 0; i < n_registers; i++) {
		l->tables[i].reg = registers[i];
		if (is_small(registers[i]) && !load(l, s, registers[i], e))
			return false;
	}
	*out = l;
	return true;
}

struct lookup *
lookup_bare(struct codes *codes, struct arena *a)
{
	struct lookup *l = arena_new(a, struct lookup);

	l->a = a;
	l->codes = codes;
	l->tables = arena_array(a, struct table_of, n_registers);
	l->shifts = shifts_new(a);
	for (size_t i = 0; i < n_registers; i++)
		l->tables[i].reg = registers[i];
	return l;
}

struct codes *
lookup_codes(struct lookup *l)
{
	return l->codes;
}

bool
lookup_ref(struct lookup *l, const struct reg *reg, const struct uuid *id, const char *field,
    struct uuid *out)
{
	const struct entry *en = map_find(table_for(l, reg), MAP_ID, V_UUID(id).s);
	int at = reg_field(reg, str_of(field));

	if (en == NULL || at < 0 || !en->r.cells[at].set)
		return false;
	*out = en->r.cells[at].u;
	return true;
}

/* The town that names local to a scheme belong to. */
static bool
town_of(struct lookup *l, const struct uuid *scheme, struct uuid *town)
{
	return scheme != NULL && !uuid_is_nil(scheme) &&
	    lookup_ref(l, reg_find(STR("scheme")), scheme, "town", town);
}

static bool
in_town(struct lookup *l, const struct reg *reg, const struct entry *en, const struct uuid *town)
{
	struct uuid own;

	return lookup_ref(l, reg, &en->r.id, "town", &own) && uuid_eq(&own, town);
}

void
lookup_use(struct lookup *l, struct store *s)
{
	l->store = s;
}

static const struct query twin_of = {
	.name = "lookup_twin", .n_params = 1,
	.sql = "SELECT twin_of FROM intervention WHERE structure = 1 AND id = $1 AND twin_of IS NOT NULL",
};

bool
lookup_twin(struct lookup *l, const struct uuid *id, struct uuid *out)
{
	struct value key = V_UUID(id);
	const struct value *row;
	struct err e = { 0 };
	struct arena a;
	bool found = false;

	if (l->store == NULL)
		return false;
	arena_init(&a);
	if (!store_one(l->store, &twin_of, &key, &a, &row, &found, &e))
		found = false;
	if (found)
		memcpy(out->b, row[0].s.p, sizeof(out->b));
	arena_release(&a);
	return found;
}

/* A record of a register that is not held. */
static bool
find_large(struct lookup *l, const struct reg *reg, struct str text, struct uuid *out, bool *ambiguous,
    struct err *e)
{
	bool found = false;

	*ambiguous = false;
	if (l->store == NULL)
		return uuid_parse(text, out);
	return record_find(l->store, reg, NULL, text, out, &found, ambiguous, e) && found;
}

bool
lookup_find(struct lookup *l, const struct reg *reg, struct str text, const struct uuid *within,
    struct uuid *out, bool *ambiguous, struct err *e)
{
	const struct table_of *t = table_for(l, reg);
	const struct entry *found = NULL, *en;
	struct uuid id, town;
	struct buf b;
	size_t slot;
	bool local;

	if (!is_small(reg))
		return find_large(l, reg, text, out, ambiguous, e);
	*ambiguous = false;
	if (uuid_parse(text, &id) && (found = map_find(t, MAP_ID, V_UUID(&id).s)) == NULL)
		return false;
	if (found == NULL)
		found = map_find(t, MAP_OWN, text);
	local = within != NULL && reg_field(reg, STR("town")) >= 0 && town_of(l, within, &town);
	buf_init(&b);
	text_fold(&b, text);
	/* A sector that was named before it was registered bears its name: it is not another town's. */
	if (found != NULL && local && str_eq(found->folded, buf_text(&b)) && !in_town(l, reg, found, &town))
		found = NULL;
	if (found == NULL) {
		slot = str_hash(buf_text(&b));
		while ((en = map_next(t, MAP_TITLE, buf_text(&b), &slot)) != NULL) {
			if (local && !in_town(l, reg, en, &town))
				continue;
			*ambiguous = *ambiguous || (found != NULL && found != en);
			found = found != NULL ? found : en;
		}
	}
	buf_release(&b);
	if (found == NULL || *ambiguous)
		return false;
	*out = found->r.id;
	return true;
}

size_t
lookup_nearest(struct lookup *l, const struct reg *reg, struct str text, struct str out[3])
{
	const struct table_of *t = table_for(l, reg);
	unsigned far[3];
	struct buf b;
	size_t n = 0;

	buf_init(&b);
	text_fold(&b, text);
	for (size_t i = 0; i < t->n; i++) {
		const struct entry *en = t->v[i];
		unsigned title = en->folded.n > 0 ? text_distance(buf_text(&b), en->folded) : 1000;
		unsigned own = en->r.source_id.n > 0 ? text_distance(text, en->r.source_id) : 1000;
		unsigned d = title < own ? title : own;
		size_t at = n;

		if (en->gone)
			continue;
		while (at > 0 && far[at - 1] > d)
			at--;
		if (at == 3)
			continue;
		for (size_t k = n < 3 ? n : 2; k > at; k--) {
			far[k] = far[k - 1];
			out[k] = out[k - 1];
		}
		far[at] = d;
		out[at] = title < own ? title_of(en) : en->r.source_id;
		n += n < 3;
	}
	buf_release(&b);
	return n;
}

struct str
lookup_name(struct lookup *l, const struct reg *reg, const struct uuid *id)
{
	const struct entry *en = map_find(table_for(l, reg), MAP_ID, V_UUID(id).s);

	if (en == NULL)
		return STR_NONE;
	return en->r.source_id.p != NULL ? en->r.source_id : title_of(en);
}

const struct lookup_shift *
lookup_shift_at(struct lookup *l, const struct uuid *scheme, int32_t day, int minute)
{
	return shifts_at(l->shifts, scheme, day, minute);
}

const struct lookup_shift *
lookup_shift_by_id(struct lookup *l, const struct uuid *id)
{
	return shifts_by_id(l->shifts, id);
}
