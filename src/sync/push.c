/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "sync/push.h"

#include "base/lang.h"
#include "queries.h"
#include "record/journal.h"
#include "rules/flags.h"
#include "sync/clock.h"
#include "sync/receipt.h"
#include "sync/sha256.h"

/* One push being written. */
struct pushing {
	const struct pusher *p;
	struct store *s;
	const struct push_ask *ask;
	struct arena *a;
	struct push_result *out;
	int64_t proof;               /* of this push; 0: nothing of it is new yet */
	bool saved;                  /* the saver has written in this job */
	uint8_t *leaves, *hashes;    /* of what is new: 32 bytes each */
	size_t *leaf_of;             /* by entry */
	size_t n_leaves;
	struct sql_sync_proof_read old; /* of the duplicates before */
	struct leaf_tree old_tree;
	int64_t old_id;
	bool fresh;                  /* the last entry looked at was new: the next one likely is */
	int64_t expected;            /* the version that the next new record will have */
};

const char *
push_status_name(enum push_status s)
{
	static const char *const names[] = {
		[PUSH_STORED] = "stored", [PUSH_CONFLICT] = "conflict", [PUSH_REFUSED] = "refused",
	};

	return names[s];
}

/* -- what is told of an entry ---------------------------------------------------------------- */

static struct str
errors_text(struct arena *a, const struct faults *f)
{
	struct json_writer w;
	struct buf b;

	if (f->n == 0)
		return STR("[]");
	buf_init_in(&b, a);
	js_init(&w, &b);
	js_array(&w);
	for (size_t i = 0; i < f->n; i++) {
		js_object(&w);
		js_key(&w, "field");
		if (f->v[i].field != NULL)
			js_cstr(&w, f->v[i].field->name);
		else
			js_str(&w, f->v[i].column);
		js_key(&w, "code");
		js_cstr(&w, f->v[i].code);
		js_key(&w, "message");
		js_str(&w, f->v[i].text);
		js_end_object(&w);
	}
	js_end_array(&w);
	return buf_text(&b);
}

static void
fault(struct push_entry *en, const char *code, const char *text)
{
	struct fault at = { .reg = en->reg, .code = code };

	fault_add(&en->faults, &at, "%s", text);
}

/* -- keeping --------------------------------------------------------------------------------- */

/* The scheme of what was sent, else of what stands: whose leaders look after it. */
static bool
scheme_of(const struct push_entry *en, const struct save_answer *answer, struct uuid *out)
{
	int at = en->reg != NULL ? reg_field(en->reg, STR("scheme")) : -1;

	if (uuid_parse(js_text(js_get(en->said, "scheme")), out))
		return true;
	if (at < 0 || answer == NULL)
		return false;
	for (int i = 0; i < 2; i++) {
		const struct record *r = i == 0 ? &answer->mine : &answer->record;

		if (r->cells != NULL && r->cells[at].set) {
			*out = r->cells[at].u;
			return true;
		}
	}
	return false;
}

struct keeping {
	const struct push_entry *en;
	struct json_writer w;
};

static bool
keep_member(void *ctx, struct str key, const struct json *v)
{
	struct keeping *x = ctx;
	int at = x->en->reg != NULL ? reg_field(x->en->reg, key) : -1;

	if (at >= 0 && (x->en->reg->fields[at].flags & FIELD_SEALED) != 0)
		return true;
	js_key_str(&x->w, key);
	js_put(&x->w, v);
	return true;
}

/* As it was sent, but for what is sealed: no phone writes that, and here it would lie open. */
static struct str
kept_text(struct arena *a, const struct push_entry *en)
{
	struct keeping x = { .en = en };
	struct buf b;

	buf_init_in(&b, a);
	js_init(&x.w, &b);
	js_object(&x.w);
	js_each(en->said, keep_member, &x);
	js_end_object(&x.w);
	return buf_text(&b);
}

/* What is not stored stays for a team leader; `hash` is that of the text as sent. */
static bool
keep(struct pushing *x, struct push_entry *en, enum push_status status, const struct save_answer *answer,
    struct push_result *out, uint8_t hash[LEAF_BYTES], struct err *e)
{
	struct uuid scheme;
	struct json_writer w;
	struct buf b;
	bool known = scheme_of(en, answer, &scheme);

