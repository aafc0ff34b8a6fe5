/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* One's own page: how pages look, the password, sessions, programs' tokens. */
#include "web/page_me.h"

#include "access/setting.h"
#include "base/lang.h"
#include "me.html.h"
#include "record/find.h"
#include "report/words.h"
#include "web/pages.h"
#include "web/show.h"

#define DAY_MS 86400000LL

/* What the form of a token held, to be shown again beside its fault. */
struct typed {
	struct str name, day;
	unsigned scopes;
	struct str name_fault, scopes_fault, day_fault;
};

struct me {
	struct web_request *r;
	struct account acc;
	struct me_view v;
	struct typed typed;
};

/* -- what there is to see -------------------------------------------------------------------- */

#define NAMES_MAX 60 /* of schemes that are shown; more are counted */

struct naming {
	struct arena *a;
	const struct uuid_set *set;
	struct str *v;
	size_t n;
};

static bool
take_name(void *ctx, const struct record_name *n)
{
	struct naming *x = ctx;

	if (uuid_set_has(x->set, &n->id))
		x->v[x->n++] = str_dup(x->a, n->title.p != NULL ? n->title : n->source_id);
	return x->n < NAMES_MAX;
}

/* A client is named by its own name, others by the schemes within their reach. */
static bool
reach_of(struct me *m, struct err *e)
{
	struct arena *a = m->r->arena;
	const struct reach *reach = web_reach(m->r);
	bool client = reach->role == ROLE_CLIENT;
	struct naming x = { .a = a, .set = client ? &reach->clients : &reach->schemes,
		.v = arena_array(a, struct str, NAMES_MAX) };
	const char *const *at;
	const char **open = arena_array(a, const char *, N_PERMITS);

	at = open;
	for (int p = PERMIT_FIGURES; p < N_PERMITS; p++)
		if (web_may(m->r, (enum permit)p))
			open[m->v.n_open++] = lang_text(permit_help((enum permit)p));
	m->v.open = at;
	if (reach->all) {
		m->v.reach_said = str_of(_("All schemes of the house."));
		return true;
	}
	if (x.set->n > 0 && !record_names(m->r->store, reg_find(client ? STR("client") : STR("scheme")), NULL,
	    take_name, &x, e))
		return false;
	m->v.reach = x.v;
	m->v.n_reach = x.n;
	if (x.n < x.set->n)
		m->v.reach_said = str_fmt(a, lang_plural("and %lld more", "and %lld more",
		    (int64_t)(x.set->n - x.n)), (long long)(x.set->n - x.n));
	else if (x.n == 0 && role_may(reach->role, PERMIT_FIGURES))
		m->v.reach_said = str_of(_("No scheme is within your reach yet."));
	return true;
}

static void
looks_of(struct me *m)
{
	static const struct {
		const char *value, *label;
	} langs[] = {
		{ "", N_("As my browser says") }, { "fr", "Français" }, { "en", "English" },
	}, themes[] = {
		{ "system", N_("As my device says") }, { "light", N_("Day") }, { "dark", N_("Night") },
	};
	struct input_view *f = arena_array(m->r->arena, struct input_view, 2);
	struct input_option *l = arena_array(m->r->arena, struct input_option, COUNT(langs));
	struct input_option *t = arena_array(m->r->arena, struct input_option, COUNT(themes));
	const char *lang = !m->acc.has_lang ? "" : m->acc.lang == LANG_FR ? "fr" : "en";

	for (size_t i = 0; i < COUNT(langs); i++)
		l[i] = (struct input_option){ .value = str_of(langs[i].value),
			.label = str_of(i == 0 ? lang_text(langs[i].label) : langs[i].label),
			.chosen = strcmp(lang, langs[i].value) == 0 };
	for (size_t i = 0; i < COUNT(themes); i++)
		t[i] = (struct input_option){ .value = str_of(themes[i].value),
			.label = str_of(lang_text(themes[i].label)),
			.chosen = strcmp(theme_name(m->acc.theme), themes[i].value) == 0 };
	f[0] = (struct input_view){ .kind = INPUT_CODE, .name = STR("lang"), .label = str_of(_("Language")),
		.required = true, .options = l, .n_options = COUNT(langs) };
	f[1] = (struct input_view){ .kind = INPUT_CODE, .name = STR("theme"), .label = str_of(_("Colours")),
		.required = true, .options = t, .n_options = COUNT(themes) };
	m->v.looks = f;
	m->v.n_looks = 2;
}

