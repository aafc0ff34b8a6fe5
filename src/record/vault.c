/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "record/vault.h"

#include "base/buf.h"
#include "base/lang.h"
#include "queries.h"
#include "record/sql.h"

#include <sodium.h>

#define RECORD_KEY crypto_aead_xchacha20poly1305_ietf_KEYBYTES
#define NONCE crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
#define TAG crypto_aead_xchacha20poly1305_ietf_ABYTES
#define WRAPPED (KEY_MARK + NONCE + RECORD_KEY + TAG)
#define TEXT_MARK 4
#define PAD 32
#define PREFIX "x1."
#define CLOSED_MAX (64u << 10) /* bytes */
#define SEAL_BASE64 sodium_base64_VARIANT_URLSAFE_NO_PADDING

struct vault {
	struct store *s;
	struct arena *a;
	const char *path;       /* NULL: none given */
	bool read, found;
	struct data_keys keys;
};

static void
vault_wipe(void *p)
{
	struct vault *v = p;

	sodium_memzero(&v->keys, sizeof(v->keys));
}

struct vault *
vault_new(struct store *s, struct arena *a)
{
	struct vault *v = arena_new(a, struct vault);
	struct str path = store_key(s);

	v->s = s;
	v->a = a;
	v->path = path.p != NULL ? str_cstr(a, path) : NULL;
	arena_defer(a, vault_wipe, v);
	return v;
}

bool
reg_has_sealed(const struct reg *g)
{
	for (size_t i = 0; i < g->n_fields; i++)
		if ((g->fields[i].flags & FIELD_SEALED) != 0)
			return true;
	return false;
}

/* -- data keys ------------------------------------------------------------------------------- */

static bool
read_file(struct vault *v, struct err *e)
{
	v->read = true;
	v->found = false;
	v->keys.n = 0;
	return v->path == NULL || keyfile_read(v->path, &v->keys, &v->found, e);
}

static const uint8_t *
key_of(const struct vault *v, const uint8_t *mark)
{
	uint8_t own[KEY_MARK];

	for (size_t i = 0; i < v->keys.n; i++) {
		key_mark(v->keys.v[i], own);
		if (memcmp(own, mark, KEY_MARK) == 0)
			return v->keys.v[i];
	}
	return NULL;
}

/* The key with that mark; the file may have changed since it was read. *key NULL: it is not there. */
static bool
find_key(struct vault *v, const uint8_t *mark, const uint8_t **key, struct err *e)
{
	*key = v->read ? key_of(v, mark) : NULL;
	if (*key != NULL)
		return true;
	if (!read_file(v, e))
		return false;
	*key = key_of(v, mark);
	return true;
}

static bool
wanted(struct vault *v, uint8_t mark[KEY_MARK], bool *any, struct err *e)
{
	struct sql_meta_get row;
	struct arena a;
	size_t n = 0;
	bool ok;

	arena_init(&a);
	ok = sql_meta_get(v->s, STR("key"), &a, &row, any, e);
	if (ok && *any && (sodium_hex2bin(mark, KEY_MARK, row.value.p, row.value.n, NULL, &n, NULL) != 0 ||
	    n != KEY_MARK))
		ok = err_set(e, ERR_INTERNAL, "store.value", "meta key: no mark of a key");
	arena_release(&a);
	return ok;
}

static bool
note_key(struct vault *v, const uint8_t key[DATA_KEY], struct err *e)
{
	char print[KEY_PRINT];

	key_print(key, print);
	return sql_meta_put(v->s, STR("key"), str_of(print), e);
}

static bool
lost(const struct vault *v, const uint8_t *mark, struct err *e)
{
	char print[KEY_PRINT];

	sodium_bin2hex(print, sizeof(print), mark, KEY_MARK);
	return err_set(e, ERR_CONFLICT, "key.lost",
	    _("The key of this store (%s) is not in %s. What is sealed cannot be read or written; all else can. "
	      "Nothing was changed."), print, v->path != NULL ? v->path : "--key");
}

