/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Receipts (docs/sync.md "Receipts"): what was answered in one go is the leaves of a hash tree whose root is
 * signed once; a receipt is a leaf's way to the root and the signature.  Pure but for the signature's key.
 */
#ifndef MAILLAGE_SYNC_RECEIPT_H
#define MAILLAGE_SYNC_RECEIPT_H

#include "base/buf.h"
#include "sync/keys.h"

#define LEAF_BYTES 32
#define LEAVES_MAX 512

struct leaf {
	struct uuid entry, record;
	uint8_t status;
	int64_t version;
	const uint8_t *hash;    /* 32 bytes */
};
void leaf_hash(const struct leaf *l, uint8_t out[LEAF_BYTES]);
/* n leaves, side by side. */
void leaves_sign(const struct sync_keys *k, const uint8_t *leaves, size_t n,
    uint8_t out[SYNC_SIGNATURE_BYTES]);
/* The receipt of the leaf at `place`. */
struct str receipt_of(struct arena *a, const struct leaf *l, const uint8_t *leaves, size_t n, size_t place,
    const uint8_t signature[SYNC_SIGNATURE_BYTES]);

/* Signs what is said to others than phones. */
void note_sign(const struct sync_keys *k, struct str said, uint8_t out[SYNC_SIGNATURE_BYTES]);

#endif
