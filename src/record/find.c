/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "record/find.h"

#include "base/text.h"
#include "record/list_sql.h"
#include "record/sql.h"

/* The last run of digits of an own id, so that identifiers made from "REN/000012", "REN/000013" …
 * keep the order of the file, and the store appends instead of inserting all over its pages. */
static int64_t
own_rank(struct str id)
{
	int64_t rank = 0, digit = 1;
	size_t i = id.n;

	while (i > 0 && (id.p[i - 1] < '0' || id.p[i - 1] > '9'))
		i--;
	for (size_t k = 0; i > 0 && k < 14 && id.p[i - 1] >= '0' && id.p[i - 1] <= '9'; i--, k++) {
		rank += (id.p[i - 1] - '0') * digit;
		digit *= 10;
	}
	return rank;
}

struct uuid
record_own_id(struct buf *scratch, const struct reg *g, struct str own, const struct uuid *scope)
{
	buf_clear(scratch);
	buf_fmt(scratch, "%s|", g->name);
	if (g->scope != NULL && scope != NULL)
		buf_put(scratch, scope->b, sizeof(scope->b));
	buf_char(scratch, '|');
	buf_str(scratch, own);
	return uuid_v8(own_rank(own), buf_text(scratch));
}

bool
reg_is_large(const struct reg *g)
{
	return g->facts;
}

/* Identifier, own id, title, place within somebody's reach, a field; the identifier where one lacks. Own
 * records are told by the statement; sets may be too large for one. */
static void
names_sql(struct list_sql *q, const struct reg *g, const struct reach *who, const char *field)
{
	const struct list_ask own = { .reg = g, .who = who, .op = OP_READ };
	const char *more[] = { g->title, g->within, field };
	enum reach_kind may = access_may(g, who, OP_READ);

	buf_cstr(&q->sql, "SELECT id, source_id");
	for (size_t i = 0; i < COUNT(more); i++)
		buf_fmt(&q->sql, ", \"%s\"", more[i] != NULL ? more[i] : "id");
	buf_fmt(&q->sql, " FROM \"%s\" WHERE structure = %d AND ", g->name, STRUCTURE_ONE);
	if (may == REACH_OWN || may == REACH_TEAM)
		list_sql_where(q, &own);
	else
		buf_cstr(&q->sql, "deleted = 0");
	buf_cstr(&q->sql, " ORDER BY id");
}

bool
record_names(struct store *s, const struct reg *g, const struct reach *who,
    bool (*each)(void *ctx, const struct record_name *n), void *ctx, struct err *e)
{
	return record_names_with(s, g, who, NULL, each, ctx, e);
}

bool
record_names_with(struct store *s, const struct reg *g, const struct reach *who, const char *field,
    bool (*each)(void *ctx, const struct record_name *n), void *ctx, struct err *e)
{
	enum reach_kind may = access_may(g, who, OP_READ);
	const struct uuid_set *set = may == REACH_WITHIN ? reach_set(who, g) : NULL;
	const struct value *row;
	struct list_sql q;
	struct rows *rows;
	struct arena a;
	bool ok;

	if (may == REACH_NONE)
		return true;
	arena_init(&a);
	list_sql_init(&q, s, NULL, &a);
	names_sql(&q, g, who, field);
	ok = store_built(s, buf_text(&q.sql), q.v, q.n, &rows, e);
	while (ok && (ok = rows_next(rows, &row, e)) && row != NULL) {
		struct record_name n = { .id = { { 0 } } };
		struct uuid in;

		if (row[0].s.n != sizeof(n.id.b) ||
		    (set != NULL && (row[3].kind != VALUE_BLOB || row[3].s.n != sizeof(in.b))))
			continue;
		memcpy(n.id.b, row[0].s.p, sizeof(n.id.b));
		if (set != NULL) {
			memcpy(in.b, row[3].s.p, sizeof(in.b));
			if (!uuid_set_has(set, &in))
				continue;
		}
		n.source_id = row[1].kind == VALUE_TEXT ? row[1].s : STR_NONE;
		n.title = g->title != NULL && row[2].kind == VALUE_TEXT ? row[2].s : STR_NONE;
		if (field != NULL && row[4].kind == VALUE_BLOB && row[4].s.n == sizeof(n.other.b))
			memcpy(n.other.b, row[4].s.p, sizeof(n.other.b));
		if (!each(ctx, &n)) {
			rows_close(rows);
			break;
		}
	}
	arena_release(&a);
	return ok;
}

