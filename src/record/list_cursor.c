/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Where a page of a list goes on, as a word for an address. */
#include "base/text.h"
#include "record/list_sql.h"

#include <stdio.h>

#define CURSOR_MAX 4096 /* bytes */

/* "n" or "p" (which way), the value's kind, the identifier's 32 digits, the value's bytes as digits. */
static const char kinds[] = {
	[VALUE_NULL] = 'e', [VALUE_INT] = 'i', [VALUE_REAL] = 'r', [VALUE_TEXT] = 't', [VALUE_BLOB] = 'b',
};

static void
put_hex(struct buf *b, struct str s)
{
	static const char digits[] = "0123456789abcdef";

	for (size_t i = 0; i < s.n; i++) {
		buf_char(b, digits[(unsigned char)s.p[i] >> 4]);
		buf_char(b, digits[s.p[i] & 15]);
	}
}

struct str
list_cursor(struct arena *a, const struct list_key *k, bool backward)
{
	struct str bytes = k->v.s;
	char number[24];
	struct buf b;

	buf_init_in(&b, a);
	buf_char(&b, backward ? 'p' : 'n');
	buf_char(&b, kinds[k->v.kind]);
	put_hex(&b, V_UUID(&k->id).s);
	if (k->v.kind == VALUE_INT) {
		snprintf(number, sizeof(number), "%lld", (long long)k->v.i);
		bytes = str_of(number);
	} else if (k->v.kind == VALUE_REAL) {
		bytes = (struct str){ (const char *)&k->v.r, sizeof(k->v.r) };
	}
	put_hex(&b, bytes);
	return buf_text(&b);
}

static int
hex_of(char c)
{
	return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool
take_hex(struct str s, char *out)
{
	for (size_t i = 0; i + 1 < s.n; i += 2) {
		int high = hex_of(s.p[i]), low = hex_of(s.p[i + 1]);

		if (high < 0 || low < 0)
			return false;
		out[i / 2] = (char)(high << 4 | low);
	}
	return s.n % 2 == 0;
}

bool
list_cursor_parse(struct str s, struct arena *a, struct list_key *out, bool *backward)
{
	struct list_key k = { .v = V_NULL };
	size_t kind = VALUE_NULL, n;
	char *value;

	if (s.n < 34 || s.n > CURSOR_MAX || (s.p[0] != 'n' && s.p[0] != 'p') ||
	    !take_hex(str_sub(s, 2, 34), (char *)k.id.b))
		return false;
	while (kind < COUNT(kinds) && kinds[kind] != s.p[1])
		kind++;
	n = (s.n - 34) / 2;
	value = arena_alloc(a, n + 1);
	if (kind == COUNT(kinds) || !take_hex(str_sub(s, 34, s.n), value))
		return false;
	k.v.kind = (enum value_kind)kind;
	k.v.s = (struct str){ value, n };
	if (kind == VALUE_INT && !str_int(k.v.s, &k.v.i))
		return false;
	if (kind == VALUE_REAL) {
		if (n != sizeof(k.v.r))
			return false;
		memcpy(&k.v.r, value, n);
	}
	/* A text without NUL, too. */
	if ((kind == VALUE_TEXT && !utf8_valid(k.v.s)) || (kind == VALUE_NULL && n > 0))
		return false;
	*backward = s.p[0] == 'p';
	*out = k;
	return true;
}
