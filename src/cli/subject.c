/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* subject: what is kept about one person, taken out or erased. */
#include "access/subject.h"
#include "base/json.h"
#include "base/lang.h"
#include "cli/cli.h"
#include "record/export.h"
#include "record/find.h"
#include "web/person_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

struct subject_run {
	struct cli *c;
	struct store *s;
	struct codes *codes;
	struct subject who;
	struct str folder;
	const struct subject_reason *reason;
	bool dry;
};

/* -- export ---------------------------------------------------------------------------------- */

/* A new file of the folder, for its owner alone. */
static bool
file_new(struct subject_run *run, const char *name, const char *kind, int *fd, struct err *e)
{
	struct arena *a = &run->c->arena;
	const char *path = str_cstr(a, str_fmt(a, STR_F "/%s.%s", STR_A(run->folder), name, kind));

	*fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	return *fd >= 0 ||
	    err_set(e, ERR_INVALID, "file.open", _("%s cannot be written: %s."), path, err_os(errno));
}

static bool
write_text(struct subject_run *run, const char *name, const char *kind, struct str text, struct err *e)
{
	bool ok;
	int fd;

	if (!file_new(run, name, kind, &fd, e))
		return false;
	ok = cli_sink(&fd, text, e);
	close(fd);
	return ok;
}

/* The records of one register from `from` on, as a file; *n: how many. */
static bool
write_register(struct subject_run *run, const struct subject_record *v, size_t all, enum export_format format,
    size_t *n, struct err *e)
{
	struct arena *a = &run->c->arena;
	int fd;
	struct export_options o = { .reg = v->reg, .format = format, .sink = cli_sink, .ctx = &fd,
		.sealed = true };
	struct export *out;
	bool ok;

	*n = 0;
	if (!file_new(run, v->reg->name, format == EXPORT_CSV ? "csv" : "json", &fd, e))
		return false;
	ok = export_open(run->codes, &o, a, &out, e);
	for (; ok && *n < all && v[*n].reg == v->reg; ++*n) {
		struct record r;

		ok = subject_cut(run->s, run->codes, &run->who, &v[*n], a, &r, e) && export_put(out, &r, e);
	}
	ok = ok && export_close(out, e);
	close(fd);
	return ok;
}

/* All of it as a page to read, as /hand-over gives it; and what phones sent, which is no record. */
static bool
write_person(struct subject_run *run, const struct person_file *f, struct err *e)
{
	struct json_writer w;
	struct buf b;

	buf_init_in(&b, &run->c->arena);
	if (!person_html(f, &run->c->arena, &b, e) || !write_text(run, "person", "html", buf_text(&b), e))
		return false;
	if (f->n_sent == 0)
		return true;
	buf_init_in(&b, &run->c->arena);
	js_init(&w, &b);
	person_sent_json(f, &w);
	buf_str(&b, STR("\n"));
	return write_text(run, "sent", "json", buf_text(&b), e);
}

static int
by_register(const void *x, const void *y)
{
	const struct subject_record *a = x, *b = y;

	return strcmp(a->reg->name, b->reg->name);
}

static bool
export_person(struct subject_run *run, size_t *records, struct err *e)
{
	const struct deed d = { .actor = STR("cli"), .now_ms = run->c->now_ms };
	struct person_file f = { .s = run->s, .codes = run->codes, .today = run->c->today, .who = &run->who };
	size_t n, m;

	if (!person_gather(&f, &run->c->arena, e))
		return false;
	*records = f.n;
	/* Noted before anything goes out. */
	if (!store_begin(run->s, e))
		return false;
	if (!subject_note(run->s, &run->who, "export", (int64_t)*records, &d, e) || !store_commit(run->s, e)) {
		store_rollback(run->s);
		return false;
	}
	if (mkdir(str_cstr(&run->c->arena, run->folder), 0700) != 0)
		return err_set(e, ERR_INVALID, "file.open", _("%s cannot be written: %s."),
		    str_cstr(&run->c->arena, run->folder), err_os(errno));
	if (!write_person(run, &f, e))
		return false;
	qsort(f.records, f.n, sizeof(*f.records), by_register);
	for (size_t i = 0; i < f.n; i += n)
		if (!write_register(run, &f.records[i], f.n - i, EXPORT_CSV, &n, e) ||
		    !write_register(run, &f.records[i], f.n - i, EXPORT_JSON, &m, e))
			return false;
	return true;
}

/* -- erase ----------------------------------------------------------------------------------- */

static bool
erase_person(struct subject_run *run, struct subject_line **v, size_t *n, struct err *e)
{
	const struct subject_erase ask = { .who = run->who, .reason = run->reason,
		.deed = { .actor = STR("cli"), .now_ms = run->c->now_ms } };

	if (!store_begin(run->s, e))
		return false;
	if (!subject_erase(run->s, &ask, &run->c->arena, v, n, e) ||
	    (!run->dry && !store_commit(run->s, e))) {
		store_rollback(run->s);
		return false;
	}
	if (run->dry)
		store_rollback(run->s);
	return run->dry || store_scrub(run->s, e);
}

