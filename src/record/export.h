/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A register out: CSV, JSON or XLSX, in the forms that import takes back.  `id` is the UUID,
 * `source_id` the operator's own.  Deleted records stay out.  A text that a spreadsheet would take
 * for a formula gets an apostrophe before it (CSV); XLSX writes it as text.
 */
#ifndef MAILLAGE_RECORD_EXPORT_H
#define MAILLAGE_RECORD_EXPORT_H

#include "record/lookup.h"

enum export_format { EXPORT_CSV, EXPORT_JSON, EXPORT_XLSX };

/* Takes bytes as they come; false ends the export (err set). */
typedef bool export_sink(void *ctx, struct str bytes, struct err *e);

/* CSV and JSON stream into the sink, in memory that does not grow with the register; XLSX is written
 * to `path`. *n: records written. */
bool export_register(struct store *s, struct codes *codes, const struct reg *g,
    enum export_format format, export_sink *sink, void *ctx, const char *path, int64_t *n,
    struct err *e) MUST_USE;

#endif
