/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the programs of the bench share: a clock, medians, what /proc says of memory, and giving up. */
#ifndef MAILLAGE_BENCH_CLOCK_H
#define MAILLAGE_BENCH_CLOCK_H

#include "base/err.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* Seconds of CLOCK_MONOTONIC, CLOCK_THREAD_CPUTIME_ID … */
static inline double
clock_now(clockid_t which)
{
	struct timespec t;

	clock_gettime(which, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static inline int
clock_by_number(const void *x, const void *y)
{
	double a = *(const double *)x, b = *(const double *)y;

	return (a > b) - (a < b);
}

/* Sorts v. */
static inline double
clock_median(double *v, size_t n)
{
	qsort(v, n, sizeof(*v), clock_by_number);
	return v[n / 2];
}

/* A line of /proc/self/status in KB: "VmRSS:", "VmHWM:". */
static inline long
memory_kb(const char *name)
{
	FILE *f = fopen("/proc/self/status", "re");
	char line[256];
	long kb = 0;

	while (f != NULL && fgets(line, sizeof(line), f) != NULL)
		if (strncmp(line, name, strlen(name)) == 0)
			kb = strtol(line + strlen(name), NULL, 10);
	if (f != NULL)
		fclose(f);
	return kb;
}

/* From now on VmHWM tells the peak anew. */
static inline void
memory_forget_peak(void)
{
	FILE *f = fopen("/proc/self/clear_refs", "we");

	if (f != NULL) {
		fputs("5", f);
		fclose(f);
	}
}

static inline void
must_do(bool done, const struct err *e)
{
	if (done)
		return;
	fprintf(stderr, "bench: %s\n", e->text);
	exit(3);
}

#endif
