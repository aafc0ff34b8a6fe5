/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* init and migrate: one makes a store, the other brings an older one up to date. */
#include "base/lang.h"
#include "cli/cli.h"
#include "record/schema.h"
#include "store/migrate.h"

#include <stdio.h>

/* Tables, registers and nomenclature in one transaction. */
static bool
build(struct store *s, int *from, int *to, int64_t *codes, struct err *e)
{
	if (!store_begin(s, e))
		return false;
	if (!migrate_run(s, from, to, e) || !schema_update(s, e) || !codes_load(s, codes, e) ||
	    !store_commit(s, e)) {
		store_rollback(s);
		return false;
	}
	return true;
}

int
run_init(struct cli *c, int argc, char **argv)
{
	struct store_options o = { .url = c->db, .mode = STORE_CREATE, .key = c->key };
	struct store *s;
	struct err e = { 0 };
	int from, to;
	int64_t codes;

	if (argc > 1)
		return cli_usage(c, "init", _("%s is no option of %s."), argv[1], "init");
	if (!store_open(&o, &c->arena, &s, &e) || !build(s, &from, &to, &codes, &e))
		return cli_fail(c, &e);
	if (!c->quiet)
		printf(_("%.*s is ready: %zu registers, %lld codes.\n"), STR_A(store_name(s)), n_registers,
		    (long long)codes);
	return EXIT_DONE;
}

int
run_migrate(struct cli *c, int argc, char **argv)
{
	struct store_options o = { .url = c->db, .mode = STORE_WRITE, .key = c->key };
	struct store *s;
	struct err e = { 0 };
	int from, to, version;
	int64_t codes;

	if (argc > 1)
		return cli_usage(c, "migrate", _("%s is no option of %s."), argv[1], "migrate");
	if (!store_open(&o, &c->arena, &s, &e) || !migrate_version(s, &version, &e))
		return cli_fail(c, &e);
	if (version == 0) {
		err_set(&e, ERR_INVALID, "store.foreign", _("%.*s is no Maillage store. Nothing was changed."),
		    STR_A(store_name(s)));
		return cli_fail(c, &e);
	}
	if (!build(s, &from, &to, &codes, &e))
		return cli_fail(c, &e);
	if (!c->quiet)
		printf(_("%.*s is at version %d (it was at %d); %lld codes were added.\n"),
		    STR_A(store_name(s)), to, from, (long long)codes);
	return EXIT_DONE;
}
