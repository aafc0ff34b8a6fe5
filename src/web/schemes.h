/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The schemes whose figures somebody may see, by name: for the chooser of the rail, the page of all, the
 * reports.  Belongs to one request, which reads them once.
 */
#ifndef MAILLAGE_WEB_SCHEMES_H
#define MAILLAGE_WEB_SCHEMES_H

#include "web/gate.h"
#include "web/page.h"

struct scheme_line {
	struct uuid id;
	struct str key;        /* as addresses name it: its own id, else its UUID */
	struct str name, client; /* the client's name; absent: none */
	struct str folded;     /* the name as text_fold has it */
};

/* In order of name; none for who sees no figures. */
bool web_schemes(struct web_request *r, const struct scheme_line **out, size_t *n, struct err *e) MUST_USE;
/* The one that this request's address is about: /scheme/KEY or scheme=KEY. NULL: none. */
const struct scheme_line *web_scheme_here(struct web_request *r, const struct scheme_line *v, size_t n);
/* Where one comes to by choosing this scheme: the page one is on where it shows schemes one by one (with
 * its period), else the scheme's dashboard. */
struct url web_scheme_url(struct web_request *r, const struct scheme_line *to);

#endif
