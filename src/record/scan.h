/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Every record of a register with its lists, in order of id: the register's rows and its child rows
 * are read side by side, each once.  Holds cursors open on the store: no transaction may begin
 * between two records.  One thread at a time.
 */
#ifndef MAILLAGE_RECORD_SCAN_H
#define MAILLAGE_RECORD_SCAN_H

#include "record/row.h"

struct record_scan;

/* Lives in the arena; close it when it was not read to its end. */
bool record_scan_open(struct store *s, const struct codes *codes, const struct reg_sql *q,
    struct arena *a, struct record_scan **out, struct err *e) MUST_USE;
/* The next record, deleted ones too; what it holds lives in `a`. *found false at the end. */
bool record_scan_next(struct record_scan *w, struct arena *a, struct record *out, bool *found,
    struct err *e) MUST_USE;
void record_scan_close(struct record_scan *w);
/* Child rows seen so far that belong to no record. */
int64_t record_scan_strays(const struct record_scan *w);

#endif
