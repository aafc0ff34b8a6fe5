/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Accounts: who there is, what each may reach, the way in and out. */
#include "web/page_people.h"

#include "access/setting.h"
#include "base/lang.h"
#include "people.html.h"
#include "record/find.h"
#include "web/pages.h"
#include "web/show.h"

#define PEOPLE_PAGE 50
#define PERSON_FIELDS 6

enum person_field { PERSON_LOGIN, PERSON_ROLE, PERSON_STAFF, PERSON_SCHEMES, PERSON_AGENCIES,
	PERSON_CLIENTS };

/* -- the form -------------------------------------------------------------------------------- */

struct naming {
	struct arena *a;
	struct input_option *v;
	size_t n, cap;
	const struct uuid_set *given;
	struct uuid one;
	struct str name;       /* of `one`, when it came by */
	bool titles;           /* options are typed: by their title */
};

static bool
name_one(void *ctx, const struct record_name *n)
{
	struct naming *x = ctx;
	struct str label = str_dup(x->a, n->title.p != NULL ? n->title : n->source_id);
	struct str id = uuid_text(x->a, &n->id);
	struct input_option *o;

	if (label.p == NULL)
		label = id;
	if (x->n == x->cap) {
		size_t cap = x->cap == 0 ? 64 : x->cap * 2;
		struct input_option *v = arena_array(x->a, struct input_option, cap);

		if (x->n > 0)
			memcpy(v, x->v, x->n * sizeof(*v));
		x->v = v;
		x->cap = cap;
	}
	o = &x->v[x->n++];
	*o = (struct input_option){ .value = x->titles ? label : id, .label = x->titles ? STR("") : label };
	if (x->given != NULL)
		for (size_t i = 0; i < x->given->n; i++)
			o->chosen = o->chosen || uuid_eq(&x->given->v[i], &n->id);
	if (uuid_eq(&x->one, &n->id))
		x->name = label;
	return true;
}

static bool
names_of(struct web_request *r, const char *reg, struct naming *x, struct err *e)
{
	x->a = r->arena;
	return record_names(r->store, reg_find(str_of(reg)), web_reach(r), name_one, x, e);
}

static bool
set_field(struct web_request *r, const char *reg, const char *name, const char *label,
    const struct uuid_set *given, struct input_view *out, struct err *e)
{
	struct naming x = { .given = given };

	*out = (struct input_view){ .kind = INPUT_REFS, .name = str_of(name), .label = str_of(label),
		.of_choice = true };
	if (!names_of(r, reg, &x, e))
		return false;
	out->options = x.v;
	out->n_options = x.n;
	return true;
}

static bool
staff_field(struct web_request *r, const struct account *acc, struct input_view *out, struct err *e)
{
	struct naming x = { .one = acc->staff, .titles = true };

	*out = (struct input_view){ .kind = INPUT_REF, .many = true, .of_choice = true,
		.name = STR("staff"), .label = str_of(_("Member of staff")),
		.hint = str_of(_("A mediator’s own records are those of this member of staff.")) };
	if (!names_of(r, "staff", &x, e))
		return false;
	out->options = x.v;
	out->n_options = x.n;
	if (!uuid_is_nil(&acc->staff))
		out->value = x.name.p != NULL ? x.name : uuid_text(r->arena, &acc->staff);
	return true;
}

static void
role_field(struct web_request *r, const struct account *acc, struct input_view *out)
{
	struct input_option *o = arena_array(r->arena, struct input_option, N_ROLES);
	size_t n = 0;

	for (int i = ROLE_NONE + 1; i < N_ROLES; i++)
		o[n++] = (struct input_option){ .value = str_of(role_name((enum role)i)),
			.label = str_of(lang_text(role_label((enum role)i))), .chosen = acc->role == (enum role)i };
	*out = (struct input_view){ .kind = INPUT_CODE, .name = STR("role"), .label = str_of(_("Role")),
		.required = true, .options = o, .n_options = n };
}

/* The fields of an account as it stands in `acc`; `made`: the login is there already. */
static bool
fields_of(struct web_request *r, const struct account *acc, bool made, struct people_view *v,
    struct err *e)
{
	struct input_view *f = arena_array(r->arena, struct input_view, PERSON_FIELDS);

