/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Files carried inside the program (nomenclature, migrations, templates, styles, fonts,
 * translations), made by tools/embed.py at build time.  Names are paths from the project's root with
 * '/'.  Constant data; any thread.
 */
#ifndef MAILLAGE_BASE_EMBED_H
#define MAILLAGE_BASE_EMBED_H

#include "base/str.h"

struct embedded {
	const char *name;
	const unsigned char *p;
	size_t n;
};

/* Sorted by name. */
extern const struct embedded embedded_files[];
extern const size_t n_embedded_files;

/* NULL when there is none of that name. */
const struct embedded *embed_find(const char *name);

#endif
