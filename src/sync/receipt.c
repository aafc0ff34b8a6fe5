/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "sync/receipt.h"

#include "sync/sha256.h"

#include <assert.h>
#include <sodium.h>

#define VERSION 1
#define SIGNED "maillage receipt 1"

static void
put_64(uint8_t out[8], int64_t v)
{
	for (int i = 0; i < 8; i++)
		out[i] = (uint8_t)((uint64_t)v >> (56 - 8 * i));
}

void
leaf_hash(const struct leaf *l, uint8_t out[LEAF_BYTES])
{
	uint8_t b[1 + 16 + 16 + 1 + 8 + 32] = { 0 };

	memcpy(b + 1, l->entry.b, 16);
	memcpy(b + 17, l->record.b, 16);
	b[33] = l->status;
	put_64(b + 34, l->version);
	memcpy(b + 42, l->hash, 32);
	sha256(b, sizeof(b), out);
}

static void
node_hash(const uint8_t *left, const uint8_t *right, uint8_t *out)
{
	uint8_t b[1 + 2 * LEAF_BYTES] = { 1 };

	memcpy(b + 1, left, LEAF_BYTES);
	memcpy(b + 1 + LEAF_BYTES, right, LEAF_BYTES);
	sha256(b, sizeof(b), out);
}

void
leaf_tree(const uint8_t *leaves, size_t n, struct arena *a, struct leaf_tree *out)
{
	assert(n > 0 && n <= LEAVES_MAX);
	*out = (struct leaf_tree){ .level = { leaves }, .n = { n } };
	while (n > 1) {
		const uint8_t *below = out->level[out->depth];
		uint8_t *above = arena_array(a, uint8_t, (n + 1) / 2 * LEAF_BYTES);

		/* A last one without a neighbour is its own. */
		for (size_t i = 0; i < n; i += 2)
			node_hash(below + i * LEAF_BYTES, below + (i + 1 < n ? i + 1 : i) * LEAF_BYTES,
			    above + i / 2 * LEAF_BYTES);
		n = (n + 1) / 2;
		out->depth++;
		out->level[out->depth] = above;
		out->n[out->depth] = n;
	}
}

void
leaf_tree_sign(const struct sync_keys *k, const struct leaf_tree *t, uint8_t out[SYNC_SIGNATURE_BYTES])
{
	uint8_t said[sizeof(SIGNED) - 1 + LEAF_BYTES];

	memcpy(said, SIGNED, sizeof(SIGNED) - 1);
	memcpy(said + sizeof(SIGNED) - 1, t->level[t->depth], LEAF_BYTES);
	crypto_sign_detached(out, NULL, said, sizeof(said), k->receipt_secret);
}

/* base64url without padding.  What all may read need not be written in even time. */
static struct str
text_of(struct arena *a, const uint8_t *p, size_t n)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
	char *text = arena_alloc(a, (n + 2) / 3 * 4 + 1), *to = text;

	for (; n >= 3; n -= 3, p += 3) {
		uint32_t v = (uint32_t)p[0] << 16 | (uint32_t)p[1] << 8 | p[2];

		*to++ = digits[v >> 18];
		*to++ = digits[v >> 12 & 63];
		*to++ = digits[v >> 6 & 63];
		*to++ = digits[v & 63];
	}
	if (n > 0) {
		uint32_t v = (uint32_t)p[0] << 16 | (n == 2 ? (uint32_t)p[1] << 8 : 0);

		*to++ = digits[v >> 18];
		*to++ = digits[v >> 12 & 63];
		if (n == 2)
			*to++ = digits[v >> 6 & 63];
	}
	return (struct str){ text, (size_t)(to - text) };
}

struct str
receipt_of(struct arena *a, const struct leaf *l, const struct leaf_tree *t, size_t place,
    const uint8_t signature[SYNC_SIGNATURE_BYTES])
{
	uint8_t out[15 + LEAF_BYTES * (DEPTH_MAX + 1) + SYNC_SIGNATURE_BYTES];
	size_t used = 47, at = place;

	assert(place < t->n[0]);
	out[0] = VERSION;
	out[1] = l->status;
	out[2] = (uint8_t)t->depth;
	for (int i = 0; i < 4; i++)
		out[3 + i] = (uint8_t)(place >> (24 - 8 * i));
	put_64(out + 7, l->version);
	memcpy(out + 15, l->hash, 32);
	for (size_t d = 0; d < t->depth; d++, at /= 2) {
		size_t other = (at ^ 1) < t->n[d] ? at ^ 1 : at;

		memcpy(out + used, t->level[d] + other * LEAF_BYTES, LEAF_BYTES);
		used += LEAF_BYTES;
	}
	memcpy(out + used, signature, SYNC_SIGNATURE_BYTES);
	return text_of(a, out, used + SYNC_SIGNATURE_BYTES);
}

void
note_sign(const struct sync_keys *k, struct str said, uint8_t out[SYNC_SIGNATURE_BYTES])
{
	crypto_sign_detached(out, NULL, (const unsigned char *)said.p, said.n, k->receipt_secret);
}