	f[PERSON_LOGIN] = (struct input_view){ .kind = INPUT_TEXT, .name = STR("login"),
		.label = str_of(_("Login")), .value = acc->login, .required = true, .max = LOGIN_MAX,
		.hint = str_of(_("Letters without accents, digits and . _ - @")) };
	role_field(r, acc, &f[PERSON_ROLE]);
	v->fields = made ? f + PERSON_ROLE : f;
	v->n_fields = made ? PERSON_FIELDS - 1 : PERSON_FIELDS;
	return staff_field(r, acc, &f[PERSON_STAFF], e) &&
	    set_field(r, "scheme", "scheme", _("Schemes"), &acc->schemes, &f[PERSON_SCHEMES], e) &&
	    set_field(r, "agency", "agency", _("Agencies"), &acc->agencies, &f[PERSON_AGENCIES], e) &&
	    set_field(r, "client", "client", _("Clients"), &acc->clients, &f[PERSON_CLIENTS], e);
}

static bool
read_set(struct web_request *r, const struct form *f, const char *name, struct uuid_set *out,
    struct err *e)
{
	struct str *texts = arena_array(r->arena, struct str, ACCOUNT_REACH_MAX);
	struct uuid *v = arena_array(r->arena, struct uuid, ACCOUNT_REACH_MAX);
	const struct reg *g = reg_find(str_of(name));
	size_t n = form_all(f, name, texts, ACCOUNT_REACH_MAX), k = 0;
	bool found, ambiguous;

	if (n > ACCOUNT_REACH_MAX)
		return err_set(e, ERR_INVALID, "account.reach",
		    _("One account takes at most %d of these. Nothing was changed."), ACCOUNT_REACH_MAX);
	for (size_t i = 0; i < n; i++) {
		if (str_trim(texts[i]).n == 0)
			continue;
		if (!record_find(r->store, g, web_reach(r), str_trim(texts[i]), &v[k], &found, &ambiguous, e))
			return false;
		if (!found)
			return err_set(e, ERR_INVALID, "account.reach", ambiguous
			    ? _("“%.*s” names several records of “%s”. Nothing was changed. Give the identifier.")
			    : _("“%.*s” is no record of “%s”. Nothing was changed."),
			    STR_A(texts[i]), lang_text(g->label));
		k++;
	}
	*out = (struct uuid_set){ v, k };
	return true;
}

/* What the form says of role and reach; ERR_INVALID with a sentence for who typed it. */
static bool
read_form(struct web_request *r, const struct form *f, struct account *acc, struct err *e)
{
	struct uuid_set staff;

	if (!role_parse(form_get(f, "role"), &acc->role))
		return err_set(e, ERR_INVALID, "account.role", _("Choose a role. Nothing was changed."));
	if (!read_set(r, f, "staff", &staff, e) || !read_set(r, f, "scheme", &acc->schemes, e) ||
	    !read_set(r, f, "agency", &acc->agencies, e) || !read_set(r, f, "client", &acc->clients, e))
		return false;
	acc->staff = staff.n > 0 ? staff.v[0] : (struct uuid){ { 0 } };
	return true;
}

/* -- all accounts ---------------------------------------------------------------------------- */

static struct url
person_url(struct web_request *r, const struct uuid *id)
{
	return url_join(r->arena, URL("/users"), uuid_text(r->arena, id));
}

static struct table_cell
state_cell(const struct account *acc)
{
	if (acc->disabled_at != 0)
		return (struct table_cell){ .text = str_of(_("disabled")), .meaning = MEANING_WARN };
	if (!acc->has_password)
		return (struct table_cell){ .text = str_of(_("invited")), .meaning = MEANING_INFO };
	return (struct table_cell){ .text = str_of(_("open")), .meaning = MEANING_GOOD };
}

