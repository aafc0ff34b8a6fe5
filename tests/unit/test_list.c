/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Lists against a reading of the same records by hand: random filters, orders and reaches, page by page
 * in both directions, on both engines, with and without the facts.
 */
#include "facts/find.h"
#include "record/list.h"

#include "world.h"

#define ASKS 150

/* -- by hand --------------------------------------------------------------------------------- */

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

static void
lists(enum store_engine engine)
{
	struct world *w = calloc(1, sizeof(*w));

	open_world(w, engine);
	random_asks(w);
	small_registers(w);
	refusals(w);
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
