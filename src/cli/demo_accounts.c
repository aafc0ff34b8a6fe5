/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Accounts to try the demonstration with: one a role. */
#include "access/access.h"
#include "base/lang.h"
#include "cli/demo.h"
#include "record/find.h"

static const struct {
	const char *login;
	enum role role;
	const char *scheme[2], *agency, *client, *staff;
} people[] = {
	{ .login = "siege", ROLE_HEAD_OFFICE },
	{ .login = "agence", ROLE_AGENCY, .agency = "AG-R" },
	{ .login = "rennes", ROLE_MANAGER, .scheme = { "REN", "RBI" } },
	{ .login = "equipe", ROLE_TEAM_LEADER, .scheme = { "REN" }, .staff = "M-0007" },
	{ .login = "terrain", ROLE_MEDIATOR, .scheme = { "REN" }, .staff = "M-0003" },
	{ .login = "ville", ROLE_CLIENT, .client = "C-REN" },
	{ .login = "partenaire", ROLE_PARTNER },
	{ .login = "formation", ROLE_TRAINER },
	{ .login = "gestion", ROLE_ADMINISTRATOR },
	{ .login = "dpo", ROLE_DPO },
};

/* Up to two records by their own ids; those there are. */
static bool
find(struct store *s, struct arena *a, const char *reg, const char *const *ids, size_t n,
    struct uuid_set *out, struct err *e)
{
	struct uuid *v = arena_array(a, struct uuid, n);
	bool found, ambiguous;
	size_t k = 0;

	for (size_t i = 0; i < n && ids[i] != NULL; i++) {
		if (!record_find(s, reg_find(str_of(reg)), NULL, str_of(ids[i]), &v[k], &found, &ambiguous, e))
			return false;
		k += found;
	}
	*out = (struct uuid_set){ v, k };
	return true;
}

static bool
make_one(struct store *s, struct arena *a, size_t i, const char *hash, const struct deed *d, struct err *e)
{
	struct account acc = { .login = str_of(people[i].login), .role = people[i].role }, other;
	struct uuid_set staff;
	bool found;

	if (!account_find(s, acc.login, a, &other, &found, e))
		return false;
	if (found)
		return true;
	if (!find(s, a, "scheme", people[i].scheme, COUNT(people[i].scheme), &acc.schemes, e) ||
	    !find(s, a, "agency", &people[i].agency, 1, &acc.agencies, e) ||
	    !find(s, a, "client", &people[i].client, 1, &acc.clients, e) ||
	    !find(s, a, "staff", &people[i].staff, 1, &staff, e))
		return false;
	if (staff.n > 0)
		acc.staff = staff.v[0];
	return demo_account(s, &acc, hash, d, e);
}

bool
demo_people(struct store *s, struct arena *a, int64_t now_ms, struct err *e)
{
	struct deed d = { .actor = STR("cli"), .now_ms = now_ms };
	char hash[PASSWORD_HASH_MAX];

	/* The password is no secret, nor is it that all have the same. */
	if (!password_hash(STR(DEMO_PASSWORD), hash, e) || !store_begin(s, e))
		return false;
	for (size_t i = 0; i < COUNT(people); i++)
		if (!make_one(s, a, i, hash, &d, e)) {
			store_rollback(s);
			return false;
		}
	if (store_commit(s, e))
		return true;
	store_rollback(s);
	return false;
}
