/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The file that holds a store's data key, beside the store and for its owner alone (mode 0600):
 *
 *   maillage-key 1
 *   64 hexadecimal digits      the key that seals
 *   64 hexadecimal digits      keys of before, while a change of keys is under way
 *
 * Who has this file and the store reads what is sealed; who has only one of them does not.
 */
#ifndef MAILLAGE_RECORD_KEYFILE_H
#define MAILLAGE_RECORD_KEYFILE_H

#include "base/arena.h"
#include "base/err.h"

#define DATA_KEY 32
#define DATA_KEYS_MAX 8
#define KEY_MARK 8            /* bytes that tell keys apart: of the key's BLAKE2b */
#define KEY_PRINT (2 * KEY_MARK + 1) /* the same as hexadecimal text, with NUL */

struct data_keys {
	uint8_t v[DATA_KEYS_MAX][DATA_KEY]; /* [0] seals; all open */
	size_t n;
};

void key_mark(const uint8_t key[DATA_KEY], uint8_t mark[KEY_MARK]);
void key_print(const uint8_t key[DATA_KEY], char print[KEY_PRINT]);

/* False: it is no such file. */
bool keyfile_parse(struct str text, struct data_keys *out) MUST_USE;
/* *found false: there is no file. ERR_CONFLICT "key.file": no key file, or others may read it. */
bool keyfile_read(const char *path, struct data_keys *out, bool *found, struct err *e) MUST_USE;
/* On disk before it returns. fresh: never over a file that is there (ERR_CONFLICT "key.exists"). */
bool keyfile_write(const char *path, const struct data_keys *keys, bool fresh, struct arena *a,
    struct err *e) MUST_USE;

#endif
