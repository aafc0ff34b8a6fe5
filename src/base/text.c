/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/text.h"

/* Björn Höhrmann's observation holds: the second byte's range tells over-long forms, surrogates and
 * what lies above U+10FFFF; all further bytes are 80 to BF. Returns the length, 0 when malformed. */
static size_t
sequence(const unsigned char *p, size_t n)
{
	unsigned char low = 0x80, high = 0xbf;
	size_t length;

	if (p[0] < 0x80)
		return p[0] != 0;
	if (p[0] < 0xc2 || p[0] > 0xf4)
		return 0;
	length = p[0] < 0xe0 ? 2 : p[0] < 0xf0 ? 3 : 4;
	if (n < length)
		return 0;
	if (p[0] == 0xe0)
		low = 0xa0;
	else if (p[0] == 0xed)
		high = 0x9f;
	else if (p[0] == 0xf0)
		low = 0x90;
	else if (p[0] == 0xf4)
		high = 0x8f;
	if (p[1] < low || p[1] > high)
		return 0;
	for (size_t i = 2; i < length; i++)
		if (p[i] < 0x80 || p[i] > 0xbf)
			return 0;
	return length;
}

bool
utf8_valid(struct str s)
{
	const unsigned char *p = (const unsigned char *)s.p;
	size_t i = 0;

	while (i < s.n) {
		uint64_t w;
		size_t length;

		/* Eight plain bytes at a time: none zero, none with its high bit set. */
		while (s.n - i >= 8) {
			memcpy(&w, p + i, 8);
			if (((w | (w - 0x0101010101010101u)) & 0x8080808080808080u) != 0)
				break;
			i += 8;
		}
		if (i == s.n)
			break;
		length = sequence(p + i, s.n - i);
		if (length == 0)
			return false;
		i += length;
	}
	return true;
}

size_t
utf8_count(struct str s)
{
	size_t n = 0;

	for (size_t i = 0; i < s.n; i++)
		n += ((unsigned char)s.p[i] & 0xc0) != 0x80;
	return n;
}

void
utf8_put(struct buf *b, uint32_t c)
{
	char p[4];

	if (c < 0x80) {
		buf_char(b, (char)c);
	} else if (c < 0x800) {
		p[0] = (char)(0xc0 | c >> 6);
		p[1] = (char)(0x80 | (c & 0x3f));
		buf_put(b, p, 2);
	} else if (c < 0x10000) {
		p[0] = (char)(0xe0 | c >> 12);
		p[1] = (char)(0x80 | (c >> 6 & 0x3f));
		p[2] = (char)(0x80 | (c & 0x3f));
		buf_put(b, p, 3);
	} else {
		p[0] = (char)(0xf0 | c >> 18);
		p[1] = (char)(0x80 | (c >> 12 & 0x3f));
		p[2] = (char)(0x80 | (c >> 6 & 0x3f));
		p[3] = (char)(0x80 | (c & 0x3f));
		buf_put(b, p, 4);
	}
}

uint32_t
utf8_next(struct str s, size_t *at)
{
	const unsigned char *p = (const unsigned char *)s.p + *at;
	size_t length = sequence(p, s.n - *at);
	uint32_t c;

	if (length <= 1) {
		*at += 1;
		return p[0];
	}
	c = p[0] & (0xffu >> (length + 1));
	for (size_t i = 1; i < length; i++)
		c = c << 6 | (p[i] & 0x3f);
	*at += length;
	return c;
}

/* The 32 code points of Windows-1252 from 0x80; 0: undefined. */
static const uint16_t cp1252_high[32] = {
	0x20ac, 0, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160, 0x2039,
	0x0152, 0, 0x017d, 0, 0, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014, 0x02dc, 0x2122,
	0x0161, 0x203a, 0x0153, 0, 0x017e, 0x0178,
};

bool
cp1252_put(struct buf *b, struct str s, size_t *bad)
{
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];
		uint32_t u = c >= 0x80 && c < 0xa0 ? cp1252_high[c - 0x80] : c;

		if (u == 0) {
			*bad = i;
			return false;
		}
		utf8_put(b, u);
	}
	return true;
}

/* Base letters of U+00C0 to U+017F, lower case; ' ' keeps the code point. */
static const char latin1[] = /* C0 to FF */
    "aaaaaa ceeeeiiii nooooo ouuuuy  aaaaaa ceeeeiiii nooooo ouuuuy y";
static const char latin_a[] = /* 100 to 17F */
    "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiii  jjkkklllllll"
    "lllnnnnnnnnnoooooo  rrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";

static void
fold_one(struct buf *b, uint32_t c)
{
	if (c < 0x80) {
		buf_char(b, (char)(c >= 'A' && c <= 'Z' ? c + 32 : c));
		return;
	}
	if (c == 0xc6 || c == 0xe6) {
		buf_cstr(b, "ae");
	} else if (c == 0x152 || c == 0x153) {
		buf_cstr(b, "oe");
	} else if (c == 0xdf) {
		buf_cstr(b, "ss");
	} else if (c == 0x2018 || c == 0x2019 || c == 0x2bc) {
		buf_char(b, '\'');
	} else if (c >= 0xc0 && c < 0x180) {
		char base = c < 0x100 ? latin1[c - 0xc0] : latin_a[c - 0x100];

		if (base != ' ')
			buf_char(b, base);
		else
			utf8_put(b, c >= 0xc0 && c <= 0xde && c != 0xd7 ? c + 32 : c);
	} else if (c >= 0x300 && c < 0x370) {
		return; /* a combining accent */
	} else {
		utf8_put(b, c);
	}
}

static bool
blank(uint32_t c)
{
	return c == ' ' || (c >= '\t' && c <= '\r') || c == 0xa0 || c == 0x202f ||
	    (c >= 0x2000 && c <= 0x200b) || c == 0xfeff;
}

void
text_fold(struct buf *b, struct str s)
{
	size_t first = b->n, at = 0;
	bool gap = false;

	while (at < s.n) {
		uint32_t c = utf8_next(s, &at);

		if (blank(c)) {
			gap = b->n > first;
			continue;
		}
		if (gap)
			buf_char(b, ' ');
		gap = false;
		fold_one(b, c);
	}
	if (b->n > first && b->p[b->n - 1] == '*') {
		b->n--;
		while (b->n > first && b->p[b->n - 1] == ' ')
			b->n--;
	}
}

#define DISTANCE_MAX 64

unsigned
text_distance(struct str a, struct str b)
{
	unsigned row[DISTANCE_MAX + 1];

	a.n = a.n > DISTANCE_MAX ? DISTANCE_MAX : a.n;
	b.n = b.n > DISTANCE_MAX ? DISTANCE_MAX : b.n;
	for (size_t j = 0; j <= b.n; j++)
		row[j] = (unsigned)j;
	for (size_t i = 1; i <= a.n; i++) {
		unsigned diagonal = row[0];

		row[0] = (unsigned)i;
		for (size_t j = 1; j <= b.n; j++) {
			unsigned best = diagonal + (a.p[i - 1] != b.p[j - 1]);

			diagonal = row[j];
			if (row[j] + 1 < best)
				best = row[j] + 1;
			if (row[j - 1] + 1 < best)
				best = row[j - 1] + 1;
			row[j] = best;
		}
	}
	return row[b.n];
}
