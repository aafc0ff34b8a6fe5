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

struct export_options {
	const struct reg *reg;
	enum export_format format;
	export_sink *sink;  /* CSV and JSON: they stream, in memory that does not grow with the register */
	void *ctx;
	const char *path;   /* XLSX: the file that is made */
	bool sealed;        /* with the columns of sealed texts; those of records that are not open stay empty */
};

/* Every record of a register, opened with .sealed; *n: how many were written. */
bool export_register(struct store *s, struct codes *codes, const struct export_options *options,
    int64_t *n, struct err *e) MUST_USE;

/* The same a record at a time, for who has chosen them. Lives in the arena. */
struct export;
bool export_open(struct codes *codes, const struct export_options *options, struct arena *a,
    struct export **out, struct err *e) MUST_USE;
bool export_put(struct export *o, const struct record *r, struct err *e) MUST_USE;
bool export_close(struct export *o, struct err *e) MUST_USE;

#endif