static bool
sessions_of(struct me *m, struct err *e)
{
	struct web_request *r = m->r;
	struct session *all;
	struct me_session *p;
	size_t n;

	if (!session_list(r->store, &r->who.user, r->now_ms, r->arena, &all, &n, e))
		return false;
	p = arena_array(r->arena, struct me_session, n);
	for (size_t i = 0; i < n; i++) {
		struct str since = show_instant(r->arena, all[i].made_at);
		struct str seen = show_instant(r->arena, all[i].seen_at);

		p[i] = (struct me_session){ .device = all[i].device, .id = uuid_text(r->arena, &all[i].id),
			.here = uuid_eq(&all[i].id, &r->who.session) };
		p[i].under = p[i].here ? str_fmt(r->arena, _("since %.*s"), STR_A(since)) :
		    str_fmt(r->arena, _("since %.*s, last used %.*s"), STR_A(since), STR_A(seen));
	}
	m->v.sessions = p;
	m->v.n_sessions = n;
	return true;
}

/* "Figures, Reports". */
static struct str
scopes_words(struct arena *a, unsigned scopes)
{
	struct buf b;

	buf_init_in(&b, a);
	for (size_t i = 0; i < N_SCOPES; i++)
		if ((scopes & 1u << i) != 0)
			buf_fmt(&b, "%s%s", b.n > 0 ? ", " : "", lang_text(scope_label((enum scope)(1u << i))));
	return buf_text(&b);
}

static bool
tokens_of(struct me *m, struct err *e)
{
	struct web_request *r = m->r;
	struct token *all;
	struct me_token *p;
	size_t n;

	if (!token_list(r->store, &r->who.user, r->arena, &all, &n, e))
		return false;
	p = arena_array(r->arena, struct me_token, n);
	for (size_t i = 0; i < n; i++) {
		bool over = all[i].ends_at <= r->now_ms, revoked = all[i].revoked_at != 0;
		struct str scopes = scopes_words(r->arena, all[i].scopes);
		struct str last = day_words(r->arena, (int32_t)((all[i].ends_at - 1) / DAY_MS));
		struct str seen = all[i].seen_at == 0 ? str_of(_("never")) : show_instant(r->arena, all[i].seen_at);

		p[i] = (struct me_token){ .name = all[i].name, .id = uuid_text(r->arena, &all[i].id),
			.open = !over && !revoked,
			.under = str_fmt(r->arena, _("%.*s; until %.*s; last used: %.*s"), STR_A(scopes), STR_A(last),
			    STR_A(seen)) };
		p[i].meaning = p[i].open ? MEANING_GOOD : MEANING_NONE;
		p[i].state = str_of(revoked ? _("ended") : over ? _("run out") : _("open"));
	}
	m->v.tokens = p;
	m->v.n_tokens = n;
	return true;
}

static void
token_form(struct me *m)
{
	struct arena *a = m->r->arena;
	unsigned useful = role_scopes(web_reach(m->r)->role);
	struct input_view *f = arena_array(a, struct input_view, 3);
	struct input_option *o = arena_array(a, struct input_option, N_SCOPES);
	struct typed *t = &m->typed;
	size_t n = 0;
	char day[11];

	if (useful == 0)
		return;
	for (size_t i = 0; i < N_SCOPES; i++)
		if ((useful & 1u << i) != 0)
			o[n++] = (struct input_option){ .value = str_of(scope_name((enum scope)(1u << i))),
				.label = str_of(lang_text(scope_label((enum scope)(1u << i)))),
				.chosen = (t->scopes & 1u << i) != 0 };
	day_format(m->r->today + TOKEN_DAYS, day);
	f[0] = (struct input_view){ .kind = INPUT_TEXT, .name = STR("name"), .required = true, .max = 60,
		.label = str_of(_("What is it for?")), .value = t->name, .fault = t->name_fault };
	f[1] = (struct input_view){ .kind = INPUT_CODES, .name = STR("scope"), .required = true,
		.label = str_of(_("What may the program do?")), .options = o, .n_options = n,
		.fault = t->scopes_fault };
	f[2] = (struct input_view){ .kind = INPUT_DATE, .name = STR("day"), .required = true,
		.label = str_of(_("Last day")), .fault = t->day_fault,
		.value = t->day.p != NULL ? t->day : str_dup(a, str_of(day)) };
	m->v.token = f;
	m->v.n_token = 3;
}

/* -- the page -------------------------------------------------------------------------------- */

static bool
me_begin(struct web_request *r, struct me *m, struct err *e)
{
	bool found;

	*m = (struct me){ .r = r };
	if (!account_read(r->store, &r->who.user, r->arena, &m->acc, &found, e))
		return false;
	return found || err_set(e, ERR_NOT_FOUND, "account.missing", _("There is no such account."));
}

static const struct {
	const char *word, *said;
} done[] = {
	{ "looks", N_("Your choice is kept.") },
	{ "password", N_("Your password is changed. Your other sessions are ended.") },
	{ "ended", N_("It is ended.") },
	{ "others", N_("Your other sessions are ended.") },
};

