/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/json.h"

#include "fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	struct str text = { (const char *)p, n };
	struct arena a;
	const struct json *j;
	struct err e;

	arena_init(&a);
	if (js_parse(&a, text, &j, &e))
		for (size_t i = 0; i < js_count(j); i++)
			(void)js_kind(js_at(j, i));
	arena_release(&a);
	return 0;
}
