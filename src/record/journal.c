/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "record/journal.h"

#include "base/lang.h"
#include "record/cell.h"
#include "record/chain.h"
#include "record/redact.h"
#include "record/row.h"
#include "record/state.h"
#include "record/vault.h"

#include "queries.h"

#include <assert.h>

struct journal {
	struct store *s;
	const struct codes *codes;
	const struct reg_sql **sql; /* by the register's place in registers[] */
	struct vault *vault;
	struct journal_point end;
	struct arena scratch;
	struct buf fields;
};

static void
journal_release(void *p)
{
	struct journal *j = p;

	buf_release(&j->fields);
	arena_release(&j->scratch);
}

bool
journal_open(struct store *s, struct codes *codes, struct arena *a, struct journal **out,
    struct err *e)
{
	struct journal *j = arena_new(a, struct journal);

	(void)e;
	j->s = s;
	j->codes = codes;
	j->vault = vault_new(s, a);
	j->sql = arena_array(a, const struct reg_sql *, n_registers);
	for (size_t i = 0; i < n_registers; i++)
		j->sql[i] = reg_sql_new(registers[i], a);
	arena_init(&j->scratch);
	buf_init(&j->fields);
	arena_defer(a, journal_release, j);
	*out = j;
	return true;
}

static void
take_point(struct journal_point *p, int64_t pos, struct str hash)
{
	*p = (struct journal_point){ .pos = pos };
	if (hash.n == sizeof(p->hash))
		memcpy(p->hash, hash.p, sizeof(p->hash));
}

bool
journal_end(struct store *s, struct journal_point *out, struct err *e)
{
	struct sql_journal_last row;
	struct arena a;
	bool found, ok;

	arena_init(&a);
	ok = sql_journal_last(s, &a, &row, &found, e);
	if (ok)
		take_point(out, found ? row.pos : 0, found ? row.hash : STR_NONE);
	arena_release(&a);
	return ok;
}

bool
journal_point_at(struct store *s, int64_t pos, struct journal_point *out, bool *found, struct err *e)
{
	struct sql_journal_hash_at row;
	struct arena a;
	bool ok;

	arena_init(&a);
	ok = sql_journal_hash_at(s, pos, &a, &row, found, e);
	if (ok)
		take_point(out, pos, *found ? row.hash : STR_NONE);
	arena_release(&a);
	return ok;
}

bool
journal_passed(struct store *s, const struct journal_point *p, bool *passed, struct err *e)
{
	struct journal_point there;
	bool found;

	*passed = p->pos == 0;
	if (p->pos == 0)
		return true;
	if (!journal_point_at(s, p->pos, &there, &found, e))
		return false;
	*passed = found && memcmp(there.hash, p->hash, sizeof(p->hash)) == 0;
	return true;
}

bool
journal_begin(struct journal *j, struct err *e)
{
	return journal_end(j->s, &j->end, e);
}

const struct journal_point *
journal_now(const struct journal *j)
{
	return &j->end;
}

bool
journal_position(struct store *s, int64_t *pos, struct err *e)
{
	struct journal_point end;

	if (!journal_end(s, &end, e))
		return false;
	*pos = end.pos;
	return true;
}

static const struct reg_sql *
sql_of(const struct journal *j, const struct reg *g)
{
	for (size_t i = 0; i < n_registers; i++)
		if (registers[i] == g)
			return j->sql[i];
	assert(g == NULL); /* every register is in the house */
	return NULL;
}

bool
journal_record(struct journal *j, const struct reg *g, const struct uuid *id, struct arena *a,
    struct record *out, bool *found, struct err *e)
{
	const struct reg_sql *q = sql_of(j, g);
	struct value key = V_UUID(id);
	const struct value *row;

	if (!store_one(j->s, &q->read, &key, a, &row, found, e))
		return false;
	return !*found || (row_record(q, row, j->codes, a, out, e) &&
	    row_children(j->s, q, j->codes, a, out, e));
}

/* What the rules fill in may change with the rest of the store (the shift that covers a start): what
 * they found, or that they found nothing, is no difference by itself. */
static bool
differs(const struct field *f, const struct cell *new, const struct cell *old)
{
	if (new->resolved || (f->flags & FIELD_DERIVED) != 0 ||
	    (!new->set && (f->flags & FIELD_RESOLVED) != 0))
		return false;
	return !cell_equal(f, new, old);
}

static bool
changes_fixed(const struct record *new, const struct record *old)
{
	for (size_t i = 0; i < old->reg->n_fields; i++)
		if ((old->reg->fields[i].flags & FIELD_FIXED) != 0 && old->cells[i].set &&
		    !cell_equal(&old->reg->fields[i], &new->cells[i], &old->cells[i]))
			return true;
	return false;
}

static bool
changes_sealed(const struct record *new, const struct record *old)
{
	for (size_t i = 0; i < old->reg->n_fields; i++)
		if ((old->reg->fields[i].flags & FIELD_SEALED) != 0 &&
		    !cell_equal(&old->reg->fields[i], &new->cells[i], &old->cells[i]))
			return true;
	return false;
}

