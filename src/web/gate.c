/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/lang.h"
#include "base/log.h"
#include "web/web.h"

/* What is known when the head is there; lives in the request's arena. */
struct plan {
	const struct route *route;
	struct str param[WEB_PARAMS_MAX];
	size_t n_params;
	unsigned allow;
	int64_t wait_s;
};

/* -- in the loop ----------------------------------------------------------------------------- */

static struct str
caller(const struct web *w, const struct http_request *r)
{
	struct str list = http_header(r, "x-forwarded-for");

	if (!w->options.behind_proxy || list.p == NULL)
		return r->peer;
	/* The last is the one our own proxy saw. */
	for (size_t i = list.n; i > 0; i--)
		if (list.p[i - 1] == ',')
			return str_trim(str_sub(list, i, list.n));
	return str_trim(list);
}

void
gate_head(void *ctx, struct http_request *r, struct http_plan *plan)
{
	struct web *w = ctx;
	struct plan *p = arena_new(r->arena, struct plan);

	r->plan = p;
	r->peer = caller(w, r);
	p->route = route_find(r->method, r->path, p->param, &p->n_params, &p->allow);
	if (p->route == NULL) {
		plan->refuse = p->allow != 0 ? 405 : 404;
		return;
	}
	plan->body_max = p->route->body_max;
	plan->quick = p->route->quick;
	plan->slow = p->route->slow;
	if (p->route->per_minute > 0 &&
	    !rate_take(w->rates, p->route, r->peer, r->now_ms, &p->wait_s))
		plan->refuse = 429;
}

/* -- what every answer carries --------------------------------------------------------------- */

static void
security_headers(struct web_request *r)
{
	static const struct {
		const char *name, *value, *field_app; /* the app's, where it differs */
	} headers[] = {
		{ "Content-Security-Policy",
		    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; "
		    "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
		    "frame-ancestors 'none'",
		    "default-src 'none'; style-src 'self'; script-src 'self' 'wasm-unsafe-eval'; "
		    "img-src 'self' data:; font-src 'self'; connect-src 'self'; manifest-src 'self'; "
		    "worker-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'; "
		    "require-trusted-types-for 'script'; trusted-types lit-html maillage" },
		{ "X-Content-Type-Options", "nosniff", NULL },
		{ "Referrer-Policy", "same-origin", NULL },
		{ "Cross-Origin-Opener-Policy", "same-origin", NULL },
		{ "Cross-Origin-Resource-Policy", "same-origin", NULL },
		{ "Permissions-Policy",
		    "camera=(), microphone=(), geolocation=(), payment=(), usb=(), interest-cohort=()",
		    "camera=(), microphone=(self), geolocation=(self), payment=(), usb=(), interest-cohort=()" },
	};
	bool field_app = r->route != NULL && r->route->field_app;

	for (size_t i = 0; i < COUNT(headers); i++)
		http_add(r->out, headers[i].name,
		    str_of(field_app && headers[i].field_app != NULL ? headers[i].field_app
		                                                     : headers[i].value));
	if (r->web->secure)
		http_add(r->out, "Strict-Transport-Security", STR("max-age=31536000"));
	if (r->route == NULL || !r->route->public_cache || r->out->status >= 400)
		http_add(r->out, "Cache-Control", STR("no-store"));
}

static void
allow_header(struct web_request *r, unsigned allow)
{
	struct buf b;

	buf_init_in(&b, r->arena);
	for (int m = METHOD_GET; m < N_METHODS; m++)
		if (allow & 1u << m)
			buf_fmt(&b, "%s%s", b.n > 0 ? ", " : "", method_name((enum method)m));
	http_add(r->out, "Allow", buf_text(&b));
}

/* A refusal that came before any handler. */
static void
refused(struct web_request *r, const struct plan *p, int status)
{
	struct err e = { .kind = ERR_NONE };

	problem_answer(r, status, &e);
	if (status == 405)
		allow_header(r, p->allow);
	if (status == 429)
		http_add(r->out, "Retry-After", str_fmt(r->arena, "%lld", (long long)p->wait_s));
	if (status == 503)
		http_add(r->out, "Retry-After", STR("2"));
}

/* -- in a worker ----------------------------------------------------------------------------- */

static bool
unsafe(enum method m)
{
	return m != METHOD_GET && m != METHOD_HEAD && m != METHOD_OPTIONS;
}

/* Who may pass. */
static bool
pass(struct web_request *r, struct err *e)
{
	if (!who_find(r, e))
		return false;
	if (!web_may(r, r->route->may)) {
		if (!web_signed_in(r))
			return err_set(e, ERR_DENIED, "web.sign_in", _("Sign in first."));
		return err_set(e, ERR_DENIED, "web.permit",
		    _("Nothing was changed. If it belongs to your work, ask your administrator."));
	}
	/* No browser adds a bearer's header by itself: nothing is forged by it. */
	if (unsafe(r->http->method) && !(web_signed_in(r) && r->session_token.p == NULL) && !who_is_own(r, e))
		return false;
	who_seen(r);
	return true;
}

