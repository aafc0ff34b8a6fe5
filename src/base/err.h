/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * One failure.  A function that can fail returns bool and takes a struct err as its last argument:
 * true means done and outputs set; false means err set and outputs untouched.  The kind says what
 * the caller can do; the message is a whole sentence in the reader's language (already translated
 * with _() by whoever sets it) that tells what happened, what is safe and what to do.
 */
#ifndef MAILLAGE_BASE_ERR_H
#define MAILLAGE_BASE_ERR_H

#include "base/str.h"

enum err_kind {
	ERR_NONE,
	ERR_INVALID,      /* the input is wrong: mend it */
	ERR_DENIED,       /* not yours to do */
	ERR_NOT_FOUND,
	ERR_CONFLICT,     /* the state of things forbids it: newer store, other version */
	ERR_BUSY,         /* not now: in use, disk full; nothing was changed, try again */
	ERR_UNAVAILABLE,  /* something outside failed: server, disk, library */
	ERR_INTERNAL,     /* our fault */
};

#define ERR_TEXT_MAX 1024

struct err {
	enum err_kind kind;
	const char *key; /* static message key such as "store.newer"; never NULL once set */
	char text[ERR_TEXT_MAX];
};

/* Sets the failure and returns false, so that a caller can `return err_set(...)`. */
bool err_set(struct err *e, enum err_kind kind, const char *key, const char *fmt, ...)
    PRINTF_LIKE(4, 5);
/* Puts "noun: " before the text, once a floor, and returns false. */
bool err_wrap(struct err *e, const char *fmt, ...) PRINTF_LIKE(2, 3);
/* What the system's errno says, in the reader's language, as it stands behind a colon. */
const char *err_os(int number);
/* Whether it says that no more can be written there: make room and try again. */
bool err_os_full(int number);
/* Exit status of the command line: 0 none; 1 refused, nothing changed (invalid, denied, not found,
 * conflict, busy); 3 failed (unavailable, internal). */
int err_exit_status(enum err_kind kind);

#endif
