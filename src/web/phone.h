/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Between api_sync*.c: what answers to phones share. */
#ifndef MAILLAGE_WEB_PHONE_H
#define MAILLAGE_WEB_PHONE_H

#include "web/gate.h"

/* Now, in ms since 1970 UTC: what phones compare their clock with. (r->now_ms is the wall clock.) */
int64_t utc_ms(void);
/* A member; null for nil. */
void put_uuid(struct json_writer *w, const char *key, const struct uuid *id);
/* The member "account". */
void put_account(struct json_writer *w, const struct principal *who);

#endif
