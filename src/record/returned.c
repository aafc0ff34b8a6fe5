/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "record/returned.h"

struct str
returned_reason(struct arena *a, const struct field *f, struct str word)
{
	return f == NULL ? word : str_fmt(a, "@%s " STR_F, f->name, STR_A(word));
}

struct str
returned_word(const struct reg *g, struct str reason, const struct field **field)
{
	struct str word = reason, name;
	int at = -1;

	*field = NULL;
	if (str_starts(reason, STR("@")) && str_cut(&word, ' ', &name))
		at = reg_field(g, str_sub(name, 1, name.n));
	if (at < 0)
		return reason;
	*field = &g->fields[at];
	return word;
}
