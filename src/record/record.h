/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A record in memory, its faults, and the ways in and out: text cells (CSV, XLSX), JSON, the store.
 */
#ifndef MAILLAGE_RECORD_RECORD_H
#define MAILLAGE_RECORD_RECORD_H

#include "base/date.h"
#include "base/uuid.h"
#include "record/field.h"
#include "store/store.h"

#define FACTS_MAX 32
#define FACT_COUNT_MAX 500 /* of one kind and severity in a record */
#define LIST_MAX 32

struct fact {
	uint16_t code;    /* index in the code list, see codes.h */
	uint16_t n;       /* 1 to 500 */
	uint8_t severity; /* 1 to 3 */
};

/* A text of a FIELD_SEALED (vault.h): open to be read, or closed as it is kept; or why it is neither. */
enum seal { SEAL_OPEN, SEAL_CLOSED, SEAL_DENIED, SEAL_LOST, SEAL_ERASED, SEAL_BROKEN };

/* One value. `set` false: absent (NULL). */
struct cell {
	bool set;
	enum seal seal;
	bool resolved; /* set by the register's rules, not by who wrote the record */
	uint8_t n; /* list length of CODES, REFS, FACTS */
	union {
		int64_t i;              /* INT, MONEY, BOOL, DATE (day), CLOCK (minutes), CODE (index) */
		double r;               /* REAL */
		struct str s;           /* TEXT, SLOTS */
		struct uuid u;          /* REF */
		const uint16_t *codes;  /* CODES: n indices */
		const struct uuid *us;  /* REFS: n */
		const struct fact *facts; /* FACTS: n */
	};
};

struct record {
	const struct reg *reg;
	struct uuid id;        /* nil until known */
	struct str source_id;  /* absent when none */
	int64_t version;       /* journal position of the last change; 0: new */
	bool deleted;
	int64_t made_at, changed_at; /* ms since 1970; of a record that was read */
	struct str made_by;    /* the actor of its first entry */
	struct cell *cells;    /* reg->n_fields of them */
};

/* One refusal: register, record, field, code and a sentence in the reader's language. */
struct fault {
	const struct reg *reg;
	struct str record;       /* the id as the user knows it, may be absent */
	int64_t line;            /* physical line of the file; 0: none */
	const struct field *field; /* NULL: the record as a whole */
	struct str column;       /* header as written, absent when none */
	const char *code;        /* stable: "required", "unknown_code", "bad_date", … */
	struct str text;         /* sentence, translated */
};

/* Faults gathered; the text lives in the arena. More than FAULTS_MAX are counted, not kept. */
#define FAULTS_MAX 10000
struct faults {
	struct arena *a;
	struct fault *v;
	size_t n, cap;
	int64_t total;
};

void fault_add(struct faults *f, const struct fault *at, const char *fmt, ...) PRINTF_LIKE(3, 4);
/* Adds all that another list gathered; texts are copied. */
void faults_join(struct faults *into, const struct faults *from);

/* What rules may ask: the codes and the small registers held in memory (schemes and their towns,
 * sectors, shifts by scheme and time, staff …). Defined in record/lookup.h. */
struct lookup;

struct rule_context {
	struct lookup *lookup;
	struct arena *a; /* of the record: what rules fill in lives there */
	int32_t today; /* day; passed in so that tests hold it still */
};

/* Shorthand for rules. */
struct cell *record_cell(struct record *r, const char *field);

#endif
