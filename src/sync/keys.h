/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The keys of a store for its phones, all worked out from one seed that the store holds (table meta), so that
 * a backup brings them back: receipts are signed with one, queues that were taken out as files are sealed to
 * another, and each device gets its half of the secret by which the phone's own store is sealed.
 * Who holds the store holds the keys: they protect phones and what is on the way, not the store.
 */
#ifndef MAILLAGE_SYNC_KEYS_H
#define MAILLAGE_SYNC_KEYS_H

#include "base/uuid.h"
#include "store/store.h"

#define SYNC_KEY_BYTES 32
#define SYNC_SIGNATURE_BYTES 64

struct sync_keys {
	uint8_t receipt_public[SYNC_KEY_BYTES];
	uint8_t receipt_secret[2 * SYNC_KEY_BYTES];
	uint8_t export_public[SYNC_KEY_BYTES], export_secret[SYNC_KEY_BYTES];
	uint8_t share_key[SYNC_KEY_BYTES];
};

/* Makes the seed where there is none: inside the caller's transaction. */
bool sync_keys_make(struct store *s, struct sync_keys *out, struct err *e) MUST_USE;
/* *found false: no phone has come yet. Reads only. */
bool sync_keys_read(struct store *s, struct sync_keys *out, bool *found, struct err *e) MUST_USE;
/* The server's half of a device's secret: always the same for the same device of the same account. */
void sync_share(const struct sync_keys *k, const struct uuid *account, const struct uuid *device,
    uint8_t out[SYNC_KEY_BYTES]);
/* Base64 for addresses, without padding, as docs/sync.md writes bytes. */
struct str sync_text(struct arena *a, const void *p, size_t n);

#endif
