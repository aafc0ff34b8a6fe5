/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "sync/clock.h"

#define DAY_MINUTES 1440
#define ELAPSED_MAX (400LL * 86400000)

bool
clock_known(const struct clock_ask *ask)
{
	int64_t elapsed = ask->mono - ask->noted_mono;

	return ask->same_run && elapsed >= 0 && elapsed <= ELAPSED_MAX;
}

int64_t
clock_off(const struct clock_ask *ask)
{
	int64_t off;

	if (!clock_known(ask))
		return 0;
	off = ask->at - (ask->now - (ask->mono - ask->noted_mono));
	return off > CLOCK_OFF_MS || off < -CLOCK_OFF_MS ? off : 0;
}

bool
clock_moved(int minute, int64_t off_ms, int *out)
{
	/* To the nearest minute, whichever way. */
	int64_t by = off_ms >= 0 ? (off_ms + 30000) / 60000 : -((-off_ms + 30000) / 60000);

	if (by > DAY_MINUTES || by < -DAY_MINUTES || minute - by < 0 || minute - by >= DAY_MINUTES)
		return false;
	*out = (int)(minute - by);
	return true;
}
