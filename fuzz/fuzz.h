/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A fuzz target: clang's libFuzzer calls it. */
#ifndef MAILLAGE_FUZZ_FUZZ_H
#define MAILLAGE_FUZZ_FUZZ_H

#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

#endif
