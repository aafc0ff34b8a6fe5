/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A phone's clock that is wrong (docs/sync.md "Clocks").  Pure.  All in ms since 1970 UTC.
 */
#ifndef MAILLAGE_SYNC_CLOCK_H
#define MAILLAGE_SYNC_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

#define CLOCK_OFF_MS 120000  /* up to this nothing is wrong */

/* What the phone's clock was ahead of ours by when an entry was noted; 0 where it was right, or where it
 * cannot be known. `now`: ours; `mono` and `noted_mono`: the phone's monotonic clock at the push and at the
 * entry, of one and the same run (`same_run`); `at`: the entry's time by the phone's clock. */
struct clock_ask {
	int64_t now, at;
	bool same_run;
	int64_t mono, noted_mono;
};
int64_t clock_off(const struct clock_ask *ask);
/* Whether it can be known. */
bool clock_known(const struct clock_ask *ask);

/* A clock of the day (minutes) moved by -off; false when that would leave the day. */
bool clock_moved(int minute, int64_t off_ms, int *out);

#endif
