/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What the server does by itself once a day at a quiet hour: the retention job.  A thread of its own, which
 * reads by its own connection and writes by the writer, a few records at a time, so that nobody waits for
 * long.
 */
#ifndef MAILLAGE_WEB_NIGHTLY_H
#define MAILLAGE_WEB_NIGHTLY_H

#include "store/writer.h"

#define NIGHTLY_OFF (-1)
#define NIGHTLY_USUAL (3 * 60 + 30)

struct nightly;

/* `minute` of the day at which it begins; NIGHTLY_OFF: never. NULL when there is nothing to do. */
struct nightly *nightly_start(const struct store *like, struct writer *w, int minute);
/* Ends a run under way between two of its steps. NULL accepted. */
void nightly_stop(struct nightly *n);

#endif
