/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Reading JSON (RFC 8259) in one pass over a copy of the text, in which strings are decoded where they stand:
 * what is escaped is never shorter than what it stands for.  A value costs its node and nothing else.
 */
#include "base/json.h"

#include <math.h>
#include <stdlib.h>

#include "base/lang.h"
#include "base/text.h"

struct member;

struct json {
	enum js_kind kind;
	uint32_t n;               /* members or elements */
	union {
		int64_t i;            /* also of a truth value */
		double r;
		struct str s;
		const struct json *v;
		const struct member *m;
	};
};

struct member {
	struct str key;           /* none in an array while it is read */
	struct json value;
};

struct reader {
	struct arena *a;
	char *begin, *p, *end;    /* of the copy; *end is NUL */
	const char *wrong;        /* where it is no JSON */
	struct member *stack;     /* of lists that are still open, and what is whole in them; malloc's */
	size_t n, cap;
};

/* An open list: where its members begin on the stack. */
struct level {
	size_t first;
	bool object;
};

static bool
syntax(struct reader *x, const char *at)
{
	if (x->wrong == NULL)
		x->wrong = at;
	return false;
}

static void
skip_blanks(struct reader *x)
{
	while (*x->p == ' ' || *x->p == '\n' || *x->p == '\r' || *x->p == '\t')
		x->p++;
}

/* -- strings --------------------------------------------------------------------------------- */

static int
hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* The four digits behind \u. */
static bool
unit(const char *p, uint32_t *out)
{
	uint32_t v = 0;

	for (int i = 0; i < 4; i++) {
		int d = hex_digit(p[i]);

		if (d < 0)
			return false;
		v = v << 4 | (uint32_t)d;
	}
	*out = v;
	return true;
}

/* \u… as UTF-8; no NUL, and halves of pairs only together. */
static bool
take_unicode(struct reader *x, char **to)
{
	uint32_t c, low;
	char *o = *to;

	if (!unit(x->p, &c) || c == 0 || (c >= 0xdc00 && c < 0xe000))
		return syntax(x, x->p);
	x->p += 4;
	if (c >= 0xd800 && c < 0xdc00) {
		if (x->p[0] != '\\' || x->p[1] != 'u' || !unit(x->p + 2, &low) || low < 0xdc00 || low >= 0xe000)
			return syntax(x, x->p);
		x->p += 6;
		c = 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00);
	}
	if (c < 0x80) {
		*o++ = (char)c;
	} else if (c < 0x800) {
		*o++ = (char)(0xc0 | c >> 6);
	} else if (c < 0x10000) {
		*o++ = (char)(0xe0 | c >> 12);
		*o++ = (char)(0x80 | (c >> 6 & 63));
	} else {
		*o++ = (char)(0xf0 | c >> 18);
		*o++ = (char)(0x80 | (c >> 12 & 63));
		*o++ = (char)(0x80 | (c >> 6 & 63));
	}
	if (c >= 0x80)
		*o++ = (char)(0x80 | (c & 63));
	*to = o;
	return true;
}

static bool
take_escape(struct reader *x, char **to)
{
	static const char from[] = "\"\\/bfnrt", into[] = "\"\\/\b\f\n\r\t";
	char c = *x->p++;
	const char *at;

	if (c == 'u')
		return take_unicode(x, to);
	at = c != '\0' ? strchr(from, c) : NULL;
	if (at == NULL)
		return syntax(x, x->p - 1);
	*(*to)++ = into[at - from];
	return true;
}

/* Behind the opening quote. The closing one becomes a NUL. */
static bool
take_string(struct reader *x, struct str *out)
{
	char *begin = x->p, *to;

	while ((unsigned char)*x->p >= 0x20 && *x->p != '"' && *x->p != '\\')
		x->p++;
	for (to = x->p; *x->p != '"';) {
		if ((unsigned char)*x->p < 0x20)
			return syntax(x, x->p);
		if (*x->p != '\\') {
			*to++ = *x->p++;
			continue;
		}
		x->p++;
		if (!take_escape(x, &to))
			return false;
	}
	x->p++;
	*to = '\0';
	*out = (struct str){ begin, (size_t)(to - begin) };
	return true;
}

/* -- numbers and words ----------------------------------------------------------------------- */

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static size_t
skip_digits(struct reader *x)
{
	const char *begin = x->p;

	while (is_digit(*x->p))
		x->p++;
	return (size_t)(x->p - begin);
}