static void
table_of(struct web_request *r, const struct account *v, size_t n, struct table_view *t)
{
	static const char *const names[] = { N_("Login"), N_("Role"), N_("State"), N_("Last signed in") };
	struct table_column *columns = arena_array(r->arena, struct table_column, COUNT(names));
	struct table_cell *cells = arena_array(r->arena, struct table_cell, n * COUNT(names));

	for (size_t i = 0; i < COUNT(names); i++)
		columns[i].name = str_of(lang_text(names[i]));
	for (size_t i = 0; i < n; i++) {
		struct table_cell *c = &cells[i * COUNT(names)];

		c[0] = (struct table_cell){ .text = v[i].login, .to = person_url(r, &v[i].id) };
		c[1].text = str_of(lang_text(role_label(v[i].role)));
		c[2] = state_cell(&v[i]);
		c[3].text = v[i].signed_in_at == 0 ? str_of(_("never")) :
		    show_instant(r->arena, v[i].signed_in_at);
	}
	t->columns = columns;
	t->n_columns = COUNT(names);
	t->cells = cells;
	t->n_rows = n;
}

static bool
show_people(struct web_request *r, int status, const struct account *typed, struct str fault,
    struct err *e)
{
	struct people_view v = { .head = { .title = str_of(_("Accounts")) }, .action = URL("/users"),
		.fault = fault };
	const struct form *q;
	struct account *all;
	struct shell s;
	size_t n;

	if (!web_query(r, &q, e) || !account_list(r->store, form_word(q, "after"), PEOPLE_PAGE + 1, r->arena,
	    &all, &n, e) || !fields_of(r, typed, false, &v, e))
		return false;
	if (form_has(q, "after"))
		v.table.paging.previous = URL("/users");
	if (n > PEOPLE_PAGE) {
		n = PEOPLE_PAGE;
		v.table.paging.next = url_with(r->arena, URL("/users"), "after", all[n - 1].login);
	}
	table_of(r, all, n, &v.table);
	v.table.caption = v.head.title;
	v.table.empty = (struct empty_place){ "users", str_of(_("No account here")),
		str_of(_("The list ends before this place.")), URL("/users"), str_of(_("See all accounts")) };
	shell_of(r, v.head.title, &s);
	draw_people(answer_page(r, status), &s, &v);
	return true;
}

bool
page_users(struct web_request *r, struct err *e)
{
	return show_people(r, 200, &(struct account){ .role = ROLE_NONE }, STR_NONE, e);
}

/* -- one account ----------------------------------------------------------------------------- */

static bool
person_read(struct web_request *r, struct account *acc, struct err *e)
{
	struct uuid id;
	bool found;

	if (!web_param_uuid(r, "id", &id, e) || !account_read(r->store, &id, r->arena, acc, &found, e))
		return false;
	return found || err_set(e, ERR_NOT_FOUND, "account.missing", _("There is no such account."));
}

static bool
sessions_of(struct web_request *r, const struct account *acc, struct person_view *v, struct err *e)
{
	struct session *all;
	struct person_end *p;

	if (!session_list(r->store, &acc->id, r->now_ms, r->arena, &all, &v->n_sessions, e))
		return false;
	p = arena_array(r->arena, struct person_end, v->n_sessions);
	for (size_t i = 0; i < v->n_sessions; i++) {
		struct str seen = show_instant(r->arena, all[i].seen_at);

		p[i] = (struct person_end){ .title = all[i].device, .id = uuid_text(r->arena, &all[i].id),
			.under = str_fmt(r->arena, _("last used %.*s"), STR_A(seen)) };
	}
	v->sessions = p;
	return true;
}

static bool
tokens_of(struct web_request *r, const struct account *acc, struct person_view *v, struct err *e)
{
	struct token *all;
	struct person_end *p;

	if (!token_list(r->store, &acc->id, r->arena, &all, &v->n_tokens, e))
		return false;
	p = arena_array(r->arena, struct person_end, v->n_tokens);
	for (size_t i = 0; i < v->n_tokens; i++) {
		struct str ends = show_instant(r->arena, all[i].ends_at);

		p[i] = (struct person_end){ .title = all[i].name, .id = uuid_text(r->arena, &all[i].id),
			.over = all[i].revoked_at != 0 };
		p[i].under = p[i].over ? str_of(_("ended")) : all[i].ends_at == 0 ? str_of(_("without end")) :
		    str_fmt(r->arena, _("until %.*s"), STR_A(ends));
	}
	v->tokens = p;
	return true;
}

