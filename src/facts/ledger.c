/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Ledgers: rows from the store into pages, and pages that views share. */
#include "facts/ledger.h"

#include "facts/build.h"
#include "record/journal.h"
#include "record/scan.h"

/* -- which columns --------------------------------------------------------------------------- */

static bool
has_ledger(const struct reg *g)
{
	return !g->facts;
}

static int
ledger_of(const char *reg)
{
	for (size_t i = 0; i < n_registers; i++)
		if (strcmp(registers[i]->name, reg) == 0)
			return has_ledger(registers[i]) ? (int)i : -1;
	return -1;
}

/* A text of three letters at most is a number when it is written in digits: a département. */
static bool
is_number(const struct field *f)
{
	return f->type == FIELD_TEXT && f->max > 0 && f->max <= 3 && f->personal == PERSONAL_NONE &&
	    (f->flags & FIELD_SEALED) == 0;
}

static enum ledger_kind
kind_of(const struct field *f)
{
	switch (f->type) {
	case FIELD_TEXT:
		return is_number(f) ? LEDGER_SMALL : LEDGER_NOT_KEPT;
	case FIELD_SLOTS:
	case FIELD_FACTS:
		return LEDGER_NOT_KEPT;
	case FIELD_INT:
		return f->min > INT32_MIN && f->max <= INT32_MAX && f->max > f->min ? LEDGER_SMALL : LEDGER_LARGE;
	case FIELD_REAL:
	case FIELD_MONEY:
		return LEDGER_LARGE;
	case FIELD_BOOL:
	case FIELD_DATE:
	case FIELD_CLOCK:
	case FIELD_CODE:
		return LEDGER_SMALL;
	case FIELD_REF:
		return ledger_of(f->ref) >= 0 ? LEDGER_SMALL : LEDGER_NOT_KEPT;
	case FIELD_CODES:
		return LEDGER_LIST;
	case FIELD_REFS:
		return ledger_of(f->ref) >= 0 ? LEDGER_LIST : LEDGER_NOT_KEPT;
	}
	return LEDGER_NOT_KEPT;
}

static void
shape(struct ledger *l, const struct reg *g, struct arena *a)
{
	struct ledger_column *column = arena_array(a, struct ledger_column, g->n_fields + 1);

	l->reg = g;
	for (size_t i = 0; i < g->n_fields; i++) {
		const struct field *f = &g->fields[i];
		size_t width;

		column[i].kind = kind_of(f);
		column[i].target = f->ref != NULL ? ledger_of(f->ref) : -1;
		column[i].at = l->bytes;
		width = column[i].kind == LEDGER_NOT_KEPT ? 0 : column[i].kind == LEDGER_SMALL ? 4 : 8;
		l->bytes += width * LEDGER_ROWS;
	}
	l->column = column;
}

/* -- pages ----------------------------------------------------------------------------------- */

static void
page_release(struct shared *s)
{
	struct ledger_page *p = (struct ledger_page *)(void *)s;

	arena_release(&p->a);
	free(p);
}

static struct ledger_page *
page_new(const struct ledger *l)
{
	struct ledger_page *p = shared_new(sizeof(*p) + l->bytes, page_release);

	arena_init(&p->a);
	return p;
}

static const uint32_t *
items_dup(const uint32_t *v, struct arena *a)
{
	uint32_t *copy;

	if (v == NULL)
		return NULL;
	copy = arena_array(a, uint32_t, v[0] + 1);
	memcpy(copy, v, (v[0] + 1) * sizeof(*v));
	return copy;
}

