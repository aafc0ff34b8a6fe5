/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "record/list_sql.h"

#include "base/date.h"
#include "base/text.h"
#include "record/cell.h"
#include "record/row.h"

#define DAY_MS 86400000LL

void
list_sql_init(struct list_sql *q, struct store *s, const struct codes *codes, struct arena *a)
{
	*q = (struct list_sql){ .s = s, .codes = codes, .a = a };
	buf_init_in(&q->sql, a);
}

void
list_sql_param(struct list_sql *q, struct value v)
{
	if (q->n == q->cap) {
		size_t cap = q->cap == 0 ? 32 : q->cap * 2;
		struct value *more = arena_array(q->a, struct value, cap);

		if (q->n > 0)
			memcpy(more, q->v, q->n * sizeof(*more));
		q->v = more;
		q->cap = cap;
	}
	q->v[q->n++] = v;
	buf_fmt(&q->sql, "$%zu", q->n);
}

/* A condition more; the first stands alone. */
static void
and(struct list_sql *q, bool *first)
{
	if (!*first)
		buf_cstr(&q->sql, " AND ");
	*first = false;
}

/* -- columns --------------------------------------------------------------------------------- */

static const struct {
	int column;
	const char *name;
	enum value_kind kind;
} own_columns[] = {
	{ LIST_ID, "id", VALUE_BLOB }, { LIST_SOURCE_ID, "source_id", VALUE_TEXT },
	{ LIST_MADE_BY, "made_by", VALUE_TEXT }, { LIST_MADE_AT, "made_at", VALUE_INT },
	{ LIST_CHANGED_AT, "changed_at", VALUE_INT },
};

static const char *
column_name(const struct reg *g, int column)
{
	if (column >= 0)
		return g->fields[column].name;
	for (size_t i = 0; i < COUNT(own_columns); i++)
		if (own_columns[i].column == column)
			return own_columns[i].name;
	return NULL;
}

static enum value_kind
column_kind(const struct reg *g, int column)
{
	if (column < 0) {
		for (size_t i = 0; i < COUNT(own_columns); i++)
			if (own_columns[i].column == column)
				return own_columns[i].kind;
		return VALUE_NULL;
	}
	switch (g->fields[column].type) {
	case FIELD_INT:
	case FIELD_MONEY:
	case FIELD_BOOL:
		return VALUE_INT;
	case FIELD_REAL:
		return VALUE_REAL;
	case FIELD_REF:
		return VALUE_BLOB;
	case FIELD_TEXT:
	case FIELD_DATE:
	case FIELD_CLOCK:
	case FIELD_CODE:
	case FIELD_CODES:
	case FIELD_SLOTS:
	case FIELD_REFS:
	case FIELD_FACTS:
		break;
	}
	return VALUE_TEXT;
}

static bool
is_wanted(const struct list_ask *ask, size_t i)
{
	return field_has_column(&ask->reg->fields[i]) &&
	    (ask->fields == NULL || ask->fields[i] ||
	        (ask->reg->order != NULL && strcmp(ask->reg->order, ask->reg->fields[i].name) == 0));
}

void
list_sql_columns(struct list_sql *q, const struct list_ask *ask)
{
	buf_cstr(&q->sql, "SELECT id, source_id, version, made_at, made_by, changed_at, deleted");
	for (size_t i = 0; i < ask->reg->n_fields; i++)
		if (is_wanted(ask, i))
			buf_fmt(&q->sql, ", \"%s\"", ask->reg->fields[i].name);
}

void
list_sql_whole(const struct list_ask *ask, const struct value *row, struct value *out)
{
	size_t n = ROW_FIELDS, at = ROW_FIELDS;

	memcpy(out, row, ROW_FIELDS * sizeof(*out));
	for (size_t i = 0; i < ask->reg->n_fields; i++)
		if (field_has_column(&ask->reg->fields[i]))
			out[n++] = is_wanted(ask, i) ? row[at++] : V_NULL;
}

/* -- order ----------------------------------------------------------------------------------- */