static bool
phones_of(struct me *m, struct err *e)
{
	struct web_request *r = m->r;
	struct device *all;

	if (!device_list(r->store, &r->who.user, r->arena, &all, &m->v.phones.n, e))
		return false;
	m->v.phones.v = phone_lines(r, all, m->v.phones.n, false);
	m->v.phones.action = URL("/me/revoke-device");
	return true;
}

static bool
me_show(struct me *m, int status, struct err *e)
{
	struct web_request *r = m->r;
	const struct form *q;
	struct shell s;

	m->v.head = (struct page_head){ .title = str_of(_("My page")),
		.under = str_fmt(r->arena, STR_F ", %s", STR_A(m->acc.login), lang_text(role_label(m->acc.role))) };
	m->v.demo = m->acc.demo;
	looks_of(m);
	token_form(m);
	if (!web_query(r, &q, e) || !setting_number(r->store, SETTING_PASSWORD, &m->v.least, e) ||
	    !reach_of(m, e) || !sessions_of(m, e) || !phones_of(m, e) ||
	    !tokens_of(m, e))
		return false;
	shell_of(r, m->v.head.title, &s);
	for (size_t i = 0; i < COUNT(done); i++)
		if (str_is(form_get(q, "done"), done[i].word)) {
			s.flash = MEANING_GOOD;
			s.flash_text = str_of(lang_text(done[i].said));
		}
	draw_me(answer_page(r, status), &s, &m->v);
	return true;
}

bool
page_me(struct web_request *r, struct err *e)
{
	struct me m;

	return me_begin(r, &m, e) && me_show(&m, 200, e);
}

static bool
back_to_me(struct web_request *r, const char *word)
{
	answer_redirect(r, url_with(r->arena, URL("/me"), "done", str_of(word)).s);
	return true;
}

static bool
incomplete(struct err *e)
{
	return err_set(e, ERR_INVALID, "account.end", _("The form lacks what to do. Nothing was changed."));
}

/* -- how pages look -------------------------------------------------------------------------- */

struct me_job {
	struct uuid user, session; /* who asks, from where */
	struct uuid which;         /* session or token */
	struct account wish;
	struct token token;
	struct deed deed;
	bool ended;
	int64_t n;
	char secret[SECRET_TEXT_MAX];
};

static struct me_job
me_job(struct web_request *r)
{
	return (struct me_job){ .user = r->who.user, .session = r->who.session, .deed = web_deed(r) };
}

static bool
job_looks(void *ctx, struct store *s, struct err *e)
{
	struct me_job *j = ctx;

	return account_prefer(s, &j->user, &j->wish, &j->deed, e);
}

bool
page_me_looks(struct web_request *r, struct err *e)
{
	struct me_job j = me_job(r);
	const struct form *f;
	struct str lang;

	if (!web_form(r, &f, e))
		return false;
	lang = form_get(f, "lang");
	j.wish.has_lang = lang.n > 0;
	if (lang.p == NULL || (j.wish.has_lang && !lang_parse(lang, &j.wish.lang)) ||
	    !theme_parse(form_get(f, "theme"), &j.wish.theme))
		return incomplete(e);
	return web_write(r, job_looks, &j, e) && back_to_me(r, "looks");
}

/* -- the password ---------------------------------------------------------------------------- */

static bool
password_refused(struct web_request *r, int status, struct str fault, struct err *e)
{
	struct me m;

	if (!me_begin(r, &m, e))
		return false;
	m.v.password_fault = fault;
	return me_show(&m, status, e);
}

bool
page_me_password(struct web_request *r, struct err *e)
{
	struct password_change ask = { .who = &r->who, .peer = r->http->peer, .now_ms = r->now_ms };
	const struct form *f;
	int64_t wait_s;

	if (!web_form(r, &f, e))
		return false;
	ask.old = form_get(f, "old");
	ask.new = form_get(f, "new");
	if (!str_eq(ask.new, form_get(f, "again")))
		return password_refused(r, 422,
		    str_of(_("The two passwords differ. Nothing was changed: type both once more.")), e);
	if (password_change(r->store, web_writer(r), &ask, r->arena, &wait_s, e))
		return back_to_me(r, "password");
	if (wait_s > 0)
		http_add(r->out, "Retry-After", str_fmt(r->arena, "%lld", (long long)wait_s));
	if (wait_s > 0 || strcmp(e->key, "access.wrong") == 0 || e->kind == ERR_INVALID ||
	    e->kind == ERR_CONFLICT)
		return password_refused(r, wait_s > 0 ? 429 : e->kind == ERR_DENIED ? 403 :
		    e->kind == ERR_CONFLICT ? 409 : 422,
		    str_dup(r->arena, str_of(e->text)), e);
	return false;
}

