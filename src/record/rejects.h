/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * FILE.rejects.csv: the refused lines with their own columns, then _line and _reason, so that they
 * can be mended and imported again.  Written beside its name and renamed when whole.  Any thread.
 */
#ifndef MAILLAGE_RECORD_REJECTS_H
#define MAILLAGE_RECORD_REJECTS_H

#include "record/record.h"

struct rejects;

struct rejects *rejects_new(struct arena *a, const char *path, const struct str *header, size_t n);
/* Adds a line with the faults from `first` on. */
void rejects_line(struct rejects *r, const struct str *cells, size_t n, int64_t line,
    const struct faults *faults, size_t first);
bool rejects_save(struct rejects *r, struct err *e) MUST_USE;
/* Removes the unfinished file. */
void rejects_free(struct rejects *r);

#endif
