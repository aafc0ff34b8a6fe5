/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* user token: what programs sign in with. */
#include "base/lang.h"
#include "cli/user.h"

#include <stdio.h>

#define DAY_MS 86400000LL

struct token_run {
	struct token t;
	char text[SECRET_TEXT_MAX];
	bool revoked;
};

static bool
job_token(struct user_run *run, void *ctx, struct err *e)
{
	struct token_run *m = ctx;

	return token_make(run->s, &m->t, &run->deed, m->text, e);
}

static int
token_add(struct user_run *run)
{
	struct token_run m = { .revoked = false };
	struct account acc;
	int64_t days = TOKEN_DAYS;
	struct err e = { 0 };

	if (run->n_words != 3 || run->name.p == NULL || run->scopes.p == NULL ||
	    !scopes_parse(run->scopes, &m.t.scopes) ||
	    (run->days.p != NULL && (!str_int(run->days, &days) || days < 1 || days > TOKEN_DAYS_MAX)))
		return cli_usage(run->c, "user", _("A token needs LOGIN, --name and --scopes: registers.read, "
		    "registers.write, figures, reports, import, export; --days is 1 to %d."), TOKEN_DAYS_MAX);
	run->words[1] = run->words[2];
	if (!user_read_account(run, &acc, &e))
		return cli_fail(run->c, &e);
	m.t.user = acc.id;
	m.t.name = run->name;
	m.t.ends_at = run->c->now_ms + days * DAY_MS;
	if (!user_in_transaction(run, job_token, &m, &e))
		return cli_fail(run->c, &e);
	if (!run->c->quiet)
		fprintf(stderr, "%s\n", _("This token is shown once. Keep it where the program finds it."));
	printf("%s\n", m.text);
	return EXIT_DONE;
}

static int
token_print(struct user_run *run)
{
	struct token *v;
	struct listing l;
	struct err e = { 0 };
	size_t n;
	char id[37];

	if (!token_list(run->s, NULL, &run->c->arena, &v, &n, &e))
		return cli_fail(run->c, &e);
	user_listing_begin(&l);
	for (size_t i = 0; i < n; i++) {
		const struct token *t = &v[i];

		uuid_format(&t->id, id);
		js_object(&l.w);
		js_key(&l.w, "id");
		js_cstr(&l.w, id);
		js_key(&l.w, "login");
		js_str(&l.w, t->login);
		js_key(&l.w, "name");
		js_str(&l.w, t->name);
		js_key(&l.w, "scopes");
		js_array(&l.w);
		for (size_t k = 0; k < N_SCOPES; k++)
			if ((t->scopes & 1u << k) != 0)
				js_cstr(&l.w, scope_name((enum scope)(1u << k)));
		js_end_array(&l.w);
		user_js_instant(&l.w, "made_at", t->made_at);
		user_js_instant(&l.w, "seen_at", t->seen_at);
		user_js_instant(&l.w, "ends_at", t->ends_at);
		user_js_instant(&l.w, "revoked_at", t->revoked_at);
		js_end_object(&l.w);
		if (run->c->json)
			continue;
		printf("%s  %-20.*s  %-20.*s", id, STR_A(t->login), STR_A(t->name));
		user_print_instant(t->ends_at);
		printf("  %s\n", t->revoked_at != 0 ? _("revoked") : "");
	}
	user_listing_end(&l, run->c->json);
	return EXIT_DONE;
}

static bool
job_revoke(struct user_run *run, void *ctx, struct err *e)
{
	struct token_run *m = ctx;

	return token_revoke(run->s, NULL, &m->t.id, &run->deed, &m->revoked, e);
}

int
user_token(struct user_run *run)
{
	struct token_run m = { .revoked = false };
	struct err e = { 0 };

	if (str_is(run->words[1], "add"))
		return token_add(run);
	if (str_is(run->words[1], "list") && run->n_words == 2)
		return token_print(run);
	if (!str_is(run->words[1], "revoke") || run->n_words != 3 || !uuid_parse(run->words[2], &m.t.id))
		return cli_usage(run->c, "user", _("Which? token add LOGIN, token list or token revoke ID"));
	if (!user_in_transaction(run, job_revoke, &m, &e))
		return cli_fail(run->c, &e);
	if (m.revoked)
		return EXIT_DONE;
	err_set(&e, ERR_NOT_FOUND, "token.missing", _("There is no such token, or it was revoked before."));
	return cli_fail(run->c, &e);
}
