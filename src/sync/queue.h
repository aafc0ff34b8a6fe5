/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A phone's queue that was taken out as a file (docs/sync.md "A queue as a file"): sealed to the store's own
 * key, so that only this house reads it.  Pure but for the key.
 */
#ifndef MAILLAGE_SYNC_QUEUE_H
#define MAILLAGE_SYNC_QUEUE_H

#include "base/json.h"
#include "sync/keys.h"

#define QUEUE_BYTES_MAX (32u << 20)

/* The push body inside. ERR_INVALID "queue.file": no such file; "queue.key": sealed for another store, or
 * damaged. */
bool queue_open(const struct sync_keys *k, struct str file, struct arena *a, const struct json **body,
    struct err *e) MUST_USE;

#endif
