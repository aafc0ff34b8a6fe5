/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Secrets as texts and their hashes; identifiers. Private to src/access/. */
#ifndef MAILLAGE_ACCESS_SECRET_H
#define MAILLAGE_ACCESS_SECRET_H

#include "access/access.h"

/* What a secret is for stands before it, so that one is never taken for another. */
#define PREFIX_SESSION "mls_"
#define PREFIX_TOKEN "mlt_"
#define PREFIX_LINK "mli_"
#define PREFIX_DEVICE "mld_"

/* 256 random bits behind the prefix. */
void secret_new(const char *prefix, char out[SECRET_TEXT_MAX]);
/* What is stored of it. False when it does not have the prefix and the form. */
bool secret_hash(const char *prefix, struct str text, uint8_t out[SECRET_HASH_BYTES]);
#define HASH_STR(h) ((struct str){ (const char *)(h), SECRET_HASH_BYTES })

struct uuid access_id(int64_t now_ms);
struct uuid access_uuid(struct str bytes); /* nil for none */
bool access_role(struct str name, enum role *out); /* a role this program does not know: none */

#endif
