/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/lang.h"
#include "record/xlsx.h"
#include "record/xlsx_part.h"

#include <xlsxwriter.h>

#define SHEET_ROWS 1048576u
#define CELL_CHARACTERS 32767u /* what a spreadsheet program reads in one cell */

struct xlsx_writer {
	const char *path;
	const char *shown; /* its name once it is whole */
	lxw_workbook *book;
	lxw_worksheet *sheet;
	lxw_format *bold;
	uint32_t row;
	struct buf text;     /* one cell with a NUL behind it */
	struct arena *a;
	struct str *header;  /* repeated on each sheet */
	bool *header_numbers;
	size_t n_header;
};

static void
writer_release(void *arg)
{
	struct xlsx_writer *w = arg;

	/* Not closed: the file is never made. */
	if (w->book != NULL)
		lxw_workbook_free(w->book);
	w->book = NULL;
	buf_release(&w->text);
}

static bool
failed(const struct xlsx_writer *w, lxw_error code, struct err *e)
{
	return err_set(e, ERR_UNAVAILABLE, "xlsx.write", _("%s could not be written: %s"), w->shown,
	    lxw_strerror(code));
}

static bool
sheet_begin(struct xlsx_writer *w, struct err *e)
{
	w->sheet = workbook_add_worksheet(w->book, NULL);
	if (w->sheet == NULL)
		return failed(w, LXW_ERROR_MEMORY_MALLOC_FAILED, e);
	worksheet_freeze_panes(w->sheet, 1, 0);
	w->row = 0;
	return true;
}

bool
xlsx_create(struct arena *a, const char *path, struct xlsx_writer **out, struct err *e)
{
	struct xlsx_writer *w = arena_new(a, struct xlsx_writer);
	lxw_workbook_options options = { .constant_memory = LXW_TRUE };
	FILE *f;

	/* The library makes the file at the end; whether it may is better known now. */
	f = fopen(path, "abe");
	if (f == NULL)
		return err_set(e, ERR_INVALID, "xlsx.create", _("%s cannot be written. Nothing was made."),
		    path);
	fclose(f);
	w->a = a;
	w->path = w->shown = str_cstr(a, str_of(path));
	if (str_ends(str_of(path), STR(".part")))
		w->shown = str_cstr(a, str_sub(str_of(path), 0, strlen(path) - 5));
	buf_init(&w->text);
	arena_defer(a, writer_release, w);
	w->book = workbook_new_opt(path, &options);
	if (w->book == NULL)
		return failed(w, LXW_ERROR_MEMORY_MALLOC_FAILED, e);
	w->bold = workbook_add_format(w->book);
	format_set_bold(w->bold);
	*out = w;
	return sheet_begin(w, e);
}

/* A text that happens to look like an escape (_x0041_) must not be read as one: its first sign is
 * escaped itself. */
static void
put_escaped(struct buf *b, struct str s)
{
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '_' && i + 6 < s.n && s.p[i + 1] == 'x' && s.p[i + 6] == '_')
			buf_cstr(b, "_x005F");
		buf_char(b, s.p[i]);
	}
}

/* The library writes sixteen digits; the few numbers that need seventeen go out as texts. */
static bool
is_short(double v)
{
	char text[40];

	snprintf(text, sizeof(text), "%.16G", v);
	return strtod(text, NULL) == v;
}

static bool
cell_put(struct xlsx_writer *w, lxw_col_t column, struct str s, bool number, struct err *e)
{
	lxw_format *format = w->row == 0 ? w->bold : NULL;
	double v;
	lxw_error code;

	if (s.n == 0)
		return true;
	if (number && str_decimal(s, &v) && is_short(v)) {
		code = worksheet_write_number(w->sheet, w->row, column, v, format);
	} else {
		buf_clear(&w->text);
		put_escaped(&w->text, s);
		buf_char(&w->text, '\0');
		code = worksheet_write_string(w->sheet, w->row, column, w->text.p, format);
	}
	if (code == LXW_ERROR_MAX_STRING_LENGTH_EXCEEDED)
		return err_set(e, ERR_INVALID, "xlsx.long",
		    _("A text is longer than %u characters, which XLSX cannot hold. Take CSV or JSON."),
		    CELL_CHARACTERS);
	return code == LXW_NO_ERROR || failed(w, code, e);
}

static bool
row_put(struct xlsx_writer *w, const struct str *cells, const bool *numbers, size_t n,
    struct err *e)
{
	for (size_t i = 0; i < n; i++)
		if (!cell_put(w, (lxw_col_t)i, cells[i], numbers != NULL && numbers[i], e))
			return false;
	w->row++;
	return true;
}

/* The first row of a new sheet is that of the first one. */
static void
header_keep(struct xlsx_writer *w, const struct str *cells, const bool *numbers, size_t n)
{
	w->header = arena_array(w->a, struct str, n);
	w->header_numbers = arena_array(w->a, bool, n);
	for (size_t i = 0; i < n; i++) {
		w->header[i] = str_dup(w->a, cells[i]);
		w->header_numbers[i] = numbers != NULL && numbers[i];
	}
	w->n_header = n;
}

bool
xlsx_row(struct xlsx_writer *w, const struct str *cells, const bool *numbers, size_t n,
    struct err *e)
{
	if (w->header == NULL)
		header_keep(w, cells, numbers, n);
	if (w->row == SHEET_ROWS && (!sheet_begin(w, e) ||
	    !row_put(w, w->header, w->header_numbers, w->n_header, e)))
		return false;
	return row_put(w, cells, numbers, n, e);
}

/* The library keeps sheets in temporary files and asks nobody whether they could be written. */
static bool
rows_are_kept(const struct xlsx_writer *w)
{
	lxw_worksheet *sheet;
	bool kept = true;

	LXW_FOREACH_WORKSHEET(sheet, w->book)
		kept = fflush(sheet->file) == 0 && ferror(sheet->file) == 0 && kept;
	return kept;
}

bool
xlsx_close(struct xlsx_writer *w, struct err *e)
{
	bool kept = rows_are_kept(w);
	/* Closing frees the book, whether it worked or not. */
	lxw_error code = workbook_close(w->book);
	struct err ignored;

	w->book = NULL;
	if (code != LXW_NO_ERROR)
		return failed(w, code, e);
	if (kept && package_is_whole(w->path, &ignored))
		return true;
	return err_set(e, ERR_BUSY, "xlsx.temporary",
	    _("%s could not be written whole: the disk of the temporary files (/tmp) is full. Make room and "
	      "try again."), w->shown);
}
