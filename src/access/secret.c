/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "access/secret.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>

#define PREFIX_MAX 4
#define ENCODING sodium_base64_VARIANT_URLSAFE_NO_PADDING

static void
ready(void)
{
	if (sodium_init() < 0)
		abort();
}

void
secret_new(const char *prefix, char out[SECRET_TEXT_MAX])
{
	unsigned char bits[SECRET_BYTES];
	size_t n = strlen(prefix);

	ready();
	randombytes_buf(bits, sizeof(bits));
	memcpy(out, prefix, n);
	sodium_bin2base64(out + n, SECRET_TEXT_MAX - n, bits, sizeof(bits), ENCODING);
	sodium_memzero(bits, sizeof(bits));
}

bool
secret_hash(const char *prefix, struct str text, uint8_t out[SECRET_HASH_BYTES])
{
	unsigned char bits[SECRET_BYTES];
	size_t n = strlen(prefix), got = 0;

	ready();
	if (!str_starts(text, (struct str){ prefix, n }) ||
	    sodium_base642bin(bits, sizeof(bits), text.p + n, text.n - n, NULL, &got, NULL, ENCODING) != 0 ||
	    got != sizeof(bits))
		return false;
	/* A random secret of full length needs no slow hash. */
	crypto_generichash(out, SECRET_HASH_BYTES, bits, sizeof(bits), NULL, 0);
	sodium_memzero(bits, sizeof(bits));
	return true;
}

void
session_csrf(struct str token, char out[SECRET_TEXT_MAX])
{
	static const char purpose[] = "maillage csrf";
	unsigned char key[crypto_generichash_KEYBYTES], mac[SECRET_BYTES];

	ready();
	crypto_generichash(key, sizeof(key), (const unsigned char *)token.p, token.n, NULL, 0);
	crypto_generichash(mac, sizeof(mac), (const unsigned char *)purpose, sizeof(purpose) - 1, key,
	    sizeof(key));
	sodium_bin2base64(out, SECRET_TEXT_MAX, mac, sizeof(mac), ENCODING);
	sodium_memzero(key, sizeof(key));
}

bool
session_csrf_is(struct str token, struct str csrf)
{
	char want[SECRET_TEXT_MAX];

	session_csrf(token, want);
	return csrf.n == strlen(want) && sodium_memcmp(csrf.p, want, csrf.n) == 0;
}

struct uuid
access_id(int64_t now_ms)
{
	uint8_t random[10];

	ready();
	randombytes_buf(random, sizeof(random));
	return uuid_v7(now_ms, random);
}

struct uuid
access_uuid(struct str bytes)
{
	struct uuid u = { { 0 } };

	if (bytes.n == sizeof(u.b))
		memcpy(u.b, bytes.p, sizeof(u.b));
	return u;
}

bool
access_role(struct str name, enum role *out)
{
	*out = ROLE_NONE;
	return role_parse(name, out);
}
