/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Whether the journal's chain is whole, and whether the tables are what it adds up to. */
#include "base/lang.h"
#include "record/cell.h"
#include "record/chain.h"
#include "record/journal.h"
#include "record/redact.h"
#include "record/scan.h"

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
			.reason = row.reason, .fields = row.fields,
		};
		chain_hash(hash, &en, hash);
		out->entries++;
		if (en.pos != ++pos || row.hash.n != CHAIN_HASH || memcmp(row.hash.p, hash, CHAIN_HASH) != 0) {
			/* Out of which something was taken: what is left is held to what a later entry says. */
			if (en.pos == pos && row.hash.n == CHAIN_HASH && redact_is_in(en.fields))
				out->redacted++;
			else if (out->broken_at == 0)
				out->broken_at = en.pos;
		}
		if (row.hash.n == CHAIN_HASH)
			memcpy(hash, row.hash.p, CHAIN_HASH);
		pos = en.pos;
	}
}

/* Adding up one register: its entries in order of record, beside the records as they are stored. */
struct sum {
	const struct reg_sql *q;
	const struct codes *codes;
	struct arena a;          /* of the record being added up */
	struct record r;
	bool open;
	bool broken;
	struct record_scan *scan;
	struct arena b;          /* of the stored record */
	struct record stored;    /* the next one not yet compared */
	bool more;               /* there is one */
	struct journal_check *out;
	/* Entries of the record being added up out of which something was taken, and what is said of them. */
	struct taken *taken;
	size_t n_taken, cap_taken;
	int64_t *proven;         /* how many are as was said, over all registers */
};

struct taken {
	int64_t pos;
	char stands[64], said[64]; /* proofs; said empty: nothing is said */
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
	if (x->version != y->version || x->made_at != y->made_at || x->changed_at != y->changed_at ||
	    !str_eq(x->made_by, y->made_by) || x->deleted != y->deleted || !str_eq(x->source_id, y->source_id))
		return false;
	for (size_t i = 0; i < x->reg->n_fields; i++)
		/* A count that came with a newer program is empty in older rows, which is 0. */
		if (!cell_equal(&x->reg->fields[i], &x->cells[i], &y->cells[i]) &&
		    !(field_from_zero(&x->reg->fields[i]) && x->cells[i].set != y->cells[i].set &&
		        (x->cells[i].set ? x->cells[i].i : y->cells[i].i) == 0))
			return false;
	return true;
}

static bool
next_stored(struct sum *m, struct err *e)
{
	arena_release(&m->b);
	arena_init(&m->b);
	return record_scan_next(m->scan, &m->b, &m->stored, &m->more, e);
}

/* Stored records before `id` (NULL: all that are left) that no entry explains. */
static bool
pass_unexplained(struct sum *m, const struct uuid *id, struct err *e)
{
	while (m->more && (id == NULL || memcmp(m->stored.id.b, id->b, sizeof(id->b)) < 0)) {
		m->out->records++;
		note_difference(m, &m->stored.id);
		if (!next_stored(m, e))
			return false;
	}
	return true;
}

static void
count_proven(struct sum *m)
{
	for (size_t i = 0; i < m->n_taken; i++)
		*m->proven += strcmp(m->taken[i].stands, m->taken[i].said) == 0;
	m->taken = NULL;
	m->n_taken = m->cap_taken = 0;
}

/* Compares what was added up with what is stored. */
static bool
compare(struct sum *m, struct err *e)
{
	count_proven(m);
	if (!pass_unexplained(m, &m->r.id, e))
		return false;
	m->out->records++;
	if (!m->more || !uuid_eq(&m->stored.id, &m->r.id)) {
		note_difference(m, &m->r.id);
		return true;
	}
	if (m->broken || !same_record(&m->stored, &m->r))
		note_difference(m, &m->stored.id);
	return next_stored(m, e);
}

/* Notes an entry that lacks something. */
static void
take_redacted(struct sum *m, const struct sql_journal_by_record *row)
{
	struct chain_entry en = {
		.pos = row->pos, .at = row->at, .actor = row->actor, .device = row->device,
		.reg = str_of(m->q->reg->name), .record = row->record, .base = row->base, .batch = row->batch,
		.line = row->line, .reason = row->reason, .fields = row->fields,
	};

	if (memmem(row->fields.p, row->fields.n, "{\"#\":", 5) == NULL || !redact_is_in(row->fields))
		return;
	if (m->n_taken == m->cap_taken) {
		size_t cap = m->cap_taken == 0 ? 8 : m->cap_taken * 2;
		struct taken *more = arena_array(&m->a, struct taken, cap);

		if (m->n_taken > 0)
			memcpy(more, m->taken, m->n_taken * sizeof(*more));
		m->taken = more;
		m->cap_taken = cap;
	}
	m->taken[m->n_taken] = (struct taken){ .pos = en.pos };
	redact_proof(&en, m->taken[m->n_taken++].stands);
}

/* A later entry says what an earlier one has come to; the last word counts. */
static bool
take_proof(void *ctx, struct str key, const struct json *v)
{
	struct sum *m = ctx;
	int64_t pos;

	for (size_t i = 0; str_int(key, &pos) && i < m->n_taken; i++)
		if (m->taken[i].pos == pos && js_text(v).n < sizeof(m->taken[i].said)) {
			memset(m->taken[i].said, 0, sizeof(m->taken[i].said));
			memcpy(m->taken[i].said, js_text(v).p, js_text(v).n);
		}
	return true;
}

