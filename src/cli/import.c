/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* import: spreadsheets into a register. */
#include "base/clock.h"
#include "base/json.h"
#include "base/lang.h"
#include "cli/cli.h"
#include "record/import.h"

#include <unistd.h>

#define FILES_MAX 256
#define SHOWN_MAX 50 /* refusals printed; all of them with --json and in FILE.rejects.csv */

struct import_run {
	struct cli *c;
	struct store *s;
	struct codes *codes;
	struct import_options options;
	struct json_writer json;
	int64_t shown_at; /* ms of the last progress line */
	bool terminal;
};

/* --map FILE: two columns, the name in the file and the field. A first line "column,field" is a
 * header. */
static bool
read_map(struct import_run *run, const char *path, struct err *e)
{
	struct arena *a = &run->c->arena;
	struct import_rename *v = arena_array(a, struct import_rename, CSV_COLUMNS_MAX);
	struct table t;
	const struct str *cells;
	size_t n, count = 0;
	int64_t line;

	if (!table_open(a, path, &t, e))
		return false;
	for (;;) {
		if (!t.next(&t, &cells, &n, &line, e))
			return false;
		if (n == 0)
			break;
		if (n != 2 || count == CSV_COLUMNS_MAX)
			return err_set(e, ERR_INVALID, "import.map",
			    _("%s, line %lld: two columns are needed, the name in the file and the field. "
			      "Nothing was changed."), path, (long long)line);
		if (line == 1 && str_is(str_trim(cells[0]), "column") &&
		    str_is(str_trim(cells[1]), "field"))
			continue;
		v[count].column = str_dup(a, str_trim(cells[0]));
		v[count++].field = str_dup(a, str_trim(cells[1]));
	}
	run->options.renames = v;
	run->options.n_renames = count;
	return true;
}

static void
show_progress(void *ctx, int64_t done, int64_t total, int64_t lines)
{
	struct import_run *run = ctx;
	int64_t ms = clock_ms();

	if (ms - run->shown_at < 200)
		return;
	run->shown_at = ms;
	fputc('\r', stderr);
	if (total > 0)
		fprintf(stderr, _("%lld lines, %d %%   "), (long long)lines, (int)(done * 100 / total));
	else
		fprintf(stderr, _("%lld lines   "), (long long)lines);
}

static void
clear_progress(const struct import_run *run)
{
	if (run->shown_at > 0)
		fprintf(stderr, "\r%40s\r", "");
}

static void
print_fault(const char *path, const struct fault *f)
{
	const char *name = f->field != NULL ? lang_text(f->field->label) : NULL;

	fprintf(stderr, "%s", path);
	if (f->line > 0)
		fprintf(stderr, ":%lld", (long long)f->line);
	fprintf(stderr, ": ");
	if (f->record.n > 0)
		fprintf(stderr, STR_F ": ", STR_A(f->record));
	if (f->column.n > 0)
		fprintf(stderr, "[" STR_F "] ", STR_A(f->column));
	else if (name != NULL)
		fprintf(stderr, "[%s] ", name);
	fprintf(stderr, STR_F "\n", STR_A(f->text));
}

static void
print_result(const struct import_run *run, const char *path, const struct import_result *r)
{
	size_t shown = r->faults.n < SHOWN_MAX ? r->faults.n : SHOWN_MAX;

	for (size_t i = 0; i < shown; i++)
		print_fault(path, &r->faults.v[i]);
	if (r->faults.total > (int64_t)shown)
		fprintf(stderr, _("… and %lld more.\n"), (long long)(r->faults.total - (int64_t)shown));
	if (r->faults.total > 0 && !run->options.partial)
		fprintf(stderr, _("%s: refused, nothing was changed. Mend these lines, or use --partial to "
		                  "keep the good ones.\n"), path);
	else
		printf(_("%s: %lld lines; %lld new, %lld changed, %lld known already, %lld refused.\n"), path,
		    (long long)r->lines, (long long)r->made, (long long)r->changed,
		    (long long)r->unchanged, (long long)r->refused);
	if (r->refused > 0 && run->options.partial && run->options.rejects != NULL)
		fprintf(stderr, _("The refused lines and their reasons are in %s.\n"), run->options.rejects);
}

