/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * JSON: a streaming writer (json.c), which puts commas and escapes and keeps the order of keys, and a reader
 * (json_read.c) of whole documents (RFC 8259).
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

void js_init(struct json_writer *w, struct buf *out);
void js_object(struct json_writer *w);
void js_array(struct json_writer *w);
/* Closes the innermost object or array. */
void js_end_object(struct json_writer *w);
void js_end_array(struct json_writer *w);
void js_key(struct json_writer *w, const char *key);
void js_key_str(struct json_writer *w, struct str key);
/* A key as js_quote writes it: for who writes the same keys again and again. */
void js_key_quoted(struct json_writer *w, struct str quoted);
void js_str(struct json_writer *w, struct str s); /* absent gives null */
void js_cstr(struct json_writer *w, const char *s);
void js_int(struct json_writer *w, int64_t v);
/* Shortest form that reads back exactly; whole numbers without a point; not finite gives null. */
void js_real(struct json_writer *w, double v);
void js_bool(struct json_writer *w, bool v);
void js_null(struct json_writer *w);
/* A value that was written before, as it is. */
void js_raw(struct json_writer *w, struct str json);
/* Appends `s` escaped between quotes, without any state. */
void js_quote(struct buf *b, struct str s);

enum js_kind { JS_NULL, JS_BOOL, JS_INT, JS_REAL, JS_STR, JS_ARRAY, JS_OBJECT };

struct json; /* a value inside a document; lives in the arena it was parsed into */

/* Reads a whole document (at most JSON_BYTES_MAX bytes and JSON_DEPTH_MAX deep, duplicate keys
 * refused). The message names line and column. */
bool js_parse(struct arena *a, struct str text, const struct json **out, struct err *e) MUST_USE;
enum js_kind js_kind(const struct json *j); /* NULL counts as JS_NULL */
const struct json *js_get(const struct json *object, const char *key); /* NULL when absent */
size_t js_count(const struct json *array);
const struct json *js_at(const struct json *array, size_t i);
struct str js_text(const struct json *j);  /* absent when it is no string */
int64_t js_integer(const struct json *j);  /* true counts as 1; 0 when it is none */
double js_number(const struct json *j);    /* also of an integer; 0 when it is none */
/* Writes a value that was read. */
void js_put(struct json_writer *w, const struct json *j);
/* Calls f for each member of an object in order; stops when f returns false. */
void js_each(const struct json *object, bool (*f)(void *ctx, struct str key, const struct json *v),
    void *ctx);

#endif
