/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * JSON: a streaming writer of our own, reading by jansson (an adapter: no other file includes it).
 * The writer puts commas and escapes; keys are in the order written.
 */
#ifndef MAILLAGE_BASE_JSON_H
#define MAILLAGE_BASE_JSON_H

#include "base/buf.h"
#include "base/err.h"

#define JSON_DEPTH_MAX 64
#define JSON_BYTES_MAX (64u << 20)

struct json_writer {
	struct buf *out;
	unsigned depth;
	uint8_t has[JSON_DEPTH_MAX]; /* something was written at this depth */
	bool after_key;
	int indent; /* spaces a level; 0: one line */
};

void json_init(struct json_writer *w, struct buf *out);
void json_object(struct json_writer *w);
void json_array(struct json_writer *w);
/* Closes the innermost object or array. */
void json_end_object(struct json_writer *w);
void json_end_array(struct json_writer *w);
void json_key(struct json_writer *w, const char *key);
void json_key_str(struct json_writer *w, struct str key);
void json_str(struct json_writer *w, struct str s); /* absent gives null */
void json_cstr(struct json_writer *w, const char *s);
void json_int(struct json_writer *w, int64_t v);
/* Shortest form that reads back exactly; whole numbers without a point; not finite gives null. */
void json_real(struct json_writer *w, double v);
void json_bool(struct json_writer *w, bool v);
void json_null(struct json_writer *w);
/* Appends `s` escaped between quotes, without any state. */
void json_quote(struct buf *b, struct str s);

enum json_kind { JSON_NULL, JSON_BOOL, JSON_INT, JSON_REAL, JSON_STR, JSON_ARRAY, JSON_OBJECT };

struct json; /* a value inside a document; lives in the arena it was parsed into */

/* Reads a whole document (at most JSON_BYTES_MAX bytes and JSON_DEPTH_MAX deep, duplicate keys
 * refused). The message names line and column. */
bool json_parse(struct arena *a, struct str text, const struct json **out, struct err *e) MUST_USE;
enum json_kind json_kind(const struct json *j); /* NULL counts as JSON_NULL */
const struct json *json_get(const struct json *object, const char *key); /* NULL when absent */
size_t json_count(const struct json *array);
const struct json *json_at(const struct json *array, size_t i);
struct str json_text(const struct json *j);  /* absent when it is no string */
int64_t json_integer(const struct json *j);  /* 0 when it is none */
double json_number(const struct json *j);    /* also of an integer; 0 when it is none */
/* Calls f for each member of an object in order; stops when f returns false. */
void json_each(const struct json *object, bool (*f)(void *ctx, struct str key, const struct json *v),
    void *ctx);

#endif
