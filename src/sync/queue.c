/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "sync/queue.h"

#include "base/lang.h"

#include <openssl/evp.h>
#include <sodium.h>
#include <stdlib.h>
#include <zlib.h>

#define HEAD "MLGQUEUE1\n"
#define HEAD_BYTES (sizeof(HEAD) - 1)
#define INFO "maillage queue 1"
#define NONCE_BYTES 12
#define TAG_BYTES 16
#define LEAST (HEAD_BYTES + SYNC_KEY_BYTES + NONCE_BYTES + TAG_BYTES)

/* HKDF with SHA-256 (RFC 5869) for one block. */
static void
hkdf(const uint8_t *salt, size_t n_salt, const uint8_t ikm[32], const char *info, uint8_t out[32])
{
	crypto_auth_hmacsha256_state h;
	uint8_t prk[32], one = 1;

	crypto_auth_hmacsha256_init(&h, salt, n_salt);
	crypto_auth_hmacsha256_update(&h, ikm, 32);
	crypto_auth_hmacsha256_final(&h, prk);
	crypto_auth_hmacsha256_init(&h, prk, sizeof(prk));
	crypto_auth_hmacsha256_update(&h, (const unsigned char *)info, strlen(info));
	crypto_auth_hmacsha256_update(&h, &one, 1);
	crypto_auth_hmacsha256_final(&h, out);
	sodium_memzero(prk, sizeof(prk));
}

static bool
damaged(struct err *e)
{
	return err_set(e, ERR_INVALID, "queue.key",
	    _("This queue was sealed for another operator’s store, or it is damaged. Nothing was changed."));
}

/* What was compressed; anything else is as it is. */
static bool
unzip(struct str in, struct arena *a, struct str *out, struct err *e)
{
	z_stream z = { .next_in = (Bytef *)(uintptr_t)in.p, .avail_in = (uInt)in.n };
	int result = Z_OK;
	struct buf b;

	*out = in;
	if (in.n < 2 || (uint8_t)in.p[0] != 0x1f || (uint8_t)in.p[1] != 0x8b)
		return true;
	if (inflateInit2(&z, 15 + 16) != Z_OK)
		abort();
	buf_init_in(&b, a);
	while (result == Z_OK && b.n < QUEUE_BYTES_MAX) {
		buf_reserve(&b, 64u << 10);
		z.next_out = (Bytef *)b.p + b.n;
		z.avail_out = (uInt)(b.cap - b.n);
		result = inflate(&z, Z_NO_FLUSH);
		b.n = b.cap - z.avail_out;
	}
	inflateEnd(&z);
	*out = buf_text(&b);
	return result == Z_STREAM_END || damaged(e);
}

/* X25519 with the sender's key of the moment, then HKDF. */
static bool
key_of(const struct sync_keys *k, const uint8_t *ephemeral, uint8_t out[32])
{
	uint8_t shared[crypto_scalarmult_BYTES], salt[2 * SYNC_KEY_BYTES];
	bool ok = crypto_scalarmult(shared, k->export_secret, ephemeral) == 0;

	memcpy(salt, ephemeral, SYNC_KEY_BYTES);
	memcpy(salt + SYNC_KEY_BYTES, k->export_public, SYNC_KEY_BYTES);
	if (ok)
		hkdf(salt, sizeof(salt), shared, INFO, out);
	sodium_memzero(shared, sizeof(shared));
	return ok;
}

/* AES-256-GCM with the tag behind. False: it is not what was sealed, and nothing of it is given. */
static bool
open_sealed(const uint8_t key[32], struct str head, const uint8_t *nonce, const uint8_t *sealed, size_t n,
    uint8_t *plain)
{
	EVP_CIPHER_CTX *c = EVP_CIPHER_CTX_new();
	int some = 0, last = 0;
	uint8_t tag[TAG_BYTES];
	bool ok;

	memcpy(tag, sealed + n, sizeof(tag));
	ok = c != NULL && EVP_DecryptInit_ex(c, EVP_aes_256_gcm(), NULL, key, nonce) == 1 &&
	    EVP_DecryptUpdate(c, NULL, &some, (const unsigned char *)head.p, (int)head.n) == 1 &&
	    EVP_DecryptUpdate(c, plain, &some, sealed, (int)n) == 1 &&
	    EVP_CIPHER_CTX_ctrl(c, EVP_CTRL_AEAD_SET_TAG, sizeof(tag), tag) == 1 &&
	    EVP_DecryptFinal_ex(c, plain + some, &last) == 1;
	EVP_CIPHER_CTX_free(c);
	if (!ok)
		sodium_memzero(plain, n);
	return ok;
}

bool
queue_open(const struct sync_keys *k, struct str file, struct arena *a, const struct json **body,
    struct err *e)
{
	const uint8_t *p = (const uint8_t *)file.p, *ephemeral = p + HEAD_BYTES,
	    *nonce = ephemeral + SYNC_KEY_BYTES, *sealed = nonce + NONCE_BYTES;
	size_t n;
	uint8_t key[32], *plain;
	struct str text;
	bool ok;

	if (sodium_init() < 0)
		abort();
	if (file.n < LEAST || file.n > QUEUE_BYTES_MAX || !str_starts(file, STR(HEAD)))
		return err_set(e, ERR_INVALID, "queue.file",
		    _("This is no queue of a phone. Nothing was changed. The file’s name ends in .mlq."));
	n = file.n - LEAST;
	plain = arena_array(a, uint8_t, n + 1);
	ok = key_of(k, ephemeral, key) && open_sealed(key, str_sub(file, 0, HEAD_BYTES), nonce, sealed, n, plain);
	sodium_memzero(key, sizeof(key));
	if (!ok)
		return damaged(e);
	return unzip((struct str){ (const char *)plain, n }, a, &text, e) && js_parse(a, text, body, e);
}
