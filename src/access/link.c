/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Invitations and reset links. */
#include "access/secret.h"
#include "access/setting.h"

#include "queries.h"

#define DAY_MS 86400000LL

static const struct {
	const char *name;
	enum audit_action action;
} kinds[] = {
	[LINK_INVITE] = { "invite", AUDIT_INVITED },
	[LINK_RESET] = { "reset", AUDIT_RESET },
};

bool
link_make(struct store *s, const struct uuid *user, enum link_kind kind, const struct deed *d,
    char text[SECRET_TEXT_MAX], struct err *e)
{
	uint8_t hash[SECRET_HASH_BYTES];
	struct account acc;
	struct arena a;
	int64_t days = 0;
	bool ok, found;

	arena_init(&a);
	ok = account_read(s, user, &a, &acc, &found, e) && setting_number(s, SETTING_INVITE, &days, e);
	if (ok && (!found || acc.disabled_at != 0))
		ok = err_set(e, ERR_CONFLICT, "account.disabled",
		    _("This account is disabled. Enable it first."));
	if (ok) {
		secret_new(PREFIX_LINK, text);
		ok = secret_hash(PREFIX_LINK, str_of(text), hash) && sql_link_end_of(s, user, d->now_ms, e) &&
		    sql_link_put(s, HASH_STR(hash), user, str_of(kinds[kind].name), d->now_ms +
		        (kind == LINK_INVITE ? days * DAY_MS : LINK_RESET_MS), e) &&
		    audit_put(s, kinds[kind].action, acc.login, STR_NONE, d, e);
	}
	arena_release(&a);
	return ok;
}

bool
link_find(struct store *s, struct str text, int64_t now_ms, struct arena *a, struct account *out,
    enum link_kind *kind, bool *found, struct err *e)
{
	uint8_t hash[SECRET_HASH_BYTES];
	struct sql_link_by_hash row;
	struct uuid id;

	*found = false;
	if (!secret_hash(PREFIX_LINK, text, hash))
		return true;
	if (!sql_link_by_hash(s, HASH_STR(hash), a, &row, found, e))
		return false;
	*found = *found && row.used_at == 0 && now_ms < row.ends_at;
	if (!*found)
		return true;
	id = access_uuid(row.account);
	*kind = str_is(row.kind, kinds[LINK_INVITE].name) ? LINK_INVITE : LINK_RESET;
	if (!account_read(s, &id, a, out, found, e))
		return false;
	*found = *found && out->disabled_at == 0;
	return true;
}

bool
link_use(struct store *s, struct str text, const char *hash, const struct deed *d, bool *used,
    struct err *e)
{
	struct deed by = *d;
	struct account acc;
	enum link_kind kind;
	struct arena a;
	bool ok;

	arena_init(&a);
	ok = link_find(s, text, d->now_ms, &a, &acc, &kind, used, e);
	if (ok && *used) {
		/* Whoever holds the link acts as the account. Setting the password ends the link. */
		by.actor = acc.login;
		ok = account_password(s, &acc.id, hash, NULL, &by, e);
	}
	arena_release(&a);
	return ok;
}
