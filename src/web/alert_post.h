/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Between alert*.c: an alert in words, and the thread that takes alerts out of the house. */
#ifndef MAILLAGE_WEB_ALERT_POST_H
#define MAILLAGE_WEB_ALERT_POST_H

#include "record/codes.h"
#include "web/alert.h"

#define ALERTS_AT_ONCE 200   /* the limit of the query alert_after */

struct alert {
	int64_t pos;
	struct str reg;
	struct uuid record, scheme;
	struct str scheme_name;
	bool help;
};
/* Fills scheme, its name and what it is; *found false: the record is gone again. */
bool alert_read(struct store *s, const struct codes *codes, struct alert *alert, struct arena *a, bool *found,
    struct err *e) MUST_USE;
/* "A team calls for help: Médiation de nuit", in the thread's language. */
struct str alert_said(const struct alert *alert, struct arena *a);
/* "/r/help_call/UUID" */
struct str alert_path(const struct alert *alert, struct arena *a);

struct poster;
bool poster_start(const struct alerts_options *o, struct arena *a, struct poster **out, struct err *e)
    MUST_USE;
void poster_nudge(struct poster *p);
void poster_stop(struct poster *p);

#endif
