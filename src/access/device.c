/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "access/device.h"

#include "access/secret.h"
#include "queries.h"

static struct str
cut(struct str s, size_t max)
{
	size_t n = s.n < max ? s.n : max;

	while (n < s.n && n > 0 && ((unsigned char)s.p[n] & 0xc0) == 0x80)
		n--;
	return s.p == NULL ? STR("") : str_sub(s, 0, n);
}

/* Whose a device is that is known already; `known` false: nobody's. */
static bool
owner(struct store *s, const struct device *dev, struct arena *a, bool *known, struct err *e)
{
	struct sql_device_by_id row;

	*known = false;
	if (uuid_is_nil(&dev->id))
		return true;
	if (!sql_device_by_id(s, &dev->id, a, &row, known, e))
		return false;
	if (!*known)
		return true;
	if (!str_eq(row.account, V_UUID(&dev->account).s))
		return err_set(e, ERR_DENIED, "device.other",
		    _("This device is known as somebody else’s. Enrol it anew, without its old identifier."));
	if (row.revoked_at != 0)
		return err_set(e, ERR_DENIED, "device.revoked",
		    _("This device was revoked. What it held is to be erased; enrol it anew to go on."));
	return true;
}

static bool
put(struct store *s, struct device *dev, struct str hash, const struct deed *d, struct err *e)
{
	struct sql_account_by_id acc;
	struct arena a;
	bool known, found, ok;

	arena_init(&a);
	ok = owner(s, dev, &a, &known, e);
	if (ok && known && hash.p == NULL)
		goto done;
	if (ok && !known && uuid_is_nil(&dev->id))
		dev->id = access_id(d->now_ms);
	ok = ok && sql_account_by_id(s, &dev->account, &a, &acc, &found, e) &&
	    sql_device_put(s, &dev->id, &dev->account, hash, cut(dev->name, DEVICE_NAME_MAX),
	        cut(dev->app, DEVICE_APP_MAX), d->now_ms, e) &&
	    audit_put(s, AUDIT_DEVICE_ENROLLED, found ? acc.login : STR("?"), STR_NONE, d, e);
done:
	arena_release(&a);
	return ok;
}

bool
device_enrol(struct store *s, struct device *dev, const struct deed *d, char text[SECRET_TEXT_MAX],
    struct err *e)
{
	uint8_t hash[SECRET_HASH_BYTES];

	secret_new(PREFIX_DEVICE, text);
	return secret_hash(PREFIX_DEVICE, str_of(text), hash) && put(s, dev, HASH_STR(hash), d, e);
}

bool
device_known(struct store *s, struct device *dev, const struct deed *d, struct err *e)
{
	return put(s, dev, STR_NONE, d, e);
}

bool
device_told(struct store *s, const struct device *dev, int64_t now_ms, struct err *e)
{
	return sql_device_told(s, &dev->id, now_ms, cut(dev->app, DEVICE_APP_MAX), dev->told_skew, dev->skew,
	    dev->waiting, e);
}

bool
device_read(struct store *s, const struct uuid *id, struct arena *a, struct device *out, bool *found,
    struct err *e)
{
	struct sql_device_by_id row;

	if (!sql_device_by_id(s, id, a, &row, found, e))
		return false;
	if (*found)
		*out = (struct device){
			.id = *id, .account = access_uuid(row.account), .name = row.name, .app = row.app,
			.seen_at = row.seen_at, .skew = row.skew, .waiting = row.waiting, .revoked_at = row.revoked_at,
		};
	return true;
}

bool
device_list(struct store *s, const struct uuid *account, struct arena *a, struct device **out, size_t *n,
    struct err *e)
{
	struct device *v = arena_array(a, struct device, DEVICES_MAX);
	struct sql_device_all row;
	struct rows *rows;
	size_t count = 0;
	bool more;

	if (!sql_device_all(s, &rows, e))
		return false;
	for (;;) {
		struct device *p = &v[count];

		if (!sql_device_all_next(rows, &row, &more, e))
			return false;
		if (!more)
			break;
		if (count == DEVICES_MAX || (account != NULL && !str_eq(row.account, V_UUID(account).s)))
			continue;
		*p = (struct device){
			.id = access_uuid(row.id), .account = access_uuid(row.account), .login = str_dup(a, row.login),
			.name = str_dup(a, row.name), .app = str_dup(a, row.app), .made_at = row.made_at,
			.seen_at = row.seen_at, .skew = row.skew, .waiting = row.waiting,
			.revoked_at = row.revoked_at, .revoked_by = str_dup(a, row.revoked_by),
		};
		(void)!access_role(row.role, &p->role);
		count++;
	}
	*out = v;
	*n = count;
	return true;
}

bool
device_revoke(struct store *s, const struct uuid *id, const struct deed *d, bool *revoked, struct err *e)
{
	struct sql_device_by_id row;
	struct sql_account_by_id acc;
	struct uuid account;
	struct arena a;
	bool ok, found = false;

	arena_init(&a);
	ok = sql_device_by_id(s, id, &a, &row, revoked, e);
	*revoked = ok && *revoked && row.revoked_at == 0;
	if (*revoked) {
		account = access_uuid(row.account);
		ok = sql_account_by_id(s, &account, &a, &acc, &found, e) &&
		    sql_device_set_revoked(s, id, d->now_ms, d->actor, e) &&
		    audit_put(s, AUDIT_DEVICE_REVOKED, found ? acc.login : STR("?"), row.name, d, e);
	}
	arena_release(&a);
	return ok;
}
