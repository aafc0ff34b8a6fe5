/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "record/keyfile.h"

#include "fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	struct data_keys keys;

	if (keyfile_parse((struct str){ (const char *)p, n }, &keys) && (keys.n < 1 || keys.n > DATA_KEYS_MAX))
		abort();
	return 0;
}
