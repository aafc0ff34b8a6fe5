/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "record/scan.h"

struct child_rows {
	struct rows *rows;
	const struct value *row; /* the next one; NULL: closed, or not yet read */
};

struct record_scan {
	const struct reg_sql *q;
	const struct codes *codes;
	struct rows *rows;
	bool open;
	struct child_rows *children;
	int64_t strays;
};

bool
record_scan_open(struct store *s, const struct codes *codes, const struct reg_sql *q,
    struct arena *a, struct record_scan **out, struct err *e)
{
	struct record_scan *w = arena_new(a, struct record_scan);

	w->q = q;
	w->codes = codes;
	w->children = arena_array(a, struct child_rows, q->n_children);
	if (!store_rows(s, &q->scan, NULL, &w->rows, e))
		return false;
	w->open = true;
	for (size_t k = 0; k < q->n_children; k++) {
		struct child_rows *c = &w->children[k];

		if (!store_rows(s, &q->children[k].scan, NULL, &c->rows, e) ||
		    !rows_next(c->rows, &c->row, e)) {
			record_scan_close(w);
			return false;
		}
	}
	*out = w;
	return true;
}

void
record_scan_close(struct record_scan *w)
{
	if (w == NULL)
		return;
	if (w->open)
		rows_close(w->rows);
	w->open = false;
	for (size_t k = 0; k < w->q->n_children; k++) {
		if (w->children[k].row != NULL)
			rows_close(w->children[k].rows);
		w->children[k].row = NULL;
	}
}

/* The child rows of one record; NULL: those that are left when there is none any more. */
static bool
take_children(struct record_scan *w, struct arena *a, struct record *r, struct err *e)
{
	for (size_t k = 0; k < w->q->n_children; k++) {
		struct child_rows *c = &w->children[k];
		struct row_list list = { .n = 0 };

		if (r != NULL)
			row_list_begin(&list, &w->q->reg->fields[w->q->children[k].field], a);
		for (; c->row != NULL;) {
			int order = r == NULL ? -1 : str_cmp(c->row[0].s, V_UUID(&r->id).s);

			if (order > 0)
				break;
			if (order < 0)
				w->strays++;
			else if (!row_list_add(&list, w->q->reg, c->row + 1, w->codes, e))
				return false;
			if (!rows_next(c->rows, &c->row, e)) {
				c->row = NULL;
				return false;
			}
		}
		if (r != NULL)
			r->cells[w->q->children[k].field] = row_list_cell(&list);
	}
	return true;
}

bool
record_scan_next(struct record_scan *w, struct arena *a, struct record *out, bool *found,
    struct err *e)
{
	const struct value *row;

	if (!rows_next(w->rows, &row, e)) {
		w->open = false;
		goto failed;
	}
	*found = row != NULL;
	w->open = *found;
	if (row != NULL && !row_record(w->q, row, w->codes, a, out, e))
		goto failed;
	if (take_children(w, a, row != NULL ? out : NULL, e))
		return true;
failed:
	record_scan_close(w);
	return false;
}

int64_t
record_scan_strays(const struct record_scan *w)
{
	return w->strays;
}
