/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Accounts whose password everybody knows: in stores that hold nothing but a demonstration. */
#include "access/access.h"

#include "base/lang.h"
#include "record/journal.h"

#include "queries.h"

#define MARK "demonstration"

bool
demo_store(struct store *s, bool *yes, struct err *e)
{
	struct sql_meta_get row;
	struct arena a;
	bool ok;

	arena_init(&a);
	ok = sql_meta_get(s, STR(MARK), &a, &row, yes, e);
	arena_release(&a);
	return ok;
}

bool
demo_mark(struct store *s, bool *marked, struct err *e)
{
	struct account *v;
	struct arena a;
	int64_t position;
	size_t n = 0;
	bool ok;

	if (!demo_store(s, marked, e))
		return false;
	if (*marked)
		return true;
	arena_init(&a);
	ok = journal_position(s, &position, e) && account_list(s, STR_NONE, 1, &a, &v, &n, e);
	if (ok && position == 0 && n == 0) {
		*marked = true;
		ok = sql_meta_put(s, STR(MARK), STR("1"), e);
	}
	arena_release(&a);
	return ok;
}

bool
demo_account(struct store *s, struct account *acc, const char *hash, const struct deed *d, struct err *e)
{
	bool yes;

	if (!demo_store(s, &yes, e))
		return false;
	if (!yes)
		return err_set(e, ERR_CONFLICT, "demo.real",
		    _("This store was not made by the demonstration alone: it gets no account whose password "
		      "everybody knows. Nothing was changed."));
	/* Last the mark: any other password takes it away. */
	return account_make(s, acc, d, e) && account_password(s, &acc->id, hash, NULL, d, e) &&
	    sql_account_set_demo(s, &acc->id, e);
}

bool
demo_accounts(struct store *s, struct arena *a, struct account **out, size_t *n, struct err *e)
{
	struct account *v, *shown = arena_array(a, struct account, DEMO_ACCOUNTS_MAX);
	size_t all;

	*n = 0;
	if (!account_list(s, STR_NONE, DEMO_ACCOUNTS_MAX, a, &v, &all, e))
		return false;
	for (int role = ROLE_NONE + 1; role < N_ROLES; role++)
		for (size_t i = 0; i < all; i++)
			if (v[i].demo && v[i].disabled_at == 0 && v[i].role == (enum role)role)
				shown[(*n)++] = v[i];
	*out = shown;
	return true;
}
