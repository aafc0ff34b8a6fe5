/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A table of text cells into a register: columns by id or label, lines validated, written through
 * the journal in one transaction.  All or nothing unless .partial.  Lines are read and checked by the
 * calling thread while a second one writes, so the store belongs to the import until it returns.
 * Rules: interchange.md "Importing" and its Rulings.
 */
#ifndef MAILLAGE_RECORD_IMPORT_H
#define MAILLAGE_RECORD_IMPORT_H

#include "record/access.h"
#include "record/lookup.h"
#include "record/table.h"

struct import_progress {
	void (*show)(void *ctx, int64_t done, int64_t total, int64_t lines); /* bytes, bytes, lines */
	void *ctx;
};

struct import_rename {
	struct str column; /* as written in the file */
	struct str field;  /* id or label */
};

struct import_options {
	const struct reg *reg;
	struct str file_name;       /* for the batch register; no folder */
	bool partial;               /* keep the good lines */
	bool dry;                   /* tell what it would do; nothing is written */
	const char *rejects;        /* path of the file of refused lines; NULL: none */
	int rejects_fd;             /* or an open file without a name; 0: none. Stays open */
	const int *mapped;          /* what each column holds, a field or a COLUMN_*; NULL: as its header says */
	size_t n_mapped;
	const struct str *ignore;   /* columns to pass over */
	size_t n_ignore;
	const struct import_rename *renames;
	size_t n_renames;
	struct str actor;
	const struct reach *who;    /* lines outside its reach are refused; NULL: the house itself */
	struct str device;          /* absent: none */
	int64_t now_ms;
	int32_t today;
	uint8_t random[10];         /* for the batch's identifier */
	struct import_progress progress;
};

struct import_result {
	int64_t lines;     /* records read, the header not counted */
	int64_t made;      /* new records */
	int64_t changed;   /* new versions */
	int64_t unchanged; /* known already, or the same line twice */
	int64_t refused;   /* lines with at least one fault */
	int64_t grown;     /* records of other registers made on the way (sectors) */
	bool written;      /* false: nothing was changed */
	struct faults faults;
};

/* True also when lines were refused: see result. False: the file as a whole (ERR_INVALID: header,
 * encoding, quoting) or the store; nothing was changed. */
bool import_table(struct store *s, struct codes *codes, const struct import_options *o,
    struct table *t, struct arena *a, struct import_result *out, struct err *e) MUST_USE;

/* {"file":…, "lines":…, …, "errors":[…]}, as command line and API tell it. */
struct json_writer;
void import_json(struct json_writer *w, const char *file, const struct import_result *r);

#endif
