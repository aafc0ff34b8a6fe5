/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "record/table.h"

#include "base/lang.h"
#include "record/xlsx.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

struct file {
	const char *path;
	int fd;
	struct csv_reader *csv;
	char first[8]; /* looked at already; given before the rest */
	size_t n_first, given;
};

static void
file_close(void *arg)
{
	struct file *f = arg;

	if (f->fd > STDIN_FILENO)
		close(f->fd);
	f->fd = -1;
}

static bool
unreadable(const struct file *f, int number, struct err *e)
{
	return err_set(e, number == ENOENT || number == ENOTDIR ? ERR_NOT_FOUND : ERR_INVALID,
	    "file.open", _("%s cannot be read: %s."), f->path, err_os(number));
}

/* Reads until `cap` bytes or the end, so that a pipe's short reads do not cut a signature. */
static ptrdiff_t
read_some(const struct file *f, char *into, size_t cap, bool all, struct err *e)
{
	size_t n = 0;

	while (n < cap) {
		ssize_t got = read(f->fd, into + n, cap - n);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0) {
			unreadable(f, errno, e);
			return -1;
		}
		n += (size_t)got;
		if (got == 0 || !all)
			break;
	}
	return (ptrdiff_t)n;
}

static ptrdiff_t
file_source(void *ctx, char *into, size_t cap, struct err *e)
{
	struct file *f = ctx;

	if (f->given < f->n_first) {
		size_t n = f->n_first - f->given;

		n = n > cap ? cap : n;
		memcpy(into, f->first + f->given, n);
		f->given += n;
		return (ptrdiff_t)n;
	}
	return read_some(f, into, cap, false, e);
}

static bool
csv_table_next(struct table *t, const struct str **cells, size_t *n_cells, int64_t *line,
    struct err *e)
{
	return csv_next(t->state, cells, n_cells, line, e);
}

static int64_t
csv_table_position(const struct table *t)
{
	return csv_position(t->state);
}

static void
csv_table_dialect(const struct table *t, struct table_dialect *out)
{
	*out = (struct table_dialect){ .form = TABLE_CSV, .separator = csv_separator(t->state),
		.windows = csv_is_windows(t->state) };
}

bool
table_csv(struct arena *a, csv_source *source, void *ctx, struct table *out, struct err *e)
{
	struct csv_reader *r;

	if (!csv_open(a, source, ctx, &r, e))
		return false;
	*out = (struct table){ .next = csv_table_next, .position = csv_table_position,
		.dialect = csv_table_dialect, .state = r };
	return true;
}

/* Workbooks of the old kind, and protected ones, share a signature that CSV would call binary. */
static bool
old_workbook(struct err *e)
{
	return err_set(e, ERR_INVALID, "xlsx.old",
	    _("This is an old Excel workbook (.xls) or one protected by a password. Save it as XLSX "
	      "without a password, or as CSV. Nothing was changed."));
}

bool
table_open(struct arena *a, const char *path, struct table *out, struct err *e)
{
	struct file *f = arena_new(a, struct file);
	bool input = strcmp(path, "-") == 0;
	struct stat st;
	ptrdiff_t n;

	f->path = input ? _("standard input") : str_cstr(a, str_of(path));
	f->fd = input ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	if (f->fd < 0)
		return unreadable(f, errno, e);
	arena_defer(a, file_close, f);
	if (fstat(f->fd, &st) != 0)
		return unreadable(f, errno, e);
	if (S_ISDIR(st.st_mode))
		return unreadable(f, EISDIR, e);
	n = read_some(f, f->first, sizeof(f->first), true, e);
	if (n < 0)
		return false;
	f->n_first = (size_t)n;
	if (n >= 4 && memcmp(f->first, "PK\3\4", 4) == 0) {
		if (!input)
			return table_xlsx(a, path, out, e);
		return err_set(e, ERR_INVALID, "xlsx.stdin",
		    _("A workbook cannot be read from standard input. Name the file, or send CSV."));
	}
	if (n == 8 && memcmp(f->first, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 8) == 0)
		return old_workbook(e);
	if (!table_csv(a, file_source, f, out, e))
		return false;
	out->total = S_ISREG(st.st_mode) ? (int64_t)st.st_size : 0;
	return true;
}
