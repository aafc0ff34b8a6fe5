/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/yaml.h"

#include <assert.h>

#include "base/json.h"

void
yaml_init(struct yaml *y, struct buf *out)
{
	*y = (struct yaml){ .out = out };
}

/* What YAML 1.1 or 1.2 would read as something other than a text. */
static bool
is_word(struct str s)
{
	static const char *const taken[] = { "true", "false", "null", "yes", "no", "on", "off", "y", "n" };

	for (size_t i = 0; i < COUNT(taken); i++)
		if (s.n == strlen(taken[i]) && strncasecmp(s.p, taken[i], s.n) == 0)
			return false;
	return true;
}

/* Letters, digits and what is harmless inside a word. A key may also be a path or "$ref". */
static bool
is_plain(struct str s, bool key)
{
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];
		bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
		bool inner = i > 0 && ((c >= '0' && c <= '9') || strchr("_-./", c) != NULL);

		if (!letter && !inner && !(key && (c == '/' || c == '$' || (i > 0 && (c == '{' || c == '}')))))
			return false;
	}
	return s.n > 0 && is_word(s);
}

static void
put_text(struct yaml *y, struct str s, bool key)
{
	if (is_plain(s, key))
		buf_str(y->out, s);
	else
		js_quote(y->out, s);
}

/* A new line at this depth, unless a dash has begun it. */
static void
begin_line(struct yaml *y)
{
	assert(!y->after_key);
	if (!y->after_dash)
		for (unsigned i = 0; i < y->depth; i++)
			buf_cstr(y->out, "  ");
	y->after_dash = false;
}

void
yaml_key_str(struct yaml *y, struct str key)
{
	begin_line(y);
	put_text(y, key, true);
	buf_char(y->out, ':');
	y->after_key = true;
}

void
yaml_key(struct yaml *y, const char *key)
{
	yaml_key_str(y, str_of(key));
}

void
yaml_item(struct yaml *y)
{
	begin_line(y);
	buf_cstr(y->out, "- ");
	y->after_dash = true;
}

void
yaml_nest(struct yaml *y)
{
	/* The first key of a map stands on the line of its dash. */
	if (y->after_key)
		buf_char(y->out, '\n');
	y->after_key = false;
	y->depth++;
}

void
yaml_end(struct yaml *y)
{
	assert(y->depth > 0 && !y->after_key && !y->after_dash);
	y->depth--;
}

static void
begin_value(struct yaml *y)
{
	assert(y->after_key || y->after_dash);
	if (y->after_key)
		buf_char(y->out, ' ');
	y->after_key = y->after_dash = false;
}

void
yaml_raw(struct yaml *y, const char *s)
{
	begin_value(y);
	buf_cstr(y->out, s);
	buf_char(y->out, '\n');
}

void
yaml_str(struct yaml *y, struct str s)
{
	begin_value(y);
	put_text(y, s, false);
	buf_char(y->out, '\n');
}

void
yaml_cstr(struct yaml *y, const char *s)
{
	yaml_str(y, str_of(s));
}

void
yaml_int(struct yaml *y, int64_t v)
{
	begin_value(y);
	buf_int(y->out, v);
	buf_char(y->out, '\n');
}

void
yaml_bool(struct yaml *y, bool v)
{
	yaml_raw(y, v ? "true" : "false");
}

void
yaml_member(struct yaml *y, const char *key, const char *value)
{
	yaml_key(y, key);
	yaml_cstr(y, value);
}

void
yaml_number(struct yaml *y, const char *key, int64_t value)
{
	yaml_key(y, key);
	yaml_int(y, value);
}

void
yaml_flag(struct yaml *y, const char *key, bool value)
{
	yaml_key(y, key);
	yaml_bool(y, value);
}

void
yaml_open_str(struct yaml *y, struct str key)
{
	yaml_key_str(y, key);
	yaml_nest(y);
}

void
yaml_open(struct yaml *y, const char *key)
{
	yaml_open_str(y, str_of(key));
}

void
yaml_open_item(struct yaml *y)
{
	yaml_item(y);
	yaml_nest(y);
}
