/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "record/rejects.h"

#include "base/csv.h"
#include "base/lang.h"

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <unistd.h>

struct rejects {
	const char *path, *unfinished;
	size_t n_columns;
	FILE *file;  /* opened at the first refused line */
	bool broken;
	struct buf row;
	struct buf header;
	pthread_mutex_t lock;
};

struct rejects *
rejects_new(struct arena *a, const char *path, const struct str *header, size_t n)
{
	struct rejects *r = arena_new(a, struct rejects);

	r->path = path;
	r->unfinished = str_cstr(a, str_fmt(a, "%s.part", path));
	r->n_columns = n;
	pthread_mutex_init(&r->lock, NULL);
	buf_init(&r->row);
	buf_init(&r->header);
	for (size_t i = 0; i < n; i++) {
		csv_cell(&r->header, header[i], ',');
		buf_char(&r->header, ',');
	}
	buf_cstr(&r->header, "_line,_reason\n");
	return r;
}

static bool
rejects_open(struct rejects *r)
{
	if (r->file != NULL)
		return true;
	r->file = fopen(r->unfinished, "we");
	if (r->file == NULL || fwrite(r->header.p, 1, r->header.n, r->file) != r->header.n)
		r->broken = true;
	return !r->broken;
}

void
rejects_line(struct rejects *r, const struct str *cells, size_t n, int64_t line,
    const struct faults *faults, size_t first)
{
	struct buf why;

	pthread_mutex_lock(&r->lock);
	buf_init(&why);
	buf_clear(&r->row);
	for (size_t i = 0; i < r->n_columns; i++) {
		if (i < n)
			csv_cell(&r->row, cells[i], ',');
		buf_char(&r->row, ',');
	}
	buf_int(&r->row, line);
	buf_char(&r->row, ',');
	for (size_t i = first; i < faults->n; i++) {
		const struct fault *f = &faults->v[i];

		if (i > first)
			buf_char(&why, ' ');
		if (f->field != NULL)
			buf_fmt(&why, "%s: ", f->field->name);
		buf_str(&why, f->text);
	}
	csv_cell(&r->row, buf_text(&why), ',');
	buf_char(&r->row, '\n');
	if (rejects_open(r) && fwrite(r->row.p, 1, r->row.n, r->file) != r->row.n)
		r->broken = true;
	buf_release(&why);
	pthread_mutex_unlock(&r->lock);
}

bool
rejects_save(struct rejects *r, struct err *e)
{
	bool ok = r->file != NULL && !r->broken;

	if (r->file != NULL) {
		ok = fflush(r->file) == 0 && ok;
		ok = fclose(r->file) == 0 && ok;
		r->file = NULL;
		ok = ok && rename(r->unfinished, r->path) == 0;
	}
	if (!ok)
		return err_set(e, ERR_UNAVAILABLE, "import.rejects",
		    _("The good lines are stored. The refused ones could not be written to %s (%s)."),
		    r->path, strerror(errno));
	return true;
}

void
rejects_free(struct rejects *r)
{
	if (r->file != NULL) {
		fclose(r->file);
		unlink(r->unfinished);
	}
	buf_release(&r->row);
	buf_release(&r->header);
	pthread_mutex_destroy(&r->lock);
}
