/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Who asks, in which language, and whether an unsafe request is from a page of ours. */
#include "web/web.h"

bool
web_signed_in(const struct web_request *r)
{
	return !uuid_is_nil(&r->who.user);
}

bool
web_may(const struct web_request *r, enum permit what)
{
	return what == PERMIT_ANYONE || (what != PERMIT_NONE && web_signed_in(r));
}

const struct reach *
web_reach(const struct web_request *r)
{
	return &r->who.reach;
}

/* Accept-Language: the first of ours; qualities are in the order that browsers send. */
static enum lang
asked_lang(const struct http_request *http)
{
	struct str rest = http_header(http, "accept-language"), one;
	enum lang l;

	while (str_cut(&rest, ',', &one)) {
		one = str_trim(str_sub(one, 0, str_find(one, ';')));
		if (lang_parse(one, &l))
			return l;
	}
	return LANG_FR;
}

void
who_lang(struct web_request *r)
{
	r->lang = r->who.has_lang ? r->who.lang : asked_lang(r->http);
	lang_use(r->lang);
}

bool
who_find(struct web_request *r, struct err *e)
{
	(void)e;
	who_lang(r);
	return true;
}

/* "https://host" or "http://host" names the host that was asked. */
static bool
origin_is_ours(const struct web_request *r, struct str origin)
{
	struct str own = r->web->options.origin, name;

	if (own.p != NULL)
		return str_eq(origin, own);
	if (str_starts(origin, STR("http://")))
		name = str_sub(origin, 7, origin.n);
	else if (str_starts(origin, STR("https://")))
		name = str_sub(origin, 8, origin.n);
	else
		return false;
	return name.n > 0 && str_eq(name, r->http->host);
}

bool
who_is_own(struct web_request *r, struct err *e)
{
	struct str origin = http_header(r->http, "origin"), site = http_header(r->http, "sec-fetch-site");

	if ((origin.p != NULL && !origin_is_ours(r, origin)) ||
	    (site.p != NULL && !str_is(site, "same-origin") && !str_is(site, "none")))
		return err_set(e, ERR_DENIED, "web.origin",
		    _("This was sent from another site. Nothing was changed."));
	return true;
}

struct str
web_origin(const struct web_request *r)
{
	if (r->web->options.origin.p != NULL)
		return r->web->options.origin;
	return str_fmt(r->arena, "http://" STR_F, STR_A(r->http->host));
}

struct str
web_csrf(struct web_request *r)
{
	(void)r;
	return STR("");
}

void
answer_session(struct web_request *r, struct str token)
{
	const char *more = r->web->secure ? "; Secure" : "";

	if (token.n == 0)
		http_add(r->out, "Set-Cookie", str_fmt(r->arena,
		    STR_F "=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0%s", STR_A(r->web->cookie), more));
	else
		http_add(r->out, "Set-Cookie", str_fmt(r->arena,
		    STR_F "=" STR_F "; Path=/; HttpOnly; SameSite=Lax; Max-Age=%lld%s",
		    STR_A(r->web->cookie), STR_A(token), SESSION_END_MS / 1000, more));
}

struct deed
web_deed(const struct web_request *r)
{
	return (struct deed){ .actor = r->who.reach.login, .peer = r->http->peer, .now_ms = r->now_ms };
}