/* -- sessions -------------------------------------------------------------------------------- */

static bool
job_end_session(void *ctx, struct store *s, struct err *e)
{
	struct me_job *j = ctx;

	return session_end(s, &j->user, &j->which, &j->deed, &j->ended, e);
}

bool
page_me_end_session(struct web_request *r, struct err *e)
{
	struct me_job j = me_job(r);
	const struct form *f;

	if (!web_form(r, &f, e))
		return false;
	if (!uuid_parse(form_get(f, "session"), &j.which))
		return incomplete(e);
	/* One that is over already is what was wished for. */
	if (!web_write(r, job_end_session, &j, e))
		return false;
	if (!uuid_eq(&j.which, &j.session))
		return back_to_me(r, "ended");
	answer_session(r, STR(""));
	answer_redirect(r, STR("/sign-in"));
	return true;
}

static bool
job_end_others(void *ctx, struct store *s, struct err *e)
{
	struct me_job *j = ctx;

	return session_end_all(s, &j->user, &j->session, &j->deed, &j->n, e);
}

bool
page_me_end_sessions(struct web_request *r, struct err *e)
{
	struct me_job j = me_job(r);

	return web_write(r, job_end_others, &j, e) && back_to_me(r, "others");
}

/* -- programs' tokens ------------------------------------------------------------------------ */

static bool
job_token(void *ctx, struct store *s, struct err *e)
{
	struct me_job *j = ctx;

	return token_make(s, &j->token, &j->deed, j->secret, e);
}

/* What was typed, and what is wrong with it. */
static bool
read_token(struct web_request *r, const struct form *f, struct typed *t, struct token *out)
{
	struct str given[N_SCOPES];
	size_t n = form_all(f, "scope", given, N_SCOPES);
	int32_t day;

	*t = (struct typed){ .name = form_word(f, "name"), .day = form_get(f, "day") };
	for (size_t i = 0; i < n && i < N_SCOPES; i++) {
		unsigned one;

		if (scopes_parse(given[i], &one))
			t->scopes |= one;
	}
	t->scopes &= role_scopes(web_reach(r)->role);
	if (t->name.p == NULL)
		t->name_fault = str_of(_("Say in a word which program it is for."));
	if (t->scopes == 0)
		t->scopes_fault = str_of(_("Choose at least one."));
	if (!day_parse(t->day, &day) || day < r->today || day >= r->today + TOKEN_DAYS_MAX)
		t->day_fault = str_fmt(r->arena, _("A day from today on, within %d days."), TOKEN_DAYS_MAX);
	if (t->name_fault.p != NULL || t->scopes_fault.p != NULL || t->day_fault.p != NULL)
		return false;
	*out = (struct token){ .user = r->who.user, .name = t->name, .scopes = t->scopes,
		.ends_at = (day + 1) * DAY_MS };
	return true;
}

static void
show_token(struct web_request *r, const struct me_job *j)
{
	struct token_view v = { .head = { .title = str_of(_("The token is ready")) }, .name = j->token.name,
		.secret = str_of(j->secret) };
	struct str last = day_words(r->arena, (int32_t)((j->token.ends_at - 1) / DAY_MS));
	struct shell s;

	v.until = str_fmt(r->arena, _("It works until %.*s. You can end it before on your page."), STR_A(last));
	shell_of(r, v.head.title, &s);
	draw_token_made(answer_page(r, 200), &s, &v);
}

bool
page_me_token(struct web_request *r, struct err *e)
{
	struct me_job j = me_job(r);
	const struct form *f;
	struct typed typed;
	struct me m;
	int status = 422;

	if (!web_form(r, &f, e))
		return false;
	if (read_token(r, f, &typed, &j.token)) {
		if (web_write(r, job_token, &j, e)) {
			show_token(r, &j);
			return true;
		}
		if (e->kind != ERR_CONFLICT)
			return false;
		status = 409;
	}
	if (!me_begin(r, &m, e))
		return false;
	m.typed = typed;
	m.v.token_fault = status == 409 ? str_dup(r->arena, str_of(e->text)) :
	    str_of(_("No token was made. Mend what is marked."));
	return me_show(&m, status, e);
}

static bool
job_end_token(void *ctx, struct store *s, struct err *e)
{
	struct me_job *j = ctx;

	return token_revoke(s, &j->user, &j->which, &j->deed, &j->ended, e);
}

bool
page_me_end_token(struct web_request *r, struct err *e)
{
	struct me_job j = me_job(r);
	const struct form *f;

	if (!web_form(r, &f, e))
		return false;
	if (!uuid_parse(form_get(f, "token"), &j.which))
		return incomplete(e);
	return web_write(r, job_end_token, &j, e) && back_to_me(r, "ended");
}
