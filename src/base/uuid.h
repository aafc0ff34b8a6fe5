/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Identifiers (RFC 9562).  Version 7 for what is made now; version 8 for what is derived from
 * content, with the same 48-bit time prefix so that keys stay in order.
 */
#ifndef MAILLAGE_BASE_UUID_H
#define MAILLAGE_BASE_UUID_H

#include "base/str.h"

struct uuid {
	uint8_t b[16];
};

/* 8-4-4-4-12 hexadecimal digits, any case, whole text. False otherwise. */
bool uuid_parse(struct str s, struct uuid *out);
/* Lower case; 36 bytes and a NUL. */
void uuid_format(const struct uuid *u, char out[37]);
/* The same as a text of the arena. */
struct str uuid_text(struct arena *a, const struct uuid *u);

static inline bool
uuid_eq(const struct uuid *a, const struct uuid *b)
{
	return memcmp(a->b, b->b, sizeof(a->b)) == 0;
}

static inline bool
uuid_is_nil(const struct uuid *u)
{
	static const struct uuid nil;

	return uuid_eq(u, &nil);
}

/* Version 7 from milliseconds and 10 bytes of randomness that the caller drew. */
struct uuid uuid_v7(int64_t ms, const uint8_t random[10]);
/* Version 8: 48 bits of `ms`, then 74 bits of the BLAKE2b hash of `content`. The same inputs always
 * give the same identifier. `ms` outside 0 to 2^48-1 counts as 0. */
struct uuid uuid_v8(int64_t ms, struct str content);

#endif
