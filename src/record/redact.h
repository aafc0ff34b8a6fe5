/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Taking texts out of a record's past.  The journal keeps every entry, its place and its hash; of an entry
 * that held what must go, the values that go become {"#":1}, and a later entry of the same record, which
 * the chain covers like any other, says in its member "#redacted" what the earlier ones have come to:
 *
 *   "#redacted": {"12": BASE64 of chain_hash(32 zero bytes, entry 12 as it now stands), …}
 *
 * journal_verify takes such an entry's own hash as it stands, and holds its contents to the last word said
 * of it.  So nothing can be taken out, or changed, without an entry that says so; that works for entries
 * of any age.  In a writing transaction of the caller's; see store_secure for what the engine leaves behind.
 */
#ifndef MAILLAGE_RECORD_REDACT_H
#define MAILLAGE_RECORD_REDACT_H

#include "record/journal.h"

#define REDACTED "#redacted"

/* What shall become of a record. */
struct redaction {
	const struct reg *reg;
	struct uuid id;
	const bool *fields;      /* of each field: its values go, from the record and from its past */
	const struct cell *now;  /* of each field that goes: what stands instead; NULL: nothing */
	bool delete;             /* the record is deleted as well */
	int64_t at;
	struct str actor, reason;
};

/* *changed false: there was nothing to do, and nothing was written. *entries: of the past that changed. */
bool journal_redact(struct journal *j, struct store *s, const struct codes *codes, const struct redaction *r,
    bool *changed, int64_t *entries, struct err *e) MUST_USE;

/* Whether an entry's fields hold a value that was taken out. */
bool redact_is_in(struct str fields);
/* What an entry's contents come to, for "#redacted". */
struct chain_entry;
void redact_proof(const struct chain_entry *en, char out[64]);

#endif
