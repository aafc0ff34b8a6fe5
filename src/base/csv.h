/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * CSV, streamed: comma, semicolon or tab; UTF-8 with or without BOM, or Windows-1252; RFC 4180
 * quoting with quotes, separators and line ends inside.  The dialect is found from the first
 * CSV_SNIFF bytes and the header line.  Memory is bounded by CSV_RECORD_MAX whatever the file's
 * length.
 */
#ifndef MAILLAGE_BASE_CSV_H
#define MAILLAGE_BASE_CSV_H

#include "base/buf.h"
#include "base/err.h"

#define CSV_CELL_MAX (64u << 10)   /* bytes of one cell, UTF-8 */
#define CSV_RECORD_MAX (1u << 20)  /* bytes of one record */
#define CSV_COLUMNS_MAX 512u

struct csv_reader;

/* Reads from a function so that files, uploads and tests look alike: fills at most `cap` bytes,
 * returns how many, 0 at the end; -1 with err set when reading failed. */
typedef ptrdiff_t csv_source(void *ctx, char *into, size_t cap, struct err *e);

/* The reader lives in the arena. Refuses (ERR_INVALID) zero bytes, UTF-16, NUL bytes. */
bool csv_open(struct arena *a, csv_source *source, void *ctx, struct csv_reader **out, struct err *e)
    MUST_USE;
/* Next record: its cells (valid UTF-8, not trimmed, valid until the next call) and the physical
 * line on which it begins (header = line 1). Blank lines are passed over. *n_cells == 0 at the end.
 * Refuses broken quoting, bytes undefined in the encoding, ceilings; the message names the line. */
bool csv_next(struct csv_reader *r, const struct str **cells, size_t *n_cells, int64_t *line,
    struct err *e) MUST_USE;
/* Bytes consumed so far, for a progress line. */
int64_t csv_position(const struct csv_reader *r);
char csv_separator(const struct csv_reader *r);
/* Whether bytes were seen so far that are Windows-1252 and no UTF-8. */
bool csv_is_windows(const struct csv_reader *r);

/* Appends one cell, quoted where needed for separator `sep`. */
void csv_cell(struct buf *b, struct str cell, char sep);

#endif
