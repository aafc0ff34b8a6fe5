/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A page in two steps: the keys that pass, then their rows.  For a large register the keys come from
 * the finder, or from a window of the store:
 *
 *   SELECT key, id FROM (SELECT … WHERE behind the cursor ORDER BY key, id LIMIT looked) WHERE filters
 */
#include "record/list.h"

#include "base/buf.h"
#include "base/lang.h"
#include "record/cell.h"
#include "record/find.h"
#include "record/list_sql.h"
#include "record/row.h"

#define LIMIT_DEFAULT 50

struct list {
	struct store *s;
	const struct codes *codes;
	const struct list_ask *ask;
	struct arena *a;
	struct list_order order;
	bool large;
	bool own_order;          /* the order that the index and the finder know */
	bool backward;           /* the page before the cursor */
	bool has_from;
	struct list_key from;
	size_t limit;
	int64_t looked;
	/* What was found, in the order read. */
	struct list_key *keys;
	size_t n;
	bool more;               /* keys behind the last one */
	bool cut;                /* the window ended before the register did */
	struct list_key end;     /* where it ended */
};

static bool
list_may(const struct list_ask *ask, struct err *e)
{
	if (access_may(ask->reg, ask->who, OP_READ) == REACH_NONE)
		return err_set(e, ERR_NOT_FOUND, "access.hidden", _("There is no such register."));
	if (access_may(ask->reg, ask->who, ask->op) == REACH_NONE)
		return err_set(e, ERR_DENIED, "access.refused",
		    _("Your role does not allow that with “%s”."), lang_text(ask->reg->label));
	return true;
}

/* -- keys ------------------------------------------------------------------------------------ */

static void
select_keys(struct list *l, struct list_sql *q, const struct list_key *from)
{
	const struct list_ask *ask = l->ask;
	bool window = l->large;
	/* In another order the window holds the newest records, whatever the page. */
	bool inner_from = from != NULL && l->own_order;

	buf_fmt(&q->sql, "SELECT k, id FROM (SELECT %s AS k, id", l->order.sql);
	list_sql_needed(q, ask);
	buf_fmt(&q->sql, " FROM \"%s\" WHERE structure = %d", ask->reg->name, STRUCTURE_ONE);
	if (window)
		list_sql_range(q, ask);
	if (inner_from)
		list_sql_behind(q, &l->order, l->order.sql, from, l->backward);
	if (window) {
		if (l->own_order)
			list_sql_order(q, &l->order, l->order.sql, l->backward);
		else
			buf_fmt(&q->sql, " ORDER BY \"%s\" DESC, id DESC", ask->reg->order);
		buf_cstr(&q->sql, " LIMIT ");
		list_sql_param(q, V_INT(l->looked));
	}
	buf_cstr(&q->sql, ") w WHERE ");
	list_sql_where(q, ask);
	if (from != NULL && !inner_from)
		list_sql_behind(q, &l->order, "k", from, l->backward);
}

static bool
take_keys(struct list *l, const struct list_sql *q, struct err *e)
{
	const struct value *row;
	struct rows *rows;

	if (!store_built(l->s, buf_text(&q->sql), q->v, q->n, &rows, e))
		return false;
	for (;;) {
		struct list_key *k = &l->keys[l->n];

		if (!rows_next(rows, &row, e))
			return false;
		if (row == NULL)
			return true;
		if (l->n == l->limit) {
			l->more = true;
			rows_close(rows);
			return true;
		}
		k->v = row[0];
		k->v.s = str_dup(l->a, row[0].s);
		if (row[1].s.n == sizeof(k->id.b))
			memcpy(k->id.b, row[1].s.p, sizeof(k->id.b));
		l->n++;
	}
}

