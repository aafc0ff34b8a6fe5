/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * FILE.rejects.csv: the refused lines with their own columns, then _line and _reason, so that they
 * can be mended and imported again.  Written beside its name, which it takes once the good lines are
 * stored: a disk that is full loses neither.  Any thread.
 */
#ifndef MAILLAGE_RECORD_REJECTS_H
#define MAILLAGE_RECORD_REJECTS_H

#include "record/record.h"

struct rejects;

/* Whether a column is one of the two that this file adds; an import passes them over. */
bool rejects_column(struct str header);
/* `path`, or an open file when it is NULL. `sealed`, of each column: its cells are left empty, as no file
 * shall hold what a register seals. */
struct rejects *rejects_new(struct arena *a, const char *path, int fd, const struct str *header,
    const bool *sealed, size_t n);
/* Adds a line with the faults that were found in it. */
void rejects_line(struct rejects *r, const struct str *cells, size_t n, int64_t line,
    const struct faults *faults);
/* Everything is on disk, under another name still. */
bool rejects_write(struct rejects *r, struct err *e) MUST_USE;
/* Takes the name. */
bool rejects_publish(struct rejects *r, struct err *e) MUST_USE;
/* Removes what was not published. */
void rejects_free(struct rejects *r);

#endif
