/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What a register is: a constant table of fields.  Tables, statements, JSON, CSV, XLSX, help and
 * validation follow from it.  Everything here is constant data; any thread.
 */
#ifndef MAILLAGE_RECORD_FIELD_H
#define MAILLAGE_RECORD_FIELD_H

#include "base/arena.h"

enum field_type {
	FIELD_TEXT,  /* text; .max code points (0: 200) */
	FIELD_INT,   /* whole number .min to .max */
	FIELD_REAL,  /* decimal number .min to .max; stored as double precision */
	FIELD_MONEY, /* cents */
	FIELD_BOOL,  /* oui/non, true/false, 1/0, x/empty; stored 0 or 1 */
	FIELD_DATE,  /* a day; stored 'YYYY-MM-DD' */
	FIELD_CLOCK, /* minutes since midnight; stored 'HH:MM' */
	FIELD_CODE,  /* a code of list .codes; stored as text */
	FIELD_CODES, /* several codes, each once, in the order given; stored 'AC01|AC02' */
	FIELD_REF,   /* a record of register .ref; stored as its UUID */
	FIELD_REFS,  /* 1 to .max of them, in order; child table <register>_<field>(record, i, ref) */
	FIELD_FACTS, /* incivility facts; child table <register>_<field>(record, i, code, n, severity) */
	FIELD_SLOTS, /* a weekly schedule "Mo-Fr 14:00-21:00 @summer; Th-Sa 21:30-06:00"; stored as text */
};

/* Personal-data class: what may be known about people is decided here. */
enum personal {
	PERSONAL_UNSAID,    /* of what is no text: nothing; a text says what it is, be it NONE */
	PERSONAL_NONE,      /* nothing about anybody */
	PERSONAL_PSEUDONYM, /* a number or nickname of staff */
	PERSONAL_TEXT,      /* free text that could hold something: guarded, short-lived */
	PERSONAL_PLACE,     /* a place that could point to a dwelling */
	PERSONAL_TRAIT,     /* birth year, sex, country of birth … of a person who is not named */
	PERSONAL_IDENTITY,  /* names somebody or tells how to reach them: always FIELD_SEALED */
};

/* As an operator thinks of what he keeps; the order is that of the navigation. */
enum reg_group { GROUP_GROUND, GROUP_PARTNERS, GROUP_PARTICIPATION, GROUP_WASTE, GROUP_STAFF, GROUP_TRAINING,
	GROUP_MONEY, GROUP_TERRITORY, GROUP_QUALITY, GROUP_HOUSE, N_GROUPS };

enum field_flag {
	FIELD_REQUIRED = 1 << 0,
	FIELD_GUARDED = 1 << 1,   /* refuse e-mail addresses, telephone numbers, number plates */
	FIELD_DERIVED = 1 << 2,   /* computed by the register's rules; never imported or typed */
	FIELD_GROW = 1 << 3,      /* an unknown name of the referred register is created on import */
	FIELD_LOCAL = 1 << 4,     /* a REF whose name is looked up within the record's scheme's town */
	FIELD_FIXED = 1 << 5,     /* never changes once it is written: what it says is borne by other records */
	FIELD_COMPUTED = 1 << 6,  /* may be worked out from the others (end from duration); belongs to the
	                           * identity of a line without id either way */
	FIELD_RESOLVED = 1 << 7,  /* looked up by the rules where it is not given (the covering shift) */
	FIELD_TWIN = 1 << 8,      /* a REF to the record of the same event that counts (record/twin.h) */
	FIELD_INDEXED = 1 << 9,   /* has an index: few do, each slows every write down */
	FIELD_SPARSE = 1 << 11,   /* with FIELD_INDEXED: empty in most records; the index holds the others */
	FIELD_SEALED = 1 << 10,   /* a text that is encrypted wherever it is kept; never filtered or sorted by */
};

struct field {
	const char *name;     /* stable English id: column, JSON key, CSV header */
	enum field_type type;
	unsigned flags;
	const char *label;    /* N_("…"), English source */
	const char *aliases;  /* further labels accepted in a header, 'A|B' (French spreadsheets) */
	const char *help;     /* one sentence N_("…"): the rule a user reads; may be NULL */
	const char *unit;     /* N_("min") or NULL */
	const char *codes;    /* FIELD_CODE(S): name of the code list */
	const char *ref;      /* FIELD_REF(S): name of the register */
	int64_t min, max;     /* numbers: range; text: max code points; lists: max items */
	enum personal personal;
	int keep_days;        /* 0: as long as the record */
	const char *fallback; /* value of an empty cell as it would be typed; NULL: none */
	const char *part;     /* N_("…"): the part of a form that begins here; NULL: the one before goes on */
};

const char *reg_group_label(enum reg_group g); /* N_("In the field") */

struct access;
struct record;
struct rule_context;
struct faults;

struct retention {
	int years;     /* after the record's day; neither years nor days: as long as the operator needs it */
	int days;
	/* The DATE field that is that day (the end of a contract: a record without it runs on and is kept);
	 * NULL: .order, else the day on which the record was made. */
	const char *from;
	const char *unless; /* a BOOL field: while it says yes, the record and its texts stay */
};

struct reg {
	const char *name;    /* "intervention": table name, command-line name */
	const char *label;   /* N_("Interventions") */
	enum reg_group group;
	const struct field *fields;
	size_t n_fields;
	const char *title;   /* name of the field that names a record to people ("name"), or NULL */
	const char *listed;  /* the fields that a list shows at first, "date kind"; NULL: the first seven */
	const char *scope;   /* name of the REF field with which source_id is unique ("scheme"), or NULL:
	                      * unique in the register */
	/* Cross-field rules and derived fields; adds faults. NULL: none. */
	void (*rules)(struct record *r, const struct rule_context *c, struct faults *f);
	struct retention keep;
	bool facts;          /* feeds the facts */
	bool many;           /* no other register refers to it, and it grows: its records stay in the store,
	                      * where those of the others are held in memory for what refers to them */
	/* Who may do what (record/access.h); required. */
	const struct access *access;
	/* The date by which records are listed, newest first; large registers have an index on it. NULL: by
	 * title, else in order of making. */
	const char *order;
	/* By which field a record is within somebody's reach: a REF to scheme, agency, town, client or
	 * contract; "id" for those registers themselves; NULL: none, the matrix says all or own. */
	const char *within;
	/* The FIELD_REFS to staff who work with a record; they are on the team of the records that refer to it,
	 * too. NULL: none. */
	const char *team;
};

/* Every record also has, outside its table of fields: structure (int), id (UUID), source_id (the
 * operator's own id, text up to 64 characters, may be absent), version (journal position of its last
 * change), made_at, changed_at (ms), made_by (actor of its first entry), deleted (0/1). */

#define SOURCE_ID_MAX 64

/* All registers, in an order in which each comes after those it refers to (registers/all.c). */
extern const struct reg *const registers[];
extern const size_t n_registers;
const struct reg *reg_find(struct str name); /* NULL when unknown */
/* Whether nothing said means 0 or no: counts of people, marks. The journal's entry of a new record leaves out
 * those that are 0 and says "zeros" instead. */
bool field_from_zero(const struct field *f);
/* Index of a field, or -1. */
int reg_field(const struct reg *g, struct str name);

/* Code lists of the nomenclature that a program knows by name (data/nomenclature/LIST.csv), loaded
 * into the store at init; see record/codes.h for reading them. */

#endif
