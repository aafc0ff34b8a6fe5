/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Lists against a reading of the same records by hand: random filters, orders and reaches, page by page
 * in both directions, on both engines, with and without the facts.
 */
#include "base/text.h"
#include "facts/find.h"
#include "record/find.h"
#include "record/journal.h"

#include "engines.h"

#define SCHEMES 4
#define STAFF 6
#define SHIFTS 40
#define ACTS 500
#define ASKS 150

struct world {
	struct arena a;
	struct store *s;
	struct codes *codes;
	struct journal *j;
	const char *name;
	struct record *acts, *shifts, *schemes, *sectors;
	struct err e;
	uint64_t random;
};

static uint64_t
dice(struct world *w, uint64_t n)
{
	w->random = w->random * 6364136223846793005u + 1442695040888963407u;
	return (w->random >> 33) % n;
}

static struct uuid
id_of(const char *what, int64_t n)
{
	char text[40];

	snprintf(text, sizeof(text), "%s %lld", what, (long long)n);
	return uuid_v8(n % 7, str_of(text));
}

static struct record
blank(struct world *w, const char *reg, int64_t n)
{
	struct record r = { .reg = reg_find(str_of(reg)), .id = id_of(reg, n) };

	r.cells = arena_array(&w->a, struct cell, r.reg->n_fields);
	r.source_id = str_fmt(&w->a, "%s-%lld", reg, (long long)n);
	return r;
}

/* As a record with an own id has it (interventions: with the scheme). */
static void
own_identity(struct record *r)
{
	int scheme = r->reg->scope != NULL ? reg_field(r->reg, str_of(r->reg->scope)) : -1;
	struct buf b;

	buf_init(&b);
	r->id = record_own_id(&b, r->reg, r->source_id, scheme >= 0 ? &r->cells[scheme].u : NULL);
	buf_release(&b);
}

static void
set_int(struct record *r, const char *field, int64_t v)
{
	*record_cell(r, field) = (struct cell){ .set = true, .i = v };
}

static void
set_text(struct record *r, const char *field, const char *v)
{
	*record_cell(r, field) = (struct cell){ .set = true, .s = str_of(v) };
}

static void
set_ref(struct record *r, const char *field, const char *reg, int64_t n)
{
	*record_cell(r, field) = (struct cell){ .set = true, .u = id_of(reg, n) };
}

static void
set_code(struct world *w, struct record *r, const char *field, const char *code)
{
	const struct field *f = &r->reg->fields[reg_field(r->reg, str_of(field))];

	set_int(r, field, code_find(codes_list(w->codes, f->codes), str_of(code)));
}

static void
put(struct world *w, struct record *r, const char *actor)
{
	struct change c = { .record = r, .at = 1700000000000 + (int64_t)dice(w, 40) * 86400000,
	    .any_base = true };
	enum change_result result;
	int64_t clash;

	c.actor = str_of(actor);
	if (!journal_put(w->j, &c, &result, &clash, &w->e)) {
		printf("Bail out! %s\n", w->e.text);
		exit(1);
	}
	r->made_by = c.actor;
	r->made_at = r->changed_at = c.at;
}

static void
make_places(struct world *w)
{
	static const char *const sectors[] = { "Cleunay", "Écoles nord", "école du Gué", "Zone été",
	    "Bréquigny", "Été" };
	struct record r;

	for (int64_t i = 0; i < 2; i++) {
		r = blank(w, "agency", i);
		set_text(&r, "name", i == 0 ? "Ouest" : "Est");
		put(w, &r, "cli");
		r = blank(w, "town", i);
		set_text(&r, "name", i == 0 ? "Rennes" : "Nancy");
		set_text(&r, "insee_code", "35238");
		set_ref(&r, "agency", "agency", i);
		put(w, &r, "cli");
	}
	r = blank(w, "client", 0);
	set_text(&r, "name", "Ville");
	set_code(w, &r, "kind", "town");
	put(w, &r, "cli");
	w->schemes = arena_array(&w->a, struct record, SCHEMES);
	for (int64_t i = 0; i < SCHEMES; i++) {
		r = blank(w, "scheme", i);
		set_text(&r, "name",
		    i == 0 ? "Rennes – été" : i == 1 ? "rennes nuit" : i == 2 ? "L’Écluse" : "100 %_fou");
		set_code(w, &r, "form", "FJ");
		set_ref(&r, "agency", "agency", i / 2);
		set_ref(&r, "town", "town", i / 2);
		set_ref(&r, "client", "client", 0);
		set_int(&r, "start", 20000);
		put(w, &r, "cli");
		w->schemes[i] = r;
	}
	w->sectors = arena_array(&w->a, struct record, COUNT(sectors));
	for (int64_t i = 0; i < (int64_t)COUNT(sectors); i++) {
		r = blank(w, "sector", i);
		set_text(&r, "name", sectors[i]);
		set_ref(&r, "town", "town", i % 2);
		if (i % 3 == 0)
			*record_cell(&r, "lon") = (struct cell){ .set = true, .r = 1.5 - (double)i / 2 };
		put(w, &r, "cli");
		w->sectors[i] = r;
	}
	for (int64_t i = 0; i < STAFF; i++) {
		r = blank(w, "staff", i);
		set_code(w, &r, "role", "mediator");
		set_ref(&r, "agency", "agency", i / 3);
		put(w, &r, "cli");
	}
}

