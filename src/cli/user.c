/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* user: accounts, from the command line of the machine. */
#include "access/setting.h"
#include "cli/user.h"
#include "record/find.h"

#include <errno.h>
#include <stdio.h>

#define LINE_BYTES (PASSWORD_MAX + 2)

/* The first line of standard input, without its end. */
static bool
read_password(struct user_run *run, struct str *out, struct err *e)
{
	char *line = arena_array(&run->c->arena, char, LINE_BYTES);
	size_t n;

	if (fgets(line, LINE_BYTES, stdin) == NULL)
		line[0] = '\0';
	n = strcspn(line, "\r\n");
	*out = (struct str){ line, n };
	return n > 0 || err_set(e, ERR_INVALID, "password.none",
	    _("There is no password on standard input. Nothing was changed."));
}

static bool
hash_password(struct user_run *run, struct str login, char hash[PASSWORD_HASH_MAX], struct err *e)
{
	struct str password;
	struct err easy = { 0 };
	int64_t least;

	if (!read_password(run, &password, e) || !password_check_command(password, e) ||
	    !setting_number(run->s, SETTING_PASSWORD, &least, e))
		return false;
	if (!run->c->quiet && !password_check(password, login, least, &easy))
		fprintf(stderr, _("Taken, but a form would refuse it: %s\n"), easy.text);
	return password_hash(password, hash, e);
}

bool
user_in_transaction(struct user_run *run, bool (*job)(struct user_run *, void *, struct err *), void *ctx,
    struct err *e)
{
	if (!store_begin(run->s, e))
		return false;
	if (job(run, ctx, e) && store_commit(run->s, e))
		return true;
	store_rollback(run->s);
	return false;
}

static bool
find_refs(struct user_run *run, const char *reg, const struct str *texts, size_t n,
    struct uuid_set *out, struct err *e)
{
	struct uuid *v = arena_array(&run->c->arena, struct uuid, n);
	const struct reg *g = reg_find(str_of(reg));

	for (size_t i = 0; i < n; i++) {
		bool found, ambiguous;

		if (!record_find(run->s, g, NULL, texts[i], &v[i], &found, &ambiguous, e))
			return false;
		if (!found)
			return err_set(e, ERR_INVALID, "account.reach", ambiguous
			    ? _("“%.*s” names several records of “%s”. Nothing was changed. Give the identifier.")
			    : _("“%.*s” is no record of “%s”. Nothing was changed."),
			    STR_A(texts[i]), lang_text(g->label));
	}
	*out = (struct uuid_set){ v, n };
	return true;
}

static bool
fill(struct user_run *run, struct account *acc, struct err *e)
{
	struct uuid_set staff = { 0 };

	if (run->role.p != NULL && !role_parse(run->role, &acc->role))
		return err_set(e, ERR_INVALID, "account.role",
		    _("“%.*s” is no role. Nothing was changed. The roles are: mediator, team_leader, manager, "
		      "agency, head_office, client, partner, trainer, administrator, dpo."), STR_A(run->role));
	if (run->lang.p != NULL) {
		acc->has_lang = lang_parse(run->lang, &acc->lang);
		if (!acc->has_lang)
			return err_set(e, ERR_INVALID, "account.lang", _("The languages are fr and en."));
	}
	if ((run->n_schemes > 0 && !find_refs(run, "scheme", run->schemes, run->n_schemes, &acc->schemes, e)) ||
	    (run->n_agencies > 0 && !find_refs(run, "agency", run->agencies, run->n_agencies, &acc->agencies,
	        e)) ||
	    (run->n_clients > 0 && !find_refs(run, "client", run->clients, run->n_clients, &acc->clients, e)))
		return false;
	if (run->staff.p == NULL)
		return true;
	if (!find_refs(run, "staff", &run->staff, 1, &staff, e))
		return false;
	acc->staff = staff.v[0];
	return true;
}

bool
user_read_account(struct user_run *run, struct account *out, struct err *e)
{
	struct str login;
	bool found;

	if (!login_parse(run->words[1], &run->c->arena, &login, e) ||
	    !account_find(run->s, login, &run->c->arena, out, &found, e))
		return false;
	return found || err_set(e, ERR_NOT_FOUND, "account.missing",
	    _("There is no account “%.*s”. Nothing was changed."), STR_A(login));
}

