/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What leaves this machine by itself: an e-mail by SMTP, a signed note to a web address.  The only file that
 * knows libcurl.  Blocks for at most POST_MS: call it from a thread that may wait.
 */
#ifndef MAILLAGE_WEB_POST_H
#define MAILLAGE_WEB_POST_H

#include "base/arena.h"
#include "base/err.h"

#define POST_MS 10000
#define POST_CONNECT_MS 4000

struct mail {
	struct str server;     /* "smtp://host:25", "smtps://host" */
	struct str from;       /* an address */
	struct str to;         /* addresses, with commas */
	struct str subject, text;
	int64_t at;            /* ms since 1970 UTC */
};
/* Name and password of the server come from MAILLAGE_SMTP_USER and MAILLAGE_SMTP_PASSWORD, where they are
 * set. */
bool post_mail(const struct mail *m, struct arena *a, struct err *e) MUST_USE;

struct note {
	struct str to;         /* "https://…" */
	struct str body;       /* JSON */
	struct str signature;  /* goes into X-Maillage-Signature */
	struct str at;         /* into X-Maillage-Time */
};
/* Any answer of the 200s is one. */
bool post_note(const struct note *n, struct arena *a, struct err *e) MUST_USE;

/* Once a process, before any thread. */
void post_ready(void);

#endif