static void
make_shifts(struct world *w)
{
	w->shifts = arena_array(&w->a, struct record, SHIFTS);
	for (int64_t i = 0; i < SHIFTS; i++) {
		struct record r = blank(w, "shift", i);
		struct uuid *us = arena_array(&w->a, struct uuid, 2);

		us[0] = id_of("staff", (int64_t)dice(w, STAFF));
		us[1] = id_of("staff", (int64_t)dice(w, STAFF));
		set_ref(&r, "scheme", "scheme", (int64_t)dice(w, SCHEMES));
		set_int(&r, "date", 20000 + (int64_t)dice(w, 20));
		set_int(&r, "planned_start", 840);
		set_int(&r, "planned_end", 1260);
		*record_cell(&r, "team") = (struct cell){ .set = true, .n = 1 + (uint8_t)dice(w, 2), .us = us };
		set_code(w, &r, "state", dice(w, 3) == 0 ? "cancelled" : "planned");
		own_identity(&r);
		put(w, &r, dice(w, 5) == 0 ? "leo" : "cli");
		w->shifts[i] = r;
	}
}

static void
make_acts(struct world *w)
{
	static const char *const kinds[] = { "PA1", "PA2", "GC1", "VT1" }, *const themes[] = { "T10",
	    "T11", "T20" };
	static const char *const words[] = { "Bruit le soir", "bruits à l’école", "RAS",
	    "Élève perdu, 50 % d’avance",
	    "rue_basse" };
	static const char *const actors[] = { "cli", "leo", "zoe" };

	w->acts = arena_array(&w->a, struct record, ACTS);
	for (int64_t i = 0; i < ACTS; i++) {
		struct record r = blank(w, "intervention", i);
		int64_t day = 20000 + (int64_t)dice(w, 25);

		set_ref(&r, "scheme", "scheme", (int64_t)dice(w, SCHEMES));
		own_identity(&r);
		set_int(&r, "date", day + (int64_t)dice(w, 2));
		set_int(&r, "service_date", day);
		set_int(&r, "start", (int64_t)dice(w, 1440));
		set_int(&r, "duration_min", (int64_t)dice(w, 60));
		set_code(w, &r, "place_kind", "LP1");
		set_code(w, &r, "kind", kinds[dice(w, COUNT(kinds))]);
		set_code(w, &r, "state", dice(w, 3) == 0 ? "validated" : "sent");
		set_int(&r, "weak_signal", (int64_t)dice(w, 2));
		if (dice(w, 3) > 0)
			set_code(w, &r, "theme", themes[dice(w, COUNT(themes))]);
		if (dice(w, 2) > 0)
			set_ref(&r, "sector", "sector", (int64_t)dice(w, 6));
		if (dice(w, 2) > 0)
			*record_cell(&r, "shift") = (struct cell){ .set = true, .u = w->shifts[dice(w, SHIFTS)].id };
		if (dice(w, 2) > 0)
			set_text(&r, "comment", words[dice(w, COUNT(words))]);
		if (dice(w, 2) > 0)
			set_int(&r, "tension_before", (int64_t)dice(w, 5));
		if (dice(w, 2) > 0)
			*record_cell(&r, "lon") = (struct cell){ .set = true, .r = (double)dice(w, 20) / 7 };
		if (dice(w, 2) > 0) {
			uint16_t *codes = arena_array(&w->a, uint16_t, 2);

			codes[0] = (uint16_t)dice(w, 10);
			codes[1] = (uint16_t)(10 + dice(w, 5));
			*record_cell(&r, "actions") = (struct cell){ .set = true, .n = 2, .codes = codes };
		}
		if (dice(w, 3) == 0) {
			struct fact *facts = arena_array(&w->a, struct fact, 1);

			facts[0] = (struct fact){ (uint16_t)dice(w, 6), 1, 1 };
			*record_cell(&r, "facts") = (struct cell){ .set = true, .n = 1, .facts = facts };
		}
		put(w, &r, actors[dice(w, COUNT(actors))]);
		if (dice(w, 12) == 0) {
			struct record gone = r;

			gone.deleted = true;
			put(w, &gone, "zoe");
			r.deleted = true;
		}
		w->acts[i] = r;
	}
}

