/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * How people write a record: permission, validation by the register's own rules, then the journal.
 * A saver belongs to the thread that writes (the writer's) and follows the journal, so that what
 * validation asks is in memory; its calls run inside a writer's job (the caller's transaction) and
 * write nothing unless they answer SAVED_NEW or SAVED_CHANGED.
 */
#ifndef MAILLAGE_RECORD_SAVE_H
#define MAILLAGE_RECORD_SAVE_H

#include "base/json.h"
#include "record/access.h"

struct saver;

/* Opens at its first use, on the store it is given there; always the same one. */
struct saver *saver_new(struct arena *a);

/* One field as it comes in: typed in a form (as import takes it), or a JSON value (as the API writes it;
 * a string may also be a label, an own id or a name). Blank or null empties the field, or gives it its
 * fallback where it has one, as an empty cell of an import does. */
struct save_field {
	size_t field;             /* index */
	struct str text;          /* used when json is NULL */
	const struct json *json;
};

enum save_action { SAVE_PUT, SAVE_DELETE, SAVE_RESTORE };

struct save_ask {
	enum save_action action;
	const struct reg *reg;
	const struct reach *who;  /* NULL: the house itself */
	struct uuid id;           /* nil: a new record; unknown: a new record with this id */
	int64_t base;             /* the version it was based on; 0: new */
	struct str source_id;     /* absent: as it is */
	const struct save_field *fields; /* those not named stay as they are; each at most once */
	size_t n;
	struct str reason;        /* asked for when a validated or locked record changes */
	struct str actor;         /* absent: the reach's login */
	struct str device;        /* absent: none */
	bool dry;                 /* check only */
	int64_t now_ms;
	int32_t today;
	int32_t catalogue;        /* day of the code lists that its author had before him (a phone); 0: today's */
	uint8_t random[10];       /* for a new id */
};
#define SAVE_REASON_MAX 200   /* code points */

enum save_result {
	SAVED_NEW,
	SAVED_CHANGED,
	SAVED_SAME,       /* nothing differs; also the same new record sent twice */
	SAVE_REFUSED,     /* faults tell why, all of them */
	SAVE_DENIED,      /* ACCESS_REFUSED */
	SAVE_HIDDEN,      /* ACCESS_HIDDEN, or there is no such record */
	SAVE_CONFLICT,    /* another version stands: `record` is it, `mine` what was asked */
};

struct save_answer {
	enum save_result result;
	struct record record;     /* as it stands now (or would, when dry); not when hidden */
	struct record mine;       /* CONFLICT: the base with the asked fields put in */
	struct record base;       /* CONFLICT: what both began from */
	uint8_t hash[32];         /* NEW, CHANGED: of the journal's entry (unless dry) */
	struct faults faults;
};

/* True also when refused: see the result. False: the store failed. The answer lives in `a`; places of
 * codes in it are those of any codes of this store read since (see codes.h). */
bool record_save(struct saver *v, struct store *s, const struct save_ask *ask, struct arena *a,
    struct save_answer *out, struct err *e) MUST_USE;
/* The same, quicker, for the next one in the same job: nobody else has written since this saver's last
 * record_save or record_save_next there, which succeeded. */
bool record_save_next(struct saver *v, struct store *s, const struct save_ask *ask, struct arena *a,
    struct save_answer *out, struct err *e) MUST_USE;
/* Sets err for a result that is no success and has no faults: DENIED, HIDDEN, CONFLICT. Returns false. */
bool save_explain(const struct save_answer *answer, struct err *e);

#endif
