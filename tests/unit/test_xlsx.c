/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/lang.h"
#include "record/xlsx.h"

#include "../tap.h"

#include <unistd.h>
#include <zip.h>

#define RELS "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

static const char root_rels[] =
    "<Relationships xmlns='http://schemas.openxmlformats.org/package/2006/relationships'>"
    "<Relationship Id='r1' Type='" RELS "/officeDocument' Target='xl/workbook.xml'/></Relationships>";
static const char book_rels[] =
    "<Relationships xmlns='http://schemas.openxmlformats.org/package/2006/relationships'>"
    "<Relationship Id='r1' Type='" RELS "/worksheet' Target='worksheets/second.xml'/>"
    "<Relationship Id='r2' Type='" RELS "/worksheet' Target='/xl/worksheets/first.xml'/>"
    "<Relationship Id='r3' Type='" RELS "/chartsheet' Target='chartsheets/c.xml'/>"
    "<Relationship Id='r4' Type='" RELS "/sharedStrings' Target='sharedStrings.xml'/>"
    "<Relationship Id='r5' Type='" RELS "/styles' Target='styles.xml'/></Relationships>";
static const char book_1900[] =
    "<workbook xmlns='x' xmlns:r='" RELS "'><sheets><sheet name='c' sheetId='1' r:id='r3'/>"
    "<sheet name='a' sheetId='2' r:id='r2'/><sheet name='b' sheetId='3' r:id='r1'/></sheets>"
    "</workbook>";
static const char book_1904[] =
    "<workbook xmlns='x' xmlns:r='" RELS "'><workbookPr date1904='1'/><sheets>"
    "<sheet name='a' sheetId='2' r:id='r2'/></sheets></workbook>";
static const char strings[] =
    "<sst><si><t>plain</t></si><si><r><t>ri</t></r><r><rPr/><t>ch</t></r><rPh><t>no</t></rPh></si>"
    "<si><t xml:space='preserve'>a&amp;b_x0041_</t></si><si/></sst>";
static const char styles[] =
    "<styleSheet><numFmts><numFmt numFmtId='164' formatCode='dd\\/mm\\/yyyy\\ hh:mm;@'/>"
    "<numFmt numFmtId='165' formatCode='[$-40C]h:mm'/>"
    "<numFmt numFmtId='166' formatCode='0.00&quot; days&quot;'/>"
    "<numFmt numFmtId='167' formatCode='[h]:mm'/></numFmts>"
    "<cellStyleXfs><xf numFmtId='14'/></cellStyleXfs><cellXfs><xf numFmtId='0'/><xf numFmtId='14'/>"
    "<xf numFmtId='164'/><xf numFmtId='165'/><xf numFmtId='166'/><xf numFmtId='167'/></cellXfs>"
    "</styleSheet>";

static char path[] = "/tmp/test-xlsx-XXXXXX";

struct member {
	const char *name, *text;
	size_t n;
};

static void
pack(const struct member *m, size_t n)
{
	zip_t *z = zip_open(path, ZIP_CREATE | ZIP_TRUNCATE, NULL);

	for (size_t i = 0; i < n; i++)
		if (m[i].text != NULL)
			zip_file_add(z, m[i].name, zip_source_buffer(z, m[i].text,
			    m[i].n > 0 ? m[i].n : strlen(m[i].text), 0), ZIP_FL_OVERWRITE);
	if (zip_close(z) != 0)
		printf("Bail out! no zip\n");
}

static void
pack_book(const char *book, const char *sheet, size_t n)
{
	const struct member m[] = {
		{ "_rels/.rels", root_rels, 0 }, { "xl/workbook.xml", book, 0 },
		{ "xl/_rels/workbook.xml.rels", book_rels, 0 }, { "xl/sharedStrings.xml", strings, 0 },
		{ "xl/styles.xml", styles, 0 }, { "xl/worksheets/first.xml", sheet, n },
		{ "xl/worksheets/second.xml", "<worksheet><sheetData/></worksheet>", 0 },
	};

	pack(m, COUNT(m));
}

/* The rows as "line:a|b|c\n"; the failure's key instead when there is one. */
static const char *
rows(struct arena *a)
{
	struct table t;
	struct err e = { 0 };
	struct buf b;
	const struct str *cells;
	size_t n;
	int64_t line;

	buf_init_in(&b, a);
	if (!table_open(a, path, &t, &e))
		return e.key;
	for (;;) {
		if (!t.next(&t, &cells, &n, &line, &e))
			return e.key;
		if (n == 0)
			break;
		buf_fmt(&b, "%lld:", (long long)line);
		for (size_t i = 0; i < n; i++)
			buf_fmt(&b, "%s" STR_F, i > 0 ? "|" : "", STR_A(cells[i]));
		buf_char(&b, '\n');
	}
	buf_char(&b, '\0');
	return b.p;
}

static const char *
sheet_rows(struct arena *a, const char *book, const char *data)
{
	struct str sheet = str_fmt(a, "<?xml version='1.0'?><worksheet xmlns='x'><sheetData>%s</sheetData>"
	    "</worksheet>", data);

	pack_book(book, sheet.p, sheet.n);
	return rows(a);
}

