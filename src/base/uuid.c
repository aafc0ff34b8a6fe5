/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/uuid.h"

#include <sodium.h>

static int
hex(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

bool
uuid_parse(struct str s, struct uuid *out)
{
	struct uuid u;
	size_t at = 0;

	if (s.n != 36)
		return false;
	for (size_t i = 0; i < 16; i++) {
		int high, low;

		if ((at == 8 || at == 13 || at == 18 || at == 23) && s.p[at++] != '-')
			return false;
		high = hex(s.p[at++]);
		low = hex(s.p[at++]);
		if (high < 0 || low < 0)
			return false;
		u.b[i] = (uint8_t)(high * 16 + low);
	}
	*out = u;
	return true;
}

void
uuid_format(const struct uuid *u, char out[37])
{
	static const char digits[] = "0123456789abcdef";
	size_t at = 0;

	for (size_t i = 0; i < 16; i++) {
		if (at == 8 || at == 13 || at == 18 || at == 23)
			out[at++] = '-';
		out[at++] = digits[u->b[i] >> 4];
		out[at++] = digits[u->b[i] & 15];
	}
	out[at] = '\0';
}

/* The 48-bit time prefix, the version's nibble and the variant's bits. */
static struct uuid
made(int64_t ms, const uint8_t tail[10], unsigned version)
{
	struct uuid u;

	if (ms < 0 || ms >= (int64_t)1 << 48)
		ms = 0;
	for (int i = 0; i < 6; i++)
		u.b[i] = (uint8_t)((uint64_t)ms >> (40 - 8 * i));
	memcpy(u.b + 6, tail, 10);
	u.b[6] = (uint8_t)((u.b[6] & 0x0f) | (version << 4));
	u.b[8] = (uint8_t)((u.b[8] & 0x3f) | 0x80);
	return u;
}

struct str
uuid_text(struct arena *a, const struct uuid *u)
{
	char text[37];

	uuid_format(u, text);
	return str_dup(a, str_of(text));
}

struct uuid
uuid_v7(int64_t ms, const uint8_t random[10])
{
	return made(ms, random, 7);
}

struct uuid
uuid_v8(int64_t ms, struct str content)
{
	uint8_t hash[crypto_generichash_BYTES_MIN];

	crypto_generichash(hash, sizeof(hash), (const unsigned char *)(content.p != NULL ? content.p : ""),
	    content.n, NULL, 0);
	return made(ms, hash, 8);
}
