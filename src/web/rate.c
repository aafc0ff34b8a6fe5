/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * How often a caller may ask a route that is dear or worth guessing at.  A bucket a caller and route that
 * fills evenly: a minute's worth at once, then one by one.  A table of fixed size; a caller whose place
 * is taken over starts anew, to his advantage.  The loop's thread only.
 */
#include "web/web.h"

#define PLACES 4096

struct bucket {
	uint64_t who;    /* hash of route and caller */
	int64_t full_at; /* when it is full again (ms) */
};

struct rates {
	struct bucket v[PLACES];
};

struct rates *
rates_new(struct arena *a)
{
	return arena_new(a, struct rates);
}

bool
rate_take(struct rates *t, const struct route *route, struct str caller, int64_t now_ms, int64_t *wait_s)
{
	uint64_t who = str_hash(caller) * 31 + (uint64_t)(route - routes);
	struct bucket *b = &t->v[who % PLACES];
	int64_t step = 60000 / route->per_minute;

	if (b->who != who || b->full_at < now_ms || b->full_at > now_ms + 120000)
		*b = (struct bucket){ who, now_ms };
	if (b->full_at + step > now_ms + 60000) {
		*wait_s = (b->full_at + step - 60000 - now_ms) / 1000 + 1;
		return false;
	}
	b->full_at += step;
	return true;
}
