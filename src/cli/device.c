/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* device: phones of the field app, from the command line of the machine. */
#include "access/device.h"
#include "base/json.h"
#include "cli/cli.h"

#include <stdio.h>

static void
print_json(const struct device *v, size_t n)
{
	struct json_writer w;
	struct buf b;

	buf_init(&b);
	js_init(&w, &b);
	w.indent = 2;
	js_object(&w);
	js_key(&w, "devices");
	js_array(&w);
	for (size_t i = 0; i < n; i++) {
		char id[37];

		uuid_format(&v[i].id, id);
		js_object(&w);
		js_key(&w, "id");
		js_cstr(&w, id);
		js_key(&w, "login");
		js_str(&w, v[i].login);
		js_key(&w, "name");
		js_str(&w, v[i].name);
		js_key(&w, "app");
		js_str(&w, v[i].app);
		js_key(&w, "made_at");
		js_int(&w, v[i].made_at);
		js_key(&w, "seen_at");
		js_int(&w, v[i].seen_at);
		js_key(&w, "skew");
		js_int(&w, v[i].skew);
		js_key(&w, "waiting");
		js_int(&w, v[i].waiting);
		js_key(&w, "revoked_at");
		js_int(&w, v[i].revoked_at);
		js_end_object(&w);
	}
	js_end_array(&w);
	js_end_object(&w);
	printf(STR_F "\n", STR_A(buf_text(&b)));
	buf_release(&b);
}

static void
print_text(const struct device *v, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		char id[37], seen[25];

		uuid_format(&v[i].id, id);
		instant_format(v[i].seen_at, seen);
		printf("%s  %-20.*s  %-20.*s  %-8.*s  %.10s  %s\n", id, STR_A(v[i].login), STR_A(v[i].name),
		    STR_A(v[i].app), seen, v[i].revoked_at != 0 ? _("revoked") : "");
	}
}

static int
list(struct cli *c, struct store *s)
{
	struct device *v;
	struct err e = { 0 };
	size_t n;

	if (!device_list(s, NULL, &c->arena, &v, &n, &e))
		return cli_fail(c, &e);
	if (c->json)
		print_json(v, n);
	else
		print_text(v, n);
	return EXIT_DONE;
}

static int
revoke(struct cli *c, struct store *s, const struct uuid *id)
{
	struct deed d = { .actor = STR("cli"), .now_ms = c->now_ms };
	struct err e = { 0 };
	bool revoked;

	if (!store_begin(s, &e))
		return cli_fail(c, &e);
	if (!device_revoke(s, id, &d, &revoked, &e) || !store_commit(s, &e)) {
		store_rollback(s);
		return cli_fail(c, &e);
	}
	if (revoked)
		return EXIT_DONE;
	err_set(&e, ERR_NOT_FOUND, "device.missing", _("There is no such device, or it was revoked before."));
	return cli_fail(c, &e);
}

int
run_device(struct cli *c, int argc, char **argv)
{
	struct codes *codes;
	struct store *s;
	struct str words[2];
	struct err e = { 0 };
	struct uuid id;
	size_t n;
	int status = cli_options(c, "device", argc, argv, NULL, 0, words, &n, COUNT(words));
	bool lists = n == 1 && str_is(words[0], "list"), revokes = n == 2 && str_is(words[0], "revoke");

	if (status != EXIT_DONE)
		return status;
	if (!lists && !(revokes && uuid_parse(words[1], &id)))
		return cli_usage(c, "device", _("Which? device list or device revoke ID"));
	if (!cli_open(c, lists ? STORE_READ : STORE_WRITE, &s, &codes, &e))
		return cli_fail(c, &e);
	return lists ? list(c, s) : revoke(c, s, &id);
}
