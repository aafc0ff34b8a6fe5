/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/csv.h"

#include "base/lang.h"
#include "base/text.h"

#define CSV_SNIFF (256u << 10) /* bytes looked at for the encoding, and read at a time */
#define CSV_BUFFER (CSV_RECORD_MAX + CSV_SNIFF)

enum encoding { ENCODING_UNKNOWN, ENCODING_UTF8, ENCODING_CP1252 };

/* A cell as it stands in the buffer. */
struct raw {
	size_t from, to;
	bool doubled; /* holds "" */
};

struct csv_reader {
	csv_source *source;
	void *ctx;
	char *p;          /* CSV_BUFFER bytes */
	size_t n, at;     /* filled; where the next record begins */
	bool end;         /* the source has no more */
	char sep;
	enum encoding encoding;
	int64_t line;     /* physical line at `at` */
	int64_t taken;    /* bytes given by the source */
	bool stop[256];   /* bytes that end a plain cell */
	struct raw *raws; /* CSV_COLUMNS_MAX */
	struct str *cells;
	struct buf text;  /* cells that had to be rewritten */
};

enum scan { SCAN_RECORD, SCAN_MORE, SCAN_FAILED };

static bool
refuse(const struct csv_reader *r, struct err *e, const char *key, const char *sentence)
{
	return err_set(e, ERR_INVALID, key, _("Line %lld: %s Nothing was changed."),
	    (long long)r->line, sentence);
}

static const char *const zero_byte =
    N_("this is no text: it holds a zero byte. Save the file as “CSV UTF-8”.");

/* Physical lines of the bytes: LF, CR LF or a lone CR. */
static int64_t
count_lines(const char *p, size_t n)
{
	int64_t lines = 0;

	for (size_t i = 0; i < n; i++)
		lines += p[i] == '\n' || (p[i] == '\r' && (i + 1 == n || p[i + 1] != '\n'));
	return lines;
}

/* Length of an unfinished sequence at the end of a buffer that will be continued. */
static size_t
unfinished(const char *p, size_t n)
{
	for (size_t back = 1; back <= 3 && back <= n; back++) {
		unsigned char c = (unsigned char)p[n - back];

		if ((c & 0xc0) == 0x80)
			continue;
		return c >= 0xc0 ? back : 0;
	}
	return 0;
}

/* Plain ASCII reads the same in both encodings, so the choice waits for the first other byte. */
static void
choose_encoding(struct csv_reader *r)
{
	struct str s = { r->p + r->at, r->n - r->at };
	bool plain = true;

	for (size_t i = 0; i < s.n && plain; i++)
		plain = (unsigned char)s.p[i] < 0x80;
	if (plain)
		return;
	if (!r->end)
		s.n -= unfinished(s.p, s.n);
	r->encoding = ENCODING_CP1252;
	for (size_t i = 0; i <= s.n; i++)
		if (i == s.n || s.p[i] == '\0') {
			/* NUL is refused by itself; it says nothing about the encoding. */
			if (utf8_valid((struct str){ s.p, i }))
				r->encoding = ENCODING_UTF8;
			break;
		}
}

static bool
fill(struct csv_reader *r, struct err *e)
{
	size_t want;
	ptrdiff_t got = 0;

	if (r->at > 0) {
		memmove(r->p, r->p + r->at, r->n - r->at);
		r->n -= r->at;
		r->at = 0;
	}
	want = CSV_BUFFER - r->n < CSV_SNIFF ? CSV_BUFFER - r->n : CSV_SNIFF;
	for (size_t had = r->n; r->n - had < want; r->n += (size_t)got) {
		got = r->source(r->ctx, r->p + r->n, want - (r->n - had), e);
		if (got < 0)
			return false;
		if (got == 0) {
			r->end = true;
			break;
		}
		r->taken += got;
	}
	if (r->encoding == ENCODING_UNKNOWN)
		choose_encoding(r);
	return true;
}

/* The separator that stands most often in the header, outside quotes. */
static char
find_separator(const struct csv_reader *r)
{
	static const char candidates[] = { ';', ',', '\t' };
	size_t count[3] = { 0 }, best = 0;
	bool quoted = false;

	for (size_t i = r->at; i < r->n; i++) {
		char c = r->p[i];

		if (c == '"')
			quoted = !quoted;
		else if (!quoted && (c == '\n' || c == '\r'))
			break;
		for (size_t k = 0; k < COUNT(candidates); k++)
			count[k] += !quoted && c == candidates[k];
	}
	for (size_t k = 1; k < COUNT(candidates); k++)
		if (count[k] > count[best])
			best = k;
	return count[best] == 0 ? ',' : candidates[best];
}