/* Writes the changed fields as JSON; `old` NULL for a new record. */
static void
fields_json(struct journal *j, const struct reg_sql *q, const struct record *r,
    const struct record *old, const struct change *c)
{
	struct json_writer w;
	bool zeros = false;

	buf_clear(&j->fields);
	js_init(&w, &j->fields);
	js_object(&w);
	if (r->source_id.p != NULL && (old == NULL || !str_eq(r->source_id, old->source_id))) {
		js_key(&w, "source_id");
		js_str(&w, r->source_id);
	}
	if (r->deleted != (old != NULL && old->deleted)) {
		js_key(&w, "deleted");
		js_bool(&w, r->deleted);
	}
	for (size_t i = 0; i < r->reg->n_fields; i++) {
		const struct field *f = &r->reg->fields[i];

		bool again = c->again != NULL && c->again[i] && r->cells[i].set;

		if (old == NULL ? !r->cells[i].set : !again && cell_equal(f, &r->cells[i], &old->cells[i]))
			continue;
		if (old == NULL && field_from_zero(f) && r->cells[i].i == 0) {
			zeros = true;
			continue;
		}
		js_key_quoted(&w, q->keys[i]);
		cell_json(&w, f, &r->cells[i], j->codes);
	}
	if (zeros) {
		js_key(&w, "zeros");
		js_bool(&w, true);
	}
	if (c->redacted.p != NULL) {
		js_key(&w, REDACTED);
		js_raw(&w, c->redacted);
	}
	js_end_object(&w);
}

static bool
put_children(struct journal *j, const struct reg_sql *q, const struct record *r, bool fresh,
    struct err *e)
{
	for (size_t k = 0; k < q->n_children; k++) {
		const struct child_sql *child = &q->children[k];
		const struct cell *c = &r->cells[child->field];
		struct value v[5] = { V_UUID(&r->id) };

		if (!fresh && !store_send(j->s, &child->drop, v, e))
			return false;
		for (size_t i = 0; c->set && i < c->n; i++) {
			v[1] = V_INT((int64_t)i);
			row_child_values(&q->reg->fields[child->field], c, i, j->codes, &v[2]);
			if (!store_send(j->s, &child->put, v, e))
				return false;
		}
	}
	return true;
}

static bool
append(struct journal *j, const struct change *c, int64_t base, struct err *e)
{
	static const struct uuid nil;
	bool batched = !uuid_eq(&c->batch, &nil);
	struct chain_entry en = {
		.pos = j->end.pos + 1, .at = c->at, .actor = c->actor, .device = c->device,
		.reg = str_of(c->record->reg->name), .record = V_UUID(&c->record->id).s, .base = base,
		.batch = batched ? V_UUID(&c->batch).s : STR_NONE, .line = c->line,
		.reason = c->reason, .fields = buf_text(&j->fields),
	};
	uint8_t hash[CHAIN_HASH];

	chain_hash(j->end.hash, &en, hash);
	if (!sql_journal_put(j->s, en.pos, en.at, en.actor, en.device, en.reg, &c->record->id, base,
	    batched ? &c->batch : NULL, c->line, c->reason, en.fields,
	    (struct str){ (const char *)hash, sizeof(hash) }, e))
		return false;
	j->end.pos = en.pos;
	memcpy(j->end.hash, hash, sizeof(hash));
	return true;
}

/* What the change does not speak of stays as it is; so does what is sealed where a file says nothing, since
 * exports leave it out. */
static bool
keep_values(const struct change *c, const struct record *old)
{
	bool kept = false;

	for (size_t i = 0; c->given != NULL && i < old->reg->n_fields; i++) {
		const struct field *f = &old->reg->fields[i];
		struct cell *cell = &c->record->cells[i];

		bool given = c->given[i] && ((f->flags & FIELD_SEALED) == 0 || cell->set);

		if (given || (f->flags & (FIELD_DERIVED | FIELD_COMPUTED | FIELD_RESOLVED)) != 0 ||
		    cell_equal(f, cell, &old->cells[i]))
			continue;
		*cell = old->cells[i];
		kept = true;
	}
	return kept;
}

/* A record whose id is there already. */
static bool
put_known(struct journal *j, const struct reg_sql *q, const struct change *c,
    enum change_result *result, int64_t *clash_line, struct err *e)
{
	struct record *r = c->record;
	struct record old;
	struct value key = V_UUID(&r->id), v[ROW_COLUMNS_MAX];
	struct sql_journal_entry_batch entry;
	const struct value *row;
	struct str own = r->source_id;
	bool found, same;
	int64_t base;

