/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Orders: an export that somebody asked for in a person's name, until it is handed over. */
#include "access/secret.h"
#include "access/subject.h"

#include "queries.h"

#define ORDERS_MAX 500       /* the limit of the query */

static const char *const labels[] = {
	[ORDER_OPEN] = N_("to hand over"), [ORDER_HANDED_OVER] = N_("handed over"),
	[ORDER_WITHDRAWN] = N_("withdrawn"),
};

const char *
subject_order_label(enum subject_order_state s)
{
	return labels[s];
}

static bool
order_of(const struct sql_subject_order_all *row, struct arena *a, struct subject_order *o)
{
	/* A newer version's kinds and states are passed over. */
	if (!subject_kind_parse(row->kind, &o->who) || row->state < 0 || row->state > ORDER_WITHDRAWN)
		return false;
	o->id = access_uuid(row->id);
	o->who.id = access_uuid(row->record);
	o->state = (enum subject_order_state)row->state;
	o->asked_at = row->asked_at;
	o->asked_by = str_dup(a, row->asked_by);
	o->closed_at = row->closed_at;
	o->closed_by = row->closed_by.p != NULL ? str_dup(a, row->closed_by) : STR_NONE;
	return true;
}

bool
subject_order_list(struct store *s, struct arena *a, struct subject_order **out, size_t *n, struct err *e)
{
	struct subject_order *v = arena_array(a, struct subject_order, ORDERS_MAX);
	struct sql_subject_order_all row;
	struct rows *rows;
	bool more;

	*n = 0;
	if (!sql_subject_order_all(s, &rows, e))
		return false;
	for (;;) {
		if (!sql_subject_order_all_next(rows, &row, &more, e))
			return false;
		if (!more)
			break;
		if (*n < ORDERS_MAX && order_of(&row, a, &v[*n]))
			++*n;
	}
	*out = v;
	return true;
}

bool
subject_order_read(struct store *s, const struct uuid *id, struct arena *a, struct subject_order *out,
    bool *found, struct err *e)
{
	struct subject_order *v;
	size_t n;

	*found = false;
	if (!subject_order_list(s, a, &v, &n, e))
		return false;
	for (size_t i = 0; i < n && !*found; i++)
		if (uuid_eq(&v[i].id, id)) {
			*out = v[i];
			*found = true;
		}
	return true;
}

bool
subject_order_make(struct store *s, struct subject_order *o, const struct deed *d, struct err *e)
{
	struct subject_order *v;
	struct arena a;
	size_t n;
	bool ok;

	arena_init(&a);
	ok = subject_order_list(s, &a, &v, &n, e);
	for (size_t i = 0; ok && i < n; i++)
		if (v[i].state == ORDER_OPEN && v[i].who.party == o->who.party && v[i].who.reg == o->who.reg &&
		    uuid_eq(&v[i].who.id, &o->who.id))
			ok = err_set(e, ERR_CONFLICT, "subject.ordered",
			    _("This export is ordered already and waits to be handed over. Nothing was changed."));
	o->id = access_id(d->now_ms);
	o->state = ORDER_OPEN;
	o->asked_at = d->now_ms;
	o->asked_by = d->actor;
	ok = ok && sql_subject_order_put(s, &o->id, str_of(subject_kind(&o->who)->name), &o->who.id, d->now_ms,
	    d->actor, e) && subject_note(s, &o->who, "order", 1, d, e);
	arena_release(&a);
	return ok;
}

bool
subject_order_close(struct store *s, const struct uuid *id, enum subject_order_state to,
    const struct deed *d, struct err *e)
{
	struct subject_order o;
	struct arena a;
	bool found, ok;

	arena_init(&a);
	ok = subject_order_read(s, id, &a, &o, &found, e);
	if (ok && (!found || o.state != ORDER_OPEN))
		ok = err_set(e, ERR_CONFLICT, "subject.closed",
		    _("This order is not open any more. Nothing was changed."));
	ok = ok && sql_subject_order_close(s, id, (int64_t)to, d->now_ms, d->actor, e) &&
	    subject_note(s, &o.who, to == ORDER_WITHDRAWN ? "withdraw" : "hand-over", 1, d, e);
	arena_release(&a);
	return ok;
}

bool
subject_order_waiting(struct store *s, const struct codes *codes, const struct reach *reader,
    struct arena *a, struct subject_order **out, size_t *n, struct err *e)
{
	struct subject_record *v;
	size_t all, records;
	struct str own;
	bool found, opens;

	*n = 0;
	if (!subject_order_list(s, a, out, &all, e))
		return false;
	for (size_t i = 0; i < all; i++) {
		struct subject_order *o = &(*out)[i];

		if (o->state != ORDER_OPEN)
			continue;
		if (!subject_reference(s, &o->who, a, &own, &found, e))
			return false;
		if (!found)
			continue;
		if (!subject_find(s, &o->who, a, &v, &records, e) ||
		    !subject_opens(s, codes, reader, v, records, &opens, e))
			return false;
		if (opens)
			(*out)[(*n)++] = *o;
	}
	return true;
}
