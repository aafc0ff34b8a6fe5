/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What a worksheet needs of its workbook: where it is, shared strings, number formats, date system. */
#ifndef MAILLAGE_RECORD_XLSX_BOOK_H
#define MAILLAGE_RECORD_XLSX_BOOK_H

#include "base/date.h"
#include "record/xlsx_number.h"
#include "record/xlsx_part.h"

struct book {
	struct package *package;
	const char *sheet;       /* name of the first worksheet's part */
	struct str sheet_name;   /* as its tab says */
	size_t n_sheets;         /* worksheets and charts */
	bool since_1904;
	struct buf strings;      /* shared strings one behind the other */
	struct buf ends;         /* size_t: where each ends */
	struct buf kinds;        /* unsigned char: number_kind of each cell format */
};

bool book_open(struct arena *a, const char *path, struct book *out, struct err *e) MUST_USE;
/* False when there is no such string. Borrowed from the book. */
bool book_string(const struct book *b, int64_t i, struct str *out);
enum number_kind book_number_kind(const struct book *b, int64_t style);
/* Appends a text with its _xHHHH_ escapes resolved (ECMA-376 part 1, 22.9.2.19). */
void book_unescape(struct buf *b, struct str text);
/* Sets "no worksheet in it" and returns false. */
bool book_none(struct err *e);

#endif