	if (!store_one(j->s, &q->read, &key, &j->scratch, &row, &found, e))
		return false;
	if (!found)
		return err_set(e, ERR_INTERNAL, "journal.lost",
		    _("A record was there and is gone within one transaction. Nothing was changed."));
	if (!row_record(q, row, j->codes, &j->scratch, &old, e) ||
	    !row_children(j->s, q, j->codes, &j->scratch, &old, e))
		return false;
	if (!vault_keep(j->vault, r, &old, &j->scratch, e))
		return false;
	if (keep_values(c, &old) && c->settle != NULL && !c->settle(c->ctx, r, &j->scratch)) {
		*result = CHANGE_REFUSED;
		return true;
	}
	same = r->deleted == old.deleted && (r->source_id.p == NULL || str_eq(r->source_id, old.source_id));
	for (size_t i = 0; same && i < r->reg->n_fields; i++)
		same = !differs(&r->reg->fields[i], &r->cells[i], &old.cells[i]);
	if (same && c->redacted.p == NULL) {
		r->version = old.version;
		*result = CHANGE_NONE;
		return true;
	}
	if (!c->any_base && r->version != old.version) {
		*result = CHANGE_CONFLICT;
		return true;
	}
	if (changes_fixed(r, &old)) {
		*result = CHANGE_FIXED;
		return true;
	}
	if (c->who != NULL) {
		enum access_answer may;

		if (!access_of_record(j->s, c->who, OP_IMPORT, &old, &may, e) ||
		    (may == ACCESS_GRANTED && changes_sealed(r, &old) &&
		        !access_of_record(j->s, c->who, OP_REVEAL, &old, &may, e)))
			return false;
		/* What was validated is corrected one by one, with a reason. */
		if (may != ACCESS_GRANTED || state_of(&old, j->codes) >= STATE_VALIDATED) {
			*result = CHANGE_DENIED;
			return true;
		}
	}
	if (!sql_journal_entry_batch(j->s, old.version, &j->scratch, &entry, &found, e))
		return false;
	if (found && entry.batch.p != NULL && c->line > 0 &&
	    str_eq(entry.batch, V_UUID(&c->batch).s)) {
		*clash_line = entry.line;
		*result = CHANGE_CLASH;
		return true;
	}
	base = old.version;
	r->version = j->end.pos + 1;
	if (own.p == NULL)
		r->source_id = old.source_id;
	r->made_at = old.made_at;
	r->changed_at = c->at;
	if (!vault_close(j->vault, r, &j->scratch, e))
		return false;
	fields_json(j, q, r, &old, c);
	r->made_by = old.made_by;
	row_values(q, r, j->codes, &j->scratch, v);
	/* Who made it and when stays. */
	memmove(&v[ROW_MADE_AT], &v[ROW_MADE_BY + 1], (q->n_columns - ROW_MADE_BY - 1) * sizeof(*v));
	if (!store_send(j->s, &q->update, v, e) || !put_children(j, q, r, false, e) ||
	    !append(j, c, base, e))
		return false;
	/* What was borrowed from the old record goes with it. */
	r->source_id = own;
	r->made_by = STR_NONE;
	*result = CHANGE_VERSION;
	return true;
}

/* What is sealed of a record that is new; one that stands is looked at first, lest what did not change be
 * sealed anew. Closed are cells of the journal's own: who asked keeps his. */
static bool
close_new(struct journal *j, const struct reg_sql *q, struct record *r, bool *known, struct err *e)
{
	struct cell *cells = arena_array(&j->scratch, struct cell, r->reg->n_fields);
	struct value key = V_UUID(&r->id);
	const struct value *row;

	memcpy(cells, r->cells, r->reg->n_fields * sizeof(*cells));
	r->cells = cells;
	return store_one(j->s, &q->read, &key, &j->scratch, &row, known, e) &&
	    (*known || vault_close(j->vault, r, &j->scratch, e));
}

bool
journal_put(struct journal *j, const struct change *c, enum change_result *result,
    int64_t *clash_line, struct err *e)
{
	const struct reg_sql *q = sql_of(j, c->record->reg);
	struct arena_mark m = arena_mark(&j->scratch);
	struct record *r = c->record;
	struct cell *cells = r->cells;
	int64_t version = r->version, changed = 0;
	struct value v[ROW_COLUMNS_MAX];
	bool known = false, ok = false;

	r->version = j->end.pos + 1;
	r->made_at = r->changed_at = c->at;
	r->made_by = c->actor;
	if (reg_has_sealed(r->reg) && !close_new(j, q, r, &known, e))
		goto done;
	if (!known) {
		row_values(q, r, j->codes, &j->scratch, v);
		if (!store_exec(j->s, &q->insert, v, &changed, e))
			goto done;
	}
	if (changed == 0) {
		r->version = version;
		ok = put_known(j, q, c, result, clash_line, e);
		goto done;
	}
	fields_json(j, q, r, NULL, c);
	if (!put_children(j, q, r, true, e) || !append(j, c, 0, e))
		goto done;
	*result = CHANGE_NEW;
	ok = true;
done:
	r->cells = cells;
	arena_back(&j->scratch, m);
	if (!ok)
		err_wrap(e, "%s", r->reg->name);
	return ok;
}
