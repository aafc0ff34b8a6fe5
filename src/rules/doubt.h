/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What in a free text may point to a person, beyond what the guard refuses (rules/guard.h): a name
 * behind a title ("Mme Untel") or behind "s’appelle", a dwelling's address, a long number, a date of
 * birth.  Doubt refuses nothing: a person reads the text and decides.  Pure.
 */
#ifndef MAILLAGE_RULES_DOUBT_H
#define MAILLAGE_RULES_DOUBT_H

#include "base/str.h"

enum doubt {
	DOUBT_NONE,
	DOUBT_REFUSED,  /* what the guard refuses today: the text is older, or came another way */
	DOUBT_NAME,
	DOUBT_DWELLING, /* a flat, a floor's door, a house number in a street */
	DOUBT_NUMBER,   /* seven digits and more: of a file, of an identity */
	DOUBT_BIRTH,
};

/* The first one in valid UTF-8, and where it stands (bytes; for DOUBT_REFUSED the whole text). */
enum doubt doubt_text(struct str s, size_t *at, size_t *n);

#endif
