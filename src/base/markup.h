/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The only ways a value gets into HTML, one for each place it can stand in.  Templates
 * (tools/htmlgen.py) pick the way by where the expression stands; C that writes HTML itself calls
 * them by name.  Values may be hostile: bytes that are no UTF-8 become U+FFFD, NUL and other control
 * characters are dropped.  Appends to a buffer; pure; any thread.
 */
#ifndef MAILLAGE_BASE_MARKUP_H
#define MAILLAGE_BASE_MARKUP_H

#include "base/buf.h"
#include "base/lang.h"
#include "base/uuid.h"

/* An address that is safe to stand in href, src or action.  Made only by the functions below. */
struct url {
	struct str s;
};

/* Of ours, written in the source. */
#define URL(literal) ((struct url){ STR(literal) })
/* "BASE/PART", the part percent-encoded. */
struct url url_join(struct arena *a, struct url base, struct str part);
/* With "?name=value" or "&name=value" behind, before a fragment if there is one. */
struct url url_with(struct arena *a, struct url base, const char *name, struct str value);
struct url url_with_int(struct arena *a, struct url base, const char *name, int64_t value);
/* From outside, an address elsewhere: http, https, mailto or tel; anything else gives "#". */
struct url url_elsewhere(struct arena *a, struct str s);
/* From outside, a place of this site to go back to: one slash, then no slash or backslash; anything
 * else gives "/". */
struct url url_here(struct arena *a, struct str s);

/* Between tags, and in attributes that are read (title, alt, aria-label …): & < > " ' are escaped,
 * marks that turn the direction of what follows (U+202A to U+202E, U+2066 to U+2069) are dropped, a
 * narrow no-break space behind a digit is widened (the faces of the design draw it too thin). */
void markup_text(struct buf *out, struct str s);
/* In value="" and <textarea>, and in attributes nobody reads: the same escapes, but the text stays as
 * it is, so that a form gives back what it was given. */
void markup_exact(struct buf *out, struct str s);
/* A part of an address: everything but letters, digits and - _ ~ . is percent-encoded; "." and ".."
 * become %EF%BF%BD, so that they climb nowhere. */
void markup_part(struct buf *out, struct str s);
void markup_url(struct buf *out, struct url u);
/* Digits, grouped as the reader's language does: "12 345", "12,345". */
void markup_number(struct buf *out, int64_t n);

/* -- what templates are compiled to ---------------------------------------------------------- */

void markup_signed(struct buf *out, int64_t n);
void markup_unsigned(struct buf *out, uint64_t n);
void markup_text_cstr(struct buf *out, const char *s);
void markup_exact_cstr(struct buf *out, const char *s);
void markup_part_cstr(struct buf *out, const char *s);
void markup_uuid(struct buf *out, struct uuid u);
void markup_uuid_at(struct buf *out, const struct uuid *u);

/* By the expression's type; a bool, a double or a foreign struct does not compile. */
#define MARKUP_BY_TYPE(x, of_str, of_cstr) \
	_Generic((x), \
	    struct str: of_str, \
	    char *: of_cstr, \
	    const char *: of_cstr, \
	    struct uuid: markup_uuid, \
	    struct uuid *: markup_uuid_at, \
	    const struct uuid *: markup_uuid_at, \
	    signed char: markup_signed, \
	    short: markup_signed, \
	    int: markup_signed, \
	    long: markup_signed, \
	    long long: markup_signed, \
	    unsigned char: markup_unsigned, \
	    unsigned short: markup_unsigned, \
	    unsigned: markup_unsigned, \
	    unsigned long: markup_unsigned, \
	    unsigned long long: markup_unsigned)
#define MARKUP_TEXT(out, x) MARKUP_BY_TYPE(x, markup_text, markup_text_cstr)(out, x)
#define MARKUP_EXACT(out, x) MARKUP_BY_TYPE(x, markup_exact, markup_exact_cstr)(out, x)
#define MARKUP_PART(out, x) MARKUP_BY_TYPE(x, markup_part, markup_part_cstr)(out, x)

/* A translated sentence with places (%s, or %1$s … when the order may differ) in which other markup
 * stands.  Each call writes the text up to the next place and gives its number from 1; 0 at the end. */
struct markup_say {
	const char *rest;
	unsigned seen;
};
unsigned markup_say_next(struct markup_say *say, struct buf *out);

#endif