/* The last key of the window, when the register goes on behind it. */
static bool
window_end(struct list *l, const struct list_key *from, struct err *e)
{
	const struct reg *g = l->ask->reg;
	struct list_sql q;
	const struct value *row;
	struct rows *rows;
	size_t n = 0;

	list_sql_init(&q, l->s, l->codes, l->a);
	buf_fmt(&q.sql, "SELECT \"%s\", id FROM \"%s\" WHERE structure = %d", g->order, g->name, STRUCTURE_ONE);
	list_sql_range(&q, l->ask);
	if (from != NULL)
		list_sql_behind(&q, &l->order, l->order.sql, from, l->backward);
	if (l->own_order)
		list_sql_order(&q, &l->order, l->order.sql, l->backward);
	else
		buf_fmt(&q.sql, " ORDER BY \"%s\" DESC, id DESC", g->order);
	buf_cstr(&q.sql, " LIMIT 2 OFFSET ");
	list_sql_param(&q, V_INT(l->looked - 1));
	if (!store_built(l->s, buf_text(&q.sql), q.v, q.n, &rows, e))
		return false;
	for (;;) {
		if (!rows_next(rows, &row, e))
			return false;
		if (row == NULL)
			break;
		if (n++ == 0) {
			l->end.v = row[0];
			l->end.v.s = str_dup(l->a, row[0].s);
			if (row[1].s.n == sizeof(l->end.id.b))
				memcpy(l->end.id.b, row[1].s.p, sizeof(l->end.id.b));
		}
	}
	l->cut = n == 2;
	return true;
}

static bool
keys_by_store(struct list *l, struct err *e)
{
	const struct list_key *from = l->has_from ? &l->from : NULL;
	struct list_sql q;

	list_sql_init(&q, l->s, l->codes, l->a);
	select_keys(l, &q, from);
	if (!l->own_order || !l->large)
		list_sql_order(&q, &l->order, "k", l->backward);
	buf_cstr(&q.sql, " LIMIT ");
	list_sql_param(&q, V_INT((int64_t)l->limit + 1));
	if (!take_keys(l, &q, e))
		return false;
	if (!l->large || (l->own_order && l->more))
		return true;
	return window_end(l, l->own_order ? from : NULL, e);
}

static bool
count_by_store(struct list *l, struct list_page *out, struct err *e)
{
	struct list_sql q;
	const struct value *row;
	struct list first;
	struct rows *rows;
	int64_t n = 0;

	if (!l->has_from && !l->more) {
		out->total = (int64_t)l->n;
		out->more_than = l->cut;
		return true;
	}
	list_sql_init(&q, l->s, l->codes, l->a);
	buf_cstr(&q.sql, "SELECT count(*) FROM (");
	select_keys(l, &q, NULL);
	buf_cstr(&q.sql, " LIMIT ");
	list_sql_param(&q, V_INT(LIST_COUNT_MAX + 1));
	buf_cstr(&q.sql, ") c");
	if (!store_built(l->s, buf_text(&q.sql), q.v, q.n, &rows, e) || !rows_next(rows, &row, e))
		return false;
	if (row != NULL) {
		n = row[0].i;
		rows_close(rows);
	}
	out->total = n < LIST_COUNT_MAX ? n : LIST_COUNT_MAX;
	out->more_than = n > LIST_COUNT_MAX;
	if (out->more_than || !l->large)
		return true;
	/* The count is of a window too: that of the first page. */
	first = *l;
	first.backward = false;
	if (!window_end(&first, NULL, e))
		return false;
	out->more_than = first.cut;
	return true;
}

static bool
keys_by_finder(struct list *l, struct list_page *out)
{
	struct list_found found = { .n = 0 };

	if (!l->own_order || l->ask->finder == NULL)
		return false;
	found.v = arena_array(l->a, struct uuid, l->limit);
	if (!l->ask->finder(l->ask->finder_ctx, l->ask, l->has_from ? &l->from : NULL, l->backward, l->limit,
	    l->ask->count, &found))
		return false;
	for (size_t i = 0; i < found.n; i++)
		l->keys[i].id = found.v[i];
	l->n = found.n;
	l->more = found.more;
	out->total = found.total;
	return true;
}

/* -- rows ------------------------------------------------------------------------------------ */

static size_t
key_place(const struct list *l, struct str id)
{
	for (size_t i = 0; i < l->n; i++)
		if (str_eq(id, V_UUID(&l->keys[i].id).s))
			return i;
	return l->n;
}

static bool
wanted(const struct list_ask *ask, size_t field)
{
	return ask->fields == NULL || ask->fields[field];
}

static void
ids_in(struct list *l, struct list_sql *q)
{
	for (size_t i = 0; i < l->n; i++) {
		buf_cstr(&q->sql, i == 0 ? " IN (" : ", ");
		list_sql_param(q, V_UUID(&l->keys[i].id));
	}
	buf_char(&q->sql, ')');
}

