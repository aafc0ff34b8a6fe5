/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "record/redact.h"

#include "base/lang.h"
#include "record/cell.h"

#include "queries.h"

#include <sodium.h>
#include <stdio.h>

void
redact_proof(const struct chain_entry *en, char out[64])
{
	static const uint8_t zero[CHAIN_HASH];
	uint8_t hash[CHAIN_HASH];

	chain_hash(zero, en, hash);
	sodium_bin2base64(out, 64, hash, sizeof(hash), sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

static bool
find_mark(void *ctx, struct str key, const struct json *v)
{
	bool *in = ctx;

	*in = *in || (js_kind(v) == JS_OBJECT && !str_is(key, REDACTED));
	return !*in;
}

bool
redact_is_in(struct str fields)
{
	struct err ignored = { 0 };
	const struct json *json;
	struct arena a;
	bool in = false;

	arena_init(&a);
	if (js_parse(&a, fields, &json, &ignored))
		js_each(json, find_mark, &in);
	arena_release(&a);
	return in;
}

/* -- one entry ------------------------------------------------------------------------------- */

struct rewriting {
	const struct redaction *r;
	struct json_writer w;
	bool touched;
};

static bool
rewrite_member(void *ctx, struct str key, const struct json *v)
{
	struct rewriting *x = ctx;
	int i = reg_field(x->r->reg, key);

	js_key_str(&x->w, key);
	if (i < 0 || !x->r->fields[i] || js_kind(v) == JS_NULL || js_kind(v) == JS_OBJECT) {
		js_put(&x->w, v);
		return true;
	}
	x->touched = true;
	js_object(&x->w);
	js_key(&x->w, "#");
	js_int(&x->w, 1);
	js_end_object(&x->w);
	return true;
}

/* What was not touched by us before must be what its hash says: nothing is laundered. */
static bool
is_whole(struct store *s, const struct chain_entry *en, struct str hash, bool *whole, struct err *e)
{
	uint8_t before[CHAIN_HASH] = { 0 }, own[CHAIN_HASH];
	struct journal_point p;
	bool found = true;

	*whole = redact_is_in(en->fields);
	if (*whole)
		return true;
	if (en->pos > 1) {
		if (!journal_point_at(s, en->pos - 1, &p, &found, e))
			return false;
		memcpy(before, p.hash, sizeof(before));
	}
	chain_hash(before, en, own);
	*whole = found && hash.n == CHAIN_HASH && memcmp(own, hash.p, CHAIN_HASH) == 0;
	return true;
}

/* Takes out what goes of one entry; the proof of what is left goes into `proofs`. */
static bool
redact_entry(struct store *s, const struct redaction *r, int64_t pos, struct json_writer *proofs,
    struct arena *a, int64_t *base, int64_t *entries, struct err *e)
{
	struct rewriting x = { .r = r };
	struct sql_journal_whole row;
	struct chain_entry en;
	const struct json *json;
	char proof[64], name[24];
	struct buf b;
	bool found, whole;

	if (!sql_journal_whole(s, pos, a, &row, &found, e) || !found)
		return found ? false : err_set(e, ERR_INTERNAL, "journal.lost",
		    _("The journal lacks an entry of this record. Nothing was changed. Run: maillage check"));
	*base = row.base;
	en = (struct chain_entry){
		.pos = pos, .at = row.at, .actor = row.actor, .device = row.device, .reg = row.reg,
		.record = row.record, .base = row.base, .batch = row.batch, .line = row.line, .reason = row.reason,
		.fields = row.fields,
	};
	buf_init_in(&b, a);
	js_init(&x.w, &b);
	js_object(&x.w);
	if (!js_parse(a, row.fields, &json, e))
		return false;
	js_each(json, rewrite_member, &x);
	js_end_object(&x.w);
	if (!x.touched)
		return true;
	if (!is_whole(s, &en, row.hash, &whole, e))
		return false;
	if (!whole)
		return err_set(e, ERR_CONFLICT, "journal.broken",
		    _("The journal is broken at position %lld: nothing is taken out of it before that is cleared up. "
		      "Run: maillage check"), (long long)pos);
	en.fields = buf_text(&b);
	redact_proof(&en, proof);
	snprintf(name, sizeof(name), "%lld", (long long)pos);
	js_key(proofs, name);
	js_cstr(proofs, proof);
	++*entries;
	return sql_journal_redact(s, pos, en.fields, e);
}

/* -- the record ------------------------------------------------------------------------------ */

/* The record as it shall stand; *differs: it does not yet. */
static void
compose(const struct redaction *r, struct record *rec, struct arena *a, bool *differs)
{
	struct cell *cells = arena_array(a, struct cell, r->reg->n_fields);

	*differs = r->delete && !rec->deleted;
	memcpy(cells, rec->cells, r->reg->n_fields * sizeof(*cells));
	for (size_t i = 0; i < r->reg->n_fields; i++) {
		if (!r->fields[i])
			continue;
		cells[i] = r->now != NULL ? r->now[i] : (struct cell){ .set = false };
		*differs = *differs || !cell_equal(&r->reg->fields[i], &cells[i], &rec->cells[i]);
	}
	rec->cells = cells;
	rec->deleted = rec->deleted || r->delete;
}

bool
journal_redact(struct journal *j, struct store *s, const struct codes *codes, const struct redaction *r,
    bool *changed, int64_t *entries, struct err *e)
{
	struct change c = { .at = r->at, .actor = r->actor, .reason = r->reason, .any_base = true };
	enum change_result result = CHANGE_NONE;
	struct json_writer proofs;
	struct record rec;
	struct arena a;
	struct buf b;
	bool found, differs = false, ok;
	int64_t clash, base = 0;

	arena_init(&a);
	*entries = 0;
	ok = record_read(s, codes, r->reg, &r->id, &a, &rec, &found, e);
	if (ok && found) {
		compose(r, &rec, &a, &differs);
		buf_init_in(&b, &a);
		js_init(&proofs, &b);
		js_object(&proofs);
		for (int64_t pos = rec.version; ok && pos > 0; pos = base)
			ok = redact_entry(s, r, pos, &proofs, &a, &base, entries, e);
		js_end_object(&proofs);
		if (*entries > 0) {
			c.redacted = buf_text(&b);
			c.again = r->fields;
		}
		c.record = &rec;
		if (ok && (differs || *entries > 0))
			ok = journal_begin(j, e) && journal_put(j, &c, &result, &clash, e);
	}
	*changed = ok && result == CHANGE_VERSION;
	arena_release(&a);
	return ok;
}