bool
vault_make(struct vault *v, struct err *e)
{
	struct data_keys keys = { .n = 1 };
	bool ok;

	if (v->path == NULL)
		return err_set(e, ERR_CONFLICT, "key.none",
		    _("This store has no key to seal with. Say where its file is or shall be: --key FILE, or "
		      "MAILLAGE_KEY. Nothing was changed."));
	randombytes_buf(keys.v[0], DATA_KEY);
	ok = keyfile_write(v->path, &keys, true, v->a, e) && note_key(v, keys.v[0], e) && read_file(v, e);
	sodium_memzero(&keys, sizeof(keys));
	return ok;
}

/* The key that seals. */
static bool
data_key(struct vault *v, const uint8_t **key, struct err *e)
{
	uint8_t mark[KEY_MARK];
	bool any;

	if (!wanted(v, mark, &any, e))
		return false;
	if (any)
		return find_key(v, mark, key, e) && (*key != NULL || lost(v, mark, e));
	if (!read_file(v, e))
		return false;
	if (v->found && !note_key(v, v->keys.v[0], e))
		return false;
	if (!v->found && !vault_make(v, e))
		return false;
	*key = v->keys.v[0];
	return true;
}

/* -- keys of records ------------------------------------------------------------------------- */

/* What a sealed thing is bound to. */
static struct str
bound_to(struct arena *a, const struct reg *g, const struct uuid *id, const char *field)
{
	struct buf b;

	buf_init_in(&b, a);
	buf_put(&b, g->name, strlen(g->name) + 1);
	buf_put(&b, id->b, sizeof(id->b));
	buf_put(&b, field, strlen(field) + 1);
	return buf_text(&b);
}

#define AS_BYTES(s) (const unsigned char *)(s).p

static bool
wrap(struct vault *v, const uint8_t *data, const uint8_t key[RECORD_KEY], const struct reg *g,
    const struct uuid *id, struct err *e)
{
	unsigned char out[WRAPPED];
	struct arena a;
	struct str ad;
	bool ok;

	arena_init(&a);
	ad = bound_to(&a, g, id, "");
	key_mark(data, out);
	randombytes_buf(out + KEY_MARK, NONCE);
	crypto_aead_xchacha20poly1305_ietf_encrypt(out + KEY_MARK + NONCE, NULL, key, RECORD_KEY, AS_BYTES(ad),
	    ad.n, NULL, out + KEY_MARK, data);
	ok = sql_record_key_put(v->s, str_of(g->name), id, (struct str){ (const char *)out, sizeof(out) }, e);
	arena_release(&a);
	return ok;
}

/* Opens a wrapped key. False: it is not what was sealed. */
static bool
unwrap(const uint8_t *data, struct str wrapped, struct str ad, uint8_t key[RECORD_KEY])
{
	const unsigned char *p = AS_BYTES(wrapped);

	return crypto_aead_xchacha20poly1305_ietf_decrypt(key, NULL, NULL, p + KEY_MARK + NONCE,
	    RECORD_KEY + TAG, AS_BYTES(ad), ad.n, p + KEY_MARK, data) == 0;
}

/* The record's own key. *seal OPEN: here it is; ERASED: there is none; LOST: the store's is not there. */
static bool
record_key(struct vault *v, const struct reg *g, const struct uuid *id, uint8_t key[RECORD_KEY],
    enum seal *seal, struct err *e)
{
	struct sql_record_key_get row;
	const uint8_t *data = NULL;
	struct arena a;
	bool found, ok;

	arena_init(&a);
	ok = sql_record_key_get(v->s, str_of(g->name), id, &a, &row, &found, e);
	*seal = ok && found ? SEAL_BROKEN : SEAL_ERASED;
	if (ok && found && row.wrapped.n == WRAPPED) {
		ok = find_key(v, (const uint8_t *)row.wrapped.p, &data, e);
		if (ok && data == NULL)
			*seal = SEAL_LOST;
		else if (ok && unwrap(data, row.wrapped, bound_to(&a, g, id, ""), key))
			*seal = SEAL_OPEN;
	}
	arena_release(&a);
	return ok;
}