static struct ledger_page *
page_copy(const struct ledger *l, const struct ledger_page *p)
{
	struct ledger_page *m = page_new(l);

	memcpy(m->id, p->id, sizeof(m->id));
	memcpy(m->alive, p->alive, sizeof(m->alive));
	memcpy(m->values, p->values, l->bytes);
	for (size_t i = 0; i < LEDGER_ROWS; i++) {
		m->own[i] = str_dup(&m->a, p->own[i]);
		m->title[i] = str_dup(&m->a, p->title[i]);
	}
	for (size_t k = 0; k < l->reg->n_fields; k++) {
		const uint32_t **v = (const uint32_t **)(void *)(m->values + l->column[k].at);

		for (size_t i = 0; l->column[k].kind == LEDGER_LIST && i < LEDGER_ROWS; i++)
			v[i] = items_dup(v[i], &m->a);
	}
	return m;
}

/* The page of a row that is about to be written. */
static struct ledger_page *
page_for(struct ledger *l, size_t row)
{
	struct ledger_page **p = &l->pages[row / LEDGER_ROWS];

	if (row < l->shown && shared_shown(*p)) {
		struct ledger_page *copy = page_copy(l, *p);

		shared_drop(*p);
		*p = copy;
	}
	return *p;
}

/* -- rows ------------------------------------------------------------------------------------ */

uint32_t
ledger_find(const struct ledger *l, const struct uuid *id)
{
	uint32_t v;

	if (l->slots == NULL)
		return NONE_32;
	for (size_t at = slot_hash(id); (v = slot_get(l->slots, at)) != 0; at++)
		if (v <= l->n && uuid_eq(&ledger_page(l, v - 1)->id[(v - 1) % LEDGER_ROWS], id))
			return v - 1;
	return NONE_32;
}

static void
put_small(struct ledger_page *p, const struct ledger_column *c, size_t i, int64_t v)
{
	((int32_t *)(void *)(p->values + c->at))[i] = v == LEDGER_NONE ? INT32_MIN : (int32_t)v;
}

static void
put(struct ledger_page *p, const struct ledger_column *c, size_t i, int64_t v)
{
	if (c->kind == LEDGER_SMALL)
		put_small(p, c, i, v);
	else if (c->kind == LEDGER_LARGE)
		((int64_t *)(void *)(p->values + c->at))[i] = v;
}

static void
row_empty(struct ledger *l, struct ledger_page *p, size_t i, const struct uuid *id)
{
	p->id[i] = *id;
	p->alive[i] = 0;
	p->own[i] = p->title[i] = STR_NONE;
	for (size_t k = 0; k < l->reg->n_fields; k++) {
		put(p, &l->column[k], i, LEDGER_NONE);
		if (l->column[k].kind == LEDGER_LIST)
			((const uint32_t **)(void *)(p->values + l->column[k].at))[i] = NULL;
	}
}

static void
index_rows(struct ledger *l, size_t room)
{
	shared_drop(l->slots);
	l->slots = slots_new(room);
	for (uint32_t i = 0; i < l->n; i++)
		slot_put(l->slots, &ledger_page(l, i)->id[i % LEDGER_ROWS], i);
}

static void
add_page(struct facts *f, struct ledger *l)
{
	if (l->n_pages == l->cap_pages) {
		size_t cap = l->cap_pages == 0 ? 4 : l->cap_pages * 2;
		struct ledger_page **v = arena_array(&f->a, struct ledger_page *, cap);

		if (l->n_pages > 0)
			memcpy(v, l->pages, l->n_pages * sizeof(struct ledger_page *));
		l->pages = v;
		l->cap_pages = cap;
	}
	l->pages[l->n_pages++] = page_new(l);
	if (l->slots == NULL || l->n_pages * LEDGER_ROWS > slots_room(l->slots))
		index_rows(l, l->n_pages * LEDGER_ROWS * 2);
}

static uint32_t
row_of(struct facts *f, struct ledger *l, const struct uuid *id)
{
	uint32_t place = ledger_find(l, id);

	if (place != NONE_32)
		return place;
	place = (uint32_t)l->n;
	if (l->n == l->n_pages * LEDGER_ROWS)
		add_page(f, l);
	/* Views that share the page do not show this row. */
	row_empty(l, l->pages[place / LEDGER_ROWS], place % LEDGER_ROWS, id);
	slot_put(l->slots, id, place);
	l->n++;
	return place;
}

