/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "sync/kept.h"

#include "queries.h"

#define KEPT_MAX 500 /* the limit of the query */

static bool
within(const struct reach *who, struct str scheme)
{
	struct uuid id;

	if (who->all)
		return true;
	if (scheme.n != sizeof(id.b))
		return false;
	memcpy(id.b, scheme.p, sizeof(id.b));
	return uuid_set_has(&who->schemes, &id);
}

static void
take_uuid(struct uuid *out, struct str bytes)
{
	if (bytes.n == sizeof(out->b))
		memcpy(out->b, bytes.p, sizeof(out->b));
}

bool
kept_list(struct store *s, const struct reach *who, struct arena *a, struct kept **out, size_t *n,
    struct err *e)
{
	struct kept *v = arena_array(a, struct kept, KEPT_MAX);
	struct sql_sync_kept_all row;
	struct rows *rows;
	size_t count = 0;
	bool more;

	if (!sql_sync_kept_all(s, &rows, e))
		return false;
	for (;;) {
		struct kept *k = &v[count];

		if (!sql_sync_kept_all_next(rows, &row, &more, e))
			return false;
		if (!more)
			break;
		if (count == KEPT_MAX || !within(who, row.scheme))
			continue;
		*k = (struct kept){ .login = str_dup(a, row.login), .status = (enum push_status)row.status,
			.reg = str_dup(a, row.reg), .base = row.base, .at = row.at, .kept_at = row.kept_at,
			.errors = str_dup(a, row.errors), .in_scheme = row.scheme.p != NULL };
		take_uuid(&k->id, row.id);
		take_uuid(&k->record, row.record);
		take_uuid(&k->scheme, row.scheme);
		count++;
	}
	*out = v;
	*n = count;
	return true;
}

bool
kept_read(struct store *s, const struct reach *who, const struct uuid *id, struct arena *a,
    struct kept *out, bool *found, struct err *e)
{
	struct sql_sync_kept_read row;

	if (!sql_sync_kept_read(s, id, a, &row, found, e))
		return false;
	*found = *found && within(who, row.scheme);
	if (!*found)
		return true;
	*out = (struct kept){ .id = *id, .login = row.login, .status = (enum push_status)row.status,
		.reg = row.reg, .base = row.base, .at = row.at, .kept_at = row.kept_at, .fields = row.fields,
		.errors = row.errors, .settled = row.settled, .in_scheme = row.scheme.p != NULL };
	take_uuid(&out->record, row.record);
	take_uuid(&out->scheme, row.scheme);
	return true;
}

bool
kept_settle(struct store *s, const struct uuid *id, const char *how, int64_t now_ms, struct str by,
    struct err *e)
{
	return sql_sync_kept_settle(s, id, str_of(how), now_ms, by, e);
}
