/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The weak signals of a dashboard: the newest of its scope and period, for whoever may read the records. */
#ifndef MAILLAGE_WEB_SIGNALS_H
#define MAILLAGE_WEB_SIGNALS_H

#include "web/asked.h"
#include "web/parts.h"

struct signal_line {
	struct str what, where; /* "Signal faible", "Square des Acacias, Le Blosne" */
	struct str when;        /* "lundi 3 novembre 2025, 21 h 40" */
	struct str said;        /* the note; may be absent */
	struct url to;
};
struct signals {
	const struct signal_line *v;
	size_t n;
	int64_t n_all;          /* in the period */
};

/* The newest of `q`, which has been cut to the reader's reach; none where he may not read records. */
bool signals_read(struct web_request *r, const struct asked *q, struct signals *out, struct err *e) MUST_USE;

#endif
