/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "record/rejects.h"

#include "base/csv.h"
#include "base/lang.h"
#include "record/formula.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <unistd.h>

struct rejects {
	const char *path, *unfinished;
	int fd;      /* of a file without a name; -1: it has one */
	size_t n_columns;
	const bool *sealed;
	bool *own;   /* columns that an earlier such file added */
	FILE *file;  /* opened at the first refused line */
	bool unpublished; /* the unfinished file is there */
	bool broken;
	int failure; /* errno of the first thing that failed */
	struct buf row;
	struct buf header;
	pthread_mutex_t lock;
};

bool
rejects_column(struct str header)
{
	return str_is(str_trim(header), "_line") || str_is(str_trim(header), "_reason");
}

struct rejects *
rejects_new(struct arena *a, const char *path, int fd, const struct str *header, const bool *sealed,
    size_t n)
{
	struct rejects *r = arena_new(a, struct rejects);

	r->path = path != NULL ? path : "tmpfile";
	r->fd = path != NULL ? -1 : fd;
	r->unfinished = str_cstr(a, str_fmt(a, "%s.part", r->path));
	r->n_columns = n;
	r->sealed = sealed;
	pthread_mutex_init(&r->lock, NULL);
	buf_init(&r->row);
	buf_init(&r->header);
	r->own = arena_array(a, bool, n);
	for (size_t i = 0; i < n; i++) {
		r->own[i] = rejects_column(header[i]);
		if (r->own[i])
			continue;
		formula_csv(&r->header, header[i], ',');
		buf_char(&r->header, ',');
	}
	buf_cstr(&r->header, "_line,_reason\n");
	return r;
}

static void
put(struct rejects *r, const struct buf *b)
{
	if (r->broken)
		return;
	if (r->file == NULL || fwrite(b->p, 1, b->n, r->file) != b->n) {
		r->broken = true;
		r->failure = errno;
	}
}

/* What cannot be read as it stands is the reader's to see: the file is theirs alone. */
static void
rejects_open(struct rejects *r)
{
	int fd;

	if (r->file != NULL || r->broken)
		return;
	fd = r->fd >= 0 ? dup(r->fd) : open(r->unfinished, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	r->unpublished = fd >= 0 && r->fd < 0;
	r->file = fd >= 0 ? fdopen(fd, "w") : NULL;
	put(r, &r->header);
}

void
rejects_line(struct rejects *r, const struct str *cells, size_t n, int64_t line,
    const struct faults *faults)
{
	struct buf why;

	pthread_mutex_lock(&r->lock);
	buf_init(&why);
	buf_clear(&r->row);
	for (size_t i = 0; i < r->n_columns; i++) {
		if (r->own[i])
			continue;
		if (i < n && !r->sealed[i])
			formula_csv(&r->row, formula_plain(cells[i]), ',');
		buf_char(&r->row, ',');
	}
	buf_int(&r->row, line);
	buf_char(&r->row, ',');
	for (size_t i = 0; i < faults->n; i++) {
		const struct fault *f = &faults->v[i];

		if (i > 0)
			buf_char(&why, ' ');
		if (f->field != NULL)
			buf_fmt(&why, "%s: ", f->field->name);
		buf_str(&why, f->text);
	}
	csv_cell(&r->row, buf_text(&why), ',');
	buf_char(&r->row, '\n');
	rejects_open(r);
	put(r, &r->row);
	buf_release(&why);
	pthread_mutex_unlock(&r->lock);
}

bool
rejects_write(struct rejects *r, struct err *e)
{
	if (r->file != NULL) {
		if ((fflush(r->file) != 0 || fsync(fileno(r->file)) != 0) && !r->broken) {
			r->broken = true;
			r->failure = errno;
		}
		fclose(r->file);
		r->file = NULL;
	}
	if (!r->broken)
		return true;
	return err_set(e, err_os_full(r->failure) ? ERR_BUSY :
	    ERR_UNAVAILABLE, "import.rejects",
	    _("The refused lines cannot be written to %s (%s). Nothing was changed."), r->path,
	    err_os(r->failure));
}

bool
rejects_publish(struct rejects *r, struct err *e)
{
	if (r->fd >= 0)
		return true;
	r->unpublished = rename(r->unfinished, r->path) != 0;
	if (!r->unpublished)
		return true;
	r->unpublished = false; /* it stays, and is named */
	return err_set(e, ERR_UNAVAILABLE, "import.rejects",
	    _("The good lines are stored. The refused ones are in %s; that file could not be given its "
	      "name (%s)."), r->unfinished, err_os(errno));
}

void
rejects_free(struct rejects *r)
{
	if (r->file != NULL)
		fclose(r->file);
	if (r->unpublished)
		unlink(r->unfinished);
	buf_release(&r->row);
	buf_release(&r->header);
	pthread_mutex_destroy(&r->lock);
}
