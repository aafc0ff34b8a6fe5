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

/* Part of a word: letters and digits, and any byte of a letter beyond ASCII. */
static bool
word(char c)
{
	return digit(c) || letter(c) || (unsigned char)c >= 0x80;
}

static char
at(struct str s, size_t i)
{
	return i < s.n ? s.p[i] : '\0';
}

/* Length of what may stand between two groups of digits: a blank (also no-break), a point, a dash,
 * a slash, or two of them; 0 when nothing of the kind stands there. */
static size_t
gap(struct str s, size_t i)
{
	size_t n = 0;

	for (int k = 0; k < 3; k++) {
		char c = at(s, i + n);

		if (c == ' ' || c == '.' || c == '-' || c == '/' || c == '_' || c == '(' || c == ')')
			n += 1;
		else if (c == '\xc2' && at(s, i + n + 1) == '\xa0')
			n += 2;
		else if (c == '\xe2' && at(s, i + n + 1) == '\x80' &&
		    (at(s, i + n + 2) == '\xaf' || ((unsigned char)at(s, i + n + 2) >= 0x89 &&
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
	size_t right = i + 1, dot = 0;

	if (i == 0 || !(word(s.p[i - 1]) || strchr("._%+-", s.p[i - 1]) != NULL))
		return false;
	while (right < s.n && (word(s.p[right]) || s.p[right] == '-' || s.p[right] == '.')) {
		if (s.p[right] == '.')
			dot = right;
		right++;
	}
	/* "a@b.fr", also at the end of a sentence: something must stand on both sides of a point. */
	while (right > i + 1 && s.p[right - 1] == '.')
		right--;
	for (dot = i + 2; dot + 1 < right; dot++)
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

/* 0X XX XX XX XX: ten digits from a 0 and 1 to 9, in pairs or in one run, nothing more behind. */
static bool
is_french_phone(struct str s, size_t i)
{
	uint8_t runs[DIGITS_MAX];
	size_t end;

	if (at(s, i) != '0' || (i > 0 && (word(s.p[i - 1]))))
		return false;
	if (take_digits(s, i, 10, &end, runs) != 10 || digit(at(s, end)))
		return false;
	if (!(digit(at(s, i + 1)) ? at(s, i + 1) != '0' : gap(s, i + 1) > 0))
		return false;
	/* "01/12/2025 08 h" is a date and an hour. */
	return !(runs[0] == 2 && runs[1] == 2 && runs[2] == 4);
}

/* +33 6 12 34 56 78, 0033…, and other countries' 8 to 15 digits behind a plus. */
static bool
is_international_phone(struct str s, size_t i)
{
	uint8_t runs[DIGITS_MAX];
	size_t end, from, n;

	if (i > 0 && word(s.p[i - 1]))
		return false;
	if (at(s, i) == '+')
		from = i + 1 + gap(s, i + 1);
	else if (at(s, i) == '0' && at(s, i + 1) == '0' && at(s, i + 2) != '0')
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

/* One separator of a plate: none, a dash or one blank. */
static size_t
plate_gap(struct str s, size_t i)
{
	return at(s, i) == '-' || at(s, i) == ' ' ? 1 : gap(s, i) == 2 || gap(s, i) == 3 ? gap(s, i) : 0;
}

/* AB-123-CD since 2009. Without separators or with dashes in any case; with blanks in capitals. */
static bool
is_plate(struct str s, size_t i)
{
	size_t at_digits, at_end, first, second;
	bool capitals;

	if (i > 0 && word(s.p[i - 1]))
		return false;
	if (letters(s, i) != 2)
		return false;
	first = plate_gap(s, i + 2);
	at_digits = i + 2 + first;
	if (digits(s, at_digits) != 3)
		return false;
	second = plate_gap(s, at_digits + 3);
	at_end = at_digits + 3 + second;
	if (letters(s, at_end) != 2 || word(at(s, at_end + 2)))
		return false;
	capitals = s.p[i] < 'a' && s.p[i + 1] < 'a' && s.p[at_end] < 'a' && s.p[at_end + 1] < 'a';
	/* "de 100 en …" is French; "AB 100 EN" is a plate. */
	return capitals || (at(s, i + 2) != ' ' && at(s, at_digits + 3) != ' ');
}

/* 1234 AB 35 before 2009: 1 to 4 digits, 2 or 3 capitals, a department. */
static bool
is_old_plate(struct str s, size_t i)
{
	size_t n = digits(s, i), mark, end, m;

	if (n < 1 || n > 4 || (i > 0 && (word(s.p[i - 1]) || s.p[i - 1] == ',' || s.p[i - 1] == '.')))
		return false;
	mark = i + n + plate_gap(s, i + n);
	m = letters(s, mark);
	if (m < 2 || m > 3)
		return false;
	for (size_t k = mark; k < mark + m; k++)
		if (s.p[k] >= 'a')
			return false;
	end = mark + m + plate_gap(s, mark + m);
	if (digits(s, end) == 1 && at(s, end) == '2' && (at(s, end + 1) == 'A' || at(s, end + 1) == 'B'))
		return !word(at(s, end + 2));
	return (digits(s, end) == 2 || (digits(s, end) == 3 && at(s, end) == '9' && at(s, end + 1) == '7')) &&
	    !word(at(s, end + digits(s, end)));
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
