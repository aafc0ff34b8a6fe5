/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* export: a register as a file. */
#include "access/access.h"
#include "base/lang.h"
#include "cli/cli.h"
#include "record/export.h"
#include "record/vault.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

/* Writes beside the name, and takes the name only once the file is whole and on disk. */
static bool
to_file(struct cli *c, struct store *s, struct codes *codes, struct export_options *o,
    const char *path, int64_t *n, struct err *e)
{
	const char *part = str_cstr(&c->arena, str_fmt(&c->arena, "%s.part", path));
	int fd = open(part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	bool ok;

	if (fd < 0)
		return err_set(e, ERR_INVALID, "file.open", _("%s cannot be written: %s."), path,
		    err_os(errno));
	o->ctx = &fd;
	o->path = part;
	ok = export_register(s, codes, o, n, e);
	if (ok && (fsync(fd) != 0 || rename(part, path) != 0))
		ok = err_set(e, err_os_full(errno) ? ERR_BUSY : ERR_UNAVAILABLE, "file.write",
		    _("Writing the file failed: %s. The store is as it was."), err_os(errno));
	close(fd);
	if (!ok)
		unlink(part);
	return ok;
}

/* Before anything goes out. */
static bool
note(struct cli *c, struct store *s, const struct reg *g, struct err *e)
{
	const struct deed d = { .actor = STR("cli"), .now_ms = c->now_ms };

	if (!store_begin(s, e))
		return false;
	if (audit_put(s, AUDIT_EXPORT, str_of(g->name), STR("sealed=all"), &d, e) && store_commit(s, e))
		return true;
	store_rollback(s);
	return false;
}

int
run_export(struct cli *c, int argc, char **argv)
{
	struct export_options o;
	static const char *const formats[] = {
		[EXPORT_CSV] = "csv", [EXPORT_JSON] = "json", [EXPORT_XLSX] = "xlsx",
	};
	struct str words[2], name = STR_NONE, path = STR_NONE;
	size_t n_words, format = EXPORT_CSV;
	struct store *s;
	struct codes *codes;
	const struct reg *g;
	struct err e = { 0 };
	bool sealed = false;
	int64_t n;
	int out = STDOUT_FILENO, status;
	const struct option options[] = {
		{ .name = "--format", .kind = OPTION_VALUE, .value = &name },
		{ .name = "-o", .kind = OPTION_VALUE, .value = &path },
		{ .name = "--sealed", .kind = OPTION_FLAG, .flag = &sealed },
	};

	status = cli_options(c, "export", argc, argv, options, COUNT(options), words, &n_words, 2);
	if (status != EXIT_DONE)
		return status;
	if (n_words != 1 || (g = reg_find(words[0])) == NULL)
		return cli_usage(c, "export", _("Which register?"));
	/* The format named, else the one the file's name ends with, else JSON when asked, else CSV. */
	if (name.p == NULL && path.p != NULL) {
		const char *dot = strrchr(path.p, '.');

		name = str_of(dot != NULL ? dot + 1 : NULL);
	} else if (name.p == NULL && c->json) {
		name = STR("json");
	}
	for (size_t i = 0; i < COUNT(formats); i++)
		if (str_is(name, formats[i]))
			format = i;
	if (name.p != NULL && !str_is(name, formats[format]))
		return cli_usage(c, "export", _("“%.*s” is no format: csv, json or xlsx."), STR_A(name));
	if (format == EXPORT_XLSX && path.p == NULL)
		return cli_usage(c, "export", _("XLSX needs a file: -o FILE.xlsx"));
	o = (struct export_options){ .reg = g, .format = (enum export_format)format, .sink = cli_sink,
		.ctx = &out, .sealed = sealed && reg_has_sealed(g) };
	if (!cli_open(c, o.sealed ? STORE_WRITE : STORE_READ, &s, &codes, &e) ||
	    (o.sealed && !note(c, s, g, &e)) || !(path.p != NULL ? to_file(c, s, codes, &o, path.p, &n, &e)
	                     : export_register(s, codes, &o, &n, &e)))
		return cli_fail(c, &e);
	return EXIT_DONE;
}