/* What has a point or an exponent. The library rounds right; no locale was ever set, so it reads points. */
static bool
take_real(struct reader *x, const char *begin, struct json *out)
{
	if (*x->p == '.') {
		x->p++;
		if (skip_digits(x) == 0)
			return syntax(x, x->p);
	}
	if (*x->p == 'e' || *x->p == 'E') {
		x->p++;
		if (*x->p == '+' || *x->p == '-')
			x->p++;
		if (skip_digits(x) == 0)
			return syntax(x, x->p);
	}
	out->kind = JS_REAL;
	/* Short ones cost less. */
	if (x->p - begin > 17 || !str_decimal((struct str){ begin, (size_t)(x->p - begin) }, &out->r))
		out->r = strtod(begin, NULL);
	return isfinite(out->r) || syntax(x, begin);
}

static bool
take_number(struct reader *x, struct json *out)
{
	const char *begin = x->p;

	if (*x->p == '-')
		x->p++;
	if (*x->p == '0' && is_digit(x->p[1]))
		return syntax(x, x->p);
	if (skip_digits(x) == 0)
		return syntax(x, x->p);
	if (*x->p == '.' || *x->p == 'e' || *x->p == 'E')
		return take_real(x, begin, out);
	out->kind = JS_INT;
	return str_int((struct str){ begin, (size_t)(x->p - begin) }, &out->i) || syntax(x, begin);
}

static bool
take_word(struct reader *x, struct json *out)
{
	static const struct {
		const char *word;
		size_t n;
		struct json value;
	} words[] = {
		{ "true", 4, { .kind = JS_BOOL, .i = 1 } },
		{ "false", 5, { .kind = JS_BOOL, .i = 0 } },
		{ "null", 4, { .kind = JS_NULL } },
	};

	for (size_t i = 0; i < COUNT(words); i++)
		if (strncmp(x->p, words[i].word, words[i].n) == 0) {
			x->p += words[i].n;
			*out = words[i].value;
			return true;
		}
	return syntax(x, x->p);
}

/* -- lists ----------------------------------------------------------------------------------- */

static struct member *
push(struct reader *x)
{
	if (x->n == x->cap) {
		x->cap = x->cap == 0 ? 128 : x->cap * 2;
		x->stack = reallocarray(x->stack, x->cap, sizeof(*x->stack));
		if (x->stack == NULL)
			abort();
	}
	x->stack[x->n] = (struct member){ .key = STR_NONE };
	return &x->stack[x->n++];
}

static int
by_key(const void *a, const void *b)
{
	return str_cmp(*(const struct str *)a, *(const struct str *)b);
}

/* Few are compared one by one; of many, sorted ones with their neighbours, so that nobody makes us wait. */
static bool
has_twins(const struct member *m, size_t n, struct arena *a)
{
	struct str *keys;

	for (size_t i = 1; n <= 24 && i < n; i++)
		for (size_t k = 0; k < i; k++)
			if (m[k].key.n == m[i].key.n && str_eq(m[k].key, m[i].key))
				return true;
	if (n <= 24)
		return false;
	keys = arena_array(a, struct str, n);
	for (size_t i = 0; i < n; i++)
		keys[i] = m[i].key;
	qsort(keys, n, sizeof(*keys), by_key);
	for (size_t i = 1; i < n; i++)
		if (str_eq(keys[i - 1], keys[i]))
			return true;
	return false;
}

/* A list is whole: its members leave the stack. */
static bool
close_list(struct reader *x, const struct level *l, struct json *out)
{
	const struct member *m = x->stack + l->first;
	size_t n = x->n - l->first;

	out->kind = l->object ? JS_OBJECT : JS_ARRAY;
	out->n = (uint32_t)n;
	if (l->object) {
		struct member *own = arena_array(x->a, struct member, n);

		if (has_twins(m, n, x->a))
			return syntax(x, x->p - 1);
		if (n > 0)
			memcpy(own, m, n * sizeof(*own));
		out->m = own;
	} else {
		struct json *own = arena_array(x->a, struct json, n);

		for (size_t i = 0; i < n; i++)
			own[i] = m[i].value;
		out->v = own;
	}
	x->n = l->first;
	return true;
}

/* -- a document ------------------------------------------------------------------------------ */

/* A value, or the beginning of a list (*opens). */
static bool
take_value(struct reader *x, struct json *out, bool *opens)
{
	char c = *x->p;

	*opens = c == '{' || c == '[';
	if (*opens) {
		x->p++;
		return true;
	}
	if (c == '"') {
		x->p++;
		out->kind = JS_STR;
		return take_string(x, &out->s);
	}
	return c == '-' || is_digit(c) ? take_number(x, out) : take_word(x, out);
}

/* A member's key and its colon. */
static bool
take_key(struct reader *x, struct str *out)
{
	if (*x->p != '"')
		return syntax(x, x->p);
	x->p++;
	if (!take_string(x, out))
		return false;
	skip_blanks(x);
	if (*x->p != ':')
		return syntax(x, x->p);
	x->p++;
	skip_blanks(x);
	return true;
}

enum read { READ_WHOLE, READ_WRONG, READ_DEEP };

