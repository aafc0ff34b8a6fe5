/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A worksheet as a table.  The book (which sheet is the first, the shared strings, the number
 * formats) is read at once by xlsx_book.c, the sheet itself by pieces: the rows of one piece wait here
 * until they are asked for.
 */
#include "base/lang.h"
#include "base/text.h"
#include "record/xlsx.h"
#include "record/xlsx_book.h"

#define COLUMN_NONE SIZE_MAX

enum cell_type { CELL_NUMBER, CELL_SHARED, CELL_TEXT, CELL_BOOL, CELL_ISO };

/* A cell's text: in the strings of the book, or at an offset of this piece's own. */
struct cell_text {
	const char *p; /* NULL: at `at` */
	size_t at, n;
};

struct row {
	int64_t line;
	size_t at, n; /* cells */
};

struct sheet {
	struct book book;
	struct part *part;
	int64_t line;         /* of the row being read, or of the last one */
	size_t column;        /* of the cell being read, or of the last one */
	size_t bytes;         /* of the row so far */
	enum cell_type type;
	enum number_kind kind;
	bool in_row, in_cell, in_value, in_formula, in_inline, in_phonetic, has_formula;
	int64_t shared_formula; /* -1: none */
	struct buf value;     /* text of the cell's value or inline string */
	struct buf formula;
	struct buf own_shared[64]; /* first text of the shared formulas, by their index */
	struct buf text;      /* own texts of the waiting rows and of the row being read */
	struct buf waiting;   /* struct row */
	struct buf cells;     /* struct cell_text of the waiting rows */
	struct cell_text now[CSV_COLUMNS_MAX];
	size_t n_now;
	size_t next_row;
	size_t width;         /* of the header: rows are filled up to it */
	struct str out[CSV_COLUMNS_MAX];
};

static void
refuse(struct sheet *s, const char *key, const char *text)
{
	struct err why = { 0 };

	err_set(&why, ERR_INVALID, key, "%s", text);
	err_wrap(&why, _("Line %lld"), (long long)s->line);
	part_refuse(s->part, &why);
}

/* "BC12": column 54, row 12; false when it is none. */
static bool
reference(struct str r, size_t *column, int64_t *row)
{
	size_t i = 0, c = 0;

	while (i < r.n && i < 4 && r.p[i] >= 'A' && r.p[i] <= 'Z')
		c = c * 26 + (size_t)(r.p[i++] - 'A') + 1;
	if (i == 0 || !str_int(str_sub(r, i, r.n), row) || *row < 1)
		return false;
	*column = c - 1;
	return true;
}

static void
start_row(struct sheet *s, const struct attributes *at)
{
	int64_t line;

	if (str_int(attribute(at, "r"), &line) && line > 0 && line < INT32_MAX)
		s->line = line;
	else
		s->line++;
	s->column = COLUMN_NONE;
	s->n_now = 0;
	s->bytes = 0;
	s->in_row = true;
}

static void
start_cell(struct sheet *s, const struct attributes *at)
{
	struct str type = attribute(at, "t");
	size_t column;
	int64_t row, style = 0;

	/* COLUMN_NONE + 1 is column 0. */
	s->column = reference(attribute(at, "r"), &column, &row) ? column : s->column + 1;
	s->type = str_is(type, "s") ? CELL_SHARED : str_is(type, "b") ? CELL_BOOL :
	    str_is(type, "d") ? CELL_ISO :
	    type.p == NULL || str_is(type, "n") ? CELL_NUMBER : CELL_TEXT;
	(void)str_int(attribute(at, "s"), &style);
	s->kind = book_number_kind(&s->book, style);
	s->has_formula = false;
	s->shared_formula = -1;
	buf_clear(&s->value);
	buf_clear(&s->formula);
	s->in_cell = true;
}

static void
on_start(void *ctx, const char *name, const struct attributes *at)
{
	struct sheet *s = ctx;

	if (strcmp(name, "row") == 0) {
		start_row(s, at);
	} else if (s->in_row && strcmp(name, "c") == 0) {
		start_cell(s, at);
	} else if (s->in_cell && strcmp(name, "v") == 0) {
		s->in_value = true;
	} else if (s->in_cell && strcmp(name, "is") == 0) {
		s->in_inline = true;
	} else if (s->in_inline && strcmp(name, "rPh") == 0) {
		s->in_phonetic = true;
	} else if (s->in_inline && !s->in_phonetic && strcmp(name, "t") == 0) {
		s->in_value = true;
	} else if (s->in_cell && strcmp(name, "f") == 0) {
		s->has_formula = s->in_formula = true;
		if (str_is(attribute(at, "t"), "shared") &&
		    !str_int(attribute(at, "si"), &s->shared_formula))
			s->shared_formula = -1;
	}
}

