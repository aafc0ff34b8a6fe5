/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Private to the two files that print the API's description. */
#ifndef MAILLAGE_CLI_OPENAPI_H
#define MAILLAGE_CLI_OPENAPI_H

#include "base/yaml.h"
#include "web/shape.h"

struct openapi {
	struct yaml y;
	struct buf text;
	struct arena *a;
	struct codes *codes;
};

/* "description: …", translated; nothing when NULL. */
void openapi_note(struct yaml *y, const char *help);
/* "key: [a, b]" of words that need no quotes; those that are NULL are left out. */
void openapi_words(struct openapi *o, const char *key, size_t n,
    const char *(*word)(const void *of, size_t i), const void *of);
void openapi_ref(struct openapi *o, const char *kind, struct str name);
/* The keys of a shape (web/shape.h); or all of it under a key. */
void openapi_shape(struct openapi *o, struct str s);
void openapi_shape_under(struct openapi *o, const char *key, const char *s);
/* Everything below components/schemas. */
void openapi_schemas(struct openapi *o);

#endif
