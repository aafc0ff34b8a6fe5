/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/csv.h"

#include "../tap.h"

struct memory {
	struct str rest;
	size_t step; /* bytes given at a time: shows that cuts fall anywhere */
};

static ptrdiff_t
from_memory(void *ctx, char *into, size_t cap, struct err *e)
{
	struct memory *m = ctx;
	size_t n = m->rest.n < cap ? m->rest.n : cap;

	(void)e;
	if (m->step > 0 && n > m->step)
		n = m->step;
	if (n > 0)
		memcpy(into, m->rest.p, n);
	m->rest = str_sub(m->rest, n, m->rest.n);
	return (ptrdiff_t)n;
}

/* The whole file as "line:cell|cell\n…", or "! key" at the first failure. */
static struct str
read_all(struct arena *a, struct str text, size_t step)
{
	struct memory m = { text, step };
	struct csv_reader *r;
	struct err e = { 0 };
	struct buf out;

	buf_init_in(&out, a);
	if (!csv_open(a, from_memory, &m, &r, &e)) {
		buf_fmt(&out, "! %s", e.key);
		return buf_text(&out);
	}
	for (;;) {
		const struct str *cells;
		size_t n;
		int64_t line;

		if (!csv_next(r, &cells, &n, &line, &e)) {
			buf_fmt(&out, "! %s", e.key);
			return buf_text(&out);
		}
		if (n == 0)
			return buf_text(&out);
		buf_fmt(&out, "%lld:", (long long)line);
		for (size_t i = 0; i < n; i++)
			buf_fmt(&out, "%s" STR_F, i > 0 ? "|" : "", STR_A(cells[i]));
		buf_char(&out, '\n');
	}
}

#define T(literal) { sizeof(literal) - 1, literal }

static const struct {
	const char *name;
	struct {
		size_t n;
		const char *p;
	} text;
	const char *want;
} rows[] = {
	{ "commas", T("a,b\n1,2\n"), "1:a|b\n2:1|2\n" },
	{ "semicolons and CR LF, no line end at the end", T("a;b\r\n1;2,5"), "1:a|b\n2:1|2,5\n" },
	{ "tabs", T("a\tb\n1;1\t2\n"), "1:a|b\n2:1;1|2\n" },
	{ "one column", T("a\n1\n"), "1:a\n2:1\n" },
	{ "a BOM", T("\xef\xbb\xbf" "a,b\né,2\n"), "1:a|b\n2:é|2\n" },
	{ "Windows-1252", T("a;b\nd\xe9j\xe0;\x93x\x94\n"), "1:a|b\n2:déjà|“x”\n" },
	{ "UTF-8 without BOM", T("a;b\ndéjà;œ\n"), "1:a|b\n2:déjà|œ\n" },
	{ "quotes, separators and line ends inside cells", T("a,b\n\"x \"\"y\"\", z\",\"1\r\n2\"\nend,\n"),
	    "1:a|b\n2:x \"y\", z|1\r\n2\n4:end|\n" },
	{ "blank lines and lines of empty cells", T("a,b\n\n , \n1,2\n\n"), "1:a|b\n4:1|2\n" },
	{ "lone carriage returns", T("a,b\r1,2\r3,4"), "1:a|b\n2:1|2\n3:3|4\n" },
	{ "a quoted header decides the separator", T("\"a,x,y\";b\n1;2\n"), "1:a,x,y|b\n2:1|2\n" },
	{ "an empty last cell", T("a;b\n1;"), "1:a|b\n2:1|\n" },
	{ "Windows-1252 that begins long after", T("a;b\nplain;x\n\xc9" "t\xe9;y\n"),
	    "1:a|b\n2:plain|x\n3:Été|y\n" },
	{ "zero bytes", T(""), "! csv.empty" },
	{ "UTF-16", T("\xff\xfe" "a\0b\0"), "! csv.utf16" },
	{ "NUL bytes", T("a,b\n1\0,2\n"), "! csv.nul" },
	{ "a quote never closed", T("a,b\n\"1,2\n3,4\n"), "1:a|b\n! csv.quote" },
	{ "text behind a closing quote", T("a,b\n\"1\"x,2\n"), "1:a|b\n! csv.quote" },
	{ "a quote inside a plain cell", T("a,b\nx\"1\",2\n"), "1:a|b\n! csv.quote" },
	{ "a byte undefined in Windows-1252", T("a,b\n\xe9\x81,2\n"), "1:a|b\n! csv.encoding" },
};

static void
test_large(struct arena *a)
{
	struct buf b;
	struct str got;

	buf_init_in(&b, a);
	buf_cstr(&b, "a,b\n");
	for (size_t i = 0; i < CSV_CELL_MAX; i++)
		buf_char(&b, 'x');
	buf_cstr(&b, ",1\n");
	got = read_all(a, buf_text(&b), 0);
	OK(got.n > CSV_CELL_MAX && got.p[0] != '!', "a cell at its ceiling is read");
	buf_clear(&b);
	buf_cstr(&b, "a,b\n");
	for (size_t i = 0; i < 2u << 20; i++)
		buf_char(&b, 'x');
	buf_cstr(&b, ",1\n");
	OK(str_is(read_all(a, buf_text(&b), 0), "1:a|b\n! csv.cell_too_long"), "a cell of 2 MB is refused");
	buf_clear(&b);
	buf_cstr(&b, "a,b\n\"");
	for (size_t i = 0; i < 2u << 20; i++)
		buf_char(&b, i % 70 == 0 ? '\n' : 'x');
	OK(str_is(read_all(a, buf_text(&b), 0), "1:a|b\n! csv.cell_too_long"),
	    "a quoted cell of 2 MB is refused");
	buf_clear(&b);
	buf_cstr(&b, "a,b\n");
	for (size_t i = 0; i < 100000; i++)
		buf_fmt(&b, "%zu,\"v\"\"%zu\"\n", i, i);
	buf_cstr(&b, "\xe9,x\n");
	got = read_all(a, buf_text(&b), 0);
	OK(str_ends(got, STR("100001:99999|v\"99999\n100002:é|x\n")),
	    "records across buffers are whole, and a late accent still finds its encoding");
}

int
main(void)
{
	struct arena a;
	struct buf b;

	arena_init(&a);
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct str text = { rows[i].text.p, rows[i].text.n };
		bool same = true;

		for (size_t step = 0; step <= 3; step++) {
			struct str got = read_all(&a, text, step);

			if (!str_is(got, rows[i].want)) {
				printf("# step %zu: " STR_F "\n", step, STR_A(got));
				same = false;
			}
		}
		OK(same, "csv: %s", rows[i].name);
	}
	test_large(&a);
	buf_init_in(&b, &a);
	csv_cell(&b, STR("plain"), ';');
	buf_char(&b, ';');
	csv_cell(&b, STR("a;b"), ';');
	buf_char(&b, ';');
	csv_cell(&b, STR("say \"x\"\n"), ';');
	buf_char(&b, ';');
	csv_cell(&b, STR(" x"), ';');
	OK(str_is(buf_text(&b), "plain;\"a;b\";\"say \"\"x\"\"\n\";\" x\""), "cells are quoted where needed");
	arena_release(&a);
	return tap_done();
}