static void
on_text(void *ctx, struct str text)
{
	struct sheet *s = ctx;
	struct buf *b = s->in_value ? &s->value : s->in_formula ? &s->formula : NULL;

	if (b == NULL)
		return;
	/* An escape _x000D_ is seven bytes for one. */
	if (b->n + text.n > CSV_CELL_MAX * 7) {
		refuse(s, "xlsx.cell", _("A cell holds too much text. Nothing was changed."));
		return;
	}
	buf_str(b, text);
}

/* Later cells of a shared formula carry only its number. */
static struct str
formula_text(struct sheet *s)
{
	struct buf *first;

	if (s->shared_formula < 0 || s->shared_formula >= (int64_t)COUNT(s->own_shared))
		return buf_text(&s->formula);
	first = &s->own_shared[s->shared_formula];
	if (s->formula.n > 0) {
		buf_clear(first);
		buf_str(first, buf_text(&s->formula));
	}
	return buf_text(first);
}

static void
put_iso(struct buf *b, struct str v)
{
	int32_t day;
	int minutes;

	/* "2025-03-01T21:40:00": as dates and times are written elsewhere. */
	if (v.n < 19 || v.p[10] != 'T' || !day_parse(str_sub(v, 0, 10), &day) ||
	    !clock_parse(str_sub(v, 11, 19), &minutes)) {
		buf_str(b, v);
		return;
	}
	buf_str(b, str_sub(v, 0, 10));
	if (minutes != 0)
		buf_fmt(b, " " STR_F, STR_A(str_sub(v, 11, 16)));
}

/* The cell's text: borrowed from the book's strings, or appended to s->text. */
static struct cell_text
cell_value(struct sheet *s)
{
	struct str v = buf_text(&s->value), trimmed = str_trim(v);
	struct cell_text c = { NULL, s->text.n, 0 };
	int64_t i;

	if (s->has_formula) {
		buf_char(&s->text, '=');
		buf_str(&s->text, formula_text(s));
	} else if (s->type == CELL_SHARED) {
		struct str shared;

		if (v.n == 0)
			return c;
		if (!str_int(trimmed, &i) || !book_string(&s->book, i, &shared)) {
			refuse(s, "xlsx.string",
			    _("A cell refers to a text that the workbook does not hold. Nothing was changed."));
			return c;
		}
		return (struct cell_text){ shared.p, 0, shared.n };
	} else if (s->type == CELL_NUMBER) {
		if (trimmed.n > 0)
			number_put(&s->text, trimmed, s->kind, s->book.since_1904);
	} else if (s->type == CELL_ISO) {
		put_iso(&s->text, trimmed);
	} else {
		book_unescape(&s->text, v);
	}
	c.n = s->text.n - c.at;
	return c;
}

static void
end_cell(struct sheet *s)
{
	struct cell_text c = cell_value(s);

	s->in_cell = false;
	if (c.n == 0)
		return;
	s->bytes += c.n;
	if (s->column >= CSV_COLUMNS_MAX) {
		refuse(s, "xlsx.columns", _("Too many columns. Nothing was changed."));
		return;
	}
	if (c.n > CSV_CELL_MAX || s->bytes > CSV_RECORD_MAX) {
		refuse(s, "xlsx.cell", _("A cell holds too much text. Nothing was changed."));
		return;
	}
	while (s->n_now <= s->column)
		s->now[s->n_now++] = (struct cell_text){ NULL, 0, 0 };
	s->now[s->column] = c;
}

static bool
blank(const struct sheet *s)
{
	for (size_t i = 0; i < s->n_now; i++) {
		const struct cell_text *c = &s->now[i];
		struct str t = { c->p != NULL ? c->p : buf_text(&s->text).p + c->at, c->n };

		if (c->n > 0 && str_trim(t).n > 0)
			return false;
	}
	return true;
}

