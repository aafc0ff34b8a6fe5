/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "access/secret.h"

#include "base/text.h"
#include "queries.h"

bool
login_parse(struct str s, struct arena *a, struct str *out, struct err *e)
{
	char *p = str_cstr(a, str_trim(s));
	size_t n = str_trim(s).n;
	bool good = n >= 2 && n <= LOGIN_MAX;

	for (size_t i = 0; good && i < n; i++) {
		if (p[i] >= 'A' && p[i] <= 'Z')
			p[i] = (char)(p[i] - 'A' + 'a');
		good = (p[i] >= 'a' && p[i] <= 'z') || (p[i] >= '0' && p[i] <= '9') ||
		    (p[i] != '\0' && strchr("._-@", p[i]) != NULL);
	}
	/* What would look like an option or like the house itself. */
	if (!good || p[0] == '-' || strcmp(p, "cli") == 0)
		return err_set(e, ERR_INVALID, "account.login",
		    _("A login has 2 to %d letters without accents, digits, points, hyphens, underscores or @."),
		    LOGIN_MAX);
	*out = (struct str){ p, n };
	return true;
}

/* The three statements that give a whole account have the same columns. */
static void
take(const struct sql_account_by_id *row, struct arena *a, struct account *out)
{
	*out = (struct account){
		.id = access_uuid(row->id), .login = str_dup(a, row->login), .staff = access_uuid(row->staff),
		.has_password = row->password.p != NULL, .demo = row->demo != 0,
		.disabled_at = row->disabled_at, .made_at = row->made_at, .changed_at = row->changed_at,
		.signed_in_at = row->signed_in_at,
	};
	(void)!access_role(row->role, &out->role);
	out->has_lang = lang_parse(row->lang, &out->lang);
	(void)!theme_parse(row->theme, &out->theme);
}

static bool
read_reach(struct store *s, struct arena *a, struct account *acc, struct err *e)
{
	struct {
		const char *reg;
		struct uuid_set *set;
		struct uuid *v;
	} sets[] = {
		{ "scheme", &acc->schemes, NULL }, { "agency", &acc->agencies, NULL },
		{ "client", &acc->clients, NULL },
	};
	struct sql_account_reach_of row;
	struct rows *rows;
	bool more;

	if (!sql_account_reach_of(s, &acc->id, &rows, e))
		return false;
	for (;;) {
		if (!sql_account_reach_of_next(rows, &row, &more, e))
			return false;
		if (!more)
			return true;
		for (size_t i = 0; i < COUNT(sets); i++) {
			if (!str_is(row.reg, sets[i].reg) || sets[i].set->n == ACCOUNT_REACH_MAX)
				continue;
			if (sets[i].v == NULL)
				sets[i].set->v = sets[i].v = arena_array(a, struct uuid, ACCOUNT_REACH_MAX);
			sets[i].v[sets[i].set->n++] = access_uuid(row.ref);
		}
	}
}

bool
account_find(struct store *s, struct str login, struct arena *a, struct account *out, bool *found,
    struct err *e)
{
	struct sql_account_by_login row;
	struct sql_account_by_id same;

	_Static_assert(sizeof(row) == sizeof(same), "the same columns");
	if (!sql_account_by_login(s, login, a, &row, found, e))
		return false;
	if (!*found)
		return true;
	memcpy(&same, &row, sizeof(same));
	take(&same, a, out);
	return read_reach(s, a, out, e);
}

bool
account_read(struct store *s, const struct uuid *id, struct arena *a, struct account *out, bool *found,
    struct err *e)
{
	struct sql_account_by_id row;

	if (!sql_account_by_id(s, id, a, &row, found, e))
		return false;
	if (!*found)
		return true;
	take(&row, a, out);
	return read_reach(s, a, out, e);
}

