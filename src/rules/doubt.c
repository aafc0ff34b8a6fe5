/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "rules/doubt.h"

#include "rules/guard.h"

static bool
digit(char c)
{
	return c >= '0' && c <= '9';
}

/* A letter or digit, or a byte of a letter beyond ASCII: C3 begins most Latin letters, C2 and E2 what
 * parts words (no-break spaces, guillemets, dashes, the apostrophe ’). */
static bool
in_word(struct str s, size_t i)
{
	unsigned char c;

	if (i >= s.n)
		return false;
	c = (unsigned char)s.p[i];
	if (c < 0x80)
		return digit((char)c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
	if (c >= 0xc0)
		return c != 0xc2 && c != 0xe2;
	/* A byte that continues belongs to the letter before it. */
	while (i > 0 && ((unsigned char)s.p[i] & 0xc0) == 0x80)
		i--;
	return (unsigned char)s.p[i] != 0xc2 && (unsigned char)s.p[i] != 0xe2;
}

static size_t
word_end(struct str s, size_t i)
{
	while (in_word(s, i))
		i++;
	return i;
}

/* Behind blanks, also no-break ones (C2 A0, E2 80 AF). */
static size_t
behind_blanks(struct str s, size_t i)
{
	for (;;) {
		if (i < s.n && (s.p[i] == ' ' || s.p[i] == '\t' || s.p[i] == '\n'))
			i++;
		else if (i + 1 < s.n && s.p[i] == '\xc2' && s.p[i + 1] == '\xa0')
			i += 2;
		else if (i + 2 < s.n && memcmp(s.p + i, "\xe2\x80\xaf", 3) == 0)
			i += 3;
		else
			return i;
	}
}

/* A capital: A to Z, or À to Þ (C3 80 to C3 9E), Œ (C5 92). */
static bool
capital(struct str s, size_t i)
{
	if (i < s.n && s.p[i] >= 'A' && s.p[i] <= 'Z')
		return true;
	if (i + 1 >= s.n)
		return false;
	return (s.p[i] == '\xc3' && (unsigned char)s.p[i + 1] <= 0x9e) ||
	    (s.p[i] == '\xc5' && s.p[i + 1] == '\x92');
}

/* Whether the word from i to end is one of a list: letters of ASCII in any case, others as they are. */
static bool
is_one_of(struct str s, size_t i, size_t end, const char *const *words)
{
	for (; *words != NULL; words++) {
		size_t k = 0;

		while (i + k < end && (*words)[k] != '\0' && (s.p[i + k] == (*words)[k] ||
		    ((*words)[k] >= 'a' && (*words)[k] <= 'z' && s.p[i + k] == (*words)[k] - 'a' + 'A')))
			k++;
		if (i + k == end && (*words)[k] == '\0')
			return true;
	}
	return false;
}

/* A capitalised word behind `i`, and what belongs to it: "Jean-Paul", "El Untel" up to two words. */
static bool
name_behind(struct str s, size_t i, size_t *end)
{
	size_t from = behind_blanks(s, i);

	if (from == i || !capital(s, from))
		return false;
	*end = word_end(s, from);
	while (*end < s.n && s.p[*end] == '-' && in_word(s, *end + 1))
		*end = word_end(s, *end + 1);
	from = behind_blanks(s, *end);
	if (from > *end && capital(s, from))
		*end = word_end(s, from);
	return true;
}

/* "M. Untel", "Mme Untel", "madame D", "Dr Untel". A single M without its point is "M6" or a street. */
static bool
is_titled(struct str s, size_t i, size_t end, size_t *to)
{
	static const char *const titles[] = { "mme", "mmes", "mlle", "mr", "madame", "mademoiselle",
		"monsieur", "messieurs", "dr", "docteur", "me", "ma\xc3\xaetre", "pr", NULL };
	static const char *const houses[] = { "le", "la", "les", NULL };
	size_t behind = end;

	if (end == i + 1 && s.p[i] == 'M' && end < s.n && s.p[end] == '.')
		return name_behind(s, end + 1, to);
	if (!is_one_of(s, i, end, titles))
		return false;
	/* "me" is a pronoun unless it is written "Me". */
	if (end == i + 2 && s.p[i + 1] == 'e' && s.p[i] != 'M')
		return false;
	if (behind < s.n && s.p[behind] == '.')
		behind++;
	if (!name_behind(s, behind, to))
		return false;
	/* "Madame la maire" names an office. */
	return !is_one_of(s, behind_blanks(s, behind), word_end(s, behind_blanks(s, behind)), houses);
}

/* "s’appelle Untel", "prénommé Untel", "nommée Untel", "surnommé …". */
static bool
is_called(struct str s, size_t i, size_t end, size_t *to)
{
	static const char *const words[] = { "appelle", "appelait", "nomm\xc3\xa9", "nomm\xc3\xa9" "e",
		"pr\xc3\xa9nomm\xc3\xa9", "pr\xc3\xa9nomm\xc3\xa9" "e", "surnomm\xc3\xa9", "surnomm\xc3\xa9" "e",
		"d\xc3\xa9nomm\xc3\xa9", "nom", "pr\xc3\xa9nom", NULL };
	size_t behind = end;

	if (!is_one_of(s, i, end, words))
		return false;
	if (behind_blanks(s, behind) < s.n && s.p[behind_blanks(s, behind)] == ':')
		behind = behind_blanks(s, behind) + 1;
	return name_behind(s, behind, to);
}

/* "appartement 12", "appt 4B", "porte 3", "12 rue …", "12 bis, avenue …". */
static bool
is_dwelling(struct str s, size_t i, size_t end, size_t *to)
{
	static const char *const doors[] = { "appartement", "appart", "appt", "apt", "logement", "porte", NULL };
	static const char *const streets[] = { "rue", "avenue", "av", "boulevard", "bd", "all\xc3\xa9" "e",
		"impasse", "chemin", "route", "quai", "square", "cours", NULL };
	static const char *const more[] = { "bis", "ter", "quater", NULL };
	size_t next = behind_blanks(s, end);

	if (is_one_of(s, i, end, doors)) {
		if (next + 1 < s.n && s.p[next] == 'n' && s.p[next + 1] == '\xc2')
			next = behind_blanks(s, next + 3);
		*to = word_end(s, next);
		return next > end && next < s.n && digit(s.p[next]);
	}
	for (size_t k = i; k < end; k++)
		if (!digit(s.p[k]))
			return false;
	if (end - i > 4)
		return false;
	if (is_one_of(s, next, word_end(s, next), more))
		next = behind_blanks(s, word_end(s, next));
	if (next < s.n && s.p[next] == ',')
		next = behind_blanks(s, next + 1);
	*to = word_end(s, next);
	return next > end && is_one_of(s, next, *to, streets);
}

/* "né le 3 mai", "née le 03/05". */
static bool
is_birth(struct str s, size_t i, size_t end, size_t *to)
{
	static const char *const born[] = { "n\xc3\xa9", "n\xc3\xa9" "e", NULL };
	static const char *const on[] = { "le", "en", NULL };
	size_t next = behind_blanks(s, end), number;

	if (!is_one_of(s, i, end, born) || !is_one_of(s, next, word_end(s, next), on))
		return false;
	number = behind_blanks(s, word_end(s, next));
	*to = word_end(s, number);
	return number < s.n && digit(s.p[number]);
}

#define NUMBER_LONG 7

/* Seven digits or more, over single blanks and points. */
static bool
is_number(struct str s, size_t i, size_t *to)
{
	size_t n = 0;

	for (size_t k = i; k < s.n; k++) {
		if (digit(s.p[k])) {
			n++;
			*to = k + 1;
		} else if (!((s.p[k] == ' ' || s.p[k] == '.') && k + 1 < s.n && digit(s.p[k + 1]))) {
			break;
		}
	}
	return n >= NUMBER_LONG;
}

enum doubt
doubt_text(struct str s, size_t *at, size_t *n)
{
	static const struct {
		enum doubt doubt;
		bool (*is)(struct str s, size_t i, size_t end, size_t *to);
	} rules[] = {
		{ DOUBT_NAME, is_titled }, { DOUBT_NAME, is_called }, { DOUBT_DWELLING, is_dwelling },
		{ DOUBT_BIRTH, is_birth },
	};
	size_t end, to = 0;

	if (guard_text(s) != GUARD_CLEAN) {
		*at = 0;
		*n = s.n;
		return DOUBT_REFUSED;
	}
	for (size_t i = 0; i < s.n; i = end > i ? end : i + 1) {
		end = word_end(s, i);
		if (end == i)
			continue;
		for (size_t k = 0; k < COUNT(rules); k++)
			if (rules[k].is(s, i, end, &to)) {
				*at = i;
				*n = to - i;
				return rules[k].doubt;
			}
		if (digit(s.p[i]) && is_number(s, i, &to)) {
			*at = i;
			*n = to - i;
			return DOUBT_NUMBER;
		}
	}
	return DOUBT_NONE;
}
