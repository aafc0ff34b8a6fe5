/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What in a text may point to a person: whatever is found lies within it, between characters. */
#include <assert.h>

#include "base/text.h"
#include "rules/doubt.h"

#include "fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	struct str s = { (const char *)p, n };
	size_t at = 0, marked = 0;

	if (!utf8_valid(s) || doubt_text(s, &at, &marked) == DOUBT_NONE)
		return 0;
	assert(at <= n && marked <= n - at && marked > 0);
	assert(utf8_valid(str_sub(s, 0, at)) && utf8_valid(str_sub(s, at, at + marked)));
	return 0;
}