bool
csv_open(struct arena *a, csv_source *source, void *ctx, struct csv_reader **out, struct err *e)
{
	struct csv_reader *r = arena_new(a, struct csv_reader);
	const char *zero;

	*r = (struct csv_reader){ .source = source, .ctx = ctx, .line = 1 };
	r->p = arena_alloc(a, CSV_BUFFER);
	r->raws = arena_array(a, struct raw, CSV_COLUMNS_MAX);
	r->cells = arena_array(a, struct str, CSV_COLUMNS_MAX);
	buf_init_in(&r->text, a);
	if (!fill(r, e))
		return false;
	if (r->n == 0)
		return err_set(e, ERR_INVALID, "csv.empty",
		    _("This file is empty (zero bytes). Nothing was changed."));
	if (r->n >= 2 && (memcmp(r->p, "\xff\xfe", 2) == 0 || memcmp(r->p, "\xfe\xff", 2) == 0))
		return err_set(e, ERR_INVALID, "csv.utf16",
		    _("This file is in UTF-16. Nothing was changed. Save it as “CSV UTF-8” and try again."));
	/* What is no text at all is told before its columns are. */
	if ((zero = memchr(r->p, '\0', r->n)) != NULL) {
		r->line += count_lines(r->p, (size_t)(zero - r->p));
		return refuse(r, e, "csv.nul", _(zero_byte));
	}
	if (r->n >= 3 && memcmp(r->p, "\xef\xbb\xbf", 3) == 0) {
		r->at = 3;
		r->encoding = ENCODING_UTF8;
	}
	r->sep = find_separator(r);
	r->stop[(unsigned char)r->sep] = r->stop['\n'] = r->stop['\r'] = r->stop['"'] = true;
	*out = r;
	return true;
}

static bool
too_long(const struct csv_reader *r, struct err *e)
{
	return err_set(e, ERR_INVALID, "csv.cell_too_long",
	    _("Line %lld: a cell is longer than %u KB. Nothing was changed. If no cell should be that "
	      "long, look for a quotation mark that was never closed."),
	    (long long)r->line, CSV_CELL_MAX >> 10);
}

/* A quoted cell from behind its opening mark; *i moves behind the closing one. */
static enum scan
scan_quoted(struct csv_reader *r, size_t *i, struct raw *raw, struct err *e)
{
	raw->from = *i;
	raw->doubled = false;
	for (;;) {
		const char *q = *i < r->n ? memchr(r->p + *i, '"', r->n - *i) : NULL;

		if (q == NULL) {
			if (r->n - raw->from > CSV_CELL_MAX) {
				too_long(r, e);
				return SCAN_FAILED;
			}
			if (!r->end)
				return SCAN_MORE;
			refuse(r, e, "csv.quote", _("a quotation mark is never closed."));
			return SCAN_FAILED;
		}
		*i = (size_t)(q - r->p) + 1;
		if (*i == r->n && !r->end)
			return SCAN_MORE;
		if (*i == r->n || r->p[*i] != '"')
			break;
		raw->doubled = true;
		++*i;
	}
	raw->to = *i - 1;
	if (*i < r->n && (!r->stop[(unsigned char)r->p[*i]] || r->p[*i] == '"')) {
		refuse(r, e, "csv.quote", _("text stands behind a closing quotation mark."));
		return SCAN_FAILED;
	}
	return SCAN_RECORD;
}

static enum scan
scan_plain(struct csv_reader *r, size_t *i, struct raw *raw, struct err *e)
{
	raw->from = *i;
	raw->doubled = false;
	while (*i < r->n && !r->stop[(unsigned char)r->p[*i]])
		++*i;
	if (*i - raw->from > CSV_CELL_MAX) {
		too_long(r, e);
		return SCAN_FAILED;
	}
	if (*i == r->n && !r->end)
		return SCAN_MORE;
	if (*i < r->n && r->p[*i] == '"') {
		refuse(r, e, "csv.quote",
		    _("a quotation mark stands inside a cell that does not begin with one."));
		return SCAN_FAILED;
	}
	raw->to = *i;
	return SCAN_RECORD;
}

/* The record that begins at r->at: its raw cells, where it ends and how many lines it takes. */
static enum scan
scan_record(struct csv_reader *r, size_t *n_cells, size_t *end, struct err *e)
{
	size_t i = r->at, n = 0;

	for (;; i++) {
		struct raw *raw;
		enum scan got;

		if (n == CSV_COLUMNS_MAX) {
			refuse(r, e, "csv.columns", _("this record has too many cells."));
			return SCAN_FAILED;
		}
		raw = &r->raws[n++];
		if (i < r->n && r->p[i] == '"') {
			i++;
			got = scan_quoted(r, &i, raw, e);
		} else {
			got = scan_plain(r, &i, raw, e);
		}
		if (got != SCAN_RECORD)
			return got;
		if (raw->to - raw->from > CSV_CELL_MAX) {
			too_long(r, e);
			return SCAN_FAILED;
		}
		if (i == r->n || r->p[i] != r->sep)
			break;
	}
	if (i < r->n && r->p[i] == '\r') {
		if (i + 1 == r->n && !r->end)
			return SCAN_MORE;
		i++;
		if (i < r->n && r->p[i] == '\n')
			i++;
	} else if (i < r->n) {
		i++;
	}
	*n_cells = n;
	*end = i;
	return SCAN_RECORD;
}