/* A contract's codes may have changed since this worker read them. */
static bool
renew_codes(struct web_request *r, struct web_worker *w, struct err *e)
{
	bool changed;

	if (w == NULL || !web_signed_in(r))
		return true;
	if (!codes_changed(w->store, w->codes, &changed, e) ||
	    (changed && !codes_open(w->store, &w->arena, &w->codes, e)))
		return false;
	r->codes = w->codes;
	return true;
}

/* What only reads sees one moment of the store, which also spares SQLite the locks of each statement.
 * What takes long would keep the log of writes from ending; PostgreSQL would be asked twice more. */
static bool
one_moment(const struct web_request *r, const struct web_worker *w)
{
	return w != NULL && !unsafe(r->http->method) && !r->route->slow &&
	    store_engine(w->store) == STORE_SQLITE;
}

static bool
handle(struct web_request *r, struct web_worker *w, struct err *e)
{
	bool held = one_moment(r, w), ok;

	if (held && !store_begin_read(w->store, e))
		return false;
	ok = pass(r, e) && renew_codes(r, w, e) && r->route->handle(r, e);
	if (held)
		store_rollback(w->store);
	return ok;
}

static void
use_worker(struct web_request *r, const struct web_worker *w)
{
	r->store = w->store;
	r->codes = w->codes;
}

/* What a handler left unsaid: the status, or why it failed. */
static void
finish(struct web_request *r, bool ok, struct err *e)
{
	if (ok) {
		if (r->out->status == 0 && r->later == NULL)
			r->out->status = 200;
		return;
	}
	/* People are asked who they are, and brought back. */
	if (strcmp(e->key, "web.sign_in") == 0 && r->route->whose == FOR_PEOPLE &&
	    !unsafe(r->http->method)) {
		struct buf b;

		buf_init_in(&b, r->arena);
		buf_cstr(&b, "/sign-in");
		if (!str_is(r->http->target, "/"))
			query_put(&b, STR("next"), r->http->target);
		answer_redirect(r, buf_text(&b));
		return;
	}
	http_response_reset(r->out);
	problem_answer(r, problem_status(r, e), e);
}

static void go_on(void *ctx, int worker);

static void
written(struct writer_ask *ask)
{
	struct web_later *l = (struct web_later *)(void *)((char *)ask - offsetof(struct web_later, ask));

	http_go_on(l->r->out);
}

/* What every answer carries; or the rest is left to the writer, whose the request is from here on. */
static void
end(struct web_request *r)
{
	struct web_later *l = r->later;

	if (l == NULL) {
		security_headers(r);
		return;
	}
	r->later = NULL;
	l->ask.done = written;
	http_wait(r->out, go_on, l);
	writer_send(r->web->writer, &l->ask);
}

/* In a worker, once the job that was left to the writer is on disk or failed. */
static void
go_on(void *ctx, int worker)
{
	struct web_later *l = ctx;
	struct web_request *r = l->r;
	struct err e = { .kind = ERR_NONE, .key = "web.unsaid" };
	bool ok = l->ask.good;

	use_worker(r, &r->web->workers[worker]);
	lang_use(r->lang);
	if (ok) {
		alerts_nudge(r->web->alerts);
		ok = l->then(r, l->ask.ctx, &e);
	} else {
		e = l->ask.e;
	}
	finish(r, ok, &e);
	end(r);
}

void
gate_handle(void *ctx, int worker, struct http_request *http, struct http_response *out)
{
	struct web *w = ctx;
	const struct plan *p = http->plan;
	struct web_request *r = arena_new(http->arena, struct web_request);
	struct web_worker *own = worker >= 0 ? &w->workers[worker] : NULL;

	*r = (struct web_request){
		.arena = http->arena, .http = http, .out = out, .web = w, .now_ms = http->now_ms,
		.today = http->today,
	};
	if (own != NULL)
		use_worker(r, own);
	if (p != NULL) {
		r->route = p->route;
		r->n_params = p->n_params;
		memcpy(r->param, p->param, sizeof(r->param));
	}
	r->faults.a = r->arena;
	if (http->refuse != 0) {
		who_lang(r);
		refused(r, p, http->refuse);
	} else {
		struct err e = { .kind = ERR_NONE, .key = "web.unsaid" };
		bool ok = handle(r, own, &e);

		finish(r, ok, &e);
	}
	end(r);
}

/* -- afterwards, in the loop ----------------------------------------------------------------- */

void
gate_done(void *ctx, const struct http_request *r, const struct http_report *report)
{
	struct web *w = ctx;
	const struct plan *p = r->plan;
	const char *route = p != NULL && p->route != NULL ? p->route->pattern : "-";

	meter_take(&w->meter, report);
	/* The pattern instead of the path: no identifier, no query, nobody's address. */
	log_line(report->status >= 500 ? LOG_WARN : LOG_INFO,
	    "event=request n=%llu method=%s route=%s status=%d in=%lld out=%lld us=%lld wait_us=%lld%s",
	    (unsigned long long)r->number, method_name(r->method), route, report->status,
	    (long long)report->bytes_in, (long long)report->bytes_out, (long long)report->micros,
	    (long long)report->queued_micros, report->gone ? " gone=1" : "");
}
