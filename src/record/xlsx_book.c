/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "record/xlsx_book.h"

#include "base/lang.h"
#include "base/text.h"
#include "record/xlsx.h"

#define FORMATS_MAX 4096 /* number formats of its own, and cell formats, that a book may have */
#define SHEETS_MAX 1024
#define PART_NAME_MAX 512

bool
book_none(struct err *e)
{
	return err_set(e, ERR_INVALID, "xlsx.no_sheet",
	    _("This file holds no worksheet of an XLSX workbook. Save it as XLSX or CSV. Nothing was "
	      "changed."));
}

bool
book_string(const struct book *b, int64_t i, struct str *out)
{
	size_t from = 0, to;

	if (i < 0 || (uint64_t)i >= b->ends.n / sizeof(to))
		return false;
	if (i > 0)
		memcpy(&from, b->ends.p + (size_t)(i - 1) * sizeof(from), sizeof(from));
	memcpy(&to, b->ends.p + (size_t)i * sizeof(to), sizeof(to));
	*out = to == from ? STR("") : (struct str){ b->strings.p + from, to - from };
	return true;
}

enum number_kind
book_number_kind(const struct book *b, int64_t style)
{
	if (style < 0 || (uint64_t)style >= b->kinds.n)
		return NUMBER_PLAIN;
	return (enum number_kind)(unsigned char)b->kinds.p[style];
}

static bool
escape_at(struct str t, size_t i, uint32_t *code)
{
	if (i + 7 > t.n || t.p[i] != '_' || t.p[i + 1] != 'x' || t.p[i + 6] != '_')
		return false;
	*code = 0;
	for (size_t k = i + 2; k < i + 6; k++) {
		char c = t.p[k], low = (char)(c | 32);
		uint32_t v;

		if (c >= '0' && c <= '9')
			v = (uint32_t)(c - '0');
		else if (low >= 'a' && low <= 'f')
			v = (uint32_t)(low - 'a') + 10;
		else
			return false;
		*code = *code * 16 + v;
	}
	/* A NUL or half a surrogate pair is no text: such an escape stays as written. */
	return *code != 0 && (*code < 0xd800 || *code > 0xdfff);
}

void
book_unescape(struct buf *b, struct str text)
{
	size_t from = 0, i = 0;
	uint32_t code;

	while (i < text.n) {
		if (text.p[i] != '_' || !escape_at(text, i, &code)) {
			i++;
			continue;
		}
		buf_str(b, str_sub(text, from, i));
		utf8_put(b, code);
		i += 7;
		from = i;
	}
	buf_str(b, str_sub(text, from, text.n));
}

/* -- relations ------------------------------------------------------------------------------- */

struct relation {
	struct str id, type, target;
};

struct relations {
	struct arena *a;
	struct part *part;
	struct relation v[SHEETS_MAX];
	size_t n;
};

static void
on_relation(void *ctx, const char *name, const struct attributes *at)
{
	struct relations *r = ctx;

	if (strcmp(name, "Relationship") != 0 || r->n == SHEETS_MAX ||
	    str_is(attribute(at, "TargetMode"), "External"))
		return;
	r->v[r->n++] = (struct relation){ str_dup(r->a, attribute(at, "Id")),
		str_dup(r->a, attribute(at, "Type")), str_dup(r->a, attribute(at, "Target")) };
}

/* The part a target names, seen from a part in folder `folder` ("xl/"). */
static const char *
part_name(struct arena *a, struct str folder, struct str target)
{
	struct str none = STR("");

	if (target.n > PART_NAME_MAX)
		return "";
	if (target.n > 0 && target.p[0] == '/')
		return str_cstr(a, str_sub(target, 1, target.n));
	while (str_starts(target, STR("../")) || str_starts(target, STR("./"))) {
		if (target.p[1] == '.')
			folder = none; /* our folders are one deep */
		target = str_sub(target, str_find(target, '/') + 1, target.n);
	}
	return str_fmt(a, STR_F STR_F, STR_A(folder), STR_A(target)).p;
}

