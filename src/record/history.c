/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "record/history.h"

#include "base/lang.h"
#include "record/cell.h"
#include "record/journal.h"

#include "queries.h"

static bool
read_entry(struct store *s, const struct record *rec, int64_t pos, struct arena *a,
    struct history_entry *out, struct str *fields, struct err *e)
{
	struct sql_journal_entry row;
	bool found;

	if (!sql_journal_entry(s, pos, a, &row, &found, e))
		return false;
	if (!found || !str_is(row.reg, rec->reg->name) || !str_eq(row.record, V_UUID(&rec->id).s))
		return err_set(e, ERR_INTERNAL, "journal.lost",
		    _("The journal lacks an entry of this record. Nothing was changed. Run: maillage check"));
	*out = (struct history_entry){
		.pos = pos, .base = row.base, .at = row.at, .actor = row.actor, .device = row.device,
		.reason = row.reason,
	};
	if (row.batch.n == sizeof(out->batch.b))
		memcpy(out->batch.b, row.batch.p, sizeof(out->batch.b));
	*fields = row.fields;
	return true;
}

/* What has been added up, and the entry that is being added. */
struct adding {
	const struct reg *g;
	const struct codes *codes;
	struct arena *a;
	struct history_entry *en;
	struct cell *cells;
	struct history_change *v;
	bool unreadable;
};

/* The counts and marks of a new record that its entry does not name. */
static void
take_zeros(struct adding *d)
{
	for (size_t i = 0; i < d->g->n_fields; i++) {
		if (!field_from_zero(&d->g->fields[i]) || d->cells[i].set)
			continue;
		d->cells[i] = (struct cell){ .set = true };
		d->v[d->en->n++] = (struct history_change){ .field = &d->g->fields[i], .after = d->cells[i] };
	}
}

static bool
take_field(void *ctx, struct str key, const struct json *v)
{
	struct adding *d = ctx;
	struct history_change c = { .field = NULL };
	int i;

	if (str_is(key, "deleted")) {
		d->en->deleted = js_integer(v) != 0;
		d->en->kind = d->en->deleted ? HISTORY_DELETED : HISTORY_RESTORED;
		return true;
	}
	if (str_is(key, "source_id")) {
		c.text_before = d->en->source_id;
		c.text_after = d->en->source_id = js_text(v);
		d->v[d->en->n++] = c;
		return true;
	}
	i = reg_field(d->g, key);
	if (i < 0 && str_is(key, "zeros"))
		take_zeros(d);
	if (i < 0) /* of a program that knew more fields */
		return true;
	c.field = &d->g->fields[i];
	c.before = d->cells[i];
	if (!cell_of_json(v, c.field, d->codes, d->a, &d->cells[i])) {
		d->unreadable = true;
		return true;
	}
	c.after = d->cells[i];
	d->v[d->en->n++] = c;
	return true;
}

/* Adds an entry to what stood before it. */
static bool
add(const struct record *rec, const struct codes *codes, const struct history_entry *before,
    struct history_entry *en, struct str fields, struct arena *a, struct err *e)
{
	size_t n = rec->reg->n_fields;
	struct adding d = { .g = rec->reg, .codes = codes, .a = a, .en = en };
	const struct json *json;

	d.cells = arena_array(a, struct cell, n);
	d.v = arena_array(a, struct history_change, n + 1);
	if (before != NULL) {
		memcpy(d.cells, before->cells, n * sizeof(*d.cells));
		en->source_id = before->source_id;
		en->deleted = before->deleted;
	}
	en->kind = before == NULL ? HISTORY_MADE : HISTORY_CHANGED;
	if (!js_parse(a, fields, &json, e))
		return false;
	js_each(json, take_field, &d);
	en->changes = d.v;
	en->cells = d.cells;
	return !d.unreadable || err_set(e, ERR_INTERNAL, "store.value",
	    _("The journal holds a value that this program cannot read. Nothing was changed. "
	      "Run: maillage check"));
}

static bool
read_all(struct store *s, const struct codes *codes, const struct record *rec, struct arena *a,
    struct history_entry **out, size_t *n, struct err *e)
{
	struct history_entry *v = arena_array(a, struct history_entry, HISTORY_MAX);
	struct str *fields = arena_array(a, struct str, HISTORY_MAX);

	*n = 0;
	for (int64_t pos = rec->version; pos > 0; pos = v[(*n)++].base) {
		if (*n == HISTORY_MAX)
			return err_set(e, ERR_UNAVAILABLE, "history.many",
			    _("This record changed more than %d times; its history is not shown here."),
			    HISTORY_MAX);
		if (!read_entry(s, rec, pos, a, &v[*n], &fields[*n], e))
			return false;
	}
	for (size_t i = *n; i-- > 0;)
		if (!add(rec, codes, i + 1 < *n ? &v[i + 1] : NULL, &v[i], fields[i], a, e))
			return false;
	*out = v;
	return true;
}

static bool
read_allowed(struct store *s, const struct codes *codes, const struct reach *who, const struct reg *g,
    const struct uuid *id, struct arena *a, struct record *rec, struct err *e)
{
	enum access_answer answer = ACCESS_HIDDEN;
	bool found;

	if (!record_read(s, codes, g, id, a, rec, &found, e) ||
	    (found && !access_of_record(s, who, OP_READ, rec, &answer, e)))
		return false;
	return answer == ACCESS_GRANTED ||
	    err_set(e, ERR_NOT_FOUND, "access.hidden", _("There is no such record."));
}

bool
history_read(struct store *s, const struct codes *codes, const struct reach *who, const struct reg *g,
    const struct uuid *id, struct arena *a, struct history_entry **out, size_t *n, struct err *e)
{
	struct record rec;

	return read_allowed(s, codes, who, g, id, a, &rec, e) && read_all(s, codes, &rec, a, out, n, e);
}

bool
record_as_it_stood(struct store *s, const struct codes *codes, const struct reach *who,
    const struct reg *g, const struct uuid *id, const struct history_moment *when, struct arena *a,
    struct record *out, bool *found, struct err *e)
{
	struct history_entry *v;
	struct record rec;
	size_t n;

	*found = false;
	if (!read_allowed(s, codes, who, g, id, a, &rec, e) || !read_all(s, codes, &rec, a, &v, &n, e))
		return false;
	for (size_t i = 0; i < n && !*found; i++) {
		if (when->pos != 0 ? v[i].pos != when->pos : v[i].at > when->at)
			continue;
		rec.version = v[i].pos;
		rec.source_id = v[i].source_id;
		rec.deleted = v[i].deleted;
		rec.changed_at = v[i].at;
		memcpy(rec.cells, v[i].cells, g->n_fields * sizeof(*rec.cells));
		*out = rec;
		*found = true;
	}
	return true;
}
