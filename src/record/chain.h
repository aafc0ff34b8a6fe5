/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The hash that binds a journal entry to the one before; the layout is told in journal.h. */
#ifndef MAILLAGE_RECORD_CHAIN_H
#define MAILLAGE_RECORD_CHAIN_H

#include "base/str.h"

#define CHAIN_HASH 32

struct chain_entry {
	int64_t pos, at, base, line;
	struct str actor, device, reg, record, batch, reason, fields; /* absent ones have a NULL pointer */
};

void chain_hash(const uint8_t before[CHAIN_HASH], const struct chain_entry *en,
    uint8_t out[CHAIN_HASH]);

#endif
