/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * YAML, written only: block style, keys in the order written, texts quoted as JSON's wherever YAML
 * could take them for something else.  A list stands below a key, its items are scalars or maps.
 */
#ifndef MAILLAGE_BASE_YAML_H
#define MAILLAGE_BASE_YAML_H

#include "base/buf.h"

struct yaml {
	struct buf *out;
	unsigned depth;
	bool after_key;  /* "key:" was written */
	bool after_dash; /* "- " was written */
};

void yaml_init(struct yaml *y, struct buf *out);
void yaml_key(struct yaml *y, const char *key);
void yaml_key_str(struct yaml *y, struct str key);
/* Begins a list's next item: a scalar follows, or yaml_nest and keys. */
void yaml_item(struct yaml *y);
/* What follows belongs to the key or item before it; an empty one must be written as {} or []. */
void yaml_nest(struct yaml *y);
void yaml_end(struct yaml *y);
void yaml_str(struct yaml *y, struct str s);
void yaml_cstr(struct yaml *y, const char *s);
void yaml_int(struct yaml *y, int64_t v);
void yaml_bool(struct yaml *y, bool v);
/* A value as it stands: [], {}, [1, 2]. */
void yaml_raw(struct yaml *y, const char *s);
/* In short: a key and its value; a key or an item with a map or list below it. */
void yaml_member(struct yaml *y, const char *key, const char *value);
void yaml_number(struct yaml *y, const char *key, int64_t value);
void yaml_flag(struct yaml *y, const char *key, bool value);
void yaml_open(struct yaml *y, const char *key);
void yaml_open_str(struct yaml *y, struct str key);
void yaml_open_item(struct yaml *y);

#endif
