/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "report/typo.h"

#include "base/text.h"

#define NBSP 0xA0u
#define NNBSP 0x202Fu
#define LAQUO 0xABu
#define RAQUO 0xBBu
#define RSQUO 0x2019u
#define LDQUO 0x201Cu
#define RDQUO 0x201Du
#define ELLIPSIS 0x2026u
#define EN_DASH 0x2013u

/* One pass, one code point at a time; `held` blanks wait for what follows them. */
struct typo_state {
	struct buf *out;
	struct str s;
	size_t at;        /* behind c */
	uint32_t before;  /* last code point written that was no blank; 0 at the start */
	uint32_t held;    /* a blank not yet written: ' ', NBSP, NNBSP; 0 none */
	unsigned digits;  /* how many digits end what was written */
	bool quote_open;
	bool french;
};

static bool
is_digit(uint32_t c)
{
	return c >= '0' && c <= '9';
}

static bool
is_blank(uint32_t c)
{
	return c == ' ' || c == '\t' || c == NBSP || c == NNBSP;
}

static bool
is_letter(uint32_t c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	    (c >= 0xC0 && c < 0x250 && c != 0xD7 && c != 0xF7);
}

static uint32_t
peek(const struct typo_state *t, size_t ahead)
{
	size_t at = t->at;
	uint32_t c = 0;

	for (size_t i = 0; i <= ahead; i++) {
		if (at >= t->s.n)
			return 0;
		c = utf8_next(t->s, &at);
	}
	return c;
}

static void
put(struct typo_state *t, uint32_t c)
{
	if (t->held != 0)
		utf8_put(t->out, t->held);
	t->digits = !is_digit(c) ? 0 : t->held == 0 ? t->digits + 1 : 1;
	t->held = 0;
	utf8_put(t->out, c);
	t->before = c;
}

/* The blank before c becomes `blank`; there is one even where none was written. */
static void
put_after(struct typo_state *t, uint32_t blank, uint32_t c)
{
	t->held = t->before == 0 ? t->held : blank;
	put(t, c);
}

/* Length of an address that begins here, 0 when none does. */
static size_t
address_length(struct str s, size_t at)
{
	static const char *const starts[] = { "http://", "https://", "mailto:", "www." };
	struct str rest = str_sub(s, at, s.n);
	size_t n = 0;
	bool known = false;

	while (n < rest.n && rest.p[n] != ' ' && rest.p[n] != '\n' && rest.p[n] != '\t' &&
	    (unsigned char)rest.p[n] < 0x80)
		n++;
	for (size_t i = 0; i < COUNT(starts); i++)
		known = known || str_starts(rest, str_of(starts[i]));
	if (!known) {
		size_t sign = str_find(str_sub(rest, 0, n), '@');

		known = sign > 0 && sign + 1 < n;
	}
	if (!known)
		return 0;
	while (n > 0 && strchr(".,;:!?)\"'", rest.p[n - 1]) != NULL)
		n--;
	return n;
}

/* Words that belong to the number before them. */
static bool
unit_follows(const struct typo_state *t)
{
	static const char *const units[] = { "h", "min", "km", "m", "m²", "ETP", "j", "K€", "M€",
		"ans", "mois", "pts", "pt", "janvier", "février", "mars", "avril", "mai", "juin", "juillet",
		"août", "septembre", "octobre", "novembre", "décembre" };
	struct str rest = str_sub(t->s, t->at, t->s.n);

	for (size_t i = 0; i < COUNT(units); i++) {
		struct str u = str_of(units[i]);
		size_t after = u.n;

		if (!str_starts(rest, u))
			continue;
		if (after >= rest.n || !is_letter(utf8_next(rest, &after)))
			return true;
	}
	return false;
}

/* What a blank between two characters must be. */
static uint32_t
blank_between(const struct typo_state *t, uint32_t was)
{
	uint32_t next = peek(t, 0);

	if (was == NBSP || was == NNBSP || !t->french)
		return was;
	/* "1 264", "12 000 000"; but "en 2024 125 personnes". */
	if (is_digit(t->before) && t->digits != 4 && is_digit(next) && is_digit(peek(t, 1)) &&
	    is_digit(peek(t, 2)) && !is_digit(peek(t, 3)))
		return NNBSP;
	if (is_digit(t->before) && unit_follows(t))
		return NBSP;
	return was;
}

