/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/markup.h"

#define REPLACEMENT "\xEF\xBF\xBD" /* U+FFFD */

/* Length of the well-formed UTF-8 sequence at i (Unicode, table 3-7), 0 when there is none. */
static size_t
sequence(struct str s, size_t i)
{
	const unsigned char *p = (const unsigned char *)s.p + i;
	size_t n = p[0] < 0x80 ? 1 : p[0] < 0xC2 ? 0 : p[0] < 0xE0 ? 2 : p[0] < 0xF0 ? 3 : p[0] < 0xF5 ? 4 : 0;

	if (n == 0 || n > s.n - i)
		return 0;
	for (size_t k = 1; k < n; k++)
		if ((p[k] & 0xC0) != 0x80)
			return 0;
	if ((p[0] == 0xE0 && p[1] < 0xA0) || (p[0] == 0xED && p[1] > 0x9F) ||
	    (p[0] == 0xF0 && p[1] < 0x90) || (p[0] == 0xF4 && p[1] > 0x8F))
		return 0;
	return n;
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* U+202A to U+202E and U+2066 to U+2069: they would turn what stands behind the value. */
static bool
turns(const char *p)
{
	unsigned char last = (unsigned char)p[2];

	return (memcmp(p, "\xE2\x80", 2) == 0 && last >= 0xAA && last <= 0xAE) ||
	    (memcmp(p, "\xE2\x81", 2) == 0 && last >= 0xA6 && last <= 0xA9);
}

static bool
thin_in_number(struct str s, size_t i)
{
	return memcmp(s.p + i, "\xE2\x80\xAF", 3) == 0 && i > 0 && i + 3 < s.n && is_digit(s.p[i - 1]);
}

/* What stands for the n bytes at i; NULL: themselves. */
static const char *
escape(struct str s, size_t i, size_t n, bool read)
{
	static const char *const escapes[128] = {
		['&'] = "&amp;", ['<'] = "&lt;", ['>'] = "&gt;", ['"'] = "&quot;", ['\''] = "&#39;",
	};
	unsigned char c = (unsigned char)s.p[i];

	if (n == 0)
		return REPLACEMENT;
	if (n == 1)
		return c == 0x7F || (c < 0x20 && c != '\n' && c != '\t') ? "" : escapes[c];
	if (n == 2 && c == 0xC2 && (unsigned char)s.p[i + 1] < 0xA0)
		return "";
	if (n == 3 && read && turns(s.p + i))
		return "";
	return n == 3 && read && thin_in_number(s, i) ? "\xC2\xA0" : NULL;
}

static void
put(struct buf *out, struct str s, bool read)
{
	size_t from = 0;

	for (size_t i = 0; i < s.n;) {
		size_t n = sequence(s, i);
		const char *as = escape(s, i, n, read);

		if (as != NULL) {
			if (i > from)
				buf_put(out, s.p + from, i - from);
			buf_cstr(out, as);
			from = i + (n == 0 ? 1 : n);
		}
		i += n == 0 ? 1 : n;
	}
	if (s.n > from)
		buf_put(out, s.p + from, s.n - from);
}

void
markup_text(struct buf *out, struct str s)
{
	put(out, s, true);
}

void
markup_exact(struct buf *out, struct str s)
{
	put(out, s, false);
}

static void
put_encoded(struct buf *out, const char *p, size_t n)
{
	static const char hex[] = "0123456789ABCDEF";

	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)p[i];
		char three[3] = { '%', hex[c >> 4], hex[c & 15] };

		if ((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-' ||
		    c == '_' || c == '~' || c == '.')
			buf_char(out, (char)c);
		else
			buf_put(out, three, 3);
	}
}

void
markup_part(struct buf *out, struct str s)
{
	if (str_is(s, ".") || str_is(s, "..")) {
		buf_cstr(out, "%EF%BF%BD");
		return;
	}
	for (size_t i = 0; i < s.n;) {
		size_t n = sequence(s, i);

		if (n == 0)
			put_encoded(out, REPLACEMENT, 3);
		else if (n > 1 || ((unsigned char)s.p[i] >= 0x20 && s.p[i] != 0x7F))
			put_encoded(out, s.p + i, n);
		i += n == 0 ? 1 : n;
	}
}

void
markup_url(struct buf *out, struct url u)
{
	put(out, u.s, false);
}