struct list_order
list_order_of(struct store *s, const struct list_ask *ask, struct arena *a)
{
	const struct reg *g = ask->reg;
	struct list_order o = { .column = ask->sort, .descending = ask->descending };
	struct buf b;

	if (o.column == LIST_NO_COLUMN) {
		o.descending = g->order != NULL || g->title == NULL;
		o.column = g->order != NULL ? reg_field(g, str_of(g->order))
		    : g->title != NULL ? reg_field(g, str_of(g->title)) : LIST_ID;
	}
	o.kind = column_kind(g, o.column);
	o.text = o.column == LIST_SOURCE_ID || o.column == LIST_MADE_BY ||
	    (o.column >= 0 && g->fields[o.column].type == FIELD_TEXT);
	/* Its own order is that of a date that every record has. */
	o.nullable = o.column == LIST_SOURCE_ID || (o.column >= 0 &&
	    (g->order == NULL || strcmp(g->order, g->fields[o.column].name) != 0));
	buf_init_in(&b, a);
	if (o.text) {
		store_folded(s, &b, str_cstr(a, str_fmt(a, "\"%s\"", column_name(g, o.column))));
		/* Bytes, as the other engine compares them. */
		buf_cstr(&b, store_engine(s) == STORE_POSTGRESQL ? " COLLATE \"C\"" : "");
	} else {
		buf_fmt(&b, "\"%s\"", column_name(g, o.column));
	}
	o.sql = str_cstr(a, buf_text(&b));
	return o;
}

void
list_sql_order(struct list_sql *q, const struct list_order *o, const char *what, bool backward)
{
	const char *way = o->descending != backward ? "DESC" : "ASC";

	buf_cstr(&q->sql, " ORDER BY ");
	if (o->nullable)
		buf_fmt(&q->sql, "CASE WHEN %s IS NULL THEN 1 ELSE 0 END %s, ", what, backward ? "DESC" : "ASC");
	if (o->column != LIST_ID)
		buf_fmt(&q->sql, "%s %s, ", what, way);
	buf_fmt(&q->sql, "id %s", way);
}

void
list_sql_behind(struct list_sql *q, const struct list_order *o, const char *what,
    const struct list_key *from, bool backward)
{
	const char *way = o->descending != backward ? "<" : ">";

	if (o->column == LIST_ID) {
		buf_fmt(&q->sql, " AND id %s ", way);
		list_sql_param(q, V_UUID(&from->id));
		return;
	}
	if (!o->nullable) {
		buf_fmt(&q->sql, " AND (%s, id) %s (", what, way);
		list_sql_param(q, from->v);
		buf_cstr(&q->sql, ", ");
		list_sql_param(q, V_UUID(&from->id));
		buf_char(&q->sql, ')');
		return;
	}
	buf_cstr(&q->sql, " AND (");
	if (from->v.kind == VALUE_NULL) {
		if (backward)
			buf_fmt(&q->sql, "%s IS NOT NULL OR ", what);
		buf_fmt(&q->sql, "(%s IS NULL AND id %s ", what, way);
	} else {
		if (!backward)
			buf_fmt(&q->sql, "%s IS NULL OR ", what);
		buf_fmt(&q->sql, "%s %s ", what, way);
		list_sql_param(q, from->v);
		buf_fmt(&q->sql, " OR (%s = ", what);
		list_sql_param(q, from->v);
		buf_fmt(&q->sql, " AND id %s ", way);
	}
	list_sql_param(q, V_UUID(&from->id));
	buf_cstr(&q->sql, "))");
}

/* -- filters --------------------------------------------------------------------------------- */

static void
params_in(struct list_sql *q, const struct value *v, size_t n)
{
	buf_cstr(&q->sql, " IN (");
	for (size_t i = 0; i < n; i++) {
		if (i > 0)
			buf_cstr(&q->sql, ", ");
		list_sql_param(q, v[i]);
	}
	buf_char(&q->sql, ')');
}