/* The same to seal with: made where there is none. */
static bool
record_key_made(struct vault *v, const struct reg *g, const struct uuid *id, uint8_t key[RECORD_KEY],
    struct err *e)
{
	const uint8_t *data;
	enum seal seal;

	if (!data_key(v, &data, e) || !record_key(v, g, id, key, &seal, e))
		return false;
	if (seal == SEAL_OPEN)
		return true;
	if (seal != SEAL_ERASED)
		return err_set(e, ERR_CONFLICT, "key.record",
		    _("The key of this record cannot be opened. Nothing was changed. Run: maillage check"));
	randombytes_buf(key, RECORD_KEY);
	return wrap(v, data, key, g, id, e);
}

/* -- texts ----------------------------------------------------------------------------------- */

static void
text_mark(const uint8_t key[RECORD_KEY], uint8_t mark[TEXT_MARK])
{
	uint8_t hash[crypto_generichash_BYTES];

	crypto_generichash(hash, sizeof(hash), key, RECORD_KEY, NULL, 0);
	memcpy(mark, hash, TEXT_MARK);
}

static struct str
close_text(const uint8_t key[RECORD_KEY], struct str ad, struct str text, struct arena *a)
{
	size_t padded = text.n + PAD - text.n % PAD, n = TEXT_MARK + NONCE + padded + TAG;
	unsigned char *plain = arena_alloc(a, padded), *out = arena_alloc(a, n);
	size_t room = sodium_base64_encoded_len(n, SEAL_BASE64);
	char *closed = arena_alloc(a, sizeof(PREFIX) + room);

	memcpy(plain, text.p, text.n);
	sodium_pad(&padded, plain, text.n, PAD, padded);
	text_mark(key, out);
	randombytes_buf(out + TEXT_MARK, NONCE);
	crypto_aead_xchacha20poly1305_ietf_encrypt(out + TEXT_MARK + NONCE, NULL, plain, padded, AS_BYTES(ad),
	    ad.n, NULL, out + TEXT_MARK, key);
	sodium_memzero(plain, padded);
	memcpy(closed, PREFIX, sizeof(PREFIX) - 1);
	sodium_bin2base64(closed + sizeof(PREFIX) - 1, room, out, n, SEAL_BASE64);
	return str_of(closed);
}

static enum seal
open_text(const uint8_t key[RECORD_KEY], struct str ad, struct str closed, struct arena *a, struct str *text)
{
	size_t skip = sizeof(PREFIX) - 1, n = 0, plain_n = 0;
	uint8_t mark[TEXT_MARK];
	unsigned char *raw, *plain;

	if (!str_starts(closed, STR(PREFIX)) || closed.n > CLOSED_MAX)
		return SEAL_BROKEN;
	raw = arena_alloc(a, closed.n);
	if (sodium_base642bin(raw, closed.n, closed.p + skip, closed.n - skip, NULL, &n, NULL,
	    SEAL_BASE64) != 0 ||
	    n < TEXT_MARK + NONCE + PAD + TAG)
		return SEAL_BROKEN;
	text_mark(key, mark);
	/* Of a key that was erased; the record has another one now. */
	if (memcmp(mark, raw, TEXT_MARK) != 0)
		return SEAL_ERASED;
	plain = arena_alloc(a, n + 1);
	n -= TEXT_MARK + NONCE;
	if (crypto_aead_xchacha20poly1305_ietf_decrypt(plain, NULL, NULL, raw + TEXT_MARK + NONCE, n,
	    AS_BYTES(ad), ad.n, raw + TEXT_MARK, key) != 0 || sodium_unpad(&plain_n, plain, n - TAG, PAD) != 0)
		return SEAL_BROKEN;
	*text = (struct str){ (const char *)plain, plain_n };
	return SEAL_OPEN;
}

/* -- records --------------------------------------------------------------------------------- */

static bool
is_sealed(const struct field *f, const struct cell *c, enum seal how)
{
	return (f->flags & FIELD_SEALED) != 0 && c->set && c->seal == how;
}