static void
warn_if_blind(const struct user_run *run, const struct account *acc)
{
	bool given = acc->schemes.n + acc->agencies.n + acc->clients.n > 0 || !uuid_is_nil(&acc->staff);
	bool needs = acc->role >= ROLE_MEDIATOR && acc->role <= ROLE_CLIENT && acc->role != ROLE_HEAD_OFFICE;

	if (needs && !given && !run->c->quiet)
		fprintf(stderr, _("“%.*s” is given no scheme, agency or client, and will see nothing.\n"),
		    STR_A(acc->login));
}

/* -- add, change, password ------------------------------------------------------------------- */

struct made {
	struct account acc;
	char hash[PASSWORD_HASH_MAX];
	char link[SECRET_TEXT_MAX];
	enum link_kind kind;
};

static bool
job_add(struct user_run *run, void *ctx, struct err *e)
{
	struct made *m = ctx;

	if (!account_make(run->s, &m->acc, &run->deed, e))
		return false;
	if (run->password_stdin)
		return account_password(run->s, &m->acc.id, m->hash, NULL, &run->deed, e);
	return link_make(run->s, &m->acc.id, LINK_INVITE, &run->deed, m->link, e);
}

static void
print_link(const struct user_run *run, const struct made *m)
{
	if (run->c->json) {
		struct json_writer w;
		struct buf b;

		buf_init(&b);
		js_init(&w, &b);
		js_object(&w);
		js_key(&w, "login");
		js_str(&w, m->acc.login);
		js_key(&w, "path");
		js_str(&w, str_fmt(&run->c->arena, LINK_PATH "%s", m->link));
		js_end_object(&w);
		printf(STR_F "\n", STR_A(buf_text(&b)));
		buf_release(&b);
		return;
	}
	printf(m->kind == LINK_INVITE
	    ? _("To choose a password, %.*s opens this page, once: %s%s\n")
	    : _("To choose a new password, %.*s opens this page within one hour, once: %s%s\n"),
	    STR_A(m->acc.login), LINK_PATH, m->link);
}

static int
user_add(struct user_run *run)
{
	struct made m = { .acc = { .login = run->words[1] } };
	struct str login;
	struct err e = { 0 };

	if (run->role.p == NULL)
		return cli_usage(run->c, "user", _("Which role? --role manager"));
	if (!login_parse(run->words[1], &run->c->arena, &login, &e) || !fill(run, &m.acc, &e) ||
	    (run->password_stdin && !hash_password(run, login, m.hash, &e)) ||
	    !user_in_transaction(run, job_add, &m, &e))
		return cli_fail(run->c, &e);
	m.acc.login = login;
	warn_if_blind(run, &m.acc);
	if (!run->password_stdin)
		print_link(run, &m);
	else if (!run->c->quiet)
		printf(_("%.*s can sign in.\n"), STR_A(login));
	return EXIT_DONE;
}

static bool
job_change(struct user_run *run, void *ctx, struct err *e)
{
	struct made *m = ctx;

	return account_change(run->s, &m->acc, &run->deed, e);
}

static int
user_change(struct user_run *run)
{
	struct made m = { .kind = LINK_INVITE };
	struct err e = { 0 };

	if (!user_read_account(run, &m.acc, &e) || !fill(run, &m.acc, &e) ||
	    !user_in_transaction(run, job_change, &m, &e))
		return cli_fail(run->c, &e);
	warn_if_blind(run, &m.acc);
	return EXIT_DONE;
}

static bool
job_password(struct user_run *run, void *ctx, struct err *e)
{
	struct made *m = ctx;

	return account_password(run->s, &m->acc.id, m->hash, NULL, &run->deed, e);
}

static int
user_password(struct user_run *run)
{
	struct made m = { .kind = LINK_RESET };
	struct err e = { 0 };

	if (!run->password_stdin)
		return cli_usage(run->c, "user", _("The password comes on standard input: --password-stdin"));
	if (!user_read_account(run, &m.acc, &e) || !hash_password(run, m.acc.login, m.hash, &e) ||
	    !user_in_transaction(run, job_password, &m, &e))
		return cli_fail(run->c, &e);
	return EXIT_DONE;
}

static bool
job_link(struct user_run *run, void *ctx, struct err *e)
{
	struct made *m = ctx;

	return link_make(run->s, &m->acc.id, m->kind, &run->deed, m->link, e);
}

static int
user_link(struct user_run *run)
{
	struct made m = { .kind = str_is(run->words[0], "invite") ? LINK_INVITE : LINK_RESET };
	struct err e = { 0 };

	if (!user_read_account(run, &m.acc, &e) || !user_in_transaction(run, job_link, &m, &e))
		return cli_fail(run->c, &e);
	print_link(run, &m);
	return EXIT_DONE;
}

