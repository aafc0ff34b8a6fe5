/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* report: a template, a scope and a period as a page, a PDF or JSON. */
#include "base/embed.h"
#include "base/lang.h"
#include "base/uuid.h"
#include "cli/cli.h"
#include "figures/contract.h"
#include "record/lookup.h"
#include "report/narrative.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

static const struct {
	const char *name;
	bool (*write)(const struct document *, struct buf *, struct err *);
	bool text;
} formats[] = {
	{ "html", document_html, true },
	{ "pdf", document_pdf, false },
	{ "json", document_json, true },
};

/* Options that narrow a report, each a dimension and the register of its records. */
static const char *const scopes[] = { "scheme", "client", "agency", "area" };

struct job {
	struct cli *c;
	struct str template_name, period, format, narrative, path;
	struct str scope[COUNT(scopes)];
	size_t format_at;
	struct store *store;
	struct codes *codes;
	struct facts *facts;
	struct report_ask ask;
	struct template *template;
	struct str codes_of[COUNT(scopes)];
	struct report_words written; /* of --narrative */
};

/* A file's bytes, at most `max`. */
static bool
read_text(struct job *j, const char *path, struct str *out, struct err *e)
{
	char *p = arena_alloc(&j->c->arena, TEMPLATE_BYTES_MAX + 1);
	FILE *f = fopen(path, "rb");
	size_t n;
	bool bad;

	if (f == NULL)
		return err_set(e, errno == ENOENT ? ERR_NOT_FOUND : ERR_INVALID, "file.open",
		    _("%s cannot be read: %s."), path, err_os(errno));
	errno = 0;
	n = fread(p, 1, TEMPLATE_BYTES_MAX + 1, f);
	bad = ferror(f) != 0;
	fclose(f);
	if (bad)
		return err_set(e, ERR_INVALID, "file.read", _("%s cannot be read: %s."), path,
		    err_os(errno));
	*out = (struct str){ p, n };
	return true;
}

/* A name from reports/ ("monthly"; "monthly.en" where the language has a text of its own), or a path. */
static bool
find_template(struct job *j, struct str *text, struct err *e)
{
	struct arena *a = &j->c->arena;
	const struct embedded *f = NULL;
	struct buf names;

	if (str_ends(j->template_name, STR(".md")) || memchr(j->template_name.p, '/', j->template_name.n))
		return read_text(j, str_cstr(a, j->template_name), text, e);
	if (lang_now() == LANG_EN)
		f = embed_find(str_cstr(a, str_fmt(a, "reports/" STR_F ".en.md", STR_A(j->template_name))));
	if (f == NULL)
		f = embed_find(str_cstr(a, str_fmt(a, "reports/" STR_F ".md", STR_A(j->template_name))));
	if (f != NULL) {
		*text = (struct str){ (const char *)f->p, f->n };
		return true;
	}
	buf_init_in(&names, a);
	for (size_t i = 0; i < n_embedded_files; i++) {
		struct str name = str_of(embedded_files[i].name);

		if (str_starts(name, STR("reports/")) && str_ends(name, STR(".md")))
			buf_fmt(&names, "%s" STR_F, names.n > 0 ? ", " : "", STR_A(str_sub(name, 8, name.n - 3)));
	}
	return err_set(e, ERR_NOT_FOUND, "report.template",
	    _("“%.*s” is no report. Those there are: %.*s; or the path of a file that ends in .md."),
	    STR_A(j->template_name), STR_A(buf_text(&names)));
}

static bool
read_scope(struct job *j, struct err *e)
{
	struct lookup *lookup = NULL;

	for (size_t i = 0; i < COUNT(scopes); i++) {
		const struct reg *reg = reg_find(str_of(scopes[i]));
		struct uuid id, none = { { 0 } };
		bool ambiguous = false;

		if (j->scope[i].p == NULL)
			continue;
		if (reg == NULL || dim_find(str_of(scopes[i])) == NULL)
			return err_set(e, ERR_INVALID, "report.scope", _("This store has no register “%s”."),
			    scopes[i]);
		if (lookup == NULL && !lookup_open(j->store, j->codes, &j->c->arena, &lookup, e))
			return false;
		if (!lookup_find(lookup, reg, j->scope[i], &none, &id, &ambiguous, e)) {
			if (e->kind != ERR_NONE)
				return false;
			return err_set(e, ambiguous ? ERR_INVALID : ERR_NOT_FOUND, "report.scope",
			    ambiguous ? _("“%.*s” names several records of %s; give the identifier.") :
			    _("“%.*s” is unknown in %s."), STR_A(j->scope[i]), scopes[i]);
		}
		j->codes_of[i] = uuid_text(&j->c->arena, &id);
		j->ask.filters[j->ask.n_filters++] = (struct figure_filter){
			.dim = dim_find(str_of(scopes[i])), .codes = &j->codes_of[i], .n_codes = 1 };
	}
	return true;
}

/* Beside the name first; the name is taken once the file is whole and on disk. */
static bool
write_file(struct job *j, struct str bytes, struct err *e)
{
	const char *path = str_cstr(&j->c->arena, j->path);
	const char *part = str_cstr(&j->c->arena, str_fmt(&j->c->arena, "%s.part", path));
	int fd = open(part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644), failure = 0;

	if (fd < 0)
		return err_set(e, ERR_INVALID, "file.open", _("%s cannot be written: %s."), path,
		    err_os(errno));
	if (!cli_write(fd, bytes) || fsync(fd) != 0)
		failure = errno;
	if (close(fd) != 0 && failure == 0)
		failure = errno;
	if (failure == 0 && rename(part, path) != 0)
		failure = errno;
	if (failure == 0)
		return true;
	unlink(part);
	return err_set(e, err_os_full(failure) ? ERR_BUSY :
	    ERR_UNAVAILABLE, "file.write", _("Writing %s failed: %s. Nothing was changed."), path,
	    err_os(failure));
}

