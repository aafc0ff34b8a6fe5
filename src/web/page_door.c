/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Signing in and out, a forgotten password, the link of an invitation; the first page and help. */
#include "web/page_door.h"

#include "access/setting.h"
#include "base/lang.h"
#include "door.html.h"
#include "home.html.h"
#include "web/gate.h"

/* "Firefox, Linux": enough to know one's own sessions apart, and no more. */
static struct str
device_of(const struct web_request *r)
{
	static const char *const browsers[][2] = {
		{ "Firefox/", "Firefox" }, { "Edg/", "Edge" }, { "OPR/", "Opera" }, { "Chrome/", "Chrome" },
		{ "Safari/", "Safari" },
	};
	static const char *const systems[][2] = {
		{ "Android", "Android" }, { "iPhone", "iPhone" }, { "iPad", "iPad" }, { "Windows", "Windows" },
		{ "Mac OS X", "macOS" }, { "Linux", "Linux" },
	};
	struct str agent = http_header(r->http, "user-agent");
	const char *browser = NULL, *machine = NULL;

	for (size_t i = COUNT(browsers); i-- > 0;)
		if (agent.n > 0 && memmem(agent.p, agent.n, browsers[i][0], strlen(browsers[i][0])) != NULL)
			browser = browsers[i][1];
	for (size_t i = COUNT(systems); i-- > 0;)
		if (agent.n > 0 && memmem(agent.p, agent.n, systems[i][0], strlen(systems[i][0])) != NULL)
			machine = systems[i][1];
	if (browser == NULL)
		return STR("–");
	return machine == NULL ? str_of(browser) : str_fmt(r->arena, "%s, %s", browser, machine);
}

static bool
demo_of(struct web_request *r, struct sign_in_view *v, struct err *e)
{
	struct demo_account *d;
	struct account *all;
	size_t n;

	if (!web_shows_demo(r))
		return true;
	if (!demo_accounts(r->store, r->arena, &all, &n, e))
		return false;
	d = arena_array(r->arena, struct demo_account, n);
	for (size_t i = 0; i < n; i++)
		d[i] = (struct demo_account){ all[i].login, str_of(lang_text(role_label(all[i].role))) };
	v->demo = d;
	v->n_demo = n;
	v->demo_password = STR(DEMO_PASSWORD);
	return true;
}

static bool
show_sign_in(struct web_request *r, int status, struct sign_in_view *v, struct err *e)
{
	struct shell s;

	if (!demo_of(r, v, e))
		return false;
	shell_of(r, str_of(_("Sign in")), &s);
	draw_sign_in(answer_page(r, status), &s, v);
	return true;
}

bool
page_sign_in(struct web_request *r, struct err *e)
{
	const struct form *q;

	if (!web_query(r, &q, e))
		return false;
	if (web_signed_in(r)) {
		answer_redirect(r, url_here(r->arena, form_get(q, "next")).s);
		return true;
	}
	return show_sign_in(r, 200, &(struct sign_in_view){ .next = form_get(q, "next") }, e);
}

bool
page_sign_in_send(struct web_request *r, struct err *e)
{
	const struct form *f;
	struct sign_in ask = { .peer = r->http->peer, .device = device_of(r), .now_ms = r->now_ms };
	char token[SECRET_TEXT_MAX];
	struct principal who;
	int64_t wait_s = 0;

	if (!web_form(r, &f, e))
		return false;
	ask.login = form_get(f, "login");
	ask.password = form_get(f, "password");
	if (sign_in(r->store, web_writer(r), &ask, r->arena, token, &who, &wait_s, e)) {
		answer_session(r, str_of(token));
		answer_redirect(r, url_here(r->arena, form_get(f, "next")).s);
		return true;
	}
	if (strcmp(e->key, "access.wrong") != 0 && strcmp(e->key, "access.wait") != 0)
		return false;
	if (wait_s > 0)
		http_add(r->out, "Retry-After", str_fmt(r->arena, "%lld", (long long)wait_s));
	return show_sign_in(r, wait_s > 0 ? 429 : 403, &(struct sign_in_view){ .login = ask.login,
	    .next = form_get(f, "next"), .fault = str_dup(r->arena, str_of(e->text)) }, e);
}

struct leaving {
	struct uuid user, session;
	struct deed deed;
};

static bool
job_leave(void *ctx, struct store *s, struct err *e)
{
	struct leaving *l = ctx;
	bool ended;

	return session_end(s, &l->user, &l->session, &l->deed, &ended, e);
}