/* -- a record into its row ------------------------------------------------------------------- */

static int64_t
number_of(struct facts *f, const struct field *fd, const struct ledger_column *c, const struct cell *cell)
{
	int64_t number;

	if (!cell->set)
		return LEDGER_NONE;
	switch (fd->type) {
	case FIELD_REAL:
		/* Half away from nought, as SQL rounds. */
		return (int64_t)(cell->r * LEDGER_REAL + (cell->r < 0 ? -0.5 : 0.5));
	case FIELD_CODE:
		return cell->i == CODE_NONE ? LEDGER_NONE :
		    code_counted(codes_list(f->codes, fd->codes), (uint16_t)cell->i);
	case FIELD_REF:
		return row_of(f, &f->ledgers[c->target], &cell->u);
	case FIELD_INT:
	case FIELD_MONEY:
	case FIELD_BOOL:
	case FIELD_DATE:
	case FIELD_CLOCK:
		return cell->i;
	case FIELD_TEXT:
		return is_number(fd) && cell->s.n > 0 && cell->s.p[0] >= '0' && cell->s.p[0] <= '9' &&
		    str_int(cell->s, &number) ? number : LEDGER_NONE;
	case FIELD_SLOTS:
	case FIELD_FACTS:
	case FIELD_CODES:
	case FIELD_REFS:
		break;
	}
	return LEDGER_NONE;
}

static const uint32_t *
list_of(struct facts *f, const struct field *fd, const struct ledger_column *c, const struct cell *cell,
    struct arena *a)
{
	uint32_t *v;

	if (!cell->set || cell->n == 0)
		return NULL;
	v = arena_array(a, uint32_t, (size_t)cell->n + 1);
	for (size_t i = 0; i < cell->n; i++) {
		uint32_t one = fd->type == FIELD_REFS ? row_of(f, &f->ledgers[c->target], &cell->us[i]) :
		    code_counted(codes_list(f->codes, fd->codes), cell->codes[i]);
		bool again = false;

		/* Two own codes of a contract may count as the same. */
		for (size_t k = 0; k < v[0]; k++)
			again = again || v[k + 1] == one;
		if (!again)
			v[++v[0]] = one;
	}
	return v;
}

/* A title may name a record of the house, never a person. */
static struct str
title_of(const struct record *r)
{
	int i = r->reg->title != NULL ? reg_field(r->reg, str_of(r->reg->title)) : -1;
	const struct field *fd = i >= 0 ? &r->reg->fields[i] : NULL;

	if (fd == NULL || fd->type != FIELD_TEXT || !r->cells[i].set || (fd->flags & FIELD_SEALED) ||
	    fd->personal == PERSONAL_TEXT || fd->personal == PERSONAL_IDENTITY)
		return STR_NONE;
	return r->cells[i].s;
}

static void
take(struct facts *f, struct ledger *l, const struct record *r)
{
	uint32_t place = row_of(f, l, &r->id);
	size_t i = place % LEDGER_ROWS;
	struct ledger_page *p = page_for(l, place);

	l->alive -= p->alive[i];
	row_empty(l, p, i, &r->id);
	p->own[i] = str_dup(&p->a, r->source_id);
	p->title[i] = str_dup(&p->a, title_of(r));
	for (size_t k = 0; k < l->reg->n_fields; k++) {
		const struct field *fd = &l->reg->fields[k];
		const struct ledger_column *c = &l->column[k];

		/* A reference within the register may make a page: this row's stays where it is. */
		if (c->kind == LEDGER_LIST)
			((const uint32_t **)(void *)(p->values + c->at))[i] = list_of(f, fd, c, &r->cells[k], &p->a);
		else if (c->kind != LEDGER_NOT_KEPT)
			put(p, c, i, number_of(f, fd, c, &r->cells[k]));
	}
	p->alive[i] = !r->deleted;
	l->alive += p->alive[i];
}

