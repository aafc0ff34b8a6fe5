/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * How people write a record: permission, validation by the register's own rules, then the journal.
 * A saver belongs to the thread that writes (the writer's) and follows the journal, so that what
 * validation asks is in memory; its calls run inside a writer's job (the caller's transaction) and
 * write nothing unless they answer SAVED_*.
 */
#ifndef MAILLAGE_RECORD_SAVE_H
#define MAILLAGE_RECORD_SAVE_H

#include "record/access.h"
#include "record/lookup.h"

struct saver;

/* `codes` outlives it. Opens at its first use, on the store it is given there. */
struct saver *saver_new(struct codes *codes, struct arena *a);

/* One field as it comes in: typed in a form (as import takes it), or a JSON value. Blank or null
 * empties the field (its fallback, if it has one, is for new records). */
struct save_field {
	size_t field;             /* index */
	struct str text;          /* used when json is NULL */
	const struct json *json;
};

enum save_action { SAVE_PUT, SAVE_DELETE, SAVE_RESTORE, SAVE_UNDO };

struct save_ask {
	enum save_action action;
	const struct reg *reg;
	const struct reach *who;  /* NULL: the house itself */
	struct uuid id;           /* nil: a new record; unknown: a new record with this id */
	int64_t base;             /* the version it was based on; 0: new */
	struct str source_id;     /* absent: as it is */
	const struct save_field *fields; /* those not named stay as they are */
	size_t n;
	struct str reason;        /* asked for when a validated or locked record changes */
	struct str device;
	bool dry;                 /* check only */
	int64_t now_ms;
	int32_t today;
	uint8_t random[10];       /* for a new id */
};

enum save_result {
	SAVED_NEW,
	SAVED_CHANGED,
	SAVED_SAME,       /* nothing differs */
	SAVE_REFUSED,     /* faults tell why, all of them */
	SAVE_DENIED,      /* ACCESS_REFUSED */
	SAVE_HIDDEN,      /* ACCESS_HIDDEN, or there is no such record */
	SAVE_CONFLICT,    /* another version stands: `record` is it, `mine` what was asked */
};

struct save_answer {
	enum save_result result;
	struct record record;     /* as it stands now (or would, when dry) */
	struct record mine;       /* CONFLICT: base with the asked fields put in */
	struct record base;       /* CONFLICT: what both began from */
	struct faults faults;
};

/* True also when refused: see the result. False: the store failed. The answer lives in `a`. */
bool record_save(struct saver *v, struct store *s, const struct save_ask *ask, struct arena *a,
    struct save_answer *out, struct err *e) MUST_USE;
/* A sentence for a result that is no success and has no faults. */
void save_explain(const struct save_answer *answer, struct err *e);

#endif
