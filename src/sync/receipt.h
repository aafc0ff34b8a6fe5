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
/* The tree over n leaves, side by side, which stay where they are; made once for all their receipts. */
#define DEPTH_MAX 9
struct leaf_tree {
	const uint8_t *level[DEPTH_MAX + 1]; /* [0]: the leaves; the last holds the root */
	size_t n[DEPTH_MAX + 1];
	size_t depth;
};
void leaf_tree(const uint8_t *leaves, size_t n, struct arena *a, struct leaf_tree *out);
void leaf_tree_sign(const struct sync_keys *k, const struct leaf_tree *t, uint8_t out[SYNC_SIGNATURE_BYTES]);
/* The receipt of the leaf at `place`. */
struct str receipt_of(struct arena *a, const struct leaf *l, const struct leaf_tree *t, size_t place,
    const uint8_t signature[SYNC_SIGNATURE_BYTES]);

/* Signs what is said to others than phones. */
void note_sign(const struct sync_keys *k, struct str said, uint8_t out[SYNC_SIGNATURE_BYTES]);

#endif