static bool
read_relations(struct book *b, struct arena *a, const char *part, struct relations **out,
    struct err *e)
{
	struct relations *r = arena_new(a, struct relations);
	struct part_events on = { on_relation, NULL, NULL, r, &r->part };
	bool found;

	r->a = a;
	*out = r;
	return part_read(b->package, a, part, &on, &found, e);
}

static const char *
relation_by_type(struct arena *a, const struct relations *r, struct str folder, struct str type)
{
	for (size_t i = 0; i < r->n; i++)
		if (str_ends(r->v[i].type, type))
			return part_name(a, folder, r->v[i].target);
	return NULL;
}

/* -- workbook -------------------------------------------------------------------------------- */

struct sheets {
	struct arena *a;
	struct part *part;
	struct str ids[SHEETS_MAX], names[SHEETS_MAX];
	size_t n;
	bool since_1904;
};

static void
on_workbook(void *ctx, const char *name, const struct attributes *at)
{
	struct sheets *s = ctx;

	if (strcmp(name, "workbookPr") == 0) {
		struct str v = attribute(at, "date1904");

		s->since_1904 = str_is(v, "1") || str_is(v, "true") || str_is(v, "on");
	} else if (strcmp(name, "sheet") == 0 && s->n < SHEETS_MAX) {
		s->names[s->n] = str_dup(s->a, attribute(at, "name"));
		s->ids[s->n++] = str_dup(s->a, attribute(at, "id"));
	}
}

/* The first sheet that is a worksheet: a chart may stand before it. */
static const char *
first_sheet(struct arena *a, const struct sheets *s, const struct relations *r, struct str folder,
    struct str *name)
{
	for (size_t i = 0; i < s->n; i++)
		for (size_t k = 0; k < r->n; k++)
			if (s->ids[i].n > 0 && str_eq(r->v[k].id, s->ids[i]) &&
			    str_ends(r->v[k].type, STR("/worksheet"))) {
				*name = s->names[i];
				return part_name(a, folder, r->v[k].target);
			}
	return NULL;
}

/* -- shared strings -------------------------------------------------------------------------- */

struct strings {
	struct book *b;
	struct part *part;
	struct buf one; /* as written, escapes and all */
	bool in_item, in_text, in_phonetic;
};

static void
on_string_start(void *ctx, const char *name, const struct attributes *at)
{
	struct strings *s = ctx;

	(void)at;
	if (strcmp(name, "si") == 0) {
		s->in_item = true;
		buf_clear(&s->one);
	} else if (strcmp(name, "rPh") == 0) {
		s->in_phonetic = true;
	} else if (strcmp(name, "t") == 0) {
		s->in_text = s->in_item && !s->in_phonetic;
	}
}

static void
on_string_text(void *ctx, struct str text)
{
	struct strings *s = ctx;
	struct err why = { 0 };

	if (!s->in_text)
		return;
	if (s->b->strings.n + s->one.n + text.n > XLSX_STRINGS_MAX ||
	    s->b->ends.n > XLSX_STRINGS_MAX) {
		err_set(&why, ERR_INVALID, "xlsx.strings",
		    _("This workbook holds more text than can be read at once. Save it as CSV. Nothing was "
		      "changed."));
		part_refuse(s->part, &why);
		return;
	}
	buf_str(&s->one, text);
}

static void
on_string_end(void *ctx, const char *name)
{
	struct strings *s = ctx;

	if (strcmp(name, "t") == 0) {
		s->in_text = false;
	} else if (strcmp(name, "rPh") == 0) {
		s->in_phonetic = false;
	} else if (strcmp(name, "si") == 0 && s->in_item && s->b->ends.n <= XLSX_STRINGS_MAX) {
		s->in_item = false;
		book_unescape(&s->b->strings, buf_text(&s->one));
		buf_put(&s->b->ends, &s->b->strings.n, sizeof(s->b->strings.n));
	}
}

/* -- styles ---------------------------------------------------------------------------------- */