static const char *const fates[] = {
	[SUBJECT_DELETED] = "deleted", [SUBJECT_BLANKED] = "emptied", [SUBJECT_KEPT] = "kept",
};

static void
print_json(const struct subject_line *v, size_t n)
{
	struct json_writer w;
	struct buf b;

	buf_init(&b);
	js_init(&w, &b);
	js_array(&w);
	for (size_t i = 0; i < n; i++) {
		js_object(&w);
		js_key(&w, "register");
		js_cstr(&w, v[i].reg->name);
		js_key(&w, "records");
		js_int(&w, v[i].records);
		js_key(&w, "fate");
		js_cstr(&w, fates[v[i].fate]);
		js_key(&w, "ground");
		js_cstr(&w, lang_text(v[i].ground));
		js_end_object(&w);
	}
	js_end_array(&w);
	printf(STR_F "\n", STR_A(buf_text(&b)));
	buf_release(&b);
}

static int
erase(struct subject_run *run)
{
	struct subject_line *v;
	struct err e = { 0 };
	size_t n;

	if (!erase_person(run, &v, &n, &e))
		return cli_fail(run->c, &e);
	if (run->c->json) {
		print_json(v, n);
		return EXIT_DONE;
	}
	for (size_t i = 0; i < n; i++)
		printf("%s: %lld, %s. %s\n", lang_text(v[i].reg->label), (long long)v[i].records,
		    lang_text(subject_fate_label(v[i].fate)), lang_text(v[i].ground));
	if (run->dry)
		printf("%s\n", _("Nothing was changed: this was a dry run."));
	return EXIT_DONE;
}

/* -------------------------------------------------------------------------------------------- */

static int
find_person(struct subject_run *run, struct str text, struct err *e)
{
	bool found, ambiguous;

	if (!uuid_parse(text, &run->who.id)) {
		if (!record_find(run->s, run->who.reg, NULL, text, &run->who.id, &found, &ambiguous, e))
			return cli_fail(run->c, e);
		if (!found || ambiguous) {
			err_set(e, ERR_NOT_FOUND, "access.hidden", _("There is no such record."));
			return cli_fail(run->c, e);
		}
	}
	return EXIT_DONE;
}

int
run_subject(struct cli *c, int argc, char **argv)
{
	struct subject_run *run = arena_new(&c->arena, struct subject_run);
	struct str words[4], party = STR_NONE, reason = STR("asked");
	struct err e = { 0 };
	size_t n_words, records;
	const struct option options[] = {
		{ .name = "-o", .kind = OPTION_VALUE, .value = &run->folder },
		{ .name = "--party", .kind = OPTION_VALUE, .value = &party },
		{ .name = "--reason", .kind = OPTION_VALUE, .value = &reason },
		{ .name = "--dry-run", .kind = OPTION_FLAG, .flag = &run->dry },
	};
	int status = cli_options(c, "subject", argc, argv, options, COUNT(options), words, &n_words, 3);
	bool exports = n_words == 3 && str_is(words[0], "export");

	if (status != EXIT_DONE)
		return status;
	run->c = c;
	run->who.reg = n_words == 3 ? subject_register(words[1]) : NULL;
	if (run->who.reg == NULL || (!exports && !str_is(words[0], "erase")))
		return cli_usage(c, "subject", _("Whose data, and what shall be done with them?"));
	if (exports && run->folder.n == 0)
		return cli_usage(c, "subject", _("Where to? -o FOLDER"));
	run->reason = subject_reason(reason);
	if (run->reason == NULL)
		return cli_usage(c, "subject", _("Why? One of asked, no_need, consent, objection, unlawful, duty."));
	if (party.p != NULL && (party.n == 1 && (party.p[0] == 'a' || party.p[0] == 'b')))
		run->who.party = party.p[0];
	if ((strcmp(run->who.reg->name, "case_file") == 0) != (run->who.party != 0))
		return cli_usage(c, "subject", _("A case file has two parties, --party a or b; others have none."));
	if (!cli_open(c, STORE_WRITE, &run->s, &run->codes, &e))
		return cli_fail(c, &e);
	status = find_person(run, words[2], &e);
	if (status != EXIT_DONE || !exports)
		return status != EXIT_DONE ? status : erase(run);
	if (!export_person(run, &records, &e))
		return cli_fail(c, &e);
	if (!c->quiet)
		printf(lang_plural("%lld record stands in %.*s.\n", "%lld records stand in %.*s.\n",
		    (int64_t)records), (long long)records, STR_A(run->folder));
	return EXIT_DONE;
}
