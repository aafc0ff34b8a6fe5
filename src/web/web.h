/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Private to src/web/'s own machinery (gate, problem, serve, metrics): the running application.  Pages and
 * API families do not include it: gate.h is theirs. */
#ifndef MAILLAGE_WEB_WEB_H
#define MAILLAGE_WEB_WEB_H

#include <stdatomic.h>

#include "facts/follow.h"
#include "record/save.h"
#include "sync/push.h"
#include "store/writer.h"
#include "web/alert.h"
#include "web/gate.h"
#include "web/serve.h"

/* What each worker holds; its thread's alone. */
struct web_worker {
	struct arena arena;
	struct store *store;
	struct codes *codes;
};

/* Answers by the class of their status, and the time they took. */
#define TIME_BUCKETS 12
struct web_meter {
	atomic_llong status[6];  /* [0]: gone before an answer */
	atomic_llong bucket[TIME_BUCKETS + 1];
	atomic_llong micros, bytes;
};

/* A job that was left to the writer (web_write_then). */
struct web_later {
	struct web_request *r;
	web_then *then;
	struct writer_ask ask;
};

struct rates;

struct web {
	struct arena arena;
	struct serve_options options;
	bool secure;             /* people come by https */
	struct str cookie;       /* the session cookie's name */
	struct http_server *http;
	struct store *store;     /* to open others by; the main thread's */
	struct writer *writer;
	struct saver *saver;     /* the writer's thread's */
	struct pusher pusher;    /* likewise */
	struct sync_keys keys;   /* as they stood at the start: they never change */
	struct follower *follower;
	struct web_worker *workers;
	int n_workers;
	struct alerts *alerts;
	struct nightly *nightly; /* what it does by night */
	struct uploads *uploads; /* files that wait */
	struct rates *rates;     /* the loop's */
	struct web_meter meter;
	int64_t started_ms;
};

/* The site's callbacks (gate.c). */
void gate_head(void *ctx, struct http_request *r, struct http_plan *plan);
void gate_handle(void *ctx, int worker, struct http_request *r, struct http_response *out);
void gate_done(void *ctx, const struct http_request *r, const struct http_report *report);

/* Who asks (gate_who.c): fills r->who, r->session_token and r->lang. */
void who_lang(struct web_request *r); /* r->lang alone */
bool who_find(struct web_request *r, struct err *e) MUST_USE;
void who_seen(struct web_request *r); /* notes that it is in use */
/* Whether an unsafe request comes from a page of ours: origin, and the session's token. */
bool who_is_own(struct web_request *r, struct err *e) MUST_USE;

/* A route for a method and path, with the values of its parts; NULL when there is none. `allow` gets the
 * methods that the path has (bits 1 << method). */
const struct route *route_find(enum method m, struct str path, struct str param[WEB_PARAMS_MAX],
    size_t *n_params, unsigned *allow);

/* Requests a minute by caller (rate.c): false when the bound is reached; *wait_s is when to come again. */
struct rates *rates_new(struct arena *a);
bool rate_take(struct rates *t, const struct route *route, struct str caller, int64_t now_ms,
    int64_t *wait_s);

void meter_take(struct web_meter *m, const struct http_report *report);

/* Handlers of the machinery itself. */
web_handler static_file, field_file, field_door, health, metrics, robots;
/* Looked up by the names in /static/ and in asset_url (asset.c). */
struct asset;

#endif