	buf_init_in(&b, x->a);
	js_init(&w, &b);
	js_put(&w, en->said);
	sha256(b.p, b.n, hash);
	out->errors = errors_text(x->a, &en->faults);
	return sql_sync_kept_put(x->s, &en->id, &x->ask->push->account, x->ask->who->login,
	    known ? &scheme : NULL, (int64_t)status, en->reg_name, &en->record, en->base, en->at, x->ask->now_ms,
	    kept_text(x->a, en), (struct str){ (const char *)hash, LEAF_BYTES }, out->errors, e);
}

/* -- duplicates ------------------------------------------------------------------------------ */

static bool
anothers(struct err *e)
{
	return err_set(e, ERR_INVALID, "sync.body",
	    _("An entry with this identifier came from somebody else. Nothing was written."));
}

static bool
unproved(struct err *e)
{
	return err_set(e, ERR_INTERNAL, "sync.proof",
	    _("The store knows an entry but not its receipt. Nothing was changed."));
}

/* What a kept or stored entry's leaf was made of. */
static bool
old_leaf(struct pushing *x, const struct push_entry *en, const struct sql_sync_entry_read *row,
    struct leaf *leaf, struct push_result *out, struct err *e)
{
	uint8_t *hash = arena_array(x->a, uint8_t, LEAF_BYTES);
	struct sql_sync_kept_read kept;
	struct journal_point point;
	bool found = false;

	*leaf = (struct leaf){ .entry = en->id, .record = en->record, .status = (uint8_t)row->status,
		.version = row->version, .hash = hash };
	if (row->status == PUSH_STORED) {
		if (!journal_point_at(x->s, row->version, &point, &found, e))
			return false;
		memcpy(hash, point.hash, LEAF_BYTES);
		return true;
	}
	if (!sql_sync_kept_read(x->s, &en->id, x->a, &kept, &found, e))
		return false;
	if (found && kept.hash.n == LEAF_BYTES) {
		out->errors = kept.errors;
		memcpy(hash, kept.hash.p, LEAF_BYTES);
	}
	return true;
}

/* An entry that is known: answered as at first. */
static bool
again(struct pushing *x, const struct push_entry *en, const struct sql_sync_entry_read *row,
    struct push_result *out, struct err *e)
{
	struct leaf leaf;
	bool found;

	if (x->old_id != row->proof) {
		if (!sql_sync_proof_read(x->s, row->proof, x->a, &x->old, &found, e))
			return false;
		if (!found)
			return unproved(e);
		leaf_tree((const uint8_t *)x->old.leaves.p, x->old.leaves.n / LEAF_BYTES, x->a, &x->old_tree);
		x->old_id = row->proof;
	}
	if (!str_eq(x->old.account, V_UUID(&x->ask->push->account).s))
		return anothers(e);
	*out = (struct push_result){ .duplicate = true, .status = (enum push_status)row->status,
		.version = row->version, .errors = STR("[]") };
	if (!old_leaf(x, en, row, &leaf, out, e))
		return false;
	out->receipt = receipt_of(x->a, &leaf, &x->old_tree, (size_t)row->place,
	    (const uint8_t *)x->old.signature.p);
	return true;
}

/* The same entry earlier in this push: its place, or i. */
static size_t
twice(const struct push *push, size_t i)
{
	size_t k = 0;

	while (k < i && !uuid_eq(&push->v[k].id, &push->v[i].id))
		k++;
	return k;
}

/* -- one entry ------------------------------------------------------------------------------- */

/* The version that an earlier entry made. */
static bool
resolve_base(struct pushing *x, struct push_entry *en, struct err *e)
{
	const struct push *push = x->ask->push;
	struct sql_sync_entry_read row;
	bool found;

	for (size_t i = 0; &push->v[i] != en; i++)
		if (uuid_eq(&push->v[i].id, &en->base_entry) && !x->out[i].duplicate) {
			en->base = x->out[i].status == PUSH_STORED ? x->out[i].version : 0;
			goto done;
		}
	if (!sql_sync_entry_read(x->s, &en->base_entry, x->a, &row, &found, e))
		return false;
	en->base = found && row.status == PUSH_STORED ? row.version : 0;
done:
	if (en->base == 0)
		fault(en, "entry_base", _("What this change was made on was not stored."));
	return true;
}

