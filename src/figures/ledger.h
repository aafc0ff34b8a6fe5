/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A figure over a ledger, as data: which records of a register count, how time places them, and what is
 * taken of them.  The same row is worked out over the facts (ledger_scan.c) and told in SQL
 * (ledger_sql.c).  A path names a field, or one of the record that a reference leads to:
 * "scheme.town.population"; "" is the record itself.  Private to figures/.
 */
#ifndef MAILLAGE_FIGURES_LEDGER_H
#define MAILLAGE_FIGURES_LEDGER_H

#include "facts/ledger.h"
#include "figures/plan.h"

#define LEDGER_CONDS 8
#define LEDGER_HOPS 4
#define LEDGER_DEPTH 4 /* of conditions within conditions */

enum ledger_op {
	LEDGER_IS,        /* one of .codes "A|B"; "key=value": every code with that roll-up. Flags: "1" */
	LEDGER_IS_NOT,    /* none of them: also where there is no value */
	LEDGER_SET,       /* there is a value */
	LEDGER_UNSET,
	LEDGER_AT_LEAST,  /* .n, as it is kept: cents, thousandths of real numbers */
	LEDGER_AT_MOST,
	LEDGER_IN_PERIOD, /* a day of the period; true without a period */
	LEDGER_TO_END,    /* a day not after the period's last */
	LEDGER_HAS,       /* a record of .of leads to the record at .path by its .back */
	LEDGER_HAS_NOT,
	LEDGER_ANY,       /* the record at .path, or one of the list there, is one of .of */
};

struct ledger_query;

struct ledger_cond {
	const char *path;
	enum ledger_op op;
	const char *codes;
	int64_t n;
	const struct ledger_query *of;
	const char *back; /* a reference of of->reg, or a list of them */
};

enum ledger_when {
	LEDGER_ALWAYS,    /* time does not matter */
	LEDGER_DAY,       /* the day .from is in the period */
	LEDGER_OVERLAPS,  /* some day from .from to .to (open where absent) is in the period */
	LEDGER_HOLDS,     /* the last day of the period lies from .from to .to; today without a period */
};

struct ledger_query {
	const char *reg;
	enum ledger_when when;
	const char *from, *to;
	struct ledger_cond where[LEDGER_CONDS]; /* all of them; path NULL: the end */
};

enum ledger_take { LEDGER_COUNT, LEDGER_DISTINCT, LEDGER_SUM, LEDGER_MIN, LEDGER_MAX, LEDGER_MEAN,
	LEDGER_RATIO,     /* of the figures .of and .per */
	LEDGER_PLUS,      /* both of them together */
	LEDGER_GROWTH };  /* of the figure .of against the period before, in percent */

/* What is read at a path. */
enum ledger_read { LEDGER_PLAIN, LEDGER_YEAR, /* of a day */
	LEDGER_AGE,       /* the year of the period's last day less this year, or the year of this day */
	LEDGER_DAYS,      /* from this day to .until, both included */
	LEDGER_COUNTED };  /* how many a list holds */

struct ledger_plan {
	struct ledger_query over;
	const char *each;      /* a list of references: its items are counted, as paths "each.…" */
	enum ledger_take take;
	const char *path;
	enum ledger_read read;
	const char *times;     /* multiplied by this path */
	const char *until;
	double divide;         /* of the value: 1 000 for thousand euros; 0: 1 */
	int64_t add;           /* to the value, before it is divided */
	const char *of, *per;  /* figures */
	int64_t least_n;       /* no value below so many records */
};

/* -- paths (ledger_path.c) -------------------------------------------------------------------- */

struct ledger_path {
	const struct reg *root;
	bool each;
	size_t n;
	int hop[LEDGER_HOPS];  /* references on the way */
	const struct reg *end; /* the register of the field */
	int field;             /* -1: the record itself */
};

/* False when it names no field; of our own tables. */
bool ledger_path(const struct reg *root, const struct reg *each, const char *text,
    struct ledger_path *out);
/* The same; what does not resolve is a bug that a test over the catalogue finds. */
struct ledger_path ledger_path_of(const struct reg *root, const struct reg *each, const char *text);
const struct field *ledger_field(const struct ledger_path *p);
/* Whether its end is a list: of codes, or of references. */
bool ledger_is_list(const struct ledger_path *p);
bool ledger_same_way(const struct ledger_path *x, const struct ledger_path *y);
/* The shortest way from a figure's records to what a dimension stands for; ERR_INVALID
 * "figure.dimension" with a sentence when there is none. */
bool ledger_way(const struct figure *fig, const struct dim *d, struct ledger_path *out, struct err *e)
    MUST_USE;
const struct reg *ledger_each(const struct ledger_plan *p);
/* The last day of the period; today without one. */
int32_t ledger_last_day(const struct figure_ask *ask);
/* What sums are divided by for the value. */
double ledger_scale(const struct ledger_plan *p);
/* Which codes of a list a condition names: "A|B" or "key=value". */
bool ledger_named(const struct code_list *l, uint16_t code, const char *codes);

/* -- one pass --------------------------------------------------------------------------------- */

/* A group while its numbers gather. */
struct ledger_part {
	struct str key[FIGURE_BY_MAX];
	int64_t sum;   /* sum, distinct values, least or greatest */
	int64_t items; /* what was added up */
	int64_t n;     /* records */
};

struct ledger_parts {
	struct ledger_part total;
	struct ledger_part *v;
	size_t n, cap;
	struct uuid *evidence;
	size_t n_evidence;
};

struct ledger_part *ledger_part_new(struct ledger_parts *p, struct arena *a);
/* Over the facts. */
bool ledger_scan(const struct facts *f, const struct figure_ask *ask, struct arena *a,
    struct ledger_parts *out, struct err *e) MUST_USE;
/* Every key that a reader would expect with --zeros, without null. */
void ledger_keys_all(const struct facts *f, const struct figure_ask *ask, const struct dim *d,
    struct arena *a, struct keys *out);
/* By SQL; codes NULL: read from the store. */
struct store;
bool ledger_sql(struct store *s, struct codes *codes, const struct figure_ask *ask, struct arena *a,
    struct ledger_parts *out, struct err *e) MUST_USE;

/* How figures are worked out: over the facts, or by SQL. */
struct ledger_eval {
	bool (*figure)(const struct ledger_eval *by, const struct figure_ask *ask, struct arena *a,
	    struct figure_answer *out, struct err *e);
	bool (*parts)(const struct ledger_eval *by, const struct figure_ask *ask, struct arena *a,
	    struct ledger_parts *out, struct err *e);
	/* Every key of a dimension, for --zeros; NULL: they are not asked for. */
	void (*keys)(const struct facts *f, const struct figure_ask *ask, const struct dim *d, struct arena *a,
	    struct keys *out);
	const struct facts *facts;
	struct store *store;
};
bool ledger_figure(const struct ledger_eval *by, const struct figure_ask *ask, struct arena *a,
    struct figure_answer *out, struct err *e) MUST_USE;

#endif
