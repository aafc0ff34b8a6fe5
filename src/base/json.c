/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/json.h"

#include <assert.h>
#include <jansson.h>
#include <math.h>

#include "base/lang.h"

void
js_init(struct json_writer *w, struct buf *out)
{
	*w = (struct json_writer){ .out = out };
}

static void
new_line(struct json_writer *w)
{
	buf_char(w->out, '\n');
	for (unsigned i = 0; i < w->depth * (unsigned)w->indent; i++)
		buf_char(w->out, ' ');
}

/* What stands before a value or a key: a comma behind another one, a new line when indented. */
static void
before(struct json_writer *w)
{
	if (w->after_key) {
		w->after_key = false;
		return;
	}
	if (w->depth == 0)
		return;
	if (w->has[w->depth - 1])
		buf_char(w->out, ',');
	w->has[w->depth - 1] = 1;
	if (w->indent > 0)
		new_line(w);
}

static void
open_with(struct json_writer *w, char c)
{
	before(w);
	buf_char(w->out, c);
	assert(w->depth < JSON_DEPTH_MAX);
	w->has[w->depth++] = 0;
}

static void
close_with(struct json_writer *w, char c)
{
	assert(w->depth > 0 && !w->after_key);
	w->depth--;
	if (w->has[w->depth] && w->indent > 0)
		new_line(w);
	buf_char(w->out, c);
}

void
js_object(struct json_writer *w)
{
	open_with(w, '{');
}

void
js_array(struct json_writer *w)
{
	open_with(w, '[');
}

void
js_end_object(struct json_writer *w)
{
	close_with(w, '}');
}

void
js_end_array(struct json_writer *w)
{
	close_with(w, ']');
}

static void
after_key(struct json_writer *w)
{
	buf_char(w->out, ':');
	if (w->indent > 0)
		buf_char(w->out, ' ');
	w->after_key = true;
}

void
js_key_str(struct json_writer *w, struct str key)
{
	before(w);
	js_quote(w->out, key);
	after_key(w);
}

void
js_key_quoted(struct json_writer *w, struct str quoted)
{
	before(w);
	buf_str(w->out, quoted);
	after_key(w);
}

void
js_key(struct json_writer *w, const char *key)
{
	js_key_str(w, str_of(key));
}

void
js_str(struct json_writer *w, struct str s)
{
	before(w);
	if (s.p == NULL)
		buf_cstr(w->out, "null");
	else
		js_quote(w->out, s);
}

void
js_raw(struct json_writer *w, struct str json)
{
	before(w);
	buf_str(w->out, json);
}

void
js_cstr(struct json_writer *w, const char *s)
{
	js_str(w, str_of(s));
}

void
js_int(struct json_writer *w, int64_t v)
{
	before(w);
	buf_int(w->out, v);
}

void
js_real(struct json_writer *w, double v)
{
	before(w);
	if (!isfinite(v))
		buf_cstr(w->out, "null");
	else
		buf_real(w->out, v);
}

void
js_bool(struct json_writer *w, bool v)
{
	before(w);
	buf_cstr(w->out, v ? "true" : "false");
}

void
js_null(struct json_writer *w)
{
	before(w);
	buf_cstr(w->out, "null");
}

void
js_quote(struct buf *b, struct str s)
{
	size_t from = 0;

	buf_reserve(b, s.n + 2);
	buf_char(b, '"');
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];
		const char *short_form = NULL;

		if (c >= 0x20 && c != '"' && c != '\\')
			continue;
		buf_put(b, s.p + from, i - from);
		from = i + 1;
		if (c == '"')
			short_form = "\\\"";
		else if (c == '\\')
			short_form = "\\\\";
		else if (c == '\n')
			short_form = "\\n";
		else if (c == '\t')
			short_form = "\\t";
		else if (c == '\r')
			short_form = "\\r";
		if (short_form != NULL)
			buf_cstr(b, short_form);
		else
			buf_fmt(b, "\\u%04x", (unsigned)c);
	}
	if (from < s.n)
		buf_put(b, s.p + from, s.n - from);
	buf_char(b, '"');
}