static bool
job_disable(struct user_run *run, void *ctx, struct err *e)
{
	struct made *m = ctx;

	return account_disable(run->s, &m->acc.id, str_is(run->words[0], "disable"), &run->deed, e);
}

static int
user_disable(struct user_run *run)
{
	struct made m = { .kind = LINK_INVITE };
	struct err e = { 0 };

	if (!user_read_account(run, &m.acc, &e) || !user_in_transaction(run, job_disable, &m, &e))
		return cli_fail(run->c, &e);
	return EXIT_DONE;
}

/* -- lists ----------------------------------------------------------------------------------- */

void
user_js_instant(struct json_writer *w, const char *key, int64_t ms)
{
	char text[25];

	js_key(w, key);
	if (ms == 0) {
		js_null(w);
		return;
	}
	instant_format(ms, text);
	js_cstr(w, text);
}

void
user_print_instant(int64_t ms)
{
	char text[25];

	if (ms == 0) {
		printf("  %-16s", "-");
		return;
	}
	instant_format(ms, text);
	printf("  %.10s %.5s", text, text + 11);
}

static void
js_refs(struct json_writer *w, const char *key, const struct uuid_set *set)
{
	char id[37];

	js_key(w, key);
	js_array(w);
	for (size_t i = 0; i < set->n; i++) {
		uuid_format(&set->v[i], id);
		js_cstr(w, id);
	}
	js_end_array(w);
}

static void
js_account(struct json_writer *w, const struct account *acc)
{
	char id[37];

	js_object(w);
	uuid_format(&acc->id, id);
	js_key(w, "id");
	js_cstr(w, id);
	js_key(w, "login");
	js_str(w, acc->login);
	js_key(w, "role");
	js_cstr(w, role_name(acc->role));
	js_refs(w, "schemes", &acc->schemes);
	js_refs(w, "agencies", &acc->agencies);
	js_refs(w, "clients", &acc->clients);
	js_key(w, "staff");
	uuid_format(&acc->staff, id);
	js_cstr(w, uuid_is_nil(&acc->staff) ? NULL : id);
	js_key(w, "password");
	js_bool(w, acc->has_password);
	js_key(w, "demonstration");
	js_bool(w, acc->demo);
	user_js_instant(w, "disabled_at", acc->disabled_at);
	user_js_instant(w, "made_at", acc->made_at);
	user_js_instant(w, "signed_in_at", acc->signed_in_at);
	js_end_object(w);
}

static void
print_account(const struct account *acc)
{
	printf("%-24.*s  %-24s", STR_A(acc->login), lang_text(role_label(acc->role)));
	user_print_instant(acc->signed_in_at);
	printf("  %s\n", acc->disabled_at != 0 ? _("disabled") : acc->has_password ? "" : _("invited"));
}

void
user_listing_begin(struct listing *l)
{
	buf_init(&l->b);
	js_init(&l->w, &l->b);
	js_array(&l->w);
}

void
user_listing_end(struct listing *l, bool json)
{
	js_end_array(&l->w);
	if (json)
		printf(STR_F "\n", STR_A(buf_text(&l->b)));
	buf_release(&l->b);
}

static int
user_list(struct user_run *run)
{
	struct listing l;
	struct account *v;
	struct str after = STR_NONE;
	struct err e = { 0 };
	size_t n = 0;
	bool ok = true;

	user_listing_begin(&l);
	do {
		ok = account_list(run->s, after, 500, &run->c->arena, &v, &n, &e);
		for (size_t i = 0; ok && i < n; i++) {
			js_account(&l.w, &v[i]);
			if (!run->c->json)
				print_account(&v[i]);
			after = v[i].login;
		}
	} while (ok && n == 500);
	user_listing_end(&l, ok && run->c->json);
	return ok ? EXIT_DONE : cli_fail(run->c, &e);
}

struct ended {
	struct account acc;
	int64_t n;
};

static bool
job_end(struct user_run *run, void *ctx, struct err *e)
{
	struct ended *m = ctx;

	return session_end_all(run->s, &m->acc.id, NULL, &run->deed, &m->n, e);
}

static int
user_sign_out(struct user_run *run)
{
	struct ended m = { .n = 0 };
	struct err e = { 0 };

	if (!user_read_account(run, &m.acc, &e) || !user_in_transaction(run, job_end, &m, &e))
		return cli_fail(run->c, &e);
	printf(lang_plural("%lld session ended.\n", "%lld sessions ended.\n", m.n), (long long)m.n);
	return EXIT_DONE;
}