static const struct {
	const char *word, *said;
} done[] = {
	{ "changed", N_("The account is changed.") },
	{ "disabled", N_("The account is disabled, its sessions and tokens are ended.") },
	{ "enabled", N_("The account is enabled.") },
	{ "ended", N_("It is ended.") },
};

static bool
show_person(struct web_request *r, int status, const struct account *acc, struct str fault,
    struct err *e)
{
	struct url here = person_url(r, &acc->id);
	struct person_view v = { .disabled = acc->disabled_at != 0, .has_password = acc->has_password,
		.able = url_join(r->arena, here, STR("able")), .link = url_join(r->arena, here, STR("link")),
		.end_session = url_join(r->arena, here, STR("end-session")),
		.end_token = url_join(r->arena, here, STR("end-token")) };
	const struct crumb crumbs[] = { { str_of(_("Accounts")), URL("/users") } };
	const struct form *q;
	struct shell s;

	v.form.head = (struct page_head){ .title = acc->login,
		.under = str_of(lang_text(role_label(acc->role))) };
	v.form.action = here;
	v.form.fault = fault;
	if (!web_query(r, &q, e) || !fields_of(r, acc, true, &v.form, e) || !sessions_of(r, acc, &v, e) ||
	    !tokens_of(r, acc, &v, e) || !setting_number(r->store, SETTING_INVITE, &v.days, e))
		return false;
	shell_of(r, v.form.head.title, &s);
	s.crumbs = crumbs;
	s.n_crumbs = COUNT(crumbs);
	for (size_t i = 0; i < COUNT(done); i++)
		if (str_is(form_get(q, "done"), done[i].word)) {
			s.flash = MEANING_GOOD;
			s.flash_text = str_of(lang_text(done[i].said));
		}
	draw_person(answer_page(r, status), &s, &v);
	return true;
}

bool
page_user(struct web_request *r, struct err *e)
{
	struct account acc;

	return person_read(r, &acc, e) && show_person(r, 200, &acc, STR_NONE, e);
}

/* -- what is done to them -------------------------------------------------------------------- */

struct person_job {
	struct account acc;
	struct deed deed;
	enum link_kind kind;
	char link[SECRET_TEXT_MAX];
	struct uuid which;     /* session or token */
	bool disabled, ended;
};

static void
job_begin(struct web_request *r, struct person_job *j)
{
	*j = (struct person_job){ .deed = web_deed(r), .kind = LINK_INVITE };
}

static bool
show_link(struct web_request *r, const struct person_job *j, struct err *e)
{
	struct str origin = web_origin(r);
	struct link_view v = { .login = j->acc.login, .invited = j->kind == LINK_INVITE,
		.back = person_url(r, &j->acc.id),
		.address = str_fmt(r->arena, "%.*s" LINK_PATH "%s", STR_A(origin), j->link) };
	struct shell s;

	if (!setting_number(r->store, SETTING_INVITE, &v.days, e))
		return false;
	v.head.title = str_of(v.invited ? _("The invitation is ready") : _("The link is ready"));
	shell_of(r, v.head.title, &s);
	draw_link_made(answer_page(r, 200), &s, &v);
	return true;
}

static void
back_with(struct web_request *r, const struct account *acc, const char *word)
{
	answer_redirect(r, url_with(r->arena, person_url(r, &acc->id), "done", str_of(word)).s);
}

static bool
job_make(void *ctx, struct store *s, struct err *e)
{
	struct person_job *j = ctx;

	return account_make(s, &j->acc, &j->deed, e) &&
	    link_make(s, &j->acc.id, LINK_INVITE, &j->deed, j->link, e);
}

/* A refusal that the form tells, beside what was typed. */
static bool
is_told(const struct err *e)
{
	return e->kind == ERR_INVALID || e->kind == ERR_CONFLICT;
}

