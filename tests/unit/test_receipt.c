/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* SHA-256 by the vectors of FIPS 180-4, in many threads at once; the tree that receipts hang on. */
#include "sync/receipt.h"
#include "sync/sha256.h"

#include "../tap.h"

#include <pthread.h>
#include <stdlib.h>

#define THREADS 8

static bool
is(const uint8_t hash[SHA256_BYTES], const char *hex)
{
	char text[2 * SHA256_BYTES + 1];

	for (size_t i = 0; i < SHA256_BYTES; i++)
		snprintf(text + 2 * i, 3, "%02x", hash[i]);
	return strcmp(text, hex) == 0;
}

static void *
hash_much(void *ctx)
{
	bool *good = ctx;
	uint8_t out[SHA256_BYTES];

	for (int i = 0; i < 2000; i++) {
		sha256("abc", 3, out);
		*good = *good && is(out, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
		sha256("", 0, out);
		*good = *good && is(out, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
	}
	return NULL;
}

static void
vectors(void)
{
	static const char two[] = "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq";
	pthread_t threads[THREADS];
	bool good[THREADS];
	char *million = malloc(1000000);
	uint8_t out[SHA256_BYTES];
	bool all = true;

	sha256(two, sizeof(two) - 1, out);
	OK(is(out, "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"), "two blocks");
	memset(million, 'a', 1000000);
	sha256(million, 1000000, out);
	OK(is(out, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"), "a million letters");
	free(million);
	for (size_t i = 0; i < THREADS; i++) {
		good[i] = true;
		pthread_create(&threads[i], NULL, hash_much, &good[i]);
	}
	for (size_t i = 0; i < THREADS; i++) {
		pthread_join(threads[i], NULL);
		all = all && good[i];
	}
	OK(all, "one block and none, in %d threads", THREADS);
}

/* From a leaf and its neighbours up to the root, as a phone goes. */
static bool
leads_to_the_root(const struct leaf_tree *t, size_t place)
{
	uint8_t node[1 + 2 * LEAF_BYTES] = { 1 }, here[LEAF_BYTES];
	size_t at = place;

	memcpy(here, t->level[0] + place * LEAF_BYTES, LEAF_BYTES);
	for (size_t d = 0; d < t->depth; d++, at /= 2) {
		const uint8_t *other = t->level[d] + ((at ^ 1) < t->n[d] ? at ^ 1 : at) * LEAF_BYTES;

		memcpy(node + 1, at % 2 == 0 ? here : other, LEAF_BYTES);
		memcpy(node + 1 + LEAF_BYTES, at % 2 == 0 ? other : here, LEAF_BYTES);
		sha256(node, sizeof(node), here);
	}
	return memcmp(here, t->level[t->depth], LEAF_BYTES) == 0;
}

static void
tree(void)
{
	uint8_t leaves[21 * LEAF_BYTES], hash[LEAF_BYTES] = { 7 };
	bool all = true;

	for (size_t i = 0; i < 21; i++)
		leaf_hash(&(struct leaf){ .entry.b = { (uint8_t)i }, .version = (int64_t)i, .hash = hash },
		    leaves + i * LEAF_BYTES);
	for (size_t n = 1; n <= 21; n++) {
		struct leaf_tree t;
		struct arena a;

		arena_init(&a);
		leaf_tree(leaves, n, &a, &t);
		for (size_t i = 0; i < n; i++)
			all = all && leads_to_the_root(&t, i);
		arena_release(&a);
	}
	OK(all, "each leaf of a tree of one to twenty-one leads to its root");
}

int
main(void)
{
	vectors();
	tree();
	return tap_done();
}
