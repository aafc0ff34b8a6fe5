/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What a number in a cell means: a number, a day, a clock time or both, by its number format. */
#ifndef MAILLAGE_RECORD_XLSX_NUMBER_H
#define MAILLAGE_RECORD_XLSX_NUMBER_H

#include "base/buf.h"

enum number_kind { NUMBER_PLAIN, NUMBER_DATE, NUMBER_TIME, NUMBER_DATE_TIME, NUMBER_ELAPSED };

/* Of a format's text ("dd/mm/yyyy", "[$-40C]h:mm;@"). */
enum number_kind number_kind_of(struct str format);
/* Of a built-in format (ECMA-376 part 1, 18.8.30). */
enum number_kind number_kind_builtin(int64_t id);
/* Appends the value as our cells write it. Text that is no number is appended as it stands.
 * `since_1904`: the workbook counts days from 1904-01-01. */
void number_put(struct buf *b, struct str value, enum number_kind kind, bool since_1904);

#endif