static bool
read_rows(struct list *l, struct record *v, struct err *e)
{
	const struct reg *g = l->ask->reg;
	const struct reg_sql *all = reg_sql_new(g, l->a);
	struct value whole[ROW_COLUMNS_MAX];
	struct list_sql q;
	const struct value *row;
	struct rows *rows;

	list_sql_init(&q, l->s, l->codes, l->a);
	list_sql_columns(&q, l->ask);
	buf_fmt(&q.sql, " FROM \"%s\" WHERE structure = %d AND id", g->name, STRUCTURE_ONE);
	ids_in(l, &q);
	if (!store_built(l->s, buf_text(&q.sql), q.v, q.n, &rows, e))
		return false;
	for (;;) {
		size_t at;

		if (!rows_next(rows, &row, e))
			return false;
		if (row == NULL)
			return true;
		list_sql_whole(l->ask, row, whole);
		at = key_place(l, row[ROW_ID].s);
		if (at < l->n && !row_record(all, whole, l->codes, l->a, &v[at], e)) {
			rows_close(rows);
			return false;
		}
	}
}

static bool
read_children(struct list *l, struct record *v, size_t field, struct err *e)
{
	const struct reg *g = l->ask->reg;
	const struct field *f = &g->fields[field];
	struct row_list *lists = arena_array(l->a, struct row_list, l->n);
	struct list_sql q;
	const struct value *row;
	struct rows *rows;

	for (size_t i = 0; i < l->n; i++)
		row_list_begin(&lists[i], f, l->a);
	list_sql_init(&q, l->s, l->codes, l->a);
	buf_fmt(&q.sql, "SELECT record, %s FROM \"%s_%s\" WHERE structure = %d AND record",
	    f->type == FIELD_REFS ? "ref" : "code, n, severity", g->name, f->name, STRUCTURE_ONE);
	ids_in(l, &q);
	buf_cstr(&q.sql, " ORDER BY record, i");
	if (!store_built(l->s, buf_text(&q.sql), q.v, q.n, &rows, e))
		return false;
	for (;;) {
		size_t at;

		if (!rows_next(rows, &row, e))
			return false;
		if (row == NULL)
			break;
		at = key_place(l, row[0].s);
		if (at < l->n && !row_list_add(&lists[at], g, row + 1, l->codes, e)) {
			rows_close(rows);
			return false;
		}
	}
	for (size_t i = 0; i < l->n; i++)
		v[i].cells[field] = row_list_cell(&lists[i]);
	return true;
}

/* The records of the keys; one that went meanwhile leaves no gap. */
static bool
fill(struct list *l, struct list_page *out, struct err *e)
{
	struct record *v = arena_array(l->a, struct record, l->n);
	const struct reg *g = l->ask->reg;
	size_t n = 0;

	if (l->n > 0 && !read_rows(l, v, e))
		return false;
	for (size_t i = 0; i < l->n; i++)
		if (v[i].reg != NULL) {
			l->keys[n] = l->keys[i];
			v[n++] = v[i];
		}
	l->n = n;
	for (size_t i = 0; l->n > 0 && i < g->n_fields; i++)
		if (!field_has_column(&g->fields[i]) && wanted(l->ask, i) && !read_children(l, v, i, e))
			return false;
	out->v = v;
	out->n = l->n;
	return true;
}

/* -- pages ----------------------------------------------------------------------------------- */

static struct value
key_value(const struct list *l, const struct record *r)
{
	if (l->order.text)
		return V_NULL; /* of the keys read, never of a record */
	if (l->order.column >= 0)
		return cell_value(&r->reg->fields[l->order.column], &r->cells[l->order.column], l->codes, l->a);
	return l->order.column == LIST_MADE_AT ? V_INT(r->made_at) : V_INT(r->changed_at);
}

static void
reverse(struct list *l)
{
	for (size_t i = 0; i < l->n / 2; i++) {
		struct list_key k = l->keys[i];

		l->keys[i] = l->keys[l->n - 1 - i];
		l->keys[l->n - 1 - i] = k;
	}
}