static bool
save(struct pushing *x, const struct push_entry *en, struct save_answer *answer, struct err *e)
{
	struct save_ask ask = {
		.action = en->action, .reg = en->reg, .who = x->ask->who, .id = en->record, .base = en->base,
		.source_id = en->source_id, .fields = en->fields, .n = en->n, .reason = en->reason,
		.device = x->ask->push->device_text, .now_ms = x->ask->now_ms, .today = x->ask->today,
		.catalogue = en->catalogue,
	};

	if (!(x->saved ? record_save_next : record_save)(x->p->saver, x->s, &ask, x->a, answer, e))
		return false;
	x->saved = true;
	return true;
}

/* How a save came out, as a status; faults say why. */
static enum push_status
status_of(struct push_entry *en, const struct save_answer *answer)
{
	switch (answer->result) {
	case SAVED_NEW:
	case SAVED_CHANGED:
	case SAVED_SAME:
		return PUSH_STORED;
	case SAVE_REFUSED:
		faults_join(&en->faults, &answer->faults);
		return PUSH_REFUSED;
	case SAVE_DENIED:
		fault(en, "entry_denied", _("This account may not do that."));
		return PUSH_REFUSED;
	case SAVE_HIDDEN:
		fault(en, "entry_hidden", _("There is no such record for this account."));
		return PUSH_REFUSED;
	case SAVE_CONFLICT:
		break;
	}
	return PUSH_CONFLICT;
}

/* The hash that a receipt of something stored holds. */
static bool
stored_hash(struct pushing *x, const struct save_answer *answer, uint8_t hash[LEAF_BYTES], struct err *e)
{
	struct journal_point point;
	bool found;

	if (answer->result != SAVED_SAME) {
		memcpy(hash, answer->hash, LEAF_BYTES);
		return true;
	}
	if (!journal_point_at(x->s, answer->record.version, &point, &found, e))
		return false;
	memcpy(hash, point.hash, LEAF_BYTES);
	return true;
}

/* Of a stored record whose time is that of a wrong clock, for whoever validates it. */
static bool
keep_clock(struct pushing *x, const struct push_entry *en, int64_t version, struct err *e)
{
	int64_t skew = x->ask->push->told_now ? x->ask->push->skew : 0;

	if (!en->timed)
		return true;
	if (en->off != 0)
		return sql_sync_clock_put(x->s, &en->record, version, en->off,
		    en->corrected != NULL ? FLAG_CLOCK_RIGHT : FLAG_CLOCK_LEFT, e);
	if (en->off_known || (skew <= CLOCK_OFF_MS && skew >= -CLOCK_OFF_MS))
		return true;
	return sql_sync_clock_put(x->s, &en->record, version, skew, FLAG_CLOCK_SENT, e);
}

static bool
put(struct pushing *x, size_t i, struct err *e)
{
	struct push_entry *en = &x->ask->push->v[i];
	struct push_result *out = &x->out[i];
	struct save_answer answer = { .result = SAVE_REFUSED };
	uint8_t *hash = x->hashes + x->n_leaves * LEAF_BYTES;
	enum push_status status = PUSH_REFUSED;
	bool tried = false;

	if (en->reg == NULL)
		fault(en, "entry_register", _("There is no such register."));
	else if (!uuid_is_nil(&en->base_entry) && !resolve_base(x, en, e))
		return false;
	if (en->faults.total == 0) {
		tried = true;
		if (!save(x, en, &answer, e))
			return false;
		status = status_of(en, &answer);
	}
	*out = (struct push_result){ .status = status, .errors = STR("[]") };
	if (status != PUSH_REFUSED)
		out->version = answer.record.version;
	if (status == PUSH_STORED ?
	    !stored_hash(x, &answer, hash, e) || !keep_clock(x, en, out->version, e) :
	    !keep(x, en, status, tried ? &answer : NULL, out, hash, e))
		return false;
	leaf_hash(&(struct leaf){ .entry = en->id, .record = en->record, .status = (uint8_t)status,
	    .version = out->version, .hash = hash }, x->leaves + x->n_leaves * LEAF_BYTES);
	if ((status != PUSH_STORED || out->version != x->expected) &&
	    !sql_sync_entry_settle(x->s, &en->id, (int64_t)status, out->version, e))
		return false;
	if (status == PUSH_STORED && out->version >= x->expected)
		x->expected = out->version + 1;
	x->leaf_of[i] = x->n_leaves++;
	return true;
}