/* One item of a list, or a column's value. */
static struct value
item_value(struct list_sql *q, const struct reg *g, int column, const struct cell *c)
{
	const struct field *f = column >= 0 ? &g->fields[column] : NULL;

	if (column == LIST_ID)
		return V_UUID(&c->u);
	if (f == NULL)
		return column_kind(g, column) == VALUE_INT ? V_INT(c->i * DAY_MS) : V_TEXT(c->s);
	if (f->type == FIELD_CODES)
		return V_TEXT(codes_list(q->codes, f->codes)->v[c->codes[0]].code);
	if (f->type == FIELD_FACTS)
		return V_TEXT(codes_list(q->codes, f->codes)->v[c->facts[0].code].code);
	if (f->type == FIELD_REFS)
		return V_UUID(&c->us[0]);
	return cell_value(f, c, q->codes, q->a);
}

/* A pattern for LIKE in which the text stands for itself. */
static struct value
pattern(struct list_sql *q, const char *before, struct str text, const char *after)
{
	struct buf b;

	buf_init_in(&b, q->a);
	buf_cstr(&b, before);
	for (size_t i = 0; i < text.n; i++) {
		if (text.p[i] == '%' || text.p[i] == '_' || text.p[i] == '!')
			buf_char(&b, '!');
		buf_char(&b, text.p[i]);
	}
	buf_cstr(&b, after);
	return V_TEXT(buf_text(&b));
}

static void
where_contains(struct list_sql *q, const struct reg *g, const struct list_filter *f)
{
	const char *column = str_cstr(q->a, str_fmt(q->a, "\"%s\"", column_name(g, f->column)));

	buf_char(&q->sql, '(');
	for (size_t i = 0; i < f->n; i++) {
		struct buf folded;

		if (i > 0)
			buf_cstr(&q->sql, " OR ");
		buf_init_in(&folded, q->a);
		text_fold(&folded, f->cells[i].s);
		store_folded(q->s, &q->sql, column);
		buf_cstr(&q->sql, " LIKE ");
		list_sql_param(q, pattern(q, "%", buf_text(&folded), "%"));
		buf_cstr(&q->sql, " ESCAPE '!'");
	}
	buf_char(&q->sql, ')');
}

static void
where_equal(struct list_sql *q, const struct reg *g, const struct list_filter *f)
{
	struct value v[LIST_VALUES_MAX];

	for (size_t i = 0; i < f->n; i++)
		v[i] = item_value(q, g, f->column, &f->cells[i]);
	if (f->column < 0 && column_kind(g, f->column) == VALUE_INT) {
		/* A day of an instant. */
		for (size_t i = 0; i < f->n; i++) {
			buf_fmt(&q->sql, "%s(%s >= ", i > 0 ? " OR " : "(", column_name(g, f->column));
			list_sql_param(q, v[i]);
			buf_fmt(&q->sql, " AND %s < ", column_name(g, f->column));
			list_sql_param(q, V_INT(v[i].i + DAY_MS));
			buf_char(&q->sql, ')');
		}
		buf_char(&q->sql, ')');
		return;
	}
	if (f->column >= 0 && g->fields[f->column].type == FIELD_CODES) {
		for (size_t i = 0; i < f->n; i++) {
			buf_fmt(&q->sql, "%s'|' || \"%s\" || '|' LIKE ", i > 0 ? " OR " : "(",
			    g->fields[f->column].name);
			list_sql_param(q, pattern(q, "%|", v[i].s, "|%"));
			buf_cstr(&q->sql, " ESCAPE '!'");
		}
		buf_char(&q->sql, ')');
		return;
	}
	if (f->column >= 0 && !field_has_column(&g->fields[f->column])) {
		buf_fmt(&q->sql, "id IN (SELECT record FROM \"%s_%s\" WHERE structure = %d AND %s", g->name,
		    g->fields[f->column].name, STRUCTURE_ONE,
		    g->fields[f->column].type == FIELD_REFS ? "ref" : "code");
		params_in(q, v, f->n);
		buf_char(&q->sql, ')');
		return;
	}
	buf_fmt(&q->sql, "\"%s\"", column_name(g, f->column));
	params_in(q, v, f->n);
}