static void
page_cursors(struct list *l, bool by_finder, struct list_page *out)
{
	bool behind = l->backward ? l->has_from : l->more, before = l->backward ? l->more : l->has_from;
	struct list_key *first = &l->keys[0], *last = &l->keys[l->n > 0 ? l->n - 1 : 0];

	if (l->cut && l->own_order && !l->more) {
		struct str on = list_cursor(l->a, &l->end, l->backward);

		if (l->backward)
			out->previous = on;
		else
			out->next = on;
	}
	if (l->n == 0) {
		if (l->has_from)
			*(l->backward ? &out->next : &out->previous) = list_cursor(l->a, &l->from, !l->backward);
		return;
	}
	if (by_finder) {
		first->v = key_value(l, &out->v[0]);
		last->v = key_value(l, &out->v[l->n - 1]);
	}
	if (behind)
		out->next = list_cursor(l->a, last, false);
	if (before)
		out->previous = list_cursor(l->a, first, true);
}

static bool
begin(struct list *l, struct store *s, const struct codes *codes, const struct list_ask *ask,
    struct arena *a, struct err *e)
{
	*l = (struct list){ .s = s, .codes = codes, .ask = ask, .a = a, .large = reg_is_large(ask->reg) };
	if (!list_may(ask, e))
		return false;
	l->order = list_order_of(s, ask, a);
	l->own_order = ask->reg->order != NULL && l->order.descending &&
	    l->order.column == reg_field(ask->reg, str_of(ask->reg->order));
	l->limit = ask->limit == 0 ? LIMIT_DEFAULT : ask->limit < LIST_PAGE_MAX ? ask->limit : LIST_PAGE_MAX;
	l->looked = ask->looked > 0 ? ask->looked : LIST_LOOKED;
	l->has_from = ask->cursor.p != NULL;
	if (l->has_from && (!list_cursor_parse(ask->cursor, a, &l->from, &l->backward) ||
	    (l->from.v.kind != VALUE_NULL && l->from.v.kind != l->order.kind)))
		return err_set(e, ERR_INVALID, "list.cursor",
		    _("This page of the list is not to be found. Begin again at the first."));
	l->keys = arena_array(a, struct list_key, l->limit + 1);
	return true;
}

bool
list_read(struct store *s, const struct codes *codes, const struct list_ask *ask, struct arena *a,
    struct list_page *out, struct err *e)
{
	struct list_page page = { .n = 0 };
	struct list l;
	bool by_finder;

	if (!begin(&l, s, codes, ask, a, e))
		return false;
	by_finder = keys_by_finder(&l, &page);
	if (!by_finder && (!keys_by_store(&l, e) || (ask->count && !count_by_store(&l, &page, e))))
		return false;
	if (l.backward)
		reverse(&l);
	if (!fill(&l, &page, e))
		return false;
	page.partial = l.cut && !(l.own_order && l.more);
	page_cursors(&l, by_finder, &page);
	*out = page;
	return true;
}

bool
list_each(struct store *s, const struct codes *codes, const struct list_ask *ask,
    bool (*each)(void *ctx, const struct record *r, struct err *e), void *ctx, struct err *e)
{
	const struct reg *g = ask->reg;
	struct value whole[ROW_COLUMNS_MAX];
	const struct reg_sql *all;
	const struct value *row;
	struct arena a, scratch;
	struct list_sql q;
	struct query query = { .name = "list_each", .scan = true };
	struct list l;
	struct rows *rows;
	bool ok;

	arena_init(&a);
	arena_init(&scratch);
	ok = begin(&l, s, codes, ask, &a, e);
	if (!ok)
		goto done;
	all = reg_sql_new(g, &a);
	list_sql_init(&q, s, codes, &a);
	list_sql_columns(&q, ask);
	buf_fmt(&q.sql, " FROM \"%s\" WHERE structure = %d AND ", g->name, STRUCTURE_ONE);
	list_sql_where(&q, ask);
	list_sql_order(&q, &l.order, l.order.sql, false);
	query.sql = str_cstr(&a, buf_text(&q.sql));
	query.n_params = (unsigned)q.n;
	ok = store_rows(s, &query, q.v, &rows, e);
	while (ok && (ok = rows_next(rows, &row, e)) && row != NULL) {
		struct arena_mark m = arena_mark(&scratch);
		struct record r;

		list_sql_whole(ask, row, whole);
		ok = row_record(all, whole, codes, &scratch, &r, e);
		for (size_t k = 0; ok && k < all->n_children; k++)
			if (wanted(ask, all->children[k].field)) {
				ok = row_children(s, all, codes, &scratch, &r, e);
				break;
			}
		ok = ok && each(ctx, &r, e);
		if (!ok)
			rows_close(rows);
		arena_back(&scratch, m);
	}
done:
	arena_release(&scratch);
	arena_release(&a);
	return ok;
}