bool
account_list(struct store *s, struct str after, size_t limit, struct arena *a, struct account **out,
    size_t *n, struct err *e)
{
	struct account *v = arena_array(a, struct account, limit);
	struct sql_account_after row;
	struct sql_account_by_id same;
	struct rows *rows;
	size_t count = 0;
	bool more;

	_Static_assert(sizeof(row) == sizeof(same), "the same columns");
	if (!sql_account_after(s, after.p != NULL ? after : STR(""), (int64_t)limit, &rows, e))
		return false;
	for (;;) {
		if (!sql_account_after_next(rows, &row, &more, e))
			return false;
		if (!more || count == limit)
			break;
		memcpy(&same, &row, sizeof(same));
		take(&same, a, &v[count++]);
	}
	if (more)
		rows_close(rows);
	for (size_t i = 0; i < count; i++)
		if (!read_reach(s, a, &v[i], e))
			return false;
	*out = v;
	*n = count;
	return true;
}

static bool
write_reach(struct store *s, const struct account *acc, struct err *e)
{
	const struct {
		const char *reg;
		const struct uuid_set *set;
	} sets[] = {
		{ "scheme", &acc->schemes }, { "agency", &acc->agencies }, { "client", &acc->clients },
	};

	if (!sql_account_reach_drop(s, &acc->id, e))
		return false;
	for (size_t i = 0; i < COUNT(sets); i++)
		for (size_t k = 0; k < sets[i].set->n; k++)
			if (!sql_account_reach_put(s, &acc->id, str_of(sets[i].reg), &sets[i].set->v[k], e))
				return false;
	return true;
}

/* What the log says of an account: its role and how much it is given, never a name. */
static struct str
said_of(struct arena *a, const struct account *acc)
{
	return str_fmt(a, "role=%s schemes=%zu agencies=%zu clients=%zu", role_name(acc->role),
	    acc->schemes.n, acc->agencies.n, acc->clients.n);
}

static bool
valid(const struct account *acc, struct err *e)
{
	if (acc->role <= ROLE_NONE || acc->role >= N_ROLES)
		return err_set(e, ERR_INVALID, "account.role", _("An account needs a role."));
	if (acc->schemes.n > ACCOUNT_REACH_MAX || acc->agencies.n > ACCOUNT_REACH_MAX ||
	    acc->clients.n > ACCOUNT_REACH_MAX)
		return err_set(e, ERR_INVALID, "account.reach",
		    _("An account is given at most %d schemes, agencies or clients; the head office has all."),
		    ACCOUNT_REACH_MAX);
	return true;
}

static struct uuid *
staff_or_null(struct account *acc)
{
	return uuid_is_nil(&acc->staff) ? NULL : &acc->staff;
}

static struct str
lang_or_none(const struct account *acc)
{
	if (!acc->has_lang)
		return STR_NONE;
	return acc->lang == LANG_FR ? STR("fr") : STR("en");
}

bool
account_make(struct store *s, struct account *acc, const struct deed *d, struct err *e)
{
	struct account other;
	struct str login;
	struct arena a;
	bool found, ok = false;

	arena_init(&a);
	if (!valid(acc, e) || !login_parse(acc->login, &a, &login, e) ||
	    !account_find(s, login, &a, &other, &found, e))
		goto done;
	if (found) {
		err_set(e, ERR_CONFLICT, "account.exists",
		    _("There is an account “%.*s” already. Nothing was changed."), STR_A(login));
		goto done;
	}
	acc->id = access_id(d->now_ms);
	acc->made_at = acc->changed_at = d->now_ms;
	ok = sql_account_put(s, &acc->id, login, str_of(role_name(acc->role)), staff_or_null(acc),
	    lang_or_none(acc), str_of(theme_name(acc->theme)), acc->demo, d->now_ms, e) &&
	    write_reach(s, acc, e) && audit_put(s, AUDIT_ACCOUNT_MADE, login, said_of(&a, acc), d, e);
done:
	arena_release(&a);
	return ok;
}

/* Whether an administrator is left besides this account. */
static bool
not_the_last(struct store *s, const struct account *acc, struct arena *a, struct err *e)
{
	struct sql_account_enabled_count row;
	bool found;

	if (acc->role != ROLE_ADMINISTRATOR || acc->disabled_at != 0)
		return true;
	if (!sql_account_enabled_count(s, str_of(role_name(ROLE_ADMINISTRATOR)), a, &row, &found, e))
		return false;
	return row.n > 1 || err_set(e, ERR_CONFLICT, "account.last",
	    _("“%.*s” is the last administrator. Nothing was changed. Make another one first."),
	    STR_A(acc->login));
}