static void
open_world(struct world *w, enum store_engine engine)
{
	int from, to;
	int64_t added;

	*w = (struct world){ .name = engine_name(engine), .random = 7 };
	arena_init(&w->a);
	w->s = empty_store(&w->a, engine);
	if (!store_begin(w->s, &w->e) || !migrate_run(w->s, &from, &to, &w->e) || !schema_update(w->s, &w->e) ||
	    !codes_load(w->s, &added, &w->e) || !store_commit(w->s, &w->e) ||
	    !codes_open(w->s, &w->a, &w->codes, &w->e) || !journal_open(w->s, w->codes, &w->a, &w->j, &w->e) ||
	    !store_begin(w->s, &w->e) || !journal_begin(w->j, &w->e)) {
		printf("Bail out! %s\n", w->e.text);
		exit(1);
	}
	make_places(w);
	make_shifts(w);
	make_acts(w);
	if (!store_commit(w->s, &w->e)) {
		printf("Bail out! %s\n", w->e.text);
		exit(1);
	}
}

/* -- by hand --------------------------------------------------------------------------------- */

static struct str
folded(struct world *w, struct str s)
{
	struct buf b;

	buf_init_in(&b, &w->a);
	text_fold(&b, s);
	return buf_text(&b);
}

static bool
contains(struct str s, struct str part)
{
	for (size_t i = 0; i + part.n <= s.n; i++)
		if (memcmp(s.p + i, part.p, part.n) == 0)
			return true;
	return false;
}

static bool
equal(const struct field *f, const struct cell *c, const struct cell *v)
{
	if (!c->set)
		return false;
	for (size_t i = 0; f->type == FIELD_CODES && i < c->n; i++)
		if (c->codes[i] == v->codes[0])
			return true;
	for (size_t i = 0; f->type == FIELD_FACTS && i < c->n; i++)
		if (c->facts[i].code == v->facts[0].code)
			return true;
	for (size_t i = 0; f->type == FIELD_REFS && i < c->n; i++)
		if (uuid_eq(&c->us[i], &v->us[0]))
			return true;
	if (f->type == FIELD_CODES || f->type == FIELD_FACTS || f->type == FIELD_REFS)
		return false;
	return f->type == FIELD_REF ? uuid_eq(&c->u, &v->u) : f->type == FIELD_TEXT ? str_eq(c->s, v->s)
	    : c->i == v->i;
}

static bool
passes(struct world *w, const struct record *r, const struct list_filter *f)
{
	const struct field *field;
	const struct cell *c;

	if (f->column == LIST_MADE_BY)
		return contains(r->made_by, f->cells[0].s);
	if (f->column == LIST_MADE_AT)
		return r->made_at >= f->cells[0].i * 86400000 && r->made_at < (f->cells[1].i + 1) * 86400000;
	field = &r->reg->fields[f->column];
	c = &r->cells[f->column];
	switch (f->match) {
	case LIST_EQUAL:
		for (size_t i = 0; i < f->n; i++)
			if (equal(field, c, &f->cells[i]))
				return true;
		return false;
	case LIST_RANGE:
		if (field->type == FIELD_REAL)
			return c->set && c->r >= f->cells[0].r && c->r <= f->cells[1].r;
		return c->set && (!f->cells[0].set || c->i >= f->cells[0].i) &&
		    (!f->cells[1].set || c->i <= f->cells[1].i);
	case LIST_CONTAINS:
		return c->set && contains(folded(w, c->s), folded(w, f->cells[0].s));
	case LIST_EMPTY:
		return !c->set;
	case LIST_FILLED:
		return c->set;
	}
	return false;
}

static bool
is_own(struct world *w, const struct record *r, const struct reach *who)
{
	int shift = reg_field(r->reg, STR("shift")), team = reg_field(r->reg, STR("team"));
	const struct record *on = r;

	if (str_eq(r->made_by, who->login))
		return true;
	if (shift >= 0 && r->cells[shift].set)
		for (size_t i = 0; i < SHIFTS; i++)
			if (uuid_eq(&w->shifts[i].id, &r->cells[shift].u)) {
				on = &w->shifts[i];
				team = reg_field(on->reg, STR("team"));
			}
	for (size_t i = 0; team >= 0 && on->reg == w->shifts[0].reg && i < on->cells[team].n; i++)
		if (uuid_eq(&on->cells[team].us[i], &who->staff))
			return true;
	return false;
}

