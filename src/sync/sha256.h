/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * SHA-256 (FIPS 180-4), which browsers can check.  By libcrypto, which uses the processor's own instructions
 * for it: of what is small, many times a push, libsodium's plain C was a tenth of the writer's work.
 */
#ifndef MAILLAGE_SYNC_SHA256_H
#define MAILLAGE_SYNC_SHA256_H

#include "base/str.h"

#define SHA256_BYTES 32
void sha256(const void *p, size_t n, uint8_t out[SHA256_BYTES]);

#endif
