/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Signing in.  An attempt is counted before the password is looked at, so that a hundred at once are
 * a hundred; what it counts on is a hash of login and address, whether the login exists or not.
 *
 * Three counters: login and address together make wait first; an address that tries many logins next;
 * a login that many addresses try last, and only shortly, and not for an address from which it
 * signed in before: strangers cannot lock anybody out.
 */
#include "access/secret.h"
#include "access/session.h"
#include "access/setting.h"

#include "queries.h"

#include <sodium.h>

#define HOUR_MS 3600000LL
#define FORGET_MS (24 * HOUR_MS)      /* failures older than this count no more */
#define KNOWN_MS (90 * 24 * HOUR_MS)  /* an address from which a login signed in is known for */
#define KEY_BYTES 16

enum counter { COUNT_PAIR, COUNT_PEER, COUNT_LOGIN, N_COUNTERS };

static const struct {
	int64_t free;   /* failures without a wait */
	int64_t most_s; /* longest wait */
} limits[N_COUNTERS] = {
	[COUNT_PAIR] = { 5, 900 }, [COUNT_PEER] = { 50, 900 }, [COUNT_LOGIN] = { 30, 60 },
};

struct attempt {
	const struct sign_in *ask;
	struct str login;       /* as it would be stored */
	uint8_t keys[N_COUNTERS][KEY_BYTES];
	int64_t wait_s;
	/* After the password was looked at. */
	const struct account *acc;
	const char *new_hash;   /* to be stored; NULL: none */
	const char *old_hash;   /* of a change: what was found right */
	char *token;
	struct uuid session;
};

/* 1, 2, 4 … seconds behind the free ones. */
static int64_t
wait_for(enum counter c, int64_t failures)
{
	int64_t over = failures - limits[c].free;
	int64_t wait = over <= 0 ? 0 : over > 20 ? limits[c].most_s : (int64_t)1 << (over - 1);

	return wait < limits[c].most_s ? wait : limits[c].most_s;
}

/* The store's own key, made at the first attempt. */
static bool
read_pepper(struct store *s, struct arena *a, struct str *out, struct err *e)
{
	char text[SECRET_TEXT_MAX];
	struct sql_meta_get row;
	bool found;

	if (!sql_meta_get(s, STR("access.key"), a, &row, &found, e))
		return false;
	if (found) {
		*out = row.value;
		return true;
	}
	secret_new("", text);
	*out = str_dup(a, str_of(text));
	return sql_meta_put(s, STR("access.key"), *out, e);
}

static void
make_keys(struct attempt *t, struct str pepper)
{
	for (int c = 0; c < N_COUNTERS; c++) {
		crypto_generichash_state h;
		unsigned char kind = (unsigned char)c, zero = 0;

		crypto_generichash_init(&h, (const unsigned char *)pepper.p,
		    pepper.n < crypto_generichash_KEYBYTES_MAX ? pepper.n : crypto_generichash_KEYBYTES_MAX,
		    KEY_BYTES);
		crypto_generichash_update(&h, &kind, 1);
		if (c != COUNT_PEER)
			crypto_generichash_update(&h, (const unsigned char *)t->login.p, t->login.n);
		crypto_generichash_update(&h, &zero, 1);
		if (c != COUNT_LOGIN)
			crypto_generichash_update(&h, (const unsigned char *)t->ask->peer.p, t->ask->peer.n);
		crypto_generichash_final(&h, t->keys[c], KEY_BYTES);
	}
}

static bool
read_counter(struct store *s, struct attempt *t, enum counter c, struct arena *a,
    struct sql_attempt_read *out, struct err *e)
{
	bool found;

	if (!sql_attempt_read(s, (struct str){ (const char *)t->keys[c], KEY_BYTES }, a, out, &found, e))
		return false;
	if (!found)
		*out = (struct sql_attempt_read){ 0 };
	if (t->ask->now_ms - out->last_at > FORGET_MS)
		out->failures = 0;
	return true;
}

static bool
write_counter(struct store *s, struct attempt *t, enum counter c, const struct sql_attempt_read *row,
    struct err *e)
{
	return sql_attempt_put(s, (struct str){ (const char *)t->keys[c], KEY_BYTES }, row->failures,
	    t->ask->now_ms, row->until_at, row->known_until, e);
}

static struct deed
deed_of(const struct attempt *t, struct str actor)
{
	return (struct deed){ .actor = actor, .peer = t->ask->peer, .now_ms = t->ask->now_ms };
}