struct styles {
	struct book *b;
	struct part *part;
	int64_t ids[FORMATS_MAX];
	unsigned char kinds[FORMATS_MAX];
	size_t n;
	bool in_cell_formats;
};

static void
on_style_start(void *ctx, const char *name, const struct attributes *at)
{
	struct styles *s = ctx;
	int64_t id = 0;
	unsigned char kind;

	if (strcmp(name, "cellXfs") == 0)
		s->in_cell_formats = true;
	if (!str_int(attribute(at, "numFmtId"), &id))
		return;
	if (strcmp(name, "numFmt") == 0 && s->n < FORMATS_MAX) {
		s->ids[s->n] = id;
		s->kinds[s->n++] = (unsigned char)number_kind_of(attribute(at, "formatCode"));
	} else if (strcmp(name, "xf") == 0 && s->in_cell_formats && s->b->kinds.n < 65536) {
		kind = (unsigned char)number_kind_builtin(id);
		for (size_t i = 0; i < s->n; i++)
			if (s->ids[i] == id)
				kind = s->kinds[i];
		buf_put(&s->b->kinds, &kind, 1);
	}
}

static void
on_style_end(void *ctx, const char *name)
{
	struct styles *s = ctx;

	if (strcmp(name, "cellXfs") == 0)
		s->in_cell_formats = false;
}

static void
book_release(void *arg)
{
	struct book *b = arg;

	buf_release(&b->strings);
	buf_release(&b->ends);
	buf_release(&b->kinds);
}

static void
release_buf(void *b)
{
	buf_release(b);
}

/* The parts a sheet leans on; both may be missing. */
static bool
read_shared(struct book *b, struct arena *a, const struct relations *r, struct str folder,
    struct err *e)
{
	const char *strings = relation_by_type(a, r, folder, STR("/sharedStrings"));
	const char *styles = relation_by_type(a, r, folder, STR("/styles"));
	struct strings *s = arena_new(a, struct strings);
	struct styles *y = arena_new(a, struct styles);
	struct part_events on_strings = { on_string_start, on_string_end, on_string_text, s, &s->part };
	struct part_events on_styles = { on_style_start, on_style_end, NULL, y, &y->part };
	bool found;

	s->b = y->b = b;
	buf_init(&s->one);
	arena_defer(a, release_buf, &s->one);
	if (strings != NULL && !part_read(b->package, a, strings, &on_strings, &found, e))
		return false;
	return styles == NULL || part_read(b->package, a, styles, &on_styles, &found, e);
}

bool
book_open(struct arena *a, const char *path, struct book *out, struct err *e)
{
	struct sheets *s = arena_new(a, struct sheets);
	struct part_events on = { on_workbook, NULL, NULL, s, &s->part };
	struct relations *r;
	struct str folder;
	const char *book;
	size_t slash;
	bool found;

	*out = (struct book){ .package = NULL };
	s->a = a;
	buf_init(&out->strings);
	buf_init(&out->ends);
	buf_init(&out->kinds);
	arena_defer(a, book_release, out);
	if (!package_open(a, path, &out->package, e) ||
	    !read_relations(out, a, "_rels/.rels", &r, e))
		return false;
	book = relation_by_type(a, r, STR(""), STR("/officeDocument"));
	if (book == NULL)
		book = "xl/workbook.xml";
	slash = strlen(book);
	while (slash > 0 && book[slash - 1] != '/')
		slash--;
	folder = (struct str){ book, slash };
	if (!part_read(out->package, a, book, &on, &found, e))
		return false;
	if (!found)
		return book_none(e);
	if (!read_relations(out, a,
	    str_fmt(a, STR_F "_rels/%s.rels", STR_A(folder), book + slash).p, &r, e))
		return false;
	out->since_1904 = s->since_1904;
	out->n_sheets = s->n;
	out->sheet = first_sheet(a, s, r, folder, &out->sheet_name);
	return out->sheet == NULL ? book_none(e) : read_shared(out, a, r, folder, e);
}
