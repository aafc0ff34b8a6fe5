/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Sessions, programs' tokens, and who stands behind either. */
#include "access/session.h"

#include "access/secret.h"
#include "access/setting.h"
#include "queries.h"

#define SESSIONS_MAX 200 /* of one account that are listed */
#define TOKENS_MAX 1000
#define HOUR_MS 3600000LL
#define DAY_MS (24 * HOUR_MS)
#define TEXT_MAX 80 /* bytes of a device's or a token's description */

static struct str
described(struct str s)
{
	size_t n = s.n < TEXT_MAX ? s.n : TEXT_MAX;

	while (n < s.n && n > 0 && ((unsigned char)s.p[n] & 0xc0) == 0x80)
		n--;
	return s.p == NULL ? STR("") : str_sub(s, 0, n);
}

bool
principal_of(struct store *s, const struct account *acc, struct arena *a, struct principal *out,
    struct err *e)
{
	struct reach_given given = {
		.role = acc->role, .login = acc->login, .staff = acc->staff, .schemes = acc->schemes,
		.agencies = acc->agencies, .clients = acc->clients,
	};
	struct principal p = {
		.user = acc->id, .has_lang = acc->has_lang, .lang = acc->lang, .theme = acc->theme,
		.demo = acc->demo,
	};

	if (!reach_expand(s, &given, a, &p.reach, e))
		return false;
	*out = p;
	return true;
}

/* The account behind a session or token, unless it is disabled. */
static bool
behind(struct store *s, struct str account, struct arena *a, struct principal *out, bool *found,
    struct err *e)
{
	struct uuid id = access_uuid(account);
	struct account acc;

	if (!account_read(s, &id, a, &acc, found, e))
		return false;
	*found = *found && acc.disabled_at == 0 && acc.role != ROLE_NONE;
	return !*found || principal_of(s, &acc, a, out, e);
}

static bool
find_session(struct store *s, const uint8_t hash[SECRET_HASH_BYTES], int64_t now_ms, struct arena *a,
    struct principal *out, bool *found, struct err *e)
{
	struct sql_session_by_hash row;

	if (!sql_session_by_hash(s, HASH_STR(hash), a, &row, found, e))
		return false;
	*found = *found && now_ms < row.ends_at &&
	    now_ms - row.seen_at < setting_taken(SETTING_SESSION_IDLE, row.idle_hours) * HOUR_MS;
	if (!*found)
		return true;
	if (!behind(s, row.account, a, out, found, e))
		return false;
	if (*found) {
		out->session = access_uuid(row.id);
		out->seen_at = row.seen_at;
	}
	return true;
}

static bool
find_token(struct store *s, const uint8_t hash[SECRET_HASH_BYTES], int64_t now_ms, struct arena *a,
    struct principal *out, bool *found, struct err *e)
{
	struct sql_token_by_hash row;
	unsigned scopes = 0;

	if (!sql_token_by_hash(s, HASH_STR(hash), a, &row, found, e))
		return false;
	*found = *found && row.revoked_at == 0 && now_ms < row.ends_at && scopes_parse(row.scopes, &scopes);
	if (!*found)
		return true;
	if (!behind(s, row.account, a, out, found, e))
		return false;
	if (*found) {
		out->token = access_uuid(row.id);
		out->scopes = scopes;
		out->seen_at = row.seen_at;
	}
	return true;
}

static bool
find_device(struct store *s, const uint8_t hash[SECRET_HASH_BYTES], struct arena *a, struct principal *out,
    bool *found, struct err *e)
{
	struct sql_device_by_hash row;

	if (!sql_device_by_hash(s, HASH_STR(hash), a, &row, found, e))
		return false;
	out->revoked = *found && row.revoked_at != 0;
	*found = *found && !out->revoked;
	if (!*found)
		return true;
	if (!behind(s, row.account, a, out, found, e))
		return false;
	if (*found) {
		out->device = access_uuid(row.id);
		out->seen_at = row.seen_at;
	}
	return true;
}

bool
principal_find(struct store *s, struct str token, int64_t now_ms, struct arena *a,
    struct principal *out, bool *found, struct err *e)
{
	uint8_t hash[SECRET_HASH_BYTES];