static bool
known(struct store *s, const struct uuid *id, struct arena *a, struct account *out, struct err *e)
{
	bool found;

	if (!account_read(s, id, a, out, &found, e))
		return false;
	return found || err_set(e, ERR_NOT_FOUND, "account.missing", _("There is no such account."));
}

static bool
same_set(const struct uuid_set *x, const struct uuid_set *y)
{
	for (size_t i = 0; i < x->n; i++) {
		size_t k = 0;

		while (k < y->n && !uuid_eq(&x->v[i], &y->v[k]))
			k++;
		if (k == y->n)
			return false;
	}
	return x->n == y->n;
}

bool
account_change(struct store *s, const struct account *acc, const struct deed *d, struct err *e)
{
	struct account old, new = *acc;
	struct arena a;
	int64_t ended = 0;
	bool ok = false, moved;

	arena_init(&a);
	if (!valid(acc, e) || !known(s, &acc->id, &a, &old, e) ||
	    (acc->role != ROLE_ADMINISTRATOR && !not_the_last(s, &old, &a, e)))
		goto done;
	moved = old.role != acc->role || !uuid_eq(&old.staff, &acc->staff) ||
	    !same_set(&old.schemes, &acc->schemes) || !same_set(&old.agencies, &acc->agencies) ||
	    !same_set(&old.clients, &acc->clients);
	ok = sql_account_set(s, &acc->id, str_of(role_name(acc->role)), staff_or_null(&new),
	    lang_or_none(acc), str_of(theme_name(acc->theme)), d->now_ms, e) && write_reach(s, acc, e) &&
	    audit_put(s, AUDIT_ACCOUNT_CHANGED, old.login, said_of(&a, acc), d, e) &&
	    (!moved || session_end_all(s, &acc->id, NULL, d, &ended, e));
done:
	arena_release(&a);
	return ok;
}

bool
account_prefer(struct store *s, const struct uuid *id, const struct account *wish, const struct deed *d,
    struct err *e)
{
	struct account acc;
	struct arena a;
	bool ok;

	arena_init(&a);
	ok = known(s, id, &a, &acc, e) &&
	    sql_account_set(s, id, str_of(role_name(acc.role)), staff_or_null(&acc), lang_or_none(wish),
	        str_of(theme_name(wish->theme)), d->now_ms, e) &&
	    audit_put(s, AUDIT_ACCOUNT_CHANGED, acc.login, str_fmt(&a, "lang=%s theme=%s",
	        !wish->has_lang ? "-" : wish->lang == LANG_FR ? "fr" : "en", theme_name(wish->theme)), d, e);
	arena_release(&a);
	return ok;
}

bool
account_disable(struct store *s, const struct uuid *id, bool disabled, const struct deed *d,
    struct err *e)
{
	struct account acc;
	struct arena a;
	int64_t ended = 0;
	bool ok = false;

	arena_init(&a);
	if (!known(s, id, &a, &acc, e))
		goto done;
	ok = true;
	if ((acc.disabled_at != 0) == disabled)
		goto done;
	ok = (!disabled || (not_the_last(s, &acc, &a, e) && session_end_all(s, id, NULL, d, &ended, e) &&
	        sql_token_revoke_of(s, id, d->now_ms, e) && sql_link_end_of(s, id, d->now_ms, e))) &&
	    sql_account_set_disabled(s, id, disabled ? d->now_ms : 0, d->now_ms, e) &&
	    audit_put(s, disabled ? AUDIT_ACCOUNT_DISABLED : AUDIT_ACCOUNT_ENABLED, acc.login, STR_NONE, d, e);
done:
	arena_release(&a);
	return ok;
}

bool
account_password(struct store *s, const struct uuid *id, const char *hash, const struct uuid *keep,
    const struct deed *d, struct err *e)
{
	struct account acc;
	struct arena a;
	int64_t ended = 0;
	bool ok;

	arena_init(&a);
	ok = known(s, id, &a, &acc, e) && sql_account_set_password(s, id, str_of(hash), d->now_ms, e) &&
	    sql_link_end_of(s, id, d->now_ms, e) && session_end_all(s, id, keep, d, &ended, e) &&
	    audit_put(s, AUDIT_PASSWORD, acc.login, STR_NONE, d, e);
	arena_release(&a);
	return ok;
}