static int
user_sessions(struct user_run *run)
{
	struct account acc;
	struct session *v;
	struct listing l;
	struct err e = { 0 };
	size_t n;
	char id[37];

	if (!user_read_account(run, &acc, &e) ||
	    !session_list(run->s, &acc.id, run->c->now_ms, &run->c->arena, &v, &n, &e))
		return cli_fail(run->c, &e);
	user_listing_begin(&l);
	for (size_t i = 0; i < n; i++) {
		uuid_format(&v[i].id, id);
		js_object(&l.w);
		js_key(&l.w, "id");
		js_cstr(&l.w, id);
		js_key(&l.w, "device");
		js_str(&l.w, v[i].device);
		user_js_instant(&l.w, "made_at", v[i].made_at);
		user_js_instant(&l.w, "seen_at", v[i].seen_at);
		user_js_instant(&l.w, "ends_at", v[i].ends_at);
		js_end_object(&l.w);
		if (run->c->json)
			continue;
		printf("%s", id);
		user_print_instant(v[i].seen_at);
		printf("  %.*s\n", STR_A(v[i].device));
	}
	user_listing_end(&l, run->c->json);
	return EXIT_DONE;
}

/* -------------------------------------------------------------------------------------------- */

static const struct {
	const char *name;
	size_t words; /* how many stand with it; 0: it looks itself */
	enum store_mode mode;
	int (*run)(struct user_run *run);
} parts[] = {
	{ "add", 2, STORE_WRITE, user_add },
	{ "list", 1, STORE_READ, user_list },
	{ "change", 2, STORE_WRITE, user_change },
	{ "disable", 2, STORE_WRITE, user_disable },
	{ "enable", 2, STORE_WRITE, user_disable },
	{ "password", 2, STORE_WRITE, user_password },
	{ "invite", 2, STORE_WRITE, user_link },
	{ "reset", 2, STORE_WRITE, user_link },
	{ "sessions", 2, STORE_READ, user_sessions },
	{ "sign-out", 2, STORE_WRITE, user_sign_out },
	{ "token", 0, STORE_WRITE, user_token },
};

int
run_user(struct cli *c, int argc, char **argv)
{
	struct user_run *run = arena_new(&c->arena, struct user_run);
	struct err e = { 0 };
	const struct option options[] = {
		{ .name = "--role", .kind = OPTION_VALUE, .value = &run->role },
		{ .name = "--staff", .kind = OPTION_VALUE, .value = &run->staff },
		{ .name = "--language", .kind = OPTION_VALUE, .value = &run->lang },
		{ .name = "--name", .kind = OPTION_VALUE, .value = &run->name },
		{ .name = "--scopes", .kind = OPTION_VALUE, .value = &run->scopes },
		{ .name = "--days", .kind = OPTION_VALUE, .value = &run->days },
		{ .name = "--scheme", .kind = OPTION_LIST, .value = run->schemes, .n = &run->n_schemes,
		    .list_max = USER_GIVEN_MAX },
		{ .name = "--agency", .kind = OPTION_LIST, .value = run->agencies, .n = &run->n_agencies,
		    .list_max = USER_GIVEN_MAX },
		{ .name = "--client", .kind = OPTION_LIST, .value = run->clients, .n = &run->n_clients,
		    .list_max = USER_GIVEN_MAX },
		{ .name = "--password-stdin", .kind = OPTION_FLAG, .flag = &run->password_stdin },
	};
	int status = cli_options(c, "user", argc, argv, options, COUNT(options), run->words, &run->n_words,
	    COUNT(run->words));

	if (status != EXIT_DONE)
		return status;
	run->c = c;
	run->deed = (struct deed){ .actor = STR("cli"), .now_ms = c->now_ms };
	for (size_t i = 0; i < COUNT(parts); i++) {
		if (run->n_words == 0 || !str_is(run->words[0], parts[i].name) ||
		    (parts[i].words != 0 && parts[i].words != run->n_words))
			continue;
		if (parts[i].words == 0 && run->n_words < 2)
			break;
		if (!cli_open(c, parts[i].mode, &run->s, &run->codes, &e))
			return cli_fail(c, &e);
		return parts[i].run(run);
	}
	return cli_usage(c, "user", _("What shall be done, and for which login?"));
}