static bool
prepare(struct job *j, struct err *e)
{
	struct str text;
	struct piece *pieces;

	if (!find_template(j, &text, e) ||
	    !template_parse(j->template_name, text, &j->c->arena, &j->template, e))
		return false;
	if (j->narrative.p != NULL) {
		if (!read_text(j, str_cstr(&j->c->arena, j->narrative), &text, e))
			return false;
		if (!narrative_parse(text, &j->c->arena, &pieces, e))
			return err_wrap(e, STR_F, STR_A(j->narrative));
		j->written = (struct report_words){ .pieces = pieces };
		j->ask.words = &j->written;
		j->ask.n_words = 1;
	}
	j->ask.template = j->template;
	j->ask.today = j->c->today;
	j->ask.now_ms = j->c->now_ms;
	return true;
}

static bool
read_period(struct job *j, struct err *e)
{
	struct period_ask ask = { j->store, j->codes, j->ask.filters, j->ask.n_filters };

	return period_read(&ask, j->period, &j->c->arena, &j->ask.period, e);
}

/* What the store keeps for this report, when it is one scheme's or the whole house's and no file was
 * given. */
static bool
read_words(struct job *j, struct err *e)
{
	struct words_ask ask = { .template = j->template, .period = j->ask.period };
	struct report_words *words;

	if (j->narrative.p != NULL || (j->ask.n_filters > 0 && !uuid_parse(j->codes_of[0], &ask.scheme)))
		return true;
	if (!words_read(j->store, j->codes, &ask, &j->c->arena, &words, &j->ask.n_words, e))
		return false;
	j->ask.words = words;
	return true;
}

static int
make(struct job *j)
{
	struct facts_options fo = { .no_cache = false };
	struct document *d;
	struct err e = { 0 };
	struct buf out;
	bool ok;

	if (!prepare(j, &e) || !cli_open(j->c, STORE_READ, &j->store, &j->codes, &e) ||
	    !facts_open(j->store, &fo, &j->c->arena, &j->facts, &e) || !read_scope(j, &e) ||
	    !read_period(j, &e) || !read_words(j, &e) ||
	    !report_resolve(j->facts, j->store, &j->ask, &j->c->arena, &d, &e))
		return e.key != NULL && str_starts(str_of(e.key), STR("period.")) ?
		    cli_usage(j->c, "report", "%s", e.text) : cli_fail(j->c, &e);
	buf_init(&out);
	ok = formats[j->format_at].write(d, &out, &e);
	if (ok && str_is(j->path, "-"))
		ok = cli_write(STDOUT_FILENO, buf_text(&out)) ||
		    err_set(&e, err_os_full(errno) ? ERR_BUSY : ERR_UNAVAILABLE, "file.write",
		        _("Writing to standard output failed: %s."), err_os(errno));
	else if (ok)
		ok = write_file(j, buf_text(&out), &e);
	buf_release(&out);
	return ok ? EXIT_DONE : cli_fail(j->c, &e);
}

/* The format named, else the one the file's name ends with, else JSON when asked for, else a page. */
static int
choose_format(struct job *j)
{
	const char *dot = j->path.p != NULL ? strrchr(str_cstr(&j->c->arena, j->path), '.') : NULL;
	struct str name = j->format;

	if (name.p == NULL)
		name = dot != NULL ? str_of(dot + 1) : j->c->json ? STR("json") : STR("html");
	for (size_t i = 0; i < COUNT(formats); i++)
		if (str_is(name, formats[i].name)) {
			j->format_at = i;
			if (j->path.p == NULL && !formats[i].text && isatty(STDOUT_FILENO))
				return cli_usage(j->c, "report", _("A PDF goes into a file: -o FILE.pdf"));
			return EXIT_DONE;
		}
	return cli_usage(j->c, "report", _("“%.*s” is no format: html, pdf or json."), STR_A(name));
}

int
run_report(struct cli *c, int argc, char **argv)
{
	struct job j = { .c = c };
	struct str words[1];
	size_t n_words, n_scopes = 0;
	const struct option options[] = {
		{ .name = "--period", .kind = OPTION_VALUE, .value = &j.period },
		{ .name = "--scheme", .kind = OPTION_VALUE, .value = &j.scope[0] },
		{ .name = "--client", .kind = OPTION_VALUE, .value = &j.scope[1] },
		{ .name = "--agency", .kind = OPTION_VALUE, .value = &j.scope[2] },
		{ .name = "--area", .kind = OPTION_VALUE, .value = &j.scope[3] },
		{ .name = "--format", .kind = OPTION_VALUE, .value = &j.format },
		{ .name = "--narrative", .kind = OPTION_VALUE, .value = &j.narrative },
		{ .name = "-o", .kind = OPTION_VALUE, .value = &j.path },
	};
	int status = cli_options(c, "report", argc, argv, options, COUNT(options), words, &n_words, 1);

	if (status != EXIT_DONE)
		return status;
	if (n_words != 1)
		return cli_usage(c, "report", _("Which report?"));
	if (j.period.p == NULL)
		return cli_usage(c, "report", _("Which period? --period 2025-10"));
	for (size_t i = 0; i < COUNT(scopes); i++)
		n_scopes += j.scope[i].p != NULL;
	if (n_scopes > 1)
		return cli_usage(c, "report", _("Give one of --scheme, --client, --agency and --area."));
	j.template_name = words[0];
	status = choose_format(&j);
	if (status != EXIT_DONE)
		return status;
	if (j.path.p == NULL)
		j.path = STR("-");
	return make(&j);
}
