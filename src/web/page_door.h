/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What is seen before signing in: the sign-in page, a forgotten password, an invitation or reset link;
 * and the page that tells an error.  Structs that handlers fill; templates in pages/door.html and
 * pages/error.html.
 */
#ifndef MAILLAGE_WEB_PAGE_DOOR_H
#define MAILLAGE_WEB_PAGE_DOOR_H

#include "web/page.h"

/* An account that a demonstration store offers: its login and what it sees. */
struct demo_account {
	struct str login, role;
};

struct sign_in_view {
	struct str login;      /* as typed; absent: none yet */
	struct str next;       /* where to go then: a path of ours, or absent */
	struct str fault;      /* the sentence to show; absent: none */
	const struct demo_account *demo;
	size_t n_demo;
	struct str demo_password; /* with accounts of a demonstration only */
};

struct password_view {
	struct str login;      /* whose account */
	struct str fault;
	bool invited;          /* a first password; else a new one */
	int64_t least;         /* code points */
};

struct error_view {
	int status;
	struct str happened;   /* what happened; what is safe and what to do */
	struct str todo;
	const struct fault *faults; /* what was refused in detail */
	size_t n_faults;
	uint64_t number;       /* of the request, as the log has it */
};

struct web_request;
bool page_sign_in(struct web_request *r, struct err *e) MUST_USE;
bool page_sign_in_send(struct web_request *r, struct err *e) MUST_USE;
bool page_sign_out(struct web_request *r, struct err *e) MUST_USE;
bool page_forgotten(struct web_request *r, struct err *e) MUST_USE;
bool page_link(struct web_request *r, struct err *e) MUST_USE;
bool page_link_send(struct web_request *r, struct err *e) MUST_USE;
bool page_home(struct web_request *r, struct err *e) MUST_USE;
bool page_help(struct web_request *r, struct err *e) MUST_USE;
bool page_accessibility(struct web_request *r, struct err *e) MUST_USE;

#endif
