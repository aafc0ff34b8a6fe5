/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "record/chain.h"

#include "record/sql.h"

#include <sodium.h>

static void
put_number(crypto_generichash_state *h, uint64_t v)
{
	unsigned char b[8];

	for (int i = 0; i < 8; i++)
		b[i] = (unsigned char)(v >> (56 - 8 * i));
	crypto_generichash_update(h, b, sizeof(b));
}

static void
put_text(crypto_generichash_state *h, struct str s)
{
	put_number(h, s.p == NULL ? UINT64_MAX : s.n);
	if (s.p != NULL)
		crypto_generichash_update(h, (const unsigned char *)s.p, s.n);
}

void
chain_hash(const uint8_t before[CHAIN_HASH], const struct chain_entry *en, uint8_t out[CHAIN_HASH])
{
	crypto_generichash_state h;

	crypto_generichash_init(&h, NULL, 0, CHAIN_HASH);
	crypto_generichash_update(&h, before, CHAIN_HASH);
	put_number(&h, STRUCTURE_ONE);
	put_number(&h, (uint64_t)en->pos);
	put_number(&h, (uint64_t)en->at);
	put_number(&h, (uint64_t)en->base);
	put_number(&h, (uint64_t)en->line);
	put_text(&h, en->actor);
	put_text(&h, en->device);
	put_text(&h, en->reg);
	put_text(&h, en->record);
	put_text(&h, en->batch);
	put_text(&h, en->reason);
	put_text(&h, en->fields);
	crypto_generichash_final(&h, out, CHAIN_HASH);
}