static void
reads(const char *name, const char *book, const char *data, const char *expected)
{
	struct arena a;
	const char *got;

	arena_init(&a);
	got = sheet_rows(&a, book, data);
	if (!OK(strcmp(got, expected) == 0, "%s", name))
		printf("# got %s\n", got);
	arena_release(&a);
}

static void
cells(void)
{
	reads("shared, rich, inline and escaped texts are read, phonetic hints are not", book_1900,
	    "<row r='1'><c r='A1' t='s'><v>0</v></c><c r='B1' t='s'><v>1</v></c>"
	    "<c r='C1' t='s'><v>2</v></c><c r='D1' t='inlineStr'><is><r><t>in</t></r><r><t>line</t></r>"
	    "</is></c><c r='E1' t='s'><v>3</v></c><c t='str'><v>x</v></c></row>",
	    "1:plain|rich|a&bA|inline||x\n");
	reads("missing cells are empty, blank rows are passed over, lines are the sheet's", book_1900,
	    "<row r='3'><c r='A3'><v>1</v></c><c r='D3'><v>2</v></c></row>"
	    "<row r='4'><c r='A4' s='1'/></row><row><c t='inlineStr'><is><t>  </t></is></c></row>"
	    "<row r='9'><c r='B9'><v>3</v></c></row>",
	    "3:1|||2\n9:|3||\n");
	reads("numbers come in their shortest form", book_1900,
	    "<row r='1'><c><v>12</v></c><c><v>12.0</v></c><c><v>0.10000000000000001</v></c>"
	    "<c><v>-1.6777999999999999E0</v></c><c><v>4.5E3</v></c><c><v>1E-3</v></c>"
	    "<c><v>-0</v></c><c><v>48.112099999999998</v></c></row>",
	    "1:12|12|0.1|-1.6778|4500|0.001|0|48.1121\n");
	reads("booleans are 1 and 0, errors their text", book_1900,
	    "<row r='1'><c t='b'><v>1</v></c><c t='b'><v>0</v></c><c t='e'><v>#N/A</v></c></row>",
	    "1:1|0|#N/A\n");
	reads("a formula is given as text, never its value", book_1900,
	    "<row r='1'><c><f>SUM(A1:A2)</f><v>3</v></c><c t='str'><f>\"a\"&amp;B1</f><v>ab</v></c>"
	    "<c><f t='shared' ref='C1:C2' si='0'>A1+1</f><v>2</v></c></row>"
	    "<row r='2'><c r='C2'><f t='shared' si='0'/><v>9</v></c></row>",
	    "1:=SUM(A1:A2)|=\"a\"&B1|=A1+1\n2:||=A1+1\n");
	reads("dates and times follow the number format", book_1900,
	    "<row r='1'><c s='1'><v>45717</v></c><c s='2'><v>45717.902777777781</v></c>"
	    "<c s='3'><v>0.90277777777777779</v></c><c s='4'><v>2.5</v></c><c s='5'><v>1.25</v></c>"
	    "<c s='2'><v>45717</v></c><c t='d'><v>2025-03-01T21:40:00</v></c></row>",
	    "1:2025-03-01|2025-03-01 21:40|21:40|2.5|30:00|2025-03-01|2025-03-01 21:40\n");
	reads("the 1900 system's day that never was stays a number", book_1900,
	    "<row r='1'><c s='1'><v>59</v></c><c s='1'><v>60</v></c><c s='1'><v>61</v></c></row>",
	    "1:1900-02-28|60|1900-03-01\n");
	reads("the 1904 system counts from 1904", book_1904,
	    "<row r='1'><c s='1'><v>0</v></c><c s='1'><v>44255</v></c></row>",
	    "1:1904-01-01|2025-03-01\n");
}

static void
refusals(void)
{
	struct arena a;
	struct buf b;
	const char *got;

	reads("a reference to a text that is not there is refused", book_1900,
	    "<row r='1'><c t='s'><v>99</v></c></row>", "xlsx.string");
	reads("a column past the ceiling is refused", book_1900,
	    "<row r='1'><c r='AAA1'><v>1</v></c></row>", "xlsx.columns");
	reads("broken XML is refused", book_1900, "<row r='1'><c></row>", "xlsx.damaged");
	arena_init(&a);
	buf_init_in(&b, &a);
	buf_cstr(&b, "<!DOCTYPE x [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;'>]><worksheet><sheetData>"
	    "<row><c t='str'><v>&b;</v></c></row></sheetData></worksheet>");
	pack_book(book_1900, b.p, b.n);
	OK(strcmp(rows(&a), "xlsx.doctype") == 0, "a document type with entities is refused");

	buf_clear(&b);
	buf_cstr(&b, "<worksheet><sheetData><row><c t='str'><v>");
	for (size_t i = 0; i < CSV_CELL_MAX + 1; i++)
		buf_char(&b, 'x');
	buf_cstr(&b, "</v></c></row></sheetData></worksheet>");
	pack_book(book_1900, b.p, b.n);
	OK(strcmp(rows(&a), "xlsx.cell") == 0, "a cell past the ceiling is refused");

	buf_clear(&b);
	buf_cstr(&b, "<worksheet><sheetData>");
	while (b.n < 40u << 20)
		buf_cstr(&b, "                                                              ");
	buf_cstr(&b, "</sheetData></worksheet>");
	pack_book(book_1900, b.p, b.n);
	got = rows(&a);
	OK(strcmp(got, "xlsx.bomb") == 0, "a part that unpacks to 500 times its size is refused");

	(void)sheet_rows(&a, book_1900, "<row r='1'><c><v>1</v></c></row>");
	OK(truncate(path, 700) == 0 && strcmp(rows(&a), "xlsx.damaged") == 0,
	    "a workbook cut short is refused");
	pack(&(struct member){ "content.xml", "<x/>", 0 }, 1);
	OK(strcmp(rows(&a), "xlsx.no_sheet") == 0, "a ZIP that is no workbook is refused");
	arena_release(&a);
}

