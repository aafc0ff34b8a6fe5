/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What signing in needs of sessions. Private to src/access/. */
#ifndef MAILLAGE_ACCESS_SESSION_H
#define MAILLAGE_ACCESS_SESSION_H

#include "access/access.h"

/* Makes a session; `text` is its secret. Inside the caller's transaction. */
bool session_begin(struct store *s, const struct uuid *user, struct str device, int64_t now_ms,
    char text[SECRET_TEXT_MAX], struct uuid *id, struct err *e) MUST_USE;

#endif
