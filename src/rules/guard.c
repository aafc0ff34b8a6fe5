/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "rules/guard.h"

static bool
digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool
letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static char
at(struct str s, size_t i)
{
	return i < s.n ? s.p[i] : '\0';
}

/* Whether a sign beyond ASCII begins at i that parts words: a no-break space, a guillemet, the
 * degree of "n°" (U+0080 to U+00BF), or a blank, dash or quote of U+2000 to U+206F. */
static bool
parting(struct str s, size_t i)
{
	return at(s, i) == '\xc2' ||
	    (at(s, i) == '\xe2' && (at(s, i + 1) == '\x80' || at(s, i + 1) == '\x81'));
}

/* Whether a word goes on at i: a letter or digit, any letter beyond ASCII. */
static bool
word_at(struct str s, size_t i)
{
	char c = at(s, i);

	return digit(c) || letter(c) || ((unsigned char)c >= 0x80 && !parting(s, i));
}

/* Whether a word stands before i. */
static bool
word_before(struct str s, size_t i)
{
	if (i == 0)
		return false;
	i--;
	while (i > 0 && ((unsigned char)s.p[i] & 0xc0) == 0x80)
		i--;
	return word_at(s, i);
}

/* Length of what may stand between two groups of digits: a blank (also no-break), a point, a dash,
 * a slash, a bracket, up to three of them; 0 when nothing of the kind stands there. */
static size_t
gap(struct str s, size_t i)
{
	size_t n = 0;

	for (int k = 0; k < 3; k++) {
		char c = at(s, i + n);

		if (c == ' ' || c == '\t' || c == '.' || c == '-' || c == '/' || c == '_' || c == '(' || c == ')')
			n += 1;
		else if (c == '\xc2' && at(s, i + n + 1) == '\xa0')
			n += 2;
		else if (c == '\xe2' && at(s, i + n + 1) == '\x80' &&
		    (at(s, i + n + 2) == '\xaf' || ((unsigned char)at(s, i + n + 2) >= 0x80 &&
		    (unsigned char)at(s, i + n + 2) <= 0x95)))
			n += 3;
		else
			break;
	}
	return n;
}

static bool
is_email(struct str s, size_t i)
{
	size_t right = i + 1;

	if (i == 0 || !(word_before(s, i) || strchr("._%+-", s.p[i - 1]) != NULL))
		return false;
	while (right < s.n && (word_at(s, right) || ((unsigned char)s.p[right] & 0xc0) == 0x80 ||
	    s.p[right] == '-' || s.p[right] == '.')) {
		right++;
	}
	/* "a@b.fr", also at the end of a sentence: something must stand on both sides of a point. */
	while (right > i + 1 && s.p[right - 1] == '.')
		right--;
	for (size_t dot = i + 2; dot + 1 < right; dot++)
		if (s.p[dot] == '.' && letter(s.p[dot + 1]))
			return true;
	return false;
}

#define DIGITS_MAX 16

/* Digits from i on, over gaps, with the length of each run. Stops at max digits. */
static size_t
take_digits(struct str s, size_t i, size_t max, size_t *end, uint8_t runs[DIGITS_MAX])
{
	size_t n = 0, run = 0;

	memset(runs, 0, DIGITS_MAX);
	*end = i;
	while (n < max) {
		size_t skip;

		if (digit(at(s, i))) {
			*end = ++i;
			n++;
			runs[run]++;
			continue;
		}
		skip = gap(s, i);
		if (skip == 0 || !digit(at(s, i + skip)))
			break;
		i += skip;
		run++;
	}
	return n;
}

/* Whether the digits at i are the rest of a longer figure: of 20:05, of 3,05. */
static bool
after_figure(struct str s, size_t i)
{
	return i > 1 && (s.p[i - 1] == ':' || s.p[i - 1] == ',') && digit(s.p[i - 2]);
}

/* Whether ten digits from i on are dates: "01/12/2025 08 h", "03/04/25 - 05/04/25"; or the end of
 * one and what follows: the 01 of "12/01/2025 - 31/12/2025", the 02 of "2025-01-02 - 2025-01-05". */
static bool
is_date(struct str s, size_t i, const uint8_t runs[DIGITS_MAX])
{
	char before = i > 1 && digit(s.p[i - 2]) ? s.p[i - 1] : '\0';

	if (runs[0] != 2)
		return false;
	if (runs[1] == 2 && runs[2] == 4)
		return true;
	if (at(s, i + 2) == '/' && at(s, i + 5) == '/' && at(s, i + 8) != '/')
		return true;
	return (before == '/' || before == '-' || before == '.') &&
	    (runs[1] == 4 || at(s, i + 2) == before);
}

/* 0X XX XX XX XX: ten digits from a 0 and 1 to 9, in any groups, nothing more behind. */
static bool
is_french_phone(struct str s, size_t i)
{
	uint8_t runs[DIGITS_MAX];
	size_t end;

	if (at(s, i) != '0' || word_before(s, i) || after_figure(s, i))
		return false;
	if (take_digits(s, i, 10, &end, runs) != 10 || digit(at(s, end)))
		return false;
	if (!(digit(at(s, i + 1)) ? at(s, i + 1) != '0' : gap(s, i + 1) > 0))
		return false;
	return !is_date(s, i, runs);
}

/* +33 6 12 34 56 78, 0033…, and other countries' 8 to 15 digits behind a plus. */
static bool
is_international_phone(struct str s, size_t i)
{
	uint8_t runs[DIGITS_MAX];
	size_t end, from, n;

	if (at(s, i) == '+')
		from = i + 1 + gap(s, i + 1);
	else if (at(s, i) == '0' && at(s, i + 1) == '0' && at(s, i + 2) != '0' &&
	    !word_before(s, i) && !after_figure(s, i))
		from = i + 2 + gap(s, i + 2);
	else
		return false;
	if (!digit(at(s, from)) || at(s, from) == '0')
		return false;
	n = take_digits(s, from, DIGITS_MAX, &end, runs);
	return n >= 8 && n <= 15 && !digit(at(s, end));
}

