/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What a phone sends (docs/sync.md "Push").  Reading a push is pure and a worker's; writing it is one job of
 * the writer, in its transaction, so that all of it is on the disk before anything is answered, and what
 * queued meanwhile shares one commit.
 */
#ifndef MAILLAGE_SYNC_PUSH_H
#define MAILLAGE_SYNC_PUSH_H

#include "base/json.h"
#include "record/save.h"
#include "sync/keys.h"

#define PUSH_MAX 500         /* entries */
#define PUSH_BYTES (4u << 20)

/* As they stand in the store and in receipts. */
enum push_status { PUSH_STORED, PUSH_CONFLICT, PUSH_REFUSED };
const char *push_status_name(enum push_status s);

struct push_entry {
	struct uuid id, record;
	struct str reg_name;
	const struct reg *reg;       /* NULL: there is none of that name */
	int64_t base;
	struct uuid base_entry;      /* not nil: the version that this entry made */
	int64_t at;
	int64_t off;                 /* what the phone's clock was off by */
	bool off_known;              /* else that may be more than it says */
	bool timed;                  /* its time is the phone's: it makes a record, or tells a clock field */
	enum save_action action;
	struct save_field *fields;
	size_t n;
	struct str source_id, reason;
	int32_t catalogue;           /* 0: not told */
	const struct json *said;     /* its fields as they came */
	bool *corrected;             /* by field; NULL: none */
	struct faults faults;        /* found in reading */
};

struct push {
	struct uuid account, device;
	struct str device_text;      /* for the journal */
	struct str app;
	bool told_now;
	int64_t skew;                /* when told_now */
	int64_t waiting;
	struct str token;            /* of a queue in a file: whose it is; absent elsewhere */
	struct push_entry *v;
	size_t n;
};

/* Reads a body. now: UTC. ERR_INVALID "sync.body" says what is wrong with it. */
bool push_read(const struct json *body, int64_t now, struct arena *a, struct push *out, struct err *e)
    MUST_USE;

struct push_result {
	bool duplicate;
	enum push_status status;     /* the first one */
	int64_t version;
	struct str receipt;
	struct str errors;           /* JSON: a list */
};

/* The writer's thread's. */
struct pusher {
	struct saver *saver;
	const struct sync_keys *keys;
};

struct push_ask {
	const struct push *push;
	const struct reach *who;
	int64_t now_ms;              /* as save_ask's */
	int32_t today;
};
/* Inside a job of the writer. ERR_INVALID "sync.body": an entry's id is another account's, nothing was
 * written. push->n results. */
bool push_write(const struct pusher *p, struct store *s, const struct push_ask *ask, struct arena *a,
    struct push_result *out, struct err *e) MUST_USE;

#endif