static bool
expected(struct world *w, const struct record *r, const struct list_ask *ask)
{
	enum reach_kind may = access_may(ask->reg, ask->who, ask->op);

	if (r->deleted && !ask->deleted)
		return false;
	if ((may == REACH_WITHIN && !access_within(ask->who, r)) || (may == REACH_OWN && !is_own(w, r, ask->who)))
		return false;
	for (size_t i = 0; i < ask->n_filters; i++)
		if (!passes(w, r, &ask->filters[i]))
			return false;
	return true;
}

struct sorted {
	struct world *w;
	const struct list_ask *ask;
	const struct record *r;
};

static int
by_ask(const void *x, const void *y)
{
	const struct sorted *a = x, *b = y;
	const struct list_ask *ask = a->ask;
	const struct reg *g = ask->reg;
	bool own = ask->sort == LIST_NO_COLUMN;
	int column = own ? reg_field(g, str_of(g->order)) : ask->sort, way = own || ask->descending ? -1 : 1;
	const struct cell *c, *d;
	int by = 0;

	if (column >= 0) {
		c = &a->r->cells[column];
		d = &b->r->cells[column];
		if (c->set != d->set)
			return c->set ? -1 : 1;
		if (c->set && g->fields[column].type == FIELD_TEXT)
			by = str_cmp(folded(a->w, c->s), folded(a->w, d->s));
		else if (c->set && g->fields[column].type == FIELD_CODE)
			by = str_cmp(codes_list(a->w->codes, g->fields[column].codes)->v[c->i].code,
			    codes_list(a->w->codes, g->fields[column].codes)->v[d->i].code);
		else if (c->set && g->fields[column].type == FIELD_REAL)
			by = c->r < d->r ? -1 : c->r > d->r;
		else if (c->set)
			by = c->i < d->i ? -1 : c->i > d->i;
	} else if (column == LIST_MADE_AT) {
		by = a->r->made_at < b->r->made_at ? -1 : a->r->made_at > b->r->made_at;
	}
	if (by == 0)
		by = memcmp(a->r->id.b, b->r->id.b, sizeof(a->r->id.b));
	return by * way;
}

/* -- asking ---------------------------------------------------------------------------------- */

static struct list_filter
random_filter(struct world *w)
{
	static const char *const fields[] = { "scheme", "kind", "theme", "state", "sector", "comment",
	    "service_date",
	    "date", "duration_min", "tension_before", "weak_signal", "actions", "facts", "lon",
	    "shift", "start" };
	const struct reg *g = reg_find(STR("intervention"));
	const struct record *like = &w->acts[dice(w, ACTS)];
	struct cell *cells = arena_array(&w->a, struct cell, LIST_VALUES_MAX);
	struct list_filter f = { .column = reg_field(g, str_of(fields[dice(w, COUNT(fields))])), .cells = cells };
	const struct field *field = &g->fields[f.column];

	if (dice(w, 12) == 0) {
		cells[0].s = STR("leo");
		return (struct list_filter){ .column = LIST_MADE_BY, .match = LIST_CONTAINS, .cells = cells, .n = 1 };
	}
	if (dice(w, 12) == 0) {
		cells[0].i = 19675 + (int64_t)dice(w, 20);
		cells[1].i = cells[0].i + (int64_t)dice(w, 20);
		cells[0].set = cells[1].set = true;
		return (struct list_filter){ .column = LIST_MADE_AT, .match = LIST_RANGE, .cells = cells, .n = 2 };
	}
	if (dice(w, 6) == 0 || !like->cells[f.column].set) {
		f.match = dice(w, 2) == 0 ? LIST_EMPTY : LIST_FILLED;
		return f;
	}
	if (field->type == FIELD_TEXT) {
		f.match = LIST_CONTAINS;
		cells[f.n++] = (struct cell){ .set = true, .s = dice(w, 2) == 0 ? STR("ÉCOLE") : STR("50 % d'a") };
		if (dice(w, 3) == 0)
			cells[0].s = STR("e_b");
		return f;
	}
	if (dice(w, 2) == 0 && (field->type == FIELD_DATE || field->type == FIELD_INT ||
	    field->type == FIELD_REAL ||
	    field->type == FIELD_CLOCK)) {
		f.match = LIST_RANGE;
		f.n = 2;
		cells[0] = cells[1] = like->cells[f.column];
		if (field->type == FIELD_REAL)
			cells[1].r += 1;
		else
			cells[1].i += (int64_t)dice(w, 20);
		cells[1].set = field->type == FIELD_REAL || dice(w, 4) > 0;
		return f;
	}
	if (field->type == FIELD_REAL) {
		f.match = LIST_FILLED;
		return f;
	}
	f.match = LIST_EQUAL;
	cells[f.n++] = like->cells[f.column];
	like = &w->acts[dice(w, ACTS)];
	if (dice(w, 2) == 0 && like->cells[f.column].set)
		cells[f.n++] = like->cells[f.column];
	return f;
}

