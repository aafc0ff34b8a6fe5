/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* retention: empties, moves and deletes what is not to be kept any longer, and tells how much. */
#include "access/retention.h"
#include "base/json.h"
#include "base/lang.h"
#include "cli/cli.h"

#include <stdio.h>

static void
print_json(const struct retention_count *v, size_t n, int32_t as_of, bool dry)
{
	struct json_writer w;
	struct buf b;
	char day[11];

	day_format(as_of, day);
	buf_init(&b);
	js_init(&w, &b);
	js_object(&w);
	js_key(&w, "as_of");
	js_cstr(&w, day);
	js_key(&w, "dry_run");
	js_bool(&w, dry);
	js_key(&w, "rules");
	js_array(&w);
	for (size_t i = 0; i < n; i++) {
		js_object(&w);
		js_key(&w, "rule");
		js_cstr(&w, v[i].rule->name);
		js_key(&w, "days");
		js_int(&w, v[i].rule->days);
		js_key(&w, "records");
		js_int(&w, v[i].records);
		js_key(&w, "entries");
		js_int(&w, v[i].entries);
		js_end_object(&w);
	}
	js_end_array(&w);
	js_end_object(&w);
	printf(STR_F "\n", STR_A(buf_text(&b)));
	buf_release(&b);
}

static void
print_text(const struct retention_count *v, size_t n, bool dry)
{
	int64_t records = 0;

	for (size_t i = 0; i < n; i++) {
		records += v[i].records;
		if (v[i].records == 0)
			continue;
		printf("%-36s %10lld  ", v[i].rule->name, (long long)v[i].records);
		printf(_("after %d days: %s"), v[i].rule->days, lang_text(retention_label(v[i].rule->action)));
		printf("\n");
	}
	if (records == 0)
		printf("%s\n", _("Nothing is due."));
	else if (dry)
		printf("%s\n", _("Nothing was changed: this was a dry run."));
}

int
run_retention(struct cli *c, int argc, char **argv)
{
	struct str day = STR_NONE, words[1];
	struct retention_ask ask = { .as_of = c->today, .now_ms = c->now_ms, .actor = STR("cli"),
		.write = retention_in_store };
	struct retention_store in = { .dry = false };
	struct retention_count *v;
	struct store *s;
	struct codes *codes;
	struct err e = { 0 };
	size_t n, n_words;
	const struct option options[] = {
		{ .name = "--as-of", .kind = OPTION_VALUE, .value = &day },
		{ .name = "--dry-run", .kind = OPTION_FLAG, .flag = &ask.dry },
	};
	int status = cli_options(c, "retention", argc, argv, options, COUNT(options), words, &n_words, 0);

	if (status != EXIT_DONE)
		return status;
	if (day.p != NULL && !day_parse(day, &ask.as_of))
		return cli_usage(c, "retention", _("“%.*s” is no date: 2025-12-31."), STR_A(day));
	/* What is not due yet is not erased by a slip of the year. */
	if (!ask.dry && ask.as_of > c->today)
		return cli_usage(c, "retention", _("A day to come is for a dry run: add --dry-run."));
	if (!cli_open(c, STORE_WRITE, &s, &codes, &e) || !store_secure(s, &e))
		return cli_fail(c, &e);
	in.s = s;
	in.dry = ask.dry;
	ask.ctx = &in;
	if (!retention_run(s, &ask, &c->arena, &v, &n, &e) || (!ask.dry && !store_scrub(s, &e)))
		return cli_fail(c, &e);
	if (c->json)
		print_json(v, n, ask.as_of, ask.dry);
	else if (!c->quiet)
		print_text(v, n, ask.dry);
	return EXIT_DONE;
}