static bool
apply_field(void *ctx, struct str key, const struct json *v)
{
	struct sum *m = ctx;
	int i;

	if (str_is(key, REDACTED)) {
		js_each(v, take_proof, m);
		return true;
	}
	if (str_is(key, "source_id")) {
		m->r.source_id = str_dup(&m->a, js_text(v));
		return true;
	}
	if (str_is(key, "deleted")) {
		m->r.deleted = js_integer(v) != 0;
		return true;
	}
	i = reg_field(m->q->reg, key);
	if (i < 0 && str_is(key, "zeros")) {
		for (size_t k = 0; k < m->q->reg->n_fields; k++)
			if (field_from_zero(&m->q->reg->fields[k]) && !m->r.cells[k].set)
				m->r.cells[k] = (struct cell){ .set = true };
		return true;
	}
	if (i < 0 || !cell_of_json(v, &m->q->reg->fields[i], m->codes, &m->a, &m->r.cells[i]))
		m->broken = true;
	return true;
}

static bool
add_entry(struct sum *m, const struct sql_journal_by_record *row, struct err *e)
{
	const struct json *fields;

	if (!m->open || !str_eq(row->record, V_UUID(&m->r.id).s)) {
		if (m->open && !compare(m, e))
			return false;
		arena_release(&m->a);
		arena_init(&m->a);
		m->r = (struct record){ .reg = m->q->reg };
		m->r.cells = arena_array(&m->a, struct cell, m->q->reg->n_fields);
		m->open = true;
		m->broken = row->record.n != sizeof(m->r.id.b);
		if (!m->broken)
			memcpy(m->r.id.b, row->record.p, sizeof(m->r.id.b));
		m->r.made_by = str_dup(&m->a, row->actor);
		m->r.made_at = row->at;
	}
	m->r.version = row->pos;
	m->r.changed_at = row->at;
	take_redacted(m, row);
	if (!js_parse(&m->a, row->fields, &fields, e)) {
		*e = (struct err){ 0 };
		m->broken = true;
		return true;
	}
	js_each(fields, apply_field, m);
	return true;
}

static bool
add_entries(struct store *s, struct sum *m, struct err *e)
{
	struct sql_journal_by_record row;
	struct rows *entries;
	bool more;

	if (!sql_journal_by_record(s, str_of(m->q->reg->name), &entries, e))
		return false;
	for (;;) {
		if (!sql_journal_by_record_next(entries, &row, &more, e))
			return false;
		if (!more)
			break;
		if (!add_entry(m, &row, e)) {
			rows_close(entries);
			return false;
		}
	}
	return (!m->open || compare(m, e)) && pass_unexplained(m, NULL, e);
}

static bool
verify_register(struct store *s, struct sum *m, struct arena *a, struct err *e)
{
	if (!record_scan_open(s, m->codes, m->q, a, &m->scan, e))
		return false;
	if (!next_stored(m, e) || !add_entries(s, m, e)) {
		record_scan_close(m->scan);
		return false;
	}
	m->out->strays += record_scan_strays(m->scan);
	return true;
}

/* References of a register's records to records that are not there. */
static bool
verify_references(struct store *s, const struct reg_sql *q, struct journal_check *out,
    struct arena *a, struct err *e)
{
	for (size_t i = 0; i < q->n_astray; i++) {
		const struct value *row;
		bool found;

		if (!store_one(s, &q->astray[i].query, NULL, a, &row, &found, e))
			return false;
		if (!found || row[0].i == 0)
			continue;
		if (out->astray == 0) {
			out->astray_reg = q->reg;
			out->astray_field = &q->reg->fields[q->astray[i].field];
		}
		out->astray += row[0].i;
	}
	return true;
}

static bool
verify_all(struct store *s, struct codes *codes, struct journal_check *out, struct arena *a,
    struct err *e)
{
	int64_t proven = 0;

	if (!verify_chain(s, out, e))
		return false;
	for (size_t i = 0; i < n_registers; i++) {
		struct sum m = { .q = reg_sql_new(registers[i], a), .codes = codes, .out = out, .proven = &proven };
		bool ok;

		arena_init(&m.a);
		arena_init(&m.b);
		ok = verify_register(s, &m, a, e) && verify_references(s, m.q, out, a, e);
		arena_release(&m.a);
		arena_release(&m.b);
		if (!ok)
			return err_wrap(e, "%s", registers[i]->name);
	}
	/* Something was taken out of an entry, and nothing says so. */
	if (out->redacted != proven)
		out->unproven = out->redacted - proven;
	return true;
}

bool
journal_verify(struct store *s, struct codes *codes, struct journal_check *out, struct err *e)
{
	/* One snapshot: who writes meanwhile must not look like damage. */
	bool held = store_in_transaction(s), ok;
	struct arena a;

	*out = (struct journal_check){ 0 };
	if (!held && !store_begin_read(s, e))
		return false;
	arena_init(&a);
	ok = verify_all(s, codes, out, &a, e);
	arena_release(&a);
	if (!held)
		store_rollback(s);
	return ok;
}
