/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What went wrong, told to programs (RFC 9457) and to people. */
#include "base/lang.h"
#include "error.html.h"
#include "web/web.h"

#define FAULTS_TOLD 20 /* on a page */

/* What a status means where nobody said more. */
static const struct problem {
	int status;
	const char *title;
	const char *detail;  /* for people: what happened, what is safe, what to do */
} problems[] = {
	{ 400, N_("This request is wrong"), N_("It cannot be understood as it came. Nothing was changed.") },
	{ 401, N_("Sign in first"), N_("This needs an account. Nothing was changed.") },
	{ 403, N_("Your account may not do this"),
	    N_("Nothing was changed. If it belongs to your work, ask your administrator.") },
	{ 404, N_("There is nothing here"),
	    N_("The address is wrong, what was here is gone, or it is not for you to see.") },
	{ 405, N_("This address takes no such request"), N_("Nothing was changed.") },
	{ 408, N_("The request came too slowly"), N_("Nothing was changed. Try again.") },
	{ 409, N_("Somebody was quicker"), N_("Nothing was changed. Look at what stands now, then try again.") },
	{ 412, N_("It has changed since you read it"),
	    N_("Nothing was changed. Read it again, then try again.") },
	{ 413, N_("This is too large"), N_("Nothing was changed. Send it in smaller parts.") },
	{ 414, N_("This address is too long"), N_("Nothing was changed. Ask for less at a time.") },
	{ 415, N_("This kind of content is not taken"), N_("Nothing was changed.") },
	{ 417, N_("This expectation cannot be met"), N_("Nothing was changed.") },
	{ 422, N_("Something does not fit"), N_("Nothing was changed. Mend what is marked, then try again.") },
	{ 428, N_("Which version?"), N_("Nothing was changed. Say which version you are changing.") },
	{ 429, N_("Too many requests"), N_("Nothing was looked at. Wait a little, then try again.") },
	{ 431, N_("The request's head is too large"), N_("Nothing was changed.") },
	{ 501, N_("This is not known here"), N_("Nothing was changed.") },
	{ 503, N_("Not now"), N_("Nothing was changed. Try again in a moment.") },
	{ 505, N_("This version of HTTP is not known here"), N_("Nothing was changed.") },
	{ 500, N_("Something failed here"),
	    N_("What you sent was not saved. Try again; if it fails again, tell your administrator the number "
	       "below.") },
};

static const struct problem *
problem_of(int status)
{
	for (size_t i = 0; i < COUNT(problems); i++)
		if (problems[i].status == status)
			return &problems[i];
	return &problems[COUNT(problems) - 1];
}

int
problem_status(const struct web_request *r, const struct err *e)
{
	static const struct {
		const char *key;
		int status;
	} keys[] = {
		{ "web.sign_in", 401 }, { "access.wait", 429 }, { "http.if_match_missing", 428 },
		{ "web.json", 415 }, { "form.type", 415 },
	};

	for (size_t i = 0; i < COUNT(keys); i++)
		if (strcmp(e->key, keys[i].key) == 0)
			return keys[i].status;
	switch (e->kind) {
	case ERR_NONE:
	case ERR_INTERNAL:
		return 500;
	case ERR_INVALID:
		return r->faults.total > 0 ? 422 : 400;
	case ERR_DENIED:
		return 403;
	case ERR_NOT_FOUND:
		return 404;
	case ERR_CONFLICT:
		return 409;
	case ERR_BUSY:
	case ERR_UNAVAILABLE:
		return 503;
	}
	return 500;
}

struct faults *
web_faults(struct web_request *r)
{
	return &r->faults;
}

/* Whose words the refusal is in: an address below /api is for programs, whatever stands there. */
static bool
for_programs(const struct web_request *r)
{
	struct str accept = http_header(r->http, "accept");

	if (r->route != NULL)
		return r->route->whose == FOR_PROGRAMS;
	if (str_starts(r->http->path, STR("/api/")))
		return true;
	return http_accepts(accept, "application/json") || http_accepts(accept, "application/problem+json");
}

static void
as_json(struct web_request *r, int status, const struct problem *p, const struct err *e)
{
	struct json_writer w;

	r->out->status = status;
	r->out->type = STR("application/problem+json");
	js_init(&w, &r->out->body);
	js_object(&w);
	js_key(&w, "type");
	js_str(&w, str_fmt(r->arena, "urn:maillage:problem:%s", e->key != NULL ? e->key : "http"));
	js_key(&w, "title");
	js_cstr(&w, _(p->title));
	js_key(&w, "status");
	js_int(&w, status);
	js_key(&w, "detail");
	js_cstr(&w, e->kind != ERR_NONE && status != 500 ? e->text : _(p->detail));
	js_key(&w, "instance");
	js_str(&w, str_fmt(r->arena, "urn:maillage:request:%llu", (unsigned long long)r->http->number));
	if (r->faults.n > 0) {
		js_key(&w, "errors");
		js_array(&w);
		for (size_t i = 0; i < r->faults.n; i++) {
			const struct fault *f = &r->faults.v[i];

			js_object(&w);
			js_key(&w, "register");
			js_cstr(&w, f->reg != NULL ? f->reg->name : NULL);
			js_key(&w, "record");
			js_str(&w, f->record);
			js_key(&w, "field");
			js_cstr(&w, f->field != NULL ? f->field->name : NULL);
			js_key(&w, "code");
			js_cstr(&w, f->code);
			js_key(&w, "message");
			js_str(&w, f->text);
			js_end_object(&w);
		}
		js_end_array(&w);
	}
	js_end_object(&w);
}

static void
as_page(struct web_request *r, int status, const struct problem *p, const struct err *e)
{
	struct error_view v = { .status = status, .happened = str_of(_(p->title)),
		.todo = str_of(e->kind != ERR_NONE && status != 500 ? e->text : _(p->detail)),
		.faults = r->faults.v, .n_faults = r->faults.n < FAULTS_TOLD ? r->faults.n : FAULTS_TOLD,
		.number = r->http->number };
	struct shell s;

	shell_of(r, v.happened, &s);
	draw_error(answer_page(r, status), &s, &v);
}

void
problem_answer(struct web_request *r, int status, const struct err *e)
{
	const struct problem *p = problem_of(status);

	if (for_programs(r))
		as_json(r, status, p, e);
	else
		as_page(r, status, p, e);
	if (status == 401)
		http_add(r->out, "WWW-Authenticate", STR("Bearer"));
}
