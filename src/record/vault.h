/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Sealed texts (FIELD_SEALED): names and ways to reach somebody, unreadable wherever they are kept.
 *
 * In memory such a cell is open (its text as people wrote it) or closed (.s is the sealed form).  Registers'
 * tables and the journal hold the closed form only, so that history, sync, check and the hash chain work
 * without any key.  Cells are opened at the last moment, for whom the register's matrix gives OP_REVEAL,
 * and closed by the journal.
 *
 * A closed text is "x1." and base64 of: mark of the record's key (4 bytes), nonce (24), the text padded to
 * 32 bytes, sealed by XChaCha20-Poly1305 with the record's key, bound to register, record and field.  Each
 * record has a random key of its own, kept in record_key sealed by the data key of the store (keyfile.h):
 * erasing it erases the texts for ever, in the journal too, and no hash changes.  meta "key" tells which data
 * key seals.
 *
 * A vault belongs to one connection and its thread.  It reads the key file at its first use.
 */
#ifndef MAILLAGE_RECORD_VAULT_H
#define MAILLAGE_RECORD_VAULT_H

#include "record/access.h"
#include "record/keyfile.h"

struct vault;

/* Lives in the arena, which wipes it. */
struct vault *vault_new(struct store *s, struct arena *a);
bool reg_has_sealed(const struct reg *g);

/* Closes the record's open cells; makes its key, and at first use the store's, where there is none. In a
 * writing transaction. ERR_CONFLICT "key.lost": the key that seals is not there. */
bool vault_close(struct vault *v, struct record *r, struct arena *a, struct err *e) MUST_USE;
/* Open cells of `r` that say what stands in `old` become what stands: sealed anew, they would differ. */
bool vault_keep(struct vault *v, struct record *r, const struct record *old, struct arena *a,
    struct err *e) MUST_USE;
/* Opens one closed cell of a record, or all; what cannot be opened says so in .seal. */
bool vault_open_cell(struct vault *v, const struct reg *g, const struct uuid *id, const struct field *f,
    struct cell *c, struct arena *a, struct err *e) MUST_USE;
bool vault_open(struct vault *v, struct record *r, struct arena *a, struct err *e) MUST_USE;
/* For a reader: opened if OP_REVEAL reaches the record, else SEAL_DENIED. *revealed: something could be
 * read, and the audit log must say so. `who` NULL: the house itself. */
bool vault_present(struct vault *v, const struct reach *who, struct record *r, struct arena *a,
    bool *revealed, struct err *e) MUST_USE;
/* What stands instead of a text that is not open: a sentence; NULL for one that is. */
const char *seal_sentence(enum seal seal);

/* Deletes the record's key: its sealed texts are gone. *was: there was one. In a writing transaction; see
 * store_secure. */
bool vault_shred(struct vault *v, const struct reg *g, const struct uuid *id, bool *was, struct err *e)
    MUST_USE;

/* -- the store's data key -- */

struct vault_state {
	const char *path;         /* of the key file; NULL: none is given */
	bool found;               /* the file is there */
	char print[KEY_PRINT];    /* of the key in the file; empty: none */
	char wanted[KEY_PRINT];   /* of the key that seals this store; empty: nothing is sealed yet */
	int64_t records;          /* with sealed texts */
	bool opens;               /* the file holds the key that seals */
};
bool vault_look(struct vault *v, struct vault_state *out, struct err *e) MUST_USE;
/* Makes the key file of a store that has none. In a writing transaction. */
bool vault_make(struct vault *v, struct err *e) MUST_USE;
/* Another data key for all records; the texts stay as they are. In a writing transaction, between
 * vault_rotate_begin, which writes a file with both keys, and after the commit vault_rotate_end, which takes
 * the old one out: whenever it stops, some file opens the store. */
bool vault_rotate_begin(struct vault *v, struct err *e) MUST_USE;
bool vault_rotate(struct vault *v, int64_t *records, struct err *e) MUST_USE;
bool vault_rotate_end(struct vault *v, struct err *e) MUST_USE;

#endif