static void
end_row(struct sheet *s)
{
	struct row r = { s->line, s->cells.n / sizeof(struct cell_text), s->n_now };

	s->in_row = false;
	if (blank(s))
		return;
	buf_put(&s->cells, s->now, s->n_now * sizeof(s->now[0]));
	buf_put(&s->waiting, &r, sizeof(r));
}

static void
on_end(void *ctx, const char *name)
{
	struct sheet *s = ctx;

	if (strcmp(name, "row") == 0 && s->in_row)
		end_row(s);
	else if (strcmp(name, "c") == 0 && s->in_cell)
		end_cell(s);
	else if (strcmp(name, "v") == 0 || strcmp(name, "t") == 0)
		s->in_value = false;
	else if (strcmp(name, "f") == 0)
		s->in_formula = false;
	else if (strcmp(name, "rPh") == 0)
		s->in_phonetic = false;
	else if (strcmp(name, "is") == 0)
		s->in_inline = false;
	else if (strcmp(name, "sheetData") == 0)
		part_enough(s->part);
}

/* Drops the rows that were given and moves the row being read to the front. */
static void
recycle(struct sheet *s)
{
	struct buf kept;

	buf_init(&kept);
	for (size_t i = 0; s->in_row && i < s->n_now; i++) {
		struct cell_text *c = &s->now[i];
		size_t at = kept.n;

		if (c->p != NULL || c->n == 0)
			continue;
		buf_put(&kept, s->text.p + c->at, c->n);
		c->at = at;
	}
	buf_clear(&s->text);
	buf_put(&s->text, kept.p, kept.n);
	buf_release(&kept);
	buf_clear(&s->waiting);
	buf_clear(&s->cells);
	s->next_row = 0;
}

static bool
sheet_next(struct table *t, const struct str **cells, size_t *n_cells, int64_t *line, struct err *e)
{
	struct sheet *s = t->state;
	struct row r;
	bool more = true;

	*n_cells = 0;
	while (s->next_row * sizeof(r) >= s->waiting.n) {
		if (!more)
			return true;
		recycle(s);
		if (!part_feed(s->part, &more, e))
			return false;
	}
	memcpy(&r, s->waiting.p + s->next_row++ * sizeof(r), sizeof(r));
	for (size_t i = 0; i < r.n || i < s->width; i++) {
		struct cell_text c = { NULL, 0, 0 };

		if (i < r.n)
			memcpy(&c, s->cells.p + (r.at + i) * sizeof(c), sizeof(c));
		s->out[i] = (struct str){ c.n == 0 ? "" : c.p != NULL ? c.p : s->text.p + c.at, c.n };
	}
	if (s->width == 0)
		s->width = r.n;
	*cells = s->out;
	*n_cells = r.n > s->width ? r.n : s->width;
	*line = r.line;
	return true;
}

static int64_t
sheet_position(const struct table *t)
{
	const struct sheet *s = t->state;

	return part_position(s->part);
}

static void
sheet_dialect(const struct table *t, struct table_dialect *out)
{
	const struct sheet *s = t->state;

	*out = (struct table_dialect){ .form = TABLE_XLSX, .sheet = s->book.sheet_name,
		.n_sheets = s->book.n_sheets };
}

static void
sheet_release(void *arg)
{
	struct sheet *s = arg;

	buf_release(&s->value);
	buf_release(&s->formula);
	buf_release(&s->text);
	buf_release(&s->waiting);
	buf_release(&s->cells);
	for (size_t i = 0; i < COUNT(s->own_shared); i++)
		buf_release(&s->own_shared[i]);
}

bool
table_xlsx(struct arena *a, const char *path, struct table *out, struct err *e)
{
	struct sheet *s = arena_new(a, struct sheet);
	struct part_events on = { on_start, on_end, on_text, s, &s->part };

	buf_init(&s->value);
	buf_init(&s->formula);
	buf_init(&s->text);
	buf_init(&s->waiting);
	buf_init(&s->cells);
	for (size_t i = 0; i < COUNT(s->own_shared); i++)
		buf_init(&s->own_shared[i]);
	arena_defer(a, sheet_release, s);
	if (!book_open(a, path, &s->book, e))
		return false;
	if (!part_open(s->book.package, a, s->book.sheet, &on, &s->part, e))
		return false;
	if (s->part == NULL)
		return book_none(e);
	*out = (struct table){ .next = sheet_next, .position = sheet_position,
		.total = part_size(s->part), .dialect = sheet_dialect, .state = s };
	return true;
}