/* Job: counts the attempt, or tells how long to wait. */
static bool
begin_attempt(void *ctx, struct store *s, struct err *e)
{
	struct attempt *t = ctx;
	struct sql_attempt_read rows[N_COUNTERS];
	struct deed d = deed_of(t, STR("?"));
	int64_t now = t->ask->now_ms;
	struct str pepper;
	struct arena a;
	bool known, ok = false, locked = false;

	arena_init(&a);
	t->wait_s = 0;
	if (!read_pepper(s, &a, &pepper, e))
		goto done;
	make_keys(t, pepper);
	for (int c = 0; c < N_COUNTERS; c++)
		if (!read_counter(s, t, (enum counter)c, &a, &rows[c], e))
			goto done;
	known = rows[COUNT_PAIR].known_until > now;
	for (int c = 0; c < N_COUNTERS; c++) {
		int64_t left = (rows[c].until_at - now + 999) / 1000;

		if (left > t->wait_s && !(c == COUNT_LOGIN && known))
			t->wait_s = left;
	}
	ok = true;
	if (t->wait_s > 0)
		goto done;
	for (int c = 0; ok && c < N_COUNTERS; c++) {
		int64_t wait = wait_for((enum counter)c, ++rows[c].failures);

		rows[c].until_at = wait > 0 ? now + wait * 1000 : 0;
		locked = locked || rows[c].failures == limits[c].free + 1;
		ok = write_counter(s, t, (enum counter)c, &rows[c], e);
	}
	if (ok && locked)
		ok = audit_put(s, AUDIT_LOCKED, STR("?"), STR_NONE, &d, e);
done:
	arena_release(&a);
	return ok;
}

/* Job: the password was wrong. What was typed as a login that nobody has is not written down. */
static bool
note_failure(void *ctx, struct store *s, struct err *e)
{
	struct attempt *t = ctx;
	struct str login = t->acc != NULL ? t->acc->login : STR("?");
	struct deed d = deed_of(t, login);

	return audit_put(s, AUDIT_SIGN_IN_FAILED, login, STR_NONE, &d, e);
}

/* What was counted against this login is over. */
static bool
forgive(struct store *s, struct attempt *t, struct arena *a, struct err *e)
{
	struct sql_attempt_read row;

	for (int c = 0; c < N_COUNTERS; c++) {
		if (!read_counter(s, t, (enum counter)c, a, &row, e))
			return false;
		/* An address does not buy new tries at others' logins with a login of its own. */
		row.failures = c == COUNT_PEER && row.failures > 0 ? row.failures - 1 : 0;
		row.until_at = 0;
		if (c == COUNT_PAIR)
			row.known_until = t->ask->now_ms + KNOWN_MS;
		if (!write_counter(s, t, (enum counter)c, &row, e))
			return false;
	}
	return true;
}

/* What is over is deleted once a day, at somebody's signing in. */
static bool
tidy_daily(struct store *s, int64_t now_ms, struct arena *a, struct err *e)
{
	int64_t day = now_ms / (24 * HOUR_MS), last;
	struct sql_meta_get row;
	bool found;

	if (!sql_meta_get(s, STR("access.tidied"), a, &row, &found, e))
		return false;
	if (found && str_int(row.value, &last) && last == day)
		return true;
	return access_tidy(s, now_ms, e) &&
	    sql_meta_put(s, STR("access.tidied"), str_fmt(a, "%lld", (long long)day), e);
}

/* Job: it was right. The account may have been disabled meanwhile. */
static bool
open_session(void *ctx, struct store *s, struct err *e)
{
	struct attempt *t = ctx;
	struct deed d = deed_of(t, t->acc->login);
	struct account acc;
	struct arena a;
	bool found, ok = false;

	arena_init(&a);
	if (!account_read(s, &t->acc->id, &a, &acc, &found, e))
		goto done;
	if (!found || acc.disabled_at != 0) {
		t->acc = NULL;
		ok = true;
		goto done;
	}
	ok = forgive(s, t, &a, e) && (t->new_hash == NULL ||
	        sql_account_set_password(s, &acc.id, str_of(t->new_hash), t->ask->now_ms, e)) &&
	    session_begin(s, &acc.id, t->ask->device, t->ask->now_ms, t->token, &t->session, e) &&
	    sql_account_set_signed_in(s, &acc.id, t->ask->now_ms, e) &&
	    audit_put(s, AUDIT_SIGN_IN, acc.login, STR_NONE, &d, e) && tidy_daily(s, t->ask->now_ms, &a, e);
done:
	arena_release(&a);
	return ok;
}

static bool
wrong(struct err *e)
{
	return err_set(e, ERR_DENIED, "access.wrong", _("This login or this password is not right."));
}

