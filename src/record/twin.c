/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "record/twin.h"

#include "base/lang.h"
#include "record/saver.h"
#include "record/sql.h"

#include <assert.h>

#define STEPS_MAX 8 /* from one to the next */

static int
twin_field(const struct reg *g)
{
	for (size_t i = 0; i < g->n_fields; i++)
		if ((g->fields[i].flags & FIELD_TWIN) != 0)
			return (int)i;
	return -1;
}

bool
twin_goes(struct store *s, struct record *r, struct arena *a, struct twins *out, struct err *e)
{
	int at = twin_field(r->reg);
	struct value key = V_UUID(&r->id);
	struct rows *rows;
	bool more = true;

	*out = (struct twins){ 0 };
	if (at < 0)
		return true;
	out->v = arena_array(a, struct uuid, TWINS_HANDED + 1);
	if (!store_built(s, str_fmt(a, "SELECT id FROM \"%s\" WHERE structure = %d AND deleted = 0 AND "
	    "\"%s\" = $1 ORDER BY made_at, id LIMIT %d", r->reg->name, STRUCTURE_ONE,
	    r->reg->fields[at].name, TWINS_HANDED), &key, 1, &rows, e))
		return false;
	while (more) {
		if (!rows_uuid(rows, &out->v[out->n], &more, e))
			return false;
		out->n += more;
	}
	if (out->n > 0 && !r->cells[at].set)
		r->cells[at] = (struct cell){ .set = true, .u = out->v[0] };
	return true;
}

bool
twin_returns(struct saver *v, struct record *r, struct arena *a, struct err *e)
{
	int at = twin_field(r->reg);
	bool found = true, on = true;
	struct record next;
	struct uuid to;

	if (at < 0 || !r->cells[at].set)
		return true;
	to = r->cells[at].u;
	for (int i = 0; on && i < STEPS_MAX; i++) {
		if (!journal_record(v->journal, r->reg, &to, a, &next, &found, e))
			return false;
		on = found && next.cells[at].set;
		if (on)
			to = next.cells[at].u;
	}
	if (on || !found || next.deleted || uuid_eq(&to, &r->id))
		r->cells[at] = (struct cell){ .set = false };
	else
		r->cells[at].u = to;
	return true;
}

bool
twin_hand_over(struct saver *v, struct store *s, const struct record *gone, const struct twins *twins,
    const struct change *done, struct err *e)
{
	int at = twin_field(gone->reg);

	for (size_t i = 0; i < twins->n; i++) {
		struct change c = { .at = done->at, .device = done->device, .actor = done->actor,
			.reason = str_of(_("The other record of the same event was deleted")) };
		enum change_result result = CHANGE_NONE;
		const struct uuid *to = &gone->cells[at].u;
		struct record r;
		struct arena a;
		int64_t clash;
		bool found, ok;

		arena_init(&a);
		ok = journal_record(v->journal, gone->reg, &twins->v[i], &a, &r, &found, e);
		if (ok) {
			r.cells[at] = (struct cell){ .set = !uuid_eq(to, &r.id), .u = *to };
			c.record = &r;
			ok = journal_put(v->journal, &c, &result, &clash, e) && saver_took(v, s, &r, e);
		}
		arena_release(&a);
		if (!ok)
			return false;
		assert(result == CHANGE_VERSION);
	}
	return true;
}
