/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The two ways through the acts. Private to figures/. */
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
/* Column by column: nothing below the record is asked. */
void scan_columns(struct scan *s, const struct act_rules *r);
/* Row by row. */
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
		break;
	}
	return -1;
}

bool scan_in_period(const struct scan *s, int32_t day);
void scan_evidence(struct scan *s, const struct uuid *id);

/* Where the lists of a segment's rows stand while they are walked in order. */
struct list_cursor {
	size_t at[N_ACT_LISTS];
};

#endif
