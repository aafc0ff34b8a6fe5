/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The ways through the acts. Private to figures/. */
#ifndef MAILLAGE_FIGURES_SCAN_H
#define MAILLAGE_FIGURES_SCAN_H

#include "figures/plan.h"

/* A figure's conditions and weights by code, made once a scan. */
struct act_rules {
	uint8_t kind[256];         /* of the kind; [NONE_8]: reports */
	uint8_t public_space[256]; /* of the place kind */
	uint8_t rated[256], settled[256]; /* of the outcome */
	uint8_t weight[256];       /* of a cell of publics */
	uint8_t kind_report, kind_signal, action_report;
};

void act_rules_make(const struct scan *s, struct act_rules *r);
/* Column by column, a chunk of rows at a time; splits below the record through scan_lists. */
void scan_columns(struct scan *s, const struct act_rules *r);
/* Row by row: filters below the record, and groups too many for an array. */
void scan_rows(struct scan *s, const struct act_rules *r);

/* What a row has in the column of a dimension of its own. */
static inline int64_t
row_code(const struct acts *a, size_t row, const struct dim *d)
{
	switch (d->column) {
	case COLUMN_SCHEME:
		return a->scheme[row];
	case COLUMN_SECTOR:
		return a->sector[row];
	case COLUMN_CELL:
		return a->cell[row];
	case COLUMN_BYTE:
		return a->byte[d->part][row];
	case COLUMN_DAY:
		return a->day[row];
	case COLUMN_MINUTE:
		return a->minute[row];
	case COLUMN_ITEM:
	case COLUMN_LEDGER:
		break;
	}
	return -1;
}

bool scan_in_period(const struct scan *s, int32_t day);
void scan_evidence(struct scan *s, const struct uuid *id, uint8_t flags);

/* Where the lists of a segment's rows stand while they are walked in order. */
struct list_cursor {
	size_t at[N_ACT_LISTS];
};

/* Small enough to stay in the nearest cache with what is worked out beside it. */
#define CHUNK 1024

/* Rows under way. */
struct chunk {
	const struct acts *s;
	size_t from, n;
	uint32_t record;       /* number of the first row among all */
	uint8_t pass[CHUNK];   /* 1: the record counts */
	int32_t value[CHUNK];  /* of a record */
	uint64_t add[CHUNK];   /* what it adds to its group, packed; 0: nothing */
	uint32_t group[CHUNK]; /* composite of the keys that records have themselves */
	uint16_t at[CHUNK];    /* rows that count, where only they are looked at */
};

/* A part of a list's items from one on; NULL when the list has none of it. */
static inline const uint8_t *
items_8(const struct buf *b, size_t from)
{
	return b->p != NULL ? (const uint8_t *)b->p + from : NULL;
}

static inline const uint16_t *
items_16(const struct buf *b, size_t from)
{
	return b->p != NULL ? (const uint16_t *)(const void *)b->p + from : NULL;
}

/* The places of a split's keys times its stride, by code + 1 (0: none). */
uint32_t *scan_table(const struct scan *s, const struct scan_by *by);

/* Splits below the record. */
struct lists;
bool lists_wanted(const struct scan *s);
struct lists *lists_new(struct scan *s, const struct act_rules *r);
void lists_segment(struct lists *l);
/* Goes past a chunk of which nothing is asked. */
void lists_skip(struct lists *l, const struct chunk *c);
/* How many items a chunk's rows have in a list. */
size_t chunk_items(const struct chunk *c, enum act_list which);
/* Adds a chunk to the groups. */
void lists_add(struct lists *l, const struct chunk *c);

#endif
