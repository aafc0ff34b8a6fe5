/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "report/template.h"

#include "fuzz.h"

/* The first byte chooses: a template, or what a manager wrote. */
int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	struct str text = { (const char *)p, n };
	struct template *t;
	struct piece *pieces;
	struct arena a;
	struct err e;

	arena_init(&a);
	if (n > 0 && p[0] == 'N') {
		if (!narrative_parse(str_sub(text, 1, n), &a, &pieces, &e))
			pieces = NULL;
	} else if (!template_parse(STR("fuzz"), text, &a, &t, &e)) {
		t = NULL;
	}
	arena_release(&a);
	return 0;
}