static size_t
letters(struct str s, size_t i)
{
	size_t n = 0;

	while (letter(at(s, i + n)))
		n++;
	return n;
}

static size_t
digits(struct str s, size_t i)
{
	size_t n = 0;

	while (digit(at(s, i + n)))
		n++;
	return n;
}

/* Whether a gap of n bytes between a plate's groups is blank, as between words. */
static bool
blank_at(struct str s, size_t i, size_t n)
{
	for (size_t k = i; k < i + n; k++)
		if (s.p[k] == '-' || s.p[k] == '.' || s.p[k] == '_')
			return false;
	return n > 0;
}

static bool
capitals(struct str s, size_t i, size_t n)
{
	for (size_t k = i; k < i + n; k++)
		if (s.p[k] >= 'a')
			return false;
	return true;
}

/* Whether n letters at i are a word or unit that stands beside numbers in a sentence. */
static bool
is_ordinary(struct str s, size_t i, size_t n)
{
	static const char words[][4] = {
		"am", "ans", "apt", "as", "au", "ave", "bat", "bd", "bis", "bus", "ce", "ces", "ch", "cm",
		"de", "des", "du", "en", "es", "et", "eur", "ha", "hlm", "hrs", "il", "je", "kg", "km",
		"la", "le", "les", "lot", "ma", "me", "min", "ml", "mm", "mn", "ne", "nos", "on", "ou",
		"par", "pl", "pm", "qpv", "rd", "rdc", "rn", "rte", "rue", "sa", "se", "sec", "ses", "si",
		"sur", "te", "ter", "tu", "un", "une", "va", "vs", "zup",
	};

	for (size_t w = 0; w < COUNT(words); w++) {
		size_t k = 0;

		while (k < n && words[w][k] == (s.p[i + k] | 0x20))
			k++;
		if (k == n && (n == 3 || words[w][n] == '\0'))
			return true;
	}
	return false;
}

/* The plates of today never hold I, O or U. */
static bool
never_on_plate(struct str s, size_t i)
{
	return strchr("iouIOU", s.p[i]) != NULL || strchr("iouIOU", s.p[i + 1]) != NULL;
}

/* AB-123-CD since 2009, in any case. Between blanks "le 115 et" and "LE 115 ET" are French, while
 * "AB 100 EN" is a plate. */
static bool
is_plate(struct str s, size_t i)
{
	size_t at_digits, at_end, first, second;
	bool word_1, word_2;

	if (letters(s, i) != 2 || word_before(s, i))
		return false;
	first = gap(s, i + 2);
	at_digits = i + 2 + first;
	if (digits(s, at_digits) != 3)
		return false;
	second = gap(s, at_digits + 3);
	at_end = at_digits + 3 + second;
	if (letters(s, at_end) != 2 || word_at(s, at_end + 2))
		return false;
	if (!blank_at(s, i + 2, first) && !blank_at(s, at_digits + 3, second))
		return true;
	word_1 = is_ordinary(s, i, 2);
	word_2 = is_ordinary(s, at_end, 2);
	if (capitals(s, i, 2) && capitals(s, at_end, 2))
		return !(word_1 && word_2);
	return !word_1 && !word_2 && !never_on_plate(s, i) && !never_on_plate(s, at_end);
}

/* Whether a department's number ends a word at i: two digits, 971 to 976, 2A, 2B. */
static bool
is_department(struct str s, size_t i)
{
	size_t n = digits(s, i);

	if (n == 1 && s.p[i] == '2' && strchr("ABab", at(s, i + 1)) != NULL && letter(at(s, i + 1)))
		return !word_at(s, i + 2);
	if (n == 2)
		return !(s.p[i] == '0' && s.p[i + 1] == '0') && !word_at(s, i + 2);
	return n == 3 && s.p[i] == '9' && s.p[i + 1] == '7' && !word_at(s, i + 3);
}

/* 1234 AB 35 before 2009: 1 to 4 digits, 2 or 3 letters, a department. Small letters between blanks
 * only where they look like nothing else; "2 IC31" is a code that was counted. */
static bool
is_old_plate(struct str s, size_t i)
{
	size_t n = digits(s, i), first, second, mark, m;

	if (n < 1 || n > 4 || word_before(s, i))
		return false;
	if (i > 1 && (s.p[i - 1] == ',' || s.p[i - 1] == '.') && digit(s.p[i - 2]))
		return false;
	first = gap(s, i + n);
	mark = i + n + first;
	m = letters(s, mark);
	if (m < 2 || m > 3)
		return false;
	/* "1234 LE 35" is no word behind a number; "2025 LE 12" is. */
	if (is_ordinary(s, mark, m) && (n < 4 || s.p[i] == '2' || !capitals(s, mark, m)))
		return false;
	second = gap(s, mark + m);
	if (!is_department(s, mark + m + second) || (n < 3 && (first == 0) != (second == 0)))
		return false;
	if (capitals(s, mark, m))
		return true;
	if (blank_at(s, i + n, first) || blank_at(s, mark + m, second))
		return n > 2 && m == 2;
	return n > 1;
}

enum guard
guard_text(struct str s)
{
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '@' && is_email(s, i))
			return GUARD_EMAIL;
		if (is_french_phone(s, i) || is_international_phone(s, i))
			return GUARD_PHONE;
		if (is_plate(s, i) || is_old_plate(s, i))
			return GUARD_PLATE;
	}
	return GUARD_CLEAN;
}