/* Behind a value: closes what ends there, up to the next value or the end of all. */
static bool
go_on(struct reader *x, struct level *levels, size_t *depth)
{
	for (;;) {
		struct json list = { .kind = JS_NULL };
		const struct level *l;

		skip_blanks(x);
		if (*depth == 0)
			return true;
		l = &levels[*depth - 1];
		if (*x->p == ',') {
			x->p++;
			skip_blanks(x);
			return true;
		}
		if (*x->p != (l->object ? '}' : ']'))
			return syntax(x, x->p);
		x->p++;
		if (!close_list(x, l, &list))
			return false;
		x->stack[x->n - 1].value = list;
		--*depth;
	}
}

static enum read
read_all(struct reader *x)
{
	struct level levels[JSON_DEPTH_MAX];
	size_t depth = 0;

	skip_blanks(x);
	do {
		bool object = depth > 0 && levels[depth - 1].object, opens;
		struct member m = { .key = STR_NONE };

		if ((object && !take_key(x, &m.key)) || !take_value(x, &m.value, &opens))
			return READ_WRONG;
		*push(x) = m;
		if (opens) {
			char c = x->p[-1];

			if (depth == JSON_DEPTH_MAX)
				return READ_DEEP;
			levels[depth++] = (struct level){ .first = x->n, .object = c == '{' };
			skip_blanks(x);
			if (*x->p != c + 2)
				continue;
		}
		if (!go_on(x, levels, &depth))
			return READ_WRONG;
	} while (depth > 0);
	if (x->p != x->end)
		syntax(x, x->p);
	return x->wrong == NULL ? READ_WHOLE : READ_WRONG;
}

static bool
wrong_at(struct str text, size_t at, struct err *e)
{
	struct str before = str_sub(text, 0, at);
	size_t line = 1, begin = 0, column = 1;

	for (size_t i = 0; i < before.n; i++)
		if (before.p[i] == '\n') {
			line++;
			begin = i + 1;
		}
	for (size_t i = begin; i < before.n; i++)
		column += ((unsigned char)before.p[i] & 0xc0) != 0x80;
	return err_set(e, ERR_INVALID, "json.syntax", _("This is no valid JSON: line %d, column %d."), (int)line,
	    (int)column);
}

bool
js_parse(struct arena *a, struct str text, const struct json **out, struct err *e)
{
	struct reader x = { .a = a };
	struct json *root;
	enum read r;

	if (text.n > JSON_BYTES_MAX)
		goto large;
	/* A NUL or a byte that is no text cannot stand in it. */
	if (text.n == 0 || !utf8_valid(text))
		return wrong_at(text, 0, e);
	x.begin = x.p = arena_alloc(a, text.n + 1);
	memcpy(x.begin, text.p, text.n);
	x.end = x.begin + text.n;
	r = read_all(&x);
	if (r == READ_WHOLE) {
		root = arena_new(a, struct json);
		*root = x.stack[0].value;
		*out = root;
	}
	free(x.stack);
	if (r == READ_DEEP)
		goto large;
	return r == READ_WHOLE || wrong_at(text, (size_t)(x.wrong - x.begin), e);

large:
	return err_set(e, ERR_INVALID, "json.too_large",
	    _("This JSON document is too large or nested too deeply."));
}

/* -- looking at it --------------------------------------------------------------------------- */

enum js_kind
js_kind(const struct json *j)
{
	return j == NULL ? JS_NULL : j->kind;
}

const struct json *
js_get(const struct json *object, const char *key)
{
	size_t n = strlen(key);

	if (js_kind(object) != JS_OBJECT)
		return NULL;
	for (size_t i = 0; i < object->n; i++)
		if (object->m[i].key.n == n && memcmp(object->m[i].key.p, key, n) == 0)
			return &object->m[i].value;
	return NULL;
}

size_t
js_count(const struct json *array)
{
	return js_kind(array) == JS_ARRAY ? array->n : 0;
}

const struct json *
js_at(const struct json *array, size_t i)
{
	return i < js_count(array) ? &array->v[i] : NULL;
}

struct str
js_text(const struct json *j)
{
	return js_kind(j) == JS_STR ? j->s : STR_NONE;
}

int64_t
js_integer(const struct json *j)
{
	return js_kind(j) == JS_INT || js_kind(j) == JS_BOOL ? j->i : 0;
}

double
js_number(const struct json *j)
{
	return js_kind(j) == JS_REAL ? j->r : js_kind(j) == JS_INT ? (double)j->i : 0;
}

void
js_each(const struct json *object, bool (*f)(void *ctx, struct str key, const struct json *v),
    void *ctx)
{
	if (js_kind(object) != JS_OBJECT)
		return;
	for (size_t i = 0; i < object->n; i++)
		if (!f(ctx, object->m[i].key, &object->m[i].value))
			return;
}
