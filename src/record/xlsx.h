/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * XLSX, read by libzip and libxml2's SAX in bounded memory and written by libxlsxwriter in constant
 * memory.  First worksheet only.  Formula cells give their formula as text ("=SUM(A1:A2)"), never a
 * computed value; dates by number format give YYYY-MM-DD, times HH:MM, both with a space between.
 */
#ifndef MAILLAGE_RECORD_XLSX_H
#define MAILLAGE_RECORD_XLSX_H

#include "record/table.h"

#define XLSX_UNPACKED_MAX (2ull << 30) /* bytes of one part once unpacked */
#define XLSX_RATIO_MAX 200u            /* unpacked / packed, looked at above 16 MB: a zip bomb */
#define XLSX_STRINGS_MAX (256u << 20)  /* bytes of the shared strings */

bool table_xlsx(struct arena *a, const char *path, struct table *out, struct err *e) MUST_USE;

struct xlsx_writer;
bool xlsx_create(struct arena *a, const char *path, struct xlsx_writer **out, struct err *e) MUST_USE;
/* A row of text cells; numbers[i] true: written as a number when it is one. Formula-looking text is
 * written as text. The first row is bold and frozen. New sheets are begun past 1 048 576 rows, with the
 * first row again. */
bool xlsx_row(struct xlsx_writer *w, const struct str *cells, const bool *numbers, size_t n,
    struct err *e) MUST_USE;
bool xlsx_close(struct xlsx_writer *w, struct err *e) MUST_USE;

#endif