static bool
walk(struct world *w, struct list_ask *ask, const struct sorted *want, size_t n)
{
	struct str cursor = STR_NONE, first_cursor = STR_NONE;
	struct list_page p = { .n = 0 };
	size_t seen = 0, pages = 0;

	/* Forward to the end. */
	do {
		ask->cursor = cursor;
		ask->count = pages == 0;
		if (!list_read(w->s, w->codes, ask, &w->a, &p, &w->e)) {
			printf("# %s\n", w->e.text);
			return false;
		}
		if (pages == 0 && !p.more_than && p.total != (int64_t)n) {
			printf("# total %lld for %zu\n", (long long)p.total, n);
			return false;
		}
		for (size_t i = 0; i < p.n; i++, seen++)
			if (seen >= n || !uuid_eq(&p.v[i].id, &want[seen].r->id) ||
			    !str_eq(p.v[i].made_by, want[seen].r->made_by)) {
				printf("# another record at %zu of %zu\n", seen, n);
				return false;
			}
		cursor = p.next;
		first_cursor = p.previous;
	} while (cursor.p != NULL && ++pages < 2000);
	if (seen != n) {
		printf("# %zu of %zu\n", seen, n);
		return false;
	}
	/* And back to the beginning. */
	seen -= p.n;
	cursor = first_cursor;
	while (cursor.p != NULL && pages++ < 4000) {
		ask->cursor = cursor;
		if (!list_read(w->s, w->codes, ask, &w->a, &p, &w->e))
			return false;
		for (size_t i = p.n; i-- > 0;)
			if (seen == 0 || !uuid_eq(&p.v[i].id, &want[--seen].r->id)) {
				printf("# another record on the way back\n");
				return false;
			}
		cursor = p.previous;
	}
	if (seen != 0)
		printf("# %zu missing on the way back\n", seen);
	return seen == 0;
}

static size_t
by_hand(struct world *w, const struct list_ask *ask, struct sorted *out)
{
	size_t n = 0;

	for (size_t i = 0; i < ACTS; i++)
		if (expected(w, &w->acts[i], ask))
			out[n++] = (struct sorted){ w, ask, &w->acts[i] };
	qsort(out, n, sizeof(*out), by_ask);
	return n;
}

static bool
reach_for(struct world *w, enum role role, struct reach *out)
{
	struct uuid *schemes = arena_array(&w->a, struct uuid, 1);
	struct reach_given given = { .role = role, .login = STR("leo"), .staff = id_of("staff", 1) };

	schemes[0] = id_of("scheme", 1);
	given.schemes = (struct uuid_set){ schemes, 1 };
	return reach_expand(w->s, &given, &w->a, out, &w->e);
}

static void
random_asks(struct world *w)
{
	static const char *const sorts[] = { "duration_min", "comment", "kind", "lon", "theme", "date" };
	static const enum role roles[] = { ROLE_HEAD_OFFICE, ROLE_MANAGER, ROLE_MEDIATOR };
	const struct reg *g = reg_find(STR("intervention"));
	struct facts_options fo = { .no_cache = true };
	struct sorted *want = arena_array(&w->a, struct sorted, ACTS);
	struct facts *facts;
	struct reach reach[COUNT(roles)];
	int wrong = 0, wrong_by_facts = 0, by_facts = 0;
	size_t found = 0;

	OK(facts_open(w->s, &fo, &w->a, &facts, &w->e) && reach_for(w, roles[0], &reach[0]) &&
	    reach_for(w, roles[1], &reach[1]) && reach_for(w, roles[2], &reach[2]),
	    "%s: facts and reaches stand", w->name);
	for (int i = 0; i < ASKS; i++) {
		struct list_filter filters[3];
		struct list_ask ask = { .reg = g, .sort = LIST_NO_COLUMN, .filters = filters,
		    .limit = 1 + dice(w, 60) };
		struct list_found ids = { .v = arena_array(&w->a, struct uuid, 500) };
		size_t n, r = dice(w, COUNT(roles) + 1);

		ask.who = r == COUNT(roles) ? NULL : &reach[r];
		for (size_t k = dice(w, 4); k > 0; k--)
			filters[ask.n_filters++] = random_filter(w);
		ask.deleted = dice(w, 6) == 0;
		ask.looked = dice(w, 2) == 0 ? 0 : 40;
		if (dice(w, 3) == 0) {
			ask.sort = dice(w, 7) == 0 ? LIST_MADE_AT : reg_field(g, str_of(sorts[dice(w, COUNT(sorts))]));
			ask.descending = dice(w, 2) == 0;
			ask.looked = 0; /* a window of another order is not the whole list */
		}
		n = by_hand(w, &ask, want);
		found += n;
		if (!walk(w, &ask, want, n)) {
			wrong++;
			printf("# ask %d\n", i);
		}
		ask.finder = facts_find;
		ask.finder_ctx = facts;
		ask.cursor = STR_NONE;
		if (ask.sort != LIST_NO_COLUMN || !facts_find(facts, &ask, NULL, false, 5, true, &ids))
			continue;
		by_facts++;
		if (ids.total != (int64_t)n || !walk(w, &ask, want, n)) {
			wrong_by_facts++;
			printf("# ask %d by facts\n", i);
		}
	}
	OK(wrong == 0 && found > 2000, "%s: %d random lists are those found by hand, forth and back",
	    w->name, ASKS);
	OK(wrong_by_facts == 0 && by_facts > 20, "%s: so are the %d that the facts know", w->name, by_facts);
}

