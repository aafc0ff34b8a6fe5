/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Private to src/facts/: rows in, files in and out. */
#ifndef MAILLAGE_FACTS_BUILD_H
#define MAILLAGE_FACTS_BUILD_H

#include "facts/columns.h"

/* Segments. */
struct acts *acts_new(struct facts *f);
void acts_free(void *p);
/* The segment that takes the next row. */
struct acts *acts_open(struct facts *f);
/* Ends a row: counts it and widens the segment's days. */
void acts_close_row(struct facts *f, struct acts *s);
/* Adds an item to the row being made. */
void acts_item(struct acts *s, enum act_list list, uint8_t code, uint8_t more, uint16_t n);

/* Names of the small registers, read anew from the store. */
bool entities_load(struct facts *f, struct store *s, struct err *e) MUST_USE;
/* Shifts: a known one is replaced. */
struct shift_row *shift_place(struct facts *f, const struct uuid *id, uint32_t *place);
/* All of them at once, as they stand in a file. */
void shifts_take(struct facts *f, const void *rows, size_t n);

/* Everything from the store, in scans. */
bool facts_load(struct facts *f, struct store *s, struct err *e) MUST_USE;
/* One record, read through record_read, as a new row or a replaced shift. */
bool facts_take(struct facts *f, struct store *s, const struct reg *g, const struct uuid *id,
    bool known, struct err *e) MUST_USE;

/* Files: false when there is none that is whole and belongs to this store; nothing is said. */
bool files_read(struct facts *f, struct store *s);
bool files_write(struct facts *f, struct err *e) MUST_USE;

#endif