	*found = false;
	if (secret_hash(PREFIX_SESSION, token, hash))
		return find_session(s, hash, now_ms, a, out, found, e);
	if (secret_hash(PREFIX_TOKEN, token, hash))
		return find_token(s, hash, now_ms, a, out, found, e);
	if (secret_hash(PREFIX_DEVICE, token, hash))
		return find_device(s, hash, a, out, found, e);
	return true;
}

bool
principal_seen(struct store *s, const struct principal *p, int64_t now_ms, struct err *e)
{
	if (!uuid_is_nil(&p->device))
		return sql_device_seen(s, &p->device, now_ms, e);
	if (!uuid_is_nil(&p->token))
		return sql_token_seen(s, &p->token, now_ms, e);
	return sql_session_seen(s, &p->user, &p->session, now_ms, e);
}

/* -- sessions -------------------------------------------------------------------------------- */

bool
session_begin(struct store *s, const struct uuid *user, struct str device, int64_t now_ms,
    char text[SECRET_TEXT_MAX], struct uuid *id, struct err *e)
{
	uint8_t hash[SECRET_HASH_BYTES];
	int64_t days;

	secret_new(PREFIX_SESSION, text);
	*id = access_id(now_ms);
	return secret_hash(PREFIX_SESSION, str_of(text), hash) &&
	    setting_number(s, SETTING_SESSION_END, &days, e) &&
	    sql_session_put(s, id, user, HASH_STR(hash), described(device), now_ms, now_ms + days * DAY_MS, e);
}

bool
session_list(struct store *s, const struct uuid *user, int64_t now_ms, struct arena *a,
    struct session **out, size_t *n, struct err *e)
{
	struct session *v = arena_array(a, struct session, SESSIONS_MAX);
	struct sql_session_of row;
	struct rows *rows;
	size_t count = 0;
	int64_t hours;
	bool more;

	if (!setting_number(s, SETTING_SESSION_IDLE, &hours, e) || !sql_session_of(s, user, &rows, e))
		return false;
	for (;;) {
		if (!sql_session_of_next(rows, &row, &more, e))
			return false;
		if (!more)
			break;
		if (count < SESSIONS_MAX && now_ms < row.ends_at && now_ms - row.seen_at < hours * HOUR_MS)
			v[count++] = (struct session){
				.id = access_uuid(row.id), .device = str_dup(a, row.device), .made_at = row.made_at,
				.seen_at = row.seen_at, .ends_at = row.ends_at,
			};
	}
	*out = v;
	*n = count;
	return true;
}

static bool
login_of(struct store *s, const struct uuid *user, struct arena *a, struct str *out, struct err *e)
{
	struct sql_account_by_id row;
	bool found;

	if (!sql_account_by_id(s, user, a, &row, &found, e))
		return false;
	*out = found ? row.login : STR("?");
	return true;
}

bool
session_end(struct store *s, const struct uuid *user, const struct uuid *session,
    const struct deed *d, bool *ended, struct err *e)
{
	struct sql_session_read row;
	struct str login;
	struct arena a;
	bool ok;

	arena_init(&a);
	ok = sql_session_read(s, user, session, &a, &row, ended, e);
	if (ok && *ended)
		ok = login_of(s, user, &a, &login, e) && sql_session_drop(s, user, session, e) &&
		    audit_put(s, AUDIT_SIGN_OUT, login, STR_NONE, d, e);
	arena_release(&a);
	return ok;
}

bool
session_end_all(struct store *s, const struct uuid *user, const struct uuid *keep,
    const struct deed *d, int64_t *ended, struct err *e)
{
	static const struct uuid nil;
	struct sql_session_count_but row;
	struct str login;
	struct arena a;
	bool found, ok;

	if (keep == NULL)
		keep = &nil;
	arena_init(&a);
	ok = sql_session_count_but(s, user, keep, &a, &row, &found, e);
	if (ok)
		*ended = row.n;
	if (ok && row.n > 0)
		ok = login_of(s, user, &a, &login, e) && sql_session_drop_but(s, user, keep, e) &&
		    audit_put(s, AUDIT_SESSIONS_ENDED, login, str_fmt(&a, "n=%lld", (long long)row.n), d, e);
	arena_release(&a);
	return ok;
}

