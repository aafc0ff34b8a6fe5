/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "sync/keys.h"

#include "base/lang.h"
#include "queries.h"

#include <sodium.h>
#include <stdlib.h>

#define SEED "sync.seed"
#define ENCODING sodium_base64_VARIANT_URLSAFE_NO_PADDING

struct str
sync_text(struct arena *a, const void *p, size_t n)
{
	size_t cap = sodium_base64_encoded_len(n, ENCODING);
	char *out = arena_array(a, char, cap);

	sodium_bin2base64(out, cap, p, n, ENCODING);
	return str_of(out);
}

/* A key for a purpose. */
static void
derive(const uint8_t seed[SYNC_KEY_BYTES], const char *purpose, uint8_t out[SYNC_KEY_BYTES])
{
	crypto_generichash(out, SYNC_KEY_BYTES, (const unsigned char *)purpose, strlen(purpose), seed,
	    SYNC_KEY_BYTES);
}

static void
keys_of(const uint8_t seed[SYNC_KEY_BYTES], struct sync_keys *out)
{
	uint8_t sign[SYNC_KEY_BYTES];

	derive(seed, "maillage receipts", sign);
	crypto_sign_seed_keypair(out->receipt_public, out->receipt_secret, sign);
	derive(seed, "maillage queues", out->export_secret);
	crypto_scalarmult_base(out->export_public, out->export_secret);
	derive(seed, "maillage shares", out->share_key);
	sodium_memzero(sign, sizeof(sign));
}

bool
sync_keys_read(struct store *s, struct sync_keys *out, bool *found, struct err *e)
{
	uint8_t seed[SYNC_KEY_BYTES];
	struct sql_meta_get row;
	struct arena a;
	size_t got = 0;
	bool ok;

	if (sodium_init() < 0)
		abort();
	arena_init(&a);
	ok = sql_meta_get(s, STR(SEED), &a, &row, found, e);
	if (ok && *found && (sodium_base642bin(seed, sizeof(seed), row.value.p, row.value.n, NULL, &got, NULL,
	        ENCODING) != 0 || got != sizeof(seed)))
		ok = err_set(e, ERR_INTERNAL, "sync.seed",
		    _("The store’s seed for phones is damaged. Nothing was changed. Restore it from a backup."));
	if (ok && *found)
		keys_of(seed, out);
	sodium_memzero(seed, sizeof(seed));
	arena_release(&a);
	return ok;
}

bool
sync_keys_make(struct store *s, struct sync_keys *out, struct err *e)
{
	uint8_t seed[SYNC_KEY_BYTES];
	struct arena a;
	bool found, ok;

	if (!sync_keys_read(s, out, &found, e))
		return false;
	if (found)
		return true;
	randombytes_buf(seed, sizeof(seed));
	keys_of(seed, out);
	arena_init(&a);
	ok = sql_meta_put(s, STR(SEED), sync_text(&a, seed, sizeof(seed)), e);
	arena_release(&a);
	sodium_memzero(seed, sizeof(seed));
	return ok;
}

void
sync_share(const struct sync_keys *k, const struct uuid *account, const struct uuid *device,
    uint8_t out[SYNC_KEY_BYTES])
{
	crypto_generichash_state h;

	crypto_generichash_init(&h, k->share_key, SYNC_KEY_BYTES, SYNC_KEY_BYTES);
	crypto_generichash_update(&h, account->b, sizeof(account->b));
	crypto_generichash_update(&h, device->b, sizeof(device->b));
	crypto_generichash_final(&h, out, SYNC_KEY_BYTES);
}
