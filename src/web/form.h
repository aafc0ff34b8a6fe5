/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What comes in beside the path: query strings, form bodies (urlencoded, multipart), cookies.  All of
 * it is checked UTF-8 without NUL, but for the bytes of files.  Slices live in the arena or in the
 * request's body; any thread.
 */
#ifndef MAILLAGE_WEB_FORM_H
#define MAILLAGE_WEB_FORM_H

#include "base/buf.h"
#include "base/err.h"

#define FORM_FIELDS_MAX 1000
#define FORM_NAME_MAX 200     /* bytes */
#define FORM_VALUE_MAX (256u << 10)
#define FORM_FILES_MAX 20
#define COOKIES_MAX 50

struct form_field {
	struct str name, value;
};

struct form_file {
	struct str field;     /* name of its field */
	struct str name;      /* file name as sent, without folders; empty when none was chosen */
	struct str type;      /* as sent; do not trust it */
	struct str bytes;
};

struct form {
	struct form_field *fields; /* in order, names may repeat */
	size_t n_fields, cap_fields;
	struct form_file *files;
	size_t n_files;
};

/* "a=1&b=2", absent: empty. ERR_INVALID "form.…": too many, too long, no UTF-8. */
bool form_query(struct str query, struct arena *a, struct form *out, struct err *e) MUST_USE;
/* A body by its Content-Type: application/x-www-form-urlencoded or multipart/form-data (RFC 7578).
 * Anything else: ERR_INVALID "form.type". */
bool form_body(struct str content_type, struct str body, struct arena *a, struct form *out,
    struct err *e) MUST_USE;

/* The first value of that name; absent when there is none. */
struct str form_get(const struct form *f, const char *name);
/* The same, trimmed; absent also when it is blank. */
struct str form_word(const struct form *f, const char *name);
bool form_has(const struct form *f, const char *name);
/* Every value of that name, in order; returns how many there are, at most `max` are written. */
size_t form_all(const struct form *f, const char *name, struct str *out, size_t max);
const struct form_file *form_file(const struct form *f, const char *field); /* NULL when there is none */

/* The value of a cookie in a Cookie header; absent when there is none, or when the name stands twice
 * (somebody planted one). */
struct str cookie_get(struct str header, const char *name);

/* Writes one more "name=value" of a query, escaped, with '?' or '&' before it as `b` needs. */
void query_put(struct buf *b, struct str name, struct str value);
/* Percent-encodes all but RFC 3986's unreserved characters. */
void query_escape(struct buf *b, struct str s);

#endif