static struct str
base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return str_of(slash != NULL ? slash + 1 : path);
}

static int
import_file(struct import_run *run, const char *path)
{
	struct cli *c = run->c;
	struct import_result result;
	struct arena a;
	struct table t;
	struct err e = { 0 };
	int status = EXIT_DONE;

	arena_init(&a);
	run->shown_at = 0;
	run->options.file_name = base_name(path);
	run->options.rejects = run->options.partial && strcmp(path, "-") != 0
	    ? str_cstr(&a, str_fmt(&a, "%s.rejects.csv", path)) : NULL;
	cli_random(run->options.random, sizeof(run->options.random));
	if (!table_open(&a, path, &t, &e) ||
	    !import_table(run->s, run->codes, &run->options, &t, &a, &result, &e)) {
		clear_progress(run);
		if (strcmp(e.key, "file.open") != 0)
			err_wrap(&e, "%s", path);
		status = cli_fail(c, &e);
		goto done;
	}
	clear_progress(run);
	if (c->json)
		import_json(&run->json, path, &result);
	else
		print_result(run, path, &result);
	if (result.faults.total > 0)
		status = EXIT_REFUSED;
done:
	arena_release(&a);
	return status;
}

int
run_import(struct cli *c, int argc, char **argv)
{
	struct import_run run = { .c = c, .terminal = isatty(STDERR_FILENO) != 0 };
	struct str words[FILES_MAX], ignore[CSV_COLUMNS_MAX], map = STR_NONE;
	size_t n_words, n_ignore = 0;
	struct err e = { 0 };
	struct buf out;
	const struct option options[] = {
		{ .name = "--partial", .kind = OPTION_FLAG, .flag = &run.options.partial },
		{ .name = "--map", .kind = OPTION_VALUE, .value = &map },
		{ .name = "--ignore", .kind = OPTION_LIST, .value = ignore, .n = &n_ignore,
		    .list_max = CSV_COLUMNS_MAX },
	};
	int status = cli_options(c, "import", argc, argv, options, COUNT(options), words, &n_words,
	    FILES_MAX);

	if (status != EXIT_DONE)
		return status;
	if (n_words < 2)
		return cli_usage(c, "import", _("Which register, and which file?"));
	run.options.reg = reg_find(words[0]);
	if (run.options.reg == NULL)
		return cli_usage(c, "import", _("“%.*s” is no register. See: maillage help import"),
		    STR_A(words[0]));
	run.options.ignore = ignore;
	run.options.n_ignore = n_ignore;
	run.options.actor = STR("cli");
	run.options.now_ms = c->now_ms;
	run.options.today = c->today;
	if (run.terminal && !c->quiet)
		run.options.progress = (struct import_progress){ show_progress, &run };
	if ((map.p != NULL && !read_map(&run, str_cstr(&c->arena, map), &e)) ||
	    !cli_open(c, STORE_WRITE, &run.s, &run.codes, &e))
		return cli_fail(c, &e);
	buf_init(&out);
	js_init(&run.json, &out);
	js_object(&run.json);
	js_key(&run.json, "files");
	js_array(&run.json);
	/* Files before a refused one stay written: each is whole by itself. */
	for (size_t i = 1; i < n_words && (status == EXIT_DONE || run.options.partial); i++) {
		int one = import_file(&run, str_cstr(&c->arena, words[i]));

		status = one > status ? one : status;
		if (status == EXIT_FAILED)
			break;
	}
	js_end_array(&run.json);
	js_end_object(&run.json);
	if (c->json)
		printf(STR_F "\n", STR_A(buf_text(&out)));
	buf_release(&out);
	return status;
}
