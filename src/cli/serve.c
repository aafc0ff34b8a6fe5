/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* serve: the web application. */
#include "base/lang.h"
#include "base/log.h"
#include "cli/cli.h"
#include "web/nightly.h"
#include "web/serve.h"

#include <stdio.h>
#include <stdlib.h>

#define LIMITS_MAX 32

/* "127.0.0.1:8080", "[::1]:8080", "8080". */
static bool
listen_parse(struct str s, struct str *host, int *port)
{
	size_t colon = s.n;
	int64_t n;

	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] == ':')
			colon = i;
	*host = colon < s.n ? str_sub(s, 0, colon) : STR("127.0.0.1");
	if (host->n > 2 && host->p[0] == '[' && host->p[host->n - 1] == ']')
		*host = str_sub(*host, 1, host->n - 1);
	if (host->n == 0 || !str_int(colon < s.n ? str_sub(s, colon + 1, s.n) : s, &n) || n < 0 || n > 65535)
		return false;
	*port = (int)n;
	return true;
}

static bool
origin_parse(struct str s)
{
	size_t skip = str_starts(s, STR("https://")) ? 8 : str_starts(s, STR("http://")) ? 7 : 0;

	return skip > 0 && s.n > skip && str_find(str_sub(s, skip, s.n), '/') == s.n - skip;
}

static bool
limits_parse(struct http_limits *l, const struct str *given, size_t n, struct str *wrong)
{
	for (size_t i = 0; i < n; i++) {
		struct str rest = given[i], name;
		int64_t v;

		*wrong = given[i];
		if (!str_cut(&rest, '=', &name) || rest.p == NULL || !str_int(rest, &v) ||
		    !http_limit_set(l, name, v))
			return false;
	}
	return true;
}

struct told {
	const struct cli *c;
	struct str host;
};

static void
ready(void *ctx, int port)
{
	const struct told *t = ctx;

	if (t->c->quiet)
		return;
	printf(_("Maillage serves at http://%.*s:%d\n"), STR_A(t->host), port);
	fflush(stdout);
}

int
run_serve(struct cli *c, int argc, char **argv)
{
	struct serve_options o = { .db = c->db, .key = c->key, .retention_at = NIGHTLY_USUAL,
		.limits = http_limits_default };
	struct str where = STR("127.0.0.1:8080"), given[LIMITS_MAX], words[1], wrong;
	struct str workers = STR_NONE, at = STR_NONE;
	struct told told = { .c = c };
	size_t n_given = 0, n_words;
	struct err e = { 0 };
	const struct option options[] = {
		{ "--listen", OPTION_VALUE, NULL, &where, NULL, 0 },
		{ "--workers", OPTION_VALUE, NULL, &workers, NULL, 0 },
		{ "--origin", OPTION_VALUE, NULL, &o.origin, NULL, 0 },
		{ "--behind-proxy", OPTION_FLAG, &o.behind_proxy, NULL, NULL, 0 },
		{ "--retention-at", OPTION_VALUE, NULL, &at, NULL, 0 },
		{ "--demo-accounts", OPTION_FLAG, &o.demo_accounts, NULL, NULL, 0 },
		{ "--limit", OPTION_LIST, NULL, given, &n_given, LIMITS_MAX },
	};
	int status = cli_options(c, "serve", argc, argv, options, COUNT(options), words, &n_words, 0);
	int64_t n;

	if (status != EXIT_DONE)
		return status;
	if (!listen_parse(where, &o.host, &o.port))
		return cli_usage(c, "serve", _("--listen takes HOST:PORT, not “%.*s”."), STR_A(where));
	if (o.origin.p != NULL && !origin_parse(o.origin))
		return cli_usage(c, "serve", _("--origin takes https://NAME, not “%.*s”."), STR_A(o.origin));
	if (!limits_parse(&o.limits, given, n_given, &wrong))
		return cli_usage(c, "serve", _("--limit takes NAME=NUMBER in its bounds, not “%.*s”."),
		    STR_A(wrong));
	if (workers.p != NULL &&
	    (!str_int(workers, &n) || n < 1 || !http_limit_set(&o.limits, STR("workers"), n)))
		return cli_usage(c, "serve", _("--workers takes a number from 1 to 256."));
	if (at.p == NULL)
		at = str_of(getenv("MAILLAGE_RETENTION_AT"));
	if (str_is(at, "off"))
		o.retention_at = NIGHTLY_OFF;
	else if (at.p != NULL && !clock_parse(at, &o.retention_at))
		return cli_usage(c, "serve", _("--retention-at takes HH:MM or off, not “%.*s”."), STR_A(at));
	log_level_set(c->quiet ? LOG_WARN : LOG_INFO);
	told.host = o.host;
	o.ready = ready;
	o.ctx = &told;
	return serve(&o, &e) ? EXIT_DONE : cli_fail(c, &e);
}
