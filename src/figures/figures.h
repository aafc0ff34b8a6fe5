/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The catalogue of figures and their evaluation.  A figure is declared once: what is counted, over
 * which records, with which definition a reader is shown.  Evaluating one gives the value and the
 * set of records behind it from the same scan.  Definitions: interchange.md "Figures", "Rulings".
 */
#ifndef MAILLAGE_FIGURES_FIGURES_H
#define MAILLAGE_FIGURES_FIGURES_H

#include "base/period.h"
#include "base/uuid.h"
#include "facts/facts.h"

#define FIGURE_BY_MAX 3
#define FIGURE_FILTERS_MAX 32

struct reg;

enum figure_unit { UNIT_COUNT, UNIT_PERCENT, UNIT_HOURS, UNIT_MINUTES, UNIT_POINTS, UNIT_RATIO,
	UNIT_EURO, UNIT_KEURO, UNIT_TONNES, UNIT_YEARS, UNIT_MONTHS, UNIT_DAYS, UNIT_FTE,
	UNIT_YEAR,  /* of the calendar: printed without groups of digits */
	UNIT_CLOCK, /* minutes since midnight, printed as a time */
	N_UNITS };

struct figure {
	const char *id;         /* "interventions" */
	const char *label;      /* N_("Interventions") */
	const char *definition; /* N_("…"), one or two plain sentences a reader is shown */
	const char *calculation; /* N_("…"), how it is worked out */
	enum figure_unit unit;
	int decimals;           /* printed */
	/* The rest is private to figures/: one of the two. */
	const struct figure_plan *plan;     /* over acts or shifts: see catalogue.c */
	const struct ledger_plan *ledger;   /* over another register: see catalogue_*.c, ledger.h */
};

const struct figure *figure_at(size_t i); /* NULL behind the last */
size_t figures_count(void);
const struct figure *figure_find(struct str id); /* NULL when unknown */
/* Whether the records behind it are shifts; else they are what was recorded in the field, or those of
 * figure_register. */
bool figure_of_shifts(const struct figure *fig);
/* The register whose records it counts, when these are neither acts nor shifts; NULL. */
const struct reg *figure_register(const struct figure *fig);
/* All that it is made of, each once: of a sum and of a division both sides'. Who may not read one of them is
 * not told the figure. */
#define FIGURE_SOURCES_MAX 4
size_t figure_registers(const struct figure *fig, const struct reg *out[FIGURE_SOURCES_MAX]);
/* Where it stands among the registers, as an operator thinks of them: an enum reg_group. */
int figure_reg_group(const struct figure *fig);
/* Whether small numbers of it could point to somebody: those of acts, and of people's traits. */
bool figure_discreet(const struct figure *fig);
/* The two figures it is made of ("of" divided by "per"; per NULL: by itself the period before); false
 * when it is counted by itself. */
bool figure_made_of(const struct figure *fig, const struct figure **of, const struct figure **per);

/* A dimension of --by and --where. */
struct dim;
const struct dim *dim_find(struct str id); /* NULL when unknown */
const struct dim *dim_at(size_t i);        /* NULL behind the last */
/* What its keys are: records of a register, codes of a list, or whole numbers; NULL and false: days,
 * weeks, months, quarters, years, cells. */
const struct reg *dim_register(const struct dim *d);
const char *dim_codes(const struct dim *d);
bool dim_range(const struct dim *d, int *first, int *last);
const char *dim_id(const struct dim *d);
const char *dim_label(const struct dim *d); /* translated */

/* Whether a figure can be split and filtered by a dimension. */
bool figure_takes(const struct figure *fig, const struct dim *d);

/* dim = one of the codes. Codes are keys as printed: the operator's own id (or a UUID) for records,
 * codes for code lists; the literal "null" for records without a value. */
struct figure_filter {
	const struct dim *dim;
	const struct str *codes;
	size_t n_codes;
};

struct figure_ask {
	const struct figure *figure;
	const struct period *period;   /* NULL: everything */
	struct figure_filter filters[FIGURE_FILTERS_MAX];
	size_t n_filters;
	const struct dim *by[FIGURE_BY_MAX];
	size_t n_by;
	bool zeros;    /* also groups without rows, as far as their keys are known */
	bool evidence; /* fill evidence */
	bool groups_only; /* by SQL: value, n and evidence are left out, for who knows them already */
	int64_t now_ms;  /* "past" in shifts.held_rate; milliseconds since 1970, local wall clock */
};

struct figure_group {
	struct str key[FIGURE_BY_MAX]; /* absent = null */
	bool has_value;
	double value;
	int64_t n;
};

/* The records behind a figure that are of one register. */
struct figure_source {
	const struct reg *reg;
	int64_t n;
	struct uuid *evidence; /* sorted; only when asked */
	size_t n_evidence;
};

struct figure_answer {
	const struct figure *figure;
	bool has_value;
	double value;  /* exact; rounding belongs to the writers */
	int64_t n;     /* distinct records that contribute */
	bool overlapping; /* groups may add up to more than the total */
	struct figure_group *groups; /* sorted by key, null first, numbers as numbers */
	size_t n_groups;
	struct uuid *evidence; /* exactly the n records, sorted; only when asked */
	size_t n_evidence;
	/* The same by register, and of a division of two registers' records those of both. Of acts and shifts
	 * only from facts, and when evidence was asked for. */
	struct figure_source sources[FIGURE_SOURCES_MAX];
	size_t n_sources;
};

/* Refuses (ERR_INVALID, key "figure.dimension") a split that makes no sense for the figure, with the
 * reason; ERR_NOT_FOUND a code that names no record. */
bool figure_eval(const struct facts *f, const struct figure_ask *ask, struct arena *a,
    struct figure_answer *out, struct err *e) MUST_USE;
/* The same by SQL on the store: the second path. Evidence and groups as above. */
bool figure_eval_sql(struct store *s, const struct facts *f, const struct figure_ask *ask,
    struct arena *a, struct figure_answer *out, struct err *e) MUST_USE;

/* A key's label for people in the current language: "T10" gives "Voisinage — bruit"; "2025-03" gives
 * "mars 2025"; a record's own id gives its name; absent gives "non précisé". */
struct str dim_key_label(const struct facts *f, const struct dim *d, struct str key,
    struct arena *a);
/* A value as printed in the current language ("1 264", "81 %", "0,18"), rounded half up from the
 * exact value; no-break spaces; "–" without a value. */
struct str figure_print(const struct figure *fig, bool has_value, double value, struct arena *a);

/* Disclosure gate (DESIGN §9, k = 5): marks which cells of a table may be shown outside the scheme's
 * team. counts: n_rows × n_cols, row by row; hidden[] gets 1 where the cell must be hidden, including
 * the second cell where a row or column total would give it away. Pure (rules/disclosure.h). */

#endif
