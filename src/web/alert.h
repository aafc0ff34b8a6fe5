/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Weak signals and calls for help reach who may validate them at once: their open pages by server-sent
 * events, and the house by e-mail or webhook where the settings say so.  One thread follows the journal,
 * whichever way and process wrote it; another one takes out what leaves the house, tries again, and gives up
 * after eight times.  An alert says what and in which scheme, and carries a link: no place, no text, nobody.
 */
#ifndef MAILLAGE_WEB_ALERT_H
#define MAILLAGE_WEB_ALERT_H

#include "base/lang.h"
#include "record/access.h"
#include "store/writer.h"
#include "sync/keys.h"
#include "web/http.h"

#define ALERT_STREAMS_MAX 500   /* of a server */
#define ALERT_STREAMS_OF_ONE 4  /* of an account: the oldest gives way */

struct alerts;

struct alerts_options {
	const struct store *like;
	struct writer *writer;
	const struct sync_keys *keys;
	struct str origin;          /* "https://…" for links that leave the house; absent: none */
};
bool alerts_start(const struct alerts_options *o, struct arena *a, struct alerts **out, struct err *e)
    MUST_USE;
/* Something was written. Any thread. */
void alerts_nudge(struct alerts *x);
/* From now on the stream is told; false: there are too many. */
bool alerts_tell(struct alerts *x, struct http_stream *stream, const struct uuid *user,
    const struct reach *who, enum lang lang);
/* Before the writer stops. NULL accepted. */
void alerts_stop(struct alerts *x);

#endif
