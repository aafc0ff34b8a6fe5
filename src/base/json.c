/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/json.h"

#include <assert.h>
#include <math.h>

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
