/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* key: makes, shows and changes the store's data key. */
#include "access/access.h"
#include "base/json.h"
#include "base/lang.h"
#include "cli/cli.h"
#include "record/vault.h"

#include <stdio.h>

static bool
noted(struct cli *c, struct store *s, const char *what, struct err *e)
{
	const struct deed d = { .actor = STR("cli"), .now_ms = c->now_ms };

	return audit_put(s, AUDIT_KEY, str_of(what), STR_NONE, &d, e) && store_commit(s, e);
}

static bool
make(struct cli *c, struct store *s, struct vault *v, struct err *e)
{
	struct vault_state now;

	if (!store_begin(s, e))
		return false;
	if (!vault_look(v, &now, e))
		goto undo;
	if (now.wanted[0] != '\0') {
		err_set(e, ERR_CONFLICT, "key.exists",
		    _("This store has its key already (%s). Nothing was changed. To change it: maillage key rotate"),
		    now.wanted);
		goto undo;
	}
	if (!vault_make(v, e) || !noted(c, s, "make", e))
		goto undo;
	return true;

undo:
	store_rollback(s);
	return false;
}

static bool
rotate(struct cli *c, struct store *s, struct vault *v, int64_t *records, struct err *e)
{
	if (!store_begin(s, e))
		return false;
	if (vault_rotate_begin(v, e) && vault_rotate(v, records, e) && noted(c, s, "rotate", e))
		return vault_rotate_end(v, e);
	store_rollback(s);
	return false;
}

static void
show_json(const struct vault_state *now)
{
	struct json_writer w;
	struct buf b;

	buf_init(&b);
	js_init(&w, &b);
	js_object(&w);
	js_key(&w, "file");
	js_str(&w, str_of(now->path));
	js_key(&w, "fingerprint");
	js_str(&w, now->print[0] != '\0' ? str_of(now->print) : STR_NONE);
	js_key(&w, "wanted");
	js_str(&w, now->wanted[0] != '\0' ? str_of(now->wanted) : STR_NONE);
	js_key(&w, "opens");
	js_bool(&w, now->opens);
	js_key(&w, "records");
	js_int(&w, now->records);
	js_end_object(&w);
	printf(STR_F "\n", STR_A(buf_text(&b)));
	buf_release(&b);
}

static void
show_text(const struct vault_state *now)
{
	printf(_("Key file: %s\n"), now->path != NULL ? now->path : _("none is named (--key FILE)"));
	if (now->found)
		printf(_("Fingerprint: %s\n"), now->print);
	else
		printf("%s\n", _("The file is not there."));
	if (now->wanted[0] == '\0')
		printf("%s\n", _("Nothing is sealed in this store yet."));
	else if (now->opens)
		printf(lang_plural("It opens this store: %lld record has sealed texts.\n",
		    "It opens this store: %lld records have sealed texts.\n", now->records), (long long)now->records);
	else
		printf(_("This store is sealed with another key: %s.\n"), now->wanted);
}

int
run_key(struct cli *c, int argc, char **argv)
{
	struct str what = argc == 2 ? str_of(argv[1]) : STR_NONE;
	bool shows = str_is(what, "show"), ok;
	struct vault_state now;
	struct vault *v;
	struct store *s;
	struct codes *codes;
	struct err e = { 0 };
	int64_t records;

	if (!shows && !str_is(what, "make") && !str_is(what, "rotate"))
		return cli_usage(c, "key", _("make, show or rotate?"));
	if (!cli_open(c, shows ? STORE_READ : STORE_WRITE, &s, &codes, &e))
		return cli_fail(c, &e);
	v = vault_new(s, &c->arena);
	ok = shows || (str_is(what, "make") ? make(c, s, v, &e) : rotate(c, s, v, &records, &e));
	if (!ok || !vault_look(v, &now, &e))
		return cli_fail(c, &e);
	if (c->json)
		show_json(&now);
	else if (!c->quiet)
		show_text(&now);
	/* A store that this key does not open: whoever asks by a script must see it. */
	return now.wanted[0] == '\0' || now.opens ? EXIT_DONE : EXIT_FAILED;
}