/* -- programs' tokens ------------------------------------------------------------------------ */

static struct str
scopes_text(struct arena *a, unsigned scopes)
{
	struct buf b;

	buf_init_in(&b, a);
	for (size_t i = 0; i < N_SCOPES; i++)
		if ((scopes & 1u << i) != 0)
			buf_fmt(&b, "%s%s", b.n > 0 ? "," : "", scope_name((enum scope)(1u << i)));
	return buf_text(&b);
}

bool
token_make(struct store *s, struct token *t, const struct deed *d, char text[SECRET_TEXT_MAX],
    struct err *e)
{
	uint8_t hash[SECRET_HASH_BYTES];
	struct sql_token_open_count open;
	struct str login, scopes;
	struct arena a;
	bool ok, found;

	if (t->scopes == 0 || t->scopes >> N_SCOPES != 0 || str_trim(t->name).n == 0 ||
	    t->ends_at <= d->now_ms || t->ends_at > d->now_ms + TOKEN_DAYS_MAX * DAY_MS)
		return err_set(e, ERR_INVALID, "token.form",
		    _("A token needs a name, at least one scope, and an end within %d days."), TOKEN_DAYS_MAX);
	arena_init(&a);
	ok = sql_token_open_count(s, &t->user, d->now_ms, &a, &open, &found, e);
	if (ok && open.n >= TOKENS_OPEN_MAX)
		ok = err_set(e, ERR_CONFLICT, "token.many",
		    _("This account has %d open tokens already. Nothing was made: end one first."), TOKENS_OPEN_MAX);
	if (!ok)
		goto done;
	secret_new(PREFIX_TOKEN, text);
	t->id = access_id(d->now_ms);
	t->made_at = d->now_ms;
	scopes = scopes_text(&a, t->scopes);
	ok = secret_hash(PREFIX_TOKEN, str_of(text), hash) && login_of(s, &t->user, &a, &login, e) &&
	    sql_token_put(s, &t->id, &t->user, HASH_STR(hash), described(str_trim(t->name)), scopes,
	        d->now_ms, t->ends_at, e) &&
	    audit_put(s, AUDIT_TOKEN_MADE, login, scopes, d, e);
done:
	arena_release(&a);
	return ok;
}

bool
token_list(struct store *s, const struct uuid *user, struct arena *a, struct token **out, size_t *n,
    struct err *e)
{
	struct token *v = arena_array(a, struct token, TOKENS_MAX);
	struct sql_token_all row;
	struct rows *rows;
	size_t count = 0;
	bool more;

	if (!sql_token_all(s, &rows, e))
		return false;
	for (;;) {
		struct token *t = &v[count];

		if (!sql_token_all_next(rows, &row, &more, e))
			return false;
		if (!more)
			break;
		if (count == TOKENS_MAX || (user != NULL && !str_eq(row.account, V_UUID(user).s)))
			continue;
		*t = (struct token){
			.id = access_uuid(row.id), .user = access_uuid(row.account), .login = str_dup(a, row.login),
			.name = str_dup(a, row.name), .made_at = row.made_at, .seen_at = row.seen_at,
			.ends_at = row.ends_at, .revoked_at = row.revoked_at,
		};
		(void)!scopes_parse(row.scopes, &t->scopes);
		count++;
	}
	*out = v;
	*n = count;
	return true;
}

bool
token_revoke(struct store *s, const struct uuid *user, const struct uuid *id, const struct deed *d,
    bool *revoked, struct err *e)
{
	struct sql_token_by_id row;
	struct arena a;
	bool ok;

	arena_init(&a);
	ok = sql_token_by_id(s, id, &a, &row, revoked, e);
	*revoked = ok && *revoked && row.revoked_at == 0 &&
	    (user == NULL || str_eq(row.account, V_UUID(user).s));
	if (*revoked)
		ok = sql_token_set_revoked(s, id, d->now_ms, e) &&
		    audit_put(s, AUDIT_TOKEN_REVOKED, row.login, STR_NONE, d, e);
	arena_release(&a);
	return ok;
}
