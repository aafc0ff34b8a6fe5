/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Whether the journal's chain is whole, and whether the tables are what it adds up to. */
#include "base/lang.h"
#include "record/cell.h"
#include "record/chain.h"
#include "record/journal.h"
#include "record/row.h"

#include "queries.h"

static bool
verify_chain(struct store *s, struct journal_check *out, struct err *e)
{
	uint8_t hash[CHAIN_HASH] = { 0 };
	int64_t pos = 0;
	struct rows *rows;
	struct sql_journal_chain row;
	bool more;

	if (!sql_journal_chain(s, &rows, e))
		return false;
	for (;;) {
		struct chain_entry en;

		if (!sql_journal_chain_next(rows, &row, &more, e))
			return false;
		if (!more)
			return true;
		en = (struct chain_entry){
			.pos = row.pos, .at = row.at, .actor = row.actor, .device = row.device, .reg = row.reg,
			.record = row.record, .base = row.base, .batch = row.batch, .line = row.line,
			.fields = row.fields,
		};
		chain_hash(hash, &en, hash);
		out->entries++;
		if (out->broken_at == 0 && (en.pos != ++pos || row.hash.n != CHAIN_HASH ||
		    memcmp(row.hash.p, hash, CHAIN_HASH) != 0))
			out->broken_at = en.pos;
		if (row.hash.n == CHAIN_HASH)
			memcpy(hash, row.hash.p, CHAIN_HASH);
		pos = en.pos;
	}
}

/* Adding up one register: three connections, because rows of the journal, rows of the register and
 * child rows are read side by side. */
struct sum {
	struct store *children;
	const struct reg_sql *q;
	const struct codes *codes;
	struct arena a;          /* of the record being added up */
	struct record r;
	bool open;
	bool broken;
	struct rows *rows;       /* of the register, in order of id */
	const struct value *row; /* the next one not yet compared; NULL at the end */
	struct journal_check *out;
};

static void
note_difference(struct sum *m, const struct uuid *id)
{
	if (m->out->differing++ == 0) {
		m->out->first_differing = *id;
		m->out->first_reg = m->q->reg;
	}
}

static bool
same_record(const struct record *x, const struct record *y)
{
	if (x->version != y->version || x->deleted != y->deleted || !str_eq(x->source_id, y->source_id))
		return false;
	for (size_t i = 0; i < x->reg->n_fields; i++)
		if (!cell_equal(&x->reg->fields[i], &x->cells[i], &y->cells[i]))
			return false;
	return true;
}

/* Compares what was added up with its row; rows that no entry explains differ too. */
static bool
compare(struct sum *m, struct err *e)
{
	struct record stored;
	int order;

	for (;;) {
		order = m->row == NULL ? 1 : str_cmp(m->row[ROW_ID].s, V_UUID(&m->r.id).s);
		if (order >= 0)
			break;
		m->out->records++;
		if (!row_record(m->q, m->row, m->codes, &m->a, &stored, NULL, e))
			return false;
		note_difference(m, &stored.id);
		if (!rows_next(m->rows, &m->row, e))
			return false;
	}
	m->out->records++;
	if (order > 0) {
		note_difference(m, &m->r.id);
		return true;
	}
	if (!row_record(m->q, m->row, m->codes, &m->a, &stored, NULL, e) ||
	    !row_children(m->children, m->q, m->codes, &m->a, &stored, e))
		return false;
	if (m->broken || !same_record(&stored, &m->r))
		note_difference(m, &stored.id);
	return rows_next(m->rows, &m->row, e);
}

static bool
apply_field(void *ctx, struct str key, const struct json *v)
{
	struct sum *m = ctx;
	int i;

	if (str_is(key, "source_id")) {
		m->r.source_id = str_dup(&m->a, js_text(v));
		return true;
	}
	if (str_is(key, "deleted")) {
		m->r.deleted = js_integer(v) != 0;
		return true;
	}
	i = reg_field(m->q->reg, key);
	if (i < 0 || !cell_of_json(v, &m->q->reg->fields[i], m->codes, &m->a, &m->r.cells[i]))
		m->broken = true;
	return true;
}

static bool
add_entry(struct sum *m, const struct value *entry, struct err *e)
{
	const struct json *fields;

	if (!m->open || !str_eq(entry[1].s, V_UUID(&m->r.id).s)) {
		if (m->open && !compare(m, e))
			return false;
		arena_release(&m->a);
		arena_init(&m->a);
		m->r = (struct record){ .reg = m->q->reg };
		m->r.cells = arena_array(&m->a, struct cell, m->q->reg->n_fields);
		m->open = true;
		m->broken = entry[1].s.n != sizeof(m->r.id.b);
		if (!m->broken)
			memcpy(m->r.id.b, entry[1].s.p, sizeof(m->r.id.b));
	}
	m->r.version = entry[0].i;
	if (!js_parse(&m->a, entry[2].s, &fields, e)) {
		*e = (struct err){ 0 };
		m->broken = true;
		return true;
	}
	js_each(fields, apply_field, m);
	return true;
}

static bool
verify_register(struct store *s, struct sum *m, struct store *side, struct err *e)
{
	struct rows *entries;
	const struct value *entry;

	if (!store_rows(side, &m->q->scan, NULL, &m->rows, e) || !rows_next(m->rows, &m->row, e))
		return false;
	if (!sql_journal_by_record(s, str_of(m->q->reg->name), &entries, e))
		return false;
	for (;;) {
		if (!rows_next(entries, &entry, e))
			return false;
		if (entry == NULL)
			break;
		if (!add_entry(m, entry, e)) {
			rows_close(entries);
			return false;
		}
	}
	if (m->open && !compare(m, e))
		return false;
	m->open = false;
	while (m->row != NULL) {
		struct record stored;

		m->out->records++;
		if (!row_record(m->q, m->row, m->codes, &m->a, &stored, NULL, e))
			return false;
		note_difference(m, &stored.id);
		if (!rows_next(m->rows, &m->row, e))
			return false;
	}
	return true;
}

bool
journal_verify(struct store *s, struct codes *codes, struct journal_check *out, struct err *e)
{
	struct arena a;
	struct store *side, *children;
	bool ok = false;

	arena_init(&a);
	*out = (struct journal_check){ 0 };
	if (!store_again(s, STORE_READ, &a, &side, e) || !store_again(s, STORE_READ, &a, &children, e) ||
	    !verify_chain(s, out, e))
		goto done;
	for (size_t i = 0; i < n_registers; i++) {
		struct sum m = {
			.children = children, .q = reg_sql_new(registers[i], &a), .codes = codes, .out = out,
		};
		bool one;

		arena_init(&m.a);
		one = verify_register(s, &m, side, e);
		arena_release(&m.a);
		if (!one) {
			err_wrap(e, "%s", registers[i]->name);
			goto done;
		}
	}
	ok = true;
done:
	arena_release(&a);
	return ok;
}
