/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The one gate before every handler: route, method, size, rate, session or token, permission, origin
 * and CSRF token, then the handler, then what every answer carries.  A page or API family is a file of
 * handlers and its rows in routes.c; handlers read arguments, call one function below, and answer.
 *
 *   static bool
 *   ping(struct web_request *r, struct err *e)
 *   {
 *           js_object(answer_json(r)); …
 *           return true;
 *   }
 *
 * A handler returns true when its answer is in r->out; false with err set, which becomes a problem
 * document for programs and a page for people, by the err's kind: INVALID 400 (422 with faults),
 * DENIED 403, NOT_FOUND 404, CONFLICT 409, BUSY 503 (429 for "access.wait"), UNAVAILABLE 503,
 * INTERNAL 500.  What a role may not know to exist is NOT_FOUND, told by whoever looks (record/list,
 * history, save).
 */
#ifndef MAILLAGE_WEB_GATE_H
#define MAILLAGE_WEB_GATE_H

#include "access/access.h"
#include "base/json.h"
#include "figures/figures.h"
#include "record/codes.h"
#include "web/form.h"
#include "web/http.h"

#define WEB_PARAMS_MAX 6

struct web;
struct web_request;
struct web_schemes;

typedef bool web_handler(struct web_request *r, struct err *e);

enum route_for {
	FOR_PEOPLE,   /* refusals are pages; who is not signed in is sent to /sign-in */
	FOR_PROGRAMS, /* refusals are problem documents */
};

struct route {
	enum method method;      /* GET answers HEAD too */
	const char *pattern;     /* "/r/{register}/{id}": a part in braces matches one segment; a pattern
	                          * that ends in "/{rest*}" matches what follows, at least one segment. A
	                          * segment may end in a fixed part: "/api/v1/export/{register}.csv". The
	                          * first row that matches is taken */
	web_handler *handle;
	enum permit may;         /* required: a test walks the table */
	enum route_for whose;
	size_t body_max;         /* bytes; 0: no body. */
	int per_minute;          /* requests a minute from one address (or one account); 0: no bound */
	bool quick;              /* needs no store and no time: answered in the loop. PERMIT_ANYONE only */
	bool slow;               /* may take long: nothing short waits behind it */
	bool public_cache;       /* sets its own Cache-Control; else no-store */
	bool field_app;          /* a file of the app: may run WebAssembly, ask where it is, be installed */
	const char *help;        /* N_(): one sentence, for docs/openapi */
};
#define BODY_FORM (256u << 10)   /* usual ceilings */
#define BODY_JSON (1u << 20)
#define BODY_UPLOAD (64u << 20)
#define BODY_PUSH (4u << 20)

extern const struct route routes[]; /* routes.c */
extern const size_t n_routes;

struct web_request {
	struct arena *arena;
	struct http_request *http;
	struct http_response *out;
	struct web *web;
	const struct route *route;
	struct str param[WEB_PARAMS_MAX]; /* values of the pattern's parts, in order */
	size_t n_params;
	struct principal who;    /* who.user nil: nobody signed in */
	enum lang lang;          /* the account's, else Accept-Language's, else French; lang_use is done */
	int64_t now_ms;          /* as struct cli's */
	int32_t today;
	struct store *store;     /* this worker's connection, for reading; NULL in a quick route */
	struct codes *codes;     /* this worker's */
	const struct facts *facts; /* see web_facts */
	struct form *query_form, *body_form; /* see below */
	struct web_schemes *schemes; /* see schemes.h */
	struct json_writer json;
	struct str session_token; /* the cookie's secret; absent under a bearer's or nobody */
	struct faults faults;    /* what a handler gathered; told with its err */
	struct web_later *later; /* see web_write_then */
};

/* -- what a handler asks --------------------------------------------------------------------- */

/* Value of the pattern's part by its name; asserts that there is one. */
struct str web_param(const struct web_request *r, const char *name);
/* A part that is a UUID; ERR_NOT_FOUND otherwise. */
bool web_param_uuid(const struct web_request *r, const char *name, struct uuid *out, struct err *e)
    MUST_USE;
