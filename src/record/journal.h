/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The one way in.  Every change of a record is one entry of an append-only journal: who, when, from
 * which device, which record, the version it was based on, the fields changed, and the hash of the
 * entry before.  The tables of the registers are what the journal adds up to; both are written in
 * the caller's transaction, so that neither is ever without the other.
 *
 *   journal(structure integer, pos bigint, at bigint, actor text, device text, register text,
 *           record UUID, base bigint, batch UUID, line bigint, reason text, fields text, hash blob(32);
 *           primary key (structure, pos))
 *
 * hash = BLAKE2b-256 of: previous hash (32 zero bytes for the first), then structure, pos, at, base,
 * line as 8-byte big-endian, then actor, device, register, record, batch, reason, fields each preceded by
 * its length as 8-byte big-endian (absent: 2^64-1).  fields is a JSON object of the changed fields only
 * (null: emptied; "deleted": true/false; "source_id"; "zeros": true, of a new record, for all counts and
 * marks that it does not name).  base = 0 for a new record.
 */
#ifndef MAILLAGE_RECORD_JOURNAL_H
#define MAILLAGE_RECORD_JOURNAL_H

#include "record/access.h"
#include "record/chain.h"
#include "record/lookup.h"

struct change {
	struct record *record;  /* as it shall stand; id set; its version is set to the new position */
	int64_t at;             /* ms since 1970 */
	struct str actor;       /* pseudonym or "cli" */
	struct str device;      /* absent: none */
	struct uuid batch;      /* nil: none; an import's id */
	int64_t line;           /* physical line of the import's file; 0: none */
	struct str reason;      /* why, as who did it says; absent: none */
	bool any_base;          /* true: whatever version stands (import); false: record->version must be it */
	const bool *given;      /* of each field: whether the change speaks of it; NULL: of all. What it does
	                         * not speak of keeps its value in a known record, unless rules work it out */
	/* Called on a known record that kept a value: runs the rules on the whole. False: refused, and
	 * the callee has told why. */
	bool (*settle)(void *ctx, struct record *r, struct arena *a);
	void *ctx;
	const bool *again;       /* of each field: said though it does not differ, as what said it before was
	                          * taken out; NULL: none */
	struct str redacted;     /* what it says of entries before (record/redact.h), a JSON object */
	const struct reach *who; /* may it import over the version that stands? NULL: the house itself */
};

enum change_result {
	CHANGE_NEW,      /* a new record */
	CHANGE_VERSION,  /* a new version of a known one */
	CHANGE_NONE,     /* nothing differs: no entry was written */
	CHANGE_CLASH,    /* the same batch wrote this id with other content; *clash_line is its line */
	CHANGE_CONFLICT, /* record->version is not the one that stands */
	CHANGE_REFUSED,  /* by settle */
	CHANGE_DENIED,   /* the record that stands is not within reach */
	CHANGE_FIXED,    /* a FIELD_FIXED would change */
};

struct journal;
struct journal_point;

/* A journal on one connection; holds the last hash during a transaction. */
bool journal_open(struct store *s, struct codes *codes, struct arena *a, struct journal **out,
    struct err *e) MUST_USE;
/* Call after store_begin: reads the chain's end. */
bool journal_begin(struct journal *j, struct err *e) MUST_USE;
/* The end as this journal knows it: behind its own last entry. */
const struct journal_point *journal_now(const struct journal *j);
bool journal_put(struct journal *j, const struct change *c, enum change_result *result,
    int64_t *clash_line, struct err *e) MUST_USE;

/* A place in the journal and what its chain has come to there: who saw both stand sees that all before it
 * is as it was. Position 0 and zeroes: the empty journal. */
struct journal_point {
	int64_t pos;
	uint8_t hash[CHAIN_HASH];
};
/* The last one. */
bool journal_end(struct store *s, struct journal_point *out, struct err *e) MUST_USE;
/* The one at a position; *found false when there is no entry. */
bool journal_point_at(struct store *s, int64_t pos, struct journal_point *out, bool *found, struct err *e)
    MUST_USE;
/* Whether the journal came to the same there. */
bool journal_passed(struct store *s, const struct journal_point *p, bool *passed, struct err *e) MUST_USE;
/* Last position of the store; 0 for none. */
bool journal_position(struct store *s, int64_t *pos, struct err *e) MUST_USE;
/* Reads a record as it stands; *found false when there is none. */
bool record_read(struct store *s, const struct codes *codes, const struct reg *g, const struct uuid *id,
    struct arena *a, struct record *out, bool *found, struct err *e) MUST_USE;

/* The same with the statements that a journal holds ready: for who reads one after another. */
bool journal_record(struct journal *j, const struct reg *g, const struct uuid *id, struct arena *a,
    struct record *out, bool *found, struct err *e) MUST_USE;

/* What journal_verify saw. */
struct journal_check {
	int64_t entries;
	int64_t broken_at;   /* first position whose hash or order is wrong; 0: none */
	int64_t records;     /* records whose row was compared with their entries added up */
	int64_t differing;
	int64_t strays;      /* rows of lists that belong to no record */
	struct uuid first_differing;
	const struct reg *first_reg;
	int64_t unproven;    /* of which no entry says rightly what is left of them */
	int64_t redacted;    /* entries out of which something was taken, as later ones say */
	int64_t astray;      /* references to records that are not there */
	const struct reg *astray_reg;
	const struct field *astray_field;
};
/* Walks the chain, adds up every record's entries against its row, and follows every reference; in
 * the caller's transaction, or one snapshot of its own. */
bool journal_verify(struct store *s, struct codes *codes, struct journal_check *out, struct err *e)
    MUST_USE;

#endif
