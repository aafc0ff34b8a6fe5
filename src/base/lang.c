/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/lang.h"

#include "base/embed.h"

/* Each thread speaks one language at a time. */
static _Thread_local enum lang now = LANG_FR;

void
lang_use(enum lang l)
{
	now = l;
}

enum lang
lang_now(void)
{
	return now;
}

bool
lang_parse(struct str s, enum lang *out)
{
	static const char *const names[] = { [LANG_FR] = "fr", [LANG_EN] = "en" };

	for (size_t i = 0; i < COUNT(names); i++)
		if (str_starts(s, str_of(names[i])) && (s.n == 2 || s.p[2] == '_' || s.p[2] == '-' ||
		    s.p[2] == '.')) {
			*out = (enum lang)i;
			return true;
		}
	return false;
}

/* A .mo file (GNU gettext manual, "The Format of GNU MO Files"), little endian as msgfmt writes it:
 * magic, revision, count, offset of the originals' table, offset of the translations' table; the
 * originals are sorted. */
static uint32_t
word(const unsigned char *p, size_t at)
{
	return (uint32_t)p[at] | (uint32_t)p[at + 1] << 8 | (uint32_t)p[at + 2] << 16 |
	    (uint32_t)p[at + 3] << 24;
}

/* The translation of an original, all its plural forms in a row; NULL when there is none. */
static const char *
find(const char *msgid)
{
	const struct embedded *mo = embed_find("po/fr.mo");
	size_t low = 0, high;

	if (mo == NULL || mo->n < 28 || word(mo->p, 0) != 0x950412de)
		return NULL;
	high = word(mo->p, 8);
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const char *original = (const char *)mo->p + word(mo->p, word(mo->p, 12) + 8 * middle + 4);
		int c = strcmp(msgid, original);

		if (c == 0)
			return (const char *)mo->p + word(mo->p, word(mo->p, 16) + 8 * middle + 4);
		if (c < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return NULL;
}

const char *
lang_text(const char *msgid)
{
	const char *text = now == LANG_FR && msgid[0] != '\0' ? find(msgid) : NULL;

	return text != NULL ? text : msgid;
}

const char *
lang_plural(const char *one, const char *many, int64_t n)
{
	const char *text;

	if (now == LANG_EN)
		return n == 1 ? one : many;
	text = find(one);
	if (text == NULL)
		return n > -2 && n < 2 ? one : many;
	/* French has two forms; the second follows the first's NUL. */
	return n > -2 && n < 2 ? text : text + strlen(text) + 1;
}
