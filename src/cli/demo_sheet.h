/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A table that is made line by line in memory and read as if it were a file: for the registers of
 * the demonstration that are too few to be worth a generator that streams.  Lives in its arena; one
 * thread.
 */
#ifndef MAILLAGE_CLI_DEMO_SHEET_H
#define MAILLAGE_CLI_DEMO_SHEET_H

#include "record/table.h"

struct demo_sheet {
	struct arena *a;
	struct str *lines; /* cells between tabs; the first is the header */
	size_t n, cap;
	size_t at; /* the next to be given */
	struct str cells[48];
};

/* A sheet with its header, columns between tabs. */
struct demo_sheet *demo_sheet_new(struct arena *a, const char *columns);
/* One line more, cells between tabs. */
void demo_sheet_add(struct demo_sheet *s, const char *fmt, ...) PRINTF_LIKE(2, 3);
/* As import_table takes it, from the first line on. */
void demo_sheet_table(struct demo_sheet *s, struct table *out);

/* "2025-12-31"; nothing for DAY_NONE. */
const char *demo_day(struct arena *a, int32_t day);
/* A day by its parts. */
int32_t demo_date(int year, int month, int day);
/* The day itself, or the Monday after a weekend. */
int32_t demo_workday(int32_t day);
/* How many of `total` the i-th of n gets, so that they add up exactly. */
int demo_share(int total, int i, int n);

#endif
