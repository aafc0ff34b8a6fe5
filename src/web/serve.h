/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The running application: opens the store, starts the writer, the one who follows the journal for the
 * facts, and the server; stops them in order.  One a process.
 */
#ifndef MAILLAGE_WEB_SERVE_H
#define MAILLAGE_WEB_SERVE_H

#include "store/store.h"
#include "web/http.h"

struct serve_options {
	struct str db, key;     /* as --db, --key */
	struct str host;        /* "127.0.0.1" */
	int port;               /* 0: any free */
	struct str origin;      /* "https://maillage.example": what people type; absent: http and the Host they
	                         * sent. https: the cookie is Secure and the name __Host- */
	bool behind_proxy;      /* X-Forwarded-For's last address is the caller's */
	int retention_at;       /* minute of the day at which old texts are erased; NIGHTLY_OFF: never */
	bool demo_accounts;     /* the sign-in page shows them; refused where the store is no demonstration's */
	struct http_limits limits;
	/* Called once it accepts: the port it has. */
	void (*ready)(void *ctx, int port);
	void *ctx;
};

/* Until SIGTERM or SIGINT. */
bool serve(const struct serve_options *o, struct err *e) MUST_USE;

#endif