static void
put_quote(struct typo_state *t)
{
	bool open = !t->quote_open;

	t->quote_open = open;
	if (!t->french) {
		put(t, open ? LDQUO : RDQUO);
		return;
	}
	if (open) {
		put(t, LAQUO);
		t->held = NBSP;
		return;
	}
	t->held = 0;
	put_after(t, NBSP, RAQUO);
}

static bool
put_french(struct typo_state *t, uint32_t c)
{
	bool clock = is_digit(t->before) && t->held == 0 && is_digit(peek(t, 0));

	switch (c) {
	case ';':
	case '!':
	case '?':
		/* "?!" stands together. */
		if (t->before == '?' || t->before == '!')
			put(t, c);
		else
			put_after(t, NNBSP, c);
		return true;
	case '%':
	case 0x20AC: /* € */
		if (is_digit(t->before))
			put_after(t, NNBSP, c);
		else
			put(t, c);
		return true;
	case ':':
		if (clock || (t->held == 0 && !is_blank(peek(t, 0)) && peek(t, 0) != 0))
			put(t, c);
		else
			put_after(t, NBSP, c);
		return true;
	case LAQUO:
		put(t, c);
		t->held = NBSP;
		return true;
	case RAQUO:
		put_after(t, NBSP, c);
		return true;
	default:
		return false;
	}
}

/* "12-14", "2024-2025": a range when the digits of both sides end there, no second hyphen. */
static bool
is_range(const struct typo_state *t)
{
	size_t i = t->at, back = t->at - 1;
	size_t left = 0, right = 0;

	while (i < t->s.n && is_digit((unsigned char)t->s.p[i])) {
		i++;
		right++;
	}
	while (back > 0 && is_digit((unsigned char)t->s.p[back - 1])) {
		back--;
		left++;
	}
	if (left == 0 || right == 0 || left > 4 || right > 4)
		return false;
	/* "2025-03" is a month and "2025-10" too; "2024-2025", "18-25", "8-10" are ranges. */
	if (left == 4 && right != 4)
		return false;
	if (back > 0 && (t->s.p[back - 1] == '-' || is_letter((unsigned char)t->s.p[back - 1])))
		return false;
	if (back > 0 && (unsigned char)t->s.p[back - 1] >= 0x80)
		return false;
	return i >= t->s.n || (t->s.p[i] != '-' && !is_letter((unsigned char)t->s.p[i]));
}

static void
put_any(struct typo_state *t, uint32_t c)
{
	bool joined = t->held == 0;

	if (c == '\'' && joined && (is_letter(t->before) || is_digit(t->before)) && peek(t, 0) != 0) {
		put(t, RSQUO);
		return;
	}
	if (c == '.' && t->before != '.' && peek(t, 0) == '.' && peek(t, 1) == '.' && peek(t, 2) != '.') {
		t->at += 2;
		put(t, ELLIPSIS);
		return;
	}
	if (c == '"') {
		put_quote(t);
		return;
	}
	if (c == '-' && joined && is_range(t)) {
		put(t, EN_DASH);
		return;
	}
	if (!t->french || !put_french(t, c))
		put(t, c);
}

void
typo_put(struct buf *out, struct str s, enum lang l)
{
	struct typo_state t = { .out = out, .s = s, .french = l == LANG_FR };
	bool word_start = true;

	while (t.at < s.n) {
		size_t n = word_start ? address_length(s, t.at) : 0;
		uint32_t c;

		if (n > 0) {
			if (t.held != 0)
				utf8_put(out, t.held);
			t.held = 0;
			buf_put(out, s.p + t.at, n);
			t.at += n;
			t.before = 'a';
			word_start = false;
			continue;
		}
		c = utf8_next(s, &t.at);
		if (is_blank(c)) {
			/* A blank that the sign before it asked for swallows the one written. */
			if (t.held == 0)
				t.held = blank_between(&t, c);
			else if (t.before != LAQUO)
				utf8_put(out, c);
			word_start = true;
			continue;
		}
		word_start = c == '(' || c == '\n';
		put_any(&t, c);
	}
	if (t.held != 0)
		utf8_put(out, t.held);
}

struct str
typo(struct arena *a, struct str s, enum lang l)
{
	struct buf b;

	if (s.p == NULL)
		return s;
	buf_init_in(&b, a);
	typo_put(&b, s, l);
	return str_dup(a, buf_text(&b));
}
