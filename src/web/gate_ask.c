/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What a handler asks for, and how it answers. */
#include "base/lang.h"
#include "record/journal.h"
#include "web/web.h"

#include <unistd.h>

#define FACTS_WAIT_MS 10000

bool
web_param_uuid(const struct web_request *r, const char *name, struct uuid *out, struct err *e)
{
	return uuid_parse(web_param(r, name), out) ||
	    err_set(e, ERR_NOT_FOUND, "web.not_found", _("There is nothing at this address."));
}

bool
web_query(struct web_request *r, const struct form **out, struct err *e)
{
	if (r->query_form == NULL) {
		struct form *f = arena_new(r->arena, struct form);

		if (!form_query(r->http->query, r->arena, f, e))
			return false;
		r->query_form = f;
	}
	*out = r->query_form;
	return true;
}

bool
web_form(struct web_request *r, const struct form **out, struct err *e)
{
	if (r->body_form == NULL) {
		struct form *f = arena_new(r->arena, struct form);

		if (!form_body(http_header(r->http, "content-type"), r->http->body, r->arena, f, e))
			return false;
		r->body_form = f;
	}
	*out = r->body_form;
	return true;
}

bool
web_json(struct web_request *r, const struct json **out, struct err *e)
{
	struct str type = http_header(r->http, "content-type");

	type = str_trim(str_sub(type, 0, str_find(type, ';')));
	if (type.n != 16 || strncasecmp(type.p, "application/json", 16) != 0)
		return err_set(e, ERR_INVALID, "web.json", _("Send JSON, with Content-Type: application/json."));
	return js_parse(r->arena, r->http->body, out, e);
}

static void
leave(void *p)
{
	follower_leave(p);
}

bool
web_facts(struct web_request *r, const struct facts **out, struct err *e)
{
	int64_t position;

	if (r->facts == NULL) {
		if (!journal_position(r->store, &position, e) ||
		    !follower_enter(r->web->follower, position, FACTS_WAIT_MS, &r->facts, e))
			return false;
		arena_defer(r->arena, leave, (void *)(uintptr_t)r->facts);
	}
	*out = r->facts;
	return true;
}

bool
web_write(struct web_request *r, writer_job *job, void *ctx, struct err *e)
{
	if (!writer_do(r->web->writer, job, ctx, e))
		return false;
	alerts_nudge(r->web->alerts);
	return true;
}

bool
web_write_then(struct web_request *r, writer_job *job, void *ctx, web_then *then)
{
	r->later = arena_new(r->arena, struct web_later);
	*r->later = (struct web_later){ .r = r, .then = then, .ask = { .run = job, .ctx = ctx } };
	return true;
}

struct writer *
web_writer(struct web_request *r)
{
	return r->web->writer;
}

/* -- answers --------------------------------------------------------------------------------- */

void
http_response_reset(struct http_response *out)
{
	if (out->fd >= 0)
		close(out->fd);
	buf_clear(&out->body);
	*out = (struct http_response){ .arena = out->arena, .body = out->body, .fd = -1 };
}

struct buf *
answer_text(struct web_request *r, int status, const char *type)
{
	r->out->status = status;
	r->out->type = str_of(type);
	return &r->out->body;
}

struct buf *
answer_page(struct web_request *r, int status)
{
	http_add(r->out, "Content-Language", str_of(r->lang == LANG_FR ? "fr" : "en"));
	return answer_text(r, status, "text/html; charset=utf-8");
}

struct json_writer *
answer_json(struct web_request *r)
{
	r->out->type = STR("application/json");
	if (r->out->status == 0)
		r->out->status = 200;
	js_init(&r->json, &r->out->body);
	return &r->json;
}

void
answer_redirect(struct web_request *r, struct str path)
{
	/* Never to another site: one slash, not two, no backslash. */
	bool own = path.n > 0 && path.p[0] == '/' && (path.n == 1 || (path.p[1] != '/' && path.p[1] != '\\'));

	r->out->status = 303;
	http_add(r->out, "Location", own ? path : STR("/"));
}

void
answer_nothing(struct web_request *r)
{
	r->out->status = 204;
}

struct buf *
answer_download(struct web_request *r, struct str name, const char *type)
{
	struct buf b;

	buf_init_in(&b, r->arena);
	buf_cstr(&b, "attachment; filename=\"");
	for (size_t i = 0; i < name.n; i++) {
		unsigned char c = (unsigned char)name.p[i];

		/* What is not plain is told by the second form; here a byte stands for a letter. */
		if (c < 0x80 || c >= 0xc0)
			buf_char(&b, c < ' ' || c >= 0x7f || strchr("\"\\/;%", c) != NULL ? '_' : (char)c);
	}
	buf_cstr(&b, "\"; filename*=UTF-8''");
	query_escape(&b, name);
	http_add(r->out, "Content-Disposition", buf_text(&b));
	return answer_text(r, 200, type);
}

struct str
version_etag(struct arena *a, int64_t version)
{
	return str_fmt(a, "\"%lld\"", (long long)version);
}

bool
web_if_match(struct web_request *r, int64_t *version, struct err *e)
{
	struct str s = http_header(r->http, "if-match");

	if (s.p == NULL)
		return err_set(e, ERR_INVALID, "http.if_match_missing",
		    _("Say which version you are changing, with If-Match."));
	if (s.n < 3 || s.p[0] != '"' || s.p[s.n - 1] != '"' || !str_int(str_sub(s, 1, s.n - 1), version) ||
	    *version < 0)
		return err_set(e, ERR_INVALID, "http.if_match", _("If-Match holds no version of ours."));
	return true;
}
