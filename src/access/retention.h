/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * How long what may be known about people is kept, and what becomes of it: one table of rules, derived
 * from the registers' own fields (.keep_days, .keep) and a few rows of its own, and the job that carries
 * them out.  What it takes out of a record it takes out of its past as well (record/redact.h), as entries
 * of the actor "retention", so facts and phones follow.  Reports tell counts, never contents.
 */
#ifndef MAILLAGE_ACCESS_RETENTION_H
#define MAILLAGE_ACCESS_RETENTION_H

#include "access/access.h"
#include "record/codes.h"

enum retention_action {
	RETAIN_BLANK,    /* the fields are emptied */
	RETAIN_ERASE,    /* the same of sealed fields, and the record's key is deleted */
	RETAIN_CELL,     /* a point becomes the middle of its square of 200 m */
	RETAIN_KILOMETRE, /* … of 1 km */
	RETAIN_DELETE,   /* the record is deleted, what is personal in it emptied */
	RETAIN_LOGS,     /* lines of the audit log are deleted */
};

struct retention_rule {
	const struct reg *reg;   /* NULL: the audit log */
	const char *name;        /* "intervention.comment" */
	bool *fields;            /* of each field: it goes */
	const char *from;        /* the DATE field that begins the time; NULL: the day on which it was made */
	int days;
	enum retention_action action;
	const char *spared;      /* a BOOL field: while it says yes, nothing goes; NULL: none */
	/* Unless a record of another register, which refers to it by a field, has a later date: "case_step",
	 * "case_file", "date". */
	const char *unless[3];
};

#define RETENTION_ACTOR "retention"

/* N_(): "emptied". */
const char *retention_label(enum retention_action a);
/* In the arena; always in the same order. */
void retention_rules(struct arena *a, struct retention_rule **out, size_t *n);

/* The point in the middle of the square of a rule that moves points; false when it stands there already, or
 * not in France. */
bool retention_middle(const struct retention_rule *r, double *lon, double *lat);

struct retention_count {
	const struct retention_rule *rule;
	int64_t records;         /* that changed, or would */
	int64_t entries;         /* of their past that something was taken out of */
};

/* How the job writes: calls it inside a transaction, all or nothing. The server's writer does, and
 * retention_in_store. */
typedef bool retention_write(void *ctx, writer_job *job, void *job_ctx, struct err *e);

struct retention_ask {
	int32_t as_of;           /* the day it is as if it were */
	int64_t now_ms;
	bool dry;                /* nothing stays; only with retention_in_store */
	struct str actor;        /* who asked for it, for the audit log */
	retention_write *write;
	void *ctx;
};
/* `s` is read from. Killed at any time, every record is as before or done; the next run goes on. */
bool retention_run(struct store *s, const struct retention_ask *ask, struct arena *a,
    struct retention_count **out, size_t *n, struct err *e) MUST_USE;
/* ctx: struct retention_store. */
struct retention_store {
	struct store *s;
	bool dry;
};
bool retention_in_store(void *ctx, writer_job *job, void *job_ctx, struct err *e) MUST_USE;
/* How many records have something that is due: counted, nothing is written. */
bool retention_due(struct store *s, int32_t as_of, struct arena *a, struct retention_count **out, size_t *n,
    struct err *e) MUST_USE;

/* Runs of before, newest first; a run of which nothing came has a line of no rule. */
struct retention_past {
	int64_t at;
	struct str actor, rule;  /* rule absent: nothing was due */
	int64_t records, entries;
};
bool retention_past(struct store *s, size_t limit, struct arena *a, struct retention_past **out, size_t *n,
    struct err *e) MUST_USE;
/* When the last one by night was (ms); 0: never. */
bool retention_last(struct store *s, int64_t *at, struct err *e) MUST_USE;

#endif