static void
round_trip(void)
{
	const struct str header[] = { STR("id"), STR("n"), STR("note") };
	const struct str row[] = { STR("007"), STR("-1.6778"), STR("=1+1") };
	const struct str last[] = { STR(""), STR("x"), STR("é & <b>\n_x0041_") };
	const bool numbers[] = { false, true, false };
	struct xlsx_writer *w;
	struct err e = { 0 };
	struct arena a;
	const char *got;

	arena_init(&a);
	OK(xlsx_create(&a, path, &w, &e) && xlsx_row(w, header, numbers, 3, &e) &&
	    xlsx_row(w, row, numbers, 3, &e) && xlsx_row(w, last, numbers, 3, &e) &&
	    xlsx_close(w, &e), "a workbook is written");
	got = rows(&a);
	if (!OK(strcmp(got, "1:id|n|note\n2:007|-1.6778|=1+1\n3:|x|é & <b>\n_x0041_\n") == 0,
	    "what was written is read again, formula-looking text and escapes included"))
		printf("# got %s\n", got);
	OK(!xlsx_create(&a, "/nowhere/at/all.xlsx", &w, &e), "a path that cannot be made is refused");
	arena_release(&a);
}

/* More rows than one piece holds, so that rows straddle pieces. */
static void
many(void)
{
	struct xlsx_writer *w;
	struct err e = { 0 };
	struct arena a;
	struct table t;
	const struct str *got;
	char text[2][40];
	size_t n, rows_read = 0;
	int64_t line;
	bool ok, same = true;

	arena_init(&a);
	ok = xlsx_create(&a, path, &w, &e);
	for (int i = 0; ok && i < 30000; i++) {
		struct str c[2];

		snprintf(text[0], sizeof(text[0]), "row %d with some text", i);
		snprintf(text[1], sizeof(text[1]), "%d", i * 7);
		c[0] = str_of(text[0]);
		c[1] = str_of(text[1]);
		ok = xlsx_row(w, c, (const bool[]){ false, true }, 2, &e);
	}
	ok = ok && xlsx_close(w, &e) && table_open(&a, path, &t, &e);
	while (ok) {
		ok = t.next(&t, &got, &n, &line, &e);
		if (!ok || n == 0)
			break;
		snprintf(text[0], sizeof(text[0]), "row %d with some text", (int)rows_read);
		snprintf(text[1], sizeof(text[1]), "%d", (int)rows_read * 7);
		same = same && n == 2 && line == (int64_t)rows_read + 1 && str_is(got[0], text[0]) &&
		    str_is(got[1], text[1]);
		rows_read++;
	}
	OK(ok && same && rows_read == 30000, "30 000 rows come back whole and in order");
	OK(ok && a.used < 4u << 20, "reading holds a piece of the sheet, not the sheet");
	arena_release(&a);
}

static void
other_files(void)
{
	struct arena a;
	struct table t;
	struct err e = { 0 };
	FILE *f = fopen(path, "wb");

	arena_init(&a);
	fputs("id;name\n1;é\n", f);
	fclose(f);
	OK(strcmp(rows(&a), "1:id|name\n2:1|é\n") == 0, "what is no ZIP is read as CSV");
	OK(!table_open(&a, "/tmp", &t, &e) && e.kind == ERR_INVALID, "a directory is refused");
	OK(!table_open(&a, "/tmp/there-is-no-such-file", &t, &e) && e.kind == ERR_NOT_FOUND,
	    "a file that is not there is told apart");
	f = fopen(path, "wb");
	fwrite("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 1, 8, f);
	fclose(f);
	OK(strcmp(rows(&a), "xlsx.old") == 0, "an old or protected workbook is named as such");
	arena_release(&a);
}

int
main(void)
{
	int fd = mkstemp(path);

	if (fd < 0)
		return 1;
	close(fd);
	lang_use(LANG_EN);
	cells();
	refusals();
	round_trip();
	many();
	other_files();
	unlink(path);
	return tap_done();
}