/* jansson's own ceiling is 2 048 levels: ours is looked for before it reads. */
static bool
too_deep(struct str text)
{
	unsigned depth = 0;
	bool quoted = false;

	for (size_t i = 0; i < text.n; i++) {
		char c = text.p[i];

		if (quoted) {
			if (c == '\\')
				i++;
			else if (c == '"')
				quoted = false;
		} else if (c == '"') {
			quoted = true;
		} else if (c == '{' || c == '[') {
			if (++depth > JSON_DEPTH_MAX)
				return true;
		} else if ((c == '}' || c == ']') && depth > 0) {
			depth--;
		}
	}
	return false;
}

static void
forget(void *p)
{
	json_decref(p);
}

bool
js_parse(struct arena *a, struct str text, const struct json **out, struct err *e)
{
	json_error_t why;
	json_t *root;

	if (text.n > JSON_BYTES_MAX || too_deep(text))
		return err_set(e, ERR_INVALID, "json.too_large",
		    _("This JSON document is too large or nested too deeply."));
	root = json_loadb(text.p != NULL ? text.p : "", text.n,
	    JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &why);
	if (root == NULL)
		return err_set(e, ERR_INVALID, "json.syntax",
		    _("This is no valid JSON: line %d, column %d."), why.line, why.column);
	arena_defer(a, forget, root);
	*out = (const struct json *)root;
	return true;
}

static const json_t *
jansson(const struct json *j)
{
	return (const json_t *)j;
}

enum js_kind
js_kind(const struct json *j)
{
	const json_t *v = jansson(j);

	if (json_is_object(v))
		return JS_OBJECT;
	if (json_is_array(v))
		return JS_ARRAY;
	if (json_is_string(v))
		return JS_STR;
	if (json_is_integer(v))
		return JS_INT;
	if (json_is_real(v))
		return JS_REAL;
	if (json_is_boolean(v))
		return JS_BOOL;
	return JS_NULL;
}

const struct json *
js_get(const struct json *object, const char *key)
{
	return (const struct json *)json_object_get(jansson(object), key);
}

size_t
js_count(const struct json *array)
{
	return json_array_size(jansson(array));
}

const struct json *
js_at(const struct json *array, size_t i)
{
	return (const struct json *)json_array_get(jansson(array), i);
}

struct str
js_text(const struct json *j)
{
	const json_t *v = jansson(j);

	if (!json_is_string(v))
		return STR_NONE;
	return (struct str){ json_string_value(v), json_string_length(v) };
}

int64_t
js_integer(const struct json *j)
{
	if (json_is_true(jansson(j)))
		return 1;
	return json_is_integer(jansson(j)) ? (int64_t)json_integer_value(jansson(j)) : 0;
}

double
js_number(const struct json *j)
{
	return json_number_value(jansson(j));
}

void
js_each(const struct json *object, bool (*f)(void *ctx, struct str key, const struct json *v),
    void *ctx)
{
	/* jansson iterates over objects it could change; ours stay as they are. */
	union {
		const struct json *read;
		json_t *write;
	} u = { .read = object };
	void *it;

	if (!json_is_object(jansson(object)))
		return;
	for (it = json_object_iter(u.write); it != NULL; it = json_object_iter_next(u.write, it)) {
		struct str key = { json_object_iter_key(it), json_object_iter_key_len(it) };

		if (!f(ctx, key, (const struct json *)json_object_iter_value(it)))
			return;
	}
}

/* -- copying --------------------------------------------------------------------------------- */

static bool
put_member(void *ctx, struct str key, const struct json *v)
{
	js_key_str(ctx, key);
	js_put(ctx, v);
	return true;
}

/* As deep as what was read, which has its ceiling. */
void
js_put(struct json_writer *w, const struct json *j)
{
	switch (js_kind(j)) {
	case JS_NULL:
		js_null(w);
		return;
	case JS_BOOL:
		js_bool(w, js_integer(j) != 0);
		return;
	case JS_INT:
		js_int(w, js_integer(j));
		return;
	case JS_REAL:
		js_real(w, js_number(j));
		return;
	case JS_STR:
		js_str(w, js_text(j));
		return;
	case JS_ARRAY:
		js_array(w);
		for (size_t i = 0; i < js_count(j); i++)
			js_put(w, js_at(j, i));
		js_end_array(w);
		return;
	case JS_OBJECT:
		js_object(w);
		js_each(j, put_member, w);
		js_end_object(w);
		return;
	}
}