struct finding {
	struct str text, folded;
	struct buf b;
	struct uuid id;
	enum { FOUND_NOT, FOUND_TITLE, FOUND_TITLES, FOUND_ID } how;
};

static bool
compare(void *ctx, const struct record_name *n)
{
	struct finding *f = ctx;

	if (n->source_id.p != NULL && str_eq(n->source_id, f->text)) {
		f->id = n->id;
		f->how = FOUND_ID;
		return false;
	}
	if (n->title.p == NULL)
		return true;
	buf_clear(&f->b);
	text_fold(&f->b, n->title);
	if (!str_eq(buf_text(&f->b), f->folded))
		return true;
	if (f->how == FOUND_NOT)
		f->id = n->id;
	f->how = f->how == FOUND_NOT ? FOUND_TITLE : FOUND_TITLES;
	return true;
}

static bool
exists(struct store *s, const struct reg *g, const struct uuid *id, bool *found, struct err *e)
{
	struct value key = V_UUID(id);
	const struct value *row;
	struct rows *rows;
	struct arena a;
	bool ok;

	arena_init(&a);
	ok = store_built(s, str_fmt(&a, "SELECT 1 FROM \"%s\" WHERE structure = %d AND id = $1 AND deleted = 0",
	    g->name, STRUCTURE_ONE), &key, 1, &rows, e) && rows_next(rows, &row, e);
	*found = ok && row != NULL;
	if (*found)
		rows_close(rows);
	arena_release(&a);
	return ok;
}

struct scopes {
	struct arena *a;
	struct uuid *v;
	size_t n, cap;
};

static bool
note_scope(void *ctx, const struct record_name *n)
{
	struct scopes *c = ctx;

	if (c->n == c->cap) {
		size_t cap = c->cap == 0 ? 64 : c->cap * 2;
		struct uuid *v = arena_array(c->a, struct uuid, cap);

		if (c->n > 0)
			memcpy(v, c->v, c->n * sizeof(*v));
		c->v = v;
		c->cap = cap;
	}
	c->v[c->n++] = n->id;
	return true;
}

/* An own id of a large register: its identifier is tried with each scheme (or partner) it may be
 * unique with. */
static bool
find_large(struct store *s, const struct reg *g, struct str text, struct uuid *out, bool *found,
    struct err *e)
{
	struct scopes scopes = { .n = 0 };
	struct arena a;
	struct buf b;
	bool ok = true;

	arena_init(&a);
	buf_init(&b);
	scopes.a = &a;
	if (g->scope != NULL)
		ok = record_names(s, reg_find(str_of(g->fields[reg_field(g, str_of(g->scope))].ref)), NULL,
		    note_scope, &scopes, e);
	for (size_t i = 0; ok && !*found && (i < scopes.n || (i == 0 && g->scope == NULL)); i++) {
		*out = record_own_id(&b, g, text, g->scope != NULL ? &scopes.v[i] : NULL);
		ok = exists(s, g, out, found, e);
	}
	buf_release(&b);
	arena_release(&a);
	return ok;
}

bool
record_find(struct store *s, const struct reg *g, const struct reach *who, struct str text,
    struct uuid *out, bool *found, bool *ambiguous, struct err *e)
{
	struct finding f = { .text = str_trim(text) };
	struct buf folded;
	bool ok;

	*found = *ambiguous = false;
	if (uuid_parse(f.text, out))
		return exists(s, g, out, found, e);
	if (reg_is_large(g))
		return find_large(s, g, f.text, out, found, e);
	buf_init(&folded);
	buf_init(&f.b);
	text_fold(&folded, f.text);
	f.folded = buf_text(&folded);
	ok = record_names(s, g, who, compare, &f, e);
	*out = f.id;
	*found = f.how == FOUND_TITLE || f.how == FOUND_ID;
	*ambiguous = f.how == FOUND_TITLES;
	buf_release(&f.b);
	buf_release(&folded);
	return ok;
}
