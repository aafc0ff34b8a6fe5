/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * How a figure is worked out over the facts, and where a dimension's keys come from. Private to
 * figures/; the rows are in catalogue.c and dims.c.
 */
#ifndef MAILLAGE_FIGURES_PLAN_H
#define MAILLAGE_FIGURES_PLAN_H

#include "facts/columns.h"
#include "figures/figures.h"

enum plan_over { OVER_ACTS, OVER_SHIFTS };

/* Lists below a record; BELOW_NONE: the record itself. */
enum below { BELOW_NONE, BELOW_PUBLICS, BELOW_FACTS, BELOW_RELAYS, BELOW_ACTIONS, BELOW_THEMES,
	BELOW_TEAM, N_BELOW };

/* Which records count at all. */
enum plan_which { WHICH_ALL, WHICH_PUBLIC_SPACE, WHICH_TECHNICAL, WHICH_WEAK, WHICH_RATED,
	WHICH_TENSION, WHICH_HELD, WHICH_DUE };

/* What one contributes: of a record, or of each item of its list. */
enum plan_value { ONE, ITEM_N, ITEM_MINORS, ITEM_WOMEN, ITEM_MEN, ITEM_SERIOUS, SETTLED,
	TENSION_FALL, LENGTH, MINUTES, IS_HELD };

enum plan_finish { FINISHED_SUM, FINISHED_PERCENT, FINISHED_MEAN, FINISHED_HOURS, FINISHED_PER_HOUR };

struct figure_plan {
	enum plan_over over;
	enum below list;       /* what it adds up; BELOW_NONE: records */
	const char *counts;    /* roll-up "counts" of the kind: "yes|passive"; NULL: any, reports too */
	enum plan_which which;
	enum plan_value value;
	bool every;            /* n counts every record, not only those that contribute */
	enum plan_finish finish;
	int64_t least_n;       /* no value below it */
};

/* The column from whose codes the keys of a dimension follow. */
enum column { COLUMN_SCHEME, COLUMN_SECTOR, COLUMN_CELL, COLUMN_BYTE, COLUMN_DAY, COLUMN_MINUTE,
	COLUMN_ITEM, COLUMN_LEDGER /* acts and shifts have none */ };

#define KEY_TEXT_MAX 16

struct dim {
	const char *id;
	const char *label;     /* N_("…") */
	enum column column;
	int part;              /* COLUMN_BYTE: enum act_byte; COLUMN_ITEM: which code of the item */
	enum below below;      /* COLUMN_ITEM: its list */
	bool shifts;           /* shifts have it as well */
	const char *codes;     /* code list of the column, or NULL */
	const char *roll;      /* key: this roll-up of the code; NULL: the code itself */
	const char *key_codes; /* code list that names the keys, NULL: none */
	int entity;            /* enum entity_table of the keys, or -1 */
	/* The key of a column's code, written in place; absent: null. NULL: by code list or entity. */
	struct str (*key)(int64_t code, char out[KEY_TEXT_MAX]);
	/* Of ledgers: the register whose records are the keys, or the name of a yes-or-no field. */
	const char *reg, *flag;
};

/* A dimension's keys as an ask needs them: map from a column's code to a place among the keys. */
struct keys {
	const struct dim *dim;
	struct str *v;         /* v[0] absent: null */
	size_t n, cap;
	uint32_t *map;         /* by code + 1 (none is 0) for items and bytes; see keys_code */
	size_t n_map;
	int64_t base;          /* COLUMN_DAY: the day of map[1] */
	uint32_t *slots;
	size_t mask;
};

/* Makes the keys of a dimension over what the facts hold. */
void keys_make(const struct facts *f, const struct dim *d, struct arena *a, struct keys *out);
/* The place of a key, or NONE_32. */
uint32_t keys_find(const struct keys *k, struct str key);
/* Place of a code of the column; 0 for none. */
static inline uint32_t
keys_of(const struct keys *k, int64_t code)
{
	int64_t at = code - k->base + 1;

	return at > 0 && (size_t)at < k->n_map ? k->map[at] : 0;
}