static void
small_registers(struct world *w)
{
	struct list_ask ask = { .reg = reg_find(STR("sector")), .sort = LIST_NO_COLUMN, .limit = 2,
	    .count = true };
	static const char *const order[] = { "Bréquigny", "Cleunay", "école du Gué", "Écoles nord",
	    "Été", "Zone été" };
	struct list_page p;
	size_t n = 0;
	bool good = true;

	do {
		good = good && list_read(w->s, w->codes, &ask, &w->a, &p, &w->e) && p.n == 2;
		for (size_t i = 0; good && i < p.n; i++)
			good = str_is(record_cell(&p.v[i], "name")->s, order[n++]);
		ask.cursor = p.next;
	} while (good && ask.cursor.p != NULL);
	OK(good && n == COUNT(order) && p.total == 6, "%s: names are in order without case and accents", w->name);
	ask = (struct list_ask){ .reg = ask.reg, .sort = reg_field(ask.reg, STR("lon")), .limit = 10 };
	OK(list_read(w->s, w->codes, &ask, &w->a, &p, &w->e) && p.n == 6 && record_cell(&p.v[0], "lon")->r < 1 &&
	    record_cell(&p.v[1], "lon")->r > 1 && !record_cell(&p.v[2], "lon")->set,
	    "%s: what is empty comes last", w->name);
	ask.descending = true;
	OK(list_read(w->s, w->codes, &ask, &w->a, &p, &w->e) && record_cell(&p.v[0], "lon")->r > 1 &&
	    !record_cell(&p.v[5], "lon")->set, "%s: also downward", w->name);
}

static bool
count_each(void *ctx, const struct record *r, struct err *e)
{
	size_t *n = ctx;

	(void)e;
	*n += (size_t)r->cells[reg_field(r->reg, STR("team"))].n > 0;
	return true;
}

static void
refusals(struct world *w)
{
	static const char *const cursors[] = { "", "x", "n", "nt00", "ni0123456789abcdef0123456789abcdef31",
	    "nt0123456789abcdef0123456789abcdeg", "nt0123456789abcdef0123456789abcdef3",
	    "nt0123456789abcdef0123456789abcdefff",
	    "zt0123456789abcdef0123456789abcdef31" };
	const struct reg *g = reg_find(STR("shift"));
	struct list_ask ask = { .reg = g, .sort = LIST_NO_COLUMN };
	struct reach client = { .role = ROLE_CLIENT }, leader;
	struct list_page p;
	bool *fields = arena_array(&w->a, bool, g->n_fields);
	size_t n = 0;
	bool good = true;

	for (size_t i = 0; i < COUNT(cursors); i++) {
		ask.cursor = str_of(cursors[i]);
		if (list_read(w->s, w->codes, &ask, &w->a, &p, &w->e) || strcmp(w->e.key, "list.cursor") != 0) {
			printf("# %s\n", cursors[i]);
			good = false;
		}
	}
	OK(good, "%s: a cursor that is none is refused", w->name);
	ask.cursor = STR_NONE;
	ask.who = &client;
	OK(!list_read(w->s, w->codes, &ask, &w->a, &p, &w->e) && w->e.kind == ERR_NOT_FOUND,
	    "%s: a register that a role cannot read is not there", w->name);
	reach_for(w, ROLE_TEAM_LEADER, &leader);
	ask = (struct list_ask){ .reg = reg_find(STR("sector")), .sort = LIST_NO_COLUMN,
	    .who = &leader, .op = OP_DELETE };
	OK(!list_read(w->s, w->codes, &ask, &w->a, &p, &w->e) && w->e.kind == ERR_DENIED,
	    "%s: what it may not do with one is refused", w->name);
	ask = (struct list_ask){ .reg = g, .sort = LIST_NO_COLUMN, .fields = fields, .limit = 500 };
	fields[reg_field(g, STR("team"))] = true;
	OK(list_read(w->s, w->codes, &ask, &w->a, &p, &w->e) && p.n == SHIFTS && record_cell(&p.v[0],
	    "team")->n > 0 &&
	    !record_cell(&p.v[0], "scheme")->set, "%s: only the fields asked for are read", w->name);
	ask.fields = NULL;
	OK(list_each(w->s, w->codes, &ask, count_each, &n, &w->e) && n == SHIFTS,
	    "%s: all of them one by one, with their lists", w->name);
}

