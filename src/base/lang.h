/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The reader's language.  Sources are written in English inside _() or N_(); po/fr.po holds the
 * French; the compiled catalogue (.mo) is embedded and read here, because one process speaks to
 * several people at once.  French is the default.  The language is a property of the thread
 * (lang_use), set at the edge by the command line or by a request.
 */
#ifndef MAILLAGE_BASE_LANG_H
#define MAILLAGE_BASE_LANG_H

#include "base/str.h"

enum lang { LANG_FR, LANG_EN };

void lang_use(enum lang l);
enum lang lang_now(void);
/* "fr", "en" (also "fr_FR.UTF-8"); false when unknown. */
bool lang_parse(struct str s, enum lang *out);
/* The translation of a source sentence, or itself. Static memory. */
const char *lang_text(const char *msgid) __attribute__((format_arg(1)));
/* Plural by the language's rule (French: 0 and 1 are singular). */
const char *lang_plural(const char *one, const char *many, int64_t n)
    __attribute__((format_arg(1))) __attribute__((format_arg(2)));

#define _(s) lang_text(s)
#define N_(s) (s)

#endif