bool
page_sign_out(struct web_request *r, struct err *e)
{
	struct leaving l = { r->who.user, r->who.session, web_deed(r) };

	if (!web_write(r, job_leave, &l, e))
		return false;
	answer_session(r, STR(""));
	answer_redirect(r, STR("/sign-in"));
	return true;
}

bool
page_forgotten(struct web_request *r, struct err *e)
{
	struct setting_values v;
	struct shell s;

	if (!settings_read(r->store, r->arena, &v, e))
		return false;
	shell_of(r, str_of(_("You forgot your password")), &s);
	draw_forgotten(answer_page(r, 200), &s, v.text[SETTING_CONTACT]);
	return true;
}

/* -- the link of an invitation, or of a new password ----------------------------------------- */

struct linked {
	struct str text;
	struct account acc;
	enum link_kind kind;
	char hash[PASSWORD_HASH_MAX];
	struct deed deed;
	bool found;
};

static bool
link_read(struct web_request *r, struct linked *l, struct err *e)
{
	*l = (struct linked){ .text = web_param(r, "secret"), .deed = web_deed(r) };
	return link_find(r->store, l->text, r->now_ms, r->arena, &l->acc, &l->kind, &l->found, e);
}

static bool
show_link(struct web_request *r, int status, const struct linked *l, struct str fault, struct err *e)
{
	struct password_view v = { .login = l->acc.login, .fault = fault, .invited = l->kind == LINK_INVITE };
	struct shell s;

	if (!setting_number(r->store, SETTING_PASSWORD, &v.least, e))
		return false;

	shell_of(r, str_of(l->found ? _("A new password") : _("This link no longer works")), &s);
	if (l->found)
		draw_choose_password(answer_page(r, status), &s, &v);
	else
		draw_link_over(answer_page(r, 404), &s);
	return true;
}

bool
page_link(struct web_request *r, struct err *e)
{
	struct linked l;

	return link_read(r, &l, e) && show_link(r, 200, &l, STR_NONE, e);
}

static bool
job_link(void *ctx, struct store *s, struct err *e)
{
	struct linked *l = ctx;

	return link_use(s, l->text, l->hash, &l->deed, &l->found, e);
}

bool
page_link_send(struct web_request *r, struct err *e)
{
	const struct form *f;
	struct linked l;
	struct str password;
	int64_t least;

	if (!web_form(r, &f, e) || !link_read(r, &l, e))
		return false;
	if (!l.found)
		return show_link(r, 404, &l, STR_NONE, e);
	password = form_get(f, "password");
	if (!str_eq(password, form_get(f, "again")))
		return show_link(r, 422, &l,
		    str_of(_("The two passwords differ. Nothing was changed: type both once more.")), e);
	if (!setting_number(r->store, SETTING_PASSWORD, &least, e))
		return false;
	if (!password_check(password, l.acc.login, least, e))
		return e->kind == ERR_INVALID && show_link(r, 422, &l, str_dup(r->arena, str_of(e->text)), e);
	l.deed.actor = l.acc.login;
	if (!password_hash(password, l.hash, e) || !web_write(r, job_link, &l, e))
		return false;
	if (!l.found)
		return show_link(r, 404, &l, STR_NONE, e);
	answer_session(r, STR(""));
	answer_redirect(r, STR("/sign-in"));
	return true;
}

/* -- the first page, and help ---------------------------------------------------------------- */

bool
page_home(struct web_request *r, struct err *e)
{
	struct shell s;

	(void)e;
	shell_of(r, str_of(_("Dashboard")), &s);
	draw_home(answer_page(r, 200), &s);
	return true;
}

bool
page_help(struct web_request *r, struct err *e)
{
	struct setting_values v;
	struct shell s;

	if (!settings_read(r->store, r->arena, &v, e))
		return false;
	shell_of(r, str_of(_("Help")), &s);
	draw_help(answer_page(r, 200), &s, v.text[SETTING_CONTACT]);
	return true;
}

bool
page_accessibility(struct web_request *r, struct err *e)
{
	struct setting_values v;
	struct shell s;

	if (!settings_read(r->store, r->arena, &v, e))
		return false;
	shell_of(r, str_of(_("Accessibility")), &s);
	draw_accessibility(answer_page(r, 200), &s, v.text[SETTING_CONTACT]);
	return true;
}
