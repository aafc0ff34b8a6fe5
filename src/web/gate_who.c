/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Who asks, in which language, and whether an unsafe request is from a page of ours. */
#include "base/log.h"
#include "web/web.h"

#include <sys/random.h>

/* As long as a session may be set to last; when it ends, the store tells. */
#define COOKIE_SECONDS (90LL * 86400)

bool
web_signed_in(const struct web_request *r)
{
	return !uuid_is_nil(&r->who.user);
}

bool
web_may(const struct web_request *r, enum permit what)
{
	return what == PERMIT_ANYONE || (web_signed_in(r) && principal_may(&r->who, what));
}

const struct reach *
web_reach(const struct web_request *r)
{
	return &r->who.reach;
}

/* Accept-Language: the first of ours, else `other`; qualities are in the order that browsers send. */
static enum lang
asked_lang(const struct http_request *http, enum lang other)
{
	struct str rest = http_header(http, "accept-language"), one;
	enum lang l;

	while (str_cut(&rest, ',', &one)) {
		one = str_trim(str_sub(one, 0, str_find(one, ';')));
		if (lang_parse(one, &l))
			return l;
	}
	return other;
}

void
who_lang(struct web_request *r)
{
	/* A phone says what was chosen on it. */
	bool chosen = r->who.has_lang && uuid_is_nil(&r->who.device);

	r->lang = chosen ? r->who.lang : asked_lang(r->http, r->who.has_lang ? r->who.lang : LANG_FR);
	lang_use(r->lang);
}

/* "Bearer SECRET", the secret; absent for anything else. */
static struct str
bearer(const struct web_request *r)
{
	struct str s = http_header(r->http, "authorization");

	if (s.n < 8 || strncasecmp(s.p, "Bearer ", 7) != 0)
		return STR_NONE;
	return str_trim(str_sub(s, 7, s.n));
}

/* A cookie holds a session's secret, a header that of a token or of a session (POST /api/v1/session).
 * With a header, the cookie is not looked at. */
bool
who_find(struct web_request *r, struct err *e)
{
	bool program = http_header(r->http, "authorization").p != NULL, found = false;
	struct str secret = program ? bearer(r) :
	    cookie_get(http_header(r->http, "cookie"), str_cstr(r->arena, r->web->cookie));
	struct principal who = { .has_lang = false };

	if (r->store != NULL && secret.n > 0 &&
	    !principal_find(r->store, secret, r->now_ms, r->arena, &who, &found, e))
		return false;
	if (found && !program && uuid_is_nil(&who.session))
		found = false;
	if (who.revoked) {
		who_lang(r);
		return err_set(e, ERR_DENIED, "device.revoked",
		    _("This device was revoked. What it held is to be erased; enrol it anew to go on."));
	}
	if (found) {
		r->who = who;
		r->session_token = program ? STR_NONE : secret;
	}
	who_lang(r);
	return true;
}

static bool
job_seen(void *ctx, struct store *s, struct err *e)
{
	const struct web_request *r = ctx;

	return principal_seen(s, &r->who, r->now_ms, e);
}

/* When it was last in use, at most once a minute. That it cannot be noted keeps nobody from working. */
void
who_seen(struct web_request *r)
{
	struct err e;

	if (web_signed_in(r) && r->now_ms - r->who.seen_at > SESSION_SEEN_MS && !web_write(r, job_seen, r, &e))
		log_line(LOG_WARN, "event=seen_not_noted key=%s", e.key);
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

/* What a form carries is the session's token under a mask that is new each time: a fixed one could be
 * guessed from the lengths of compressed pages. Mask and masked text, in hexadecimal. */
static void
put_hex(struct buf *b, unsigned char c)
{
	static const char digits[] = "0123456789abcdef";

	buf_char(b, digits[c >> 4]);
	buf_char(b, digits[c & 15]);
}

static int
hex(char c)
{
	return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool
csrf_is(const struct web_request *r, struct str given)
{
	char text[SECRET_TEXT_MAX];
	size_t n = given.n / 4;

	if (given.n % 4 != 0 || n >= sizeof(text))
		return false;
	for (size_t i = 0; i < n; i++) {
		int v[4];

		for (size_t k = 0; k < 4; k++)
			v[k] = hex(given.p[(k < 2 ? 0 : 2 * n) + 2 * i + k % 2]);
		if (v[0] < 0 || v[1] < 0 || v[2] < 0 || v[3] < 0)
			return false;
		text[i] = (char)((v[0] << 4 | v[1]) ^ (v[2] << 4 | v[3]));
	}
	return session_csrf_is(r->session_token, (struct str){ text, n });
}

struct str
web_csrf(struct web_request *r)
{
	char text[SECRET_TEXT_MAX];
	unsigned char mask[SECRET_TEXT_MAX];
	struct buf b;
	size_t n;

	if (r->session_token.n == 0)
		return STR("");
	session_csrf(r->session_token, text);
	n = strlen(text);
	if (getrandom(mask, n, 0) != (ssize_t)n)
		abort();
	buf_init_in(&b, r->arena);
	for (size_t i = 0; i < n; i++)
		put_hex(&b, mask[i]);
	for (size_t i = 0; i < n; i++)
		put_hex(&b, (unsigned char)text[i] ^ mask[i]);
	return buf_text(&b);
}

/* The header, or the form's field. */
static bool
given_csrf(struct web_request *r, struct str *out, struct err *e)
{
	const struct form *f;

	*out = http_header(r->http, "x-csrf-token");
	if (out->p != NULL)
		return true;
	if (web_form(r, &f, e)) {
		*out = form_get(f, "csrf");
		return true;
	}
	/* What is no form carries no field. */
	return strcmp(e->key, "form.type") == 0;
}

bool
who_is_own(struct web_request *r, struct err *e)
{
	struct str origin = http_header(r->http, "origin"), site = http_header(r->http, "sec-fetch-site"), csrf;

	if ((origin.p != NULL && !origin_is_ours(r, origin)) ||
	    (site.p != NULL && !str_is(site, "same-origin") && !str_is(site, "none")))
		return err_set(e, ERR_DENIED, "web.origin",
		    _("This was sent from another site. Nothing was changed."));
	/* Without an account there is nothing to forge, and no session to derive a token from. */
	if (r->route->may == PERMIT_ANYONE)
		return true;
	if (!given_csrf(r, &csrf, e))
		return false;
	return csrf_is(r, csrf) || err_set(e, ERR_DENIED, "web.csrf",
	    _("This form does not belong to your session. Nothing was changed: open the page once more."));
}

bool
web_shows_demo(const struct web_request *r)
{
	return r->web->options.demo_accounts;
}

struct str
web_origin(const struct web_request *r)
{
	if (r->web->options.origin.p != NULL)
		return r->web->options.origin;
	return str_fmt(r->arena, "http://" STR_F, STR_A(r->http->host));
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
		    STR_A(r->web->cookie), STR_A(token), COOKIE_SECONDS, more));
}

struct deed
web_deed(const struct web_request *r)
{
	return (struct deed){ .actor = r->who.reach.login, .peer = r->http->peer, .now_ms = r->now_ms };
}