/* What may be given as a filter's code: the key itself, a UUID or a name; ERR_NOT_FOUND names the
 * nearest. *place = NONE_32 when it is known but nothing carries it. */
bool keys_code(const struct facts *f, const struct keys *k, struct str code, struct arena *a,
    uint32_t *place, struct err *e) MUST_USE;
/* All keys a reader would expect with --zeros, without null. */
void keys_all(const struct facts *f, const struct dim *d, const struct period *p, struct arena *a,
    struct keys *io);
/* The place of a key among them, which is kept when it is new. */
uint32_t keys_add(struct keys *k, struct str key, struct arena *a);
/* <0, 0, >0: null first, numbers as numbers. */
int key_cmp(struct str x, struct str y);
/* Adds the combinations of keys that no group of the answer has, each like `empty`; none when there would
 * be too many. The answer's groups are sorted, before and after. */
void groups_add_zeros(const struct keys *all, size_t n_by, const struct figure_group *empty,
    struct arena *a, struct figure_answer *out);
/* For qsort: groups by their keys, in that order; identifiers by their bytes. */
int group_cmp(const void *x, const void *y);
int evidence_cmp(const void *x, const void *y);
/* The places of the keys in that order. */
uint32_t *keys_order(const struct keys *k, struct arena *a);

/* Filters on a dimension given twice admit either: one filter with both codes. */
void ask_merged(const struct figure_ask *ask, struct arena *a, struct figure_ask *out);

/* One pass over the facts. */
struct cell_sum {
	int64_t sum;
	int64_t n; /* distinct records that contribute */
};

struct group_table;

/* The one place a split multiplies a key's place by, and a filter's admitted places. */
struct scan_by {
	struct keys keys;
	uint64_t stride;
};

struct scan_filter {
	struct keys keys;
	uint8_t *allow; /* by place among the keys */
};

struct scan {
	const struct facts *f;
	const struct figure_plan *plan;
	const struct figure_ask *ask;
	struct arena *a;
	struct scan_by by[FIGURE_BY_MAX];
	struct scan_filter filter[FIGURE_FILTERS_MAX];
	uint64_t n_composites;
	struct cell_sum total;
	struct group_table *groups;
	struct buf evidence[2]; /* struct uuid each, partners' reports apart; malloc */
};

/* Makes keys, filters and room for groups; refuses splits that make no sense. */
bool scan_prepare(struct scan *s, struct err *e) MUST_USE;
void scan_acts(struct scan *s);
void scan_shifts(struct scan *s); /* scan_shifts.c */
void scan_release(struct scan *s);

/* Groups by composite of the keys' places: an array where they are few, else a hash table. */
struct group_table *groups_new(struct arena *a, uint64_t n_composites);
void groups_free(struct group_table *t);
bool groups_dense(const struct group_table *t);
/* Its cell; valid until the next call. */
struct cell_sum *groups_at(struct group_table *t, uint64_t composite);
/* Counts a record once a group: false when it was the last one seen there. */
bool groups_first(struct group_table *t, uint64_t composite, uint32_t record);
/* Walks the groups that hold something: *at begins at 0; NULL at the end. */
struct cell_sum *groups_next(struct group_table *t, uint64_t *at, uint64_t *composite);

/* Arrays add up in one number a group: sums below, records above. A record adds less than 2^16 to a
 * group, so that PACKED_MAX of them fit; what may be negative is counted from `bias` below. */
#define PACKED_ONE ((uint64_t)1 << 40)
#define PACKED_MAX ((1u << 24) - 1)
uint64_t *groups_packed(struct group_table *t); /* by composite; NULL: a hash table */
uint32_t *groups_last(struct group_table *t);   /* the record last counted, + 1 */
/* Moves what was packed to the cells. */
void groups_unpack(struct group_table *t, int64_t bias);
static inline struct cell_sum
packed_sum(uint64_t v, int64_t bias)
{
	int64_t n = (int64_t)(v / PACKED_ONE);

	return (struct cell_sum){ .sum = (int64_t)(v % PACKED_ONE) - bias * n, .n = n };
}

#endif