bool
vault_close(struct vault *v, struct record *r, struct arena *a, struct err *e)
{
	uint8_t key[RECORD_KEY];
	bool have = false;

	for (size_t i = 0; i < r->reg->n_fields; i++) {
		const struct field *f = &r->reg->fields[i];
		struct cell *c = &r->cells[i];

		if (!is_sealed(f, c, SEAL_OPEN))
			continue;
		if (!have && !record_key_made(v, r->reg, &r->id, key, e))
			return false;
		have = true;
		c->s = close_text(key, bound_to(a, r->reg, &r->id, f->name), c->s, a);
		c->seal = SEAL_CLOSED;
	}
	sodium_memzero(key, sizeof(key));
	return true;
}

bool
vault_open_cell(struct vault *v, const struct reg *g, const struct uuid *id, const struct field *f,
    struct cell *c, struct arena *a, struct err *e)
{
	uint8_t key[RECORD_KEY];

	if (!is_sealed(f, c, SEAL_CLOSED))
		return true;
	if (!record_key(v, g, id, key, &c->seal, e))
		return false;
	if (c->seal == SEAL_OPEN)
		c->seal = open_text(key, bound_to(a, g, id, f->name), c->s, a, &c->s);
	sodium_memzero(key, sizeof(key));
	return true;
}

bool
vault_open(struct vault *v, struct record *r, struct arena *a, struct err *e)
{
	for (size_t i = 0; i < r->reg->n_fields; i++)
		if (!vault_open_cell(v, r->reg, &r->id, &r->reg->fields[i], &r->cells[i], a, e))
			return false;
	return true;
}

bool
vault_keep(struct vault *v, struct record *r, const struct record *old, struct arena *a, struct err *e)
{
	for (size_t i = 0; i < r->reg->n_fields; i++) {
		const struct field *f = &r->reg->fields[i];
		struct cell c = old->cells[i];

		if (!is_sealed(f, &r->cells[i], SEAL_OPEN) || !is_sealed(f, &c, SEAL_CLOSED))
			continue;
		if (!vault_open_cell(v, r->reg, &r->id, f, &c, a, e))
			return false;
		if (c.seal == SEAL_OPEN && str_eq(c.s, r->cells[i].s))
			r->cells[i] = old->cells[i];
	}
	return true;
}

bool
vault_present(struct vault *v, const struct reach *who, struct record *r, struct arena *a, bool *revealed,
    struct err *e)
{
	enum access_answer may;
	struct cell *cells;

	*revealed = false;
	if (!reg_has_sealed(r->reg))
		return true;
	if (!access_of_record(v->s, who, OP_REVEAL, r, &may, e))
		return false;
	cells = arena_array(a, struct cell, r->reg->n_fields);
	memcpy(cells, r->cells, r->reg->n_fields * sizeof(*cells));
	r->cells = cells;
	if (may == ACCESS_GRANTED && !vault_open(v, r, a, e))
		return false;
	for (size_t i = 0; i < r->reg->n_fields; i++) {
		struct cell *c = &cells[i];

		if (is_sealed(&r->reg->fields[i], c, SEAL_CLOSED) ||
		    (may != ACCESS_GRANTED && is_sealed(&r->reg->fields[i], c, SEAL_OPEN)))
			c->seal = SEAL_DENIED;
		*revealed = *revealed || is_sealed(&r->reg->fields[i], c, SEAL_OPEN);
	}
	return true;
}

const char *
seal_sentence(enum seal seal)
{
	switch (seal) {
	case SEAL_OPEN:
		return NULL;
	case SEAL_CLOSED:
	case SEAL_DENIED:
		return _("Sealed: only those who work with this record read it.");
	case SEAL_LOST:
		return _("Sealed with a key that is not there: whoever keeps the key file can help.");
	case SEAL_ERASED:
		return _("Erased for ever.");
	case SEAL_BROKEN:
		return _("Sealed, and damaged: it cannot be read any more.");
	}
	return NULL;
}