/* -- words of an address --------------------------------------------------------------------- */

static size_t
asked(struct world *w, const char *reg, const char *name, const char *value, const char **code)
{
	struct list_word words[2] = { { str_of(name), str_of(value) } };
	struct list_ask ask = { .reg = reg_find(str_of(reg)), .sort = LIST_NO_COLUMN, .limit = 500,
	    .count = true };
	struct faults f = { .a = &w->a };
	struct list_page p;

	*code = NULL;
	if (!list_words(w->s, w->codes, words, 1, NULL, &w->a, &ask, &f, &w->e)) {
		printf("# %s\n", w->e.text);
		return 9999;
	}
	if (f.n > 0) {
		*code = f.v[0].code;
		return 0;
	}
	return list_read(w->s, w->codes, &ask, &w->a, &p, &w->e) ? p.n : 9999;
}

static void
words(struct world *w)
{
	static const struct {
		const char *reg, *name, *value, *sql, *code;
	} cases[] = {
		{ "intervention", "kind", "PA1", "kind = 'PA1' AND deleted = 0", NULL },
		{ "intervention", "kind", "de-escalation", "kind = 'GC1' AND deleted = 0", NULL },
		{ "intervention", "kind", "PA9", NULL, "unknown_code" },
		{ "intervention", "scheme", "scheme-1", "source_id LIKE 'x'", NULL },
		{ "intervention", "scheme", "RENNES NUIT", "source_id LIKE 'x'", NULL },
		{ "intervention", "scheme", "nowhere", NULL, "unknown_record" },
		{ "intervention", "service_date", "2024-10-05", "service_date = '2024-10-05' AND deleted = 0", NULL },
		{ "intervention", "service_date", "05/10/2024..",
		    "service_date >= '2024-10-05' AND deleted = 0", NULL },
		{ "intervention", "service_date", "..2024-10-05",
		    "service_date <= '2024-10-05' AND deleted = 0", NULL },
		{ "intervention", "service_date", "2024-10", "service_date LIKE '2024-10-%' AND deleted = 0", NULL },
		{ "intervention", "service_date", "yesterday", NULL, "bad_date" },
		{ "intervention", "start", "21h..21:59",
		    "start >= '21:00' AND start <= '21:59' AND deleted = 0", NULL },
		{ "intervention", "duration_min", "10..20", "duration_min BETWEEN 10 AND 20 AND deleted = 0", NULL },
		{ "intervention", "comment", "école", "comment LIKE '%à l’école' AND deleted = 0", NULL },
		{ "intervention", "comment", "=RAS", "comment = 'RAS' AND deleted = 0", NULL },
		{ "intervention", "comment", "' OR 1=1 --", "1 = 0", NULL },
		{ "intervention", "comment", "%", "comment LIKE '%\\%%' ESCAPE '\\' AND deleted = 0", NULL },
		{ "intervention", "comment", "-", "comment IS NULL AND deleted = 0", NULL },
		{ "intervention", "comment", "*", "comment IS NOT NULL AND deleted = 0", NULL },
		{ "intervention", "comment", "  ", "deleted = 0", NULL },
		{ "intervention", "weak_signal", "oui", "weak_signal = 1 AND deleted = 0", NULL },
		{ "intervention", "source_id", "=intervention-7",
		    "source_id = 'intervention-7' AND deleted = 0", NULL },
		{ "intervention", "password", "x", NULL, "unknown_field" },
		{ "intervention", "sort", "scheme", NULL, "unsortable" },
		{ "intervention", "limit", "0", NULL, "bad_limit" },
		{ "shift", "team", "staff-1",
		    "id IN (SELECT record FROM shift_team WHERE ref = (SELECT id FROM staff WHERE "
		    "source_id = 'staff-1'))", NULL },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		const char *code, *sql = cases[i].sql;
		size_t n = asked(w, cases[i].reg, cases[i].name, cases[i].value, &code);
		int64_t want = 0;

		if (sql != NULL && strstr(sql, "LIKE 'x'") != NULL)
			sql = "scheme = (SELECT id FROM scheme WHERE source_id = 'scheme-1') AND deleted = 0";
		if (sql != NULL)
			want = one_number(w->s, str_fmt(&w->a, "SELECT count(*) FROM %s WHERE %s", cases[i].reg, sql).p);
		if (!OK(cases[i].code != NULL ? code != NULL && strcmp(code, cases[i].code) == 0
		    : code == NULL && (int64_t)n == (want < 500 ? want : 500), "%s: %s=%s", w->name, cases[i].name,
		    cases[i].value))
			printf("# %zu for %lld, %s\n", n, (long long)want, code != NULL ? code : "no fault");
	}
}