bool
page_user_make(struct web_request *r, struct err *e)
{
	const struct form *f;
	struct person_job j;

	job_begin(r, &j);
	if (!web_form(r, &f, e))
		return false;
	j.acc.login = form_get(f, "login");
	if (read_form(r, f, &j.acc, e) && login_parse(form_get(f, "login"), r->arena, &j.acc.login, e) &&
	    web_write(r, job_make, &j, e))
		return show_link(r, &j, e);
	return is_told(e) && show_people(r, e->kind == ERR_CONFLICT ? 409 : 422, &j.acc,
	    str_dup(r->arena, str_of(e->text)), e);
}

static bool
job_change(void *ctx, struct store *s, struct err *e)
{
	struct person_job *j = ctx;

	return account_change(s, &j->acc, &j->deed, e);
}

bool
page_user_change(struct web_request *r, struct err *e)
{
	const struct form *f;
	struct person_job j;

	job_begin(r, &j);
	if (!web_form(r, &f, e) || !person_read(r, &j.acc, e))
		return false;
	if (read_form(r, f, &j.acc, e) && web_write(r, job_change, &j, e)) {
		back_with(r, &j.acc, "changed");
		return true;
	}
	return is_told(e) && show_person(r, e->kind == ERR_CONFLICT ? 409 : 422, &j.acc,
	    str_dup(r->arena, str_of(e->text)), e);
}

static bool
job_able(void *ctx, struct store *s, struct err *e)
{
	struct person_job *j = ctx;

	return account_disable(s, &j->acc.id, j->disabled, &j->deed, e);
}

bool
page_user_able(struct web_request *r, struct err *e)
{
	const struct form *f;
	struct person_job j;
	bool yes;

	job_begin(r, &j);
	if (!web_form(r, &f, e) || !person_read(r, &j.acc, e))
		return false;
	yes = str_is(form_get(f, "disabled"), "yes");
	if (!yes && !str_is(form_get(f, "disabled"), "no"))
		return err_set(e, ERR_INVALID, "account.able", _("The form lacks what to do. Nothing was changed."));
	j.disabled = yes;
	if (!web_write(r, job_able, &j, e))
		return is_told(e) && show_person(r, 409, &j.acc, str_dup(r->arena, str_of(e->text)), e);
	back_with(r, &j.acc, yes ? "disabled" : "enabled");
	return true;
}

static bool
job_link(void *ctx, struct store *s, struct err *e)
{
	struct person_job *j = ctx;

	return link_make(s, &j->acc.id, j->kind, &j->deed, j->link, e);
}

bool
page_user_link(struct web_request *r, struct err *e)
{
	struct person_job j;

	job_begin(r, &j);
	if (!person_read(r, &j.acc, e))
		return false;
	if (j.acc.disabled_at != 0)
		return err_set(e, ERR_CONFLICT, "account.disabled",
		    _("This account is disabled. Enable it first; then make the link."));
	j.kind = j.acc.has_password ? LINK_RESET : LINK_INVITE;
	return web_write(r, job_link, &j, e) && show_link(r, &j, e);
}

static bool
job_end_session(void *ctx, struct store *s, struct err *e)
{
	struct person_job *j = ctx;

	return session_end(s, &j->acc.id, &j->which, &j->deed, &j->ended, e);
}

static bool
job_end_token(void *ctx, struct store *s, struct err *e)
{
	struct person_job *j = ctx;

	return token_revoke(s, &j->acc.id, &j->which, &j->deed, &j->ended, e);
}

static bool
end_one(struct web_request *r, const char *field, writer_job *job, struct err *e)
{
	const struct form *f;
	struct person_job j;

	job_begin(r, &j);
	if (!web_form(r, &f, e) || !person_read(r, &j.acc, e))
		return false;
	if (!uuid_parse(form_get(f, field), &j.which))
		return err_set(e, ERR_INVALID, "account.end", _("The form lacks what to do. Nothing was changed."));
	if (!web_write(r, job, &j, e))
		return false;
	/* One that is over already is what was wished for. */
	back_with(r, &j.acc, "ended");
	return true;
}

bool
page_user_end_session(struct web_request *r, struct err *e)
{
	return end_one(r, "session", job_end_session, e);
}

bool
page_user_end_token(struct web_request *r, struct err *e)
{
	return end_one(r, "token", job_end_token, e);
}