/* Counts the attempt; false also when it must wait. */
static bool
begin(struct writer *w, struct attempt *t, int64_t *wait_s, struct err *e)
{
	if (!writer_do(w, begin_attempt, t, e))
		return false;
	*wait_s = t->wait_s;
	return t->wait_s == 0 || err_set(e, ERR_BUSY, "access.wait",
	    lang_plural("Too many attempts. Wait %lld second, then try again.",
	        "Too many attempts. Wait %lld seconds, then try again.", t->wait_s), (long long)t->wait_s);
}

bool
sign_in(struct store *reader, struct writer *w, const struct sign_in *ask, struct arena *a,
    char token[SECRET_TEXT_MAX], struct principal *out, int64_t *wait_s, struct err *e)
{
	struct attempt t = { .ask = ask, .token = token };
	struct sql_account_by_login row;
	char new_hash[PASSWORD_HASH_MAX];
	struct account acc;
	struct err ignored;
	bool found, right;

	*wait_s = 0;
	/* A login that cannot be one is as wrong as one that nobody has, and costs as much. */
	if (!login_parse(str_sub(ask->login, 0, LOGIN_MAX), a, &t.login, &ignored))
		t.login = STR("?");
	if (!begin(w, &t, wait_s, e))
		return false;
	if (!sql_account_by_login(reader, t.login, a, &row, &found, e))
		return false;
	right = password_is(str_sub(ask->password, 0, PASSWORD_MAX + 1), found && row.password.p != NULL
	    ? str_cstr(a, row.password) : NULL);
	if (found && !account_find(reader, t.login, a, &acc, &found, e))
		return false;
	t.acc = found ? &acc : NULL;
	if (right && found && acc.disabled_at == 0) {
		if (password_is_old(str_cstr(a, row.password)) && password_hash(ask->password, new_hash, &ignored))
			t.new_hash = new_hash;
		if (!writer_do(w, open_session, &t, e))
			return false;
		if (t.acc == NULL)
			return wrong(e);
		if (!principal_of(reader, &acc, a, out, e))
			return false;
		out->session = t.session;
		out->seen_at = ask->now_ms;
		return true;
	}
	return writer_do(w, note_failure, &t, e) && wrong(e);
}

/* -- another password ------------------------------------------------------------------------ */

/* Job: the old one was right, unless it was changed since it was looked at. */
static bool
store_password(void *ctx, struct store *s, struct err *e)
{
	struct attempt *t = ctx;
	struct deed d = deed_of(t, t->acc->login);
	struct sql_account_by_id row;
	struct arena a;
	bool found, ok;

	arena_init(&a);
	ok = sql_account_by_id(s, &t->acc->id, &a, &row, &found, e);
	if (ok && (!found || row.password.p == NULL || !str_is(row.password, t->old_hash)))
		ok = err_set(e, ERR_CONFLICT, "password.changed",
		    _("This password was changed elsewhere meanwhile. Nothing was changed here."));
	ok = ok && forgive(s, t, &a, e) &&
	    account_password(s, &t->acc->id, t->new_hash, &t->session, &d, e);
	arena_release(&a);
	return ok;
}

bool
password_change(struct store *reader, struct writer *w, const struct password_change *ask,
    struct arena *a, int64_t *wait_s, struct err *e)
{
	const struct sign_in as = { .login = ask->who->reach.login, .password = ask->old, .peer = ask->peer,
		.now_ms = ask->now_ms };
	struct attempt t = { .ask = &as, .login = as.login, .session = ask->who->session };
	struct account acc = { .id = ask->who->user, .login = as.login };
	char new_hash[PASSWORD_HASH_MAX];
	struct sql_account_by_id row;
	int64_t least;
	bool found;

	*wait_s = 0;
	if (ask->who->demo)
		return err_set(e, ERR_CONFLICT, "password.demo",
		    _("This account is a demonstration’s, for everybody: its password stays as it is."));
	if (!setting_number(reader, SETTING_PASSWORD, &least, e) ||
	    !password_check(ask->new, as.login, least, e))
		return false;
	if (!begin(w, &t, wait_s, e) || !sql_account_by_id(reader, &acc.id, a, &row, &found, e))
		return false;
	t.acc = &acc;
	t.old_hash = found && row.password.p != NULL ? str_cstr(a, row.password) : NULL;
	if (!password_is(str_sub(ask->old, 0, PASSWORD_MAX + 1), t.old_hash))
		return writer_do(w, note_failure, &t, e) && err_set(e, ERR_DENIED, "access.wrong",
		    _("This is not the password you have now. Nothing was changed."));
	if (!password_hash(ask->new, new_hash, e))
		return false;
	t.new_hash = new_hash;
	return writer_do(w, store_password, &t, e);
}