static void
found(struct world *w)
{
	static const struct {
		const char *text;
		enum role role; /* ROLE_NONE: the house itself */
		size_t n;
		const char *first;
	} cases[] = {
		{ "rennes", ROLE_NONE, 3, "town-0" }, { "RENNES NUIT", ROLE_NONE, 1, "scheme-1" },
		{ "nuit ren", ROLE_NONE, 1, "scheme-1" }, { "l'ecl", ROLE_NONE, 1, "scheme-2" },
		{ "écl", ROLE_NONE, 1, "scheme-2" }, { "clu", ROLE_NONE, 0, NULL }, { "", ROLE_NONE, 0, NULL },
		{ "scheme-3", ROLE_NONE, 1, "scheme-3" }, { "shift-4", ROLE_NONE, 1, "shift-4" },
		{ "intervention-9", ROLE_NONE, 1, "intervention-9" }, { "%", ROLE_NONE, 1, "scheme-3" },
		{ "scheme-3", ROLE_MANAGER, 0, NULL }, { "scheme-1", ROLE_MANAGER, 1, "scheme-1" },
		{ "Cleunay", ROLE_MANAGER, 1, "sector-0" }, { "Écoles nord", ROLE_MANAGER, 0, NULL },
		{ "rennes", ROLE_CLIENT, 0, NULL }, { "rennes", ROLE_TRAINER, 1, "town-0" },
	};
	struct search_hit *hits;
	size_t n;

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct reach who;
		bool good = reach_for(w, cases[i].role, &who) &&
		    search_all(w->s, w->codes, cases[i].role != ROLE_NONE ? &who : NULL,
		    str_of(cases[i].text), 20, &w->a,
		        &hits, &n, &w->e);

		if (!OK(good && n == cases[i].n && (n == 0 || str_is(hits[0].source_id, cases[i].first)),
		    "%s: searching “%s” as %s finds %zu", w->name, cases[i].text,
		    cases[i].role != ROLE_NONE ? role_name(cases[i].role) : "the house", cases[i].n))
			printf("# %zu: %.*s\n", n, STR_A(n > 0 ? hits[0].source_id : STR_NONE));
	}
}

/* The two engines fold alike, and as text_fold does. */
static void
folding(struct world *w)
{
	static const char *const texts[] = { "Éàü ÇŒUVRE Æsop", "  deux   blancs\tet\nlignes ",
	    "L’été ‘oui’", "ĀăŁž ß ÿ",
	    "e\xcc\x81t\xc3\xa9", ("un\xc2\xa0" "deux\xe2\x80\xaftrois"), "", "ABC 123 -_/" };
	bool good = true;

	for (size_t i = 0; i < COUNT(texts); i++) {
		struct value v = V_TEXT(str_of(texts[i]));
		const struct value *row;
		struct rows *rows;
		struct buf sql;

		buf_init_in(&sql, &w->a);
		buf_cstr(&sql, "SELECT ");
		store_folded(w->s, &sql, "t.x");
		buf_cstr(&sql, " FROM (SELECT CAST($1 AS text) AS x) t");
		good = good && store_built(w->s, buf_text(&sql), &v, 1, &rows, &w->e) && rows_next(rows, &row, &w->e);
		if (good && !str_eq(row[0].s, folded(w, str_of(texts[i])))) {
			printf("# “%.*s” for “%.*s”\n", STR_A(row[0].s), STR_A(folded(w, str_of(texts[i]))));
			good = false;
			break;
		}
		if (good)
			rows_close(rows);
	}
	OK(good, "%s: the store folds texts as the program does", w->name);
}

static void
lists(enum store_engine engine)
{
	struct world *w = calloc(1, sizeof(*w));

	open_world(w, engine);
	folding(w);
	random_asks(w);
	small_registers(w);
	refusals(w);
	words(w);
	found(w);
	store_close(w->s);
	arena_release(&w->a);
	free(w);
}

int
main(void)
{
	lang_use(LANG_EN);
	on_engines(lists);
	remove_engines();
	return tap_done();
}