/* The query string, read once. */
bool web_query(struct web_request *r, const struct form **out, struct err *e) MUST_USE;
/* The form in the body, read once (the gate has done so already for the CSRF token). */
bool web_form(struct web_request *r, const struct form **out, struct err *e) MUST_USE;
/* The body as JSON (Content-Type application/json is required). */
bool web_json(struct web_request *r, const struct json **out, struct err *e) MUST_USE;
bool web_signed_in(const struct web_request *r);
/* Whether a page stands at this path of ours, for whoever may see it. */
bool web_has_page(struct str path);
bool web_may(const struct web_request *r, enum permit what);
/* Reach for record/list, history, save and figures: never NULL, so that "the house itself" cannot be
 * meant by accident. */
const struct reach *web_reach(const struct web_request *r);
/* The facts, at least as recent as what was committed before this call; the same ones for the whole
 * request. ERR_BUSY when they cannot catch up in time. */
bool web_facts(struct web_request *r, const struct facts **out, struct err *e) MUST_USE;
/* A job of the one writer; true once it is on disk. */
bool web_write(struct web_request *r, writer_job *job, void *ctx, struct err *e) MUST_USE;
/* The same for a handler that ends with it and returns what this returns: no worker waits for the disk,
 * so that what many send at once shares one commit.  Once the job is on disk, `then` answers, in any
 * worker; when it is not, its failure is told. */
typedef bool web_then(struct web_request *r, void *ctx, struct err *e);
bool web_write_then(struct web_request *r, writer_job *job, void *ctx, web_then *then) MUST_USE;
struct writer *web_writer(struct web_request *r);
/* For accounts' audit log. */
struct deed web_deed(const struct web_request *r);
/* What a form of this answer carries in its field "csrf"; differs from answer to answer, so that it
 * cannot be guessed from compressed lengths. Empty when nobody is signed in. */
struct str web_csrf(struct web_request *r);
/* Whether the sign-in page shows the accounts of a demonstration. */
bool web_shows_demo(const struct web_request *r);
/* "https://host" of this request, for links in invitations. */
struct str web_origin(const struct web_request *r);
/* "/static/app.4f3a2b….css" for "app.css"; asserts that there is one. Static memory. */
const char *asset_url(const char *name);

/* -- how a handler answers ------------------------------------------------------------------- */

/* A page: write HTML into what this gives. */
struct buf *answer_page(struct web_request *r, int status);
/* JSON: write into what this gives; status 200 unless r->out->status is set before or after. */
struct json_writer *answer_json(struct web_request *r);
/* Any other text or bytes. */
struct buf *answer_text(struct web_request *r, int status, const char *type);
/* 303 See Other to a path of our own. */
void answer_redirect(struct web_request *r, struct str path);
/* 204. */
void answer_nothing(struct web_request *r);
/* A file to keep: sets type and Content-Disposition (RFC 6266, name in UTF-8 too). Body: write into
 * what this gives, or set r->out->fd. */
struct buf *answer_download(struct web_request *r, struct str name, const char *type);
/* Sets or clears the session's cookie ("" clears). */
void answer_session(struct web_request *r, struct str token);
/* ETag of a version, as If-Match gives it back: "\"42\"". */
struct str version_etag(struct arena *a, int64_t version);
/* The version in If-Match; false with ERR_INVALID "http.if_match" when there is none or it is unclear
 * (428 is answered when it is missing). */
bool web_if_match(struct web_request *r, int64_t *version, struct err *e) MUST_USE;

/* -- refusals (problem.c) -------------------------------------------------------------------- */

/* Adds to r->faults, in the reader's language; then return false with err_set. */
struct faults *web_faults(struct web_request *r);
int problem_status(const struct web_request *r, const struct err *e);
/* Makes the answer of a failure: problem+json or a page. Also for failures without a handler. */
void problem_answer(struct web_request *r, int status, const struct err *e);

#endif