static bool
check_bytes(struct csv_reader *r, size_t end, struct err *e)
{
	struct str s = { r->p + r->at, end - r->at };

	if (s.n > 0 && memchr(s.p, '\0', s.n) != NULL)
		return refuse(r, e, "csv.nul", _(zero_byte));
	if (r->encoding == ENCODING_UTF8 && !utf8_valid(s))
		return refuse(r, e, "csv.encoding",
		    _("the file begins in UTF-8 but this line is not UTF-8. Save it as “CSV UTF-8”."));
	return true;
}

/* Takes the doubling away and the older encoding up to UTF-8. */
static bool
rewrite(struct csv_reader *r, const struct raw *raw, struct buf *out, struct err *e)
{
	struct str rest = { r->p + raw->from, raw->to - raw->from };
	size_t bad;

	while (rest.n > 0) {
		size_t at = raw->doubled ? str_find(rest, '"') : rest.n;
		struct str piece = str_sub(rest, 0, at < rest.n ? at + 1 : at);

		if (r->encoding != ENCODING_CP1252)
			buf_str(out, piece);
		else if (!cp1252_put(out, piece, &bad))
			return err_set(e, ERR_INVALID, "csv.encoding",
			    _("Line %lld: the byte %02X exists neither in UTF-8 nor in Windows-1252 there. "
			      "Nothing was changed. Save the file as “CSV UTF-8” and try again."),
			    (long long)r->line, (unsigned)(unsigned char)piece.p[bad]);
		rest = str_sub(rest, at < rest.n ? at + 2 : at, rest.n);
	}
	return true;
}

static bool
take_cells(struct csv_reader *r, size_t n, struct err *e)
{
	buf_clear(&r->text);
	/* Windows-1252 grows at most threefold: one reservation keeps the slices where they are. */
	if (r->encoding == ENCODING_CP1252)
		buf_reserve(&r->text, 3 * (r->raws[n - 1].to - r->at) + 1);
	else
		buf_reserve(&r->text, r->raws[n - 1].to - r->at + 1);
	for (size_t i = 0; i < n; i++) {
		const struct raw *raw = &r->raws[i];
		size_t from = r->text.n;

		if (!raw->doubled && r->encoding != ENCODING_CP1252) {
			r->cells[i] = (struct str){ r->p + raw->from, raw->to - raw->from };
			continue;
		}
		if (!rewrite(r, raw, &r->text, e))
			return false;
		r->cells[i] = (struct str){ r->text.p + from, r->text.n - from };
	}
	return true;
}

static bool
all_blank(const struct csv_reader *r, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (str_trim(r->cells[i]).n > 0)
			return false;
	return true;
}

bool
csv_next(struct csv_reader *r, const struct str **cells, size_t *n_cells, int64_t *line, struct err *e)
{
	for (;;) {
		size_t n, end;
		bool blank;

		if (r->at == r->n && r->end) {
			*n_cells = 0;
			return true;
		}
		switch (scan_record(r, &n, &end, e)) {
		case SCAN_FAILED:
			return false;
		case SCAN_MORE:
			if (r->n - r->at > CSV_RECORD_MAX)
				return refuse(r, e, "csv.record_too_long",
				    _("this record is longer than 1 MB."));
			if (!fill(r, e))
				return false;
			continue;
		case SCAN_RECORD:
			break;
		}
		if (!check_bytes(r, end, e) || !take_cells(r, n, e))
			return false;
		*line = r->line;
		r->line += count_lines(r->p + r->at, end - r->at);
		r->at = end;
		blank = all_blank(r, n);
		if (blank)
			continue;
		*cells = r->cells;
		*n_cells = n;
		return true;
	}
}

int64_t
csv_position(const struct csv_reader *r)
{
	return r->taken - (int64_t)(r->n - r->at);
}

char
csv_separator(const struct csv_reader *r)
{
	return r->sep;
}

bool
csv_is_windows(const struct csv_reader *r)
{
	return r->encoding == ENCODING_CP1252;
}

void
csv_cell(struct buf *b, struct str cell, char sep)
{
	bool quote = cell.n > 0 && (cell.p[0] == ' ' || cell.p[cell.n - 1] == ' ');

	for (size_t i = 0; i < cell.n && !quote; i++)
		quote = cell.p[i] == sep || cell.p[i] == '"' || cell.p[i] == '\n' || cell.p[i] == '\r';
	if (!quote) {
		buf_str(b, cell);
		return;
	}
	buf_char(b, '"');
	while (cell.n > 0) {
		size_t at = str_find(cell, '"');

		buf_put(b, cell.p, at);
		if (at < cell.n)
			buf_cstr(b, "\"\"");
		cell = str_sub(cell, at + 1, cell.n);
	}
	buf_char(b, '"');
}