bool
vault_shred(struct vault *v, const struct reg *g, const struct uuid *id, bool *was, struct err *e)
{
	struct sql_record_key_get row;
	struct arena a;
	bool ok;

	arena_init(&a);
	ok = sql_record_key_get(v->s, str_of(g->name), id, &a, &row, was, e) &&
	    (!*was || sql_record_key_drop(v->s, str_of(g->name), id, e));
	arena_release(&a);
	return ok;
}

/* -- looking after the data key -------------------------------------------------------------- */

bool
vault_look(struct vault *v, struct vault_state *out, struct err *e)
{
	struct sql_record_key_count row;
	uint8_t mark[KEY_MARK];
	struct arena a;
	bool any, found, ok;

	*out = (struct vault_state){ .path = v->path };
	if (!wanted(v, mark, &any, e) || !read_file(v, e))
		return false;
	out->found = v->found;
	if (v->keys.n > 0)
		key_print(v->keys.v[0], out->print);
	if (any)
		sodium_bin2hex(out->wanted, sizeof(out->wanted), mark, KEY_MARK);
	out->opens = any && key_of(v, mark) != NULL;
	arena_init(&a);
	ok = sql_record_key_count(v->s, &a, &row, &found, e);
	if (ok && found)
		out->records = row.n;
	arena_release(&a);
	return ok;
}

bool
vault_rotate_begin(struct vault *v, struct err *e)
{
	struct data_keys keys = { .n = 1 };
	const uint8_t *data;
	bool ok;

	if (!data_key(v, &data, e))
		return false;
	randombytes_buf(keys.v[0], DATA_KEY);
	for (size_t i = 0; i < v->keys.n && keys.n < DATA_KEYS_MAX; i++)
		memcpy(keys.v[keys.n++], v->keys.v[i], DATA_KEY);
	ok = keyfile_write(v->path, &keys, false, v->a, e) && read_file(v, e);
	sodium_memzero(&keys, sizeof(keys));
	return ok;
}

/* The keys of records behind one, at most 500; *n: how many. */
static bool
rewrap_some(struct vault *v, struct str *reg, struct uuid *id, size_t *n, struct arena *a, struct err *e)
{
	struct { const struct reg *reg; struct uuid id; } at[500];
	struct sql_record_key_after row;
	uint8_t key[RECORD_KEY];
	struct rows *rows;
	enum seal seal;
	bool more = true;

	*n = 0;
	if (!sql_record_key_after(v->s, *reg, V_UUID(id).s, &rows, e))
		return false;
	while (more) {
		if (!sql_record_key_after_next(rows, &row, &more, e))
			return false;
		if (!more || *n == COUNT(at) || row.record.n != sizeof(at->id))
			continue;
		at[*n].reg = reg_find(row.reg);
		memcpy(&at[*n].id, row.record.p, sizeof(at->id));
		*n += at[*n].reg != NULL;
	}
	for (size_t i = 0; i < *n; i++)
		if (!record_key(v, at[i].reg, &at[i].id, key, &seal, e) ||
		    (seal == SEAL_OPEN && !wrap(v, v->keys.v[0], key, at[i].reg, &at[i].id, e)))
			return false;
		else if (seal != SEAL_OPEN)
			return err_set(e, ERR_CONFLICT, "key.record",
			    _("The key of a record cannot be opened. Nothing was changed. Run: maillage check"));
	sodium_memzero(key, sizeof(key));
	if (*n > 0) {
		*reg = str_dup(a, str_of(at[*n - 1].reg->name));
		*id = at[*n - 1].id;
	}
	return true;
}

bool
vault_rotate(struct vault *v, int64_t *records, struct err *e)
{
	struct str reg = STR("");
	struct uuid id = { { 0 } };
	size_t n;

	*records = 0;
	do {
		if (!rewrap_some(v, &reg, &id, &n, v->a, e))
			return false;
		*records += (int64_t)n;
	} while (n > 0);
	return note_key(v, v->keys.v[0], e);
}

bool
vault_rotate_end(struct vault *v, struct err *e)
{
	v->keys.n = 1;
	return keyfile_write(v->path, &v->keys, false, v->a, e);
}