static void
where_range(struct list_sql *q, const struct reg *g, const struct list_filter *f)
{
	const char *name = column_name(g, f->column);
	bool instant = f->column < 0, first = true;

	for (size_t i = 0; i < 2; i++) {
		struct value v;

		if (!f->cells[i].set)
			continue;
		v = item_value(q, g, f->column, &f->cells[i]);
		and(q, &first);
		buf_fmt(&q->sql, "\"%s\" %s ", name, i == 0 ? ">=" : instant ? "<" : "<=");
		list_sql_param(q, i == 1 && instant ? V_INT(v.i + DAY_MS) : v);
	}
	if (first)
		buf_fmt(&q->sql, "\"%s\" IS NOT NULL", name);
}

static void
where_filled(struct list_sql *q, const struct reg *g, const struct list_filter *f)
{
	bool filled = f->match == LIST_FILLED;

	if (f->column >= 0 && !field_has_column(&g->fields[f->column])) {
		buf_fmt(&q->sql, "id %sIN (SELECT record FROM \"%s_%s\" WHERE structure = %d)",
		    filled ? "" : "NOT ", g->name, g->fields[f->column].name, STRUCTURE_ONE);
		return;
	}
	buf_fmt(&q->sql, "\"%s\" IS %sNULL", column_name(g, f->column), filled ? "NOT " : "");
}

static void
where_filter(struct list_sql *q, const struct reg *g, const struct list_filter *f)
{
	switch (f->match) {
	case LIST_EQUAL:
		where_equal(q, g, f);
		break;
	case LIST_RANGE:
		where_range(q, g, f);
		break;
	case LIST_CONTAINS:
		where_contains(q, g, f);
		break;
	case LIST_EMPTY:
	case LIST_FILLED:
		where_filled(q, g, f);
		break;
	}
}

/* -- reach ----------------------------------------------------------------------------------- */

/* Fields that bind a record to a member of staff: by themselves, or by the team of what they refer to. */
static bool
binds_staff(const struct field *f)
{
	return f->ref != NULL && (strcmp(f->ref, "staff") == 0 ||
	    (f->type == FIELD_REF && reg_find(str_of(f->ref))->team != NULL));
}

static void
where_own(struct list_sql *q, const struct reg *g, const struct reach *who, bool made)
{
	const struct value staff = V_UUID(&who->staff);

	buf_cstr(&q->sql, made ? "(made_by = " : "(1 = 0");
	if (made)
		list_sql_param(q, V_TEXT(who->login.p != NULL ? who->login : STR("")));
	for (size_t i = 0; !uuid_is_nil(&who->staff) && i < g->n_fields; i++) {
		const struct field *f = &g->fields[i];

		if (!binds_staff(f))
			continue;
		if (strcmp(f->ref, "staff") == 0 && f->type == FIELD_REF) {
			buf_fmt(&q->sql, " OR \"%s\" = ", f->name);
			list_sql_param(q, staff);
			continue;
		}
		if (strcmp(f->ref, "staff") == 0)
			buf_fmt(&q->sql, " OR id IN (SELECT record FROM \"%s_%s\" WHERE structure = %d AND ref = ",
			    g->name, f->name, STRUCTURE_ONE);
		else
			buf_fmt(&q->sql, " OR \"%s\" IN (SELECT record FROM \"%s_%s\" WHERE structure = %d AND ref = ",
			    f->name, f->ref, reg_find(str_of(f->ref))->team, STRUCTURE_ONE);
		list_sql_param(q, staff);
		buf_char(&q->sql, ')');
	}
	if (!uuid_is_nil(&who->staff) && strcmp(g->name, "staff") == 0) {
		buf_cstr(&q->sql, " OR id = ");
		list_sql_param(q, staff);
	}
	buf_char(&q->sql, ')');
}