static bool
load(struct facts *f, struct store *s, struct ledger *l, struct err *e)
{
	struct arena a, scratch;
	struct record_scan *w;
	struct record r;
	bool found = true, ok;

	arena_init(&a);
	arena_init(&scratch);
	ok = record_scan_open(s, f->codes, reg_sql_new(l->reg, &a), &a, &w, e);
	while (ok && found) {
		struct arena_mark m = arena_mark(&scratch);

		ok = record_scan_next(w, &scratch, &r, &found, e);
		if (ok && found)
			take(f, l, &r);
		arena_back(&scratch, m);
	}
	arena_release(&scratch);
	arena_release(&a);
	return ok;
}

bool
ledgers_load(struct facts *f, struct store *s, struct err *e)
{
	if (f->ledgers == NULL) {
		f->ledgers = arena_array(&f->a, struct ledger, n_registers);
		f->n_ledgers = n_registers;
		for (size_t i = 0; i < n_registers; i++)
			if (has_ledger(registers[i]))
				shape(&f->ledgers[i], registers[i], &f->a);
	}
	for (size_t i = 0; i < f->n_ledgers; i++)
		if (f->ledgers[i].column != NULL && !load(f, s, &f->ledgers[i], e))
			return err_wrap(e, "%s", f->ledgers[i].reg->name);
	return true;
}

bool
ledger_take(struct facts *f, struct store *s, const struct reg *g, const struct uuid *id, struct err *e)
{
	struct ledger *l = &f->ledgers[ledger_of(g->name)];
	struct arena scratch;
	struct record r;
	bool found, ok;

	arena_init(&scratch);
	ok = record_read(s, f->codes, g, id, &scratch, &r, &found, e);
	if (ok && found)
		take(f, l, &r);
	arena_release(&scratch);
	return ok;
}

/* -- views ----------------------------------------------------------------------------------- */

void
ledgers_view(struct facts *f, struct facts *v)
{
	v->n_ledgers = f->n_ledgers;
	v->ledgers = arena_array(&v->a, struct ledger, f->n_ledgers);
	for (size_t i = 0; i < f->n_ledgers; i++) {
		struct ledger *from = &f->ledgers[i], *to = &v->ledgers[i];

		from->shown = from->n;
		*to = *from;
		to->cap_pages = to->n_pages;
		to->pages = arena_array(&v->a, struct ledger_page *, from->n_pages);
		for (size_t k = 0; k < from->n_pages; k++)
			to->pages[k] = shared_hold(from->pages[k]);
		shared_hold(to->slots);
		/* The facts' own memory may be let go before the view's. */
		if (from->column != NULL) {
			struct ledger_column *c = arena_array(&v->a, struct ledger_column, from->reg->n_fields + 1);

			memcpy(c, from->column, from->reg->n_fields * sizeof(*c));
			to->column = c;
		}
	}
}

void
ledgers_drop(struct facts *f)
{
	for (size_t i = 0; i < f->n_ledgers; i++) {
		for (size_t k = 0; k < f->ledgers[i].n_pages; k++)
			shared_drop(f->ledgers[i].pages[k]);
		shared_drop(f->ledgers[i].slots);
	}
}

size_t
ledgers_bytes(const struct facts *f)
{
	size_t n = 0;

	for (size_t i = 0; i < f->n_ledgers; i++) {
		const struct ledger *l = &f->ledgers[i];

		for (size_t k = 0; k < l->n_pages; k++)
			n += sizeof(struct ledger_page) + l->bytes + l->pages[k]->a.used;
		n += l->slots != NULL ? slots_room(l->slots) * 2 * sizeof(uint32_t) : 0;
	}
	return n;
}

const struct ledger *
facts_ledger(const struct facts *f, const struct reg *g)
{
	for (size_t i = 0; i < f->n_ledgers; i++)
		if (f->ledgers[i].reg == g && f->ledgers[i].column != NULL)
			return &f->ledgers[i];
	return NULL;
}