void
markup_signed(struct buf *out, int64_t n)
{
	buf_int(out, n);
}

void
markup_unsigned(struct buf *out, uint64_t n)
{
	buf_fmt(out, "%llu", (unsigned long long)n);
}

void
markup_number(struct buf *out, int64_t n)
{
	uint64_t left = n < 0 ? 0 - (uint64_t)n : (uint64_t)n;
	char digits[24];
	size_t count = 0;

	do {
		digits[count++] = (char)('0' + left % 10);
		left /= 10;
	} while (left > 0);
	if (n < 0)
		buf_cstr(out, "−");
	while (count-- > 0) {
		buf_char(out, digits[count]);
		if (count > 0 && count % 3 == 0)
			buf_cstr(out, lang_now() == LANG_FR ? "\u00A0" : ",");
	}
}

void
markup_text_cstr(struct buf *out, const char *s)
{
	put(out, str_of(s), true);
}

void
markup_exact_cstr(struct buf *out, const char *s)
{
	put(out, str_of(s), false);
}

void
markup_part_cstr(struct buf *out, const char *s)
{
	markup_part(out, str_of(s));
}

void
markup_uuid(struct buf *out, struct uuid u)
{
	char text[37];

	uuid_format(&u, text);
	buf_put(out, text, 36);
}

void
markup_uuid_at(struct buf *out, const struct uuid *u)
{
	markup_uuid(out, *u);
}

unsigned
markup_say_next(struct markup_say *say, struct buf *out)
{
	const char *from = say->rest, *p = from;

	while (*p != '\0') {
		if (*p != '%') {
			p++;
			continue;
		}
		put(out, (struct str){ from, (size_t)(p - from) }, true);
		if (p[1] == 's') {
			say->rest = p + 2;
			return ++say->seen;
		}
		if (p[1] >= '1' && p[1] <= '9' && p[2] == '$' && p[3] == 's') {
			say->rest = p + 4;
			return (unsigned)(p[1] - '0');
		}
		/* "%%", or a stray sign: itself, once. */
		from = p[1] == '%' ? p + 1 : p;
		p = from + 1;
	}
	put(out, (struct str){ from, (size_t)(p - from) }, true);
	say->rest = p;
	return 0;
}

/* -- addresses ------------------------------------------------------------------------------- */

struct url
url_join(struct arena *a, struct url base, struct str part)
{
	struct buf b;

	buf_init_in(&b, a);
	buf_str(&b, base.s);
	if (!str_ends(base.s, STR("/")))
		buf_char(&b, '/');
	markup_part(&b, part);
	return (struct url){ buf_text(&b) };
}

struct url
url_with(struct arena *a, struct url base, const char *name, struct str value)
{
	size_t hash = str_find(base.s, '#');
	struct str before = str_sub(base.s, 0, hash);
	struct buf b;

	buf_init_in(&b, a);
	buf_str(&b, before);
	buf_char(&b, str_find(before, '?') < before.n ? '&' : '?');
	put_encoded(&b, name, strlen(name));
	buf_char(&b, '=');
	/* A value of "." or ".." climbs nowhere behind a question mark. */
	if (str_is(value, ".") || str_is(value, ".."))
		buf_str(&b, value);
	else
		markup_part(&b, value);
	buf_str(&b, str_sub(base.s, hash, base.s.n));
	return (struct url){ buf_text(&b) };
}

struct url
url_with_int(struct arena *a, struct url base, const char *name, int64_t value)
{
	return url_with(a, base, name, str_fmt(a, "%lld", (long long)value));
}

/* Whether every byte may stand in an address as it is: printable ASCII, no blank, no backslash. */
static bool
plain(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] <= ' ' || s.p[i] >= 0x7F || s.p[i] == '\\')
			return false;
	return s.n > 0;
}

struct url
url_elsewhere(struct arena *a, struct str s)
{
	static const char *const schemes[] = { "https://", "http://", "mailto:", "tel:" };

	for (size_t i = 0; i < COUNT(schemes); i++)
		if (plain(s) && str_starts(s, str_of(schemes[i])))
			return (struct url){ str_dup(a, s) };
	return URL("#");
}

struct url
url_here(struct arena *a, struct str s)
{
	if (plain(s) && s.p[0] == '/' && (s.n == 1 || s.p[1] != '/'))
		return (struct url){ str_dup(a, s) };
	return URL("/");
}