static void
where_within(struct list_sql *q, const struct reg *g, const struct reach *who)
{
	const struct uuid_set *set = reach_set(who, g);

	if (set->n == 0) {
		buf_cstr(&q->sql, "1 = 0");
		return;
	}
	buf_fmt(&q->sql, "\"%s\" IN (", g->within);
	for (size_t i = 0; i < set->n; i++) {
		if (i > 0)
			buf_cstr(&q->sql, ", ");
		list_sql_param(q, V_UUID(&set->v[i]));
	}
	buf_char(&q->sql, ')');
}

static void
where_reach(struct list_sql *q, const struct list_ask *ask, enum reach_kind may, bool *first)
{
	if (may == REACH_ALL)
		return;
	and(q, first);
	if (may == REACH_OWN || may == REACH_TEAM)
		where_own(q, ask->reg, ask->who, may == REACH_OWN);
	else if (may == REACH_WITHIN)
		where_within(q, ask->reg, ask->who);
	else
		buf_cstr(&q->sql, "1 = 0");
}

/* -- the whole ------------------------------------------------------------------------------- */

void
list_sql_where(struct list_sql *q, const struct list_ask *ask)
{
	enum reach_kind read = access_may(ask->reg, ask->who, OP_READ);
	enum reach_kind may = access_may(ask->reg, ask->who, ask->op);
	bool first = true;

	if (!ask->deleted) {
		buf_cstr(&q->sql, "deleted = 0");
		first = false;
	}
	where_reach(q, ask, may, &first);
	if (read != may)
		where_reach(q, ask, read, &first);
	for (size_t i = 0; i < ask->n_filters; i++) {
		and(q, &first);
		where_filter(q, ask->reg, &ask->filters[i]);
	}
	if (first)
		buf_cstr(&q->sql, "1 = 1");
}

void
list_sql_range(struct list_sql *q, const struct list_ask *ask)
{
	int order = ask->reg->order != NULL ? reg_field(ask->reg, str_of(ask->reg->order)) : LIST_NO_COLUMN;
	int date = reg_field(ask->reg, STR("date"));

	for (size_t i = 0; i < ask->n_filters; i++)
		if (ask->filters[i].column == order || ask->filters[i].column == LIST_ID) {
			buf_cstr(&q->sql, " AND ");
			where_filter(q, ask->reg, &ask->filters[i]);
		} else if (ask->filters[i].match == LIST_RANGE && date >= 0 && date != order &&
		    ask->filters[i].column == date) {
			/* A service date is the date, or the day before: the index helps for both. */
			struct cell days[2] = { ask->filters[i].cells[0], ask->filters[i].cells[1] };
			struct list_filter around = { .column = order, .match = LIST_RANGE, .cells = days, .n = 2 };

			days[0].i--;
			buf_cstr(&q->sql, " AND ");
			where_filter(q, ask->reg, &around);
		}
}

static void
need(struct list_sql *q, const struct reg *g, bool *fields, bool own[COUNT(own_columns)], int column)
{
	if (column >= 0) {
		if (!fields[column] && field_has_column(&g->fields[column]))
			buf_fmt(&q->sql, ", \"%s\"", g->fields[column].name);
		fields[column] = true;
		return;
	}
	for (size_t i = 0; i < COUNT(own_columns); i++)
		if (own_columns[i].column == column && !own[i]) {
			own[i] = true;
			buf_fmt(&q->sql, ", %s", own_columns[i].name);
		}
}

void
list_sql_needed(struct list_sql *q, const struct list_ask *ask)
{
	const struct reg *g = ask->reg;
	bool *fields = arena_array(q->a, bool, g->n_fields);
	bool own[COUNT(own_columns)] = { [0] = true }; /* the id stands there already */

	buf_cstr(&q->sql, ", deleted");
	for (size_t i = 0; i < ask->n_filters; i++)
		need(q, g, fields, own, ask->filters[i].column);
	if (ask->who == NULL)
		return;
	need(q, g, fields, own, LIST_MADE_BY);
	if (g->within != NULL && strcmp(g->within, "id") != 0)
		need(q, g, fields, own, reg_field(g, str_of(g->within)));
	for (size_t i = 0; i < g->n_fields; i++)
		if (binds_staff(&g->fields[i]))
			need(q, g, fields, own, (int)i);
}