/* An entry that came in an earlier push has its answer. */
static bool
met_before(struct pushing *x, size_t i, bool *known, struct err *e)
{
	const struct push_entry *en = &x->ask->push->v[i];
	struct sql_sync_entry_read row;

	return sql_sync_entry_read(x->s, &en->id, x->a, &row, known, e) &&
	    (!*known || again(x, en, &row, &x->out[i], e));
}

/* Its row, as it will be if all goes as it does most often; nobody sees it before the commit. */
static bool
claim(struct pushing *x, const struct push_entry *en, bool *claimed, struct err *e)
{
	struct sql_sync_proof_last last;
	bool found;

	if (x->proof == 0) {
		if (!sql_sync_proof_last(x->s, x->a, &last, &found, e))
			return false;
		x->proof = (found ? last.id : 0) + 1;
		x->expected = (found ? last.pos : 0) + 1;
	}
	return sql_sync_entry_claim(x->s, &en->id, x->proof, (int64_t)x->n_leaves, x->expected, en->at, en->off,
	    claimed, e);
}

static bool
take(struct pushing *x, size_t i, struct err *e)
{
	struct push_entry *en = &x->ask->push->v[i];
	size_t first = twice(x->ask->push, i);
	bool known;

	x->leaf_of[i] = LEAVES_MAX;
	if (first < i) {
		x->out[i] = x->out[first];
		x->out[i].duplicate = true;
		x->leaf_of[i] = x->leaf_of[first];
		return true;
	}
	if (!x->fresh) {
		if (!met_before(x, i, &known, e))
			return false;
		if (known)
			return true;
	}
	if (!claim(x, en, &x->fresh, e))
		return false;
	if (x->fresh)
		return put(x, i, e);
	return met_before(x, i, &known, e) && (known || unproved(e));
}

/* -- the whole ------------------------------------------------------------------------------- */

/* Signs what is new, once, and hands out the receipts. */
static bool
sign(struct pushing *x, struct err *e)
{
	const struct push *push = x->ask->push;
	uint8_t signature[SYNC_SIGNATURE_BYTES];
	struct leaf_tree tree;

	if (x->n_leaves == 0)
		return true;
	leaf_tree(x->leaves, x->n_leaves, x->a, &tree);
	leaf_tree_sign(x->p->keys, &tree, signature);
	for (size_t i = 0; i < push->n; i++) {
		struct leaf l = { .status = (uint8_t)x->out[i].status, .version = x->out[i].version };

		if (x->leaf_of[i] == LEAVES_MAX)
			continue;
		l.hash = x->hashes + x->leaf_of[i] * LEAF_BYTES;
		x->out[i].receipt = receipt_of(x->a, &l, &tree, x->leaf_of[i], signature);
	}
	return sql_sync_proof_put(x->s, x->proof, &push->account, &push->device, x->ask->now_ms, push->skew,
	    (struct str){ (const char *)x->leaves, x->n_leaves * LEAF_BYTES },
	    (struct str){ (const char *)signature, sizeof(signature) }, e);
}

bool
push_write(const struct pusher *p, struct store *s, const struct push_ask *ask, struct arena *a,
    struct push_result *out, struct err *e)
{
	size_t n = ask->push->n;
	struct pushing x = { .p = p, .s = s, .ask = ask, .a = a, .out = out,
		.leaves = arena_array(a, uint8_t, (n + 1) * LEAF_BYTES),
		.hashes = arena_array(a, uint8_t, (n + 1) * LEAF_BYTES), .leaf_of = arena_array(a, size_t, n + 1) };

	for (size_t i = 0; i < n; i++)
		if (!take(&x, i, e))
			return false;
	return sign(&x, e);
}
